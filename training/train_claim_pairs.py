"""Stages two and three: from inference to the relation of two claims of two reports.

Stage two ("silver") learns from ECB+ coreference, from pairs of sentences written for this project and from links that
language models annotated on other reports; stage three from the link gold's training half, with some of the rest beside
it. Relations: same, partial, conflict, unrelated.

python training/train_claim_pairs.py silver --work FOLDER --coreference FILE --pairs FOLDER --written FILE
python training/train_claim_pairs.py gold --work FOLDER --pairs FOLDER --written FILE [--fold K]
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from altered_pairs import altered_rows
from coreference_pairs import coreference_rows
from inference_pairs import choose_rows
from pair_model import PairModel
from report_pairs import RELATIONS, UNRELATED, EventPair, label_pairs, link_examples, load_events
from sklearn.metrics import average_precision_score

from batching import Example, Row, about_all, allowed_loss, batches, make_rows, padded, turned

LINKS = len(RELATIONS)
BATCH = 32
LONGEST = 140
FOLDS = 2
WRITTEN = Path(__file__).parent / "written_pairs.jsonl"


def starting_model(path: Path) -> PairModel:
    """The inference model with a head of four relations before its three inference labels."""
    state = torch.load(path, weights_only=True)["model"]
    weight, bias = state.pop("head.weight"), state.pop("head.bias")
    model = PairModel(LINKS + 3)
    model.load_state_dict(state, strict=False)
    with torch.no_grad():
        # same <- entailment, partial <- entailment and neutral, conflict <- contradiction, unrelated <- neutral
        firsts = torch.stack([weight[0], (weight[0] + weight[1]) / 2, weight[2], weight[1]])
        model.head.weight.copy_(torch.cat([firsts, weight]))
        model.head.bias.copy_(torch.cat([torch.zeros(LINKS), bias]))
    return model


def train(
    model: PairModel,
    epochs: list[list[Row]],
    *,
    rate: float,
    threads: int,
    after: Callable[[int], None] = lambda number: None,
) -> None:
    """Train over the rows of each epoch, the rate rising over 6 % of the steps and falling to nothing."""
    torch.set_num_threads(threads)
    steps = [batches(rows, BATCH, seed) for seed, rows in enumerate(epochs)]
    count = sum(len(s) for s in steps)
    trained = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=rate, weight_decay=0.01)
    done, running, started = 0, None, time.time()
    for number, epoch in enumerate(steps):
        for batch in epoch:
            for group in optimizer.param_groups:
                group["lr"] = rate * min((done + 1) / (0.06 * count), (count - done) / (0.94 * count))
            model.train()
            with torch.autocast("cpu", torch.bfloat16):
                scores = model(*padded(batch))
            loss = allowed_loss(scores, batch, LINKS)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(trained, 1.0)
            optimizer.step()
            optimizer.zero_grad()
            done += 1
            running = loss.item() if running is None else 0.97 * running + 0.03 * loss.item()
            if done % 25 == 0:
                print(f"{done}/{count} loss {running:.3f} {time.time() - started:.0f}s", flush=True)
        after(number)


def epoch_rows(
    events: Sequence[EventPair], written: Sequence[Example], rehearsal: Sequence[Row], seed: int, negatives: float
) -> list[Row]:
    """An epoch's rows: the events' examples, with written pairs, altered sentences and inference pairs beside them."""
    rng = random.Random(seed)
    examples = list(link_examples(events, rng, negatives=negatives))
    sentences = sorted({u.text for event in events for side in event.claims for u in side if 30 < len(u.text) < 240})
    altered = altered_rows([], rng.sample(sentences, min(len(sentences), len(examples) // 30)), rng)
    examples += [about_all(*row) for row in altered]
    examples += rng.sample(list(written), min(len(written), len(examples) // 5))
    made = make_rows([e if rng.random() < 0.5 else turned(e) for e in examples], inference=False, longest=LONGEST)
    linked = sum(UNRELATED not in allowed for row in made for *_, allowed in row.asked)
    print("rows", len(made), "questions", sum(len(r.asked) for r in made), "linked", linked, flush=True)
    return made + rng.sample(list(rehearsal), min(len(rehearsal), len(made) // 8))


def read_written(path: Path) -> list[Example]:
    """Pairs of sentences, one JSON line each, with one `relation`, or `asked`: [start, end, start, end, relation]."""
    examples = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if "asked" in row:
            asked = tuple(((a, b), (c, d), (RELATIONS.index(relation),)) for a, b, c, d, relation in row["asked"])
            examples.append(Example(row["left"], row["right"], asked))
        else:
            examples.append(about_all(row["left"], row["right"], (RELATIONS.index(row["relation"]),)))
    return examples


def probabilities(model: PairModel, examples: Sequence[Example]) -> np.ndarray:
    """(questions, 4): relation probabilities of what is asked, as it stands, in the order of the questions."""
    rows = make_rows(examples, inference=False, longest=1000)
    starts = np.cumsum([0] + [len(row.asked) for row in rows])
    order = sorted(range(len(rows)), key=lambda i: len(rows[i].ids))
    result = np.empty((starts[-1], LINKS), dtype=np.float32)
    model.eval()
    with torch.no_grad():
        for start in range(0, len(order), 64):
            chosen = order[start : start + 64]
            with torch.autocast("cpu", torch.bfloat16):
                scores = model(*padded([rows[i] for i in chosen]))
            found = torch.softmax(scores[:, :LINKS].float(), 1).numpy()
            result[[k for i in chosen for k in range(starts[i], starts[i + 1])]] = found
    return result


def held_out(model: PairModel, events: Sequence[EventPair], keep: int = 3) -> dict[str, float]:
    """Figures on the candidates of `events` of the first `keep` ranks: ranking, F1, relation, log loss."""
    examples, labels = [], []
    for event in events:
        table = label_pairs(event)
        for i, j, rank in event.candidates:
            if rank < keep:
                a, b = event.claims[0][i], event.claims[1][j]
                question = ((a.first, a.last), (b.first, b.last), (int(table[i, j]),))
                examples.append(Example(a.text, b.text, (question,)))
                labels.append(int(table[i, j]))
    found = probabilities(model, examples)
    truth = np.array(labels)
    linked, score = truth != UNRELATED, 1 - found[:, UNRELATED]
    best = 0.0
    for bar in np.arange(0.1, 0.9, 0.05):
        chosen = score >= bar
        best = max(best, 2 * (chosen & linked).sum() / max(1, chosen.sum() + linked.sum()))
    return {
        "pairs": len(truth), "linked": int(linked.sum()), "ap": round(float(average_precision_score(linked, score)), 4),
        "best f1": round(float(best), 4),
        "relation": round(float((found[linked][:, :3].argmax(1) == truth[linked]).mean()), 4),
        "conflict ap": round(float(average_precision_score(truth == 2, found[:, 2])), 4),
        "log loss": round(float(-np.log(found[np.arange(len(truth)), truth] + 1e-9).mean()), 4),
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("stage", choices=["silver", "gold"])
    parser.add_argument("--work", type=Path, required=True, help="where inference.pt, silver.json and gold.json lie")
    parser.add_argument("--pairs", type=Path, required=True)
    parser.add_argument("--coreference", type=Path)
    parser.add_argument("--written", type=Path, default=WRITTEN)
    parser.add_argument("--fold", type=int, default=None, help="hold this part of the gold events out, of FOLDS parts")
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--rate", type=float, default=8e-5)
    parser.add_argument("--negatives", type=float, default=2.5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--share", type=float, default=1.0, help="learn from this share of the events only")
    parser.add_argument("--start", default=None, help="the state to go on from; silver.pt for gold")
    parser.add_argument("--seed", type=int, default=100, help="another seed draws other pairs without a link")
    parser.add_argument("--name", default=None)
    args = parser.parse_args()
    torch.manual_seed(13)
    rng = random.Random(17)
    rehearsal = make_rows([about_all(*r[:3]) for r in choose_rows(args.pairs)[:6000]], inference=True, longest=72)
    written = read_written(args.written)
    gold = load_events(args.work / "gold.json")
    check = [e for i, e in enumerate(gold) if i % FOLDS == (args.fold or 0)][::4]
    if args.stage == "silver":
        model = starting_model(args.work / "inference.pt")
        if args.start:
            model.load_state_dict(torch.load(args.work / args.start, weights_only=True))
        events = load_events(args.work / "silver.json")
        extra = [about_all(*row) for row in coreference_rows(args.coreference, each=12)] if args.coreference else []
        extra += written
        name = args.name or "silver"
    else:
        model = PairModel(LINKS + 3)
        model.load_state_dict(torch.load(args.work / (args.start or "silver.pt"), weights_only=True))
        events = [e for i, e in enumerate(gold) if args.fold is None or i % FOLDS != args.fold]
        extra = []
        name = args.name or ("final" if args.fold is None else f"fold{args.fold}")
    if args.share < 1:
        events = rng.sample(events, round(args.share * len(events)))
    epochs = [epoch_rows(events, written, rehearsal, args.seed + n, args.negatives) for n in range(args.epochs)]
    share = rng.sample(extra, len(extra))
    for n in range(args.epochs):
        epochs[n] += make_rows(share[n :: args.epochs], inference=False, longest=LONGEST)

    def after(number: int) -> None:
        print("epoch", number, held_out(model, check), flush=True)

    honest = args.stage == "silver" or args.fold is not None
    train(model, epochs, rate=args.rate, threads=args.threads, after=after if honest else lambda number: None)
    torch.save(model.state_dict(), args.work / f"{name}.pt")


if __name__ == "__main__":
    main()

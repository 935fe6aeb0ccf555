"""Stage two: from inference to the relation of two claims of two reports (same, partial, conflict, unrelated).

First sentence pairs of ECB+ (linked or not), then claims and sentences of the link gold's training half, with altered
pairs and some inference pairs beside them.

python training/train_claim_pairs.py --gold FOLDER --coreference FILE --pairs FOLDER --work FOLDER [--fold K]
"""

from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path

import numpy as np
import torch
from altered_pairs import altered_rows
from batching import Row, allowed_loss, batches, make_rows, padded
from coreference_pairs import coreference_rows
from inference_pairs import choose_rows
from pair_model import PairModel
from report_pairs import UNRELATED, EventPair, Vectors, label_pairs, link_rows, nearest_mask, read_events
from sklearn.metrics import average_precision_score

LINKS = 4
BATCH = 32
LONGEST = 112
FOLDS = 4


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


def train(model: PairModel, epochs: list[list[Row]], *, rate: float, threads: int, after=None) -> None:
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
            ids, kinds, mask = padded(batch)
            model.train()
            with torch.autocast("cpu", torch.bfloat16):
                scores = model(ids, kinds, mask)
            loss = allowed_loss(scores, batch, LINKS)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(trained, 1.0)
            optimizer.step()
            optimizer.zero_grad()
            done += 1
            running = loss.item() if running is None else 0.97 * running + 0.03 * loss.item()
            if done % 25 == 0:
                print(f"{done}/{count} loss {running:.3f} {time.time() - started:.0f}s", flush=True)
        if after:
            after(number)


def epoch_rows(
    events: list[EventPair], vectors: Vectors, rehearsal: list[Row], seed: int, negatives: float
) -> list[Row]:
    rng = random.Random(seed)
    rows = list(link_rows(events, vectors, rng, negatives=negatives))
    same = [(left, right) for left, right, allowed in rows if allowed == (0,) and rng.random() < 0.4]
    alone = [unit.text for event in events for side in event.sentences for unit in side if 30 < len(unit.text) < 260]
    rows += altered_rows(same, rng.sample(alone, min(len(alone), len(rows) // 40)), rng)
    rows = [row if rng.random() < 0.5 else (row[1], row[0], row[2]) for row in rows]
    made = make_rows(rows, inference=False, longest=LONGEST)
    print("rows", len(made), "linked", sum(UNRELATED not in r.allowed for r in made), flush=True)
    return made + rng.sample(rehearsal, min(len(rehearsal), len(made) // 12))


def probabilities(model: PairModel, texts: list[tuple[str, str]]) -> np.ndarray:
    """(n, 4): relation probabilities of the pairs as they stand, one order."""
    rows = make_rows([(left, right, (0,)) for left, right in texts], inference=False, longest=128)
    order = sorted(range(len(rows)), key=lambda i: len(rows[i].ids))
    result = np.empty((len(rows), LINKS), dtype=np.float32)
    model.eval()
    with torch.no_grad():
        for start in range(0, len(order), 64):
            chosen = order[start : start + 64]
            with torch.autocast("cpu", torch.bfloat16):
                scores = model(*padded([rows[i] for i in chosen]))
            result[chosen] = torch.softmax(scores[:, :LINKS].float(), 1).numpy()
    return result


def held_out(model: PairModel, events: list[EventPair], vectors: Vectors, keep: int = 3) -> dict[str, float]:
    """Figures on the claim pairs of `events` among each other's `keep` nearest: ranking, F1, relation, log loss."""
    texts, labels = [], []
    for event in events:
        table = label_pairs(event, event.claims)
        near = nearest_mask(vectors.cosines(*event.claims), keep)
        for i, j in np.argwhere(near):
            texts.append((event.claims[0][i].text, event.claims[1][j].text))
            labels.append(int(table[i, j]))
    found = probabilities(model, texts)
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
        "log loss": round(float(-np.log(found[np.arange(len(truth)), truth] + 1e-9).mean()), 4),
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("gold", "coreference", "pairs", "work"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--fold", type=int, default=None, help="hold this quarter of the events out")
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--rate", type=float, default=6e-5)
    parser.add_argument("--negatives", type=float, default=2.5)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--inference", default="inference", help="the name that stage one was given")
    parser.add_argument("--start", type=Path, help="go on from this state, not from the coreference stage")
    parser.add_argument("--seed", type=int, default=100, help="another seed draws other pairs without a link")
    parser.add_argument("--name", default=None)
    args = parser.parse_args()
    torch.manual_seed(13)
    rehearsal = make_rows([row[:3] for row in choose_rows(args.pairs)[:6000]], inference=True, longest=72)
    coreferent = args.work / f"{args.inference}.coreference.pt"
    model = starting_model(args.work / f"{args.inference}.pt")
    events = read_events(args.gold, args.work / "reports.json")
    vectors = Vectors(args.work)
    folds = {event.name: i % FOLDS for i, event in enumerate(events)}
    (args.work / "folds.json").write_text(json.dumps(folds))
    check = [e for e in events if folds[e.name] == (args.fold or 0)][:12]
    if args.start:
        model.load_state_dict(torch.load(args.start, weights_only=True))
    elif coreferent.exists():
        model.load_state_dict(torch.load(coreferent, weights_only=True))
    else:
        rows = coreference_rows(args.coreference, each=40)
        rows = [r if i % 2 else (r[1], r[0], r[2]) for i, r in enumerate(rows)]
        made = make_rows(rows, inference=False, longest=96) + rehearsal[:1200]
        print("coreference rows", len(made), flush=True)
        train(model, [made], rate=8e-5, threads=args.threads)
        torch.save(model.state_dict(), coreferent)
        print("after coreference", held_out(model, check, vectors), flush=True)
    learned = [e for e in events if args.fold is None or folds[e.name] != args.fold]
    epochs = [epoch_rows(learned, vectors, rehearsal, args.seed + n, args.negatives) for n in range(args.epochs)]

    def after(number: int) -> None:
        print("epoch", number, held_out(model, check, vectors), flush=True)

    train(model, epochs, rate=args.rate, threads=args.threads, after=after if args.fold is not None else None)
    name = args.name or ("final" if args.fold is None else f"fold{args.fold}")
    torch.save(model.state_dict(), args.work / f"{name}.pt")


if __name__ == "__main__":
    main()

"""Stage one: teach the pair model entailment, neutral and contradiction. Goes on from its last checkpoint.

python training/train_inference.py --pairs FOLDER --work FOLDER --minutes 40

With --start it begins a second round from an earlier state; --altered adds pairs of a sentence and its altered self.
"""

from __future__ import annotations

import argparse
import random
import time
from pathlib import Path

import torch
from altered_pairs import altered_rows
from inference_pairs import choose_rows
from pair_model import PairModel

from batching import Row, about_all, allowed_loss, batches, make_rows, padded

BATCH = 32


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--pairs", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=35)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--longest", type=int, default=72)
    parser.add_argument("--rows", type=int, default=64_000)
    parser.add_argument("--altered", type=int, default=0)
    parser.add_argument("--start", type=Path)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--name", default="inference")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(11)
    rows = choose_rows(args.pairs)
    made = make_rows([about_all(*row[:3]) for row in rows], inference=True, longest=args.longest)
    held, made = made[:1000], made[1000 : 1000 + args.rows]
    if args.altered:
        rng = random.Random(args.seed)
        # Relations are named otherwise here: same is entailment (0) and conflict is contradiction (2) in both.
        alone = [text for text in dict.fromkeys(row[0] for row in rows[1000:]) if 30 < len(text) < 200]
        made += make_rows(
            [about_all(*row) for row in altered_rows([], rng.sample(alone, args.altered), rng)],
            inference=True,
            longest=args.longest,
        )
    print(len(made), "rows", sum(len(row.ids) for row in made) / len(made), "tokens a row", flush=True)
    steps = batches(made, BATCH, args.seed)
    model = PairModel(3)
    trained = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=args.rate, weight_decay=0.01)
    checkpoint = args.work / f"{args.name}.pt"
    if args.start:
        model.load_state_dict(torch.load(args.start, weights_only=True)["model"])
    done = 0
    spent = 0.0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        done, spent = state["done"], state["spent"]
    started = time.time()
    running = None
    while done < len(steps):
        used = spent + time.time() - started
        # The rate falls with the larger of the two shares used, steps or minutes, so that it ends near 0 either way.
        part = max(done / len(steps), used / (args.minutes * 60))
        if part >= 1:
            break
        rate = args.rate * min(1.0, (done + 1) / 100) * (1 - part)
        for group in optimizer.param_groups:
            group["lr"] = rate
        batch = steps[done]
        model.train()
        with torch.autocast("cpu", torch.bfloat16):
            scores = model(*padded(batch))
        loss = allowed_loss(scores, batch, links=0)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        done += 1
        running = loss.item() if running is None else 0.98 * running + 0.02 * loss.item()
        if done % 50 == 0:
            print(done, len(steps), f"loss {running:.3f} rate {rate:.2e} {used:.0f}s", flush=True)
        if done % 500 == 0:
            save(model, optimizer, checkpoint, done, spent + time.time() - started)
    save(model, optimizer, checkpoint, done, spent + time.time() - started)
    print("done", done, "held-out", accuracy(model, held), flush=True)
    (args.work / f"{args.name}.done").write_text("done")


def save(model: PairModel, optimizer: torch.optim.Optimizer, path: Path, done: int, spent: float) -> None:
    part = path.with_suffix(".part")
    torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "done": done, "spent": spent}, part)
    part.replace(path)


def accuracy(model: PairModel, rows: list[Row]) -> float:
    """The share of rows whose likeliest label is allowed."""
    model.eval()
    right = 0
    with torch.no_grad():
        for batch in batches(rows, BATCH, 1):
            best = model(*padded(batch)).argmax(1).tolist()
            right += sum(label in row.asked[0][2] for label, row in zip(best, batch, strict=True))
    return right / len(rows)


if __name__ == "__main__":
    main()

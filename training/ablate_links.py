"""What each part of the decision on links is worth: link F1 on held-out events without it.

python training/ablate_links.py --rows rows.json

`rows.json` is what `fit_links.py rows --judges` wrote. Events are held out fold by fold; each line gives the average
precision over candidates and the best F1 that any bar reaches (the same choice for all lines). Relations and conflicts
are left alone.
"""

from __future__ import annotations

import argparse
import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from fit_links import FOLDS, SEED, context_of, fit_logistic, fit_trees, words_of
from sklearn.metrics import average_precision_score

from rashomon.alignment.decision import FEATURES, guess_inputs, read_ensemble, score_with, stack_inputs
from rashomon.alignment.sentences import Found, stand_out
from rashomon.bench.gold import GoldLink
from rashomon.bench.links import Prediction, count_pair, figures, total
from rashomon.records import Span

BARS = np.arange(0.1, 0.6, 0.02)


@dataclass(frozen=True, slots=True)
class Rows:
    """What was written of all events: features (rows, features) and relations of each, folds of event numbers."""

    events: list[dict[str, Any]]
    x: list[np.ndarray]
    relations: list[list[str | None]]
    folds: list[set[int]]


def load_rows(path: Path) -> Rows:
    events = json.loads(path.read_text(encoding="utf-8"))["events"]
    order = np.random.default_rng(SEED).permutation(len(events))
    return Rows(
        events,
        [np.array([[math.nan if f is None else f for f in row["features"]] for row in e["rows"]]) for e in events],
        [[row["relation"] for row in e["rows"]] for e in events],
        [set(order[i::FOLDS].tolist()) for i in range(FOLDS)],
    )


def held_out(
    rows: Rows, *, without: str | None = None, judge: bool = True, context: bool = True, share: float = 1.0
) -> list[np.ndarray]:
    """The held-out probability of a link for each row of each event."""
    x = [matrix.copy() for matrix in rows.x]
    if without:
        for matrix in x:
            matrix[:, FEATURES.index(without)] = math.nan
    found: list[np.ndarray] = [np.zeros(0)] * len(rows.events)
    for fold in rows.folds:
        inside = [i for i in range(len(x)) if i not in fold]
        inside = inside[: round(share * len(inside))]
        trees = fit_trees("link", [x[i] for i in inside], [rows.relations[i] for i in inside])
        inner = nested_scores(x, rows, inside)
        scores = {i: inner.get(i, None) for i in inside} | {i: score_with(read_ensemble(trees), x[i]) for i in fold}
        table = {i: np.column_stack([s, s, s]) for i, s in scores.items()}
        words = {i: words_of(rows.events[i], np.ones(len(x[i]))) if judge else [None] * len(x[i]) for i in table}
        both = {i: guess_inputs(table[i], words[i]) for i in table}
        used = both if judge else {i: b[:, :1] for i, b in both.items()}
        w, b = fit_logistic("link", [used[i] for i in inside], [rows.relations[i] for i in inside])
        guesses = {i: 1 / (1 + np.exp(-(used[i] @ np.array(w) + b))) for i in used}
        if context:
            inputs = {
                i: stack_inputs("link", table[i], words[i], context_of(rows.events[i], guesses[i])) for i in table
            }
            inputs = inputs if judge else {i: np.delete(m, 1, axis=1) for i, m in inputs.items()}
            w, b = fit_logistic("link", [inputs[i] for i in inside], [rows.relations[i] for i in inside])
            guesses = {i: 1 / (1 + np.exp(-(inputs[i] @ np.array(w) + b))) for i in inputs}
        for i in fold:
            found[i] = guesses[i]
    return found


def nested_scores(x: list[np.ndarray], rows: Rows, inside: list[int]) -> dict[int, np.ndarray]:
    """Tree scores of the events that are learned from, by trees that have not seen them."""
    scores = {}
    for half in (0, 1):
        learned = inside[half::2]
        trees = fit_trees("link", [x[i] for i in learned], [rows.relations[i] for i in learned])
        scores |= {i: score_with(read_ensemble(trees), x[i]) for i in inside[1 - half :: 2]}
    return scores


def measure(rows: Rows, found: list[np.ndarray], *, unit: str = "mixed") -> dict[str, float]:
    """Average precision over candidates, and the best link F1 with links between claims, sentences, or as the program
    mixes them."""
    linked = np.array([r is not None for relations in rows.relations for r in relations])
    best = max((link_figures(rows, found, bar, unit) for bar in BARS), key=lambda f: f["f1"])
    ap = float(average_precision_score(linked, np.concatenate(found)))
    return {"ap": round(ap, 3), "f1": best["f1"], "precision": best["precision"], "recall": best["recall"]}


def link_figures(rows: Rows, found: list[np.ndarray], bar: float, unit: str) -> dict[str, Any]:
    counts = []
    for event, probabilities in zip(rows.events, found, strict=True):
        gold = [
            GoldLink(left=Span(start=a, end=b), right=Span(start=c, end=d), relations=frozenset(r), kind=k, required=q)
            for a, b, c, d, r, k, q in event["links"]
        ]
        chosen = [event["rows"][k] for k in np.flatnonzero(probabilities >= bar)]
        scores = probabilities[probabilities >= bar]
        places = [
            Found(sentences=tuple(row["sentences"]), relation="partial", score=float(score), typed=row["typed"])
            for row, score in zip(chosen, scores, strict=True)
        ]
        kept, widened = stand_out(places)
        spans = {tuple(chosen[k]["spans"]) for k in kept} | {tuple(chosen[k]["widest"]) for k in widened}
        if unit != "mixed":
            spans = {tuple(row["spans" if unit == "claims" else "widest"]) for row in chosen}
        predicted = [
            Prediction(left=Span(start=a, end=b), right=Span(start=c, end=d), relation="partial")
            for a, b, c, d in sorted(spans)
        ]
        counts.append(count_pair(gold, predicted, *(" " * n for n in event["texts"])))
    return figures(total(counts))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=Path, required=True)
    parser.add_argument("--features", action="store_true", help="also without each feature, a minute each")
    args = parser.parse_args()
    rows = load_rows(args.rows)
    whole = held_out(rows)
    print("everything", measure(rows, whole), flush=True)
    for unit in ("claims", "sentences"):
        print(f"links between {unit} only", measure(rows, whole, unit=unit), flush=True)
    print("without the claim-pair model", measure(rows, held_out(rows, judge=False)), flush=True)
    print("without context", measure(rows, held_out(rows, context=False)), flush=True)
    print("trees alone", measure(rows, held_out(rows, judge=False, context=False)), flush=True)
    for share in (0.25, 0.5):
        print(f"decision fitted on {share} of the events", measure(rows, held_out(rows, share=share)), flush=True)
    for name in FEATURES if args.features else ():
        print(f"without {name}", measure(rows, held_out(rows, without=name)), flush=True)


if __name__ == "__main__":
    main()

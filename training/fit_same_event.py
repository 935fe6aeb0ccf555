"""Fits the weights of grouping/other_events.py: are two reports of one event? Writes data/same_event.json.

    python training/fit_same_event.py --events FOLDER --gold GOLD/train --out src/rashomon/data/same_event.json

`--events` holds ecb, neus and allsides21 (.jsonl.gz, articles with their `cluster`), `--gold` link gold for training.
Two articles of one cluster are of one event. Of different ones: in ECB+ the two sub-topics of a topic (two other
earthquakes, two other trials: "hard"), the three nearest articles of other topics ("near"), and some at random. No
topic is in two folds; all figures printed are of pairs of which the fit has seen neither article. The publication date
is not fitted, since no set has dates that can be used: its weight is set by hand. Numbers only leave this script.
"""

from __future__ import annotations

import argparse
import json
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from silver_pairs import load_articles, text_of

from rashomon.bench.gold import load_pairs
from rashomon.grouping.other_events import FACTS, Outline, can_be_told, gather_facts, join_groups, make_outlines
from rashomon.reading.light import read_light
from rashomon.records import Article

SETS = ("ecb", "neus", "allsides21")
FOLDS = 5
SEED = 7
NEAREST = 3
RIDGE = 1.0
MOST_PARTED = 0.02  # of the held-out pairs of one event, averaged over the sets
BY_HAND = {"far apart": -1.0}
FITTED = [name for name in FACTS if name not in BY_HAND]
KINDS = ("same", "hard", "near", "random")
GROUPS = 400

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pairs:
    """All pairs (m) of one set: places of the two articles, facts (m, len(FITTED)), NaN for None, and their kind."""

    name: str
    left: Places
    right: Places
    facts: Floats
    kind: npt.NDArray[np.str_]
    topics: tuple[str, ...]
    clusters: tuple[str, ...]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=Path, required=True)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    sets = [pair_up(name, *event_outlines(args.events, name)) for name in SETS]
    sets.append(pair_up("gold", *gold_outlines(args.gold)))
    held_out = {pairs.name: np.full(len(pairs.left), np.nan) for pairs in sets}
    for fold in range(FOLDS):
        weights = fit(sets, [~either_in(pairs, fold) for pairs in sets])
        for pairs in sets:
            both = both_in(pairs, fold)
            held_out[pairs.name][both] = score(weights, pairs.facts[both])
    bar = choose_bar(sets, held_out)
    figures = {pairs.name: parted(pairs, held_out[pairs.name], bar) for pairs in sets}
    figures["groups of 3 and 1 other"] = {
        f"{pairs.name} {kind}": figure
        for pairs in sets[:-1]
        for kind in KINDS[1:]
        if (figure := part_groups(pairs, held_out[pairs.name], kind, bar))
    }
    weights = fit(sets, [np.ones(len(pairs.left), dtype=bool) for pairs in sets])
    print(json.dumps(figures, indent=1))
    table = {
        "about": "Log-odds that two reports are of one event; made by training/fit_same_event.py on ECB+ (CC BY 3.0), "
        "NeuS, AllSides 2021 and link gold, from numbers only. The weight of 'far apart' is set by hand. 'held_out': "
        "percent of pairs parted, by kind, in clusters held out from fitting.",
        "weights": weights | BY_HAND | {f"typical {name}": 0.0 for name in BY_HAND} | {"bar": bar},
        "held_out": figures,
    }
    args.out.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


def event_outlines(folder: Path, name: str) -> tuple[list[Outline], list[str], list[str]]:
    """The outlines of a set's articles, their clusters and their topics (ECB+: without the sub-topic)."""
    rows = load_articles(folder, name)
    articles = [
        Article(id=key, source=name, title="", text=text_of(name, row), language="en") for key, row in rows.items()
    ]
    clusters = {key: str(row["cluster"]) for key, row in rows.items()}
    outlines = [one for one in make_outlines(articles, [read_light(a) for a in articles]) if can_be_told(one)]
    of_each = [clusters[one.article] for one in outlines]
    return outlines, of_each, [re.sub(r"_ecb(?:plus)?$", "", cluster) for cluster in of_each]


def gold_outlines(folder: Path) -> tuple[list[Outline], list[str], list[str]]:
    pairs = load_pairs(folder)
    texts = {
        f"{pair.event}.{i}": report.path.read_text(encoding="utf-8")
        for pair in pairs
        for i, report in enumerate((pair.left, pair.right))
    }
    articles = [Article(id=key, source="gold", title="", text=text, language="en") for key, text in texts.items()]
    outlines = make_outlines(articles, [read_light(a) for a in articles])
    events = [one.article.rpartition(".")[0] for one in outlines]
    return outlines, events, events


def pair_up(name: str, outlines: list[Outline], clusters: list[str], topics: list[str]) -> Pairs:
    left, right = np.triu_indices(len(outlines), 1)
    rows = [gather_facts(outlines[i], outlines[j]) for i, j in zip(left, right, strict=True)]
    facts = np.array([[row[fact] for fact in FITTED] for row in rows], dtype=np.float64)
    same = np.array([clusters[i] == clusters[j] for i, j in zip(left, right, strict=True)])
    one_topic = np.array([topics[i] == topics[j] for i, j in zip(left, right, strict=True)])
    near = nearest(outlines, topics)[left, right]
    kind = np.select([same, one_topic, near], KINDS[:3], KINDS[3])
    print(name, {k: int((kind == k).sum()) for k in KINDS}, flush=True)
    return Pairs(
        name=name, left=left, right=right, facts=facts, kind=kind, topics=tuple(topics), clusters=tuple(clusters)
    )


def nearest(outlines: list[Outline], topics: list[str]) -> Flags:
    """(n, n): True where one of the two is among the nearest, by opening, that the other has in other topics."""
    vectors = np.stack([one.vector for one in outlines])
    names = np.array(topics)
    likeness = np.where(names[:, None] == names[None], -1.0, vectors @ vectors.T)
    found = np.zeros(likeness.shape, dtype=bool)
    np.put_along_axis(found, np.argsort(-likeness, axis=1, kind="stable")[:, :NEAREST], True, axis=1)
    return found | found.T


def folds_of(pairs: Pairs) -> Places:
    """The fold of each article; articles of one topic are in one fold."""
    order = np.random.default_rng(SEED).permutation(sorted(set(pairs.topics)))
    fold = {topic: i % FOLDS for i, topic in enumerate(order)}
    return np.array([fold[topic] for topic in pairs.topics])


def either_in(pairs: Pairs, fold: int) -> Flags:
    folds = folds_of(pairs)
    return (folds[pairs.left] == fold) | (folds[pairs.right] == fold)


def both_in(pairs: Pairs, fold: int) -> Flags:
    folds = folds_of(pairs)
    return (folds[pairs.left] == fold) & (folds[pairs.right] == fold)


def fit(sets: list[Pairs], chosen: list[Flags]) -> dict[str, float]:
    """The weights by logistic regression; each set counts alike, and in it half for same and half for the others."""
    random = np.random.default_rng(SEED)
    facts, same, shares = [], [], []
    for pairs, mask in zip(sets, chosen, strict=True):
        places = {kind: np.flatnonzero(mask & (pairs.kind == kind)) for kind in KINDS}
        places["random"] = random.choice(places["random"], min(len(places["random"]), 20_000), replace=False)
        kinds = [kind for kind in KINDS if len(places[kind])]
        for kind in kinds:
            share = 1.0 if kind == "same" else 1.0 / (len(kinds) - 1)
            facts.append(pairs.facts[places[kind]])
            same.append(np.full(len(places[kind]), float(kind == "same")))
            shares.append(np.full(len(places[kind]), 1000 * share / len(places[kind])))
    rows, truth, weight = np.concatenate(facts), np.concatenate(same), np.concatenate(shares)
    # Where a fact is missing it counts as typical: the mean over as many pairs of one event as of two.
    typical = np.nansum(rows * weight[:, None], axis=0) / (~np.isnan(rows) * weight[:, None]).sum(axis=0)
    weights = regress(np.nan_to_num(rows - typical), truth, weight)
    return (
        {"bias": round(float(weights[0]), 4)}
        | {name: round(float(w), 4) for name, w in zip(FITTED, weights[1:], strict=True)}
        | {f"typical {name}": round(float(t), 4) for name, t in zip(FITTED, typical, strict=True)}
    )


def regress(rows: Floats, truth: Floats, weight: Floats) -> Floats:
    """Ridge logistic regression by Newton's method; the first weight is the bias and is not drawn to 0."""
    rows = np.column_stack([np.ones(len(rows)), rows])
    ridge = RIDGE * np.eye(rows.shape[1])
    ridge[0, 0] = 0
    weights = np.zeros(rows.shape[1])
    for _ in range(50):
        guess = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (weight * (guess - truth)) + ridge @ weights
        bend = (rows * (weight * guess * (1 - guess))[:, None]).T @ rows + ridge
        step = np.linalg.solve(bend, slope)
        weights -= step
        if np.abs(step).max() < 1e-9:
            break
    return weights


def score(weights: dict[str, float], facts: Floats) -> Floats:
    typical = np.array([weights[f"typical {name}"] for name in FITTED])
    return weights["bias"] + np.nan_to_num(facts - typical) @ np.array([weights[name] for name in FITTED])


def choose_bar(sets: list[Pairs], held_out: dict[str, Floats]) -> float:
    """The highest bar, in steps of .1, below which few enough pairs of one event lie."""
    for bar in np.arange(0, -8, -0.1):
        if np.mean([np.mean(held_out[p.name][p.kind == "same"] < bar) for p in sets]) <= MOST_PARTED:
            return round(float(bar), 1)
    raise SystemExit("no bar parts few enough pairs of one event")


def parted(pairs: Pairs, odds: Floats, bar: float) -> dict[str, float]:
    """Percent of the held-out pairs of each kind that lie below the bar."""
    known = {kind: odds[(pairs.kind == kind) & ~np.isnan(odds)] for kind in KINDS}
    return {kind: round(100 * float(np.mean(found < bar)), 1) for kind, found in known.items() if len(found)}


def part_groups(pairs: Pairs, odds: Floats, kind: str, bar: float) -> dict[str, float] | None:
    """Three reports of one event and one other: percent of the others named, and of the three named by mistake."""
    count = len(pairs.topics)
    whole = np.full((count, count), np.nan)
    whole[pairs.left, pairs.right] = whole[pairs.right, pairs.left] = odds
    kinds = np.full((count, count), "", dtype="<U6")
    kinds[pairs.left, pairs.right] = kinds[pairs.right, pairs.left] = pairs.kind
    clusters = np.array(pairs.clusters)
    random = np.random.default_rng(SEED)
    ids = [cluster for cluster in sorted(set(pairs.clusters)) if (clusters == cluster).sum() >= 3]
    groups = named = mistaken = 0
    for _ in range(GROUPS):
        three = random.choice(np.flatnonzero(clusters == ids[random.integers(len(ids))]), 3, replace=False)
        known = ~np.isnan(whole[three]).any(axis=0)
        fits = known & (kinds[three] == kind).any(axis=0) & (clusters != clusters[three[0]])
        if not fits.any():
            continue
        four = [*three, random.choice(np.flatnonzero(fits))]
        square = np.nan_to_num(whole[np.ix_(four, four)])
        largest = max(join_groups(square, bar), key=len)
        event = largest if len(largest) > 1 else []
        groups += 1
        named += 3 not in event
        mistaken += sum(i not in event for i in range(3))
    if not groups:
        return None
    return {"named": round(100 * named / groups, 1), "mistaken": round(100 * mistaken / (3 * groups), 1)}


if __name__ == "__main__":
    main()

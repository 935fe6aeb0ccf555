"""Fits the decisions of grouping/events.py on simulated streams. Writes data/event_grouping.json.

    python training/fit_event_grouping.py --events FOLDER --out src/rashomon/data/event_grouping.json

`--events` holds ecb, neus, ogn, uci and allsides21 (.jsonl.gz, articles with their `cluster`). The rows are what the
grouper meets: its own search and sums, article after article. First the decisions are given by the clusters, and "join"
and "pair" are fitted to the facts met; then the grouper runs by these, and "merge" is fitted to the questions that come
up. The biases, which say how sure a decision has to be, are chosen by the B-cubed F1 of whole streams. Each set counts
alike. With `--cross`, prints what each set reaches with weights fitted on the other sets, and on other clusters of all
sets. Numbers only leave this script.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import statistics
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from rashomon.bench.events import GoldItem, load_set, orders_of, score
from rashomon.grouping import events
from rashomon.grouping.event_decision import Facts, pair_facts, read_weights, weigh
from rashomon.grouping.event_features import ItemWords, Profile, unpack
from rashomon.grouping.event_state import OpenEvent
from rashomon.grouping.events import EventGrouper
from rashomon.records import StreamItem

SETS = ("ecb", "neus", "ogn", "uci", "allsides21")
TERMS = {
    "join": (
        "words", "mean", "root mean", "opening", "mean opening", "root mean opening", "names", "event's names", "size",
        "length", "event's length", "gap", "margin", "background", "words * length", "words * size",
    ),
    # Few and plain: there are hundreds of rows only, and a wrong merge draws others after it.
    "merge": ("words", "opening", "furthest", "kept closeness", "small size", "lesser odds"),
    "pair": ("words", "opening", "length", "size", "words * length", "opening * length", "words * size"),
}  # fmt: skip
RIDGE = 10.0
ROWS_A_SET = 3000.0
# How far a bias is moved from the fitted one: chosen by whole streams (`--choose`), since a wrong decision costs more
# or less there than a wrong row.
STEPS = {"join": 0.3, "join with merges": 0.0, "merge": -0.4, "pair": 0.5}
CHOICES = {"join with merges": (-0.3, 0.3), "merge": (-0.6, 0.6), "pair": (0.0, 0.8)}

Floats = npt.NDArray[np.float64]
Table = dict[str, dict[str, Any]]
Rows = list[tuple[Facts, bool]]
Sets = Mapping[str, Sequence[GoldItem]]
Ruling = Callable[[str, Facts, bool], float]


@dataclass(slots=True)
class Met:
    """The facts that one stream met, by decision, each with what the clusters say."""

    rows: dict[str, Rows] = field(default_factory=lambda: {name: [] for name in TERMS})


class WatchedGrouper(EventGrouper):
    """A grouper that notes each decision's facts and what the clusters say, and decides by `ruling`."""

    def __init__(self, clusters: Mapping[str, str], ruling: Ruling) -> None:
        super().__init__(judge=self._rule)
        self.clusters = clusters
        self.ruling = ruling
        self.met = Met()
        self._right: list[bool] = []

    def _rule(self, decision: str, facts: Facts) -> float:
        right = self._right.pop(0)
        self.met.rows[decision].append((facts, right))
        return self.ruling(decision, facts, right)

    def _cluster_of(self, event: OpenEvent) -> str:
        return Counter(self.clusters[member.article] for member in event.members).most_common(1)[0][0]

    def _find(self, profile: Profile) -> list[tuple[OpenEvent, float]]:
        found = super()._find(profile)
        own = self.clusters[profile.article]
        self._right = [self._cluster_of(event) == own for event, _ in found]
        return found

    def _merge_if_one(self, first: OpenEvent, second: OpenEvent, *rest: Any) -> OpenEvent:
        self._right = [self._cluster_of(first) == self._cluster_of(second)]
        return super()._merge_if_one(first, second, *rest)

    def _split_if_two(self, event: OpenEvent, profile: Profile) -> None:
        for left, right in combinations(map(unpack, event.members), 2):
            together = self.clusters[left.article] == self.clusters[right.article]
            self.met.rows["pair"].append((pair_facts(left, right, event.size), together))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--choose", action="store_true")
    parser.add_argument("--cross", action="store_true")
    args = parser.parse_args()
    events.count_words = cache_by_id(events.count_words)
    sets = {name: load_set(args.events / f"{name}.jsonl.gz") for name in SETS}
    if args.out:
        table = fit(sets)
        about = (
            "Log-odds that an article belongs to an event, that two events are one, that two articles share one; made "
            "by training/fit_event_grouping.py on ECB+ (CC BY 3.0), NeuS, OGN, UCI News Aggregator and AllSides 2021, "
            "from numbers only."
        )
        args.out.write_text(json.dumps({"about": about} | table, indent=1) + "\n", encoding="utf-8")
        print("all", reached(table, sets), flush=True)
    if args.choose:
        choose_steps(sets)
    if args.cross:
        cross(sets)


def cache_by_id(make: Callable[[StreamItem], ItemWords]) -> Callable[[StreamItem], ItemWords]:
    """`make`, but that the words of an article are counted once."""
    known: dict[str, ItemWords] = {}

    def cached(item: StreamItem) -> ItemWords:
        if item.id not in known:
            known[item.id] = make(item)
        return known[item.id]

    return cached


def cross(sets: Sets) -> None:
    """Prints the B-cubed F1 of sets, and then of clusters, that were held out from fitting."""
    for name in SETS:
        table = fit({other: golds for other, golds in sets.items() if other != name})
        print("without", name, reached(table, {name: sets[name]}), flush=True)
    halves = [{n: [g for g in golds if half_of(g) == h] for n, golds in sets.items()} for h in (0, 1)]
    for held_out, other in (halves, halves[::-1]):
        print("other half of the clusters", reached(fit(other), held_out), flush=True)


def half_of(gold: GoldItem) -> int:
    return hashlib.sha256(gold.cluster.encode()).digest()[0] % 2


def fit(sets: Sets, steps: Mapping[str, float] | None = None) -> Table:
    """The table of weights from all of `sets`; `steps` are added to the biases."""
    steps = STEPS | (steps or {})
    met = [watch(name, golds, by_cluster) for name, golds in sets.items()]
    fitted = step(regress([m.rows["join"] for m in met], "join"), steps["join"])
    join = read_weights(fitted)

    def by_join(decision: str, facts: Facts, right: bool) -> float:
        return weigh(facts, join) if decision == "join" else -1.0

    met = [watch(name, golds, by_join) for name, golds in sets.items()]
    others = {name: step(regress([m.rows[name] for m in met], name), steps[name]) for name in ("merge", "pair")}
    return {"join": step(fitted, steps["join with merges"])} | others


def by_cluster(decision: str, facts: Facts, right: bool) -> float:
    """The decision that the clusters give. A wrong event is a clear no, so that few merges are asked for."""
    return 1.0 if right else -3.0


def step(weights: dict[str, Any], by: float) -> dict[str, Any]:
    return weights | {"bias": round(weights["bias"] + by, 4)}


def watch(name: str, golds: Sequence[GoldItem], ruling: Ruling) -> Met:
    """What the grouper met on one set. Runs that the clusters alone decide are kept, by set and number of articles."""
    key = (name, len(golds), golds[0].item.id)
    if ruling is by_cluster and key in _KNOWN:
        return _KNOWN[key]
    grouper = WatchedGrouper({gold.item.id: gold.cluster for gold in golds}, ruling)
    for gold in list(orders_of(golds))[-1]:
        grouper.add(gold.item)
    if ruling is by_cluster:
        _KNOWN[key] = grouper.met
    return grouper.met


_KNOWN: dict[tuple[str, int, str], Met] = {}


def choose_steps(sets: Sets) -> None:
    """Prints the mean B-cubed F1 of the sets for each step of a bias, the others as they are, to set STEPS by."""
    table = fit(sets)
    for name in ("join with merges", "merge", "pair"):
        decision = name.split()[0]
        for by in CHOICES[name]:
            figures = reached(table | {decision: step(table[decision], by - STEPS[name])}, sets)
            print(name, by, round(statistics.mean(figures.values()), 4), figures, flush=True)


def reached(table: Table, sets: Sets) -> dict[str, float]:
    """The B-cubed F1 of each set in one order, grouped by `table`."""
    weights = {name: read_weights(table[name]) for name in TERMS}
    figures = {}
    for name, golds in sets.items():
        grouper = EventGrouper(judge=lambda decision, facts: weigh(facts, weights[decision]))
        order = next(iter(orders_of(golds)))
        for gold in order:
            grouper.add(gold.item)
        found = {gold.item.id: grouper.event_of(gold.item.id) for gold in golds}
        figures[name] = round(score({gold.item.id: gold.cluster for gold in golds}, found).bcubed_f1, 4)
    return figures


def regress(sets: Sequence[Rows], decision: str) -> dict[str, Any]:
    """Bias, typical facts and the weights of the terms, by logistic regression with a ridge; each set counts alike."""
    names = sorted({part for term in TERMS[decision] for part in term.split(" * ")})
    facts = [(f, float(right)) for rows in sets for f, right in rows]
    table = np.array([[np.nan if f.get(n) is None else f[n] for n in names] for f, _ in facts], dtype=np.float64)
    truth = np.array([right for _, right in facts])
    share = np.concatenate([np.full(len(rows), ROWS_A_SET / len(rows)) for rows in sets if rows])
    typical = np.nansum(table * share[:, None], axis=0) / np.maximum(
        1e-9, (~np.isnan(table) * share[:, None]).sum(axis=0)
    )
    known = np.nan_to_num(table - typical)
    columns = [np.prod([known[:, names.index(n)] for n in term.split(" * ")], axis=0) for term in TERMS[decision]]
    weights = newton(np.column_stack([np.ones(len(known)), *columns]), truth, share)
    print("  ", decision, len(truth), "rows, right:", round(float(truth.mean()), 3), flush=True)
    return {
        "bias": round(float(weights[0]), 4),
        "typical": {n: round(float(t), 4) for n, t in zip(names, typical, strict=True)},
        "terms": {t: round(float(w), 4) for t, w in zip(TERMS[decision], weights[1:], strict=True)},
    }


def newton(rows: Floats, truth: Floats, share: Floats) -> Floats:
    """Ridge logistic regression by Newton's method; the first weight is the bias and is not drawn to 0."""
    ridge = RIDGE * np.eye(rows.shape[1])
    ridge[0, 0] = 0
    weights = np.zeros(rows.shape[1])
    for _ in range(50):
        guess = 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))
        slope = rows.T @ (share * (guess - truth)) + ridge @ weights
        bend = (rows * (share * guess * (1 - guess))[:, None]).T @ rows + ridge
        step = np.linalg.solve(bend, slope)
        weights -= step
        if np.abs(step).max() < 1e-8:
            break
    return weights


if __name__ == "__main__":
    main()

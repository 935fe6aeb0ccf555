"""Stage two's examples: sentences of two reports of one event with their claims, labelled by link annotations.

A pair of claims carries a link where each side shares at least half of the shorter span with the annotated stretch,
which is the rule that links are scored by.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from batching import Example

RELATIONS = ("same", "partial", "conflict", "unrelated")
UNRELATED = 3
_MOST_ASKED = 8


@dataclass(frozen=True, slots=True)
class Unit:
    """A claim: its offsets in the report, the passage that it is shown in, where it stands there, and its own words."""

    start: int
    end: int
    text: str
    first: int
    last: int
    resolved: str


@dataclass(frozen=True, slots=True)
class EventPair:
    """Two reports: their claims, the candidate pairs (left, right, the better rank) and links (offsets, relation)."""

    name: str
    claims: tuple[tuple[Unit, ...], tuple[Unit, ...]]
    candidates: tuple[tuple[int, int, int], ...]
    links: tuple[tuple[int, int, int, int, int], ...]


def load_events(path: Path) -> list[EventPair]:
    """What dump_reports.py wrote."""
    return [
        EventPair(
            name=event["event"],
            claims=tuple(tuple(Unit(*row) for row in side) for side in event["claims"]),
            candidates=tuple(tuple(c) for c in event["candidates"]),
            links=tuple((*link[:4], RELATIONS.index(link[4])) for link in event["links"]),
        )
        for event in json.loads(path.read_text(encoding="utf-8"))
    ]


def shares_half(start: int, end: int, other_start: int, other_end: int) -> bool:
    """The scorer's rule: the spans share at least half of the shorter one."""
    shared = min(end, other_end) - max(start, other_start)
    return shared > 0 and 2 * shared >= min(end - start, other_end - other_start)


def label_pairs(event: EventPair) -> np.ndarray:
    """(left claims, right claims): the relation of the link that fits best, UNRELATED where none does."""
    left, right = event.claims
    labels = np.full((len(left), len(right)), UNRELATED, dtype=np.int64)
    best = np.zeros(labels.shape)
    for a, b, c, d, relation in event.links:
        lefts = [(i, _closeness(u, a, b)) for i, u in enumerate(left) if shares_half(u.start, u.end, a, b)]
        rights = [(j, _closeness(u, c, d)) for j, u in enumerate(right) if shares_half(u.start, u.end, c, d)]
        for i, near in lefts:
            for j, close in rights:
                if near + close > best[i, j]:
                    best[i, j], labels[i, j] = near + close, relation
    return labels


def _closeness(unit: Unit, start: int, end: int) -> float:
    return (min(unit.end, end) - max(unit.start, start)) / (max(unit.end, end) - min(unit.start, start))


def link_examples(events: Sequence[EventPair], rng: random.Random, *, negatives: float) -> Iterator[Example]:
    """An epoch's examples: every two sentences with a link, and `negatives` times as many others, near ones first."""
    for event in events:
        labels = label_pairs(event)
        asked: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
        nearest: dict[tuple[str, str], int] = defaultdict(lambda: 99)
        pairs = {(i, j): rank for i, j, rank in event.candidates}
        pairs |= {(int(i), int(j)): 0 for i, j in np.argwhere(labels != UNRELATED)}
        for (i, j), rank in sorted(pairs.items()):
            key = (event.claims[0][i].text, event.claims[1][j].text)
            asked[key].append((i, j))
            nearest[key] = min(nearest[key], rank)
        linked = [key for key, found in asked.items() if any(labels[i, j] != UNRELATED for i, j in found)]
        apart = [key for key in asked if key not in set(linked)]
        near = [key for key in apart if nearest[key] < 4]
        far = [key for key in apart if nearest[key] >= 4]
        rng.shuffle(near)
        rng.shuffle(far)
        wanted = round(negatives * max(len(linked), 3))
        hard = near[: round(0.8 * wanted)]
        for key in linked + hard + far[: wanted - len(hard)]:
            yield _example(event, key, asked[key], labels, rng)


def _example(
    event: EventPair, key: tuple[str, str], pairs: list[tuple[int, int]], labels: np.ndarray, rng: random.Random
) -> Example:
    """At most _MOST_ASKED questions about two sentences, linked claims first."""
    chosen = sorted(pairs, key=lambda p: (labels[p] == UNRELATED, rng.random()))[:_MOST_ASKED]
    questions = []
    for i, j in chosen:
        left, right = event.claims[0][i], event.claims[1][j]
        questions.append(((left.first, left.last), (right.first, right.last), (int(labels[i, j]),)))
    linked = tuple(sorted({int(labels[p]) for p in pairs if labels[p] != UNRELATED}))
    questions.append(((0, len(key[0])), (0, len(key[1])), linked or (UNRELATED,)))
    return Example(*key, tuple(questions))

"""Stage two's pairs: claims and sentences of two reports of one event, labelled by the link gold's training half.

A pair of claims carries a gold link where each side shares at least half of the shorter span with the gold stretch,
which is the rule that links are scored by.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

RELATIONS = ("same", "partial", "conflict", "unrelated")
UNRELATED = 3


@dataclass(frozen=True, slots=True)
class Unit:
    """A claim or a sentence of one report, with the words that the model is shown."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class EventPair:
    """Two reports: their claims, their sentences and the gold links (start, end, start, end, relation)."""

    name: str
    claims: tuple[tuple[Unit, ...], tuple[Unit, ...]]
    sentences: tuple[tuple[Unit, ...], tuple[Unit, ...]]
    links: tuple[tuple[int, int, int, int, int], ...]
    texts: tuple[str, str]


def read_events(folder: Path, reports: Path) -> list[EventPair]:
    """The events of `folder`; `reports` is what dump_reports.py wrote of the texts."""
    read = json.loads(reports.read_text(encoding="utf-8"))
    events = []
    for path in sorted(folder.glob("*.links.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        both = [read[Path(gold["documents"][side]["file"]).name] for side in "ab"]
        links = tuple(
            (
                link["a"]["start"], link["a"]["end"], link["b"]["start"], link["b"]["end"],
                RELATIONS.index(link["relation"] if "relation" in link else sorted(link["relations"])[0]),
            )
            for link in gold["links"]
        )  # fmt: skip
        events.append(
            EventPair(
                name=path.name.removesuffix(".links.json"),
                claims=tuple(tuple(Unit(c[0], c[1], c[4]) for c in report["claims"]) for report in both),
                sentences=tuple(
                    tuple(Unit(s, e, report["text"][s:e]) for s, e in report["sentences"]) for report in both
                ),
                links=links,
                texts=(both[0]["text"], both[1]["text"]),
            )
        )
    return events


def shares_half(start: int, end: int, other_start: int, other_end: int) -> bool:
    """The scorer's rule: the spans share at least half of the shorter one."""
    shared = min(end, other_end) - max(start, other_start)
    return shared > 0 and 2 * shared >= min(end - start, other_end - other_start)


def label_pairs(event: EventPair, units: tuple[tuple[Unit, ...], tuple[Unit, ...]]) -> np.ndarray:
    """(left units, right units): the relation of the gold link that fits best, UNRELATED where none does."""
    labels = np.full((len(units[0]), len(units[1])), UNRELATED, dtype=np.int64)
    best = np.zeros(labels.shape)
    for a, b, c, d, relation in event.links:
        lefts = [(i, _closeness(u, a, b)) for i, u in enumerate(units[0]) if shares_half(u.start, u.end, a, b)]
        rights = [(j, _closeness(u, c, d)) for j, u in enumerate(units[1]) if shares_half(u.start, u.end, c, d)]
        for i, near in lefts:
            for j, close in rights:
                if near + close > best[i, j]:
                    best[i, j], labels[i, j] = near + close, relation
    return labels


def _closeness(unit: Unit, start: int, end: int) -> float:
    return (min(unit.end, end) - max(unit.start, start)) / (max(unit.end, end) - min(unit.start, start))


class Vectors:
    """The encoder's vectors of all texts of the reports, kept in a file."""

    def __init__(self, folder: Path) -> None:
        self.row = {text: i for i, text in enumerate(json.loads((folder / "vectors.json").read_text(encoding="utf-8")))}
        self.table = np.load(folder / "vectors.npz")["v"].astype(np.float32)

    def cosines(self, left: tuple[Unit, ...], right: tuple[Unit, ...]) -> np.ndarray:
        return self.table[[self.row[u.text] for u in left]] @ self.table[[self.row[u.text] for u in right]].T


def nearest_mask(cosines: np.ndarray, keep: int) -> np.ndarray:
    """True where either side is among the other's `keep` nearest."""
    rows = (-cosines).argsort(1).argsort(1) < keep
    columns = (-cosines).argsort(0).argsort(0) < keep
    return rows | columns


def link_rows(
    events: list[EventPair], vectors: Vectors, rng: random.Random, *, negatives: float = 2.5
) -> Iterator[tuple[str, str, tuple[int, ...]]]:
    """An epoch's rows: linked claims, sentences and gold stretches, and near and random pairs without a link."""
    for event in events:
        for units, share in ((event.claims, 1.0), (event.sentences, 0.25)):
            labels = label_pairs(event, units)
            cosines = vectors.cosines(*units)
            linked = [(int(i), int(j)) for i, j in np.argwhere(labels != UNRELATED) if rng.random() < share]
            apart = labels == UNRELATED
            near = [(int(i), int(j)) for i, j in np.argwhere(apart & nearest_mask(cosines, 5))]
            far = [(int(i), int(j)) for i, j in np.argwhere(apart & ~nearest_mask(cosines, 5))]
            wanted = round(negatives * max(len(linked), 3))
            rng.shuffle(near)
            rng.shuffle(far)
            hard = near[: round(0.8 * wanted)]
            for i, j in linked + hard + far[: wanted - len(hard)]:
                yield units[0][i].text, units[1][j].text, (int(labels[i, j]),)
        for a, b, c, d, relation in event.links:
            if rng.random() < 0.2:
                yield event.texts[0][a:b], event.texts[1][c:d], (relation,)

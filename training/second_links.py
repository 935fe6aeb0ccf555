"""A second annotator's links for the link gold's training half, and both annotators' links as one.

`second_links.jsonl` holds one line a pair of reports: the event, and [start, end, start, end, relation, kind] for each
link, by language models that had not seen the first annotator's. Two events have no second annotator: they were the
worked examples.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rashomon.bench.gold import GoldLink, GoldPair
from rashomon.bench.links import shares_half
from rashomon.records import Span

SECOND = Path(__file__).parent / "second_links.jsonl"


def with_second_annotator(pairs: Sequence[GoldPair], path: Path = SECOND) -> list[GoldPair]:
    """The pairs with what either annotator linked, `required` where both did; as the measuring gold is made."""
    lines = path.read_text(encoding="utf-8").splitlines()
    second = {row["event"]: [_link(raw) for raw in row["links"]] for row in map(json.loads, lines)}
    return [replace(p, links=_merged(p.links, second[p.event])) if p.event in second else p for p in pairs]


def _link(raw: Sequence[int | str]) -> GoldLink:
    a, b, c, d, relation, kind = raw
    return GoldLink(
        left=Span(start=int(a), end=int(b)),
        right=Span(start=int(c), end=int(d)),
        relations=frozenset({str(relation)}),
        kind=str(kind),
        required=False,
    )


def _merged(first: Sequence[GoldLink], second: Sequence[GoldLink]) -> tuple[GoldLink, ...]:
    merged, met = [], set()
    for link in first:
        fitting = [
            i for i, o in enumerate(second) if shares_half(link.left, o.left) and shares_half(link.right, o.right)
        ]
        met.update(fitting)
        best = max(fitting, key=lambda i: _agreement(link, second[i]), default=None)
        relations = link.relations | (second[best].relations if best is not None else frozenset())
        merged.append(replace(link, relations=relations, required=bool(fitting)))
    return (*merged, *(other for i, other in enumerate(second) if i not in met))


def _meet(a: GoldLink, b: GoldLink) -> bool:
    return shares_half(a.left, b.left) and shares_half(a.right, b.right)


def _agreement(a: GoldLink, b: GoldLink) -> float:
    return closeness(a.left, b.left) + closeness(a.right, b.right)


def closeness(a: Span, b: Span) -> float:
    """1 where two spans are the same, less the less they share, below 0 where they lie apart."""
    return (min(a.end, b.end) - max(a.start, b.start)) / (max(a.end, b.end) - min(a.start, b.start))

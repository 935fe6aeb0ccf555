"""A report's text with what was read in it: claims, quotes, times, names. And two versions of a text compared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal

from rashomon.records import Reading, Span

Layer = Literal["claim", "quote", "time", "name"]
PAGE = 30_000
"""How many characters of a text one page shows."""
_SENTENCES = 3_000
_UNIT = re.compile(r"[^\n]*?(?:[.!?][\"'”’)]*(?=\s)|\n|$)\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch in which nothing begins or ends. `layers` cover it; `claim` (start, end) is the one that ends here."""

    text: str
    layers: tuple[Layer, ...]
    claim: tuple[int, int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A piece of two versions: in both, only in the older, or only in the newer one."""

    kind: Literal["same", "removed", "added"]
    text: str


def mark_text(text: str, reading: Reading | None, start: int, end: int) -> tuple[tuple[Piece, ...], ...]:
    """The lines of `text` between `start` and `end` (code points), cut in pieces; blank lines are left out."""
    layers = [] if reading is None else _layers(reading)
    claims = [] if reading is None else [(one.span.start, one.span.end) for one in reading.claims]
    return tuple(tuple(_pieces(text, line, layers, claims)) for line in _lines(text, start, end))


def page_bounds(text: str, page: int) -> tuple[int, int, int]:
    """Where page `page` (from 1) begins and ends, and how many pages there are. A page ends with a line if one ends."""
    bounds = [0]
    while bounds[-1] < len(text):
        at = bounds[-1] + PAGE
        if at < len(text):
            line = text.rfind("\n", bounds[-1] + PAGE // 2, at)
            at = line + 1 if line > 0 else at
        bounds.append(min(at, len(text)))
    pages = max(1, len(bounds) - 1)
    number = min(page, pages)
    return (bounds[number - 1], bounds[number], pages) if len(bounds) > 1 else (0, 0, 1)


def compare_versions(older: str, newer: str) -> tuple[Change, ...]:
    """What `newer` has that `older` has not, sentence by sentence, and the other way round.

    Of very long texts the first 3,000 sentences are compared.
    """
    one, other = _units(older), _units(newer)
    found: list[Change] = []
    for kind, i, j, k, m in SequenceMatcher(None, [u.strip() for u in one], [u.strip() for u in other],
                                            autojunk=False).get_opcodes():  # fmt: skip
        if kind == "equal":
            found.append(Change(kind="same", text="".join(other[k:m])))
            continue
        if i < j:
            found.append(Change(kind="removed", text="".join(one[i:j])))
        if k < m:
            found.append(Change(kind="added", text="".join(other[k:m])))
    return tuple(found)


def _units(text: str) -> list[str]:
    units: list[str] = []
    for match in _UNIT.finditer(text[: PAGE * 4]):
        if match.group():
            units.append(match.group())
        if len(units) >= _SENTENCES:
            break
    return units


def _layers(reading: Reading) -> list[tuple[Span, Layer]]:
    found: list[tuple[Span, Layer]] = [(one.span, "claim") for one in reading.claims]
    found += [(one.span, "quote") for one in reading.quotes]
    found += [(one.span, "time") for one in reading.times]
    found += [(one.span, "name") for one in reading.mentions if one.entity is not None]
    return sorted(found, key=lambda pair: (pair[0], pair[1]))


def _lines(text: str, start: int, end: int) -> Iterator[Span]:
    at = start
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        if text[at:stop].strip():
            yield Span(start=at, end=stop)
        at = stop + 1


def _pieces(text: str, line: Span, layers: list[tuple[Span, Layer]], claims: list[tuple[int, int]]) -> Iterator[Piece]:
    here = [(span, layer) for span, layer in layers if span.start < line.end and line.start < span.end]
    ends = {claim[1]: claim for claim in claims if line.start < claim[1] <= line.end}
    cuts = {line.start, line.end}
    for span, _ in here:
        cuts.update(place for place in (span.start, span.end) if line.start < place < line.end)
    for start, end in pairwise(sorted(cuts)):
        covering = dict.fromkeys(layer for span, layer in here if span.start < end and start < span.end)
        yield Piece(text=text[start:end], layers=tuple(covering), claim=ends.get(end))

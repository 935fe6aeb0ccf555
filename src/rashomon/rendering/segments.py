"""A report's text cut at every boundary of its claims, so that overlapping claims can be marked without nesting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from rashomon.records import Article, Claim, Reading, Relation, Span
from rashomon.rendering.lookup import Lookup, reading_order, same_origin
from rashomon.rendering.words import CELL_SIGN, RELATION_SIGN
from rashomon.text import overlap, stretch

BlockKind = Literal["headline", "heading", "aside", "paragraph"]
Tone = Literal["conflict", "same", "partial", "only", "aside", "plain"]

_STRENGTH: tuple[Relation, ...] = ("conflict", "same", "partial")
_PARTNERS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """A claim of another report that is linked to this one; `copied` where the two reports print one text."""

    code: str
    sign: str
    relation: Relation
    copied: bool
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """What stands at the end of a linked claim: its code and its partners, the strongest first; `more` are left out."""

    code: str
    point: str
    partners: tuple[Partner, ...]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A stretch in which nothing begins or ends. `codes` are the claims that cover it, `anchors` those that begin at
    it, `references` the linked claims that end with it."""

    text: str
    tone: Tone
    codes: tuple[str, ...]
    anchors: tuple[str, ...]
    references: tuple[Reference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One line of the text (a paragraph, mostly)."""

    kind: BlockKind
    segments: tuple[Segment, ...]


def make_blocks(lookup: Lookup, article: Article) -> tuple[Block, ...]:
    """The article's lines but the blank ones. Joined, their segments are the lines, character for character."""
    reading = lookup.readings.get(article.id)
    claims = () if reading is None else reading.claims
    return tuple(
        Block(
            kind=_kind_of(line, reading),
            segments=tuple(_segments(lookup, article, line, claims, () if reading is None else reading.boilerplate)),
        )
        for line in _lines(article.text)
    )


def _lines(text: str) -> Iterator[Span]:
    start = 0
    for piece in text.split("\n"):
        if piece.strip():
            yield Span(start=start, end=start + len(piece))
        start += len(piece) + 1


def _kind_of(line: Span, reading: Reading | None) -> BlockKind:
    if reading is None:
        return "paragraph"
    half = (line.end - line.start) / 2
    if any(overlap(line, span) > half for span in reading.headings):
        return "heading"
    if any(claim.kind == "headline" and overlap(line, claim.span) > half for claim in reading.claims):
        return "headline"
    if sum(overlap(line, span) for span in reading.boilerplate) > half:
        return "aside"
    return "paragraph"


def _segments(lookup: Lookup, article: Article, line: Span, claims: tuple[Claim, ...],
              asides: tuple[Span, ...]) -> Iterator[Segment]:  # fmt: skip
    here = [claim for claim in claims if overlap(claim.span, line)]
    cuts = {line.start, line.end}
    for span in (*(claim.span for claim in here), *asides):
        cuts.update(place for place in (span.start, span.end) if line.start < place < line.end)
    ordered = sorted(cuts)
    for start, end in pairwise(ordered):
        piece = Span(start=start, end=end)
        covering = [claim for claim in here if overlap(claim.span, piece)]
        ending = [claim for claim in covering if claim.span.end == end or (end == line.end < claim.span.end)]
        yield Segment(
            text=stretch(article.text, piece),
            tone=_tone_of(lookup, covering, aside=any(overlap(span, piece) for span in asides)),
            codes=tuple(lookup.codes[claim.id] for claim in covering),
            anchors=tuple(lookup.codes[claim.id] for claim in covering if claim.span.start == start),
            references=tuple(made for claim in ending if (made := _reference(lookup, claim)) is not None),
        )


def _tone_of(lookup: Lookup, covering: list[Claim], *, aside: bool) -> Tone:
    """The strongest relation to another text. A copy's words have the original's tone: a copy confirms nothing."""
    relations: set[Relation] = set()
    for claim in covering:
        links = lookup.links_of.get(claim.id, ())
        twins = {key for link in links for key in (link.left, link.right) if same_origin(lookup, claim.id, key)}
        for key in twins | {claim.id}:
            relations.update(
                link.relation for link in lookup.links_of.get(key, ()) if not same_origin(lookup, link.left, link.right)
            )
    for relation in _STRENGTH:
        if relation in relations:
            return relation
    if covering:
        return "only"
    return "aside" if aside else "plain"


def _reference(lookup: Lookup, claim: Claim) -> Reference | None:
    relations: dict[str, Relation] = {}
    for link in lookup.links_of.get(claim.id, ()):
        other = link.right if link.left == claim.id else link.left
        known = relations.get(other)
        if known is None or _STRENGTH.index(link.relation) < _STRENGTH.index(known):
            relations[other] = link.relation
    if not relations:
        return None
    copied = {key for key in relations if same_origin(lookup, claim.id, key)}
    originals = {(lookup.claims[key].article, relation) for key, relation in relations.items()}
    # A copy's partner is left out beside its original's: from there it is one step further.
    shown = [
        key
        for key in reading_order(lookup, relations)
        if key in copied or (lookup.origins.get(lookup.claims[key].article), relations[key]) not in originals
    ]
    ordered = sorted(shown, key=lambda key: (key in copied, _STRENGTH.index(relations[key])))
    partners = tuple(
        Partner(
            code=lookup.codes[key],
            sign=CELL_SIGN["copy"] if key in copied else RELATION_SIGN[relations[key]],
            relation=relations[key],
            copied=key in copied,
            source=lookup.articles[lookup.claims[key].article].source,
        )
        for key in ordered[:_PARTNERS]
    )
    return Reference(
        code=lookup.codes[claim.id],
        point=lookup.point_of.get(claim.id, ""),
        partners=partners,
        more=len(ordered) - len(partners),
    )

"""The conflicts as a reader meets them: two sides, each with its value and the stretches that carry it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from rashomon.records import Evidence, Link, LinkKind
from rashomon.rendering.lookup import Lookup, Stretch, claim_stretch, reading_order
from rashomon.rendering.merging import Shown, merge_same_words
from rashomon.rendering.words import agreement_word
from rashomon.text import stretch

_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why two stretches were set against each other: one line, and the words that it rests on ("" for none)."""

    word: str
    feature: str
    detail: str
    left: str
    right: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of a conflict: its normalised value ("" where none is at stake) and the stretches that state it."""

    value: str
    shown: tuple[Shown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Links of one kind that set the same two values against each other within one point. Numbered from 1."""

    number: int
    kind: LinkKind
    sides: tuple[Side, Side]
    reasons: tuple[Reason, ...]
    claims: tuple[str, ...]
    score: float

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """The first stretch of each side."""
        return tuple(side.shown[0].first for side in self.sides)


def make_conflicts(lookup: Lookup) -> tuple[Conflict, ...]:
    """The conflicts, those at one time before those that a later report may have overtaken, the surest first.

    The side whose report comes first (by publication for updates, else in the order of reports) is on the left.
    """
    groups: dict[tuple[str, ...], list[Link]] = {}
    for link in lookup.links:
        if link.relation == "conflict":
            groups.setdefault(_group_of(lookup, link), []).append(link)
    drafts = [_make_conflict(lookup, links) for links in groups.values()]
    place = {key: n for n, key in enumerate(reading_order(lookup, lookup.claims))}
    drafts.sort(key=lambda one: (one.kind == "update", -round(one.score, 2), place[one.claims[0]], one.claims))
    return tuple(
        Conflict(number=n, kind=one.kind, sides=one.sides, reasons=one.reasons, claims=one.claims, score=one.score)
        for n, one in enumerate(drafts, start=1)
    )


def _group_of(lookup: Lookup, link: Link) -> tuple[str, ...]:
    point = lookup.point_of.get(link.left) or lookup.point_of.get(link.right)
    if link.values is None or link.values[0] == link.values[1] or point is None:
        return (link.id,)
    return (point, link.kind, *sorted(link.values))


def _make_conflict(lookup: Lookup, links: list[Link]) -> Conflict:
    best = max(links, key=lambda link: (link.score, len(link.evidence)))
    values = best.values or ("", "")
    sides: tuple[list[str], list[str]] = ([], [])
    for link in links:
        turned = link.values is not None and link.values != values
        sides[1 if turned else 0].append(link.left)
        sides[0 if turned else 1].append(link.right)
    left, right = (reading_order(lookup, dict.fromkeys(side)) for side in sides)
    reasons = make_reasons(lookup, best)
    made = [
        Side(value=value, shown=merge_same_words(claim_stretch(lookup, key) for key in side))
        for value, side in zip(values, (left, right), strict=True)
    ]
    if _rank(lookup, right[0], best.kind) < _rank(lookup, left[0], best.kind):
        made.reverse()
        left, right = right, left
        reasons = tuple(
            Reason(word=one.word, feature=one.feature, detail=one.detail, left=one.right, right=one.left)
            for one in reasons
        )
    return Conflict(
        number=0, kind=best.kind, sides=(made[0], made[1]), reasons=reasons, claims=tuple(dict.fromkeys(left + right)),
        score=best.score,
    )  # fmt: skip


def _rank(lookup: Lookup, key: str, kind: LinkKind) -> tuple[datetime, int]:
    article = lookup.articles[lookup.claims[key].article]
    order = next(n for n, one in enumerate(lookup.dossier.articles) if one.id == article.id)
    published = article.published
    if kind != "update" or published is None:
        return (_NEVER, order)
    return (published if published.tzinfo is not None else published.replace(tzinfo=UTC), order)


def make_reasons(lookup: Lookup, link: Link) -> tuple[Reason, ...]:
    """Why the link was made: what differs first for a conflict, what agrees first else; neutral reasons last."""
    wanted = -1.0 if link.relation == "conflict" else 1.0
    ordered = sorted(link.evidence, key=lambda one: (agreement_word(one.agreement) == "neutral",
                                                     -wanted * one.agreement))  # fmt: skip
    return tuple(_make_reason(lookup, link, evidence) for evidence in ordered)


def _make_reason(lookup: Lookup, link: Link, evidence: Evidence) -> Reason:
    texts = [lookup.articles[lookup.claims[key].article].text for key in (link.left, link.right)]
    return Reason(
        word=agreement_word(evidence.agreement),
        feature=evidence.feature,
        detail=evidence.detail,
        left="" if evidence.left is None else stretch(texts[0], evidence.left),
        right="" if evidence.right is None else stretch(texts[1], evidence.right),
    )

"""A dossier indexed for showing: which letter a report has, which code a claim, and what is linked to what.

Reports are lettered A, B, C ... in the dossier's order and claims numbered by where they stand: "B7" is the seventh
claim of report B. The codes are the same in every output, and the anchors of the HTML page.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from rashomon.records import Article, Claim, Dossier, Link, Mention, Point, Reading, Span
from rashomon.rendering.dates import show_published
from rashomon.text import fold, stretch

_FILLED = re.compile(r"\[([^\[\]]{1,200})\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """A report of another event: what it is called, and why it is taken for one."""

    letter: str
    article: Article
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """The dossier with its indexes. Links and claims that name what the dossier does not hold are left out.

    `others` are the reports of other events; nothing else here, `dossier` included, holds anything of them.
    """

    dossier: Dossier
    others: tuple[Other, ...]
    articles: dict[str, Article]
    letters: dict[str, str]
    readings: dict[str, Reading]
    claims: dict[str, Claim]
    codes: dict[str, str]
    origins: dict[str, str]
    links: tuple[Link, ...]
    links_of: dict[str, tuple[Link, ...]]
    point_of: dict[str, str]
    points: dict[str, Point]
    names: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A stretch of a report with what a reader must know to weigh it.

    `span` is where it stands in its report, `before` and `after` are the rest of its sentence. `subject` is a left-out
    subject's own stretch and `filled` the names that stand for its pronouns. `code` is the claim's, None for a stretch
    that is no claim.
    """

    text: str
    span: Span
    before: str
    after: str
    code: str | None
    article: str
    letter: str
    source: str
    published: str
    stance: str
    speaker: str
    subject: str
    filled: tuple[str, ...]


def index_dossier(dossier: Dossier) -> Lookup:
    """The dossier with its indexes."""
    letters = {article.id: _letter(n) for n, article in enumerate(dossier.articles)}
    reasons = {one.article: one.reason for one in dossier.other_events}
    others = tuple(
        Other(letter=letters[article.id], article=article, reason=reasons[article.id])
        for article in dossier.articles
        if article.id in reasons
    )
    dossier = _without(dossier, reasons)
    articles = {article.id: article for article in dossier.articles}
    readings = {one.article.id: one for one in dossier.readings if one.article.id in articles}
    claims: dict[str, Claim] = {}
    codes: dict[str, str] = {}
    for article in dossier.articles:
        if article.id not in readings:
            continue
        ordered = sorted(readings[article.id].claims, key=lambda claim: (claim.span, claim.id))
        for number, claim in enumerate(ordered, start=1):
            claims[claim.id] = claim
            codes[claim.id] = f"{letters[article.id]}{number}"
    links = tuple(sorted((one for one in dossier.links if one.left in claims and one.right in claims),
                         key=lambda one: one.id))  # fmt: skip
    links_of: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        links_of[link.left].append(link)
        links_of[link.right].append(link)
    return Lookup(
        dossier=dossier,
        others=others,
        articles=articles,
        letters=letters,
        readings=readings,
        claims=claims,
        codes=codes,
        origins={copy.article: copy.origin for copy in dossier.copies if copy.article in articles},
        links=links,
        links_of={key: tuple(several) for key, several in links_of.items()},
        point_of={key: point.id for point in dossier.points for key in point.claims},
        points={point.id: point for point in dossier.points},
        names={
            **{entity.id: entity.name for reading in dossier.readings for entity in reading.entities},
            **{entity.id: entity.name for entity in dossier.entities},
        },
    )


def _without(dossier: Dossier, apart: Collection[str]) -> Dossier:
    """The dossier without the reports in `apart`, which report other events."""
    return replace(
        dossier,
        articles=tuple(one for one in dossier.articles if one.id not in apart),
        copies=tuple(one for one in dossier.copies if one.article not in apart),
        readings=tuple(one for one in dossier.readings if one.article.id not in apart),
    )


def claim_stretch(lookup: Lookup, key: str) -> Stretch:
    """The claim's stretch with its sentence, source, stance and speaker."""
    claim = lookup.claims[key]
    article = lookup.articles[claim.article]
    text = stretch(article.text, claim.span)
    left_out = claim.subject is not None and claim.subject.end <= claim.span.start
    subject = stretch(article.text, claim.subject) if left_out and claim.subject is not None else ""
    names = dict.fromkeys(name for name in _FILLED.findall(claim.text_resolved) if f"[{name}]" not in text)
    return _make(
        lookup, article, claim.span, sentence=claim.sentence, code=lookup.codes[key], stance=claim.stance,
        speaker=speaker_name(lookup, article, claim.speaker), subject=subject,
        filled=tuple(name for name in names if fold(name) not in fold(subject)),
    )  # fmt: skip


def span_stretch(lookup: Lookup, article: Article, span: Span) -> Stretch:
    """A stretch that is no claim (a quote, a label), with its source."""
    return _make(lookup, article, span)


def _make(lookup: Lookup, article: Article, span: Span, *, sentence: Span | None = None, code: str | None = None,
          stance: str = "", speaker: str = "", subject: str = "", filled: tuple[str, ...] = ()) -> Stretch:  # fmt: skip
    around = sentence or span
    return Stretch(
        text=stretch(article.text, span),
        span=span,
        before=article.text[min(around.start, span.start) : span.start],
        after=article.text[span.end : max(around.end, span.end)],
        code=code,
        article=article.id,
        letter=lookup.letters[article.id],
        source=article.source,
        published=show_published(article),
        stance=stance,
        speaker=speaker,
        subject=subject,
        filled=filled,
    )


def rivals_of(lookup: Lookup, claims: Iterable[str], links: Iterable[str]) -> tuple[Stretch, ...]:
    """The stretches that contradict one of `claims` by one of `links` (ids), in reading order, each once."""
    inside, wanted = set(claims), set(links)
    ends = [(link.left, link.right) for link in lookup.links if link.id in wanted]
    other = {right if left in inside else left for left, right in ends if left in inside or right in inside}
    return tuple(claim_stretch(lookup, key) for key in reading_order(lookup, other))


def same_origin(lookup: Lookup, left: str, right: str) -> bool:
    """True where the two claims' reports print one text, so that the one cannot confirm the other."""
    first, second = (lookup.claims[key].article for key in (left, right))
    return lookup.origins.get(first, first) == lookup.origins.get(second, second)


def speaker_name(lookup: Lookup, article: Article, speaker: Mention | None) -> str:
    """The speaker's fullest name where it is known who is meant, else the report's words for the speaker, else ""."""
    if speaker is None:
        return ""
    known = lookup.names.get(speaker.entity) if speaker.entity is not None else None
    return known or stretch(article.text, speaker.span)


def reading_order(lookup: Lookup, keys: Iterable[str]) -> list[str]:
    """The known claims among `keys` in the order of reports, originals before copies, then by place in the text."""
    order = {article.id: (article.id in lookup.origins, n) for n, article in enumerate(lookup.dossier.articles)}
    known = [key for key in keys if key in lookup.claims]
    return sorted(
        known, key=lambda key: (order[lookup.claims[key].article], lookup.claims[key].span, lookup.codes[key])
    )


def leading_claim(lookup: Lookup, point: Point) -> str | None:
    """The claim of the point that is shown for it: an original's, from the body, linked most often; None if none."""
    inside = set(point.claims)
    best: tuple[tuple[bool, bool, int, int], str] | None = None
    for place, key in enumerate(reading_order(lookup, point.claims)):
        claim = lookup.claims[key]
        ties = sum(1 for link in lookup.links_of.get(key, ()) if {link.left, link.right} <= inside)
        rank = (claim.article in lookup.origins, claim.kind != "body", -ties, place)
        if best is None or rank < best[0]:
            best = (rank, key)
    return None if best is None else best[1]


def _letter(number: int) -> str:
    """A, B, ... Z, AA, AB, ..."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters

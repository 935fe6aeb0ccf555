"""What the reports say, ordered for showing: points with all their stretches, quotes by speaker, timeline, wording,
what only one report says, silences."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from rashomon.records import Article, Point, Quote, QuoteKind, Wording
from rashomon.rendering.dates import show_interval
from rashomon.rendering.explain import links_between
from rashomon.rendering.lookup import (
    Lookup,
    Stretch,
    claim_stretch,
    reading_order,
    rivals_of,
    span_stretch,
    speaker_name,
)
from rashomon.rendering.matrix import Row, compare_with_lead
from rashomon.rendering.merging import Shown, merge_same_words
from rashomon.rendering.words import NO_SPEAKER, CellState
from rashomon.text import fold, overlap, stretch, words


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A point: the stretch that stands for it, the others with how they stand to it, the ids of the links between."""

    row: Row
    lead: Shown
    others: tuple[tuple[CellState, Shown], ...]
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteLine:
    """A quote with its cue and the reports that have the same words."""

    shown: Shown
    kind: QuoteKind
    cue: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A speaker and the quotes; `known` is False where the name is a report's words and no entity's."""

    name: str
    known: bool
    quotes: tuple[QuoteLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """An interval and the stretches that it belongs to; `rivals` are stretches that contradict one of them.

    `background` where it is no part of the event itself.
    """

    when: str
    shown: tuple[Shown, ...]
    background: bool = False
    rivals: tuple[Stretch, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """A referent and the outlets' words for it; `counts` tells of each which reports have it, how often ("A ×3, B").

    "quoted" where the words are within quotation marks. `named` is False where `referent` is words and no name.
    """

    referent: str
    shown: tuple[Shown, ...]
    counts: tuple[str, ...] = ()
    named: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Alone:
    """What only one report says, in the order of its text."""

    article: Article
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A point that other reports state and this one does not; `nearest` is the stretch of it that comes closest.

    `otherwise` where that comes so close that the point may be said there in other words.
    """

    row: Row
    nearest: Stretch | None
    otherwise: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """A report and the points that it is silent about."""

    article: Article
    gaps: tuple[Gap, ...]


def make_accounts(lookup: Lookup, rows: tuple[Row, ...]) -> tuple[Account, ...]:
    """The corroborated points in the order of `rows`."""
    return tuple(_make_account(lookup, row) for row in rows if row.status == "corroborated")


def make_leaning(lookup: Lookup, rows: tuple[Row, ...]) -> tuple[Account, ...]:
    """The points that several reports state and that all come from one origin, in the order of `rows`."""
    return tuple(_make_account(lookup, row) for row in rows if row.one_origin)


def _make_account(lookup: Lookup, row: Row) -> Account:
    point: Point = lookup.points[row.point]
    keys = [row.lead_claim, *(key for key in reading_order(lookup, point.claims) if key != row.lead_claim)]
    shown = merge_same_words(claim_stretch(lookup, key) for key in keys)
    by_code = {lookup.codes[key]: state for key, state in compare_with_lead(lookup, point, row.lead_claim).items()}
    return Account(
        row=row,
        lead=shown[0],
        others=tuple((by_code.get(one.first.code or "", "partly"), one) for one in shown[1:]),
        links=tuple(link.id for link in links_between(lookup, point.claims)),
    )


def make_voices(lookup: Lookup) -> tuple[Voice, ...]:
    """The quotes by speaker, who is quoted most first; quotes without a speaker last."""
    voices: dict[tuple[bool, str], dict[tuple[str, ...], list[tuple[Article, Quote]]]] = defaultdict(dict)
    titles: dict[tuple[bool, str], str] = {}
    ordered = sorted(lookup.dossier.articles, key=lambda article: article.id in lookup.origins)
    for article in (one for one in ordered if one.id in lookup.readings):
        for quote in sorted(lookup.readings[article.id].quotes, key=lambda one: one.span):
            name = speaker_name(lookup, article, quote.speaker)
            known = quote.speaker is not None and quote.speaker.entity in lookup.names
            key = (known, str(quote.speaker.entity) if known and quote.speaker is not None else fold(name))
            titles.setdefault(key, name or NO_SPEAKER)
            said = tuple(words(stretch(article.text, quote.span))) or (str(quote.span),)
            voices[key].setdefault(said, []).append((article, quote))
    made = [
        Voice(name=titles[key], known=key[0], quotes=tuple(_make_quote(lookup, group) for group in quotes.values()))
        for key, quotes in voices.items()
    ]
    return tuple(sorted(made, key=lambda one: (one.name == NO_SPEAKER, -len(one.quotes), fold(one.name))))


def _make_quote(lookup: Lookup, group: list[tuple[Article, Quote]]) -> QuoteLine:
    article, quote = group[0]
    shown = [_quote_stretch(lookup, *one) for one in group]
    return QuoteLine(
        shown=Shown(first=shown[0], also=tuple(shown[1:])),
        kind=quote.kind,
        cue="" if quote.cue is None else stretch(article.text, quote.cue),
    )


def _quote_stretch(lookup: Lookup, article: Article, quote: Quote) -> Stretch:
    """The quote's stretch with the code of the claim that shares most of it, so that it can be found in the text."""
    made = span_stretch(lookup, article, quote.span)
    shared = [(overlap(claim.span, quote.span), claim.id) for claim in lookup.readings[article.id].claims]
    most = max(shared, key=lambda pair: pair[0], default=(0, ""))
    if not most[0]:
        return made
    return Stretch(
        text=made.text, span=made.span, before="", after="", code=lookup.codes[most[1]], article=made.article,
        letter=made.letter, source=made.source, published=made.published, stance="", speaker="", subject="", filled=(),
    )  # fmt: skip


def make_moments(lookup: Lookup) -> tuple[Moment, ...]:
    """The timeline: the event's own history, earliest first, then its background."""
    entries = sorted(lookup.dossier.timeline, key=lambda entry: (entry.background, entry.start, entry.end))
    return tuple(
        Moment(
            when=show_interval(entry.start, entry.end, entry.grain),
            shown=merge_same_words(claim_stretch(lookup, key) for key in reading_order(lookup, entry.claims)),
            background=entry.background,
            rivals=rivals_of(lookup, entry.claims, entry.conflicts),
        )
        for entry in entries
    )


def make_namings(lookup: Lookup) -> tuple[Naming, ...]:
    """The referents that outlets have different words for."""
    return tuple(_make_naming(lookup, wording) for wording in lookup.dossier.wording)


def _make_naming(lookup: Lookup, wording: Wording) -> Naming:
    labels = [label for label in wording.labels if label.article in lookup.articles]
    shown = merge_same_words(span_stretch(lookup, lookup.articles[label.article], label.span) for label in labels)
    label_at = {(label.article, label.span): label for label in labels}

    def tell(one: Stretch) -> str:
        label = label_at[one.article, one.span]
        return one.letter + (f" ×{label.count}" if label.count > 1 else "") + (" quoted" if label.quoted else "")

    return Naming(
        referent=lookup.names.get(wording.referent, wording.referent),
        shown=shown,
        counts=tuple(", ".join(map(tell, (one.first, *one.also))) for one in shown),
        named=wording.referent in lookup.names,
    )


def make_alone(lookup: Lookup, rows: tuple[Row, ...]) -> tuple[Alone, ...]:
    """The single-source points by the report of their leading stretch; a copy adds no report of its own."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.status == "single-source" and not row.one_origin:
            groups[row.lead.article].append(row)
    return tuple(
        Alone(
            article=article,
            rows=tuple(sorted(groups[article.id], key=lambda row: lookup.claims[row.lead_claim].span)),
        )
        for article in lookup.dossier.articles
        if groups.get(article.id)
    )


def make_quiet(lookup: Lookup, rows: tuple[Row, ...]) -> tuple[Quiet, ...]:
    """By report, the points that at least one other report states and this one does not.

    Single-source points are left out: `make_alone` shows them. So is what the report states in part. What most
    independent sources have comes first, then what they tell nearest to the top; what may be said in other words, last.
    """
    shown = {row.point: row for row in rows if row.status != "single-source"}
    silent = {(row.point, cell.article) for row in rows for cell in row.cells if cell.state == "silent"}
    place = {point: n for n, point in enumerate(shown)}
    gaps: dict[str, list[tuple[tuple[bool, int, float, int], Gap]]] = defaultdict(list)
    for silence in lookup.dossier.silences:
        if silence.point in shown and (silence.point, silence.article) in silent:
            near = None if silence.nearest not in lookup.claims else claim_stretch(lookup, silence.nearest or "")
            gap = Gap(row=shown[silence.point], nearest=near, otherwise=silence.otherwise)
            rank = (silence.otherwise, -silence.sources, -silence.centrality, place[silence.point])
            gaps[silence.article].append((rank, gap))
    return tuple(
        Quiet(article=article, gaps=tuple(gap for _, gap in sorted(gaps[article.id], key=lambda pair: pair[0])))
        for article in lookup.dossier.articles
        if gaps.get(article.id)
    )

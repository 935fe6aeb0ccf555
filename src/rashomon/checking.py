"""Lays a draft beside reports: which of its claims they confirm, contradict, state otherwise, or do not state.

The draft goes through the same reading and aligning as a report, but it is no source: nothing that it says counts for
anything, and a report that prints its text counts for nothing either. What is found is shown; that a claim is true or
false is never said.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rashomon.errors import InputError, TooFewReportsError
from rashomon.pipeline import Progress, Reader, open_evidence, read_anew, tell_run
from rashomon.records import (
    Article,
    Check,
    CheckedClaim,
    CheckStatus,
    Claim,
    Copy,
    Credit,
    DateNote,
    Link,
    OtherEvent,
    Plugin,
    Reading,
    Skipped,
    Span,
    Word,
)
from rashomon.settings import Settings

if TYPE_CHECKING:
    from rashomon.alignment.links import Alignment
    from rashomon.alignment.stating import Syntax

DRAFT = "draft"
"""What stands for the outlet of a draft."""
# A report that prints the draft in one of these ways is the draft itself; an abridged or extended one has its own hand.
_SAME_TEXT = ("exact", "near", "version")
LEAST_OTHERWISE = 0.5
"""A weaker link is shown as the nearest stretch and counts as nothing found."""


def draft_article(text: str, *, title: str = "", published: datetime | None = None) -> Article:
    """The article that stands for a draft or a single claim. `published` (UTC) is when it appears, None if unknown.

    Raises: InputError where `text` has no sentence, or is surely in another language than English.
    """
    from rashomon.sources import require_comparable

    whole = f"{title}\n\n{text}" if title and not text.startswith(title) else text
    digest = hashlib.sha256(f"{DRAFT}\0{whole}".encode("utf-8", "replace")).hexdigest()
    article = Article(id=f"{DRAFT}-{digest[:16]}", source=DRAFT, title=title, text=whole, published=published)
    try:
        return require_comparable(article)
    except InputError as error:
        raise InputError(f"the draft {error}") from error


def as_draft(article: Article) -> Article:
    """A loaded article as a draft: its words and date, and nothing that would make it an outlet's."""
    return replace(article, id=f"{DRAFT}-{article.id}", source=DRAFT, url=None)


def check_draft(
    draft: Article,
    reports: Sequence[Article],
    *,
    skipped: Sequence[Skipped] = (),
    settings: Settings | None = None,
    progress: Progress = lambda stage, done, total: None,
    reader: Reader = read_anew,
    sources: Sequence[Plugin] = (),
    copies: Sequence[Copy] | None = None,
) -> Check:
    """Each claim of `draft` beside what `reports` state. The order of `reports` changes nothing but that of `articles`.

    Reports that print the draft's own text are set aside, and so are, unless `settings.one_event`, those of another
    event than the draft's. `reader` may give kept readings of the reports, `sources` are the plugins that gave some.
    `copies` are the prints of one text among the draft and the reports, None to look for them. Raises: InputError where
    no report is left; TooFewReportsError where there are more than the settings allow; ModelError.
    """
    from rashomon.alignment.entities import unify_entities
    from rashomon.alignment.links import align
    from rashomon.grouping.copies import find_copies
    from rashomon.grouping.credits import find_credits
    from rashomon.models.files import model_files
    from rashomon.models.sessions import use_threads

    settings = settings or Settings()
    use_threads(settings.threads)
    started, clock = datetime.now(UTC), time.perf_counter()
    models = model_files()
    _require_reports(reports, settings)
    ordered = sorted(reports, key=lambda one: (one.published.isoformat() if one.published else "9999", one.id))
    own_prints = _prints_of(draft, find_copies([*ordered, draft]) if copies is None else copies)
    others = () if settings.one_event else _of_other_events(draft, [one for one in ordered if one.id not in own_prints])
    apart = {*own_prints, *(other.article for other in others)}
    compared = [one for one in ordered if one.id not in apart]
    if not compared:
        raise InputError(_why_none(own_prints, others))
    copies = find_copies(compared) if copies is None else tuple(copies)
    readings, dates = _read(draft, compared, reader, progress)
    unified, entities = unify_entities(readings)
    progress("Aligning", 0, len(compared))
    steps = iter(range(1, len(compared) + 1))
    with open_evidence(settings) as plugins:
        aligned = align(
            unified,
            entities,
            copies,
            keep=settings.candidates,
            min_score=settings.min_score,
            one_side=draft.id,
            plugins=plugins,
            advance=lambda: progress("Aligning", next(steps), len(compared)),
        )
    read_draft, read_reports = unified[0], aligned.readings[1:]
    told = _Sources(
        reports={one.id: one for one in compared}, copies=copies, credits=find_credits(read_reports, entities)
    )
    return Check(
        draft=_with_wholes(read_draft, aligned.readings[0]),
        articles=tuple(reports),
        readings=read_reports,
        copies=copies,
        entities=tuple(sorted(entities, key=lambda entity: entity.id)),
        links=aligned.links,
        claims=_weigh_all(aligned, read_draft, told),
        own_prints=own_prints,
        other_events=others,
        dates=dates,
        skipped=(*skipped, *(plugins.failed if plugins else ())),
        run=tell_run(models, settings, started, clock, (*sources, *(plugins.taking_part if plugins else ()))),
        vetoes=aligned.vetoes,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sources:
    """What tells how many origins several claims of the reports have."""

    reports: Mapping[str, Article]
    copies: Sequence[Copy]
    credits: Sequence[Credit]

    def name_origins(self, claims: Sequence[Claim]) -> tuple[str, ...]:
        from rashomon.alignment.origins import gather_origins, name_origins

        return name_origins(claims, gather_origins(self.reports, self.copies, self.credits)) if claims else ()


def _require_reports(reports: Sequence[Article], settings: Settings) -> None:
    if not reports:
        raise InputError("a draft is checked against at least one report, and none could be read")
    if len(reports) > settings.max_reports:
        raise TooFewReportsError(
            f"there are more reports than the limit of {settings.max_reports}; "
            "check against fewer, or raise the setting max_reports"
        )


def _prints_of(draft: Article, copies: Sequence[Copy]) -> tuple[str, ...]:
    """The reports that print the text of `draft`, and those that print theirs; sorted."""
    own = next((copy for copy in copies if copy.article == draft.id), None)
    if own is None:
        return tuple(sorted(one.article for one in copies if one.origin == draft.id and one.kind in _SAME_TEXT))
    if own.kind not in _SAME_TEXT:
        return ()
    return tuple(sorted({own.origin, *(one.article for one in copies if one.origin == own.origin)} - {draft.id}))


def _of_other_events(draft: Article, reports: Sequence[Article]) -> tuple[OtherEvent, ...]:
    """The reports that seem to report another event than `draft`; none where it is too short to tell."""
    from rashomon.grouping.other_events import find_other_events
    from rashomon.reading.light import read_light

    light = read_light(draft)
    found = (
        one
        for report in reports
        for one in find_other_events([draft, report], [light, read_light(report)], ())
        if one.article == report.id
    )
    return tuple(sorted((replace(one, group=1) for one in found), key=lambda one: one.article))


def _why_none(own_prints: Sequence[str], others: Sequence[OtherEvent]) -> str:
    if others:
        return (
            "every report seems to report another event than the draft, so nothing was compared; "
            "to compare all of them anyway: --one-event"
        )
    prints = "the only report prints" if len(own_prints) == 1 else "all reports print"
    return f"{prints} the draft's own text, which can't confirm itself; give other reports"


def _read(
    draft: Article, reports: Sequence[Article], reader: Reader, progress: Progress
) -> tuple[list[Reading], tuple[DateNote, ...]]:
    """The readings of the draft, first of all, and of the reports. The draft takes a day from them and gives none."""
    from rashomon.dating import find_anchors

    total = len(reports) + 1
    progress("Reading", 0, total)
    own = read_anew(draft, None)
    readings = []
    for step, report in enumerate(reports, start=1):
        progress("Reading", step, total)
        readings.append(reader(report, None))
    progress("Reading", total, total)
    notes = (
        *find_anchors(readings),
        *(note for note in find_anchors([*readings, own]) if note.article == draft.id),
    )
    days = {note.article: note.date for note in notes}
    anchored = [reader(one.article, days[one.article.id]) if one.article.id in days else one for one in readings]
    return [read_anew(draft, days[draft.id]) if draft.id in days else own, *anchored], notes


def _with_wholes(draft: Reading, aligned: Reading) -> Reading:
    """`draft` with, among its claims, those that stand for whole sentences in `aligned`."""
    claims = {claim.id: claim for claim in (*draft.claims, *aligned.claims)}
    return replace(draft, claims=tuple(sorted(claims.values(), key=lambda claim: (claim.span, claim.id))))


def _weigh_all(aligned: Alignment, draft: Reading, sources: _Sources) -> tuple[CheckedClaim, ...]:
    """The claims of `draft`, each with what the reports state of it.

    A link with the whole of a sentence counts for those of its claims that have no link of their own.
    """
    ids = {claim.id for claim in draft.claims}
    wholes = {claim.sentence: claim.id for claim in aligned.readings[0].claims if claim.id not in ids}
    claims = {claim.id: (claim, reading) for reading in aligned.readings for claim in reading.claims}
    linked: dict[str, list[Link]] = {}
    for link in sorted(aligned.links, key=lambda link: (-link.score, link.id)):
        linked.setdefault(link.left, []).append(link)
    weighed = []
    syntax = _make_syntax()
    for claim in draft.claims:
        links = linked.get(claim.id) or linked.get(wholes.get(claim.sentence, ""), [])
        known = claim.id if claim.id in claims else wholes.get(claim.sentence, claim.id)
        weighed.append(_weigh(claim, draft, links, claims, sources, _closest(known, aligned), syntax))
    return tuple(weighed)


def _make_syntax() -> Syntax:
    """Parses a sentence once, however many claims are weighed in it."""
    from rashomon.reading.syntax import read_syntax

    parsed: dict[tuple[str, Span], tuple[Word, ...]] = {}

    def syntax(reading: Reading, sentence: Span) -> tuple[Word, ...]:
        key = (reading.article.id, sentence)
        if key not in parsed:
            parsed[key] = read_syntax(reading.article, sentence)
        return parsed[key]

    return syntax


def _weigh(
    claim: Claim,
    draft: Reading,
    links: Sequence[Link],
    claims: Mapping[str, tuple[Claim, Reading]],
    sources: _Sources,
    nearest: str | None,
    syntax: Syntax,
) -> CheckedClaim:
    from rashomon.alignment.stating import states_all

    backing = [link for link in links if states_all(claim, draft, link, *claims[link.right], syntax=syntax)]
    backed_by = {claims[link.right][0].article for link in backing}
    # A report that states the claim does not contradict it: the other amount or day that it has is of something else.
    against = _strongest_of_each(
        [k for k in links if k.relation == "conflict" and claims[k.right][0].article not in backed_by], claims
    )
    told = backed_by | {claims[link.right][0].article for link in against}
    otherwise = _strongest_of_each(
        [k for k in links if k.score >= LEAST_OTHERWISE and claims[k.right][0].article not in told], claims
    )
    origins = sources.name_origins([claims[link.right][0] for link in backing])
    return CheckedClaim(
        claim=claim.id,
        status=_status(bool(against), bool(backing), bool(otherwise)),
        independent_sources=len(origins),
        origins=origins,
        contradicting_sources=len(sources.name_origins([claims[link.right][0] for link in against])),
        confirmed_by=tuple(link.id for link in backing),
        contradicted_by=tuple(link.id for link in against),
        otherwise=tuple(link.id for link in otherwise),
        nearest=None if against or backing or otherwise else links[0].right if links else nearest,
    )


def _status(against: bool, backing: bool, otherwise: bool) -> CheckStatus:
    if against:
        return "contradicted"
    if backing:
        return "confirmed"
    return "stated otherwise" if otherwise else "not found"


def _strongest_of_each(links: Sequence[Link], claims: Mapping[str, tuple[Claim, Reading]]) -> list[Link]:
    """The first of `links` for each report; they are in order of strength."""
    first: dict[str, Link] = {}
    for link in links:
        first.setdefault(claims[link.right][0].article, link)
    return list(first.values())


def _closest(claim: str, aligned: Alignment) -> str | None:
    """The closest claim of any report, of equally close ones the first by id; None where there is none."""
    near = [(-aligned.closeness[key], neighbour) for key, neighbour in aligned.nearest.items() if key[0] == claim]
    return min(near)[1] if near else None

"""A dossier back from the JSON that `render_json` wrote.

The JSON holds all that a dossier shows, and less than its records do: no headings, no boilerplate, no sentence without
a claim, no mention that is left open, no lemma. Written again, the dossier is the same JSON.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Protocol

import msgspec

from rashomon.errors import InputError
from rashomon.records import (
    Anchor,
    Answer,
    Article,
    Claim,
    Copy,
    Corrected,
    Correction,
    DateNote,
    Dossier,
    Entity,
    Event,
    Evidence,
    FiveW,
    Label,
    Link,
    Mention,
    ModelFile,
    OpenQuestion,
    OtherEvent,
    Plugin,
    Point,
    Quantity,
    Quote,
    Reading,
    Revision,
    Run,
    Silence,
    Skipped,
    Span,
    Time,
    TimelineEntry,
    Veto,
    Wording,
)
from rashomon.rendering.codes_json import check_codes, read_codes
from rashomon.rendering.comparison_json import check_places, read_ledger, read_phrasing, read_versions
from rashomon.rendering.shapes import (
    AnswerShape,
    ArticleShape,
    ClaimShape,
    CorrectionShape,
    DossierShape,
    LinkShape,
    QuantityShape,
    QuoteShape,
    RevisionShape,
    RunShape,
    SpanShape,
    TimeShape,
)
from rashomon.rendering.visible import one_line, shorten

SCHEMA: Final = "rashomon/dossier/1"
STANDARD_INPUT: Final = "-"
_LARGEST = 500_000_000
_MAKE_IT = "make one with `rashomon compare ... --format json`"


class _Placed(Protocol):
    """Any shape that has offsets."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


class _Head(msgspec.Struct):
    """What tells which kind of object it is, and of which version."""

    schema: str


def load_dossier(path: str) -> Dossier:
    """The dossier in the JSON file `path`, "-" for standard input.

    Raises InputError, with the reason in one line, where the file cannot be read, holds no dossier, one of another
    version of the format, or one in which an offset or an id leads nowhere.
    """
    name = "standard input" if path == STANDARD_INPUT else path
    try:
        return parse_dossier(_read_bytes(path))
    except FileNotFoundError as error:
        raise InputError(f"{name}: does not exist; check the path, or {_MAKE_IT}") from error
    except (OSError, ValueError) as error:
        raise InputError(f"{name}: cannot be read ({getattr(error, 'strerror', None) or error})") from error
    except InputError as error:
        raise InputError(f"{name}: {error}") from error


def parse_dossier(data: bytes) -> Dossier:
    """The dossier in `data`, JSON in UTF-8. Raises InputError as `load_dossier` does."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        schema = msgspec.json.decode(data, type=_Head).schema
    except (msgspec.DecodeError, RecursionError) as error:
        raise InputError(f"is no dossier ({_in_short(error)}); {_MAKE_IT}") from error
    if schema != SCHEMA:
        raise InputError(f"says that it is {shorten(one_line(schema), 60)!r}, and this version of rashomon reads "
                         f"{SCHEMA!r}; {_MAKE_IT}")  # fmt: skip
    try:
        shape = msgspec.json.decode(data, type=DossierShape)
        return _read_dossier(shape)
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        raise InputError(f"is a damaged dossier ({_in_short(error)}); {_MAKE_IT}") from error


def _in_short(error: Exception) -> str:
    return shorten(one_line(str(error)), 200)


def _read_bytes(path: str) -> bytes:
    if path == STANDARD_INPUT:
        data = sys.stdin.buffer.read(_LARGEST + 1)
    else:
        with Path(path).open("rb") as file:
            data = file.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise InputError(f"is larger than {_LARGEST // 1_000_000} MB, more than any dossier holds")
    return data


def _read_dossier(shape: DossierShape) -> Dossier:
    """The records of `shape`. Raises ValueError where an id or an offset leads nowhere."""
    texts = {one.id: one.text for one in shape.articles}
    claims = {one.id: one for one in shape.claims}
    for claim in shape.claims:
        if claim.article not in texts:
            raise ValueError(f"claim {claim.id} is of an article that is not there")
        if texts[claim.article][claim.start : claim.end] != claim.text:
            raise ValueError(f"claim {claim.id} is not what stands at its offsets")
    for link in shape.links:
        if link.left not in claims or link.right not in claims:
            raise ValueError(f"link {link.id} is between claims that are not there")
        for evidence in link.evidence:
            for key, span in ((link.left, evidence.left), (link.right, evidence.right)):
                if span is not None and not span.start < span.end <= len(texts[claims[key].article]):
                    raise ValueError(f"evidence of link {link.id} leads out of its text")
    apart = {one.article for one in shape.other_events}
    if not apart <= texts.keys():
        raise ValueError("a report of another event is not there")
    for revision in shape.revisions:
        for key, spans in ((revision.article, revision.added), (revision.previous, revision.removed)):
            if any(not span.start < span.end <= len(texts.get(key, "")) for span in spans):
                raise ValueError("a revision leads out of its text")
    for correction in () if isinstance(shape.corrections, msgspec.UnsetType) else shape.corrections:
        if any(not place.start <= place.end <= len(texts.get(place.article, "")) for place in correction.places):
            raise ValueError(f"correction {correction.number} leads out of its text")
    check_places(shape, texts, claims)
    check_codes(shape, texts)
    articles = tuple(_read_article(one) for one in shape.articles)
    answers = shape.five_w
    return Dossier(
        event=Event(id=shape.event.id, articles=tuple(key for key in texts if key not in apart),
                    first=_instant(shape.event.first), last=_instant(shape.event.last), label=shape.event.label),
        articles=articles,
        copies=tuple(Copy(article=one.article, origin=one.origin, contained=one.contained, kind=one.kind)
                     for one in shape.copies),
        readings=tuple(_gather_reading(shape, article) for article in articles),
        entities=tuple(Entity(id=one.id, name=one.name, kind=one.kind, names=tuple(one.names))
                       for one in shape.entities),
        links=tuple(_read_link(one) for one in shape.links),
        points=tuple(
            Point(id=one.id, claims=tuple(one.claims), status=one.status, sources=tuple(one.sources),
                  independent_sources=one.independent_sources, origins=tuple(one.origins))
            for one in shape.points
        ),
        timeline=tuple(
            TimelineEntry(start=_moment(one.start), end=_moment(one.end), grain=one.grain, claims=tuple(one.claims),
                          background=one.background, conflicts=tuple(one.conflicts))
            for one in shape.timeline
        ),
        wording=tuple(
            Wording(
                referent=one.referent,
                labels=tuple(Label(article=label.article, span=_span(label), text=label.text, count=label.count,
                                   quoted=label.quoted) for label in one.labels),
                links=tuple(one.links),
            )
            for one in shape.wording
        ),
        silences=tuple(
            Silence(point=one.point, article=one.article, nearest=one.nearest, sources=one.sources,
                    centrality=one.centrality, closeness=one.closeness, otherwise=one.otherwise)
            for one in shape.silences
        ),
        open_questions=tuple(OpenQuestion(question=one.question, kind=one.kind, event=one.event)
                             for one in shape.open_questions),
        five_w=FiveW(
            who=_read_answers(answers.who),
            what=_read_answers(answers.what),
            when=_read_answers(answers.when),
            where=_read_answers(answers.where),
            why=_read_answers(answers.why),
            how=_read_answers(answers.how),
        ),
        dates=tuple(
            DateNote(article=one.article, origin=one.origin, date=_moment(one.date), span=_span(one))
            for one in shape.dates
        ),
        skipped=tuple(Skipped(input=one.input, reason=one.reason) for one in shape.skipped),
        run=_read_run(shape.run),
        other_events=tuple(
            OtherEvent(article=one.article, group=one.group, score=one.score, reason=one.reason)
            for one in shape.other_events
        ),
        revisions=tuple(_read_revision(one) for one in shape.revisions),
        corrections=() if isinstance(shape.corrections, msgspec.UnsetType) else tuple(
            _read_correction(one) for one in shape.corrections
        ),
        quote_ledger=read_ledger(shape),
        versions=read_versions(shape),
        phrasing=read_phrasing(shape),
        event_codes=read_codes(shape),
        vetoes=tuple(
            Veto(left=one.left, right=one.right, plugin=one.plugin, detail=one.detail, score=one.score)
            for one in shape.vetoes or ()
        ),
    )  # fmt: skip


def _read_article(shape: ArticleShape) -> Article:
    return Article(
        id=shape.id,
        source=shape.source,
        title=shape.title,
        text=shape.text,
        language=shape.language,
        published=_instant(shape.published),
        url=shape.url,
        path=shape.path,
        given_id=shape.given_id,
        body_start=shape.body_start,
        day_only=shape.day_only,
    )


def _gather_reading(shape: DossierShape, article: Article) -> Reading:
    """All that the dossier holds of one article, put together again."""
    claims = tuple(_read_claim(one) for one in shape.claims if one.article == article.id)
    here = [
        (entity, Span(start=place.start, end=place.end))
        for entity in shape.entities
        for place in entity.mentions
        if place.article == article.id
    ]
    named = {entity.id: entity for entity, _ in here}
    return Reading(
        article=article,
        sentences=tuple(sorted({claim.sentence for claim in claims})),
        headings=(),
        boilerplate=(),
        entities=tuple(Entity(id=one.id, name=one.name, kind=one.kind, names=tuple(one.names))
                       for one in named.values()),
        mentions=tuple(
            Mention(span=span, entity=entity.id, kind=entity.kind)
            for entity, span in sorted(here, key=lambda pair: pair[1])
        ),
        times=tuple(time for claim in claims for time in claim.times),
        quantities=tuple(quantity for claim in claims for quantity in claim.quantities),
        quotes=tuple(_read_quote(one) for one in shape.quotes if one.article == article.id),
        claims=claims,
    )  # fmt: skip


def _read_claim(shape: ClaimShape) -> Claim:
    return Claim(
        id=shape.id,
        article=shape.article,
        span=_span(shape),
        sentence=_span(shape.sentence),
        subject=_maybe_span(shape.subject),
        predicate=_maybe_span(shape.predicate),
        objects=tuple(_span(one) for one in shape.objects),
        speaker=_speaker(shape.speaker, shape.speaker_span),
        stance=shape.stance,
        polarity=shape.polarity,
        times=tuple(_read_time(one) for one in shape.times),
        quantities=tuple(_read_quantity(one) for one in shape.quantities),
        entities=tuple(shape.entities),
        text_resolved=shape.resolved,
        kind=shape.kind,
    )


def _read_time(shape: TimeShape) -> Time:
    return Time(
        span=_span(shape),
        value=shape.value,
        start=_instant(shape.from_),
        end=_instant(shape.to),
        grain=shape.grain,
        type=shape.type,
    )


def _read_quantity(shape: QuantityShape) -> Quantity:
    return Quantity(
        span=_span(shape),
        low=-math.inf if shape.low is None else shape.low,
        high=math.inf if shape.high is None else shape.high,
        unit=shape.unit,
        noun=shape.noun,
        role=shape.role,
        exact=shape.exact,
    )


def _read_quote(shape: QuoteShape) -> Quote:
    return Quote(
        span=_span(shape),
        speaker=_speaker(shape.speaker, shape.speaker_span),
        cue=_maybe_span(shape.cue_span),
        kind=shape.kind,
    )


def _read_link(shape: LinkShape) -> Link:
    return Link(
        id=shape.id,
        left=shape.left,
        right=shape.right,
        relation=shape.relation,
        kind=shape.kind,
        values=None if shape.values is None else (shape.values.left, shape.values.right),
        score=shape.score,
        evidence=tuple(
            Evidence(feature=one.feature, agreement=one.agreement, detail=one.detail, left=_maybe_span(one.left),
                     right=_maybe_span(one.right))
            for one in shape.evidence
        ),
    )  # fmt: skip


def _read_revision(shape: RevisionShape) -> Revision:
    return Revision(
        article=shape.article,
        previous=shape.previous,
        added=tuple(_span(one) for one in shape.added),
        removed=tuple(_span(one) for one in shape.removed),
    )


def _read_correction(shape: CorrectionShape) -> Corrected:
    return Corrected(
        correction=Correction(
            kind=shape.kind,
            anchors=tuple(Anchor(**msgspec.structs.asdict(one)) for one in shape.anchors),
            who=shape.who,
            why=shape.why,
            at=_moment(shape.when),
            event=shape.event,
            value=shape.value,
            number=shape.number,
        ),
        applied=shape.applied,
        reason=shape.reason,
        places=tuple((one.article, _span(one)) for one in shape.places),
        claims=tuple(shape.claims),
        links=tuple(shape.links),
        entities=tuple(shape.entities),
    )


def _read_answers(shapes: Iterable[AnswerShape]) -> tuple[Answer, ...]:
    return tuple(
        Answer(text=one.text, claims=tuple(one.claims), articles=tuple(one.articles),
               span=None if one.place is None else _span(one.place), conflicts=tuple(one.conflicts))
        for one in shapes
    )  # fmt: skip


def _read_run(shape: RunShape) -> Run:
    return Run(
        version=shape.version,
        models=tuple(ModelFile(name=one.name, sha256=one.sha256) for one in shape.models),
        settings=dict(shape.settings),
        started=None if isinstance(shape.started, msgspec.UnsetType) else _moment(shape.started),
        seconds=None if isinstance(shape.seconds, msgspec.UnsetType) else shape.seconds,
        plugins=tuple(
            Plugin(kind=one.kind, name=one.name, package=one.package, version=one.version, sha256=one.sha256)
            for one in shape.plugins or ()
        ),
    )


def _speaker(entity: str | None, span: SpanShape | None) -> Mention | None:
    """Who speaks. The JSON does not say of what kind; nothing that is shown asks for it."""
    return None if span is None else Mention(span=_span(span), entity=entity, kind="other")


def _span(shape: _Placed) -> Span:
    return Span(start=shape.start, end=shape.end)


def _maybe_span(shape: _Placed | None) -> Span | None:
    return None if shape is None else _span(shape)


def _instant(text: str | None) -> datetime | None:
    return None if text is None else _moment(text)


def _moment(text: str) -> datetime:
    """An instant of the JSON. Raises ValueError where it is none."""
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment

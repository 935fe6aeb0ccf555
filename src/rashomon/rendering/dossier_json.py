"""A dossier as one JSON object. Articles keep their order; all else is sorted, so that no order of inputs shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

import msgspec

from rashomon.records import (
    Answer,
    Article,
    Copy,
    Corrected,
    DateNote,
    Dossier,
    Entity,
    Evidence,
    Link,
    OtherEvent,
    Point,
    Quote,
    Reading,
    Revision,
    Run,
    Veto,
)
from rashomon.rendering.codes_json import shape_codes
from rashomon.rendering.comparison_json import shape_ledger, shape_phrasing, shape_versions
from rashomon.rendering.explain import Found
from rashomon.rendering.lookup import Lookup
from rashomon.rendering.reading_json import encode, instant, maybe_span, shape_claim, speaker_entity, speaker_span
from rashomon.rendering.shapes import (
    AnchorShape,
    AnswerShape,
    ArticleShape,
    CopyShape,
    CorrectionShape,
    DateNoteShape,
    DossierShape,
    EntityShape,
    EventShape,
    EvidenceShape,
    ExplainedLinkShape,
    ExplainedPointShape,
    FiveWShape,
    LabelShape,
    LinkShape,
    ModelShape,
    OpenQuestionShape,
    OtherEventShape,
    PlaceShape,
    PluginShape,
    PointShape,
    QuoteShape,
    RevisionShape,
    RunShape,
    SilenceShape,
    SkippedShape,
    SpanShape,
    TimelineShape,
    ValuesShape,
    VetoShape,
    WordingShape,
)
from rashomon.text import stretch

# Scores come from float arithmetic that may differ in its last digits between processors.
_DIGITS = 4


def render_json(dossier: Dossier) -> str:
    """The dossier as one JSON object ("rashomon/dossier/1"), indented, with a newline at its end."""
    return msgspec.json.format(encode(shape_dossier(dossier)), indent=2).decode() + "\n"


def render_found_json(lookup: Lookup, found: Found) -> str:
    """The link's object of the dossier with its two claims, or the point's with all its links, as `render_json`."""
    links = [_shape_explained(lookup, link) for link in found.links]
    shape = links[0] if found.point is None else ExplainedPointShape(
        **msgspec.structs.asdict(_shape_point(found.point)), links=links
    )  # fmt: skip
    return msgspec.json.format(encode(shape), indent=2).decode() + "\n"


def shape_dossier(dossier: Dossier) -> DossierShape:
    """The dossier in the shape of its JSON."""
    texts = {article.id: article.text for article in dossier.articles}
    origins = {copy.article: copy.origin for copy in dossier.copies}
    readings = sorted(dossier.readings, key=lambda reading: reading.article.id)
    event = dossier.event
    return DossierShape(
        schema="rashomon/dossier/1",
        event=EventShape(id=event.id, label=event.label, first=instant(event.first), last=instant(event.last)),
        articles=[_shape_article(article, origins.get(article.id)) for article in dossier.articles],
        copies=[_shape_copy(copy) for copy in sorted(dossier.copies, key=lambda copy: (copy.article, copy.origin))],
        claims=[
            shape_claim(reading.article.text, claim)
            for reading in readings
            for claim in sorted(reading.claims, key=lambda claim: (claim.span, claim.id))
        ],
        links=[_shape_link(link) for link in sorted(dossier.links, key=lambda link: link.id)],
        points=[
            _shape_point(point)
            for point in sorted(dossier.points, key=lambda point: point.id)
        ],
        quotes=[
            _shape_quote(reading.article, quote)
            for reading in readings
            for quote in sorted(reading.quotes, key=lambda quote: (quote.span, quote.kind))
        ],
        entities=[_shape_entity(entity, readings) for entity in sorted(dossier.entities, key=lambda one: one.id)],
        timeline=[
            TimelineShape(start=instant(entry.start) or "", end=instant(entry.end) or "", grain=entry.grain,
                          claims=list(entry.claims), background=entry.background, conflicts=list(entry.conflicts))
            for entry in dossier.timeline
        ],
        wording=[
            WordingShape(
                referent=wording.referent,
                labels=[LabelShape(article=label.article, start=label.span.start, end=label.span.end, text=label.text,
                                   count=label.count, quoted=label.quoted)
                        for label in wording.labels],
                links=list(wording.links),
            )
            for wording in dossier.wording
        ],
        silences=[
            SilenceShape(point=silence.point, article=silence.article, nearest=silence.nearest, sources=silence.sources,
                         centrality=round(silence.centrality, _DIGITS), closeness=round(silence.closeness, _DIGITS),
                         otherwise=silence.otherwise)
            for silence in sorted(dossier.silences, key=lambda silence: (silence.point, silence.article))
        ],
        open_questions=[OpenQuestionShape(question=one.question, kind=one.kind, event=one.event)
                        for one in dossier.open_questions],
        five_w=FiveWShape(
            who=_shape_answers(dossier.five_w.who, texts),
            what=_shape_answers(dossier.five_w.what, texts),
            when=_shape_answers(dossier.five_w.when, texts),
            where=_shape_answers(dossier.five_w.where, texts),
            why=_shape_answers(dossier.five_w.why, texts),
            how=_shape_answers(dossier.five_w.how, texts),
        ),
        dates=[_shape_date(note, texts) for note in sorted(dossier.dates, key=lambda note: note.article)],
        skipped=[SkippedShape(input=one.input, reason=one.reason)
                 for one in sorted(dossier.skipped, key=lambda one: (one.input, one.reason))],
        run=shape_run(dossier.run),
        other_events=[_shape_other_event(one) for one in sorted(dossier.other_events, key=lambda one: one.article)],
        revisions=[_shape_revision(one) for one in sorted(dossier.revisions, key=lambda one: one.article)],
        corrections=[_shape_correction(one) for one in dossier.corrections] or msgspec.UNSET,
        quote_ledger=shape_ledger(dossier.quote_ledger, texts),
        versions=shape_versions(dossier.versions),
        phrasing=shape_phrasing(dossier.phrasing, texts),
        event_codes=shape_codes(dossier, texts),
        vetoes=shape_vetoes(dossier.vetoes),
    )  # fmt: skip


def _shape_article(article: Article, origin: str | None) -> ArticleShape:
    return ArticleShape(
        id=article.id,
        source=article.source,
        title=article.title,
        url=article.url,
        path=article.path,
        published=instant(article.published),
        language=article.language,
        text=article.text,
        copy_of=origin,
        given_id=article.given_id,
        body_start=article.body_start,
        day_only=article.day_only,
    )


def _shape_other_event(other: OtherEvent) -> OtherEventShape:
    return OtherEventShape(
        article=other.article, group=other.group, score=round(other.score, _DIGITS), reason=other.reason
    )


def _shape_copy(copy: Copy) -> CopyShape:
    return CopyShape(article=copy.article, origin=copy.origin, contained=round(copy.contained, _DIGITS), kind=copy.kind)


def _shape_revision(revision: Revision) -> RevisionShape:
    return RevisionShape(
        article=revision.article,
        previous=revision.previous,
        added=[SpanShape(start=span.start, end=span.end) for span in revision.added],
        removed=[SpanShape(start=span.start, end=span.end) for span in revision.removed],
    )


def _shape_link(link: Link) -> LinkShape:
    return LinkShape(
        id=link.id,
        left=link.left,
        right=link.right,
        relation=link.relation,
        kind=link.kind,
        values=None if link.values is None else ValuesShape(left=link.values[0], right=link.values[1]),
        score=round(link.score, _DIGITS),
        evidence=[_shape_evidence(evidence) for evidence in link.evidence],
    )


def _shape_explained(lookup: Lookup, link: Link) -> ExplainedLinkShape:
    claims = [lookup.claims[key] for key in (link.left, link.right)]
    return ExplainedLinkShape(
        **msgspec.structs.asdict(_shape_link(link)),
        claims=[shape_claim(lookup.articles[claim.article].text, claim) for claim in claims],
    )


def _shape_point(point: Point) -> PointShape:
    return PointShape(id=point.id, status=point.status, claims=list(point.claims), sources=list(point.sources),
                      independent_sources=point.independent_sources, origins=list(point.origins))  # fmt: skip


def _shape_evidence(evidence: Evidence) -> EvidenceShape:
    return EvidenceShape(
        feature=evidence.feature,
        agreement=round(evidence.agreement, _DIGITS),
        detail=evidence.detail,
        left=maybe_span(evidence.left),
        right=maybe_span(evidence.right),
    )


def _shape_quote(article: Article, quote: Quote) -> QuoteShape:
    return QuoteShape(
        article=article.id,
        start=quote.span.start,
        end=quote.span.end,
        text=stretch(article.text, quote.span),
        speaker=speaker_entity(quote.speaker),
        speaker_span=speaker_span(quote.speaker),
        cue_span=maybe_span(quote.cue),
        kind=quote.kind,
    )


def _shape_entity(entity: Entity, readings: Iterable[Reading]) -> EntityShape:
    return EntityShape(
        id=entity.id,
        name=entity.name,
        kind=entity.kind,
        names=list(entity.names),
        mentions=[
            PlaceShape(article=reading.article.id, start=mention.span.start, end=mention.span.end)
            for reading in readings
            for mention in reading.mentions
            if mention.entity == entity.id
        ],
    )


def _shape_correction(corrected: Corrected) -> CorrectionShape:
    one = corrected.correction
    return CorrectionShape(
        number=one.number,
        kind=one.kind,
        value=one.value,
        event=one.event,
        who=one.who,
        when=instant(one.at) or "",
        why=one.why,
        anchors=[AnchorShape(**asdict(anchor)) for anchor in one.anchors],
        applied=corrected.applied,
        reason=corrected.reason,
        places=[PlaceShape(article=key, start=span.start, end=span.end) for key, span in corrected.places],
        claims=list(corrected.claims),
        links=list(corrected.links),
        entities=list(corrected.entities),
    )


def _shape_answers(answers: Iterable[Answer], texts: dict[str, str]) -> list[AnswerShape]:
    return [
        AnswerShape(text=one.text, claims=list(one.claims), articles=list(one.articles), place=_place_of(one, texts),
                    conflicts=list(one.conflicts))
        for one in answers
    ]  # fmt: skip


def _place_of(answer: Answer, texts: dict[str, str]) -> PlaceShape | None:
    """Where the answer's words stand: in the first of its articles that has them at its span."""
    if answer.span is None:
        return None
    for key in answer.articles:
        if stretch(texts.get(key, ""), answer.span) == answer.text:
            return PlaceShape(article=key, start=answer.span.start, end=answer.span.end)
    return None


def _shape_date(note: DateNote, texts: dict[str, str]) -> DateNoteShape:
    return DateNoteShape(
        article=note.article,
        origin=note.origin,
        date=instant(note.date) or "",
        start=note.span.start,
        end=note.span.end,
        text=stretch(texts.get(note.origin, ""), note.span),
    )


def shape_vetoes(vetoes: Iterable[Veto]) -> list[VetoShape] | msgspec.UnsetType:
    """What plugins keep apart, left out where there is nothing."""
    return [
        VetoShape(left=one.left, right=one.right, plugin=one.plugin, detail=one.detail, score=round(one.score, _DIGITS))
        for one in sorted(vetoes, key=lambda one: (one.left, one.right, one.plugin))
    ] or msgspec.UNSET


def shape_run(run: Run) -> RunShape:
    """How a result was made."""
    started = instant(run.started)
    return RunShape(
        version=run.version,
        models=[ModelShape(name=model.name, sha256=model.sha256) for model in run.models],
        settings=dict(sorted(run.settings.items())),
        started=msgspec.UNSET if started is None else started,
        seconds=msgspec.UNSET if run.seconds is None else run.seconds,
        plugins=[PluginShape(**asdict(plugin)) for plugin in run.plugins] or msgspec.UNSET,
    )

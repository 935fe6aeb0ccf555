"""Readings as JSON lines, and the shapes that readings and dossiers share."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import msgspec

from rashomon.records import Claim, Mention, Quantity, Quote, Reading, Span, Time
from rashomon.rendering.shapes import (
    ClaimShape,
    MentionShape,
    NamedShape,
    QuantityShape,
    ReadingShape,
    ReadQuoteShape,
    SpanShape,
    TimeShape,
)
from rashomon.text import stretch

_EXACT_INTEGERS = 2.0**53


def render_reading_json(reading: Reading) -> str:
    """The reading as one JSON object on one line ("rashomon/reading/1"), with a newline at its end."""
    return encode(shape_reading(reading)).decode() + "\n"


def shape_reading(reading: Reading) -> ReadingShape:
    """The reading in the shape of its JSON."""
    article = reading.article
    return ReadingShape(
        schema="rashomon/reading/1",
        id=article.given_id or article.id,
        article=article.id,
        text=article.text,
        title=article.title,
        source=article.source,
        published=instant(article.published),
        day_only=article.day_only,
        language=article.language,
        body_start=article.body_start,
        sentences=spans(reading.sentences),
        headings=spans(reading.headings),
        boilerplate=spans(reading.boilerplate),
        entities=[
            NamedShape(id=entity.id, name=entity.name, kind=entity.kind, names=list(entity.names))
            for entity in reading.entities
        ],
        mentions=[
            MentionShape(start=mention.span.start, end=mention.span.end, entity=mention.entity, kind=mention.kind)
            for mention in reading.mentions
        ],
        times=[shape_time(article.text, time) for time in reading.times],
        quantities=[shape_quantity(article.text, quantity) for quantity in reading.quantities],
        quotes=[_shape_quote(article.text, quote) for quote in reading.quotes],
        claims=[shape_claim(article.text, claim) for claim in reading.claims],
    )


def shape_claim(text: str, claim: Claim) -> ClaimShape:
    """The claim in the shape of its JSON; `text` is its article's."""
    return ClaimShape(
        id=claim.id,
        article=claim.article,
        start=claim.span.start,
        end=claim.span.end,
        text=stretch(text, claim.span),
        sentence=_span(claim.sentence),
        resolved=claim.text_resolved,
        speaker=speaker_entity(claim.speaker),
        speaker_span=speaker_span(claim.speaker),
        stance=claim.stance,
        polarity=claim.polarity,
        kind=claim.kind,
        subject=maybe_span(claim.subject),
        predicate=maybe_span(claim.predicate),
        objects=spans(claim.objects),
        times=[shape_time(text, time) for time in claim.times],
        quantities=[shape_quantity(text, quantity) for quantity in claim.quantities],
        entities=list(claim.entities),
    )


def shape_time(text: str, time: Time) -> TimeShape:
    """The time expression in the shape of its JSON."""
    return TimeShape(
        start=time.span.start,
        end=time.span.end,
        text=stretch(text, time.span),
        value=time.value,
        from_=instant(time.start),
        to=instant(time.end),
        grain=time.grain,
        type=time.type,
    )


def shape_quantity(text: str, quantity: Quantity) -> QuantityShape:
    """The quantity in the shape of its JSON: whole numbers without a decimal point, no bound as null."""
    return QuantityShape(
        start=quantity.span.start,
        end=quantity.span.end,
        text=stretch(text, quantity.span),
        low=_bound(quantity.low),
        high=_bound(quantity.high),
        unit=quantity.unit,
        noun=quantity.noun,
        role=quantity.role,
        exact=quantity.exact,
    )


def _shape_quote(text: str, quote: Quote) -> ReadQuoteShape:
    return ReadQuoteShape(
        start=quote.span.start,
        end=quote.span.end,
        text=stretch(text, quote.span),
        kind=quote.kind,
        speaker=speaker_entity(quote.speaker),
        speaker_span=speaker_span(quote.speaker),
        cue_span=maybe_span(quote.cue),
    )


def speaker_entity(speaker: Mention | None) -> str | None:
    """The entity that speaks, None where nobody speaks or it is left open who."""
    return None if speaker is None else speaker.entity


def speaker_span(speaker: Mention | None) -> SpanShape | None:
    """The words that name the speaker."""
    return None if speaker is None else _span(speaker.span)


def maybe_span(span: Span | None) -> SpanShape | None:
    """The span in the shape of its JSON, None for None."""
    return None if span is None else _span(span)


def spans(several: Iterable[Span]) -> list[SpanShape]:
    """The spans in the shape of their JSON, in their order."""
    return [_span(span) for span in several]


def _span(span: Span) -> SpanShape:
    return SpanShape(start=span.start, end=span.end)


def instant(moment: datetime | None) -> str | None:
    """ISO 8601 in UTC with "Z", to the second unless there is more; None for None. A naive moment counts as UTC."""
    if moment is None:
        return None
    aware = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    try:
        return aware.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
    except OverflowError:  # year 1 or 9999 in another zone
        return aware.isoformat()


def _bound(value: float) -> int | float | None:
    if not math.isfinite(value):
        return None
    return int(value) if value == int(value) and abs(value) <= _EXACT_INTEGERS else value


def encode(shape: msgspec.Struct) -> bytes:
    """The shape as JSON in UTF-8. Lone surrogates, which UTF-8 cannot hold, become U+FFFD: offsets stay right."""
    try:
        return msgspec.json.encode(shape)
    except UnicodeEncodeError:
        return msgspec.json.encode(_whole(msgspec.to_builtins(shape)))


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in value)
    if isinstance(value, list):
        return [_whole(item) for item in value]
    if isinstance(value, dict):
        return {_whole(key): _whole(item) for key, item in value.items()}
    return value

"""A dossier as tables: rows of plain values, one table a kind of thing, in an order that no input order changes."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from rashomon.records import Article, Claim, Dossier, Link, Mention, Quote, Reading, Span
from rashomon.rendering.tables import Value, instant
from rashomon.text import stretch

Row = dict[str, Value]
# As in the JSON: the last digits may differ between processors.
_DIGITS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The columns of a table with the kind of each (as `rendering.tables.COLUMNS`), and what gives its rows."""

    columns: Mapping[str, str]
    rows: Callable[[Dossier], Iterator[Row]]


def sorted_readings(dossier: Dossier) -> list[Reading]:
    """The readings by article id."""
    return sorted(dossier.readings, key=lambda reading: reading.article.id)


def sorted_claims(reading: Reading) -> list[Claim]:
    """The claims of one report in the order of its text."""
    return sorted(reading.claims, key=lambda claim: (claim.span, claim.id))


def each_claim(dossier: Dossier) -> Iterator[tuple[Article, Claim]]:
    """All claims with their reports, by article id and place."""
    for reading in sorted_readings(dossier):
        for claim in sorted_claims(reading):
            yield reading.article, claim


def known_links(dossier: Dossier) -> list[Link]:
    """The links by id."""
    return sorted(dossier.links, key=lambda link: link.id)


def each_mention(dossier: Dossier) -> Iterator[tuple[Article, Mention]]:
    """All stretches that mean an entity of the dossier, by article id and place."""
    known = {entity.id for entity in dossier.entities}
    for reading in sorted_readings(dossier):
        for mention in sorted(reading.mentions, key=lambda one: (one.span, one.entity or "")):
            if mention.entity in known:
                yield reading.article, mention


def _place(text: str, span: Span | None, prefix: str = "") -> Row:
    """Where a stretch stands and what it is; all None where there is none."""
    if span is None:
        return {f"{prefix}start": None, f"{prefix}end": None, f"{prefix}text": None}
    return {f"{prefix}start": span.start, f"{prefix}end": span.end, f"{prefix}text": stretch(text, span)}


def _speaker(text: str, speaker: Mention | None) -> Row:
    entity = None if speaker is None else speaker.entity
    return {"speaker": entity, **_place(text, None if speaker is None else speaker.span, "speaker_")}


def article_rows(dossier: Dossier) -> Iterator[Row]:
    """The reports in the dossier's order, with their texts, which all offsets count in."""
    copies = {copy.article: copy for copy in dossier.copies}
    others = {one.article for one in dossier.other_events}
    for article in dossier.articles:
        copy = copies.get(article.id)
        yield {
            "id": article.id,
            "source": article.source,
            "title": article.title,
            "url": article.url,
            "published": instant(article.published),
            "day_only": article.day_only,
            "language": article.language,
            "copy_of": None if copy is None else copy.origin,
            "copy_kind": None if copy is None else copy.kind,
            "other_event": article.id in others,
            "given_id": article.given_id,
            "body_start": article.body_start,
            "text": article.text,
        }


def claim_rows(dossier: Dossier) -> Iterator[Row]:
    """The claims of all reports, with the point that each is in."""
    points = {key: point.id for point in dossier.points for key in point.claims}
    for article, claim in each_claim(dossier):
        yield {
            "id": claim.id,
            "article": article.id,
            **_place(article.text, claim.span),
            "sentence_start": claim.sentence.start,
            "sentence_end": claim.sentence.end,
            "resolved": claim.text_resolved,
            "kind": claim.kind,
            "stance": claim.stance,
            "polarity": claim.polarity,
            **_speaker(article.text, claim.speaker),
            **_place(article.text, claim.subject, "subject_"),
            **_place(article.text, claim.predicate, "predicate_"),
            "entities": tuple(claim.entities),
            "point": points.get(claim.id),
        }


def link_rows(dossier: Dossier) -> Iterator[Row]:
    """The links between claims, with the reports that they are in."""
    homes = {claim.id: article.id for article, claim in each_claim(dossier)}
    for link in known_links(dossier):
        left, right = link.values or (None, None)
        yield {
            "id": link.id,
            "left": link.left,
            "right": link.right,
            "left_article": homes.get(link.left),
            "right_article": homes.get(link.right),
            "relation": link.relation,
            "kind": link.kind,
            "left_value": left,
            "right_value": right,
            "score": round(link.score, _DIGITS),
        }


def point_rows(dossier: Dossier) -> Iterator[Row]:
    """The points with what backs them; which claims each has, the claims tell."""
    for point in sorted(dossier.points, key=lambda point: point.id):
        yield {
            "id": point.id,
            "status": point.status,
            "independent_sources": point.independent_sources,
            "sources": tuple(point.sources),
            "origins": tuple(point.origins),
        }


def quote_rows(dossier: Dossier) -> Iterator[Row]:
    """The quotes with who speaks."""

    def order(quote: Quote) -> tuple[Span, str]:
        return quote.span, quote.kind

    for reading in sorted_readings(dossier):
        text = reading.article.text
        for quote in sorted(reading.quotes, key=order):
            yield {
                "article": reading.article.id,
                **_place(text, quote.span),
                "kind": quote.kind,
                **_speaker(text, quote.speaker),
                **_place(text, quote.cue, "cue_"),
            }


def entity_rows(dossier: Dossier) -> Iterator[Row]:
    """Whom and what the reports name."""
    for entity in sorted(dossier.entities, key=lambda entity: entity.id):
        yield {"id": entity.id, "name": entity.name, "kind": entity.kind, "names": tuple(entity.names)}


def mention_rows(dossier: Dossier) -> Iterator[Row]:
    """Where each entity is named."""
    for article, mention in each_mention(dossier):
        yield {"entity": mention.entity, "article": article.id, **_place(article.text, mention.span)}


def time_rows(dossier: Dossier) -> Iterator[Row]:
    """The time expressions in claims, with the half-open interval that each denotes."""
    for article, claim in each_claim(dossier):
        for time in claim.times:
            yield {
                "article": article.id,
                "claim": claim.id,
                **_place(article.text, time.span),
                "value": time.value,
                "type": time.type,
                "grain": time.grain,
                "from": instant(time.start),
                "to": instant(time.end),
            }


def quantity_rows(dossier: Dossier) -> Iterator[Row]:
    """The amounts in claims, from `low` to `high`, both included; None where there is no bound."""
    for article, claim in each_claim(dossier):
        for quantity in claim.quantities:
            yield {
                "article": article.id,
                "claim": claim.id,
                **_place(article.text, quantity.span),
                "low": _bound(quantity.low),
                "high": _bound(quantity.high),
                "unit": quantity.unit,
                "noun": quantity.noun,
                "role": quantity.role,
                "exact": quantity.exact,
            }


def _bound(value: float) -> float | None:
    return None if math.isinf(value) else float(value)


def _spot(prefix: str = "") -> dict[str, str]:
    return {f"{prefix}start": "number", f"{prefix}end": "number", f"{prefix}text": "text"}


_SPEAKER = {"speaker": "text", **_spot("speaker_")}

TABLES: Final[Mapping[str, Table]] = {
    "articles": Table(
        columns={
            "id": "text", "source": "text", "title": "text", "url": "text", "published": "instant", "day_only": "truth",
            "language": "text", "copy_of": "text", "copy_kind": "text", "other_event": "truth", "given_id": "text",
            "body_start": "number", "text": "text",
        },
        rows=article_rows,
    ),
    "claims": Table(
        columns={
            "id": "text", "article": "text", **_spot(), "sentence_start": "number", "sentence_end": "number",
            "resolved": "text", "kind": "text", "stance": "text", "polarity": "text", **_SPEAKER,
            **_spot("subject_"), **_spot("predicate_"), "entities": "texts", "point": "text",
        },
        rows=claim_rows,
    ),
    "links": Table(
        columns={
            "id": "text", "left": "text", "right": "text", "left_article": "text", "right_article": "text",
            "relation": "text", "kind": "text", "left_value": "text", "right_value": "text", "score": "real",
        },
        rows=link_rows,
    ),
    "points": Table(
        columns={"id": "text", "status": "text", "independent_sources": "number", "sources": "texts",
                 "origins": "texts"},
        rows=point_rows,
    ),
    "quotes": Table(
        columns={"article": "text", **_spot(), "kind": "text", **_SPEAKER, **_spot("cue_")},
        rows=quote_rows,
    ),
    "entities": Table(columns={"id": "text", "name": "text", "kind": "text", "names": "texts"}, rows=entity_rows),
    "mentions": Table(columns={"entity": "text", "article": "text", **_spot()}, rows=mention_rows),
    "times": Table(
        columns={"article": "text", "claim": "text", **_spot(), "value": "text", "type": "text", "grain": "text",
                 "from": "instant", "to": "instant"},
        rows=time_rows,
    ),
    "quantities": Table(
        columns={"article": "text", "claim": "text", **_spot(), "low": "real", "high": "real", "unit": "text",
                 "noun": "text", "role": "text", "exact": "truth"},
        rows=quantity_rows,
    ),
}  # fmt: skip
"""Every table by its name. The keys of a row are the columns, in their order."""

"""The reports as schema.org NewsArticle, what they state as Claim, in JSON-LD.

Which claims agree or contradict each other has no word in schema.org but a review with a rating. That is not for this
program to give, so links are left out here; the annotations and the graph have them.
"""

from __future__ import annotations

from typing import Any, Final

from rashomon.exporting.identifiers import day_or_instant, encode_json, language_of, urn, web_iri
from rashomon.exporting.rows import each_claim
from rashomon.records import Article, Claim, Dossier, Entity, EntityKind
from rashomon.text import stretch

# Written out, not fetched: a processor needs no network to read the file.
CONTEXT: Final = {"@vocab": "https://schema.org/", "url": {"@type": "@id"}}
_TYPES: Final[dict[EntityKind, str]] = {
    "person": "Person",
    "organisation": "Organization",
    "place": "Place",
    "group": "Thing",
    "event": "Event",
    "work": "CreativeWork",
    "other": "Thing",
}
_AUTHORS = ("person", "organisation")


def render_schema_org(dossier: Dossier) -> bytes:
    """The event, the reports in their order, the claims by report and place, then whom and what they name."""
    origins = {copy.article: copy.origin for copy in dossier.copies}
    others = {one.article for one in dossier.other_events}
    entities = {entity.id: entity for entity in dossier.entities}
    graph: list[dict[str, Any]] = []
    if dossier.event.articles:
        graph.append({"@id": urn("event", dossier.event.id), "@type": "Event", "name": dossier.event.label})
    for article in dossier.articles:
        shape = _article(article, origins.get(article.id))
        if article.id not in others and dossier.event.articles:
            shape["about"] = {"@id": urn("event", dossier.event.id)}
        graph.append(shape)
    graph += [_claim(article, claim, entities) for article, claim in each_claim(dossier)]
    graph += [_entity(entity) for _, entity in sorted(entities.items())]
    return encode_json({"@context": CONTEXT, "@graph": graph})


def _article(article: Article, origin: str | None) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "@id": urn("article", article.id),
        "@type": "NewsArticle",
        "identifier": article.id,
        "headline": article.title,
        "publisher": {"@type": "Organization", "name": article.source},
        "url": web_iri(article.url),
        "datePublished": day_or_instant(article),
        "inLanguage": language_of(article),
        "isBasedOn": None if origin is None else {"@id": urn("article", origin)},
    }
    return {name: value for name, value in shape.items() if value is not None}


def _claim(article: Article, claim: Claim, entities: dict[str, Entity]) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "@id": urn("claim", claim.id),
        "@type": "Claim",
        "identifier": claim.id,
        "text": stretch(article.text, claim.span),
        "appearance": {"@id": urn("article", article.id)},
    }
    if claim.speaker is not None:
        shape["creditText"] = stretch(article.text, claim.speaker.span)
        speaker = entities.get(claim.speaker.entity or "")
        if speaker is not None and speaker.kind in _AUTHORS:
            shape["author"] = {"@id": urn("entity", speaker.id)}
    named = [{"@id": urn("entity", key)} for key in claim.entities if key in entities]
    return shape | ({"mentions": named} if named else {})


def _entity(entity: Entity) -> dict[str, Any]:
    shape: dict[str, Any] = {"@id": urn("entity", entity.id), "@type": _TYPES[entity.kind], "name": entity.name}
    others = [name for name in entity.names if name != entity.name]
    return shape | ({"alternateName": others} if others else {})

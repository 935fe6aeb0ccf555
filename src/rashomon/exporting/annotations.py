"""Claims and links as annotations of the W3C Web Annotation Data Model (2017), in JSON-LD.

A claim is an annotation that tags its stretch; a link is one that leads from the left claim's stretch to the right
one's. Each stretch is told twice, by a TextPositionSelector (code points of the report's text, as the standard counts)
and a TextQuoteSelector.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from rashomon.anchoring import AROUND
from rashomon.exporting.identifiers import encode_json, language_of, urn, web_iri
from rashomon.exporting.rows import each_claim, known_links
from rashomon.records import Article, Claim, Dossier, Link, Span
from rashomon.text import stretch

CONTEXT: Final = "http://www.w3.org/ns/anno.jsonld"


def render_annotations(dossier: Dossier) -> bytes:
    """All claims by report and place, then all links by id, as one AnnotationCollection with one page."""
    addresses = Counter(web_iri(article.url) for article in dossier.articles)
    sources = {article.id: _source(article, addresses) for article in dossier.articles}
    claims = {claim.id: (article, claim) for article, claim in each_claim(dossier)}
    items = [_claim(sources, article, claim) for article, claim in claims.values()]
    items += [
        _link(sources, link, claims[link.left], claims[link.right])
        for link in known_links(dossier)
        if link.left in claims and link.right in claims
    ]
    event = urn("event", dossier.event.id)
    collection = {
        "@context": CONTEXT,
        "id": f"{event}#annotations",
        "type": "AnnotationCollection",
        "label": dossier.event.label,
        "generator": {"id": "urn:rashomon:program", "type": "Software", "name": f"Rashomon {dossier.run.version}"},
        "total": len(items),
        "first": {"id": f"{event}#page-1", "type": "AnnotationPage", "startIndex": 0, "items": items},
    }
    return encode_json(collection)


def _claim(sources: dict[str, dict[str, Any]], article: Article, claim: Claim) -> dict[str, Any]:
    tags = ["claim", f"kind: {claim.kind}", f"stance: {claim.stance}", f"polarity: {claim.polarity}"]
    return {
        "id": urn("claim", claim.id),
        "type": "Annotation",
        "motivation": "tagging",
        "body": [_tag(value) for value in tags],
        "target": _target(sources, article, claim.span),
    }


def _link(
    sources: dict[str, dict[str, Any]], link: Link, left: tuple[Article, Claim], right: tuple[Article, Claim]
) -> dict[str, Any]:
    tags = [f"relation: {link.relation}", f"kind: {link.kind}"]
    if link.values is not None:
        tags += [f"left value: {link.values[0]}", f"right value: {link.values[1]}"]
    other = _target(sources, right[0], right[1].span) | {"purpose": "linking"}
    return {
        "id": urn("link", link.id),
        "type": "Annotation",
        "motivation": "linking",
        "body": [*(_tag(value) for value in tags), other],
        "target": _target(sources, left[0], left[1].span),
    }


def _tag(value: str) -> dict[str, Any]:
    return {"type": "TextualBody", "purpose": "tagging", "format": "text/plain", "value": value}


def _target(sources: dict[str, dict[str, Any]], article: Article, span: Span) -> dict[str, Any]:
    """A stretch of a report as a SpecificResource."""
    text = article.text
    return {
        "type": "SpecificResource",
        "source": sources[article.id],
        "selector": [
            {"type": "TextPositionSelector", "start": span.start, "end": span.end},
            {
                "type": "TextQuoteSelector",
                "exact": stretch(text, span),
                "prefix": text[max(0, span.start - AROUND) : span.start],
                "suffix": text[span.end : span.end + AROUND],
            },
        ],
    }


def _source(article: Article, addresses: Counter[str | None]) -> dict[str, Any]:
    """The report, by its address where it is the only text of it here; `canonical` always names the very text."""
    address = web_iri(article.url)
    own = urn("article", article.id)
    source: dict[str, Any] = {
        "id": address if address is not None and addresses[address] == 1 else own,
        "type": "Text",
        "canonical": own,
    }
    language = language_of(article)
    return source if language is None else source | {"language": language}

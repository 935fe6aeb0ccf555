"""The reports and whom they name as FollowTheMoney entities (https://followthemoney.tech), one JSON object a line.

A report is an Article, a person a Person, an organisation an Organization, a place an Address. A Mention ties a person
or organisation to a report with the words that it has for them; a place and the Event name the reports as their proof.
Groups, works and what is of no kind have no fitting schema and are left out, and so are claims. Values are cleaned as
FollowTheMoney cleans them, so that it changes none (and offsets of the dossier do not count in `bodyText`).
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator
from typing import Any, Final

from rashomon.exporting.identifiers import day_or_instant, web_iri, whole
from rashomon.exporting.rows import each_mention
from rashomon.records import Article, Dossier, Entity, EntityKind
from rashomon.rendering.tables import write_jsonl
from rashomon.rendering.visible import one_line
from rashomon.text import stretch

_MENTIONED: Final = ("person", "organisation")
_SCHEMATA: Final[dict[EntityKind, str]] = {"person": "Person", "organisation": "Organization", "place": "Address"}
# FollowTheMoney names languages by ISO 639-3.
_LANGUAGES: Final = {"en": "eng"}
# What it leaves out of values (controls but tab and line ends, what has no width), and what it takes for a space.
_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2060-\u2064\ufeff]")
_NO_ID = re.compile("[^A-Za-z0-9-]")
_EARLIEST: Final = "1000"
_SPACES = re.compile("[\u1680\u2002-\u200a\u2028\u2029\u202f\u205f\u3000]")


def render_entities(dossier: Dossier) -> bytes:
    """The event, the reports in their order, whom they name by id, and the mentions by report."""
    file = io.BytesIO()
    write_jsonl(list_entities(dossier), file)
    return file.getvalue()


def list_entities(dossier: Dossier) -> Iterator[dict[str, Any]]:
    """Each entity as FollowTheMoney writes it: `id`, `schema`, `properties` (lists of texts)."""
    named = [one for one in sorted(dossier.entities, key=lambda one: one.id) if one.kind in _SCHEMATA]
    if dossier.event.articles:
        yield _shape(
            _key("event", dossier.event.id), "Event", name=[one_line(dossier.event.label)],
            proof=[_key("article", key) for key in sorted(dossier.event.articles)],
        )  # fmt: skip
    for article in dossier.articles:
        yield _article(article)
    words = _gather_words(dossier)
    for entity in named:
        yield _entity(entity, sorted({report for report, key in words if key == entity.id}))
    tied = {entity.id for entity in named if entity.kind in _MENTIONED}
    for (report, key), found in sorted(words.items()):
        if key in tied:
            yield _mention(report, key, found)


def _article(article: Article) -> dict[str, Any]:
    moment = (day_or_instant(article) or "")[:19]
    return _shape(
        _key("article", article.id),
        "Article",
        title=[one_line(article.title)],
        fileName=[f"{article.id}.txt"],
        publisher=[one_line(article.source)],
        sourceUrl=[web_iri(article.url) or ""],
        publishedAt=[moment if moment >= _EARLIEST else ""],  # earlier years are none to it
        language=[_LANGUAGES.get(article.language, "")],
        bodyText=[article.text],
    )


def _entity(entity: Entity, articles: list[str]) -> dict[str, Any]:
    schema = _SCHEMATA[entity.kind]
    name = one_line(entity.name)
    others = [other for other in map(one_line, entity.names) if other != name]
    place = {"full": [name], "proof": [_key("article", one) for one in articles]} if schema == "Address" else {}
    return _shape(_key("entity", entity.id), schema, name=[name], weakAlias=others, **place)


def _gather_words(dossier: Dossier) -> dict[tuple[str, str], list[str]]:
    """The words of each report (id) for each entity (id), in the order of its text."""
    words: dict[tuple[str, str], list[str]] = {}
    for article, mention in each_mention(dossier):
        words.setdefault((article.id, mention.entity or ""), []).append(stretch(article.text, mention.span))
    return words


def _mention(article: str, entity: str, words: list[str]) -> dict[str, Any]:
    return _shape(
        _key("mention", f"{article}-{entity}"), "Mention", document=[_key("article", article)],
        resolved=[_key("entity", entity)], name=[one_line(word) for word in words],
    )  # fmt: skip


def _shape(key: str, schema: str, **properties: list[str]) -> dict[str, Any]:
    clean = {name: map(_clean, values) for name, values in properties.items()}
    known = {name: list(dict.fromkeys(one for one in values if one)) for name, values in clean.items()}
    return {"id": key, "schema": schema, "properties": {name: values for name, values in known.items() if values}}


def _clean(text: str) -> str:
    return _SPACES.sub(" ", _UNSAFE.sub("", unicodedata.normalize("NFC", whole(text)))).strip()


def _key(kind: str, key: str) -> str:
    """An id as FollowTheMoney has them; another sign than those stands as its number, so that ids stay apart."""
    return f"rashomon-{kind}-{_NO_ID.sub(lambda match: f'.{ord(match.group()):x}z', key)}"

"""Articles, events and hits of an archive for tests, built by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.builders import make_article, span_of

from rashomon.records import ArchivedArticle, EventAccount, EventChange, EventSummary, SearchHit

EVENT = "e0123456789abcdef"
TEXT = "Old mill burns down\n\nThe old mill in Tessel burned down on Tuesday. Three firefighters were hurt."


def at(day: int, hour: int = 0) -> datetime:
    return datetime(2031, 5, day, hour, tzinfo=UTC)


def archived(id: str = "a1", **fields: Any) -> ArchivedArticle:
    """An archived article of event EVENT; `fields` may be those of the article or of what the archive knows of it."""
    known = {"event": EVENT, "copy_of": None, "version_of": None, "received": at(9, 6), "sha256": "0" * 64}
    known |= {"media_type": "text/html"}
    known |= {name: fields.pop(name) for name in list(fields) if name in known}
    given: dict[str, Any] = {"title": "Old mill burns down", "source": "Valley Post", "published": at(8, 7)}
    return ArchivedArticle(article=make_article(fields.pop("text", TEXT), id=id, **given | fields), **known)


def summary(**fields: Any) -> EventSummary:
    given: dict[str, Any] = {"id": EVENT, "headline": "Old mill burns down", "first": at(8, 7), "last": at(10)}
    return EventSummary(**given | {"articles": 4, "sources": 2} | fields)


def change(kind: str, day: int | None = 8, **fields: Any) -> EventChange:
    given: dict[str, Any] = {"event": EVENT, "article": "a1", "at": None if day is None else at(day)}
    return EventChange(kind=kind, **given | fields)  # type: ignore[arg-type]


def account(*articles: ArchivedArticle, history: tuple[EventChange, ...] = (), **fields: Any) -> EventAccount:
    return EventAccount(asked=fields.pop("asked", EVENT), summary=summary(**fields), articles=articles, history=history)


def hit(piece: str = "The old mill in Tessel burned down on Tuesday.", **fields: Any) -> SearchHit:
    found = archived(**{name: fields.pop(name) for name in list(fields) if name not in SearchHit.__dataclass_fields__})
    given: dict[str, Any] = {"event": EVENT, "score": 0.5, "span": span_of(found.article.text, piece)}
    return SearchHit(article=found.article, **given | fields)

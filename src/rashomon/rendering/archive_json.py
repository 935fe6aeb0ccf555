"""What a desk asks of its archive as JSON, one object a line. Instants are ISO 8601 in UTC ("...Z")."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from rashomon.records import ArchivedArticle, EventAccount, EventChange, EventSummary, SearchHit
from rashomon.rendering.tables import instant, row_of
from rashomon.text import stretch


def render_events_jsonl(events: Iterable[EventSummary]) -> str:
    """One event a line: `id`, `headline`, `first`, `last`, `articles`, `sources` (independent ones)."""
    return "".join(_line(_event_object(event)) for event in events)


def render_account_json(account: EventAccount) -> str:
    """The event as one object: as in `render_events_jsonl`, and `asked`, `article_list` without texts, `history`."""
    return _line(
        {
            **_event_object(account.summary),
            "asked": account.asked,
            "article_list": [_article_object(one) for one in account.articles],
            "history": [_change_object(change) for change in account.history],
        }
    )


def render_hits_jsonl(hits: Iterable[SearchHit]) -> str:
    """One article found a line, best first: who, where, and `start`, `end`, `text` of the stretch that answers."""
    return "".join(
        _line(
            {
                "article": hit.article.id,
                "event": hit.event,
                "copies": list(hit.copies),
                "source": hit.article.source,
                "title": hit.article.title,
                "url": hit.article.url,
                "published": instant(hit.article.published),
                "start": hit.span.start,
                "end": hit.span.end,
                "text": stretch(hit.article.text, hit.span),
                "score": round(hit.score, 6),
            }
        )
        for hit in hits
    )


def _event_object(event: EventSummary) -> dict[str, Any]:
    return {
        "id": event.id,
        "headline": event.headline,
        "first": instant(event.first),
        "last": instant(event.last),
        "articles": event.articles,
        "sources": event.sources,
    }


def _article_object(archived: ArchivedArticle) -> dict[str, Any]:
    return {name: value for name, value in row_of(archived).items() if name != "text"}


def _change_object(change: EventChange) -> dict[str, Any]:
    at: datetime | None = change.at
    return {
        "kind": change.kind,
        "event": change.event,
        "article": change.article,
        "at": instant(at),
        "into": change.into,
        "origin": change.origin,
        "moved": list(change.moved),
    }


def _line(record: dict[str, Any]) -> str:
    return json.dumps(record) + "\n"

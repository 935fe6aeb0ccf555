"""Puts one event's results together."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from rashomon.records import Article, Event


def describe_event(articles: Sequence[Article], label: str) -> Event:
    """The event that `articles` report. Its id is a digest of theirs, whatever their order."""
    published = sorted(article.published for article in articles if article.published)
    return Event(
        id=_event_id(articles),
        articles=tuple(sorted(article.id for article in articles)),
        first=published[0] if published else None,
        last=published[-1] if published else None,
        label=label,
    )


def describe_no_event(articles: Sequence[Article]) -> Event:
    """What stands for the event where no two of `articles` report one. Its id is a digest of theirs."""
    return Event(id=_event_id(articles), articles=(), first=None, last=None, label="")


def _event_id(articles: Sequence[Article]) -> str:
    return "ev" + hashlib.sha256("\n".join(sorted(article.id for article in articles)).encode()).hexdigest()[:12]

"""Puts one event's results together."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from rashomon.records import Article, Event


def describe_event(articles: Sequence[Article], label: str) -> Event:
    """The event that `articles` report. Its id is a digest of theirs, whatever their order."""
    ids = sorted(article.id for article in articles)
    published = sorted(article.published for article in articles if article.published)
    return Event(
        id="ev" + hashlib.sha256("\n".join(ids).encode()).hexdigest()[:12],
        articles=tuple(ids),
        first=published[0] if published else None,
        last=published[-1] if published else None,
        label=label,
    )

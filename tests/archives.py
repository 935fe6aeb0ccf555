"""Arrivals and archives for tests, built by hand."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

from rashomon.records import Arrival, Article, EventChange, Received
from rashomon.store import Placed

START = datetime(2024, 6, 1, 8, tzinfo=UTC)
RETRIEVED = datetime(2024, 7, 1, 12, 30, 15, 123456, tzinfo=UTC)


def article(text: str, **facts) -> Article:
    identity = facts.get("url") or facts.get("given_id") or facts.get("path") or "-"
    digest = hashlib.sha256(f"{identity}\0{text}".encode("utf-8", "replace")).hexdigest()
    return Article(**{"id": digest[:16], "source": "harbour-times", "title": "", "text": text} | facts)


def arrival(text: str, *, content: bytes | None = None, **facts) -> Arrival:
    content = text.encode("utf-8", "replace") if content is None else content
    received = Received(content=content, media_type="text/plain", url=facts.get("url"), retrieved=RETRIEVED)
    return Arrival(article=article(text, **facts), received=received)


def dated(n: int, **facts) -> Arrival:
    """The n-th of many arrivals, an hour apart, each with an address and words of its own."""
    text = facts.pop("text", f"Report number{n} of the harbour board about pier{n % 7}.")
    facts = {"url": f"https://news.example/{n}", "published": START + timedelta(hours=n)} | facts
    return arrival(text, **facts)


def opened(event: str, article_id: str) -> EventChange:
    return EventChange(kind="opened", event=event, article=article_id, at=START)


def joined(event: str, article_id: str) -> EventChange:
    return EventChange(kind="joined", event=event, article=article_id, at=START)


def group_all(archive, event_of, **facts) -> None:
    """Puts all articles that wait where `event_of(article)` says."""
    with archive.grouping() as turn:
        taken = turn.take(10_000)
        known: set[str] = set()
        placed, changes = [], []
        for one in taken:
            event = event_of(one)
            new = event not in known and not turn.event_exists(event)
            known.add(event)
            changes.append(opened(event, one.id) if new else joined(event, one.id))
            placed.append(Placed(article=one.id, event=event, at=one.published, **facts))
        turn.commit(placed, changes)

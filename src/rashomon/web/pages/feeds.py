"""The feeds of the archive: its newest events, and the conflicts that were found last."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from rashomon.exporting import FEEDS
from rashomon.web.api.answers import answer_bytes
from rashomon.web.context import context_of

router = APIRouter(prefix="/feeds")


@router.get("/events.xml")
def show_events(request: Request) -> Response:
    """The newest events as RSS."""
    from rashomon.desk import list_events
    from rashomon.exporting.rss import FEED_LENGTH, render_event_feed
    from rashomon.store import EventQuery

    with context_of(request).archive() as archive:
        events, _ = list_events(archive, EventQuery(limit=FEED_LENGTH))
    return _answer(request, render_event_feed(events, site=_site(request)))


@router.get("/conflicts.xml")
def show_conflicts(request: Request) -> Response:
    """The conflicts that were found last as RSS."""
    from rashomon.desk import newest_conflicts
    from rashomon.exporting.rss import FEED_LENGTH, render_conflict_feed

    with context_of(request).archive() as archive:
        found = newest_conflicts(archive, limit=FEED_LENGTH)
    return _answer(request, render_conflict_feed(found, site=_site(request)))


def _site(request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}"


def _answer(request: Request, feed: bytes) -> Response:
    return answer_bytes(request, feed, media_type=f"{FEEDS['rss'].media_type}; charset=utf-8")

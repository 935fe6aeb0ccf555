"""The start page: events, those of the last days first, filters, search."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from rashomon.errors import InputError
from rashomon.records import EventSummary, SearchHit
from rashomon.rendering.visible import one_line
from rashomon.web.context import context_of
from rashomon.web.plots import growth_since, sparkline

router = APIRouter()
_DAYS = 7
_BINS = 24
_SIZE = 25
_FOUND = 20
Words = Annotated[str, Query(max_length=300)]


@router.get("/", response_model=None)
def start(
    request: Request,
    q: Words = "",
    source: Words = "",
    who: Words = "",
    where: Words = "",
    since: Annotated[str, Query(max_length=40)] = "",
    until: Annotated[str, Query(max_length=40)] = "",
    conflicting: bool = False,
    page: Annotated[int, Query(ge=1, le=1000)] = 1,
    stamp: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """The events that the filters leave, and for words the articles that answer them."""
    context = context_of(request)
    if context.address is None:
        return RedirectResponse("/upload", status_code=303)
    from rashomon.desk import list_events, search_articles
    from rashomon.store import EventQuery, SearchQuery

    q, source, who, where = (one_line(one) for one in (q, source, who, where))
    problems: list[str] = []
    first, last = _day(since, problems), _day(until, problems)
    last = None if last is None else last + timedelta(days=1)
    filtered = any((q, source, who, where, since, until, conflicting))
    with context.archive() as archive:
        newest = archive.newest_time()
        events, more = list_events(
            archive,
            EventQuery(
                since=first, until=last, words=q,
                sources=(source,) if source else (),
                who=who or None, where=where or None, conflicting=conflicting, limit=_SIZE,
                offset=(page - 1) * _SIZE,
            ),
        )  # fmt: skip
        growth = {}
        if newest is not None:
            growth = archive.growth([one.id for one in events], growth_since(newest, _DAYS),
                                    timedelta(days=_DAYS) / _BINS, _BINS)  # fmt: skip
        hits: tuple[SearchHit, ...] = ()
        if any(character.isalnum() for character in q) and page == 1 and not stamp:
            hits = search_articles(
                archive,
                SearchQuery(words=q, source=source or None, who=who or None,
                            where=where or None, since=first, until=last, limit=_FOUND),
            )  # fmt: skip
    asked = {"q": q, "source": source, "who": who, "where": where, "since": one_line(since), "until": one_line(until)}
    values: dict[str, Any] = {
        "events": [_line(one, growth.get(one.id, ())) for one in events],
        "more": more,
        "page": page,
        "newest": newest,
        "days": _DAYS,
        "filtered": filtered,
        "asked": asked,
        "conflicting": conflicting,
        "hits": hits,
        "problems": problems,
        "query": [(name, value) for name, value in asked.items() if value]
        + ([("conflicting", "true")] if conflicting else []),
    }
    values["stamp"] = hashlib.sha256(repr((values["events"], more)).encode()).hexdigest()[:20]
    if stamp and stamp == values["stamp"]:
        return Response(status_code=204)  # nothing new: htmx leaves the page as it is
    return context.render(request, "event_list.html.j2" if stamp else "start.html.j2", **values)


def _line(event: EventSummary, counts: tuple[int, ...]) -> dict[str, Any]:
    per_day = _BINS // _DAYS or 1
    return {
        "event": event,
        "bars": sparkline(counts),
        "recent": sum(counts[-per_day:]),
        "week": sum(counts),
    }


def _day(given: str, problems: list[str]) -> datetime | None:
    """The day that a form gave, in UTC; None where it gave none. What is no day is told of."""
    if not given.strip():
        return None
    from rashomon.sources import parse_date

    try:
        found = parse_date(given)
    except InputError:
        found = None
    if found is None:
        problems.append(f"“{one_line(given[:40])}” is no date that is known here; write it as 2024-06-19")
        return None
    return found[0].astimezone(UTC)

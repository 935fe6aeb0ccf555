"""Events, one event, its dossier and its claims."""

from __future__ import annotations

import logging
import threading
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from rashomon import desk
from rashomon.errors import RashomonError, UnknownIdError
from rashomon.exporting import FORMATS, Format
from rashomon.pipeline import Progress
from rashomon.records import Claim, Dossier
from rashomon.rendering import render_json
from rashomon.rendering.tables import instant
from rashomon.store import EventQuery
from rashomon.web.api.answers import (
    PROBLEMS,
    Cursor,
    Id,
    Limit,
    MayRead,
    answer,
    answer_bytes,
    context,
    not_found,
    open_archive_of,
    read_cursor,
    write_cursor,
)
from rashomon.web.api.jobs import accepted
from rashomon.web.api.shapes import (
    AccountShape,
    ClaimPage,
    EventPage,
    JobShape,
    LinkedClaimShape,
    shape_account,
    shape_claim,
    shape_event,
    shape_link,
    shape_linked_claim,
)
from rashomon.web.api.times import utc
from rashomon.web.problems import Problem

_LOG = logging.getLogger(__name__)
_EXPORTS = threading.BoundedSemaphore(2)
_EXPORT_WAIT = 20.0
router = APIRouter(tags=["events"], dependencies=[MayRead], responses=PROBLEMS)

Moment = Annotated[datetime | None, Query(description="ISO 8601; UTC where no offset is given.")]
Wait = Annotated[float, Query(ge=0, le=10, description="Seconds to wait for it where it has to be made first.")]
_ACCEPTED: dict[int | str, dict[str, Any]] = {
    202: {"model": JobShape, "description": "It is being made; `Location` is the job, ask again when that is done."}
}


@router.get("/events", response_model=EventPage)
def list_events(
    request: Request,
    since: Moment = None,
    until: Moment = None,
    words: Annotated[str, Query(max_length=500)] = "",
    source: Annotated[list[str], Query(max_length=20)] = [],  # noqa: B006  # FastAPI copies it
    min_sources: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """Events that reach into `since` to `until`, have `words` in an article and one of the outlets; newest first."""
    query = EventQuery(
        since=utc(since),
        until=utc(until),
        words=words,
        sources=tuple(source),
        min_sources=min_sources,
        limit=limit,
        after=_read_place(cursor) if cursor else None,
    )
    with open_archive_of(request) as archive:
        try:
            found, more = desk.list_events(archive, query)
        except UnknownIdError as error:
            raise Problem(400, "the cursor leads to an event that is gone; begin again without it") from error
    place = write_cursor(instant(found[-1].last), found[-1].id) if more else None
    return answer(request, EventPage(events=[shape_event(event) for event in found], next=place))


@router.get("/events/{event}", response_model=AccountShape)
def show_event(request: Request, event: Id) -> Response:
    """An event with its articles and its history; the id of one that was merged gives the one it is in now."""
    with open_archive_of(request) as archive, not_found():
        return answer(request, shape_account(desk.show_event(archive, event)))


@router.get("/events/{event}/dossier", responses=_ACCEPTED, response_model=dict[str, Any])
def show_dossier(request: Request, event: Id, wait: Wait = 0) -> Response:
    """The dossier of an event ("rashomon/dossier/1", docs/dossier.schema.json); 202 while it is being made."""
    dossier = _find_dossier(request, event, wait)
    return dossier if isinstance(dossier, Response) else answer_bytes(request, render_json(dossier).encode())


@router.get(
    "/events/{event}/export",
    responses=_ACCEPTED
    | {
        200: {"content": {one.media_type.partition(";")[0]: {} for one in FORMATS.values()}, "description": "The file."}
    },
    response_class=Response,
)
def export_event(
    request: Request,
    event: Id,
    format: Annotated[str, Query(json_schema_extra={"enum": list(FORMATS)})],
    wait: Wait = 0,
) -> Response:
    """The dossier of an event as a file in one of the formats of docs/exports.md; 202 while it is being made."""
    if format not in FORMATS:
        raise Problem(422, f"there is no format of this name; there are {', '.join(FORMATS)}")
    dossier = _find_dossier(request, event, wait)
    if isinstance(dossier, Response):
        return dossier
    made = FORMATS[format]
    name = "".join(sign for sign in event if sign.isascii() and sign.isalnum()) or "event"
    return answer_bytes(
        request,
        _render_bounded(made, dossier),
        media_type=made.media_type,
        # To be kept, not shown: no page of a dossier runs within this site.
        headers={"Content-Disposition": f'attachment; filename="{name}{made.suffix}"'},
    )


@router.get("/events/{event}/claims", responses=_ACCEPTED, response_model=ClaimPage)
def list_claims(request: Request, event: Id, limit: Limit = 50, cursor: Cursor = None, wait: Wait = 0) -> Response:
    """The claims of all reports of an event, by article and place; 202 while they are being found."""
    after = tuple(read_cursor(cursor, str, int, str)) if cursor else ("", -1, "")
    dossier = _find_dossier(request, event, wait)
    if isinstance(dossier, Response):
        return dossier
    texts = {article.id: article.text for article in dossier.articles}
    behind = sorted((claim for reading in dossier.readings for claim in reading.claims if _place(claim) > after),
                    key=_place)  # fmt: skip
    page = behind[:limit]
    place = write_cursor(*_place(page[-1])) if len(behind) > limit else None
    return answer(request, ClaimPage(claims=[shape_claim(one, texts[one.article]) for one in page], next=place))


@router.get("/events/{event}/claims/{claim}", responses=_ACCEPTED, response_model=LinkedClaimShape)
def show_claim(request: Request, event: Id, claim: Id, wait: Wait = 0) -> Response:
    """One claim with all that supports or contradicts it; 202 while that is being found."""
    dossier = _find_dossier(request, event, wait)
    if isinstance(dossier, Response):
        return dossier
    texts = {article.id: article.text for article in dossier.articles}
    claims = {one.id: one for reading in dossier.readings for one in reading.claims}
    if claim not in claims:
        raise Problem(404, "the event has no claim with this id; its claims may have been read anew since")
    links = []
    for link in dossier.links:
        if claim in (link.left, link.right):
            other = claims[link.right if link.left == claim else link.left]
            links.append(shape_link(link, shape_claim(other, texts[other.article])))
    return answer(request, shape_linked_claim(claims[claim], texts[claims[claim].article], links))


def _render_bounded(made: Format, dossier: Dossier) -> bytes:
    """The file. A few are made at a time: one may start a browser. Raises: Problem (429, 503)."""
    if not _EXPORTS.acquire(timeout=_EXPORT_WAIT):
        raise Problem(429, "too many files are being made at once; try again in a moment", {"Retry-After": "10"})
    try:
        return made.render(dossier)
    except RashomonError as error:
        _LOG.error("export: %s", error)
        raise Problem(503, "this format can't be made on this server; its log says what is missing") from error
    finally:
        _EXPORTS.release()


def _find_dossier(request: Request, event: str, wait: float) -> Dossier | Response:
    """The dossier of an event where it is kept, or done within `wait` seconds; else the answer that says who makes it.

    What is kept never waits for a comparison that runs.
    """
    shared = context(request)
    with open_archive_of(request) as archive, not_found():
        event = archive.resolve(desk.find_event(archive, event))
        kept = desk.find_compared(archive, event, settings=shared.settings)
    if kept is not None:
        return kept

    def work(progress: Progress) -> Dossier:
        with shared.archive() as archive:
            return desk.compare_kept(archive, event, settings=shared.settings, progress=progress).dossier

    job = shared.jobs.start("event", event, work)
    if wait and job.finished.wait(wait) and isinstance(job.result, Dossier):
        return job.result
    if job.state == "failed":
        raise Problem(422, job.error)
    return accepted(job)


def _place(claim: Claim) -> tuple[str, int, str]:
    return claim.article, claim.span.start, claim.id


def _read_place(cursor: str) -> tuple[datetime | None, str]:
    last, event = read_cursor(cursor, (str, type(None)), str)
    try:
        return (utc(datetime.fromisoformat(last)) if last is not None else None), event
    except (ValueError, OverflowError) as error:
        raise Problem(400, "the cursor is none that this server gave; begin again without it") from error

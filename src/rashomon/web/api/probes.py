"""Whether the server lives, whether it can do its work, and what it has done, for those who watch over it."""

from __future__ import annotations

import threading
import time

from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.responses import PlainTextResponse, Response

from rashomon.errors import RashomonError
from rashomon.store import EventQuery
from rashomon.version import __version__
from rashomon.web.api.answers import JSON, PROBLEMS, MayRead, context, open_archive_of
from rashomon.web.metrics import CONTENT_TYPE
from rashomon.web.problems import Problem

router = APIRouter(tags=["probes"], responses=PROBLEMS)
_STATS_SECONDS = 30.0
_LOCK = threading.Lock()


class HealthShape(BaseModel):
    """That the server answers."""

    status: str


@router.get("/health", response_model=HealthShape)
async def health() -> Response:
    """200 while the process answers; it asks nothing else."""
    return Response('{"status":"ok"}', media_type=JSON)


@router.get("/ready", response_model=HealthShape)
def ready(request: Request) -> Response:
    """200 where requests can be served, 503 where the archive can't be asked."""
    if context(request).address is not None:
        try:
            with open_archive_of(request) as archive:
                archive.events(EventQuery(limit=1))
        except RashomonError as error:
            raise Problem(
                503, "the archive can't be asked; the server's log says why", {"Retry-After": "10"}
            ) from error
    return Response('{"status":"ready"}', media_type=JSON)


@router.get("/metrics", response_class=PlainTextResponse, dependencies=[MayRead])
def metrics(request: Request) -> Response:
    """Counts and times in the text format of Prometheus. Where there are accounts it needs a token that may read."""
    gauges = _archive_gauges(request)
    gauges["rashomon_build"] = (f"Rashomon {__version__}.", 1.0)
    text = request.app.state.metrics.render(gauges, context(request).jobs.count())
    return Response(text, headers={"Content-Type": CONTENT_TYPE})


def _archive_gauges(request: Request) -> dict[str, tuple[str, float]]:
    """How much the archive holds; counted at most every half minute, for it takes long in a large one."""
    if context(request).address is None:
        return {}
    state = request.app.state
    with _LOCK:
        counted, when = getattr(state, "gauges", ({}, float("-inf")))
        if time.monotonic() - when > _STATS_SECONDS:
            try:
                with open_archive_of(request) as archive:
                    stats = archive.stats()
            except RashomonError:
                return {"rashomon_archive_up": ("1 where the archive can be asked.", 0.0)}
            counted = {
                "rashomon_archive_up": ("1 where the archive can be asked.", 1.0),
                "rashomon_archive_articles": ("Articles in the archive.", float(stats.articles)),
                "rashomon_archive_events": ("Events in the archive.", float(stats.events)),
                "rashomon_archive_waiting": ("Articles that are not grouped yet.", float(stats.waiting)),
                "rashomon_archive_bytes": ("Bytes of the archive on the disk.", float(stats.file_bytes)),
            }
            state.gauges = (counted, time.monotonic())
    return dict(counted)

"""Long work: how it stands, its progress as server-sent events, and what came of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Final

import anyio
from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse

from rashomon.records import Check, Dossier
from rashomon.rendering import render_check_json, render_json
from rashomon.web.api.answers import JSON, PROBLEMS, Id, MayRead, answer, answer_bytes, context
from rashomon.web.api.shapes import JobShape, shape_job
from rashomon.web.jobs import Job
from rashomon.web.problems import Problem
from rashomon.web.security import who_of

router = APIRouter(tags=["jobs"], dependencies=[MayRead], responses=PROBLEMS)

_TICK, _BEAT, _LONGEST = 0.25, 15.0, 900.0
_STREAMS: Final = anyio.Semaphore(64)


@router.get("/jobs/{job}", response_model=JobShape)
def show_job(request: Request, job: Id) -> Response:
    """How the work stands."""
    return answer(request, shape_job(_find(request, job)))


@router.get("/jobs/{job}/result", response_model=dict[str, Any])
def show_result(request: Request, job: Id) -> Response:
    """The dossier or the checked draft that came of it; 409 while it is not done, 422 where it has failed."""
    found = _find(request, job)
    if found.state == "failed":
        raise Problem(422, found.error)
    if found.state == "done" and isinstance(found.result, Check):
        return answer_bytes(request, render_check_json(found.result).encode())
    if found.state != "done" or not isinstance(found.result, Dossier):
        raise Problem(409, "the work is not done yet; ask for the job, or follow its events")
    return answer_bytes(request, render_json(found.result).encode())


@router.get(
    "/jobs/{job}/events",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}, "description": "Its progress."}},
)
async def follow_job(request: Request, job: Id) -> Response:
    """The progress of the work as server-sent events: `progress` at each change, at the end `done` or `failed`."""
    found = _find(request, job)
    if _STREAMS.value == 0:
        raise Problem(503, "too many follow their work at once; ask for the job now and then", {"Retry-After": "5"})
    return StreamingResponse(
        _events(found), media_type="text/event-stream", headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    )


def accepted(job: Job) -> Response:
    """The answer that says which job makes what was asked for."""
    return Response(
        shape_job(job).model_dump_json(),
        status_code=202,
        media_type=JSON,
        headers={"Location": f"/api/v1/jobs/{job.id}", "Retry-After": "2"},
    )


def owner_of(request: Request) -> str:
    """Whose work it is that is asked for: that of the account, or of whoever sits at this address."""
    who = who_of(request)
    address = request.client.host if request.client else ""
    return f"{who.name if who else ''}@{address}" if who is None or who.name == "local" else who.name


def _find(request: Request, job_id: str) -> Job:
    """The job, where it is of whoever asks or of nobody in particular: another's is not there."""
    job = context(request).jobs.find(job_id)
    if job is None or (job.owner and job.owner != owner_of(request)):
        raise Problem(404, "there is no such job; what came of one is kept for some minutes only")
    return job


async def _events(job: Job) -> AsyncIterator[str]:
    async with _STREAMS:
        told, waited, since = "", 0.0, 0.0
        while waited < _LONGEST:
            over = not job.open
            now = shape_job(job).model_dump_json()
            if over:
                yield f"event: {job.state}\ndata: {now}\n\n"
                return
            if now != told:
                yield f"event: progress\ndata: {now}\n\n"
                told, since = now, 0.0
            elif since >= _BEAT:
                yield ": still there\n\n"
                since = 0.0
            await anyio.sleep(_TICK)
            waited, since = waited + _TICK, since + _TICK

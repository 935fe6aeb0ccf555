"""Errors as answers: problem details (RFC 9457) for programs, a short page for people. Never a traceback."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from html import escape
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from rashomon.errors import (
    ArchiveError,
    ArchiveLockedError,
    InputError,
    RashomonError,
    TooFewReportsError,
    UnknownIdError,
)
from rashomon.rendering.visible import one_line, shorten
from rashomon.web.jobs import QueueFullError

MEDIA_TYPE = "application/problem+json"
_DETAIL = 1000
_FAULTS = 20
_LOG = logging.getLogger(__name__)
# What these say names files and hosts of the server: that is for its log.
_AWAY = {
    500: "something went wrong in the program; the server's log says what",
    503: "the archive can't be used at the moment; try again soon, the server's log says why",
}
# The first that fits counts.
_STATUS: tuple[tuple[type[RashomonError], int], ...] = (
    (UnknownIdError, 404),
    (QueueFullError, 429),
    (ArchiveLockedError, 503),
    (ArchiveError, 503),
    (TooFewReportsError, 422),
    (InputError, 422),
)


class Problem(HTTPException):
    """An error to answer with: the status, and one line that says what to do."""


def install_problems(app: FastAPI) -> None:
    """Makes `app` answer every error in its own words."""
    app.add_exception_handler(HTTPException, _answer_http)
    app.add_exception_handler(RequestValidationError, _answer_validation)
    app.add_exception_handler(RashomonError, _answer_error)
    app.add_exception_handler(Exception, _answer_crash)


def problem(status: int, detail: str, *, headers: Mapping[str, str] | None = None, **more: Any) -> Response:
    """The problem details of an error: type, title, status, detail, and what `more` says."""
    told = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": shorten(one_line(detail), _DETAIL),
        **more,
    }
    # ASCII only: a lone surrogate in what was sent can't break the answer.
    return Response(json.dumps(told), status_code=status, headers=dict(headers or {}), media_type=MEDIA_TYPE)


def wants_page(request: Request) -> bool:
    """True where a person's browser asks for a page, False for programs and the API."""
    return not request.url.path.startswith("/api/") and "text/html" in request.headers.get("accept", "")


def answer_problem(
    request: Request, status: int, detail: str, *, headers: Mapping[str, str] | None = None, **more: Any
) -> Response:
    """The error in the form that whoever asks can read."""
    if not wants_page(request):
        return problem(status, detail, headers=headers, **more)
    title = HTTPStatus(status).phrase
    shown = shorten(one_line(detail), _DETAIL)
    draw = getattr(request.app.state, "error_page", None)
    page: Response = draw(request, status, title, shown) if draw else _plain_page(status, title, shown)
    page.headers.update(headers or {})
    return page


def status_of(error: RashomonError) -> int:
    """The HTTP status that says what kind of error it is."""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 500)


async def _answer_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 401 and wants_page(request) and request.method in ("GET", "HEAD"):
        path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/login?next={quote(path, safe='')}", status_code=303)
    return answer_problem(request, error.status_code, error.detail, headers=error.headers)


async def _answer_validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    faults = [
        {"where": shorten(one_line(".".join(map(str, one["loc"]))), 200), "what": shorten(one_line(one["msg"]), 300)}
        for one in error.errors()[:_FAULTS]
    ]
    first = f"{faults[0]['where']}: {faults[0]['what']}" if faults else "the request is not of the form expected"
    return answer_problem(request, 422, first, errors=faults)


async def _answer_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, RashomonError)
    status = status_of(error)
    if status == 422 and request.method == "GET" and wants_page(request):
        status = 404  # what a page is asked for by, and is not there
    if status >= 500:
        _LOG.error("%s %s: %s", request.method, request.url.path, one_line(str(error)))
    headers = {"Retry-After": "10"} if status in (429, 503) else {}
    return answer_problem(request, status, _AWAY.get(status, str(error)), headers=headers)


async def _answer_crash(request: Request, error: Exception) -> Response:
    return answer_problem(request, 500, _AWAY[500])


def _plain_page(status: int, title: str, detail: str) -> Response:
    return HTMLResponse(
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{status} {escape(title)}</title></head>'
        f"<body><main><h1>{escape(title)}</h1><p>{escape(detail)}</p>"
        '<p><a href="/">To the start</a></p></main></body></html>',
        status_code=status,
    )

"""The reading room as one ASGI app."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from rashomon.errors import InputError, RashomonError, TooFewReportsError, UnknownIdError
from rashomon.rendering.html import dossier_style
from rashomon.settings import Settings
from rashomon.version import __version__
from rashomon.web import accounts_pages, api, corrections_pages
from rashomon.web.context import Context, context_of
from rashomon.web.jobs import QueueFullError
from rashomon.web.security import guard, require, secure

_TITLES = {
    403: "Not allowed",
    404: "Not found",
    405: "Not allowed here",
    413: "Too large",
    422: "Not understood",
    429: "Too much at once",
}
_log = logging.getLogger(__name__)


def create_app(settings: Settings, *, archive: str | None = None) -> FastAPI:
    """The reading room over `archive`, its address; without one it compares what is uploaded, and nothing else.

    The archive is opened when the first page asks for it.
    """
    from rashomon.web.pages import article, check, event, feeds, source, start, upload

    context = Context(settings, address=archive)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        context.close()

    app = FastAPI(
        title="Rashomon",
        version=__version__,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        dependencies=[Depends(guard)],
    )
    app.state.context = context
    app.state.error_page = _error_page
    app.mount("/static", StaticFiles(directory=str(files("rashomon.web") / "static")), name="static")
    app.add_api_route("/dossier.css", _dossier_style, include_in_schema=False)
    for page in (start, upload, check, event, article, source, feeds):
        app.include_router(page.router, include_in_schema=False, dependencies=[Depends(require("read"))])
    for router in (api.router, accounts_pages.router, corrections_pages.router):
        app.include_router(router)
    app.add_exception_handler(RashomonError, _show_error)
    app.add_exception_handler(HTTPException, _show_http_error)
    app.add_exception_handler(RequestValidationError, _show_invalid)
    app.add_exception_handler(Exception, _show_failure)
    secure(app, context)
    return app


def _dossier_style() -> Response:
    return Response(dossier_style(), media_type="text/css", headers={"Cache-Control": "max-age=3600"})


def _error_page(request: Request, status: int, title: str, detail: str) -> HTMLResponse:
    """A page that says in one line what went wrong and what to do."""
    return context_of(request).render(request, "error.html.j2", status=status, title=title, detail=detail)


def _show_error(request: Request, error: Exception) -> Response:
    status = 500
    if isinstance(error, QueueFullError):
        status = 429
    elif isinstance(error, UnknownIdError):
        status = 404
    elif isinstance(error, InputError | TooFewReportsError):
        status = 404 if request.method in ("GET", "HEAD") else 422
    if status == 500:
        _log.error("%s %s: %s", request.method, request.url.path, error)
    return _error_page(request, status, _TITLES.get(status, "This did not work"), str(error))


def _show_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    detail = {404: "There is no such page.", 405: "This address does not take that."}
    return _error_page(
        request, error.status_code, _TITLES.get(error.status_code, "This did not work"),
        detail.get(error.status_code) or str(error.detail),
    )  # fmt: skip


def _show_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"][1:])
    return _error_page(request, 422, _TITLES[422], f"{where}: {first['msg']}")


def _show_failure(request: Request, error: Exception) -> Response:
    _log.exception("%s %s failed", request.method, request.url.path, exc_info=error)
    return _error_page(request, 500, "This did not work", "The program failed here; its log says how.")

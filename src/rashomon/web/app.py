"""Stand-in until PAGES's app is merged."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI

from rashomon.settings import Settings
from rashomon.version import __version__
from rashomon.web import accounts_pages, api
from rashomon.web.context import Context
from rashomon.web.security import guard, secure


def create_app(settings: Settings, *, archive: str | None = None) -> FastAPI:
    """The reading room over the archive at `archive`; None: only comparing of what is handed over."""
    context = Context(settings, address=archive)

    @asynccontextmanager
    async def live(app: FastAPI) -> AsyncIterator[None]:
        yield
        context.close()

    app = FastAPI(
        title="Rashomon",
        version=__version__,
        dependencies=[Depends(guard)],
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=live,
    )
    app.state.context = context
    app.include_router(api.router)
    app.include_router(accounts_pages.router)
    secure(app, context)
    return app

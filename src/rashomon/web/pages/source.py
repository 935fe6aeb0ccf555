"""The page of one outlet: counts, and nothing that would rate it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from rashomon.web.context import context_of

router = APIRouter()


@router.get("/sources/{name:path}", response_model=None)
def show_source(request: Request, name: Annotated[str, Path(max_length=500)]) -> Response:
    """What the archive has of an outlet."""
    context = context_of(request)
    with context.archive() as archive:
        account = archive.source(name)
        newest = archive.articles(account.newest)
    return context.render(request, "source.html.j2", account=account, newest=newest)

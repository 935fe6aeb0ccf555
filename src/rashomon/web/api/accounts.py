"""Who asks, and for those who look after the server the audit log."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel
from starlette.responses import Response

from rashomon.rendering.tables import instant
from rashomon.web.accounts import Who
from rashomon.web.api.answers import (
    PROBLEMS,
    Cursor,
    Limit,
    answer,
    answer_bytes,
    open_archive_of,
    read_cursor,
    write_cursor,
)
from rashomon.web.security import require

router = APIRouter(tags=["accounts"], responses=PROBLEMS)


@router.get("/openapi.json", include_in_schema=False)
def show_schema(request: Request) -> Response:
    """This API in OpenAPI 3.1. It tells nothing of the archive, so that anybody may have it."""
    return answer_bytes(request, json.dumps(request.app.openapi()).encode())


class WhoShape(BaseModel):
    """Who asks; `scopes` is null where no token narrows the role."""

    name: str
    role: str
    scopes: list[str] | None


class AuditShape(BaseModel):
    """Something that was done or tried."""

    number: int
    at: str
    who: str
    action: str
    target: str
    address: str


class AuditPage(BaseModel):
    """The audit log, newest first; `next` is the cursor of the page behind, null at the end."""

    entries: list[AuditShape]
    next: str | None


@router.get("/me", response_model=WhoShape)
def show_me(request: Request, who: Annotated[Who, Depends(require("read"))]) -> Response:
    """Who asks, and what they may do."""
    scopes = None if who.scopes is None else list(who.scopes)
    return answer(request, WhoShape(name=who.name, role=who.role, scopes=scopes))


@router.get("/audit", response_model=AuditPage, dependencies=[Depends(require("admin"))])
def list_audit(request: Request, limit: Limit = 50, cursor: Cursor = None) -> Response:
    """What was done or tried, newest first."""
    before = read_cursor(cursor, int)[0] if cursor else None
    with open_archive_of(request) as archive:
        found = archive.audit(before=None if before is None else max(0, min(before, 2**62)), limit=limit + 1)
    page = found[:limit]
    place = write_cursor(page[-1].number) if len(found) > limit else None
    entries = [
        AuditShape(
            number=one.number,
            at=instant(one.at) or "",
            who=one.who,
            action=one.action,
            target=one.target,
            address=one.address,
        )
        for one in page
    ]
    return answer(request, AuditPage(entries=entries, next=place))

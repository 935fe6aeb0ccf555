"""How the API answers: JSON with an ETag, pages with a cursor, and what every route may answer beside."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated, Any, Final

from fastapi import Depends, Path, Query, Request
from pydantic import BaseModel
from starlette.responses import Response

from rashomon.errors import InputError
from rashomon.store import Archive
from rashomon.web.context import Context, context_of
from rashomon.web.problems import MEDIA_TYPE, Problem
from rashomon.web.security import require

JSON: Final = "application/json"
_CURSOR_LIMIT = 500
CODES: Final = (400, 401, 403, 404, 408, 409, 413, 421, 422, 429, 503)

Limit = Annotated[int, Query(ge=1, le=200, description="How many at most.")]
Cursor = Annotated[str | None, Query(max_length=_CURSOR_LIMIT, description="`next` of the page before.")]
Id = Annotated[str, Path(min_length=1, max_length=200, description="An id, or its beginning where no other begins so.")]
MayRead = Depends(require("read"))


class ProblemShape(BaseModel):
    """What went wrong: `detail` says what to do, `errors` where a request is not of the form expected."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[dict[str, str]] = []


_PROBLEM: Final[dict[str, Any]] = {
    "description": "A problem (RFC 9457).",
    "content": {MEDIA_TYPE: {"schema": ProblemShape.model_json_schema()}},
}
PROBLEMS: Final[dict[int | str, dict[str, Any]]] = dict.fromkeys(CODES, _PROBLEM)


def answer(request: Request, shape: BaseModel, *, status: int = 200) -> Response:
    """`shape` as JSON, or 304 where whoever asks has it already."""
    return answer_bytes(request, shape.model_dump_json().encode(), status=status)


def answer_bytes(
    request: Request,
    body: bytes,
    *,
    status: int = 200,
    media_type: str = JSON,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """`body`, which is of `media_type`, or 304 where whoever asks has it already."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    if has_it(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers={"ETag": tag})
    # As a header, so that nothing is added to the media type.
    return Response(body, status_code=status, headers={"Content-Type": media_type, "ETag": tag, **(headers or {})})


def has_it(asked: str, tag: str) -> bool:
    """True where `tag` is among those of an If-None-Match header (RFC 9110, 13.1.2: a weak one is as good)."""
    tags = [one.strip().removeprefix("W/") for one in asked.split(",")]
    return tag in tags or tags == ["*"]


def write_cursor(*values: str | int | None) -> str:
    """The place behind which the next page begins, for `read_cursor`."""
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def read_cursor(cursor: str, *kinds: type | tuple[type, ...]) -> list[Any]:
    """The values that `cursor` was made of. Raises: Problem (400) where it is none of ours."""
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError):
        values = None
    fits = isinstance(values, list) and len(values) == len(kinds)
    if not fits or not all(type(value) in _as_tuple(kind) for value, kind in zip(values, kinds, strict=True)):
        raise Problem(400, "the cursor is none that this server gave; begin again without it")
    return list(values)


@contextmanager
def open_archive_of(request: Request) -> Iterator[Archive]:
    """The archive of this server, for one request. Raises: Problem (404) where there is none."""
    context = context_of(request)
    if context.address is None:
        raise Problem(404, "there is no archive here; start `rashomon serve` with --archive to have one")
    with context.archive() as archive:
        yield archive


@contextmanager
def not_found() -> Iterator[None]:
    """What is asked for by an id, and is not there, is answered with 404."""
    try:
        yield
    except InputError as error:
        raise Problem(404, str(error)) from error


def context(request: Request) -> Context:
    """What the app shares."""
    return context_of(request)


def _as_tuple(kind: type | tuple[type, ...]) -> tuple[type, ...]:
    return kind if isinstance(kind, tuple) else (kind,)

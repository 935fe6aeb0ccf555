"""Corrections: what people set right, with who, when and why; made and undone, never wiped out."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from rashomon import corrections as correcting
from rashomon import desk
from rashomon.errors import ArchiveError, ArchiveLockedError, UnknownIdError
from rashomon.records import Correction
from rashomon.rendering.tables import instant
from rashomon.web.accounts import Who, note
from rashomon.web.api.answers import (
    PROBLEMS,
    Cursor,
    Limit,
    MayRead,
    answer,
    not_found,
    open_archive_of,
    read_cursor,
    write_cursor,
)
from rashomon.web.problems import Problem
from rashomon.web.security import address_of, require

router = APIRouter(tags=["corrections"], responses=PROBLEMS)
MayCorrect = Annotated[Who, Depends(require("correct"))]
Kind = Literal["join", "reject", "split", "relate", "merge", "part", "move", "review", "note"]
_LARGEST = 2**62


class CorrectionShape(BaseModel):
    """A correction; `undone_at` is null while it holds."""

    number: int
    kind: str
    event: str | None
    targets: list[str]
    value: str
    who: str
    why: str
    at: str
    undone_at: str | None
    undone_by: str | None
    undone_why: str | None


class CorrectionPage(BaseModel):
    """Corrections in the order they were made; `next` is the cursor of the page behind, null at the end."""

    corrections: list[CorrectionShape]
    next: str | None


class NewCorrection(BaseModel):
    """What is to be set right: `targets` are ARTICLE:START-END, a reason is needed."""

    kind: Kind
    event: str = Field(min_length=1, max_length=200)
    targets: list[Annotated[str, Field(min_length=1, max_length=200)]] = Field(min_length=1, max_length=50)
    why: str = Field(min_length=1, max_length=2000)
    value: str = Field(default="", max_length=2000)


class Undoing(BaseModel):
    """Why a correction holds no longer."""

    why: str = Field(min_length=1, max_length=2000)


@router.get("/corrections", response_model=CorrectionPage, dependencies=[MayRead])
def list_corrections(
    request: Request,
    event: Annotated[str | None, Query(max_length=200)] = None,
    undone: bool = False,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """The corrections that hold, all or those of an event; with `undone` the others too."""
    after = read_cursor(cursor, int)[0] if cursor else 0
    with open_archive_of(request) as archive, not_found():
        known = desk.find_event(archive, event) if event else None
        found = [one for one in correcting.list_corrections(archive, known, undone=undone) if one.number > after]
    place = write_cursor(found[limit - 1].number) if len(found) > limit else None
    return answer(request, CorrectionPage(corrections=[_shape(one) for one in found[:limit]], next=place))


@router.post("/corrections", response_model=CorrectionShape, status_code=201)
def correct(request: Request, who: MayCorrect, wanted: NewCorrection) -> Response:
    """Sets something right, in the name of whoever asks."""
    why = wanted.why.strip()
    if not why:
        raise Problem(422, "a correction stays on record with its reason; give one")
    with open_archive_of(request) as archive:
        with not_found():
            event = desk.find_event(archive, wanted.event)
        kept = correcting.correct(
            archive,
            kind=wanted.kind,
            event=event,
            targets=wanted.targets,
            who=who.name,
            why=why,
            value=wanted.value,
        )
        note(archive, who.name, "correct", target=f"correction {kept.number}", address=address_of(request))
    return answer(request, _shape(kept), status=201)


@router.post("/corrections/{number}/undo", response_model=CorrectionShape)
def undo(
    request: Request, who: MayCorrect, number: Annotated[int, Path(ge=1, le=_LARGEST)], undoing: Undoing
) -> Response:
    """Takes a correction back; it stays on record."""
    why = undoing.why.strip()
    if not why:
        raise Problem(422, "that a correction was undone stays on record with the reason; give one")
    with open_archive_of(request) as archive:
        try:
            kept = correcting.undo(archive, number, who=who.name, why=why)
        except (ArchiveLockedError, UnknownIdError):
            raise
        except ArchiveError as error:
            if not any(one.number == number and one.undone_at for one in archive.corrections(undone=True)):
                raise
            raise Problem(409, str(error)) from error
        note(archive, who.name, "undo correction", target=f"correction {number}", address=address_of(request))
    return answer(request, _shape(kept))


def _shape(correction: Correction) -> CorrectionShape:
    return CorrectionShape(
        number=correction.number,
        kind=correction.kind,
        event=correction.event,
        targets=[f"{one.article}:{one.start}-{one.end}" for one in correction.anchors],
        value=correction.value,
        who=correction.who,
        why=correction.why,
        at=instant(correction.at) or "",
        undone_at=instant(correction.undone_at),
        undone_by=correction.undone_by,
        undone_why=correction.undone_why,
    )

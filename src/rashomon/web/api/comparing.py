"""Reports that a program hands over, side by side: no archive is needed, and nothing is kept but for some minutes."""

from __future__ import annotations

import hashlib
from typing import Annotated

from fastapi import APIRouter, File, Form, Request, UploadFile
from pydantic import BaseModel, Field
from starlette.responses import Response

from rashomon.pipeline import Progress
from rashomon.records import Dossier
from rashomon.web.api.answers import PROBLEMS, MayRead, context
from rashomon.web.api.jobs import accepted, owner_of
from rashomon.web.api.shapes import JobShape
from rashomon.web.comparing import MOST, Given, GivenFile, GivenText, check_given, compare_given

router = APIRouter(tags=["comparing"], dependencies=[MayRead], responses=PROBLEMS)
_LONGEST = 500_000


class TextShape(BaseModel):
    """A report as text, with what is known of it; `published` is a date such as 2024-06-19 or an ISO 8601 instant."""

    text: str = Field(max_length=_LONGEST)
    title: str = Field(default="", max_length=1000)
    source: str = Field(default="", max_length=200)
    url: str = Field(default="", max_length=2000)
    published: str = Field(default="", max_length=100)


class GivenShape(BaseModel):
    """Two to ten reports: texts, and addresses of pages or feeds that are to be fetched."""

    texts: list[TextShape] = Field(default=[], max_length=MOST)
    urls: list[Annotated[str, Field(max_length=2000)]] = Field(default=[], max_length=MOST)


@router.post("/compare", status_code=202, response_model=JobShape)
def compare_texts(request: Request, given: GivenShape) -> Response:
    """Compares texts and addresses. The answer is a job; `/jobs/{id}/result` gives the dossier when it is done."""
    texts = tuple(GivenText(**text.model_dump()) for text in given.texts)
    return _start(request, Given(texts=texts, urls=tuple(given.urls)))


@router.post("/compare/files", status_code=202, response_model=JobShape)
async def compare_files(
    request: Request,
    files: Annotated[list[UploadFile], File(description="Reports of any kind that `rashomon compare` reads.")],
    urls: Annotated[list[str], Form(description="Addresses to fetch.")] = [],  # noqa: B006  # FastAPI copies it
) -> Response:
    """Compares files that are sent as a form. The answer is a job, as that of `/compare`."""
    read = tuple([GivenFile(name=file.filename or "", content=await file.read()) for file in files[: MOST + 1]])
    return _start(request, Given(files=read, urls=tuple(urls)))


def _start(request: Request, given: Given) -> Response:
    check_given(given)
    settings = context(request).settings

    def work(progress: Progress) -> Dossier:
        return compare_given(given, settings=settings, progress=progress)

    return accepted(context(request).jobs.start("upload", _key(given), work, owner=owner_of(request)))


def _key(given: Given) -> str:
    """Equal for what is handed over twice, so that a second click starts nothing."""
    return hashlib.sha256(repr(given).encode("utf-8", "replace")).hexdigest()

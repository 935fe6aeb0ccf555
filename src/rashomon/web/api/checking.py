"""A draft, or a single claim, beside reports or an event of the archive; nothing is kept but for some minutes."""

from __future__ import annotations

import hashlib
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from rashomon.pipeline import Progress
from rashomon.records import Check
from rashomon.web.api.answers import PROBLEMS, MayRead, context, not_found, open_archive_of
from rashomon.web.api.comparing import TextShape
from rashomon.web.api.jobs import accepted, owner_of
from rashomon.web.api.shapes import JobShape
from rashomon.web.checking import LONGEST_CLAIM, LONGEST_DRAFT, GivenDraft, check_given, require_checkable
from rashomon.web.comparing import MOST, Given, GivenText

router = APIRouter(tags=["checking"], dependencies=[MayRead], responses=PROBLEMS)


class GivenDraftShape(BaseModel):
    """One of `draft` and `claim`; and either `event`, an id of the archive, or reports: texts, and addresses to fetch.

    `published` is when the draft appears: a date such as 2024-06-19, from which its weekdays count.
    """

    draft: str = Field(default="", max_length=LONGEST_DRAFT)
    claim: str = Field(default="", max_length=LONGEST_CLAIM)
    published: str = Field(default="", max_length=100)
    event: str = Field(default="", max_length=200)
    texts: list[TextShape] = Field(default=[], max_length=MOST)
    urls: list[Annotated[str, Field(max_length=2000)]] = Field(default=[], max_length=MOST)


@router.post("/check", status_code=202, response_model=JobShape)
def check_draft(request: Request, given: GivenDraftShape) -> Response:
    """Lays a draft beside reports: each claim confirmed, contradicted, stated otherwise or not found.

    The answer is a job; `/jobs/{id}/result` gives the checked draft ("rashomon/check/1") when it is done.
    """
    wanted = GivenDraft(
        text=given.draft,
        claim=given.claim,
        published=given.published,
        event=given.event.strip(),
        reports=Given(texts=tuple(GivenText(**text.model_dump()) for text in given.texts), urls=tuple(given.urls)),
    )
    require_checkable(wanted)
    if wanted.event:
        from rashomon.desk import find_event

        with open_archive_of(request) as archive, not_found():
            find_event(archive, wanted.event)
    shared = context(request)

    def work(progress: Progress) -> Check:
        return check_given(wanted, settings=shared.settings, progress=progress, open_archive=shared.archive)

    key = hashlib.sha256(repr(wanted).encode("utf-8", "replace")).hexdigest()
    return accepted(shared.jobs.start("check", key, work, owner=owner_of(request)))

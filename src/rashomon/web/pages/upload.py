"""Reports that a reader hands over, side by side: no archive, no account."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from rashomon.errors import InputError
from rashomon.pipeline import Progress
from rashomon.web.comparing import MOST, Given, GivenFile, GivenText, check_given, compare_given
from rashomon.web.context import Context, context_of
from rashomon.web.jobs import Job, QueueFullError

router = APIRouter()
TEXTS = 4
_MEGABYTE = 1_000_000
_FIELDS = 3 * TEXTS + 4


@router.get("/upload", response_model=None)
def ask_for_reports(request: Request) -> Response:
    """The form."""
    return _form(request)


@router.post("/upload", response_model=None)
async def take_reports(request: Request) -> Response:
    """Starts the comparison of what was handed over, and leads to it."""
    context = context_of(request)
    limit = context.settings.size_limit_mb * _MEGABYTE
    length = request.headers.get("content-length", "")
    if not length.isdigit() or int(length) > limit + _MEGABYTE:
        raise HTTPException(413, f"all reports together may have {limit // _MEGABYTE} MB; send fewer, or smaller ones")
    texts: dict[str, str] = {}
    files: list[GivenFile] = []
    async with request.form(max_files=MOST, max_fields=_FIELDS, max_part_size=limit) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                if value.filename:
                    files.append(GivenFile(name=value.filename, content=await value.read()))
            else:
                texts[name] = value
    given = Given(
        files=tuple(files),
        texts=tuple(
            GivenText(
                text=text, source=texts.get(f"source{n}", "").strip(), published=texts.get(f"date{n}", "").strip()
            )
            for n in range(1, TEXTS + 1)
            if (text := texts.get(f"text{n}", "")).strip()
        ),
        urls=tuple(line.strip() for line in texts.get("addresses", "").splitlines() if line.strip()),
    )
    try:
        job = await run_in_threadpool(_start, context, given)
    except (InputError, QueueFullError) as error:
        return await run_in_threadpool(_form, request, str(error), texts, 422)
    return RedirectResponse(f"/uploads/{job.id}", status_code=303)


def _start(context: Context, given: Given) -> Job:
    check_given(given)

    def work(progress: Progress) -> object:
        return compare_given(given, settings=context.settings, progress=progress)

    return context.jobs.start("upload", f"upload {id(given)}", work)


def _form(request: Request, problem: str = "", texts: dict[str, str] | None = None, status: int = 200) -> HTMLResponse:
    context = context_of(request)
    return context.render(
        request, "upload.html.j2", status=status, problem=problem, most=MOST, texts=TEXTS, given=texts or {},
        megabytes=context.settings.size_limit_mb, may_fetch=context.settings.fetch,
    )  # fmt: skip

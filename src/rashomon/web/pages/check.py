"""A reader's own draft beside an event of the archive, or beside reports that are handed over with it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from rashomon.errors import InputError
from rashomon.pipeline import Progress
from rashomon.records import Article, Check
from rashomon.rendering.check_lines import CHECK_MEANING, CHECK_PRINCIPLE, CHECK_SIGN, count_statuses, make_check_lines
from rashomon.rendering.html import web_address
from rashomon.rendering.notes import name_plugin
from rashomon.web.checking import LONGEST_CLAIM, GivenDraft, check_given, require_checkable
from rashomon.web.comparing import MOST, Given, GivenFile, GivenText
from rashomon.web.context import Context, context_of
from rashomon.web.jobs import Job, QueueFullError

router = APIRouter()
_MEGABYTE = 1_000_000
_TEXTS = 2
_FIELDS = 3 * _TEXTS + 8


@router.get("/check", response_model=None)
def ask_for_draft(request: Request, event: Annotated[str, Query(max_length=200)] = "") -> Response:
    """The form; `event` is filled in."""
    return _form(request, given={"event": event})


@router.post("/check", response_model=None)
async def take_draft(request: Request) -> Response:
    """Starts the check of what was handed over, and leads to it."""
    context = context_of(request)
    limit = context.settings.size_limit_mb * _MEGABYTE
    length = request.headers.get("content-length", "")
    if not length.isdigit() or int(length) > limit + _MEGABYTE:
        raise HTTPException(413, f"draft and reports may have {limit // _MEGABYTE} MB; send fewer, or smaller ones")
    texts: dict[str, str] = {}
    files: dict[str, list[GivenFile]] = {}
    async with request.form(max_files=MOST + 1, max_fields=_FIELDS, max_part_size=limit) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                if value.filename:
                    files.setdefault(name, []).append(GivenFile(name=value.filename, content=await value.read()))
            else:
                texts[name] = value
    try:
        job = await run_in_threadpool(_start, context, _given(texts, files))
    except (InputError, QueueFullError) as error:
        return await run_in_threadpool(_form, request, str(error), texts, 422)
    return RedirectResponse(f"/checks/{job.id}", status_code=303)


@router.get("/checks/{check}", response_model=None)
def show_check(request: Request, check: Annotated[str, Path(max_length=200)]) -> Response:
    """Each claim of the draft beside the reports' words, or how far the check is."""
    context = context_of(request)
    job = context.jobs.find(check)
    if job is None or job.kind != "check":
        raise InputError("there is no such check any more; what is handed over is kept for some hours only")
    address = f"/checks/{check}"
    if not isinstance(job.result, Check):
        name = "progress.html.j2" if "hx-request" in request.headers else "check_wait.html.j2"
        return context.render(request, name, job=job, address=address)
    if "hx-request" in request.headers:
        return Response(status_code=200, headers={"HX-Redirect": address})
    found = job.result
    reasons = {one.article: f"another event: {one.reason}" for one in found.other_events}
    reasons |= dict.fromkeys(found.own_prints, "prints the draft’s own text")
    articles = {article.id: article for article in found.articles}
    event = job.key.removeprefix(_EVENT) if job.key.startswith(_EVENT) else ""
    return context.render(
        request, "check_result.html.j2", check=found, lines=make_check_lines(found), counts=count_statuses(found),
        meanings=CHECK_MEANING, signs=CHECK_SIGN, principle=CHECK_PRINCIPLE, reasons=reasons, event=event.split(" ")[0],
        plugin_notes=[name_plugin(plugin) for plugin in found.run.plugins],
        place_of=lambda one: _place_of(one.article, one.span.start, one.span.end, articles, bool(event)),
    )  # fmt: skip


_EVENT = "event "


def _place_of(article: str, start: int, end: int, articles: dict[str, Article], archived: bool) -> str:
    """Where a stretch of a report leads: to its claim's page in the archive, else to the page it was fetched from."""
    if archived:
        return f"/claims/{article}/{start}-{end}"
    return web_address(articles[article].url) or ""


def _given(texts: dict[str, str], files: dict[str, list[GivenFile]]) -> GivenDraft:
    drafts = files.get("draft_file", [])
    return GivenDraft(
        text=texts.get("draft", ""),
        claim=texts.get("claim", "").strip(),
        file=drafts[0] if drafts else None,
        published=texts.get("date", "").strip(),
        event=texts.get("event", "").strip(),
        reports=Given(
            files=tuple(files.get("files", [])),
            texts=tuple(
                GivenText(
                    text=text, source=texts.get(f"source{n}", "").strip(), published=texts.get(f"date{n}", "").strip()
                )
                for n in range(1, _TEXTS + 1)
                if (text := texts.get(f"text{n}", "")).strip()
            ),
            urls=tuple(line.strip() for line in texts.get("addresses", "").splitlines() if line.strip()),
        ),
    )


def _start(context: Context, given: GivenDraft) -> Job:
    from rashomon.desk import find_event

    require_checkable(given)
    if given.event:
        with context.archive() as archive:
            find_event(archive, given.event)

    def work(progress: Progress) -> object:
        return check_given(given, settings=context.settings, progress=progress, open_archive=context.archive)

    return context.jobs.start("check", f"{_EVENT}{given.event} {id(given)}" if given.event else f"{id(given)}", work)


def _form(request: Request, problem: str = "", given: dict[str, str] | None = None, status: int = 200) -> Response:
    context = context_of(request)
    return context.render(
        request, "check.html.j2", status=status, problem=problem, most=MOST, texts=_TEXTS, given=given or {},
        longest=LONGEST_CLAIM, megabytes=context.settings.size_limit_mb, may_fetch=context.settings.fetch,
    )  # fmt: skip

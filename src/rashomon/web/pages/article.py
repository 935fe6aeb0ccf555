"""The page of one article: its text with what was read in it, and its versions compared."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from rashomon.desk import find_article
from rashomon.errors import DataError
from rashomon.records import Article, Reading
from rashomon.store import Archive
from rashomon.web.context import context_of
from rashomon.web.marking import compare_versions, mark_text, page_bounds
from rashomon.web.pages.loading import load_event

router = APIRouter()
Number = Annotated[int, Query(ge=1, le=100_000)]


@router.get("/articles/{article}", response_model=None)
def show_article(
    request: Request,
    article: Annotated[str, Path(max_length=200)],
    page: Number = 1,
    against: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """The article; with `against`, the id of another version, what has changed since that one."""
    context = context_of(request)
    with context.archive() as archive:
        key = find_article(archive, article)
        if key != article:
            return RedirectResponse(f"/articles/{key}", status_code=307)
        archived = archive.article(key)
        versions = archive.versions(key)
        other = next((one for one in versions if one.article.id == against), None) if against else None
        reading = _kept_reading(archive, archived.article)
        loaded = load_event(context, archive, archived.event) if reading is None and archived.event else None
    if loaded is not None and loaded.view is not None:
        reading = loaded.view.lookup.readings.get(key)
    start, end, pages = page_bounds(archived.article.text, page)
    older, newer = (None, None) if other is None else sorted((archived, other), key=lambda one: _place(versions, one))
    return context.render(
        request, "article.html.j2", archived=archived, article=archived.article, versions=versions, other=other,
        older=older, newer=newer,
        changes=() if older is None or newer is None else compare_versions(older.article.text, newer.article.text),
        lines=mark_text(archived.article.text, reading, start, end), reading=reading,
        page=min(page, pages), pages=pages,
    )  # fmt: skip


def _place(versions: tuple[object, ...], one: object) -> int:
    return next(n for n, version in enumerate(versions) if version == one)


def _kept_reading(archive: Archive, article: Article) -> Reading | None:
    """The deep reading that is kept of the article, None where none is: reading it takes too long for a page."""
    from rashomon.models.files import model_files
    from rashomon.packing import reading_digest, unpack_reading

    kept = archive.find_reading(article.id, reading_digest(model_files()))
    if kept is None:
        return None
    try:
        return unpack_reading(kept, article)
    except DataError:
        return None

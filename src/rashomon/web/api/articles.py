"""Articles, their claims, and the search."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from rashomon import desk
from rashomon.store import SearchQuery
from rashomon.web.api.answers import (
    PROBLEMS,
    Cursor,
    Id,
    Limit,
    MayRead,
    answer,
    not_found,
    open_archive_of,
    read_cursor,
    write_cursor,
)
from rashomon.web.api.shapes import (
    ArticlePage,
    ClaimPage,
    HitList,
    WholeArticleShape,
    shape_article,
    shape_claim,
    shape_hit,
    shape_whole_article,
)
from rashomon.web.api.times import utc

router = APIRouter(tags=["articles"], dependencies=[MayRead], responses=PROBLEMS)
_LARGEST = 2**62


@router.get("/articles", response_model=ArticlePage)
def list_articles(
    request: Request,
    event: Annotated[str | None, Query(max_length=200)] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """Articles in the order of their arrival, all or those of an event. New ones come at the end."""
    after = read_cursor(cursor, int)[0] if cursor else 0
    after = max(0, min(after, _LARGEST))
    with open_archive_of(request) as archive, not_found():
        known = desk.find_event(archive, event) if event else None
        page, last = archive.article_page(after=after, event=known, limit=limit)
    place = write_cursor(last) if len(page) == limit else None
    return answer(request, ArticlePage(articles=[shape_article(one) for one in page], next=place))


@router.get("/articles/{article}", response_model=WholeArticleShape)
def show_article(request: Request, article: Id) -> Response:
    """An article with its text, verbatim."""
    with open_archive_of(request) as archive, not_found():
        found = archive.article(desk.find_article(archive, article))
        versions = [one.article.id for one in archive.versions(found.article.id)]
    return answer(request, shape_whole_article(found, versions))


@router.get("/articles/{article}/claims", response_model=ClaimPage)
def list_claims(request: Request, article: Id, limit: Limit = 50, cursor: Cursor = None) -> Response:
    """The claims of one article, in the order of its text."""
    after = tuple(read_cursor(cursor, int, str)) if cursor else (-1, "")
    with open_archive_of(request) as archive:
        with not_found():
            known = desk.find_article(archive, article)
        reading = desk.read_kept(archive, known)
    placed = {(claim.span.start, claim.id): claim for claim in reading.claims}
    behind = sorted(place for place in placed if place > after)
    page = behind[:limit]
    text = reading.article.text
    place = write_cursor(*page[-1]) if len(behind) > limit else None
    return answer(request, ClaimPage(claims=[shape_claim(placed[one], text) for one in page], next=place))


@router.get("/search", response_model=HitList)
def search(
    request: Request,
    q: Annotated[str, Query(min_length=1, max_length=500, description='Words, a question, or a "phrase in quotes".')],
    who: Annotated[str | None, Query(max_length=200)] = None,
    where: Annotated[str | None, Query(max_length=200)] = None,
    since: datetime | None = None,
    until: datetime | None = None,
    source: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> Response:
    """Articles that answer by words and by meaning, best first. A ranking has no further pages: raise `limit`."""
    query = SearchQuery(words=q, who=who, where=where, since=utc(since), until=utc(until), source=source, limit=limit)
    with open_archive_of(request) as archive:
        hits = desk.search_articles(archive, query)
    return answer(request, HitList(hits=[shape_hit(hit) for hit in hits]))

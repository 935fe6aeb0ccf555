"""The shapes of the API's JSON. Instants are ISO 8601 in UTC ("...Z"); offsets count code points of the article's text.

Field by field as the command line writes them (`rashomon events --format jsonl` and the like).
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel

from rashomon.records import ArchivedArticle, Claim, EventAccount, EventChange, EventSummary, Link, SearchHit
from rashomon.rendering.tables import instant, row_of
from rashomon.text import stretch
from rashomon.web.jobs import Job


class EventShape(BaseModel):
    """An event in one line; `sources` counts the outlets with a text of their own."""

    id: str
    headline: str
    first: str | None
    last: str | None
    articles: int
    sources: int


class EventPage(BaseModel):
    """Events, newest first; `next` is the cursor of the page behind, null at the end."""

    events: list[EventShape]
    next: str | None


class ArticleShape(BaseModel):
    """An article and what the archive knows of it, without its text."""

    id: str
    event: str | None
    copy_of: str | None
    version_of: str | None
    source: str
    title: str
    url: str | None
    published: str | None
    day_only: bool
    retrieved: str | None
    sha256: str | None
    media_type: str | None
    language: str | None
    given_id: str | None
    body_start: int


class WholeArticleShape(ArticleShape):
    """An article with its text, verbatim, and the ids of all texts of its address, oldest first."""

    text: str
    versions: list[str]


class ArticlePage(BaseModel):
    """Articles in the order of their arrival; `next` is the cursor of the page behind, null at the end."""

    articles: list[ArticleShape]
    next: str | None


class ChangeShape(BaseModel):
    """What the arrival of an article did to an event."""

    kind: str
    event: str
    article: str
    at: str | None
    into: str | None
    origin: str | None
    moved: list[str]


class AccountShape(EventShape):
    """An event with its articles, by publication, and its history. `asked` differs from `id` where it was merged."""

    asked: str
    article_list: list[ArticleShape]
    history: list[ChangeShape]


class HitShape(BaseModel):
    """An article that was found, and the stretch of its text that answers best."""

    article: str
    event: str | None
    copies: list[str]
    source: str
    title: str
    url: str | None
    published: str | None
    start: int
    end: int
    text: str
    score: float


class HitList(BaseModel):
    """What was found, best first."""

    hits: list[HitShape]


class SpanShape(BaseModel):
    """A stretch of an article's text, half-open."""

    start: int
    end: int


class ClaimShape(BaseModel):
    """A claim: where it stands, what it says, verbatim and with its pronouns resolved, and in whose voice."""

    id: str
    article: str
    start: int
    end: int
    text: str
    sentence: SpanShape
    resolved: str
    stance: str
    polarity: str
    entities: list[str]


class ClaimPage(BaseModel):
    """Claims by article and place; `next` is the cursor of the page behind, null at the end."""

    claims: list[ClaimShape]
    next: str | None


class LinkShape(BaseModel):
    """Another claim that states the same fact or contradicts it, with the values at stake."""

    id: str
    relation: Literal["same", "partial", "conflict"]
    kind: str | None
    score: float
    values: tuple[str, str] | None
    claim: ClaimShape


class LinkedClaimShape(ClaimShape):
    """A claim with all that supports or contradicts it."""

    links: list[LinkShape]


class JobShape(BaseModel):
    """How a piece of long work stands; `result` is the address of what came of it, null until it is done."""

    id: str
    kind: str
    state: Literal["waiting", "running", "done", "failed"]
    stage: str
    done: int
    total: int
    error: str | None
    result: str | None


def shape_event(event: EventSummary) -> EventShape:
    """The event in the shape of its JSON."""
    return EventShape(**_event(event))


def shape_account(account: EventAccount) -> AccountShape:
    """The event with its articles and history in the shape of its JSON."""
    return AccountShape(
        **_event(account.summary),
        asked=account.asked,
        article_list=[shape_article(one) for one in account.articles],
        history=[_shape_change(change) for change in account.history],
    )


def shape_article(archived: ArchivedArticle) -> ArticleShape:
    """The article in the shape of its JSON, without its text."""
    return ArticleShape(**{name: value for name, value in _row(archived).items() if name != "text"})


def shape_whole_article(archived: ArchivedArticle, versions: list[str]) -> WholeArticleShape:
    """The article in the shape of its JSON, with its text."""
    return WholeArticleShape(**_row(archived), versions=versions)


def shape_hit(hit: SearchHit) -> HitShape:
    """The hit in the shape of its JSON."""
    return HitShape(
        article=hit.article.id,
        event=hit.event,
        copies=list(hit.copies),
        source=hit.article.source,
        title=hit.article.title,
        url=hit.article.url,
        published=instant(hit.article.published),
        start=hit.span.start,
        end=hit.span.end,
        text=stretch(hit.article.text, hit.span),
        score=round(hit.score, 6),
    )


def shape_claim(claim: Claim, text: str) -> ClaimShape:
    """The claim of the article with `text` in the shape of its JSON."""
    return ClaimShape(**_claim(claim, text))


def shape_linked_claim(claim: Claim, text: str, links: list[LinkShape]) -> LinkedClaimShape:
    """The claim with its links in the shape of its JSON."""
    return LinkedClaimShape(**_claim(claim, text), links=links)


def shape_link(link: Link, other: ClaimShape) -> LinkShape:
    """The link to the claim `other` in the shape of its JSON."""
    return LinkShape(
        id=link.id, relation=link.relation, kind=link.kind, score=round(link.score, 4), values=link.values, claim=other
    )


def shape_job(job: Job) -> JobShape:
    """The job in the shape of its JSON."""
    state = job.state  # read first: the worker writes it last
    return JobShape(
        id=job.id,
        kind=job.kind,
        state=state,
        stage=job.stage,
        done=job.done,
        total=job.total,
        error=job.error or None,
        result=f"/api/v1/jobs/{job.id}/result" if state == "done" else None,
    )


def _event(event: EventSummary) -> dict[str, Any]:
    return {
        "id": event.id,
        "headline": event.headline,
        "first": instant(event.first),
        "last": instant(event.last),
        "articles": event.articles,
        "sources": event.sources,
    }


def _row(archived: ArchivedArticle) -> dict[str, Any]:
    """The row of the article, but for its path: that is of the machine that took it in, and nobody else's business."""
    return {name: value for name, value in row_of(archived).items() if name != "path"}


def _claim(claim: Claim, text: str) -> dict[str, Any]:
    return {
        "id": claim.id,
        "article": claim.article,
        "start": claim.span.start,
        "end": claim.span.end,
        "text": stretch(text, claim.span),
        "sentence": SpanShape(start=claim.sentence.start, end=claim.sentence.end),
        "resolved": claim.text_resolved,
        "stance": claim.stance,
        "polarity": claim.polarity,
        "entities": list(claim.entities),
    }


def _shape_change(change: EventChange) -> ChangeShape:
    return ChangeShape(
        kind=change.kind,
        event=change.event,
        article=change.article,
        at=instant(change.at),
        into=change.into,
        origin=change.origin,
        moved=list(change.moved),
    )

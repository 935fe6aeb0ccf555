"""Events as they stand: lists of them, one with its articles and history, and where a merged one went."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    and_,
    case,
    func,
    or_,
    select,
    type_coerce,
    update,
)

from rashomon.records import ArchivedArticle, EventAccount, EventChange, EventSummary
from rashomon.store.articles import chunks, select_articles, to_article, unknown
from rashomon.store.full_text import match_newest
from rashomon.store.kept import EventQuery
from rashomon.store.names import find_names
from rashomon.store.tables import article_names, articles, changes, dossiers, events, moves, placements, texts

_HEADLINE = 200
# The conflicts in the newest dossier of an event.
_CONFLICTS = (
    select(dossiers.c.conflicts)
    .where(dossiers.c.event == events.c.id)
    .order_by(dossiers.c.number.desc())
    .limit(1)
    .correlate(events)
    .scalar_subquery()
)


def list_events(connection: Connection, query: EventQuery) -> tuple[EventSummary, ...]:
    """The events that `query` asks for, the one with the latest article first; undated ones last."""
    statement = select(events, _CONFLICTS.label("conflicts")).where(
        events.c.size > 0, events.c.sources >= query.min_sources
    )
    if query.since is not None:
        statement = statement.where(events.c.last >= query.since)
    if query.until is not None:
        statement = statement.where(events.c.first < query.until)
    if query.sources:
        wanted = {source.casefold() for source in query.sources}
        statement = statement.where(events.c.number.in_(_events_of(func.lower(articles.c.source).in_(wanted))))
    for given in (query.who, query.where):
        if given:
            meant = find_names(connection, given)
            named = select(placements.c.event).join(article_names, article_names.c.article == placements.c.article)
            statement = statement.where(events.c.number.in_(named.where(article_names.c.name.in_(meant))))
    if query.conflicting:
        statement = statement.where(_CONFLICTS > 0)
    if query.words:
        found = match_newest(connection, query.words)
        if found is None:
            return ()
        statement = statement.where(
            events.c.number.in_(select(placements.c.event).where(placements.c.article.in_(found)))
        )
    if query.after is not None:
        statement = statement.where(_behind(connection, *query.after))
    newest_first = (events.c.last.is_(None), events.c.last.desc(), events.c.number.desc())
    rows = connection.execute(statement.order_by(*newest_first).limit(query.limit).offset(query.offset)).all()
    headlines = _find_headlines(connection, [row.number for row in rows])
    return tuple(
        EventSummary(
            id=row.id,
            headline=headlines.get(row.number, ""),
            first=row.first,
            last=row.last,
            articles=row.size,
            sources=row.sources,
            conflicts=row.conflicts,
        )
        for row in rows
    )


def _behind(connection: Connection, last: datetime | None, event_id: str) -> ColumnElement[bool]:
    """What comes after an event, newest first. Its own time is given: it may have got newer articles since.

    Raises: UnknownIdError.
    """
    number = connection.execute(select(events.c.number).where(events.c.id == event_id)).scalar()
    if number is None:
        raise unknown("event", event_id)
    if last is None:
        return and_(events.c.last.is_(None), events.c.number < number)
    return or_(events.c.last < last, and_(events.c.last == last, events.c.number < number), events.c.last.is_(None))


def find_newest_time(connection: Connection) -> datetime | None:
    """When the newest article was published; None where none has a date."""
    at: datetime | None = connection.execute(select(func.max(articles.c.published))).scalar_one()
    return at


def count_growth(
    connection: Connection, ids: Sequence[str], since: datetime, step: timedelta, bins: int
) -> dict[str, tuple[int, ...]]:
    """How many articles of each event of `ids` were published in each of `bins` intervals of length `step`."""
    published = type_coerce(articles.c.published, BigInteger)
    start = int((since - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(microseconds=1))
    width = int(step / timedelta(microseconds=1))
    counts = {one: [0] * bins for one in ids}
    for some in chunks(list(ids)):
        place = ((published - start) // width).label("place")
        rows = connection.execute(
            select(events.c.id, place, func.count().label("many"))
            .join(placements, placements.c.event == events.c.number)
            .join(articles, articles.c.number == placements.c.article)
            .where(events.c.id.in_(some), published >= start, published < start + bins * width)
            .group_by(events.c.id, place)
        )
        for row in rows:
            counts[row.id][int(row.place)] += int(row.many)
    return {one: tuple(several) for one, several in counts.items()}


def load_event(connection: Connection, event_id: str) -> EventAccount:
    """The event that `event_id` goes by now, with its articles and all that changed it. Raises: UnknownIdError."""
    number = resolve_number(connection, event_id)
    row = connection.execute(select(events).where(events.c.number == number)).one()
    summary = EventSummary(
        id=row.id,
        headline=_find_headlines(connection, [number]).get(number, ""),
        first=row.first,
        last=row.last,
        articles=row.size,
        sources=row.sources,
    )
    return EventAccount(
        asked=event_id,
        summary=summary,
        articles=_load_event_articles(connection, number),
        history=_load_history(connection, number),
    )


def resolve_number(connection: Connection, event_id: str) -> int:
    """The number of the event that `event_id` goes by now. Raises: UnknownIdError."""
    row = connection.execute(select(events.c.number, events.c.merged_into).where(events.c.id == event_id)).first()
    if row is None:
        raise unknown("event", event_id)
    return int(row.number if row.merged_into is None else row.merged_into)


def resolve_id(connection: Connection, event_id: str) -> str:
    """The id that `event_id` goes by now. Raises: UnknownIdError."""
    number = resolve_number(connection, event_id)
    return str(connection.execute(select(events.c.id).where(events.c.number == number)).scalar_one())


def load_ids(connection: Connection, event_id: str) -> tuple[str, ...]:
    """All ids that the event has had, its present one first. Raises: UnknownIdError."""
    number = resolve_number(connection, event_id)
    own = (events.c.number == number) | (events.c.merged_into == number)
    rows = connection.execute(select(events.c.id).where(own).order_by(events.c.number != number, events.c.number))
    return tuple(rows.scalars())


def count_events(connection: Connection, numbers: Iterable[int]) -> None:
    """Sets down anew how many articles and outlets the events `numbers` have, and from when to when.

    An outlet counts with a text of its own: copies are with their origin, and versions are copies.
    """
    here = select(articles).join(placements, placements.c.article == articles.c.number)
    of_event = placements.c.event == events.c.number
    own_source = case((placements.c.copy_of.is_(None), func.lower(articles.c.source)))
    for some in chunks(sorted(set(numbers))):
        connection.execute(
            update(events)
            .where(events.c.number.in_(some))
            .values(
                size=here.with_only_columns(func.count()).where(of_event).scalar_subquery(),
                sources=here.with_only_columns(func.count(own_source.distinct())).where(of_event).scalar_subquery(),
                first=here.with_only_columns(func.min(articles.c.published)).where(of_event).scalar_subquery(),
                last=here.with_only_columns(func.max(articles.c.published)).where(of_event).scalar_subquery(),
            )
        )


def _events_of(condition: ColumnElement[bool]) -> Select[tuple[int]]:
    return select(placements.c.event).join(articles, articles.c.number == placements.c.article).where(condition)


def _find_headlines(connection: Connection, numbers: Sequence[int]) -> dict[int, str]:
    """Each event's headline: that of its earliest original, or the beginning of its text where it has none."""
    found: dict[int, str] = {}
    earliest = (
        placements.c.copy_of.isnot(None),
        articles.c.published.is_(None),
        articles.c.published,
        articles.c.number,
    )
    for some in chunks(numbers):
        ranked = (
            select(
                placements.c.event,
                placements.c.article,
                func.row_number().over(partition_by=placements.c.event, order_by=earliest).label("rank"),
            )
            .join(articles, articles.c.number == placements.c.article)
            .where(placements.c.event.in_(some))
            .subquery()
        )
        rows = connection.execute(
            select(ranked.c.event, articles.c.title, func.substr(texts.c.text, 1, 2 * _HEADLINE).label("beginning"))
            .join(articles, articles.c.number == ranked.c.article)
            .join(texts, texts.c.article == ranked.c.article)
            .where(ranked.c.rank == 1)
        )
        found.update((row.event, headline_of(row.title, row.beginning)) for row in rows)
    return found


def headline_of(title: str, beginning: str) -> str:
    """The headline of an article: its title, else the first line of its text, at most 200 characters."""
    return (title or beginning.strip().split("\n", 1)[0])[:_HEADLINE]


def _load_event_articles(connection: Connection, number: int) -> tuple[ArchivedArticle, ...]:
    in_time = (articles.c.published.is_(None), articles.c.published, articles.c.number)
    rows = connection.execute(select_articles().where(placements.c.event == number).order_by(*in_time))
    return tuple(to_article(row) for row in rows)


def _load_history(connection: Connection, number: int) -> tuple[EventChange, ...]:
    """All changes of the event and of those that were merged into it, in order."""
    own = select(events.c.number).where((events.c.number == number) | (events.c.merged_into == number))
    into, origin = events.alias("into"), events.alias("origin")
    rows = connection.execute(
        select(
            changes.c.number,
            changes.c.kind,
            changes.c.at,
            events.c.id.label("event"),
            articles.c.id.label("article"),
            into.c.id.label("merged_into"),
            origin.c.id.label("origin"),
        )
        .join(events, events.c.number == changes.c.event)
        .outerjoin(articles, articles.c.number == changes.c.article)
        .outerjoin(into, into.c.number == changes.c.merged_into)
        .outerjoin(origin, origin.c.number == changes.c.origin)
        .where(changes.c.event.in_(own) | changes.c.origin.in_(own))
        .order_by(changes.c.number)
    ).all()
    moved = _load_moves(connection, [row.number for row in rows if row.kind in ("split", "moved")])
    return tuple(
        EventChange(
            kind=row.kind,
            event=row.event,
            article=row.article or "",
            at=row.at,
            into=row.merged_into,
            origin=row.origin,
            moved=tuple(moved[row.number]) if row.number in moved else (),
        )
        for row in rows
    )


def _load_moves(connection: Connection, numbers: Sequence[int]) -> dict[int, list[str]]:
    moved: defaultdict[int, list[str]] = defaultdict(list)
    for some in chunks(numbers):
        rows = connection.execute(
            select(moves.c.change, articles.c.id)
            .join(articles, articles.c.number == moves.c.article)
            .where(moves.c.change.in_(some))
            .order_by(moves.c.change, moves.c.article)
        )
        for row in rows:
            moved[row.change].append(row.id)
    return moved

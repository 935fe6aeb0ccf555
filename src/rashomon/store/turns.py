"""Grouping: one process at a time takes the articles that are not yet in an event, and puts down where they belong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from rashomon.errors import ArchiveChangedError, ArchiveError
from rashomon.records import Article, EventChange
from rashomon.store.articles import chunks, load_articles, number_by_id, select_articles, to_article
from rashomon.store.connecting import Database, reading, writing
from rashomon.store.events import count_events
from rashomon.store.kept import Kept, Placed
from rashomon.store.moving import settle_moves
from rashomon.store.readings import LIGHT, keep_light
from rashomon.store.tables import (
    article_names,
    articles,
    changes,
    events,
    moves,
    names,
    placements,
    readings,
    turns,
    waiting,
)

_GROUPING = turns.c.name == "grouping"


@dataclass(slots=True, kw_only=True)
class GroupingTurn:
    """The right to group, held by one process at a time; it goes with the process, however that ends.

    `generation` rises with each commit of a turn and with each deletion: while it is the one that the last commit of a
    grouper returned, what that grouper holds in memory is up to date.
    """

    database: Database
    generation: int

    def waiting(self) -> int:
        """How many articles are not yet grouped."""
        with reading(self.database) as connection:
            return connection.execute(select(func.count()).select_from(waiting)).scalar_one()

    def take(self, limit: int) -> tuple[Article, ...]:
        """At most `limit` articles that are not yet grouped, in the order of time, then of arrival.

        They wait on until a commit places them. An undated article has the time of the last dated one before it.
        """
        first = select(waiting.c.article).order_by(
            waiting.c.order_time.isnot(None), waiting.c.order_time, waiting.c.article
        )
        with reading(self.database) as connection:
            numbers = list(connection.execute(first.limit(limit)).scalars())
            found: dict[int, Article] = {}
            for some in chunks(numbers):
                rows = connection.execute(select_articles().where(articles.c.number.in_(some)))
                found |= {row.number: to_article(row).article for row in rows}
        return tuple(found[number] for number in numbers)

    def commit(self, placed: Sequence[Placed], changed: Sequence[EventChange]) -> int:
        """Keeps where the articles were put and what that did to the events, in order; the new generation.

        All in one transaction. A copy goes where its origin is when all is done, whatever event it was placed in.
        What a person has moved stays where that person put it; then the turn is of a later generation than is returned.
        Raises: ArchiveChangedError where somebody else has grouped or deleted since this turn began or last committed:
        the turn goes on from the present generation, and the grouper has to be restored.
        """
        with writing(self.database) as connection:
            present = _load_generation(connection)
            if present != self.generation:
                self.generation = present
                raise ArchiveChangedError(
                    "articles were deleted or grouped by another process meanwhile; nothing was kept, "
                    "restore the grouper and go on"
                )
            corrected = _keep(connection, placed, changed)
            # What a person has moved is not where the grouper thinks: with yet another generation it is restored.
            self.generation = present + (2 if corrected else 1)
            connection.execute(update(turns).where(_GROUPING).values(generation=self.generation))
        return present + 1

    def restore(self, since: datetime | None, limit: int) -> Iterator[Kept]:
        """The last `limit` articles that were grouped at `since` or later, in the order of grouping.

        With them come the origins of copies among them, also where they are older. None means any time.
        """
        with reading(self.database) as connection:
            chosen = (
                select(placements.c.sequence, placements.c.copy_of).order_by(placements.c.sequence.desc()).limit(limit)
            )
            if since is not None:
                chosen = chosen.where(placements.c.at >= since)
            rows = connection.execute(chosen).all()
            sequences = {row.sequence for row in rows}
            for some in chunks({row.copy_of for row in rows if row.copy_of is not None}):
                older = select(placements.c.sequence).where(placements.c.article.in_(some))
                sequences.update(connection.execute(older).scalars())
        for some in chunks(sorted(sequences)):
            with reading(self.database) as connection:
                found = _load_kept(connection, some)
            yield from found

    def articles(self, ids: Iterable[str]) -> tuple[Article, ...]:
        """The articles with these ids, in their order; unknown ones are left out."""
        with reading(self.database) as connection:
            return tuple(one.article for one in load_articles(connection, ids))

    def last_at(self) -> datetime | None:
        """The latest time of the stream that a commit has set down; None where there is none."""
        with reading(self.database) as connection:
            at: datetime | None = connection.execute(select(func.max(placements.c.at))).scalar_one()
            return at

    def last_sequence(self) -> int:
        """The sequence of the article that was grouped last; 0 where none was."""
        with reading(self.database) as connection:
            return connection.execute(select(func.max(placements.c.sequence))).scalar_one() or 0

    def drop_profiles(self, before: datetime) -> int:
        """Drops what the grouper knew of articles older than `before`; how many. Origins of younger copies keep it."""
        younger = select(placements.c.copy_of).where(placements.c.copy_of.isnot(None), placements.c.at >= before)
        old = select(placements.c.article).where(placements.c.at < before, placements.c.article.not_in(younger))
        with writing(self.database) as connection:
            done = connection.execute(delete(readings).where(readings.c.depth == LIGHT, readings.c.article.in_(old)))
            return done.rowcount

    def event_exists(self, event_id: str) -> bool:
        """True where the archive has, or has had, an event of this id."""
        with reading(self.database) as connection:
            return connection.execute(select(events.c.number).where(events.c.id == event_id)).first() is not None


def load_generation(database: Database) -> int:
    """How often grouping or deleting has changed the archive."""
    with reading(database) as connection:
        return _load_generation(connection)


def _load_generation(connection: Connection) -> int:
    return int(connection.execute(select(turns.c.generation).where(_GROUPING)).scalar_one())


def _keep(connection: Connection, placed: Sequence[Placed], changed: Sequence[EventChange]) -> bool:
    """Keeps what a grouper says; True where a person's move is at odds with it, and holds."""
    ids = {one.article for one in placed} | {one.copy_of for one in placed if one.copy_of}
    ids |= {change.article for change in changed} | {article for change in changed for article in change.moved}
    number_of = number_by_id(connection, ids)
    unknown = {one.article for one in placed} - number_of.keys()
    if unknown:
        raise ArchiveError(f"the archive has no article {min(unknown)!r} to be grouped; add it first")
    event_of = _open_events(connection, placed, changed)
    touched = _insert_placements(connection, placed, number_of, event_of)
    _keep_names(connection, placed, number_of)
    keep_light(connection, [(number_of[one.article], one.profile_format, one.profile) for one in placed if one.profile])
    touched |= _keep_changes(connection, changed, number_of, event_of)
    touched |= _take_copies_along(connection, touched)
    corrected = settle_moves(connection)
    count_events(connection, touched | corrected)
    return bool(corrected)


def _open_events(connection: Connection, placed: Sequence[Placed], changed: Sequence[EventChange]) -> dict[str, int]:
    """The numbers of all events that are named, those that are new included."""
    wanted = {one.event for one in placed}
    for change in changed:
        wanted |= {event for event in (change.event, change.into, change.origin) if event}
    found: dict[str, int] = {}
    for some in chunks(wanted):
        rows = connection.execute(select(events.c.id, events.c.number).where(events.c.id.in_(some)))
        found.update((row.id, row.number) for row in rows)
    named = (*(change.event for change in changed), *(one.event for one in placed), *sorted(wanted))
    fresh = [event for event in dict.fromkeys(named) if event not in found]
    if fresh:
        new = [{"id": event, "size": 0, "sources": 0} for event in fresh]
        added = connection.execute(insert(events).returning(events.c.number, sort_by_parameter_order=True), new)
        found.update(zip(fresh, added.scalars(), strict=True))
    return found


def _insert_placements(
    connection: Connection, placed: Sequence[Placed], number_of: dict[str, int], event_of: dict[str, int]
) -> set[int]:
    rows: list[dict[str, Any]] = [
        {
            "article": number_of[one.article],
            "event": event_of[one.event],
            "copy_of": number_of.get(one.copy_of) if one.copy_of else None,
            "copy_kind": one.copy_kind,
            "contained": one.contained,
            "at": one.at,
        }
        for one in placed
    ]
    if rows:
        connection.execute(insert(placements), rows)
        for some in chunks(row["article"] for row in rows):
            connection.execute(delete(waiting).where(waiting.c.article.in_(some)))
    return {row["event"] for row in rows}


def _keep_names(connection: Connection, placed: Sequence[Placed], number_of: dict[str, int]) -> None:
    wanted = {name for one in placed for name in one.names}
    found: dict[str, int] = {}
    for some in chunks(wanted):
        rows = connection.execute(select(names.c.name, names.c.number).where(names.c.name.in_(some)))
        found.update((row.name, row.number) for row in rows)
    fresh = sorted(wanted - found.keys())
    if fresh:
        added = connection.execute(
            insert(names).returning(names.c.number, sort_by_parameter_order=True), [{"name": name} for name in fresh]
        )
        found.update(zip(fresh, added.scalars(), strict=True))
    rows_of = [
        {"name": found[name], "article": number_of[one.article]} for one in placed for name in dict.fromkeys(one.names)
    ]
    if rows_of:
        connection.execute(insert(article_names), rows_of)


def _keep_changes(
    connection: Connection, changed: Sequence[EventChange], number_of: dict[str, int], event_of: dict[str, int]
) -> set[int]:
    """Sets down the changes, and does them in their order; the events that they touch."""
    rows: list[dict[str, Any]] = [
        {
            "kind": change.kind,
            "event": event_of[change.event],
            "article": number_of.get(change.article),
            "at": change.at,
            "merged_into": event_of[change.into] if change.into else None,
            "origin": event_of[change.origin] if change.origin else None,
        }
        for change in changed
    ]
    if not rows:
        return set()
    numbers = connection.execute(insert(changes).returning(changes.c.number, sort_by_parameter_order=True), rows)
    touched: set[int] = set()
    for number, change, row in zip(numbers.scalars().all(), changed, rows, strict=True):
        touched |= {event for event in (row["event"], row["merged_into"], row["origin"]) if event is not None}
        if change.kind == "merged" and row["merged_into"] not in (None, row["event"]):
            _merge(connection, row["event"], row["merged_into"])
        elif change.kind == "split":
            moved = [number_of[article] for article in dict.fromkeys(change.moved) if article in number_of]
            _split(connection, number, row["event"], moved)
    return touched


def _merge(connection: Connection, event: int, into: int) -> None:
    connection.execute(update(placements).where(placements.c.event == event).values(event=into))
    # Events that had gone into this one go with it, so that every former id is one step from the present one.
    gone = or_(events.c.number == event, events.c.merged_into == event)
    connection.execute(update(events).where(gone).values(merged_into=into))


def _split(connection: Connection, change: int, event: int, moved: Sequence[int]) -> None:
    for some in chunks(moved):
        connection.execute(update(placements).where(placements.c.article.in_(some)).values(event=event))
        connection.execute(insert(moves), [{"change": change, "article": article} for article in some])


def _take_copies_along(connection: Connection, touched: set[int]) -> set[int]:
    """Puts copies where their origins are, in and from the events that were touched; the events that this touches."""
    origin = placements.alias("origin")
    strayed = (
        select(placements.c.article, placements.c.event, origin.c.event.label("origin_event"))
        .join(origin, origin.c.article == placements.c.copy_of)
        .where(placements.c.event != origin.c.event)
    )
    found: set[int] = set()
    for some in chunks(touched):
        rows = connection.execute(strayed.where(origin.c.event.in_(some) | placements.c.event.in_(some))).all()
        for row in rows:
            connection.execute(
                update(placements).where(placements.c.article == row.article).values(event=row.origin_event)
            )
            found |= {row.event, row.origin_event}
    return found


def _load_kept(connection: Connection, sequences: Sequence[int]) -> list[Kept]:
    origin = articles.alias("origin")
    rows = connection.execute(
        select(
            placements,
            articles.c.id,
            articles.c.published,
            origin.c.id.label("origin"),
            events.c.id.label("event_id"),
            events.c.size,
            readings.c.data,
            readings.c.digest,
        )
        .join(articles, articles.c.number == placements.c.article)
        .join(events, events.c.number == placements.c.event)
        .outerjoin(origin, origin.c.number == placements.c.copy_of)
        .outerjoin(readings, (readings.c.article == placements.c.article) & (readings.c.depth == LIGHT))
        .where(placements.c.sequence.in_(sequences))
        .order_by(placements.c.sequence)
    ).all()
    opened = connection.execute(
        select(placements.c.event, func.min(placements.c.sequence).label("first"))
        .where(placements.c.event.in_({row.event for row in rows}))
        .group_by(placements.c.event)
    )
    first_of: dict[int, int] = {row.event: row.first for row in opened}
    return [
        Kept(
            article=row.id,
            sequence=row.sequence,
            event=row.event_id,
            copy_of=row.origin,
            at=row.at,
            published=row.published,
            profile=None if row.data is None else bytes(row.data),
            profile_format=row.digest,
            event_size=row.size,
            event_opened=first_of[row.event],
        )
        for row in rows
    ]

"""Moves of articles to another event by hand: they hold whatever grouping says, until they are undone.

All prints of a text move together, since a copy is in the event of its origin. Of several moves of one text the latest
that holds counts.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import Connection, insert, or_, select, update

from rashomon.errors import ArchiveError
from rashomon.records import Correction
from rashomon.store.articles import chunks, number_by_id, unknown
from rashomon.store.events import count_events, resolve_id, resolve_number
from rashomon.store.tables import changes, corrections, events, moves, placements, turns


@dataclass(frozen=True, slots=True, kw_only=True)
class _Move:
    """A move on record: of which text (the number of its origin), where to, where grouping had it, and if it holds."""

    number: int
    origin: int
    event: str
    home: str | None
    holds: bool


def prepare_move(connection: Connection, correction: Correction) -> Correction:
    """The move as it is to be kept: `event` is where grouping has the article, `value` an event that there is.

    Raises: UnknownIdError; ArchiveError where the article is not grouped yet, or is in that event already.
    """
    article = correction.anchors[0].article
    origin = _origin_of(connection, article)
    number = connection.execute(select(placements.c.event).where(placements.c.article == origin)).scalar_one()
    present = str(connection.execute(select(events.c.id).where(events.c.number == number)).scalar_one())
    if correction.value:
        target = resolve_id(connection, correction.value)
        if target == present:
            raise ArchiveError(f"the article {article} is in event {target} already; name another event")
    else:
        target = _own_event(connection, article)
    earlier = [move for move in _load_moves(connection) if move.origin == origin and move.holds]
    return replace(correction, event=earlier[-1].home if earlier else present, value=target)


def settle_moves(connection: Connection, *, at: datetime | None = None) -> set[int]:
    """Puts every text where the latest move that holds says; the numbers of the events that this has touched."""
    latest = {move.origin: move for move in _load_moves(connection) if move.holds}
    touched: set[int] = set()
    for origin, move in latest.items():
        touched |= _put(connection, origin, resolve_number(connection, move.event), at or datetime.now(UTC))
    return touched


def change_moves(connection: Connection, undone: Correction | None = None) -> None:
    """Does what the moves on record say, after one was made or `undone`; a text without one goes back to its event."""
    touched = settle_moves(connection)
    if undone is not None and undone.event is not None:
        known = number_by_id(connection, [undone.anchors[0].article])
        if known:
            origin = _origin_of(connection, undone.anchors[0].article)
            if not any(move.holds and move.origin == origin for move in _load_moves(connection)):
                touched |= _put(connection, origin, resolve_number(connection, undone.event), datetime.now(UTC))
    count_events(connection, touched)
    # A grouper that is at work knows the events as they were.
    connection.execute(update(turns).values(generation=turns.c.generation + 1))


def _load_moves(connection: Connection) -> list[_Move]:
    """All moves of articles that are there, the earliest first."""
    rows = connection.execute(
        select(corrections).where(corrections.c.kind == "move").order_by(corrections.c.number)
    ).all()
    articles = {row.number: json.loads(row.targets)[0] for row in rows}
    origins: dict[str, int] = {}
    numbers = number_by_id(connection, articles.values())
    for some in chunks(numbers.values()):
        placed = connection.execute(
            select(placements.c.article, placements.c.copy_of).where(placements.c.article.in_(some))
        )
        origin_of = {row.article: row.copy_of or row.article for row in placed}
        origins |= {article: origin_of[number] for article, number in numbers.items() if number in origin_of}
    return [
        _Move(
            number=row.number,
            origin=origins[articles[row.number]],
            event=json.loads(row.value)["value"],
            home=row.event,
            holds=row.undone_at is None,
        )
        for row in rows
        if articles[row.number] in origins
    ]


def _origin_of(connection: Connection, article: str) -> int:
    """The number of the text that the article prints: its own, or that of its origin."""
    number = number_by_id(connection, [article]).get(article)
    if number is None:
        raise unknown("article", article)
    row = connection.execute(select(placements.c.copy_of).where(placements.c.article == number)).first()
    if row is None:
        raise ArchiveError(f"the article {article} is in no event yet; `rashomon ingest` groups what waits")
    return int(row.copy_of or number)


def _put(connection: Connection, origin: int, event: int, at: datetime) -> set[int]:
    """Puts a text and its copies into `event`, and sets it down in the history; the events that this has touched."""
    here = or_(placements.c.article == origin, placements.c.copy_of == origin)
    rows = connection.execute(
        select(placements.c.article, placements.c.event).where(here, placements.c.event != event)
    ).all()
    if not rows:
        return set()
    connection.execute(update(placements).where(here).values(event=event))
    for left in sorted({row.event for row in rows}):
        moved = [row.article for row in rows if row.event == left]
        change = connection.execute(
            insert(changes)
            .values(kind="moved", event=event, article=moved[0], at=at, origin=left)
            .returning(changes.c.number)
        ).scalar_one()
        connection.execute(insert(moves), [{"change": change, "article": article} for article in moved])
    return {event} | {row.event for row in rows}


def _own_event(connection: Connection, article: str) -> str:
    """The id of a new event for the article alone."""
    taken: Iterable[str] = [""]
    event = article
    while taken:
        event = "e" + hashlib.sha256(f"{event}\0moved".encode("utf-8", "replace")).hexdigest()[:16]
        taken = connection.execute(select(events.c.id).where(events.c.id == event)).scalars().all()
    connection.execute(insert(events).values(id=event, size=0, sources=0))
    return event

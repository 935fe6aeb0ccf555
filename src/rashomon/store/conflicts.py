"""The conflicts that kept dossiers have had, when each was first found, and what has been done about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from rashomon.records import Span
from rashomon.store.articles import chunks, number_by_id
from rashomon.store.kept import ConflictNote, ConflictPlace, KeptConflict
from rashomon.store.tables import articles, changes, conflict_links, conflicts, events, marks


def keep_conflicts(connection: Connection, event: str, notes: Sequence[ConflictNote], at: datetime) -> None:
    """Sets down which conflicts the newest dossier of `event` has: new ones as found `at`, the others as gone.

    One that shares a link with a note is the same as that, whatever has been added to it since.
    """
    known = _find_links(connection, [link for note in notes for link in note.links])
    numbers = number_by_id(connection, {place.article for note in notes for place in note.places})
    present = set()
    for note in notes:
        number = min((known[link] for link in note.links if link in known), default=None)
        if number is None:
            number = _add(connection, event, note, numbers, at)
        present.add(number)
        added = [link for link in dict.fromkeys(note.links) if link not in known]
        if added:
            connection.execute(insert(conflict_links), [{"link": link, "conflict": number} for link in added])
            known |= dict.fromkeys(added, number)
    ids = _ids_of(connection, event)
    connection.execute(update(conflicts).where(conflicts.c.event.in_(ids), conflicts.c.gone.is_(None)).values(gone=at))
    for some in chunks(sorted(present)):
        connection.execute(update(conflicts).where(conflicts.c.number.in_(some)).values(gone=None, event=event))


def list_conflicts(connection: Connection, *, after: int, limit: int) -> tuple[KeptConflict, ...]:
    """At most `limit` conflicts found after that of number `after`, in the order they were found; gone ones too."""
    return _load(connection, after=after, limit=limit, newest_first=False)


def list_newest(connection: Connection, *, before: int | None, limit: int) -> tuple[KeptConflict, ...]:
    """At most `limit` conflicts that are not gone, the one found last first; with `before` those of lower numbers."""
    return _load(connection, before=before, limit=limit, newest_first=True, gone=False)


def last_conflict(connection: Connection) -> int:
    """The number of the conflict that was found last, 0 where there is none."""
    return int(connection.execute(select(func.coalesce(func.max(conflicts.c.number), 0))).scalar_one())


def last_change(connection: Connection) -> int:
    """The number of the newest change of an event, 0 where there is none."""
    return int(connection.execute(select(func.coalesce(func.max(changes.c.number), 0))).scalar_one())


def list_changed(connection: Connection, *, after: int, limit: int) -> tuple[tuple[tuple[str, int], ...], int]:
    """The events, by present id, that one of at most `limit` changes after number `after` has changed.

    Each with the number of the first of these changes, in their order; and the number of the last, `after` if none.
    """
    into, origin = events.alias("into"), events.alias("origin")
    rows = connection.execute(
        select(changes.c.number, events.c.number.label("own"), events.c.merged_into.label("merged"),
               into.c.number.label("into"), origin.c.number.label("origin"))
        .join(events, events.c.number == changes.c.event)
        .outerjoin(into, into.c.number == changes.c.merged_into)
        .outerjoin(origin, origin.c.number == changes.c.origin)
        .where(changes.c.number > after)
        .order_by(changes.c.number)
        .limit(limit)
    ).all()  # fmt: skip
    first: dict[int, int] = {}
    for row in rows:
        for number in (row.merged or row.own, row.into, row.origin):
            if number is not None:
                first.setdefault(number, row.number)
    present: dict[int, str] = {}
    for some in chunks(list(first)):
        named = connection.execute(
            select(events.c.number, events.c.id).where(events.c.number.in_(some), events.c.merged_into.is_(None))
        )
        present.update((row.number, row.id) for row in named)
    changed = tuple((present[number], at) for number, at in first.items() if number in present)
    return changed, rows[-1].number if rows else after


def find_mark(connection: Connection, name: str) -> int | None:
    """How far `name` has gone; None where it has not begun."""
    return connection.execute(select(marks.c.number).where(marks.c.name == name)).scalar_one_or_none()


def keep_mark(connection: Connection, name: str, number: int) -> None:
    """Sets down how far `name` has gone."""
    connection.execute(delete(marks).where(marks.c.name == name))
    connection.execute(insert(marks).values(name=name, number=number))


def _add(connection: Connection, event: str, note: ConflictNote, numbers: dict[str, int], at: datetime) -> int:
    left, right = note.places
    number: int = connection.execute(
        insert(conflicts)
        .values(
            event=event,
            kind=note.kind,
            found=at,
            left_article=numbers[left.article],
            left_start=left.span.start,
            left_end=left.span.end,
            left_value=left.value,
            right_article=numbers[right.article],
            right_start=right.span.start,
            right_end=right.span.end,
            right_value=right.value,
        )
        .returning(conflicts.c.number)
    ).scalar_one()
    return number


def _load(
    connection: Connection, *, limit: int, newest_first: bool, after: int = 0, before: int | None = None,
    gone: bool = True,
) -> tuple[KeptConflict, ...]:  # fmt: skip
    left, right, into = articles.alias("left_side"), articles.alias("right_side"), events.alias("into")
    statement = (
        select(conflicts, left.c.id.label("left_id"), right.c.id.label("right_id"),
               func.coalesce(into.c.id, conflicts.c.event).label("present"))
        .join(left, left.c.number == conflicts.c.left_article)
        .join(right, right.c.number == conflicts.c.right_article)
        .outerjoin(events, events.c.id == conflicts.c.event)
        .outerjoin(into, into.c.number == events.c.merged_into)
        .where(conflicts.c.number > after)
        .order_by(conflicts.c.number.desc() if newest_first else conflicts.c.number)
        .limit(limit)
    )  # fmt: skip
    if before is not None:
        statement = statement.where(conflicts.c.number < before)
    if not gone:
        statement = statement.where(conflicts.c.gone.is_(None))
    rows = connection.execute(statement).all()
    links: defaultdict[int, list[str]] = defaultdict(list)
    for some in chunks([row.number for row in rows]):
        for row in connection.execute(select(conflict_links).where(conflict_links.c.conflict.in_(some))):
            links[row.conflict].append(row.link)
    return tuple(
        KeptConflict(
            number=row.number,
            event=row.present,
            found=row.found,
            gone=row.gone is not None,
            note=ConflictNote(
                kind=row.kind,
                links=tuple(sorted(links[row.number])),
                places=(
                    ConflictPlace(
                        article=row.left_id, span=Span(start=row.left_start, end=row.left_end), value=row.left_value
                    ),
                    ConflictPlace(
                        article=row.right_id, span=Span(start=row.right_start, end=row.right_end), value=row.right_value
                    ),
                ),
            ),
        )
        for row in rows
    )


def _find_links(connection: Connection, links: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in chunks(list(dict.fromkeys(links))):
        for row in connection.execute(select(conflict_links).where(conflict_links.c.link.in_(some))):
            found[row.link] = row.conflict
    return found


def _ids_of(connection: Connection, event: str) -> list[str]:
    """The event's id and those of events that were merged into it, whether the archive has grouped them or not."""
    row = connection.execute(select(events.c.number, events.c.merged_into).where(events.c.id == event)).first()
    if row is None:
        return [event]
    number = row.number if row.merged_into is None else row.merged_into
    own = (events.c.number == number) | (events.c.merged_into == number)
    return [event, *connection.execute(select(events.c.id).where(own)).scalars()]

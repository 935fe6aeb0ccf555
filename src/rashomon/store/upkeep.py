"""Whether an archive is sound, how much it holds, and making it small again."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import DBAPIError

from rashomon.store.connecting import Database, errors_told, reading, writing
from rashomon.store.kept import Problem, Stats
from rashomon.store.migrations import find_schema
from rashomon.store.tables import (
    articles,
    corrections,
    deletions,
    dossiers,
    events,
    payloads,
    placements,
    readings,
    texts,
    vectors,
    waiting,
)

_PAGE = 200
# Each finds the rows that refer to something that is gone; the databases forbid it, a damaged file may have it.
_ORPHANS = {
    "articles without a text": "SELECT number FROM articles WHERE number NOT IN (SELECT article FROM texts)",
    "texts without an article": "SELECT article FROM texts WHERE article NOT IN (SELECT number FROM articles)",
    "articles without their bytes": "SELECT number FROM articles WHERE payload NOT IN (SELECT number FROM payloads)",
    "bytes without an article": "SELECT number FROM payloads WHERE number NOT IN (SELECT payload FROM articles)",
    "articles that neither wait nor are grouped": "SELECT number FROM articles WHERE number NOT IN "
    "(SELECT article FROM placements) AND number NOT IN (SELECT article FROM waiting)",
    "articles that wait and are grouped": "SELECT article FROM waiting "
    "WHERE article IN (SELECT article FROM placements)",
    "readings without an article": "SELECT article FROM readings WHERE article NOT IN (SELECT number FROM articles)",
    "vectors without an article": "SELECT article FROM vectors WHERE article NOT IN (SELECT number FROM articles)",
    "places without an event": "SELECT article FROM placements WHERE event NOT IN (SELECT number FROM events)",
    "copies without their origin": "SELECT article FROM placements WHERE copy_of IS NOT NULL "
    "AND copy_of NOT IN (SELECT article FROM placements)",
}


def check(database: Database) -> tuple[Problem, ...]:
    """All that is wrong with the archive; empty where it is sound. Writers wait while the index is looked through."""
    problems: list[Problem] = []
    with errors_told(database):
        if database.is_sqlite:
            with reading(database) as connection:
                rows = connection.exec_driver_sql("PRAGMA integrity_check(20)").scalars()
                told = [line for row in rows for line in row.splitlines() if line != "ok"]
                problems += [Problem(kind="file", what=line) for line in told[:20]]
        if not problems:  # in a damaged file the rest would only stumble
            with reading(database) as connection:
                problems += [
                    *_find_orphans(connection),
                    *_find_wrong_counts(connection),
                    *_find_false_bytes(connection),
                ]
            problems += _find_stale_index(database)
    return tuple(problems)


def vacuum(database: Database) -> tuple[int, int]:
    """Gives the room of what was deleted back; the bytes on the disk before and after."""
    with errors_told(database):
        before = measure(database)
        if database.is_sqlite:
            with writing(database) as connection:
                connection.exec_driver_sql("INSERT INTO texts_index (texts_index) VALUES ('rebuild')")
        with database.engine.connect() as connection:
            connection = connection.execution_options(isolation_level="AUTOCOMMIT")
            raw = connection.connection.cursor()
            if database.is_sqlite:
                raw.execute("VACUUM")
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            else:
                raw.execute("VACUUM (ANALYZE)")
            raw.close()
        return before, measure(database)


def measure(database: Database) -> int:
    """The bytes that the archive takes on the disk."""
    if database.path is not None:
        files = (database.path, Path(f"{database.path}-wal"))
        return sum(file.stat().st_size for file in files if file.exists())
    with reading(database) as connection:
        return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())


def count(database: Database) -> Stats:
    """How much the archive holds."""
    with reading(database) as connection:

        def of(table: Any, *conditions: Any) -> int:
            statement = select(func.count()).select_from(table).where(*conditions)
            return connection.execute(statement).scalar_one()

        times = connection.execute(select(func.min(articles.c.published), func.max(articles.c.published))).one()
        return Stats(
            articles=of(articles),
            versions=of(articles, articles.c.previous.isnot(None)),
            copies=of(placements, placements.c.copy_of.isnot(None)),
            waiting=of(waiting),
            events=of(events, events.c.size > 0),
            readings=of(readings, readings.c.depth == "deep"),
            vectors=of(vectors),
            dossiers=of(dossiers),
            corrections=of(corrections, corrections.c.undone_at.is_(None)),
            deletions=of(deletions),
            sources=connection.execute(select(func.count(func.lower(articles.c.source).distinct()))).scalar_one(),
            first=times[0],
            last=times[1],
            text_characters=_sum(connection, func.length(texts.c.text)),
            received_bytes=_sum(connection, payloads.c.size),
            kept_bytes=_sum(connection, func.length(payloads.c.content)),
            file_bytes=measure(database),
            schema=find_schema(connection),
        )


def _sum(connection: Connection, column: Any) -> int:
    return int(connection.execute(select(func.coalesce(func.sum(column), 0))).scalar_one())


def _find_orphans(connection: Connection) -> Iterator[Problem]:
    for what, statement in _ORPHANS.items():
        numbers = list(connection.execute(text(f"{statement} LIMIT 1000")).scalars())
        if numbers:
            yield Problem(kind="orphan", what=f"{len(numbers)} {what}, such as number {numbers[0]}")


def _find_wrong_counts(connection: Connection) -> Iterator[Problem]:
    present = select(func.count()).where(placements.c.event == events.c.number).scalar_subquery()
    for row in connection.execute(select(events.c.id, events.c.size).where(events.c.size != present).limit(20)):
        yield Problem(kind="event", what=f"the event {row.id} counts {row.size} articles and has another number")
    merged = select(events.c.id).where(events.c.merged_into.isnot(None), events.c.size > 0).limit(20)
    for event in connection.execute(merged).scalars():
        yield Problem(kind="event", what=f"the event {event} was merged and still has articles")


def _find_false_bytes(connection: Connection) -> Iterator[Problem]:
    last = 0
    while True:
        page = select(payloads).where(payloads.c.number > last).order_by(payloads.c.number).limit(_PAGE)
        rows = connection.execute(page).all()
        if not rows:
            return
        for row in rows:
            try:
                content = zlib.decompress(row.content)
            except zlib.error:
                content = b""
            if hashlib.sha256(content).digest() != bytes(row.sha256) or len(content) != row.size:
                what = f"the bytes with SHA-256 {bytes(row.sha256).hex()} are no longer those that were received"
                yield Problem(kind="bytes", what=what)
        last = rows[-1].number


def _find_stale_index(database: Database) -> list[Problem]:
    """PostgreSQL makes its index from the text by itself; in SQLite the index is compared with the texts."""
    if not database.is_sqlite or database.read_only:
        return []
    try:
        with writing(database) as connection:
            connection.exec_driver_sql("INSERT INTO texts_index (texts_index, rank) VALUES ('integrity-check', 1)")
    except Exception as error:
        if not isinstance(error.__cause__, DBAPIError) or "malformed" not in str(error.__cause__.orig):
            raise
        what = "the full-text index does not fit the texts; `rashomon archive vacuum` makes it anew"
        return [Problem(kind="index", what=what)]
    return []

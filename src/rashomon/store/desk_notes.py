"""What people and machines have noted: corrections, feeds, and runs of ingest."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from rashomon.errors import ArchiveError
from rashomon.records import Anchor, Correction, FetchState, Skipped
from rashomon.store.articles import unknown
from rashomon.store.kept import FeedFailure, IngestRun, Outcome
from rashomon.store.tables import corrections, feed_failures, fetches, runs, skips


def keep_correction(connection: Connection, correction: Correction) -> int:
    """Keeps a correction; its number."""
    number: int = connection.execute(
        insert(corrections)
        .values(
            kind=correction.kind,
            event=correction.event,
            # The ids stand apart from the rest, so that what names an article goes when that is deleted.
            targets=json.dumps([anchor.article for anchor in correction.anchors]),
            value=json.dumps({"value": correction.value, "anchors": [asdict(one) for one in correction.anchors]}),
            who=correction.who,
            why=correction.why,
            at=correction.at,
        )
        .returning(corrections.c.number)
    ).scalar_one()
    return number


def undo_correction(connection: Connection, number: int, *, who: str, why: str, at: datetime) -> Correction:
    """Sets down that a correction holds no longer; it. Raises: UnknownIdError; ArchiveError where it was undone."""
    found = load_correction(connection, number)
    if found.undone_at is not None:
        raise ArchiveError(
            f"the correction {number} was undone by {found.undone_by} at {found.undone_at:%Y-%m-%d %H:%M}"
        )
    connection.execute(
        update(corrections).where(corrections.c.number == number).values(undone_at=at, undone_by=who, undone_why=why)
    )
    return found


def load_correction(connection: Connection, number: int) -> Correction:
    """The correction of this number. Raises: UnknownIdError."""
    row = connection.execute(select(corrections).where(corrections.c.number == number)).first()
    if row is None:
        raise unknown("correction", str(number))
    return _to_correction(row)


def list_corrections(connection: Connection, event: str | None, *, undone: bool) -> tuple[Correction, ...]:
    """The corrections that hold, made in `event` or all, in order; with `undone`, the others too."""
    statement = select(corrections).order_by(corrections.c.number)
    if event is not None:
        statement = statement.where(corrections.c.event == event)
    if not undone:
        statement = statement.where(corrections.c.undone_at.is_(None))
    return tuple(_to_correction(row) for row in connection.execute(statement))


def _to_correction(row: Row[Any]) -> Correction:
    kept = json.loads(row.value)
    return Correction(
        kind=row.kind,
        event=row.event,
        anchors=tuple(Anchor(**anchor) for anchor in kept["anchors"]),
        value=kept["value"],
        who=row.who,
        why=row.why,
        at=row.at,
        number=row.number,
        undone_at=row.undone_at,
        undone_by=row.undone_by,
        undone_why=row.undone_why,
    )


def find_fetch_state(connection: Connection, url: str) -> FetchState | None:
    """What the server of `url` said last; None where it was never fetched."""
    row = connection.execute(select(fetches).where(fetches.c.url == url)).first()
    if row is None:
        return None
    return FetchState(url=row.url, etag=row.etag, last_modified=row.last_modified, fetched=row.fetched)


def keep_fetch_states(connection: Connection, states: Sequence[FetchState]) -> None:
    """Keeps what servers said, in place of what they said before."""
    for state in states:
        connection.execute(delete(fetches).where(fetches.c.url == state.url))
        connection.execute(
            insert(fetches).values(
                url=state.url, etag=state.etag, last_modified=state.last_modified, fetched=state.fetched
            )
        )


def keep_feed_failure(connection: Connection, url: str, reason: str, at: datetime) -> FeedFailure:
    """Sets down that a feed has failed once more; how it stands."""
    row = connection.execute(select(feed_failures).where(feed_failures.c.url == url)).first()
    failure = FeedFailure(
        url=url, reason=reason, since=row.since if row else at, at=at, times=row.times + 1 if row else 1
    )
    clear_feed_failure(connection, url)
    connection.execute(
        insert(feed_failures).values(url=url, reason=reason, since=failure.since, at=failure.at, times=failure.times)
    )
    return failure


def clear_feed_failure(connection: Connection, url: str) -> None:
    """Sets down that a feed is well again."""
    connection.execute(delete(feed_failures).where(feed_failures.c.url == url))


def list_feed_failures(connection: Connection) -> tuple[FeedFailure, ...]:
    """The feeds that fail, the one that has failed longest first."""
    rows = connection.execute(select(feed_failures).order_by(feed_failures.c.since, feed_failures.c.url))
    return tuple(
        FeedFailure(url=row.url, reason=row.reason, since=row.since, at=row.at, times=row.times) for row in rows
    )


def start_run(connection: Connection, inputs: Sequence[str], at: datetime) -> int:
    """Sets down that a run of ingest has begun; its number."""
    number: int = connection.execute(
        insert(runs)
        .values(inputs=json.dumps(list(inputs)), started=at, new=0, versions=0, known=0, skipped=0)
        .returning(runs.c.number)
    ).scalar_one()
    return number


def count_in_run(
    connection: Connection, run: int | None, outcomes: Sequence[Outcome], skipped: Sequence[Skipped]
) -> None:
    """Adds what came of some articles, and what was skipped and why, to the record of `run`.

    Raises: UnknownIdError where there is no such run.
    """
    if skipped:
        connection.execute(insert(skips), [{"run": run, "input": one.input, "reason": one.reason} for one in skipped])
    if run is None:
        return
    kinds = [outcome.kind for outcome in outcomes]
    done = connection.execute(
        update(runs)
        .where(runs.c.number == run)
        .values(
            new=runs.c.new + kinds.count("new"),
            versions=runs.c.versions + kinds.count("version"),
            known=runs.c.known + kinds.count("known"),
            skipped=runs.c.skipped + len(skipped) + kinds.count("deleted"),
        )
    )
    if not done.rowcount:
        raise unknown("run", str(run))


def finish_run(connection: Connection, run: int, at: datetime) -> IngestRun:
    """Sets down that a run is over; its record. Raises: UnknownIdError."""
    connection.execute(update(runs).where(runs.c.number == run).values(finished=at))
    row = connection.execute(select(runs).where(runs.c.number == run)).first()
    if row is None:
        raise unknown("run", str(run))
    return _to_run(row)


def list_runs(connection: Connection, limit: int) -> tuple[IngestRun, ...]:
    """The last `limit` runs, newest first."""
    return tuple(_to_run(row) for row in connection.execute(select(runs).order_by(runs.c.number.desc()).limit(limit)))


def list_skips(connection: Connection, run: int) -> tuple[Skipped, ...]:
    """What was skipped in a run, in order."""
    rows = connection.execute(select(skips).where(skips.c.run == run).order_by(skips.c.number))
    return tuple(Skipped(input=row.input, reason=row.reason) for row in rows)


def _to_run(row: Row[tuple[object, ...]]) -> IngestRun:
    kept = row._mapping
    return IngestRun(
        number=kept["number"],
        inputs=tuple(json.loads(kept["inputs"])),
        started=kept["started"],
        finished=kept["finished"],
        new=kept["new"],
        versions=kept["versions"],
        known=kept["known"],
        skipped=kept["skipped"],
    )

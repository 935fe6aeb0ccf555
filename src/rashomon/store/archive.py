"""The archive as the rest of the program sees it: one method for each thing that is asked of it or kept in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text

from rashomon.errors import ArchiveError, ArchiveMissingError
from rashomon.records import (
    ArchivedArticle,
    Arrival,
    Correction,
    EventAccount,
    EventSummary,
    FetchState,
    Received,
    SearchHit,
    Skipped,
)
from rashomon.store import (
    accounts,
    articles,
    conflicts,
    deleting,
    desk_notes,
    events,
    migrations,
    moving,
    readings,
    tables,
    turns,
    upkeep,
)
from rashomon.store.connecting import APPLICATION_ID, Database, connect, errors_told, hold_grouping, reading, writing
from rashomon.store.kept import (
    ApiToken,
    AuditEntry,
    Deletion,
    DossierCounts,
    EventQuery,
    FeedFailure,
    IngestRun,
    KeptConflict,
    KeptDossier,
    Outcome,
    Problem,
    SearchQuery,
    SourceAccount,
    Stats,
    TokenOwner,
    Unvectored,
    User,
)
from rashomon.store.turns import GroupingTurn

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rashomon.store.vectors import SignTable

_EVERY_EVENT = EventQuery()


class Archive:
    """An open archive. Made by `open_archive`; closed by `close`, or at the end of a `with`.

    Each method is one transaction: what it has returned from is on the disk, and what failed has changed nothing. Any
    number of processes may read and write one archive at once; within a process, one thread at a time uses an Archive.
    Every method raises ArchiveError where the database refuses (a full disk, a file that can't be written, a damaged
    one), and ArchiveLockedError, which names who holds it, where it has waited for too long.
    """

    def __init__(self, database: Database) -> None:
        """The archive in `database`, whose tables are the newest."""
        self._database = database
        self._signs: SignTable | None = None

    @property
    def address(self) -> str:
        """Where the archive is, as it may be shown: without a password."""
        return self._database.shown

    def close(self) -> None:
        """Lets go of the database."""
        self._database.engine.dispose()

    def __enter__(self) -> Archive:
        """The archive itself."""
        return self

    def __exit__(self, *error: object) -> None:
        """Lets go of the database."""
        self.close()

    # -- articles

    def add(
        self,
        arrivals: Sequence[Arrival],
        *,
        skipped: Sequence[Skipped] = (),
        run: int | None = None,
        fetched: Sequence[FetchState] = (),
        take_deleted: bool = False,
    ) -> tuple[Outcome, ...]:
        """Keeps `arrivals`; what became of each, in their order.

        The same address with the same text is known, with a new text a version; where there is no address, the id that
        came with the article stands for it. What was deleted on record is not taken again but with `take_deleted`.
        `skipped` and `fetched` are kept in the same transaction, and counted in `run`. Raises: UnknownIdError (run).
        """
        with writing(self._database) as connection:
            outcomes = articles.add_arrivals(connection, arrivals, take_deleted=take_deleted)
            desk_notes.count_in_run(connection, run, outcomes, skipped)
            desk_notes.keep_fetch_states(connection, fetched)
        return outcomes

    def article(self, article_id: str) -> ArchivedArticle:
        """The article with this id. Raises: UnknownIdError."""
        found = self.articles((article_id,))
        if not found:
            raise articles.unknown("article", article_id)
        return found[0]

    def articles(self, ids: Iterable[str]) -> tuple[ArchivedArticle, ...]:
        """The articles with these ids, in their order; unknown ones are left out."""
        with reading(self._database) as connection:
            return tuple(articles.load_articles(connection, ids))

    def all_articles(self, *, event: str | None = None, batch: int = 500) -> Iterator[ArchivedArticle]:
        """All articles, or those of `event`, by arrival, read `batch` at a time as they are asked for.

        What arrives meanwhile comes too. Raises: UnknownIdError, at the first one.
        """
        with reading(self._database) as connection:
            number = None if event is None else events.resolve_number(connection, event)
        last, found = 0, True
        while found:
            with reading(self._database) as connection:
                page, last = articles.load_page(connection, last, event=number, limit=batch)
            yield from page
            found = bool(page)

    def article_page(
        self, *, after: int = 0, event: str | None = None, limit: int = 100
    ) -> tuple[tuple[ArchivedArticle, ...], int]:
        """At most `limit` articles by arrival, all or those of `event`, and the number of the last of them.

        `after` is the number that the page before gave, 0 for the first one. Raises: UnknownIdError.
        """
        with reading(self._database) as connection:
            number = None if event is None else events.resolve_number(connection, event)
            page, last = articles.load_page(connection, after, event=number, limit=limit)
            return tuple(page), last

    def find_articles(self, prefix: str) -> tuple[str, ...]:
        """At most ten ids of articles that begin with `prefix`."""
        with reading(self._database) as connection:
            return articles.find_by_prefix(connection, tables.articles.c.id, prefix)

    def versions(self, article_id: str) -> tuple[ArchivedArticle, ...]:
        """All texts of the article's address, itself among them, oldest first. Raises: UnknownIdError."""
        with reading(self._database) as connection:
            return tuple(articles.load_articles(connection, articles.find_versions(connection, article_id)))

    def received(self, article_id: str) -> Received:
        """The bytes that the article was taken from, as they came. Raises: UnknownIdError."""
        with reading(self._database) as connection:
            return articles.load_received(connection, article_id)

    def delete(self, ids: Sequence[str], *, who: str, why: str, at: datetime | None = None) -> tuple[Deletion, ...]:
        """Deletes articles and all that derives from them; the records of it, which stay.

        Bytes that another article shares stay with that one; copies of a deleted origin gather around the first of
        them. Raises: UnknownIdError where one is unknown; then none is deleted.
        """
        with writing(self._database) as connection:
            if self._database.is_sqlite:
                connection.exec_driver_sql("PRAGMA secure_delete = ON")
            return deleting.delete_articles(connection, ids, who=who, why=why, at=at or datetime.now(UTC))

    def deletions(self) -> tuple[Deletion, ...]:
        """All deletions on record, oldest first."""
        with reading(self._database) as connection:
            return deleting.list_deletions(connection)

    # -- readings, dossiers

    def find_reading(self, article_id: str, digest: str, anchor: datetime | None = None) -> bytes | None:
        """The deep reading of an article that what has `digest` made, counting days from `anchor`; None: none kept."""
        with reading(self._database) as connection:
            return readings.find_reading(connection, article_id, digest, anchor)

    def keep_reading(self, article_id: str, digest: str, anchor: datetime | None, data: bytes) -> None:
        """Keeps a deep reading; those of the article that another digest made go. Raises: UnknownIdError."""
        with writing(self._database) as connection:
            readings.keep_reading(connection, article_id, digest, anchor, data)

    def find_dossier(self, key: str) -> bytes | None:
        """The dossier that was kept under `key`; None where there is none."""
        with reading(self._database) as connection:
            return readings.find_dossier(connection, key)

    def find_newest_dossier(self, event: str) -> KeptDossier | None:
        """The dossier that was kept last for `event`, whatever it was made by; None where none is kept."""
        with reading(self._database) as connection:
            return readings.find_newest_dossier(connection, event)

    def keep_dossier(
        self, key: str, event: str, ids: Sequence[str], data: bytes, counts: DossierCounts | None = None
    ) -> None:
        """Keeps a dossier of `event` until one of the articles `ids` is deleted. Raises: UnknownIdError."""
        with writing(self._database) as connection:
            readings.keep_dossier(connection, key, event, ids, data, counts)

    def recount_dossier(self, key: str, counts: DossierCounts) -> None:
        """Keeps other counts for a dossier that is kept; nothing happens where it is no longer."""
        with writing(self._database) as connection:
            readings.recount_dossier(connection, key, counts)

    # -- conflicts

    def conflicts(self, *, after: int = 0, limit: int = 100) -> tuple[KeptConflict, ...]:
        """At most `limit` conflicts of kept dossiers, as they were first found, behind the one of number `after`.

        Those that the newest dossier has no more are among them, as `gone`.
        """
        with reading(self._database) as connection:
            return conflicts.list_conflicts(connection, after=after, limit=limit)

    def newest_conflicts(self, *, before: int | None = None, limit: int = 50) -> tuple[KeptConflict, ...]:
        """At most `limit` conflicts that newest dossiers have, found last first; with `before` of lower numbers."""
        with reading(self._database) as connection:
            return conflicts.list_newest(connection, before=before, limit=limit)

    def last_conflict(self) -> int:
        """The number of the conflict that was found last, 0 where there is none."""
        with reading(self._database) as connection:
            return conflicts.last_conflict(connection)

    def last_change(self) -> int:
        """The number of the newest change of an event, 0 where there is none."""
        with reading(self._database) as connection:
            return conflicts.last_change(connection)

    def changed_events(self, *, after: int, limit: int = 10_000) -> tuple[tuple[tuple[str, int], ...], int]:
        """The events that at most `limit` changes after number `after` have changed, and the number of the last.

        Each by its present id, with the number of the first change of it, in their order.
        """
        with reading(self._database) as connection:
            return conflicts.list_changed(connection, after=after, limit=limit)

    def mark(self, name: str) -> int | None:
        """How far something by this name has gone in a list; None where it has not begun."""
        with reading(self._database) as connection:
            return conflicts.find_mark(connection, name)

    def keep_mark(self, name: str, number: int) -> None:
        """Sets down how far something by this name has gone."""
        with writing(self._database) as connection:
            conflicts.keep_mark(connection, name, number)

    # -- vectors

    def without_vector(self, model: str, *, limit: int = 256) -> tuple[Unvectored, ...]:
        """At most `limit` articles that have no vector by `model`, by arrival."""
        from rashomon.store.vectors import find_without

        with reading(self._database) as connection:
            return find_without(connection, model, limit)

    def keep_vectors(self, vectors: Sequence[tuple[str, ArrayLike]], model: str) -> int:
        """Keeps a vector by `model` (384 numbers, length 1) for each article id; how many. Gone ids are left out."""
        from rashomon.store.vectors import keep_vectors

        with writing(self._database) as connection:
            return keep_vectors(connection, vectors, model)

    # -- events

    @contextmanager
    def grouping(self, *, wait_seconds: float | None = None) -> Iterator[GroupingTurn]:
        """The right to group, for the length of the `with`. Readers and writers go on meanwhile.

        Raises: ArchiveLockedError, which says who groups, where it has waited for `wait_seconds` (by default those of
        the archive).
        """
        wait = self._database.wait_seconds if wait_seconds is None else wait_seconds
        with hold_grouping(self._database, wait):
            yield GroupingTurn(database=self._database, generation=turns.load_generation(self._database))

    def events(self, query: EventQuery = _EVERY_EVENT) -> tuple[EventSummary, ...]:
        """The events that `query` asks for, the one with the latest article first."""
        with reading(self._database) as connection:
            return events.list_events(connection, query)

    def event(self, event_id: str) -> EventAccount:
        """An event with its articles, by publication, and its history; a merged id gives the present event.

        Raises: UnknownIdError.
        """
        with reading(self._database) as connection:
            return events.load_event(connection, event_id)

    def newest_time(self) -> datetime | None:
        """The stream's time (UTC): that of the newest articles, unmoved by a single wrong date; None: none is dated."""
        with reading(self._database) as connection:
            return events.find_newest_time(connection)

    def growth(self, ids: Sequence[str], since: datetime, step: timedelta, bins: int) -> dict[str, tuple[int, ...]]:
        """How many articles of each event of `ids` were published in each of `bins` intervals `step` long."""
        with reading(self._database) as connection:
            return events.count_growth(connection, ids, since, step, bins)

    def source(self, name: str) -> SourceAccount:
        """What the archive has of the outlet `name`, whatever the case. Raises: UnknownIdError."""
        from rashomon.store.outlets import describe_source

        with reading(self._database) as connection:
            return describe_source(connection, name)

    def resolve(self, event_id: str) -> str:
        """The id that an event goes by now. Raises: UnknownIdError."""
        with reading(self._database) as connection:
            return events.resolve_id(connection, event_id)

    def find_events(self, prefix: str) -> tuple[str, ...]:
        """At most ten ids of events that begin with `prefix`, merged ones too."""
        with reading(self._database) as connection:
            return articles.find_by_prefix(connection, tables.events.c.id, prefix)

    def search(self, query: SearchQuery) -> tuple[SearchHit, ...]:
        """The articles that `query` asks for, best first, each with the stretch that answers best."""
        from rashomon.store.search import search_articles
        from rashomon.store.vectors import SignTable

        if self._signs is None:
            self._signs = SignTable()
        with reading(self._database) as connection:
            return search_articles(connection, self._signs, query)

    # -- corrections, feeds, runs

    def correct(self, correction: Correction) -> Correction:
        """Keeps what a person set right; as it is kept, with its number. A move is done in the same transaction.

        Raises: of a move UnknownIdError, and ArchiveError where the article is not grouped, or is there already.
        """
        with writing(self._database) as connection:
            if correction.kind == "move":
                correction = moving.prepare_move(connection, correction)
            kept = replace(correction, number=desk_notes.keep_correction(connection, correction))
            if kept.kind == "move":
                moving.change_moves(connection)
        return kept

    def undo_correction(self, number: int, *, who: str, why: str, at: datetime | None = None) -> None:
        """Sets down that a correction holds no longer. Raises: UnknownIdError; ArchiveError where it was undone."""
        with writing(self._database) as connection:
            undone = desk_notes.undo_correction(connection, number, who=who, why=why, at=at or datetime.now(UTC))
            if undone.kind == "move":
                moving.change_moves(connection, undone)

    def corrections(self, event: str | None = None, *, undone: bool = False) -> tuple[Correction, ...]:
        """The corrections that hold, made in `event` or all, in order; with `undone` those that were undone too."""
        with reading(self._database) as connection:
            return desk_notes.list_corrections(connection, event, undone=undone)

    def correction(self, number: int) -> Correction:
        """The correction of this number, undone or not. Raises: UnknownIdError."""
        with reading(self._database) as connection:
            return desk_notes.load_correction(connection, number)

    def event_ids(self, event_id: str) -> tuple[str, ...]:
        """All ids that the event has had, those of events that were merged into it too. Raises: UnknownIdError."""
        with reading(self._database) as connection:
            return events.load_ids(connection, event_id)

    def fetch_state(self, url: str) -> FetchState | None:
        """What the server of `url` said last; None where it was never fetched."""
        with reading(self._database) as connection:
            return desk_notes.find_fetch_state(connection, url)

    def keep_fetch_states(self, states: Sequence[FetchState]) -> None:
        """Keeps what servers said, in place of what they said before."""
        with writing(self._database) as connection:
            desk_notes.keep_fetch_states(connection, states)

    def keep_feed_failure(self, url: str, reason: str, at: datetime) -> FeedFailure:
        """Sets down that a feed has failed once more; since when, and how often in a row."""
        with writing(self._database) as connection:
            return desk_notes.keep_feed_failure(connection, url, reason, at)

    def clear_feed_failure(self, url: str) -> None:
        """Sets down that a feed is well again."""
        with writing(self._database) as connection:
            desk_notes.clear_feed_failure(connection, url)

    def feed_failures(self) -> tuple[FeedFailure, ...]:
        """The feeds that fail, the one that has failed longest first."""
        with reading(self._database) as connection:
            return desk_notes.list_feed_failures(connection)

    def start_run(self, inputs: Sequence[str], *, at: datetime | None = None) -> int:
        """Sets down that a run of ingest begins; its number, for `add`."""
        with writing(self._database) as connection:
            return desk_notes.start_run(connection, inputs, at or datetime.now(UTC))

    def finish_run(self, run: int, *, at: datetime | None = None) -> IngestRun:
        """Sets down that a run is over; its record. Raises: UnknownIdError."""
        with writing(self._database) as connection:
            return desk_notes.finish_run(connection, run, at or datetime.now(UTC))

    def runs(self, limit: int = 20) -> tuple[IngestRun, ...]:
        """The last `limit` runs of ingest, newest first."""
        with reading(self._database) as connection:
            return desk_notes.list_runs(connection, limit)

    def skips(self, run: int) -> tuple[Skipped, ...]:
        """What a run has skipped, and why, in order."""
        with reading(self._database) as connection:
            return desk_notes.list_skips(connection, run)

    # -- accounts

    def add_user(self, user: User) -> None:
        """Keeps a new user. Raises: ArchiveError where there is one of this name."""
        with writing(self._database) as connection:
            accounts.add_user(connection, user)

    def user(self, name: str) -> User | None:
        """The user of this name, None where there is none."""
        with reading(self._database) as connection:
            return accounts.find_user(connection, name)

    def users(self) -> tuple[User, ...]:
        """All users by name."""
        with reading(self._database) as connection:
            return accounts.list_users(connection)

    def change_user(self, name: str, *, role: str | None = None, password: str | None = None) -> None:
        """Gives a user another role or password (a hash); sessions end, with a new role tokens too.

        Raises: UnknownIdError.
        """
        with writing(self._database) as connection:
            accounts.change_user(connection, name, role=role, password=password)

    def remove_user(self, name: str) -> None:
        """Removes a user with all sessions and tokens. Raises: UnknownIdError."""
        with writing(self._database) as connection:
            accounts.remove_user(connection, name)

    def keep_session(self, digest: bytes, name: str, *, at: datetime, expires: datetime) -> None:
        """Keeps a session of a user until `expires`. Raises: UnknownIdError."""
        with writing(self._database) as connection:
            accounts.keep_session(connection, digest, name, at=at, expires=expires)

    def find_session(self, digest: bytes, at: datetime) -> User | None:
        """Whose session this is, None where there is none that holds at the instant `at`."""
        with reading(self._database) as connection:
            return accounts.find_session(connection, digest, at)

    def end_session(self, digest: bytes) -> None:
        """Ends a session, where there is one."""
        with writing(self._database) as connection:
            accounts.end_session(connection, digest)

    def keep_token(self, digest: bytes, token: ApiToken) -> int:
        """Keeps a token of a user; its number. Raises: UnknownIdError."""
        with writing(self._database) as connection:
            return accounts.keep_token(connection, digest, token)

    def find_token(self, digest: bytes, at: datetime) -> TokenOwner | None:
        """Whose token this is, None where there is none that holds at the instant `at`."""
        with reading(self._database) as connection:
            return accounts.find_token(connection, digest, at)

    def tokens(self, owner: str | None = None) -> tuple[ApiToken, ...]:
        """The tokens of a user or of all, in the order they were made."""
        with reading(self._database) as connection:
            return accounts.list_tokens(connection, owner)

    def remove_token(self, owner: str, number: int) -> None:
        """Removes a token of a user. Raises: UnknownIdError."""
        with writing(self._database) as connection:
            accounts.remove_token(connection, owner, number)

    def note(self, entry: AuditEntry) -> None:
        """Sets down in the audit log what somebody did."""
        with writing(self._database) as connection:
            accounts.keep_audit(connection, entry)

    def audit(self, *, before: int | None = None, limit: int = 100) -> tuple[AuditEntry, ...]:
        """The audit log, newest first, at most `limit` entries; with `before` those of a lower number."""
        with reading(self._database) as connection:
            return accounts.list_audit(connection, before=before, limit=limit)

    # -- upkeep

    def check(self) -> tuple[Problem, ...]:
        """All that is wrong with the archive; empty where it is sound."""
        return upkeep.check(self._database)

    def vacuum(self) -> tuple[int, int]:
        """Gives the room of what was deleted back, and its last traces; the bytes on the disk before and after."""
        return upkeep.vacuum(self._database)

    def stats(self) -> Stats:
        """How much the archive holds."""
        return upkeep.count(self._database)


def open_archive(
    address: str | Path, *, create: bool = False, wait_seconds: float = 30.0, read_only: bool = False
) -> Archive:
    """The archive at `address`: the path of a file (or sqlite:///path), or a postgresql:// address.

    With `create` it is made where there is none. One of an earlier schema is brought to the newest. A call waits for
    other writers for at most `wait_seconds`.

    Raises: ArchiveMissingError where there is none and `create` was not asked for. ArchiveError where a newer program
    has written it, where something else is there, where it can't be reached or an extra is missing. ArchiveLockedError.
    """
    database = connect(address, create=create, wait_seconds=wait_seconds, read_only=read_only)
    try:
        _bring_up_to_date(database, create=create)
    except BaseException:
        database.engine.dispose()
        raise
    return Archive(database)


def _bring_up_to_date(database: Database, *, create: bool) -> None:
    with reading(database) as connection:
        schema = migrations.find_schema(connection)
    if schema == migrations.NEWEST:
        return
    if schema == 0 and not create:
        raise ArchiveMissingError(f"there is no archive at {database.shown} yet; `rashomon ingest` makes one")
    if database.read_only:
        raise ArchiveError(
            f"the archive {database.shown} is of the earlier schema {schema}; open it once with the right to write"
        )
    with writing(database) as connection, errors_told(database):
        migrations.find_schema(connection)
        migrations.migrate(connection)
        if database.is_sqlite:
            connection.execute(text(f"PRAGMA application_id = {APPLICATION_ID}"))

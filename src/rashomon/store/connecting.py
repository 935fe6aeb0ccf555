"""The database behind an archive: how it is opened, who may write when, and what its errors mean to a user.

Readers see the archive as it was when they began, and never wait. Writers go one after the other: in SQLite by its own
lock, in PostgreSQL by an advisory lock, so that numbers rise in the order in which they become visible. The archive in
SQLite is in write-ahead mode with full synchronisation: what a write has returned from survives a kill and a power cut.
"""

from __future__ import annotations

import os
import re
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import QueuePool

from rashomon.errors import ArchiveError, ArchiveLockedError, ArchiveMissingError
from rashomon.store.holders import clear_holder, describe_holder, note_holder

# Tells an archive from the SQLite files of other programs: "Rash" in ASCII.
APPLICATION_ID = 0x52617368
# Advisory locks of PostgreSQL are numbers: one for writing, one for grouping.
WRITING_LOCK, GROUPING_LOCK = 0x52617301, 0x52617302
_LOG_LIMIT = 64_000_000
_LOCK_TIMEOUT = "55P03"
_SCHEME = re.compile(r"[a-z][a-z0-9+]*://")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Database:
    """A database that may be read and written. `path` is None for a server; `shown` is its address without password."""

    engine: Engine
    shown: str
    path: Path | None
    wait_seconds: float
    read_only: bool

    @property
    def is_sqlite(self) -> bool:
        """True for the one file, False for the server."""
        return self.path is not None


def connect(address: str | Path, *, create: bool, wait_seconds: float, read_only: bool) -> Database:
    """The database at `address`, reached once so that a wrong address shows here.

    Raises: ArchiveMissingError; ArchiveError.
    """
    shown = str(address)
    if shown.startswith("sqlite:///"):
        shown = shown.removeprefix("sqlite:///")
    if isinstance(address, Path) or not _SCHEME.match(shown):
        return _open_file(Path(shown), create=create, wait_seconds=wait_seconds, read_only=read_only)
    if shown.startswith(("postgresql://", "postgres://", "postgresql+psycopg://")):
        return _open_server(shown, wait_seconds=wait_seconds, read_only=read_only)
    scheme = shown.split("://", 1)[0]
    raise ArchiveError(f"an archive can't be at {scheme}://...; give the path of a file, or a postgresql:// address")


@contextmanager
def reading(database: Database) -> Iterator[Connection]:
    """A connection that sees the archive as it is now, whatever is written meanwhile."""
    with errors_told(database), database.engine.connect() as connection:
        if not database.is_sqlite:
            connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield connection


@contextmanager
def writing(database: Database) -> Iterator[Connection]:
    """A connection with the right to write; all of it is kept at the end, or nothing where something is raised.

    Raises: ArchiveLockedError where another one writes for longer than the wait; ArchiveError.
    """
    _check_writable(database)
    with errors_told(database, waiting_for="writes to it"), database.engine.connect() as connection:
        connection = connection.execution_options(rashomon_writes=True)
        with connection.begin():
            if database.path is not None:
                note_holder(database.path, "writer")
            else:
                connection.execute(text(f"SET LOCAL lock_timeout = {_milliseconds(database.wait_seconds)}"))
                connection.execute(text(f"SELECT pg_advisory_xact_lock({WRITING_LOCK})"))
            try:
                yield connection
            finally:
                if database.path is not None:
                    clear_holder(database.path, "writer")


def hold_grouping(database: Database, wait_seconds: float) -> AbstractContextManager[None]:
    """The right to group, until the end of the `with` or of the process, whichever comes first.

    Raises: ArchiveLockedError, ArchiveError.
    """
    _check_writable(database)
    return _hold_in_file(database, wait_seconds) if database.is_sqlite else _hold_on_server(database, wait_seconds)


@contextmanager
def errors_told(database: Database, *, waiting_for: str = "uses it") -> Iterator[None]:
    """Errors of the database become ArchiveErrors that say what to do."""
    try:
        yield
    except DBAPIError as error:
        raise explain(error, database, waiting_for) from error


def explain(error: DBAPIError, database: Database, waiting_for: str = "uses it") -> ArchiveError:
    """What `error` means to a user."""
    if database.is_sqlite:
        return _explain_sqlite(error, database, waiting_for)
    return _explain_server(error, database, waiting_for)


def _check_writable(database: Database) -> None:
    if database.path is not None and database.path.exists() and not os.access(database.path, os.W_OK):
        raise ArchiveError(f"the archive {database.shown} can't be written: the file is read-only for this user")
    if database.read_only:
        raise ArchiveError(f"the archive {database.shown} was opened to be read only")


# -- one file


def _open_file(path: Path, *, create: bool, wait_seconds: float, read_only: bool) -> Database:
    if path.is_dir():
        raise ArchiveError(f"{path} is a folder; give the path of the archive's file, such as {path / 'rashomon.db'}")
    there = path.exists()
    if not there and (read_only or not create):
        raise ArchiveMissingError(f"there is no archive at {path}; `rashomon ingest` makes one, or check the path")
    if not there and not path.absolute().parent.is_dir():
        raise ArchiveError(f"the folder {path.absolute().parent} does not exist; make it first")
    writable = os.access(path, os.W_OK) if there else True
    read_only = read_only or not writable
    address = _file_address(path, there=there, read_only=read_only)

    def open_one() -> sqlite3.Connection:
        return sqlite3.connect(
            address,
            uri=True,
            timeout=wait_seconds,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=500,
        )

    engine = create_engine("sqlite://", creator=open_one, poolclass=QueuePool, pool_size=2, max_overflow=8)
    database = Database(engine=engine, shown=str(path), path=path, wait_seconds=wait_seconds, read_only=read_only)
    event.listen(engine, "connect", lambda connection, _: _set_up(connection, read_only=read_only))
    event.listen(engine, "begin", _begin)
    with errors_told(database), engine.connect():
        pass
    return database


def _file_address(path: Path, *, there: bool, read_only: bool) -> str:
    address = f"file:{quote(str(path.absolute()))}?mode="
    if not read_only:
        return address + ("rw" if there else "rwc")
    # Where not even the log can be made beside it, nobody else can be writing to it either.
    alone = not os.access(path.absolute().parent, os.W_OK) and not Path(f"{path}-wal").exists()
    return address + ("ro&immutable=1" if alone else "ro")


def _set_up(connection: sqlite3.Connection, *, read_only: bool) -> None:
    with closing(connection.cursor()) as cursor:
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA cache_size = -64000")
        if not read_only:
            cursor.execute("PRAGMA journal_mode = WAL")
            cursor.execute("PRAGMA synchronous = FULL")
            cursor.execute(f"PRAGMA journal_size_limit = {_LOG_LIMIT}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("rashomon_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _hold_in_file(database: Database, wait_seconds: float) -> Iterator[None]:
    """SQLite's lock on an empty file beside the archive: portable, and gone with the process that holds it."""
    assert database.path is not None
    lock = sqlite3.connect(f"{database.path}-turn", timeout=wait_seconds, isolation_level=None, check_same_thread=False)
    with closing(lock):
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise ArchiveError(f"the file {database.path}-turn can't be used: {error}; check its folder") from error
            holder = describe_holder(database.path, "grouping")
            raise _locked(database, wait_seconds, "groups its articles", holder) from error
        note_holder(database.path, "grouping")
        try:
            yield
        finally:
            clear_holder(database.path, "grouping")
            lock.execute("ROLLBACK")


def _explain_sqlite(error: DBAPIError, database: Database, waiting_for: str) -> ArchiveError:
    code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
    where = f"the archive {database.shown}"
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        assert database.path is not None
        return _locked(database, database.wait_seconds, waiting_for, describe_holder(database.path, "writer"))
    told = {
        sqlite3.SQLITE_FULL: f"{where} can't grow: the disk is full; make room and try again, nothing is damaged",
        sqlite3.SQLITE_IOERR: f"{where} can't be read or written ({error.orig}): the disk is full, a quota is "
        "used up or the disk fails; what was kept before is intact",
        sqlite3.SQLITE_READONLY: f"{where} can't be written: the file or its folder is read-only for this user",
        sqlite3.SQLITE_CANTOPEN: f"{where} can't be opened; check the path and the rights on the file and its folder",
        sqlite3.SQLITE_PERM: f"{where} can't be opened: no right to do so",
        sqlite3.SQLITE_NOTADB: f"{where} is no archive: the file is not an SQLite database; choose another path",
        sqlite3.SQLITE_CORRUPT: f"{where} is damaged ({error.orig}); put back the last copy, or save what is left with "
        "`rashomon export`; `rashomon archive check` says more",
    }.get(code)
    return ArchiveError(told or f"{where} refuses: {error.orig}")


# -- a server


def _open_server(address: str, *, wait_seconds: float, read_only: bool) -> Database:
    try:
        url = make_url(address).set(drivername="postgresql+psycopg")
        engine = create_engine(
            url,
            pool_size=2,
            pool_pre_ping=True,
            connect_args={"application_name": f"rashomon {os.getpid()}@{socket.gethostname()}"[:63]},
        )
    except (ImportError, NoSuchModuleError) as error:
        raise ArchiveError("an archive on PostgreSQL needs more: pip install 'rashomon[postgres]'") from error
    except (ArgumentError, ValueError) as error:
        raise ArchiveError("the address of the archive is not of the form postgresql://user@host/database") from error
    shown = url.set(drivername="postgresql").render_as_string(hide_password=True)
    database = Database(engine=engine, shown=shown, path=None, wait_seconds=wait_seconds, read_only=read_only)
    with errors_told(database), engine.connect():
        pass
    return database


@contextmanager
def _hold_on_server(database: Database, wait_seconds: float) -> Iterator[None]:
    """An advisory lock of a session of its own: gone when that ends, however it does."""
    with errors_told(database), database.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        try:
            connection.execute(text(f"SET lock_timeout = {_milliseconds(wait_seconds)}"))
            connection.execute(text(f"SELECT pg_advisory_lock({GROUPING_LOCK})"))
            yield
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) != _LOCK_TIMEOUT:
                raise
            holder = _find_server_holder(database, GROUPING_LOCK)
            raise _locked(database, wait_seconds, "groups its articles", holder) from error
        finally:
            with suppress(DBAPIError):  # a connection that broke has given its lock back
                connection.execute(text("SELECT pg_advisory_unlock_all()"))
                connection.execute(text("RESET lock_timeout"))


def _explain_server(error: DBAPIError, database: Database, waiting_for: str) -> ArchiveError:
    where = f"the archive {database.shown}"
    state = getattr(error.orig, "sqlstate", None) or ""
    reason = str(error.orig).strip().split("\n", 1)[0]
    if state == _LOCK_TIMEOUT:
        return _locked(database, database.wait_seconds, waiting_for, _find_server_holder(database, WRITING_LOCK))
    if not state or state.startswith(("08", "57P")) or error.connection_invalidated:
        return ArchiveError(f"{where} can't be reached: {reason}; check that the server runs, and try again")
    told = {
        "53100": f"{where} can't grow: the disk of the server is full; make room and try again, nothing is damaged",
        "25006": f"{where} can't be written: the server takes no writes (a stand-by, or a read-only role)",
        "42501": f"{where} refuses: {reason}; its owner has to grant the right, or to run CREATE EXTENSION vector once",
        "0A000": f"{where} needs the extension pgvector on the server: {reason}",
        "58P01": f"{where} needs the extension pgvector on the server: {reason}",
    }.get(state)
    return ArchiveError(told or f"{where} refuses: {reason}")


def _find_server_holder(database: Database, lock: int) -> str:
    statement = text(
        "SELECT a.application_name, a.pid, coalesce(host(a.client_addr), 'the same machine'), "
        "a.xact_start, a.query_start "
        "FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid "
        "WHERE l.locktype = 'advisory' AND l.granted AND l.objid = :lock AND a.datname = current_database()"
    )
    with suppress(DBAPIError), database.engine.connect() as connection:
        row: Any = connection.execute(statement, {"lock": lock}).first()
        if row is not None:
            since = row[3] or row[4]
            return f"{row[0] or 'a program'} (server process {row[1]}, from {row[2]}), since {since:%Y-%m-%d %H:%M:%S}"
    return ""


def _locked(database: Database, waited: float, doing: str, holder: str) -> ArchiveLockedError:
    who = f"{holder} {doing}" if holder else f"another program {doing}"
    return ArchiveLockedError(
        f"the archive {database.shown} is locked: {who}; waited {waited:g} s, try again when that is done"
    )


def _milliseconds(seconds: float) -> int:
    return max(1, round(seconds * 1000))  # 0 would be for ever

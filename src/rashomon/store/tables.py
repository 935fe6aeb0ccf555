"""The tables of an archive as the newest migration leaves them. The migrations make them; this says how to ask them.

Articles, events and payloads have a number of their own, which the other tables refer to; their ids are for people.
Instants are whole microseconds since 1970 (UTC), in both databases, so that no time zone is lost and order is order.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Float, Integer, LargeBinary, MetaData, Table, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Instant(TypeDecorator[datetime]):
    """A UTC-aware instant, kept as whole microseconds since 1970."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Microseconds since 1970."""
        return None if value is None else (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """The UTC-aware instant."""
        return None if value is None else _EPOCH + value * _MICROSECOND


class Plain(TypeDecorator[str]):
    """Text that both databases take: what is no character in UTF-8, and NUL, becomes U+FFFD, one for one."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """The text without lone surrogates and NULs."""
        return None if value is None else plain(value)


def plain(text: str) -> str:
    """`text` as both databases take it, of the same length."""
    if text.isascii() and "\0" not in text:
        return text
    clean = text.replace("\0", "\ufffd")
    return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in clean) if _has_surrogate(clean) else clean


def _has_surrogate(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


metadata = MetaData()


def _number() -> Column[int]:
    return Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)


migrations = Table(
    "migrations",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("program", Plain, nullable=False),
    Column("applied", Instant, nullable=False),
)
payloads = Table(  # bytes as received, zlib; one row for equal bytes
    "payloads",
    metadata,
    _number(),
    Column("sha256", LargeBinary, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("content", LargeBinary, nullable=False),
    sqlite_autoincrement=True,
)
articles = Table(
    "articles",
    metadata,
    _number(),
    Column("id", Plain, nullable=False),
    Column("key", Plain),  # what makes two texts versions of one: the address, else the id that came with it
    Column("previous", Plain),
    Column("source", Plain, nullable=False),
    Column("title", Plain, nullable=False),
    Column("language", Plain, nullable=False),
    Column("published", Instant),
    Column("day_only", Boolean, nullable=False),
    Column("fetched", Instant),
    Column("url", Plain),
    Column("path", Plain),
    Column("given_id", Plain),
    Column("body_start", Integer, nullable=False),
    Column("payload", BigInteger, nullable=False),
    Column("media_type", Plain, nullable=False),
    Column("received_url", Plain),
    Column("retrieved", Instant, nullable=False),
    Column("order_time", Instant),
    sqlite_autoincrement=True,
)
texts = Table(  # apart from `articles`, so that reading those does not read these
    "texts",
    metadata,
    Column("article", BigInteger, primary_key=True, autoincrement=False),
    Column("text", Plain, nullable=False),
    Column("nuls", Plain),  # where the text has a NUL, which PostgreSQL does not take: offsets, with commas
)
waiting = Table(  # articles that are yet to be grouped
    "waiting",
    metadata,
    Column("article", BigInteger, primary_key=True, autoincrement=False),
    Column("order_time", Instant),
)
events = Table(
    "events",
    metadata,
    _number(),
    Column("id", Plain, nullable=False),
    Column("merged_into", BigInteger),
    Column("size", Integer, nullable=False),
    Column("sources", Integer, nullable=False),
    Column("first", Instant),
    Column("last", Instant),
    sqlite_autoincrement=True,
)
placements = Table(
    "placements",
    metadata,
    Column("sequence", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("article", BigInteger, nullable=False),
    Column("event", BigInteger, nullable=False),
    Column("copy_of", BigInteger),
    Column("copy_kind", Plain),
    Column("contained", Float),
    Column("at", Instant),
    sqlite_autoincrement=True,
)
changes = Table(
    "changes",
    metadata,
    _number(),
    Column("kind", Plain, nullable=False),
    Column("event", BigInteger, nullable=False),
    Column("article", BigInteger),  # None once that was deleted
    Column("at", Instant),
    Column("merged_into", BigInteger),
    Column("origin", BigInteger),
    sqlite_autoincrement=True,
)
moves = Table(
    "moves",
    metadata,
    Column("change", BigInteger, primary_key=True, autoincrement=False),
    Column("article", BigInteger, primary_key=True, autoincrement=False),
)
turns = Table(
    "turns",
    metadata,
    Column("name", Plain, primary_key=True),
    Column("generation", BigInteger, nullable=False),
)
names = Table(
    "names",
    metadata,
    _number(),
    Column("name", Plain, nullable=False),
    sqlite_autoincrement=True,
)
article_names = Table(
    "article_names",
    metadata,
    Column("name", BigInteger, primary_key=True, autoincrement=False),
    Column("article", BigInteger, primary_key=True, autoincrement=False),
)
readings = Table(
    "readings",
    metadata,
    Column("article", BigInteger, primary_key=True, autoincrement=False),
    Column("depth", Plain, primary_key=True),  # light, deep
    Column("anchor", Plain, primary_key=True),  # the day that its weekdays are counted from, "" where it has its own
    Column("digest", Plain, nullable=False),
    Column("data", LargeBinary, nullable=False),
)
dossiers = Table(
    "dossiers",
    metadata,
    _number(),
    Column("key", Plain, nullable=False),
    Column("event", Plain, nullable=False),
    Column("made", Instant, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("conflicts", Integer),  # None where it was kept before they were counted
    Column("alone", Plain),  # JSON: by outlet, how many points it alone has
    sqlite_autoincrement=True,
)
dossier_articles = Table(
    "dossier_articles",
    metadata,
    Column("dossier", BigInteger, primary_key=True, autoincrement=False),
    Column("article", BigInteger, primary_key=True, autoincrement=False),
)
conflicts = Table(
    "conflicts",
    metadata,
    _number(),
    Column("event", Plain, nullable=False),
    Column("kind", Plain, nullable=False),
    Column("found", Instant, nullable=False),
    Column("gone", Instant),  # when the event's newest dossier had it no more
    Column("left_article", BigInteger, nullable=False),
    Column("left_start", Integer, nullable=False),
    Column("left_end", Integer, nullable=False),
    Column("left_value", Plain, nullable=False),
    Column("right_article", BigInteger, nullable=False),
    Column("right_start", Integer, nullable=False),
    Column("right_end", Integer, nullable=False),
    Column("right_value", Plain, nullable=False),
    sqlite_autoincrement=True,
)
conflict_links = Table(
    "conflict_links",
    metadata,
    Column("link", Plain, primary_key=True),
    Column("conflict", BigInteger, nullable=False),
)
marks = Table(  # how far in a list something has gone, by its name
    "marks",
    metadata,
    Column("name", Plain, primary_key=True),
    Column("number", BigInteger, nullable=False),
)
corrections = Table(
    "corrections",
    metadata,
    _number(),
    Column("kind", Plain, nullable=False),
    Column("event", Plain),
    Column("targets", Plain, nullable=False),  # a JSON list of ids
    Column("value", Plain, nullable=False),
    Column("who", Plain, nullable=False),
    Column("why", Plain, nullable=False),
    Column("at", Instant, nullable=False),
    Column("undone_at", Instant),
    Column("undone_by", Plain),
    Column("undone_why", Plain),
    sqlite_autoincrement=True,
)
fetches = Table(
    "fetches",
    metadata,
    Column("url", Plain, primary_key=True),
    Column("etag", Plain),
    Column("last_modified", Plain),
    Column("fetched", Instant, nullable=False),
)
feed_failures = Table(
    "feed_failures",
    metadata,
    Column("url", Plain, primary_key=True),
    Column("reason", Plain, nullable=False),
    Column("since", Instant, nullable=False),
    Column("at", Instant, nullable=False),
    Column("times", Integer, nullable=False),
)
runs = Table(
    "runs",
    metadata,
    _number(),
    Column("inputs", Plain, nullable=False),  # a JSON list
    Column("started", Instant, nullable=False),
    Column("finished", Instant),
    Column("new", Integer, nullable=False),
    Column("versions", Integer, nullable=False),
    Column("known", Integer, nullable=False),
    Column("skipped", Integer, nullable=False),
    sqlite_autoincrement=True,
)
skips = Table(
    "skips",
    metadata,
    _number(),
    Column("run", BigInteger),
    Column("input", Plain, nullable=False),
    Column("reason", Plain, nullable=False),
    sqlite_autoincrement=True,
)
deletions = Table(
    "deletions",
    metadata,
    _number(),
    Column("article", Plain, nullable=False),
    Column("key", Plain),  # where no text of that address is left
    Column("url", Plain),
    Column("sha256", LargeBinary, nullable=False),
    Column("who", Plain, nullable=False),
    Column("why", Plain, nullable=False),
    Column("at", Instant, nullable=False),
    sqlite_autoincrement=True,
)
vectors = Table(  # the vector itself stands in a column of the database's own kind, see vectors.py
    "vectors",
    metadata,
    _number(),
    Column("article", BigInteger, nullable=False),
    Column("model", Plain, nullable=False),
    sqlite_autoincrement=True,
)
users = Table(
    "users",
    metadata,
    _number(),
    Column("name", Plain, nullable=False),
    Column("role", Plain, nullable=False),
    Column("password", Plain, nullable=False),  # an argon2 hash with its parameters and salt
    Column("created", Instant, nullable=False),
    sqlite_autoincrement=True,
)
sessions = Table(
    "sessions",
    metadata,
    _number(),
    Column("digest", LargeBinary, nullable=False),  # SHA-256 of what the cookie holds
    Column("owner", BigInteger, nullable=False),
    Column("created", Instant, nullable=False),
    Column("expires", Instant, nullable=False),
    sqlite_autoincrement=True,
)
tokens = Table(
    "tokens",
    metadata,
    _number(),
    Column("digest", LargeBinary, nullable=False),  # SHA-256 of the token
    Column("owner", BigInteger, nullable=False),
    Column("label", Plain, nullable=False),
    Column("scopes", Plain, nullable=False),  # with spaces
    Column("created", Instant, nullable=False),
    Column("expires", Instant, nullable=False),
    sqlite_autoincrement=True,
)
audit = Table(  # names, not numbers: it outlives the users
    "audit",
    metadata,
    _number(),
    Column("at", Instant, nullable=False),
    Column("who", Plain, nullable=False),
    Column("action", Plain, nullable=False),
    Column("target", Plain, nullable=False),
    Column("address", Plain, nullable=False),
    sqlite_autoincrement=True,
)

"""What a user may choose about inputs: limits, columns, dates, and whether and how addresses are fetched."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from rashomon.errors import InputError
from rashomon.plugins.sources import SourcePlugins
from rashomon.records import FetchState
from rashomon.settings import Settings
from rashomon.sources.robots import Robots

MEGABYTE = 1_000_000
FIELDS = ("id", "title", "text", "source", "url", "published")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Where reading an input stops. `size` is in bytes: of a file or an answer, and of a line, row or record of one."""

    size: int = 20 * MEGABYTE
    unpack_ratio: int = 200
    elements: int = 30_000
    pages: int = 500
    entries: int = 2000
    characters: int = 300_000


@dataclass(slots=True)
class Visits:
    """When each host was last asked (seconds of a monotonic clock), and the robots.txt of each origin.

    The one thing here that changes; keep it for as long as the same hosts are asked.
    """

    last: dict[str, float] = field(default_factory=dict)
    robots: dict[str, tuple[float, Robots]] = field(default_factory=dict)


def _never_fetched(url: str) -> FetchState | None:
    return None


def _forget(state: FetchState) -> None:
    return None


def _ignore(url: str) -> None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetching:
    """How addresses are fetched. All times are in seconds.

    The page of a feed entry is fetched again when the entry says that it has changed, or `revisit_seconds` after.

    `known` gives what was remembered of an address. `remember` is told the state of an address after the consumer has
    taken the last article of it and asked for more; it is not told of a feed of which something failed that a later
    try may get. `unchanged` is told an address that has nothing new.
    """

    pages: bool = True
    revisit_seconds: float = 6 * 3600.0
    allow_private: bool = False
    connect_seconds: float = 10.0
    read_seconds: float = 20.0
    total_seconds: float = 60.0
    host_seconds: float = 1.0
    retries: int = 2
    user_agent: str = "Rashomon"
    known: Callable[[str], FetchState | None] = _never_fetched
    remember: Callable[[FetchState], None] = _forget
    unchanged: Callable[[str], None] = _ignore
    visits: Visits = field(default_factory=Visits)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceOptions:
    """All choices about inputs. `fetching` is None where nothing may be fetched.

    `published` gives dates by path as typed or by file name. `columns` maps a field (id, title, text, source, url,
    published) to the column, or the key of a JSON object, that holds it. `plugin_seconds` is how long a plugin may take
    for an input, None where none may take part; `plugins` are those that are open, while inputs are read.
    """

    published: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    fetching: Fetching | None = None
    plugin_seconds: float | None = None
    plugins: SourcePlugins | None = None


def source_options(
    settings: Settings,
    *,
    published: Mapping[str, str] | None = None,
    columns: Mapping[str, str] | None = None,
    known: Callable[[str], FetchState | None] = _never_fetched,
    remember: Callable[[FetchState], None] = _forget,
    unchanged: Callable[[str], None] = _ignore,
) -> SourceOptions:
    """The options that `settings` make."""
    limits = Limits(
        size=settings.size_limit_mb * MEGABYTE,
        unpack_ratio=settings.unpack_ratio,
        elements=settings.max_elements,
        pages=settings.max_pages,
        entries=settings.max_entries,
        characters=settings.max_characters,
    )
    fetching = Fetching(
        pages=settings.fetch_pages,
        revisit_seconds=settings.revisit_hours * 3600,
        allow_private=settings.allow_private,
        connect_seconds=settings.connect_seconds,
        read_seconds=settings.read_seconds,
        total_seconds=settings.total_seconds,
        host_seconds=settings.host_seconds,
        retries=settings.retries,
        user_agent=" ".join(settings.user_agent.encode("ascii", "replace").decode().split()) or "Rashomon",
        known=known,
        remember=remember,
        unchanged=unchanged,
    )
    return SourceOptions(
        published=published or {},
        columns=columns or {},
        limits=limits,
        fetching=fetching if settings.fetch else None,
        plugin_seconds=settings.plugin_seconds if settings.plugins else None,
    )


def parse_columns(text: str) -> dict[str, str]:
    """The columns that "title=headline,text=body" names, by field. Raises InputError where it is not in that form."""
    columns = {}
    for part in text.split(","):
        name, equals, column = (piece.strip() for piece in part.partition("="))
        if name not in FIELDS or not equals or not column:
            raise InputError(
                f"the columns {text!r} cannot be used at {part.strip()!r}; write FIELD=COLUMN,..., "
                f"with the fields {', '.join(FIELDS)}"
            )
        columns[name] = column
    return columns

"""What goes into an archive and comes out of it, beside the records that all rooms share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from rashomon.records import CopyKind, LinkKind, Span

OutcomeKind = Literal["new", "version", "known", "deleted"]
ProblemKind = Literal["file", "orphan", "bytes", "index", "event"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of an article that was handed to the archive.

    new: it is kept. version: it is kept, and `previous` is the id of the text that stood at the same address before.
    known: the same text of the same address is there already. deleted: it was deleted on record, and is not taken.
    """

    article: str
    kind: OutcomeKind
    previous: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Where grouping put an article: its event, and the article `copy_of` whose text it prints, if any.

    `at` is the stream's time (UTC), `names` are those of the light reading, folded. `profile` is what the grouper has
    to know of the article to go on later, as bytes of the form `profile_format`; None where nothing is to be kept.
    """

    article: str
    event: str
    copy_of: str | None = None
    copy_kind: CopyKind | None = None
    contained: float | None = None
    at: datetime | None = None
    names: tuple[str, ...] = ()
    profile: bytes | None = None
    profile_format: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A grouped article, as far as a grouper needs it to go on. `event` is the present one.

    `sequence` counts the articles in the order of grouping, from 1, and is never used twice. `event_size` counts all
    articles of the event, `event_opened` is the sequence of the first of them. `profile` is None once it was dropped.
    """

    article: str
    sequence: int
    event: str
    copy_of: str | None
    at: datetime | None
    published: datetime | None
    profile: bytes | None
    profile_format: str | None
    event_size: int
    event_opened: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EventQuery:
    """Which events are wanted: those that reach into `since` (included) to `until` (excluded), newest first.

    `words` must stand in one of the articles, `sources` name outlets (any of them, whatever the case), `min_sources` is
    the least number of outlets with a text of their own, `who` and `where` are names that an article must have (as in
    SearchQuery). `conflicting` asks for events whose newest dossier has conflicts. None, False or empty means any.
    `after` is the (last, id) of the event that the page before ended with; only what comes behind it is given.
    """

    since: datetime | None = None
    until: datetime | None = None
    words: str = ""
    sources: tuple[str, ...] = ()
    min_sources: int = 1
    who: str | None = None
    where: str | None = None
    conflicting: bool = False
    limit: int = 50
    offset: int = 0
    after: tuple[datetime | None, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictPlace:
    """One side of a conflict: the stretch of `article` (an id) that states it, and its value ("" where none)."""

    article: str
    span: Span
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictNote:
    """A conflict of a dossier. It is the one that was there before where it shares a link (an id) with that."""

    kind: LinkKind
    links: tuple[str, ...]
    places: tuple[ConflictPlace, ConflictPlace]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptConflict:
    """A conflict that the archive has: its number, its event by its present id, and when it was first found (UTC).

    `gone` where the event's newest dossier has it no more.
    """

    number: int
    event: str
    found: datetime
    gone: bool
    note: ConflictNote


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierCounts:
    """What is counted in a dossier: its conflicts, and by outlet the points that it alone has.

    `found` are the conflicts themselves, without those that a later report may have overtaken.
    """

    conflicts: int
    alone: dict[str, int]
    found: tuple[ConflictNote, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptDossier:
    """A dossier that is kept: made of `articles` (ids, by arrival) at `made` (UTC), and found again by `key`."""

    key: str
    made: datetime
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceAccount:
    """What the archive has of an outlet: counts, and nothing that would rate it.

    `events` are those it has an article in, `alone` those in which no other outlet has one. `prints` are its articles
    that print another's text, by the outlet of that text; `printed` are others' articles that print a text of its own,
    by their outlet; most first. `single_points` counts the points that it alone has in the newest dossiers of its
    events, `dossiers` how many dossiers that is out of. `newest` are the ids of its latest articles.
    """

    name: str
    articles: int
    first: datetime | None
    last: datetime | None
    events: int
    alone: int
    prints: tuple[tuple[str, int], ...]
    printed: tuple[tuple[str, int], ...]
    single_points: int
    dossiers: int
    newest: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchQuery:
    """What is looked for: articles with `words` ("in quotes" as a phrase), or near `vector`, ranked together.

    `vector` is a row of length 1 by the model whose digest is `model`, of as many floats as the archive's vectors have;
    None leaves full text alone. `who` and `where` are names that the article must have (each word of it, whatever the
    case; a country by any of its names); `since` (included) and `until` (excluded) bound the publication; `source` is
    an outlet.
    """

    words: str
    vector: tuple[float, ...] | None = None
    model: str = ""
    who: str | None = None
    where: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    source: str | None = None
    limit: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFailure:
    """A feed that fails: since when, when last, how often in a row, and the last reason."""

    url: str
    reason: str
    since: datetime
    at: datetime
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Deletion:
    """An article that was deleted: who did it, when and why. `sha256` is that of its bytes as received (hex)."""

    article: str
    url: str | None
    sha256: str
    who: str
    why: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestRun:
    """One run of ingest. `finished` is None while it goes on, or where it was cut off."""

    number: int
    inputs: tuple[str, ...]
    started: datetime
    finished: datetime | None
    new: int
    versions: int
    known: int
    skipped: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """How much an archive holds. `file_bytes` is its size on the disk, of its main file and its log."""

    articles: int
    versions: int
    copies: int
    waiting: int
    events: int
    readings: int
    vectors: int
    dossiers: int
    corrections: int
    deletions: int
    sources: int
    first: datetime | None
    last: datetime | None
    text_characters: int
    received_bytes: int
    kept_bytes: int
    file_bytes: int
    schema: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that is wrong in an archive, and where.

    file: the database itself is damaged. orphan: a row is left of something that is gone. bytes: bytes as received are
    not those of their SHA-256. index: full text or vectors are out of step. event: counts or merges do not fit.
    """

    kind: ProblemKind
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unvectored:
    """An article that has no vector yet: its title and the beginning of its text (600 characters from the body)."""

    article: str
    title: str
    beginning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Somebody with an account. `password` is a hash that names its own method; `created` is UTC-aware."""

    name: str
    role: str
    password: str
    created: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiToken:
    """A token of a user for programs: what it is good for and until when. The token itself is nowhere kept.

    `number` is 0 until it is kept.
    """

    owner: str
    label: str
    scopes: tuple[str, ...]
    created: datetime
    expires: datetime
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenOwner:
    """Who shows a token: the user's name and role, and the scopes of the token."""

    name: str
    role: str
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """Something that was done or tried: when (UTC), by whom, what, on what, and from which network address."""

    at: datetime
    who: str
    action: str
    target: str = ""
    address: str = ""
    number: int = 0

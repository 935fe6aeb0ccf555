"""The archive: articles and all that was made of them, in one SQLite file or in PostgreSQL. The only room with SQL."""

from rashomon.store.archive import Archive, open_archive
from rashomon.store.kept import (
    ApiToken,
    AuditEntry,
    Deletion,
    EventQuery,
    FeedFailure,
    IngestRun,
    Kept,
    Outcome,
    Placed,
    Problem,
    SearchQuery,
    Stats,
    TokenOwner,
    Unvectored,
    User,
)
from rashomon.store.turns import GroupingTurn

__all__ = [
    "ApiToken",
    "Archive",
    "AuditEntry",
    "Deletion",
    "EventQuery",
    "FeedFailure",
    "GroupingTurn",
    "IngestRun",
    "Kept",
    "Outcome",
    "Placed",
    "Problem",
    "SearchQuery",
    "Stats",
    "TokenOwner",
    "Unvectored",
    "User",
    "open_archive",
]

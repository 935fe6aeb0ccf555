"""The archive: articles and all that was made of them, in one SQLite file or in PostgreSQL. The only room with SQL."""

from rashomon.store.archive import Archive, open_archive
from rashomon.store.kept import (
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
    Unvectored,
)
from rashomon.store.turns import GroupingTurn

__all__ = [
    "Archive",
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
    "Unvectored",
    "open_archive",
]

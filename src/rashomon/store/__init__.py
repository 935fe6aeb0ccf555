"""The archive: articles and all that was made of them, in one SQLite file or in PostgreSQL. The only room with SQL."""

from rashomon.store.archive import Archive, open_archive
from rashomon.store.kept import (
    ApiToken,
    AuditEntry,
    Deletion,
    DossierCounts,
    EventQuery,
    FeedFailure,
    IngestRun,
    Kept,
    KeptDossier,
    Outcome,
    Placed,
    Problem,
    SearchQuery,
    SourceAccount,
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
    "DossierCounts",
    "EventQuery",
    "FeedFailure",
    "GroupingTurn",
    "IngestRun",
    "Kept",
    "KeptDossier",
    "Outcome",
    "Placed",
    "Problem",
    "SearchQuery",
    "SourceAccount",
    "Stats",
    "TokenOwner",
    "Unvectored",
    "User",
    "open_archive",
]

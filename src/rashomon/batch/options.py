"""What a user may choose about a batch, besides the settings that all commands share."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal

from rashomon.errors import SettingsError

EngineName = Literal["local", "ray"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchOptions:
    """The choices. Those in the first block can change a result, those in the second only how it is come by.

    Events are found in windows of the calendar, `event_days` apart, each of which reaches `overlap_days` into the next
    (whole days). An event with at least `min_reports` texts of its own is read deeply, the largest first, until
    `deep_articles` articles are read (None: all of them; 0: none). An article (or an event's dossier) that takes longer
    than `article_seconds` is given up.

    `partitions` is in how many parts the articles are cut, `part_articles` about how many articles one task reads
    deeply (of very many there are more). `workers` is the number of processes or actors (0: none,
    all is done in this process). `address` is the Ray cluster's, None for one of its own on this machine.
    """

    event_days: int = 14
    overlap_days: int = 4
    min_reports: int = 2
    deep_articles: int | None = None
    article_seconds: int = 3_600

    partitions: int = 16
    part_articles: int = 25
    workers: int = 2
    engine: EngineName = "local"
    address: str | None = None
    tries: int = 3


def check_options(options: BatchOptions) -> BatchOptions:
    """`options`. Raises: SettingsError where one of them is out of its range."""
    ranges = {
        "event_days": (1, 3650),
        "overlap_days": (0, options.event_days),
        "min_reports": (2, 1_000_000),
        "deep_articles": (0, 10**12),
        "article_seconds": (1, 10**7),
        "partitions": (1, 100_000),
        "part_articles": (1, 100_000),
        "workers": (0, 100_000),
        "tries": (1, 100),
    }
    for field in fields(options):
        low, high = ranges.get(field.name, (0, 0))
        value = getattr(options, field.name)
        if field.name in ranges and value is not None and not low <= value <= high:
            name = field.name.replace("_", "-")
            raise SettingsError(f"--{name} is {value:,}; it must be from {low:,} to {high:,}")
    return options

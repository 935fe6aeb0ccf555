"""When what happened, over all reports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rashomon.records import Claim, Grain, Reading, TimelineEntry

# Coarser grains ("in the 1990s") are background, not a moment of the event.
_MOMENTS: frozenset[Grain] = frozenset(("second", "minute", "hour", "part", "day", "week", "month", "year"))


def order_in_time(readings: Sequence[Reading]) -> tuple[TimelineEntry, ...]:
    """Claims grouped by the interval of their finest time, earliest first; those without a resolved time left out."""
    groups: dict[tuple[datetime, datetime, Grain], list[str]] = {}
    for reading in readings:
        for claim in reading.claims:
            interval = _finest(claim)
            if interval:
                groups.setdefault(interval, []).append(claim.id)
    return tuple(
        TimelineEntry(start=start, end=end, grain=grain, claims=tuple(sorted(claims)))
        for (start, end, grain), claims in sorted(groups.items())
    )


def _finest(claim: Claim) -> tuple[datetime, datetime, Grain] | None:
    intervals = [
        (time.end - time.start, time.start, time.end, time.grain)
        for time in claim.times
        if time.start and time.end and time.grain in _MOMENTS and time.type in ("DATE", "TIME")
    ]
    if not intervals:
        return None
    _, start, end, grain = min(intervals)
    return start, end, grain

"""When what happened, over all reports: the event's own history and its background, with what is contested on it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from rashomon.comparing.standing import height
from rashomon.records import Claim, Grain, Link, Reading, TimelineEntry
from rashomon.text import stretch

WELL_BEFORE = timedelta(days=30)
"""How long before the day of the event something must have ended to be background by its date alone."""
JUST_BEFORE = timedelta(days=2)
"""How long before, where all claims tell it as earlier."""
# Coarser grains ("in the 1990s") are background, not a moment of the event.
_MOMENTS: frozenset[Grain] = frozenset(("second", "minute", "hour", "part", "day", "week", "month", "year"))
_FINE: frozenset[Grain] = frozenset(("second", "minute", "hour", "part", "day"))
_EARLIER = re.compile(
    r"\b(?:had(?: \w+ly)? \w+(?:ed|n|t|k|d|g)|had been|previous(?:ly)?|earlier|formerly|in the past"
    r"|last (?:year|month|week)|years? ago|months? ago|weeks? ago|since|the first time|then-|used to|at the time)\b",
    re.IGNORECASE,
)


def order_in_time(readings: Sequence[Reading], links: Sequence[Link] = ()) -> tuple[TimelineEntry, ...]:
    """Claims grouped by the interval of their finest time, earliest first; those without a resolved time left out.

    Background is what ended well before the day of the event, or days before and is told as earlier ("had", "last
    year") by all. The conflicts of an entry are those of its claims.
    """
    groups: dict[tuple[datetime, datetime, Grain], list[str]] = {}
    for reading in readings:
        for claim in reading.claims:
            interval = _finest(claim)
            if interval:
                groups.setdefault(interval, []).append(claim.id)
    day = day_of_event(readings)
    texts = {c.id: stretch(reading.article.text, c.span) for reading in readings for c in reading.claims}
    contested = conflicts_of(links)
    return tuple(
        TimelineEntry(
            start=start,
            end=end,
            grain=grain,
            claims=tuple(sorted(claims)),
            background=_is_background(start, end, day, [texts[claim] for claim in claims]),
            conflicts=tuple(sorted({key for claim in claims for key in contested.get(claim, ())})),
        )
        for (start, end, grain), claims in sorted(groups.items())
    )


def conflicts_of(links: Iterable[Link]) -> Mapping[str, tuple[str, ...]]:
    """By claim the ids of the links by which it is contradicted."""
    found: dict[str, list[str]] = defaultdict(list)
    for link in links:
        if link.relation == "conflict":
            found[link.left].append(link.id)
            found[link.right].append(link.id)
    return {claim: tuple(keys) for claim, keys in found.items()}


def day_of_event(readings: Sequence[Reading]) -> datetime | None:
    """The beginning of the day (UTC) that most reports name, nearest to the top; else of the first publication.

    None where no report names a day and none has a date.
    """
    weight: defaultdict[datetime, float] = defaultdict(float)
    for reading in readings:
        best: dict[datetime, float] = {}
        for claim in reading.claims:
            for time in claim.times:
                if time.start is not None and time.grain in _FINE and time.type in ("DATE", "TIME"):
                    day = time.start.replace(hour=0, minute=0, second=0, microsecond=0)
                    best[day] = max(best.get(day, 0.0), height(claim, reading))
        for day, most in best.items():
            weight[day] += most
    if weight:
        return max(sorted(weight, reverse=True), key=lambda day: weight[day])
    dates = [reading.article.published for reading in readings if reading.article.published]
    return min(dates).replace(hour=0, minute=0, second=0, microsecond=0) if dates else None


def _is_background(start: datetime, end: datetime, day: datetime | None, texts: Sequence[str]) -> bool:
    if day is None or end > day:
        return False
    ago = day - end
    return ago >= WELL_BEFORE or (ago >= JUST_BEFORE and all(_EARLIER.search(text) for text in texts))


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

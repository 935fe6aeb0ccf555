"""Dates an undated report by the other reports of its event, and says by which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from rashomon.records import DateNote, Reading, Time

LEAD_SENTENCES = 6


def find_anchors(readings: Sequence[Reading]) -> tuple[DateNote, ...]:
    """For each undated report that names weekdays, the day that another report fixes for the event; sorted by article.

    The day is the one that most of the other reports name in their first sentences, as a full date or as a weekday
    counted from their publication; of equally frequent ones the later. There is none where no other report has one.
    """
    notes = []
    for reading in sorted(readings, key=lambda r: r.article.id):
        if reading.article.published is None and any(_is_open_weekday(time) for time in reading.times):
            note = _anchor(reading, [other for other in readings if other is not reading])
            if note:
                notes.append(note)
    return tuple(notes)


def _anchor(undated: Reading, others: Sequence[Reading]) -> DateNote | None:
    named = [
        (time.start, other.article.id, time)
        for other in sorted(others, key=lambda r: r.article.id)
        for time in _lead_days(other)
        if time.start
    ]
    if not named:
        return None
    reports: Counter[datetime] = Counter(day for day, _ in {(day, origin) for day, origin, _ in named})
    best = max(reports, key=lambda day: (reports[day], day))
    _, origin, time = next(item for item in named if item[0] == best)
    return DateNote(article=undated.article.id, origin=origin, date=best, span=time.span)


def _lead_days(reading: Reading) -> list[Time]:
    if not reading.sentences:
        return []
    end = reading.sentences[min(LEAD_SENTENCES, len(reading.sentences)) - 1].end
    return [t for t in reading.times if t.grain == "day" and t.type == "DATE" and t.span.end <= end]


def _is_open_weekday(time: Time) -> bool:
    return time.start is None and time.type in ("DATE", "TIME") and (time.value is None or "XXXX-WXX" in time.value)

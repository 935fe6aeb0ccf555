"""Compares the events that have changed since the last time, so that what is new in them is found without a reader."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from rashomon.desk import compare_kept, show_event
from rashomon.errors import RashomonError, TooFewReportsError
from rashomon.ingest import Stop
from rashomon.settings import Settings
from rashomon.store import Archive

_MARK: Final = "compared"
_CHANGES = 10_000
_LEAST_SOURCES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """How many events were compared, and whether some are left for the next time."""

    events: int
    more: bool


def begin_comparing(archive: Archive) -> None:
    """What changes from now on is what grows. Where it began before, it goes on from there."""
    if archive.mark(_MARK) is None:
        archive.keep_mark(_MARK, archive.last_change())


def compare_grown(
    archive: Archive, *, settings: Settings, stop: Stop, say: Callable[[str], None], seconds: float
) -> Compared:
    """Compares each event of two or more independent sources that has changed since the last time, oldest change first.

    None is begun after `seconds`, or once `stop` was asked; the next call goes on there, and so does another process
    after this one was killed. `say` is told of an event that can't be compared.
    """
    begin_comparing(archive)
    begun, compared = time.monotonic(), 0
    while True:
        after = archive.mark(_MARK) or 0
        changed, last = archive.changed_events(after=after, limit=_CHANGES)
        if last == after:
            return Compared(events=compared, more=False)
        for event, first in changed:
            if stop.asked or time.monotonic() - begun >= seconds:
                archive.keep_mark(_MARK, first - 1)
                return Compared(events=compared, more=True)
            compared += _compare(archive, event, settings, say)
        archive.keep_mark(_MARK, last)


def _compare(archive: Archive, event: str, settings: Settings, say: Callable[[str], None]) -> int:
    """1 where the event was compared, 0 where there is nothing to compare in it, or it can't be."""
    try:
        if show_event(archive, event).summary.sources < _LEAST_SOURCES:
            return 0
        made = compare_kept(archive, event, settings=settings, progress=lambda stage, done, total: None)
    except TooFewReportsError:
        return 0  # not enough of them are in a language that is read
    except RashomonError as error:
        say(f"event {event} could not be compared: {error}")
        return 0
    if made.unkept is not None:
        say(f"the comparison of event {event} could not be kept: {made.unkept}")
    return 1

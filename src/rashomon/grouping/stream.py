"""Copies and events of a stream together, in turns: what came in one turn is placed when the turn ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from rashomon.errors import DataError
from rashomon.grouping.copies import CopyIndex, TextPrint
from rashomon.grouping.copy_window import CopyWindow
from rashomon.grouping.event_features import Profile
from rashomon.grouping.events import EventGrouper
from rashomon.grouping.restoring import pack_article, unpack_article
from rashomon.records import Copy, EventChange, StreamItem

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where an article of the turn was put. `at` is the stream's time, None while no date has come.

    A copy is in the event of its origin; where that has been forgotten, `event` is the one that the copy would go to by
    itself. `packed` is what a grouper needs to go on.
    """

    article: str
    event: str
    copy: Copy | None
    at: datetime | None
    packed: bytes


class StreamGrouper:
    """Finds copies and events of articles that come in the order of time. Its memory is bounded by the window."""

    def __init__(self, *, window_days: float, taken: Callable[[str], bool] = lambda event: False) -> None:
        """A grouper that has seen nothing; `taken`, which may be set anew, tells ids that no new event may have."""
        self.taken = taken
        self._copies = CopyWindow(CopyIndex(), timedelta(days=window_days))
        self._events = EventGrouper(window_days=window_days, taken=lambda event: self.taken(event))
        self._came: list[tuple[str, Copy | None, datetime | None, bytes]] = []

    def add(self, item: StreamItem) -> None:
        """Takes the next article."""
        self._events.add(item)
        profile, days = self._events.latest
        at = _instant(days)
        copy = self._copies.add(item, at or _EPOCH)
        packed = pack_article(profile, None if copy else self._copies.print_of(item.id))
        self._came.append((item.id, copy, at, packed))

    def end_turn(self) -> tuple[list[Placement], list[EventChange]]:
        """Where the articles since the last call are by now, and what happened to events meanwhile, in order."""
        placements = [
            Placement(
                article=article,
                event=self._events.event_of(copy.origin if copy and copy.origin in self._events else article),
                copy=copy,
                at=at,
                packed=packed,
            )
            for article, copy, at, packed in self._came
        ]
        changes = list(self._events.history)
        self._events.forget_closed()
        self._came.clear()
        return placements, changes

    def put_back(
        self,
        article: str,
        packed: bytes | None,
        *,
        load: Callable[[str], StreamItem],
        event: str,
        opened: int,
        origin: str | None,
        at: datetime | None,
    ) -> None:
        """Sets an article down where it was put before; see `EventGrouper.put_back`.

        `opened` counts the articles that came before the first of its event. `origin` is the one that it is a copy of.
        Where `packed` is None or damaged, it is made anew from the article, which `load` gives.
        """
        profile, text = self._unpack(article, packed, load)
        self._events.put_back(profile, event, opened=opened)
        now = at or _EPOCH
        if origin is not None:
            self._copies.put_back_copy(origin, now)
        elif text is not None:
            self._copies.put_back(article, text, now)
        else:
            self._copies.add(load(article), now)

    def settle(self, *, count: int, sizes: Mapping[str, int]) -> None:
        """Ends putting back; see `EventGrouper.settle`."""
        self._events.settle(count=count, sizes=sizes)
        self._events.forget_closed()

    def _unpack(
        self, article: str, packed: bytes | None, load: Callable[[str], StreamItem]
    ) -> tuple[Profile, TextPrint | None]:
        try:
            if packed is not None:
                return unpack_article(packed)
        except DataError:  # one damaged row is no reason to stop: all of it can be made anew
            pass
        return self._events.profile_of(load(article)), None


def _instant(days: float | None) -> datetime | None:
    return None if days is None else datetime.fromtimestamp(days * 86_400, UTC)

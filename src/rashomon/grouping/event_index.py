"""Finds the few open events that an article could belong to, by the telling words that it shares with them."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence

from rashomon.grouping.event_features import Vector

# A word that stands in more open events than this finds only those that it came to last.
_MOST_POSTINGS = 200
# An article looks for events by so many of its most telling words.
_MOST_LOOKED_UP = 30
_MOST_FOUND = 16
# An event is found by so many words at most, those that came first.
_MOST_STEMS = 1_500


class EventIndex:
    """For each stem the open events that hold it. What it holds and what a search costs are bounded."""

    def __init__(self) -> None:
        """An index of no events."""
        self._events: dict[str, dict[str, None]] = {}
        self._stems: dict[str, set[str]] = {}

    def add(self, event: str, stems: Iterable[str]) -> None:
        """Sets `event` down under `stems`, as the one that came last."""
        own = self._stems.setdefault(event, set())
        for stem in stems:
            if stem not in own and len(own) >= _MOST_STEMS:
                continue
            own.add(stem)
            postings = self._events.setdefault(stem, {})
            postings.pop(event, None)
            postings[event] = None
            if len(postings) > _MOST_POSTINGS:
                oldest = next(iter(postings))
                del postings[oldest]
                self._stems[oldest].discard(stem)

    def remove(self, event: str) -> None:
        """Takes `event` out."""
        for stem in self._stems.pop(event, ()):
            postings = self._events[stem]
            del postings[event]
            if not postings:
                del self._events[stem]

    def stems_of(self, event: str) -> frozenset[str]:
        """What `event` is set down under."""
        return frozenset(self._stems.get(event, ()))

    def search(self, keys: Sequence[str], words: Vector) -> list[str]:
        """The events that share most of an article's `keys`, counted by their weight in `words`; the best first."""
        found: dict[str, float] = {}
        for stem in keys[:_MOST_LOOKED_UP]:
            told = words[stem] ** 2
            for event in self._events.get(stem, ()):
                found[event] = found.get(event, 0.0) + told
        return heapq.nlargest(_MOST_FOUND, found, key=lambda event: (found[event], event))

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
        # Short lists and tuples: in sets and dictionaries the same takes several times the room.
        self._events: dict[str, list[str]] = {}
        self._stems: dict[str, tuple[str, ...]] = {}

    def add(self, event: str, stems: Iterable[str]) -> None:
        """Sets `event` down under `stems`, as the one that came last."""
        own = dict.fromkeys(self._stems.get(event, ()))
        for stem in stems:
            if stem not in own and len(own) >= _MOST_STEMS:
                continue
            postings = self._events.setdefault(stem, [])
            if stem in own:
                postings.remove(event)
            own[stem] = None
            postings.append(event)
            if len(postings) > _MOST_POSTINGS:
                oldest = postings.pop(0)
                self._stems[oldest] = tuple(other for other in self._stems[oldest] if other != stem)
        self._stems[event] = tuple(own)

    def remove(self, event: str) -> None:
        """Takes `event` out."""
        for stem in self._stems.pop(event, ()):
            postings = self._events[stem]
            postings.remove(event)
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

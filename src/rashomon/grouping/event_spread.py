"""How telling a word is in a stream: the fewer of its events have it, the more it tells.

Words in general news text are the expectation to begin with; what the stream shows takes their place. So "senate" tells
little where every event is of politics, and a word that all reports of one large event share goes on telling much.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable
from functools import lru_cache

from rashomon.vocabulary import weight

# What is known of news text at large counts as much as so many events.
_EXPECTED_EVENTS = 1_000
_LEAST = 0.1


class Spread:
    """In how many open events each stem stands."""

    def __init__(self) -> None:
        """No events."""
        self._events = 0
        self._counts: Counter[str] = Counter()

    def change(self, before: Collection[str], after: Collection[str]) -> None:
        """Counts an event that had the stems `before` and has those `after` now; one without any is not open."""
        self._events += bool(after) - bool(before)
        old, new = set(before), set(after)
        self._counts.update(new - old)
        for stem in old - new:
            if self._counts[stem] == 1:
                del self._counts[stem]
            else:
                self._counts[stem] -= 1

    def telling(self, stems: Iterable[str]) -> dict[str, float]:
        """How telling each stem is: .1 for one that stands in every event, about 8 for one that is new."""
        events = math.log(self._events + _EXPECTED_EVENTS)
        counts = self._counts
        return {stem: max(_LEAST, events - math.log(counts.get(stem, 0) + _expected(stem))) for stem in stems}


@lru_cache(maxsize=50_000)
def _expected(stem: str) -> float:
    """How many of _EXPECTED_EVENTS events of news text at large have the stem."""
    return _EXPECTED_EVENTS * math.exp(1 - weight(stem))

"""An event that is open: what its articles so far have in common, within bounds."""

from __future__ import annotations

import hashlib
import heapq
import math
from array import array
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from rashomon.grouping.event_features import PackedProfile, Profile, Vector, dot, pack, unpack

# The articles that a new one is compared with singly, and among which a split is found.
SAMPLE = 12
# A sum over articles is cut back to its largest so many stems when it has twice as many.
_MOST_STEMS = 500
_MOST_NAMES = 100
# Of each article so many stems are kept while its event is open, to tell where it belongs when that splits.
_MARKS = 12

Marks = tuple[str, ...]
Sum: TypeAlias = "dict[str, float] | tuple[tuple[str, ...], array[float]]"


class OpenEvent:
    """The sums over an event's articles, and a sample of them.

    `words` and `opening` are the sums of the articles' vectors, `square` and `opening_square` the squares of the sums'
    lengths; `names` counts in how many articles a name stands; `marks` has the most telling stems of each article by
    its id. `last` is the stream's time of its last article, and `dated` the latest date that one of them gives, both in
    days since 1970. `order` counts the articles that the stream had when it opened.

    The sums of an event of one article are kept packed, in a quarter of the room: tens of thousands are open at a time,
    most of them such, and they are seldom looked at.
    """

    __slots__ = (
        "_names", "_opening", "_words", "dated", "id", "last", "lengths", "marks", "members", "opening_square", "order",
        "size", "square",
    )  # fmt: skip

    def __init__(self, event: str, *, order: int) -> None:
        """An event without articles."""
        self.id = event
        self.order = order
        self.size = 0
        self._words: Sum = {}
        self._opening: Sum = {}
        self._names: Sum = {}
        self.square = self.opening_square = 0.0
        self.lengths = 0.0
        self.members: list[PackedProfile] = []
        self.marks: dict[str, Marks] = {}
        self.last: float | None = None
        self.dated: float | None = None

    @property
    def stems(self) -> tuple[str, ...]:
        """The stems of `words`."""
        return _stems(self._words)

    @property
    def words(self) -> dict[str, float]:
        """The sum of the articles' vectors of words, by stem."""
        return _unpack(self._words)

    @property
    def opening(self) -> dict[str, float]:
        """The sum of the vectors of their openings, by stem."""
        return _unpack(self._opening)

    def dot_words(self, vector: Vector) -> float:
        """The dot product of `words` with `vector`."""
        return _dot(vector, self._words)

    def dot_opening(self, vector: Vector) -> float:
        """The dot product of `opening` with `vector`."""
        return _dot(vector, self._opening)

    @property
    def names(self) -> dict[str, float]:
        """In how many of the articles each name stands."""
        return _unpack(self._names)

    def join(self, profile: Profile, *, length: float, at: float | None) -> None:
        """Adds an article. `length` is the feature of its length, `at` the stream's time in days."""
        self.size += 1
        self._add_sums(profile.words, profile.opening, dict.fromkeys(profile.names, 1.0))
        self.lengths += length
        self.marks[profile.article] = profile.keys[:_MARKS]
        _sample(self.members, profile, self.size)
        self._settle(at, profile.published)

    def absorb(self, other: OpenEvent) -> None:
        """Adds all of another event's articles."""
        self.size += other.size
        self._add_sums(other.words, other.opening, other.names)
        self.lengths += other.lengths
        self.marks |= other.marks
        # Of both, as many as their share of the articles, at least two, so that neither is forgotten.
        room = max(2, min(SAMPLE - 2, round(SAMPLE * other.size / self.size)))
        self.members = [*self.members[: SAMPLE - min(room, len(other.members))], *other.members[:room]]
        self._settle(other.last, other.dated)

    def rebuild(
        self, members: Sequence[PackedProfile], articles: Mapping[str, Marks], lengths: Sequence[float]
    ) -> None:
        """Makes this the event of `articles` (ids with their marks), by what is known of the sampled `members`.

        `lengths` are the features of the members' lengths.
        """
        self.size = len(articles)
        self.marks = dict(articles)
        self.members = list(members)
        self._words, self._opening, self._names = {}, {}, {}
        for member in map(unpack, members):
            self._add_sums(member.words, member.opening, dict.fromkeys(member.names, 1.0))
        self.lengths = sum(lengths)
        self._scale(self.size / len(members))  # the sample stands for all of the articles

    def stand_for(self, size: int) -> None:
        """Makes the articles so far stand for `size` in all, which are like them."""
        if size > self.size:
            self._scale(size / self.size)
            self.size = size

    def _scale(self, scale: float) -> None:
        """Multiplies the sums."""
        self.lengths *= scale
        words = {stem: x * scale for stem, x in self.words.items()}
        opening = {stem: x * scale for stem, x in self.opening.items()}
        self._words, self._opening = words, opening
        self._names = {name: float(round(n * scale)) for name, n in self.names.items()}
        self.square, self.opening_square = _square(words), _square(opening)

    def _add_sums(self, words: Vector, opening: Vector, names: Vector) -> None:
        own_words, own_opening, own_names = self.words, self.opening, self.names
        self.square = _add(own_words, words, self.square)
        self.opening_square = _add(own_opening, opening, self.opening_square)
        _add(own_names, names, 0.0)
        self._words, self._opening, self._names = own_words, own_opening, own_names

    def _settle(self, at: float | None, dated: float | None) -> None:
        self.last = _later(self.last, at)
        self.dated = _later(self.dated, dated)
        if self.size == 1:
            self._words, self._opening, self._names = map(_pack, (self.words, self.opening, self.names))
            return
        if len(self._words) > 2 * _MOST_STEMS:
            self._words = _largest(self.words, _MOST_STEMS)
            self.square = _square(self._words)
        if len(self._opening) > 2 * _MOST_STEMS:
            self._opening = _largest(self.opening, _MOST_STEMS)
            self.opening_square = _square(self._opening)
        if len(self._names) > 2 * _MOST_NAMES:
            self._names = dict(sorted(self.names.items(), key=lambda one: (-one[1], one[0]))[:_MOST_NAMES])


def _add(total: dict[str, float], vector: Vector, square: float) -> float:
    """Adds `vector` to `total`, whose length squared is `square`; gives the new one."""
    for stem, x in vector.items():
        before = total.get(stem)
        if before is None:
            square += x * x
            total[stem] = x
        else:
            square += x * (2 * before + x)
            total[stem] = before + x
    return square


def _largest(total: dict[str, float], most: int) -> dict[str, float]:
    return {stem: total[stem] for stem in heapq.nlargest(most, total, key=lambda s: (total[s], s))}


def _pack(total: dict[str, float]) -> Sum:
    return tuple(total), array("d", total.values())


def _unpack(total: Sum) -> dict[str, float]:
    return total if isinstance(total, dict) else dict(zip(*total, strict=True))


def _stems(total: Sum) -> tuple[str, ...]:
    return tuple(total) if isinstance(total, dict) else total[0]


def _dot(vector: Vector, total: Sum) -> float:
    if isinstance(total, dict):
        return dot(vector, total)
    # fsum: the order of the stems changes nothing.
    return math.fsum([vector[stem] * x for stem, x in zip(*total, strict=True) if stem in vector])


def _later(left: float | None, right: float | None) -> float | None:
    return right if left is None else left if right is None else max(left, right)


def _square(total: Mapping[str, float]) -> float:
    return sum(x * x for x in total.values())


def _sample(members: list[PackedProfile], profile: Profile, size: int) -> None:
    """Keeps SAMPLE of the articles, late ones rather than early ones; which ones hangs on their ids only."""
    if len(members) < SAMPLE:
        members.append(pack(profile))
        return
    digest = hashlib.blake2b(f"{profile.article}\0{size}".encode("utf-8", "replace"), digest_size=4).digest()
    members[int.from_bytes(digest, "big") % SAMPLE] = pack(profile)

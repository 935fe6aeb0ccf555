"""An event that is open: what its articles so far have in common, within bounds."""

from __future__ import annotations

import hashlib
import heapq
from collections import Counter
from collections.abc import Mapping, Sequence

from rashomon.grouping.event_features import PackedProfile, Profile, Vector, pack, unpack

# The articles that a new one is compared with singly, and among which a split is found.
SAMPLE = 12
# A sum over articles is cut back to its largest so many stems when it has twice as many.
_MOST_STEMS = 500
_MOST_NAMES = 100
# Of each article so many stems are kept while its event is open, to tell where it belongs when that splits.
_MARKS = 12

Marks = tuple[str, ...]


class OpenEvent:
    """The sums over an event's articles, and a sample of them.

    `words` and `opening` are the sums of the articles' vectors, `square` and `opening_square` the squares of the sums'
    lengths; `names` counts in how many articles a name stands; `marks` has the most telling stems of each article by
    its id. `last` is in days since 1970, `order` counts the articles that the stream had when it opened.
    """

    __slots__ = (
        "id", "last", "lengths", "marks", "members", "names", "opening", "opening_square", "order", "size", "square",
        "words",
    )  # fmt: skip

    def __init__(self, event: str, *, order: int) -> None:
        """An event without articles."""
        self.id = event
        self.order = order
        self.size = 0
        self.words: dict[str, float] = {}
        self.square = 0.0
        self.opening: dict[str, float] = {}
        self.opening_square = 0.0
        self.names: Counter[str] = Counter()
        self.lengths = 0.0
        self.members: list[PackedProfile] = []
        self.marks: dict[str, Marks] = {}
        self.last: float | None = None

    def join(self, profile: Profile, *, length: float, at: float | None) -> None:
        """Adds an article. `length` is the feature of its length, `at` the stream's time in days."""
        self.size += 1
        self.square = _add(self.words, profile.words, self.square)
        self.opening_square = _add(self.opening, profile.opening, self.opening_square)
        self.names.update(profile.names.keys())
        self.lengths += length
        self.marks[profile.article] = profile.keys[:_MARKS]
        _sample(self.members, profile, self.size)
        self._settle(at)

    def absorb(self, other: OpenEvent) -> None:
        """Adds all of another event's articles."""
        self.size += other.size
        self.square = _add(self.words, other.words, self.square)
        self.opening_square = _add(self.opening, other.opening, self.opening_square)
        self.names.update(other.names)
        self.lengths += other.lengths
        self.marks |= other.marks
        # Of both, as many as their share of the articles, at least two, so that neither is forgotten.
        room = max(2, min(SAMPLE - 2, round(SAMPLE * other.size / self.size)))
        self.members = [*self.members[: SAMPLE - min(room, len(other.members))], *other.members[:room]]
        self._settle(other.last)

    def rebuild(
        self, members: Sequence[PackedProfile], articles: Mapping[str, Marks], lengths: Sequence[float]
    ) -> None:
        """Makes this the event of `articles` (ids with their marks), by what is known of the sampled `members`.

        `lengths` are the features of the members' lengths.
        """
        self.size = len(articles)
        self.marks = dict(articles)
        self.members = list(members)
        self.words, self.opening, self.names, self.square, self.opening_square = {}, {}, Counter(), 0.0, 0.0
        for member in map(unpack, members):
            _add(self.words, member.words, 0.0)
            _add(self.opening, member.opening, 0.0)
            self.names.update(member.names.keys())
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
        self.words = {stem: x * scale for stem, x in self.words.items()}
        self.opening = {stem: x * scale for stem, x in self.opening.items()}
        self.names = Counter({name: round(n * scale) for name, n in self.names.items()})
        self.square = sum(x * x for x in self.words.values())
        self.opening_square = sum(x * x for x in self.opening.values())

    def _settle(self, at: float | None) -> None:
        if at is not None:
            self.last = at if self.last is None else max(self.last, at)
        if len(self.words) > 2 * _MOST_STEMS:
            self.square = _cut(self.words)
        if len(self.names) > 2 * _MOST_NAMES:
            self.names = Counter(dict(sorted(self.names.items(), key=lambda one: (-one[1], one[0]))[:_MOST_NAMES]))
        if len(self.opening) > 2 * _MOST_STEMS:
            self.opening_square = _cut(self.opening)


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


def _cut(total: dict[str, float]) -> float:
    kept = heapq.nlargest(_MOST_STEMS, total, key=lambda s: (total[s], s))
    smaller = {stem: total[stem] for stem in kept}
    total.clear()
    total.update(smaller)
    return sum(x * x for x in smaller.values())


def _sample(members: list[PackedProfile], profile: Profile, size: int) -> None:
    """Keeps SAMPLE of the articles, late ones rather than early ones; which ones hangs on their ids only."""
    if len(members) < SAMPLE:
        members.append(pack(profile))
        return
    digest = hashlib.blake2b(f"{profile.article}\0{size}".encode("utf-8", "replace"), digest_size=4).digest()
    members[int.from_bytes(digest, "big") % SAMPLE] = pack(profile)

"""What tells which event an article of a stream is about: its telling words, those of its opening, and its names."""

from __future__ import annotations

import heapq
import math
import re
from array import array
from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from rashomon.records import StreamItem
from rashomon.text import fold, plain_marks
from rashomon.vocabulary import is_stop_word
from rashomon.vocabulary import stem as find_stem

# The event stands at the top of a report.
_TEXT_CHARACTERS = 8_000
_TITLE_CHARACTERS = 500
_OPENING_CHARACTERS = 500
_LONGEST_WORD = 40
_WORD = re.compile(r"\w+(?:'\w+)*")
# A capital after a small letter or a comma, where no sentence begins.
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][\w'-]+")
# Where more of a headline's words have capitals, they tell no names.
_MOST_CAPITALS = 0.6
_TITLE_COUNTS = 2
_MOST_STEMS = 128
_KEYS = 40

Vector = Mapping[str, float]
PackedVector: TypeAlias = "tuple[tuple[str, ...], array[float]]"
Telling = Callable[[Iterable[str]], Vector]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ItemWords:
    """What is counted in an article, before it is known how telling its words are in this stream.

    `counts` has 1 + the logarithm of how often each stem stands there; `opening` are those of title and first lines;
    `names` those that stand with a capital within a sentence. `length` is the number of words, `published` in days
    since 1970, None if unknown.
    """

    article: str
    counts: Vector
    opening: frozenset[str]
    names: frozenset[str]
    length: int
    published: float | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Profile:
    """An article by what its words tell. Vectors are sparse, by stem, and of length 1 (empty for an empty text).

    `keys` are its most telling stems, the most telling first. `words` is of title and text, `opening` of title and
    first lines; `names` tells for each name how telling it is. `length` is the number of words. `published` is in days
    since 1970, None if unknown.
    """

    article: str
    keys: tuple[str, ...]
    words: Vector
    opening: Vector
    names: Vector
    length: int
    published: float | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PackedProfile:
    """A profile in a fifth of the room, for the many that are kept and seldom looked at; numbers to seven digits."""

    article: str
    keys: tuple[str, ...]
    words: PackedVector
    opening: PackedVector
    names: PackedVector
    length: int
    published: float | None


def pack(profile: Profile) -> PackedProfile:
    """`profile`, packed."""
    return PackedProfile(
        article=profile.article,
        keys=profile.keys,
        words=_pack_vector(profile.words),
        opening=_pack_vector(profile.opening),
        names=_pack_vector(profile.names),
        length=profile.length,
        published=profile.published,
    )


def unpack(packed: PackedProfile) -> Profile:
    """The profile that was packed."""
    return Profile(
        article=packed.article,
        keys=packed.keys,
        words=dict(zip(*packed.words, strict=True)),
        opening=dict(zip(*packed.opening, strict=True)),
        names=dict(zip(*packed.names, strict=True)),
        length=packed.length,
        published=packed.published,
    )


def count_words(item: StreamItem) -> ItemWords:
    """The words of `item`, counted. A text that begins with the title counts it once."""
    title = " ".join(plain_marks(item.title[:_TITLE_CHARACTERS]).split())
    text = plain_marks(item.text[:_TEXT_CHARACTERS]).lstrip().removeprefix(title)
    title_words, text_words = _WORD.findall(title), _WORD.findall(text)
    counts: Counter[str] = Counter()
    for found, times in ((title_words, _TITLE_COUNTS), (text_words, 1)):
        for word, count in Counter(found).items():
            if stem := content_stem(word):
                counts[stem] += times * count
    capitals = _NAME.findall(text)
    if sum(word[0].isupper() for word in title_words) < _MOST_CAPITALS * len(title_words):
        capitals += [word for word in title_words if word[0].isupper()]
    opening = map(content_stem, (*title_words, *_WORD.findall(text[:_OPENING_CHARACTERS])))
    return ItemWords(
        article=item.id,
        counts={stem: 1 + math.log(n) for stem, n in counts.items()},
        opening=frozenset(filter(None, opening)),
        names=frozenset(filter(None, map(content_stem, capitals))),
        length=len(title_words) + len(text_words),
        published=item.published.timestamp() / 86_400 if item.published else None,
    )


def make_profile(counted: ItemWords, telling: Telling) -> Profile:
    """The profile of an article, of its most telling stems; `telling` says how telling stems are in this stream."""
    weights = telling(counted.counts)
    vector = {stem: n * weights[stem] for stem, n in counted.counts.items()}
    kept = heapq.nlargest(_MOST_STEMS, vector, key=lambda stem: (vector[stem], stem))
    return Profile(
        article=counted.article,
        keys=tuple(kept[:_KEYS]),
        words=_unit({stem: vector[stem] for stem in kept}),
        opening=_unit({stem: weights[stem] for stem in kept if stem in counted.opening}),
        names={stem: weights[stem] for stem in kept if stem in counted.names},
        length=counted.length,
        published=counted.published,
    )


@lru_cache(maxsize=50_000)
def content_stem(word: str) -> str | None:
    """The stem of a word; None for one that carries no content."""
    folded = word.lower() if word.isascii() else fold(word)
    if len(folded) < 2 or is_stop_word(folded):
        return None
    return find_stem(folded[:_LONGEST_WORD])


def dot(left: Vector, right: Vector) -> float:
    """The dot product of two sparse vectors: for two of length 1 their cosine."""
    # fsum: the order in which a set gives its stems changes nothing.
    return math.fsum([left[s] * right[s] for s in left.keys() & right.keys()])


def share_found(names: Vector, stems: Container[str]) -> float | None:
    """The share (0..1), by how telling they are, of `names` that are among `stems`; None where there are none."""
    whole = math.fsum(names.values())
    return math.fsum([told for name, told in names.items() if name in stems]) / whole if whole else None


def _unit(vector: dict[str, float]) -> Vector:
    length = math.sqrt(math.fsum(x * x for x in vector.values()))
    return {s: x / length for s, x in vector.items()} if length else {}


def _pack_vector(vector: Vector) -> PackedVector:
    return tuple(vector), array("f", vector.values())

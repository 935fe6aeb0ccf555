"""What tells which event an article of a stream is about: its telling words, those of its opening, and its names."""

from __future__ import annotations

import heapq
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from rashomon.records import StreamItem
from rashomon.text import fold, plain_marks
from rashomon.vocabulary import is_stop_word, weight
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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Profile:
    """An article by what its words tell. Vectors are sparse, by stem, and of length 1 (empty for an empty text).

    `keys` are its most telling stems, the most telling first. `words` is of title and text, `opening` of title and
    first lines; `names` are the stems that stand with a capital within a sentence. `length` is the number of words.
    `published` is in days since 1970, None if unknown.
    """

    article: str
    keys: tuple[str, ...]
    words: Vector
    opening: Vector
    names: frozenset[str]
    length: int
    published: float | None


def make_profile(item: StreamItem) -> Profile:
    """The profile of `item`, of its most telling stems. A text that begins with the title counts it once."""
    title = " ".join(plain_marks(item.title[:_TITLE_CHARACTERS]).split())
    text = plain_marks(item.text[:_TEXT_CHARACTERS]).lstrip().removeprefix(title)
    title_words, text_words = _WORD.findall(title), _WORD.findall(text)
    counts: Counter[str] = Counter()
    for found, times in ((title_words, _TITLE_COUNTS), (text_words, 1)):
        for word, count in Counter(found).items():
            if stem := content_stem(word):
                counts[stem] += times * count
    vector = {s: (1 + math.log(n)) * telling(s) for s, n in counts.items()}
    kept = heapq.nlargest(_MOST_STEMS, vector, key=lambda s: (vector[s], s))
    opening = {content_stem(word) for word in (*title_words, *_WORD.findall(text[:_OPENING_CHARACTERS]))}
    capitals = _NAME.findall(text)
    if sum(word[0].isupper() for word in title_words) < _MOST_CAPITALS * len(title_words):
        capitals += [word for word in title_words if word[0].isupper()]
    return Profile(
        article=item.id,
        keys=tuple(kept[:_KEYS]),
        words=_unit({s: vector[s] for s in kept}),
        opening=_unit({s: telling(s) for s in kept if s in opening}),
        names=frozenset(kept).intersection(map(content_stem, capitals)),
        length=len(title_words) + len(text_words),
        published=item.published.timestamp() / 86_400 if item.published else None,
    )


@lru_cache(maxsize=200_000)
def telling(stem_: str) -> float:
    """How telling a stem is: .1 for one that stands in every report, up to 9."""
    return max(0.1, weight(stem_) - 1)


@lru_cache(maxsize=200_000)
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


def share_found(names: Iterable[str], stems: Iterable[str]) -> float | None:
    """The share (0..1), by how telling they are, of `names` that are among `stems`; None where there are none."""
    whole = found = 0.0
    for name in names:
        whole += telling(name)
        if name in stems:
            found += telling(name)
    return found / whole if whole else None


def _unit(vector: dict[str, float]) -> Vector:
    length = math.sqrt(math.fsum(x * x for x in vector.values()))
    return {s: x / length for s, x in vector.items()} if length else {}

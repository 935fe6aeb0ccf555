"""How telling a word is: the stems of the words that carry content, and their rarity in news text."""

from __future__ import annotations

from functools import cache, lru_cache

from rashomon.data import load_table
from rashomon.text import words

# The weight of a stem that the table does not hold.
RARE = 9.0


def content_stems(text: str) -> frozenset[str]:
    """The stems of the words of `text` that carry content (no stop words)."""
    return frozenset(stem(word) for word in words(text) if word not in _stop_words() and len(word) > 1)


def weight(stem_: str) -> float:
    """How telling a stem is: its inverse document frequency in news text, 1 for words in every article, up to 10."""
    return _weights().get(stem_, RARE)


@cache
def _weights() -> dict[str, float]:
    table: dict[str, float] = load_table("word_weights")["weights"]
    return table


@lru_cache(maxsize=50_000)
def hundredths(stem_: str) -> int:
    """The weight of a stem in hundredths, which is all that the table tells: their sums hang on no order."""
    return round(100 * weight(stem_))


def is_stop_word(word: str) -> bool:
    """True for a folded word that carries no content ("the", "would")."""
    return word in _stop_words()


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(load_table("stop_words")["words"])


@lru_cache(maxsize=200_000)  # a stream brings new names for ever
def stem(word: str) -> str:
    """`word` (folded) without its inflection: plural, -ed, -ing, possessive. Irregular forms by table.

    Source: after the first steps of M. F. Porter (1980), kept short so that derived words stay apart.
    """
    word = word.removesuffix("'s").removesuffix("'")
    known: str | None = load_table("stop_words")["irregular"].get(word)
    if known:
        return known
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        base = word.removesuffix(ending)
        if base != word and len(base) > 2 and any(v in base for v in "aeiouy"):
            if base[-1] == base[-2] and base[-1] not in "lsz":
                base = base[:-1]
            return base.removesuffix("e")
    return word.removesuffix("e") if len(word) > 4 else word


def weighted_share(left: frozenset[str], right: frozenset[str]) -> float | None:
    """How much two sets of stems share, by weight, of the smaller one (0..1); None where one is empty."""
    if not left or not right:
        return None
    return sum(map(hundredths, left & right)) / min(_total(left), _total(right))


@lru_cache(maxsize=20_000)  # a claim's stems are weighed for every pair that it is in
def _total(stems: frozenset[str]) -> int:
    return sum(map(hundredths, stems))

"""The word 3-grams of a text as numbers, made with numpy in a fraction of a millisecond.

A word is a run of letters and digits without case, accents and apostrophes ("Russia's" is one word); in scripts that
put no spaces between words each character is one. The hashes are the same in every process and on every machine.
Source: A. Broder (1997), "On the resemblance and containment of documents".
"""

from __future__ import annotations

import sys
import unicodedata

import numpy as np
import numpy.typing as npt

SHINGLE = 3

Numbers = npt.NDArray[np.uint64]
Shingles = npt.NDArray[np.uint32]

_BREAK, _DROPPED, _UNKNOWN = 0, 1, 0xFFFFFFFF
_ALONE = 0x80000000
"""Added to a character that is a word by itself."""
_UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN")
_APOSTROPHES = frozenset("'’ʼ‘`")
_PLACES = 256
"""Places in a word that are told apart; a longer word than this is no word."""


def _scatter(numbers: Numbers) -> Numbers:
    """Each number mixed so that all of its bits hang on all of the given ones. Source: SplitMix64 (Steele 2014)."""
    mixed = numbers + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


_FACTORS: Numbers = _scatter(np.arange(_PLACES, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)) | np.uint64(1)
"""A random odd number for each place in a word."""
_folded = np.full(sys.maxunicode + 1, _UNKNOWN, dtype=np.uint32)
"""What is known so far about each code point: a folded code point, or one of the marks above."""


def shingle(text: str) -> Shingles:
    """The different word 3-grams of `text`, hashed, sorted; a text of one or two words has itself as its only one."""
    return shingle_words(hash_words(text))


def shingle_words(hashes: Numbers) -> Shingles:
    """The different 3-grams of the words with these `hashes`, hashed, sorted."""
    if not len(hashes):
        return np.zeros(0, dtype=np.uint32)
    if len(hashes) < SHINGLE:
        hashes = np.concatenate((hashes, np.zeros(SHINGLE - len(hashes), dtype=np.uint64)))
    first, second, third = _FACTORS[:SHINGLE]
    grams = _scatter(hashes[:-2] * first + hashes[1:-1] * second + hashes[2:] * third)
    short = np.sort((grams >> np.uint64(32)).astype(np.uint32))
    return short[np.concatenate(([True], short[1:] != short[:-1]))]


def hash_words(text: str) -> Numbers:
    """One number for each word of `text`, in their order; equal words have equal numbers."""
    points = _fold_points(text)
    dropped = points == _DROPPED
    if dropped.any():
        points = points[~dropped]
    inside = points != _BREAK
    starts = inside.copy()
    starts[1:] &= ~inside[:-1]
    alone = points >= _ALONE
    if alone.any():
        starts[1:] |= inside[1:] & (alone[1:] | alone[:-1])
    (first,) = np.nonzero(starts)
    if not len(first):
        return np.zeros(0, dtype=np.uint64)
    points, first = points[first[0] :], first - first[0]
    place = np.arange(len(points)) - np.repeat(first, np.diff(first, append=len(points)))
    # The sum of each character times a random number for its place hashes all words without a loop over them; what
    # stands between words is 0 and adds nothing.
    return np.add.reduceat(points * _FACTORS[place & (_PLACES - 1)], first)


def containment(left: Shingles, right: Shingles) -> tuple[float, float]:
    """The share of `left` that `right` has too, and the share of `right` that `left` has; 0.0 for an empty one."""
    small, large = (left, right) if len(left) <= len(right) else (right, left)
    if not len(small):
        return 0.0, 0.0
    places = np.minimum(np.searchsorted(large, small), len(large) - 1)
    shared = int(np.count_nonzero(large[places] == small))
    return shared / len(left), shared / len(right)


def _fold_points(text: str) -> Shingles:
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    folded = _folded[points]
    unknown = folded == _UNKNOWN
    if unknown.any():
        for point in np.unique(points[unknown]):
            _folded[point] = _fold_character(chr(point))
        folded = _folded[points]
    return folded


def _fold_character(character: str) -> int:
    """The code point that stands for `character`: without accent and case; marks for no letter and for nothing."""
    if character in _APOSTROPHES or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return _DROPPED
    base = unicodedata.normalize("NFKD", character.casefold())[:1]
    if not base.isalnum():
        return _BREAK
    alone = unicodedata.name(base, "").startswith(_UNSPACED)
    return ord(base) | (_ALONE if alone else 0)

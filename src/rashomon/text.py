"""Offsets, Unicode and normal forms. Offsets are half-open code points; no function here changes a text in place."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rashomon.records import Span

_WORD = re.compile(r"\w+(?:['’]\w+)*")
# One character for one character, so that offsets into the plain text are offsets into the original.
_PLAIN_MARKS = str.maketrans({
    "“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"', "″": '"',
    "‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "ʼ": "'", "`": "'",
    "–": "-", "—": "-", "‐": "-", "‑": "-", "‒": "-", "―": "-", "−": "-",
    "\u00a0": " ", "\u2009": " ", "\u202f": " ", "\u2007": " ", "\u3000": " ", "\t": " ",
})  # fmt: skip


def stretch(text: str, span: Span) -> str:
    """The text at `span`, character for character."""
    return text[span.start : span.end]


def trim(text: str, start: int, end: int, strip: str | None = None) -> Span | None:
    """`start`..`end` without white space (or the characters of `strip`) at both ends; None where nothing is left."""
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip(strip))
    core = piece.strip(strip)
    return Span(start=start + left, end=start + left + len(core)) if core else None


def plain_marks(text: str) -> str:
    """`text` with typographic quote marks, dashes and spaces as their ASCII ones; same length, same offsets."""
    return text.translate(_PLAIN_MARKS)


def fold(text: str) -> str:
    """`text` for comparing names: no accents, no case, plain marks, single spaces. Its length may differ."""
    return _fold_known(text) if len(text) <= _SHORT else _fold(text)


def _fold(text: str) -> str:
    plain = plain_marks(text)
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return " ".join(plain.casefold().split())


# A claim's words are folded for every pair that it is weighed in.
_SHORT = 600
_fold_known = lru_cache(maxsize=20_000)(_fold)


def words(text: str) -> list[str]:
    """The folded words of `text`, punctuation left out; "Russia's" is one word."""
    return _WORD.findall(fold(text))


def word_spans(text: str, span: Span) -> list[Span]:
    """Where the words in `span` of `text` stand, one for each of `words` of that stretch where folding parts none."""
    return [Span(start=match.start(), end=match.end()) for match in _WORD.finditer(text, span.start, span.end)]


def overlap(left: Span, right: Span) -> int:
    """How many code points two spans share."""
    return max(0, min(left.end, right.end) - max(left.start, right.start))


def contains(outer: Span, inner: Span) -> bool:
    """True where `inner` lies within `outer`."""
    return outer.start <= inner.start and inner.end <= outer.end

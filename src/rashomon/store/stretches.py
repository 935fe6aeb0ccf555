"""The stretch of a text that answers a search best."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from rashomon.records import Span
from rashomon.text import fold
from rashomon.vocabulary import stem

# A stretch is about a sentence or two.
_WIDTH = 200
_REACH = 150
_WORD = re.compile(r"\w+")
_SENTENCE_END = re.compile(r"[.!?][\"'”’)]*\s+")
# "Jan. 6", "Mr. Smith", "the U.S. and": no sentence ends here.
_SHORTENED = re.compile(r"(?:\b[A-Z][a-z]{0,2}|\b[A-Z]\.[A-Z])$")

Mark = tuple[int, int, str]
"""A word that was looked for: where it stands (code points, half-open), and its stem."""


def find_stretch(text: str, words: Iterable[str], *, body_start: int = 0) -> Span:
    """The stretch of `text`, in code points, with most of the `words` (folded), the first of equal ones.

    It lies within one line of the body, and runs from where a sentence begins to where one ends, if that is near.
    Where none of the words is in the body, it is the body's beginning; where there is no body, the text's.
    """
    body = len(text) - len(text[body_start:].lstrip()) if body_start < len(text.rstrip()) else 0
    stems = frozenset(map(stem, words))
    marks = [
        (match.start(), match.end(), found)
        for match in _alike(stems).finditer(text, body)
        if (found := _stem(match.group())) in stems
    ]
    if not stems or not marks:
        return _within_sentences(text, body, min(body + _WIDTH, _line_end(text, body)))
    best, most = (marks[0][0], marks[0][1]), 0
    for i, (start, _, _) in enumerate(marks):
        near = _marks_near(marks[i : i + 50], min(start + _WIDTH, _line_end(text, start)))
        different = len({mark[2] for mark in near})
        if different > most:
            best, most = (start, near[-1][1]), different
    return _within_sentences(text, *best)


def _marks_near(marks: list[Mark], end: int) -> list[Mark]:
    """The first of `marks` and those after it up to `end`."""
    return [marks[0], *(mark for mark in marks[1:] if mark[1] <= end)]


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _within_sentences(text: str, start: int, end: int) -> Span:
    """`start`..`end` widened to the sentence's bounds where they are near, else to the words'; not over a line."""
    first = max(text.rfind("\n", 0, start) + 1, start - _REACH)
    last = min(_line_end(text, start), max(start, end) + _REACH)
    begins = _sentence_ends(text, first, start)
    # Without a bound in reach the stretch begins where the word does.
    at_line = first == 0 or text[first - 1] == "\n"
    begin = begins[-1] if begins else first if at_line else start
    ends = [place for place in _sentence_ends(text, start, last) if place >= end]
    if ends:
        end = ends[0]
    elif last == _line_end(text, start):
        end = last
    else:
        rest = _WORD.match(text, end, last)
        end = rest.end() if rest else end
    piece = text[begin:end]
    begin += len(piece) - len(piece.lstrip())
    return Span(start=begin, end=max(begin, begin + len(piece.strip())))


def _sentence_ends(text: str, start: int, end: int) -> list[int]:
    """Where sentences seem to begin after an end between `start` and `end`."""
    return [
        match.end()
        for match in _SENTENCE_END.finditer(text, start, end)
        if match.group()[0] != "." or not _SHORTENED.search(text, max(start, match.start() - 6), match.start())
    ]


@lru_cache(maxsize=100)
def _alike(stems: frozenset[str]) -> re.Pattern[str]:
    """Finds the words that begin like one of `stems`, an accent aside: few enough to look at each."""
    first = "|".join(sorted({f"{re.escape(one[0])}(?:{re.escape(one[1:2])}|[^\\x00-\\x7f])" for one in stems if one}))
    return re.compile(rf"\b(?:{first}|[^\W\x00-\x7f])\w*", re.IGNORECASE)


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    return stem(word.lower() if word.isascii() else fold(word))

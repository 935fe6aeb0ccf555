"""One quote as several outlets print it, with the words that differ."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from rashomon.rendering.accounts import QuoteLine, Voice
from rashomon.text import fold

_PIECE = re.compile(r"\w+|\W+")
# Two prints are of one quote where so much of the shorter one's words stand in the other, in order.
_ALIKE = 0.6
_COMPARED = 60
_LONGEST = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """A quote as printed, cut in pieces of text: (piece, True) where the first print has other words."""

    line: QuoteLine
    pieces: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """One quote and its prints, the first one whole."""

    prints: tuple[Print, ...]


def group_prints(voice: Voice) -> tuple[Saying, ...]:
    """The voice's quotes, those that seem to print the same words together. Only the first sixty are compared."""
    groups: list[list[QuoteLine]] = []
    for n, line in enumerate(voice.quotes):
        home = next((group for group in groups if _alike(group[0], line)), None) if n < _COMPARED else None
        if home is None:
            groups.append([line])
        else:
            home.append(line)
    return tuple(Saying(prints=tuple(_make_print(group[0], line) for line in group)) for group in groups)


def _alike(left: QuoteLine, right: QuoteLine) -> bool:
    one, other = _words(left), _words(right)
    short = min(len(one), len(other))
    if short < 3 or max(len(one), len(other)) > _LONGEST:
        return False
    if len(set(one) & set(other)) < _ALIKE * len(set(one if len(one) == short else other)):
        return False
    same = sum(block.size for block in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks())
    return same >= _ALIKE * short


def _words(line: QuoteLine) -> list[str]:
    return [fold(piece) for piece in _PIECE.findall(line.shown.first.text) if piece[0].isalnum()]


def _make_print(first: QuoteLine, line: QuoteLine) -> Print:
    pieces = _PIECE.findall(line.shown.first.text)
    if first is line or len(pieces) > 2 * _LONGEST:
        return Print(line=line, pieces=((line.shown.first.text, False),))
    places = [n for n, piece in enumerate(pieces) if piece[0].isalnum()]
    matcher = SequenceMatcher(None, _words(first), [fold(pieces[n]) for n in places], autojunk=False)
    common = {places[block.b + k] for block in matcher.get_matching_blocks() for k in range(block.size)}
    marked: list[tuple[str, bool]] = []
    for n, piece in enumerate(pieces):
        differs = piece[0].isalnum() and n not in common
        if marked and marked[-1][1] == differs:
            marked[-1] = (marked[-1][0] + piece, differs)
        else:
            marked.append((piece, differs))
    return Print(line=line, pieces=tuple(marked))

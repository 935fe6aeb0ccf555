"""Contents fitted to the quotation marks around and in them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from rashomon.reading.quote_marks import Marked
from rashomon.reading.speech_tree import Pieces, Tree

# How many stretches in marks are looked at before a place (nesting), and how far after it speech may go on.
_NESTED = 6
_GOES_ON = 300
_OUTER = " \t\u00a0,;:-–—―"


def shape_pieces(tree: Tree, marks: Sequence[Marked], starts: list[int], q: int, pieces: Pieces) -> Pieces:
    """`pieces` trimmed and fitted to the quotation marks; empty where nothing is left.

    A piece that shares words with a stretch in marks takes in all of it; where the cue stands in marks itself, the
    content stays within them.
    """
    at = tree.starts[q]
    low, high = min(at, pieces[0][0]), max(at, pieces[-1][1])
    # Stretches in marks never leave their line; the few outer ones that start before `low` come just before it.
    near = marks[max(0, bisect_left(starts, low) - _NESTED) : bisect_left(starts, high + _GOES_ON)]
    holding = [m for m in near if m.inner.start <= at < m.inner.end]
    outer = holding[-1] if holding else None
    depth = outer.depth + 1 if outer else 0
    others = [m for m in near if m.depth == depth and m not in holding]
    made: list[tuple[int, int]] = []
    for start, end in pieces:
        if outer is not None:
            start, end = max(start, outer.inner.start), min(end, outer.inner.end)
        for mark in others:
            if mark.span.start < end and start < mark.span.end:
                start, end = min(start, mark.span.start), max(end, mark.span.end)
        start, end = _trim(tree.text, start, end)
        if start < end and any(char.isalnum() for char in tree.text[start:end]):
            made.append((start, end))
    merged: list[tuple[int, int]] = []
    for start, end in sorted(made):
        if merged and start <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(_go_on(tree.text, at, merged, others))


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (text[start] in _OUTER or text[start].isspace()):
        start += 1
    while start < end and (text[end - 1] in _OUTER or text[end - 1].isspace() or text[end - 1] in ".!?"):
        end -= 1
    return start, end


def _go_on(text: str, at: int, pieces: list[tuple[int, int]], others: list[Marked]) -> list[tuple[int, int]]:
    """`pieces` with the stretch in marks after the cue where direct speech goes on: "...," he said. "..." """
    if len(pieces) != 1 or pieces[0][1] > at or not any(m.span.end == pieces[0][1] for m in others):
        return pieces
    following = next((m for m in others if m.span.start > at), None)
    if following is None or "\n" in text[pieces[0][1] : following.span.start]:
        return pieces
    lead = text[at : following.span.start].rstrip()
    parted = 0 < len(lead) < 150 and lead[-1] in ".,;:-–—―" and lead.count(". ") <= 1
    # A stretch that ends with a comma waits for a cue of its own.
    if parted and not text.endswith(",", 0, following.inner.end):
        return [*pieces, (following.span.start, following.span.end)]
    return pieces

"""Stretches between quotation marks, in any style, found from the characters alone.

Every stretch ends with its paragraph (a line): a mark that is never closed costs its own quote only. Speech that runs
over paragraphs, each opened anew and only the last closed, gives one stretch a paragraph, chained by `continues`.
Apostrophes, elisions ('90s, 'em), plural possessives (voters'), feet, inches and minutes are no marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rashomon.records import Span

_LINE = re.compile(r"[^\n\r\v\f\x85\u2028\u2029]+")
_DOUBLE = re.compile("``|''|[\"“”„‟«»″]")
_SINGLE = re.compile("['‘’‚‛`]")
_OPENING, _CLOSING = "“„‟«``", "”»''"
_ELISIONS = re.compile(
    r"(?:\d0s|\d\ds?|em|tis|twas|cause|til|till|n|bout|round|cuz|bama)(?![a-z])", re.IGNORECASE
)  # fmt: skip
_SENTENCE_STOP = re.compile(r"[.!?…](?=\s|$)")
# More marks than this in one line are noise, and the search for partners would be slow.
_MOST_MARKS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A stretch in quotation marks. `span` holds the marks, `inner` what is between them.

    `depth` is 0 for a stretch that lies in no other. `closed` is False where the closing mark is missing; `continues`
    is True where the speech of the paragraph before, left open there, goes on.
    """

    span: Span
    inner: Span
    depth: int
    closed: bool
    continues: bool


def find_marked(text: str) -> tuple[Marked, ...]:
    """All stretches of `text` in quotation marks, sorted by start, an outer one before those in it."""
    found: list[Marked] = []
    left_open = False
    for line in _LINE.finditer(text):
        start, end = line.span()
        if not text[start:end].strip():
            continue
        doubles = list(_pair_doubles(text, start, end, left_open))
        singles = list(_pair_singles(text, start, end, doubles))
        pieces = sorted((*doubles, *singles), key=lambda m: (m.span.start, -m.span.end))
        left_open = any(not m.closed and m.depth == 0 and m.span.end >= end - 1 for m in pieces)
        found.extend(_with_depth(pieces))
    return tuple(found)


def _with_depth(pieces: list[Marked]) -> Iterator[Marked]:
    """`pieces` with their depth counted; of two that cross each other the later one goes."""
    stack: list[Marked] = []
    for piece in pieces:
        while stack and stack[-1].span.end <= piece.span.start:
            stack.pop()
        if stack and piece.span.end > stack[-1].span.end:
            continue
        made = Marked(
            span=piece.span, inner=piece.inner, depth=len(stack), closed=piece.closed, continues=piece.continues
        )
        stack.append(made)
        yield made


def _is_inches(text: str, at: int, rest: int, is_open: bool) -> bool:
    """True where the straight mark at `at` stands for inches or seconds; `rest` counts the marks from it on."""
    if not at or not text[at - 1].isdigit():
        return False
    # Within a quote every mark needs a partner: an even number of marks to come leaves this one without.
    return rest % 2 == 0 if is_open else True


def _pair_doubles(text: str, start: int, end: int, left_open: bool) -> Iterator[Marked]:
    """The stretches in double marks of one line."""
    marks = [m.span() for m in _DOUBLE.finditer(text, start, end)][:_MOST_MARKS]
    stack: list[tuple[int, int]] = []
    lead = len(text[start:end]) - len(text[start:end].lstrip())
    for i, (first, last) in enumerate(marks):
        mark = text[first:last]
        if mark in '"″' and _is_inches(text, first, len(marks) - i, bool(stack)):
            continue
        if mark == "''" and first and text[first - 1].isdigit() and not stack:
            continue
        if _opens(text, first, last, start, end, bool(stack)):
            if stack and sum(text[a:b] not in _OPENING for a, b in marks[i + 1 :]) <= len(stack):
                yield _unclosed(text, stack.pop(), first)
                stack.clear()
            stack.append((first, last))
        elif stack:
            opened = stack.pop()
            yield Marked(
                span=Span(start=opened[0], end=last),
                inner=Span(start=opened[1], end=first),
                depth=0,
                closed=True,
                continues=left_open and opened[0] == start + lead,
            )
    if stack:
        first, last = stack[0]
        stop = start + len(text[start:end].rstrip())
        if stop > last:
            yield Marked(
                span=Span(start=first, end=stop),
                inner=Span(start=last, end=stop),
                depth=0,
                closed=False,
                continues=left_open and first == start + lead,
            )


def _opens(text: str, first: int, last: int, start: int, end: int, is_open: bool) -> bool:
    """True where the mark at `first`..`last` opens a quote, by its shape and by what stands around it."""
    mark = text[first:last]
    before = text[first - 1] if first > start else " "
    after = text[last] if last < end else " "
    free = before.isspace() or before in "([{-–—―/:‘'"
    if mark in ("“", "„", "‟", "«", "``"):
        return not (is_open and after.isspace() and not before.isspace())
    if is_open:
        # A closing mark, but for a straight one that hangs on the next word: a quote within the quote.
        return mark == '"' and before.isspace() and not after.isspace() and after.isalnum()
    # Also where the shape says "closing": many sites set their marks the wrong way round.
    return (free or mark == '"') and not after.isspace() and after not in ",.;:!?)"


def _unclosed(text: str, opened: tuple[int, int], limit: int) -> Marked:
    """The stretch of a mark that is not closed before another opens at `limit`: it ends with its first sentence."""
    stop = _SENTENCE_STOP.search(text, opened[1], limit)
    end = stop.end() if stop else opened[1] + len(text[opened[1] : limit].rstrip())
    return Marked(
        span=Span(start=opened[0], end=end),
        inner=Span(start=opened[1], end=end),
        depth=0,
        closed=False,
        continues=False,
    )


def _pair_singles(text: str, start: int, end: int, doubles: list[Marked]) -> Iterator[Marked]:
    """The stretches in single marks of one line, as nested quotes and as the British style has them."""
    marks = [m.start() for m in _SINGLE.finditer(text, start, end)][:_MOST_MARKS]
    # Two single marks side by side are one double mark.
    edges = {at for m in doubles for at in (m.span.start, m.span.start + 1, m.span.end - 1, m.span.end - 2)}
    pairs = {at for at in edges if text[at : at + 2] in ("''", "``")}
    marks = [at for at in marks if at not in pairs and at - 1 not in pairs]
    closers = [at for at in marks if _may_close(text, at, start, end)]
    free_from = start
    for at in marks:
        if at < free_from or not _may_open(text, at, start, end):
            continue
        outer = next((m.inner for m in reversed(doubles) if m.inner.start <= at < m.inner.end), None)
        limit = outer.end if outer else end
        inner_doubles = [m.span for m in doubles if m.span.start > at]
        partner = _partner(text, at, [c for c in closers if at + 1 < c < limit], inner_doubles)
        if partner is None:
            continue
        free_from = partner + 1
        yield Marked(
            span=Span(start=at, end=partner + 1),
            inner=Span(start=at + 1, end=partner),
            depth=0,
            closed=True,
            continues=False,
        )


def _may_open(text: str, at: int, start: int, end: int) -> bool:
    before = text[at - 1] if at > start else " "
    after = text[at + 1] if at + 1 < end else " "
    if not (before.isspace() or before in '([{–—―"“„«-') or after.isspace() or text[at] == "’":
        return False
    return not _ELISIONS.match(text, at + 1, min(end, at + 8)) and (after.isalnum() or after in '“"[…$£€@#')


def _may_close(text: str, at: int, start: int, end: int) -> bool:
    if text[at] in "‘‚‛`" or at == start:
        return False
    before = text[at - 1]
    after = text[at + 1] if at + 1 < end else " "
    return not before.isspace() and not after.isalnum()


def _partner(text: str, at: int, closers: list[int], inner: list[Span]) -> int | None:
    """The closing mark for the single mark at `at`: the first that is no plural possessive, else the first; or None."""
    closers = [c for c in closers if not any(span.start < c < span.end for span in inner)]
    for closer in closers:
        possessive = text[closer - 1] in "sSzxXZ" and closer + 1 < len(text) and text[closer + 1] == " "
        if possessive and text[closer + 2 : closer + 3].islower():
            later = [c for c in closers if c > closer]
            if later and not re.search(r"\s['‘]\w", text[closer : later[0]]):
                continue
        return closer
    return None

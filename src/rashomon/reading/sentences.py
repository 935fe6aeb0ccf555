"""Sentence ends, by rules over characters. A sentence never runs over a line break."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from rashomon.data import load_table
from rashomon.records import Span
from rashomon.text import plain_marks, trim

_TABLE = load_table("sentence_ends")
_NEVER_LAST = frozenset(_TABLE["never_last"])  # a sentence never ends after these
_MAYBE_LAST = frozenset(_TABLE["maybe_last"])  # it does where the next word is one that opens sentences
_CLOCK = frozenset(_TABLE["clock"])
_AFTER_CLOCK = frozenset(_TABLE["after_clock"])
_BEFORE_NUMBER = frozenset(_TABLE["before_number"])
_OPENERS = frozenset(_TABLE["openers"])
_SAYING = "|".join(_TABLE["saying"])
_STOP = re.compile(r"[.!?…。！？]+")
_CLOSERS = re.compile(r"(?:[\"”’'»)\]}]|\[\d{1,3}\])*(?:\s[”»])?")
_TOKEN_BEFORE = re.compile(r"[\w.&'’/-]{1,24}\Z")
_SAYING_AFTER = re.compile(
    rf"\s*(?:[A-Z][\w.'’-]{{0,30}}\s){{1,4}}(?:later\s|then\s|also\s)?(?:{_SAYING})\b"
    rf"|\s*(?:{_SAYING})\s(?:the\s)?[A-Z]"
)
_SHUT = re.compile(r"\([^()\n]{0,240}\)|\[[^\[\]\n]{0,240}\]|\"[a-z][^\"\n]{0,80}\"")
_NEXT_WORD = re.compile(r"[\"“‘'«(\[]*\s?([\w'’-]{1,30}(?:\.\w)*)")


def split_sentences(text: str, start: int, end: int) -> Iterator[Span]:
    """The sentences of the line `start`..`end`, in order, trimmed of white space; together they hold all its words."""
    line = text[start:end]
    plain = plain_marks(line)
    shut = [match.span() for match in _SHUT.finditer(plain)]
    starts = [first for first, _ in shut]
    marks = [mark.start() for mark in re.finditer('"', plain)]
    begin = 0
    for match in _STOP.finditer(line):
        inside = bisect_right(starts, match.start()) - 1
        if inside >= 0 and match.end() < shut[inside][1] - 1:
            continue
        cut = _cut_after(line, match, begin, marks)
        if cut is None or cut <= begin:
            continue
        span = trim(text, start + begin, start + cut)
        if span is not None:
            yield span
        begin = cut
    span = trim(text, start + begin, end)
    if span is not None:
        yield span


def _cut_after(line: str, stop: re.Match[str], begin: int, marks: list[int]) -> int | None:
    """Where the sentence ends that `stop` closes, None where it closes none."""
    closers = _CLOSERS.match(line, stop.end())
    cut = closers.end() if closers else stop.end()
    if cut >= len(line) or not line[cut:].strip():
        return None
    spaced = line[cut].isspace()
    # A straight mark straight after the stop opens the next sentence where the marks before it are all paired.
    if not spaced and cut > stop.end() and line[stop.end()] == '"' and bisect_right(marks, stop.start()) % 2 == 0:
        cut = stop.end()
    ahead = line[cut : cut + 80].lstrip()
    if not _may_open(ahead):
        return None
    if stop.group()[0] in "。！？":
        return cut
    word = _NEXT_WORD.match(ahead)
    following = word.group(1) if word else ""
    before = _TOKEN_BEFORE.search(line, max(begin, stop.start() - 24), stop.start())
    token = (before.group() if before else "").strip("'’-/&").lower()
    if not spaced and cut == stop.end():
        return cut if _runs_on(line, stop, token, following, ahead) else None
    if stop.group() != "." and cut > stop.end() and _SAYING_AFTER.match(line, cut, min(len(line), cut + 160)):
        return None
    if stop.group() in {"..", "...", "…", "...."} and following in {"", "I", "I'm", "I’m", "I've"}:
        return None
    if stop.group() != ".":
        return cut
    return (
        cut
        if _ends_sentence(token, following, line[begin : stop.start()], _has_quote(line[stop.end() : cut]))
        else None
    )


def _has_quote(closers: str) -> bool:
    return any(mark in closers for mark in "\"”’'»")


def _may_open(ahead: str) -> bool:
    """True where `ahead` looks like the start of a sentence: no lower-case letter, no punctuation of a running one."""
    core = ahead.lstrip("\"“‘'’«»([{¿¡-–—•* ")
    return bool(core) and not core[0].islower() and core[0] not in ",;:)]}%/"


def _runs_on(line: str, stop: re.Match[str], token: str, following: str, ahead: str) -> bool:
    """True where a stop without a space after it still ends a sentence ("on Friday.The ...")."""
    if stop.end() - stop.start() > 1 and "." in stop.group() and ahead[:1].isdigit():
        return False
    if ahead[:1] in '"“‘([':
        return len(token) > 1
    if "." in token or len(token) < 3 or token in _NEVER_LAST or token in _MAYBE_LAST or "/" in token or "www" in token:
        return False
    word_like = len(following) > 1 and following[0].isupper() and following[1:].islower() and "." not in following
    return (word_like or following in {"A", "I"}) and not line[stop.start() - 1].isupper()


def _ends_sentence(token: str, following: str, before: str, closed: bool) -> bool:
    """True where a full stop after `token` ends the sentence; `following` is the next word."""
    opens = following.lower() in _OPENERS and following[:1].isupper()
    if not before[: -len(token) or None].strip() and (token.isdigit() and len(token) < 3):
        return False  # "1. The first item"
    if closed:
        return True
    if token in _CLOCK:
        return following.lower() not in _AFTER_CLOCK and not following[:1].isdigit()
    if token in _BEFORE_NUMBER:
        return not following[:1].isdigit()
    if token in _NEVER_LAST:
        return False
    if token in _MAYBE_LAST or re.fullmatch(r"(?:[^\W\d_]\.)+[^\W\d_]", token):
        return opens
    if len(token) == 1 and token.isalpha():
        return opens
    return True

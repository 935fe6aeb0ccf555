"""Sentence ends, by rules over characters. A sentence never runs over a line break."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from rashomon.records import Span
from rashomon.text import plain_marks, trim

# Abbreviations after which a sentence does not end, whatever follows.
_NEVER_LAST = frozenset(
    "mr mrs ms mx dr gen sen rep gov lt col sgt sgts prof rev hon pres capt cmdr cdr adm maj pvt cpl supt det insp messrs "
    "mt ft st ste vs v fig art pp cf e.g i.e viz approx esq reps sens govs gens drs atty asst dist dept spc pfc const "
    "br fr sr.lt brig rs hrs secy amb msgr pte ald cllr".split()
)
# Abbreviations that may end a sentence: they do where the next word is one that opens sentences.
_MAYBE_LAST = frozenset(
    "jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun inc corp co ltd jr sr "
    "bros llc plc u.s u.k u.n e.u d.c n.y l.a u.s.a u.s.s.r n.j n.c s.c n.h n.m n.d s.d w.va r.i p.r b.c d.p.r.k ph.d m.d b.a "
    "m.a calif mass conn ariz ark colo del fla ga ill ind kan ky la mich minn miss mo mont neb nev okla ore pa tenn tex va vt wash "
    "wis wyo ont que alta ave blvd rd sq etc al est bn univ assn assoc a.k.a d r".split()
)
_CLOCK = frozenset({"a.m", "p.m", "am", "pm"})
_BEFORE_NUMBER = frozenset({"no", "nos", "ca", "vol", "sec", "ch", "op", "rs", "art", "para"})
_AFTER_CLOCK = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september "
    "october november december mon tue wed thu fri sat sun jan feb mar apr jun jul aug sep sept oct nov dec est edt et cst cdt ct "
    "mst mdt mt pst pdt pt gmt bst utc cet cest ist jst kst hkt sgt aest aedt eastern central mountain pacific".split()
)
_OPENERS = frozenset(
    "the a an this that these those he she it they we i you his her its their our my your there here in on at by for from with "
    "after before during since until when while where if as because although though but and or so yet however meanwhile "
    "then also both some many most several few no not one two three four five all another other each what who how why according "
    "officials police authorities last next earlier later now still despite under over about more let to of".split()
)  # fmt: skip
_SAYING = (
    "said says asked asks added adds told tells wrote writes tweeted tweets shouted shouts cried yelled demanded replied "
    "exclaimed wondered read reads declared chanted continued responded answered joked quipped posted screamed"
)
_STOP = re.compile(r"[.!?…。！？]+")
_CLOSERS = re.compile(r"(?:[\"”’'»)\]}]|\[\d{1,3}\])*(?:\s[”»])?")
_TOKEN_BEFORE = re.compile(r"[\w.&'’/-]{1,24}\Z")
_SAYING_AFTER = re.compile(
    rf"\s*(?:[A-Z][\w.'’-]{{0,30}}\s){{1,4}}(?:later\s|then\s|also\s)?(?:{'|'.join(_SAYING.split())})\b"
    rf"|\s*(?:{'|'.join(_SAYING.split())})\s(?:the\s)?[A-Z]"
)
_SHUT = re.compile(r"\([^()\n]{0,240}\)|\[[^\[\]\n]{0,240}\]|\"[a-z][^\"\n]{0,80}\"")
_NEXT_WORD = re.compile(r"[\"“‘'«(\[]*\s?([\w'’-]{1,30}(?:\.\w)*)")


def split_sentences(text: str, start: int, end: int) -> Iterator[Span]:
    """The sentences of the line `start`..`end`, in order, trimmed of white space; together they hold all its words."""
    line = text[start:end]
    plain = plain_marks(line)
    shut = [match.span() for match in _SHUT.finditer(plain)]
    starts = [first for first, _ in shut]
    marks = [i for i, char in enumerate(plain) if char == '"']
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

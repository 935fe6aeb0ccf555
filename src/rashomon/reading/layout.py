"""What each line of a report is: headline, sentence, section heading, caption or boilerplate. Rules over lines only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rashomon.reading.furniture import caption_of, dateline_of, is_boilerplate, is_byline, is_call_out, outlet_tail
from rashomon.reading.sentences import split_sentences
from rashomon.records import Article, Span
from rashomon.text import fold, stretch, trim

_BREAKS = re.compile(r"[^\n\r\v\f\x85\u2028\u2029]+")
_STOPPED = re.compile(r"[.!?…:;。！？][\"”’')\]»]*\Z")
_ABBREVIATED = re.compile(r"\b(?:U\.S|U\.K|U\.N|E\.U|D\.C|Jr|Sr|Inc|Co|Corp|Ltd|[ap]\.m)\.\Z")
_BULLET = re.compile(r"(?:[-–—•*·▪►‣◦]|\(?\d{1,2}[.)])\s+")
_WORDS = re.compile(r"\S+")
_TITLE_WORDS, _DECK_WORDS, _HEADING_WORDS = 30, 40, 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The parts of one article's text, each sorted by start and trimmed of white space.

    `headlines` and `captions` are also among the `sentences`; `headings` (of sections) and `boilerplate` are not.
    """

    sentences: tuple[Span, ...]
    headings: tuple[Span, ...]
    boilerplate: tuple[Span, ...]
    headlines: tuple[Span, ...]
    captions: tuple[Span, ...]


def lay_out(article: Article) -> Layout:
    """The layout of `article`. Every character that is no white space lies in a sentence, a heading or boilerplate,
    but for the marks of list items. No sentence runs over a line break."""
    text = article.text
    lines = [span for match in _BREAKS.finditer(text) if (span := trim(text, *match.span()))]
    kinds = _kinds(article, lines)
    parts: dict[str, list[Span]] = {"sentence": [], "heading": [], "boilerplate": [], "headline": [], "caption": []}
    bodies = 0
    for line, kind in zip(lines, kinds, strict=True):
        if kind in {"heading", "boilerplate"}:
            parts[kind].append(line)
            continue
        bodies += kind == "sentence"
        for part, span in _sentences(text, line, kind, bodies):
            parts[part].append(span)
            if part in {"headline", "caption"}:
                parts["sentence"].append(span)
    return Layout(
        sentences=tuple(parts["sentence"]),
        headings=tuple(parts["heading"]),
        boilerplate=tuple(sorted(parts["boilerplate"])),
        headlines=tuple(parts["headline"]),
        captions=tuple(parts["caption"]),
    )


def _sentences(text: str, line: Span, kind: str, bodies: int) -> Iterator[tuple[str, Span]]:
    """The sentences of one line with their kinds, and the pieces of it that are boilerplate."""
    start, end = line.start, line.end
    if kind == "sentence" and bodies <= 3:
        dateline = dateline_of(text[start:end])
        if dateline:
            yield "boilerplate", Span(start=start, end=start + len(text[start : start + dateline].rstrip()))
            start += dateline
    if kind == "caption":
        lead, tail = caption_of(text[start:end])
        for span in (trim(text, start, start + lead), trim(text, end - tail, end)):
            if span is not None:
                yield "boilerplate", span
        start, end = start + lead, end - tail
    bullet = _BULLET.match(text, start, end)
    if bullet and kind == "sentence":
        start = bullet.end()
    if kind == "headline":
        tail = outlet_tail(text[start:end])
        if tail and (outlet := trim(text, end - tail, end)):
            yield "boilerplate", outlet
            end -= tail
        if not _is_stopped(text[start:end]) and (whole := trim(text, start, end)):
            yield kind, whole
            return
    spans = list(split_sentences(text, start, end))
    furniture = _furniture_ends(text, spans)
    for i, span in enumerate(spans):
        yield "boilerplate" if i in furniture else kind, span


def _furniture_ends(text: str, spans: list[Span]) -> set[int]:
    """Which of the sentences of a line are a sign-off, or a call to subscribe or to write in, at one of its ends."""
    if len(spans) < 2:
        return set()
    found: set[int] = set()
    for order in (range(len(spans)), range(len(spans) - 1, -1, -1)):
        for i in order:
            if is_boilerplate(stretch(text, spans[i])) or (i + 1 in found and is_call_out(stretch(text, spans[i]))):
                found.add(i)
            else:
                break
    return found


def _kinds(article: Article, lines: list[Span]) -> list[str]:
    """One kind a line: headline, heading, caption, boilerplate or sentence."""
    texts = [stretch(article.text, line) for line in lines]
    kinds = ["boilerplate" if is_boilerplate(text) else "caption" if any(caption_of(text)) else "" for text in texts]
    _mark_headlines(article, lines, texts, kinds)
    for i, text in enumerate(texts):
        if not kinds[i]:
            kinds[i] = "boilerplate" if is_byline(text) else "open" if _is_heading_like(text) else "sentence"
    for i, text in enumerate(texts):
        if kinds[i] == "open":
            kinds[i] = _open_kind(kinds, texts, i, text)
    return kinds


def _open_kind(kinds: list[str], texts: list[str], i: int, text: str) -> str:
    """What a short line without a stop is: a heading over what follows, an item of a list, or a line at the end."""
    first, last = i, i
    while first > 0 and kinds[first - 1] in {"open", "item"}:
        first -= 1
    while last + 1 < len(kinds) and kinds[last + 1] == "open":
        last += 1
    run = last - first + 1
    if run >= 3 or (i > 0 and texts[i - 1].endswith(":")) or _BULLET.match(text):
        return "sentence"
    if i + 1 < len(texts) and texts[i + 1][:1].islower():
        return "sentence"  # a line that was wrapped
    if i + 1 < len(kinds) and any(kind in {"sentence", "caption"} for kind in kinds[i + 1 :]):
        return "heading"
    signs_off = any(kind == "sentence" for kind in kinds[:i]) and len(_WORDS.findall(text)) <= 8
    return "boilerplate" if signs_off else "sentence"


def _mark_headlines(article: Article, lines: list[Span], texts: list[str], kinds: list[str]) -> None:
    """Marks the title and the deck under it in `kinds`."""
    title = fold(article.title)
    after = -1
    for i, line in enumerate(lines):
        if line.end <= article.body_start:
            kinds[i] = kinds[i] or "headline"
            after = i
    content = [i for i in range(len(lines)) if i > after and not kinds[i] and not is_byline(texts[i])]
    if len(content) < 2 and after < 0:
        return
    for i in content[:2]:
        same = bool(title) and fold(texts[i]) == title
        if same or (after < 0 and _is_title_like(texts[i]) and i == content[0]):
            kinds[i] = "headline"
            after = i
    following = [i for i in content if i > after]
    if after >= 0 and len(following) > 1 and not any(kinds[i] == "caption" for i in range(after, following[0])):
        first, second = following[0], following[1]
        if _is_deck_like(texts[first]) and not texts[second][:1].islower():
            kinds[first] = "headline"


def _is_stopped(text: str) -> bool:
    return bool(_STOPPED.search(text[-8:])) and not _ABBREVIATED.search(text[-8:])


def _is_title_like(text: str) -> bool:
    """True for a short line without a closing full stop that does not start like the middle of a sentence."""
    if len(_WORDS.findall(text)) > _TITLE_WORDS or _BULLET.match(text) or text[:1].islower():
        return False
    return not _is_stopped(text) or (text[-1:] in "?!'’\"”" and text[-2:-1] not in ".:")


def _is_deck_like(text: str) -> bool:
    count = len(_WORDS.findall(text))
    return 5 <= count <= _DECK_WORDS and not _is_stopped(text) and not _BULLET.match(text) and not text[:1].islower()


def _is_heading_like(text: str) -> bool:
    if len(_WORDS.findall(text)) > _HEADING_WORDS or text[-1:] in ",;-–—(":
        return False
    if text[-1:] == "?" and text[:1] not in "\"“'‘":
        return True
    return not _STOPPED.search(text[-8:]) and not (text[:1] in '"“' and text[-1:] in '"”')

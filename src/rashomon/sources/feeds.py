"""Feeds (RSS, Atom) and lists of feeds (OPML)."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from rashomon.errors import InputError
from rashomon.sources.dates import parse_date
from rashomon.sources.fragments import decode_xml, parse_xml, text_of_fragment

_ENTRY = re.compile(r"<(?:[A-Za-z][\w.-]{0,30}:)?(?:item|entry)(?=[\s>])")
_ENTRY_END = re.compile(r"</(?:[A-Za-z][\w.-]{0,30}:)?(?:item|entry)\s*>")
_DECLARED = re.compile(r"(<\?xml[^>]{0,200}?)\s+encoding\s*=\s*[\"'][^\"']{0,40}[\"']")
_LONGEST_TITLE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """An entry of a feed: its title, its text (content, else summary) and where its page is.

    `published` and `updated` are UTC-aware, None where unknown. `content` is the entry's own XML.
    """

    title: str
    text: str
    link: str | None
    published: datetime | None
    day_only: bool
    updated: datetime | None
    guid: str | None
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFeed:
    """A feed's title and its first entries; `left_out` counts those that come after them."""

    title: str
    entries: tuple[FeedEntry, ...]
    left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed of an OPML list."""

    title: str
    url: str


def read_feed(data: bytes, *, most: int, charset: str = "", address: str = "") -> ReadFeed:
    """The first `most` entries of a feed; `address`, where it was fetched, completes its links.

    Raises:
        InputError: it is no feed, declares XML entities of its own, or holds no entry.
    """
    import feedparser  # type: ignore[import-untyped]

    whole = decode_xml(data, charset=charset)
    starts = [found.start() for found in _ENTRY.finditer(whole)]
    text = _cut(whole, starts[most]) if len(starts) > most else whole
    headers = {"content-type": "application/xml; charset=utf-8"} | ({"content-location": address} if address else {})
    source = io.BytesIO(_DECLARED.sub(r"\1", text, count=1).encode("utf-8", "replace"))
    try:
        parsed = feedparser.parse(source, response_headers=headers)
    except (
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        AssertionError,
        ArithmeticError,
        RecursionError,
    ) as error:
        raise InputError("is a feed that cannot be read (damaged)") from error
    if not parsed.entries:
        raise InputError("is a feed without entries" if parsed.get("version") else "is no feed that can be read")
    own = _cut_out(text, starts[:most])
    contents = own if len(own) == len(parsed.entries) else [data] * len(parsed.entries)
    entries = [_read_entry(entry, content) for entry, content in zip(parsed.entries, contents, strict=True)]
    return ReadFeed(
        title=text_of_fragment(str(parsed.feed.get("title") or ""))[:_LONGEST_TITLE],
        entries=tuple(entries[:most]),
        left_out=max(0, len(starts) - most),
    )


def read_opml(data: bytes, *, most: int, charset: str = "") -> tuple[tuple[Feed, ...], int]:
    """The first `most` feeds of an OPML list, each address once, and how many come after them.

    Raises:
        InputError: it is no well-formed OPML, declares XML entities, or names no feed.
    """
    root = parse_xml(decode_xml(data, charset=charset))
    feeds: dict[str, Feed] = {}
    for outline in root.iter("{*}outline"):
        named = {str(name).lower(): str(value) for name, value in outline.attrib.items()}
        url = named.get("xmlurl", "").strip()
        if url:
            title = " ".join((named.get("title") or named.get("text") or url).split())[:_LONGEST_TITLE]
            feeds.setdefault(url, Feed(title=title, url=url))
    if not feeds:
        raise InputError("is an OPML list without a feed (no outline has an xmlUrl)")
    return tuple(feeds.values())[:most], max(0, len(feeds) - most)


def _cut(text: str, start: int) -> str:
    """The feed up to the entry at `start`, with what stands behind its last entry, so that it stays well formed."""
    ends = [found.end() for found in _ENTRY_END.finditer(text, start)]
    return text[:start] + (text[ends[-1] :] if ends else "")


def _cut_out(text: str, starts: list[int]) -> list[bytes]:
    """Each entry's own XML."""
    pieces = []
    for start, following in zip(starts, [*starts[1:], len(text)], strict=True):
        ends = [found.end() for found in _ENTRY_END.finditer(text, start, following)]
        if not ends:
            return []
        pieces.append(text[start : ends[-1]].encode("utf-8", "replace"))
    return pieces


def _read_entry(entry: Any, content: bytes) -> FeedEntry:
    bodies = [str(part.get("value") or "") for part in entry.get("content") or []]
    text = text_of_fragment(max([*bodies, str(entry.get("summary") or "")], key=len))
    date = parse_date(entry.get("published"))
    if date is None and entry.get("published_parsed"):
        date = _from_parts(entry.get("published_parsed"))
    updated = parse_date(entry.get("updated")) if "updated" in entry.keys() else None  # noqa: SIM118  # else feedparser warns
    if date is None:
        date = updated
    link = str(entry.get("link") or "").strip()
    return FeedEntry(
        title=" ".join(text_of_fragment(str(entry.get("title") or "")).split())[:_LONGEST_TITLE],
        text=text,
        link=link if link.startswith(("http://", "https://")) else None,
        published=date[0] if date else None,
        day_only=bool(date and date[1]),
        updated=updated[0] if updated else None,
        guid=str(entry.get("id") or "")[:1000] or None,
        content=content,
    )


def _from_parts(parts: Any) -> tuple[datetime, bool] | None:
    try:
        year, month, day, hour, minute, second = parts[:6]
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC), False
    except (ValueError, TypeError, OverflowError):
        return None

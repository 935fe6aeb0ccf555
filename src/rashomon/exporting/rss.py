"""News of an archive as RSS 2.0: its newest events, and the conflicts that were found last.

Titles are stretches of reports. Addresses are those of a reading room. No clock: the same archive gives the same feed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Final
from xml.sax.saxutils import escape

from rashomon.exporting.identifiers import segment
from rashomon.records import ConflictSide, EventSummary, FoundConflict
from rashomon.rendering.visible import in_quotes, one_line, shorten
from rashomon.rendering.words import counted

SITE: Final = "http://127.0.0.1:8000"
"""Where `rashomon serve` listens unless told otherwise."""
FEED_LENGTH: Final = 50
"""How many items a feed has at most."""
_ILLEGAL = re.compile("[\ufffe\uffff]")
_TITLE = 200
_SIDE = 110
_OUTLET = 60
_QUOTE = 400


def render_event_feed(events: Sequence[EventSummary], *, site: str = SITE) -> bytes:
    """The events in their order: the headline, how many articles and independent sources, the newest publication."""
    items = (
        _item(
            title=shorten(one_line(event.headline), _TITLE),
            link=_event_address(site, event.id),
            guid=f"urn:rashomon:event:{segment(event.id)}",
            description=f"{counted(event.articles, 'article')}, {counted(event.sources, 'independent source')}",
            at=event.last,
        )
        for event in events
    )
    newest = max((event.last for event in events if event.last is not None), default=None)
    return _feed("Rashomon: events", site, "/feeds/events.xml", newest, items)


def render_conflict_feed(conflicts: Sequence[FoundConflict], *, site: str = SITE) -> bytes:
    """The conflicts in their order: both sides' words, outlets and values; dated by when each was first found."""
    items = (
        _item(
            title=" – ".join(in_quotes(side.text, _SIDE) for side in one.sides),
            link=_claim_address(site, one.sides[0]),
            guid=f"urn:rashomon:conflict:{one.number}",
            description=" – ".join(_describe(side) for side in one.sides),
            at=one.found,
            category=one.kind,
        )
        for one in conflicts
    )
    newest = max((one.found for one in conflicts), default=None)
    return _feed("Rashomon: new conflicts", site, "/feeds/conflicts.xml", newest, items)


def _feed(title: str, site: str, path: str, newest: datetime | None, items: Iterable[str]) -> bytes:
    site = site.rstrip("/")
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">\n<channel>',
        _element("title", title),
        _element("link", f"{site}/"),
        f'<atom:link rel="self" type="application/rss+xml" href="{_legal(f"{site}{path}", quotes=True)}"/>',
        _element("description", title),
        _date("lastBuildDate", newest),
        *items,
        "</channel>\n</rss>\n",
    ]
    return "\n".join(part for part in parts if part).encode("utf-8")


def _item(*, title: str, link: str, guid: str, description: str, at: datetime | None, category: str = "") -> str:
    parts: Iterator[str] = iter(
        (
            _element("title", title),
            _element("link", link),
            f'<guid isPermaLink="false">{_legal(guid)}</guid>',
            # A description is HTML for feed readers: escaped once for that, once for the XML.
            _element("description", escape(description)),
            _element("category", category) if category else "",
            _date("pubDate", at),
        )
    )
    return "<item>\n" + "\n".join(part for part in parts if part) + "\n</item>"


def _describe(side: ConflictSide) -> str:
    value = f" ({shorten(one_line(side.value), _OUTLET)})" if side.value else ""
    return f"{shorten(one_line(side.source), _OUTLET)}: {in_quotes(side.text, _QUOTE)}{value}"


def _event_address(site: str, event: str) -> str:
    return f"{site.rstrip('/')}/events/{segment(event)}"


def _claim_address(site: str, side: ConflictSide) -> str:
    return f"{site.rstrip('/')}/claims/{segment(side.article)}/{side.span.start}-{side.span.end}"


def _element(name: str, text: str) -> str:
    return f"<{name}>{_legal(text)}</{name}>"


def _date(name: str, at: datetime | None) -> str:
    """RFC 822, as RSS has it."""
    return "" if at is None else _element(name, format_datetime(at.astimezone(UTC).replace(microsecond=0), usegmt=True))


def _legal(text: str, *, quotes: bool = False) -> str:
    """`text` for XML. What `one_line` has not made visible and XML can't hold becomes U+FFFD."""
    return escape(_ILLEGAL.sub("\ufffd", one_line(text)), {'"': "&quot;"} if quotes else {})

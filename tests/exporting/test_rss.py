"""The feeds are read by feedparser: titles are words of reports, dates those of what they tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import feedparser
import pytest
from lxml import etree
from tests.exporting.hostile import EVIL

from rashomon.exporting.rss import render_conflict_feed, render_event_feed
from rashomon.records import ConflictSide, EventSummary, FoundConflict, Span

EVENT = EventSummary(
    id="e1", headline="Old mill burns down", first=datetime(2031, 5, 8, 7, tzinfo=UTC),
    last=datetime(2031, 5, 9, 12, 0, 5, 999999, tzinfo=UTC), articles=5, sources=1,
)  # fmt: skip
LEFT = ConflictSide(
    article="a/1", source="Post", url=None, published=None, span=Span(start=3, end=20),
    text="Two workers died in the fire", value="2 workers",
)  # fmt: skip
RIGHT = replace(LEFT, article="b", source="Courier", text="Three workers died", value="")
CONFLICT = FoundConflict(
    number=7, event="e1", kind="quantity", sides=(LEFT, RIGHT), found=datetime(2031, 5, 10, 8, 30, tzinfo=UTC),
    links=("k1", "k2"),
)  # fmt: skip


def parse(feed: bytes) -> Any:
    etree.fromstring(feed, etree.XMLParser(resolve_entities=False))
    read = feedparser.parse(feed)
    assert not read.bozo and read.version == "rss20"
    return read


def test_events_are_read_back() -> None:
    read = parse(
        render_event_feed([EVENT, replace(EVENT, id="e 2/x", last=None, headline="")], site="https://room.example/")
    )
    assert read.feed.link == "https://room.example/" and read.feed.title == "Rashomon: events"
    assert read.feed.links[1].href == "https://room.example/feeds/events.xml" and read.feed.links[1].rel == "self"
    first, second = read.entries
    assert (first.title, first.link, first.id) == (
        EVENT.headline,
        "https://room.example/events/e1",
        "urn:rashomon:event:e1",
    )
    assert first.published == "Fri, 09 May 2031 12:00:05 GMT" == read.feed.updated
    assert first.description == "5 articles, 1 independent source"
    assert second.link == "https://room.example/events/e%202%2Fx" and "published" not in second


def test_conflicts_are_read_back_with_both_sides() -> None:
    (entry,) = parse(render_conflict_feed([CONFLICT])).entries
    assert entry.title == "“Two workers died in the fire” – “Three workers died”"
    assert entry.link == "http://127.0.0.1:8000/claims/a%2F1/3-20" and entry.id == "urn:rashomon:conflict:7"
    assert entry.description == "Post: “Two workers died in the fire” (2 workers) – Courier: “Three workers died”"
    assert entry.published == "Sat, 10 May 2031 08:30:00 GMT" and entry.tags[0].term == "quantity"


@pytest.mark.parametrize("words", [EVIL, "\ud800", "]]>" * 99, "<b>x</b> &lt;"], ids=["evil", "lone", "cdata", "tags"])
def test_hostile_words_are_words(words: str) -> None:
    side = replace(LEFT, text=words, source=words, value=words, article=words)
    conflict = parse(render_conflict_feed([replace(CONFLICT, sides=(side, side), event=words)])).entries[0]
    event = parse(render_event_feed([replace(EVENT, headline=words, id=words)])).entries[0]
    for entry in (conflict, event):
        assert "<script" not in entry.description and "<b>" not in entry.description
        assert entry.title and len(entry.title) < 260


def test_an_empty_feed_is_a_feed() -> None:
    assert parse(render_event_feed([])).entries == parse(render_conflict_feed([])).entries == []


def test_a_feed_of_the_same_is_the_same() -> None:
    assert render_conflict_feed([CONFLICT]) == render_conflict_feed([CONFLICT])

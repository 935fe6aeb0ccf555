"""Groups as JSON lines and as a list of events: largest first, bounded, and safe to show."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from rashomon.records import Grouped
from rashomon.rendering import render_grouping, render_grouping_jsonl
from rashomon.rendering.grouping import EVENTS_SHOWN

MAY = datetime(2031, 5, 8, tzinfo=UTC)


def one(article: str, event: str, *, day: int | None = None, copy_of: str | None = None, headline: str = "") -> Grouped:
    published = None if day is None else MAY + timedelta(days=day)
    return Grouped(
        id=article, event=event, copy_of=copy_of, headline=headline or f"About {article}", published=published
    )


def lines_of(groups: list[Grouped], width: int = 100) -> list[str]:
    return render_grouping(groups, width=width, color=False).splitlines()


def test_json_lines_round_trip_whatever_the_ids_are() -> None:
    groups = [one("a\u2028b", "é1"), one('"\n', "é1", copy_of="a\u2028b"), one("\ud800", "e2")]
    lines = render_grouping_jsonl(groups).splitlines()
    assert [tuple(json.loads(line).values()) for line in lines] == [(g.id, g.event, g.copy_of) for g in groups]
    assert all(line.isascii() for line in lines)


def test_events_come_by_size_and_then_by_date() -> None:
    groups = [
        one("a", "late", day=5),
        one("b", "big", day=9),
        one("c", "big"),
        one("d", "undated"),
        one("e", "early", day=1),
    ]
    assert [line.strip() for line in lines_of(groups) if line.startswith("   event ")] == [
        "event big; 17 May 2031; 1 undated",
        "event early; 9 May 2031",
        "event late; 13 May 2031",
        "event undated; undated",
    ]


def test_the_headline_is_that_of_the_earliest_original() -> None:
    groups = [
        one("late", "e", day=3),
        one("copy", "e", day=0, copy_of="late"),
        one("first", "e", day=1),
        one("none", "e"),
    ]
    lines = lines_of(groups)
    assert lines[4] == "4  “About first”"
    assert lines[5] == "   event e; 8 May 2031 to 11 May 2031; 1 undated; 3 texts, 1 copy"


def test_only_the_largest_events_are_listed() -> None:
    groups = [one(f"a{number}", f"e{number}", day=number) for number in range(EVENTS_SHOWN + 1234)]
    lines = lines_of(groups)
    assert sum(line.startswith("   event ") for line in lines) == EVENTS_SHOWN
    assert "… 1,234 more: see --format jsonl" in lines
    assert lines[0] == "1,274 articles in 1,274 events"


def test_nothing_to_show() -> None:
    assert lines_of([])[:2] == ["0 articles in 0 events", "0 events with several articles, 0 with one"]


@pytest.mark.parametrize("width", [20, 100])
def test_hostile_words_stay_words(width: int) -> None:
    hostile = one("x", "e\x1b[31m" + "y" * 500, headline="[bold]\x1b]0;owned\x07 \u202e" + "z" * 500)
    told = render_grouping([hostile], width=width, color=False)
    assert not set("\x1b\x07\u202e") & set(told) and "[bold]" in told
    assert max(map(len, told.splitlines())) <= max(width, 100) and len(told) < 1500


def test_colour_is_for_screens() -> None:
    assert "\x1b[" in render_grouping([one("a", "e")], width=80, color=True)

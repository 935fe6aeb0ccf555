from __future__ import annotations

from datetime import UTC, datetime

from tests.builders import make_article, make_day, make_reading

from rashomon.dating import find_anchors
from rashomon.records import Span, Time

TEXT = "On Wednesday it happened."


def undated(value="XXXX-WXX-3"):
    weekday = Time(span=Span(start=3, end=12), value=value, start=None, end=None, grain="day")
    return make_reading(make_article(TEXT, id="undated"), times=(weekday,), sentences=(Span(start=0, end=25),))


def dated(id: str, day: str, published: datetime | None = datetime(2024, 6, 20, tzinfo=UTC)):
    time = make_day(day, span=Span(start=3, end=12))
    return make_reading(
        make_article(TEXT, id=id, published=published), times=(time,), sentences=(Span(start=0, end=25),)
    )


def test_the_day_that_most_reports_name_dates_the_undated_one():
    readings = [undated(), dated("b", "2024-06-19"), dated("c", "2024-06-19"), dated("d", "2024-06-18")]
    (note,) = find_anchors(readings)
    assert (note.article, note.origin, note.date) == ("undated", "b", datetime(2024, 6, 19, tzinfo=UTC))
    assert note.span == Span(start=3, end=12)


def test_without_a_day_elsewhere_nothing_is_dated():
    assert find_anchors([undated(), undated()]) == ()


def test_a_dated_report_needs_no_anchor():
    assert find_anchors([dated("b", "2024-06-19"), dated("c", "2024-06-20")]) == ()


def test_a_report_without_weekdays_needs_none():
    assert find_anchors([undated(value="2020"), dated("c", "2024-06-20")]) == ()

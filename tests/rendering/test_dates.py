"""Dates in words."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from dossiers import make_article
from rashomon.rendering.dates import show_interval, show_iso, show_published, show_timex


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "end", "grain", "shown"),
    [
        (at(1998, 1, 1), at(1999, 1, 1), "year", "1998"),
        (at(1990, 1, 1), at(2000, 1, 1), "decade", "1990 to 1999"),
        (at(2031, 3, 1), at(2031, 4, 1), "month", "March 2031"),
        (at(2031, 3, 4), at(2031, 3, 5), "day", "4 March 2031"),
        (at(2031, 3, 3), at(2031, 3, 10), "week", "3 to 9 March 2031"),
        (at(2031, 2, 24), at(2031, 3, 3), "week", "24 February 2031 to 2 March 2031"),
        (at(2031, 3, 4, 6), at(2031, 3, 4, 12), "part", "4 March 2031, 06:00 to 12:00"),
        (at(2031, 3, 4, 18), at(2031, 3, 5), "part", "4 March 2031, 18:00 to 24:00"),
        (at(2031, 3, 4, 20), at(2031, 3, 5, 6), "part", "4 March 2031, 20:00 to 5 March 2031"),
        (at(2031, 3, 4, 9), at(2031, 3, 4, 9, 1), "minute", "4 March 2031, 09:00"),
    ],
)
def test_show_interval(start, end, grain, shown):
    assert show_interval(start, end, grain) == shown


def test_show_published():
    moment = datetime(2031, 3, 4, 1, 30, tzinfo=timezone(timedelta(hours=2)))
    assert show_published(make_article("a", "A", "x", moment)) == "3 March 2031, 23:30 UTC"
    assert show_published(make_article("a", "A", "x", at(2031, 3, 4), day_only=True)) == "4 March 2031"
    assert show_published(make_article("a", "A", "x")) == "undated"


@pytest.mark.parametrize(
    ("text", "shown"),
    [("2031-03-04", "4 March 2031"), ("2031-03", "March 2031"), ("1998", "1998"),
     ("2031-13-01", "2031-13-01"), ("x", "x")],
)  # fmt: skip
def test_show_iso(text, shown):
    assert show_iso(text) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [("2031-03-04", "4 March 2031"), ("1998", "1998"), ("2031-FA", "autumn 2031"), ("2031-WI", "winter 2031"),
     ("2031-03-04TMO", "4 March 2031, morning"), ("2031-03-04T09:00", "4 March 2031, 09:00"), ("09:00", "09:00"),
     ("P24Y", "24 years"), ("P1M", "1 month"), ("PT1H30M", "1 hour 30 minutes"), ("P2Y6M", "2 years 6 months"),
     ("P", "P"), ("PT", "PT"), ("PXD", "PXD"), ("PRESENT_REF", "PRESENT_REF"), ("2031-03-04TXX", "2031-03-04TXX"),
     ("XXXX-WXX-3", "XXXX-WXX-3"), ("P" + "9" * 5000 + "Y", "P" + "9" * 5000 + "Y"), ("P٣Y", "P٣Y"), ("", "")],
)  # fmt: skip
def test_show_timex(value, shown):
    assert show_timex(value) == shown

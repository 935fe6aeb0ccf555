from __future__ import annotations

from datetime import UTC, datetime
from math import inf

import pytest
from tests.builders import make_day, make_duration, make_quantity

from rashomon.alignment.values import (
    compare_quantities,
    compare_times,
    counts_the_same,
    duration_seconds,
    noun_class,
    show_quantity,
    years_since,
)


@pytest.mark.parametrize(
    ("left", "right", "verdict"),
    [
        (make_quantity(7, noun="people"), make_quantity(7, noun="residents"), "agree"),
        (make_quantity(200, 999, noun="residents"), make_quantity(2000, 9999, noun="North Koreans"), "disagree"),
        (make_quantity(7, inf, noun="people", exact=False), make_quantity(9, noun="people"), "compatible"),
        (make_quantity(8, inf, noun="people", exact=False), make_quantity(7, noun="people"), "compatible"),
        (make_quantity(8, inf, noun="people", exact=False), make_quantity(5, noun="people"), "disagree"),
        (make_quantity(43_885_310, unit="USD"), make_quantity(44_000_000, unit="USD"), "compatible"),
        (make_quantity(43_000_000, unit="USD"), make_quantity(44_000_000, unit="USD"), "disagree"),
        (make_quantity(85, role="killed"), make_quantity(84, noun="people", role="killed"), "disagree"),
    ],
)
def test_amounts_of_the_same_sort(left, right, verdict):
    found = compare_quantities(left, right)
    assert found is not None
    assert found.verdict == verdict
    mirrored = compare_quantities(right, left)
    assert mirrored is not None
    assert (mirrored.verdict, mirrored.left_value) == (verdict, found.right_value)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (make_quantity(7, noun="people", role="killed"), make_quantity(9, noun="people", role="injured")),
        (make_quantity(7, noun="people", role="killed"), make_quantity(200, noun="people")),
        (make_quantity(7, noun="ships"), make_quantity(9, noun="people")),
        (make_quantity(7, unit="km"), make_quantity(9, unit="USD")),
        (make_quantity(7), make_quantity(9)),
    ],
)
def test_amounts_of_another_sort_are_not_compared(left, right):
    assert not counts_the_same(left, right)
    assert compare_quantities(left, right) is None


def test_values_are_shown_as_a_reader_writes_them():
    assert show_quantity(make_quantity(2000, 9999, noun="North Koreans")) == "2,000..9,999 North Koreans"
    assert show_quantity(make_quantity(7, inf, noun="people", role="killed")) == "at least 7 people killed"
    assert show_quantity(make_quantity(1.5, unit="hour")) == "1.5 hour"


def test_noun_class_puts_persons_together():
    assert noun_class("local residents") == noun_class("North Koreans") == noun_class("passengers") == "people"
    assert noun_class("shops") == "shop"
    assert noun_class("countries") == "country"


def test_days_agree_overlap_or_disagree():
    wednesday, thursday = make_day("2024-06-19"), make_day("2024-06-20")
    month = make_day("2024-06-01", value="2024-06", grain="month", end=datetime(2024, 7, 1, tzinfo=UTC))
    same, apart, wide = (compare_times(wednesday, other) for other in (make_day("2024-06-19"), thursday, month))
    assert same and same.verdict == "agree"
    assert (
        apart and apart.verdict == "disagree" and (apart.left_value, apart.right_value) == ("2024-06-19", "2024-06-20")
    )
    assert wide and wide.verdict == "compatible"


def test_durations_are_compared_by_their_length():
    found = compare_times(make_duration("PT1H30M"), make_duration("PT90M"))
    assert found and found.verdict == "agree"
    other = compare_times(make_duration("PT1H"), make_duration("PT90M"))
    assert other and other.verdict == "disagree"
    assert compare_times(make_duration("PXD"), make_duration("P2D")) is None
    assert compare_times(make_duration("P2D"), make_day("2024-06-19")) is None


def test_duration_seconds():
    assert duration_seconds("P1DT1H") == 25 * 3600
    assert duration_seconds("P") is None


def test_years_up_to_publication_agree_with_a_year():
    since_2000 = make_day("2000-01-01", value="2000", grain="year")
    published = datetime(2024, 6, 20, tzinfo=UTC)
    found = years_since(since_2000, make_duration("P24Y"), published)
    assert found and found.detail == "2024 - 2000 = 24 years"
    assert years_since(since_2000, make_duration("P20Y"), published) is None
    assert years_since(since_2000, make_duration("P24Y"), None) is None


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        (
            make_quantity(13, noun="pupils", role="killed", part=True),
            make_quantity(15, noun="people", role="killed"),
            False,
        ),
        (make_quantity(13, noun="pupils", part=True), make_quantity(15, noun="people"), False),
        (
            make_quantity(2, noun="teachers", role="killed", part=True),
            make_quantity(13, noun="pupils", role="killed", part=True),
            False,
        ),
        (
            make_quantity(13, noun="pupils", role="killed", part=True),
            make_quantity(12, noun="Pupils", role="killed"),
            True,
        ),
        (make_quantity(13, noun="pupils", role="killed"), make_quantity(15, noun="people", role="killed"), True),
    ],
)
def test_a_count_of_a_part_is_no_rival_of_the_whole(left, right, same):
    assert counts_the_same(left, right) is counts_the_same(right, left) is same


def test_the_early_hours_of_a_day_are_of_that_day():
    day = make_day("2024-06-19", end=datetime(2024, 6, 20, tzinfo=UTC))
    night = make_day("2024-06-19", value="2024-06-19TNI", grain="part", end=datetime(2024, 6, 19, 6, tzinfo=UTC))
    found = compare_times(day, night)
    assert found and found.verdict == "agree"

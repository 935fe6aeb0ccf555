"""Time windows: which articles they have, whose an article is, and how two are stitched."""

from __future__ import annotations

import pytest

pytest.importorskip("pyarrow", reason='the extra "cluster" is not installed')

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.grouping.test_stream import stream

from rashomon.batch.eventing import (
    Border,
    Seam,
    days_of,
    group_by_windows,
    match_borders,
    seams_of,
    stitch_links,
    window_of,
    windows_of,
)
from rashomon.batch.options import BatchOptions
from rashomon.batch.reading import DAY, pack_words, unpack_words
from rashomon.batch.tables import UNDATED
from rashomon.bench.events import group, score
from rashomon.grouping.event_features import count_words

OPTIONS = BatchOptions(event_days=10, overlap_days=4)


@given(st.integers(-10_000, 30_000), st.integers(1, 30), st.integers(0, 30))
def test_an_article_is_in_its_own_window_and_in_no_third(day, event_days, overlap_days):
    options = BatchOptions(event_days=event_days, overlap_days=min(overlap_days, event_days))
    windows = windows_of([day], options)
    assert 1 <= len(windows) <= 2
    assert all(days_of(window, options)[0] <= day <= days_of(window, options)[1] for window in windows)
    assert window_of(day * DAY, options) in windows
    assert len(seams_of(day, options)) == len(windows) - 1


def test_articles_without_a_time_have_a_window_of_their_own():
    assert windows_of([UNDATED, 3], OPTIONS) == [UNDATED, -1, 0]
    assert window_of(None, OPTIONS) == UNDATED
    assert days_of(UNDATED, OPTIONS) == (UNDATED, UNDATED)


def test_an_article_belongs_to_the_window_whose_middle_is_nearer():
    assert [window_of(round(day * DAY), OPTIONS) for day in (9.9, 10, 11.9, 12, 14)] == [0, 0, 0, 1, 1]


def borders(*rows):
    return [Border(later=later, key=key, event=event, first=(0, event)) for later, key, event in rows]


def test_events_that_share_their_articles_are_one():
    found = match_borders(borders((False, 1, 10), (False, 2, 10), (True, 1, 20), (True, 2, 20)))
    assert found == [Seam(event=10, first=(0, 10), next_event=20, next_first=(0, 20))]


def test_an_event_that_is_two_in_the_next_window_goes_on_in_the_larger():
    rows = [(False, key, 10) for key in range(5)]
    rows += [(True, key, 20) for key in range(3)] + [(True, key, 30) for key in (3, 4)]
    assert [(seam.event, seam.next_event) for seam in match_borders(borders(*rows))] == [(10, 20)]


def test_events_that_share_too_little_stay_apart():
    rows = [(False, key, 10) for key in range(5)] + [(False, 9, 11)]
    rows += [(True, 0, 20), (True, 7, 20), (True, 8, 20), (True, 9, 30)]
    assert [(seam.event, seam.next_event) for seam in match_borders(borders(*rows))] == [(11, 30)]


def test_an_event_over_three_windows_is_one_by_its_first_article():
    links = [
        (0, Seam(event=10, first=(5, 77), next_event=20, next_first=None)),
        (1, Seam(event=20, first=None, next_event=30, next_first=(2, 99))),
        (1, Seam(event=21, first=(9, 1), next_event=31, next_first=(8, 2))),
    ]
    assert stitch_links(links) == {(0, 10): 99, (1, 20): 99, (2, 30): 99, (1, 21): 2, (2, 31): 2}
    assert stitch_links([]) == {}


def test_windows_hardly_change_the_events_of_a_stream():
    items = [count_words(item) for item in stream(400, a_day=8)]
    found = group_by_windows(items, OPTIONS, 14.0)
    whole = group(list(stream(400, a_day=8)))
    assert score(whole, found).bcubed_f1 > 0.97


def test_counted_words_come_back_as_they_were():
    for number, item in enumerate(stream(30)):
        counted = count_words(item)
        at = round(counted.published * DAY)
        back = unpack_words(pack_words(counted), number, at)
        assert (back.counts, back.opening, back.names, back.length) == (
            counted.counts, counted.opening, counted.names, counted.length,
        )  # fmt: skip
        assert timedelta(days=back.published) == timedelta(days=counted.published)

"""Which reports are of another event: three of one and one of another, two of two, prints, short ones, any order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from tests.builders import make_article
from tests.shared_data import shared

from rashomon.bench.gold import load_pairs
from rashomon.data import load_table
from rashomon.grouping.copies import find_copies
from rashomon.grouping.other_events import (
    FACTS,
    Outline,
    find_other_events,
    gather_facts,
    join_groups,
    make_outlines,
    odds_of_all,
    same_event_odds,
)
from rashomon.reading.light import read_light
from rashomon.records import Article, OtherEvent
from rashomon.sources import load_articles

CRANE = """Crane topples at Varnholm shipyard, killing two

Two welders were killed when a loading crane toppled at the Varnholm shipyard on Thursday morning. Harbour police said
the crane fell across the slipway while it was lifting a ship's rudder. Shipyard director Lise Aaberg stopped all work
and said that inspectors had passed the crane only last month.
"""
CRANE_TOLL = """Second worker dies after shipyard accident

A second welder has died in hospital after the crane accident in Varnholm, the shipyard said on Friday. The crane's
cable snapped as it lifted a rudder, according to the harbour police, who are questioning the crane operator. Director
Lise Aaberg called it the darkest day in the history of the yard.
"""
CRANE_UNION = """Union had warned of Varnholm crane

The metal workers' union says that it had warned the Varnholm shipyard twice of worn cables on the loading crane that
collapsed on Thursday. Two welders lost their lives. A spokesman for the yard would not comment on the letters and
pointed to an inspection in the spring.
"""
STRIKE = """Orchestra walks out before opening night

Musicians of the Ostrava Philharmonic refused to play on Saturday evening, an hour before the season was to open with
a symphony by Dvorak. The players want higher wages and a new conductor. The concert hall gave the tickets back to more
than nine hundred listeners, and the ministry of culture asked both sides to talk.
"""
STRIKE_TALKS = """Ministry to mediate in philharmonic dispute

The ministry of culture will mediate between the Ostrava Philharmonic and its musicians, who walked out on Saturday
before a sold-out concert. The players ask for higher wages and refuse to work under their conductor. Listeners got
their money for the tickets back at the concert hall.
"""
FLOOD = """River bursts its banks in Quelimar

Some four thousand people left their homes in the valley of Quelimar on Sunday after the river burst its banks. Soldiers
in rubber boats took families from the roofs. The governor spoke of the highest water in sixty years, and the railway
to the coast is cut in three places.
"""
POOL = (CRANE, CRANE_TOLL, CRANE_UNION, STRIKE, STRIKE_TALKS, FLOOD)


def articles_of(**texts: str) -> list[Article]:
    return [make_article(text, id=name) for name, text in texts.items()]


def find(articles: Sequence[Article]) -> tuple[OtherEvent, ...]:
    return find_other_events(articles, [read_light(a) for a in articles], find_copies(articles))


def named(articles: Sequence[Article]) -> dict[str, int]:
    """The articles that are named, with the number of their group."""
    return {other.article: other.group for other in find(articles)}


def outline(text: str, **fields: object) -> Outline:
    article = make_article(text)
    (made,) = make_outlines([article], [read_light(article)])
    return replace(made, **fields)  # type: ignore[arg-type]


# --- which reports are named -----------------------------------------------------------------------------------------


def test_the_one_report_of_another_event_is_named_with_a_reason():
    (other,) = find(articles_of(a=CRANE, b=CRANE_TOLL, c=STRIKE, d=CRANE_UNION))
    assert (other.article, other.group) == ("c", 1)
    assert 0.9 < other.score <= 1
    assert other.reason.startswith("seems to report another event than the others; the closest of them is ")


def test_reports_of_one_event_are_all_kept():
    assert find(articles_of(a=CRANE, b=CRANE_TOLL, c=CRANE_UNION)) == ()
    assert find(articles_of(a=CRANE_TOLL, b=CRANE_UNION)) == ()


def test_two_reports_of_two_events_are_both_named():
    found = find(articles_of(a=CRANE, b=STRIKE))
    assert [(other.article, other.group) for other in found] == [("a", 1), ("b", 2)]
    assert found[0].score == found[1].score
    assert all("than the other; that one is" in other.reason for other in found)


def test_where_no_two_share_an_event_all_are_named():
    assert named(articles_of(a=CRANE, b=STRIKE, c=FLOOD)) == {"a": 1, "b": 2, "c": 3}


def test_the_others_of_one_event_have_one_number():
    found = named(articles_of(a=STRIKE, b=CRANE, c=CRANE_TOLL, d=STRIKE_TALKS, e=CRANE_UNION, f=FLOOD))
    assert found == {"a": 1, "d": 1, "f": 2}


def test_of_equally_many_the_event_reported_first_is_kept():
    day = datetime(2031, 5, 8, tzinfo=UTC)
    early = [replace(a, published=day) for a in articles_of(c=STRIKE, d=STRIKE_TALKS)]
    late = [replace(a, published=day + timedelta(days=1)) for a in articles_of(a=CRANE, b=CRANE_TOLL)]
    assert set(named([*late, *early])) == {"a", "b"}
    assert set(named(articles_of(a=CRANE, b=CRANE_TOLL, c=STRIKE, d=STRIKE_TALKS))) == {"c", "d"}


def test_prints_of_one_text_count_once_and_are_named_with_it():
    prints = articles_of(a=STRIKE, b=STRIKE + "\n", c=STRIKE)
    assert set(named([*prints, *articles_of(d=CRANE, e=CRANE_TOLL)])) == {"a", "b", "c"}
    assert set(named([*prints, *articles_of(d=CRANE)])) == {"a", "b", "c", "d"}


def test_prints_of_one_text_alone_are_one_event():
    assert find(articles_of(a=STRIKE, b=STRIKE)) == ()


def test_the_order_of_reports_changes_nothing():
    articles = articles_of(a=CRANE, b=STRIKE, c=CRANE_UNION, d=FLOOD)
    first = find(articles)
    assert len(first) == 2
    assert all(find(order) == first for order in permutations(articles))


@pytest.mark.parametrize("text", ["", "Fire!", "Orchestra walks out before opening night in Ostrava."])
def test_a_short_text_is_never_named(text: str):
    assert find(articles_of(a=CRANE, b=CRANE_TOLL, c=text)) == ()
    assert find(articles_of(a=CRANE, b=text)) == ()


def test_two_events_and_a_text_that_cannot_be_told_are_left_as_they_are():
    assert find(articles_of(a=CRANE, b=STRIKE, c="A crane fell.")) == ()


def test_a_text_in_another_language_is_never_named():
    german = make_article(
        "Kran stürzt in Werft um\n\nZwei Schweißer kamen ums Leben, als am Donnerstag in der Werft von Varnholm ein "
        "Ladekran umstürzte. Die Hafenpolizei teilte mit, der Kran sei beim Heben eines Ruders gefallen, "
        "und die Direktorin ließ alle Arbeiten einstellen.",
        id="d",
        language="de",
    )
    assert find([*articles_of(a=CRANE, b=CRANE_TOLL), german]) == ()


def test_no_reports_and_one_report_are_no_error():
    assert find([]) == ()
    assert find(articles_of(a=CRANE)) == ()


# --- the facts -------------------------------------------------------------------------------------------------------


def test_every_fact_has_its_weights():
    table = load_table("same_event")["weights"]
    assert set(table) == {"bias", "bar", *FACTS, *(f"typical {name}" for name in FACTS)}


@pytest.mark.parametrize("left", POOL)
@pytest.mark.parametrize("right", POOL)
def test_facts_are_the_same_both_ways(left: str, right: str):
    one, other = outline(left), outline(right)
    assert gather_facts(one, other) == gather_facts(other, one)


def test_a_text_beside_itself_is_the_same_event():
    one = outline(CRANE)
    assert gather_facts(one, one)["words"] == pytest.approx(1)
    assert gather_facts(one, one)["names"] == 1
    assert same_event_odds(one, one) > 5


def test_dates_speak_only_where_both_are_known_and_far_apart():
    day = datetime(2031, 5, 8, tzinfo=UTC)
    undated, one = outline(CRANE), outline(CRANE_TOLL, published=day)
    near, far = (outline(CRANE, published=day + timedelta(days=days)) for days in (3, 300))
    assert gather_facts(undated, one)["far apart"] is None
    assert same_event_odds(undated, one) == same_event_odds(near, one) > same_event_odds(far, one)


def test_a_country_is_found_under_its_other_name():
    left = outline("Envoys of the DPRK left the talks on Monday. The DPRK said the talks had failed for good.")
    right = outline("North Korea walked out of the talks. Envoys of North Korea left on Monday.")
    assert gather_facts(left, right)["names"] == 1


def test_an_endless_text_is_read_at_its_top_only():
    words = " ".join(f"word{i}x" for i in range(50_000))
    assert len(outline(f"{CRANE}\n{words}").stems) < 2_000


# --- groups ----------------------------------------------------------------------------------------------------------


odds = st.integers(0, 7).flatmap(
    lambda n: arrays.arrays(np.float64, (n, n), elements=st.floats(-9, 9, allow_nan=False).map(lambda x: round(x, 2)))
)


@given(odds, st.floats(-9, 9))
@settings(max_examples=200, deadline=None)
def test_groups_hold_every_row_once_in_order(matrix, bar):
    matrix = (matrix + matrix.T) / 2
    groups = join_groups(matrix, bar)
    assert sorted(i for group in groups for i in group) == list(range(len(matrix)))
    assert groups == sorted(sorted(group) for group in groups)


@given(odds)
@settings(max_examples=100, deadline=None)
def test_a_bar_under_all_joins_all_and_one_above_joins_none(matrix):
    matrix = (matrix + matrix.T) / 2
    assert len(join_groups(matrix, -10)) == min(1, len(matrix))
    assert len(join_groups(matrix, 10)) == len(matrix)


@given(odds, st.floats(-9, 9))
@settings(max_examples=200, deadline=None)
def test_no_two_groups_that_are_left_belong_together(matrix, bar):
    matrix = (matrix + matrix.T) / 2
    groups = join_groups(matrix, bar)
    for i, left in enumerate(groups):
        for right in groups[i + 1 :]:
            assert matrix[np.ix_(left, right)].mean() < bar + 1e-9


def test_the_mean_decides_and_not_the_nearest_pair():
    near, far = 3.0, -6.0
    matrix = np.array([[0, near, near, near], [near, 0, near, far], [near, near, 0, far], [near, far, far, 0]])
    assert join_groups(matrix, -2.0) == [[0, 1, 2], [3]]


# --- on real reports -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("folder", ["gold", "gold/train"])
def test_real_pairs_of_one_event_are_kept_and_nearly_all_others_parted(folder: str):
    events, articles = [], []
    for pair in load_pairs(shared(folder))[:40]:
        reports = (pair.left, pair.right)
        dates = {str(report.path): report.published for report in reports if report.published}
        articles += load_articles([r.path for r in reports], published=dates, size_limit=10_000_000).articles
        events += [pair.event, pair.event]
    matrix = odds_of_all(make_outlines(articles, [read_light(article) for article in articles]))
    same = np.equal.outer(events, events) & ~np.eye(len(events), dtype=bool)
    parted = matrix < load_table("same_event")["weights"]["bar"]
    assert parted[same].mean() <= 0.01
    assert parted[~same & ~np.eye(len(events), dtype=bool)].mean() >= 0.98

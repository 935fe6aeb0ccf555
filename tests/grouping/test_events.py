from __future__ import annotations

import math
import random
import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rashomon.errors import DataError
from rashomon.grouping.event_decision import Weights, weigh
from rashomon.grouping.event_features import count_words, dot, make_profile
from rashomon.grouping.event_index import EventIndex
from rashomon.grouping.event_spread import Spread
from rashomon.grouping.events import EventGrouper
from rashomon.records import StreamItem

START = datetime(2024, 6, 1, tzinfo=UTC)

FERRY = [
    (
        "Ferry sinks off Port Mallow",
        "A ferry with 80 people on board sank off Port Mallow on Friday, the coast guard said. Captain Odile Renner "
        "had radioed that water was entering the engine room. Fishing boats took most of the passengers ashore.",
    ),
    (
        "Dozens rescued after Port Mallow ferry goes down",
        "Fishing boats rescued dozens of passengers from a ferry that went down near Port Mallow. The coast guard "
        "praised Captain Odile Renner, who was the last to leave. Water had entered the engine room of the ferry.",
    ),
    (
        "Port Mallow ferry captain Renner questioned",
        "Investigators questioned Captain Odile Renner on Saturday over the ferry that sank off Port Mallow. "
        "Passengers said that the crew knew of water in the engine room. The coast guard is looking for the wreck.",
    ),
]
BUDGET = [
    (
        "Parliament passes Tarnia's budget",
        "Tarnia's parliament passed the budget by two votes late on Friday. Finance minister Jules Okafor raised the "
        "tax on sugar and cut the defence ministry's spending. The opposition called the budget a swindle.",
    ),
    (
        "Okafor's sugar tax survives by two votes",
        "Finance minister Jules Okafor won his budget in Tarnia's parliament by two votes. The tax on sugar goes up, "
        "spending on defence goes down, and the opposition spoke of a swindle.",
    ),
]


def item(number: int, story: tuple[str, str], *, day: float | None = 0.0) -> StreamItem:
    published = None if day is None else START + timedelta(days=day)
    return StreamItem(id=f"a{number}", title=story[0], text=story[1], published=published)


def stories(*, day: float | None = 0.0) -> list[StreamItem]:
    return [item(i, story, day=day) for i, story in enumerate([FERRY[0], BUDGET[0], *FERRY[1:], BUDGET[1]])]


def groups(grouper: EventGrouper, items: list[StreamItem]) -> set[frozenset[str]]:
    found: dict[str, set[str]] = {}
    for one in items:
        found.setdefault(grouper.event_of(one.id), set()).add(one.id)
    return {frozenset(ids) for ids in found.values()}


def grouped(items: list[StreamItem], **options: float) -> EventGrouper:
    grouper = EventGrouper(**options)
    for one in items:
        grouper.add(one)
    return grouper


def ruled(join: float = -1.0, merge: float = -1.0, pair: float = 1.0) -> EventGrouper:
    """A grouper that decides alike whatever the facts."""
    odds = {"join": join, "merge": merge, "pair": pair}
    return EventGrouper(judge=lambda decision, facts: odds[decision])


@pytest.mark.parametrize("day", [0.0, None])
def test_reports_of_one_event_come_together_and_others_stay_apart(day):
    items = stories(day=day)
    assert groups(grouped(items), items) == {frozenset({"a0", "a2", "a3"}), frozenset({"a1", "a4"})}


def test_headlines_alone_are_grouped():
    titles = [
        "Port Mallow ferry sinks with 80 aboard",
        "Ferry sinks off Port Mallow, 80 aboard",
        "Okafor's sugar tax wins in Tarnia's parliament",
        "Port Mallow ferry sinks: 80 were aboard",
    ]
    items = [item(i, (title, "")) for i, title in enumerate(titles)]
    assert groups(grouped(items), items) == {frozenset({"a0", "a1", "a3"}), frozenset({"a2"})}


def test_ids_hang_on_the_opening_article_only():
    alone = grouped([item(0, FERRY[0])])
    among = grouped([item(9, BUDGET[0]), item(0, FERRY[0])])
    assert alone.event_of("a0") == among.event_of("a0")
    assert alone.event_of("a0") != among.event_of("a9")


def test_the_same_stream_gives_the_same_history():
    assert grouped(stories()).history == grouped(stories()).history


def test_an_event_takes_nothing_after_the_window():
    items = [item(0, FERRY[0]), *(item(10 + i, BUDGET[i % 2], day=30) for i in range(8)), item(1, FERRY[0], day=30)]
    grouper = grouped(items, window_days=7)
    assert grouper.event_of("a0") != grouper.event_of("a1")
    assert grouper.open_events < len({grouper.event_of(one.id) for one in items})


def test_one_date_in_the_far_future_closes_nothing():
    items = [item(i, FERRY[0]) for i in range(5)]
    items += [item(5, BUDGET[0], day=36_500), item(6, FERRY[0]), item(7, FERRY[1])]
    grouper = grouped(items)
    assert grouper.event_of("a7") == grouper.event_of("a0")


def test_reports_after_a_gap_of_half_a_year_come_together():
    """The first ones seem to have a wrong date; the stream shows later that they had not."""
    late = [item(10 + i, story, day=180 + i / 2) for i, story in enumerate(FERRY)]
    items = [item(i, BUDGET[i % 2], day=i) for i in range(2)] + late
    assert groups(grouped(items), late) == {frozenset(one.id for one in late)}


def test_an_id_that_came_before_changes_nothing():
    grouper = grouped(stories())
    history = list(grouper.history)
    assert grouper.add(item(0, BUDGET[0])) == grouper.event_of("a0")
    assert grouper.history == history


def test_articles_without_words_each_open_an_event():
    items = [item(i, ("", "")) for i in range(3)] + [item(9, ("!!!", "..."))]
    assert len(groups(grouped(items), items)) == 4


def test_an_unknown_article_is_an_error():
    with pytest.raises(DataError, match="no article 'x'"):
        EventGrouper().event_of("x")


def test_a_window_must_be_positive():
    for days in (0, -1, math.nan):
        with pytest.raises(ValueError, match="window_days"):
            EventGrouper(window_days=days)


def test_merged_events_go_by_the_older_ones_id():
    opening = iter([-1.0, 1.0, 1.0])
    grouper = EventGrouper(judge=lambda decision, facts: next(opening) if decision == "join" else 1.0)
    first, second = grouper.add(item(0, FERRY[0])), grouper.add(item(1, FERRY[1]))
    assert first != second
    assert grouper.add(item(2, FERRY[2])) == first
    assert [change.kind for change in grouper.history] == ["opened", "opened", "joined", "merged"]
    merged = grouper.history[-1]
    assert (merged.event, merged.into, merged.article) == (second, first, "a2")
    assert grouper.resolve(second) == grouper.event_of("a1") == first
    assert grouper.open_events == 1


def test_an_event_of_two_stories_is_split_and_the_new_one_is_recorded():
    mixed = EventGrouper(judge=lambda decision, facts: 1.0 if decision == "join" else 10 * (facts["words"] or 0) - 4)
    shared = "Both were told of by the Port Mallow gazette of Tarnia. "
    texts = [FERRY[0], BUDGET[0], FERRY[1], BUDGET[1]]
    for number, (title, text) in enumerate(texts):
        mixed.add(item(number, (title, shared + text)))
    split = mixed.history[-1]
    assert split.kind == "split"
    assert set(split.moved) in ({"a0", "a2"}, {"a1", "a3"})
    assert split.origin == mixed.resolve(split.origin)
    assert {mixed.event_of(article) for article in split.moved} == {split.event}
    assert groups(mixed, [item(i, text) for i, text in enumerate(texts)]) == {
        frozenset({"a0", "a2"}),
        frozenset({"a1", "a3"}),
    }


def test_a_flood_of_one_text_is_one_event_and_no_slower_at_its_end():
    grouper = EventGrouper()
    seconds = []
    for half in range(2):
        begun = time.process_time()
        for i in range(1_500):
            grouper.add(item(half * 1_500 + i, FERRY[0]))
        seconds.append(time.process_time() - begun)
    assert len({grouper.event_of(f"a{i}") for i in range(3_000)}) == 1
    assert seconds[1] < 2.5 * seconds[0] + 0.2


def test_what_an_event_holds_is_bounded():
    dice = random.Random(1)
    grouper = ruled(join=1.0)
    for i in range(400):
        grouper.add(item(i, ("Port Mallow", " ".join(f"w{dice.randrange(10**6)}x" for _ in range(60)))))
    (event,) = grouper._open.values()
    assert event.size == 400
    assert len(event.words) <= 1_200
    assert len(event.members) < 20


WORDS = st.sampled_from(["ferry", "harbour", "budget", "tax", "Mallow", "Renner", "vote", "80", "the", "of", "é", "火"])
TEXTS = st.lists(WORDS, max_size=12).map(" ".join)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS, st.none() | st.integers(-400, 400)), max_size=25), st.integers(-1, 1))
def test_history_accounts_for_every_article(rows, lean):
    """Whatever joins, merges or splits, replaying the history gives the events that the grouper tells."""
    grouper = EventGrouper(judge=lambda decision, facts: (facts["words"] or 0) - 0.3 + lean * (decision == "merge"))
    items = [item(i, (title, text), day=day) for i, (title, text, day) in enumerate(rows)]
    for one in items:
        told = grouper.add(one)
        assert told == grouper.event_of(one.id) == grouper.resolve(told)
    event_of: dict[str, str] = {}
    for change in grouper.history:
        if change.kind in ("opened", "joined"):
            event_of[change.article] = change.event
        elif change.kind == "merged":
            event_of = {a: change.into if e == change.event else e for a, e in event_of.items()}
        else:
            event_of |= dict.fromkeys(change.moved, change.event)
    assert event_of == {one.id: grouper.event_of(one.id) for one in items}
    opened = {change.event for change in grouper.history}
    assert {grouper.resolve(event) for event in opened} == set(event_of.values())


def test_a_profile_is_of_length_one_and_counts_a_repeated_title_once():
    once = make_profile(count_words(item(0, FERRY[0])), Spread().telling)
    again = make_profile(count_words(item(0, (FERRY[0][0], f"{FERRY[0][0]} {FERRY[0][1]}"))), Spread().telling)
    assert dot(once.words, once.words) == pytest.approx(1)
    assert once == again or once.words == again.words
    assert "renner" in once.names
    assert "ferry" not in once.names


def test_a_word_of_every_event_tells_less_and_one_of_none_as_before():
    spread = Spread()
    before = spread.telling(["senat", "mallow"])
    for _ in range(2000):
        spread.change((), {"senat"})
    after = spread.telling(["senat", "mallow"])
    assert after["senat"] < before["senat"] / 2
    assert after["mallow"] > before["mallow"]
    for _ in range(2000):
        spread.change({"senat"}, ())
    assert spread.telling(["senat", "mallow"]) == before


def test_the_index_finds_by_shared_words_and_forgets_what_is_removed():
    index = EventIndex()
    index.add("e1", ["ferry", "mallow"])
    index.add("e2", ["ferry"])
    words = {"ferry": 0.6, "mallow": 0.8}
    assert index.search(["mallow", "ferry"], words) == ["e1", "e2"]
    index.remove("e1")
    assert index.search(["mallow", "ferry"], words) == ["e2"]
    assert index.stems_of("e1") == frozenset()


def test_an_unknown_fact_counts_as_typical():
    weights = Weights(bias=1.0, typical={"words": 0.5, "gap": 3.0}, terms=((("words",), 2.0), (("words", "gap"), 1.0)))
    assert weigh({"words": 1.0, "gap": None}, weights) == pytest.approx(2.0)
    assert weigh({"words": 1.0, "gap": 4.0}, weights) == pytest.approx(2.5)

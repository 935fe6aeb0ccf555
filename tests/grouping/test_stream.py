"""A grouper put back from what was kept goes on as the one that was cut off."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from rashomon.errors import DataError
from rashomon.grouping.copies import CopyIndex
from rashomon.grouping.events import EventGrouper
from rashomon.grouping.restoring import pack_article, profile_format, unpack_article
from rashomon.grouping.stream import Placement, StreamGrouper
from rashomon.records import EventChange, StreamItem

START = datetime(2021, 3, 1, tzinfo=UTC)
SYLLABLES = ("bra", "tol", "ves", "kun", "mir", "dos", "fel", "gan", "hir", "lom", "nat", "pol", "rus", "sel", "wex")
FACTS = (
    "The {0} at {1} went down shortly after {n} o'clock, neighbours said.",
    "{2} {3} had asked for {4} and {5} since the spring, a letter shows.",
    "Nobody knows yet what became of {6}, said Inspector {2} {3}.",
    "About {n} people stood around the {0} while {7} gave orders.",
    "In {1} every child knew the {0}, and {8} had been built onto it {n} years ago.",
    "Insurance will pay {n} million for the {4} and the {9}.",
    "The council of {1} meets on {5} again in {n} days.",
    "Divers of {7} looked for {9} below the {8}.",
)


def stream(count: int, *, seed: int = 1, a_day: int = 60, copies: float = 0.1) -> Iterator[StreamItem]:
    """Made-up articles of made-up events in the order of time; some print an earlier one's text."""
    dice = random.Random(seed)
    stories: list[list[str]] = []
    recent: list[StreamItem] = []
    for number in range(count):
        if not stories or dice.random() < 0.25:
            stories.append(["".join(dice.choices(SYLLABLES, k=3)).capitalize() for _ in range(10)])
        at = START + timedelta(days=number / a_day)
        if recent and dice.random() < copies:
            yield replace(dice.choice(recent[-40:]), id=f"a{number}", published=at)
            continue
        story = dice.choice(stories[-15:])
        facts = [fact.format(*story, n=dice.randrange(2, 90)) for fact in dice.sample(FACTS, 4)]
        recent.append(StreamItem(id=f"a{number}", title=facts[0][:60], text=" ".join(facts[1:]), published=at))
        yield recent[-1]


class Shelf:
    """Keeps what an archive keeps of grouping, in memory."""

    def __init__(self) -> None:
        self.rows: dict[str, Placement] = {}
        self.events: dict[str, str] = {}
        self.items: dict[str, StreamItem] = {}

    def commit(self, turn: tuple[list[Placement], list[EventChange]]) -> None:
        placements, changes = turn
        for placed in placements:
            self.rows[placed.article] = placed
            self.events[placed.article] = placed.event
        for change in changes:
            if change.kind == "merged":
                moved = [article for article, event in self.events.items() if event == change.event]
                self.events |= dict.fromkeys(moved, str(change.into))
            if change.kind == "split":
                self.events |= dict.fromkeys(change.moved, change.event)
        for article, placed in self.rows.items():
            if placed.copy:
                self.events[article] = self.events[placed.copy.origin]

    def restore(self, window_days: float = 14.0, *, packed: bool = True) -> StreamGrouper:
        grouper = StreamGrouper(window_days=window_days, taken=set(self.events.values()).__contains__)
        order = {article: number for number, article in enumerate(self.rows)}
        first: dict[str, int] = {}
        sizes: dict[str, int] = {}
        for article, event in self.events.items():
            first[event] = min(first.get(event, order[article]), order[article])
            sizes[event] = sizes.get(event, 0) + 1
        last = max((placed.at for placed in self.rows.values() if placed.at), default=None)
        for article, placed in self.rows.items():
            if last and placed.at and last - placed.at > timedelta(days=window_days):
                continue
            grouper.put_back(
                article,
                placed.packed if packed else None,
                load=self.items.__getitem__,
                event=self.events[article],
                opened=first[self.events[article]],
                origin=placed.copy.origin if placed.copy else None,
                at=placed.at,
            )
        grouper.settle(count=len(self.rows), sizes=sizes)
        return grouper


def run(items: list[StreamItem], cuts: tuple[int, ...] = (), *, packed: bool = True) -> Shelf:
    """What is kept after all `items`, of a grouper that was lost and put back at each of `cuts`."""
    shelf = Shelf()
    shelf.items = {item.id: item for item in items}
    grouper = StreamGrouper(window_days=14.0)
    for number, item in enumerate(items):
        if number in cuts:
            shelf.commit(grouper.end_turn())
            grouper = shelf.restore(packed=packed)
        grouper.add(item)
    shelf.commit(grouper.end_turn())
    return shelf


def agreement(left: dict[str, str], right: dict[str, str]) -> float:
    """B-cubed F1 of two groupings of the same articles."""
    sums = []
    for one, other in ((left, right), (right, left)):
        sizes: dict[str, int] = {}
        both: dict[tuple[str, str], int] = {}
        for article in one:
            sizes[one[article]] = sizes.get(one[article], 0) + 1
            pair = (one[article], other[article])
            both[pair] = both.get(pair, 0) + 1
        sums.append(sum(n * n / sizes[event] for (event, _), n in both.items()) / len(one))
    return 2 * sums[0] * sums[1] / sum(sums)


def test_events_are_those_of_one_grouper_without_turns():
    items = list(stream(300))
    plain = EventGrouper()
    for item in items:
        plain.add(item)
    shelf = run(items)
    assert len(set(shelf.events.values())) > 20
    for item in items:
        copy = shelf.rows[item.id].copy
        assert shelf.events[item.id] == plain.event_of(copy.origin if copy else item.id)
    assert sum(placed.copy is not None for placed in shelf.rows.values()) > 15


@pytest.mark.parametrize("cuts", [(150,), (50, 100, 150, 200, 250)], ids=["once", "often"])
def test_a_restored_grouper_goes_on(cuts):
    items = list(stream(300))
    whole, cut = run(items), run(items, cuts)
    assert {a: p.copy for a, p in cut.rows.items()} == {a: p.copy for a, p in whole.rows.items()}
    assert agreement(whole.events, cut.events) > 0.98
    same = sum(cut.events[article] == whole.events[article] for article in whole.events)
    assert same > 0.95 * len(items)


def test_a_grouper_without_merges_or_splits_is_restored_to_the_same_events():
    items = list(stream(200, seed=3, copies=0.0))
    whole = run(items)
    grouper = StreamGrouper(window_days=14.0)
    for item in items:
        grouper.add(item)
    kinds = {change.kind for change in grouper.end_turn()[1]}
    assert kinds <= {"opened", "joined"}, "choose another seed"
    assert run(items, tuple(range(20, 200, 20))).events == whole.events


def test_what_was_not_kept_is_made_anew_from_the_text():
    items = list(stream(200))
    assert agreement(run(items).events, run(items, (100,), packed=False).events) > 0.97


def test_ids_stay_unique_over_restores():
    """An article that was deleted and comes again must not get the id of the event that lives on without it."""
    items = list(stream(40, copies=0.0))
    shelf = run(items)
    opener = next(a for a, event in shelf.events.items() if list(shelf.events.values()).count(event) > 2)
    event = shelf.events[opener]
    del shelf.rows[opener], shelf.events[opener]
    grouper = shelf.restore()
    grouper.add(StreamItem(id=opener, title="Chess champion retires", text="", published=items[-1].published))
    placements, changes = grouper.end_turn()
    assert [change.kind for change in changes] == ["opened"]
    assert placements[0].event != event


def test_memory_is_bounded_by_the_window():
    grouper = StreamGrouper(window_days=1.0)
    for item in stream(900, a_day=100, copies=0.0):
        grouper.add(item)
    placements, _ = grouper.end_turn()
    assert len(placements) == 900
    assert len(grouper._events._event_by_article) < 350
    assert len(grouper._copies._last_prints) < 150
    assert not grouper._events.history


def test_an_article_survives_packing():
    item = next(stream(1))
    profile, index = EventGrouper().profile_of(item), CopyIndex()
    index.add(item.id, item.text)
    again, text = unpack_article(pack_article(profile, index.print_of(item.id)))
    assert again.keys == profile.keys and again.length == profile.length and again.published == profile.published
    assert list(again.words) == list(profile.words) and list(again.opening) == list(profile.opening)
    assert all(abs(again.words[stem] - x) < 1e-6 for stem, x in profile.words.items())
    assert set(again.names) == set(profile.names) and type(again.names) in (type(profile.names), dict)
    assert text is not None
    restored = CopyIndex()
    restored.restore(item.id, text)
    for print_ in (item.text, item.text.upper(), item.text[: len(item.text) * 2 // 3], "Nothing of the kind."):
        assert index.add("x", print_) == restored.add("x", print_)
        index.forget("x")
        restored.forget("x")


@pytest.mark.parametrize("text", ["", "\udcff\n\x00 \u4e2d\u6587"], ids=["empty", "odd"])
def test_any_profile_survives_packing(text):
    profile = EventGrouper().profile_of(StreamItem(id="e", title=text, text=text, published=None))
    again, print_ = unpack_article(pack_article(profile, None))
    assert again.keys == profile.keys and list(again.words) == list(profile.words) and print_ is None


@pytest.mark.parametrize("damage", [b"", b"\x00", b"no", b"\x92\xc4\x00"], ids=["empty", "zero", "short", "cut"])
def test_damage_is_an_error_of_ours(damage):
    with pytest.raises(DataError, match="damaged"):
        unpack_article(damage)


def test_any_cut_or_flipped_byte_is_an_error_of_ours_or_no_error():
    item = next(stream(1))
    index = CopyIndex()
    index.add(item.id, item.text)
    packed = pack_article(EventGrouper().profile_of(item), index.print_of(item.id))
    for at in range(0, len(packed), 7):
        for damaged in (packed[:at], packed[:at] + bytes([packed[at] ^ 0xFF]) + packed[at + 1 :]):
            try:
                unpack_article(damaged)
            except DataError as error:
                assert "damaged" in str(error)


@pytest.mark.parametrize("packed", [b"damage", None], ids=["damaged", "none"])
def test_what_is_damaged_is_made_anew(packed):
    item = next(stream(1))
    grouper = StreamGrouper(window_days=14.0)
    grouper.put_back(item.id, packed, load=lambda _: item, event="e1", opened=0, origin=None, at=item.published)
    grouper.settle(count=1, sizes={"e1": 1})
    grouper.add(replace(item, id="print"))
    (placed,), _ = grouper.end_turn()
    assert placed.copy is not None and placed.copy.origin == item.id and placed.event == "e1"


def test_the_format_is_a_digest():
    assert len(profile_format()) == 16 and profile_format() == profile_format()

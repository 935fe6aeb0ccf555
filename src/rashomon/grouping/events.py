"""Puts the articles of a stream into events as they come.

Each article joins an open event or opens one; two events may turn out to be one, and one to be two. All of it is
recorded, so that an event id stays good. What is kept of an article besides its place goes with the time window.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import combinations
from statistics import median_low

import numpy as np

from rashomon.errors import DataError
from rashomon.grouping.event_decision import (
    Facts,
    best_two,
    join_facts,
    length_of,
    likeness,
    merge_facts,
    pair_facts,
    weigh,
    weights_of,
)
from rashomon.grouping.event_features import ItemWords, PackedProfile, Profile, count_words, make_profile, unpack
from rashomon.grouping.event_index import EventIndex
from rashomon.grouping.event_spread import Spread
from rashomon.grouping.event_state import OpenEvent
from rashomon.grouping.other_events import join_groups
from rashomon.records import EventChange, StreamItem

_MOST_FOUND = 8
# Without dates, or in a flood, the window alone would bound nothing: then the events that rested longest are closed.
_MOST_OPEN = 50_000
# The stream's time is the middle one of the last few dates, so that one wrong date moves nothing.
_LAST_DATES = 9
_SMALLEST_TO_SPLIT = 4
_FEWEST_TO_LEAVE = 2
# Two joins with at least these log-odds each raise the question whether the two events are one.
_MERGE_FROM = -2.0

Judge = Callable[[str, Facts], float]


class EventGrouper:
    """Groups articles by event, online. The same articles in the same order give the same events."""

    def __init__(
        self,
        *,
        window_days: float = 14.0,
        judge: Judge | None = None,
        taken: Callable[[str], bool] = lambda event: False,
    ) -> None:
        """A grouper that has seen nothing. An event takes no articles `window_days` after its last one.

        `judge` gives the log-odds of a decision ("join", "merge", "pair") from its facts; by default the fitted ones.
        `taken` tells ids that no new event may have.
        Raises: ValueError where the window is not positive.
        """
        if not window_days > 0:
            raise ValueError(f"window_days is {window_days}; it must be more than 0")
        self.history: list[EventChange] = []
        self._window = window_days
        self._judge = judge or _judge
        self._taken = taken
        self._count = 0  # of all articles that have come
        self._latest: tuple[Profile, float | None] | None = None
        self._open: OrderedDict[str, OpenEvent] = OrderedDict()  # the one that rested longest first
        self._index = EventIndex()
        self._spread = Spread()
        self._event_by_article: dict[str, str] = {}
        self._merged: dict[str, str] = {}
        self._dates: deque[float] = deque(maxlen=_LAST_DATES)

    @property
    def open_events(self) -> int:
        """How many events may still take articles."""
        return len(self._open)

    def __contains__(self, article_id: object) -> bool:
        """True where the event of the article is known."""
        return article_id in self._event_by_article

    @property
    def latest(self) -> tuple[Profile, float | None]:
        """The article that came last, and its time in the stream in days since 1970 (None while that is unknown).

        Raises: DataError where none has come.
        """
        if self._latest is None:
            raise DataError("no article has come")
        return self._latest

    def add(self, item: StreamItem) -> str:
        """The id of the event that `item` joins or opens, for now: it may be merged or split later.

        Articles are to come in the order of time; one without a date takes the time of those before it, and so does
        one whose date lies further from theirs than the window. An id that has come before changes nothing.
        """
        return self.event_of(item.id) if item.id in self else self.add_counted(count_words(item))

    def add_counted(self, counted: ItemWords) -> str:
        """As `add`, of an article whose words are counted."""
        if counted.article in self:
            return self.event_of(counted.article)
        profile = make_profile(counted, self._spread.telling)
        now = self._tell_time(profile)
        self._latest = (profile, now)
        self._close_old()
        candidates = self._find(profile)
        odds = [self._judge("join", facts) for facts in join_facts(profile, candidates, now, self._spread.telling)]
        best = best_two(odds)
        if best and odds[best[0]] > 0:
            event = candidates[best[0]][0]
            self._join(event, profile, now)
            if len(best) > 1 and odds[best[1]] > _MERGE_FROM:
                event = self._merge_if_one(event, candidates[best[1]][0], (odds[best[0]], odds[best[1]]), profile)
            if event.size >= _SMALLEST_TO_SPLIT and event.size.bit_count() == 1:
                self._split_if_two(event, profile)
        else:
            self._open_event(profile, now)
        return self.event_of(counted.article)

    def profile_of(self, item: StreamItem) -> Profile:
        """The profile of `item` if it came now."""
        return make_profile(count_words(item), self._spread.telling)

    def put_back(self, profile: Profile, event_id: str, *, opened: int) -> None:
        """Sets an article down in the event where it was put before, by another grouper; nothing is decided.

        Articles are to come in the order in which they were put there. `opened` counts the articles that had come
        before the event's first one. Call `settle` after the last one.
        """
        now = self._tell_time(profile)
        event = self._open.get(event_id) or OpenEvent(event_id, order=opened)
        self._place(event, profile, now)

    def settle(self, *, count: int, sizes: Mapping[str, int]) -> None:
        """Ends putting back: `count` articles have come in all, and an event has as many as `sizes` says.

        Those that were not put back are taken to be like those that were.
        """
        self._count = count
        for event in self._open.values():
            event.stand_for(sizes.get(event.id, event.size))
        self._close_old()

    def forget_closed(self) -> None:
        """Forgets the history and the articles of events that take no more, so that memory is bounded by the window."""
        self.history.clear()
        self._event_by_article = {a: event for a, event in self._event_by_article.items() if self._is_open(event)}
        self._merged = {gone: event for gone, event in self._merged.items() if self._is_open(event)}

    def _is_open(self, event_id: str) -> bool:
        return self.resolve(event_id) in self._open

    def event_of(self, article_id: str) -> str:
        """The event that the article belongs to by now. Raises: DataError where no such article has come."""
        try:
            return self.resolve(self._event_by_article[article_id])
        except KeyError:
            raise DataError(f"no article {article_id!r} has come") from None

    def resolve(self, event_id: str) -> str:
        """The event that `event_id` goes by now: itself unless it was merged. An unknown id stands for itself."""
        event = event_id
        while event in self._merged:
            event = self._merged[event]
        while event_id in self._merged:  # so that the next time it is one step
            self._merged[event_id], event_id = event, self._merged[event_id]
        return event

    def _tell_time(self, profile: Profile) -> float | None:
        """The time of an article in days; None while no article with a date has come."""
        if profile.published is not None:
            self._dates.append(profile.published)
        clock = self._clock()
        if profile.published is None or clock is None or abs(profile.published - clock) > self._window:
            return clock
        return profile.published

    def _clock(self) -> float | None:
        return median_low(self._dates) if self._dates else None

    def _close_old(self) -> None:
        clock = self._clock()
        while self._open:
            event = next(iter(self._open.values()))
            if event.last is None:
                event.last = clock
            expired = clock is not None and event.last is not None and event.last < clock - self._window
            if expired and clock is not None and event.dated is not None and abs(event.dated - clock) <= self._window:
                # Its dates lay far ahead of the stream, and seemed wrong; by now the stream has come to them.
                event.last = event.dated
                self._open.move_to_end(event.id)
                continue
            if not expired and len(self._open) <= _MOST_OPEN:
                return
            self._close(event)

    def _close(self, event: OpenEvent) -> None:
        del self._open[event.id]
        self._index.remove(event.id)
        self._spread.change(event.stems, ())

    def _find(self, profile: Profile) -> list[tuple[OpenEvent, float]]:
        """The open events most like an article, each with its likeness, the most alike first."""
        found = [self._open[event] for event in self._index.search(profile.keys, profile.words)]
        alike = sorted(((likeness(profile, event), -event.order, event) for event in found), reverse=True)
        return [(event, like) for like, _, event in alike[:_MOST_FOUND]]

    def _open_event(self, profile: Profile, now: float | None) -> None:
        event = OpenEvent(self._free_id(profile.article), order=self._count)
        self._place(event, profile, now)
        self.history.append(EventChange(kind="opened", event=event.id, article=profile.article, at=self._instant()))

    def _join(self, event: OpenEvent, profile: Profile, now: float | None) -> None:
        self._place(event, profile, now)
        self.history.append(EventChange(kind="joined", event=event.id, article=profile.article, at=self._instant()))

    def _place(self, event: OpenEvent, profile: Profile, now: float | None) -> None:
        before = event.stems
        event.join(profile, length=length_of(profile), at=now)
        self._spread.change(before, event.stems)
        self._open[event.id] = event
        self._open.move_to_end(event.id)
        self._index.add(event.id, profile.keys)
        self._event_by_article[profile.article] = event.id
        self._count += 1

    def _merge_if_one(
        self, first: OpenEvent, second: OpenEvent, odds: tuple[float, float], profile: Profile
    ) -> OpenEvent:
        """Merges two events into the older one where they are probably one; the event that the article is in."""
        if self._judge("merge", merge_facts(first, second, odds)) <= 0:
            return first
        kept, gone = (first, second) if first.order < second.order else (second, first)
        stems = self._index.stems_of(gone.id)
        self._close(gone)
        before = kept.stems
        kept.absorb(gone)
        self._spread.change(before, kept.stems)
        self._open.move_to_end(kept.id)
        self._index.add(kept.id, sorted(stems))
        self._merged[gone.id] = kept.id
        self.history.append(
            EventChange(kind="merged", event=gone.id, article=profile.article, at=self._instant(), into=kept.id)
        )
        return kept

    def _split_if_two(self, event: OpenEvent, profile: Profile) -> None:
        """Parts an event whose sampled articles fall into two groups of several each; the larger one keeps the id."""
        groups = self._groups(event)
        if len(groups) < 2 or len(groups[1]) < _FEWEST_TO_LEAVE:
            return
        stay, leave = ([event.members[i] for i in group] for group in groups[:2])
        moved = _nearer_to(leave, stay, event)
        if not _FEWEST_TO_LEAVE <= len(moved) < event.size:
            return
        new = OpenEvent(self._free_id(moved[0], split=self._count), order=self._count)
        new.last, new.dated = event.last, event.dated
        new.rebuild(leave, {a: event.marks[a] for a in moved}, [length_of(member) for member in leave])
        left = {a: marks for a, marks in event.marks.items() if a not in new.marks}
        before = event.stems
        event.rebuild(stay, left, [length_of(member) for member in stay])
        self._spread.change(before, event.stems)
        self._spread.change((), new.stems)
        for one in (event, new):
            self._index.remove(one.id)
            self._index.add(one.id, [stem for member in one.members for stem in member.keys])
            self._open[one.id] = one
            self._open.move_to_end(one.id)
        self._event_by_article.update(dict.fromkeys(moved, new.id))
        self.history.append(
            EventChange(
                kind="split",
                event=new.id,
                article=profile.article,
                at=self._instant(),
                origin=event.id,
                moved=tuple(moved),
            )
        )

    def _groups(self, event: OpenEvent) -> list[list[int]]:
        """The places of an event's members in groups that are probably of one event each, the largest first."""
        members = [unpack(member) for member in event.members]
        odds = np.zeros((len(members), len(members)))
        for i, j in combinations(range(len(members)), 2):
            odds[i, j] = odds[j, i] = self._judge("pair", pair_facts(members[i], members[j], event.size))
        return sorted(join_groups(odds, 0.0), key=len, reverse=True)

    def _free_id(self, article: str, *, split: int | None = None) -> str:
        """An id for an event that `article` opens, or is the first of after a split; no other event has it."""
        event = id_of_event(article, split=split)
        while self._taken(event):
            event = id_of_event(event)
        return event

    def _instant(self) -> datetime | None:
        clock = self._clock()
        return None if clock is None else datetime.fromtimestamp(clock * 86_400, UTC)


def _judge(decision: str, facts: Facts) -> float:
    return weigh(facts, weights_of(decision))


def _nearer_to(leave: Sequence[PackedProfile], stay: Sequence[PackedProfile], event: OpenEvent) -> list[str]:
    """The articles of `event`, in the order that they came, whose marks stand more in `leave` than in `stay`."""
    leaving, staying = _mark_shares(leave), _mark_shares(stay)
    sampled = {member.article: True for member in leave} | {member.article: False for member in stay}
    return [
        article
        for article, marks in event.marks.items()
        if sampled.get(article, sum(leaving[m] for m in marks) > sum(staying[m] for m in marks))
    ]


def _mark_shares(members: Sequence[PackedProfile]) -> defaultdict[str, float]:
    """In what share of `members` each stem stands."""
    shares: defaultdict[str, float] = defaultdict(float)
    for member in members:
        for stem in member.words[0]:
            shares[stem] += 1 / len(members)
    return shares


def id_of_event(article: str, *, split: int | None = None) -> str:
    """The id of the event that `article` opened, or is the first of after a split."""
    key = article if split is None else f"{article}\0split {split}"
    return "e" + hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:16]

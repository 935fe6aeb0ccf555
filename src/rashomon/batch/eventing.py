"""Events over time windows: each window is grouped by itself as a stream, then windows are stitched.

Windows are fixed to the calendar: window w reaches from day w * event_days (since 1970) over event_days +
overlap_days, so that two neighbours share overlap_days. Which articles a window has hangs on their dates alone, so the
result depends neither on how inputs are cut nor on who works on them. An article belongs to the window whose middle is
nearer, the others only see it.

Two events of neighbouring windows are one where they share most of their articles in the overlap: at least half of
those of one of them, and each is the other's best. What is grouped apart in one of two windows stays apart, so that one
event that was drawn too wide does not draw all that it touches together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from rashomon.batch.copying import find_components
from rashomon.batch.options import BatchOptions
from rashomon.batch.reading import DAY, unpack_words
from rashomon.batch.tables import UNDATED, make_table, rows_of, table_of
from rashomon.batch.tasks import Job, Rows
from rashomon.grouping.event_features import ItemWords
from rashomon.grouping.events import EventGrouper, id_of_event

_LEAST_SHARE = 0.5

Time = int | None
First = tuple[int, int]
"""When an article counts as published (0 where that is not known), and its key: what comes first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Border:
    """An article that two windows grouped, as one of them did: the `event`, and that event's first own article.

    `later` tells that it is the later of the two. `first` is None where all of the event's articles belong to others.
    """

    later: bool
    key: int
    event: int
    first: First | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seam:
    """Two events of neighbouring windows that are one, each with its first own article."""

    event: int
    first: First | None
    next_event: int
    next_first: First | None


def windows_of(days: Sequence[int], options: BatchOptions) -> list[int]:
    """The windows that any of these days (buckets of `words`) falls into, sorted."""
    found = set()
    for day in days:
        if day == UNDATED:
            found.add(UNDATED)
            continue
        window = day // options.event_days
        found.add(window)
        if day - window * options.event_days < options.overlap_days:
            found.add(window - 1)
    return sorted(found)


def days_of(window: int, options: BatchOptions) -> tuple[int, int]:
    """The first and the last day of a window."""
    if window == UNDATED:
        return UNDATED, UNDATED
    first = window * options.event_days
    return first, first + options.event_days + options.overlap_days - 1


def window_of(at: Time, options: BatchOptions) -> int:
    """The window that an article belongs to."""
    if at is None:
        return UNDATED
    return (2 * at - options.overlap_days * DAY) // (2 * options.event_days * DAY)


def group_window(job: Job) -> Rows:
    """found, borders: the events of one window."""
    window, options = job.task.number, job.options
    rows = rows_of(job.tables["words"], "at", "key", "words")
    in_time = sorted(rows, key=lambda row: (row[0] or 0, row[1]))
    events = group_in_order((unpack_words(words, key, at) for at, key, words in in_time), job.settings.window_days)
    places = [(at, key, int(events[f"{key:016x}"][1:], 16)) for at, key, _ in in_time]
    own = [place for place in places if window_of(place[0], options) == window]
    yield "found", table_of("found", [{"key": key, "at": at, "event": event} for at, key, event in own])
    first: dict[int, First] = {}
    for at, key, event in own:
        first.setdefault(event, (at or 0, key))
    borders = []
    for at, key, event in places:
        for seam in () if at is None else seams_of(at // DAY, options):
            if seam in (window - 1, window):
                at_first, key_first = first.get(event, (None, None))
                borders.append({
                    "bucket": seam, "later": seam == window - 1, "key": key, "event": event,
                    "first": key_first, "first_at": at_first,
                })  # fmt: skip
    yield "borders", table_of("borders", borders)


def seams_of(day: int, options: BatchOptions) -> tuple[int, ...]:
    """The windows that share a day with the next one after them: none or one."""
    window = day // options.event_days
    return (window - 1,) if day - window * options.event_days < options.overlap_days else ()


def group_in_order(items: Any, window_days: float) -> Mapping[str, str]:
    """The event of each article (ids) of one stream, in the order given."""
    grouper = EventGrouper(window_days=window_days)
    articles = []
    for counted in items:
        grouper.add_counted(counted)
        articles.append(counted.article)
    return {article: grouper.event_of(article) for article in articles}


def match_seam(job: Job) -> Rows:
    """links: the events of two neighbouring windows that are one."""
    borders = [
        Border(later=later, key=key, event=event, first=None if first is None else (first_at, first))
        for later, key, event, first, first_at in rows_of(
            job.tables["borders"], "later", "key", "event", "first", "first_at"
        )
    ]
    yield (
        "links",
        table_of(
            "links",
            [
                {
                    "window": job.task.number,
                    "event": one.event,
                    "first": one.first[1] if one.first else None,
                    "first_at": one.first[0] if one.first else None,
                    "next_event": one.next_event,
                    "next_first": one.next_first[1] if one.next_first else None,
                    "next_first_at": one.next_first[0] if one.next_first else None,
                }
                for one in match_borders(borders)
            ],
        ),
    )


def match_borders(borders: Sequence[Border]) -> list[Seam]:
    """The events of two windows that are one, by the articles that both have."""
    sides: tuple[dict[int, int], dict[int, int]] = ({}, {})
    first: tuple[dict[int, First | None], dict[int, First | None]] = ({}, {})
    for border in borders:
        sides[border.later][border.key] = border.event
        first[border.later][border.event] = border.first
    shared = Counter((event, sides[1][key]) for key, event in sides[0].items() if key in sides[1])
    sizes = Counter(sides[0].values()), Counter(sides[1].values())
    best: tuple[dict[int, tuple[int, int]], dict[int, tuple[int, int]]] = ({}, {})
    for (event, other), count in shared.items():
        best[0][event] = max(best[0].get(event, (0, 0)), (count, -other))
        best[1][other] = max(best[1].get(other, (0, 0)), (count, -event))
    return [
        Seam(event=event, first=first[0][event], next_event=other, next_first=first[1][other])
        for (event, other), count in sorted(shared.items())
        if best[0][event] == (count, -other)
        and best[1][other] == (count, -event)
        and count >= _LEAST_SHARE * min(sizes[0][event], sizes[1][other])
    ]


def stitch(job: Job) -> Rows:
    """stitched: for each event that goes on in another window the first article of the whole of it, by window."""
    rows = list(
        rows_of(
            job.tables["links"],
            "window",
            "event",
            "first",
            "first_at",
            "next_event",
            "next_first",
            "next_first_at",
        )
    )
    links = [
        (
            window,
            Seam(
                event=event,
                first=None if first is None else (at, first),
                next_event=other,
                next_first=None if other_first is None else (other_at, other_first),
            ),
        )
        for window, event, first, at, other, other_first, other_at in rows
    ]
    whole = stitch_links(links)
    yield (
        "stitched",
        make_table(
            "stitched",
            bucket=[window for window, _ in whole],
            event=np.array([event for _, event in whole], dtype=np.uint64),
            whole=np.array(list(whole.values()), dtype=np.uint64),
        ),
    )


def stitch_links(links: Sequence[tuple[int, Seam]]) -> dict[tuple[int, int], int]:
    """For each linked event (window, id) the key of the first article of all that it is linked to, by one or many."""
    first: dict[tuple[int, int], First | None] = {}
    pairs = []
    for window, seam in links:
        one, other = (window, seam.event), (window + 1, seam.next_event)
        first[one], first[other] = seam.first, seam.next_first
        pairs.append((one, other))
    number = {event: at for at, event in enumerate(sorted(first))}
    left, right = (np.array([number[pair[side]] for pair in pairs], dtype=np.uint64) for side in (0, 1))
    _, groups = find_components(left, right)
    group_of = dict(zip(sorted(first), groups.tolist(), strict=True)) if pairs else {}
    whole: dict[int, First] = {}
    for event, group in group_of.items():
        own = first[event]
        if own is not None:
            whole[group] = min(whole.get(group, own), own)
    # Where no window calls any of its articles its own, nobody will ask for it.
    return {event: whole[group][1] for event, group in group_of.items() if group in whole}


def settle(job: Job) -> Rows:
    """settled: the whole event of each article of a window, by its first article, to where the article is."""
    whole = dict(rows_of(job.tables["stitched"], "event", "whole"))
    keys: list[int] = []
    times: list[Time] = []
    wholes: list[int] = []
    first: dict[int, int] = {}
    for key, at, event in rows_of(job.tables["found"], "key", "at", "event"):  # in the order of time
        keys.append(key)
        times.append(at)
        wholes.append(whole.get(event, first.setdefault(event, key)))
    yield (
        "settled",
        make_table(
            "settled",
            bucket=[key % job.options.partitions for key in keys],
            key=np.array(keys, dtype=np.uint64),
            at=times,
            whole=np.array(wholes, dtype=np.uint64),
        ),
    )


def place(job: Job) -> Rows:
    """placements, by_event: the event of each article of a bucket that is no copy, and of the copies of these."""
    rows = list(rows_of(job.tables["copy_places"], "key", "at", "origin", "own"))
    are_copies = {key for key, _, _, own in rows if own}
    copies_of: dict[int, list[tuple[int, Time]]] = {}
    for key, at, origin, own in rows:
        if not own:
            copies_of.setdefault(origin, []).append((key, at))
    placed: list[tuple[int, int | None, int, Time]] = []
    settled = rows_of(job.tables["settled"], "key", "at", "whole")
    for key, at, whole in sorted(settled, key=lambda row: row[0]):
        if key not in are_copies:
            placed.append((key, None, whole, at))
            placed += [(copy, key, whole, copied) for copy, copied in sorted(copies_of.get(key, ()))]
    yield (
        "placements",
        table_of(
            "placements",
            [
                {
                    "id": f"{key:016x}",
                    "event": event_of(whole),
                    "copy_of": None if origin is None else f"{origin:016x}",
                    "at": at,
                }
                for key, origin, whole, at in placed
            ],
        ),
    )
    yield (
        "by_event",
        make_table(
            "by_event",
            bucket=[whole % job.options.partitions for _, _, whole, _ in placed],
            whole=np.array([whole for _, _, whole, _ in placed], dtype=np.uint64),
            key=np.array([key for key, _, _, _ in placed], dtype=np.uint64),
            original=[origin is None for _, origin, _, _ in placed],
            at=[at for _, _, _, at in placed],
        ),
    )


def event_of(whole: int) -> str:
    """The id of the event that begins with the article of this key."""
    return id_of_event(f"{whole:016x}")


def group_by_windows(items: Sequence[ItemWords], options: BatchOptions, window_days: float) -> dict[str, str]:
    """The event of each article (ids) by windows that are stitched, all in this process: what the stages do together.

    `items` are as `count_words` makes them, with the time that they count as published at; ids may be any.
    """
    at = {item.article: None if item.published is None else round(item.published * DAY) for item in items}
    key = {item.article: number for number, item in enumerate(items)}
    days = [UNDATED if at[item.article] is None else (at[item.article] or 0) // DAY for item in items]
    place_of: dict[str, tuple[int, int]] = {}
    first: dict[tuple[int, int], First] = {}
    seen: dict[tuple[int, bool], list[tuple[str, int]]] = {}
    for window in windows_of(days, options):
        low, high = days_of(window, options)
        inside = [item for item, day in zip(items, days, strict=True) if low <= day <= high]
        inside.sort(key=lambda item: (at[item.article] or 0, key[item.article]))
        events = group_in_order(inside, window_days)
        number = {event: n for n, event in enumerate(dict.fromkeys(events.values()))}
        for item in inside:
            article, time = item.article, at[item.article]
            event = number[events[article]]
            if window_of(time, options) == window:
                place_of[article] = (window, event)
                first.setdefault((window, event), (time or 0, key[article]))
            for seam in () if time is None else seams_of(time // DAY, options):
                seen.setdefault((seam, seam == window - 1), []).append((article, event))
    links = []
    for seam in sorted({seam for seam, _ in seen}):
        borders = [
            Border(later=later, key=key[article], event=event, first=first.get((seam + later, event)))
            for later in (False, True)
            for article, event in seen.get((seam, later), ())
        ]
        links += [(seam, one) for one in match_borders(borders)]
    whole = stitch_links(links)
    return {article: str(whole.get(place, first[place][1])) for article, place in place_of.items()}

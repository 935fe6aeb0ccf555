"""Copies over partitions: bands are joined, candidates verified, and what hangs together is grouped earliest first.

Each step reads the rows of one bucket of the step before, so that no worker needs more than a partition:

    bands       by band       two texts that share bands, a few for each text and band
    pairs       by left       those that share enough of their bands, with the prints of the left text
    candidates  by right      those of which one prints the other: containment both ways, exactly
    all                       the texts that hang together (one task; it reads pairs of numbers only)
    groups      by article    their prints, sent to where their group is
    members     by group      copies against representatives, earliest first: `CopyWindow`, as in a stream

A copy and its origin share bands (`grouping.copies`), so both are in one group; within a group the rule is that of a
stream, word for word. So the result is that of one stream, but that a stream compares a text with its likeliest eight,
and here with all representatives of its group.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rashomon.batch.reading import DAY, EPOCH, WHOLE
from rashomon.batch.tables import Table, make_table, numbers, rows_of, table_of
from rashomon.batch.tasks import Job, Rows
from rashomon.grouping.copies import FEWEST_SHARED, LEAST_ESTIMATE, CopyIndex, TextPrint, find_copy_kind
from rashomon.grouping.copy_window import CopyWindow
from rashomon.grouping.restoring import unpack_shingles
from rashomon.records import Copy

# A text is put beside so many others of each band, from the earliest and the latest before it in the window. Texts
# that many print share many bands, so that each meets their origin in one of them.
_NEIGHBOURS = 8
# A band with more texts than this in one window is a formula of the trade (grouping.postings): it leads to one text.
_MOST_ROWS = 200
# What the band of all words counts for: texts of the same words need share nothing else.
_SAME_WORDS = 1 << 20

Keys = NDArray[np.uint64]
Times = NDArray[np.int64]


def join_bands(job: Job) -> Rows:
    """pairs: two texts of one bucket's bands, printed within the window, and how many bands they share."""
    rows = job.tables["bands"]
    band, key, at = numbers(rows, "band"), numbers(rows, "key"), numbers(rows, "at")
    size = numbers(rows, "size")
    order = np.lexsort((key, at, band))
    band, key, at, size = band[order], key[order], at[order], size[order]
    left, right = _neighbours(band, at, round(job.settings.window_days * DAY))
    counts = np.where(band[right] >= np.uint64(WHOLE), _SAME_WORDS, 1).astype(np.int64)
    smaller = np.minimum(size[left], size[right])
    yield "pairs", _sum_pairs(key[left], key[right], counts, smaller, job.options.partitions)


def pick_candidates(job: Job) -> Rows:
    """candidates: the pairs of one bucket that share enough bands, with the prints of the left one."""
    rows = job.tables["pairs"]
    summed = _sum_pairs(
        numbers(rows, "left"), numbers(rows, "right"), numbers(rows, "shared").astype(np.int64),
        numbers(rows, "smaller"), job.options.partitions,
    )  # fmt: skip
    shared, smaller = numbers(summed, "shared"), numbers(summed, "smaller")
    enough = (shared >= FEWEST_SHARED) & (shared >= LEAST_ESTIMATE * smaller)
    left, right = numbers(summed, "left")[enough], numbers(summed, "right")[enough]
    words, shingles = _prints_of(job.tables["prints"], left)
    yield (
        "candidates",
        make_table(
            "candidates",
            bucket=_bucket(right, job.options.partitions),
            left=left,
            right=right,
            words=words,
            shingles=shingles,
        ),
    )


def verify(job: Job) -> Rows:
    """prints_same: the candidates of one bucket of which one prints the other."""
    rows = job.tables["candidates"]
    order = np.lexsort((numbers(rows, "left"), numbers(rows, "right")))
    rows = rows.take(order)
    right = numbers(rows, "right")
    words, shingles = _prints_of(job.tables["prints"], right)
    same = [
        own_words == their_words or find_copy_kind(unpack_shingles(own), unpack_shingles(theirs))[0] is not None
        for own_words, own, their_words, theirs in zip(
            words, shingles, rows.column("words").to_pylist(), rows.column("shingles").to_pylist(), strict=True
        )
    ]
    kept = np.array(same, dtype=bool)
    yield "prints_same", make_table("prints_same", left=numbers(rows, "left")[kept], right=right[kept])


def connect(job: Job) -> Rows:
    """groups: the texts that hang together, by their least key."""
    rows = job.tables["prints_same"]
    keys, groups = find_components(numbers(rows, "left"), numbers(rows, "right"))
    yield "groups", make_table("groups", bucket=_bucket(keys, job.options.partitions), key=keys, group=groups)


def send_members(job: Job) -> Rows:
    """members: the prints of a partition's texts that are in a group."""
    rows = job.tables["groups"]
    key, group = numbers(rows, "key"), numbers(rows, "group")
    order = np.argsort(key)
    key, group = key[order], group[order]
    prints = _sorted(job.tables["prints"])
    prints = prints.take(np.searchsorted(numbers(prints, "key"), key))
    yield (
        "members",
        make_table(
            "members",
            bucket=_bucket(group, job.options.partitions),
            group=group,
            key=key,
            at=prints.column("at"),
            words=prints.column("words"),
            shingles=prints.column("shingles"),
        ),
    )


def find_copies_of_groups(job: Job) -> Rows:
    """copies, copy_places: within each group each text against the representatives so far, in the order of time."""
    found: list[Copy] = []
    times: dict[str, int | None] = {}
    members = sorted(
        rows_of(job.tables["members"], "group", "at", "key", "words", "shingles"),
        key=lambda row: (row[0], row[1] or 0, row[2]),
    )
    for _, group in groupby(members, key=lambda row: row[0]):
        copies = CopyWindow(CopyIndex(), timedelta(days=job.settings.window_days))
        for _, at, key, words, shingles in group:
            text = TextPrint(words=words, shingles=unpack_shingles(shingles))
            copy = copies.add_print(f"{key:016x}", text, EPOCH + timedelta(microseconds=at or 0))
            if copy is not None:
                found.append(copy)
                times[copy.article] = at
    found.sort(key=lambda copy: copy.article)
    yield (
        "copies",
        table_of(
            "copies",
            [{"id": c.article, "origin": c.origin, "kind": c.kind, "contained": c.contained} for c in found],
        ),
    )
    keys = np.array([int(copy.article, 16) for copy in found], dtype=np.uint64)
    origins = np.array([int(copy.origin, 16) for copy in found], dtype=np.uint64)
    yield (
        "copy_places",
        make_table(
            "copy_places",
            bucket=np.concatenate((_bucket(keys, job.options.partitions), _bucket(origins, job.options.partitions))),
            key=np.concatenate((keys, keys)),
            at=[times[copy.article] for copy in (*found, *found)],
            origin=np.concatenate((origins, origins)),
            own=np.repeat([True, False], len(found)),
        ),
    )


def find_components(left: Keys, right: Keys) -> tuple[Keys, Keys]:
    """Each key that is in a pair, sorted, and the least key of all that it hangs together with by pairs.

    Source: Y. Shiloach and U. Vishkin (1982), "An O(log n) parallel connectivity algorithm".
    """
    keys, places = np.unique(np.concatenate((left, right)), return_inverse=True)
    one, other = places[: len(left)], places[len(left) :]
    parent = np.arange(len(keys))
    while True:
        least = np.minimum(parent[one], parent[other])
        hooked = parent.copy()
        np.minimum.at(hooked, parent[one], least)
        np.minimum.at(hooked, parent[other], least)
        while not np.array_equal(jumped := hooked[hooked], hooked):
            hooked = jumped
        if np.array_equal(hooked, parent):
            return keys, keys[parent]
        parent = hooked


def _neighbours(band: Keys, at: Times, window: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Places of rows, sorted by band and time, that are put beside each other: an earlier one and a later one.

    Each row goes with those just before it and with the first ones within the window.
    """
    count = len(band)
    starts = np.flatnonzero(np.concatenate(([True], band[1:] != band[:-1]))) if count else np.zeros(0, dtype=np.intp)
    start_of = np.repeat(starts, np.diff(starts, append=count))
    here = np.arange(count)
    # The first row of the band within the window. Time, in seconds, is made to rise from band to band, so that one
    # search answers for all rows.
    number = np.repeat(np.arange(len(starts)), np.diff(starts, append=count))
    seconds, within = at // 1_000_000, window // 1_000_000
    span = int(seconds.max() - seconds.min()) + within + 2 if count else 1
    rising = seconds + number * span
    first = np.maximum(np.searchsorted(rising, rising - within), start_of)
    formula = here - first > _MOST_ROWS
    left, right = [], []
    for distance in range(1, _NEIGHBOURS + 1):
        before = here - distance
        good = (before >= first) & (~formula | (distance == 1))
        left.append(before[good])
        right.append(here[good])
    for distance in range(_NEIGHBOURS):
        early = first + distance
        good = (early < here - _NEIGHBOURS) & (~formula | (distance == 0))
        left.append(early[good])
        right.append(here[good])
    return np.concatenate(left), np.concatenate(right)


def _sum_pairs(left: Keys, right: Keys, counts: Times, smaller: Any, partitions: int) -> Table:
    """Each pair once, with the sum of its counts."""
    order = np.lexsort((right, left))
    left, right, counts, smaller = left[order], right[order], counts[order], smaller[order]
    new = (
        np.concatenate(([True], (left[1:] != left[:-1]) | (right[1:] != right[:-1])))
        if len(left)
        else np.zeros(0, bool)
    )
    starts = np.flatnonzero(new)
    summed = np.add.reduceat(counts, starts) if len(starts) else counts
    return make_table(
        "pairs",
        bucket=_bucket(left[starts], partitions),
        left=left[starts],
        right=right[starts],
        shared=np.minimum(summed, 2**31 - 1).astype(np.int32),
        smaller=smaller[starts].astype(np.int32),
    )


def _prints_of(prints: Table, keys: Keys) -> tuple[list[bytes], list[bytes]]:
    """The digests of the words and the packed 3-grams of the texts with these keys, which are all in `prints`."""
    prints = _sorted(prints)
    found = prints.take(np.searchsorted(numbers(prints, "key"), keys))
    return found.column("words").to_pylist(), found.column("shingles").to_pylist()


def _sorted(prints: Table) -> Table:
    return prints.take(np.argsort(numbers(prints, "key"), kind="stable"))


def _bucket(keys: Keys, partitions: int) -> NDArray[np.int32]:
    return (keys % np.uint64(partitions)).astype(np.int32)

"""An inverted index from 3-grams to the rows that have them, small in memory and quick to forget.

New rows stand in a dictionary; in batches they become sorted arrays, and arrays of like size are merged, so that a
look-up goes through a dozen arrays or two. Source: O'Neil et al. (1996), "The log-structured merge-tree".
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import islice

import numpy as np
import numpy.typing as npt

from rashomon.grouping.shingles import Shingles

_BATCH = 20_000
# A 3-gram with more rows than this in one array is a formula of the trade and tells no copy.
_MOST_ROWS = 200


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Run:
    """3-grams, sorted, each with a row that has it."""

    keys: Shingles
    rows: npt.NDArray[np.uint32]


class Postings:
    """Which rows have which 3-grams. Rows are numbers from 0 to 2**32 - 1."""

    def __init__(self) -> None:
        """An index without rows."""
        self._recent: dict[int, list[int]] = defaultdict(list)
        self._waiting = 0
        self._runs: list[_Run] = []
        self._dropped: set[int] = set()

    def add(self, row: int, keys: Shingles) -> None:
        """Notes that `row`, which is new, has each of `keys`, which differ from each other."""
        for key in keys.tolist():
            self._recent[key].append(row)
        self._waiting += len(keys)
        if self._waiting >= _BATCH:
            self._flush()

    def count_shared(self, keys: Shingles, *, fewest: int, most: int) -> dict[int, int]:
        """The `most` rows that share most of `keys` (of equal ones the first), with how many they share.

        Rows that share fewer than `fewest` are left out, and 3-grams that very many rows have are not counted.
        """
        found = (self._recent.get(key, ()) for key in keys.tolist())
        recent = [row for rows in found if len(rows) <= _MOST_ROWS for row in rows]
        pieces = [np.array(recent, dtype=np.uint32)]
        for run in self._runs:
            first, last = np.searchsorted(run.keys, keys, "left"), np.searchsorted(run.keys, keys, "right")
            telling = (last > first) & (last - first <= _MOST_ROWS)
            pieces += [run.rows[i:j] for i, j in zip(first[telling].tolist(), last[telling].tolist(), strict=True)]
        rows, counts = _count(np.sort(np.concatenate(pieces)))
        rows, counts = rows[counts >= fewest], counts[counts >= fewest]
        order = np.argsort(-counts, kind="stable").tolist()
        kept = (i for i in order if int(rows[i]) not in self._dropped)
        return {int(rows[i]): int(counts[i]) for i in islice(kept, most)}

    def drop(self, row: int) -> None:
        """Forgets `row`; its memory is freed with the next merge that meets it."""
        self._dropped.add(row)

    @property
    def dropped(self) -> int:
        """How many dropped rows may still take memory."""
        return len(self._dropped)

    def compact(self) -> None:
        """Frees the memory of all dropped rows."""
        self._flush(all_runs=True)
        self._dropped.clear()

    def _flush(self, *, all_runs: bool = False) -> None:
        """The recent rows as an array of their own, merged with the older ones that are no larger (or with all)."""
        keys = np.fromiter((key for key, rows in self._recent.items() for _ in rows), np.uint32, self._waiting)
        rows = np.fromiter((row for several in self._recent.values() for row in several), np.uint32, self._waiting)
        self._recent, self._waiting = defaultdict(list), 0
        while self._runs and (all_runs or len(self._runs[-1].keys) <= len(keys)):
            run = self._runs.pop()
            keys, rows = np.concatenate((run.keys, keys)), np.concatenate((run.rows, rows))
        kept = ~np.isin(rows, np.fromiter(self._dropped, np.uint32, len(self._dropped)))
        keys, rows = keys[kept], rows[kept]
        order = np.argsort(keys, kind="stable")
        self._runs.append(_Run(keys=keys[order], rows=rows[order]))


def _count(sorted_rows: npt.NDArray[np.uint32]) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int64]]:
    """Each of `sorted_rows` once, and how often it stands there."""
    (first,) = np.nonzero(np.concatenate(([True], sorted_rows[1:] != sorted_rows[:-1]))[: len(sorted_rows)])
    return sorted_rows[first], np.diff(first, append=len(sorted_rows))

"""Proposes which claims of two reports may speak of the same fact, cheaply: by vectors, words, names and numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rashomon.alignment.profiles import Profile
from rashomon.vocabulary import hundredths

Matrix = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Candidate:
    """Two claims worth a closer look.

    `closeness` is the cheap score that chose them. `left_rank` tells how many claims of the right report come closer to
    the left claim (0: this one is the closest), `right_rank` the other way round. `left_margin` is the lead (or, below
    zero, the lag) of this pair over the best other pair of the left claim, `right_margin` over that of the right claim.
    """

    left: Profile
    right: Profile
    closeness: float
    left_rank: int
    right_rank: int
    left_margin: float
    right_margin: float


def find_candidates(left: Sequence[Profile], right: Sequence[Profile], *, keep: int) -> list[Candidate]:
    """The pairs in which either claim is among the `keep` closest ones of the other, in the order of the claims."""
    if not left or not right:
        return []
    scores = closeness(left, right)
    left_ranks, right_ranks = _ranks(scores), _ranks(scores.T).T
    left_margins, right_margins = _margins(scores), _margins(scores.T).T
    chosen = np.argwhere((left_ranks < keep) | (right_ranks < keep))
    return [
        Candidate(
            left=left[i],
            right=right[j],
            closeness=float(scores[i, j]),
            left_rank=int(left_ranks[i, j]),
            right_rank=int(right_ranks[i, j]),
            left_margin=float(left_margins[i, j]),
            right_margin=float(right_margins[i, j]),
        )
        for i, j in chosen
    ]


def closeness(left: Sequence[Profile], right: Sequence[Profile]) -> Matrix:
    """(n, m): how close each left claim is to each right one; vectors first, shared words and names on top."""
    claims = _stack([p.vector for p in left]) @ _stack([p.vector for p in right]).T
    sentences = _stack([p.sentence_vector for p in left]) @ _stack([p.sentence_vector for p in right]).T
    shared_words = _shares([p.stems for p in left], [p.stems for p in right], hundredths)
    shared_names = _shares([p.entities for p in left], [p.entities for p in right], lambda name: 1)
    # Weights by hand: this only proposes; what is proposed is decided by the fitted model.
    total: Matrix = (0.55 * claims + 0.2 * sentences + 0.2 * shared_words + 0.05 * shared_names).astype(np.float32)
    return total


def _stack(vectors: Sequence[npt.NDArray[np.float32]]) -> Matrix:
    return np.stack(vectors)


def _shares(left: Sequence[frozenset[str]], right: Sequence[frozenset[str]], weigh: Callable[[str], int]) -> Matrix:
    """(n, m): how much each two sets share, by weight, of the smaller one (0..1); 0 where one is empty."""
    shared = np.zeros((len(left), len(right)), dtype=np.int64)
    rows, columns = _holders(left), _holders(right)
    for thing in rows.keys() & columns.keys():
        shared[np.ix_(rows[thing], columns[thing])] += weigh(thing)
    totals = ([sum(map(weigh, things)) for things in side] for side in (left, right))
    smaller = np.minimum.outer(*(np.array(total, dtype=np.int64) for total in totals))
    return (shared / np.maximum(smaller, 1)).astype(np.float32)


def _holders(sets: Sequence[frozenset[str]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for i, things in enumerate(sets):
        for thing in things:
            found[thing].append(i)
    return found


def _ranks(scores: Matrix) -> npt.NDArray[np.int64]:
    """Row by row, how many are higher; of equal ones the first column comes first, so that the result is stable."""
    order = np.argsort(-scores, axis=1, kind="stable")
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(scores.shape[1])[None, :].repeat(scores.shape[0], 0), axis=1)
    return ranks


def _margins(scores: Matrix) -> Matrix:
    """Row by row, each score less the highest of the others (0 where there are no others)."""
    if scores.shape[1] < 2:
        return np.zeros_like(scores)
    top_two = np.sort(scores, axis=1)[:, -2:]
    best_other = np.where(scores >= top_two[:, 1:], top_two[:, :1], top_two[:, 1:])
    margins: Matrix = scores - best_other
    return margins

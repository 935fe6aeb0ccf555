"""Ensembles of decision trees as arrays, so that all trees are walked at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_AT_ONCE = 256  # rows; what is worked on then stays in the processor's cache


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """An inner node asks whether the number at `place` is at most `limit`; a leaf (`place` None) holds a `value`.

    `below` and `above` are the places in the tree of the nodes that follow; a number that is missing (NaN) leads to
    `below` where `missing_below`.
    """

    place: int | None = None
    limit: float = 0.0
    below: int = 0
    above: int = 0
    missing_below: bool = False
    value: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Forest:
    """Trees side by side as flat arrays; `roots` (trees,) are the places of their roots.

    Of an inner node, `column` is what it looks at: among the numbers with the missing ones far below all limits, or
    `width` further on, with the missing ones far above. `following` (nodes, 2) are the places of the nodes above and
    below its limit; a leaf is followed by itself.
    """

    roots: NDArray[np.int32]
    width: int
    column: NDArray[np.int32]
    limit: Floats
    following: NDArray[np.int32]
    value: Floats


def plant(trees: Iterable[Sequence[Node]], *, width: int) -> Forest:
    """The forest of `trees`, each a sequence of nodes with the root first, over rows of `width` numbers."""
    grown = [list(tree) for tree in trees]
    starts = np.cumsum([0, *map(len, grown)])
    nodes = [
        (int(start), place, node) for start, tree in zip(starts, grown, strict=False) for place, node in enumerate(tree)
    ]
    return Forest(
        roots=starts[:-1].astype(np.int32),
        width=width,
        column=np.array([(n.place or 0) + (0 if n.missing_below else width) for _, _, n in nodes], dtype=np.int32),
        limit=np.array([n.limit for _, _, n in nodes], dtype=np.float64),
        following=np.array(
            [
                (start + place,) * 2 if n.place is None else (start + n.above, start + n.below)
                for start, place, n in nodes
            ],
            dtype=np.int32,
        ).reshape(-1, 2),
        value=np.array([n.value for _, _, n in nodes], dtype=np.float64),
    )


def sum_leaves(forest: Forest, rows: Sequence[Sequence[float]], *, base: float = 0.0) -> Floats:
    """(n,): `base` and the values of the leaves that each row leads to, added tree by tree."""
    numbers = np.array(rows, dtype=np.float64).reshape(-1, forest.width)
    total = np.full(len(numbers), base)
    for start in range(0, len(numbers), _AT_ONCE):
        block = total[start : start + _AT_ONCE]
        for values in _leaves(forest, numbers[start : start + _AT_ONCE]).T:
            block += values  # one by one: another order of adding would round otherwise
    return total


def _leaves(forest: Forest, rows: Floats) -> Floats:
    """(n, trees): the value of the leaf of each tree that each row leads to."""
    missing = np.isnan(rows)
    both = np.concatenate([np.where(missing, -np.inf, rows), np.where(missing, np.inf, rows)], axis=1).ravel()
    own = np.arange(len(rows), dtype=np.int32)[:, None] * (2 * forest.width)
    node = np.broadcast_to(forest.roots, (len(rows), len(forest.roots)))
    steps = forest.following.ravel()
    while True:
        is_below = both.take(forest.column.take(node) + own) <= forest.limit.take(node)
        after = steps.take(2 * node + is_below)
        if np.array_equal(after, node):
            return forest.value.take(node)
        node = after

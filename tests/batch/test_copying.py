"""Which texts are put beside each other, and what hangs together."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("pyarrow", reason='the extra "cluster" is not installed')

from hypothesis import given
from hypothesis import strategies as st

from rashomon.batch.copying import _neighbours, find_components

DAY = 86_400_000_000


def pairs_of(band, days):
    left, right = _neighbours(np.array(band, dtype=np.uint64), np.array(days, dtype=np.int64) * DAY, 14 * DAY)
    found = list(zip(left.tolist(), right.tolist(), strict=True))
    assert len(found) == len(set(found))
    return set(found)


def test_texts_of_one_band_and_window_are_put_beside_each_other():
    assert pairs_of([1, 1, 1, 2, 2], [0, 5, 40, 0, 14]) == {(0, 1), (3, 4)}


def test_a_chain_of_prints_is_followed_from_one_to_the_next():
    assert pairs_of([7, 7, 7], [0, 10, 20]) == {(0, 1), (1, 2)}


def test_a_text_of_many_prints_meets_the_first_and_the_latest():
    found = pairs_of([3] * 40, [0] * 40)
    assert all((0, later) in found for later in range(1, 40))
    assert all((later - 1, later) in found for later in range(1, 40))
    assert len(found) <= 16 * 40


def test_a_formula_of_the_trade_leads_to_two_texts_only():
    found = pairs_of([3] * 400, [0] * 400)
    assert {left for left, right in found if right == 399} == {0, 398}


def test_no_text_makes_no_pair():
    assert pairs_of([], []) == set()


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=20))
def test_components_are_those_of_a_walk(pairs):
    left, right = (np.array([pair[side] for pair in pairs], dtype=np.uint64) for side in (0, 1))
    keys, groups = find_components(left, right)
    expected = {}
    for key in {key for pair in pairs for key in pair}:
        reached, before = {key}, set()
        while reached != before:
            before = set(reached)
            reached |= {b for a, b in pairs if a in reached} | {a for a, b in pairs if b in reached}
        expected[key] = min(reached)
    assert dict(zip(keys.tolist(), groups.tolist(), strict=True)) == expected

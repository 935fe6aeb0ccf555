import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rashomon.models.forest import Node, plant, sum_leaves

LEAVES = [Node(value=value) for value in (1.0, 20.0, 300.0)]
TREE = [Node(place=0, limit=1.5, below=1, above=2), LEAVES[0], Node(place=1, limit=0, below=3, above=4), *LEAVES[1:]]


def test_a_number_at_the_limit_goes_below():
    assert sum_leaves(plant([TREE], width=2), [[1.5, 9], [2, 0], [2, 1]]).tolist() == [1, 20, 300]


def test_a_missing_number_goes_where_the_node_says():
    sides = [
        [Node(place=0, limit=0, below=1, above=2, missing_below=below), LEAVES[0], LEAVES[1]] for below in (True, False)
    ]
    assert [sum_leaves(plant([side], width=1), [[math.nan]])[0] for side in sides] == [1, 20]


def test_trees_of_unequal_size_add_up_to_the_base():
    forest = plant([TREE, [LEAVES[2]]], width=2)
    assert sum_leaves(forest, [[0, 0]], base=0.5).tolist() == [301.5]
    assert sum_leaves(forest, []).tolist() == []


@given(st.lists(st.lists(st.floats(-3, 3) | st.just(math.nan), min_size=2, max_size=2), max_size=600))
def test_a_row_does_not_hang_on_the_rows_beside_it(rows):
    forest = plant([TREE, TREE], width=2)
    alone = [sum_leaves(forest, [row])[0] for row in rows]
    assert np.array_equal(sum_leaves(forest, rows), np.array(alone))

from hypothesis import given
from hypothesis import strategies as st

from rashomon.models.tokens import (
    CLS,
    MOST_PAIR_TOKENS,
    MOST_TOGETHER,
    MOST_TOKENS,
    SEP,
    asked_pieces,
    pair_row,
    pieces_within,
    placed_pieces,
    same_length_groups,
    text_row,
    word_pieces,
)

pieces = st.lists(st.integers(1000, 1010), max_size=200)


def test_a_row_is_cut_to_the_limit():
    row = text_row([5] * 500)
    assert len(row) == MOST_TOKENS
    assert (row[0], row[-1]) == (CLS, SEP)


@given(pieces, pieces)
def test_a_pair_row_holds_both_sides_and_fits(left, right):
    ids, kinds = pair_row(left, right)
    assert len(ids) == len(kinds) <= MOST_PAIR_TOKENS
    assert ids.count(SEP) == 2
    if len(left) + len(right) + 3 <= MOST_PAIR_TOKENS:
        assert ids == [CLS, *left, SEP, *right, SEP]


@given(pieces, pieces)
def test_the_shorter_side_is_cut_only_where_both_are_long(left, right):
    ids, _ = pair_row(left, right)
    kept = ids.index(SEP) - 1, len(ids) - ids.index(SEP) - 2
    for side, count in zip((left, right), kept, strict=True):
        assert count == len(side) or count >= (MOST_PAIR_TOKENS - 3) // 2


@given(pieces, pieces, st.integers(0, 220), st.integers(1, 60))
def test_what_is_asked_about_lies_within_its_own_side(left, right, first, count):
    ids, kinds = pair_row(left, right)
    (a, b), (c, d) = asked_pieces(kinds, (first, first + count), (first, first + count))
    middle = ids.index(SEP) + 1
    assert 0 <= a < b <= middle <= c < d <= len(ids)


def test_asked_pieces_are_those_that_reach_into_the_stretch():
    text = "The mayor resigned on Monday."
    ((ids, places),) = placed_pieces([text])
    first, last = pieces_within(places, text.index("resigned"), text.index("resigned") + 8)
    assert ids[first:last] == word_pieces(["resigned"])[0]


def test_kinds_tell_the_side_and_what_stands_on_both():
    ids, kinds = pair_row([2001, 2002], [2002, 2003])
    assert ids == [CLS, 2001, 2002, SEP, 2002, 2003, SEP]
    assert kinds == [0, 0, 2, 0, 3, 1, 1]


@given(st.lists(st.sampled_from([0, 1, 60, 128, 192, MOST_TOGETHER + 1]), max_size=40))
def test_groups_hold_every_row_once_and_one_length(lengths):
    rows = [[7] * length for length in lengths]
    groups = list(same_length_groups(rows))
    assert sorted(i for group in groups for i in group) == list(range(len(rows)))
    assert all(len(group) == 1 or sum(len(rows[i]) for i in group) <= MOST_TOGETHER for group in groups)
    assert all(len({len(rows[i]) for i in group}) == 1 for group in groups)


def test_lone_surrogates_and_controls_are_read():
    assert len(word_pieces(["\ud800 bridge", "", "\x00\u202e", "😀"])) == 4


def test_case_does_not_count_but_words_do():
    upper, lower, other = word_pieces(["The Bridge Fell", "the bridge fell", "the bridge stood"])
    assert upper == lower != other

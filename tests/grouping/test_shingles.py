from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rashomon.grouping.shingles import containment, hash_words, shingle


def test_words_are_equal_without_case_accents_and_apostrophes():
    assert list(hash_words("Café")) == list(hash_words("CAFE")) == list(hash_words("cafe\u0301"))
    assert list(hash_words("Orla’s boat")) == list(hash_words("Orla's boat"))
    assert len(hash_words("Orla's boat")) == 2


def test_words_with_the_same_letters_in_another_order_differ():
    first, second, third = hash_words("listen silent enlist")
    assert len({int(first), int(second), int(third)}) == 3


def test_scripts_without_spaces_have_a_word_for_each_character():
    assert len(hash_words("渡船沉没 ferry")) == 5
    assert len(hash_words("паром затонул")) == 2


def test_shingles_of_short_texts():
    assert len(shingle("")) == len(shingle("?!")) == 0
    assert len(shingle("Bridge")) == len(shingle("Bridge closed")) == len(shingle("Bridge closed today")) == 1
    assert len(shingle("Bridge closed today again")) == 2


def test_hashes_are_the_same_on_every_machine():
    assert [hex(number) for number in shingle("the bridge is shut").tolist()] == ["0xbd564fee", "0xe7760774"]


def test_containment_is_given_both_ways():
    part, whole = np.array([2, 5], dtype=np.uint32), np.array([1, 2, 5, 9], dtype=np.uint32)
    assert containment(part, whole) == (1.0, 0.5)
    assert containment(whole, part) == (0.5, 1.0)
    assert containment(part, part[:0]) == (0.0, 0.0)


@pytest.mark.parametrize("size", [1, 2, 50, 300])
def test_a_long_word_is_one_word(size):
    assert len(hash_words("x" * size + " y")) == 2


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_text_is_contained_in_any_text_that_it_begins(first, second):
    own, longer = shingle(first), shingle(first + "\n" + second)
    if len(hash_words(first)) >= 3:
        assert containment(own, longer)[0] == 1.0

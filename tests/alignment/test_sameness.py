from __future__ import annotations

import pytest
from tests.builders import make_claim, make_pair, make_profile, span_of

from rashomon.alignment.sameness import may_be_same


def pair_of(left: str, right: str, *, judged=None, verb: str | None = None):
    def profile(text: str, article: str):
        fields = {"lemma": verb, "predicate": span_of(text, verb)} if verb else {}
        return make_profile(make_claim(text, article=article, **fields))

    return make_pair(profile(left, "a"), profile(right, "b"), judged=judged)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Prices rose in the harbour town", "Prices fell in the harbour town"),
        ("The crew never saw the buoy", "The crew saw the buoy"),
        ("The dean will probably resign", "The dean will resign"),
        ("Harriers won 3-1", "Harriers won 2-0"),
        ("Some tenants were moved out", "All tenants were moved out"),
        ("The mill was sold for 800 crowns", "The mill was sold for 950 crowns"),
    ],
)
def test_what_differs_in_one_telling_word_is_not_the_same(left, right):
    assert not may_be_same(pair_of(left, right))
    assert not may_be_same(pair_of(right, left))


def test_who_trades_places_with_whom_is_not_the_same():
    assert not may_be_same(pair_of("The miller sued the baker", "The baker sued the miller", verb="sued"))
    assert may_be_same(pair_of("The miller sued the baker", "In spring the miller sued the baker", verb="sued"))


def test_active_and_passive_are_no_trade():
    assert may_be_same(pair_of("Divers recovered the bell", "The bell was recovered by divers", verb="recovered"))


def test_other_words_for_one_fact_may_be_the_same():
    assert may_be_same(pair_of("The quarry shut for good", "The quarry was closed permanently"))


def test_the_model_s_doubt_counts():
    assert not may_be_same(pair_of("The quarry shut", "The quarry shut", judged=(0.6, 0.1, 0.25, 0.05)))

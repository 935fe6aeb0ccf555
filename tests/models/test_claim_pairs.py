import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rashomon.models.claim_pairs import LABELS, RELATIONS, Passage, infer, judge, judge_and_infer, whole

SAME, PARTIAL, CONFLICT, UNRELATED = range(4)
TEXTS = [
    ("Seven people were hurt when the roof fell in.", "The collapse of the roof injured seven."),
    ("Seven people were hurt when the roof fell in.", "The mayor will visit the market on Friday."),
    ("The minister signed the accord.", "The minister refused to sign the accord."),
    ("", "The minister signed the accord."),
    ("word " * 300, "other " * 300),
]
PAIRS = [(whole(left), whole(right)) for left, right in TEXTS]


def test_rows_are_probabilities():
    found = judge(PAIRS)
    assert found.shape == (len(PAIRS), len(RELATIONS))
    assert found.dtype == np.float32
    assert np.allclose(found.sum(axis=1), 1, atol=1e-5)


def test_no_pairs_give_no_rows():
    assert judge([]).shape == (0, 4)
    assert infer([]).shape == (0, 3)


def test_both_orders_give_the_same_row():
    assert np.array_equal(judge(PAIRS), judge([(right, left) for left, right in PAIRS]))


def test_a_row_does_not_hang_on_the_pairs_beside_it():
    alone = np.vstack([judge([pair]) for pair in PAIRS])
    assert np.array_equal(judge(PAIRS * 9), np.tile(alone, (9, 1)))


def test_a_paraphrase_is_linked_and_another_matter_is_not():
    found = judge(PAIRS)
    assert found[0, UNRELATED] < 0.5 < found[1, UNRELATED]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Four climbers died in the avalanche.", "Nine climbers died in the avalanche."),
        pytest.param(
            "The court upheld the ban.",
            "The court did not uphold the ban.",
            marks=pytest.mark.xfail(strict=True, reason="the model is deaf to some negations; rules keep watch"),
        ),
        ("The striker scored twice against Lyon.", "The striker did not score against Lyon."),
    ],
)
def test_an_altered_fact_is_no_confirmation(left, right):
    found = judge([(whole(left), whole(right))])[0]
    assert found[CONFLICT] > found[SAME]


@pytest.mark.xfail(strict=True, reason="its inference scores were traded for links; nothing rests on them")
def test_inference_has_a_direction():
    general, special = "A vehicle was stolen.", "A red lorry was stolen from the harbour on Sunday."
    down, up = infer([(special, general), (general, special)])
    assert down[LABELS.index("entailment")] > 0.5 > up[LABELS.index("entailment")]


def test_inference_comes_with_the_judgement():
    relations, inferred = judge_and_infer(PAIRS)
    assert np.array_equal(relations, judge(PAIRS))
    assert np.array_equal(inferred[:, 0], infer(TEXTS))
    assert np.array_equal(inferred[:, 1], infer([(right, left) for left, right in TEXTS]))


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_strings_are_judged(left, right):
    assert np.isfinite(judge([(whole(left), whole(right))])).all()


def test_stretches_of_two_texts_are_asked_about_together_as_they_are_alone():
    left = "The bridge was closed on Monday and two lorries were towed away."
    right = "Two lorries were towed away, and the bridge was shut on Monday."
    closed, towed = Passage(left, 0, 31), Passage(left, 36, len(left))
    shut, taken = Passage(right, 33, len(right)), Passage(right, 0, 27)
    pairs = [(closed, shut), (towed, taken), (closed, taken), (towed, shut)]
    together = judge(pairs)
    assert np.array_equal(together, np.vstack([judge([pair]) for pair in pairs]))
    assert len({row.tobytes() for row in together}) == len(pairs)


def test_a_stretch_beyond_what_is_read_stands_for_the_whole_text():
    text = "word " * 300
    assert np.array_equal(judge([(Passage(text, 1400, 1450), PAIRS[0][0])]), judge([(whole(text), PAIRS[0][0])]))

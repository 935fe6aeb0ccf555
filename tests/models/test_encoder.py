import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rashomon.models.encoder import WIDTH, encode

TEXTS = [
    "The ferry sank off the coast before dawn.",
    "A passenger boat went down near the shore early in the morning.",
    "The central bank left its main rate unchanged.",
    "Ferry",
    "",
    "x" * 10_000,
    "a b c " * 400,
]


def test_rows_have_length_one_and_the_right_type():
    vectors = encode(TEXTS)
    assert vectors.shape == (len(TEXTS), WIDTH)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_no_texts_give_no_rows():
    assert encode([]).shape == (0, WIDTH)


def test_a_paraphrase_is_closer_than_another_topic():
    vectors = encode(TEXTS[:3])
    assert vectors[0] @ vectors[1] > 0.5 > vectors[0] @ vectors[2] + 0.2


def test_a_row_does_not_hang_on_the_texts_beside_it():
    together = encode(TEXTS * 7)
    alone = np.vstack([encode([text]) for text in TEXTS])
    assert np.array_equal(together, np.tile(alone, (7, 1)))


def test_the_order_of_texts_changes_nothing():
    texts = [f"Report {n} tells of {n % 5} wounded in the north" for n in range(70)]
    assert np.array_equal(encode(texts)[::-1], encode(texts[::-1]))


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=60))
def test_any_string_gets_a_finite_vector(text):
    assert np.isfinite(encode([text])).all()

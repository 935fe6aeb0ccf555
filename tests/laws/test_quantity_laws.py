"""Laws of quantities: on any text the spans are in order and inside it, and no low end lies above its high end."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from rashomon.reading.amounts import bounded, read_amounts
from rashomon.reading.number_words import split_words
from rashomon.text import plain_marks

WORDS = (
    "at least more than up to about nearly between from and to or - a an half third of in one two seven twenty hundred "
    "thousand million dozen dozens several few couple 7 12 1,700 2.5 1/2 ½ $ € £ 3-2 km mg % percent people per hour "
    "- / + plus odd so . , ( ) old year aged -18 °C 2000 10 000 m bn k"
)
PIECES = st.sampled_from(WORDS.split())
TEXT = st.lists(PIECES, max_size=14).map(" ".join) | st.lists(PIECES, max_size=8).map("".join) | st.text(max_size=60)


@given(TEXT, st.booleans())
@settings(max_examples=500, deadline=None)
def test_amounts_are_in_order_and_their_ends_too(text: str, prepositions: bool) -> None:
    plain = plain_marks(text)
    words = split_words(plain, 0, len(plain))
    last = 0
    for amount in read_amounts(words, is_preposition=lambda word: prepositions):
        assert last <= amount.start <= amount.core < amount.end <= len(words)
        last = amount.end
        for counting in (True, False):
            low, high = bounded(amount, counting=counting, persons=counting)
            assert low <= high

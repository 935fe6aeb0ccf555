"""A stretch is found again where its report has changed, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import make_article, make_claim, make_reading, span_of

from rashomon.anchoring import find_claim, find_place, find_reports, make_anchor
from rashomon.errors import InputError
from rashomon.records import Mention, Span

TEXT = "Two men fled. The crane fell. Two men fled again, the guard said."
WORDS = st.lists(
    st.sampled_from(["crane", "fell", "two", "men", "harbour", "\U0001f30a", "é"]), min_size=1, max_size=12
)


@given(WORDS, st.data())
def test_a_stretch_of_the_same_text_is_found_where_it_stood(words, data):
    text = " ".join(words)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    anchor = make_anchor(make_article(text), Span(start=start, end=end))
    assert find_place(anchor, text) == Span(start=start, end=end)


@given(WORDS, WORDS, WORDS)
def test_what_is_found_in_another_version_are_the_same_words(before, words, after):
    old = " ".join(words)
    anchor = make_anchor(make_article(old), Span(start=0, end=len(old)))
    new = " ".join([*before, *words, *after])
    found = find_place(anchor, new)
    assert found is not None and new[found.start : found.end] == old


@pytest.mark.parametrize("nth", [0, 1])
def test_of_two_equal_stretches_the_one_in_the_same_surroundings_is_found(nth):
    place = [TEXT.index("Two men fled"), TEXT.rindex("Two men fled")][nth]
    anchor = make_anchor(make_article(TEXT), Span(start=place, end=place + len("Two men fled")))
    longer = "It was late in the evening at the harbour when it happened. " + TEXT
    found = find_place(anchor, longer)
    assert found == Span(start=place + 60, end=place + 60 + len("Two men fled"))


def test_words_that_are_gone_are_nowhere():
    assert find_place(make_anchor(make_article(TEXT), span_of(TEXT, "The crane fell")), "The crane stood.") is None


@pytest.mark.parametrize("span", [Span(start=0, end=999), Span(start=5, end=2), Span(start=-1, end=3)], ids=str)
def test_what_is_no_stretch_of_the_article_is_refused(span):
    with pytest.raises(InputError, match="is no stretch of article a"):
        make_anchor(make_article(TEXT), span)


def test_a_report_is_known_by_its_address_then_its_given_id_then_its_text():
    span = span_of(TEXT, "The crane fell")
    first = make_article(TEXT, id="1", url="https://a.example/x", given_id="7")
    later = make_article(TEXT + " More.", id="2", url="https://a.example/x")
    given_ = make_article(TEXT, id="3", given_id="7")
    other = make_article("Another one.", id="4", url="https://a.example/y")
    twin = make_article(TEXT, id="5", url="https://b.example/y")
    assert find_reports(make_anchor(first, span), [later, first, other, twin]) == (first, later)
    assert find_reports(make_anchor(given_, span), [given_, other, twin]) == (given_,)
    assert find_reports(make_anchor(make_article(TEXT, id="9"), span), [other, twin]) == (twin,)
    assert find_reports(make_anchor(other, span_of("Another one.", "one")), [first, twin]) == ()


def test_the_claim_that_shares_most_is_meant_also_where_it_is_cut_otherwise():
    article = make_article(TEXT)
    reading = make_reading(
        article, tuple(make_claim(TEXT, piece) for piece in ("The crane fell", "again, the guard said"))
    )
    assert find_claim(reading, span_of(TEXT, "crane fell")).span == span_of(TEXT, "The crane fell")
    assert find_claim(reading, span_of(TEXT, "guard")).span == span_of(TEXT, "again, the guard said")
    assert find_claim(reading, span_of(TEXT, "Two men")) is None


def test_a_mention_of_nobody_known_is_none():
    from rashomon.anchoring import find_mention

    open_one = Mention(span=span_of(TEXT, "the guard"), entity=None, kind="person")
    assert find_mention(make_reading(make_article(TEXT), mentions=(open_one,)), open_one.span) is None

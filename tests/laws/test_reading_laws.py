"""What holds of the reading of any text whatever."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.builders import make_article

from rashomon.reading.claims import read_claims
from rashomon.reading.layout import Layout, lay_out
from rashomon.reading.parsing import parse
from rashomon.records import Span
from rashomon.text import contains

# Pieces that meet each other often: what layout, parser and clauses decide upon.
PIECES = st.sampled_from(
    [
        *(
            "\n",
            "\n\n",
            "\r\n",
            "\u2028",
            "\t",
            " ",
            ". ",
            ".",
            "? ",
            "! ",
            "… ",
            ", ",
            ": ",
            " - ",
            "— ",
            "(",
            ")",
            '"',
            "“",
            "”",
            "'",
        ),
        *("By Jane Doe", "Photo: ", "LONDON (AP) - ", "Read more: ", "Comments are closed.", "Published: 2024-06-19"),
        *(
            "The mayor",
            "he",
            "Mr. Lee",
            "police",
            "who",
            "that",
            "and",
            "said",
            "told",
            "signed",
            "denied",
            "will leave",
        ),
        *(
            "the treaty",
            "three men",
            "were arrested",
            "after",
            "marking",
            "according to",
            "U.S.",
            "No. 5",
            "3.5",
            "a.m.",
        ),
        *("\u200f", "\ufeff", "😀", "é", "e\u0301", "\x00", "\ud800", "中文。", "İ", "ß", "A" * 300),
    ]
)
TEXTS = st.one_of(
    st.text(max_size=120),
    st.text(alphabet=st.characters(), max_size=60),
    st.lists(PIECES, max_size=30).map(" ".join),
    st.lists(PIECES, max_size=30).map("".join),
)
SENTENCES = st.sampled_from(
    [
        "The council met on Monday.",
        "Mr. Lee said that the bridge, which fell in May, was old.",
        "“It is over,” she said.",
        "Nobody was hurt!",
        "The U.S. sent 3.5 tons of food.",
    ]
)
PARAGRAPHS = st.lists(st.lists(SENTENCES, min_size=1, max_size=3).map(" ".join), min_size=1, max_size=4).map("\n".join)


def all_spans(layout: Layout) -> list[Span]:
    return sorted([*layout.sentences, *layout.headings, *layout.boilerplate])


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_the_layout_holds_all_words_once(text):
    layout = lay_out(make_article(text))
    spans = all_spans(layout)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(left.end <= right.start for left, right in pairwise(spans))
    assert all(text[s.start : s.end] == text[s.start : s.end].strip() for s in spans)
    assert not any("\n" in text[s.start : s.end] for s in spans)
    assert {*layout.headlines, *layout.captions} <= set(layout.sentences)


@given(TEXTS)
@settings(max_examples=80, deadline=None)
def test_claims_lie_within_sentences_of_any_text(text):
    article = make_article(text)
    layout = lay_out(article)
    doc = parse(text, layout)
    assert len(doc.text) == len(text)
    claims = read_claims(article, layout, doc, entities=(), mentions=(), times=(), quantities=(), quotes=())
    for claim in claims:
        assert claim.sentence in layout.sentences
        assert claim.span.start < claim.span.end
        for span in (claim.span, claim.subject, claim.predicate, *claim.objects):
            assert span is None or contains(claim.sentence, span)
        assert text[claim.span.end - 1 : claim.span.end].strip()
        # Without brackets, the resolved text is the claim as it stands.
        assert (
            claim.text_resolved.endswith(text[claim.span.start : claim.span.end][-1:])
            or claim.text_resolved[-1:] == "]"
        )
    spoken = {claim.sentence for claim in claims}
    for sentence in layout.sentences:
        assert sentence in spoken or not any(char.isalpha() for char in text[sentence.start : sentence.end])


@given(PARAGRAPHS, PARAGRAPHS)
@settings(max_examples=60, deadline=None)
def test_two_texts_after_each_other_have_the_sentences_of_both(left, right):
    text = f"{left}\n{right}"
    shifted = [
        Span(start=s.start + len(left) + 1, end=s.end + len(left) + 1) for s in lay_out(make_article(right)).sentences
    ]
    assert list(lay_out(make_article(text)).sentences) == [*lay_out(make_article(left)).sentences, *shifted]

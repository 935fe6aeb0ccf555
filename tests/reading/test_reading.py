from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.builders import make_article

from rashomon.reading import read_article
from rashomon.text import contains, overlap

TEXT = (
    "Berg visits Millbrook and signs water treaty\n"
    "By Jane Doe\n"
    "MILLBROOK (AP) - President Otto Berg of Norway landed in Millbrook on Wednesday, "
    "marking his first visit in nine years.\n"
    "A long road\n"
    "He signed a treaty with the mayor, Ana Ruiz, before hundreds of residents. "
    '"This water is ours to share," Berg said. He also thanked Ruiz and promised to return next year.\n'
    "Comments are closed."
)


@pytest.fixture(scope="module")
def reading():
    return read_article(make_article(TEXT, published=datetime(2024, 6, 20, tzinfo=UTC)))


def test_every_part_is_read(reading):
    assert len(reading.sentences) == 5
    assert [TEXT[s.start : s.end] for s in reading.headings] == ["A long road"]
    assert reading.times and reading.quantities and reading.quotes and reading.entities and reading.claims


def test_everything_lies_in_the_text_and_nothing_in_boilerplate(reading):
    for item in (*reading.times, *reading.quantities, *reading.quotes, *reading.claims):
        span = item.span
        assert 0 <= span.start < span.end <= len(TEXT)
        assert [TEXT[out.start : out.end] for out in reading.boilerplate if overlap(span, out)] == []


def test_mentions_lie_in_the_text(reading):
    assert all(0 <= item.span.start < item.span.end <= len(TEXT) for item in reading.mentions)


def test_claims_carry_what_was_read_in_them(reading):
    claim = next(c for c in reading.claims if "hundreds" in TEXT[c.span.start : c.span.end])
    assert claim.quantities
    assert all(contains(claim.span, quantity.span) for quantity in claim.quantities)
    assert {entity.id for entity in reading.entities} >= set(claim.entities) != set()


def test_pronouns_of_claims_carry_names(reading):
    claim = next(c for c in reading.claims if TEXT[c.span.start : c.span.end].startswith("He also thanked"))
    assert claim.text_resolved.startswith("He [Otto Berg] also thanked")


def test_the_words_of_a_speaker_have_their_speaker(reading):
    claim = next(c for c in reading.claims if "ours to share" in TEXT[c.span.start : c.span.end])
    assert claim.stance == "reported"
    assert claim.speaker is not None
    assert TEXT[claim.speaker.span.start : claim.speaker.span.end] == "Berg"


def test_the_same_text_is_read_the_same_way(reading):
    assert read_article(reading.article) == reading


def test_an_article_without_a_word_is_read(reading):
    assert read_article(make_article("")).claims == ()

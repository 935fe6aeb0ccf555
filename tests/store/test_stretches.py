"""The stretch of a text that answers a search."""

from __future__ import annotations

import pytest

from rashomon.store.stretches import find_stretch

LEAD = "Ministers met in the capital. " * 12
TEXT = f"{LEAD}\nThe two presidents signed a treaty on Wednesday. It was raining.\n{LEAD}A treaty of old."


def found(text: str, *words: str, **facts) -> str:
    span = find_stretch(text, words, **facts)
    return text[span.start : span.end]


@pytest.mark.parametrize("words", [("treaty", "signing"), ("president",), ("signed", "zebra"), ("raining", "treaty")])
def test_it_holds_most_of_the_words_and_whole_sentences(words):
    assert found(TEXT, *words).startswith("The two presidents signed a treaty on Wednesday.")


def test_without_the_words_it_is_the_beginning_of_the_body():
    text = f"Headline here\n\n{LEAD}"
    assert found(text, "zebra", body_start=15).startswith("Ministers met")
    assert found(text, body_start=15).startswith("Ministers met")


def test_it_keeps_to_one_line_and_passes_the_headline_over():
    text = f"Treaty signed\n\nThe rain went on in the city. A treaty came on Jan. 6 in Rome. It was old.\n\n{LEAD}"
    assert found(text, "treaty", "signed", body_start=15) == "A treaty came on Jan. 6 in Rome."
    assert found(text, "treaty", "signed").splitlines() == ["Treaty signed"]
    assert found("Mayor resigns", "mayor", body_start=13) == "Mayor resigns"


def test_accents_and_case_make_no_difference():
    assert found("Le Président Pérez parle.", "perez") == "Le Président Pérez parle."
    assert found(f"{LEAD}ÉLYSÉE opens.", "elysee").endswith("ÉLYSÉE opens.")


@pytest.mark.parametrize("text", ["", " ", "\n\n", "x", "word " * 5000, "x" * 100_000, "\ud800 word"])
def test_any_text_has_one_within_its_bounds(text):
    for words in ((), ("word",), ("x",), ("",)):
        span = find_stretch(text, words)
        assert 0 <= span.start <= span.end <= len(text)
        assert span.end - span.start < 700

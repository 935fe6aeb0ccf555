from __future__ import annotations

import pytest
from tests.builders import make_article

from rashomon.reading.layout import lay_out
from rashomon.reading.parsing import parse
from rashomon.reading.subjects import is_finite, noun_phrase, verb_group


def doc_of(text: str):
    return parse(text, lay_out(make_article(text)))


def word(doc, text: str):
    return next(token for token in doc if token.text == text)


def test_a_noun_phrase_ends_before_the_clauses_that_hang_on_it():
    doc = doc_of("The old ferry to the island, which carried ninety people, sank.")
    ferry = next(token for token in doc if token.text == "ferry")
    first, last = noun_phrase(ferry)
    assert doc[first:last].text == "The old ferry to the island"


@pytest.mark.parametrize(
    ("text", "head", "group"),
    [
        ("The court has not fined the firm.", "fined", "has not fined"),
        ("The firm was expected to announce a sale.", "expected", "was expected to announce"),
        ("The mayor gave up the plan.", "gave", "gave up"),
    ],
)
def test_a_verb_group_holds_auxiliaries_negation_particles_and_infinitives(text, head, group):
    found = sorted(verb_group(word(doc_of(text), head)), key=lambda token: token.i)
    assert " ".join(token.text for token in found) == group


@pytest.mark.parametrize(
    ("text", "head", "finite"),
    [
        ("The mayor left.", "left", True),
        ("The mayor was seen.", "seen", True),
        ("The mayor wants to leave.", "leave", False),
    ],
)
def test_a_finite_verb_has_a_tense(text, head, finite):
    assert is_finite(word(doc_of(text), head)) is finite

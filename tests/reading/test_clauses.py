from __future__ import annotations

import pytest
from tests.builders import make_article

from rashomon.reading.clauses import find_clauses
from rashomon.reading.layout import lay_out
from rashomon.reading.parsing import parse


def doc_of(text: str):
    return parse(text, lay_out(make_article(text)))


def forms_of(text: str) -> list[tuple[str, str]]:
    doc = doc_of(text)
    return [(clause.form, doc[clause.head].text) for clause in find_clauses(list(doc))]


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("The mayor opened the bridge and thanked the builders.", [("main", "opened"), ("conjunct", "thanked")]),
        ("Police said three men stole the boat.", [("content", "stole")]),
        (
            "Police told reporters at the port on Monday that three men stole the boat.",
            [("main", "told"), ("content", "stole")],
        ),
        ("The bridge fell after a barge had struck it.", [("main", "fell"), ("adverbial", "struck")]),
        ("The bridge fell, killing nine people on a bus.", [("main", "fell"), ("adverbial", "killing")]),
        ("He was the first man held for the theft of the boat.", [("main", "was")]),
        ("The town plans to sell the old mill to pay its debts.", [("main", "plans")]),
        (
            "Four climbers slid down the glacier to reach camp and were afterwards treated for frostbite.",
            [("main", "slid"), ("conjunct", "treated")],
        ),
        ("The baker is known for selling a huge number of cakes.", [("main", "known")]),
        ("Silence in the valley.", [("main", "Silence")]),
    ],
)
def test_clauses_that_state_a_fact(text, forms):
    assert forms_of(text) == forms


def test_a_past_participle_after_an_object_describes_the_object():
    doc = doc_of("The two kings signed a treaty on trade, designed to lower the tolls on the river.")
    clause = next(c for c in find_clauses(list(doc)) if doc[c.head].text == "designed")
    assert clause.subject is not None
    assert doc[clause.subject].text == "treaty"


def test_no_clause_without_a_word():
    assert find_clauses(list(doc_of("?!"))) == []


def test_a_sentence_that_is_no_prose_stays_whole():
    doc = doc_of("the man who saw " * 200)
    assert [(clause.first, clause.last) for clause in find_clauses(list(doc))] == [(0, len(doc))]

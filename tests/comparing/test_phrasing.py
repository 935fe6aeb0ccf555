from __future__ import annotations

from dataclasses import replace

import pytest
from tests.builders import make_article, make_claim, make_day, make_reading, span_of

from rashomon.comparing.phrasing import agent_of, find_phrasing, passive_without_agent
from rashomon.data import load_table
from rashomon.records import Link, Mention, Quote


def reading_of(id, text, verb, lemma, subject=None, **fields):
    claim = make_claim(
        text, article=id, predicate=span_of(text, verb), lemma=lemma,
        subject=span_of(text, subject) if subject else None, **fields,
    )  # fmt: skip
    return make_reading(make_article(text, id=id), (claim,))


def link_of(left, right, **fields):
    defaults = {"relation": "same", "kind": "claim", "values": None, "score": 0.9, "evidence": ()} | fields
    return Link(id="k", left=left.claims[0].id, right=right.claims[0].id, **defaults)


PASSIVE = reading_of("a", "The man was shot in the street", "shot", "shoot", "The man")
ACTIVE = reading_of("b", "Police shot the man in the street", "shot", "shoot", "Police")
BY = reading_of("c", "The man was later shot by two officers in the street", "shot", "shoot", "The man")


def test_the_agent_that_one_leaves_out_and_another_names():
    for other, agent in ((ACTIVE, "Police"), (BY, "by two officers")):
        (found,) = find_phrasing([PASSIVE, other], [link_of(PASSIVE, other)]).agents
        text = other.article.text
        assert (found.passive, found.active) == (PASSIVE.claims[0].id, other.claims[0].id)
        assert text[found.agent.start : found.agent.end] == agent
        assert PASSIVE.article.text[found.verb.start : found.verb.end] == "was shot"


@pytest.mark.parametrize(
    "link",
    [link_of(PASSIVE, ACTIVE, score=0.2), link_of(PASSIVE, ACTIVE, relation="conflict")],
    ids=["hardly-linked", "conflict"],
)
def test_no_contrast_without_a_link_that_tells_one_act(link):
    assert find_phrasing([PASSIVE, ACTIVE], [link]).agents == ()


def test_another_act_or_its_negation_is_no_contrast():
    other = reading_of("b", "Police helped the man", "helped", "help", "Police")
    negated = reading_of("b", "Police never shot the man", "shot", "shoot", "Police", polarity="negative")
    for reading in (other, negated):
        assert find_phrasing([PASSIVE, reading], [link_of(PASSIVE, reading)]).agents == ()


def test_who_undergoes_the_one_and_does_the_other_makes_two_acts():
    met = reading_of("a", "Ana was met at the airport", "met", "meet", "Ana")
    meets = reading_of("b", "Ana met Bo at the airport", "met", "meet", "Ana")
    named = [
        replace(r, mentions=(Mention(span=span_of(r.article.text, "Ana"), entity="person:ana", kind="person"),))
        for r in (met, meets)
    ]
    assert find_phrasing([met, meets], [link_of(met, meets)]).agents != ()
    assert find_phrasing(named, [link_of(met, meets)]).agents == ()


def test_a_time_after_by_is_no_agent_and_a_state_is_no_passive():
    text = "The road was closed by Friday"
    friday = replace(make_day("2024-06-21"), span=span_of(text, "Friday"))
    closed = reading_of("a", text, "closed", "close", "The road", times=(friday,))
    assert agent_of(closed.claims[0], closed) is None
    assert passive_without_agent(closed.claims[0], closed) == span_of(text, "was closed")
    located = reading_of("a", "The road is located here", "located", "locate", "The road")
    assert passive_without_agent(located.claims[0], located) is None


def test_loaded_words_have_their_place_their_category_and_the_lexicon_is_named():
    text = 'The brutal regime fell. "A historic day," she said.'
    quote = Quote(span=span_of(text, '"A historic day,"'), speaker=None, cue=None, kind="direct")
    found = find_phrasing([make_reading(make_article(text), (), quotes=(quote,))], [])
    assert found.lexicon == load_table("loaded_words")["name"]
    words = [(text[w.span.start : w.span.end], w.category, w.quoted) for w in found.loaded]
    assert words == [("brutal", "blame", False), ("regime", "side word", False), ("historic", "praise", True)]


def test_a_part_of_a_word_is_no_loaded_word():
    text = "The regimes-watcher met the radicalised-looking Mr Mobley"
    assert find_phrasing([make_reading(make_article(text))], []).loaded == ()

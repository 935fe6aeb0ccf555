"""Open questions by the kind of event."""

from __future__ import annotations

import pytest
from tests.builders import make_article, make_claim, make_reading, span_of

from rashomon.comparing.open_questions import find_kinds, find_open_questions
from rashomon.data import load_table
from rashomon.records import EventKind, Reading

TOP = {
    "accident": "A ferry ran aground after a collision with a barge",
    "attack": "A bombing at the market was the second attack this week",
    "protest": "Protesters held a march that ended in unrest",
    "meeting": "The two leaders opened a summit and began talks",
    "treaty": "A treaty was signed, the first such agreement",
    "trial": "The judge read the verdict and the jury left the court",
    "election": "Voters went to the polls in a close election",
    "disaster": "Floods followed the storm along the coast",
}


def reading_of(text: str, id: str = "a", **claim: object) -> Reading:
    return make_reading(make_article(text, id=id), (make_claim(text, article=id, **claim),))


@pytest.mark.parametrize(("kind", "text"), TOP.items(), ids=list(TOP))
def test_the_kind_is_told_from_the_lede(kind: EventKind, text: str) -> None:
    assert find_kinds([reading_of(text)])[0] == kind


def test_an_event_of_no_kind_is_asked_the_common_questions_only() -> None:
    reading = reading_of("The museum shows forty paintings by Lena Moss")
    assert find_kinds([reading]) == ()
    assert {one.event for one in find_open_questions([reading])} == {"other"}


def test_a_report_further_down_does_not_tell_the_kind() -> None:
    lede = [f"Sentence number {n} is about gardens." for n in ("one", "two", "three")]
    text = " ".join([*lede, "A ferry sank in a collision."])
    claims = [make_claim(text, piece) for piece in (*lede, "A ferry sank in a collision.")]
    assert find_kinds([make_reading(make_article(text), tuple(claims))]) == ()


def test_a_question_is_open_only_where_no_report_answers_it() -> None:
    first = reading_of(TOP["accident"])
    second = reading_of("The ferry sank in a collision and two were injured, investigators said", "b")
    assert {"dead", "injured", "inquiry"} <= {one.kind for one in find_open_questions([first])}
    both = {one.kind for one in find_open_questions([first, second])}
    assert "dead" in both
    assert not both & {"injured", "inquiry"}


def test_questions_are_those_of_the_table() -> None:
    table = load_table("event_kinds")
    asked = {key for entry in table["kinds"].values() for key in entry["questions"]} | set(table["always"])
    assert asked == set(table["questions"])
    labels = {entry["question"] for entry in table["questions"].values()}
    assert {one.question for one in find_open_questions([reading_of(TOP["trial"])])} <= labels
    assert find_open_questions([]) == ()


def test_a_cause_and_a_place_are_found() -> None:
    reading = reading_of("The bridge closed because of a crack")
    assert "cause" not in {one.kind for one in find_open_questions([reading])}
    assert {"place", "time", "speaker"} <= {one.kind for one in find_open_questions([reading])}
    assert span_of(reading.article.text, "crack")

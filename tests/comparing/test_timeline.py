"""The timeline: the event apart from its background, and what is contested on it; answers with their rivals."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.builders import make_article, make_claim, make_day, make_reading

from rashomon.comparing.five_w import answer_five_w
from rashomon.comparing.timeline import day_of_event, order_in_time
from rashomon.records import Link, LinkKind, Point, Reading


def told(text: str, id: str, day: str | None, **fields: object) -> Reading:
    times = (make_day(day),) if day else ()
    return make_reading(make_article(text, id=id, **fields), (make_claim(text, article=id, times=times),))


def conflict(left: Reading, right: Reading, kind: LinkKind = "time") -> Link:
    return Link(id="k1", left=left.claims[0].id, right=right.claims[0].id, relation="conflict", kind=kind, values=None,
                score=0.9, evidence=())  # fmt: skip


def test_what_ended_well_before_the_event_is_background() -> None:
    readings = [
        told("The bridge closed", "a", "2024-06-19"),
        told("The bridge shut", "b", "2024-06-19"),
        told("It opened", "c", "1998-05-01"),
        told("A crack had been found", "d", "2024-06-10"),
        told("A lorry hit it", "e", "2024-06-18"),
        told("Engineers warn", "f", "2024-06-10"),
    ]
    first = {entry.start.date().isoformat(): entry.background for entry in order_in_time(readings[:4])}
    assert first == {"1998-05-01": True, "2024-06-10": True, "2024-06-19": False}
    # What one report tells as earlier and another as part of the event is no background, nor is the day before.
    last = {entry.start.date().isoformat(): entry.background for entry in order_in_time(readings)}
    assert last == {"1998-05-01": True, "2024-06-10": False, "2024-06-18": False, "2024-06-19": False}


def test_the_day_of_the_event_is_the_one_most_reports_name_else_of_publication() -> None:
    day = datetime(2024, 6, 19, tzinfo=UTC)
    several = [told("One", "a", "2024-06-19"), told("Two", "b", "2024-06-19"), told("Three", "c", "2020-01-01")]
    assert day_of_event(several) == day
    assert day_of_event([told("One", "a", None, published=day.replace(hour=9))]) == day
    assert day_of_event([told("One", "a", None)]) is None


def test_conflicts_stand_at_both_of_their_times() -> None:
    left, right = told("Closed on Tuesday", "a", "2024-06-18"), told("Closed on Wednesday", "b", "2024-06-19")
    other = told("Rain on Thursday", "c", "2024-06-20")
    entries = order_in_time([left, right, other], [conflict(left, right)])
    assert [entry.conflicts for entry in entries] == [("k1",), ("k1",), ()]


def test_answers_name_their_rivals_by_the_kind_of_the_question() -> None:
    left, right = told("Closed on Tuesday", "a", "2024-06-18"), told("Closed on Wednesday", "b", "2024-06-19")
    points = [
        Point(id=f"p{n}", claims=(one.claims[0].id,), status="contested", sources=(), independent_sources=1)
        for n, one in enumerate((left, right))
    ]
    timed = answer_five_w([left, right], [], points, [conflict(left, right)])
    assert [answer.conflicts for answer in timed.when] == [("k1",), ("k1",)]
    assert [answer.conflicts for answer in timed.what] == [(), ()]
    stated = answer_five_w([left, right], [], points, [conflict(left, right, "status")])
    assert [answer.conflicts for answer in stated.when] == [(), ()]
    assert [answer.conflicts for answer in stated.what] == [("k1",), ("k1",)]

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from tests.builders import make_article, make_claim, make_day, make_duration, make_reading, span_of

from rashomon.comparing.five_w import answer_five_w, label_event
from rashomon.comparing.open_questions import find_open_questions
from rashomon.comparing.silences import find_silences
from rashomon.comparing.timeline import order_in_time
from rashomon.comparing.wording import compare_wording
from rashomon.records import Entity, Link, Mention, Point

ANA = Entity(id="person:ana-ruiz", name="Ana Ruiz", kind="person", names=("Ana Ruiz", "the mayor"))
PORT = Entity(id="place:port-ila", name="Port Ila", kind="place", names=("Port Ila",))


def reading_of(text: str, id: str, pieces: dict[str, Entity], **claim):
    mentions = tuple(Mention(span=span_of(text, piece), entity=e.id, kind=e.kind) for piece, e in pieces.items())
    fields = {"entities": tuple(sorted({e.id for e in pieces.values()}))} | claim
    return make_reading(
        make_article(text, id=id), (make_claim(text, article=id, **fields),), mentions=mentions, entities=(ANA, PORT)
    )


def point(*readings, status="single-source"):
    claims = tuple(c.id for r in readings for c in r.claims)
    return Point(id="p1", claims=claims, status=status, sources=(), independent_sources=len(readings))


def test_timeline_is_in_order_and_leaves_out_what_has_no_date():
    late = reading_of("Late", "a", {}, times=(make_day("2024-06-20"),))
    early = reading_of("Early", "b", {}, times=(make_day("2024-06-19"), make_duration("P2D")))
    never = reading_of("Never", "c", {}, times=(make_duration("P2D"),))
    entries = order_in_time([late, early, never])
    assert [e.start for e in entries] == [datetime(2024, 6, 19, tzinfo=UTC), datetime(2024, 6, 20, tzinfo=UTC)]
    assert [e.claims for e in entries] == [("b:0-5",), ("a:0-4",)]


def test_wording_shows_the_ways_to_name_one_referent():
    a = reading_of("Ana Ruiz spoke", "a", {"Ana Ruiz": ANA})
    b = reading_of("The mayor spoke", "b", {"The mayor": ANA})
    (found,) = compare_wording([a, b], [ANA, PORT])
    assert (found.referent, [label.text for label in found.labels]) == (ANA.id, ["Ana Ruiz", "The mayor"])


def test_the_same_words_and_pronouns_are_no_other_wording():
    a = reading_of("Ana Ruiz spoke", "a", {"Ana Ruiz": ANA})
    b = reading_of("ANA RUIZ said she came", "b", {"ANA RUIZ": ANA, "she": ANA})
    assert compare_wording([a, b], [ANA]) == ()


def test_silences_name_the_nearest_claim():
    a, b = reading_of("The bridge closed", "a", {}), reading_of("Ferries ran", "b", {})
    (silence,) = find_silences([a, b], [point(a)], {("a:0-17", "b"): "b:0-11"})
    assert (silence.article, silence.nearest) == ("b", "b:0-11")
    assert find_silences([a, b], [point(a, b)], {}) == ()


def test_open_questions_are_those_that_no_report_answers():
    a = reading_of("The bridge closed because of a crack", "a", {"The": PORT}, times=(make_day("2024-06-20"),))
    assert [q.kind for q in find_open_questions([a])] == ["count", "speaker"]


def test_five_w():
    a = reading_of(
        "Ana Ruiz closed the bridge in Port Ila because of a crack in a pier",
        "a",
        {"Ana Ruiz": ANA, "Port Ila": PORT},
        times=(make_day("2024-06-19"),),
    )
    b = reading_of("Port Ila loses its bridge", "b", {"Port Ila": PORT})
    found = answer_five_w([a, b], [ANA, PORT], [point(a, b, status="corroborated")])
    assert [answer.text for answer in found.who] == ["Ana Ruiz"]
    assert [(answer.text, answer.articles) for answer in found.where] == [("Port Ila", ("a", "b"))]
    assert [answer.text for answer in found.when] == ["2024-06-19"]
    assert [answer.text for answer in found.why] == ["because of a crack in a pier"]
    why = found.why[0]
    assert why.span and a.article.text[why.span.start : why.span.end] == why.text


def test_the_event_is_named_by_a_headline():
    a = reading_of("Bridge shut after crack is found", "a", {}, kind="headline")
    b = reading_of("It was a long day in the port of Ila", "b", {})
    assert label_event([a.article, b.article], [a, b]) == "Bridge shut after crack is found"
    assert label_event([b.article], [b]) == "It was a long day in the port of Ila"
    assert label_event([], []) == ""


def test_silences_are_ranked_by_independent_sources_then_by_place_and_what_may_be_there_comes_last():
    top, low = reading_of("The bridge closed", "a", {}), reading_of("Shops shut too", "a2", {})
    quiet = reading_of("Ferries ran", "b", {})
    points = [
        Point(id="p1", claims=("a:0-17",), status="single-source", sources=(), independent_sources=1),
        Point(id="p2", claims=("a2:0-14",), status="corroborated", sources=(), independent_sources=2),
    ]
    nearest = {("a:0-17", "b"): "b:0-11", ("a2:0-14", "b"): "b:0-11"}
    readings = [top, low, quiet]
    found = find_silences(readings, points, nearest, {("a:0-17", "b"): 0.2, ("a2:0-14", "b"): 0.3})
    assert [(one.point, one.otherwise) for one in found if one.article == "b"] == [("p2", False), ("p1", False)]
    found = find_silences(readings, points, nearest, {("a:0-17", "b"): 0.2, ("a2:0-14", "b"): 0.9})
    assert [(one.point, one.otherwise) for one in found if one.article == "b"] == [("p1", False), ("p2", True)]
    assert all(0 <= one.centrality <= 1 for one in found)


def test_a_report_that_weak_links_alone_bring_into_a_point_may_say_it_otherwise():
    a, b = reading_of("The bridge closed", "a", {}), reading_of("Ferries ran", "b", {})
    link = Link(id="k1", left=a.claims[0].id, right=b.claims[0].id, relation="partial", kind="claim", values=None,
                score=0.4, evidence=())  # fmt: skip
    found = {one.article: one for one in find_silences([a, b], [point(a, b)], {}, links=[link])}
    assert (found["b"].nearest, found["b"].closeness, found["b"].otherwise) == (b.claims[0].id, 0.4, True)
    assert find_silences([a, b], [point(a, b)], {}, links=[replace(link, score=0.6)]) == ()

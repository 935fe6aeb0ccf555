from __future__ import annotations

from dataclasses import replace

from tests.alignment.test_points import ids, make_link, make_readings

from rashomon.alignment.points import gather_points
from rashomon.records import Copy, Credit


def credit(reading, name, number=0, kind="speaker"):
    claim = None if number is None else ids(reading)[number]
    return Credit(article=reading.article.id, claim=claim, name=name, span=None, kind=kind)


def first_point(readings, credits=(), copies=()):
    firsts = [ids(reading)[0] for reading in readings]
    links = [make_link(a, b) for i, a in enumerate(firsts) for b in firsts[i + 1 :]]
    (point,) = (p for p in gather_points(readings, links, copies, credits) if set(firsts) == set(p.claims))
    return point


def test_two_reports_that_lean_on_one_speaker_are_one_origin():
    a, b = make_readings("a", "b")
    point = first_point([a, b], [credit(a, "state police"), credit(b, "State Police")])
    assert (point.status, point.independent_sources, point.origins) == ("single-source", 1, ("State Police",))


def test_a_claim_in_the_outlet_s_own_voice_stays_independent():
    a, b = make_readings("a", "b")
    point = first_point([a, b], [credit(a, "state police"), credit(b, "state police", number=1)])
    assert (point.status, point.independent_sources) == ("corroborated", 2)
    assert point.origins == ("Outlet b", "state police")


def test_a_report_that_names_two_joins_those_that_name_either():
    a, b, c = make_readings("a", "b", "c")
    credits = [credit(a, "AP"), credit(a, "the mayor"), credit(b, "AP"), credit(c, "mayor")]
    assert first_point([a, b, c], credits).origins == ("AP",)


def test_an_agency_s_text_is_one_origin_whoever_prints_it():
    a, b, c = make_readings("a", "b", "c")
    credits = [credit(a, "AP", None, "agency"), credit(b, "AP", None, "agency")]
    point = first_point([a, b, c], credits)
    assert (point.independent_sources, point.origins) == (2, ("AP", "Outlet c"))


def test_an_outlet_that_another_report_credits_is_its_origin():
    a, b = make_readings("a", "b")
    assert first_point([a, b], [credit(b, "outlet a")]).independent_sources == 1


def test_a_contribution_joins_only_what_is_told_in_the_same_words():
    a, b = make_readings("a", "b")
    credits = [credit(a, "AFP", None, "contribution"), credit(b, "AFP", None, "contribution")]
    assert first_point([a, b], credits).independent_sources == 2
    alike = [
        replace(r, claims=tuple(replace(c, text_resolved="the old lift bridge is shut") for c in r.claims))
        for r in (a, b)
    ]
    assert first_point(alike, credits).independent_sources == 1
    assert first_point(alike).independent_sources == 2


def test_copies_are_one_origin_by_the_name_of_the_text_s_outlet():
    a, b = make_readings("a", "b")
    point = first_point([a, b], copies=(Copy(article="a", origin="b", contained=1.0),))
    assert (point.independent_sources, point.origins) == (1, ("Outlet b",))


def test_a_claim_alone_names_whom_it_leans_on():
    (a,) = make_readings("a")
    points = gather_points([a], [], (), [credit(a, "indictment")])
    assert sorted(point.origins for point in points) == [("Outlet a",), ("indictment",)]

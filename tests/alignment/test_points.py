from __future__ import annotations

from dataclasses import replace

from tests.builders import make_article, make_claim, make_reading

from rashomon.alignment.points import gather_points
from rashomon.records import Copy, Evidence, Link


def make_link(left: str, right: str, relation: str = "same", score: float = 0.9) -> Link:
    return Link(
        id=f"{left}|{right}",
        left=left,
        right=right,
        relation=relation,
        kind="claim",
        values=None,
        score=score,
        evidence=(),
    )


def make_readings(*names: str):
    readings = []
    for name in names:
        text = f"First fact of {name}. Second fact of {name}."
        first, second = (make_claim(text, part, article=name) for part in text.split(". "))
        readings.append(make_reading(make_article(text, id=name), (first, second)))
    return readings


def ids(reading):
    return [claim.id for claim in reading.claims]


def test_linked_claims_are_one_point_and_others_stand_alone():
    a, b = make_readings("a", "b")
    points = gather_points([a, b], [make_link(ids(a)[0], ids(b)[0])], ())
    assert [(p.status, p.independent_sources, len(p.claims)) for p in points] == [
        ("corroborated", 2, 2),
        ("single-source", 1, 1),
        ("single-source", 1, 1),
    ]


def test_copies_count_once():
    a, b, c = make_readings("a", "b", "c")
    links = [make_link(ids(a)[0], ids(b)[0]), make_link(ids(a)[0], ids(c)[0]), make_link(ids(b)[0], ids(c)[0])]
    copies = (Copy(article="b", origin="a", contained=1.0),)
    assert gather_points([a, b], links[:1], copies)[0].status == "single-source"
    point = gather_points([a, b, c], links, copies)[0]
    assert (point.status, point.independent_sources, len(point.sources)) == ("corroborated", 2, 3)


def test_contradicting_claims_are_contested_whatever_else_links_them():
    a, b, c = make_readings("a", "b", "c")
    links = [
        make_link(ids(a)[0], ids(b)[0], "conflict", 0.5),
        make_link(ids(a)[0], ids(c)[0], "same", 0.99),
        make_link(ids(b)[0], ids(c)[0], "same", 0.99),
    ]
    contested = [p for p in gather_points([a, b, c], links, ()) if {ids(a)[0], ids(b)[0]} <= set(p.claims)]
    assert [p.status for p in contested] == ["contested"]


def test_a_chain_does_not_become_one_point():
    a, b, c, d = make_readings("a", "b", "c", "d")
    chain = [
        make_link(ids(a)[0], ids(b)[0]),
        make_link(ids(b)[0], ids(c)[0], score=0.8),
        make_link(ids(c)[0], ids(d)[0]),
    ]
    biggest = max(len(p.claims) for p in gather_points([a, b, c, d], chain, ()))
    assert biggest == 2


def test_every_claim_is_in_exactly_one_point():
    readings = make_readings("a", "b", "c")
    links = [make_link(ids(readings[0])[0], ids(readings[1])[1]), make_link(ids(readings[1])[1], ids(readings[2])[0])]
    placed = [claim for point in gather_points(readings, links, ()) for claim in point.claims]
    assert sorted(placed) == sorted(claim for reading in readings for claim in ids(reading))


def test_a_plan_a_hedge_or_a_negation_backs_nothing():
    a, b = make_readings("a", "b")
    link = make_link(ids(a)[0], ids(b)[0], "partial")
    for field, value in (("stance", "planned"), ("stance", "hedged"), ("stance", "denied"), ("polarity", "negative")):
        changed = replace(b, claims=(replace(b.claims[0], **{field: value}), b.claims[1]))
        point = gather_points([a, changed], [link], ())[0]
        assert (point.status, point.independent_sources, len(point.claims)) == ("single-source", 1, 2), value


def test_a_changed_number_backs_nothing():
    a, b = make_readings("a", "b")
    clash = Evidence(feature="numbers", agreement=-1.0, detail="2 against 6", left=None, right=None)
    link = replace(make_link(ids(a)[0], ids(b)[0], "partial"), evidence=(clash,))
    assert gather_points([a, b], [link], ())[0].status == "single-source"


def test_an_improbable_link_backs_nothing():
    a, b = make_readings("a", "b")
    assert gather_points([a, b], [make_link(ids(a)[0], ids(b)[0], "partial", 0.4)], ())[0].status == "single-source"
    assert gather_points([a, b], [make_link(ids(a)[0], ids(b)[0], "partial", 0.7)], ())[0].status == "corroborated"

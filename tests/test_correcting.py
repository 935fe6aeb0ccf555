"""What corrections do to a dossier: to its links and names, and to all that follows from them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.dossiers import bridge_dossier, find

from rashomon.anchoring import make_anchor
from rashomon.correcting import choose_corrections, parse_relation
from rashomon.packing import pack_dossier, unpack_dossier
from rashomon.pipeline import correct
from rashomon.records import Correction, Dossier, Span
from rashomon.rendering import render_explanation, render_html, render_json, render_markdown, render_terminal
from rashomon.rendering.dossier_file import parse_dossier

WHEN = datetime(2031, 3, 7, 9, 30, tzinfo=UTC)
BRIDGE = bridge_dossier()
ARTICLES = {article.id: article for article in BRIDGE.articles}
CLAIMS = {claim.id: claim for reading in BRIDGE.readings for claim in reading.claims}


def about(kind, *claims, number=1, value="", who="Ana", why="I have read both", **facts) -> Correction:
    anchors = tuple(make_anchor(ARTICLES[CLAIMS[one].article], CLAIMS[one].span) for one in claims)
    given_ = {"kind": kind, "anchors": anchors, "who": who, "why": why, "at": WHEN, "value": value, "number": number}
    return Correction(**given_ | facts)


def names(kind, *places, number=1) -> Correction:
    anchors = tuple(make_anchor(ARTICLES[key], find(ARTICLES[key].text, words)) for key, words in places)
    return Correction(kind=kind, anchors=anchors, who="Ana", why="seen", at=WHEN, number=number)


def point_of(dossier: Dossier, claim: str):
    return next(point for point in dossier.points if claim in point.claims)


def link_between(dossier: Dossier, left: str, right: str):
    return next((link for link in dossier.links if {link.left, link.right} == {left, right}), None)


def test_without_corrections_nothing_changes():
    assert correct(BRIDGE, ()) is BRIDGE
    assert '"corrections"' not in render_json(BRIDGE)
    assert "orrection" not in render_html(BRIDGE) + render_markdown(BRIDGE) + render_terminal(BRIDGE)


def test_a_rejected_link_is_gone_with_its_conflict_in_all_prints_of_the_text():
    before = correct(BRIDGE, [about("note", "a-shut", value="n")])
    assert point_of(before, "a-crowd").status == "contested"
    after = correct(BRIDGE, [about("reject", "a-crowd", "b-crowd")])
    assert link_between(after, "a-crowd", "b-crowd") is None
    assert link_between(after, "d-crowd", "b-crowd") is None  # the copy prints the same words
    assert "b-crowd" not in point_of(after, "a-crowd").claims
    assert point_of(after, "a-crowd").status == "single-source"
    assert {"post", "lantern", "wire"} == {
        s.article for s in after.silences if s.point == point_of(after, "b-crowd").id
    }


def test_joined_statements_are_one_point_and_count_as_independent_sources():
    assert point_of(BRIDGE, "a-crack").id != point_of(BRIDGE, "b-shut").id
    after = correct(BRIDGE, [about("join", "a-shut", "b-shut"), about("join", "a-shut", "c-shut", number=2)])
    point = point_of(after, "a-shut")
    assert {"a-shut", "b-shut", "c-shut", "d-shut"} <= set(point.claims)
    assert (point.status, point.independent_sources) == ("corroborated", 3)  # the copy adds none
    link = link_between(after, "a-shut", "b-shut")
    assert (link.relation, link.score, link.evidence[0].feature) == ("same", 1.0, "correction")
    assert "Ana" in render_explanation(after, link.id) and "I have read both" in render_explanation(after, link.id)


def test_what_a_person_joins_confirms_whatever_numbers_the_program_saw_but_never_a_plan():
    after = correct(BRIDGE, [about("join", "a-crowd", "b-crowd")])
    point, link = point_of(after, "a-crowd"), link_between(after, "a-crowd", "b-crowd")
    assert (point.status, point.independent_sources) == ("corroborated", 2)
    assert (link.kind, link.values) == ("claim", None) and len(link.evidence) > 1
    planned = correct(BRIDGE, [about("join", "a-dead", "c-weeks")])
    assert point_of(planned, "a-dead").id == point_of(planned, "c-weeks").id
    assert point_of(planned, "a-dead").independent_sources < 2 or point_of(planned, "a-dead").status == "contested"


def test_a_relation_is_set():
    after = correct(BRIDGE, [about("relate", "a-crack", "b-ice", value="conflict status")])
    link = link_between(after, "a-crack", "b-ice")
    assert (link.relation, link.kind) == ("conflict", "status")
    assert point_of(after, "a-crack").status == "contested"
    weaker = correct(BRIDGE, [about("relate", "a-crowd", "b-crowd", value="partial")])
    assert link_between(weaker, "a-crowd", "b-crowd").relation == "partial"


def test_a_statement_is_parted_from_its_point():
    joined = [about("join", "a-shut", "b-shut"), about("join", "b-shut", "c-shut", number=2)]
    whole = correct(BRIDGE, joined)
    assert {"a-shut", "b-shut", "c-shut"} <= set(point_of(whole, "c-shut").claims)
    after = correct(BRIDGE, [*joined[:1], about("split", "c-shut", "a-shut", "b-shut", number=3)])
    assert {"a-shut", "b-shut"} <= set(point_of(after, "a-shut").claims)
    assert not {"a-shut", "b-shut"} & set(point_of(after, "c-shut").claims)


@pytest.mark.parametrize("kinds", [("join", "reject"), ("reject", "join"), ("relate", "join")], ids="-".join)
def test_of_two_that_are_at_odds_the_later_holds_and_the_earlier_says_so(kinds):
    first, last = (about(kind, "a-crowd", "b-crowd", number=n, value="conflict") for n, kind in enumerate(kinds, 1))
    after = correct(BRIDGE, [first, last])
    early, late = after.corrections
    assert (early.applied, late.applied) == (False, True)
    assert "the later correction 2 is about the same two statements" in early.reason
    assert after.links == correct(BRIDGE, [last]).links and after.points == correct(BRIDGE, [last]).points


def test_what_others_hold_together_cannot_be_parted_by_an_earlier_one():
    early = about("reject", "a-shut", "c-shut", number=1)
    later = [about("join", "a-shut", "b-shut", number=2), about("join", "b-shut", "c-shut", number=3)]
    after = correct(BRIDGE, [early, *later])
    assert [one.applied for one in after.corrections] == [False, True, True]
    assert after.corrections[0].reason == "a later correction holds the two together"


def test_two_names_become_one_and_one_becomes_two():
    merged = correct(BRIDGE, [names("merge", ("post", "Mayor Ines Duarte"), ("courier", "deputy mayor Pavel Orlik"))])
    ids = {entity.id for entity in merged.entities}
    assert len({"duarte", "orlik"} & ids) == 1 and len(ids) == len(BRIDGE.entities) - 1
    (kept,) = {"duarte", "orlik"} & ids
    speakers = {c.speaker.entity for r in merged.readings for c in r.claims if c.speaker and c.speaker.entity}
    assert speakers == {kept}


def test_a_name_is_parted_by_its_words_in_all_reports():
    merge = names("merge", ("post", "Mayor Ines Duarte"), ("courier", "deputy mayor Pavel Orlik"))
    part = names("part", ("courier", "deputy mayor Pavel Orlik"), ("post", "Mayor Ines Duarte"), number=2)
    after = correct(BRIDGE, [merge, part])
    assert [one.applied for one in after.corrections] == [True, True]
    new, old = after.corrections[1].entities
    by_id = {entity.id: entity for entity in after.entities}
    assert new != old and by_id[new].name == "deputy mayor Pavel Orlik"
    for reading in after.readings:
        for mention in reading.mentions:
            words = reading.article.text[mention.span.start : mention.span.end]
            if mention.entity in (new, old):
                assert (mention.entity == new) == (words == "deputy mayor Pavel Orlik")


@pytest.mark.parametrize(
    ("places", "kind", "reason"),
    [
        ((("post", "Mayor Ines Duarte"), ("lantern", "Mayor Ines Duarte")), "merge", "mean one already"),
        ((("post", "Mayor Ines Duarte"), ("courier", "deputy mayor Pavel Orlik")), "part", "mean two already"),
        ((("post", "the fire service"), ("courier", "deputy mayor Pavel Orlik")), "merge", "no name is known there"),
    ],
    ids=["one", "two", "nobody"],
)
def test_names_that_do_not_fit_are_not_applied(places, kind, reason):
    (done,) = correct(BRIDGE, [names(kind, *places)]).corrections
    assert not done.applied and reason in done.reason


def test_one_whose_words_are_gone_or_whose_report_is_elsewhere_says_so():
    gone = about("reject", "a-crowd", "b-crowd")
    gone = replace(gone, anchors=(gone.anchors[0], replace(gone.anchors[1], text="Nobody at all", digest="0")))
    foreign = about("reject", "a-crowd", "b-crowd", number=2)
    foreign = replace(
        foreign, anchors=(replace(foreign.anchors[0], url="https://x.example", digest="0"), foreign.anchors[1])
    )
    after = correct(BRIDGE, [gone, foreign])
    assert [one.applied for one in after.corrections] == [False, False]
    assert "stand no longer in the report: “Nobody at all”" in after.corrections[0].reason
    assert "its report is not in this event: “https://x.example”" in after.corrections[1].reason
    assert after.links == correct(BRIDGE, [about("note", "a-shut", value="n")]).links
    for shown in (render_html(after), render_markdown(after), render_terminal(after)):
        assert "not applied" in shown


def test_corrections_hold_in_a_new_version_and_for_claims_that_are_cut_otherwise():
    correction = about("reject", "a-crowd", "b-crowd")
    post = ARTICLES["post"]
    before = "Corrected on Friday. "
    article = replace(post, id="post2", text=before + post.text)

    def later(span: Span) -> Span:
        return Span(start=span.start + len(before), end=span.end + len(before))

    old = next(reading for reading in BRIDGE.readings if reading.article.id == "post")
    new_ids = {one.id: f"new{n}" for n, one in enumerate(old.claims)}
    claims = tuple(
        replace(one, id=new_ids[one.id], article="post2", span=later(one.span), sentence=later(one.sentence))
        for one in old.claims
    )
    new = replace(old, article=article, claims=claims, mentions=(), quotes=(), headings=(), boilerplate=())
    newer = replace(
        BRIDGE,
        articles=tuple(article if one.id == "post" else one for one in BRIDGE.articles),
        readings=tuple(new if one is old else one for one in BRIDGE.readings),
        links=tuple(
            replace(one, left=new_ids.get(one.left, one.left), right=new_ids.get(one.right, one.right))
            for one in BRIDGE.links
        ),
        copies=(),
        points=(),
        silences=(),
        wording=(),
        dates=(),
    )
    after = correct(newer, [correction])
    assert after.corrections[0].applied
    assert link_between(newer, new_ids["a-crowd"], "b-crowd") is not None
    assert link_between(after, new_ids["a-crowd"], "b-crowd") is None


def test_every_rendering_shows_who_when_why_and_the_json_comes_back():
    given_ = [
        about("reject", "a-crowd", "b-crowd", who="Ana <b>", why="two ferries | two crowds"),
        about("note", "a-shut", "b-shut", number=2, value="ask the port *again*"),
        about("review", "a-dead", "b-dead", number=3),
        about("move", "a-shut", number=4, value="e123"),
    ]
    after = correct(BRIDGE, given_)
    page, brief, screen = render_html(after), render_markdown(after), render_terminal(after, width=200)
    assert "Ana &lt;b&gt;" in page and "Ana <b>" not in page and 'id="correction-1"' in page
    assert "two ferries \\| two crowds" in brief and "ask the port \\*again\\*" in brief
    for words in (
        "Corrections",
        "by Ana",
        "7 March 2031, 09:30 UTC",
        "corrected by people: 4 corrections",
        "point reviewed",
    ):
        assert words in screen, words
    assert "(corrected: #3 reviewed)" in screen and "\\#3 reviewed" in brief
    assert '<a class="tag" href="#correction-3">corrected: #3 reviewed</a>' in page
    data = json.loads(render_json(after))
    assert [one["kind"] for one in data["corrections"]] == ["reject", "note", "review", "move"]
    first = data["corrections"][0]
    assert (first["who"], first["when"], first["applied"]) == ("Ana <b>", "2031-03-07T09:30:00Z", True)
    for place, anchor in zip(first["places"], first["anchors"], strict=True):
        text = next(one["text"] for one in data["articles"] if one["id"] == place["article"])
        assert text[place["start"] : place["end"]] == anchor["text"]
    assert render_json(parse_dossier(render_json(after).encode())) == render_json(after)
    assert unpack_dossier(pack_dossier(after), ARTICLES) == after


def test_chosen_are_those_about_a_report_or_made_in_the_event():
    here = about("reject", "a-crowd", "b-crowd", event="e1")
    other = replace(
        here, event="e9", anchors=tuple(replace(one, url="https://q.example", digest="0") for one in here.anchors)
    )
    made_here = replace(other, event="e1")
    assert choose_corrections([here, other, made_here], BRIDGE.articles, {"e1"}) == (here, made_here)


@pytest.mark.parametrize("value", ["", "similar", "conflict colour", "same quantity extra"])
def test_what_is_no_relation(value):
    assert parse_relation(value) is None


KINDS = st.sampled_from(["join", "reject", "split", "relate", "review", "note"])
SOME = st.lists(st.sampled_from(sorted(CLAIMS)), min_size=2, max_size=4, unique=True)


@st.composite
def corrections(draw) -> list[Correction]:
    made = []
    for number in range(1, draw(st.integers(1, 6)) + 1):
        kind, claims = draw(KINDS), draw(SOME)
        value = draw(st.sampled_from(["same", "partial", "conflict quantity"])) if kind == "relate" else ""
        made.append(
            about(kind, *(claims if kind in ("split", "review", "note") else claims[:2]), number=number, value=value)
        )
    return made


@settings(max_examples=40, deadline=None)
@given(corrections(), st.data())
def test_one_that_is_undone_leaves_no_trace(made, data):
    undone = data.draw(st.sampled_from(made))
    rest = [one for one in made if one is not undone]
    before = correct(BRIDGE, rest)
    correct(BRIDGE, made)
    assert render_json(correct(BRIDGE, rest)) == render_json(before)
    assert bridge_dossier() == BRIDGE == correct(BRIDGE, [])


@settings(max_examples=60, deadline=None)
@given(corrections())
def test_none_is_lost_every_claim_is_in_one_point_and_what_is_applied_holds(made):
    after = correct(BRIDGE, made)
    assert [one.correction for one in after.corrections] == made
    assert all(one.applied or one.reason for one in after.corrections)
    members = [claim for point in after.points for claim in point.claims]
    assert sorted(members) == sorted(claim.id for reading in after.readings for claim in reading.claims)
    for one in after.corrections:
        if not one.applied:
            continue
        if one.correction.kind in ("join", "relate"):
            assert point_of(after, one.claims[0]).id == point_of(after, one.claims[1]).id
        if one.correction.kind == "reject":
            assert point_of(after, one.claims[0]).id != point_of(after, one.claims[1]).id

"""Why two claims were linked: the reason in one line, the evidence, and how a link is found by its id."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from rich.cells import cell_len

from dossiers import bridge_dossier, plain_dossier
from rashomon.errors import InputError
from rashomon.records import Dossier, Evidence, Link
from rashomon.rendering import render_explanation, render_explanation_json, render_json
from rashomon.rendering.explain import Explanation, explain_link, find_links, show_chance
from rashomon.rendering.lookup import index_dossier
from rashomon.rendering.words import NO_REASON, agreement_word, show_strength


def evidence(feature: str, agreement: float, detail: str) -> Evidence:
    return Evidence(feature=feature, agreement=agreement, detail=detail, left=None, right=None)


def explain(key: str, **changes: Any) -> Explanation:
    """The link `key` of the bridge, with some of its fields changed."""
    lookup = index_dossier(bridge_dossier())
    link = next(link for link in lookup.links if link.id == key)
    return explain_link(lookup, replace(link, **changes))


def turn(link: Link) -> Link:
    values = link.values and (link.values[1], link.values[0])
    turned = tuple(replace(one, left=one.right, right=one.left) for one in link.evidence)
    return replace(link, left=link.right, right=link.left, values=values, evidence=turned)


# --- the reason ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("l01", "A4 has 200 to 999 commuters (“Hundreds of commuters”), "
                "B3 has 2000 to 9999 commuters (“Thousands of commuters”)"),
        ("l03", "A7 has “done: signed”, B5 has “open: under discussion”"),
        ("l04", "A5 (4 March 2031, 16:30 UTC) has 2 killed, B2 (5 March 2031) has 3 killed"),
        ("l06", "both have 4 March 2031"),
        ("l10", "A9 has 1998 and C6 has 2031 - 33 years = 1998, which may both be true"),
        ("l07", NO_REASON),
    ],
)  # fmt: skip
def test_the_reason_says_what_both_have(key, reason):
    assert explain(key).reason == reason


def test_the_reason_of_a_denial_a_negation_and_a_verdict_of_the_model():
    assert explain("l03", kind="attribution", values=("denied", "reported")).reason == "denied in A7, reported in B5"
    assert explain("l05", values=("signed", "Signed")).reason == "B6 negates “signed”, A7 does not"
    model = evidence("claim-pair model", 0.4, "contradiction: same 0.1, partly 0.1, contradicts 0.6, unrelated 0.2")
    stance = evidence("stance", -1.0, "planned in one, asserted in the other")
    told = explain("l05", kind="status", values=None, evidence=(model, stance)).reason
    assert told == f"{stance.detail}; the claim-pair model says {model.detail}"
    assert explain("l05", values=None, evidence=()).reason == NO_REASON


def test_what_tells_most_comes_first_and_what_speaks_against_it_last():
    found = (
        evidence("closest", 1.0, "neither report has anything closer"),
        evidence("meaning", 0.9, "close in meaning: 0.90 of 1"),
        evidence("words", 0.3, "in both: pier"),
        evidence("roles", 1.0, "the same one acts: Halden Steel"),
        evidence("stance", -0.5, "hedged in one, asserted in the other"),
        evidence("voice", -0.25, "a speaker's words in one"),
    )
    assert explain("l07", evidence=found).reason == (
        "the same one acts: Halden Steel; close in meaning: 0.90 of 1; but hedged in one, asserted in the other"
    )
    assert explain("l07", evidence=found[:1]).reason == "neither report has anything closer"
    dates = evidence("dates", 1.0, "2031-03-04 and 2031-03-04TMO overlap")
    told = explain("l06", values=("2031-03-04", "2031-03-04TMO"), evidence=(dates, *found[:2]))
    assert told.reason == (
        "A2 has 4 March 2031 and B4 has 4 March 2031, morning, which agree; close in meaning: 0.90 of 1"
    )
    assert told.evidence[0].detail == "4 March 2031 and 4 March 2031, morning overlap"


def test_a_reason_is_one_bounded_line_whatever_the_report_says():
    told = explain("l03", values=("a\nb\x1b[31m " + "x" * 5000, "\u202e y" * 500)).reason
    assert len(told) <= 300 and "\n" not in told
    assert not set("\x1b\u202e") & set(told)


@pytest.mark.parametrize("key", ["l01", "l02", "l03", "l04", "l05", "l06", "l10", "l12"])
def test_a_turned_link_has_the_same_reason(key):
    lookup = index_dossier(bridge_dossier())
    link = next(link for link in lookup.links if link.id == key)
    assert explain_link(lookup, turn(link)).reason == explain_link(lookup, link).reason


def test_evidence_is_ordered_by_what_it_says_and_its_strength():
    found = tuple(evidence(str(n), n / 10, "") for n in range(-10, 11, 4))
    words = [(line.word, line.agreement) for line in explain("l01", evidence=found).evidence]
    assert words == [("differs", -1.0), ("differs", -0.6), ("differs", -0.2), ("agrees", 1.0), ("agrees", 0.6),
                     ("agrees", 0.2)]  # fmt: skip
    assert [line.word for line in explain("l06", evidence=found).evidence] == ["agrees"] * 3 + ["differs"] * 3


@pytest.mark.parametrize(
    ("score", "shown"),
    [(0, "0 %"), (0.004, "< 1 %"), (0.25, "25 %"), (0.7462, "75 %"), (0.9961, "> 99 %"), (1, "100 %")],
)
def test_only_certainty_is_nothing_or_a_hundred(score, shown):
    assert show_chance(score) == shown


@pytest.mark.parametrize(("agreement", "shown"), [(1, "+1.00"), (-0.25, "−0.25"), (0, "0.00"), (-0.0001, "0.00")])
def test_strength_has_a_sign(agreement, shown):
    assert show_strength(agreement) == shown


# --- finding ---------------------------------------------------------------------------------------------------------


def with_ids(*ids: str) -> Dossier:
    dossier = bridge_dossier()
    links = tuple(replace(link, id=key) for link, key in zip(dossier.links, ids, strict=False))
    return replace(dossier, links=links)


def test_the_beginning_of_an_id_is_enough_where_no_other_begins_so():
    lookup = index_dossier(with_ids("k12ab", "k12", "k7f"))
    assert [link.id for link in find_links(lookup, "k7").links] == ["k7f"]
    assert [link.id for link in find_links(lookup, "k12").links] == ["k12"]  # its own id, though k12ab begins so
    with pytest.raises(InputError, match=r"'k1' is the beginning of 2 ids \(k12, k12ab\)"):
        find_links(lookup, "k1")


def test_a_long_list_of_candidates_is_cut():
    lookup = index_dossier(with_ids(*(f"k{n}\x1b" for n in range(9))))
    with pytest.raises(InputError, match=r"of 9 ids \(k0␛, k1␛, k2␛, k3␛, k4␛, \.\.\.\); give more of it"):
        find_links(lookup, "k")


@pytest.mark.parametrize("key", ["", "k", "x\x1b[31m", "l99"])
def test_an_unknown_id_is_an_error_that_shows_no_escapes(key):
    with pytest.raises(InputError, match="holds no link or point") as caught:
        find_links(index_dossier(bridge_dossier()), key)
    assert "\x1b" not in str(caught.value)
    assert "14 links and 13 points" in str(caught.value)


def test_a_point_has_the_links_between_its_claims_and_prints_of_one_text_come_last():
    found = find_links(index_dossier(bridge_dossier()), "p04")
    assert found.point is not None and found.point.status == "corroborated"
    assert [link.id for link in found.links] == ["l06", "l07", "l11", "l08"]


# --- for a terminal --------------------------------------------------------------------------------------------------


def test_shows_both_stretches_with_source_date_and_true_offsets():
    dossier = bridge_dossier()
    text = render_explanation(dossier, "l01", width=200)
    assert "≠ CONFLICT, quantity: the amounts exclude each other" in text
    assert "93 %, the estimated probability" in text
    texts = {article.source: article.text for article in dossier.articles}
    claim = r"^[A-Z]\d+  (.+?), (\d+ March.*)\n +“(.+)”\n(?: +in the sentence .*\n)? +offsets (\d+) to (\d+)$"
    sides = re.findall(claim, text, re.M)
    assert [(source, date) for source, date, *_ in sides] == [
        ("Harbour Post", "4 March 2031, 16:30 UTC"), ("River Courier", "5 March 2031"),
    ]  # fmt: skip
    for source, _, words, start, end in sides:
        assert texts[source][int(start) : int(end)] == words
    assert re.findall(r"^ +value (.*)$", text, re.M) == ["200 to 999 commuters", "2000 to 9999 commuters"]


def test_says_of_what_kind_a_link_is_that_is_no_conflict():
    assert "\n= SAME, time: states the same\n" in render_explanation(bridge_dossier(), "l06")
    assert "\n≈ PARTIAL: states more, less" in render_explanation(bridge_dossier(), "l11")


def test_shows_all_evidence_with_the_stretches_that_it_points_to():
    dossier = bridge_dossier()
    link = dossier.links[0]
    text = render_explanation(dossier, link.id, width=100)
    for one in link.evidence:
        row = f"  {agreement_word(one.agreement):8} {show_strength(one.agreement)}  {one.feature}"
        assert row in text and one.detail in text
    texts = {article.id: article.text for article in dossier.articles}
    for code, words, start, end in re.findall(r"([AB])\d+ “([^”]+)” at (\d+) to (\d+)", text):
        assert texts[{"A": "post", "B": "courier"}[code]][int(start) : int(end)] == words
    assert text.count(" at ") >= 4


def test_a_link_without_evidence_says_so():
    assert "none is recorded" in render_explanation(bridge_dossier(), "l07")


def test_a_point_is_shown_with_all_its_links():
    text = render_explanation(bridge_dossier(), "p04", width=100)
    assert re.findall(r"^Link (\w+)", text, re.M) == ["l06", "l07", "l11", "l08"]
    assert "3 independent sources; 4 links" in text
    alone = render_explanation(bridge_dossier(), "p08")
    assert "1 independent source; no other statement is linked to it" in alone and "Link" not in alone


@pytest.mark.parametrize("width", [40, 60, 100])
@pytest.mark.parametrize("key", ["l01", "l04", "p04"])
def test_no_line_is_wider_than_the_terminal(width, key):
    text = render_explanation(bridge_dossier(), key, width=width)
    assert max(cell_len(line) for line in text.split("\n")) <= width


def test_colour_only_where_asked_for():
    plain, coloured = (render_explanation(bridge_dossier(), "l01", color=color) for color in (False, True))
    assert "\x1b" not in plain and "\x1b[" in coloured
    assert "\n".join(line.rstrip() for line in re.sub(r"\x1b\[[0-9;]*m", "", coloured).split("\n")) == plain


def test_hostile_text_cannot_steer_the_terminal():
    hostile = "[bold]x[/bold] \x1b]0;t\x07 \x9b31m :smile: \u202eabc"
    dossier = plain_dossier(hostile, "y", sources=[hostile, hostile])
    found = evidence(hostile, -1.0, hostile)
    link = replace(dossier.links[0], id=f"k{hostile}", relation="conflict", kind="other", evidence=(found,),
                   values=(hostile, hostile))  # fmt: skip
    text = render_explanation(replace(dossier, links=(link,)), "k", width=100)
    assert "[bold]x[/bold]" in text and ":smile:" in text
    assert not set("\x1b\x07\x9b\u202e") & set(text)


def test_long_text_is_cut():
    dossier = plain_dossier("word " * 20_000, "x" * 50_000, sources=["s" * 5000, "t"])
    found = evidence("f" * 5000, 0.5, "d" * 50_000)
    dossier = replace(dossier, links=(replace(dossier.links[0], evidence=(found,)),))
    assert len(render_explanation(dossier, "l0", width=80)) < 10_000


# --- as JSON ---------------------------------------------------------------------------------------------------------


def test_the_json_is_the_dossiers_link_with_its_two_claims():
    dossier = bridge_dossier()
    whole = json.loads(render_json(dossier))
    claims = {claim["id"]: claim for claim in whole["claims"]}
    links = {link["id"]: link for link in whole["links"]}
    told = json.loads(render_explanation_json(dossier, "l03"))
    assert told == links["l03"] | {"claims": [claims["a-sign"], claims["b-sign"]]}
    point = json.loads(render_explanation_json(dossier, "p02"))
    assert {**point, "links": None} == {**next(one for one in whole["points"] if one["id"] == "p02"), "links": None}
    assert [link["id"] for link in point["links"]] == ["l03", "l05"]
    assert point["links"][0] == told

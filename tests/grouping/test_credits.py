from __future__ import annotations

import pytest
from tests.builders import make_article, make_claim, make_reading, span_of

from rashomon.grouping.credits import find_agency_lines, find_credits, name_speaker
from rashomon.records import Entity, Mention


def lines_of(text: str, **fields):
    return {(credit.kind, credit.name) for credit in find_agency_lines(make_article(text, **fields))}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("LOWER QUAY (AP) - The bridge is shut.", {("agency", "AP")}),
        ("LOWER QUAY, June 3 (Reuters) — The bridge is shut.", {("agency", "Reuters")}),
        ("Bridge shut\nBy Ada Brook, Associated Press\n\nThe bridge is shut.", {("agency", "AP")}),
        ("Bridge shut\nSource: Korean Central News Agency\nThe bridge is shut.", {("agency", "KCNA")}),
        ("The bridge is shut.\n\nReuters contributed to this report.", {("contribution", "Reuters")}),
        (
            "The bridge is shut.\n(The Associated Press and AFP contributed to this story.)",
            {("contribution", "AP"), ("contribution", "AFP")},
        ),
        ("The bridge is shut.\nWith files from The Canadian Press", {("contribution", "The Canadian Press")}),
        ("The bridge is shut.\nAdditional reporting by Yonhap", {("contribution", "Yonhap")}),
        ("The bridge is shut (see map).", set()),
        ("Apart from the bridge (APT) nothing is shut.", set()),
        ("The firm contributed to this fund.", set()),
        ("", set()),
    ],
)
def test_lines_that_credit_an_agency(text, found):
    assert lines_of(text) == found


def test_an_outlet_that_is_an_agency_needs_no_line():
    assert lines_of("The bridge is shut.", source="The Associated Press") == {("agency", "AP")}


def test_a_credit_stands_at_its_span():
    article = make_article("LOWER QUAY (Reuters/AFP) - The bridge is shut.")
    spans = [article.text[one.span.start : one.span.end] for one in find_agency_lines(article)]
    assert spans == ["Reuters", "AFP"]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("the state police", "state police"),
        ("A spokesman for the state police", "state police"),
        ("a state police spokeswoman", "state police"),
        ("a statement from the harbour ministry", "harbour ministry"),
        ("the Associated Press", "AP"),
        ("court documents", "court documents"),
        ("the indictment", "indictment"),
        ("a witness", ""),
        ("two neighbours of the couple", ""),
        ("officials", ""),
        ("a spokesman", ""),
        ("he", ""),
        ("", ""),
        ("the man who had been standing at the corner of the street that night", ""),
    ],
)
def test_who_is_meant_by_a_report_s_words_for_a_speaker(said, name):
    assert name_speaker(said) == name


def credits_of(text: str, piece: str, speaker: str | None = None, entity: str | None = None, **fields):
    mention = Mention(span=span_of(text, speaker), entity=entity, kind="other") if speaker else None
    whole = span_of(text, text)
    claim = make_claim(text, piece, speaker=mention, sentence=whole)
    names = (Entity(id="person:osei", name="Henrik Osei", kind="person", names=("Henrik Osei", "Osei")),)
    found = find_credits([make_reading(make_article(text, **fields), (claim,))], names)
    return [(one.claim == claim.id, one.name) for one in found]


def test_a_claim_is_credited_to_its_speaker():
    text = "Osei said the pump had failed."
    assert credits_of(text, "the pump had failed", "Osei", "person:osei") == [(True, "Henrik Osei")]
    assert credits_of("Police said the pump had failed.", "the pump had failed", "Police") == [(True, "police")]
    assert credits_of("The pump had failed.", "The pump had failed") == []


@pytest.mark.parametrize(
    "text",
    [
        "The pump had failed, as KCNA reported.",
        "The pump had failed, according to the KCNA.",
        "The pump had failed, the minister told KCNA.",
        "The pump had failed, state media said, citing the Korean Central News Agency.",
    ],
)
def test_a_claim_is_credited_to_the_agency_that_its_sentence_names(text):
    assert credits_of(text, "The pump had failed") == [(True, "KCNA")]


def test_an_agency_that_is_only_spoken_of_is_no_credit():
    assert credits_of("The office of KCNA burned down.", "The office of KCNA burned down") == []


def test_an_outlet_s_name_for_itself_is_its_own_voice():
    text = "The Siren understands the pump had failed."
    assert credits_of(text, "the pump had failed", "The Siren", source="The Daily Siren") == []

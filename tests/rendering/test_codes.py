"""Event codes, rivals, background and counts of wordings: in every output, and back from the JSON."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from tests.dossiers import bridge_dossier

from rashomon.errors import InputError
from rashomon.records import Dossier, EventCode, EventCodes
from rashomon.rendering import render_html, render_json, render_markdown, render_terminal
from rashomon.rendering.accounts import make_moments, make_namings
from rashomon.rendering.codes import list_codes
from rashomon.rendering.dossier_file import parse_dossier
from rashomon.rendering.lookup import index_dossier
from rashomon.rendering.overview import answer_lines


def coded_dossier() -> Dossier:
    """The bridge's dossier with codes at odds (l03), a rival of the first answer and a background entry."""
    dossier = bridge_dossier()
    claims = {claim.id: claim for reading in dossier.readings for claim in reading.claims}
    mentions = {m.entity: m for m in dossier.readings[0].mentions if m.entity}
    signed = EventCode(claim="a-sign", event="SUPPORT", mode=None, contexts=("economic",), words=claims["a-sign"].span,
                       actors=(mentions["halden"],), targets=(), score=0.9)  # fmt: skip
    talked = EventCode(claim="b-sign", event="CONSULT", mode="visit", contexts=(), words=claims["b-sign"].span,
                       actors=(), targets=(), score=0.72)  # fmt: skip
    what = replace(dossier.five_w.what[0], claims=("a-crowd",), conflicts=("l01", "l02"))
    timeline = (replace(dossier.timeline[0], background=True), replace(dossier.timeline[1], conflicts=("l06",)))
    wording = replace(dossier.wording[0], labels=(replace(dossier.wording[0].labels[0], count=3, quoted=True),
                                                  *dossier.wording[0].labels[1:]), links=("l06",))  # fmt: skip
    return replace(
        dossier,
        event_codes=EventCodes(codes=(signed, talked), conflicts=("l03",)),
        five_w=replace(dossier.five_w, what=(what,)),
        timeline=timeline,
        wording=(wording, dossier.wording[1]),
        open_questions=(replace(dossier.open_questions[0], event="accident"), dossier.open_questions[1]),
    )


def test_the_json_is_read_back_as_it_was_written() -> None:
    dossier = coded_dossier()
    read = parse_dossier(render_json(dossier).encode())
    assert (read.event_codes, read.timeline, read.wording, read.five_w, read.open_questions) == (
        dossier.event_codes, dossier.timeline, dossier.wording, dossier.five_w, dossier.open_questions,
    )  # fmt: skip
    assert render_json(read) == render_json(dossier)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda found: found["codes"][0].update(claim="zz"), "claim that is not there"),
        (lambda found: found["codes"][0].update(end=99_999), "leads out of its text"),
        (lambda found: found["codes"][0]["actors"][0].update(start=5, end=5), "leads out of its text"),
        (lambda found: found["conflicts"].append("zz"), "link that is not there"),
        (lambda found: found["codes"][0].update(event="WIN"), "damaged"),
    ],
    ids=["claim", "words", "actor", "link", "type"],
)
def test_a_code_that_leads_nowhere_is_told(change, message) -> None:  # type: ignore[no-untyped-def]
    shape = json.loads(render_json(coded_dossier()))
    change(shape["event_codes"])
    with pytest.raises(InputError, match=message):
        parse_dossier(json.dumps(shape).encode())


@pytest.mark.parametrize(
    "render", [render_terminal, render_markdown, render_html], ids=["terminal", "markdown", "html"]
)
def test_every_output_shows_them(render) -> None:  # type: ignore[no-untyped-def]
    shown = " ".join(render(coded_dossier()).replace("\\", "").split())
    told = (
        "Event codes",
        "At odds: SUPPORT ≠ CONSULT / visit",
        "score 0.90",
        "economic",
        "differs:",
        "ackground",
        "×3",
    )
    for words in told:
        assert words in shown, words


def test_codes_at_odds_come_first_and_parties_are_named() -> None:
    odds, *types = list_codes(index_dossier(coded_dossier()))
    assert odds.head == "At odds: SUPPORT ≠ CONSULT / visit"
    assert [line.label for line in odds.lines] == ["Halden Steel", "–"]
    assert [entry.head for entry in types] == ["SUPPORT", "CONSULT / visit"]


def test_rivals_background_and_counts() -> None:
    lookup = index_dossier(coded_dossier())
    (what,) = answer_lines(lookup)["what"]
    assert [one.code for one in what.rivals] == [lookup.codes["b-crowd"], lookup.codes["d-crowd"]][:1]
    assert [moment.background for moment in make_moments(lookup)] == [False, True]
    first = make_namings(lookup)[0]
    assert first.counts[0] == "A ×3 quoted"
    assert first.named is False


def test_what_a_copy_prints_stands_with_its_origin() -> None:
    dossier = coded_dossier()
    claims = {claim.id: claim for reading in dossier.readings for claim in reading.claims}
    shut, copied, own = (
        EventCode(claim=key, event="SANCTION", mode=None, contexts=(), words=claims[key].span, actors=(), targets=(),
                  score=0.9)
        for key in ("a-shut", "d-shut", "d-crack")
    )  # fmt: skip
    lookup = index_dossier(replace(dossier, event_codes=EventCodes(codes=(copied, shut, own), conflicts=())))
    (entry,) = list_codes(lookup)
    assert [line.stretch.code for line in entry.lines if line.stretch] == [
        lookup.codes["a-shut"],
        lookup.codes["d-crack"],
    ]
    assert f"same words: {lookup.codes['d-shut']}" in entry.lines[0].note

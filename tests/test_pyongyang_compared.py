"""The Pyongyang pair compared: wordings, silences, hedges and event codes that an editor must see.

The table of codes was written by hand before the frames were run; places are offsets into the reports, no words of
which are here.
"""

from __future__ import annotations

import pytest
from tests.test_pyongyang import Item, claims_at, compare_pair, load_facts, place, reading_of

from rashomon.records import Dossier, Span
from rashomon.text import overlap

# Report, start, end: type and mode that PLOVER has for what is told there (mode None: none, or left open).
CODES = {
    "visit": ("a", 241, 350, "CONSULT", "visit"),
    "arrival": ("b", 82, 152, "CONSULT", "visit"),
    "meeting and talks": ("a", 361, 493, "CONSULT", None),
    "greeted": ("a", 1075, 1116, "CONSULT", "visit"),
    "first talks": ("b", 770, 874, "CONSULT", None),
    "treaty signed": ("a", 2715, 2783, "SUPPORT", None),
    "treaty discussed": ("b", 1140, 1244, "CONSULT", None),
    "mutual-defence pledge": ("a", 2970, 3052, "AGREE", None),
    "cooperation agreed": ("a", 114, 239, "AGREE", None),
    "foreign meddling decried": ("a", 3057, 3162, "ACCUSE", "disapprove"),
    "sanctions denounced": ("a", 3391, 3498, "ACCUSE", "disapprove"),
    "revision asked for": ("a", 3499, 3524, "REQUEST", "change"),
    "opposition to sanctions": ("b", 1337, 1449, "ACCUSE", "disapprove"),
    "payment systems vowed": ("b", 1451, 1525, "AGREE", None),
    "efforts for peace vowed": ("a", 3282, 3389, "AGREE", None),
    "support for the operation": ("a", 2552, 2632, "SUPPORT", None),
    "appreciation": ("a", 2140, 2198, "SUPPORT", None),
    "thanks to the country": ("b", 1017, 1138, "SUPPORT", None),
    "invitation": ("a", 3893, 3952, "AGREE", None),
    "thanks to residents": ("a", 3986, 4041, "SUPPORT", None),
    "munitions offered": ("b", 2126, 2276, "AGREE", None),
    "concern abroad": ("b", 2405, 2463, "ACCUSE", "disapprove"),
}
# What only one report says: places in the facts file's list `only`, or offsets.
SILENCES_OF_B = {"mutual-defence pledge": ("a", 2970, 3052), "delegation": ("a", 675, 961), "gifts": ("a", 1692, 1722)}
SILENCES_OF_A = {
    "arms for technology": ("b", 2126, 2276),
    "concern abroad": ("b", 2281, 2463),
    "guest house": ("b", 770, 822),
}


@pytest.fixture
def dossier() -> Dossier:
    load_facts()
    return compare_pair()


@pytest.fixture
def facts() -> Item:
    return load_facts()


def at(document: str, start: int, end: int) -> Item:
    return {"doc": document, "start": start, "end": end}


def codes_at(dossier: Dossier, document: str, start: int, end: int) -> set[tuple[str, str | None]]:
    inside = {
        claim.id for claim in reading_of(dossier, document).claims
        if 2 * overlap(claim.span, Span(start=start, end=end)) >= claim.span.end - claim.span.start
        or claim.id in claims_at(dossier, at(document, start, end))
    }  # fmt: skip
    return {(code.event, code.mode) for code in dossier.event_codes.codes if code.claim in inside}


def right_codes(dossier: Dossier) -> list[str]:
    return [name for name, (doc, start, end, event, mode) in CODES.items()
            if (event, mode) in codes_at(dossier, doc, start, end)]  # fmt: skip


def test_codes_of_the_table_are_right(dossier: Dossier) -> None:
    wrong = {name: codes_at(dossier, *CODES[name][:3]) for name in CODES.keys() - set(right_codes(dossier))}
    assert len(CODES) - len(wrong) >= 20, wrong


@pytest.mark.parametrize("name", ["visit", "treaty signed", "mutual-defence pledge", "sanctions denounced",
                                  "invitation", "thanks to residents", "first talks"])  # fmt: skip
def test_the_codes_that_the_event_is_known_for(name: str, dossier: Dossier) -> None:
    doc, start, end, event, mode = CODES[name]
    assert (event, mode) in codes_at(dossier, doc, start, end)


def test_the_pledge_is_military_and_the_treaty_diplomatic(dossier: Dossier) -> None:
    contexts = {
        name: {
            context for code in dossier.event_codes.codes for context in code.contexts
            if code.claim in claims_at(dossier, at(*CODES[name][:3]))
        } for name in ("mutual-defence pledge", "treaty signed")
    }  # fmt: skip
    assert "military" in contexts["mutual-defence pledge"]
    assert "diplomatic" in contexts["treaty signed"]


def test_signed_and_discussed_are_codes_at_odds(dossier: Dossier, facts: Item) -> None:
    signed = set(claims_at(dossier, at(*CODES["treaty signed"][:3])))
    talked = set(claims_at(dossier, at(*CODES["treaty discussed"][:3])))
    odds = [link for link in dossier.links if link.id in dossier.event_codes.conflicts]
    assert any({link.left, link.right} & signed and {link.left, link.right} & talked for link in odds)


@pytest.mark.parametrize("number", [0, 1, 2], ids=["the war", "the relation", "the sanctions"])
def test_the_wordings_of_the_facts_are_shown(number: int, dossier: Dossier, facts: Item) -> None:
    """The words of each side stand in one wording: some label of that report shares them."""
    wanted = facts["wording"][number]
    ids = {document: reading_of(dossier, document).article for document in "ab"}
    shown = []
    for wording in dossier.wording:
        met = []
        for document in "ab":
            article = ids[document]
            core = wanted[document]
            spots = [n for n in range(len(article.text)) if article.text.startswith(core, n)]
            spans = [Span(start=n, end=n + len(core)) for n in spots]
            own = [label for label in wording.labels if label.article == article.id]
            met.append(any(2 * overlap(label.span, span) >= min(label.span.end - label.span.start, len(core))
                           for label in own for span in spans))  # fmt: skip
        if all(met):
            shown.append(wording)
    assert shown


def silent_about(dossier: Dossier, document: str, item: tuple[str, int, int]) -> bool:
    article = reading_of(dossier, document).article.id
    claims = set(claims_at(dossier, at(*item)))
    points = {point.id for point in dossier.points if claims & set(point.claims)}
    return any(silence.article == article and silence.point in points for silence in dossier.silences)


@pytest.mark.parametrize("name", SILENCES_OF_B, ids=list(SILENCES_OF_B))
def test_silences_of_b(name: str, dossier: Dossier) -> None:
    assert silent_about(dossier, "b", SILENCES_OF_B[name])


@pytest.mark.parametrize("name", SILENCES_OF_A, ids=list(SILENCES_OF_A))
def test_silences_of_a(name: str, dossier: Dossier) -> None:
    assert silent_about(dossier, "a", SILENCES_OF_A[name])


def test_hedges_are_hedged_and_their_codes_less_sure(dossier: Dossier, facts: Item) -> None:
    for item in facts["hedged"]:
        assert "hedged" in {claim.stance for claim in claims_at(dossier, item).values()}
    hedged = {claim.id for reading in dossier.readings for claim in reading.claims if claim.stance == "hedged"}
    scores = [code.score for code in dossier.event_codes.codes if code.claim in hedged]
    assert scores
    assert max(scores) < max(code.score for code in dossier.event_codes.codes)


def test_the_first_visit_is_background_and_the_day_is_not(dossier: Dossier) -> None:
    by_year = {entry.start.year: entry.background for entry in dossier.timeline}
    assert by_year[2024] is False
    assert by_year.get(2000, True) is True


def test_the_answers_are_those_of_the_facts(dossier: Dossier, facts: Item) -> None:
    five_w = dossier.five_w
    assert {answer.text for answer in five_w.who[:2]} == set(facts["five_w"]["who"])
    assert five_w.when[0].text == facts["five_w"]["when"]
    assert {answer.text for answer in five_w.where[:2]} == set(facts["five_w"]["where"].split(", "))
    assert all(answer.articles for answer in (*five_w.who, *five_w.when, *five_w.where))
    assert place(facts["links"][0]["a"]).start == 241

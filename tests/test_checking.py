"""A draft beside reports, with the models that ship."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache

import pytest

from rashomon import Settings
from rashomon.checking import as_draft, check_draft, draft_article
from rashomon.errors import InputError
from rashomon.records import Article, Check, CheckedClaim
from rashomon.rendering import render_check, render_check_json
from rashomon.rendering.check_lines import make_check_lines

REPORTS = {
    "Quay Post": "The tanker Brannoch ran aground off Tolsey on Monday. Nine sailors were rescued by helicopter. "
    "The harbour master said the ship carried 400 tonnes of fuel. Pilot Greta Holm warned the captain before the "
    "grounding. The port will reopen on Friday.",
    "Tolsey Echo": "The Brannoch, a tanker, ran aground off Tolsey on Monday. A helicopter rescued nine sailors. "
    "The ship carried 650 tonnes of fuel, its owner said. The captain was not arrested.",
    "Island Radio": "On Monday the tanker Brannoch ran aground near Tolsey. At least four sailors were rescued.",
}
SETTINGS = Settings(reproducible=True, one_event=True)


def report(source: str, text: str) -> Article:
    return Article(id=source.lower().replace(" ", "-"), source=source, title="", text=text, language="en")


@cache
def checked(text: str, *sources: str) -> Check:
    reports = [report(source, REPORTS[source]) for source in sources or REPORTS]
    return check_draft(draft_article(text), reports, settings=SETTINGS)


def only_claim(text: str, *sources: str) -> CheckedClaim:
    (found,) = checked(text, *sources).claims
    return found


def test_a_claim_that_two_outlets_state_is_confirmed_by_two_sources():
    found = only_claim("Nine sailors were rescued by a helicopter.")
    assert (found.status, found.independent_sources) == ("confirmed", 2)
    assert set(found.origins) == {"Quay Post", "Tolsey Echo"}
    assert found.nearest is None


def test_another_amount_contradicts_with_both_values():
    check = checked("The ship carried 900 tonnes of fuel.")
    (line,) = make_check_lines(check)
    assert line.status == "contradicted"
    values = {(one.own_value, one.value) for one in line.contradicting}
    assert any("900" in own and ("400" in value or "650" in value) for own, value in values)
    assert check.claims[0].contradicting_sources == 2


def test_a_vaguer_amount_is_stated_otherwise_and_confirms_nothing():
    found = only_claim("Nine sailors were rescued.", "Island Radio")
    assert (found.status, found.independent_sources) == ("stated otherwise", 0)


def test_what_no_report_has_is_not_found_and_the_nearest_stretch_is_shown():
    check = checked("The oil slick killed two seals near the lighthouse.")
    (line,) = make_check_lines(check)
    assert line.status == "not found"
    assert line.nearest is not None
    article = next(one for one in check.articles if one.id == line.nearest.article)
    assert article.text[line.nearest.span.start : line.nearest.span.end] == line.nearest.text


@pytest.mark.parametrize(
    ("draft", "report_text"),
    [
        ("The council approved the school budget.", "The council did not approve the school budget."),
        ("Mayor Orla Finn praised Minister Ivo Kranz.", "Minister Ivo Kranz praised Mayor Orla Finn."),
        ("The court upheld the ban on night flights.", "The court struck down the ban on night flights."),
        ("The museum opened on Friday.", "The museum will open on Friday."),
        ("Twelve houses burned down in Harrow Lane.", "Two houses burned down in Harrow Lane."),
    ],
    ids=["negated", "swapped-roles", "opposite", "only-planned", "other-amount"],
)
def test_what_must_never_confirm_does_not(draft, report_text):
    check = check_draft(draft_article(draft), [report("Quay Post", report_text)], settings=SETTINGS)
    assert all(one.status != "confirmed" and not one.independent_sources for one in check.claims)


def test_copies_count_once():
    text = " ".join(REPORTS["Quay Post"].split())
    reports = [report("Quay Post", text), report("Copy Cat", text), report("Tolsey Echo", REPORTS["Tolsey Echo"])]
    check = check_draft(draft_article("Nine sailors were rescued by a helicopter."), reports, settings=SETTINGS)
    assert [(one.status, one.independent_sources) for one in check.claims] == [("confirmed", 2)]


def test_a_print_of_the_draft_confirms_nothing():
    draft = as_draft(report("Quay Post", REPORTS["Quay Post"]))
    reports = [report(source, text) for source, text in REPORTS.items()]
    check = check_draft(draft, reports, settings=SETTINGS)
    assert check.own_prints == ("quay-post",)
    assert all(reading.article.id != "quay-post" for reading in check.readings)
    with pytest.raises(InputError, match="can't confirm itself"):
        check_draft(draft, reports[:1], settings=SETTINGS)


def test_the_order_of_the_reports_changes_nothing_but_their_list():
    draft = draft_article("The tanker Brannoch ran aground off Tolsey on Monday. Nine sailors were rescued.")
    reports = [report(source, text) for source, text in REPORTS.items()]
    first = check_draft(draft, reports, settings=SETTINGS)
    second = check_draft(draft, reports[::-1], settings=SETTINGS)
    assert replace(second, articles=first.articles) == first


def test_no_report_is_an_error_and_a_wordless_draft_too():
    with pytest.raises(InputError, match="at least one report"):
        check_draft(draft_article("Nine sailors were rescued."), [], settings=SETTINGS)
    with pytest.raises(InputError, match="no sentence"):
        draft_article("  ")


def test_the_json_has_every_claim_with_its_offsets_and_calls_nothing_true():
    check = checked("Nine sailors were rescued by a helicopter. The ship carried 900 tonnes of fuel.")
    text = render_check_json(check)
    found = json.loads(text)
    assert found["schema"] == "rashomon/check/1"
    for claim in found["claims"]:
        assert found["draft"][claim["start"] : claim["end"]] == claim["text"]
    assert [claim["status"] for claim in found["claims"]] == ["confirmed", "contradicted"]
    assert text == render_check_json(check)


def test_the_terminal_shows_each_claim_and_escapes_what_it_shows():
    check = checked("Nine sailors were rescued by a helicopter. The ship carried 900 tonnes of fuel.")
    shown = render_check(check)
    assert "CONFIRMED BY 2 INDEPENDENT SOURCES" in shown
    assert "CONTRADICTED BY 2 INDEPENDENT SOURCES" in shown
    hostile = report("Evil\x1b[31m", "Nine sailors were \x1b[2Jrescued by helicopter.")
    shown = render_check(check_draft(draft_article("Nine sailors were rescued."), [hostile], settings=SETTINGS))
    assert "\x1b" not in shown

"""A report of another event in the whole program: named, kept, and compared with nothing."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests.shared_data import ROOT
from tests.tracing import untraced_in_dossier
from typer.testing import CliRunner

import rashomon
from rashomon import rendering
from rashomon.cli import app
from rashomon.records import Dossier
from rashomon.rendering.dossier_file import parse_dossier

EXAMPLES = ROOT / "examples"
FERRY = tuple(sorted((EXAMPLES / "ferry-accident").iterdir()))[:3]
COURT = EXAMPLES / "court-ruling" / "ardmouth-ledger.txt"
PARTS = ("links", "points", "timeline", "wording", "silences", "open_questions", "five_w", "dates", "event")


@cache
def ferry_and_court() -> Dossier:
    return rashomon.compare([FERRY[0], COURT, *FERRY[1:]], settings=rashomon.Settings(reproducible=True))


@cache
def ferry_alone() -> Dossier:
    return rashomon.compare(FERRY, settings=rashomon.Settings(reproducible=True))


@cache
def one_of_each() -> Dossier:
    return rashomon.compare([FERRY[0], COURT], settings=rashomon.Settings(reproducible=True))


def as_json(dossier: Dossier) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(rendering.render_json(dossier))
    return found


def path_of(dossier: Dossier, article: str) -> Path:
    return next(Path(a.path or "") for a in dossier.articles if a.id == article)


def test_the_report_of_another_event_is_named_and_kept():
    dossier = ferry_and_court()
    (other,) = dossier.other_events
    assert path_of(dossier, other.article) == COURT
    assert len(dossier.articles) == len(dossier.readings) == 4
    assert next(reading for reading in dossier.readings if reading.article.id == other.article).claims
    assert other.article not in dossier.event.articles and len(dossier.event.articles) == 3


def test_it_changes_nothing_in_what_is_compared():
    together, alone = as_json(ferry_and_court()), as_json(ferry_alone())
    assert alone["other_events"] == []
    assert {part: together[part] for part in PARTS} == {part: alone[part] for part in PARTS}
    assert together["links"]
    apart = together["other_events"][0]["article"]
    kept = [claim for claim in together["claims"] if claim["article"] != apart]
    assert kept == alone["claims"]
    assert len(kept) < len(together["claims"])


def test_two_reports_of_two_events_are_not_compared():
    dossier = one_of_each()
    assert {path_of(dossier, other.article) for other in dossier.other_events} == {FERRY[0], COURT}
    assert not any(getattr(dossier, part) for part in PARTS if part not in ("five_w", "event"))
    assert as_json(dossier)["five_w"] == {key: [] for key in ("who", "what", "when", "where", "why", "how")}
    assert dossier.event.label == "" and dossier.event.articles == ()
    assert len(dossier.readings) == 2


def test_it_is_compared_all_the_same_where_the_user_says_so():
    settings = rashomon.Settings(reproducible=True, one_event=True)
    dossier = rashomon.compare([FERRY[0], COURT], settings=settings)
    assert dossier.other_events == ()
    claims = {claim.id for reading in dossier.readings for claim in reading.claims}
    assert {claim for point in dossier.points for claim in point.claims} == claims
    assert dossier.silences
    assert len(dossier.event.articles) == 2


@pytest.mark.parametrize("make", [ferry_and_court, one_of_each])
def test_the_json_is_traced_and_read_back(make: Any):
    written = as_json(make())
    assert untraced_in_dossier(written) == []
    assert set(written["other_events"][0]) == {"article", "group", "score", "reason"}
    text = rendering.render_json(make())
    read_back = parse_dossier(text.encode())
    assert rendering.render_json(read_back) == text
    assert set(read_back.event.articles) == set(make().event.articles)


@pytest.mark.parametrize("render", [rendering.render_html, rendering.render_markdown, rendering.render_terminal])
def test_every_output_names_it(render: Any):
    shown = " ".join(render(ferry_and_court()).replace("\\", "").split())
    assert shown.count("seems to report another event than the others") == 1
    assert "--one-event" in shown and "Conflicts" in shown
    assert "another event" not in render(ferry_alone())


@pytest.mark.parametrize("render", [rendering.render_html, rendering.render_markdown, rendering.render_terminal])
def test_every_output_shows_nothing_compared_where_there_is_no_event(render: Any):
    shown = " ".join(render(one_of_each()).replace("\\", "").split())
    assert shown.count("seems to report another event than the other;") == 2
    assert "No two of these reports seem to report one event" in shown and "--one-event" in shown
    for part in ("Conflicts", "Who", "0 reports", "is silent on"):
        assert part not in shown


def test_the_page_shows_its_text_but_gives_it_no_column():
    page = rendering.render_html(ferry_and_court())
    title = "Text of B"
    assert page.count(title) == 1
    assert page.count('<article class="report-text"') == 3
    assert 'id="report-B"' not in page and 'id="report-D"' in page


def test_the_command_line_tells_on_standard_error(tmp_path: Path):
    runner = CliRunner()
    page = tmp_path / "page.html"
    done = runner.invoke(app, ["compare", str(FERRY[0]), str(COURT), "--format", "html", "-o", str(page)])
    assert done.exit_code == 0
    assert done.stderr.count("not compared: ") == 2
    anyway = runner.invoke(
        app, ["compare", str(FERRY[0]), str(COURT), "--one-event", "--format", "html", "-o", str(page)]
    )
    assert anyway.exit_code == 0
    assert "not compared" not in anyway.stderr

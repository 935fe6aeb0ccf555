"""The whole way from files to a dossier: exact offsets, equal bytes, no matter the order, nothing lost quietly."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests.shared_data import ROOT
from tests.tracing import untraced_in_dossier, untraced_in_reading

import rashomon
from rashomon import rendering
from rashomon.records import Dossier, Reading, Span
from rashomon.text import contains, overlap, stretch

EXAMPLES = ROOT / "examples"
EVENTS = ("state-visit", "ferry-accident", "court-ruling")
FERRY = tuple(sorted((EXAMPLES / "ferry-accident").iterdir()))
REPRODUCIBLE = rashomon.Settings(reproducible=True)
RENDERERS: dict[str, Callable[[Dossier], str]] = {
    "json": rendering.render_json,
    "html": rendering.render_html,
    "markdown": rendering.render_markdown,
    "terminal": lambda dossier: rendering.render_terminal(dossier, width=100, color=False),
}
MILL = """Source: Valley Post
Published: 2031-05-08

Old mill burns down in Tessel

The old paper mill in Tessel burned down on Tuesday. Three firefighters were injured, the fire service said.
"We lost a piece of our town," said Mayor Ada Brandt.
"""
BARN = """Fire destroys the Tessel paper mill

A fire destroyed the paper mill in Tessel on Tuesday. Five firefighters were hurt. Nobody knows how it began.
"""


@cache
def dossier_of(event: str) -> Dossier:
    """The dossier of an example event; each is compared once in a run of this module."""
    return rashomon.compare(sorted((EXAMPLES / event).iterdir()), settings=REPRODUCIBLE)


@cache
def ferry_backwards() -> Dossier:
    return rashomon.compare(FERRY[::-1], settings=REPRODUCIBLE)


def as_json(dossier: Dossier) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(rendering.render_json(dossier))
    return found


def write(folder: Path, **texts: str) -> list[Path]:
    """Text files in `folder`, with line ends as they stand."""
    paths = []
    for name, text in texts.items():
        path = folder / f"{name}.txt"
        path.write_bytes(text.encode())
        paths.append(path)
    return paths


def reading_of(dossier: Dossier, name: str) -> Reading:
    return next(r for r in dossier.readings if r.article.path and Path(r.article.path).stem == name)


# --- offsets ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("event", EVENTS)
def test_everything_in_the_dossier_stands_where_it_says(event: str) -> None:
    written = as_json(dossier_of(event))
    assert untraced_in_dossier(written) == []
    for part in ("claims", "links", "points", "quotes", "entities", "timeline", "wording"):
        assert written[part], f"nothing in {part}: the law would hold of nothing"


@pytest.mark.parametrize("event", EVENTS)
def test_everything_in_the_readings_stands_where_it_says(event: str) -> None:
    for reading in dossier_of(event).readings:
        written = json.loads(rendering.render_reading_json(reading))
        assert untraced_in_reading(written) == []
        assert written["claims"] and written["mentions"]


@pytest.mark.parametrize("event", EVENTS)
def test_no_claim_lies_in_a_heading_or_in_boilerplate(event: str) -> None:
    for reading in dossier_of(event).readings:
        furniture = (*reading.headings, *reading.boilerplate)
        touched = [
            stretch(reading.article.text, claim.span)
            for claim in reading.claims
            for span in furniture
            if overlap(span, claim.span)
        ]
        assert touched == []


def test_read_gives_the_readings_that_compare_rests_on() -> None:
    post = next(path for path in FERRY if path.stem == "north-isles-post")
    (reading,), skipped = rashomon.read([post])
    compared = reading_of(dossier_of("ferry-accident"), post.stem)
    assert skipped == ()
    assert (reading.article, reading.sentences) == (compared.article, compared.sentences)
    # What differs are sentences that were linked as a whole: each stands for claims that the reading has in it.
    own = {claim.span for claim in reading.claims}
    for whole in (claim for claim in compared.claims if claim.span not in own):
        assert any(contains(whole.span, span) for span in own)
        assert any(whole.id in (link.left, link.right) for link in dossier_of("ferry-accident").links)


def test_the_tracer_finds_what_is_off() -> None:
    written = as_json(dossier_of("ferry-accident"))
    written["claims"][0]["start"] += 1
    written["quotes"][0]["end"] += 1
    written["points"][0]["claims"][0] = "nobody"
    assert len(untraced_in_dossier(written)) >= 3


@pytest.mark.parametrize("event", EVENTS)
def test_plain_text_goes_in_character_for_character(event: str) -> None:
    articles = [a for a in dossier_of(event).articles if a.path and a.path.endswith(".txt")]
    assert articles
    for article in articles:
        assert article.text == Path(article.path or "").read_bytes().decode("utf-8")
        assert article.body_start == 0


def test_line_ends_and_spaces_of_plain_text_are_kept(tmp_path: Path) -> None:
    text = "  The mill burned.\r\n\r\n\tThree men were hurt,\u00a0the mayor said. \r\n\n\nShe saw “smoke”\u2028 rise.\r"
    (reading,), _ = rashomon.read(write(tmp_path, mill=text))
    assert reading.article.text == text
    assert untraced_in_reading(json.loads(rendering.render_reading_json(reading))) == []


# --- equal bytes -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ferry_again() -> Dossier:
    return rashomon.compare(FERRY, settings=REPRODUCIBLE)


@pytest.mark.parametrize("name", sorted(RENDERERS))
def test_two_runs_give_the_same_bytes(name: str, ferry_again: Dossier) -> None:
    render = RENDERERS[name]
    assert render(dossier_of("ferry-accident")).encode() == render(ferry_again).encode()


def test_a_run_that_is_not_reproducible_says_when_and_how_long(tmp_path: Path) -> None:
    before = datetime.now(UTC)
    run = rashomon.compare(write(tmp_path, mill=MILL, barn=BARN)).run
    assert run.started is not None and before <= run.started <= datetime.now(UTC)
    assert run.seconds is not None and run.seconds >= 0
    assert dossier_of("ferry-accident").run.started is None
    assert dossier_of("ferry-accident").run.seconds is None


def test_the_order_of_inputs_changes_nothing_but_the_order_of_articles() -> None:
    there, back = as_json(dossier_of("ferry-accident")), as_json(ferry_backwards())
    assert [a["id"] for a in there["articles"]] == [a["id"] for a in back["articles"]][::-1]
    for written in (there, back):
        written["articles"].sort(key=lambda article: article["id"])
    assert there == back


# --- what one report does to another ---------------------------------------------------------------------------------


def test_a_report_against_itself_is_a_copy_without_conflicts() -> None:
    siren = next(path for path in FERRY if path.stem == "daily-siren")
    dossier = rashomon.compare([siren, siren])
    assert len({article.id for article in dossier.articles}) == 2
    assert len(dossier.copies) == 1
    assert dossier.copies[0].contained == 1
    assert dossier.links
    assert {link.relation for link in dossier.links} == {"same"}
    assert {point.status for point in dossier.points} == {"single-source"}
    assert {point.independent_sources for point in dossier.points} == {1}


def test_links_below_the_least_score_are_left_out() -> None:
    every = dossier_of("ferry-accident").links
    bar = sorted(link.score for link in every)[len(every) // 2]
    some = rashomon.compare(FERRY, settings=rashomon.Settings(min_score=bar, reproducible=True)).links
    assert {link.id for link in some} == {link.id for link in every if link.score >= bar}
    assert 0 < len(some) < len(every)


def test_every_claim_is_in_exactly_one_point() -> None:
    dossier = dossier_of("ferry-accident")
    placed = sorted(claim for point in dossier.points for claim in point.claims)
    assert placed == sorted(claim.id for reading in dossier.readings for claim in reading.claims)


# --- dates -----------------------------------------------------------------------------------------------------------


def test_an_undated_report_takes_its_weekday_from_another_and_says_so() -> None:
    dossier = dossier_of("ferry-accident")
    notebook = reading_of(dossier, "callow-notebook")
    (note,) = dossier.dates
    assert note.article == notebook.article.id
    assert note.date == datetime(2025, 11, 4, tzinfo=UTC)
    origin = next(article for article in dossier.articles if article.id == note.origin)
    assert origin.published is not None
    assert "Tuesday" in stretch(origin.text, note.span) or "November 4" in stretch(origin.text, note.span)
    start = notebook.article.text.index("Tuesday morning")
    days = [t.start for t in notebook.times if overlap(t.span, Span(start=start, end=start + len("Tuesday morning")))]
    assert [day.date().isoformat() for day in days if day] == ["2025-11-04"]


def test_without_any_date_weekdays_stay_open(tmp_path: Path) -> None:
    undated = MILL.replace("Published: 2031-05-08\n", "")
    dossier = rashomon.compare(write(tmp_path, mill=undated, barn=BARN))
    assert dossier.dates == ()
    weekdays = [t for r in dossier.readings for t in r.times if stretch(r.article.text, t.span) == "Tuesday"]
    assert len(weekdays) == 2
    assert [time.start for time in weekdays] == [None, None]


def test_a_given_date_comes_before_the_one_in_the_text(tmp_path: Path) -> None:
    paths = write(tmp_path, mill=MILL, barn=BARN)
    dossier = rashomon.compare(paths, published={"mill.txt": "2031-06-12"})
    assert {a.published.date().isoformat() if a.published else None for a in dossier.articles} == {"2031-06-12", None}
    assert [note.date for note in dossier.dates] == [datetime(2031, 6, 10, tzinfo=UTC)]


# --- what cannot be used ---------------------------------------------------------------------------------------------


def test_what_cannot_be_used_is_listed_and_the_rest_goes_on(tmp_path: Path) -> None:
    good = write(tmp_path, mill=MILL, barn=BARN)
    (empty,) = write(tmp_path, empty="")
    dossier = rashomon.compare([good[0], tmp_path / "gone.txt", empty, good[1]], settings=REPRODUCIBLE)
    assert [Path(skipped.input).name for skipped in dossier.skipped] == ["gone.txt", "empty.txt"]
    assert all(skipped.reason for skipped in dossier.skipped)
    alone = rashomon.compare(good, settings=REPRODUCIBLE)
    assert dossier.links == alone.links
    assert dossier.points == alone.points


def test_fewer_than_two_reports_are_an_error_with_the_reasons(tmp_path: Path) -> None:
    (mill,) = write(tmp_path, mill=MILL)
    with pytest.raises(rashomon.TooFewReportsError, match=r"(?s)at least two.* 1 could be read.*gone\.txt.*exist"):
        rashomon.compare([mill, tmp_path / "gone.txt"])
    with pytest.raises(rashomon.TooFewReportsError, match="at least two"):
        rashomon.compare([])


def test_more_reports_than_the_limit_are_an_error(tmp_path: Path) -> None:
    paths = write(tmp_path, mill=MILL, barn=BARN, third=BARN + "It was old.\n")
    with pytest.raises(rashomon.TooFewReportsError, match="max_reports"):
        rashomon.compare(paths, settings=rashomon.Settings(max_reports=2))


def test_progress_is_told_step_by_step(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    rashomon.compare(write(tmp_path, mill=MILL, barn=BARN), progress=lambda *step: told.append(step))
    assert told == [("Reading", 0, 2), ("Reading", 1, 2), ("Reading", 2, 2), ("Aligning", 0, 1), ("Aligning", 1, 1)]

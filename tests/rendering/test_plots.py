"""Plots: well-formed SVG that says what the dossier holds, whatever the reports' words are."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from tests.dossiers import bridge_dossier, plain_dossier

from rashomon.errors import RashomonError
from rashomon.records import TimelineEntry
from rashomon.rendering import plot_matrix, plot_overlap, plot_timeline
from rashomon.rendering.lookup import index_dossier
from rashomon.rendering.matrix import make_rows
from rashomon.rendering.plots import count_overlap

PLOTS = (plot_timeline, plot_matrix, plot_overlap)
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = (
    "</title></svg><script>alert(1)</script> & \"quotes\" 'too'",
    "\u202eright to left\u2066 \x00\x07\x1b[31m \ufffe\uffff \ud800 end",
    "W" * 5000,
)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def tree(plot):
    return ElementTree.fromstring(plot.svg)


def texts(plot):
    return ["".join(part for part in node.itertext()) for node in tree(plot).iter(f"{SVG}text")]


def marks(plot, kind):
    return [node for node in tree(plot).iter() if node.get("class") == kind]


@pytest.mark.parametrize("plot", PLOTS, ids=lambda one: one.__name__)
def test_a_plot_is_svg_that_says_what_it_shows(plot):
    made = plot(bridge_dossier())
    root = tree(made)
    assert root.tag == f"{SVG}svg" and root.get("role") == "img"
    assert root.find(f"{SVG}title").text == made.title and root.find(f"{SVG}desc").text == made.words
    assert made._repr_svg_() == made.svg
    assert repr(made) == f"<Plot: {made.title}. {made.words}>"


@pytest.mark.parametrize("plot", PLOTS, ids=lambda one: one.__name__)
@pytest.mark.parametrize("words", HOSTILE, ids=["markup", "hidden", "long"])
def test_hostile_words_stay_words(plot, words):
    dossier = plain_dossier(words, f"{words} again")
    articles = tuple(replace(article, source=words) for article in dossier.articles)
    readings = tuple(replace(r, article=a) for r, a in zip(dossier.readings, articles, strict=True))
    claims = tuple(claim.id for reading in readings for claim in reading.claims)
    day = datetime(2031, 3, 4, tzinfo=UTC)
    entry = TimelineEntry(start=day, end=day.replace(day=5), grain="day", claims=claims)
    made = plot(replace(dossier, articles=articles, readings=readings, timeline=(entry,)))
    tags = {node.tag.removeprefix(SVG) for node in tree(made).iter()}
    assert tags <= {"svg", "title", "desc", "style", "rect", "text", "circle", "path", "g"}
    assert not re.search("[\x00-\x08\x0b-\x1f\u202e\u2066\ud800-\udfff\ufffe\uffff]", made.svg)
    assert made.svg.encode() and len(made.svg) < 60_000
    assert "http" not in made.svg.replace("http://www.w3.org/2000/svg", "")


@pytest.mark.parametrize("plot", PLOTS, ids=lambda one: one.__name__)
def test_every_style_is_the_plot_s_own(plot):
    style = tree(plot(bridge_dossier())).find(f"{SVG}style").text
    rules = re.sub(r"@media[^{]*\{", "", style)
    selectors = [one for group in re.findall(r"([^{}]+)\{[^}]*\}", rules) for one in group.split(",")]
    assert selectors and all(one.strip().startswith(".rashomon-plot") for one in selectors)
    assert "prefers-color-scheme:dark" in style and "$" not in style and "url(" not in style


def test_the_matrix_has_a_mark_for_each_point_and_report():
    dossier = bridge_dossier()
    rows = make_rows(index_dossier(dossier))
    plot = plot_matrix(dossier)
    states = [cell.state for row in rows for cell in row.cells]
    # One of each kind more, in the key.
    assert len(marks(plot, "contradicted")) == states.count("contradicted") + 1
    assert len(marks(plot, "partly")) == states.count("partly") + 1
    assert f"{len(rows)} points" in plot.words
    assert [len(marks(plot, status)) for status in ("contested", "corroborated", "single-source")] == [
        sum(row.status == status for row in rows) + 1 for status in ("contested", "corroborated", "single-source")
    ]


def test_what_is_left_out_is_told():
    plot = plot_matrix(bridge_dossier(), most=4)
    assert any("9 points more are not shown" in text for text in texts(plot))
    assert sum(len(marks(plot, status)) for status in ("contested", "corroborated", "single-source")) == 4 + 3


def test_the_timeline_has_its_moments_in_order():
    dossier = bridge_dossier()
    plot = plot_timeline(dossier)
    shown = texts(plot)
    assert shown.index("1998") < shown.index("4 March 2031")
    assert f"{len(dossier.timeline)} moments" in plot.words


def test_a_contradiction_between_two_moments_is_a_bow():
    dossier = bridge_dossier()
    clash = next(link for link in dossier.links if link.relation == "conflict")
    days = [datetime(2031, 3, day, tzinfo=UTC) for day in (4, 5, 6)]
    entries = tuple(
        TimelineEntry(start=start, end=end, grain="day", claims=(claim,))
        for start, end, claim in zip(days, days[1:], (clash.left, clash.right), strict=False)
    )
    plot = plot_timeline(replace(dossier, timeline=entries))
    assert len(marks(plot, "bow")) == 1
    assert len(marks(plot, "contradicted")) == 3  # both, and one in the key
    assert "1 contradiction between moments" in plot.words


def test_a_dossier_without_times_says_so():
    assert any("no report gives a time" in text for text in texts(plot_timeline(plain_dossier("One.", "Two."))))


def test_overlap_counts_points_by_two_reports():
    lookup = index_dossier(bridge_dossier())
    own, shared, against = count_overlap(lookup)
    for article in lookup.articles:
        mine = [p for p in lookup.points.values() if any(lookup.claims[key].article == article for key in p.claims)]
        assert own[article] == len(mine)
    assert all(count <= min(own[one] for one in pair) for pair, count in shared.items())
    assert against[frozenset(("post", "courier"))] >= 2
    (pair, count) = max(shared.items(), key=lambda item: item[1])
    names = " and ".join(lookup.articles[key].source for key in lookup.articles if key in pair)
    titles = [node.text for node in tree(plot_overlap(bridge_dossier())).iter(f"{SVG}title")]
    assert any(title.startswith(f"{count} points in common of ") for title in titles), names


def test_many_reports_are_bounded_and_the_rest_is_told():
    dossier = plain_dossier(*(f"Report number {n} says the same." for n in range(40)))
    for plot in PLOTS:
        made = plot(dossier)
        assert any("and 10 reports more, not shown" in text for text in texts(made))
        assert len(made.svg) < 400_000


def test_a_plot_is_saved_as_a_file(tmp_path):
    plot = plot_matrix(bridge_dossier())
    plot.save(tmp_path / "a.svg")
    assert (tmp_path / "a.svg").read_text(encoding="utf-8") == plot.svg
    with pytest.raises(RashomonError, match="check the path"):
        plot.save(tmp_path / "none" / "a.svg")


@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium (on Debian: apt-get install chromium)")
def test_nothing_runs_over_the_edges_and_both_schemes_can_be_read():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for scheme in ("light", "dark"):
            page = browser.new_page(color_scheme=scheme)
            for plot in PLOTS:
                page.set_content(plot(bridge_dossier()).svg)
                assert page.evaluate(OVERFLOW) == []
                assert page.evaluate(CONTRAST) >= 4.5
        browser.close()


OVERFLOW = """() => {
    const svg = document.querySelector("svg"), box = svg.getBoundingClientRect();
    return [...svg.querySelectorAll("text")].filter(text => {
        const own = text.getBoundingClientRect();
        return own.left < box.left || own.right > box.right || own.bottom > box.bottom;
    }).map(text => text.textContent);
}"""
CONTRAST = """() => {
    const light = color => {
        const parts = color.match(/[0-9.]+/g).slice(0, 3).map(Number).map(v => v / 255)
            .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
        return .2126 * parts[0] + .7152 * parts[1] + .0722 * parts[2];
    };
    const fill = node => light(getComputedStyle(node).fill);
    const paper = fill(document.querySelector("svg .paper"));
    return Math.min(...[...document.querySelectorAll("svg text")].map(text => {
        const [low, high] = [fill(text), paper].sort((a, b) => a - b);
        return (high + .05) / (low + .05);
    }));
}"""

"""A whole comparison with plugins and without them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

import pytest
from tests.plugins.installing import EXAMPLE, install, install_example

import rashomon
from rashomon.anchoring import make_anchor
from rashomon.cli import app
from rashomon.packing import pack_dossier, unpack_dossier
from rashomon.pipeline import correct
from rashomon.records import Correction
from rashomon.rendering import load_dossier, render_html, render_json, render_markdown, render_terminal

GAZETTE = """Published: 2031-05-07

Shipping firm fined over harbour spill

VELLMAR - The High Court on Tuesday fined the shipping company Tarn Lines 4 million crowns in case 24-1187. \
The judge said the company had ignored two warnings from the port authority.

The company will appeal, its lawyer Ida Brandt said after the hearing.
"""
LEDGER = """Published: 2031-05-07

Court fines shipping company

VELLMAR - The High Court on Tuesday fined the shipping company Tarn Lines 4 million crowns in case 24-1190. \
The port authority had warned the company twice, the judge said.

Its lawyer, Ida Brandt, told reporters that the company would appeal.
"""
SETTINGS = rashomon.Settings(reproducible=True, plugin_seconds=10)
OFF = rashomon.Settings(reproducible=True, plugin_seconds=10, plugins=False)
CASES = ("case 24-1187", "case 24-1190")


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    folder = tmp_path_factory.mktemp("court")
    for name, text in (("gazette.txt", GAZETTE), ("ledger.txt", LEDGER)):
        (folder / name).write_text(text)
    return [folder / "gazette.txt", folder / "ledger.txt"]


@pytest.fixture(scope="module")
def without(reports):
    return rashomon.compare(reports, settings=OFF)


@pytest.fixture(scope="module")
def with_example(reports, tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        install_example(patch, tmp_path_factory.mktemp("installed") / "site")
        return rashomon.compare(reports, settings=SETTINGS)


def results(dossier) -> str:
    """All that a dossier says of the reports, without how it was made."""
    told = json.loads(render_json(dossier))
    return json.dumps({key: value for key, value in told.items() if key not in ("run", "skipped")})


def linked_cases(dossier):
    """The links between claims whose sentences name the two cases."""
    text = {article.id: article.text for article in dossier.articles}
    sentence = {
        claim.id: text[claim.article][claim.sentence.start : claim.sentence.end]
        for reading in dossier.readings
        for claim in reading.claims
    }
    return [
        link
        for link in dossier.links
        if any(one in sentence[link.left] and other in sentence[link.right] for one, other in (CASES, CASES[::-1]))
    ]


def test_different_cases_are_linked_without_the_example_and_not_with_it(without, with_example):
    assert linked_cases(without)
    assert linked_cases(with_example) == []
    vetoed = {frozenset((veto.left, veto.right)) for veto in with_example.vetoes}
    assert vetoed and {veto.plugin for veto in with_example.vetoes} == {"case-numbers"}
    for point in with_example.points:
        assert not any(pair <= set(point.claims) for pair in vetoed)


def test_what_the_example_has_no_word_on_is_as_before(without, with_example):
    about_cases = {link.id for link in linked_cases(without)}
    assert {link.id for link in with_example.links} == {link.id for link in without.links} - about_cases


def test_the_run_names_who_took_part(without, with_example):
    assert without.run.plugins == ()
    assert [(one.kind, one.name, one.package, one.version) for one in with_example.run.plugins] == [
        ("evidence", "case-numbers", "rashomon-courthouse", "0.1.0")
    ]
    told = json.loads(render_json(with_example))
    assert told["run"]["plugins"][0]["sha256"] == with_example.run.plugins[0].sha256
    assert "plugins" not in json.loads(render_json(without))["run"]


@pytest.mark.parametrize("render", [render_html, render_markdown, render_terminal], ids=lambda one: one.__name__)
def test_each_output_names_the_plugin_and_its_vetoes(with_example, without, render):
    page = " ".join(render(with_example).replace("\\", "").split())
    assert "plugin case-numbers (evidence, rashomon-courthouse 0.1.0)" in page
    assert re.search(r"plugin case-numbers keeps [AB]2 and [AB]2 apart: case 24-11\d\d is not case 24-11\d\d", page)
    assert "case-numbers" not in render(without)


def test_a_dossier_with_vetoes_comes_back_from_json_and_from_bytes(with_example, tmp_path):
    (tmp_path / "d.json").write_text(render_json(with_example), encoding="utf-8")
    loaded = load_dossier(str(tmp_path / "d.json"))
    assert loaded.vetoes == with_example.vetoes and loaded.run == with_example.run
    assert render_json(loaded) == render_json(with_example)
    articles = {article.id: article for article in with_example.articles}
    assert unpack_dossier(pack_dossier(with_example), articles) == with_example


@pytest.mark.parametrize(("kind", "joined"), [("join", True), ("note", False)])
def test_a_person_outweighs_a_veto_and_no_other_correction_does(with_example, kind, joined):
    veto = with_example.vetoes[0]
    claims = {claim.id: (reading.article, claim) for reading in with_example.readings for claim in reading.claims}
    anchors = tuple(make_anchor(claims[key][0], claims[key][1].span) for key in (veto.left, veto.right))
    correction = Correction(
        kind=kind, anchors=anchors if joined else anchors[:1], who="Ana", why="one case, misprinted",
        value="" if joined else "seen", at=datetime(2031, 5, 8, tzinfo=UTC), number=1,
    )  # fmt: skip
    corrected = correct(with_example, [correction])
    assert [one.applied for one in corrected.corrections] == [True]
    assert any({veto.left, veto.right} <= set(point.claims) for point in corrected.points) is joined
    assert corrected.vetoes == with_example.vetoes


def test_it_is_the_same_every_time_and_in_any_order(reports, with_example, monkeypatch, tmp_path):
    install_example(monkeypatch, tmp_path / "site")
    again = rashomon.compare(reports[::-1], settings=SETTINGS)
    first, second = json.loads(render_json(with_example)), json.loads(render_json(again))
    assert first.pop("articles") == second.pop("articles")[::-1]
    assert first == second


def test_one_that_fails_late_leaves_nothing_behind(reports, without, monkeypatch, tmp_path):
    code = (
        "from rashomon.plugins import Finding\n"
        "def compare(pair):\n"
        "    if 'appeal' in pair.left.sentence: raise ValueError('no appeals')\n"
        "    return Finding(detail='always', agreement=-1, weight=-7, veto=True)\n"
    )
    install(monkeypatch, tmp_path / "site", "late", code, evidence={"late": "late:compare"})
    dossier = rashomon.compare(reports, settings=SETTINGS)
    assert results(dossier) == results(without)
    assert dossier.run.plugins == () and dossier.vetoes == ()
    assert [one.input for one in dossier.skipped] == ["plugin late (late 1.0)"]
    assert "raised ValueError: no appeals" in dossier.skipped[0].reason


def test_one_that_weighs_nothing_is_shown_and_changes_nothing_else(reports, without, monkeypatch, tmp_path):
    code = "from rashomon.plugins import Finding\ndef compare(pair): return Finding(detail='looked at')\n"
    install(monkeypatch, tmp_path / "site", "calm", code, evidence={"calm": "calm:compare"})
    dossier = rashomon.compare(reports, settings=SETTINGS)
    for before, after in zip(without.links, dossier.links, strict=True):
        assert (before.id, before.relation, before.score) == (after.id, after.relation, after.score)
        assert [e for e in after.evidence if e.feature != "calm"] == list(before.evidence)
        assert sum(e.feature == "calm" for e in after.evidence) == 1
    assert dossier.points == without.points


def test_a_source_that_gave_a_report_is_in_the_run(reports, monkeypatch, tmp_path):
    install_example(monkeypatch, tmp_path / "site")
    head, _, body = GAZETTE.partition("\n\n")
    mail = tmp_path / "gazette.eml"
    mail.write_text(f"From: Gazette <g@gazette.example>\nDate: Wed, 7 May 2031 08:00:00 +0000\nSubject: Fine\n\n{body}")
    dossier = rashomon.compare([mail, reports[1]], settings=SETTINGS)
    assert head and [plugin.kind for plugin in dossier.run.plugins] == ["source", "evidence"]
    assert {article.source for article in dossier.articles} == {"Gazette", "ledger"}


def test_a_draft_is_checked_with_plugins_too(reports, monkeypatch, tmp_path):
    from rashomon.checking import check_draft, draft_article
    from rashomon.pipeline import load

    install_example(monkeypatch, tmp_path / "site")
    loaded = load(reports[1:], settings=SETTINGS)
    claim = "The High Court on Tuesday fined Tarn Lines 4 million crowns in case 24-1187."
    draft = draft_article(claim, published=loaded.articles[0].published)
    alone = rashomon.Settings(reproducible=True, one_event=True)
    check = check_draft(draft, loaded.articles, settings=alone)
    assert [one.status for one in check.claims] == ["not found"]
    assert check.vetoes and [plugin.name for plugin in check.run.plugins] == ["case-numbers"]


def test_the_commands_know_plugins(monkeypatch, tmp_path, reports):
    from typer.testing import CliRunner

    install_example(monkeypatch, tmp_path / "site")
    listed = CliRunner().invoke(app, ["plugins"])
    assert listed.exit_code == 0
    assert listed.output.splitlines() == [
        "plugin mail (source, rashomon-courthouse 0.1.0): ready",
        "plugin case-numbers (evidence, rashomon-courthouse 0.1.0): ready",
    ]
    (tmp_path / "a.eml").write_text("Subject: A\nFrom: B <b@b.example>\n\nThe mayor of Vellmar resigned on Tuesday.\n")
    for flags, title in (([], "A"), (["--no-plugins"], "")):
        done = CliRunner().invoke(app, ["read", str(tmp_path / "a.eml"), *flags])
        assert done.exit_code == 0, done.output
        assert (json.loads(done.stdout)["source"] == "B") is bool(title)


def test_a_plugin_that_cannot_be_loaded_is_listed_with_the_reason(monkeypatch, tmp_path):
    from typer.testing import CliRunner

    install(monkeypatch, tmp_path / "site", "broken", "import no_such_module", sources={"broken": "broken"})
    listed = CliRunner().invoke(app, ["plugins"])
    assert "plugin broken (source, broken 1.0): cannot be used: raised ModuleNotFoundError" in listed.output


def has_version(package: str, least: int) -> bool:
    try:
        return int(metadata.version(package).split(".")[0]) >= least
    except metadata.PackageNotFoundError:
        return False


def test_the_example_installs_as_a_package(tmp_path):
    """With pip and without a network; what is installed is what the metadata of the other tests say."""
    if not has_version("setuptools", 77) or not has_version("pip", 20):
        pytest.skip("needs pip and setuptools 77 in this environment")
    shutil.copytree(EXAMPLE, tmp_path / "plugin")
    site = tmp_path / "site"
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index",
               "--no-deps", "--no-build-isolation", "--target", str(site), str(tmp_path / "plugin")]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, cwd=tmp_path)
    path = os.pathsep.join([str(site), str(Path(rashomon.__file__).parents[1])])
    code = "from rashomon.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "plugins"],
        capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": path},
    )  # fmt: skip
    assert [line.rpartition(": ")[2] for line in done.stdout.splitlines()] == ["ready", "ready"]

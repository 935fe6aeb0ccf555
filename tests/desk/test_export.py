"""`rashomon export` of an event, of a kept dossier and of the archive: which file gets what, and what is an error."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import feedparser
import pytest
from tests.dossiers import bridge_dossier
from tests.filled_archive import BUDGET, FIRE, OLD, call

from rashomon.exporting import FORMATS
from rashomon.exporting.rows import TABLES
from rashomon.rendering import render_json
from rashomon.store import Archive

TEXTS = [name for name in FORMATS if not FORMATS[name].binary]
FILES = [name for name in FORMATS if FORMATS[name].files]


@pytest.fixture
def kept_json(tmp_path: Path) -> Path:
    path = tmp_path / "bridge.json"
    path.write_text(render_json(bridge_dossier()), encoding="utf-8")
    return path


def test_an_event_is_compared_once_and_then_exported(
    fresh: tuple[Archive, dict[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: Any
) -> None:
    archive, ids = fresh
    path = tmp_path / "own.db"
    assert call(monkeypatch, "export", OLD, "--format", "json", "--archive", path) == 0
    shape = json.loads(capsysbinary.readouterr().out)
    assert {one["id"] for one in shape["articles"]} == {ids[name] for name in ("mill", "barn", "copy")}
    monkeypatch.setattr("rashomon.desk.compare_articles", None)  # from now on it is there
    assert call(monkeypatch, "export", FIRE, "--format", "csl", "--archive", path) == 0
    assert {one["id"] for one in json.loads(capsysbinary.readouterr().out)} == {one["id"] for one in shape["articles"]}
    found = archive.newest_conflicts()
    assert (
        call(monkeypatch, "export", "--format", "rss-conflicts", "--archive", path, "--site", "https://r.example") == 0
    )
    entries = feedparser.parse(io.BytesIO(capsysbinary.readouterr().out)).entries
    assert [one.id for one in entries] == [f"urn:rashomon:conflict:{one.number}" for one in found] and entries
    assert all(one.link.startswith("https://r.example/claims/") for one in entries)


@pytest.mark.parametrize("name", TEXTS)
def test_a_kept_dossier_goes_to_the_screen_or_a_file(
    name: str, kept_json: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: Any
) -> None:
    assert call(monkeypatch, "export", "--dossier", kept_json, "--format", name) == 0
    shown = capsysbinary.readouterr()
    output = tmp_path / "out"
    assert call(monkeypatch, "export", "--dossier", kept_json, "--format", name, "--output", output) == 0
    assert output.read_bytes() == shown.out != b"" and shown.err == b""
    if name not in ("html", "markdown"):
        assert shown.out == FORMATS[name].render(bridge_dossier())


@pytest.mark.parametrize("name", FILES)
def test_tables_go_to_a_folder_or_a_zip(
    name: str, kept_json: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: Any
) -> None:
    folder, packed = tmp_path / "tables", tmp_path / "tables.zip"
    for output in (folder, folder, packed):
        assert call(monkeypatch, "export", "--dossier", kept_json, "--format", name, "--output", output) == 0
    assert call(monkeypatch, "export", "--dossier", kept_json, "--format", name) == 0
    assert capsysbinary.readouterr().out == packed.read_bytes()
    suffix = name.removesuffix("-tables")
    with zipfile.ZipFile(packed) as archive:
        assert archive.namelist() == [f"{table}.{suffix}" for table in TABLES]
        assert {one.name: one.read_bytes() for one in folder.iterdir()} == {
            one: archive.read(one) for one in archive.namelist()
        }


def test_compare_writes_the_same_formats(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: Any) -> None:
    for name, words in (("a.txt", "Two people died in Tessel on Monday."), ("b.txt", "Three people died in Tessel.")):
        (tmp_path / name).write_text(words)
    inputs = (tmp_path / "a.txt", tmp_path / "b.txt")
    assert call(monkeypatch, "compare", *inputs, "--one-event", "--format", "csl") == 0
    assert len(json.loads(capsysbinary.readouterr().out)) == 2


def test_the_events_as_a_feed(base: tuple[Path, dict[str, str]], monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    assert call(monkeypatch, "export", "--format", "rss", "--archive", base[0]) == 0
    entries = feedparser.parse(capsys.readouterr().out).entries
    assert [one.title for one in entries] == ["Budget passed", "Old mill burns down"]
    assert [one.link for one in entries] == [f"http://127.0.0.1:8000/events/{one}" for one in (BUDGET, FIRE)]


@pytest.mark.parametrize(
    "arguments",
    [
        ("--format", "xml"),
        ("--format", "json"),
        ("--format", "graphml"),
        ("e1", "--format", "rss"),
        ("e1", "--format", "json", "--site", "https://a.example"),
        ("e1", "--format", "json", "--dossier", "x.json"),
        ("--format", "csv", "--dossier", "x.json"),
    ],
    ids=" ".join,
)
def test_misuse_exits_with_2(arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    assert call(monkeypatch, "export", *arguments) == 2
    assert "Usage" in capsys.readouterr().err


def test_bytes_do_not_go_to_a_screen(kept_json: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert call(monkeypatch, "export", "--dossier", kept_json, "--format", "csv-tables") == 2
    assert "--output" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["json", "csv-tables"])
def test_where_nothing_can_be_written_is_an_error_in_a_line(
    name: str, kept_json: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    output = tmp_path / "no folder" / "out"
    assert call(monkeypatch, "export", "--dossier", kept_json, "--format", name, "--output", output) == 1
    told = capsys.readouterr().err
    assert told.startswith(f"Error: {output}: ") and len(told.splitlines()) == 1


def test_a_site_that_is_none_is_an_error(
    base: tuple[Path, dict[str, str]], monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    assert call(monkeypatch, "export", "--format", "rss", "--archive", base[0], "--site", "room") == 1
    assert "no web address" in capsys.readouterr().err

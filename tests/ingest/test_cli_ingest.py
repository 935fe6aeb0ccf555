"""`rashomon ingest` and `rashomon watch` as commands: what they say, where, and with which exit status."""

from __future__ import annotations

import io
import json
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import typer

from rashomon.cli import main
from rashomon.cli_ingest import describe_tally, parse_time
from rashomon.ingest import Tally, vectors
from rashomon.records import Skipped
from rashomon.store import open_archive

FERRY = "A ferry went down off Port Mallow on Friday. Fishing boats took most of the passengers ashore."
ROWS: list[Any] = [
    {"id": "1", "title": "Ferry goes down", "text": FERRY, "published": "2021-03-05", "url": "https://a.example/1"},
    {"id": "2", "title": "Ferry sinks", "text": f"{FERRY} Divers look for the wreck.", "published": "2021-03-06"},
]


@pytest.fixture(autouse=True)
def in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(vectors, "encode_articles", lambda rows: np.eye(len(rows), 384, dtype=np.float32))


def call(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["rashomon", *arguments])
    try:
        main()
    except SystemExit as exit:
        return int(exit.code or 0)
    return 0


def put(name: str, rows: list[Any]) -> str:
    Path(name).write_text("".join((one if isinstance(one, str) else json.dumps(one)) + "\n" for one in rows))
    return name


def test_a_summary_tells_what_became_of_the_articles(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    assert call(monkeypatch, "ingest", put("a.jsonl", ROWS)) == 0
    out, err = capsys.readouterr()
    assert out.startswith("2 new, 0 versions, 0 known, 0 skipped; 2 grouped, ") and err == ""
    assert Path("rashomon.db").exists()
    changed = [ROWS[0] | {"text": f"{FERRY} All were saved."}, ROWS[1]]
    assert call(monkeypatch, "ingest", put("b.jsonl", changed)) == 0
    assert capsys.readouterr().out.startswith("0 new, 1 version, 1 known, 0 skipped; 1 grouped, ")
    assert call(monkeypatch, "ingest", "b.jsonl") == 0
    assert capsys.readouterr().out.startswith("0 new, 0 versions, 2 known, 0 skipped (")


@pytest.mark.parametrize("way", ["option", "environment", "file"])
def test_the_archive_is_a_setting(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    options = {"option": ["--archive", "desk.db"], "environment": [], "file": ["--config", "desk.toml"]}[way]
    if way == "environment":
        monkeypatch.setenv("RASHOMON_ARCHIVE", "desk.db")
    Path("desk.toml").write_text('archive = "desk.db"\n')
    assert call(monkeypatch, "ingest", put("a.jsonl", ROWS), *options) == 0
    assert Path("desk.db").exists() and not Path("rashomon.db").exists()


def test_what_was_skipped_is_named_on_standard_error(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    bad = put("a.jsonl", [*ROWS, *["{no"] * 30])
    assert call(monkeypatch, "ingest", bad) == 0
    out, err = capsys.readouterr()
    assert out.startswith("2 new, 0 versions, 0 known, 30 skipped")
    lines = err.splitlines()
    assert len(lines) == 21 and lines[-1] == "skipped 10 more"
    assert lines[0].startswith("skipped a.jsonl, line 3: is no valid JSON")


def test_strict_exits_with_1_where_anything_was_skipped(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    assert call(monkeypatch, "ingest", "--strict", put("a.jsonl", ROWS)) == 0
    assert call(monkeypatch, "ingest", "--strict", put("b.jsonl", [*ROWS, "{no"])) == 1
    out, err = capsys.readouterr()
    assert "0 new, 0 versions, 2 known, 1 skipped" in out and "Error" not in err


def test_nothing_that_can_be_read_is_an_error(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    assert call(monkeypatch, "ingest", put("a.jsonl", ["{no"])) == 1
    assert call(monkeypatch, "ingest", "gone.txt") == 1
    err = capsys.readouterr().err
    assert err.count("Error: no article could be read") == 2 and "gone.txt: does not exist" in err


def test_an_empty_stream_is_no_error(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    assert call(monkeypatch, "ingest", put("a.jsonl", [])) in (0, 1)
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ("ingest",),
        ("ingest", "a.jsonl", "--published", "nonsense"),
        ("watch",),
        ("watch", "feeds.opml", "--every", "soon"),
        ("watch", "feeds.opml", "--every", "0s"),
        ("watch", "feeds.opml", "--every", "30d"),
    ],
    ids=lambda a: "-".join(a[1:]) or a[0],
)
def test_misuse_exits_with_2(arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    assert call(monkeypatch, *arguments) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_an_archive_that_is_none_is_one_clear_line(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    Path("notes.txt").write_text("no database at all, but a text of some length\n" * 20)
    assert call(monkeypatch, "ingest", put("a.jsonl", ROWS), "--archive", "notes.txt") == 1
    err = capsys.readouterr().err
    assert err.startswith("Error: ") and err.count("\n") == 1
    assert Path("notes.txt").read_text().startswith("no database")


def test_a_list_of_feeds_that_is_not_there_is_one_clear_line(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    assert call(monkeypatch, "watch", "no.opml") == 1
    err = capsys.readouterr().err
    assert err.startswith("Error: ") and "Traceback" not in err


def test_deleted_articles_come_back_only_when_asked_for(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    call(monkeypatch, "ingest", put("a.jsonl", ROWS))
    with open_archive("rashomon.db") as archive:
        archive.delete([next(archive.all_articles()).article.id], who="Ada", why="a mistake")
    capsys.readouterr()
    call(monkeypatch, "ingest", "a.jsonl")
    assert "1 deleted earlier and left out" in capsys.readouterr().out
    call(monkeypatch, "ingest", "a.jsonl", "--take-deleted")
    assert capsys.readouterr().out.startswith("1 new, 0 versions, 1 known")


def test_a_terminal_shows_a_line_that_follows_the_counts(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    screen = io.StringIO()
    monkeypatch.setattr(screen, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr("rashomon.cli_ingest._TELL_EVERY", 0.0)
    assert call(monkeypatch, "ingest", put("a.jsonl", ROWS)) == 0
    lines = screen.getvalue().split("\r")
    assert any(line.startswith("Receiving: 2 new") for line in lines)
    assert any(line.startswith("Grouping: 2 of 2") for line in lines)
    assert any(line.startswith("Indexing for search") for line in lines)
    assert lines[-1] == "\x1b[K"


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("10m", 600), ("10 min", 600), ("2h", 7200), ("1d", 86_400), ("45", 45)]
)
def test_lengths_of_time(text: str, seconds: int) -> None:
    assert parse_time(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "m", "nan", "inf", "1e9h", "-5m", "ten", "5 weeks", "١٠m؟"])
def test_what_is_no_length_of_time(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="--every takes"):
        parse_time(text)


def test_the_summary_says_what_is_yet_to_be_done() -> None:
    tally = Tally(new=3, waiting=1200, held_by="process 7 is grouping", seconds=1.25)
    tally.skip([Skipped(input="a", reason="b")])
    assert describe_tally(tally) == (
        "3 new, 0 versions, 0 known, 1 skipped (1.2 s)\n1,200 articles yet to be grouped: process 7 is grouping"
    )

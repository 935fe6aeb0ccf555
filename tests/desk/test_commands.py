"""What a desk asks of its archive, on the command line: what goes to which stream, and what is an error."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests.filled_archive import FIRE, FIRES, OLD, ROWS, at, bytes_for, call

from rashomon.errors import ArchiveError
from rashomon.records import ArchivedArticle, Article, Received
from rashomon.rendering.tables import COLUMNS
from rashomon.sources import load_articles
from rashomon.store import Archive, open_archive


def test_the_pages_of_an_editor(
    base: tuple[Path, dict[str, str]], monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    path, ids = base
    assert call(monkeypatch, "events", "--archive", path) == 0
    told = capsys.readouterr()
    assert told.out.startswith("2 events, the newest first\n") and told.err == ""
    assert call(monkeypatch, "show", OLD[:3], "--archive", path) == 0
    told = capsys.readouterr().out
    assert told.startswith(f"{OLD} has been merged into {FIRE}, shown here\n")
    assert "copy: Senta Courier, 9 May 2031, 09:00 UTC, “A mill is gone”" in told
    assert call(monkeypatch, "search", "questioned", "a man", "--limit", "1", "--archive", path) == 0
    told = capsys.readouterr().out
    assert told.startswith("The closest text for “questioned a man”") and ids["barn"] in told


def test_the_same_for_programs(base: tuple[Path, dict[str, str]], monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    path, ids = base
    assert call(monkeypatch, "events", "--archive", path, "--format", "jsonl", "--until", "2031-05-09") == 0
    assert [json.loads(line)["id"] for line in capsys.readouterr().out.splitlines()] == [FIRE]
    assert call(monkeypatch, "show", FIRE, "--archive", path, "--format", "json") == 0
    told = json.loads(capsys.readouterr().out)
    assert {one["id"] for one in told["article_list"]} == {ids[name] for name in FIRES}
    assert call(monkeypatch, "search", "questioned a man", "--archive", path, "--format", "jsonl") == 0
    assert json.loads(capsys.readouterr().out.splitlines()[0])["article"] == ids["barn"]
    assert call(monkeypatch, "archive", "stats", "--archive", path, "--format", "json") == 0
    assert json.loads(capsys.readouterr().out)["articles"] == 6


def test_days_are_whole_days(base: tuple[Path, dict[str, str]], monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    """The last article of the fire is of 9 May, 12:00: --since and --until that day both have it."""
    for option, day, found in (("--since", "2031-05-09", 2), ("--since", "2031-05-10", 1), ("--until", "2031-05-12", 2),
                               ("--until", "2031-05-11", 1), ("--until", "9999-12-31", 2)):  # fmt: skip
        assert call(monkeypatch, "events", option, day, "--archive", base[0], "--format", "jsonl") == 0
        assert len(capsys.readouterr().out.splitlines()) == found, (option, day)


@pytest.mark.parametrize("name", ["jsonl", "csv", "parquet", "sqlite"])
def test_an_export_has_every_article_once_with_its_address(
    name: str, base: tuple[Path, dict[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / f"out.{name}"
    assert call(monkeypatch, "export", "--format", name, "--output", output, "--archive", base[0]) == 0
    assert sorted(exported(output, name)) == sorted((base[1][row["id"]], row["url"] or None) for row in ROWS)
    assert list(tmp_path.iterdir()) == [output]
    assert call(monkeypatch, "export", OLD, "--format", name, "--output", output, "--archive", base[0]) == 0
    assert {one for one, _ in exported(output, name)} == {base[1][one] for one in FIRES}


def exported(path: Path, name: str) -> list[tuple[str, str | None]]:
    if name == "parquet":
        import pyarrow.parquet

        rows = pyarrow.parquet.read_table(path).to_pylist()
    elif name == "sqlite":
        with closing(sqlite3.connect(path)) as file:
            rows = [dict(zip(COLUMNS, row, strict=True)) for row in file.execute("SELECT * FROM articles")]
    elif name == "csv":
        with path.open(newline="", encoding="utf-8") as text:
            rows = list(csv.DictReader(text))
    else:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [(row["id"], row["url"] or None) for row in rows]


def test_an_export_to_the_screen_can_be_ingested_again(
    base: tuple[Path, dict[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: Any
) -> None:
    assert call(monkeypatch, "export", "--archive", base[0]) == 0
    (tmp_path / "again.jsonl").write_bytes(capsysbinary.readouterr().out)
    again = {article.url: article for article in load_articles([tmp_path / "again.jsonl"], keep_all=True).articles}
    with open_archive(base[0]) as archive:
        for one in archive.all_articles():
            if one.article.url:
                copy = again[one.article.url]
                assert (copy.id, copy.text, copy.source) == (one.article.id, one.article.text, one.article.source)


def test_an_export_that_fails_leaves_the_old_file(
    base: tuple[Path, dict[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    output = tmp_path / "out.csv"
    output.write_text("old")

    def stop(archive: Archive, **given: Any) -> Iterator[Any]:
        yield archive.article(base[1]["mill"])
        raise ArchiveError("the archive is damaged")

    monkeypatch.setattr(Archive, "all_articles", stop)
    assert call(monkeypatch, "export", "--format", "csv", "--output", output, "--archive", base[0]) == 1
    assert capsys.readouterr().err == "Error: the archive is damaged\n"
    assert output.read_text() == "old" and list(tmp_path.iterdir()) == [output]


@pytest.mark.parametrize("name", ["jsonl", "csv", "parquet", "sqlite"])
def test_an_export_to_where_nothing_can_be_written_is_an_error(
    name: str, base: tuple[Path, dict[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    output = tmp_path / "no folder" / "out"
    assert call(monkeypatch, "export", "--format", name, "--output", output, "--archive", base[0]) == 1
    told = capsys.readouterr().err
    assert told.startswith(f"Error: {output}: cannot be written (No such file") and len(told.splitlines()) == 1


def test_no_export_takes_the_place_of_the_archive(
    base: tuple[Path, dict[str, str]], monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    path = base[0].parent / "." / base[0].name
    assert call(monkeypatch, "export", "--format", "sqlite", "--output", path, "--archive", base[0]) == 1
    assert "is the archive itself" in capsys.readouterr().err
    assert call(monkeypatch, "archive", "check", "--archive", base[0]) == 0


def test_the_bytes_come_out_as_they_came(
    base: tuple[Path, dict[str, str]], monkeypatch: pytest.MonkeyPatch, capsysbinary: Any
) -> None:
    path, ids = base
    assert call(monkeypatch, "archive", "show-bytes", ids["mill"], "--archive", path) == 0
    told = capsysbinary.readouterr()
    assert told.out == bytes_for("mill")
    receipt = told.err.decode()
    digest = Received(content=told.out, media_type="", url=None, retrieved=at(9)).sha256
    assert f"SHA-256  {digest}\n" in receipt and "2031-05-09T06:00:00Z" in receipt
    assert "https://valley.example/mill" in receipt


def test_no_bytes_as_received_steer_a_screen(
    base: tuple[Path, dict[str, str]], monkeypatch: pytest.MonkeyPatch, capsysbinary: Any
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert call(monkeypatch, "archive", "show-bytes", base[1]["mill"], "--archive", base[0]) == 2
    assert b"--output" in capsysbinary.readouterr().err
    steering = Article(id="s", source="\x1b[2J", title="\x9b2J", text="\u202ex")
    monkeypatch.setattr(Archive, "all_articles", lambda archive, **given: iter([seen(steering)]))
    assert call(monkeypatch, "export", "--format", "csv", "--archive", base[0]) == 0
    told = capsysbinary.readouterr().out.decode()
    assert not set("\x1b\x9b\u202e") & set(told) and told.count("\n") == 2


def seen(article: Article) -> ArchivedArticle:
    return ArchivedArticle(
        article=article, event=None, copy_of=None, version_of=None, received=None, sha256=None, media_type=None
    )


def test_upkeep(
    fresh: tuple[Archive, dict[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    path = tmp_path / "own.db"
    assert call(monkeypatch, "archive", "check", "--archive", path) == 0
    assert capsys.readouterr().out.endswith("is whole\n")
    assert call(monkeypatch, "archive", "vacuum", "--archive", path) == 0
    assert "MB before" in capsys.readouterr().out
    assert call(monkeypatch, "archive", "stats", "--archive", path) == 0
    assert "6 from 6 outlets, 8 May 2031 to 12 May 2031" in capsys.readouterr().out


COMMANDS = (
    ("events",),
    ("show", "e1"),
    ("search", "fire"),
    ("export",),
    ("compare", "--event", "e1"),
    ("archive", "check"),
    ("archive", "stats"),
    ("archive", "vacuum"),
    ("archive", "deletions"),
    ("archive", "show-bytes", "a"),
    ("archive", "delete", "a", "--who", "Ada", "--why", "court"),
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_missing_archive_says_what_makes_one(
    command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    assert call(monkeypatch, *command) == 1
    told = capsys.readouterr()
    assert told.out == "" and told.err.startswith("Error: ") and "`rashomon ingest" in told.err
    assert len(told.err.splitlines()) == 1 and list(tmp_path.iterdir()) == []


def test_the_archive_may_be_named_in_the_settings(
    base: tuple[Path, dict[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    settings = tmp_path / "rashomon.toml"
    settings.write_text(f"archive = '{base[0]}'\n")
    assert call(monkeypatch, "events", "--config", settings) == 0
    monkeypatch.setenv("RASHOMON_ARCHIVE", str(base[0]))
    assert call(monkeypatch, "events") == 0
    told = capsys.readouterr().out
    assert told.count("2 events, the newest first") == 2


def test_an_empty_archive_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.chdir(tmp_path)
    open_archive("rashomon.db", create=True).close()
    for command, told in (
        (("events",), "No event yet"),
        (("archive", "deletions"), "Nothing was deleted.\n"),
        (("search", "fire"), "Nothing found.\n"),
        (("search", "fire", "--who", "Ada"), "try without"),
    ):
        assert call(monkeypatch, *command) == 0
        assert told in capsys.readouterr().out
    assert call(monkeypatch, "export") == 0
    assert capsys.readouterr() == ("", "no article: rashomon.db is empty\n")
    assert call(monkeypatch, "events", "--format", "jsonl") == 0
    assert capsys.readouterr().out == ""


def test_events_that_nothing_answers_to(
    base: tuple[Path, dict[str, str]], monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    assert call(monkeypatch, "events", "--query", "zeppelin", "--archive", base[0]) == 0
    assert capsys.readouterr().out == "No event like that among 2; fewer options find more.\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("compare",),
        ("compare", "a.txt", "b.txt", "--archive", "x.db"),
        ("compare", "a.txt", "--event", "e1", "--archive", "x.db"),
        ("compare", "--event", "e1", "--window-days", "3"),
        ("events", "--since", "soon"),
        ("events", "--limit", "0"),
        ("search",),
        ("search", "fire", "--from", "03/04/2024"),
        ("export", "--format", "parquet"),
        ("export", "--format", "xlsx"),
        ("archive", "delete", "a", "--who", "Ada"),
        ("archive",),
    ],
    ids=" ".join,
)
def test_misuse_exits_with_2(arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    assert call(monkeypatch, *arguments) == 2
    told = capsys.readouterr()
    assert "Usage" in told.out + told.err

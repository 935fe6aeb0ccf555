"""The process that reads beside the one that compares: the same readings, and none is lost when it dies."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rashomon.pipeline import load
from rashomon.reading import read_article
from rashomon.reading_process import ReadingProcess, reading_beside
from rashomon.records import Article
from rashomon.settings import Settings

EXAMPLE = Path(__file__).parent.parent / "examples" / "state-visit"


def examples() -> tuple[Article, ...]:
    return load([EXAMPLE], settings=Settings()).articles


def test_it_gives_what_reading_here_gives() -> None:
    anchor = datetime(2024, 6, 20, tzinfo=UTC)
    with reading_beside() as beside:
        for article in examples():
            assert beside.read(article, None) == read_article(article)
        assert beside.read(examples()[0], anchor) == read_article(examples()[0], anchor=anchor)
        assert beside._process is not None


def test_what_a_dead_process_does_not_read_is_read_here() -> None:
    first, second, *_ = examples()
    with reading_beside() as beside:
        assert beside.read(first, None) == read_article(first)
        assert beside._process is not None
        beside._process.kill()
        assert beside.read(second, None) == read_article(second)
        assert beside._process is None


def test_half_a_surrogate_pair_comes_back_whole() -> None:
    (first, *_) = examples()
    odd = replace(first, text="\ud83d He left on Monday. She stayed. 😀")
    with reading_beside() as beside:
        assert beside.read(odd, None) == read_article(odd)


def test_without_room_for_a_process_it_is_read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*command: object, **options: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr(subprocess, "Popen", refuse)
    beside = ReadingProcess()
    assert beside.read(examples()[0], None) == read_article(examples()[0])
    beside.close()


def test_the_process_ends_with_the_program_that_asked() -> None:
    code = (
        "import os; from rashomon.reading_process import ReadingProcess; p = ReadingProcess();"
        " print(p._process.pid, flush=True); os._exit(0)"
    )
    # The pipe that the process inherits stays open until it has ended, so that this returns only then.
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip().isdigit()
    assert done.stderr == ""


def test_no_module_of_the_current_folder_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "json.py").write_text("open('ran', 'w').close()")
    monkeypatch.chdir(tmp_path)
    (first, *_) = examples()
    with reading_beside() as beside:
        assert beside.read(first, None) == read_article(first)
        assert beside._process is not None
    assert not (tmp_path / "ran").exists()


def test_the_command_loads_no_parser_of_its_own() -> None:
    code = (
        "import sys; from rashomon.cli import main\n"
        f"sys.argv = ['rashomon', 'compare', {str(EXAMPLE)!r}, '--format', 'json']\n"
        "try:\n    main()\nfinally:\n    print('spacy' in sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True)
    assert done.stderr.strip().splitlines()[-1] == "False"

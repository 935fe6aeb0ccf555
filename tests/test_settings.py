from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from rashomon.errors import SettingsError
from rashomon.settings import Settings, describe_settings, load_settings


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("RASHOMON_")]:
        monkeypatch.delenv(name)


def put(folder: Path, text: str) -> Path:
    path = folder / "rashomon.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_defaults() -> None:
    assert load_settings() == Settings() == load_settings(None, threads=None)


def test_flag_before_environment_before_file_before_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = put(tmp_path, "threads = 3\ncandidates = 4\nmax_reports = 5\n")
    monkeypatch.setenv("RASHOMON_CANDIDATES", "6")
    monkeypatch.setenv("RASHOMON_MAX_REPORTS", "7")
    settings = load_settings(config, max_reports=9)
    assert (settings.size_limit_mb, settings.threads, settings.candidates, settings.max_reports) == (20, 3, 6, 9)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("REPRODUCIBLE", "yes", True),
        ("REPRODUCIBLE", "0", False),
        ("MIN_SCORE", ".5", 0.5),
        ("SIZE_LIMIT_MB", " 7 ", 7),
    ],
)
def test_words_of_the_environment(monkeypatch: pytest.MonkeyPatch, name: str, value: str, expected: object) -> None:
    monkeypatch.setenv(f"RASHOMON_{name}", value)
    assert getattr(load_settings(), name.lower()) == expected


def test_a_whole_number_is_a_number(tmp_path: Path) -> None:
    assert load_settings(put(tmp_path, "min_score = 1")).min_score == 1.0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("thread = 2", "unknown setting 'thread' in .*; the settings are: archive, size_limit_mb, "),
        ("threads = '2'", "threads in .* is '2'; it must be a whole number from 1 to 256"),
        ("threads = 0", "threads .*from 1 to 256"),
        ("threads = true", "threads .*True"),
        ("threads = 2.5", "threads .*2.5"),
        ("reproducible = 1", "reproducible .*true or false"),
        ("min_score = 2.0", "min_score .*from 0 to 1"),
        ("min_score = nan", "min_score .*from 0 to 1"),
        ("language = 'fr'", "language .*one of en"),
        ("[rashomon]\nthreads = 2", "unknown setting 'rashomon'"),
        ("threads == 2", "no valid TOML"),
    ],
)
def test_a_bad_file_is_named_with_the_choices(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        load_settings(put(tmp_path, text))


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings(tmp_path / "none.toml")


@pytest.mark.parametrize(("name", "value"), [("THREADS", "many"), ("REPRODUCIBLE", "maybe"), ("TREADS", "2")])
def test_a_bad_variable_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"RASHOMON_{name}", value)
    with pytest.raises(SettingsError, match=f"RASHOMON_{name}"):
        load_settings()


def test_a_bad_flag_is_named() -> None:
    with pytest.raises(SettingsError, match="candidates as an option is 0"):
        load_settings(candidates=0)


def test_every_setting_is_described() -> None:
    rows = describe_settings()
    assert [row["name"] for row in rows] == [row.name for row in fields(Settings)]
    assert all(all(row.values()) for row in rows)


def test_importing_loads_no_heavy_library() -> None:
    code = (
        "import sys, rashomon, rashomon.settings, rashomon.sources\n"
        "heavy = {'pydantic', 'pint', 'trafilatura', 'lxml', 'py3langid', 'numpy', 'spacy', 'onnxruntime'}\n"
        "print(*sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""

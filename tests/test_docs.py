"""The docs say what the program does: generated pages are current, links resolve, every part is named."""

from __future__ import annotations

import importlib.util
import re
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import get_args

import pytest

from rashomon import Settings, __version__, records

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "examples").glob("*.md")])


def generator():
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_pages_are_current():
    for name, text in generator().pages().items():
        current = (ROOT / "docs" / name).read_text(encoding="utf-8")
        assert current == text, f"docs/{name} is out of date: run `make docs`"


def test_every_command_has_a_page():
    from typer.main import get_command

    from rashomon.cli import app

    commands = get_command(app).commands
    groups = [name for name, command in commands.items() if hasattr(command, "commands")]
    below = {f"{group} {name}" for group in groups for name in commands[group].commands}
    assert set(commands) | below == set(generator().COMMANDS) - {""}


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_between_pages_resolve(page):
    for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name} points at {target}, which is not there"


@pytest.mark.parametrize(
    "values", [records.Relation, records.LinkKind, records.PointStatus, records.Stance], ids=lambda v: get_args(v)[0]
)
def test_concepts_explains_each_value(values):
    page = (ROOT / "docs" / "concepts.md").read_text(encoding="utf-8")
    for value in get_args(values):
        assert f"`{value}`" in page or value == "claim", f"docs/concepts.md does not explain {value!r}"


def test_settings_page_names_each_setting():
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert all(f"`{field.name}`" in page for field in fields(Settings))


def test_readme_opens_with_the_two_commands():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "make demo" in readme and "make test" in readme
    assert readme.index("make demo") < 3000


def test_the_changelog_names_this_version():
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_locks_have_hashes_and_no_address():
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "--hash=sha256:" in text
        assert not re.search(r"https?://|--index|--find-links|^torch==", text, re.M)


def test_the_lock_pins_each_dependency():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    for requirement in project["dependencies"]:
        name = re.split(r"[<>=!~ ;]", requirement)[0]
        assert re.search(rf"^{re.escape(name)}==", lock, re.M), f"{name} is not in requirements.lock: run `make lock`"

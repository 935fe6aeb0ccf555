"""What holds for every format: equal bytes each time, the same from a kept JSON, no clock."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from tests.dossiers import NO_ANSWERS, bridge_dossier, plain_dossier
from tests.exporting.hostile import DOSSIERS, reloaded

from rashomon.exporting import FEEDS, FORMATS
from rashomon.exporting.pdf import BROWSERS
from rashomon.records import Dossier, Event

WITHOUT_BROWSER = [name for name in FORMATS if name != "pdf"]
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", WITHOUT_BROWSER)
@pytest.mark.parametrize("kind", DOSSIERS)
def test_the_same_dossier_gives_the_same_bytes(kind: str, name: str) -> None:
    assert FORMATS[name].render(DOSSIERS[kind]()) == FORMATS[name].render(DOSSIERS[kind]()) != b""


# The page and the brief show headings, which the JSON does not hold.
@pytest.mark.parametrize("name", [name for name in WITHOUT_BROWSER if name not in ("html", "markdown")])
@pytest.mark.parametrize("kind", DOSSIERS)
def test_a_kept_dossier_gives_what_the_dossier_gave(kind: str, name: str) -> None:
    made = DOSSIERS[kind]()
    assert FORMATS[name].render(reloaded(made)) == FORMATS[name].render(made)


@pytest.mark.parametrize("name", [name for name in WITHOUT_BROWSER if name not in ("json", "html", "markdown")])
def test_the_order_of_what_was_found_changes_nothing(name: str) -> None:
    made = bridge_dossier()
    turned = replace(
        made, readings=made.readings[::-1], links=made.links[::-1], points=made.points[::-1],
        entities=made.entities[::-1], event=replace(made.event, articles=made.event.articles[::-1]),
    )  # fmt: skip
    assert FORMATS[name].render(turned) == FORMATS[name].render(made)


@pytest.mark.parametrize("name", [name for name in WITHOUT_BROWSER if name not in ("json", "html", "markdown")])
def test_when_it_was_made_is_in_no_other_format(name: str) -> None:
    made = bridge_dossier(reproducible=False)
    assert FORMATS[name].render(made) == FORMATS[name].render(bridge_dossier())


def empty_dossier() -> Dossier:
    made = plain_dossier("One.", "Two.")
    return replace(
        made, event=Event(id="", articles=(), first=None, last=None, label=""), articles=(), readings=(), links=(),
        points=(), five_w=NO_ANSWERS,
    )  # fmt: skip


@pytest.mark.parametrize("name", [name for name in WITHOUT_BROWSER if name not in ("html", "markdown")])
def test_a_dossier_of_nothing_is_written(name: str) -> None:
    assert isinstance(FORMATS[name].render(empty_dossier()), bytes)


def test_the_table_is_whole() -> None:
    assert set(FORMATS).isdisjoint(FEEDS)
    for name, one in {**FORMATS, **FEEDS}.items():
        assert re.fullmatch("[a-z-]+", name) and one.suffix.startswith(".")
        assert re.fullmatch(r'[a-z]+/[a-z0-9.+-]+(; [a-z]+=("[^"]+"|[a-z0-9-]+))?', one.media_type)
        assert one.holds and one.opened_by
    with_files = {name for name, one in FORMATS.items() if one.files}
    assert with_files == {"jsonl-tables", "csv-tables", "parquet-tables"}


def test_the_docs_have_a_row_for_each_format() -> None:
    page = (ROOT / "docs" / "exports.md").read_text(encoding="utf-8")
    for name in (*FORMATS, *FEEDS, "jsonl", "csv", "parquet", "sqlite"):
        assert page.count(f"\n| `{name}` |") == 1, name


def test_a_missing_browser_is_told_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    from rashomon.errors import RashomonError
    from rashomon.exporting import pdf

    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(pdf, "_MAC", "/nowhere/at/all")
    with pytest.raises(RashomonError, match=r"install Chromium .*apt-get install chromium.*--format html") as told:
        FORMATS["pdf"].render(bridge_dossier())
    assert "\n" not in str(told.value) and BROWSERS

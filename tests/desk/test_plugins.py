"""What the archive keeps rests on the plugins that took part."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.filled_archive import FIRE, REPRODUCIBLE, silent
from tests.plugins.installing import install

from rashomon import desk
from rashomon.desk import compare_kept, find_compared, find_kept, is_current, show_event
from rashomon.records import Dossier
from rashomon.store import Archive

CODE = "from rashomon.plugins import Finding\ndef compare(pair):\n    {body}\n"


def compare(archive: Archive) -> Dossier:
    return compare_kept(archive, FIRE, settings=REPRODUCIBLE, progress=silent).dossier


def current(archive: Archive, dossier: Dossier) -> bool:
    account = show_event(archive, FIRE)
    kept = find_kept(archive, account)
    assert kept is not None
    return is_current(account, kept, dossier, REPRODUCIBLE)


def test_a_plugin_makes_another_dossier_and_taking_it_away_gives_the_first_back(
    fresh: tuple[Archive, dict[str, str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    archive, _ = fresh
    without = compare(archive)
    with monkeypatch.context() as installed:
        install(
            installed, tmp_path / "site", "calm", CODE.format(body="return Finding(detail='seen')"),
            evidence={"calm": "calm:compare"},
        )  # fmt: skip
        assert find_compared(archive, FIRE, settings=REPRODUCIBLE) is None
        assert not current(archive, without)
        with_plugin = compare(archive)
        assert [plugin.name for plugin in with_plugin.run.plugins] == ["calm"]
        assert current(archive, with_plugin)
        assert find_compared(archive, FIRE, settings=REPRODUCIBLE) == with_plugin
        off = replace(REPRODUCIBLE, plugins=False)
        alone = compare_kept(archive, FIRE, settings=off, progress=silent).dossier
        assert alone.run.plugins == () and alone.links == without.links
        (tmp_path / "site" / "calm.py").write_text(CODE.format(body="return None"))
        assert find_compared(archive, FIRE, settings=REPRODUCIBLE) is None, "other code is another plugin"
    assert find_compared(archive, FIRE, settings=REPRODUCIBLE) == without


def test_a_dossier_that_a_plugin_failed_in_is_shown_and_made_again(
    fresh: tuple[Archive, dict[str, str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    archive, _ = fresh
    marker = tmp_path / "well"
    body = (
        f"import os\n    if not os.path.exists({str(marker)!r}): raise OSError('ill')\n"
        "    return Finding(detail='well')"
    )
    install(monkeypatch, tmp_path / "site", "moody", CODE.format(body=body), evidence={"moody": "moody:compare"})
    ill = compare(archive)
    assert ill.run.plugins == () and "raised OSError: ill" in ill.skipped[-1].reason
    account = show_event(archive, FIRE)
    kept = find_kept(archive, account)
    assert kept is not None and desk.open_kept(archive, kept) == ill
    marker.touch()
    well = compare(archive)
    assert [plugin.name for plugin in well.run.plugins] == ["moody"]
    assert compare(archive) == well
    monkeypatch.undo()
    alone = compare(archive)
    assert alone.run.plugins == () and alone.skipped == ill.skipped[:-1] and alone.links == ill.links

from __future__ import annotations

import pytest
from tests.plugins.installing import EXAMPLE, install, install_example

from rashomon.plugins import installed
from rashomon.plugins.installed import find_plugins


def names(kind):
    return [(one.plugin.name, one.plugin.package, one.plugin.version) for one in find_plugins(kind)]


def test_nothing_is_installed_by_itself():
    assert names("source") == [] and names("evidence") == []


def test_a_package_s_plugins_are_found_by_kind(monkeypatch, tmp_path):
    install_example(monkeypatch, tmp_path / "site")
    assert names("source") == [("mail", "rashomon-courthouse", "0.1.0")]
    assert names("evidence") == [("case-numbers", "rashomon-courthouse", "0.1.0")]


def test_one_that_is_installed_meanwhile_is_found_and_one_that_is_removed_is_not(monkeypatch, tmp_path):
    with monkeypatch.context() as while_installed:
        install(while_installed, tmp_path / "site", "late", "", sources={"late": "late"})
        assert names("source") == [("late", "late", "1.0")]
    assert names("source") == []


def test_a_second_package_in_the_same_folder_is_found(monkeypatch, tmp_path):
    install(monkeypatch, tmp_path / "site", "one", "", sources={"one": "one"})
    assert len(names("source")) == 1
    install(monkeypatch, tmp_path / "site", "two", "", sources={"two": "two"})
    assert len(names("source")) == 2


def test_the_digest_is_of_the_code(monkeypatch, tmp_path):
    install(monkeypatch, tmp_path / "site", "probe", "x = 1\n", sources={"probe": "probe"})
    (before,) = find_plugins("source")
    (tmp_path / "site" / "probe.py").write_text("x = 2\n")
    (after,) = find_plugins("source")
    assert before.plugin.sha256 != after.plugin.sha256
    assert before.plugin.version == after.plugin.version


def test_the_digest_is_of_all_modules_of_a_package(monkeypatch, tmp_path):
    install_example(monkeypatch, tmp_path / "site")
    files = [name for _, name in installed._files_of("rashomon_courthouse")]
    assert files == sorted(path.name for path in (EXAMPLE / "src" / "rashomon_courthouse").glob("*.py"))


@pytest.mark.parametrize("value", ["no_such_package.module", "", "sys", "a..b"])
def test_code_that_is_not_there_has_a_digest_all_the_same(value):
    assert len(installed._digest_of_code(value)) == 64

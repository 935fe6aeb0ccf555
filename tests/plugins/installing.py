"""Plugins for tests: a folder on sys.path with their code and the metadata that an installer would write."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "plugin"


def install(
    monkeypatch: pytest.MonkeyPatch,
    site: Path,
    package: str,
    code: str,
    *,
    sources: Mapping[str, str] | None = None,
    evidence: Mapping[str, str] | None = None,
    version: str = "1.0",
) -> None:
    """Installs `code` as the module `package`; its entry points are by name."""
    site.mkdir(exist_ok=True)
    (site / f"{package}.py").write_text(code, encoding="utf-8")
    write_metadata(site, package, version, {"rashomon.sources": sources or {}, "rashomon.evidence": evidence or {}})
    monkeypatch.syspath_prepend(str(site))


def install_example(monkeypatch: pytest.MonkeyPatch, site: Path) -> None:
    """Makes the example package be there as its pyproject.toml says, without an installer."""
    project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    site.mkdir(exist_ok=True)
    write_metadata(site, project["name"], project["version"], project["entry-points"])
    monkeypatch.syspath_prepend(str(EXAMPLE / "src"))
    monkeypatch.syspath_prepend(str(site))


def write_metadata(site: Path, package: str, version: str, groups: Mapping[str, Mapping[str, str]]) -> None:
    folder = site / f"{package.replace('-', '_')}-{version}.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n", encoding="utf-8")
    lines = [
        line
        for group, points in groups.items()
        for line in (f"[{group}]", *(f"{name} = {value}" for name, value in points.items()), "")
    ]
    (folder / "entry_points.txt").write_text("\n".join(lines), encoding="utf-8")

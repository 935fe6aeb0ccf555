"""Which plugins are installed: entry points of the packages in this environment. No code of theirs is run here."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from rashomon.records import Plugin, PluginKind

GROUPS: Final[dict[PluginKind, str]] = {"source": "rashomon.sources", "evidence": "rashomon.evidence"}
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """A plugin, and where its code is: "package.module" or "package.module:name"."""

    plugin: Plugin
    value: str


def find_plugins(kind: PluginKind) -> tuple[Installed, ...]:
    """The installed plugins of this kind, sorted by name, then by package.

    Looked up once, and again when something was installed or removed.
    """
    return tuple(
        Installed(
            plugin=Plugin(kind=kind, name=name, package=package, version=version, sha256=_digest_of_code(value)),
            value=value,
        )
        for group, name, value, package, version in _entry_points(_state_of_path())
        if group == GROUPS[kind]
    )


def _state_of_path() -> tuple[tuple[str, int], ...]:
    """What changes when a package is installed or removed: the folders of sys.path, and when each last changed."""
    return tuple((folder, _changed(folder)) for folder in sys.path)


def _changed(place: str) -> int:
    try:
        return Path(place).stat().st_mtime_ns
    except OSError:
        return 0


@lru_cache(maxsize=1)
def _entry_points(state: tuple[tuple[str, int], ...]) -> tuple[tuple[str, str, str, str, str], ...]:
    """(group, name, value, package, version) of all plugins, sorted."""
    from importlib.metadata import entry_points

    found = {
        (
            group,
            " ".join(point.name.split())[:_LONGEST_NAME],
            point.value.strip(),
            point.dist.name if point.dist else "?",
            point.dist.version if point.dist else "?",
        )
        for group in GROUPS.values()
        for point in entry_points(group=group)
    }
    return tuple(sorted(found, key=lambda one: (one[0], one[1], one[3], one[2])))


def _digest_of_code(value: str) -> str:
    """The SHA-256 of the Python files of the top-level package that `value` names; of nothing where it is not found."""
    digest = hashlib.sha256()
    for path, name in _files_of(value.partition(":")[0].partition(".")[0]):
        try:
            content = path.read_bytes()
        except OSError:
            continue
        digest.update(f"{name}\0{len(content)}\0".encode("utf-8", "backslashreplace"))
        digest.update(content)
    return digest.hexdigest()


def _files_of(package: str) -> Iterator[tuple[Path, str]]:
    """The Python files of a package or module, with their names within it, sorted."""
    from importlib.util import find_spec

    try:
        spec = find_spec(package)  # of a top-level name: nothing is imported
    except (ImportError, ValueError):
        return
    if spec is None:
        return
    if spec.submodule_search_locations is None:
        if spec.origin is not None:
            yield Path(spec.origin), Path(spec.origin).name
        return
    for folder in sorted(spec.submodule_search_locations):
        for path in sorted(Path(folder).rglob("*.py")):
            yield path, path.relative_to(folder).as_posix()

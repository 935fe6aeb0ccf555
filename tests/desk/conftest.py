"""Archives to ask."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.filled_archive import fill, put

from rashomon.store import Archive, open_archive


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    return put(tmp_path)


@pytest.fixture(scope="package")
def base(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """An archive that no test changes, and the ids of its articles."""
    folder = tmp_path_factory.mktemp("desk")
    with open_archive(folder / "desk.db", create=True) as archive:
        return folder / "desk.db", fill(archive, put(folder))


@pytest.fixture
def kept(base: tuple[Path, dict[str, str]]) -> Iterator[Archive]:
    with open_archive(base[0]) as archive:
        yield archive


@pytest.fixture
def fresh(tmp_path: Path, feed: Path) -> Iterator[tuple[Archive, dict[str, str]]]:
    """An archive of its own, for a test that changes it."""
    with open_archive(tmp_path / "own.db", create=True) as archive:
        yield archive, fill(archive, feed)

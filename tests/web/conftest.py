"""A reading room over a small archive: two events of the stream, a bridge with a kept dossier, a hostile report."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from tests.web.rooms import Room, fill_room, make_client


@pytest.fixture(scope="module")  # pages that are asked for start comparisons, which are kept
def room(tmp_path_factory: pytest.TempPathFactory) -> Room:
    return fill_room(tmp_path_factory.mktemp("room"))


@pytest.fixture(scope="module")
def client(room: Room) -> Iterator[TestClient]:
    with make_client(str(room.archive)) as made:
        yield made


@pytest.fixture
def without_archive() -> Iterator[TestClient]:
    with make_client(None) as made:
        yield made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path

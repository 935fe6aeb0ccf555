"""An archive whose events have kept dossiers made by hand: nothing is compared, so that the tests are quick."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.dossiers import bridge_dossier
from tests.sink import Sink, open_sink
from tests.web.rooms import BRIDGE, place

from rashomon.store import Archive, open_archive


@pytest.fixture
def sink() -> Iterator[Sink]:
    with open_sink() as made:
        yield made


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """The articles of the bridge in one event; nothing is compared yet."""
    with open_archive(tmp_path / "a.db", create=True) as made:
        place(made, BRIDGE, bridge_dossier().articles)
        yield made

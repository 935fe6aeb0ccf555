"""The API hands out an event's dossier in each format, with its media type, a name and an ETag."""

from __future__ import annotations

import json

import pytest
from fastapi.testclient import TestClient
from tests.dossiers import bridge_dossier
from tests.filled_archive import FIRE
from tests.web.rooms import BRIDGE, keep
from tests.web_api.conftest import make_client

from rashomon.errors import RashomonError
from rashomon.exporting import FORMATS, formats
from rashomon.settings import Settings
from rashomon.store import open_archive

PATH = f"/api/v1/events/{BRIDGE}/export"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """An archive with the bridge, compared."""
    path = str(tmp_path_factory.mktemp("exports") / "e.db")
    with open_archive(path, create=True) as archive:
        keep(archive, BRIDGE, bridge_dossier())
    client = make_client(path)
    client.app.state.context.settings = Settings(archive=path)
    return client


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "pdf"])
def test_each_format_comes_as_a_file(room: TestClient, name: str) -> None:
    got = room.get(PATH, params={"format": name})
    made = FORMATS[name]
    assert got.status_code == 200 and got.content == made.render(bridge_dossier())
    assert got.headers["content-type"] == made.media_type
    assert got.headers["content-disposition"] == f'attachment; filename="{BRIDGE}{made.suffix}"'
    assert got.headers["x-content-type-options"] == "nosniff"
    again = room.get(PATH, params={"format": name}, headers={"If-None-Match": got.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_format_that_is_none_is_told_with_those_there_are(room: TestClient) -> None:
    for query in ({"format": "xlsx"}, {}):
        assert room.get(PATH, params=query).status_code == 422
    assert "graphml" in room.get(PATH, params={"format": "xlsx"}).json()["detail"]
    assert room.get("/api/v1/events/none/export", params={"format": "json"}).status_code == 404


def test_what_cannot_be_made_here_is_unavailable_and_names_no_file(
    room: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(dossier: object) -> bytes:
        raise RashomonError("/usr/secret/browser is gone")

    broken = formats.Format(media_type="application/pdf", suffix=".pdf", holds="x", opened_by="y", render=fail)
    monkeypatch.setattr("rashomon.web.api.events.FORMATS", {"pdf": broken})
    got = room.get(PATH, params={"format": "pdf"})
    assert got.status_code == 503 and "secret" not in got.text and "log" in got.json()["detail"]


def test_an_event_that_was_not_compared_yet_is_being_made(client: TestClient) -> None:
    got = client.get(f"/api/v1/events/{FIRE}/export", params={"format": "csl"})
    assert got.status_code == 202 and got.headers["location"].startswith("/api/v1/jobs/")
    assert client.app.state.context.jobs.find(got.json()["id"]).finished.wait(60)
    made = client.get(f"/api/v1/events/{FIRE}/export", params={"format": "csl"})
    assert made.status_code == 200 and len(json.loads(made.content)) >= 2


def test_only_who_may_read_gets_it(members: TestClient) -> None:
    assert members.get(f"/api/v1/events/{FIRE}/export", params={"format": "json"}).status_code == 401
    for path in ("events", "conflicts"):
        assert members.get(f"/feeds/{path}.xml").status_code == 401

"""Archives for the tests of the reading room, filled by hand: nothing is compared, so that they are quick."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from httpx import Response
from tests.filled_archive import fill, put

sys.path.insert(0, str(Path(__file__).parent.parent))
from dossiers import bridge_dossier, plain_dossier
from rashomon.desk import count_dossier
from rashomon.models.files import model_files
from rashomon.packing import dossier_digest, pack_dossier
from rashomon.pipeline import tell_settings
from rashomon.records import Arrival, Article, Dossier, EventChange, Received
from rashomon.settings import Settings
from rashomon.store import Archive, Placed, open_archive
from rashomon.version import __version__
from rashomon.web.app import create_app

BRIDGE, HOSTILE = "eb000000000000001", "ec000000000000002"
EVIL = (
    "<script>document.title='owned'</script> <img src=x onerror=alert(1)> {{ 7*7 }} {% raw %} "
    '<svg onload="alert(2)"> \u202egnihtemos\u202c " onmouseover="alert(3) '
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """An archive on the disk, and the ids of the articles that were put into it by the ids they came with."""

    archive: Path
    ids: dict[str, str]


def make_client(archive: str | None, settings: Settings | None = None) -> TestClient:
    app = create_app(settings or Settings(), archive=archive)
    return TestClient(
        app,
        base_url="http://localhost",
        headers={"Accept": "text/html"},
        raise_server_exceptions=False,
        follow_redirects=False,
    )


def send(client: TestClient, address: str, form: str, **fields: Any) -> Response:
    """Posts to `address` what a browser would: with the token of the form that stands on the page `form`."""
    token = re.search(r'name="csrf" value="([^"]+)"', client.get(form).text)
    assert token, f"no form with a token on {form}"
    fields["data"] = fields.get("data", {}) | {"csrf": token[1]}
    return client.post(address, **fields)


def fill_room(folder: Path) -> Room:
    path = folder / "room.db"
    with open_archive(path, create=True) as archive:
        ids = fill(archive, put(folder))
        keep(archive, BRIDGE, bridge_dossier())
        text = EVIL + "word " * 400 + "\n\n" + EVIL * 3
        keep(archive, HOSTILE, plain_dossier(text, text + "!", "c. d.", sources=[EVIL, "B & Co/<b>", "C"]))
        ids |= add_versions(archive)
    return Room(archive=path, ids=ids)


def keep(archive: Archive, event: str, dossier: Dossier) -> None:
    """Puts the dossier's articles into an event of their own, and keeps it as the one that was made of them."""
    articles = dossier.articles
    place(archive, event, articles)
    stored = tuple(one.article for one in archive.all_articles(event=event))
    key = dossier_digest(stored, (), tell_settings(Settings()), model_files(), __version__)
    archive.keep_dossier(key, event, [one.id for one in articles], pack_dossier(dossier), count_dossier(dossier))


def place(archive: Archive, event: str, articles: Sequence[Article]) -> None:
    archive.add(
        [
            Arrival(
                article=one,
                received=Received(content=one.text.encode("utf-8", "replace"), media_type="text/plain", url=one.url,
                                  retrieved=datetime(2031, 5, 10, tzinfo=UTC)),
            )
            for one in articles
        ]
    )  # fmt: skip
    at = datetime(2031, 5, 11, tzinfo=UTC)
    with archive.grouping() as turn:
        turn.take(1000)
        turn.commit(
            [Placed(article=one.id, event=event, at=at) for one in articles],
            [
                EventChange(
                    kind="opened" if n == 0 else "joined", event=event, article=one.id, at=at + timedelta(hours=n)
                )
                for n, one in enumerate(articles)
            ],
        )


def add_versions(archive: Archive) -> dict[str, str]:
    """Two texts of one address."""
    first = Article(
        id="dam1", source="Dam Watch", title="Dam holds", url="https://dam.example/1",
        text="The dam holds. Water rose by two metres. Nobody was hurt.", published=datetime(2031, 5, 1, tzinfo=UTC),
    )  # fmt: skip
    second = replace(first, id="dam2", text="The dam holds. Water rose by three metres. Nobody was hurt.")
    place(archive, "ed000000000000003", [first])
    place(archive, "ed000000000000004", [second])
    return {"dam1": "dam1", "dam2": "dam2"}

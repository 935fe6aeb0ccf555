"""A reading room over a filled archive, and clients of it: without accounts, and with."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from fastapi.testclient import TestClient
from tests.filled_archive import fill, put

from rashomon.settings import Settings
from rashomon.store import open_archive
from rashomon.web import accounts
from rashomon.web.app import create_app
from rashomon.web.security import Policy

HOST = "http://127.0.0.1:8000"
PASSWORD = "correct horse battery"
SETTINGS = Settings(reproducible=True)


def make_client(archive: str | None, policy: Policy | None = None, **options) -> TestClient:
    app = create_app(replace(SETTINGS, archive=archive or "none.db"), archive=archive)
    app.state.policy = policy or Policy()
    given = {"base_url": HOST, "raise_server_exceptions": False, "follow_redirects": False} | options
    return TestClient(app, **given)


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same method with less work: the tests are not about how long it takes."""
    monkeypatch.setattr(accounts, "_hasher", lambda: PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    monkeypatch.setattr(accounts, "_nobodys_hash", [])


@pytest.fixture(scope="package")
def base(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """An archive that no test changes, and the ids of its articles."""
    folder = tmp_path_factory.mktemp("web")
    with open_archive(folder / "web.db", create=True) as archive:
        ids = fill(archive, put(folder))
    return folder / "web.db", ids


@pytest.fixture
def ids(base: tuple[Path, dict[str, str]]) -> dict[str, str]:
    return base[1]


@pytest.fixture
def address(base: tuple[Path, dict[str, str]], tmp_path: Path) -> str:
    """An archive of its own, for a test that changes it."""
    return str(shutil.copy(base[0], tmp_path / "own.db"))


@pytest.fixture
def client(address: str) -> Iterator[TestClient]:
    """Somebody at the machine, where there are no accounts."""
    with make_client(address) as client:
        yield client


@pytest.fixture
def alone() -> Iterator[TestClient]:
    """Somebody at the machine, where there is no archive."""
    with make_client(None) as client:
        yield client


@pytest.fixture
def members(address: str) -> Iterator[TestClient]:
    """A server with accounts: `reader`, `corrector`, `boss`, all with PASSWORD."""
    with open_archive(address) as archive:
        for name, role in (("reader", "read"), ("corrector", "correct"), ("boss", "admin")):
            accounts.add_user(archive, name, role, PASSWORD)
    with make_client(address, Policy(accounts=True)) as client:
        yield client


def wait_for(client: TestClient, answer) -> dict:
    """The job of `answer` when it is over."""
    assert answer.status_code == 202, answer.text
    job = answer.json()["id"]
    assert client.app.state.context.jobs.find(job).finished.wait(60)
    assert answer.headers["location"] == f"/api/v1/jobs/{job}"
    return client.get(answer.headers["location"]).json()


def bearer(address: str, owner: str, *scopes: str, days: float = 1) -> dict[str, str]:
    """The header that shows a new token of `owner`."""
    with open_archive(address) as archive:
        return {"Authorization": f"Bearer {accounts.add_token(archive, owner, 'test', scopes, days)}"}


def form_token(client: TestClient, path: str = "/login") -> str:
    """The CSRF token that the form at `path` holds."""
    page = client.get(path, headers={"Accept": "text/html"})
    return page.text.split('name="csrf" value="', 1)[1].split('"', 1)[0]


def sign_in(client: TestClient, name: str, password: str = PASSWORD, **fields: str):
    return client.post("/login", data={"csrf": form_token(client), "name": name, "password": password, **fields})

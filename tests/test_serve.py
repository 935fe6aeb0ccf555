"""`rashomon serve` and `rashomon users`, as a user runs them."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from tests.filled_archive import call

from rashomon.store import open_archive

CODE = "from rashomon.cli import main; main()"
PASSWORD = "correct horse battery"


@pytest.fixture
def archive(tmp_path: Path) -> str:
    path = tmp_path / "own.db"
    open_archive(path, create=True).close()
    return str(path)


def start(folder: Path, *arguments: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", CODE, "serve", *arguments],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )


def address_told(server: subprocess.Popen) -> str:
    line = server.stdout.readline()
    assert " at http" in line, (line, server.stderr.read())
    return line.split(" at ")[1].split()[0]


def ask(address: str, **headers: str) -> int:
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=20) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def users(monkeypatch, archive: str, *arguments: str, password: str = PASSWORD) -> int:
    import io

    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{password}\nmore\n"))
    return call(monkeypatch, "users", *arguments, "--archive", archive)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["int", "term"])
def test_it_serves_and_a_signal_ends_it_cleanly(archive: str, tmp_path: Path, number: signal.Signals) -> None:
    with start(tmp_path, "--archive", archive, "--port", "0") as server:
        address = address_told(server)
        assert address.startswith("http://127.0.0.1:")
        assert ask(f"{address}api/v1/events") == 200 and ask(f"{address}ready") == 200
        assert ask(f"{address}ready", Host="evil.example") == 421
        server.send_signal(number)
        out, err = server.communicate(timeout=20)
    assert "closed" in out and "Traceback" not in err and server.returncode == 0


def test_without_an_archive_it_only_compares(tmp_path: Path) -> None:
    with start(tmp_path, "--port", "0") as server:
        address = address_told(server)
        assert ask(f"{address}api/v1/events") == 404 and ask(f"{address}health") == 200
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=20)


def test_an_archive_that_was_named_and_is_not_there_is_an_error(monkeypatch, tmp_path, capsys) -> None:
    assert call(monkeypatch, "serve", "--archive", tmp_path / "none.db") == 1
    assert "there is no archive" in capsys.readouterr().err


def test_a_port_that_is_taken_is_told_with_one_that_is_free(monkeypatch, archive, capsys) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert call(monkeypatch, "serve", "--archive", archive, "--port", str(port)) == 1
    told = capsys.readouterr().err
    assert f"port {port} is taken" in told and "--port " in told and "Traceback" not in told


@pytest.mark.parametrize("arguments", [("--host", "0.0.0.0"), ("--host", "::"), ("--name", "news.example")], ids=str)
def test_it_opens_no_further_than_the_machine_without_accounts(monkeypatch, archive, capsys, arguments) -> None:
    assert call(monkeypatch, "serve", "--archive", archive, "--port", "0", *arguments) == 1
    assert "rashomon users add" in capsys.readouterr().err


def test_an_address_that_is_none_of_the_machine_is_told(monkeypatch, archive, capsys) -> None:
    assert users(monkeypatch, archive, "add", "boss", "--role", "admin", "--password-stdin") == 0
    assert call(monkeypatch, "serve", "--archive", archive, "--host", "192.0.2.1", "--port", "0") == 1
    assert "check --host" in capsys.readouterr().err


def test_with_accounts_it_asks_who_comes(monkeypatch, archive: str, tmp_path: Path, capsys) -> None:
    assert users(monkeypatch, archive, "add", "mo", "--password-stdin") == 0
    assert users(monkeypatch, archive, "token", "mo", "--days", "2", "--label", "cron") == 0
    token = capsys.readouterr().out.splitlines()[-1]
    with start(tmp_path, "--archive", archive, "--port", "0", "--host", "0.0.0.0") as server:
        address = address_told(server).replace("0.0.0.0", "127.0.0.1")
        assert ask(f"{address}api/v1/events") == 401
        assert ask(f"{address}api/v1/events", Authorization=f"Bearer {token}") == 200
        server.send_signal(signal.SIGTERM)
        assert "in the clear" in server.communicate(timeout=20)[1]


def test_users_are_added_listed_changed_and_removed(monkeypatch, archive, capsys) -> None:
    assert users(monkeypatch, archive, "add", "mo", "--role", "correct", "--password-stdin") == 0
    assert users(monkeypatch, archive, "token", "mo", "--scope", "read") == 0
    token = capsys.readouterr().out.splitlines()[-1]
    assert users(monkeypatch, archive, "list", "--format", "jsonl") == 0
    shown = capsys.readouterr().out
    told = json.loads(shown)
    assert (told["name"], told["role"], told["tokens"][0]["scopes"]) == ("mo", "correct", ["read"])
    assert token not in shown and "argon2" not in shown
    assert users(monkeypatch, archive, "change", "mo", "--role", "read") == 0
    assert users(monkeypatch, archive, "list") == 0
    assert "mo  read" in capsys.readouterr().out
    assert users(monkeypatch, archive, "remove", "mo") == 0
    assert "the last user" in capsys.readouterr().err
    assert users(monkeypatch, archive, "log") == 0
    log = capsys.readouterr().out
    assert [word in log for word in ("add user", "add token", "change user", "remove user")] == [True] * 4


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("add", "Mo M", "--password-stdin"), "a-z"),
        (("add", "local", "--password-stdin"), "choose another"),
        (("token", "nobody"), "no user"),
        (("token", "mo", "--scope", "admin"), "can't do more"),
        (("token", "mo", "--days", "0"), "days"),
        (("token", "mo", "--revoke", "99"), "token"),
        (("remove", "nobody"), "user"),
        (("add", "mo", "--password-stdin"), "already"),
        (("add", "ada"), "--password-stdin"),
    ],
    ids=str,
)
def test_what_can_not_be_is_told(monkeypatch, archive, capsys, arguments, told) -> None:
    assert users(monkeypatch, archive, "add", "mo", "--password-stdin") == 0
    capsys.readouterr()
    assert users(monkeypatch, archive, *arguments) == 1
    error = capsys.readouterr().err
    assert error.startswith("Error: ") and told in error and error.count("\n") == 1


def test_a_password_that_is_too_short_is_refused(monkeypatch, archive, capsys) -> None:
    assert users(monkeypatch, archive, "add", "mo", "--password-stdin", password="short") == 1
    assert "10 to" in capsys.readouterr().err

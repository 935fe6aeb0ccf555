"""Answers that are given again under load: to the same user alone, with each visitor's own token, and not for long."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from typing import Any

import pytest

from rashomon.web import remembering
from rashomon.web.remembering import BUSY, Remembered

MANY = 3 * BUSY


class Made:
    """An app whose pages take a moment, and say the how-manieth they are."""

    def __init__(self, *, status: int = 200) -> None:
        self.count: Counter[str] = Counter()
        self.status = status

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.count[scope["path"]] += 1
        number = self.count[scope["path"]]
        await asyncio.sleep(0.02 if scope["method"] == "GET" else 0)
        scope["endpoint"] = scope["path"]
        token = scope["state"]["csrf"]
        await send({"type": "http.response.start", "status": self.status, "headers": [(b"a", b"b")]})
        await send({"type": "http.response.body", "body": f"{number} {token} ".encode(), "more_body": True})
        await send({"type": "http.response.body", "body": b"end"})


def ask(app: Any, path: str = "/", *, user: str = "ines", token: str = "t" * 64, method: str = "GET") -> Any:
    """The status, the headers, the body and the route of an answer; whoever sends it adds a cookie to it."""
    scope: dict[str, Any] = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": [],
                             "state": {"user": user, "csrf": token}}  # fmt: skip
    got: dict[str, Any] = {"body": b""}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            message["headers"].append((b"set-cookie", token.encode()))
            got["status"], got["headers"] = message["status"], list(message["headers"])
        else:
            got["body"] += message["body"]

    async def run() -> Any:
        await app(scope, None, send)
        return got["status"], got["headers"], got["body"].decode(), scope.get("endpoint")

    return run()


def ask_all(app: Any, *questions: dict[str, Any]) -> list[Any]:
    async def run() -> list[Any]:
        return await asyncio.gather(*(ask(app, **one) for one in questions))

    return asyncio.run(run())


def test_a_crowd_gets_one_page_each_with_its_own_token_and_cookie() -> None:
    made = Made()
    tokens = [f"{n:064}" for n in range(MANY)]
    answers = ask_all(Remembered(made), *({"token": token} for token in tokens))
    assert made.count["/"] < BUSY + 1
    for token, (status, headers, body, route) in zip(tokens, answers, strict=True):
        assert (status, route) == (200, "/")
        assert re.fullmatch(rf"\d+ {token} end", body)
        assert headers == [(b"a", b"b"), (b"set-cookie", token.encode())]


def test_one_reader_alone_always_gets_a_new_page() -> None:
    made = Made()
    app = Remembered(made)
    assert [ask_all(app, {})[0][2][0] for _ in range(3)] == ["1", "2", "3"]


def test_users_never_share_a_page() -> None:
    made = Made()
    names = [f"user{n % 2}" for n in range(MANY)]
    answers = ask_all(Remembered(made), *({"user": name, "token": name[-1] * 64} for name in names))
    for name, (_, _, body, _) in zip(names, answers, strict=True):
        assert name[-1] * 64 in body
    shown = [{body[:2] for n, (_, _, body, _) in zip(names, answers, strict=True) if n == name} for name in set(names)]
    assert not shown[0] & shown[1]


@pytest.mark.parametrize("what", [{"path": "/health"}, {"path": "/events/e1/progress"}, {"method": "POST"}])
def test_what_must_be_asked_each_time_is(what: dict[str, Any]) -> None:
    made = Made()
    ask_all(Remembered(made), *[what] * MANY)
    assert made.count.total() == MANY


def test_errors_are_not_remembered_and_a_change_ends_what_is() -> None:
    failing = Made(status=503)
    ask_all(Remembered(failing), *[{}] * MANY)
    again = Made()
    app = Remembered(again)
    ask_all(app, *[{}] * MANY)
    before = again.count["/"]
    ask_all(app, {"method": "POST", "path": "/corrections"})
    ask_all(app, *[{}] * MANY)
    assert failing.count["/"] > BUSY and again.count["/"] > before


def test_it_is_remembered_for_a_moment_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembering, "_SECONDS", 0.0)
    made = Made()
    ask_all(Remembered(made), *[{}] * MANY)
    assert made.count["/"] == MANY


def test_what_was_begun_before_a_change_is_not_remembered_after_it() -> None:
    made = Made()
    app = Remembered(made)

    async def run() -> list[str]:
        first = [asyncio.create_task(ask(app)) for _ in range(MANY)]
        await asyncio.sleep(0.005)  # the pages are begun
        made.count["/"] = 100  # what the change changes
        change = asyncio.create_task(ask(app, "/health", method="POST"))
        await asyncio.gather(*first, change)
        return [answer[2].split()[0] for answer in await asyncio.gather(*(ask(app) for _ in range(MANY)))]

    assert all(int(number) > 100 for number in asyncio.run(run()))

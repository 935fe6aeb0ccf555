"""Answers that were just given are given again while many readers wait: the same page is not made for each of them.

Only under load (`BUSY` requests at once), only for a second, only to the same user with the same rights; a reader who
is alone always gets the archive as it is. Whatever changes something here ends what is remembered. What is remembered
holds a placeholder for the token of a form, which each visitor has their own of.
"""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, Final

import anyio
from starlette.types import ASGIApp, Message, Receive, Scope, Send

BUSY: Final = 8
"""From so many requests at once on, answers are given again."""
_SECONDS = 1.0
_MOST_ANSWERS = 200
_LARGEST = 2_000_000
_SAFE = ("GET", "HEAD", "OPTIONS")
_BELOW = ("/events/", "/articles/", "/claims/", "/sources/", "/feeds/", "/api/v1/events", "/api/v1/articles")
_ALONE = ("/progress",)
_TELLING = (b"accept", b"if-none-match", b"hx-request", b"hx-target", b"host")
# As long as a token, so that the length of an answer does not change.
_PLACEHOLDER: Final = secrets.token_hex(32)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """A whole answer. `until` is on the monotonic clock; `route` is what the router found, for whoever counts."""

    until: float
    start: Message
    body: bytes
    route: dict[str, Any]


class Remembered:
    """The ASGI middleware that remembers answers. Inside of the one that tells who asks."""

    def __init__(self, app: ASGIApp) -> None:
        """In front of `app`."""
        self._app = app
        self._at_work = 0
        self._changes = 0
        self._answers: OrderedDict[tuple[Any, ...], _Answer] = OrderedDict()
        self._being_made: dict[tuple[Any, ...], anyio.Event] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request, if need be with what was answered to the same one just before."""
        if scope["type"] != "http" or scope["method"] not in _SAFE:
            try:
                await self._app(scope, receive, send)
            finally:
                self._changes += 1
                self._answers.clear()
            return
        if not _may_be_remembered(scope["path"]):
            await self._app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        token = state.get("csrf", "")
        if token:
            state["csrf"] = _PLACEHOLDER
        key = (scope["path"], scope["query_string"], repr(state.get("user")), bool(token), *_telling(scope))
        self._at_work += 1
        try:
            answer = await self._find(key) if self._at_work >= BUSY else None
            if answer is None:
                await self._make(key, scope, receive, _with_token(send, token))
                return
            scope.update(answer.route)
            await send(_copy(answer.start))
            body = answer.body.replace(_PLACEHOLDER.encode(), token.encode()) if token else answer.body
            await send({"type": "http.response.body", "body": body})
        finally:
            self._at_work -= 1

    async def _find(self, key: tuple[Any, ...]) -> _Answer | None:
        """The answer to the same request, where it is fresh; one that is being made is waited for."""
        answer = self._fresh(key)
        if answer is None and key in self._being_made:
            await self._being_made[key].wait()
            answer = self._fresh(key)
        return answer

    def _fresh(self, key: tuple[Any, ...]) -> _Answer | None:
        answer = self._answers.get(key)
        return answer if answer is not None and time.monotonic() < answer.until else None

    async def _make(self, key: tuple[Any, ...], scope: Scope, receive: Receive, send: Send) -> None:
        """Has the answer made, and remembers it where it is whole, good and not too large."""
        pieces: list[bytes] = []
        start: Message = {}
        whole = False
        changes = self._changes

        async def note(message: Message) -> None:
            nonlocal start, whole
            if message["type"] == "http.response.start":
                start = _copy(message)
            elif message["type"] == "http.response.body":
                pieces.append(message.get("body", b""))
                whole = not message.get("more_body", False)
            await send(message)

        first = key not in self._being_made
        if first:
            self._being_made[key] = anyio.Event()
        try:
            await self._app(scope, receive, note)
        finally:
            body = b"".join(pieces)
            # What was begun before a change may be of the time before it.
            if whole and start.get("status") == 200 and len(body) <= _LARGEST and changes == self._changes:
                route = {name: scope[name] for name in ("endpoint", "path_params", "route") if name in scope}
                self._answers[key] = _Answer(until=time.monotonic() + _SECONDS, start=start, body=body, route=route)
                self._answers.move_to_end(key)
                while len(self._answers) > _MOST_ANSWERS:
                    self._answers.popitem(last=False)
            if first:
                self._being_made.pop(key).set()


def _may_be_remembered(path: str) -> bool:
    return path == "/" or (path.startswith(_BELOW) and not path.endswith(_ALONE))


def _copy(start: Message) -> Message:
    """Those outside of here add headers to what they are sent, a visitor's cookie among them."""
    return {**start, "headers": list(start["headers"])}


def _telling(scope: Scope) -> list[bytes]:
    headers = dict(scope["headers"])
    return [headers.get(name, b"") for name in _TELLING]


def _with_token(send: Send, token: str) -> Send:
    """Puts the visitor's own token into what is sent."""

    async def sent(message: Message) -> None:
        if token and message["type"] == "http.response.body" and _PLACEHOLDER.encode() in message.get("body", b""):
            message = {**message, "body": message["body"].replace(_PLACEHOLDER.encode(), token.encode())}
        await send(message)

    return sent

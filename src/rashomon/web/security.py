"""What every request passes: whom it is for, where it comes from, how large it is, who asks; and what answers carry.

- Host: on loopback only loopback's own names, so that no foreign name can be bound to it (DNS rebinding).
- Fetch metadata and Origin: another site may lead here, but not act or read here (W3C Fetch Metadata; OWASP CSRF).
- CSRF: each request that changes something carries a token (HMAC over the session or visitor's cookie), unless it
  shows an API token or comes from a program without any cookie.
- Content Security Policy level 3 without inline script or style.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

import anyio
from fastapi import FastAPI, Request
from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rashomon.errors import RashomonError
from rashomon.web.accounts import LOCAL, Throttle, Who, find_session, find_token
from rashomon.web.metrics import Counted, Metrics
from rashomon.web.problems import Problem, answer_problem, install_problems, problem, status_of
from rashomon.web.remembering import Remembered

MEGABYTE = 1_000_000
CSP: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
SAFE: Final = ("GET", "HEAD", "OPTIONS")
SESSION, VISITOR, CSRF_FIELD, CSRF_HEADER = "rashomon_session", "rashomon_visitor", "csrf", "x-csrf-token"
_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
_HSTS = "max-age=31536000"
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How open the server is. The default: no accounts, on loopback; everybody at the machine may read and correct.

    `hosts` are further names it is reached by, and the only ones where it is not on loopback; empty there: any. Sizes
    are in bytes: of a whole request, and of one that is no upload. `body_seconds` is how long a request may take to
    arrive. `secret` keys the CSRF tokens, so that those of an earlier process don't hold.
    """

    accounts: bool = False
    loopback: bool = True
    hosts: tuple[str, ...] = ()
    upload_bytes: int = 50 * MEGABYTE
    request_bytes: int = 2 * MEGABYTE
    upload_files: int = 10
    body_seconds: float = 60
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)


def secure(app: FastAPI, context: Any) -> None:
    """Puts the rules of this module in front of `app`; its `state.policy`, where it is set, says how open it is.

    `context` gives the archive (`archive()`), for sessions and tokens.
    """
    if not hasattr(app.state, "policy"):
        app.state.policy = Policy()
    app.state.throttle = Throttle()
    install_problems(app)
    app.state.metrics = Metrics()
    app.add_middleware(Remembered)
    app.add_middleware(Guarded, context=context)
    app.add_middleware(Counted, metrics=app.state.metrics)


def policy_of(request: Request) -> Policy:
    """How open the server is."""
    policy: Policy = request.app.state.policy
    return policy


def who_of(request: Request) -> Who | None:
    """Who asks; None where that is nobody with an account, and accounts are needed."""
    who: Who | None = getattr(request.state, "user", None)
    return who


def address_of(request: Request) -> str:
    """The network address that a request comes from, "" where there is none."""
    return request.client.host if request.client else ""


def require(role: str) -> Callable[[Request], Who]:
    """A dependency that lets through who may do what `role` may, and gives who that is."""

    def check(request: Request) -> Who:
        who = who_of(request)
        if who is None:
            if getattr(request.state, "bad_token", False):
                detail = "the token does not hold: it is unknown or has ended; ask for a new one"
            else:
                detail = "sign in first (/login), or send a token: Authorization: Bearer ..."
            raise Problem(401, detail, headers={"WWW-Authenticate": 'Bearer realm="rashomon"'})
        if not who.may(role):
            held = f"has the scopes {', '.join(who.scopes)}" if who.scopes is not None else f"has the role {who.role}"
            raise Problem(403, f"this needs the role {role}; {who.name} {held}")
        return who

    return check


async def guard(request: Request) -> None:
    """The dependency of all routes: what changes something must carry the CSRF token of whoever asks.

    Raises: Problem (403) where it does not.
    """
    if request.method in SAFE or _needs_no_csrf(request):
        return
    given = request.headers.get(CSRF_HEADER)
    if given is None and request.headers.get("content-type", "").startswith(_FORMS):
        policy = policy_of(request)
        form = await request.form(max_files=policy.upload_files, max_fields=100, max_part_size=policy.upload_bytes)
        sent = form.get(CSRF_FIELD)
        given = sent if isinstance(sent, str) else None
    if not given or not request.state.csrf or not hmac.compare_digest(given.encode(), request.state.csrf.encode()):
        raise Problem(403, "the form is out of date, or was not sent from here; load the page again and repeat it")


def set_session(response: Response, request: Request, secret: str, seconds: int) -> None:
    """Gives whoever asks the cookie of a session."""
    response.set_cookie(
        SESSION, secret, max_age=seconds, path="/", httponly=True, samesite="lax", secure=request.url.scheme == "https"
    )


def csrf_token(key: bytes, binding: str) -> str:
    """The CSRF token of whoever holds the cookie `binding`."""
    return hmac.new(key, b"csrf\0" + binding.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def _needs_no_csrf(request: Request) -> bool:
    """True for what no foreign page can make a browser send: an API token; or a program that holds no cookie."""
    if getattr(request.state, "by_token", False):
        return True
    from_browser = "origin" in request.headers or "sec-fetch-site" in request.headers
    return request.url.path.startswith("/api/") and not from_browser and not request.cookies


class Guarded:
    """The ASGI middleware. It adds `user`, `csrf`, `by_token` and `bad_token` to the state of each request."""

    def __init__(self, app: ASGIApp, context: Any) -> None:
        """In front of `app`."""
        self._app, self._context = app, context

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets a request through, or answers it with why not."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        policy: Policy = scope["app"].state.policy
        body = _Body(receive, limit=_body_limit(request, policy), seconds=policy.body_seconds)
        answer = _Answer(send, body, https=scope.get("scheme") == "https", no_body=scope["method"] == "HEAD")
        if scope["method"] == "HEAD":
            scope["method"] = "GET"  # the answer of GET, without its body
        try:
            _check_host(request, policy)
            _check_origin(request)
            _check_length(request, body.limit)
            await self._identify(request, policy, answer)
        except Problem as error:
            refusal = answer_problem(request, error.status_code, error.detail, headers=error.headers)
            await refusal(scope, receive, answer.send)
            return
        try:
            await self._app(scope, body.receive, answer.send)
        except _BodyError as error:
            if not answer.begun:
                await _refusal(error)(scope, receive, answer.send)

    async def _identify(self, request: Request, policy: Policy, answer: _Answer) -> None:
        state = request.state
        state.user, state.by_token, state.bad_token = None if policy.accounts else LOCAL, False, False
        cookies = request.cookies
        visitor, session = cookies.get(VISITOR, ""), cookies.get(SESSION, "")
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if policy.accounts and not request.url.path.startswith("/static/"):
            try:
                if scheme.lower() == "bearer":
                    state.user = await anyio.to_thread.run_sync(self._ask, find_token, token.strip())
                    state.by_token, state.bad_token = state.user is not None, state.user is None
                elif session:
                    state.user = await anyio.to_thread.run_sync(self._ask, find_session, session)
            except RashomonError as error:
                _LOG.error("%s", error)
                raise Problem(status_of(error), "the accounts can't be asked at the moment; try again soon") from error
        signed_in = state.user is not None and policy.accounts and not state.by_token
        if not signed_in and not visitor and "text/html" in request.headers.get("accept", ""):
            visitor = secrets.token_urlsafe(24)
            answer.visitor = visitor
        binding = session if signed_in else visitor
        state.csrf = csrf_token(policy.secret, binding) if binding else ""

    def _ask(self, find: Callable[[Any, str], Who | None], secret: str) -> Who | None:
        with self._context.archive() as archive:
            return find(archive, secret)


class _BodyError(Exception):
    """The body is too large or too slow. Not a RashomonError: no route may take it for one of its own."""

    def __init__(self, status: int, detail: str) -> None:
        self.status, self.detail = status, detail
        super().__init__(detail)


class _Body:
    """A request's body, counted and timed as it comes."""

    def __init__(self, receive: Receive, *, limit: int, seconds: float) -> None:
        self._receive, self.limit, self._seconds = receive, limit, seconds
        self._read, self._until, self._whole = 0, time.monotonic() + seconds, False
        self.failed: _BodyError | None = None

    async def receive(self) -> Message:
        """The next piece. Raises: _BodyError."""
        if self._whole:  # what still comes is that the client has gone
            return await self._receive()
        with anyio.move_on_after(max(0.0, self._until - time.monotonic())) as wait:
            message = await self._receive()
        if wait.cancelled_caught:
            self.failed = _BodyError(408, f"the request took longer than {self._seconds:g} seconds to arrive")
            raise self.failed
        if message["type"] == "http.request":
            self._read += len(message.get("body", b""))
            self._whole = not message.get("more_body", False)
            if self._read > self.limit:
                self.failed = _BodyError(413, _too_large(self.limit))
                raise self.failed
        return message


class _Answer:
    """Adds the headers to an answer as it goes out. Where the body has failed, its reason takes the answer's place:
    whoever reads a body may have taken that for an error of their own."""

    def __init__(self, send: Send, body: _Body, *, https: bool, no_body: bool) -> None:
        self._send, self._body, self._https, self._no_body = send, body, https, no_body
        self.visitor, self.begun, self._replaced = "", False, False

    async def send(self, message: Message) -> None:
        """Sends the next piece on."""
        if self._replaced:
            return
        if message["type"] == "http.response.start":
            failed = self._body.failed
            if failed is not None and message["status"] != failed.status:
                refusal = _refusal(failed)
                await self.send({"type": message["type"], "status": failed.status, "headers": refusal.raw_headers})
                await self.send({"type": "http.response.body", "body": refusal.body})
                self._replaced = True
                return
            self.begun = True
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            if self._https:
                headers["Strict-Transport-Security"] = _HSTS
            if "cache-control" not in headers:
                headers["Cache-Control"] = "no-cache, private"
            if self.visitor:
                secure = "; Secure" if self._https else ""
                headers.append("Set-Cookie", f"{VISITOR}={self.visitor}; HttpOnly; Path=/; SameSite=lax{secure}")
        elif self._no_body and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await self._send(message)


def _refusal(error: _BodyError) -> Response:
    return problem(error.status, error.detail, headers={"Connection": "close"})


def _check_host(request: Request, policy: Policy) -> None:
    allowed = (*(_LOOPBACK if policy.loopback else ()), *policy.hosts)
    if allowed and _host_name(request.headers.get("host", "")) not in allowed:
        raise Problem(421, f"this server answers to {', '.join(allowed)} only; open it by one of these names")


def _check_origin(request: Request) -> None:
    """Refuses what another site makes a browser do here, but for leading a reader to a page."""
    headers, safe = request.headers, request.method in SAFE
    site = headers.get("sec-fetch-site")
    leads_here = safe and headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    if site is not None and site not in ("same-origin", "none") and not leads_here:
        raise Problem(403, "another site has sent this request; open the page here and do it from there")
    origin = headers.get("origin")
    if origin is not None and not safe and _netloc(origin) != headers.get("host", "").lower():
        raise Problem(403, "another site has sent this request; open the page here and do it from there")


def _check_length(request: Request, limit: int) -> None:
    length = request.headers.get("content-length", "0")
    if not length.isascii() or not length.isdigit():
        raise Problem(400, "the length of the request is no number")
    if int(length[:20]) > limit:
        raise Problem(413, _too_large(limit), headers={"Connection": "close"})


def _body_limit(request: Request, policy: Policy) -> int:
    upload = request.headers.get("content-type", "").startswith("multipart/form-data")
    return policy.upload_bytes if upload else policy.request_bytes


def _too_large(limit: int) -> str:
    return f"the request is larger than the limit of {limit / MEGABYTE:g} MB; send less at once"


def _host_name(host: str) -> str:
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""


def _netloc(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""

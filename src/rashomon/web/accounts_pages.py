"""Signing in and out, for people."""

from __future__ import annotations

from html import escape
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from rashomon.web.accounts import (
    SESSION_HOURS,
    TooManyTriesError,
    check_password,
    digest,
    note,
    start_session,
)
from rashomon.web.context import context_of
from rashomon.web.problems import answer_problem
from rashomon.web.security import SESSION, Policy, address_of, policy_of, set_session, who_of

router = APIRouter(include_in_schema=False)


@router.get("/login")
def show_login(request: Request, next: str = "/") -> Response:
    """The form to sign in; whoever is signed in, and where there are no accounts, is led on."""
    if who_of(request) is not None:
        return RedirectResponse(local_path(next), status_code=303)
    return _draw(request, next=local_path(next))


@router.post("/login")
def login(
    request: Request,
    name: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=2000)] = "",
    next: Annotated[str, Form(max_length=2000)] = "/",
) -> Response:
    """Signs in. A wrong name and a wrong password look the same."""
    policy: Policy = policy_of(request)
    if not policy.accounts:
        return RedirectResponse(local_path(next), status_code=303)
    throttle, address = request.app.state.throttle, address_of(request)
    try:
        throttle.enter(name, address)
    except TooManyTriesError as error:
        return answer_problem(request, 429, str(error), headers={"Retry-After": str(error.seconds)})
    with context_of(request).archive() as archive:
        user = check_password(archive, name, password)
        if user is None:
            note(archive, name, "sign-in refused", address=address)
            return _draw(request, next=local_path(next), name=name, fault="Name or password is wrong.", status=401)
        throttle.succeed(name, address)
        old = request.cookies.get(SESSION)
        if old:
            archive.end_session(digest(old))
        secret = start_session(archive, user.name)
        note(archive, user.name, "signed in", address=address)
    answer = RedirectResponse(local_path(next), status_code=303)
    set_session(answer, request, secret, SESSION_HOURS * 3600)
    return answer


@router.post("/logout")
def logout(request: Request) -> Response:
    """Ends the session, here and on the server."""
    secret, who = request.cookies.get(SESSION), who_of(request)
    if policy_of(request).accounts and secret and who is not None:
        with context_of(request).archive() as archive:
            archive.end_session(digest(secret))
            note(archive, who.name, "signed out", address=address_of(request))
    answer = RedirectResponse("/login", status_code=303)
    answer.delete_cookie(SESSION, path="/")
    return answer


def local_path(address: str) -> str:
    """`address` where it is a path of this server, else the start: nobody is to be led elsewhere from here."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "/"
    foreign = parts.scheme or parts.netloc or not address.startswith("/") or address[1:2] in ("/", "\\")
    return "/" if foreign or not address.isprintable() or "\\" in address else address


def _draw(request: Request, *, next: str, name: str = "", fault: str = "", status: int = 200) -> Response:
    render = getattr(context_of(request), "render", None)
    if render is not None:
        page: Response = render(request, "login.html.j2", status=status, next=next, given=name, fault=fault)
        return page
    told = f'<p role="alert">{escape(fault)}</p>' if fault else ""
    return HTMLResponse(
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Sign in - Rashomon</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"></head>'
        f'<body><main><h1>Sign in</h1>{told}<form method="post" action="/login">'
        f'<input type="hidden" name="csrf" value="{escape(request.state.csrf)}">'
        f'<input type="hidden" name="next" value="{escape(next)}">'
        '<p><label for="name">Name</label> '
        f'<input id="name" name="name" value="{escape(name)}" autocomplete="username" required></p>'
        '<p><label for="password">Password</label> '
        '<input id="password" name="password" type="password" autocomplete="current-password" required></p>'
        '<p><button type="submit">Sign in</button></p></form></main></body></html>',
        status_code=status,
    )

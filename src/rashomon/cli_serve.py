"""The commands of the reading room: serve, and who may use it."""

from __future__ import annotations

import errno
import signal
import socket
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rashomon.cli_options import ArchiveOption, Config, ListFormat, open_named
from rashomon.cli_output import write
from rashomon.errors import ArchiveMissingError, InputError, RashomonError

if TYPE_CHECKING:
    from rashomon.settings import Settings
    from rashomon.store import ApiToken, User

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_STOP_SECONDS = 5
_MOST_AT_ONCE = 500

users_app = typer.Typer(help="Who may use the reading room: accounts, roles and tokens.", no_args_is_help=True)


class Role(StrEnum):
    """What somebody may do; each may all that those before it may."""

    read = "read"
    correct = "correct"
    ingest = "ingest"
    admin = "admin"


Name = Annotated[str, typer.Argument(metavar="NAME", help="The user's name.")]
PasswordStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Take the password from standard input, up to the first line's end.")
]


def register(app: typer.Typer) -> None:
    """Adds the commands to `app`."""
    app.command()(serve)
    app.add_typer(users_app, name="users")


def serve(
    archive: ArchiveOption = None,
    host: Annotated[str, typer.Option("--host", metavar="ADDRESS", help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0 takes any that is free.")] = 8000,
    name: Annotated[
        list[str] | None,
        typer.Option("--name", metavar="HOST", help="A host name it is reached by, as behind a proxy. Repeatable."),
    ] = None,
    certificate: Annotated[
        Path | None, typer.Option("--certificate", metavar="PEM", help="Serve https with this certificate.")
    ] = None,
    key: Annotated[Path | None, typer.Option("--key", metavar="PEM", help="The certificate's private key.")] = None,
    config: Config = None,
) -> None:
    """Open the archive to a browser and to programs. Without an archive, compare what is handed over.

    It listens on this machine only. Elsewhere, or under another name, it takes accounts: see `rashomon users add`.
    """
    from rashomon.settings import load_settings

    settings = load_settings(config, archive=archive)
    address, accounts = _find_archive(settings, named=archive is not None or _is_set(settings))
    loopback = host in _LOOPBACK
    _check_open(loopback and not name, accounts, host)
    if (certificate is None) != (key is None):
        raise typer.BadParameter("--certificate and --key belong together")
    if not loopback and certificate is None:
        typer.echo("passwords go over the network in the clear: give --certificate and --key", err=True)
    _run(settings, address, accounts, host, port, tuple(name or ()), certificate, key)


@users_app.command()
def add(
    name: Name,
    role: Annotated[Role, typer.Option("--role", help="What they may do.")] = Role.read,
    password_stdin: PasswordStdin = False,
    archive: ArchiveOption = None,
    config: Config = None,
) -> None:
    """Add a user. The password is asked for, twice."""
    from rashomon.web.accounts import add_user, note

    with open_named(archive, config) as opened:
        first = not opened.users()
        add_user(opened, name, role.value, _ask_password(password_stdin))
        note(opened, "command line", "add user", target=f"{name} ({role.value})")
    write(f"added {name}, who may {role.value}\n")
    if first:
        write("from now on the reading room asks who comes; start `rashomon serve` anew if it runs\n")


@users_app.command()
def change(
    name: Name,
    role: Annotated[Role | None, typer.Option("--role", help="What they may do from now on.")] = None,
    password: Annotated[bool, typer.Option("--password", help="Ask for a new password.")] = False,
    password_stdin: PasswordStdin = False,
    archive: ArchiveOption = None,
    config: Config = None,
) -> None:
    """Give a user another role or password; they are signed out, and tokens of the old role end."""
    from rashomon.web.accounts import hash_password, note

    if role is None and not password and not password_stdin:
        raise typer.BadParameter("give --role, --password or --password-stdin")
    with open_named(archive, config) as opened:
        new = hash_password(_ask_password(password_stdin)) if password or password_stdin else None
        opened.change_user(name, role=role.value if role else None, password=new)
        parts = (f"role {role.value}" if role else "", "password" if new else "")
        changed = " and ".join(part for part in parts if part)
        note(opened, "command line", "change user", target=f"{name} ({changed})")
    write(f"changed {name}: {changed}\n")


@users_app.command("list")
def list_users(
    output_format: Annotated[ListFormat, typer.Option("--format", help="How to write it.")] = ListFormat.terminal,
    archive: ArchiveOption = None,
    config: Config = None,
) -> None:
    """List the users with their tokens; no secret is shown, for none is kept."""
    with open_named(archive, config) as opened:
        users, tokens = opened.users(), opened.tokens()
    if output_format is ListFormat.jsonl:
        write("".join(_user_json(user, tokens) for user in users))
    else:
        write("".join(_tell_user(user, tokens) for user in users) or "There are no users.\n")


@users_app.command()
def remove(name: Name, archive: ArchiveOption = None, config: Config = None) -> None:
    """Remove a user with all sessions and tokens; what they did stays on record."""
    from rashomon.web.accounts import note

    with open_named(archive, config) as opened:
        if opened.user(name) and len(opened.users()) == 1:
            typer.echo("the last user: a reading room that is started anew asks nobody, and opens here only", err=True)
        opened.remove_user(name)
        note(opened, "command line", "remove user", target=name)
    write(f"removed {name}\n")


@users_app.command()
def token(
    name: Name,
    scope: Annotated[list[Role] | None, typer.Option("--scope", help="What it is good for. Repeatable.")] = None,
    days: Annotated[float, typer.Option("--days", help="How long it holds.")] = 90,
    label: Annotated[str, typer.Option("--label", help="What it is for.")] = "",
    revoke: Annotated[int | None, typer.Option("--revoke", metavar="NUMBER", help="End this one.")] = None,
    archive: ArchiveOption = None,
    config: Config = None,
) -> None:
    """Make a token for programs and write it to standard output, once; or end one."""
    from rashomon.web.accounts import add_token, note

    with open_named(archive, config) as opened:
        if revoke is not None:
            opened.remove_token(name, revoke)
            note(opened, "command line", "revoke token", target=f"{name}, token {revoke}")
            write(f"token {revoke} of {name} holds no longer\n")
            return
        scopes = [one.value for one in scope or [Role.read]]
        secret = add_token(opened, name, label, scopes, days)
        note(opened, "command line", "add token", target=f"{name} ({' '.join(scopes)}, {days:g} days)")
    write(f"{secret}\n")
    typer.echo("keep it safe: it is shown this once, and stands for the user", err=True)


@users_app.command()
def log(
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, help="How many at most.")] = 50,
    archive: ArchiveOption = None,
    config: Config = None,
) -> None:
    """Show what was done and tried, newest first."""
    from rashomon.rendering.dates import show_minute
    from rashomon.rendering.visible import one_line

    with open_named(archive, config) as opened:
        entries = opened.audit(limit=limit)
    for entry in entries:
        told = (one_line(part) for part in (entry.who, entry.action, entry.target, entry.address))
        write("  ".join([show_minute(entry.at), *[part for part in told if part]]) + "\n")


def _is_set(settings: Settings) -> bool:
    """True where a file or the environment names an archive."""
    from rashomon.settings import Settings

    return settings.archive != Settings().archive


def _find_archive(settings: Settings, *, named: bool) -> tuple[str | None, bool]:
    """The address of the archive, None where there is none and nobody has named one; and whether it has users."""
    from rashomon.store import open_archive

    try:
        with open_archive(settings.archive) as opened:
            return settings.archive, bool(opened.users())
    except ArchiveMissingError:
        if named:
            raise
        return None, False


def _check_open(here_only: bool, accounts: bool, host: str) -> None:
    if not here_only and not accounts:
        raise RashomonError(
            f"without accounts the reading room opens on this machine only, not on {host}; "
            "make one first: `rashomon users add NAME --role admin`, and give the same --archive"
        )


def _run(
    settings: Settings,
    address: str | None,
    accounts: bool,
    host: str,
    port: int,
    names: tuple[str, ...],
    certificate: Path | None,
    key: Path | None,
) -> None:
    import uvicorn

    from rashomon.web.app import create_app
    from rashomon.web.security import Policy

    with _listen(host, port) as listening:
        taken = listening.getsockname()[1]
        app = create_app(settings, archive=address)
        app.state.policy = Policy(accounts=accounts, loopback=host in _LOOPBACK, hosts=names)
        scheme = "https" if certificate else "http"
        shown = f"[{host}]" if ":" in host else host
        server = uvicorn.Server(
            uvicorn.Config(
                app,
                log_level="warning",
                access_log=False,
                server_header=False,
                # Who a request comes from is taken from a proxy's word only where one was told of.
                proxy_headers=bool(names),
                forwarded_allow_ips="127.0.0.1,::1",
                limit_concurrency=_MOST_AT_ONCE,
                timeout_graceful_shutdown=_STOP_SECONDS,
                ssl_certfile=str(certificate) if certificate else None,
                ssl_keyfile=str(key) if key else None,
            )
        )
        typer.echo(f"{address or 'No archive: only comparing'} at {scheme}://{shown}:{taken}/  (Ctrl-C ends it)")
        # The server stops at a signal, and raises it once more at its end; by then all is done.
        usual = signal.signal(signal.SIGTERM, lambda number, frame: None)
        try:
            server.run(sockets=[listening])
        except KeyboardInterrupt:
            pass  # it has ended cleanly, and tells so by the signal
        except OSError as error:
            raise RashomonError(f"the reading room can't be opened: {error}; check the certificate and key") from error
        finally:
            signal.signal(signal.SIGTERM, usual)
    typer.echo("closed")


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(256)
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            raise RashomonError(
                f"port {port} is taken by another program; --port {_free_port(host, family)} is free"
            ) from error
        raise RashomonError(f"can't listen on {host}:{port}: {error.strerror or error}; check --host") from error
    return listening


def _free_port(host: str, family: int) -> int:
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.bind((host, 0))
        port: int = trial.getsockname()[1]
        return port


def _ask_password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise InputError("there is no screen to ask for the password on; give --password-stdin")
    password: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    return password


def _tell_user(user: User, tokens: tuple[ApiToken, ...]) -> str:
    from rashomon.rendering.dates import show_minute
    from rashomon.rendering.visible import one_line

    lines = [f"{one_line(user.name)}  {user.role}  since {show_minute(user.created)}\n"]
    lines += [
        f"  token {one.number}: {' '.join(one.scopes)}, until {show_minute(one.expires)}"
        f"{'  ' + one_line(one.label) if one.label else ''}\n"
        for one in tokens
        if one.owner == user.name
    ]
    return "".join(lines)


def _user_json(user: User, tokens: tuple[ApiToken, ...]) -> str:
    import json

    from rashomon.rendering.tables import instant

    own = [
        {"number": one.number, "label": one.label, "scopes": one.scopes, "expires": instant(one.expires)}
        for one in tokens
        if one.owner == user.name
    ]
    return json.dumps({"name": user.name, "role": user.role, "created": instant(user.created), "tokens": own}) + "\n"

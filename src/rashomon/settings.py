"""One table of settings: default < TOML file < environment (RASHOMON_...) < flag.

The table is a plain dataclass read by hand: it stands in the public signatures and in `--help`, where importing a
settings library would take longer than everything else.
"""

from __future__ import annotations

import math
import os
import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from rashomon.errors import SettingsError

PREFIX = "RASHOMON_"
WEBHOOK_SECRET = "RASHOMON_WEBHOOK_SECRET"
"""The environment variable with the key that signs what goes to a webhook: no setting, so that nothing tells it."""
_TRUE = ("1", "true", "yes", "on")
_FALSE = ("0", "false", "no", "off")
_KINDS = {"int": "a whole number", "float": "a number", "bool": "true or false", "str": "text"}

Value = bool | int | float | str


def _entry(default: Any, about: str, *, low: float = 0, high: float = math.inf, choices: tuple[str, ...] = ()) -> Any:
    """A row of the table: its default, what it does, and what it may be."""
    return field(default=default, metadata={"about": about, "low": low, "high": high, "choices": choices})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a user may change, with its defaults. Values are checked by `load_settings`, not here."""

    archive: str = _entry("rashomon.db", "the archive: a file, or a postgresql:// URL")
    size_limit_mb: int = _entry(
        20,
        "largest input file, in a stream largest line, in megabytes (1,000,000 bytes); larger ones are skipped",
        low=1,
    )
    unpack_ratio: int = _entry(
        200,
        "a compressed input is stopped where it unpacks to more than this many times its size (and over 100 MB)",
        low=2,
    )
    max_elements: int = _entry(30_000, "most elements of a web page; pages with more are skipped", low=100)
    max_pages: int = _entry(500, "most pages of a PDF; longer ones are skipped", low=1)
    max_entries: int = _entry(
        2000, "most entries taken of one feed, and feeds of one OPML list; what comes after them is left out", low=1
    )
    fetch: bool = _entry(
        True, "fetch addresses that are given, the feeds of an OPML list, and pages that feed entries lead to"
    )
    fetch_pages: bool = _entry(True, "fetch the page behind each feed entry; else its headline and summary are kept")
    revisit_hours: float = _entry(
        6.0, "hours after which the page of an entry that its feed still has is asked for again (new text is a version)"
    )
    allow_private: bool = _entry(False, "fetch from private, loopback and link-local addresses too")
    connect_seconds: float = _entry(10.0, "longest wait for a connection to a server", low=0.1, high=600)
    read_seconds: float = _entry(20.0, "longest silence of a server while it answers", low=0.1, high=600)
    total_seconds: float = _entry(60.0, "longest time that one answer may take in all", low=0.1, high=3600)
    host_seconds: float = _entry(1.0, "shortest time between two requests to one host", high=3600)
    retries: int = _entry(2, "further tries where a server is busy or does not answer", high=10)
    user_agent: str = _entry("Rashomon", "how requests to web servers name themselves")
    max_characters: int = _entry(300_000, "longest report in characters; longer ones are skipped", low=1)
    min_score: float = _entry(0.0, "links with a lower probability than this are left out", high=1)
    reproducible: bool = _entry(False, "leave the start time and the seconds out, so that equal runs give equal bytes")
    threads: int = _entry(2, "threads that the models may use", low=1, high=256)
    candidates: int = _entry(8, "claims of each other report that a claim is compared with", low=1, high=1000)
    one_event: bool = _entry(False, "compare all reports, also one that seems to report another event than the rest")
    max_reports: int = _entry(200, "most reports that one comparison takes", low=2)
    window_days: float = _entry(14.0, "days after its last article that an event stays open", low=0.1, high=3650)
    webhook: str = _entry("", "address that `watch` posts each new conflict to; none where empty")
    language: str = _entry("en", "language of the reports", choices=("en",))
    plugins: bool = _entry(True, "let installed plugins take part: sources, and evidence functions")
    plugin_seconds: float = _entry(
        20.0, "longest time that a plugin may take for one input, or for two reports", low=0.1, high=3600
    )


def load_settings(config: Path | None = None, **flags: Value | None) -> Settings:
    """The settings after the file `config`, the environment and the `flags`; a flag that is None was not given.

    Raises:
        SettingsError: a setting is unknown or its value is of the wrong kind, or the file is missing or no TOML.
    """
    values: dict[str, Value] = {}
    if config is not None:
        values |= _checked(_read_file(config), f"in {config}")
    set_in_shell = {
        name: value for name, value in os.environ.items() if name.startswith(PREFIX) and name != WEBHOOK_SECRET
    }
    for name, value in set_in_shell.items():
        values |= _checked({name.removeprefix(PREFIX).lower(): value}, f"in the environment ({name})", as_text=True)
    values |= _checked({name: value for name, value in flags.items() if value is not None}, "as an option")
    return Settings(**values)  # type: ignore[arg-type]  # checked against the kinds of the fields


def describe_settings() -> list[dict[str, str]]:
    """The table for the docs: name, environment variable, kind, default, description, in the order of the fields."""
    return [
        {"name": row.name, "environment": PREFIX + row.name.upper(), "kind": _kind_of(row.name),
         "default": str(row.default).lower() if isinstance(row.default, bool) else str(row.default) or "none",
         "about": row.metadata["about"]}
        for row in fields(Settings)
    ]  # fmt: skip


def _read_file(config: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(config.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise SettingsError(f"the settings file {config} cannot be read: {error.strerror}; check the path") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SettingsError(f"the settings file {config} is no valid TOML: {error}") from error


def _checked(values: dict[str, Any], where: str, *, as_text: bool = False) -> dict[str, Value]:
    rows = {row.name: row for row in fields(Settings)}
    checked: dict[str, Value] = {}
    for name, given in values.items():
        if name not in rows:
            raise SettingsError(f"unknown setting {name!r} {where}; the settings are: {', '.join(rows)}")
        row = rows[name]
        kind = str(row.type)
        value = _from_text(given, kind) if as_text else _as_kind(given, kind)
        low, high, choices = row.metadata["low"], row.metadata["high"], row.metadata["choices"]
        in_range = isinstance(value, bool | str) or (value is not None and low <= value <= high)
        if value is None or not in_range or (choices and value not in choices):
            raise SettingsError(f"the setting {name} {where} is {given!r}; it must be {_kind_of(name)}")
        checked[name] = value
    return checked


def _as_kind(given: Any, kind: str) -> Value | None:
    """`given` where it is of `kind` (a whole number is a number too), else None."""
    if kind == "bool" or isinstance(given, bool):
        return given if kind == "bool" and isinstance(given, bool) else None
    if kind == "float" and isinstance(given, int | float):
        return float(given)
    if kind == "int":
        return given if isinstance(given, int) else None
    return given if kind == "str" and isinstance(given, str) else None


def _from_text(given: str, kind: str) -> Value | None:
    word = given.strip()
    if kind == "bool":
        return True if word.lower() in _TRUE else False if word.lower() in _FALSE else None
    try:
        return int(word) if kind == "int" else float(word) if kind == "float" else word
    except ValueError:
        return None


def _kind_of(name: str) -> str:
    row = next(row for row in fields(Settings) if row.name == name)
    low, high, choices = row.metadata["low"], row.metadata["high"], row.metadata["choices"]
    if choices:
        return "one of " + ", ".join(choices)
    words = _KINDS[str(row.type)]
    if str(row.type) in ("bool", "str"):
        return words
    return f"{words} of at least {low:g}" if high == math.inf else f"{words} from {low:g} to {high:g}"

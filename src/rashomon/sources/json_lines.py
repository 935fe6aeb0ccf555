"""JSON: one article a line (JSON lines), one object, or an array of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from rashomon.errors import InputError
from rashomon.sources.dates import FORMS, parse_date
from rashomon.sources.drafts import Draft
from rashomon.sources.news_standards import is_ninjs, read_ninjs

_NO_SPACE = re.compile(r"[^ \t\r\n]")
_TEXT_FIELDS = ("title", "text", "source", "url")


Entry = tuple[str, Draft | InputError, str]
"""The place of an article ("line 3"), the article or why it is none, and its own JSON as it was given."""


def read_json(text: str, columns: Mapping[str, str] | None = None) -> Iterator[Entry]:
    """Each article of `text` with the place it stands at; an InputError in its stead says why it is none.

    Fields: id, title, text, source, url, published (or date); others are left alone. `columns` gives other keys for
    them. An item in IPTC's ninjs is read as such.
    """
    whole = _load_whole(text)
    if whole is not None:
        for number, (entry, given) in enumerate(whole, start=1):
            yield f"article {number}", _draft_or_error(entry, columns or {}), given
        return
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield f"line {number}", read_json_line_or_error(line, columns), line


def read_json_line_or_error(line: str, columns: Mapping[str, str] | None = None) -> Draft | InputError:
    """The article on one line of JSON lines, or why there is none."""
    try:
        return read_json_line(line, columns)
    except InputError as error:
        return error


def read_json_line(line: str, columns: Mapping[str, str] | None = None) -> Draft:
    """The article on one line of JSON lines; fields as for `read_json`. Raises InputError where it holds none."""
    try:
        entry = json.loads(line)
    except json.JSONDecodeError as error:
        raise InputError(f"is no valid JSON ({error.msg}, character {error.colno})") from error
    except (ValueError, RecursionError) as error:
        raise InputError("is no JSON that can be read (nested too deep, or a number too long)") from error
    return _draft(entry, columns or {})


def _load_whole(text: str) -> list[tuple[Any, str]] | None:
    """The articles of a file that is one JSON array, or one object over several lines; None where it is neither."""
    start = text.lstrip()[:1]
    if start not in ("[", "{") or (start == "{" and "\n" not in text.strip()):
        return None
    try:
        if start == "{":
            return [(json.loads(text), text)]
        return list(_cut_array(text))
    except (ValueError, RecursionError):
        return None


def _cut_array(text: str) -> Iterator[tuple[Any, str]]:
    """The elements of a JSON array, each with its own text. Raises ValueError where it is none."""
    decoder = json.JSONDecoder()
    at = _skip_space(text, text.index("[") + 1)
    while text[at : at + 1] != "]":
        entry, end = decoder.raw_decode(text, at)
        yield entry, text[at:end]
        at = _skip_space(text, end)
        if text[at : at + 1] == ",":
            at = _skip_space(text, at + 1)
        elif text[at : at + 1] != "]":
            raise ValueError("no JSON array")
    if text[at + 1 :].strip():
        raise ValueError("no JSON array")


def _skip_space(text: str, at: int) -> int:
    found = _NO_SPACE.search(text, at)
    return found.start() if found else len(text)


def _draft_or_error(entry: Any, columns: Mapping[str, str]) -> Draft | InputError:
    try:
        return _draft(entry, columns)
    except InputError as error:
        return error


def _draft(entry: Any, columns: Mapping[str, str]) -> Draft:
    if not isinstance(entry, dict):
        raise InputError(f"is {_kind(entry)}, not an object with id, title, text, source, url, published")
    if columns:
        entry = entry | {field: entry.get(column) for field, column in columns.items()}
    elif is_ninjs(entry):
        return read_ninjs(entry)
    return draft_of_fields(entry)


def draft_of_fields(entry: Mapping[str, Any]) -> Draft:
    """The article with these fields. Raises InputError where one is of a wrong kind, or there is no title and text."""
    for name in _TEXT_FIELDS:
        if not isinstance(entry.get(name), str | None):
            raise InputError(f'has {_kind(entry[name])} as "{name}"; it must be text')
    given_id = entry.get("id")
    if isinstance(given_id, bool) or not isinstance(given_id, str | int | None):
        raise InputError(f'has {_kind(given_id)} as "id"; it must be text or a whole number')
    title, text = entry.get("title") or "", entry.get("text") or ""
    if not text.strip() and not title.strip():
        raise InputError('has neither "text" nor "title"')
    name = "published" if entry.get("published") not in (None, "") else "date"
    given_date = entry.get(name)
    date = parse_date(given_date)
    if date is None and given_date not in (None, ""):
        raise InputError(f'has a "{name}" that names no date; write {FORMS}, or null')
    return Draft(
        text=text,
        title=title,
        title_apart=True,
        source=entry.get("source") or "",
        url=entry.get("url") or None,
        published=date[0] if date else None,
        day_only=bool(date and date[1]),
        given_id=None if given_id is None else str(given_id),
    )


def _kind(value: Any) -> str:
    kinds = {bool: "a truth value", int: "a number", float: "a number", str: "text", list: "a list", dict: "an object"}
    return kinds.get(type(value), "null")

"""JSON: one article a line (JSON lines), one object, or an array of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from rashomon.errors import InputError
from rashomon.sources.dates import FORMS, parse_date
from rashomon.sources.drafts import Draft

_TEXT_FIELDS = ("title", "text", "source", "url")


def read_json(text: str) -> Iterator[tuple[str, Draft | InputError]]:
    """Each article of `text` with the place it stands at ("line 3"); an InputError in its stead says why it is none.

    Fields: id, title, text, source, url, published (or date); others are left alone.
    """
    whole = _load_whole(text)
    if whole is not None:
        for number, entry in enumerate(whole, start=1):
            yield f"article {number}", _draft_or_error(entry)
        return
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            yield f"line {number}", read_json_line(line)
        except InputError as error:
            yield f"line {number}", error


def read_json_line(line: str) -> Draft:
    """The article on one line of JSON lines; fields as for `read_json`. Raises InputError where it holds none."""
    try:
        entry = json.loads(line)
    except json.JSONDecodeError as error:
        raise InputError(f"is no valid JSON ({error.msg}, character {error.colno})") from error
    except (ValueError, RecursionError) as error:
        raise InputError("is no JSON that can be read (nested too deep, or a number too long)") from error
    return _draft(entry)


def _load_whole(text: str) -> list[Any] | None:
    """The articles of a file that is one JSON array, or one object over several lines; None where it is neither."""
    start = text.lstrip()[:1]
    if start not in ("[", "{") or (start == "{" and "\n" not in text.strip()):
        return None
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return whole if isinstance(whole, list) else [whole]


def _draft_or_error(entry: Any) -> Draft | InputError:
    try:
        return _draft(entry)
    except InputError as error:
        return error


def _draft(entry: Any) -> Draft:
    if not isinstance(entry, dict):
        raise InputError(f"is {_kind(entry)}, not an object with id, title, text, source, url, published")
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

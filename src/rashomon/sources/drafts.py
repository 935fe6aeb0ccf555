"""A report as one kind of input gives it, and the Article that is made of it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from rashomon.records import Article
from rashomon.sources.decoding import replace_surrogates
from rashomon.text import plain_marks

_SPACE_RUN = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What an input says of one report; empty or None where it says nothing.

    `text` is as it was given. `title_apart` tells that `title` came beside the text and not from within it.
    """

    text: str
    title: str = ""
    title_apart: bool = False
    source: str = ""
    url: str | None = None
    published: datetime | None = None
    day_only: bool = False
    given_id: str | None = None


def make_article(draft: Draft, *, path: str | None, fallback_source: str, language: str) -> Article:
    """The Article of `draft`. A title that came apart stands before the text unless the text begins with it.

    The source is the one given, else the host of the url, else `fallback_source`. `id` is 16 hexadecimal digits of
    the SHA-256 of url (else given id, else path) and text.
    """
    given = replace_surrogates(draft.text)
    title = _SPACE_RUN.sub(" ", replace_surrogates(draft.title)).strip()
    text, body_start = given, 0
    if draft.title_apart and title and not begins_with(given, title):
        text = f"{title}\n\n{given}"
        body_start = len(title) + 2
    identity = draft.url or draft.given_id or path or ""
    digest = hashlib.sha256(f"{identity}\0{text}".encode("utf-8", "replace")).hexdigest()
    return Article(
        id=digest[:16],
        source=_SPACE_RUN.sub(" ", replace_surrogates(draft.source)).strip() or host_of(draft.url) or fallback_source,
        title=title,
        text=text,
        language=language,
        published=draft.published,
        url=replace_surrogates(draft.url) if draft.url else None,
        path=path,
        given_id=draft.given_id,
        body_start=body_start,
        day_only=draft.day_only,
    )


def begins_with(text: str, title: str) -> bool:
    """True where `text` begins with `title`, whatever the case and the shape of quote marks and spaces."""
    head = _SPACE_RUN.sub(" ", text[: 2 * len(title) + 200]).lstrip()
    return plain_marks(head).casefold().startswith(plain_marks(title).casefold())


def host_of(url: str | None) -> str:
    """The host of `url` without "www.", "" where it has none."""
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:  # a bracket that looks like an IPv6 address
        return ""
    return host.removeprefix("www.")

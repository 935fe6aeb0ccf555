"""Names for the web: IRIs of reports, claims and the like; and text as bytes of UTF-8."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote, urlsplit

from rashomon.records import Article

# What may not stand in an IRI (RFC 3987), the direction marks among it; half a surrogate pair is no character at all.
_FORBIDDEN = re.compile(
    '[\x00-\x20\x7f-\xa0<>"{}|\\\\^`\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufff0-\uffff]'
)


_LONE = re.compile("[\ud800-\udfff]")


def urn(kind: str, key: str) -> str:
    """An IRI for what has the id `key` in the dossier: "urn:rashomon:claim:c1f0"."""
    return f"urn:rashomon:{kind}:{segment(key)}"


def web_iri(url: str | None) -> str | None:
    """`url` as an IRI where it is an address of the web (http, https), else None."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.netloc or not url:
        return None
    return _FORBIDDEN.sub(lambda match: quote(whole(match.group())), url)


def language_of(article: Article) -> str | None:
    """The report's language (BCP 47), None where it is not known."""
    return None if article.language in ("", "und") else article.language


def day_or_instant(article: Article) -> str | None:
    """When the report appeared, ISO 8601: a day where only that is known, else an instant in UTC; None: not known."""
    from rashomon.rendering.tables import instant

    moment = instant(article.published)
    return moment[:10] if moment and article.day_only else moment


def encode_json(value: Any, *, indent: int | None = 1) -> bytes:
    """`value` as JSON in UTF-8 with a newline at its end."""
    return encode_text(json.dumps(value, ensure_ascii=False, indent=indent) + "\n")


def encode_text(text: str) -> bytes:
    """`text` in UTF-8; half a surrogate pair, which that can't hold, as U+FFFD: offsets stay right."""
    return whole(text).encode("utf-8")


def whole(text: str) -> str:
    """`text` with U+FFFD for each half of a surrogate pair, as the dossier's JSON has it."""
    return _LONE.sub("\ufffd", text)


def segment(text: str) -> str:
    """`text` as one segment of an address."""
    return quote(whole(text), safe="")

"""Pages that a browser saved as one file in MIME form (MHTML, RFC 2557)."""

from __future__ import annotations

import email
import email.policy
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from rashomon.errors import InputError

_MOST_PARTS = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPage:
    """The page in a web archive; `url` is where it was saved from, `retrieved` (UTC-aware) when; None if unknown."""

    content: bytes
    charset: str
    url: str | None
    retrieved: datetime | None


def read_mhtml(data: bytes) -> SavedPage:
    """The page in a web archive: the part that it begins with. Raises InputError where there is none."""
    try:
        message = email.message_from_bytes(data, policy=email.policy.compat32)
        parts = [part for part, _ in zip(message.walk(), range(_MOST_PARTS), strict=False)]
    except (ValueError, RecursionError, LookupError) as error:
        raise InputError("is a web archive (MHTML) that is damaged; save the page again") from error
    start = str(message.get_param("start", "") or "")
    pages = [part for part in parts if part.get_content_type() in ("text/html", "application/xhtml+xml")]
    first = [part for part in pages if start and str(part.get("Content-ID", "")).strip() == start.strip()]
    if not pages:
        raise InputError("is a web archive (MHTML) without a page in it; save the page as HTML")
    page = (first or pages)[0]
    try:
        content = page.get_payload(decode=True)
    except (ValueError, LookupError) as error:
        raise InputError("is a web archive (MHTML) that is damaged; save the page again") from error
    charset = page.get_param("charset", "")
    return SavedPage(
        content=content if isinstance(content, bytes) else b"",
        charset=charset if isinstance(charset, str) else "",
        url=_address(str(message.get("Snapshot-Content-Location") or page.get("Content-Location") or "")),
        retrieved=_date(str(message.get("Date") or "")),
    )


def _address(value: str) -> str | None:
    url = "".join(value.split())
    return url if url.startswith(("http://", "https://")) else None


def _date(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError, TypeError):
        return None

"""A report met in an input, before it is known whether it can be used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from rashomon.errors import InputError
from rashomon.sources.drafts import Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A report at `place` of `input` ("line 3"; "" for the only one), with the bytes that it came as.

    `draft` is an InputError where there is something that can't be used. `input` is a path, an address or "-"; `path`
    is the file, None where there is none. `url` is where it was fetched from, `retrieved` (UTC-aware) when; None means
    from a local file, and now.
    """

    input: str
    draft: Draft | InputError
    place: str = ""
    path: str | None = None
    content: bytes = b""
    media_type: str = "application/octet-stream"
    url: str | None = None
    retrieved: datetime | None = None

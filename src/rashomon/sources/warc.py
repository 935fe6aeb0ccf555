"""Web archives in WARC (ISO 28500): the pages in them, one record at a time.

The records are cut apart here and only then given to fastwarc: a record of a wrong length, a damaged gzip member or
noise between two records then costs that record and nothing after it, and is named. (fastwarc alone ends there, or
gives a record that is cut short as if it were whole.)
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from rashomon.errors import InputError
from rashomon.sources.options import MEGABYTE
from rashomon.sources.unpacking import inflate

_VERSION = b"WARC/1."
_END = b"\r\n\r\n"
_NEXT = _END + _VERSION
_LONGEST_HEAD = 64_000
_CHUNK = 1 << 16
_PAGES = ("text/html", "application/xhtml+xml")
_REASON_LENGTH = "is a broken record: its length is wrong, or the archive ends within it"


@dataclass(frozen=True, slots=True, kw_only=True)
class WebRecord:
    """A page of a web archive. `number` counts all records from 1; `retrieved` is UTC-aware, None where unknown."""

    number: int
    url: str | None
    content: bytes
    charset: str
    media_type: str
    retrieved: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenRecord:
    """A record that can't be read, and why."""

    number: int
    reason: str


def read_warc(stream: Any, limit: int) -> Iterator[WebRecord | BrokenRecord]:
    """Each page in the archive `stream` (unpacked bytes), and each record that is broken or larger than `limit` bytes.

    Pages are HTML answers with status 200, and resource records that are HTML. Everything else is passed over.
    """
    for number, record in enumerate(_cut(stream, limit), start=1):
        if isinstance(record, str):
            yield BrokenRecord(number=number, reason=record)
            continue
        try:
            page = _read_record(record, number, limit)
        except InputError as error:
            yield BrokenRecord(number=number, reason=str(error))
            continue
        if page is not None:
            yield page


class _Window:
    """The bytes of a stream from where reading is, looked at before they are taken."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self.held = bytearray()

    def reach(self, size: int) -> bool:
        """Holds at least `size` bytes; False where the stream ends before."""
        while len(self.held) < size:
            more = self._stream.read(max(_CHUNK, size - len(self.held)) if size < 8 * _CHUNK else 4 * _CHUNK)
            if not more:
                return False
            self.held += more
        return True

    def take(self, size: int) -> bytes:
        taken = bytes(self.held[:size])
        del self.held[:size]
        return taken

    def skip_to_record(self) -> None:
        """Drops all before the next record's first bytes, or everything where there is none."""
        while (at := self.held.find(_NEXT)) < 0:
            del self.held[: max(0, len(self.held) - len(_NEXT) + 1)]
            before = len(self.held)
            if not self.reach(before + 1):
                self.held.clear()
                return
        del self.held[: at + len(_END)]


def _cut(stream: Any, limit: int) -> Iterator[bytes | str]:
    """Each record as it stands, head and content, or why it is broken."""
    window = _Window(stream)
    while True:
        while window.reach(1) and bytes(window.held[:1]) in (b"\r", b"\n"):
            window.take(1)
        if not window.reach(1):
            return
        window.reach(_LONGEST_HEAD)
        end = window.held.find(_END, 0, _LONGEST_HEAD)
        length = _content_length(bytes(window.held[:end])) if end >= 0 else None
        if not window.held.startswith(_VERSION) or length is None:
            yield "is no record: its head is missing, damaged or cut short"
            window.skip_to_record()
            continue
        size = end + len(_END) + length
        if length > limit:
            yield f"is larger than the limit of {limit / MEGABYTE:g} MB, or its length is wrong; raise size_limit_mb"
            window.take(end)
            window.skip_to_record()
            continue
        whole = window.reach(size)
        window.reach(size + len(_NEXT))
        after = bytes(window.held[size : size + len(_NEXT)])
        if whole and (after.startswith(_END) or not after.strip() or after.strip().startswith(_VERSION[:4])):
            yield window.take(size)
            continue
        yield _REASON_LENGTH
        window.take(end)
        window.skip_to_record()


def _content_length(head: bytes) -> int | None:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            value = value.strip()
            return int(value) if value.isdigit() and len(value) < 16 else None
    return None


def _read_record(record: bytes, number: int, limit: int) -> WebRecord | None:
    """The page of `record`, None where it holds none. Raises InputError where it can't be read."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    kinds = WarcRecordType.response | WarcRecordType.resource
    try:
        found = next(iter(ArchiveIterator(io.BytesIO(record), record_types=kinds, stream_detect=False)), None)
    except (OSError, ValueError) as error:
        raise InputError(f"is a broken record ({str(error)[:100]})") from error
    if found is None:
        return None
    media_type, charset, coding = found.headers.get("Content-Type") or "", "", ""
    if found.is_http:
        headers = found.http_headers
        if headers is None or headers.status_code != 200:
            return None
        media_type, charset = found.http_content_type or "", found.http_charset or ""
        coding = (headers.get("Content-Encoding") or "").strip()
    media_type = media_type.split(";")[0].strip().lower()
    if media_type not in _PAGES:
        return None
    content = found.reader.read()
    chunked = found.is_http and (found.http_headers.get("Transfer-Encoding") or "").strip().lower() == "chunked"
    return WebRecord(
        number=number,
        url=_address(found.headers.get("WARC-Target-URI") or ""),
        content=_decoded(_join_chunks(content) if chunked else content, coding, limit),
        charset=charset,
        media_type=media_type,
        retrieved=_date(found.record_date),
    )


def _decoded(content: bytes, coding: str, limit: int) -> bytes:
    unpacked = bytearray()
    try:
        for piece in inflate([content], coding):
            unpacked += piece
            if len(unpacked) > limit:
                raise InputError(f"is larger than the limit of {limit / MEGABYTE:g} MB; raise size_limit_mb")
    except ValueError as error:
        raise InputError(f"is a broken record: {error}") from error
    return bytes(unpacked)


def _join_chunks(body: bytes) -> bytes:
    """The body without its transfer coding; `body` itself where the archiver has already undone that."""
    joined, at = bytearray(), 0
    while True:
        end = body.find(b"\r\n", at, at + 100)
        size = body[at:end].split(b";")[0].strip() if end >= 0 else b""
        try:
            length = int(size, 16)
        except ValueError:
            return body if at == 0 else bytes(joined)
        if length <= 0:
            return bytes(joined)
        joined += body[end + 2 : end + 2 + length]
        at = end + 2 + length + 2


def _address(value: str) -> str | None:
    url = value.strip().strip("<>")
    return url if url.startswith(("http://", "https://")) else None


def _date(moment: datetime | None) -> datetime | None:
    try:
        return moment.astimezone(UTC) if moment is not None else None
    except (ValueError, OverflowError):
        return None

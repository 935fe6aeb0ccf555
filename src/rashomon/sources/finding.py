"""The reports in an input of any kind: a path, "-" for standard input, or an address; feeds lead on to pages."""

from __future__ import annotations

import io
import os
import stat
import sys
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from rashomon.errors import InputError, PluginError
from rashomon.plugins.messages import GivenReport
from rashomon.plugins.sources import SourcePlugins, name_installed
from rashomon.records import FetchState
from rashomon.sources.dates import parse_date
from rashomon.sources.decoding import decode
from rashomon.sources.documents import read_docx, read_pdf
from rashomon.sources.drafts import Draft
from rashomon.sources.feeds import FeedEntry, read_feed, read_opml
from rashomon.sources.fetching import Fetcher, FetchError, is_address
from rashomon.sources.found import Found
from rashomon.sources.fragments import decode_xml
from rashomon.sources.html import find_saved_from, read_html
from rashomon.sources.json_lines import read_json, read_json_line_or_error
from rashomon.sources.kinds import MEDIA_TYPE_OF, Kind, find_kind
from rashomon.sources.lines import read_lines
from rashomon.sources.news_standards import read_newsml
from rashomon.sources.options import MEGABYTE, Fetching, Limits, SourceOptions
from rashomon.sources.plain_text import read_plain_text
from rashomon.sources.tables import read_csv, read_parquet
from rashomon.sources.unpacking import GZIP, Unpacked
from rashomon.sources.warc import BrokenRecord, WebRecord, read_warc
from rashomon.sources.web_archive import read_mhtml

STANDARD_INPUT = "-"
_BUFFER = 1 << 16
_AT_ONCE = 20  # feeds of a list that are read side by side
_PAGE_KINDS: tuple[Kind, ...] = ("html", "pdf", "docx", "text")
_NOT_FETCHED = "is not fetched: the setting fetch is off"

Expected = Literal["anything", "feed", "page"]
"""What an address may hold: a list may lead to feeds, a feed to pages, and a page no further."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    """An input whose bytes can be read: its name as given, and what is known of it beside them."""

    input: str
    path: str | None = None
    url: str | None = None
    media_type: str = ""
    charset: str = ""
    retrieved: datetime | None = None

    def found(self, draft: Draft | InputError, content: bytes, media_type: str, *, place: str = "") -> Found:
        return Found(
            input=self.input, path=self.path, url=self.url, retrieved=self.retrieved,
            place=place, draft=draft, content=content, media_type=media_type,
        )  # fmt: skip

    def failed(self, reason: str, *, place: str = "") -> Found:
        return Found(input=self.input, place=place, draft=InputError(reason))


def find_reports(name: str, options: SourceOptions, fetcher: Fetcher | None) -> Iterator[Found]:
    """Each report in the input `name`, one after the other, and each part of it that can't be used.

    `fetcher` is None where nothing may be fetched. Nothing is raised for an input that is wrong: it is told as Found.
    """
    if is_address(name):
        yield from _find_at_address(name, options, fetcher, "anything")
        return
    try:
        with _open(name) as stream:
            yield from _find_some(stream, _Opened(input=name, path=name), options, fetcher)
    except (InputError, OSError, ValueError) as error:
        yield Found(input=name, draft=InputError(describe_failure(error)))


def find_in_file(file: Any, name: str, options: SourceOptions) -> Iterator[Found]:
    """As `find_reports`, of a binary file that is open, wherever it is from; nothing is fetched."""
    opened, reader = _Opened(input=name), _buffered(file)
    try:
        yield from _find_some(reader, opened, options, None)
    except (InputError, OSError, ValueError) as error:
        yield opened.failed(describe_failure(error))
    finally:
        reader.detach()  # whoever opened the file closes it


def _find_some(
    stream: io.BufferedReader[Any], opened: _Opened, options: SourceOptions, fetcher: Fetcher | None
) -> Iterator[Found]:
    """The reports in `stream`. Raises: InputError where there is none."""
    count = 0
    for found in _find_in_stream(stream, opened, options, fetcher, "anything"):
        count += 1
        yield found
    if not count:
        raise InputError("holds no article")


def describe_failure(error: Exception) -> str:
    """Why an input could not be opened or read, in plain words."""
    if isinstance(error, InputError):
        return str(error)
    if isinstance(error, FileNotFoundError):
        return "does not exist; check the path"
    if isinstance(error, PermissionError):
        return "cannot be read: no permission; change the permission or copy the file"
    if isinstance(error, OSError):
        return f"cannot be read: {error.strerror or error}"
    return f"is no path that can be opened ({error})"


@contextmanager
def _open(name: str) -> Iterator[io.BufferedReader[Any]]:
    if name != STANDARD_INPUT:
        with Path(name).open("rb", buffering=0) as file:
            yield _buffered(file)
        return
    reader = _buffered(sys.stdin.buffer)
    try:
        yield reader
    finally:
        reader.detach()  # or it would close the standard input with itself


def _buffered(raw: Any) -> io.BufferedReader[Any]:
    return io.BufferedReader(raw, _BUFFER)


def _find_at_address(
    address: str, options: SourceOptions, fetcher: Fetcher | None, expected: Expected
) -> Iterator[Found]:
    """The reports at `address`. Its state is remembered when all of them have been taken, and nothing failed."""
    fetching = options.fetching
    if fetcher is None or fetching is None:
        yield Found(input=address, draft=InputError(_NOT_FETCHED))
        return
    try:
        fetched = fetcher.get(address)
        if fetched.content is None:
            fetching.unchanged(address)
            fetching.remember(fetched.state)
            return
        opened = _Opened(
            input=address,
            url=fetched.url,
            media_type=fetched.media_type,
            charset=fetched.charset,
            retrieved=fetched.state.fetched,
        )
        stream = _buffered(io.BytesIO(fetched.content))
        whole = yield from _find_in_stream(stream, opened, options, fetcher, expected)
        if whole:
            fetching.remember(fetched.state)
    except (InputError, OSError, ValueError) as error:
        yield Found(input=address, draft=InputError(describe_failure(error)))


def _find_in_stream(
    stream: io.BufferedReader[Any],
    opened: _Opened,
    options: SourceOptions,
    fetcher: Fetcher | None,
    expected: Expected,
) -> Generator[Found, None, bool]:
    """The reports in `stream`; the value is False where something failed that a later try may get."""
    limits = options.limits
    unpacked: Unpacked | None = None
    if stream.peek(2)[:2] == GZIP:
        unpacked = Unpacked(stream, ratio=limits.unpack_ratio)
        stream = _buffered(unpacked)
    name = "" if opened.input == STANDARD_INPUT else opened.input.split("?")[0] if opened.url else opened.input
    if options.plugins is not None and expected != "feed":
        data, taken = yield from _find_with_plugins(options.plugins, name, stream, opened, limits)
        if taken:
            return True
        stream = stream if data is None else _buffered(io.BytesIO(data))
    kind = find_kind(
        name, stream.peek(_BUFFER), media_type=opened.media_type, sniff_json=opened.path in (None, STANDARD_INPUT)
    )
    if (expected == "feed" and kind != "feed") or (expected == "page" and kind not in _PAGE_KINDS):
        raise InputError(f"is no {expected} (it holds {MEDIA_TYPE_OF[kind]})")
    match kind:
        case "warc":
            if unpacked is not None:
                unpacked.over_damage = True
            yield from _find_in_warc(stream, opened, limits)
            if unpacked is not None and unpacked.damages:
                yield opened.failed(f"is damaged in {unpacked.damages:,} places (gzip); the records there are lost")
        case "csv":
            for place, draft, content in read_csv(stream, options.columns, limits):
                yield opened.found(draft, content, "text/csv", place=place)
        case "parquet":
            file = stream if stream.seekable() else io.BytesIO(_read_whole(stream, opened, limits))
            for place, draft, content in read_parquet(file, options.columns, limits):
                yield opened.found(draft, content, "application/json", place=place)
        case "json":
            yield from _find_in_json(stream, opened, options)
        case "feed":
            data = _read_whole(stream, opened, limits)
            return (yield from _find_in_feed(data, opened, options, fetcher))
        case "opml":
            data = _read_whole(stream, opened, limits)
            feeds, left_out = read_opml(data, most=limits.entries, charset=opened.charset)
            yield from _in_turns(_find_in_listed(feed.url, options, fetcher) for feed in feeds)
            if left_out:
                yield opened.failed(_too_many(left_out, "feeds", limits))
            return False  # each feed has a state of its own; the list is read each time
        case _:
            yield from _find_in_whole(kind, _read_whole(stream, opened, limits), opened, limits)
    return True


def _find_with_plugins(
    plugins: SourcePlugins, name: str, stream: io.BufferedReader[Any], opened: _Opened, limits: Limits
) -> Generator[Found, None, tuple[bytes | None, bool]]:
    """The reports that a plugin finds in the input `name`, and why one that failed found none.

    The value is the bytes that were taken from `stream` for it, None where none were, and whether it has read them.
    """
    reader, failed = plugins.find(name, stream.peek(_BUFFER)[:_BUFFER])
    for plugin, reason in failed:
        yield opened.failed(reason, place=plugin)
    if reader is None:
        return None, False
    data = _read_whole(stream, opened, limits)
    try:
        reports, left_out = plugins.read(reader, name, data, most=limits.entries)
    except PluginError as error:
        yield opened.failed(str(error), place=name_installed(reader.installed))
        return data, False
    for number, report in enumerate(reports, start=1):
        yield opened.found(
            _draft_of_report(report, opened),
            data if report.content is None else report.content,
            report.media_type or "application/octet-stream",
            place=f"report {number}" if len(reports) > 1 else "",
        )
    if left_out:
        yield opened.failed(_too_many(left_out, "reports", limits))
    if not reports:
        yield opened.failed("holds no report", place=name_installed(reader.installed))
    return data, True


def _draft_of_report(report: GivenReport, opened: _Opened) -> Draft | InputError:
    if not report.text.strip() and not report.title.strip():
        return InputError("is empty: the plugin gave neither a text nor a title")
    date = parse_date(report.published)
    return Draft(
        text=report.text,
        title=report.title,
        title_apart=bool(report.title.strip()),
        source=report.source,
        url=report.url if report.url and is_address(report.url) else opened.url,
        published=date[0] if date else None,
        day_only=bool(date and date[1]),
        given_id=report.given_id or None,
    )


def _in_turns(readers: Iterable[Iterator[Found]]) -> Iterator[Found]:
    """What all `readers` find, one report of each in its turn: so the pause that one host is due passes at others."""
    waiting = iter(readers)
    running = deque(islice(waiting, _AT_ONCE))
    while running:
        reader = running.popleft()
        found = next(reader, None)
        if found is not None:
            running.append(reader)
            yield found
        else:
            running.extend(islice(waiting, 1))


def _find_in_listed(address: str, options: SourceOptions, fetcher: Fetcher | None) -> Iterator[Found]:
    if is_address(address):
        yield from _find_at_address(address, options, fetcher, "feed")
    else:
        yield Found(input=address, draft=InputError("is no web address; a list may only name those"))


def _find_in_whole(kind: Kind, data: bytes, opened: _Opened, limits: Limits) -> Iterator[Found]:
    """The reports in an input that is read as a whole. Raises InputError where there is none."""
    media_type = MEDIA_TYPE_OF[kind]
    if not data.strip():
        raise InputError("is empty; give a file that holds a report")
    if kind == "newsml":
        for place, draft, content in read_newsml(decode_xml(data, charset=opened.charset)):
            yield opened.found(draft, content, media_type, place=place)
    elif kind == "mhtml":
        page = read_mhtml(data)
        saved = replace(opened, url=opened.url or page.url, retrieved=opened.retrieved or page.retrieved)
        yield saved.found(_read_page(page.content, page.charset, saved.url, limits), data, media_type)
    elif kind == "html":
        text = decode(data, html=True, charset=opened.charset)
        url, retrieved = find_saved_from(text) if opened.url is None else (opened.url, opened.retrieved)
        saved = replace(opened, url=url, retrieved=retrieved)
        yield saved.found(read_html(text, address=url, most_elements=limits.elements), data, media_type)
    else:
        report = _read_document(kind, data, opened, limits)
        yield opened.found(replace(report, url=report.url or opened.url), data, media_type)


def _read_document(kind: Kind, data: bytes, opened: _Opened, limits: Limits) -> Draft:
    if kind == "pdf":
        return read_pdf(data, limits)
    if kind == "docx":
        return read_docx(data, limits)
    text = decode(data, charset=opened.charset)
    if not text.strip():
        raise InputError("is empty; give a file that holds a report")
    if text[:100].lstrip().startswith("<?xml"):
        raise InputError("is XML of a kind that is not known; give RSS, Atom, OPML, NewsML-G2 or a page")
    return read_plain_text(text)


def _read_page(content: bytes, charset: str, url: str | None, limits: Limits) -> Draft | InputError:
    try:
        return read_html(decode(content, html=True, charset=charset), address=url, most_elements=limits.elements)
    except InputError as error:
        return error


def _find_in_warc(stream: Any, opened: _Opened, limits: Limits) -> Iterator[Found]:
    for record in read_warc(stream, limits.size):
        place = f"record {record.number}"
        if isinstance(record, BrokenRecord):
            yield opened.failed(record.reason, place=place)
            continue
        draft = _read_page(record.content, record.charset, record.url, limits)
        page = replace(opened, url=record.url, retrieved=record.retrieved)
        yield page.found(draft, record.content, record.media_type, place=_name_record(record))


def _name_record(record: WebRecord) -> str:
    return f"record {record.number}" + (f" ({record.url[:200]})" if record.url else "")


def _find_in_json(stream: Any, opened: _Opened, options: SourceOptions) -> Iterator[Found]:
    """A file up to the limit is read as a whole (it may be one array); a larger one line by line, each up to it."""
    limit = options.limits.size
    head = stream.read(limit + 1)
    if len(head) <= limit:
        text = decode(head, charset=opened.charset)
        if not text.strip():
            raise InputError("is empty; give a file that holds a report")
        for place, found, given in read_json(text, options.columns):
            yield opened.found(found, given.encode("utf-8", "surrogatepass"), "application/json", place=place)
        return
    for number, line in read_lines(_Rejoined(head, stream), limit):
        if not line.strip():
            continue
        draft: Draft | InputError
        if len(line) > limit:
            draft = InputError(
                f"is longer than the limit of {limit / MEGABYTE:g} MB; raise size_limit_mb in the settings"
            )
        else:
            try:
                draft = read_json_line_or_error(decode(line), options.columns)
            except InputError as error:
                draft = error
        yield opened.found(draft, line.rstrip(b"\r\n"), "application/json", place=f"line {number}")


class _Rejoined:
    """The lines of a stream whose first bytes have been taken already."""

    def __init__(self, head: bytes, stream: Any) -> None:
        self._head = io.BytesIO(head)
        self._stream = stream

    def readline(self, limit: int) -> bytes:
        line = self._head.readline(limit)
        if line.endswith(b"\n") or len(line) == limit:
            return line
        rest: bytes = self._stream.readline(limit - len(line))
        return line + rest


def _find_in_feed(
    data: bytes, opened: _Opened, options: SourceOptions, fetcher: Fetcher | None
) -> Generator[Found, None, bool]:
    """An entry's page where pages are fetched, else its headline and summary."""
    feed = read_feed(data, most=options.limits.entries, charset=opened.charset, address=opened.url or "")
    whole, fetching = True, options.fetching
    for number, entry in enumerate(feed.entries, start=1):
        summary = opened.found(
            _draft_of_entry(entry, feed.title), entry.content, "application/xml", place=f"entry {number}"
        )
        if entry.link is None or fetcher is None or fetching is None or not fetching.pages:
            yield summary
            continue
        whole = (yield from _find_behind(entry.link, entry, summary, options, fetching, fetcher)) and whole
    if feed.left_out:
        yield opened.failed(_too_many(feed.left_out, "entries", options.limits))
    return whole


def _find_behind(
    link: str, entry: FeedEntry, summary: Found, options: SourceOptions, fetching: Fetching, fetcher: Fetcher
) -> Generator[Found, None, bool]:
    """The report on the page that an entry leads to; where that can't be had, why, and the `summary` in its stead.

    The value is False where a later try may get it.
    """
    known = fetching.known(link)
    if known is not None and not _is_due(known, entry, fetching):
        fetching.unchanged(link)
        return True
    try:
        fetched = fetcher.get(link)
        if fetched.content is None:
            fetching.unchanged(link)
            fetching.remember(fetched.state)
            return True
        opened = _Opened(
            input=link,
            url=fetched.url,
            media_type=fetched.media_type,
            charset=fetched.charset,
            retrieved=fetched.state.fetched,
        )
        stream = _buffered(io.BytesIO(fetched.content))
        reports = list(_find_in_stream(stream, opened, options, fetcher, "page"))
    except (InputError, OSError, ValueError) as error:
        yield Found(input=link, draft=InputError(f"{describe_failure(error)}; its headline and summary are kept"))
        yield summary
        lasting = not isinstance(error, FetchError) or error.lasting
        if lasting:  # it is not asked for again at each poll
            fetching.remember(FetchState(url=link, etag=None, last_modified=None, fetched=datetime.now(UTC)))
        return lasting
    for report in reports:
        yield replace(report, draft=_completed(report.draft, summary.draft))
    fetching.remember(fetched.state)
    return True


def _is_due(known: FetchState, entry: FeedEntry, fetching: Fetching) -> bool:
    """Whether a page that has been fetched is to be fetched again."""
    if entry.updated is not None and entry.updated > known.fetched:
        return True
    return (datetime.now(UTC) - known.fetched).total_seconds() >= fetching.revisit_seconds


def _draft_of_entry(entry: FeedEntry, feed_title: str) -> Draft | InputError:
    if not entry.title and not entry.text:
        return InputError("is an entry without a headline and a summary")
    return Draft(
        text=entry.text,
        title=entry.title,
        title_apart=True,
        source=feed_title,
        url=entry.link,
        published=entry.published,
        day_only=entry.day_only,
        given_id=entry.guid,
    )


def _completed(draft: Draft | InputError, entry: Draft | InputError) -> Draft | InputError:
    """What the page says of itself, and what it leaves open as its feed says it."""
    if isinstance(draft, InputError) or isinstance(entry, InputError):
        return draft
    dated = draft if draft.published or entry.published is None else replace(
        draft, published=entry.published, day_only=entry.day_only
    )  # fmt: skip
    return replace(dated, title=draft.title or entry.title, source=draft.source or entry.source)


def _read_whole(stream: Any, opened: _Opened, limits: Limits) -> bytes:
    """All bytes of an input that is no longer than the limit. Raises InputError where it is."""
    too_large = f"is larger than the limit of {limits.size / MEGABYTE:g} MB; raise size_limit_mb in the settings"
    if opened.path not in (None, STANDARD_INPUT) and isinstance(getattr(stream, "raw", None), io.FileIO):
        status = os.fstat(stream.fileno())
        if stat.S_ISREG(status.st_mode) and status.st_size > limits.size:
            raise InputError(too_large.replace("is larger", f"is {status.st_size / MEGABYTE:.1f} MB, larger", 1))
    data: bytes = stream.read(limits.size + 1)
    if len(data) > limits.size:
        raise InputError(too_large)
    return data


def _too_many(left_out: int, what: str, limits: Limits) -> str:
    return (
        f"holds {left_out:,} {what} more than the {limits.entries:,} that are taken; raise max_entries in the settings"
    )

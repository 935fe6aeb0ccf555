"""A stream of articles of any length: JSON lines from files, gzip files or standard input.

An article has to be met in order of time, which is known only when all dates have been read. So each line is read
twice: once for its id and date, once for its text. Between, the lines that hold an article lie in a temporary file (in
memory while they are few), and no more than one text is held at a time.
"""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, cast

from rashomon.errors import InputError, RashomonError
from rashomon.records import Article, Skipped, StreamItem
from rashomon.sources.decoding import decode, replace_surrogates
from rashomon.sources.drafts import Draft, make_article
from rashomon.sources.finding import STANDARD_INPUT, describe_failure
from rashomon.sources.json_lines import read_json_line
from rashomon.sources.lines import read_lines
from rashomon.sources.opening import Loaded, accept, with_own_ids
from rashomon.sources.options import MEGABYTE

_IN_MEMORY = 64 * MEGABYTE
_GZIP = b"\x1f\x8b"
_LINES_A_TELL = 200
_SHOWN_ID = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an article of a stream is found: line `line` (from 1) of `path`, kept at byte `start` of the stream's file.

    `id` is the one that it came with, else a digest of its url and text. `published` is UTC-aware, None where unknown.
    """

    id: str
    published: datetime | None
    path: str
    line: int
    start: int
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleStream:
    """The articles of a stream in the order of the input, each with an id of its own, and what could not be read."""

    places: tuple[Place, ...]
    skipped: tuple[Skipped, ...]
    kept: IO[bytes]


@contextmanager
def open_stream(
    inputs: Sequence[str | Path],
    *,
    line_limit: int = 20 * MEGABYTE,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Iterator[ArticleStream]:
    """The stream of the articles in `inputs`: JSON-lines files, plain or gzip, "-" for standard input.

    An article of any language and length is kept; a line of more than `line_limit` bytes is not. A line that holds no
    article, or one whose id another line has, is in `skipped`, and so is an input that can't be opened. `progress` is
    told the bytes read and the bytes in all (0 where that is not known).

    Raises:
        RashomonError: there is no room for the temporary file.
    """
    with SpooledTemporaryFile(max_size=_IN_MEMORY) as kept:
        yield _take_in([str(name) for name in inputs], kept, line_limit, progress)


def order_by_time(places: Iterable[Place]) -> list[Place]:
    """The articles by publication, earliest first; an undated one stays behind the article that it follows."""
    latest = datetime.min.replace(tzinfo=UTC)
    dated = []
    for number, place in enumerate(places):
        latest = place.published or latest
        dated.append((latest, number, place))
    return [place for _, _, place in sorted(dated, key=lambda one: one[:2])]


def read_item(stream: ArticleStream, place: Place) -> StreamItem:
    """The article at `place`, as grouping takes it."""
    draft = _draft_at(stream, place)
    return StreamItem(
        id=place.id,
        title=" ".join(replace_surrogates(draft.title).split()),
        text=replace_surrogates(draft.text).strip(),
        published=place.published,
    )


def read_articles(stream: ArticleStream, places: Iterable[Place]) -> Loaded:
    """The articles at `places` as `load_articles` makes them, and those that can't be compared with the reason."""
    articles: list[Article] = []
    skipped: list[Skipped] = []
    for place in places:
        try:
            articles.append(accept(_draft_at(stream, place), path=place.path, keep_all=False))
        except InputError as error:
            skipped.append(Skipped(input=_name_line(place.path, place.line), reason=str(error)))
    return Loaded(articles=tuple(with_own_ids(articles)), skipped=tuple(skipped))


def _take_in(
    inputs: Sequence[str], kept: IO[bytes], line_limit: int, progress: Callable[[int, int], None]
) -> ArticleStream:
    places: list[Place] = []
    skipped: list[Skipped] = []
    known: dict[str, Place] = {}
    prints: dict[str, int] = {}
    total, before = sum(map(_size, inputs)), 0
    for path in inputs:
        try:
            for number, line, read in _read_lines(path, line_limit):
                if number % _LINES_A_TELL == 0:
                    progress(before + read, total)
                try:
                    draft = _draft_on(line, line_limit)
                    if draft is None:
                        continue
                    article_id = _free_id(draft, known, prints)
                except InputError as error:
                    skipped.append(Skipped(input=_name_line(path, number), reason=str(error)))
                    continue
                place = Place(
                    id=article_id, published=draft.published, path=path, line=number, start=kept.tell(), size=len(line)
                )
                _keep(kept, line)
                known[article_id] = place
                places.append(place)
        except (InputError, OSError, EOFError, zlib.error, ValueError) as error:
            skipped.append(Skipped(input=path, reason=_describe(error)))
        before += _size(path)
        progress(before, total)
    return ArticleStream(places=tuple(places), skipped=tuple(skipped), kept=kept)


def _read_lines(path: str, limit: int) -> Iterator[tuple[int, bytes, int]]:
    """Each line with its number and how many bytes of the file have been read; one that is too long comes cut.

    Raises:
        InputError: the file is no JSON lines: a folder, or in UTF-16 or UTF-32.
        OSError, EOFError, zlib.error: it cannot be read, or not further.
    """
    with _open_bytes(path) as file:
        opened: io.BufferedIOBase = gzip.GzipFile(fileobj=file) if file.peek(2)[:2] == _GZIP else file
        for number, line in read_lines(opened, limit):
            yield number, line, file.tell() if file.seekable() else 0


@contextmanager
def _open_bytes(path: str) -> Iterator[io.BufferedReader]:
    if path == STANDARD_INPUT:
        reader: io.BufferedReader = io.BufferedReader(cast(io.RawIOBase, sys.stdin.buffer))
        try:
            yield reader
        finally:
            reader.detach()  # or it would close the standard input with itself
        return
    if Path(path).is_dir():
        raise InputError("is a folder; give the JSON-lines files in it")
    with Path(path).open("rb") as file:
        yield file


def _draft_on(line: bytes, limit: int) -> Draft | None:
    """The article on `line`, None where it is blank. Raises InputError where it holds none."""
    if len(line) > limit:
        raise InputError(f"is longer than the limit of {limit / MEGABYTE:g} MB; raise size_limit_mb in the settings")
    return read_json_line(decode(line)) if line.strip() else None


def _free_id(draft: Draft, known: dict[str, Place], prints: dict[str, int]) -> str:
    """The id of `draft` in the stream. Raises InputError where another article came with the same one.

    Articles that came without an id may be equal to the letter: the second one is `DIGEST-2`, as in `load_articles`.
    """
    article_id = draft.given_id or make_article(draft, path="", fallback_source="", language="und").id
    if not draft.given_id:
        count = prints[article_id] = prints.get(article_id, 0) + 1
        article_id = article_id if count == 1 else f"{article_id}-{count}"
    if article_id in known:
        first = known[article_id]
        shown = article_id if len(article_id) <= _SHOWN_ID else f"{article_id[:_SHOWN_ID]}…"
        raise InputError(f"has the id {shown!r} of {_name_line(first.path, first.line)}; ids must differ")
    return article_id


def _keep(kept: IO[bytes], line: bytes) -> None:
    try:
        kept.write(line)
    except OSError as error:
        raise RashomonError(
            f"the temporary file for the articles cannot be written ({error.strerror}); "
            "make room, or name another folder in TMPDIR"
        ) from error


def _draft_at(stream: ArticleStream, place: Place) -> Draft:
    stream.kept.seek(place.start)
    return read_json_line(decode(stream.kept.read(place.size)))


def _name_line(path: str, line: int) -> str:
    return f"{'standard input' if path == STANDARD_INPUT else path}, line {line}"


def _size(path: str) -> int:
    try:
        return Path(path).stat().st_size if path != STANDARD_INPUT else 0
    except (OSError, ValueError):
        return 0


def _describe(error: Exception) -> str:
    if isinstance(error, EOFError | zlib.error | gzip.BadGzipFile):
        return "is damaged or cut short (gzip); the lines before the damage are kept"
    return describe_failure(error)

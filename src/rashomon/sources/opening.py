"""Inputs opened: each becomes Articles, or a Skipped with its reason in plain words. Nothing is left out quietly."""

from __future__ import annotations

import re
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from rashomon.errors import InputError
from rashomon.records import Article, Skipped
from rashomon.sources.dates import FORMS, parse_date
from rashomon.sources.decoding import decode
from rashomon.sources.drafts import Draft, make_article
from rashomon.sources.folder import list_folder
from rashomon.sources.html import looks_like_html, read_html
from rashomon.sources.json_lines import read_json
from rashomon.sources.language import find_language, has_sentence, require_language
from rashomon.sources.plain_text import read_plain_text

STANDARD_INPUT = "-"
MEGABYTE = 1_000_000
_PAGES = (".html", ".htm", ".xhtml")
_JSON = (".jsonl", ".ndjson", ".json")
_LANGUAGE = "en"
_MHTML = re.compile(r"^Content-Type:\s*multipart/related", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """The articles of all inputs in the order given, and the inputs that could not be used."""

    articles: tuple[Article, ...]
    skipped: tuple[Skipped, ...]


def load_articles(
    inputs: Sequence[str | Path],
    *,
    published: Mapping[str, str] | None = None,
    size_limit: int = 20 * MEGABYTE,
    keep_all: bool = False,
) -> Loaded:
    """The articles of `inputs`: text files, saved pages, JSON lines, folders of them, "-" for standard input.

    The order of the inputs is kept; a folder's files come sorted by name. `published` gives dates by path as typed or
    by file name, and they come before any date found in the input. `size_limit` is in bytes, a file. `keep_all` keeps
    articles of any language and length, as grouping needs it. An input given twice is two articles with two ids.

    Raises:
        InputError: an entry of `published` names none of the inputs, or more than one, or is no date.
    """
    articles: list[Article] = []
    skipped: list[Skipped] = []
    paths: list[str] = []
    for name in inputs:
        for path, loaded in _open(str(name), size_limit=size_limit, keep_all=keep_all):
            paths.append(path)
            articles += loaded.articles
            skipped += loaded.skipped
    dates = _dates_by_path(published or {}, paths)
    dated = (
        replace(article, published=dates[article.path][0], day_only=dates[article.path][1])
        if article.path in dates
        else article
        for article in articles
    )
    return Loaded(articles=tuple(with_own_ids(dated)), skipped=tuple(skipped))


def open_source(path: str | Path, *, size_limit: int = 20 * MEGABYTE, keep_all: bool = False) -> Loaded:
    """The articles of one input; see `load_articles`."""
    return load_articles([path], size_limit=size_limit, keep_all=keep_all)


def _open(name: str, *, size_limit: int, keep_all: bool) -> Iterator[tuple[str, Loaded]]:
    """Each file that `name` stands for, with what it gave."""
    try:
        files: tuple[Path, ...] | None = None
        if name != STANDARD_INPUT and Path(name).is_dir():
            files = list_folder(Path(name))
    except (InputError, OSError, ValueError) as error:
        yield name, Loaded(articles=(), skipped=(Skipped(input=name, reason=describe_failure(error)),))
        return
    for path in [name] if files is None else map(str, files):
        yield path, _open_file(path, size_limit=size_limit, keep_all=keep_all)


def _open_file(path: str, *, size_limit: int, keep_all: bool) -> Loaded:
    articles: list[Article] = []
    skipped: list[Skipped] = []
    try:
        for place, draft in _drafts(path, size_limit=size_limit):
            where = f"{path}, {place}" if place else path
            try:
                if isinstance(draft, InputError):
                    raise draft
                articles.append(accept(draft, path=path, keep_all=keep_all))
            except InputError as error:
                skipped.append(Skipped(input=where, reason=describe_failure(error)))
        if not articles and not skipped:
            raise InputError("holds no article")
    except (InputError, OSError, ValueError) as error:
        skipped.append(Skipped(input=path, reason=describe_failure(error)))
    return Loaded(articles=tuple(articles), skipped=tuple(skipped))


def _drafts(path: str, *, size_limit: int) -> Iterator[tuple[str, Draft | InputError]]:
    """The reports in one file, each with its place in it ("" for the only one)."""
    suffix = Path(path).suffix.lower() if path != STANDARD_INPUT else ".txt"
    text = decode(_read_bytes(path, size_limit), html=suffix in _PAGES)
    if not text.strip():
        raise InputError("is empty; give a file that holds a report")
    if suffix in _JSON:
        yield from read_json(text)
    elif _MHTML.search(text[:2_000]):
        raise InputError("is a web archive (MHTML); save the page as HTML or its text as a .txt file")
    elif suffix in _PAGES or (path != STANDARD_INPUT and looks_like_html(text)):
        yield "", read_html(text)
    else:
        yield "", read_plain_text(text)


def _read_bytes(path: str, size_limit: int) -> bytes:
    too_large = f"is larger than the limit of {size_limit / MEGABYTE:g} MB; raise size_limit_mb in the settings"
    if path == STANDARD_INPUT:
        data = sys.stdin.buffer.read(size_limit + 1)
    else:
        status = Path(path).stat()
        if stat.S_ISREG(status.st_mode) and status.st_size > size_limit:
            raise InputError(too_large.replace("is larger", f"is {status.st_size / MEGABYTE:.1f} MB, larger", 1))
        with Path(path).open("rb") as file:
            data = file.read(size_limit + 1)
    if len(data) > size_limit:
        raise InputError(too_large)
    return data


def accept(draft: Draft, *, path: str, keep_all: bool) -> Article:
    """The Article of `draft`, which came from `path`. Raises InputError unless `keep_all`: no sentence, not English."""
    whole = f"{draft.title}\n\n{draft.text}" if draft.title_apart else draft.text
    if keep_all:
        language = find_language(whole)[0]
    else:
        if not has_sentence(whole):
            raise InputError("has no sentence in it; give a report in full sentences")
        language = require_language(whole, _LANGUAGE)
    fallback = "standard input" if path == STANDARD_INPUT else Path(path.removesuffix(".gz")).stem
    return make_article(draft, path=path, fallback_source=fallback, language=language)


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


def _dates_by_path(published: Mapping[str, str], paths: Sequence[str]) -> dict[str | None, tuple[datetime, bool]]:
    dates: dict[str | None, tuple[datetime, bool]] = {}
    for name, value in published.items():
        exact = [path for path in paths if path == name or Path(path) == Path(name)]
        named = list(dict.fromkeys(exact or [path for path in paths if Path(path).name == name]))
        if not named:
            choices = ", ".join(sorted(dict.fromkeys(paths))) or "none"
            raise InputError(f"the publication date for {name!r} belongs to no input; the inputs are: {choices}")
        if len(named) > 1 and not exact:
            raise InputError(f"the publication date for {name!r} fits several inputs; name one: {', '.join(named)}")
        date = parse_date(value)
        if date is None:
            raise InputError(f"the publication date {value!r} for {name!r} is no date; write {FORMS}")
        dates.update(dict.fromkeys(named, date))
    return dates


def with_own_ids(articles: Iterable[Article]) -> Iterator[Article]:
    """The articles, the second one with an id as `ID-2` and so on."""
    seen: dict[str, int] = {}
    for article in articles:
        count = seen[article.id] = seen.get(article.id, 0) + 1
        yield article if count == 1 else replace(article, id=f"{article.id}-{count}")

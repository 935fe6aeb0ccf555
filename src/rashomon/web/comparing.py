"""Reports that somebody hands over - files, texts, addresses - side by side, without an archive.

All of it is foreign: files lie in a folder of their own while they are read and lead nowhere, addresses are fetched
under the guards of `sources` and never from private networks, and there are few of each.
"""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from rashomon.errors import InputError
from rashomon.pipeline import Progress, compare_articles, keep_fitting
from rashomon.records import Article, Dossier, Skipped
from rashomon.rendering.visible import one_line, shorten
from rashomon.settings import Settings
from rashomon.sources import Loaded, load_articles, source_options

MOST = 10
"""Reports that one comparison takes."""
_NAME = 80
_OUTSIDE = re.compile(r"[^\w.-]+")
# A list of feeds or a long feed must not keep the one worker for hours.
_FETCHING = {"allow_private": False, "fetch_pages": False, "retries": 0, "max_entries": MOST, "total_seconds": 20.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenFile:
    """A file as it was handed over; its name is only a name, and may be anything."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenText:
    """A text that was pasted, with what is known of it. `published` is a date in words that `sources` reads."""

    text: str
    title: str = ""
    source: str = ""
    url: str = ""
    published: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """All that was handed over for one comparison."""

    files: tuple[GivenFile, ...] = ()
    texts: tuple[GivenText, ...] = ()
    urls: tuple[str, ...] = ()


def check_given(given: Given) -> None:
    """Raises: InputError where there are too few reports, too many, or an address that is none."""
    count = len(given.files) + len(given.texts) + len(given.urls)
    if count > MOST:
        raise InputError(f"{count} reports are more than the {MOST} that are compared at once; leave some out")
    if count == 0 or (count == 1 and not given.files):  # one file may hold several reports
        raise InputError("at least two reports are needed; give files, texts or addresses of two")
    require_addresses(given.urls)


def require_addresses(urls: Sequence[str]) -> None:
    """Raises: InputError where one of `urls` is no web address."""
    for url in urls:
        if not _is_web_address(url):
            raise InputError(
                f"{shorten(one_line(url), 100)!r} is no web address; it must begin with https:// or http://"
            )


def compare_given(given: Given, *, settings: Settings, progress: Progress) -> Dossier:
    """The dossier of what was handed over; what can't be used is in its `skipped` with the reason.

    Raises: as `check_given` and `pipeline.compare_articles`.
    """
    check_given(given)
    settings = replace(settings, max_reports=min(settings.max_reports, MOST))
    progress("Fetching" if given.urls else "Opening", 0, 1)
    loaded = load_given(given, settings=settings)
    fitting, named = keep_fitting(loaded.articles, loaded.skipped, settings)
    return compare_articles(fitting, skipped=named, settings=settings, progress=progress, sources=loaded.plugins)


def load_given(given: Given, *, settings: Settings) -> Loaded:
    """The reports that were handed over, each with an id of its own, at most `settings.max_reports`; and what was not
    used, with the reason."""
    parts = [_load_files(given, settings), _load_urls(given.urls, settings)]
    articles = _with_own_ids([article for part in parts for article in part.articles])
    skipped = [one for part in parts for one in part.skipped]
    if len(articles) > settings.max_reports:
        left_out = len(articles) - settings.max_reports
        skipped.append(Skipped(input=f"{left_out} further reports", reason=f"only {MOST} are compared at once"))
        articles = articles[: settings.max_reports]
    plugins = dict.fromkeys(plugin for part in parts for plugin in part.plugins)
    return Loaded(articles=tuple(articles), skipped=tuple(skipped), plugins=tuple(plugins))


def _load_files(given: Given, settings: Settings) -> Loaded:
    """The articles of files and texts, under the names they were given. Nothing is fetched for them."""
    options = source_options(replace(settings, fetch=False, max_entries=MOST))
    with tempfile.TemporaryDirectory(prefix="rashomon-") as folder:
        places: dict[str, str] = {}
        for number, file in enumerate(given.files):
            name = _safe_name(file.name)
            path = _write(Path(folder) / f"file{number}", name, file.content)
            places[path] = name
        for number, text in enumerate(given.texts, 1):
            name = f"text-{number}"
            path = _write(Path(folder) / name, f"{name}.jsonl", _as_json_line(text, name))
            places[path] = name
        loaded = load_articles(list(places), options=options, most=MOST + 1)
    return Loaded(
        articles=tuple(_renamed(article, places) for article in loaded.articles),
        skipped=tuple(_without_folder(one, places) for one in loaded.skipped),
        plugins=loaded.plugins,
    )


def _load_urls(urls: Sequence[str], settings: Settings) -> Loaded:
    if not urls:
        return Loaded(articles=(), skipped=())
    return load_articles(urls, options=source_options(replace(settings, **_FETCHING)), most=MOST + 1)  # type: ignore[arg-type]


def _write(folder: Path, name: str, content: bytes) -> str:
    folder.mkdir()
    (folder / name).write_bytes(content)
    return str(folder / name)


def _as_json_line(text: GivenText, name: str) -> bytes:
    known = {
        "id": name,
        "text": text.text,
        "title": text.title,
        "source": text.source,
        "url": text.url,
        "published": text.published,
    }
    return json.dumps({key: value for key, value in known.items() if value}).encode()


def _safe_name(name: str) -> str:
    """A name for a file of ours that tells theirs: its last part, without what could lead out of the folder."""
    last = re.split(r"[/\\]", name)[-1]
    return _OUTSIDE.sub("_", last).strip("._")[-_NAME:] or "report"


def _without_folder(skipped: Skipped, places: dict[str, str]) -> Skipped:
    """Our folder's path is nobody's business, and would make the same input differ from run to run."""
    told, reason = skipped.input, skipped.reason
    for path, name in places.items():
        told, reason = told.replace(path, name), reason.replace(path, name)
    return Skipped(input=told, reason=reason)


def _renamed(article: Article, places: dict[str, str]) -> Article:
    """The article under the name that was given: neither our folder's path nor an id that rests on it is kept."""
    name = places.get(article.path or "")
    if article.url or article.given_id:
        return replace(article, path=name)
    digest = hashlib.sha256(f"{name}\0{article.text}".encode("utf-8", "replace")).hexdigest()
    return replace(article, path=name, id=digest[:16])


def _with_own_ids(articles: Sequence[Article]) -> list[Article]:
    """The articles, each with an id of its own: the same one twice is two prints."""
    seen: dict[str, int] = {}
    own = []
    for article in articles:
        count = seen[article.id] = seen.get(article.id, 0) + 1
        own.append(article if count == 1 else replace(article, id=f"{article.id}-{count}"))
    return own


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and url.isprintable() and len(url) < 4000
    except ValueError:
        return False

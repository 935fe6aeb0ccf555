"""Inputs opened: each becomes Articles, or a Skipped with its reason in plain words. Nothing is left out quietly."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from rashomon.errors import InputError
from rashomon.plugins.sources import open_source_plugins
from rashomon.records import Article, Plugin, Skipped
from rashomon.sources.dates import FORMS, parse_date
from rashomon.sources.drafts import Draft, make_article
from rashomon.sources.fetching import Fetcher, is_address
from rashomon.sources.finding import STANDARD_INPUT, describe_failure, find_reports
from rashomon.sources.folder import list_folder
from rashomon.sources.found import Found
from rashomon.sources.language import find_language, has_sentence, require_language
from rashomon.sources.options import MEGABYTE, Limits, SourceOptions

_LANGUAGE = "en"
_SAMPLE = 2000  # characters that tell the language of an article that is kept whatever it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """The articles of all inputs in the order given, the inputs that could not be used, the plugins that read any."""

    articles: tuple[Article, ...]
    skipped: tuple[Skipped, ...]
    plugins: tuple[Plugin, ...] = ()


def load_articles(
    inputs: Sequence[str | Path],
    *,
    published: Mapping[str, str] | None = None,
    size_limit: int = 20 * MEGABYTE,
    keep_all: bool = False,
    options: SourceOptions | None = None,
    most: int | None = None,
) -> Loaded:
    """The articles of `inputs`: files of any kind that is known, folders of them, addresses, "-" for standard input.

    The order of the inputs is kept; a folder's files come sorted by name. `published` gives dates by path as typed or
    by file name, and they come before any date found in the input. `size_limit` is in bytes, a file. `keep_all` keeps
    articles of any language and length, as grouping needs it. An input given twice is two articles with two ids.
    `options`, where given, stands in the place of `published` and `size_limit` and has all other limits; without it
    nothing is fetched.
    Nothing more is read when `most` articles are there.

    Raises:
        InputError: an entry of `published` names none of the inputs, or more than one, or is no date.
    """
    options = options or SourceOptions(
        published=published or {}, limits=Limits(size=size_limit, characters=sys.maxsize)
    )
    fetcher = make_fetcher(options)
    articles: list[Article] = []
    skipped: list[Skipped] = []
    names = expand(inputs)
    dates = dates_by_name(options.published, [name for name in names if isinstance(name, str)])
    with open_source_plugins(options.plugin_seconds) as plugins:
        options = replace(options, plugins=plugins)
        for name in names:
            if isinstance(name, Skipped):
                skipped.append(name)
                continue
            for found in find_reports(name, options, fetcher):
                if most is not None and len(articles) >= most:
                    break
                try:
                    article = accept(found.draft, path=found.path, keep_all=keep_all)
                    check_length(article, options.limits)
                except InputError as error:
                    skipped.append(Skipped(input=name_place(found), reason=str(error)))
                    continue
                published_at, day_only = dates.get(found.input, (article.published, article.day_only))
                articles.append(replace(article, published=published_at, day_only=day_only, fetched=found.retrieved))
    return Loaded(
        articles=tuple(with_own_ids(articles)),
        skipped=tuple(skipped),
        plugins=plugins.used if plugins is not None else (),
    )


def open_source(path: str | Path, *, size_limit: int = 20 * MEGABYTE, keep_all: bool = False) -> Loaded:
    """The articles of one input; see `load_articles`."""
    return load_articles([path], size_limit=size_limit, keep_all=keep_all)


def make_fetcher(options: SourceOptions) -> Fetcher | None:
    """What fetches addresses under `options`, None where nothing may be fetched."""
    return Fetcher(options.fetching, size=options.limits.size) if options.fetching else None


def expand(inputs: Iterable[str | Path]) -> list[str | Skipped]:
    """Every input, with the files of a folder in its place, or why that can't be listed."""
    names: list[str | Skipped] = []
    for name in map(str, inputs):
        try:
            is_folder = name != STANDARD_INPUT and not is_address(name) and Path(name).is_dir()
            names += map(str, list_folder(Path(name))) if is_folder else [name]
        except (InputError, OSError, ValueError) as error:
            names.append(Skipped(input=name, reason=describe_failure(error)))
    return names


def name_place(found: Found) -> str:
    """Where a report was found, as users read it."""
    return f"{found.input}, {found.place}" if found.place else found.input


def accept(draft: Draft | InputError, *, path: str | None, keep_all: bool) -> Article:
    """The Article of `draft`, which came from `path`.

    Raises:
        InputError: there is no draft; or, unless `keep_all`, it has no sentence or is not English.
    """
    if isinstance(draft, InputError):
        raise draft
    whole = f"{draft.title}\n\n{draft.text}" if draft.title_apart else draft.text
    if keep_all:
        language = find_language(whole[:_SAMPLE])[0]
    else:
        if not has_sentence(whole):
            raise InputError("has no sentence in it; give a report in full sentences")
        language = require_language(whole, _LANGUAGE)
    fallback = "standard input" if path in (None, STANDARD_INPUT) else Path(path.removesuffix(".gz")).stem
    return make_article(draft, path=path, fallback_source=fallback, language=language)


def check_length(article: Article, limits: Limits) -> None:
    """Raises InputError where the text is longer than a report can be."""
    if len(article.text) > limits.characters:
        raise InputError(
            f"has {len(article.text):,} characters, more than the limit of {limits.characters:,}; "
            "raise max_characters in the settings"
        )


def dates_by_name(published: Mapping[str, str], names: Sequence[str]) -> dict[str, tuple[datetime, bool]]:
    """The dates that `published` gives for the inputs `names`: the instant (UTC), and whether it is only a day.

    Raises:
        InputError: an entry names none of the inputs, or more than one, or is no date.
    """
    dates: dict[str, tuple[datetime, bool]] = {}
    for wanted, value in published.items():
        exact = [name for name in names if name == wanted or (not is_address(name) and Path(name) == Path(wanted))]
        named = list(dict.fromkeys(exact or [name for name in names if Path(name).name == wanted]))
        if not named:
            choices = ", ".join(sorted(dict.fromkeys(names))) or "none"
            raise InputError(f"the publication date for {wanted!r} belongs to no input; the inputs are: {choices}")
        if len(named) > 1 and not exact:
            raise InputError(f"the publication date for {wanted!r} fits several inputs; name one: {', '.join(named)}")
        date = parse_date(value)
        if date is None:
            raise InputError(f"the publication date {value!r} for {wanted!r} is no date; write {FORMS}")
        dates.update(dict.fromkeys(named, date))
    return dates


def with_own_ids(articles: Iterable[Article]) -> Iterator[Article]:
    """The articles, the second one with an id as `ID-2` and so on."""
    seen: dict[str, int] = {}
    for article in articles:
        count = seen[article.id] = seen.get(article.id, 0) + 1
        yield article if count == 1 else replace(article, id=f"{article.id}-{count}")

"""Inputs received for an archive: every article with the bytes that it came as, one by one, however many there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rashomon.errors import InputError
from rashomon.plugins.sources import open_source_plugins
from rashomon.records import Arrival, Received, Skipped
from rashomon.sources.feeds import Feed, read_opml
from rashomon.sources.fetching import is_address
from rashomon.sources.finding import describe_failure, find_reports
from rashomon.sources.found import Found
from rashomon.sources.opening import accept, check_length, dates_by_name, expand, make_fetcher, name_place
from rashomon.sources.options import MEGABYTE, SourceOptions

_FURTHEST_AHEAD = timedelta(days=2)
_EARLIEST = datetime(1000, 1, 1, tzinfo=UTC)


def receive(inputs: Sequence[str | Path], *, options: SourceOptions) -> Iterator[Arrival | Skipped]:
    """Each article in `inputs` with the bytes it was made of, and each thing that could not be used, as they are met.

    `inputs` are files of any kind that is known, folders, addresses, and "-" for standard input. Articles of any
    language are kept, and such as are a headline only. One that comes twice has one id both times. A date in the
    future (by more than two days) or before the year 1000 is dropped and told; its article is kept.

    Raises:
        InputError: a date of `options.published` names none of the inputs, or is no date.
    """
    names = expand(inputs)
    dates = dates_by_name(options.published, [name for name in names if isinstance(name, str)])
    with open_source_plugins(options.plugin_seconds) as plugins:
        yield from _receive(names, dates, replace(options, plugins=plugins))


def _receive(
    names: Sequence[str | Skipped], dates: Mapping[str, tuple[datetime, bool]], options: SourceOptions
) -> Iterator[Arrival | Skipped]:
    fetcher = make_fetcher(options)
    for name in names:
        if isinstance(name, Skipped):
            yield name
            continue
        for found in find_reports(name, options, fetcher):
            try:
                article = accept(found.draft, path=found.path, keep_all=True)
                check_length(article, options.limits)
            except InputError as error:
                yield Skipped(input=name_place(found), reason=str(error))
                continue
            published, day_only = dates.get(found.input, (article.published, article.day_only))
            article = replace(article, published=published, day_only=day_only)
            received = _received(found)
            if published is not None and _is_far_off(published):
                yield Skipped(
                    input=f"{name_place(found)}, date",
                    reason=f"the publication date {published:%Y-%m-%d} cannot be right; the article is kept without it",
                )
                article = replace(article, published=None, day_only=False)
            yield Arrival(article=replace(article, fetched=received.retrieved), received=received)


def list_feeds(opml: str | Path, *, options: SourceOptions) -> tuple[Feed, ...]:
    """The feeds of an OPML list, a file or an address. Raises InputError where it can't be read."""
    name = str(opml)
    if is_address(name):
        fetcher = make_fetcher(options)
        if fetcher is None:
            raise InputError(f"{name}: is not fetched: the setting fetch is off")
        data = fetcher.get(name, conditional=False).content or b""
    else:
        try:
            with Path(name).open("rb") as file:
                data = file.read(options.limits.size + 1)
        except (OSError, ValueError) as error:
            raise InputError(f"{name}: {describe_failure(error)}") from error
        if len(data) > options.limits.size:
            raise InputError(f"{name}: is larger than the limit of {options.limits.size / MEGABYTE:g} MB")
    try:
        return read_opml(data, most=options.limits.entries)[0]
    except InputError as error:
        raise InputError(f"{name}: {error}") from error


def _received(found: Found) -> Received:
    now = datetime.now(UTC)
    return Received(
        content=found.content,
        media_type=found.media_type,
        url=found.url,
        retrieved=min(found.retrieved or now, now),  # an archive's word for it counts, but not for what is to come
    )


def _is_far_off(published: datetime) -> bool:
    return not _EARLIEST <= published <= datetime.now(UTC) + _FURTHEST_AHEAD

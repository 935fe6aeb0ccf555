"""The commands that take articles into an archive: ingest and watch."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from rashomon.cli_options import ArchiveOption, Config, NoPlugins
from rashomon.errors import RashomonError

if TYPE_CHECKING:
    from rashomon.ingest import Tally

_NAMED = 20
"""How many of the skipped inputs are named; the others are counted, and stand in the archive."""
_UNITS = {"s": 1, "m": 60, "min": 60, "h": 3600, "d": 86_400}
_SHORTEST_SECONDS = 1
_LONGEST_SECONDS = 7 * 86_400
_TELL_EVERY = 0.1

NoFetch = Annotated[bool, typer.Option("--no-fetch", help="Fetch nothing from the network.")]
AllowPrivate = Annotated[bool, typer.Option("--allow-private", help="Fetch from private and loopback addresses too.")]


def register(app: typer.Typer) -> None:
    """Adds the commands to `app`."""
    app.command()(ingest)
    app.command()(watch)


def ingest(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT...",
            help="Texts, pages, documents, JSON lines, CSV, Parquet, feeds, OPML lists, WARC, folders, addresses; "
            "- for standard input.",
        ),
    ],
    archive: ArchiveOption = None,
    published: Annotated[
        list[str] | None,
        typer.Option("--published", metavar="FILE=DATE", help="When a report appeared (2024-06-19). May be repeated."),
    ] = None,
    columns: Annotated[
        str | None,
        typer.Option("--columns", metavar="FIELD=COLUMN,...", help="Which column is what: title=headline,text=body."),
    ] = None,
    no_fetch: NoFetch = False,
    allow_private: AllowPrivate = False,
    no_plugins: NoPlugins = False,
    take_deleted: Annotated[
        bool, typer.Option("--take-deleted", help="Take articles again that were deleted on record.")
    ] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 where any input could not be used.")] = False,
    config: Config = None,
) -> None:
    """Take articles into an archive, put copies and events together, and make them searchable.

    Doing it again changes nothing; other text at the same address is kept as a version. What was told as kept is on the
    disk: a run that was cut off goes on with the next one.
    """
    from pathlib import Path

    from rashomon.ingest import Ingester, Stop
    from rashomon.settings import load_settings
    from rashomon.sources import parse_columns
    from rashomon.store import open_archive

    settings = load_settings(
        Path(config) if config else None,
        archive=archive,
        fetch=False if no_fetch else None,
        allow_private=allow_private or None,
        plugins=False if no_plugins else None,
    )
    stop = Stop()
    with (
        stop.on_signals(),
        open_archive(settings.archive, create=True) as opened,
        Ingester(
            opened,
            settings=settings,
            published=_dates(published),
            columns=parse_columns(columns) if columns else {},
            stop=stop,
            take_deleted=take_deleted,
        ) as ingester,
        _live_line() as tell,
    ):
        tally = ingester.run(inputs, tell=tell)
    _say_skipped(tally)
    if tally.skipped and not tally.articles:
        raise RashomonError("no article could be read")
    typer.echo(describe_tally(tally))
    if stop.asked:
        typer.echo("stopped; the next ingest goes on from here", err=True)
        raise typer.Exit(130)
    if tally.skipped and strict:
        raise typer.Exit(1)


def watch(
    feeds: Annotated[str, typer.Argument(metavar="FEEDS.opml", help="The list of feeds: an OPML file or its address.")],
    every: Annotated[
        str, typer.Option("--every", metavar="TIME", help="How often to poll: 90s, 10m, 2h; at least 1s.")
    ] = "10m",
    compare: Annotated[
        bool, typer.Option("--compare", help="After each round compare the events that have grown, and keep it.")
    ] = False,
    webhook: Annotated[
        str | None,
        typer.Option(
            "--webhook",
            metavar="URL",
            help="Post each new conflict there as JSON (docs/exports.md); goes with --compare. Signed with the key in "
            "the environment variable RASHOMON_WEBHOOK_SECRET.",
        ),
    ] = None,
    archive: ArchiveOption = None,
    allow_private: AllowPrivate = False,
    config: Config = None,
) -> None:
    """Poll feeds and take what is new into an archive, until stopped (Ctrl-C or SIGTERM)."""
    from pathlib import Path

    from rashomon.ingest import Ingester, Stop
    from rashomon.ingest import watch as watch_feeds
    from rashomon.notifying import AfterRound
    from rashomon.settings import load_settings
    from rashomon.store import open_archive

    pause = parse_time(every)
    settings = load_settings(
        Path(config) if config else None, archive=archive, allow_private=allow_private or None, webhook=webhook
    )
    stop = Stop()
    with (
        stop.on_signals(),
        open_archive(settings.archive, create=True) as opened,
        Ingester(opened, settings=settings, stop=stop) as ingester,
        _live_line() as tell,
    ):

        def say(line: str) -> None:
            _say(line, tell)

        after = AfterRound(opened, settings=settings, stop=stop, say=say, compare=compare, every=pause)

        def end_of_round(tally: Tally) -> None:
            say(describe_tally(tally))
            after.run()

        watch_feeds(
            feeds,
            opened,
            ingester,
            every=pause,
            say=say,
            tell=tell,
            end_of_round=end_of_round,
        )
    typer.echo("stopped", err=True)


def parse_time(text: str) -> timedelta:
    """A length of time such as "90s", "10m", "2h" or "1d". Raises: BadParameter."""
    number = text.strip().rstrip("smindh").strip()
    unit = text.strip()[len(number) :].strip()
    try:
        seconds = float(number) * _UNITS[unit or "s"]
    except (ValueError, KeyError):
        raise typer.BadParameter(f"--every takes a time as 90s, 10m or 2h, not {text!r}") from None
    if not _SHORTEST_SECONDS <= seconds <= _LONGEST_SECONDS:
        raise typer.BadParameter(f"--every takes from 1s to 7d, not {text!r}")
    return timedelta(seconds=seconds)


def describe_tally(tally: Tally) -> str:
    """The summary of a run in a line or two."""
    from rashomon.rendering.words import counted

    parts = [f"{tally.new:,} new", counted(tally.versions, "version"), f"{tally.known:,} known"]
    if tally.deleted:
        parts.append(f"{tally.deleted:,} deleted earlier and left out (--take-deleted takes them)")
    parts.append(f"{tally.skipped:,} skipped")
    lines = [", ".join(parts)]
    if tally.grouped:
        lines[0] += f"; {tally.grouped:,} grouped, {counted(tally.copies, 'copy', 'copies')} among them"
    lines[0] += f" ({tally.seconds:.1f} s)"
    if tally.waiting:
        who = f": {tally.held_by}" if tally.held_by else ""
        lines.append(f"{counted(tally.waiting, 'article')} yet to be grouped{who}")
    return "\n".join(lines)


def _say(line: str, tell: Callable[[Tally | None], None]) -> None:
    """One line of a watch on standard output, with the time; its words are made safe and bounded."""
    from rashomon.rendering.visible import one_line, shorten

    tell(None)
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%SZ")
    for part in line.split("\n"):
        typer.echo(f"{now} {shorten(one_line(part), 400)}")
    sys.stdout.flush()


def _say_skipped(tally: Tally) -> None:
    from rashomon.rendering.visible import one_line, shorten

    for item in tally.named[:_NAMED]:
        typer.echo(f"skipped {shorten(one_line(item.input), 200)}: {shorten(one_line(item.reason), 300)}", err=True)
    if tally.skipped > _NAMED:
        typer.echo(f"skipped {tally.skipped - _NAMED:,} more", err=True)


@contextmanager
def _live_line() -> Iterator[Callable[[Tally | None], None]]:
    """A line on standard error that follows the counts, where that is a terminal; None wipes it."""
    import shutil
    import time

    if not sys.stderr.isatty():
        yield lambda tally: None
        return
    shown = 0.0

    def wipe() -> None:
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()

    def show(tally: Tally | None) -> None:
        nonlocal shown
        if tally is None:
            wipe()
        elif time.monotonic() - shown >= _TELL_EVERY:
            shown = time.monotonic()
            line = _describe_progress(tally)[: shutil.get_terminal_size((100, 24)).columns - 1]
            sys.stderr.write(f"\r{line}\x1b[K")
            sys.stderr.flush()

    try:
        yield show
    finally:
        wipe()


def _describe_progress(tally: Tally) -> str:
    counts = f"{tally.new:,} new, {tally.versions:,} versions, {tally.known:,} known, {tally.skipped:,} skipped"
    pace = tally.articles / tally.seconds if tally.seconds > 0 else 0.0
    if tally.stage == "Receiving":
        return f"Receiving: {counts} ({pace:,.0f} a second)"
    if tally.stage == "Grouping":
        return f"Grouping: {tally.grouped:,} of {tally.to_group:,}, {tally.copies:,} copies ({counts})"
    return f"Indexing for search: {tally.vectors:,} ({counts})"


def _dates(published: list[str] | None) -> dict[str, str]:
    dates = {}
    for item in published or []:
        file, equals, date = item.rpartition("=")
        if not equals or not file or not date:
            raise typer.BadParameter(f"--published takes FILE=DATE, not {item!r}")
        dates[file] = date
    return dates

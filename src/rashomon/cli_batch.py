"""The command that takes an archive of any size to dossiers: batch."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from rashomon.cli_options import Config
from rashomon.errors import RashomonError

if TYPE_CHECKING:
    from rashomon.batch import BatchResult
    from rashomon.batch.running import StageTally

_TELL_EVERY = 0.2
_INSTALL = 'rashomon batch needs the extra "cluster": pip install "rashomon[cluster]"'


class EngineName(StrEnum):
    """What does the work: processes of this machine, or a Ray cluster."""

    local = "local"
    ray = "ray"


def register(app: typer.Typer) -> None:
    """Adds the command to `app`."""
    app.command()(batch)


def batch(
    inputs: Annotated[
        list[str] | None,
        typer.Argument(metavar="INPUT", help="Files of any kind, folders of them, URLs (s3://bucket/folder, ...)."),
    ] = None,
    out: Annotated[str, typer.Option("--out", metavar="DIR", help="Where the tables go: a folder or a URL.")] = "",
    lists: Annotated[
        list[str] | None,
        typer.Option("--list", metavar="FILE", help="A text file of paths or URLs, one a line, as crawls come with."),
    ] = None,
    base: Annotated[
        str | None, typer.Option("--base", metavar="URL", help="What relative lines of a list stand below.")
    ] = None,
    engine: Annotated[EngineName, typer.Option("--engine", help="What does the work.")] = EngineName.local,
    address: Annotated[
        str | None, typer.Option("--address", metavar="HOST:PORT", help="The Ray cluster (auto: the one of this node).")
    ] = None,
    workers: Annotated[
        int, typer.Option("--workers", metavar="N", help="Processes or actors; 0: none besides this one.")
    ] = 2,
    partitions: Annotated[
        int, typer.Option("--partitions", metavar="N", help="Into how many parts the articles are cut.")
    ] = 16,
    deep_articles: Annotated[
        int | None,
        typer.Option(
            "--deep-articles", metavar="N", help="Read at most N articles deeply, of the largest events; 0: none."
        ),
    ] = None,
    article_seconds: Annotated[
        int,
        typer.Option("--article-seconds", metavar="N", help="Give up an article, or a dossier, that takes longer."),
    ] = 3_600,
    min_reports: Annotated[
        int, typer.Option("--min-reports", metavar="N", help="Dossiers of events with so many reports of their own.")
    ] = 2,
    event_days: Annotated[
        int, typer.Option("--event-days", metavar="DAYS", help="From one time window to the next.")
    ] = 14,
    overlap_days: Annotated[
        int, typer.Option("--overlap-days", metavar="DAYS", help="How far a time window reaches into the next.")
    ] = 4,
    window_days: Annotated[
        float | None,
        typer.Option("--window-days", metavar="DAYS", min=0.1, max=3650, help="As in group (default 14)."),
    ] = None,
    no_fetch: Annotated[bool, typer.Option("--no-fetch", help="Fetch nothing from the network.")] = False,
    config: Config = None,
) -> None:
    """Take an archive of any size to events and dossiers: Parquet tables, by many workers.

    A run that was cut off goes on where it was; a changed setting does again only what hangs on it. What can't be used
    is in the table dead_letters with its reason.
    """
    if not out:
        raise typer.BadParameter("--out DIR says where the tables go")
    if address is not None and engine is not EngineName.ray:
        raise typer.BadParameter("--address is a Ray cluster's: it goes with --engine ray")
    try:
        from rashomon.batch import BatchOptions, run_batch
    except ImportError as error:
        raise RashomonError(f"{_INSTALL} ({error.name} is missing)") from error
    from rashomon.ingest import Stop
    from rashomon.settings import load_settings

    settings = load_settings(config, window_days=window_days, fetch=False if no_fetch else None)
    options = BatchOptions(
        event_days=event_days,
        overlap_days=overlap_days,
        min_reports=min_reports,
        deep_articles=deep_articles,
        article_seconds=article_seconds,
        partitions=partitions,
        workers=workers,
        engine=engine.value,
        address=address,
    )
    stop = Stop()
    with stop.on_signals(), _live_line() as tell:
        result = run_batch(
            inputs or [],
            out,
            settings=settings,
            options=options,
            lists=lists or (),
            base=base,
            tell=tell,
            stop=lambda: stop.asked,
        )
    if result.stopped:
        typer.echo("stopped; the same command goes on from here", err=True)
        raise typer.Exit(130)
    typer.echo(describe_result(result))


def describe_result(result: BatchResult) -> str:
    """The tables with their rows, a line each."""
    width = max(map(len, result.rows), default=0)
    return "\n".join(f"{name:{width}}  {count:>12,} rows" for name, count in result.rows.items())


def describe_tally(tally: StageTally) -> str:
    """A stage in one line: how far it is, its pace and the time left."""
    finished = tally.kept + tally.done
    parts = [f"{tally.about}: {finished:,} of {tally.tasks:,}"]
    if tally.kept:
        parts.append(f"{tally.kept:,} done before")
    parts.append(f"{tally.rows:,} rows, {tally.size / 1_000_000:,.1f} MB")
    if tally.done:
        parts.append(f"{tally.seconds:,.1f} s")
    left = tally.seconds_left
    if left and finished < tally.tasks:
        parts.append(f"{tally.rate:,.2f} tasks a second, {left:,.0f} s left")
    if tally.deaths:
        parts.append(f"{tally.deaths:,} workers died and were replaced")
    return ", ".join(parts)


@contextmanager
def _live_line() -> Iterator[Callable[[StageTally], None]]:
    """Follows each stage on standard error: a line that changes on a terminal, else one line when a stage is done."""
    import shutil

    on_screen = sys.stderr.isatty()
    shown = 0.0

    def show(tally: StageTally) -> None:
        nonlocal shown
        is_done = tally.kept + tally.done == tally.tasks
        if on_screen and (is_done or time.monotonic() - shown >= _TELL_EVERY):
            shown = time.monotonic()
            line = describe_tally(tally)[: shutil.get_terminal_size((100, 24)).columns - 1]
            sys.stderr.write(f"\r{line}\x1b[K" + ("\n" if is_done else ""))
            sys.stderr.flush()
        elif is_done:
            typer.echo(describe_tally(tally), err=True)

    try:
        yield show
    finally:
        if on_screen:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

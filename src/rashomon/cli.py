"""The command line: one thin function per command."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rashomon.cli_archive import register as register_archive
from rashomon.cli_batch import register as register_batch
from rashomon.cli_check import register as register_check
from rashomon.cli_export import check_output, known_format, write_dossier
from rashomon.cli_export import register as register_export
from rashomon.cli_ingest import register as register_ingest
from rashomon.cli_options import ArchiveOption, Config, NoPlugins, Output
from rashomon.cli_output import screen, write
from rashomon.cli_plugins import register as register_plugins
from rashomon.cli_serve import register as register_serve
from rashomon.errors import RashomonError
from rashomon.exporting import FORMATS
from rashomon.version import __version__

if TYPE_CHECKING:
    from rashomon.pipeline import Progress
    from rashomon.records import Dossier, Skipped
    from rashomon.settings import Settings

UNREAD_NAMED = 20
"""How many of the lines that could not be read are named; the others are counted."""

app = typer.Typer(
    name="rashomon",
    help="Lays several reports of one event side by side: what they share, where they contradict each other, "
    "what only one says, and who said what. Finds the reports of one event in a stream. "
    "Works offline; fetches only what it is given an address of.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


class ReadingFormat(StrEnum):
    """How readings are written: a JSON array, or one JSON object a line."""

    json = "json"
    jsonl = "jsonl"


class GroupingFormat(StrEnum):
    """How grouped articles are written: the events in brief, or one JSON object an article."""

    terminal = "terminal"
    jsonl = "jsonl"


class ExplanationFormat(StrEnum):
    """How an explanation is written."""

    terminal = "terminal"
    json = "json"


class TableFormat(StrEnum):
    """How a measure is written."""

    table = "table"
    json = "json"


class MeasureName(StrEnum):
    """What can be measured."""

    links = "links"
    claims = "claims"
    names = "names"
    times = "times"
    quantities = "quantities"
    quotes = "quotes"
    events = "events"
    pairs = "pairs"
    safety = "safety"
    check = "check"
    claimdiff = "claimdiff"
    speed = "speed"
    copies = "copies"
    ingest = "ingest"
    extract = "extract"
    fivew = "fivew"
    batch = "batch"


Inputs = Annotated[
    list[str],
    typer.Argument(
        metavar="INPUT...",
        help="Texts, pages, documents, JSON lines, CSV, Parquet, feeds, OPML lists, WARC, folders, addresses; "
        "- for standard input.",
    ),
]
Published = Annotated[
    list[str] | None,
    typer.Option("--published", metavar="FILE=DATE", help="When a report appeared (2024-06-19). May be repeated."),
]
Columns = Annotated[
    str | None,
    typer.Option("--columns", metavar="FIELD=COLUMN,...", help="Which column is what: title=headline,text=body."),
]
NoFetch = Annotated[bool, typer.Option("--no-fetch", help="Fetch nothing from the network.")]
AllowPrivate = Annotated[bool, typer.Option("--allow-private", help="Fetch from private and loopback addresses too.")]
WindowDays = Annotated[
    float | None,
    typer.Option(
        "--window-days", metavar="DAYS", min=0.1, max=3650,
        help="Days after its last article that an event stays open (default 14).",
    ),
]  # fmt: skip


@app.command()
def compare(
    inputs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="INPUT",
            help="Text or HTML files, folders of them, or JSON-lines files of articles; with --event none is needed.",
        ),
    ] = None,
    output_format: Annotated[str, known_format("terminal", *FORMATS)] = "terminal",
    output: Output = None,
    published: Published = None,
    reproducible: Annotated[
        bool, typer.Option("--reproducible", help="Leave out when and how long it ran: same inputs, same bytes.")
    ] = False,
    min_score: Annotated[
        float | None, typer.Option("--min-score", min=0, max=1, help="Leave out links less probable than this.")
    ] = None,
    one_event: Annotated[
        bool, typer.Option("--one-event", help="Compare also a report that seems to be of another event.")
    ] = False,
    event: Annotated[
        str | None,
        typer.Option(
            "--event",
            metavar="ID",
            help="Compare the articles of this event of the archive; with INPUT, of this one that `group` makes of it.",
        ),
    ] = None,
    window_days: WindowDays = None,
    columns: Columns = None,
    no_fetch: NoFetch = False,
    allow_private: AllowPrivate = False,
    no_plugins: NoPlugins = False,
    archive: ArchiveOption = None,
    config: Config = None,
) -> None:
    """Compare two or more reports of one event."""
    from rashomon.pipeline import compare, compare_event
    from rashomon.reading_process import reading_beside
    from rashomon.settings import load_settings

    if not inputs and event is None:
        raise typer.BadParameter("give INPUT..., or an event of the archive with --event")
    if archive is not None and (inputs or event is None):
        raise typer.BadParameter("--archive goes with --event and without INPUT")
    if window_days is not None and (event is None or not inputs):
        raise typer.BadParameter("--window-days is for grouping: it goes with --event and INPUT")
    if event is not None and published:
        raise typer.BadParameter("--published does not go with --event: each line of INPUT has its own date")
    if event is not None and columns:
        raise typer.BadParameter("--columns does not go with --event: INPUT is JSON lines with the usual fields")
    if output_format in FORMATS:
        check_output(output_format, output)
    settings = load_settings(
        config,
        reproducible=reproducible or None,
        min_score=min_score,
        one_event=one_event or None,
        window_days=window_days,
        fetch=False if no_fetch else None,
        allow_private=allow_private or None,
        plugins=False if no_plugins else None,
        archive=archive,
    )
    unread: Sequence[Skipped] = ()
    with _progress() as progress:
        if event is None:
            with reading_beside() as beside:
                dossier = compare(
                    inputs or [],
                    published=_dates(published),
                    columns=_columns(columns),
                    settings=settings,
                    progress=progress,
                    reader=beside.read,
                )
        elif inputs:
            dossier, unread = compare_event(inputs, event, settings=settings, progress=progress)
        else:
            dossier = _compare_kept(event, settings, progress)
    _tell_unread(unread)
    for other in dossier.other_events:
        source = next(article.source for article in dossier.articles if article.id == other.article)
        typer.echo(f"not compared: {' '.join(source.split())}: {other.reason}", err=True)
    if output_format in FORMATS:
        write_dossier(dossier, output_format, output)
    else:
        from rashomon.rendering import render_terminal

        width, color = screen(to_file=output is not None)
        write(render_terminal(dossier, width=width, color=color), output)


@app.command()
def read(
    inputs: Inputs,
    output_format: Annotated[ReadingFormat, typer.Option("--format", help="How to write it.")] = ReadingFormat.jsonl,
    output: Output = None,
    published: Published = None,
    columns: Columns = None,
    no_fetch: NoFetch = False,
    allow_private: AllowPrivate = False,
    no_plugins: NoPlugins = False,
    config: Config = None,
) -> None:
    """Read each report alone: sentences, names, times, quantities, quotes and claims with their offsets."""
    from rashomon.pipeline import read
    from rashomon.rendering import render_reading_json
    from rashomon.settings import load_settings

    settings = load_settings(
        config,
        fetch=False if no_fetch else None,
        allow_private=allow_private or None,
        plugins=False if no_plugins else None,
    )
    with _progress() as progress:
        readings, skipped = read(
            inputs,
            published=_dates(published),
            columns=_columns(columns),
            settings=settings,
            progress=progress,
        )
    _tell_unread(skipped)
    lines = [render_reading_json(reading).rstrip("\n") for reading in readings]
    if output_format is ReadingFormat.json:
        write("[" + ",\n".join(lines) + "]\n", output)
    else:
        write("".join(f"{line}\n" for line in lines), output)
    if not readings:
        raise RashomonError("no report could be read")


@app.command()
def group(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT...", help="JSON-lines files of articles, plain or gzip (.gz); - for standard input."
        ),
    ],
    output_format: Annotated[GroupingFormat, typer.Option("--format", help="How to write it.")] = (
        GroupingFormat.terminal
    ),
    output: Output = None,
    window_days: WindowDays = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 where any line could not be read.")] = False,
    config: Config = None,
) -> None:
    """Put the articles of a stream together by event, and copies to the text that they print."""
    from rashomon.pipeline import group
    from rashomon.rendering import render_grouping, render_grouping_jsonl
    from rashomon.rendering.words import counted
    from rashomon.settings import load_settings

    settings = load_settings(config, window_days=window_days)
    with _progress() as progress:
        groups, unread = group(inputs, settings=settings, progress=progress)
    _tell_unread(unread)
    if unread and not groups:
        raise RashomonError("no article could be read")
    if output_format is GroupingFormat.jsonl:
        write(render_grouping_jsonl(groups), output)
    else:
        width, color = screen(to_file=output is not None)
        write(render_grouping(groups, width=width, color=color), output)
    if unread:
        typer.echo(f"{len(unread):,} skipped, {counted(len(groups), 'article')} grouped", err=True)
        if strict:
            raise typer.Exit(1)


@app.command()
def explain(
    dossier: Annotated[
        str,
        typer.Argument(metavar="DOSSIER.json", help="What `compare --format json` wrote; - for standard input."),
    ],
    link: Annotated[
        str,
        typer.Argument(
            metavar="LINK",
            help="The id of a link (k...), or of a point (p...) for all its links. The beginning of an id is enough "
            "where no other begins so.",
        ),
    ],
    output_format: Annotated[
        ExplanationFormat, typer.Option("--format", help="How to write it.")
    ] = ExplanationFormat.terminal,
) -> None:
    """Say why two statements were linked: both stretches, the reason, and all the evidence for and against."""
    from rashomon.rendering import load_dossier, render_explanation, render_explanation_json

    loaded = load_dossier(dossier)
    if output_format is ExplanationFormat.json:
        write(render_explanation_json(loaded, link), None)
    else:
        width, color = screen(to_file=False)
        write(render_explanation(loaded, link, width=width, color=color), None)


@app.command()
def bench(
    name: Annotated[MeasureName, typer.Argument(metavar="MEASURE", help=", ".join(MeasureName))],
    data: Annotated[Path, typer.Option("--data", metavar="PATH", help="Where the data set lies.")],
    output_format: Annotated[TableFormat, typer.Option("--format", help="How to write it.")] = TableFormat.table,
    stream: Annotated[
        int | None,
        typer.Option(
            "--stream", min=1, metavar="N", help="batch, events, ingest: pace and memory over N made-up articles."
        ),
    ] = None,
) -> None:
    """Measure one part on a public data set that you have."""
    from rashomon.bench.measures import run_measure
    from rashomon.bench.tables import render_measure_json, render_measure_table

    measure = run_measure(name.value, data, stream=stream)
    render = render_measure_json if output_format is TableFormat.json else render_measure_table
    write(render(measure), None)


register_archive(app)


register_export(app)


register_check(app)


register_batch(app)


register_ingest(app)


register_plugins(app)


register_serve(app)


@app.callback(invoke_without_command=True)
def about(
    version: Annotated[bool, typer.Option("--version", help="Say which version this is.")] = False,
) -> None:
    """Options that belong to no command."""
    if version:
        typer.echo(f"rashomon {__version__}")
        raise typer.Exit


def main() -> None:
    """Runs the command line. A RashomonError becomes one line on standard error and exit status 1."""
    try:
        app()
    except RashomonError as error:
        typer.echo(f"Error: {error}", err=True)
        sys.exit(1)
    except BrokenPipeError:  # the reader has gone, as in `rashomon compare ... | head`
        sys.stderr.close()
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


def _compare_kept(event: str, settings: Settings, progress: Progress) -> Dossier:
    from rashomon.desk import compare_kept
    from rashomon.store import open_archive

    with open_archive(settings.archive) as opened:
        compared = compare_kept(opened, event, settings=settings, progress=progress)
    if compared.unkept:
        typer.echo(f"not kept in the archive: {compared.unkept}", err=True)
    return compared.dossier


def _dates(published: list[str] | None) -> dict[str, str]:
    dates = {}
    for item in published or []:
        file, equals, date = item.rpartition("=")
        if not equals or not file or not date:
            raise typer.BadParameter(f"--published takes FILE=DATE, not {item!r}")
        dates[file] = date
    return dates


def _columns(columns: str | None) -> dict[str, str]:
    from rashomon.sources import parse_columns

    return parse_columns(columns) if columns else {}


def _tell_unread(unread: Sequence[Skipped]) -> None:
    """Names the first lines that could not be read on standard error; their words are made safe and bounded."""
    from rashomon.rendering.visible import one_line, shorten

    for item in unread[:UNREAD_NAMED]:
        typer.echo(f"skipped {shorten(one_line(item.input), 200)}: {shorten(one_line(item.reason), 300)}", err=True)
    if len(unread) > UNREAD_NAMED:
        typer.echo(f"skipped {len(unread) - UNREAD_NAMED:,} more", err=True)


@contextmanager
def _progress() -> Iterator[Progress]:
    """A bar on standard error for work that takes over a second; nothing where that is no terminal."""
    if not sys.stderr.isatty():
        yield lambda stage, done, total: None
        return
    import time

    from rich.console import Console
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

    started = time.monotonic()
    with Bars(console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total, visible=False)
            late = time.monotonic() - started > 1
            bars.update(tasks[stage], completed=done, total=total, visible=late)

        yield show

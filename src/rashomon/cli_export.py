"""The command that writes for other programs: an archive's articles, an event's dossier, feeds."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from rashomon.cli_options import ArchiveOption, Config, open_named
from rashomon.cli_output import standard_output, whole_file, write_bytes
from rashomon.errors import InputError, RashomonError
from rashomon.exporting import FEEDS, FORMATS

if TYPE_CHECKING:
    from rashomon.records import Dossier

ARTICLE_FORMATS: Final = ("jsonl", "csv", "parquet", "sqlite")
"""The formats of articles, as the archive has them."""
_ZIP = ".zip"


def register(app: typer.Typer) -> None:
    """Adds the command to the command line."""
    app.command()(export)


def known_format(*known: str) -> typer.models.OptionInfo:
    """The option --format that takes one of `known`."""

    def check(given: str) -> str:
        if given not in known:
            raise typer.BadParameter(f"{given!r} is none; there are {', '.join(known)}")
        return given

    listed: typer.models.OptionInfo = typer.Option(
        "--format", metavar="FORMAT", callback=check, help=f"How to write it: {', '.join(known)}."
    )
    return listed


def export(
    event: Annotated[
        str | None,
        typer.Argument(
            metavar="EVENT",
            help="An event's id. Its articles in jsonl, csv, parquet and sqlite (without "
            "EVENT, all articles), else its dossier, which is made where it is not kept.",
        ),
    ] = None,
    output_format: Annotated[str, known_format(*ARTICLE_FORMATS, *FORMATS, *FEEDS)] = "jsonl",
    dossier: Annotated[
        str | None,
        typer.Option(
            "--dossier",
            metavar="FILE",
            help="In place of EVENT: what `compare --format json` wrote; - for standard input.",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write there, not to the screen. Tables: a folder with a "
            "file each, or one file where it ends in .zip.",
        ),
    ] = None,
    site: Annotated[
        str | None,
        typer.Option(
            "--site",
            metavar="ADDRESS",
            help="Where the links of a feed lead: your reading room (http://127.0.0.1:8000).",
        ),
    ] = None,
    archive: ArchiveOption = None,
    config: Config = None,
) -> None:
    """Write articles, an event's dossier or a feed for other programs (docs/exports.md).

    In csv and csv-tables an apostrophe stands before a text that a spreadsheet would take for a formula, and before one
    that begins with an apostrophe.
    """  # fmt: skip
    if site is not None and output_format not in FEEDS:
        raise typer.BadParameter(f"--site goes with --format {' or '.join(FEEDS)}")
    if dossier is not None and (event is not None or archive is not None or output_format not in FORMATS):
        raise typer.BadParameter("--dossier goes without EVENT and --archive, and with a format of a dossier")
    if output_format in FEEDS:
        if event is not None:
            raise typer.BadParameter(f"--format {output_format} is of the whole archive: leave EVENT out")
        _export_feed(output_format, site, output, archive, config)
    elif output_format in ARTICLE_FORMATS:
        _export_articles(event, output_format, output, archive, config)
    elif dossier is not None:
        from rashomon.rendering import load_dossier

        check_output(output_format, output)
        write_dossier(load_dossier(dossier), output_format, output)
    elif event is not None:
        check_output(output_format, output)
        write_dossier(_load_compared(event, archive, config), output_format, output)
    else:
        raise typer.BadParameter(f"--format {output_format} is of one event: give EVENT, or --dossier FILE")


def check_output(name: str, output: Path | None) -> None:
    """Raises: BadParameter where the format `name` is none for a screen, and no file is named."""
    if FORMATS[name].binary and output is None and sys.stdout.isatty():
        raise typer.BadParameter(f"--format {name} is not for a screen: name a file with --output")


def write_dossier(dossier: Dossier, name: str, output: Path | None) -> None:
    """Writes the dossier in the format `name` to `output`: a file that is there only when it is whole.

    Where the format is of several files, `output` is the folder for them, unless it ends in ".zip".
    """
    made = FORMATS[name]
    if output is None and not made.binary:
        with standard_output() as screen:
            screen.write(made.render(dossier))
    elif output is None:
        write_bytes(made.render(dossier))
    elif made.files is not None and output.suffix.lower() != _ZIP:
        _make_folder(output)
        for file, data in made.files(dossier):
            _write_whole(data, output / file)
    else:
        _write_whole(made.render(dossier), output)


def _write_whole(data: bytes, output: Path) -> None:
    with whole_file(output) as path:
        path.write_bytes(data)


def _make_folder(output: Path) -> None:
    try:
        output.mkdir(exist_ok=True)
    except OSError as error:
        raise RashomonError(
            f"{output}: no folder can be made there ({error.strerror or error}); name another with --output, or a .zip"
        ) from error


def _load_compared(event: str, archive: str | None, config: Path | None) -> Dossier:
    from rashomon.desk import compare_kept
    from rashomon.settings import load_settings
    from rashomon.store import open_archive

    settings = load_settings(config, archive=archive)
    with open_archive(settings.archive) as opened:
        compared = compare_kept(opened, event, settings=settings, progress=lambda stage, done, total: None)
    if compared.unkept:
        typer.echo(f"not kept in the archive: {compared.unkept}", err=True)
    return compared.dossier


def _export_feed(name: str, site: str | None, output: Path | None, archive: str | None, config: Path | None) -> None:
    from rashomon.desk import list_events, newest_conflicts
    from rashomon.exporting.identifiers import web_iri
    from rashomon.exporting.rss import FEED_LENGTH, SITE, render_conflict_feed, render_event_feed
    from rashomon.store import EventQuery

    if site is not None and web_iri(site) is None:
        raise InputError(f"{site!r} is no web address; give --site http://HOST or https://HOST")
    with open_named(archive, config) as opened:
        if name == "rss":
            events, _ = list_events(opened, EventQuery(limit=FEED_LENGTH))
            feed = render_event_feed(events, site=site or SITE)
        else:
            feed = render_conflict_feed(newest_conflicts(opened, limit=FEED_LENGTH), site=site or SITE)
    if output is None:
        with standard_output() as screen:
            screen.write(feed)
    else:
        _write_whole(feed, output)


def _export_articles(
    event: str | None, name: str, output: Path | None, archive: str | None, config: Path | None
) -> None:
    from rashomon.desk import export_articles
    from rashomon.rendering.tables import FILE_WRITERS, STREAM_WRITERS, row_of

    if name in FILE_WRITERS and output is None:
        raise typer.BadParameter(f"--format {name} is a file of its own: name it with --output")
    with open_named(archive, config) as opened:
        if output is not None and _is_archive(output, opened.address):
            raise RashomonError(f"{output} is the archive itself; name another file with --output")
        rows = map(row_of, export_articles(opened, event))
        if output is None:
            with standard_output() as file:
                count = STREAM_WRITERS[name](rows, file)
        else:
            with whole_file(output) as path:
                if name in FILE_WRITERS:
                    count = FILE_WRITERS[name](rows, path)
                else:
                    with path.open("wb") as file:
                        count = STREAM_WRITERS[name](rows, file)
    if not count:
        typer.echo(f"no article: {opened.address} is empty", err=True)


def _is_archive(output: Path, address: str) -> bool:
    archive = Path(address.removeprefix("sqlite:///"))
    return output.exists() and archive.exists() and output.samefile(archive)

"""The commands below `rashomon archive`: deletion on record, bytes as received, checks and upkeep."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from rashomon.cli_options import ArchiveOption, ArticleArgument, Config, ListFormat, OneFormat, Output, open_named
from rashomon.cli_output import write, write_bytes
from rashomon.errors import RashomonError

if TYPE_CHECKING:
    from rashomon.store import Deletion, Stats

MEGABYTE = 1_000_000

archive_app = typer.Typer(
    help="Deletion on record, bytes as received, checks and upkeep of an archive.", no_args_is_help=True
)


@archive_app.command()
def delete(
    article: ArticleArgument,
    why: Annotated[str, typer.Option("--why", metavar="REASON", help="Kept on record.")],
    who: Annotated[str, typer.Option("--who", metavar="NAME", help="Who decided it; kept on record.")],
    archive: ArchiveOption = None,
    config: Config = None,
) -> None:
    """Remove an article, its bytes, and all that was derived from it; that it was removed stays on record."""
    from rashomon.desk import delete_article

    with open_named(archive, config) as opened:
        deletion = delete_article(opened, article, who=who, why=why)
    write(f"deleted article {deletion.article}, and all that derived from it; kept on record: who, when and why\n")


@archive_app.command()
def deletions(
    output_format: Annotated[ListFormat, typer.Option("--format", help="How to write it.")] = ListFormat.terminal,
    archive: ArchiveOption = None,
    config: Config = None,
) -> None:
    """List what was deleted, by whom, when and why, the first deletion first."""
    with open_named(archive, config) as opened:
        deleted = opened.deletions()
    if output_format is ListFormat.jsonl:
        write("".join(_deletion_json(one) for one in deleted))
    else:
        write("".join(map(_tell_deletion, deleted)) or "Nothing was deleted.\n")


@archive_app.command()
def check(archive: ArchiveOption = None, config: Config = None) -> None:
    """Check that the archive is whole: the file, the bytes against their SHA-256, what points at what."""
    from rashomon.rendering.visible import one_line

    with open_named(archive, config) as opened:
        problems = opened.check()
        address = opened.address
    for problem in problems:
        write(f"{problem.kind}: {one_line(problem.what)}\n")
    if problems:
        raise RashomonError(f"{address} is damaged: {len(problems):,} found; restore it from a copy")
    write(f"{address} is whole\n")


@archive_app.command()
def vacuum(archive: ArchiveOption = None, config: Config = None) -> None:
    """Give back the room that deleted articles took."""

    with open_named(archive, config) as opened:
        before, after = opened.vacuum()
    write(f"{_megabytes(before)} before, {_megabytes(after)} now\n")


@archive_app.command()
def stats(
    output_format: Annotated[OneFormat, typer.Option("--format", help="How to write it.")] = OneFormat.terminal,
    archive: ArchiveOption = None,
    config: Config = None,
) -> None:
    """Say how much is in the archive."""

    with open_named(archive, config) as opened:
        stats = opened.stats()
        address = opened.address
    if output_format is OneFormat.json:
        write(_stats_json(stats))
    else:
        write(_tell_stats(stats, address))


@archive_app.command(name="show-bytes")
def show_bytes(
    article: ArticleArgument,
    output: Output = None,
    archive: ArchiveOption = None,
    config: Config = None,
) -> None:
    """Get out the bytes as they were received; standard error says when, from where, and their SHA-256."""
    if output is None and sys.stdout.isatty():
        raise typer.BadParameter("bytes as received may steer the screen: name a file with --output, or pipe them on")
    from rashomon.desk import bytes_of
    from rashomon.rendering import render_receipt

    with open_named(archive, config) as opened:
        found, received = bytes_of(opened, article)
    write_bytes(received.content, output)
    typer.echo(render_receipt(found, received), err=True, nl=False)


def _tell_stats(stats: Stats, address: str) -> str:
    from rashomon.rendering.dates import show_day
    from rashomon.rendering.words import counted

    days = f"{show_day(stats.first)} to {show_day(stats.last)}" if stats.first and stats.last else "no date"
    copies, readings = counted(stats.copies, "copy", "copies"), counted(stats.readings, "reading")
    rows = (
        ("articles", f"{stats.articles:,} from {counted(stats.sources, 'outlet')}, {days}"),
        ("", f"{copies}, {counted(stats.versions, 'later version')}, {stats.waiting:,} not grouped yet"),
        ("events", f"{stats.events:,}"),
        ("kept", f"{readings}, {counted(stats.vectors, 'vector')}, {counted(stats.dossiers, 'dossier')}"),
        ("people", f"{counted(stats.corrections, 'correction')}, {counted(stats.deletions, 'deletion')}"),
        ("text", f"{stats.text_characters:,} characters"),
        ("received", f"{_megabytes(stats.received_bytes)}, kept as {_megabytes(stats.kept_bytes)}"),
        ("on disk", f"{_megabytes(stats.file_bytes)}, schema {stats.schema}"),
    )
    return f"{address}\n" + "".join(f"  {name:<9} {told}\n" for name, told in rows)


def _tell_deletion(deletion: Deletion) -> str:
    from rashomon.rendering.dates import show_minute
    from rashomon.rendering.visible import one_line

    address = f" {one_line(deletion.url)}" if deletion.url else ""
    return (
        f"{show_minute(deletion.at)}  article {one_line(deletion.article)}{address}\n"
        f"  by {one_line(deletion.who)}: {one_line(deletion.why)}\n"
        f"  SHA-256 of its bytes: {deletion.sha256}\n"
    )


def _deletion_json(deletion: Deletion) -> str:
    import json
    from dataclasses import asdict

    from rashomon.rendering.tables import instant

    return json.dumps(asdict(deletion) | {"at": instant(deletion.at)}) + "\n"


def _stats_json(stats: Stats) -> str:
    import json
    from dataclasses import asdict

    from rashomon.rendering.tables import instant

    told = asdict(stats) | {"first": instant(stats.first), "last": instant(stats.last)}
    return json.dumps(told) + "\n"


def _megabytes(number: int) -> str:
    return f"{number / MEGABYTE:,.1f} MB"

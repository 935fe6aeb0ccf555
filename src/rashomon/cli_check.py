"""The command that lays a draft, or a single claim, beside reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from rashomon.cli_options import ArchiveOption, Config, NoPlugins, OneFormat, Output
from rashomon.cli_output import screen, write
from rashomon.errors import InputError

if TYPE_CHECKING:
    from rashomon.records import Article, Check
    from rashomon.settings import Settings


def register(app: typer.Typer) -> None:
    """Adds the command to the command line."""
    app.command()(check)


def check(
    draft: Annotated[
        str | None, typer.Argument(metavar="DRAFT", help="Your own text: a file of any kind that is read; - for input.")
    ] = None,
    against: Annotated[
        list[str] | None,
        typer.Option("--against", metavar="REPORT", help="A report: a file, a folder, an address. May be repeated."),
    ] = None,
    claim: Annotated[
        str | None, typer.Option("--claim", metavar="WORDS", help="Check this one claim, in place of DRAFT.")
    ] = None,
    event: Annotated[
        str | None,
        typer.Option("--event", metavar="ID", help="Against the reports of this event of the archive."),
    ] = None,
    date: Annotated[
        str | None,
        typer.Option("--date", metavar="DATE", help="When the draft appears (2024-06-19): its weekdays count from it."),
    ] = None,
    output_format: Annotated[OneFormat, typer.Option("--format", help="How to write it.")] = OneFormat.terminal,
    output: Output = None,
    one_event: Annotated[
        bool, typer.Option("--one-event", help="Compare also a report that seems to be of another event.")
    ] = False,
    reproducible: Annotated[
        bool, typer.Option("--reproducible", help="Leave out when and how long it ran: same inputs, same bytes.")
    ] = False,
    no_plugins: NoPlugins = False,
    archive: ArchiveOption = None,
    config: Config = None,
) -> None:
    """Lay your own text beside reports: each claim as confirmed, contradicted, stated otherwise, or not found.

    Nothing is called true or false.
    """
    from rashomon.rendering import render_check, render_check_json
    from rashomon.settings import load_settings

    if (draft is None) == (claim is None):
        raise typer.BadParameter("give either DRAFT or --claim")
    if bool(against) == (event is not None):
        raise typer.BadParameter("give either --against REPORT, or --event ID")
    if archive is not None and event is None:
        raise typer.BadParameter("--archive goes with --event")
    settings = load_settings(config, reproducible=reproducible or None, one_event=one_event or None, archive=archive,
                             plugins=False if no_plugins else None)  # fmt: skip
    own = _own_text(draft, claim, date, settings)
    checked = _check_event(own, event, settings) if event is not None else _check_reports(own, against or [], settings)
    if output_format is OneFormat.json:
        write(render_check_json(checked), output)
    else:
        width, color = screen(to_file=output is not None)
        write(render_check(checked, width=width, color=color), output)


def _own_text(draft: str | None, claim: str | None, date: str | None, settings: Settings) -> Article:
    from dataclasses import replace

    from rashomon.checking import as_draft, draft_article
    from rashomon.pipeline import load
    from rashomon.sources import DATE_FORMS, parse_date

    published = parse_date(date) if date else None
    if date and published is None:
        raise InputError(f"the date {date!r} of the draft is no date; write {DATE_FORMS}")
    if claim is not None:
        return draft_article(claim, published=published[0] if published else None)
    loaded = load([str(draft)], settings=settings)
    if len(loaded.articles) != 1:
        reason = f" ({loaded.skipped[0].reason})" if loaded.skipped and not loaded.articles else ""
        raise InputError(f"{draft}: a draft is one text, and {len(loaded.articles)} could be read there{reason}")
    own = as_draft(loaded.articles[0])
    return replace(own, published=published[0], day_only=published[1]) if published else own


def _check_reports(own: Article, against: list[str], settings: Settings) -> Check:
    from rashomon.checking import check_draft
    from rashomon.pipeline import load

    loaded = load(against, settings=settings, most=settings.max_reports + 1)
    return check_draft(own, loaded.articles, skipped=loaded.skipped, settings=settings, sources=loaded.plugins)


def _check_event(own: Article, event: str, settings: Settings) -> Check:
    from rashomon.desk import check_kept
    from rashomon.store import open_archive

    with open_archive(settings.archive) as opened:
        return check_kept(opened, event, own, settings=settings, progress=lambda stage, done, total: None)

"""The commands that ask an archive: events, show, search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from rashomon.cli_corrections import corrections_app
from rashomon.cli_options import ArchiveOption, Config, EventArgument, ListFormat, OneFormat, open_named
from rashomon.cli_output import screen, write
from rashomon.cli_upkeep import archive_app

if TYPE_CHECKING:
    from datetime import datetime

    from rashomon.store import Stats


def register(app: typer.Typer) -> None:
    """Adds the commands to the command line."""
    for command in (events, show, search):
        app.command()(command)
    app.add_typer(archive_app, name="archive")
    app.add_typer(corrections_app, name="corrections")


def events(
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help="With an article of this day or later (2024-06-19).")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="With an article of this day or earlier.")
    ] = None,
    words: Annotated[
        str | None, typer.Option("--query", metavar="WORDS", help="With an article that has all these words.")
    ] = None,
    source: Annotated[
        list[str] | None, typer.Option("--source", metavar="NAME", help="With an article of this outlet; repeatable.")
    ] = None,
    min_sources: Annotated[
        int, typer.Option("--min-sources", min=1, help="At least so many independent sources; copies don't count.")
    ] = 1,
    limit: Annotated[int, typer.Option("--limit", min=1, max=100_000, help="At most so many, the newest.")] = 40,
    output_format: Annotated[ListFormat, typer.Option("--format", help="How to write it.")] = ListFormat.terminal,
    archive: ArchiveOption = None,
    config: Config = None,
) -> None:
    """List the events of the archive, the newest first."""
    from rashomon.desk import list_events
    from rashomon.rendering import render_events, render_events_jsonl
    from rashomon.store import EventQuery

    query = EventQuery(
        since=_first(since, "--since"),
        until=_end(until, "--until"),
        words=words or "",
        sources=tuple(source or ()),
        min_sources=min_sources,
        limit=limit,
    )
    with open_named(archive, config) as opened:
        found, more = list_events(opened, query)
        stats = None if found else opened.stats()
    if output_format is ListFormat.jsonl:
        write(render_events_jsonl(found))
    elif stats is None:
        width, color = screen()
        write(render_events(found, more=more, width=width, color=color))
    else:
        write(_no_events(stats, opened.address))


def show(
    event: EventArgument,
    output_format: Annotated[OneFormat, typer.Option("--format", help="How to write it.")] = OneFormat.terminal,
    archive: ArchiveOption = None,
    config: Config = None,
) -> None:
    """Show one event: its articles in order of time, with copies and versions, and how it came about."""
    from rashomon.desk import show_event
    from rashomon.rendering import render_account, render_account_json

    with open_named(archive, config) as opened:
        account = show_event(opened, event)
    if output_format is OneFormat.json:
        write(render_account_json(account))
    else:
        width, color = screen()
        write(render_account(account, width=width, color=color))


def search(
    words: Annotated[list[str], typer.Argument(metavar="WORDS", help="What to look for: treaty signing.")],
    who: Annotated[
        str | None, typer.Option("--who", metavar="NAME", help="In articles that name this person or body.")
    ] = None,
    where: Annotated[
        str | None, typer.Option("--where", metavar="PLACE", help="In articles that name this place.")
    ] = None,
    from_: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="Published on this day or later (2024-06-19).")
    ] = None,
    to: Annotated[str | None, typer.Option("--to", metavar="DATE", help="Published on this day or earlier.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, help="At most so many texts.")] = 10,
    output_format: Annotated[ListFormat, typer.Option("--format", help="How to write it.")] = ListFormat.terminal,
    archive: ArchiveOption = None,
    config: Config = None,
) -> None:
    """Search the articles by words and by meaning; each comes with the stretch that answers."""
    from rashomon.desk import search_articles
    from rashomon.rendering import render_hits, render_hits_jsonl
    from rashomon.store import SearchQuery

    query = " ".join(words)
    asked = SearchQuery(
        words=query, who=who, where=where, since=_first(from_, "--from"), until=_end(to, "--to"), limit=limit
    )
    with open_named(archive, config) as opened:
        hits = search_articles(opened, asked)
        copies = opened.articles(copy for hit in hits for copy in hit.copies)
        outlets = {one.article.id: one.article.source for one in copies}
    if output_format is ListFormat.jsonl:
        write(render_hits_jsonl(hits))
    elif hits:
        width, color = screen()
        write(render_hits(hits, query=query, outlets=outlets, width=width, color=color))
    else:
        narrowed = any((who, where, from_, to))
        write("Nothing found" + ("; try without --who, --where, --from or --to.\n" if narrowed else ".\n"))


def _first(text: str | None, option: str) -> datetime | None:
    """The instant that `text` names, of a day its beginning (UTC)."""
    return None if text is None else _date(text, option)[0]


def _end(text: str | None, option: str) -> datetime | None:
    """The instant before which something must lie to be within `text`: of a day its end (UTC)."""
    from datetime import timedelta

    if text is None:
        return None
    moment, day_only = _date(text, option)
    try:
        return moment + (timedelta(days=1) if day_only else timedelta(seconds=1))
    except OverflowError:  # the last day of the year 9999
        return None


def _date(text: str, option: str) -> tuple[datetime, bool]:
    from rashomon.sources import DATE_FORMS, parse_date

    date = parse_date(text)
    if date is None:
        raise typer.BadParameter(f"{text!r} is no date; write {DATE_FORMS}", param_hint=option)
    return date


def _no_events(stats: Stats, address: str) -> str:
    if stats.events:
        return f"No event like that among {stats.events:,}; fewer options find more.\n"
    if stats.waiting:
        return f"No event yet: {stats.waiting:,} articles wait to be grouped; `rashomon ingest` does it.\n"
    return f"No event yet: {address} is empty. `rashomon ingest INPUT...` puts articles into it.\n"

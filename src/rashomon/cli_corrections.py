"""The commands below `rashomon corrections`: what people set right in an archive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from rashomon.cli_options import ArchiveOption, Config, ListFormat, Output, open_named
from rashomon.cli_output import write

if TYPE_CHECKING:
    from pathlib import Path

    from rashomon.records import Correction
    from rashomon.store import Archive

corrections_app = typer.Typer(
    help="What people set right in an archive: links, names, events, points reviewed and noted.", no_args_is_help=True
)

Who = Annotated[str, typer.Option("--who", metavar="NAME", help="Who decided it; kept on record.")]
Why = Annotated[str, typer.Option("--why", metavar="REASON", help="Kept on record.")]


@corrections_app.command(name="list")
def list_(
    event: Annotated[
        str | None, typer.Argument(metavar="EVENT", help="Only those about this event; without it, all.")
    ] = None,
    undone: Annotated[bool, typer.Option("--undone", help="Those that were undone, too.")] = False,
    output_format: Annotated[ListFormat, typer.Option("--format", help="How to write it.")] = ListFormat.terminal,
    archive: ArchiveOption = None,
    config: Config = None,
) -> None:
    """List what people set right, the first correction first: what, who, when and why."""
    from rashomon.corrections import list_corrections

    with open_named(archive, config) as opened:
        found = list_corrections(opened, event, undone=undone)
    if output_format is ListFormat.jsonl:
        write("".join(map(_to_json, found)))
    else:
        write("".join(map(_tell, found)) or "Nothing was corrected.\n")


@corrections_app.command()
def add(
    kind: Annotated[
        str,
        typer.Argument(metavar="KIND", help="join, reject, split, relate, merge, part, move, review or note."),
    ],
    who: Who,
    why: Why,
    at: Annotated[
        list[str] | None,
        typer.Option(
            "--at",
            metavar="ARTICLE:START-END",
            help="A stretch that it is about: an article's id and code points of its text. Repeat it for each stretch; "
            "split parts the first from the others.",
        ),
    ] = None,
    link: Annotated[
        str | None,
        typer.Option("--link", metavar="ID", help="Instead of --at: the two ends of this link (k...) of --event."),
    ] = None,
    point: Annotated[
        str | None,
        typer.Option("--point", metavar="ID", help="Instead of --at: the statements of this point (p...) of --event."),
    ] = None,
    event: Annotated[
        str | None, typer.Option("--event", metavar="EVENT", help="The event that it is made in; for --link, --point.")
    ] = None,
    value: Annotated[
        str,
        typer.Option(
            "--value",
            metavar="TEXT",
            help="relate: same, partial, conflict or 'conflict quantity'; note: its words; move: the event to move to, "
            "without it one of its own.",
        ),
    ] = "",
    archive: ArchiveOption = None,
    config: Config = None,
) -> None:
    """Set something right; it is kept with who, when and why, and survives new articles and new models."""
    from rashomon.corrections import correct

    named = link or point
    if bool(at) == bool(named) or (link and point):
        raise typer.BadParameter("name what it is about by --at ARTICLE:START-END, by --link or by --point")
    if named and event is None:
        raise typer.BadParameter("--link and --point are of an event: name it with --event")
    with open_named(archive, config) as opened:
        targets = at or _targets(opened, event or "", named or "", config)
        kept = correct(opened, kind=kind, targets=targets, who=who, why=why, value=value, event=event)
    write(f"kept as correction {kept.number}; `rashomon corrections undo {kept.number}` takes it back\n")


@corrections_app.command()
def undo(
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="The correction's number, as listed.")],
    who: Who,
    why: Why,
    archive: ArchiveOption = None,
    config: Config = None,
) -> None:
    """Take a correction back; it stays on record, with who undid it, when and why."""
    from rashomon.corrections import undo

    with open_named(archive, config) as opened:
        undo(opened, number, who=who, why=why)
    write(f"correction {number} is undone; it stays on record\n")


@corrections_app.command()
def export(output: Output = None, archive: ArchiveOption = None, config: Config = None) -> None:
    """Write the corrections as training pairs, one JSON object a line: two stretches with offsets, and a label."""
    import json

    from rashomon.corrections import training_pairs

    with open_named(archive, config) as opened:
        write("".join(json.dumps(pair) + "\n" for pair in training_pairs(opened)), output)


def _targets(opened: Archive, event: str, key: str, config: Path | None) -> tuple[str, ...]:
    from rashomon.corrections import targets_of
    from rashomon.desk import compare_kept
    from rashomon.settings import load_settings

    settings = load_settings(config)
    compared = compare_kept(opened, event, settings=settings, progress=lambda stage, done, total: None)
    return targets_of(compared.dossier, key)


def _tell(one: Correction) -> str:
    from rashomon.rendering.dates import show_minute
    from rashomon.rendering.visible import in_quotes, one_line

    value = f" {one_line(one.value)}" if one.value else ""
    lines = [f"{one.number}  {one.kind}{value}, by {one_line(one.who)}, {show_minute(one.at)}: {one_line(one.why)}"]
    if one.undone_at is not None:
        why = one_line(one.undone_why or "")
        lines.append(f"   undone by {one_line(one.undone_by or '')}, {show_minute(one.undone_at)}: {why}")
    for anchor in one.anchors:
        place = f"{anchor.article}:{anchor.start}-{anchor.end}"
        words = f" {in_quotes(anchor.text)}" if anchor.text else f" {one_line(anchor.url or '')}"
        lines.append(f"   {place}{words}")
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _to_json(one: Correction) -> str:
    import json
    from dataclasses import asdict

    from rashomon.rendering.tables import instant

    return json.dumps(asdict(one) | {"at": instant(one.at), "undone_at": instant(one.undone_at)}) + "\n"

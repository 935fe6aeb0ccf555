"""Options that several commands have."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rashomon.store import Archive


class ListFormat(StrEnum):
    """How a list is written: in brief, or one JSON object a line."""

    terminal = "terminal"
    jsonl = "jsonl"


class OneFormat(StrEnum):
    """How one thing is written: in brief, or as one JSON object."""

    terminal = "terminal"
    json = "json"


ArchiveOption = Annotated[
    str | None,
    typer.Option(
        "--archive",
        metavar="PATH|URL",
        help="The archive: an SQLite file (default rashomon.db) or a postgresql:// URL.",
    ),
]
Config = Annotated[Path | None, typer.Option("--config", metavar="FILE", help="A TOML file with settings.")]
EventArgument = Annotated[
    str, typer.Argument(metavar="EVENT", help="An event's id; its beginning is enough where no other begins so.")
]
ArticleArgument = Annotated[
    str, typer.Argument(metavar="ID", help="An article's id; its beginning is enough where no other begins so.")
]
NoPlugins = Annotated[bool, typer.Option("--no-plugins", help="Let no installed plugin take part.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write there, not to the screen.")]


def open_named(archive: str | None, config: Path | None) -> Archive:
    """The archive that the option names, else the settings. Raises: ArchiveError; SettingsError."""
    from rashomon.settings import load_settings
    from rashomon.store import open_archive

    return open_archive(load_settings(config, archive=archive).archive)

"""Writes the pages of docs/ that are made from the program itself: `make docs`.

tests/test_docs.py fails where a page is out of date.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from rashomon.exporting import FEEDS, FORMATS
from rashomon.rendering.schema import schema_files
from rashomon.settings import describe_settings

DOCS = Path(__file__).parent
COMMANDS = (
    "", "compare", "check", "group", "explain", "read", "ingest", "watch", "batch", "events", "show", "search",
    "export", "archive",
    "archive delete", "archive deletions", "archive check", "archive vacuum", "archive stats", "archive show-bytes",
    "corrections", "corrections list", "corrections add", "corrections undo", "corrections export",
    "serve", "users", "users add", "users change", "users list", "users remove", "users token", "users log",
    "plugins", "bench",
)  # fmt: skip


def command_line_page() -> str:
    """The `--help` page of each command."""
    pages = ["# Command line\n\nMade by `make docs` from the program's own help pages."]
    for command in COMMANDS:
        arguments = [*command.split(), "--help"]
        pages.append(f"## rashomon {command}".rstrip() + f"\n\n```text\n{help_page(arguments)}\n```")
    pages.append(
        "Exit status: 0 done; 1 an error that the message explains, or with `--strict` a line that could not be read;\n"
        "2 a wrong option or argument. Results go to standard output, everything else to standard error."
    )
    return "\n\n".join(pages) + "\n"


def help_page(arguments: list[str]) -> str:
    """What the command prints with --help, on a plain terminal 96 columns wide."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("RASHOMON_")}
    environment |= {"COLUMNS": "96", "TERM": "dumb", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}
    code = "from rashomon.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, encoding="utf-8", env=environment, check=True
    )
    lines = [line.rstrip().replace("Usage: -c", "Usage: rashomon") for line in done.stdout.splitlines()]
    return "\n".join(lines).strip("\n")


def settings_page() -> str:
    """The table of settings."""
    rows = "\n".join(
        f"| `{s['name']}` | `{s['environment']}` | {s['kind']} | `{s['default']}` | {s['about']} |"
        for s in describe_settings()
    )
    return (
        "# Settings\n\nMade by `make docs`. A setting is taken from its default, then from the TOML file given with\n"
        "`--config`, then from the environment, then from an option; the last one that names it wins.\n\n"
        "| setting | environment | kind | default | what it does |\n| --- | --- | --- | --- | --- |\n"
        f"{rows}\n\nA settings file:\n\n```toml\nmin_score = 0.5\nsize_limit_mb = 50\n```\n"
    )


def exports_page() -> str:
    """docs/exports.md with its two tables made anew; the rest of it is written by hand."""
    head = "| `--format` | what it holds | who opens it | media type |\n| --- | --- | --- | --- |\n"
    articles = (
        ("jsonl", "the archive's articles, or an event's, one a line", "`rashomon ingest`, any JSON", "JSON lines"),
        ("csv", "the same as CSV", "spreadsheets", "CSV"),
        ("parquet", "the same as Parquet (extra `tables`)", "DuckDB, pandas", "Parquet"),
        ("sqlite", "the same as a table of an SQLite file", "any SQLite", "SQLite 3"),
    )
    rows = {
        "formats": [(name, one.holds, one.opened_by, f"`{one.media_type}`") for name, one in FORMATS.items()],
        "feeds": [*articles, *((name, one.holds, one.opened_by, f"`{one.media_type}`") for name, one in FEEDS.items())],
    }
    page = (DOCS / "exports.md").read_text(encoding="utf-8")
    for part, table in rows.items():
        begin, end = f"<!-- {part}: made by `make docs` -->\n", f"<!-- end of {part} -->"
        before, _, rest = page.partition(begin)
        _, _, after = rest.partition(end)
        lines = "".join(f"| `{name}` | {' | '.join(cells)} |\n" for name, *cells in table)
        page = f"{before}{begin}{head}{lines}{end}{after}"
    return page


def pages() -> dict[str, str]:
    """Every generated page by its name."""
    made = {"command-line.md": command_line_page(), "settings.md": settings_page(), "exports.md": exports_page()}
    return made | schema_files()


if __name__ == "__main__":
    for name, text in pages().items():
        (DOCS / name).write_text(text, encoding="utf-8")

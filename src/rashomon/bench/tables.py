"""A measure as a table for people or as JSON for programs."""

from __future__ import annotations

from io import StringIO

import msgspec

from rashomon.bench.report import Measure


def render_measure_json(measure: Measure) -> str:
    """The measure as one JSON object, with a newline at its end."""
    return msgspec.json.format(msgspec.json.encode(measure), indent=1).decode() + "\n"


def render_measure_table(measure: Measure) -> str:
    """The totals, then the breakdown, then the notes."""
    from rich.console import Console
    from rich.table import Table

    out = StringIO()
    console = Console(file=out, width=160, no_color=True)
    console.print(f"{measure.name} on {measure.data} (sha256 {measure.digest[:16]})", markup=False)
    for name, value in measure.figures.items():
        console.print(f"  {name:32} {_show(value)}", markup=False)
    if measure.rows:
        table = Table(box=None, pad_edge=False)
        for name in measure.rows[0]:
            table.add_column(name, justify="left" if isinstance(measure.rows[0][name], str) else "right")
        for row in measure.rows:
            table.add_row(*(_show(value) for value in row.values()))
        console.print(table)
    for note in measure.notes:
        console.print(f"  note: {note}", markup=False)
    return out.getvalue()


def _show(value: str | float | int) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)

"""Dossiers, readings, groups as text: JSON, HTML, Markdown, terminal. Nothing is found here that no record holds.

`load_dossier` goes the other way: from the JSON that was written to the dossier.

The functions import their module when first called, so that `import rashomon` stays fast.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rashomon.records import (
    ArchivedArticle,
    Check,
    Dossier,
    EventAccount,
    EventSummary,
    Grouped,
    Reading,
    Received,
    SearchHit,
)

if TYPE_CHECKING:
    from rashomon.rendering.notebook import TextPrinter
    from rashomon.rendering.svg import Plot

__all__ = [
    "load_dossier",
    "plot_matrix",
    "plot_overlap",
    "plot_timeline",
    "print_notebook",
    "render_account",
    "render_account_json",
    "render_check",
    "render_check_json",
    "render_events",
    "render_events_jsonl",
    "render_explanation",
    "render_explanation_json",
    "render_frame",
    "render_grouping",
    "render_grouping_jsonl",
    "render_hits",
    "render_hits_jsonl",
    "render_html",
    "render_json",
    "render_markdown",
    "render_notebook",
    "render_reading_json",
    "render_receipt",
    "render_terminal",
]


def render_json(dossier: Dossier) -> str:
    """The dossier as one JSON object ("rashomon/dossier/1": docs/dossier.schema.json), with a newline at its end."""
    from rashomon.rendering.dossier_json import render_json

    return render_json(dossier)


def render_reading_json(reading: Reading) -> str:
    """The reading as one JSON object on one line ("rashomon/reading/1"), with a newline at its end."""
    from rashomon.rendering.reading_json import render_reading_json

    return render_reading_json(reading)


def render_html(dossier: Dossier) -> str:
    """The dossier as one HTML page that holds all it needs: no script, no network."""
    from rashomon.rendering.html import render_html

    return render_html(dossier)


def render_frame(dossier: Dossier) -> str:
    """The HTML page in a frame of its own, for a notebook cell: its styles and ids do not meet the notebook's."""
    from rashomon.rendering.html import render_frame

    return render_frame(dossier)


def render_notebook(dossier: Dossier) -> str:
    """The dossier in short, as a notebook's cell shows it: counts, reports, the surest conflicts and points."""
    from rashomon.rendering.notebook import render_notebook

    return render_notebook(dossier)


def print_notebook(dossier: Dossier, printer: TextPrinter, cycle: bool) -> None:
    """Prints the dossier in one line, which a notebook keeps beside the HTML: its `repr` is as long as all reports.

    `printer` is IPython's.
    """
    from rashomon.rendering.notebook import print_notebook

    print_notebook(dossier, printer)


def plot_timeline(dossier: Dossier, *, most: int = 60) -> Plot:
    """When what happened, by report, from top to bottom; at most `most` moments. What contradicts is joined by a bow.

    A notebook shows the plot; `save(path)` writes it as an SVG file.
    """
    from rashomon.rendering.plots import plot_timeline

    return plot_timeline(dossier, most=most)


def plot_matrix(dossier: Dossier, *, most: int = 40) -> Plot:
    """Which report has which point; at most `most` points: contested ones, then corroborated, then single-source.

    A notebook shows the plot; `save(path)` writes it as an SVG file.
    """
    from rashomon.rendering.plots import plot_matrix

    return plot_matrix(dossier, most=most)


def plot_overlap(dossier: Dossier) -> Plot:
    """How many points each two reports both have, and about how many they contradict each other.

    A notebook shows the plot; `save(path)` writes it as an SVG file.
    """
    from rashomon.rendering.plots import plot_overlap

    return plot_overlap(dossier)


def render_terminal(dossier: Dossier, *, width: int = 80, color: bool = False) -> str:
    """The dossier in brief for a terminal `width` columns wide; with `color`, escape codes for bold and colours."""
    from rashomon.rendering.terminal import render_terminal

    return render_terminal(dossier, width=width, color=color)


def render_markdown(dossier: Dossier) -> str:
    """The dossier in brief as Markdown (CommonMark with tables); the reports' words are escaped."""
    from rashomon.rendering.markdown import render_markdown

    return render_markdown(dossier)


def render_explanation(dossier: Dossier, key: str, *, width: int = 80, color: bool = False) -> str:
    """Why two claims were linked, for a terminal: both stretches, the reason, and all the evidence.

    `key` is a link's id, or a point's for all the links between its claims; the beginning of an id is enough where no
    other begins so. Raises InputError where it names nothing, or more than one.
    """
    from rashomon.rendering.explain import find_links
    from rashomon.rendering.explain_terminal import render_found
    from rashomon.rendering.lookup import index_dossier

    lookup = index_dossier(dossier)
    return render_found(lookup, find_links(lookup, key), width=width, color=color)


def render_explanation_json(dossier: Dossier, key: str) -> str:
    """The link's object with its two claims, or the point's with all its links; `key` as in `render_explanation`."""
    from rashomon.rendering.dossier_json import render_found_json
    from rashomon.rendering.explain import find_links
    from rashomon.rendering.lookup import index_dossier

    lookup = index_dossier(dossier)
    return render_found_json(lookup, find_links(lookup, key))


def render_grouping(groups: Sequence[Grouped], *, width: int = 80, color: bool = False) -> str:
    """The events of grouped articles for a terminal: size, headline, time span and copies, the largest event first."""
    from rashomon.rendering.grouping import render_grouping

    return render_grouping(groups, width=width, color=color)


def render_grouping_jsonl(groups: Sequence[Grouped]) -> str:
    """One JSON object a line, in the given order: `id`, `event`, and `copy_of`, null where the text is its own."""
    from rashomon.rendering.grouping import render_grouping_jsonl

    return render_grouping_jsonl(groups)


def render_events(events: Sequence[EventSummary], *, more: bool, width: int = 80, color: bool = False) -> str:
    """The events of an archive for a terminal, in their order; `more` tells that there are others."""
    from rashomon.rendering.archive import render_events

    return render_events(events, more=more, width=width, color=color)


def render_events_jsonl(events: Sequence[EventSummary]) -> str:
    """One event a line: `id`, `headline`, `first`, `last`, `articles`, `sources` (independent ones)."""
    from rashomon.rendering.archive_json import render_events_jsonl

    return render_events_jsonl(events)


def render_account(account: EventAccount, *, width: int = 80, color: bool = False) -> str:
    """An event of an archive for a terminal: articles in order of time, copies and versions, how it came about."""
    from rashomon.rendering.archive import render_account

    return render_account(account, width=width, color=color)


def render_account_json(account: EventAccount) -> str:
    """An event of an archive as one JSON object, its articles without their texts."""
    from rashomon.rendering.archive_json import render_account_json

    return render_account_json(account)


def render_hits(
    hits: Sequence[SearchHit], *, query: str, outlets: Mapping[str, str], width: int = 80, color: bool = False
) -> str:
    """What a search found for a terminal, each with the stretch that answers; `outlets` has those of the copies."""
    from rashomon.rendering.archive import render_hits

    return render_hits(hits, query=query, outlets=outlets, width=width, color=color)


def render_hits_jsonl(hits: Sequence[SearchHit]) -> str:
    """One article found a line, with `start`, `end` and `text` of the stretch that answers."""
    from rashomon.rendering.archive_json import render_hits_jsonl

    return render_hits_jsonl(hits)


def render_receipt(archived: ArchivedArticle, received: Received) -> str:
    """When the bytes of an article came, from where, how many, and their SHA-256."""
    from rashomon.rendering.archive import render_receipt

    return render_receipt(archived, received)


def render_check(check: Check, *, width: int = 80, color: bool = False) -> str:
    """A checked draft for a terminal: each of its claims with what was found, and the reports' stretches beside it."""
    from rashomon.rendering.check_terminal import render_check

    return render_check(check, width=width, color=color)


def render_check_json(check: Check) -> str:
    """A checked draft as one JSON object ("rashomon/check/1": docs/check.schema.json), with a newline at its end."""
    from rashomon.rendering.check_json import render_check_json

    return render_check_json(check)


def load_dossier(path: str) -> Dossier:
    """The dossier that `render_json` wrote into the file `path`, "-" for standard input.

    The JSON holds no headings and no boilerplate. Raises InputError where the file is no dossier of this version.
    """
    from rashomon.rendering.dossier_file import load_dossier

    return load_dossier(path)

"""A dossier in a notebook's cell: short, without script, link, id or style sheet, in the notebook's own colours."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Final, Protocol

from rashomon.records import Dossier
from rashomon.rendering.brief import Brief, count_lines, heading, make_brief, report_line, source_of, words_of
from rashomon.rendering.html import show
from rashomon.rendering.visible import one_line, shorten
from rashomon.rendering.words import KIND, NO_EVENT

_CONFLICTS: Final = 5
_POINTS: Final = 5
_REPORTS: Final = 12
_SKIPPED: Final = 3
_WORDS: Final = 160
_MORE = 'rashomon.plot_matrix(d), rashomon.to_pandas(d, "claims"), rashomon.rendering.render_frame(d)'


class TextPrinter(Protocol):
    """What IPython gives to print on."""

    def text(self, words: str) -> None:
        """Prints `words`."""


def print_notebook(dossier: Dossier, printer: TextPrinter) -> None:
    """Prints the dossier's label and counts in one line."""
    brief = make_brief(dossier)
    printer.text(f"<Dossier: {shorten(heading(brief), _WORDS)}; {'; '.join(count_lines(brief.counts))}>")


def render_notebook(dossier: Dossier) -> str:
    """The dossier's counts, reports, surest conflicts and best supported points as a piece of HTML for a notebook."""
    brief = make_brief(dossier)
    parts = [
        _title(brief),
        "<p>" + "<br>".join(escape(line) for line in count_lines(brief.counts)) + "</p>",
        _list("Reports", list(_reports(brief)), _REPORTS),
        _list("Conflicts", list(_conflicts(brief)), _CONFLICTS),
        _list("Stated by several", list(_points(brief)), _POINTS),
        _list("Left out", [_skipped(one.input, one.reason) for one in dossier.skipped], _SKIPPED),
        f"<p><small>More: <code>{escape(_MORE)}</code></small></p>",
    ]
    return f'<section aria-label="Rashomon dossier">{"".join(parts)}</section>'


def _title(brief: Brief) -> str:
    label = brief.lookup.dossier.event.label
    words = show(shorten(one_line(label), _WORDS)) if label else NO_EVENT
    return f"<p><strong>{words}</strong></p>"


def _reports(brief: Brief) -> Iterator[str]:
    for key in brief.lookup.articles:
        yield f"<b>{escape(brief.lookup.letters[key])}</b> {show(report_line(brief, key))}"
    for other in brief.lookup.others:
        yield f"<b>{escape(other.letter)}</b> {show(one_line(other.article.source))}: not compared, another event"


def _conflicts(brief: Brief) -> Iterator[str]:
    for conflict in brief.conflicts:
        sides = (
            (f"{show(shorten(side.value, _WORDS))}: " if side.value else "")
            + f"{show(words_of(side.shown[0].first, _WORDS))} <small>{show(source_of(side.shown[0].first))}</small>"
            for side in conflict.sides
        )
        yield f"{KIND[conflict.kind]}<br>" + "<br>≠ ".join(sides)


def _points(brief: Brief) -> Iterator[str]:
    for row in brief.rows:
        if row.status == "corroborated":
            yield f"{show(words_of(row.lead, _WORDS))} <small>{show(source_of(row.lead))}; {show(row.support)}</small>"


def _skipped(name: str, reason: str) -> str:
    return f"<code>{show(shorten(one_line(name), _WORDS))}</code> {show(shorten(one_line(reason), 2 * _WORDS))}"


def _list(title: str, lines: list[str], most: int) -> str:
    if not lines:
        return ""
    rest = f"<li>and {len(lines) - most:,} more</li>" if len(lines) > most else ""
    return f"<p>{title}</p><ul>{''.join(f'<li>{line}</li>' for line in lines[:most])}{rest}</ul>"

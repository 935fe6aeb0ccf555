"""The dossier in brief for a terminal: conflicts first, then what is shared, said, alone, and silent."""

from __future__ import annotations

from collections.abc import Sequence
from io import StringIO

from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from rashomon.records import Dossier
from rashomon.rendering import brief as cut
from rashomon.rendering.accounts import Account
from rashomon.rendering.amends import count_amends
from rashomon.rendering.brief import Brief, make_brief
from rashomon.rendering.dates import show_day
from rashomon.rendering.matrix import Cell
from rashomon.rendering.merging import Shown
from rashomon.rendering.notes import plugin_lines
from rashomon.rendering.visible import in_quotes, one_line, shorten
from rashomon.rendering.words import (
    ANYWAY,
    CELL_MEANING,
    CELL_SIGN,
    CORRECTED,
    KIND,
    KIND_MEANING,
    ONE_ORIGIN,
    OTHER_EVENTS,
    STATUS_MEANING,
)

_LEAST_WIDTH = 40
# Below this many columns a report the matrix shows signs alone.
_WORDY_CELL = 15


def render_terminal(dossier: Dossier, *, width: int = 80, color: bool = False) -> str:
    """The dossier in brief for a terminal `width` columns wide; with `color`, escape codes for bold and colours."""
    brief = make_brief(dossier)
    out = StringIO()
    console = open_console(out, width=width, color=color)
    _head(console, brief)
    if brief.lookup.dossier.articles:
        for section in (
            _answers,
            _conflicts,
            _matrix,
            _accounts,
            _leaning,
            _voices,
            _moments,
            _namings,
            _comparisons,
            _alone,
            _quiet,
            _amends,
        ):
            section(console, brief)
    _made(console, brief)
    return without_padding(out.getvalue())


def open_console(out: StringIO, *, width: int, color: bool) -> Console:
    """A console that writes into `out` and takes nothing in the words of a report for markup."""
    return Console(
        file=out, width=max(_LEAST_WIDTH, width), force_terminal=color, color_system="standard" if color else None,
        no_color=not color, markup=False, highlight=False, emoji=False, legacy_windows=False, _environ={},
    )  # fmt: skip


def without_padding(text: str) -> str:
    """`text` without the spaces that rich leaves at the ends of lines."""
    return "\n".join(line.rstrip() for line in text.split("\n"))


def _title(console: Console, words: str, meaning: str = "") -> None:
    console.print()
    console.print(Rule(Text(words, style="bold"), align="left", style="dim", characters="─"))
    if meaning:
        console.print(Text(meaning, style="dim"))


def _line(console: Console, text: Text, indent: int) -> None:
    console.print(Padding(text, (0, 0, 0, indent)))


def _rest(console: Console, number: int, shown: int, indent: int = 2) -> None:
    rest = cut.rest_of(number, shown)
    if rest:
        _line(console, Text(rest, style="dim"), indent)


def _shown(shown: Shown, *, date: bool = False) -> Text:
    text = Text(cut.words_of(shown.first))
    tags = cut.tags_of(shown.first)
    if tags:
        text.append(f" {tags}", style="italic")
    return text.append(f"  {cut.sources_of(shown, date=date)}", style="cyan")


def _head(console: Console, brief: Brief) -> None:
    dossier = brief.lookup.dossier
    console.print(Text(cut.heading(brief), style="bold"))
    for line in cut.count_lines(brief.counts) if dossier.articles else ():
        console.print(Text(line))
    if brief.amends:
        console.print(Text(count_amends(brief.amends), style="yellow"))
    console.print()
    days = {note.article: note for note in dossier.dates}
    for article in dossier.articles:
        text = Text(f"{brief.lookup.letters[article.id]} ", style="bold cyan")
        text.append(cut.report_line(brief, article.id), style="not bold default")
        note = days.get(article.id)
        if note is not None:
            text.append(
                f" (weekdays counted from {show_day(note.date)}, as in {brief.lookup.letters.get(note.origin, '?')})",
                style="not bold default",
            )
        _line(console, text, 2)
    for other in brief.lookup.others:
        _line(console, Text(cut.other_line(other), style="yellow"), 2)
    if brief.lookup.others:
        _line(console, Text(f"{OTHER_EVENTS} {ANYWAY}", style="dim"), 2)
    for skipped in dossier.skipped:
        _line(console, Text(f"skipped: {one_line(skipped.input)}: {one_line(skipped.reason)}", style="yellow"), 2)


def _answers(console: Console, brief: Brief) -> None:
    console.print()
    for question, lines in brief.answers.items():
        if not lines and question in ("why", "how"):
            continue
        text = Text(f"{question.capitalize():6}", style="bold")
        for place, answer in enumerate(lines[: cut.ANSWERS]):
            letters = " ".join(brief.lookup.letters[article.id] for article in answer.articles)
            text.append("; " if place else "", style="not bold")
            text.append(cut.answer_words(answer), style="not bold")
            text.append(f" [{letters}]", style="not bold cyan")
        if not lines:
            text.append("–", style="not bold")
        _line(console, text, 2)
        for answer in lines[: cut.ANSWERS]:
            if answer.rivals:
                _line(
                    console, Text(f"{cut.answer_words(answer)}: {cut.rivals_line(answer.rivals)}", style="magenta"), 8
                )


def _conflicts(console: Console, brief: Brief) -> None:
    _title(console, "Conflicts")
    if not brief.conflicts:
        _line(console, Text("No two reports were found to contradict each other."), 2)
    for one in brief.conflicts[: cut.CONFLICTS]:
        console.print()
        head = Text(f"{one.number:>2}  {KIND[one.kind].upper()}", style="bold magenta")
        head.append(f"  {KIND_MEANING[one.kind]}", style="not bold dim default")
        console.print(head)
        for side in one.sides:
            if side.value:
                _line(console, Text(one_line(side.value), style="bold"), 4)
            for shown in side.shown[:3]:
                _line(console, _shown(shown, date=True), 6)
            _rest(console, len(side.shown), 3, 6)
        _line(console, Text(f"why: {one.reason}"), 4)
        _line(console, Text(cut.links_of(one), style="dim"), 4)
    if len(brief.conflicts) > cut.CONFLICTS:
        console.print()
        _rest(console, len(brief.conflicts), cut.CONFLICTS)


def _matrix(console: Console, brief: Brief) -> None:
    if not brief.rows:
        return
    articles = brief.lookup.dossier.articles
    wordy = (console.width - 36) // max(1, len(articles)) >= _WORDY_CELL
    _title(console, "Points by report")
    key = "  ".join(f"{CELL_SIGN[state]} {state}" for state in CELL_MEANING if state != "copy")
    console.print(Text(f"{key}  (against the words shown)", style="dim"))
    table = Table(box=None, pad_edge=False, padding=(0, 1), expand=True, show_edge=False)
    table.add_column(Text("Point"), ratio=1, overflow="fold")
    for article in articles:
        letter = brief.lookup.letters[article.id]
        name = f"{letter} {shorten(one_line(article.source), _WORDY_CELL - 3)}" if wordy else letter
        table.add_column(Text(name), no_wrap=True)
    for row in brief.rows[: cut.ROWS]:
        words = Text(cut.words_of(row.lead, 100))
        words.append(f" {row.lead.code} ", style="cyan").append(row.status, style="dim")
        words.append(cut.marks_of(brief, row), style="yellow")
        table.add_row(words, *(_cell(cell, wordy) for cell in row.cells))
    console.print(table)
    _rest(console, len(brief.rows), cut.ROWS)


def _cell(cell: Cell, wordy: bool) -> Text:
    style = {"contradicted": "bold magenta", "stated": "blue", "silent": "dim"}.get(cell.state, "")
    return Text(f"{CELL_SIGN[cell.state]} {cell.state}" if wordy else CELL_SIGN[cell.state], style=style)


def _accounts(console: Console, brief: Brief) -> None:
    _list_accounts(console, brief.accounts, "Corroborated", STATUS_MEANING["corroborated"])


def _leaning(console: Console, brief: Brief) -> None:
    _list_accounts(console, brief.leaning, "From one origin", ONE_ORIGIN)


def _list_accounts(console: Console, accounts: Sequence[Account], title: str, meaning: str) -> None:
    if not accounts:
        return
    _title(console, title, meaning)
    for account in accounts[: cut.ACCOUNTS]:
        lead = _shown(account.lead)
        lead.append(f"  [{account.row.support}]", style="bold")
        lead.append(f" {one_line(account.row.point)}", style="not bold dim")
        _line(console, lead, 2)
        for state, shown in account.others[:3]:
            _line(console, Text(f"{CELL_SIGN[state]} ").append_text(_shown(shown)), 6)
        _rest(console, len(account.others), 3, 6)
    _rest(console, len(accounts), cut.ACCOUNTS)


def _voices(console: Console, brief: Brief) -> None:
    if not brief.voices:
        return
    _title(console, "Quotes by speaker")
    for voice in brief.voices[: cut.VOICES]:
        _line(console, Text(one_line(voice.name), style="bold"), 2)
        for quote in voice.quotes[: cut.QUOTES]:
            text = Text(in_quotes(quote.shown.first.text))
            text.append(f" ({quote.kind})", style="italic")
            text.append(f"  {cut.sources_of(quote.shown)}", style="cyan")
            _line(console, text, 4)
        _rest(console, len(voice.quotes), cut.QUOTES, 4)
    _rest(console, len(brief.voices), cut.VOICES)


def _moments(console: Console, brief: Brief) -> None:
    if not brief.moments:
        return
    _title(console, "Timeline")
    background = False
    for moment in brief.moments[: cut.MOMENTS]:
        if moment.background and not background:
            background = True
            _line(console, Text("Background", style="dim"), 2)
        _line(console, Text(moment.when, style="bold"), 2)
        for shown in moment.shown[: cut.QUOTES]:
            _line(console, _shown(shown), 4)
        _rest(console, len(moment.shown), cut.QUOTES, 4)
        if moment.rivals:
            _line(console, Text(cut.rivals_line(moment.rivals), style="magenta"), 4)
    _rest(console, len(brief.moments), cut.MOMENTS)


def _namings(console: Console, brief: Brief) -> None:
    if not brief.namings:
        return
    _title(console, "Wording", "The reports’ different words for one thing.")
    for naming in brief.namings[: cut.NAMINGS]:
        text = Text(f"{one_line(naming.referent)}: " if naming.named else "", style="bold")
        for place, (shown, count) in enumerate(zip(naming.shown[:6], naming.counts, strict=False)):
            text.append(", " if place else "", style="not bold")
            text.append(f"{in_quotes(shown.first.text, 60)} ", style="not bold")
            text.append(f"[{count}]", style="not bold cyan")
        _line(console, text, 2)
    _rest(console, len(brief.namings), cut.NAMINGS)


def _comparisons(console: Console, brief: Brief) -> None:
    for section in brief.comparisons:
        _title(console, section.title, section.meaning)
        for entry in section.entries[: cut.ENTRIES]:
            _line(console, Text(one_line(entry.head), style="bold"), 2)
            for line in () if entry.folded else entry.lines[: section.lines]:
                text = Text(one_line(line.label))
                if line.stretch is not None:
                    text.append(f": {cut.words_of(line.stretch)}").append(
                        f"  {cut.source_of(line.stretch)}", style="cyan"
                    )
                text.append(f" ({one_line(line.note)})" if line.note else "", style="italic")
                _line(console, text, 4)
            _rest(console, len(entry.lines), section.lines if not entry.folded else len(entry.lines), 4)
        _rest(console, len(section.entries), cut.ENTRIES)


def _alone(console: Console, brief: Brief) -> None:
    if not brief.alone:
        return
    _title(console, "What only one report says", STATUS_MEANING["single-source"])
    for one in brief.alone:
        _line(console, Text(f"{brief.lookup.letters[one.article.id]} {one_line(one.article.source)}", style="bold"), 2)
        for row in one.rows[: cut.ALONE]:
            text = Text(cut.words_of(row.lead))
            tags = cut.tags_of(row.lead)
            if tags:
                text.append(f" {tags}", style="italic")
            text.append(f"  {row.lead.code}", style="cyan")
            for cell in row.elsewhere:
                text.append(f"; {cell.state}: {' '.join(cell.codes[:3])}", style="dim")
            _line(console, text, 4)
        _rest(console, len(one.rows), cut.ALONE, 4)


def _quiet(console: Console, brief: Brief) -> None:
    questions = brief.lookup.dossier.open_questions
    if not brief.quiet and not questions:
        return
    _title(console, "Silences and open questions", "Nothing found there that states it; a silence is no denial.")
    for one in brief.quiet:
        name = f"{brief.lookup.letters[one.article.id]} {one_line(one.article.source)}"
        _line(console, Text(f"{name} is silent on", style="bold"), 2)
        for gap in one.gaps[: cut.GAPS]:
            text = Text(cut.words_of(gap.row.lead, 120))
            text.append(f"  {cut.source_of(gap.row.lead)}", style="cyan")
            if gap.nearest is not None:
                near = "may be said in other words" if gap.otherwise else "nearest"
                text.append(f"; {near}: {cut.words_of(gap.nearest, 80)} {gap.nearest.code}", style="dim")
            _line(console, text, 4)
        _rest(console, len(one.gaps), cut.GAPS, 4)
    for question in questions:
        _line(console, Text(f"open in all reports: {one_line(question.question)}"), 2)


def _amends(console: Console, brief: Brief) -> None:
    if not brief.amends:
        return
    _title(console, "Corrections", CORRECTED)
    for one in brief.amends:
        _line(console, Text(f"#{one.number} {one.line}", style="" if one.applied else "yellow"), 2)
        for stretch in one.stretches[: cut.QUOTES]:
            _line(console, Text(cut.words_of(stretch)).append(f"  {cut.source_of(stretch)}", style="cyan"), 6)
        _rest(console, len(one.stretches), cut.QUOTES, 6)


def _made(console: Console, brief: Brief) -> None:
    run = brief.lookup.dossier.run
    console.print()
    models = ", ".join(f"{one_line(model.name)} {model.sha256[:12]}" for model in run.models)
    console.print(Text(f"Rashomon {run.version}" + (f"; models: {models}" if models else ""), style="dim"))
    for line in plugin_lines(brief.lookup):
        console.print(Text(line, style="dim"))

"""A checked draft for a terminal: each claim with what the reports say of it."""

from __future__ import annotations

from io import StringIO
from typing import Final

from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from rashomon.records import Check, CheckStatus, Stance
from rashomon.rendering.check_lines import (
    CHECK_MEANING,
    CHECK_PRINCIPLE,
    CHECK_SIGN,
    BesideLine,
    CheckLine,
    count_statuses,
    make_check_lines,
)
from rashomon.rendering.dates import show_day, show_published
from rashomon.rendering.terminal import open_console, without_padding
from rashomon.rendering.visible import in_quotes, one_line, shorten
from rashomon.rendering.words import KIND, STANCE, counted, show_range

_STYLE: Final[dict[CheckStatus, str]] = {
    "contradicted": "bold magenta",
    "confirmed": "bold green",
    "stated otherwise": "bold blue",
    "not found": "bold",
}
_MOST = 4
_SOURCE = 60


def render_check(check: Check, *, width: int = 80, color: bool = False) -> str:
    """The checked draft for a terminal `width` columns wide; with `color`, escape codes for bold and colours."""
    out = StringIO()
    console = open_console(out, width=width, color=color)
    _head(console, check)
    for line in make_check_lines(check):
        _print_line(console, line)
    console.print()
    console.print(Text(CHECK_PRINCIPLE, style="dim"))
    console.print(Text(f"Rashomon {check.run.version}", style="dim"))
    return without_padding(out.getvalue())


def _head(console: Console, check: Check) -> None:
    counts = ", ".join(f"{number} {status}" for status, number in count_statuses(check).items())
    console.print(Text(f"{counted(len(check.claims), 'claim')} of the draft: {counts}", style="bold"))
    console.print()
    reasons = {one.article: f"not compared: another event ({one.reason})" for one in check.other_events}
    reasons |= dict.fromkeys(check.own_prints, "not compared: it prints the draft’s own text")
    days = {note.article: show_day(note.date) for note in check.dates}
    for article in check.articles:
        line = Text(f"{_outlet(article.source)}, {show_published(article)}")
        if article.id in days:
            line.append(f" (weekdays counted from {days[article.id]})")
        if article.id in reasons:
            line.append(f"; {reasons[article.id]}", style="yellow")
        console.print(Padding(line, (0, 0, 0, 2)))
    for skipped in check.skipped:
        text = f"skipped: {shorten(one_line(skipped.input), 200)}: {shorten(one_line(skipped.reason), 300)}"
        console.print(Padding(Text(text, style="yellow"), (0, 0, 0, 2)))
    if check.draft.article.id in days:
        console.print(Padding(Text(f"weekdays of the draft counted from {days[check.draft.article.id]}"), (0, 0, 0, 2)))
    console.print()
    for status, meaning in CHECK_MEANING.items():
        console.print(Padding(Text(f"{CHECK_SIGN[status]} {status}: {meaning}", style="dim"), (0, 0, 0, 2)))


def _print_line(console: Console, line: CheckLine) -> None:
    console.print()
    console.print(Rule(style="dim", characters="─"))
    head = Text(f"{CHECK_SIGN[line.status]} {line.finding.upper()}", style=_STYLE[line.status])
    console.print(head.append(f"  {line.span.start} to {line.span.end}", style="not bold dim default"))
    console.print(
        Padding(Text(in_quotes(line.text), style="bold").append(_tags(line.stance, line.speaker)), (0, 0, 0, 2))
    )
    for sign, several in (("≠", line.contradicting), ("=", line.confirming), ("≈", line.otherwise)):
        for one in several[:_MOST]:
            _print_beside(console, sign, one)
        if len(several) > _MOST:
            console.print(Padding(Text(f"… {len(several) - _MOST} more: see --format json", style="dim"), (0, 0, 0, 4)))
    if line.nearest is not None:
        _print_beside(console, "nearest:", line.nearest)


def _print_beside(console: Console, sign: str, one: BesideLine) -> None:
    text = Text(f"{sign} ")
    if one.value:
        kind = KIND[one.kind]
        own, value = (show_range(one_line(shown)) for shown in (one.own_value, one.value))
        text.append(f"{kind}: draft {own}, here {value}  ", style="bold")
    text.append(in_quotes(one.text)).append(_tags(one.stance, one.speaker), style="italic")
    text.append(f"  {_outlet(one.source)}", style="cyan").append(f" {one.span.start} to {one.span.end}", style="dim")
    console.print(Padding(text, (0, 0, 0, 4)))


def _tags(stance: Stance, speaker: str) -> str:
    tags = [f"speaker: {shorten(one_line(speaker), _SOURCE)}"] if speaker else []
    if STANCE[stance] and not (speaker and stance == "reported"):
        tags.append(STANCE[stance])
    return f" ({'; '.join(tags)})" if tags else ""


def _outlet(source: str) -> str:
    return shorten(one_line(source), _SOURCE)

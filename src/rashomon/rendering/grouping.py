"""Grouped articles as JSON lines for programs, and as a list of events, largest first, for the terminal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO

from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from rashomon.records import Grouped
from rashomon.rendering.dates import show_day
from rashomon.rendering.terminal import open_console, without_padding
from rashomon.rendering.visible import in_quotes, one_line, shorten
from rashomon.rendering.words import counted

EVENTS_SHOWN = 40
_HEADLINE = 160
_EVENT_ID = 60
_UNDATED = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class _EventLine:
    """What is told of one event: `headline` is that of its earliest original; `first` and `last` are publications."""

    event: str
    articles: int
    copies: int
    undated: int
    headline: str
    first: datetime | None
    last: datetime | None


def render_grouping_jsonl(groups: Iterable[Grouped]) -> str:
    """One JSON object a line, in the given order: `id`, `event`, and `copy_of`, null where the text is its own."""
    return "".join(json.dumps({"id": one.id, "event": one.event, "copy_of": one.copy_of}) + "\n" for one in groups)


def render_grouping(groups: Sequence[Grouped], *, width: int, color: bool) -> str:
    """The events by size (of equal ones the earliest first) for a terminal `width` columns wide, at most forty."""
    lines = _describe_events(groups)
    several = sum(1 for line in lines if line.articles > 1)
    out = StringIO()
    console = open_console(out, width=width, color=color)
    console.print(
        Text(f"{counted(len(groups), 'article')} in {counted(len(lines), 'event')}{_show_copies(groups)}", style="bold")
    )
    console.print(Text(f"{counted(several, 'event')} with several articles, {len(lines) - several:,} with one"))
    console.print()
    console.print(Rule(Text("Events", style="bold"), align="left", style="dim", characters="─"))
    margin = len(f"{lines[0].articles:,}") if lines else 0
    for line in lines[:EVENTS_SHOWN]:
        head = Text(f"{line.articles:>{margin},}  ", style="bold cyan")
        console.print(head.append(in_quotes(line.headline, _HEADLINE), style="default"))
        console.print(Padding(Text(_about(line), style="dim"), (0, 0, 0, margin + 2)))
    if len(lines) > EVENTS_SHOWN:
        console.print(Text(f"… {len(lines) - EVENTS_SHOWN:,} more: see --format jsonl", style="dim"))
    console.print()
    console.print(Text("To compare the articles of one event: rashomon compare --event ID INPUT.jsonl", style="dim"))
    return without_padding(out.getvalue())


def _describe_events(groups: Sequence[Grouped]) -> list[_EventLine]:
    members: dict[str, list[Grouped]] = {}
    for one in groups:
        members.setdefault(one.event, []).append(one)
    lines = [_describe_event(event, articles) for event, articles in members.items()]
    return sorted(lines, key=lambda line: (-line.articles, line.first or _UNDATED))


def _describe_event(event: str, articles: Sequence[Grouped]) -> _EventLine:
    dates = [one.published for one in articles if one.published is not None]
    originals = [one for one in articles if one.copy_of is None] or articles
    return _EventLine(
        event=event,
        articles=len(articles),
        copies=sum(1 for one in articles if one.copy_of is not None),
        undated=len(articles) - len(dates),
        headline=min(originals, key=lambda one: one.published or _UNDATED).headline,
        first=min(dates, default=None),
        last=max(dates, default=None),
    )


def _about(line: _EventLine) -> str:
    parts = [f"event {shorten(one_line(line.event), _EVENT_ID)}"]
    if line.first is not None and line.last is not None:
        first, last = show_day(line.first), show_day(line.last)
        parts.append(first if first == last else f"{first} to {last}")
    if line.undated:
        parts.append(f"{line.undated:,} undated" if line.first is not None else "undated")
    if line.copies:
        parts.append(f"{counted(line.articles - line.copies, 'text')}, {counted(line.copies, 'copy', 'copies')}")
    return "; ".join(parts)


def _show_copies(groups: Sequence[Grouped]) -> str:
    copies = sum(1 for one in groups if one.copy_of is not None)
    return f"; {counted(copies, 'copy', 'copies')}" if copies else ""

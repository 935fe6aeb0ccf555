"""Links explained for a terminal: both statements, the reason, and all the evidence with the stretches it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from io import StringIO

from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from rashomon.records import Point
from rashomon.rendering.brief import tags_of, words_of
from rashomon.rendering.explain import EvidenceLine, Explanation, Found, explain_link
from rashomon.rendering.lookup import Lookup, Stretch
from rashomon.rendering.terminal import open_console, without_padding
from rashomon.rendering.visible import in_quotes, one_line, shorten
from rashomon.rendering.words import (
    AGREEMENT_MEANING,
    CHANCE_MEANING,
    KIND,
    KIND_MEANING,
    NO_LINKS,
    RELATION_MEANING,
    STATUS_MEANING,
    counted,
    show_strength,
    show_support,
)

_CLAIM = 2_000
_SENTENCE = 600
_DETAIL = 300
_STYLE = {"agrees": "blue", "differs": "magenta", "neutral": "dim"}


def render_found(lookup: Lookup, found: Found, *, width: int, color: bool) -> str:
    """The link, or the point with all its links, for a terminal `width` columns wide."""
    out = StringIO()
    console = open_console(out, width=width, color=color)
    if found.point is not None:
        _print_point(console, found.point, len(found.links))
    for link in found.links:
        _print_link(console, explain_link(lookup, link))
    if found.links:
        meanings = "; ".join(f"{word}: {meaning}" for word, meaning in AGREEMENT_MEANING.items())
        console.print(Text(meanings, style="dim"))
    return without_padding(out.getvalue())


def _print_point(console: Console, point: Point, links: int) -> None:
    console.print(Text(f"Point {one_line(point.id)}", style="bold"))
    console.print(Text(f"{point.status}: {STATUS_MEANING[point.status]}"))
    sources = show_support(len(point.sources), point.independent_sources, point.origins)
    console.print(Text(f"{sources}; {counted(links, 'link') if links else NO_LINKS}"))
    console.print()


def _print_link(console: Console, one: Explanation) -> None:
    console.print(Rule(Text(f"Link {one_line(one.id)}", style="bold"), align="left", style="dim", characters="─"))
    kind = f", {KIND[one.kind]}" if one.kind != "claim" else ""
    meaning = KIND_MEANING[one.kind] if one.relation == "conflict" else RELATION_MEANING[one.relation]
    head = Text(f"{one.sign} {one.relation.upper()}{kind}", style="bold")
    console.print(head.append(f": {meaning}", style="not bold"))
    _print_named(console, "Why", Text(one.reason))
    _print_named(console, "Score", Text(f"{one.chance}, {CHANCE_MEANING}"))
    console.print()
    values = one.values or ("", "")
    for side, value in zip((one.left, one.right), values, strict=True):
        _print_claim(console, side, value)
    console.print(Text("Evidence", style="bold"))
    console.print(Padding(_evidence_table(one), (0, 0, 0, 2)))
    console.print()


def _print_named(console: Console, name: str, text: Text) -> None:
    table = Table.grid(padding=(0, 1))
    table.add_column(width=5)
    table.add_column(overflow="fold")
    table.add_row(Text(name, style="bold"), text)
    console.print(table)


def _print_claim(console: Console, side: Stretch, value: str) -> None:
    head = Text(side.code or side.letter, style="bold cyan")
    head.append(f"  {shorten(one_line(side.source), 120)}, {side.published}", style="not bold default")
    console.print(head)
    words = Text(words_of(side, _CLAIM), style="bold")
    lines = [words.append(f" {tags_of(side)}".rstrip(), style="not bold italic")]
    if side.before.strip() or side.after.strip():
        sentence = in_quotes(f"{side.before}{side.text}{side.after}", _SENTENCE)
        lines.append(Text(f"in the sentence {sentence}", style="dim"))
    lines.append(Text(f"offsets {_show_span(side)}"))
    if value:
        lines.append(Text(f"value {shorten(one_line(value), 120)}"))
    for line in lines:
        console.print(Padding(line, (0, 0, 0, 4)))
    console.print()


def _evidence_table(one: Explanation) -> Table | Text:
    if not one.evidence:
        return Text("none is recorded")
    table = Table(box=None, pad_edge=False, padding=(0, 1), show_header=False)
    for wide in (False, False, False, True):
        table.add_column(no_wrap=not wide, overflow="fold")
    for line in one.evidence:
        table.add_row(
            Text(line.word, style=_STYLE[line.word]),
            Text(f"{show_strength(line.agreement):>5}"),
            Text(shorten(one_line(line.feature), 24)),
            Text("\n").join(_detail_lines(line, one)),
        )
    return table


def _detail_lines(line: EvidenceLine, one: Explanation) -> Iterable[Text]:
    yield Text(shorten(one_line(line.detail), _DETAIL))
    for rests_on, side in ((line.left, one.left), (line.right, one.right)):
        if rests_on is not None:
            words = f"{side.code or side.letter} {in_quotes(rests_on.text)} at {_show_span(rests_on)}"
            yield Text(words, style="dim")


def _show_span(stretch: Stretch) -> str:
    return f"{stretch.span.start} to {stretch.span.end}"

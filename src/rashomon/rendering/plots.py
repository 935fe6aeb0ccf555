"""The plots of a dossier: when what happened, which report has which point, and how much two reports share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Final

from rashomon.records import Article, Dossier, PointStatus, TimelineEntry
from rashomon.rendering.dates import show_interval, show_published
from rashomon.rendering.lookup import Lookup, claim_stretch, index_dossier, reading_order
from rashomon.rendering.matrix import Cell, make_rows
from rashomon.rendering.svg import LINE, Plot, clean, draw, label, width_of
from rashomon.rendering.visible import in_quotes, one_line, shorten
from rashomon.rendering.words import CELL_MEANING, STATUS_MEANING, CellState, counted

MOST_REPORTS: Final = 30
"""Reports that a plot has room for; it says how many others there are."""
_COLUMN = 30
_MARGIN = 16
_SOURCE = 40
_WORDS = 64
_MARK = 6
_BOWS = 40
_BARS: Final[dict[PointStatus, int]] = {"contested": 9, "corroborated": 5, "single-source": 2}


def plot_timeline(dossier: Dossier, *, most: int = 60) -> Plot:
    """When what happened, by report, from top to bottom; at most `most` moments. What contradicts is joined by a bow.

    The rows are in order of time and not to scale.
    """
    lookup = index_dossier(dossier)
    articles = lookup.dossier.articles[:MOST_REPORTS]
    entries = sorted(lookup.dossier.timeline, key=lambda entry: (entry.start, entry.end))
    shown = entries[:most]
    dates = [show_interval(entry.start, entry.end, entry.grain) for entry in shown]
    left = _MARGIN + width_of(max(map(len, dates), default=0)) + 12
    parts, top = _head("Timeline", lookup, articles, left)
    places: dict[str, tuple[float, float]] = {}
    for number, (entry, date) in enumerate(zip(shown, dates, strict=True)):
        y = top + number * LINE
        parts += [*_stripe(number, y, _full_width(left, articles)), label(_MARGIN, y + 14, date)]
        parts += _entry_marks(lookup, entry, articles, left, y + LINE / 2, places)
        first = next(iter(reading_order(lookup, entry.claims)), None)
        if first is not None:
            parts.append(_words_of(lookup, first, left + len(articles) * _COLUMN + 10, y + 14))
    bows = _bows(lookup, places)
    parts += bows
    rest = [f"{len(entries) - most:,} later moments are not shown"] if len(entries) > most else []
    rest += [] if entries else ["no report gives a time that could be resolved"]
    key: tuple[CellState, ...] = ("stated", "contradicted")
    words: dict[CellState, str] = {
        "stated": "states something of then",
        "contradicted": "another report contradicts it; a bow leads there",
    }
    parts, bottom = _foot(parts, top + len(shown) * LINE, key, words, [*rest, "in order of time, not to scale"])
    return draw(
        "Timeline",
        f"{counted(len(entries), 'moment')} in {counted(len(lookup.articles), 'report')}, "
        f"{counted(len(bows), 'contradiction')} between moments",
        parts, width=_full_width(left, articles), height=bottom,
    )  # fmt: skip


def plot_matrix(dossier: Dossier, *, most: int = 40) -> Plot:
    """Which report has which point; at most `most` points: contested ones, then corroborated, then single-source."""
    lookup = index_dossier(dossier)
    articles = lookup.dossier.articles[:MOST_REPORTS]
    rows = make_rows(lookup)
    left = _MARGIN + 34
    parts, top = _head("Points by source", lookup, articles, left)
    for number, row in enumerate(rows[:most]):
        y = top + number * LINE
        parts += _stripe(number, y, _full_width(left, articles))
        parts.append(_bar(row.status, y, STATUS_MEANING[row.status]))
        parts.append(label(_MARGIN + 20, y + 14, str(row.independent_sources), "number", hover=row.support))
        cells = {cell.article: cell for cell in row.cells}
        parts += [
            _mark(cells[article.id].state, left + n * _COLUMN + _COLUMN / 2, y + LINE / 2, _say(cells[article.id]))
            for n, article in enumerate(articles)
        ]
        parts.append(_words_of(lookup, row.lead_claim, left + len(articles) * _COLUMN + 10, y + 14))
    rest = [f"{len(rows) - most:,} points more are not shown"] if len(rows) > most else []
    key: tuple[CellState, ...] = ("stated", "partly", "contradicted", "silent", "copy")
    notes = [*rest, "the number beside the bar: independent sources"]
    parts, bottom = _foot(parts, top + len(rows[:most]) * LINE, key, dict(CELL_MEANING), notes)
    for status in STATUS_MEANING:
        parts += [_bar(status, bottom - 14), label(_MARGIN + 24, bottom, status, "soft")]
        bottom += LINE - 2
    counts = {status: sum(row.status == status for row in rows) for status in STATUS_MEANING}
    told = ", ".join(f"{number} {status}" for status, number in counts.items())
    return draw(
        "Points by source",
        f"{counted(len(rows), 'point')} in {counted(len(lookup.articles), 'report')}: {told}",
        parts, width=_full_width(left, articles), height=bottom,
    )  # fmt: skip


def plot_overlap(dossier: Dossier) -> Plot:
    """How many points each two reports both have, and about how many they contradict each other.

    Below the diagonal stand the points in common, above it those with a contradiction, on it all that a report has.
    """
    lookup = index_dossier(dossier)
    articles = lookup.dossier.articles[:MOST_REPORTS]
    own, shared, against = count_overlap(lookup)
    cell = 44
    left = _MARGIN + 30
    parts, top = _head("What the reports share", lookup, articles, left, column=cell)
    most = max([*shared.values(), *against.values(), 1])
    for row, first in enumerate(articles):
        y = top + row * cell
        parts.append(label(_MARGIN + 10, y + cell / 2 + 5, lookup.letters[first.id], "letter", hover=first.source))
        for column, second in enumerate(articles):
            pair = frozenset((first.id, second.id))
            count = own[first.id] if row == column else (shared if row > column else against)[pair]
            kind = "single-source" if row == column else "corroborated" if row > column else "contested"
            strength = 0.15 if row == column else 0.45 * count / most
            both = " and ".join(dict.fromkeys(one_line(one.source) for one in (first, second)))
            what = {
                "single-source": "points of",
                "corroborated": "points in common of",
                "contested": "contested between",
            }
            x = left + column * cell
            parts.append(
                f'<rect class="{kind}" fill-opacity="{strength:.2f}" x="{x + 1}" y="{y + 1}" '
                f'width="{cell - 2}" height="{cell - 2}"/>'
            )
            parts.append(
                label(x + cell / 2, y + cell / 2 + 5, str(count), "number", hover=f"{count} {what[kind]} {both}")
            )
    notes = [
        "on the diagonal: the points that a report has",
        "below it: the points that both have; above it: those about which they contradict each other",
    ]
    parts, bottom = _foot(parts, top + len(articles) * cell, (), {}, notes)
    legend = max((width_of(len(_name(lookup, one))) for one in articles), default=0) + 60
    width = max(left + len(articles) * cell + _MARGIN, legend + 2 * _MARGIN, width_of(len(notes[1])) + 2 * _MARGIN)
    pairs = len(articles) * (len(articles) - 1) // 2
    return draw(
        "What the reports share",
        f"{counted(len(lookup.articles), 'report')}; {sum(1 for one in shared.values() if one)} of "
        f"{counted(pairs, 'pair')} have points in common, {sum(1 for one in against.values() if one)} a contradiction",
        parts, width=width, height=bottom,
    )  # fmt: skip


def count_overlap(lookup: Lookup) -> tuple[dict[str, int], dict[frozenset[str], int], dict[frozenset[str], int]]:
    """Points by report (id); by two reports the points that both have, and those about which they contradict."""
    own: dict[str, int] = defaultdict(int)
    shared: dict[frozenset[str], int] = defaultdict(int)
    against: dict[frozenset[str], int] = defaultdict(int)
    for point in lookup.points.values():
        claims = [key for key in point.claims if key in lookup.claims]
        homes = sorted({lookup.claims[key].article for key in claims})
        for article in homes:
            own[article] += 1
        for pair in combinations(homes, 2):
            shared[frozenset(pair)] += 1
        clashes = {
            frozenset(lookup.claims[end].article for end in (link.left, link.right))
            for key in claims
            for link in lookup.links_of.get(key, ())
            if link.relation == "conflict"
        }
        for pair_of in clashes:
            against[pair_of] += 1
    return own, shared, against


def _head(
    title: str, lookup: Lookup, articles: Sequence[Article], left: float, *, column: int = _COLUMN
) -> tuple[list[str], float]:
    """The title, the reports by letter, the letters over the columns; and where the rows begin."""
    parts = [label(_MARGIN, 28, title, "head")]
    y = 52.0
    for article in articles:
        parts.append(label(_MARGIN + 8, y, lookup.letters[article.id], "letter"))
        parts.append(label(_MARGIN + 24, y, _name(lookup, article), limit=_SOURCE + 40))
        y += LINE - 2
    if len(lookup.articles) > len(articles):
        parts.append(
            label(_MARGIN + 24, y, f"and {len(lookup.articles) - len(articles)} reports more, not shown", "soft")
        )
        y += LINE - 2
    y += 12
    for number, article in enumerate(articles):
        x = left + number * column + column / 2
        parts.append(label(x, y, lookup.letters[article.id], "letter", hover=article.source))
    return parts, y + 8


def _name(lookup: Lookup, article: Article) -> str:
    copied = lookup.letters.get(lookup.origins.get(article.id, ""), "")
    return f"{shorten(one_line(article.source), _SOURCE)}, {show_published(article)}" + (
        f" (copy of {copied})" if copied else ""
    )


def _foot(
    parts: list[str], y: float, key: Sequence[CellState], words: dict[CellState, str], notes: Sequence[str]
) -> tuple[list[str], float]:
    """The parts with what the marks mean and `notes` below them; and where the plot ends."""
    y += 20
    told = list(parts)
    for state in key:
        told += [_mark(state, _MARGIN + 8, y - 4), label(_MARGIN + 24, y, words[state], "soft")]
        y += LINE - 2
    for note in notes:
        told.append(label(_MARGIN, y, note, "soft"))
        y += LINE - 2
    return told, y


def _stripe(number: int, y: float, width: float) -> list[str]:
    return [] if number % 2 else [f'<rect class="stripe" x="0" y="{y:g}" width="{width:g}" height="{LINE}"/>']


def _full_width(left: float, articles: Sequence[Article]) -> float:
    legend = _MARGIN + 24 + width_of(_SOURCE + 40)
    return max(left + len(articles) * _COLUMN + 10 + width_of(_WORDS) + _MARGIN, legend)


def _words_of(lookup: Lookup, claim: str, x: float, y: float) -> str:
    stretch = claim_stretch(lookup, claim)
    whole = f"{stretch.code} {stretch.source}: {in_quotes(stretch.text)}"
    return label(x, y, in_quotes(stretch.text, _WORDS), limit=_WORDS + 2, hover=whole)


def _say(cell: Cell) -> str:
    codes = f" ({', '.join(cell.codes)})" if cell.codes else ""
    return f"{cell.letter} {cell.source}: {CELL_MEANING[cell.state]}{codes}"


def _mark(state: CellState, x: float, y: float, hover: str = "") -> str:
    """The sign of a cell, drawn around (x, y): shapes differ, so that no colour is needed to tell them apart."""
    title = f"<title>{clean(hover)}</title>" if hover else ""
    r = _MARK
    if state == "stated":
        return f'<circle class="stated" cx="{x:g}" cy="{y:g}" r="{r}">{title}</circle>'
    if state == "partly":
        return (
            f'<g>{title}<circle class="partly" cx="{x:g}" cy="{y:g}" r="{r}"/>'
            f'<path class="stated" d="M{x:g} {y - r:g}A{r} {r} 0 0 0 {x:g} {y + r:g}Z"/></g>'
        )
    if state == "contradicted":
        d = f"M{x:g} {y - r - 1:g}L{x + r + 1:g} {y:g}L{x:g} {y + r + 1:g}L{x - r - 1:g} {y:g}Z"
        return f'<path class="contradicted" d="{d}">{title}</path>'
    lines = ("-2", "2") if state == "copy" else ("0",)
    strokes = "".join(f'<path class="silent" d="M{x - 5:g} {y + float(dy):g}h10"/>' for dy in lines)
    return f"<g>{title}{strokes}</g>"


def _bar(status: PointStatus, y: float, hover: str = "") -> str:
    """The bar before a point, the wider the more its reports have to do with each other: no colour is needed."""
    title = f"<title>{status}: {hover}</title>" if hover else ""
    size = f'width="{_BARS[status]}" height="{LINE - 6}"'
    return f'<rect class="{status}" x="{_MARGIN}" y="{y + 3:g}" {size}>{title}</rect>'


def _entry_marks(
    lookup: Lookup,
    entry: TimelineEntry,
    articles: Sequence[Article],
    left: float,
    y: float,
    places: dict[str, tuple[float, float]],
) -> Iterator[str]:
    """A mark for each report that states something of this moment; adds where its claims stand to `places`."""
    for number, article in enumerate(articles):
        own = [key for key in reading_order(lookup, entry.claims) if lookup.claims[key].article == article.id]
        if not own:
            continue
        x = left + number * _COLUMN + _COLUMN / 2
        places.update(dict.fromkeys(own, (x, y)))
        contested = any(link.relation == "conflict" for key in own for link in lookup.links_of.get(key, ()))
        hover = f"{article.source}: " + " / ".join(claim_stretch(lookup, key).text for key in own)
        yield _mark("contradicted" if contested else "stated", x, y, shorten(one_line(hover), 600))


def _bows(lookup: Lookup, places: dict[str, tuple[float, float]]) -> list[str]:
    """A bow for each contradiction between two marks, the surest first."""
    found: dict[tuple[tuple[float, float], tuple[float, float]], str] = {}
    for link in sorted(lookup.links, key=lambda link: (-link.score, link.id)):
        if link.relation != "conflict" or link.left not in places or link.right not in places:
            continue
        (x1, y1), (x2, y2) = sorted((places[link.left], places[link.right]))
        bend = (y2 - y1) / 2 if x1 == x2 else 0
        middle = (
            f"{(x1 + x2) / 2 + abs(bend) / 2 + (8 if y1 != y2 else 0):g} {(y1 + y2) / 2 - (12 if y1 == y2 else 0):g}"
        )
        found.setdefault(((x1, y1), (x2, y2)), f'<path class="bow" d="M{x1:g} {y1:g}Q{middle} {x2:g} {y2:g}"/>')
    return list(found.values())[:_BOWS]

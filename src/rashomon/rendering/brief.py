"""The brief dossier, for the terminal and for Markdown: what is shown, in which order, and how much of it at most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rashomon.records import Dossier
from rashomon.rendering.accounts import (
    Account,
    Alone,
    Moment,
    Naming,
    Quiet,
    Voice,
    make_accounts,
    make_alone,
    make_leaning,
    make_moments,
    make_namings,
    make_quiet,
    make_voices,
)
from rashomon.rendering.amends import Amend, make_amends, number_by_point
from rashomon.rendering.comparisons import make_comparisons
from rashomon.rendering.conflicts import Conflict, make_conflicts
from rashomon.rendering.dates import show_published
from rashomon.rendering.lookup import Lookup, Other, Stretch, index_dossier
from rashomon.rendering.matrix import Row, make_rows
from rashomon.rendering.merging import Shown
from rashomon.rendering.overview import AnswerLine, Counts, answer_lines, count_all
from rashomon.rendering.section import Section
from rashomon.rendering.visible import STRETCH, in_quotes, one_line, shorten
from rashomon.rendering.words import NO_EVENT, STANCE, counted

CONFLICTS: Final = 12
ROWS: Final = 15
ACCOUNTS: Final = 12
VOICES: Final = 8
QUOTES: Final = 3
MOMENTS: Final = 12
NAMINGS: Final = 8
ALONE: Final = 5
GAPS: Final = 4
ENTRIES: Final = 6
ANSWERS: Final = 3
LINKS: Final = 3
RIVALS: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """All sections of the brief dossier, whole: the renderers cut them to the numbers above and say by how much."""

    lookup: Lookup
    counts: Counts
    answers: dict[str, tuple[AnswerLine, ...]]
    conflicts: tuple[Conflict, ...]
    rows: tuple[Row, ...]
    accounts: tuple[Account, ...]
    leaning: tuple[Account, ...]
    voices: tuple[Voice, ...]
    moments: tuple[Moment, ...]
    namings: tuple[Naming, ...]
    alone: tuple[Alone, ...]
    quiet: tuple[Quiet, ...]
    amends: tuple[Amend, ...]
    amended: dict[str, tuple[str, ...]]
    comparisons: tuple[Section, ...]


def make_brief(dossier: Dossier) -> Brief:
    """All sections of the brief dossier."""
    lookup = index_dossier(dossier)
    rows = make_rows(lookup)
    conflicts = make_conflicts(lookup)
    return Brief(
        lookup=lookup,
        counts=count_all(lookup, conflicts),
        answers=answer_lines(lookup),
        conflicts=conflicts,
        rows=tuple(row for row in rows if row.status != "single-source"),
        accounts=make_accounts(lookup, rows),
        leaning=make_leaning(lookup, rows),
        voices=make_voices(lookup),
        moments=make_moments(lookup),
        namings=make_namings(lookup),
        alone=make_alone(lookup, rows),
        quiet=make_quiet(lookup, rows),
        amends=make_amends(lookup),
        amended=number_by_point(lookup),
        comparisons=make_comparisons(lookup),
    )


def count_lines(counts: Counts) -> tuple[str, str]:
    """The counts in two lines: reports and points, then conflicts."""
    points = ", ".join((
        f"{counted(counts.corroborated, 'point')} corroborated",
        f"{counts.contested} contested",
        f"{counts.single_source} single-source",
    ))  # fmt: skip
    return (
        f"{counted(counts.reports, 'report')} from {counted(counts.origins, 'independent source')}; {points}",
        f"{counted(counts.conflicts, 'conflict')}, {counted(counts.updates, 'update')} over time",
    )


def heading(brief: Brief) -> str:
    """The event's label in quotation marks, or that there is no one event."""
    label = brief.lookup.dossier.event.label
    return in_quotes(label) if label else NO_EVENT


def other_line(other: Other) -> str:
    """A report of another event in a line: its letter, source, date and title, and why it is taken for one."""
    article = other.article
    title = f", {in_quotes(article.title, 100)}" if article.title else ""
    return f"another event: {other.letter} {one_line(article.source)}, {show_published(article)}{title}: {other.reason}"


def words_of(stretch: Stretch, limit: int = STRETCH) -> str:
    """The stretch in quotation marks, with its left-out subject before it."""
    if not stretch.subject:
        return in_quotes(stretch.text, limit)
    return f"“{shorten(one_line(stretch.subject), limit)} … {shorten(one_line(stretch.text), limit)}”"


def source_of(stretch: Stretch, *, date: bool = False) -> str:
    """Where the stretch stands: "A4 Harbour Post", with the time of publication where asked for."""
    return f"{stretch.code or stretch.letter} {one_line(stretch.source)}" + (f", {stretch.published}" if date else "")


def tags_of(stretch: Stretch) -> str:
    """Whose voice it is and how sure: "(speaker: Ines Duarte; planned)", "" for the report's own plain statement."""
    tags = [f"speaker: {one_line(stretch.speaker)}"] if stretch.speaker else []
    stance = next((word for key, word in STANCE.items() if key == stretch.stance), "")
    if stance and not (stretch.speaker and stretch.stance == "reported"):
        tags.append(stance)
    if stretch.filled:
        tags.append("refers to: " + ", ".join(one_line(name) for name in stretch.filled))
    return f"({'; '.join(tags)})" if tags else ""


def sources_of(shown: Shown, *, date: bool = False) -> str:
    """The sources of a stretch and of those with the same words."""
    rest = ", ".join(source_of(one, date=date) for one in shown.also)
    return source_of(shown.first, date=date) + (f"; same words: {rest}" if rest else "")


def links_of(conflict: Conflict) -> str:
    """The conflict's links by their ids, for `rashomon explain`: "link k0123 (75 %)"."""
    some = ", ".join(one_line(key) for key in conflict.links[:LINKS])
    rest = f" and {len(conflict.links) - LINKS} more" if len(conflict.links) > LINKS else ""
    return f"{'link' if len(conflict.links) == 1 else 'links'} {some}{rest} ({conflict.chance})"


def marks_of(brief: Brief, row: Row) -> str:
    """ " (corrected: #3)" where people have set something right about the point, else ""."""
    marks = brief.amended.get(row.point, ())
    return f" (corrected: {', '.join(marks)})" if marks else ""


def answer_words(line: AnswerLine) -> str:
    """An answer as it is shown: words of a report in quotation marks, a name or date without."""
    return in_quotes(line.text, 120) if line.quoted else shorten(one_line(line.text), 120)


def rivals_line(rivals: Sequence[Stretch]) -> str:
    """ "differs: “...” B7 Harbour Post" for the first of the rivals, "" where there are none."""
    if not rivals:
        return ""
    rest = f" and {len(rivals) - RIVALS} more" if len(rivals) > RIVALS else ""
    some = "; ".join(f"{words_of(one, 80)} {source_of(one)}" for one in rivals[:RIVALS])
    return f"differs: {some}{rest}"


def report_line(brief: Brief, key: str) -> str:
    """A report's line in the list of reports: its source, when it was published, of whom it is a copy."""
    article = brief.lookup.articles[key]
    origin = brief.lookup.origins.get(key)
    versions = {copy.article for copy in brief.lookup.dossier.copies if copy.kind == "version"}
    what = "version" if key in versions else "copy"
    copied = "" if origin is None else f", {what} of {brief.lookup.letters.get(origin, 'another report')}"
    return f"{one_line(article.source)}, {show_published(article)}{copied}"


def rest_of(number: int, shown: int) -> str:
    """ "… 3 more: see --format html" where not all are shown, else ""."""
    return f"… {number - shown} more: see --format html" if number > shown else ""

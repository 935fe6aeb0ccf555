"""The dossier in brief as Markdown: CommonMark with tables. Every word of a report is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rashomon.records import Dossier
from rashomon.rendering import brief as cut
from rashomon.rendering.accounts import Account, Gap
from rashomon.rendering.amends import count_amends
from rashomon.rendering.brief import Brief, make_brief
from rashomon.rendering.dates import show_day
from rashomon.rendering.merging import Shown
from rashomon.rendering.notes import plugin_lines
from rashomon.rendering.visible import in_quotes, one_line
from rashomon.rendering.words import (
    ANYWAY,
    CELL_MEANING,
    CELL_SIGN,
    CORRECTED,
    EMPTY_ANSWER,
    KIND,
    KIND_MEANING,
    ONE_ORIGIN,
    OTHER_EVENTS,
    PRINCIPLE,
    STATUS_MEANING,
)

# All ASCII punctuation that can begin or end a construct; CommonMark lets any of it be escaped. A colon and an at sign
# are among them because of GitHub's bare links.
_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~&$:@^=\"'/])")


def render_markdown(dossier: Dossier) -> str:
    """The dossier in brief as Markdown (CommonMark with tables); the reports' words are escaped."""
    brief = make_brief(dossier)
    compared = (
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
    )
    sections = (_head, *(compared if brief.lookup.dossier.articles else ()), _made)
    return "\n".join(line for section in sections for line in section(brief)).rstrip() + "\n"


def escape_markdown(text: str) -> str:
    """`text` on one line, with all that Markdown or HTML would read as a sign escaped by a backslash."""
    return _SPECIAL.sub(r"\\\1", one_line(text))


def _shown(shown: Shown, *, date: bool = False) -> str:
    tags = cut.tags_of(shown.first)
    parts = [escape_markdown(cut.words_of(shown.first)), f"*{escape_markdown(tags)}*" if tags else "",
             f"({escape_markdown(cut.sources_of(shown, date=date))})"]  # fmt: skip
    return " ".join(part for part in parts if part)


def _rest(number: int, shown: int, mark: str = "- ") -> Iterator[str]:
    rest = cut.rest_of(number, shown)
    if rest:
        yield f"{mark}{rest}"


def _head(brief: Brief) -> Iterator[str]:
    dossier = brief.lookup.dossier
    yield f"# {escape_markdown(cut.heading(brief))}"
    yield ""
    if dossier.articles:
        first, second = cut.count_lines(brief.counts)
        yield f"{first}; {second}."
        yield ""
    if brief.amends:
        yield f"{count_amends(brief.amends).capitalize()}."
        yield ""
    days = {note.article: note for note in dossier.dates}
    for article in dossier.articles:
        note = days.get(article.id)
        origin = "" if note is None else brief.lookup.letters.get(note.origin, "?")
        dated = "" if note is None else f" (weekdays counted from {show_day(note.date)}, as in {origin})"
        yield (f"- **{brief.lookup.letters[article.id]}** "
               f"{escape_markdown(cut.report_line(brief, article.id))}{dated}")  # fmt: skip
    yield from (f"- {escape_markdown(cut.other_line(other))}" for other in brief.lookup.others)
    if brief.lookup.others:
        yield f"- {escape_markdown(OTHER_EVENTS)} {escape_markdown(ANYWAY)}"
    yield from (f"- skipped: {escape_markdown(one.input)}: {escape_markdown(one.reason)}" for one in dossier.skipped)
    yield ""


def _answers(brief: Brief) -> Iterator[str]:
    for question, lines in brief.answers.items():
        if not lines and question in ("why", "how"):
            continue
        found = []
        for line in lines[: cut.ANSWERS]:
            letters = " ".join(brief.lookup.letters[article.id] for article in line.articles)
            found.append(f"{escape_markdown(cut.answer_words(line))} ({letters})")
        yield f"- **{question.capitalize()}** {'; '.join(found) or EMPTY_ANSWER}"
        for line in lines[: cut.ANSWERS]:
            if line.rivals:
                yield f"  - {escape_markdown(cut.answer_words(line))}: {escape_markdown(cut.rivals_line(line.rivals))}"
    yield ""
    yield PRINCIPLE
    yield ""


def _conflicts(brief: Brief) -> Iterator[str]:
    yield "## Conflicts"
    yield ""
    if not brief.conflicts:
        yield "No two reports were found to contradict each other."
        yield ""
    for one in brief.conflicts[: cut.CONFLICTS]:
        yield f"### {one.number}\\. {KIND[one.kind].capitalize()}: {KIND_MEANING[one.kind]}"
        yield ""
        for side in one.sides:
            yield f"- **{escape_markdown(side.value)}**" if side.value else "- (no value)"
            yield from (f"  - {_shown(shown, date=True)}" for shown in side.shown)
        yield f"- why: {escape_markdown(one.reason)}"
        yield f"- {escape_markdown(cut.links_of(one))}"
        yield ""
    if len(brief.conflicts) > cut.CONFLICTS:
        yield from _rest(len(brief.conflicts), cut.CONFLICTS)
        yield ""


def _matrix(brief: Brief) -> Iterator[str]:
    if not brief.rows:
        return
    articles = brief.lookup.dossier.articles
    yield "## Points by report"
    yield ""
    yield "; ".join(f"{CELL_SIGN[state]} {state}: {CELL_MEANING[state]}" for state in CELL_MEANING if state != "copy")
    yield ""
    names = (f"{brief.lookup.letters[article.id]} {escape_markdown(article.source)}" for article in articles)
    yield f"| Point | Status | {' | '.join(names)} |"
    yield "| --- | --- |" + " --- |" * len(articles)
    for row in brief.rows[: cut.ROWS]:
        cells = " | ".join(f"{CELL_SIGN[cell.state]} {cell.state}" for cell in row.cells)
        marks = escape_markdown(cut.marks_of(brief, row))
        status = f"{row.status} {marks}" if marks else row.status
        yield f"| {escape_markdown(cut.words_of(row.lead))} {row.lead.code} | {status} | {cells} |"
    yield ""
    if len(brief.rows) > cut.ROWS:
        yield from _rest(len(brief.rows), cut.ROWS)
        yield ""


def _accounts(brief: Brief) -> Iterator[str]:
    return _list_accounts(brief.accounts, "Corroborated", STATUS_MEANING["corroborated"])


def _leaning(brief: Brief) -> Iterator[str]:
    return _list_accounts(brief.leaning, "From one origin", ONE_ORIGIN)


def _list_accounts(accounts: Sequence[Account], title: str, meaning: str) -> Iterator[str]:
    if not accounts:
        return
    yield f"## {title}"
    yield ""
    yield f"{meaning[0].upper()}{meaning[1:]}."
    yield ""
    for account in accounts[: cut.ACCOUNTS]:
        yield f"- {_shown(account.lead)}, {escape_markdown(account.row.support)}"
        yield from (f"  - {CELL_SIGN[state]} {_shown(shown)}" for state, shown in account.others)
    yield from _rest(len(accounts), cut.ACCOUNTS)
    yield ""


def _voices(brief: Brief) -> Iterator[str]:
    if not brief.voices:
        return
    yield "## Quotes by speaker"
    yield ""
    for voice in brief.voices[: cut.VOICES]:
        yield f"- **{escape_markdown(voice.name)}**"
        for quote in voice.quotes[: cut.QUOTES]:
            words = escape_markdown(in_quotes(quote.shown.first.text))
            yield f"  - {words} *{quote.kind}* ({escape_markdown(cut.sources_of(quote.shown))})"
        yield from _rest(len(voice.quotes), cut.QUOTES, "  - ")
    yield from _rest(len(brief.voices), cut.VOICES)
    yield ""


def _moments(brief: Brief) -> Iterator[str]:
    if not brief.moments:
        return
    yield "## Timeline"
    yield ""
    for moment in brief.moments[: cut.MOMENTS]:
        yield f"- **{moment.when}**" + (" (background)" if moment.background else "")
        yield from (f"  - {_shown(shown)}" for shown in moment.shown[: cut.QUOTES])
        yield from _rest(len(moment.shown), cut.QUOTES, "  - ")
        if moment.rivals:
            yield f"  - {escape_markdown(cut.rivals_line(moment.rivals))}"
    yield from _rest(len(brief.moments), cut.MOMENTS)
    yield ""


def _namings(brief: Brief) -> Iterator[str]:
    if not brief.namings:
        return
    yield "## Wording"
    yield ""
    for naming in brief.namings[: cut.NAMINGS]:
        pairs = zip(naming.shown, naming.counts, strict=True)
        labels = ", ".join(f"{escape_markdown(in_quotes(shown.first.text))} ({count})" for shown, count in pairs)
        yield f"- **{escape_markdown(naming.referent)}** {labels}" if naming.named else f"- {labels}"
    yield from _rest(len(brief.namings), cut.NAMINGS)
    yield ""


def _comparisons(brief: Brief) -> Iterator[str]:
    for section in brief.comparisons:
        yield f"## {section.title}"
        yield ""
        yield escape_markdown(section.meaning)
        yield ""
        for entry in section.entries[: cut.ENTRIES]:
            yield f"- **{escape_markdown(entry.head)}**"
            for line in () if entry.folded else entry.lines[: section.lines]:
                words = f": {_shown(Shown(first=line.stretch, also=()))}" if line.stretch is not None else ""
                note = f" ({escape_markdown(line.note)})" if line.note else ""
                yield f"  - {escape_markdown(line.label)}{words}{note}"
            yield from _rest(0 if entry.folded else len(entry.lines), section.lines, "  - ")
        yield from _rest(len(section.entries), cut.ENTRIES)
        yield ""


def _alone(brief: Brief) -> Iterator[str]:
    if not brief.alone:
        return
    yield "## What only one report says"
    yield ""
    for one in brief.alone:
        yield f"- **{brief.lookup.letters[one.article.id]}** {escape_markdown(one.article.source)}"
        for row in one.rows[: cut.ALONE]:
            elsewhere = "".join(f"; {cell.state}: {' '.join(cell.codes[:3])}" for cell in row.elsewhere)
            yield f"  - {_shown(Shown(first=row.lead, also=()))}{elsewhere}"
        yield from _rest(len(one.rows), cut.ALONE, "  - ")
    yield ""


def _quiet(brief: Brief) -> Iterator[str]:
    questions = brief.lookup.dossier.open_questions
    if not brief.quiet and not questions:
        return
    yield "## Silences and open questions"
    yield ""
    for one in brief.quiet:
        yield f"- **{brief.lookup.letters[one.article.id]}** {escape_markdown(one.article.source)} is silent on"
        for gap in one.gaps[: cut.GAPS]:
            near = "" if gap.nearest is None else f"; {_near(gap)}: {_shown(Shown(first=gap.nearest, also=()))}"
            yield f"  - {_shown(Shown(first=gap.row.lead, also=()))}{near}"
        yield from _rest(len(one.gaps), cut.GAPS, "  - ")
    yield from (f"- open in all reports: {escape_markdown(question.question)}" for question in questions)
    yield ""


def _amends(brief: Brief) -> Iterator[str]:
    if not brief.amends:
        return
    yield "## Corrections"
    yield ""
    yield CORRECTED
    yield ""
    for one in brief.amends:
        yield f"- \\#{one.number} {escape_markdown(one.line)}"
        yield from (f"  - {_shown(Shown(first=stretch, also=()))}" for stretch in one.stretches)
    yield ""


def _near(gap: Gap) -> str:
    return "may be said in other words" if gap.otherwise else "nearest"


def _made(brief: Brief) -> Iterator[str]:
    run = brief.lookup.dossier.run
    yield "## How this was made"
    yield ""
    yield f"- Rashomon {escape_markdown(run.version)}"
    yield from (f"- {escape_markdown(model.name)} `{model.sha256}`" for model in run.models)
    yield from (f"- {escape_markdown(line)}" for line in plugin_lines(brief.lookup))

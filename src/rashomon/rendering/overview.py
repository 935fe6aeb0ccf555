"""What the head of a dossier shows: where its title stands, the counts, who / what / when / where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rashomon.records import Answer, Article
from rashomon.rendering.conflicts import Conflict
from rashomon.rendering.dates import show_iso
from rashomon.rendering.lookup import Lookup, Stretch, reading_order, rivals_of
from rashomon.rendering.words import QUESTIONS
from rashomon.text import stretch, words


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much there is of each. `origins` counts copies of one text once; `conflicts` leaves `updates` out."""

    reports: int
    origins: int
    corroborated: int
    contested: int
    single_source: int
    conflicts: int
    updates: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerLine:
    """One answer: words of a report (`quoted`) or a name or date, the claims that carry it and their reports.

    `rivals` are the stretches that contradict it.
    """

    text: str
    quoted: bool
    articles: tuple[Article, ...]
    codes: tuple[str, ...]
    rivals: tuple[Stretch, ...] = ()


def count_all(lookup: Lookup, conflicts: tuple[Conflict, ...]) -> Counts:
    """The counts of the dossier."""
    statuses = [point.status for point in lookup.dossier.points]
    updates = sum(1 for one in conflicts if one.kind == "update")
    return Counts(
        reports=len(lookup.articles),
        origins=len(lookup.articles.keys() - lookup.origins.keys()),
        corroborated=statuses.count("corroborated"),
        contested=statuses.count("contested"),
        single_source=statuses.count("single-source"),
        conflicts=len(conflicts) - updates,
        updates=updates,
    )


def title_source(lookup: Lookup) -> Article | None:
    """The first report that has the event's label as its title or else in its text; None where none has it."""
    label = lookup.dossier.event.label
    titled = (article for article in lookup.dossier.articles if article.title == label)
    return next(titled, None) or next((one for one in lookup.dossier.articles if label and label in one.text), None)


def answer_lines(lookup: Lookup) -> dict[str, tuple[AnswerLine, ...]]:
    """The answers to each of who, what, when, where, why, how; best supported first."""
    return {
        question: _merge(lookup, (_make_line(lookup, answer) for answer in getattr(lookup.dossier.five_w, question)))
        for question in QUESTIONS
    }


def _merge(lookup: Lookup, lines: Iterable[AnswerLine]) -> tuple[AnswerLine, ...]:
    """The lines in their order, those with the same words (a copy's, mostly) as one."""
    merged: dict[tuple[str, ...], AnswerLine] = {}
    order = list(lookup.articles)
    for line in lines:
        key = tuple(words(line.text)) or (line.text,)
        known = merged.get(key)
        both = line if known is None else AnswerLine(
            text=known.text, quoted=known.quoted, articles=(*known.articles, *line.articles),
            codes=tuple(dict.fromkeys(known.codes + line.codes)),
            rivals=tuple(dict.fromkeys(known.rivals + line.rivals)),
        )  # fmt: skip
        merged[key] = AnswerLine(
            text=both.text, quoted=both.quoted, codes=both.codes, rivals=both.rivals,
            articles=tuple(sorted(dict.fromkeys(both.articles), key=lambda article: order.index(article.id))),
        )  # fmt: skip
    return tuple(merged.values())


def _make_line(lookup: Lookup, answer: Answer) -> AnswerLine:
    known = [lookup.articles[key] for key in answer.articles if key in lookup.articles]
    span = answer.span
    own = {key for key in answer.claims if key in lookup.claims and lookup.claims[key].span == span}
    shown = own or answer.claims
    quoted = span is not None and any(stretch(article.text, span) == answer.text for article in known)
    return AnswerLine(
        text=answer.text if quoted else show_iso(answer.text),
        quoted=quoted,
        articles=tuple(known),
        codes=tuple(lookup.codes[key] for key in reading_order(lookup, dict.fromkeys(answer.claims))),
        rivals=rivals_of(lookup, shown, answer.conflicts),
    )

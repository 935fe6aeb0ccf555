"""Quotes, versions, phrasing and event codes, as sections that every output shows alike."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import Final

from rashomon.records import ChangeKind, LoadedWord, QuotedShare, QuoteForm, Span, VersionChange, VersionComparison
from rashomon.rendering.codes import list_codes
from rashomon.rendering.dates import show_published
from rashomon.rendering.lookup import Lookup, Stretch, claim_stretch, span_stretch
from rashomon.rendering.section import Entry, Line, Section
from rashomon.rendering.visible import one_line, shorten
from rashomon.rendering.words import NO_SPEAKER, counted, show_range
from rashomon.text import fold

FORM: Final[dict[QuoteForm, str]] = {
    "full": "in full",
    "cut": "cut",
    "altered": "other words",
    "paraphrased": "paraphrased",
}
CHANGE: Final[dict[ChangeKind, str]] = {
    "number": "numbers",
    "claim": "claims",
    "quote": "quotes",
    "stance": "stance",
    "cosmetic": "cosmetic",
}
_NAME = 60
_WORDS = 12


COMPARISONS: Final[dict[str, tuple[str, str]]] = {
    "quotes-compared": (
        "One utterance in several reports",
        "Against the fullest direct quote; words that it has not are named.",
    ),
    "quoted": (
        "Who is quoted how much",
        "Quotes, and words within quotation marks; the role is as the report’s words tell it.",
    ),
    "versions": (
        "Versions of one article",
        "What changed from one version to the next: numbers, claims, quotes, stance; cosmetics last.",
    ),
    "phrasing": (
        "How it is put",
        "Acts told with and without who did them, and words of a lexicon that can be found in the package. A word is "
        "no verdict on the outlet that uses it.",
    ),
    "event-codes": (
        "Event codes",
        "What statements tell as events of PLOVER: type / mode, who to whom, contexts. The score is higher the more "
        "the words ask for, lower for a hedge. Codes of linked statements that are at odds come first.",
    ),
}
"""The sections by key, in order: title and meaning."""
_LINES: Final = {"versions": 12, "event-codes": 3}


def make_comparisons(lookup: Lookup) -> tuple[Section, ...]:
    """The sections that have anything in them."""
    entries = {
        "quotes-compared": _utterances(lookup),
        "quoted": _shares(lookup),
        "versions": _versions(lookup),
        "phrasing": (*_agents(lookup), *_loaded(lookup)),
        "event-codes": list_codes(lookup),
    }
    made = []
    for key, (title, meaning) in COMPARISONS.items():
        section = Section(key=key, title=title, meaning=meaning, entries=tuple(entries[key]))
        made.append(replace(section, lines=_LINES[key]) if key in _LINES else section)
    return tuple(section for section in made if section.entries)


def _utterances(lookup: Lookup) -> tuple[Entry, ...]:
    entries = []
    for one in lookup.dossier.quote_ledger.utterances:
        lines = []
        for print_ in (print_ for print_ in one.prints if print_.article in lookup.articles):
            text = lookup.articles[print_.article].text
            changed = ", ".join(f"“{text[span.start : span.end]}”" for span in print_.changed)
            other = print_.speaker is not None and print_.speaker != one.speaker
            notes = [f"changed: {shorten(one_line(changed), 200)}"] if changed else []
            notes += [f"put down to {_name(lookup, print_.speaker)}"] if other else []
            lines.append(Line(label=FORM[print_.form], stretch=_at(lookup, print_.article, print_.span),
                              note="; ".join(notes)))  # fmt: skip
        if len(lines) > 1:
            entries.append(Entry(head=_name(lookup, one.speaker), lines=tuple(lines)))
    return tuple(entries)


def _shares(lookup: Lookup) -> tuple[Entry, ...]:
    by_article: dict[str, list[QuotedShare]] = defaultdict(list)
    for share in lookup.dossier.quote_ledger.shares:
        by_article[share.article].append(share)
    return tuple(
        Entry(
            head=_outlet(lookup, article.id),
            lines=tuple(Line(label=_share(lookup, share)) for share in by_article[article.id]),
        )
        for article in lookup.dossier.articles
        if by_article.get(article.id)
    )


def _share(lookup: Lookup, share: QuotedShare) -> str:
    who = _name(lookup, share.speaker) if share.speaker else "not identified"
    role = f" ({share.role})" if share.role else ""
    words = f", {counted(share.direct_words, 'word')} in quotation marks" if share.direct_words else ""
    return f"{who}{role}: {counted(share.quotes, 'quote')}{words}"


def _versions(lookup: Lookup) -> tuple[Entry, ...]:
    entries = []
    for version in lookup.dossier.versions:
        if version.article not in lookup.articles or version.previous not in lookup.articles:
            continue
        times = (show_published(lookup.articles[key]) for key in (version.previous, version.article))
        head = f"{_outlet(lookup, version.article)}: {' to '.join(times)}"
        cosmetic = [change for change in version.changes if change.kinds == ("cosmetic",)]
        substantial = [change for change in version.changes if change not in cosmetic]
        if substantial:
            lines = tuple(line for change in substantial for line in _change_lines(lookup, version, change))
            entries.append(Entry(head=head, lines=lines))
        if cosmetic:
            lines = tuple(line for change in cosmetic for line in _change_lines(lookup, version, change))
            entries.append(Entry(head=f"{head}: {counted(len(cosmetic), 'cosmetic change')}", lines=lines, folded=True))
    return tuple(entries)


def _change_lines(lookup: Lookup, version: VersionComparison, change: VersionChange) -> tuple[Line, ...]:
    kinds = ", ".join(CHANGE[kind] for kind in change.kinds)
    values = "" if change.values is None else f"{show_range(change.values[0])} → {show_range(change.values[1])}"
    lines = []
    if change.before is not None:
        lines.append(Line(label=f"{kinds}: was", stretch=_at(lookup, version.previous, change.before)))
    if change.after is not None:
        lines.append(Line(label="is" if lines else f"{kinds}: new",
                          stretch=_at(lookup, version.article, change.after), note=values))  # fmt: skip
    elif lines:
        lines.append(Line(label="is gone"))
    return tuple(lines)


def _agents(lookup: Lookup) -> tuple[Entry, ...]:
    entries = []
    for one in lookup.dossier.phrasing.agents:
        if one.passive in lookup.claims and one.active in lookup.claims:
            article = lookup.articles[lookup.claims[one.active].article]
            agent = shorten(one_line(article.text[one.agent.start : one.agent.end]), _NAME)
            lines = (
                Line(label="without who did it", stretch=claim_stretch(lookup, one.passive)),
                Line(label=f"with “{agent}”", stretch=claim_stretch(lookup, one.active)),
            )
            entries.append(Entry(head="Agent left out", lines=lines))
    return tuple(entries)


def _loaded(lookup: Lookup) -> tuple[Entry, ...]:
    by_article: dict[str, list[LoadedWord]] = defaultdict(list)
    for word in lookup.dossier.phrasing.loaded:
        by_article[word.article].append(word)
    lexicon = lookup.dossier.phrasing.lexicon
    return tuple(
        Entry(head=f"{_outlet(lookup, article.id)}: words of the lexicon “{one_line(lexicon)}”", lines=lines)
        for article in lookup.dossier.articles
        if (lines := _word_lines(article.text, by_article.get(article.id, [])))
    )


def _word_lines(text: str, found: list[LoadedWord]) -> tuple[Line, ...]:
    """A line for each category, the outlet's own words before those within quotation marks."""
    groups: dict[tuple[bool, str], Counter[str]] = defaultdict(Counter)
    for word in found:
        groups[word.quoted, word.category][fold(text[word.span.start : word.span.end])] += 1
    return tuple(
        Line(label=f"{category}{', within quotation marks' if quoted else ''}: {_list_words(counts)}")
        for (quoted, category), counts in sorted(groups.items())
    )


def _list_words(counts: Counter[str]) -> str:
    shown = [f"“{one_line(word)}”" + (f" ×{n}" if n > 1 else "") for word, n in sorted(counts.items())][:_WORDS]
    return ", ".join(shown) + (", …" if len(counts) > _WORDS else "")


def _at(lookup: Lookup, article: str, span: Span) -> Stretch:
    return span_stretch(lookup, lookup.articles[article], span)


def _outlet(lookup: Lookup, article: str) -> str:
    return f"{lookup.letters[article]} {shorten(one_line(lookup.articles[article].source), _NAME)}"


def _name(lookup: Lookup, speaker: str | None) -> str:
    return NO_SPEAKER if speaker is None else shorten(one_line(lookup.names.get(speaker, speaker)), _NAME)

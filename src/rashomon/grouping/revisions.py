"""Puts the versions of one article, by its own outlet, in order and says which sentences came and went."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from rashomon.grouping.copies import page_of
from rashomon.records import Article, Copy, Revision, Span
from rashomon.text import fold, stretch, trim, words

_SENTENCE_END = re.compile(r"[.!?][\"'”’)]*\s+|\n+")


def find_revisions(articles: Sequence[Article], copies: Sequence[Copy]) -> tuple[Revision, ...]:
    """Each later version of an article with the one before it, sorted by article.

    Versions are articles that print one text and are of one page or by one outlet. Their order is that of publication
    (else of fetching); where an article has neither date, nothing is said about it.
    """
    origins = {copy.article: copy.origin for copy in copies}
    prints: dict[str, list[Article]] = defaultdict(list)
    for article in articles:
        if article.id in origins or article.id in origins.values():
            prints[origins.get(article.id, article.id)].append(article)
    found = [
        compare_versions(previous, article)
        for several in prints.values()
        for versions in _by_outlet(several)
        for previous, article in pairwise(sorted(versions, key=_time_and_id))
    ]
    return tuple(sorted(found, key=lambda revision: revision.article))


def compare_versions(previous: Article, article: Article) -> Revision:
    """What `article` added to `previous` and took from it, by sentences with the same words."""
    old, new = split_sentences(previous.text), split_sentences(article.text)
    return Revision(
        article=article.id,
        previous=previous.id,
        added=_missing_from(article.text, new, previous.text, old),
        removed=_missing_from(previous.text, old, article.text, new),
    )


def split_sentences(text: str) -> list[Span]:
    """The sentences of `text`, roughly: parted at line ends and after full stops, question and exclamation marks."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    spans = [trim(text, start, end) for start, end in pairwise([0, *ends, len(text)])]
    return [span for span in spans if span is not None]


def _missing_from(text: str, spans: Sequence[Span], other: str, others: Sequence[Span]) -> tuple[Span, ...]:
    known = Counter(_key(other, span) for span in others)
    missing = []
    for span in spans:
        key = _key(text, span)
        if key and not known[key]:
            missing.append(span)
        known[key] -= 1
    return tuple(missing)


def _key(text: str, span: Span) -> tuple[str, ...]:
    return tuple(words(stretch(text, span)))


def _by_outlet(articles: Sequence[Article]) -> list[list[Article]]:
    """The dated ones of `articles` that share a page or an outlet, in groups of two or more."""
    groups: list[tuple[set[str], list[Article]]] = []
    for article in sorted((a for a in articles if _time_of(a)), key=lambda a: a.id):
        marks = {mark for mark in (f"outlet {fold(article.source)}", f"page {page_of(article.url)}") if mark[-1] != " "}
        near = [group for group in groups if group[0] & marks]
        groups = [group for group in groups if not group[0] & marks]
        groups.append((marks.union(*(g[0] for g in near)), [article, *(a for g in near for a in g[1])]))
    return [several for _, several in groups if len(several) > 1]


def _time_of(article: Article) -> datetime | None:
    return article.published or article.fetched


def _time_and_id(article: Article) -> tuple[str, str]:
    time = _time_of(article)
    return (time.isoformat() if time else "", article.id)

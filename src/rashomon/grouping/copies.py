"""Finds copies: articles that print the same text, whole, cut or within a longer one.

Measured is the containment of word 3-grams: the share of the shorter article's 3-grams that the longer one has too.
Jaccard similarity would miss abridged wire copy. Source: A. Broder (1997), "On the resemblance and containment of
documents".
"""

from __future__ import annotations

from collections.abc import Sequence

from rashomon.records import Article, Copy
from rashomon.text import words

SHINGLE = 3
# Two independent reports of one event that quote the same statement share up to about a third of their 3-grams.
COPY_CONTAINMENT = 0.6
# Below this many 3-grams a text is too short to tell a copy from a shared formula.
FEWEST_SHINGLES = 12


def shingles(text: str) -> frozenset[tuple[str, ...]]:
    """The word 3-grams of `text`; a text of one or two words has itself as its only one."""
    tokens = words(text)
    if not tokens:
        return frozenset()
    return frozenset(tuple(tokens[i : i + SHINGLE]) for i in range(max(1, len(tokens) - SHINGLE + 1)))


def find_copies(articles: Sequence[Article]) -> tuple[Copy, ...]:
    """The articles that copy another one, sorted by article id; does not depend on the order of `articles`.

    Each article is compared with representatives only, the longest text first (of equal ones the earlier published,
    then the smaller id), so that a chain of slightly different texts is never swallowed as one.
    """
    found: list[Copy] = []
    origins: list[tuple[Article, frozenset[tuple[str, ...]]]] = []
    for article in sorted(articles, key=_longest_first):
        own = shingles(article.text[article.body_start :])
        origin, contained = _closest(own, article, origins)
        if origin is None:
            origins.append((article, own))
        else:
            found.append(Copy(article=article.id, origin=origin.id, contained=contained))
    return tuple(sorted(found, key=lambda copy: copy.article))


def _longest_first(article: Article) -> tuple[int, str, str]:
    published = article.published.isoformat() if article.published else "9999"
    return (-len(article.text), published, article.id)


def _closest(
    own: frozenset[tuple[str, ...]], article: Article, origins: Sequence[tuple[Article, frozenset[tuple[str, ...]]]]
) -> tuple[Article | None, float]:
    best: Article | None = None
    most = 0.0
    for origin, theirs in origins:
        smaller = min(len(own), len(theirs))
        contained = len(own & theirs) / smaller if smaller else 0.0
        is_copy = contained >= COPY_CONTAINMENT if smaller >= FEWEST_SHINGLES else article.text == origin.text
        if is_copy and contained > most:
            best, most = origin, contained
    return best, round(most, 4)

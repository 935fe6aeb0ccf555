"""Full text in either database: what a user's words ask for, and which articles they find.

SQLite ranks by BM25 (FTS5), PostgreSQL by cover density (ts_rank_cd). Of words that stand in very many articles only
the newest articles are ranked, so that an answer takes no longer the more is kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, TextClause, text

from rashomon.text import fold
from rashomon.vocabulary import is_stop_word

# So many of the newest articles with the words are ranked.
RANKED = 5_000
_MOST_TERMS = 16
_PART = re.compile(r'"([^"]*)"|(\S+)')
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What is looked for: each term is the words of a phrase, mostly one."""

    terms: tuple[tuple[str, ...], ...]

    @property
    def words(self) -> frozenset[str]:
        """All words of all terms, folded."""
        return frozenset(fold(word) for term in self.terms for word in term)


def read_terms(words: str) -> Terms:
    """The terms in what a user typed: each word, and each phrase in double quotes. Stop words go where others are left.

    Any string will do; at most 16 terms are taken.
    """
    found = []
    for phrase, word in _PART.findall(words[:2_000].replace("“", '"').replace("”", '"')):
        # "2024-06-19" and "Jong-un" are phrases too.
        term = tuple(_WORD.findall(phrase or word))
        if term and term not in found:
            found.append(term)
    telling = [term for term in found if len(term) > 1 or not is_stop_word(fold(term[0]))]
    return Terms(terms=tuple((telling or found)[:_MOST_TERMS]))


def match_newest(connection: Connection, words: str) -> TextClause | None:
    """A query for the numbers of the newest articles that have all of `words`; None where there are no words."""
    terms = read_terms(words)
    if not terms.terms:
        return None
    if connection.dialect.name == "sqlite":
        return text(
            "SELECT rowid FROM texts_index WHERE texts_index MATCH :asked ORDER BY rowid DESC LIMIT :ranked"
        ).bindparams(asked=_fts(terms, every=True), ranked=RANKED)
    return text(
        f"SELECT article FROM texts WHERE words @@ ({_tsquery(terms, every=True)}) ORDER BY article DESC LIMIT :ranked"
    ).bindparams(**_tsquery_values(terms), ranked=RANKED)


def rank_articles(
    connection: Connection, terms: Terms, *, condition: str, values: Mapping[str, Any], most: int
) -> list[int]:
    """The numbers of at most `most` articles that have the terms, best first: all of them, or where too few have, any.

    `condition` is SQL over `a`, the articles, with `values` for its parameters.
    """
    if not terms.terms:
        return []
    found = _rank(connection, terms, every=True, condition=condition, values=values, most=most)
    if len(found) < most and len(terms.terms) > 1:
        known = set(found)
        found += [
            number
            for number in _rank(connection, terms, every=False, condition=condition, values=values, most=most)
            if number not in known
        ]
    return found[:most]


def _rank(
    connection: Connection, terms: Terms, *, every: bool, condition: str, values: Mapping[str, Any], most: int
) -> list[int]:
    if connection.dialect.name == "sqlite":
        # The cross join has the index searched first, whatever the condition.
        joined = (
            f"CROSS JOIN articles a ON a.number = texts_index.rowid WHERE {condition} AND" if condition else "WHERE"
        )
        statement = (
            "SELECT number FROM (SELECT texts_index.rowid AS number, bm25(texts_index) AS score "
            f"FROM texts_index {joined} texts_index MATCH :asked ORDER BY texts_index.rowid DESC LIMIT :ranked) "
            "ORDER BY score, number DESC LIMIT :most"
        )
        asked = {"asked": _fts(terms, every=every)}
    else:
        joined = f"JOIN articles a ON a.number = t.article WHERE {condition} AND" if condition else "WHERE"
        statement = (
            f"WITH asked AS (SELECT ({_tsquery(terms, every=every)}) AS query), "
            "newest AS MATERIALIZED (SELECT t.article, t.words FROM asked, texts t "
            f"{joined} t.words @@ asked.query ORDER BY t.article DESC LIMIT :ranked) "
            "SELECT article FROM newest, asked "
            "ORDER BY ts_rank_cd(words, query, 1) DESC, article DESC LIMIT :most"
        )
        asked = _tsquery_values(terms)
    return list(connection.execute(text(statement), {**values, **asked, "ranked": RANKED, "most": most}).scalars())


def _fts(terms: Terms, *, every: bool) -> str:
    """The terms in FTS5's language; each word stands in quotes, so that none is taken for an operator."""
    phrases = ['"' + " ".join(term) + '"' for term in terms.terms]
    return (" AND " if every else " OR ").join(phrases)


def _tsquery(terms: Terms, *, every: bool) -> str:
    """SQL for the terms as a tsquery, with a parameter for each."""
    joint = " && " if every else " || "
    return joint.join(f"phraseto_tsquery('english', :term{i})" for i in range(len(terms.terms)))


def _tsquery_values(terms: Terms) -> dict[str, str]:
    return {f"term{i}": " ".join(term) for i, term in enumerate(terms.terms)}

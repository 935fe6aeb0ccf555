"""Search: full text and vectors, each ranks for itself, and the two ranks are put together.

Source: G. Cormack, C. Clarke, S. Buettcher (2009), "Reciprocal rank fusion outperforms Condorcet and individual rank
learning methods".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, select, text

from rashomon.records import Article, SearchHit
from rashomon.store.articles import chunks, select_articles, to_article
from rashomon.store.full_text import rank_articles, read_terms
from rashomon.store.kept import SearchQuery
from rashomon.store.names import find_names
from rashomon.store.stretches import find_stretch
from rashomon.store.tables import Instant, articles, placements
from rashomon.store.vectors import SignTable, find_nearest

# A first place among the words and one among the vectors are worth the same; so many ranks halve what a place is worth.
_HALF_WORTH = 60
_RANKED_EACH = 200
# Of a text that many print, so many prints for each place are looked at.
_PRINTS = 4

Condition = tuple[str, dict[str, Any]]


def search_articles(connection: Connection, table: SignTable, query: SearchQuery) -> tuple[SearchHit, ...]:
    """The articles that `query` asks for, best first. `table` is the memory of vectors, brought up to date here."""
    terms = read_terms(query.words)
    condition, values = _narrow(connection, query)
    most = max(_RANKED_EACH, query.limit)
    ranks = [rank_articles(connection, terms, condition=condition, values=values, most=most)]
    if query.vector is not None:

        def allowed(numbers: Sequence[int]) -> set[int]:
            return _keep_allowed(connection, numbers, condition, values)

        ranks.append(find_nearest(connection, table, query.vector, query.model, allowed=allowed, most=most))
    scores = fuse(ranks)
    best = sorted(scores, key=lambda number: (-scores[number], -number))
    prints = _fold_copies(connection, best[: _PRINTS * query.limit])
    chosen = list(prints)[: query.limit]
    rows: dict[int, Any] = {}
    for some in chunks([*chosen, *(copy for number in chosen for copy in prints[number])]):
        rows |= {row.number: row for row in connection.execute(select_articles().where(articles.c.number.in_(some)))}
    hits = []
    for number in chosen:
        found = to_article(rows[number])
        hits.append(
            SearchHit(
                article=found.article,
                event=found.event,
                span=find_stretch(found.article.text, terms.words, body_start=_after_title(found.article)),
                score=max(scores[one] for one in (number, *prints[number])),
                copies=tuple(rows[copy].id for copy in prints[number]),
            )
        )
    return tuple(hits)


def fuse(ranks: Sequence[Sequence[int]]) -> dict[int, float]:
    """What each number is worth by its places in `ranks`: 1 is the first place in all of them."""
    scores: dict[int, float] = {}
    for ranked in ranks:
        for place, number in enumerate(ranked):
            scores[number] = scores.get(number, 0.0) + (_HALF_WORTH + 1) / (_HALF_WORTH + 1 + place) / len(ranks)
    return scores


def _after_title(article: Article) -> int:
    """Where the text goes on after its title, which is shown anyway."""
    return article.body_start or (len(article.title) if article.text.startswith(article.title) else 0)


def _fold_copies(connection: Connection, numbers: Sequence[int]) -> dict[int, list[int]]:
    """The articles `numbers` in their order, each text once: its origin where that is among them, with its prints."""
    origin_of: dict[int, int] = {}
    for some in chunks(numbers):
        rows = connection.execute(
            select(placements.c.article, placements.c.copy_of).where(
                placements.c.article.in_(some), placements.c.copy_of.isnot(None)
            )
        )
        origin_of.update((row.article, row.copy_of) for row in rows)
    prints: dict[int, list[int]] = {}
    for number in numbers:
        prints.setdefault(origin_of.get(number, number), []).append(number)
    folded: dict[int, list[int]] = {}
    for origin, found in prints.items():
        shown = origin if origin in found else found[0]
        folded[shown] = [number for number in found if number != shown]
    return folded


def _narrow(connection: Connection, query: SearchQuery) -> Condition:
    """SQL over the articles `a` for all but the words, with its parameters; "" where nothing narrows."""
    instant = Instant()
    parts: list[str] = []
    values: dict[str, Any] = {}
    if query.since is not None:
        parts.append("a.published >= :since")
        values["since"] = instant.process_bind_param(query.since, connection.dialect)
    if query.until is not None:
        parts.append("a.published < :until")
        values["until"] = instant.process_bind_param(query.until, connection.dialect)
    if query.source is not None:
        parts.append("lower(a.source) = :source")
        values["source"] = query.source.lower()
    for given in (query.who, query.where):
        if given is not None:
            meant = ",".join(map(str, find_names(connection, given))) or "NULL"
            parts.append(f"EXISTS (SELECT 1 FROM article_names n WHERE n.article = a.number AND n.name IN ({meant}))")
    return " AND ".join(parts), values


def _keep_allowed(connection: Connection, numbers: Sequence[int], condition: str, values: dict[str, Any]) -> set[int]:
    if not condition:
        return set(numbers)
    if len(numbers) > _RANKED_EACH * 10:
        among = set(numbers)
        rows = connection.execute(text(f"SELECT a.number FROM articles a WHERE {condition}"), values).scalars()
        return {number for number in rows if number in among}
    statement = text(f"SELECT a.number FROM articles a WHERE a.number IN :some AND {condition}").bindparams(
        bindparam("some", expanding=True)
    )
    return {
        number
        for some in chunks(numbers)
        for number in connection.execute(statement, {**values, "some": some}).scalars()
    }

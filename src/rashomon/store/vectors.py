"""Vectors of articles, and the articles whose vectors are nearest to one.

In PostgreSQL pgvector finds them. In SQLite the vectors are kept as 16-bit floats, and beside each the signs of its
numbers, 48 bytes: the signs of all articles stay in memory (5 MB for 100,000), the articles whose signs differ least
from the query's are found by counting bits, and only their vectors are read to put them in order.

Source: M. Charikar (2002), "Similarity estimation techniques from rounding algorithms".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sqlalchemy import Connection, bindparam, delete, func, select, text

from rashomon.errors import ArchiveError
from rashomon.store.articles import chunks, number_by_id
from rashomon.store.kept import Unvectored
from rashomon.store.tables import articles, texts, vectors

WIDTH = 384
# So many articles by their signs are put in order by their vectors.
_LOOKED_AT = 400
# So many that may be given are enough for a rank.
_ENOUGH = 50
# Below this cosine two texts of news have nothing to do with each other.
_LEAST_COSINE = 0.25
_BEGINNING = 600

Allowed = Callable[[Sequence[int]], set[int]]
"""Which of the numbered articles a search may give."""


@dataclass(slots=True, kw_only=True)
class SignTable:
    """The signs of the vectors of one model, in memory: a row of six 64-bit words an article. It only grows."""

    model: str = ""
    last: int = 0
    articles: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    signs: NDArray[np.uint64] = field(default_factory=lambda: np.empty((0, WIDTH // 64), dtype=np.uint64))


def find_without(connection: Connection, model: str, limit: int) -> tuple[Unvectored, ...]:
    """At most `limit` articles that have no vector by `model`, by arrival."""
    lacking = (
        select(articles.c.number)
        .outerjoin(vectors, (vectors.c.article == articles.c.number) & (vectors.c.model == model))
        .where(vectors.c.number.is_(None))
        .order_by(articles.c.number)
        .limit(limit)
    )
    beginning = func.substr(texts.c.text, articles.c.body_start + 1, _BEGINNING)
    rows = connection.execute(
        select(articles.c.id, articles.c.title, beginning.label("beginning"))
        .join(texts, texts.c.article == articles.c.number)
        .where(articles.c.number.in_(lacking))
        .order_by(articles.c.number)
    )
    return tuple(Unvectored(article=row.id, title=row.title, beginning=row.beginning) for row in rows)


def keep_vectors(connection: Connection, found: Sequence[tuple[str, ArrayLike]], model: str) -> int:
    """Keeps a vector by `model` for each article id; how many are kept. Articles that are gone are left out.

    Raises: ArchiveError where a vector is not of 384 finite numbers.
    """
    numbers = number_by_id(connection, (article for article, _ in found))
    rows = {numbers[article]: _row_of(vector) for article, vector in found if article in numbers}
    for some in chunks(rows):
        connection.execute(delete(vectors).where(vectors.c.article.in_(some)))
    if not rows:
        return 0
    if connection.dialect.name == "sqlite":
        statement = text(
            "INSERT INTO vectors (article, model, signs, vector) VALUES (:article, :model, :signs, :vector)"
        )
        values = [
            {"article": number, "model": model, "signs": _signs_of(row).tobytes(), "vector": row.tobytes()}
            for number, row in rows.items()
        ]
    else:
        statement = text(
            "INSERT INTO vectors (article, model, vector) VALUES (:article, :model, CAST(:vector AS halfvec))"
        )
        values = [{"article": number, "model": model, "vector": _literal(row)} for number, row in rows.items()]
    connection.execute(statement, values)
    return len(rows)


def find_nearest(
    connection: Connection, table: SignTable, vector: Sequence[float], model: str, *, allowed: Allowed, most: int
) -> list[int]:
    """The numbers of at most `most` allowed articles, the nearest first. `table` is brought up to date on the way."""
    asked = _row_of(vector)
    if connection.dialect.name != "sqlite":
        return _find_on_server(connection, asked, model, allowed=allowed, most=most)
    _read_new(connection, table, model)
    if not len(table.articles):
        return []
    apart = np.bitwise_count(table.signs ^ _signs_of(asked)).sum(axis=1, dtype=np.int64)
    # Where little of what is nearest may be given, more is asked for: in the end all articles.
    for looked_at in (_LOOKED_AT, 8 * _LOOKED_AT, len(apart)):
        nearest = _smallest(apart, looked_at)
        may = allowed(table.articles[nearest].tolist())
        if len(may) >= min(_ENOUGH, most) or len(nearest) == len(apart):
            break
    among = nearest[np.isin(table.articles[nearest], np.fromiter(may, dtype=np.int64, count=len(may)))]
    candidates = table.articles[among[_smallest(apart[among], _LOOKED_AT)]].tolist()
    return _order(connection, candidates, asked, model)[:most]


def _smallest(values: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    if len(values) <= most:
        return np.arange(len(values))
    return np.argpartition(values, most)[:most]


def _order(connection: Connection, numbers: Sequence[int], asked: NDArray[np.float16], model: str) -> list[int]:
    """`numbers` by the cosine of their vectors with `asked`, the largest first; small ones are left out."""
    statement = text("SELECT article, vector FROM vectors WHERE model = :model AND article IN :some").bindparams(
        bindparam("some", expanding=True)
    )
    rows = [
        row for some in chunks(numbers) for row in connection.execute(statement, {"some": some, "model": model}).all()
    ]
    if not rows:
        return []
    matrix = np.frombuffer(b"".join(row.vector for row in rows), dtype=np.float16).reshape(len(rows), WIDTH)
    cosines = matrix.astype(np.float32) @ asked.astype(np.float32)
    ordered = sorted(zip((-cosines).tolist(), (row.article for row in rows), strict=True))
    return [article for negative, article in ordered if -negative >= _LEAST_COSINE]


def _read_new(connection: Connection, table: SignTable, model: str) -> None:
    if table.model != model:
        fresh = SignTable()
        table.model, table.last, table.articles, table.signs = model, fresh.last, fresh.articles, fresh.signs
    rows = connection.execute(
        text("SELECT number, article, signs FROM vectors WHERE number > :last AND model = :model ORDER BY number"),
        {"last": table.last, "model": model},
    ).all()
    if not rows:
        return
    signs = np.frombuffer(b"".join(row[2] for row in rows), dtype=np.uint64).reshape(len(rows), WIDTH // 64)
    table.articles = np.concatenate([table.articles, np.array([row[1] for row in rows], dtype=np.int64)])
    table.signs = np.concatenate([table.signs, signs])
    table.last = rows[-1][0]


def _find_on_server(
    connection: Connection, asked: NDArray[np.float16], model: str, *, allowed: Allowed, most: int
) -> list[int]:
    connection.execute(text("SET LOCAL hnsw.ef_search = 200"))
    connection.execute(text("SET LOCAL hnsw.iterative_scan = strict_order"))
    rows = connection.execute(
        text(
            "SELECT article, 1 - (vector <=> CAST(:asked AS halfvec)) AS cosine FROM vectors WHERE model = :model "
            "ORDER BY vector <=> CAST(:asked AS halfvec) LIMIT :most"
        ),
        {"asked": _literal(asked), "model": model, "most": _LOOKED_AT * 5},
    ).all()
    near = [row.article for row in rows if row.cosine >= _LEAST_COSINE]
    may = allowed(near)
    return [number for number in near if number in may][:most]


def _row_of(vector: ArrayLike) -> NDArray[np.float16]:
    row = np.asarray(vector, dtype=np.float32).astype(np.float16)
    if row.shape != (WIDTH,) or not np.isfinite(row).all():
        raise ArchiveError(f"a vector is of shape {row.shape}; the archive keeps {WIDTH} finite numbers an article")
    return row


def _signs_of(row: NDArray[np.float16]) -> NDArray[np.uint64]:
    return np.packbits(row > 0).view(np.uint64)


def _literal(row: NDArray[np.float16]) -> str:
    return "[" + ",".join(f"{x:.5g}" for x in row.tolist()) + "]"

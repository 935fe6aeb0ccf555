"""Articles: keeping what arrives, giving it back, and deleting it with all that derives from it."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select

from rashomon.errors import UnknownIdError
from rashomon.records import ArchivedArticle, Arrival, Article, Received
from rashomon.store.kept import Outcome
from rashomon.store.tables import articles, deletions, events, payloads, placements, plain, texts, waiting

# A statement takes so many values at most, whatever the database.
CHUNK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What the archive holds already of the articles that arrive."""

    ids: set[str]
    latest: dict[str, str]  # by key, the id of its newest text
    deleted: set[str]  # ids and keys


def add_arrivals(
    connection: Connection, arrivals: Sequence[Arrival], *, take_deleted: bool = False
) -> tuple[Outcome, ...]:
    """Keeps what is new of `arrivals`; what became of each, in their order."""
    known = _find_known(connection, arrivals)
    outcomes: list[Outcome] = []
    added: list[Arrival] = []
    previous: list[str | None] = []
    for arrival in arrivals:
        article, key = arrival.article, key_of(arrival.article)
        before = known.latest.get(key) if key else None
        if article.id in known.ids:
            outcomes.append(Outcome(article=article.id, kind="known"))
            continue
        if not take_deleted and (article.id in known.deleted or (key and key in known.deleted and before is None)):
            outcomes.append(Outcome(article=article.id, kind="deleted"))
            continue
        outcomes.append(Outcome(article=article.id, kind="version" if before else "new", previous=before))
        added.append(arrival)
        previous.append(before)
        known.ids.add(article.id)
        if key:
            known.latest[key] = article.id
    if added:
        _insert(connection, added, previous)
    return tuple(outcomes)


def key_of(article: Article) -> str | None:
    """What makes two texts versions of one report: the address, else the id that came with it; None for neither."""
    if article.url:
        return plain(f"url {article.url}")
    return plain(f"id {article.given_id}") if article.given_id else None


def load_articles(connection: Connection, ids: Iterable[str]) -> Iterator[ArchivedArticle]:
    """The articles with these `ids`, in their order; ids that the archive does not have are left out."""
    for some in chunks(ids):
        rows = connection.execute(select_articles().where(articles.c.id.in_(some)))
        found = {row.id: to_article(row) for row in rows}
        yield from (found[one] for one in some if one in found)


def load_page(
    connection: Connection, after: int, *, event: int | None, limit: int
) -> tuple[list[ArchivedArticle], int]:
    """The next `limit` articles by arrival, of `event` or of all, and the number to go on after."""
    statement = select_articles().where(articles.c.number > after).order_by(articles.c.number).limit(limit)
    if event is not None:
        statement = statement.where(placements.c.event == event)
    rows = connection.execute(statement).all()
    return [to_article(row) for row in rows], rows[-1].number if rows else after


def load_received(connection: Connection, article_id: str) -> Received:
    """The bytes that the article was taken from. Raises: UnknownIdError."""
    row = connection.execute(
        select(articles.c.media_type, articles.c.received_url, articles.c.retrieved, payloads.c.content)
        .join(payloads, payloads.c.number == articles.c.payload)
        .where(articles.c.id == article_id)
    ).first()
    if row is None:
        raise unknown("article", article_id)
    return Received(
        content=zlib.decompress(row.content), media_type=row.media_type, url=row.received_url, retrieved=row.retrieved
    )


def find_versions(connection: Connection, article_id: str) -> list[str]:
    """The ids of all texts of the article's address, oldest first. Raises: UnknownIdError."""
    row = connection.execute(select(articles.c.key).where(articles.c.id == article_id)).first()
    if row is None:
        raise unknown("article", article_id)
    if row.key is None:
        return [article_id]
    return list(
        connection.execute(select(articles.c.id).where(articles.c.key == row.key).order_by(articles.c.number)).scalars()
    )


def find_by_prefix(connection: Connection, column: Any, prefix: str) -> tuple[str, ...]:
    """At most ten ids that begin with `prefix`."""
    statement = select(column).where(column >= prefix, column < prefix + "\U0010ffff").order_by(column).limit(10)
    return tuple(connection.execute(statement).scalars())


def number_by_id(connection: Connection, ids: Iterable[str]) -> dict[str, int]:
    """The numbers of those of `ids` that the archive has."""
    found: dict[str, int] = {}
    for some in chunks(set(ids)):
        rows = connection.execute(select(articles.c.id, articles.c.number).where(articles.c.id.in_(some)))
        found.update((row.id, row.number) for row in rows)
    return found


def select_articles() -> Select[Any]:
    """All that is kept of articles, with their texts, events and origins: for `to_article`."""
    origin = articles.alias("origin")
    return (
        select(
            articles,
            texts.c.text,
            texts.c.nuls,
            events.c.id.label("event"),
            origin.c.id.label("copy_of"),
            payloads.c.sha256,
        )
        .join(texts, texts.c.article == articles.c.number)
        .join(payloads, payloads.c.number == articles.c.payload)
        .outerjoin(placements, placements.c.article == articles.c.number)
        .outerjoin(events, events.c.number == placements.c.event)
        .outerjoin(origin, origin.c.number == placements.c.copy_of)
    )


def to_article(row: Row[Any]) -> ArchivedArticle:
    """The article of a row of `select_articles`."""
    article = Article(
        id=row.id,
        source=row.source,
        title=row.title,
        text=restore_nuls(row.text, row.nuls),
        language=row.language,
        published=row.published,
        fetched=row.fetched,
        url=row.url,
        path=row.path,
        given_id=row.given_id,
        body_start=row.body_start,
        day_only=row.day_only,
    )
    return ArchivedArticle(
        article=article,
        event=row.event,
        copy_of=row.copy_of,
        version_of=row.previous,
        received=row.retrieved,
        sha256=bytes(row.sha256).hex(),
        media_type=row.media_type,
    )


def restore_nuls(text: str, nuls: str | None) -> str:
    """`text` with the NULs that it came with at the offsets in `nuls`."""
    if not nuls:
        return text
    characters = list(text)
    for offset in nuls.split(","):
        characters[int(offset)] = "\0"
    return "".join(characters)


def chunks(values: Iterable[Any], size: int = CHUNK) -> Iterator[list[Any]]:
    """`values` in lists of at most `size`."""
    rest = iter(values)
    while some := list(islice(rest, size)):
        yield some


def unknown(what: str, article_id: str) -> UnknownIdError:
    """The error for an id that the archive does not have."""
    return UnknownIdError(f"the archive has no {what} {article_id[:80]!r}; check the id")


def _find_known(connection: Connection, arrivals: Sequence[Arrival]) -> _Known:
    ids = {arrival.article.id for arrival in arrivals}
    keys = {key for arrival in arrivals if (key := key_of(arrival.article))}
    known = _Known(ids=set(number_by_id(connection, ids)), latest={}, deleted=set())
    for some in chunks(keys):
        rows = connection.execute(
            select(articles.c.key, articles.c.id).where(articles.c.key.in_(some)).order_by(articles.c.number)
        )
        known.latest.update((row.key, row.id) for row in rows)
    for column, values in ((deletions.c.article, ids), (deletions.c.key, keys)):
        for some in chunks(values):
            known.deleted.update(connection.execute(select(column).where(column.in_(some))).scalars())
    return known


def _insert(connection: Connection, arrivals: Sequence[Arrival], previous: Sequence[str | None]) -> None:
    payload_of = _insert_payloads(connection, [arrival.received for arrival in arrivals])
    order_time = connection.execute(
        select(articles.c.order_time).order_by(articles.c.number.desc()).limit(1)
    ).scalar_one_or_none()
    rows = []
    for arrival, before in zip(arrivals, previous, strict=True):
        order_time = arrival.article.published or order_time
        rows.append(_article_row(arrival, before, payload_of[arrival.received.sha256], order_time))
    numbers = connection.execute(
        insert(articles).returning(articles.c.number, sort_by_parameter_order=True), rows
    ).scalars()
    text_rows, waiting_rows = [], []
    for number, arrival, row in zip(numbers, arrivals, rows, strict=True):
        text = arrival.article.text
        nuls = ",".join(str(i) for i, c in enumerate(text) if c == "\0") if "\0" in text else None
        text_rows.append({"article": number, "text": text, "nuls": nuls})
        waiting_rows.append({"article": number, "order_time": row["order_time"]})
    connection.execute(insert(texts), text_rows)
    connection.execute(insert(waiting), waiting_rows)


def _article_row(arrival: Arrival, previous: str | None, payload: int, order_time: datetime | None) -> dict[str, Any]:
    article, received = arrival.article, arrival.received
    return {
        "id": article.id,
        "key": key_of(article),
        "previous": previous,
        "source": article.source,
        "title": article.title,
        "language": article.language,
        "published": article.published,
        "day_only": article.day_only,
        "fetched": article.fetched,
        "url": article.url,
        "path": article.path,
        "given_id": article.given_id,
        "body_start": article.body_start,
        "payload": payload,
        "media_type": received.media_type,
        "received_url": received.url,
        "retrieved": received.retrieved,
        "order_time": order_time,
    }


def _insert_payloads(connection: Connection, received: Sequence[Received]) -> dict[str, int]:
    """The number of each payload by its SHA-256 (hex). Equal bytes are kept once."""
    by_digest = {bytes.fromhex(one.sha256): one for one in received}
    numbers: dict[str, int] = {}
    for some in chunks(by_digest):
        rows = connection.execute(select(payloads.c.sha256, payloads.c.number).where(payloads.c.sha256.in_(some)))
        numbers.update((bytes(row.sha256).hex(), row.number) for row in rows)
    fresh: list[dict[str, Any]] = [
        {"sha256": digest, "size": len(one.content), "content": zlib.compress(one.content, 6)}
        for digest, one in by_digest.items()
        if digest.hex() not in numbers
    ]
    if fresh:
        added = connection.execute(
            insert(payloads).returning(payloads.c.number, sort_by_parameter_order=True), fresh
        ).scalars()
        numbers.update((row["sha256"].hex(), number) for row, number in zip(fresh, added, strict=True))
    return numbers

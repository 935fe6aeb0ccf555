"""Deleting articles on record: with their bytes, readings, vectors, places in events, and dossiers on them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Row, delete, exists, func, insert, or_, select, update

from rashomon.store.articles import chunks, unknown
from rashomon.store.events import count_events
from rashomon.store.kept import Deletion
from rashomon.store.tables import (
    article_names,
    articles,
    changes,
    corrections,
    deletions,
    dossier_articles,
    dossiers,
    names,
    payloads,
    placements,
    turns,
)


def delete_articles(
    connection: Connection, ids: Sequence[str], *, who: str, why: str, at: datetime
) -> tuple[Deletion, ...]:
    """Deletes the articles `ids` and all that derives from them; the records of it, in the order of `ids`.

    Raises: UnknownIdError where one of them is unknown; then nothing is deleted.
    """
    made = tuple(_delete_one(connection, one, who=who, why=why, at=at) for one in dict.fromkeys(ids))
    connection.execute(update(turns).values(generation=turns.c.generation + 1))
    return made


def list_deletions(connection: Connection) -> tuple[Deletion, ...]:
    """All deletions on record, oldest first."""
    rows = connection.execute(select(deletions).order_by(deletions.c.number))
    return tuple(
        Deletion(article=row.article, url=row.url, sha256=bytes(row.sha256).hex(), who=row.who, why=row.why, at=row.at)
        for row in rows
    )


def _delete_one(connection: Connection, article_id: str, *, who: str, why: str, at: datetime) -> Deletion:
    row = connection.execute(
        select(articles, payloads.c.sha256, placements.c.event)
        .join(payloads, payloads.c.number == articles.c.payload)
        .outerjoin(placements, placements.c.article == articles.c.number)
        .where(articles.c.id == article_id)
    ).first()
    if row is None:
        raise unknown("article", article_id)
    named = list(
        connection.execute(select(article_names.c.name).where(article_names.c.article == row.number)).scalars()
    )
    _delete_dossiers(connection, row.number)
    _delete_corrections(connection, article_id)
    _hand_copies_on(connection, row.number)
    connection.execute(update(articles).where(articles.c.previous == article_id).values(previous=row.previous))
    connection.execute(delete(changes).where(changes.c.article == row.number, changes.c.kind == "joined"))
    connection.execute(delete(articles).where(articles.c.number == row.number))  # takes its texts and so on with it
    connection.execute(
        delete(payloads).where(
            payloads.c.number == row.payload, ~exists().where(articles.c.payload == payloads.c.number)
        )
    )
    for some in chunks(named):
        connection.execute(
            delete(names).where(names.c.number.in_(some), ~exists().where(article_names.c.name == names.c.number))
        )
    if row.event is not None:
        count_events(connection, [row.event])
    return _record(connection, row, who=who, why=why, at=at)


def _delete_dossiers(connection: Connection, number: int) -> None:
    resting = select(dossier_articles.c.dossier).where(dossier_articles.c.article == number)
    connection.execute(delete(dossiers).where(dossiers.c.number.in_(resting)))


def _delete_corrections(connection: Connection, article_id: str) -> None:
    """Those that name the article; ids stand in `targets` and maybe in `value`."""
    naming = or_(
        corrections.c.targets.contains(json.dumps(article_id), autoescape=True),
        corrections.c.value.contains(article_id, autoescape=True),
    )
    connection.execute(delete(corrections).where(naming))


def _hand_copies_on(connection: Connection, number: int) -> None:
    """Copies of an article that goes become copies of the first of them, which is then the origin."""
    copies: list[int] = list(
        connection.execute(
            select(placements.c.article).where(placements.c.copy_of == number).order_by(placements.c.sequence)
        ).scalars()
    )
    if copies:
        connection.execute(update(placements).where(placements.c.copy_of == number).values(copy_of=copies[0]))
        connection.execute(
            update(placements)
            .where(placements.c.article == copies[0])
            .values(copy_of=None, copy_kind=None, contained=None)
        )


def _record(connection: Connection, row: Row[tuple[object, ...]], *, who: str, why: str, at: datetime) -> Deletion:
    gone = row._mapping
    left = connection.execute(
        select(func.count()).select_from(articles).where(articles.c.key == gone[articles.c.key])
    ).scalar_one()
    connection.execute(
        insert(deletions).values(
            article=gone[articles.c.id],
            key=None if left else gone[articles.c.key],
            url=gone[articles.c.url],
            sha256=gone[payloads.c.sha256],
            who=who,
            why=why,
            at=at,
        )
    )
    return Deletion(
        article=gone[articles.c.id],
        url=gone[articles.c.url],
        sha256=bytes(gone[payloads.c.sha256]).hex(),
        who=who,
        why=why,
        at=at,
    )

"""What was worked out once: readings by the digest of what made them, dossiers by the key of what went into them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, insert, select, update

from rashomon.store.articles import chunks, number_by_id, unknown
from rashomon.store.conflicts import keep_conflicts
from rashomon.store.kept import DossierCounts, KeptDossier
from rashomon.store.tables import articles, dossier_articles, dossiers, readings

LIGHT, DEEP = "light", "deep"


def find_reading(connection: Connection, article_id: str, digest: str, anchor: datetime | None) -> bytes | None:
    """The deep reading of the article, made by what has `digest`; None where none is kept."""
    data = connection.execute(
        select(readings.c.data)
        .join(articles, articles.c.number == readings.c.article)
        .where(
            articles.c.id == article_id,
            readings.c.depth == DEEP,
            readings.c.anchor == _anchor_text(anchor),
            readings.c.digest == digest,
        )
    ).scalar_one_or_none()
    return None if data is None else bytes(data)


def keep_reading(connection: Connection, article_id: str, digest: str, anchor: datetime | None, data: bytes) -> None:
    """Keeps a deep reading in place of the one that another digest made. Raises: UnknownIdError."""
    number = number_by_id(connection, (article_id,)).get(article_id)
    if number is None:
        raise unknown("article", article_id)
    deep = (readings.c.article == number) & (readings.c.depth == DEEP)
    connection.execute(
        delete(readings).where(deep, (readings.c.digest != digest) | (readings.c.anchor == _anchor_text(anchor)))
    )
    connection.execute(
        insert(readings).values(article=number, depth=DEEP, anchor=_anchor_text(anchor), digest=digest, data=data)
    )


def keep_light(connection: Connection, found: Sequence[tuple[int, str, bytes | None]]) -> None:
    """Keeps what grouping has to know of articles: (number, form, bytes) each."""
    rows = [
        {"article": number, "depth": LIGHT, "anchor": "", "digest": form, "data": data}
        for number, form, data in found
        if data is not None
    ]
    if rows:
        connection.execute(insert(readings), rows)


def find_dossier(connection: Connection, key: str) -> bytes | None:
    """The dossier that was kept under `key`; None where none is."""
    data = connection.execute(select(dossiers.c.data).where(dossiers.c.key == key)).scalar_one_or_none()
    return None if data is None else bytes(data)


def find_newest_dossier(connection: Connection, event: str) -> KeptDossier | None:
    """What is known of the dossier that was kept last for `event`; None where none is kept."""
    row = connection.execute(
        select(dossiers.c.number, dossiers.c.key, dossiers.c.made)
        .where(dossiers.c.event == event)
        .order_by(dossiers.c.number.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    ids = connection.execute(
        select(articles.c.id)
        .join(dossier_articles, dossier_articles.c.article == articles.c.number)
        .where(dossier_articles.c.dossier == row.number)
        .order_by(articles.c.number)
    ).scalars()
    return KeptDossier(key=row.key, made=row.made, articles=tuple(ids))


def keep_dossier(
    connection: Connection, key: str, event: str, ids: Sequence[str], data: bytes, counts: DossierCounts | None = None
) -> None:
    """Keeps a dossier until one of the articles `ids` is deleted. Raises: UnknownIdError where one is unknown."""
    numbers = number_by_id(connection, ids)
    for article_id in ids:
        if article_id not in numbers:
            raise unknown("article", article_id)
    made = datetime.now(UTC)
    connection.execute(delete(dossiers).where(dossiers.c.key == key))
    dossier = connection.execute(
        insert(dossiers)
        .values(
            key=key,
            event=event,
            made=made,
            data=data,
            **_count_columns(counts),
        )
        .returning(dossiers.c.number)
    ).scalar_one()
    for some in chunks(numbers.values()):
        connection.execute(insert(dossier_articles), [{"dossier": dossier, "article": number} for number in some])
    if counts is not None:
        keep_conflicts(connection, event, counts.found, made)


def recount_dossier(connection: Connection, key: str, counts: DossierCounts) -> None:
    """Keeps other counts, and the conflicts that are counted, for the dossier `key`, if it is still kept."""
    changed = update(dossiers).where(dossiers.c.key == key).values(**_count_columns(counts))
    event = connection.execute(changed.returning(dossiers.c.event)).scalar_one_or_none()
    if event is not None:
        keep_conflicts(connection, event, counts.found, datetime.now(UTC))


def _count_columns(counts: DossierCounts | None) -> dict[str, int | str | None]:
    return {
        "conflicts": None if counts is None else counts.conflicts,
        "alone": None if counts is None else json.dumps(counts.alone),
    }


def _anchor_text(anchor: datetime | None) -> str:
    return "" if anchor is None else anchor.astimezone(UTC).isoformat()

"""What the archive has of one outlet. Counts only: no outlet is rated."""

from __future__ import annotations

import json
from collections import Counter

from sqlalchemy import Connection, func, select

from rashomon.store.articles import unknown
from rashomon.store.kept import SourceAccount
from rashomon.store.tables import articles, dossiers, events, placements

_NEWEST = 30
_OUTLETS = 30
_DOSSIERS = 500


def describe_source(connection: Connection, name: str) -> SourceAccount:
    """What the archive has of the outlet `name`, whatever the case. Raises: UnknownIdError."""
    key = name.lower()
    own = func.lower(articles.c.source) == key
    row = connection.execute(
        select(
            func.count().label("articles"),
            func.min(articles.c.published).label("first"),
            func.max(articles.c.published).label("last"),
            func.max(articles.c.source).label("name"),
        ).where(own)
    ).one()
    if not row.articles:
        raise unknown("source", name)
    newest = (articles.c.published.is_(None), articles.c.published.desc(), articles.c.number.desc())
    mine = select(placements.c.event).join(articles, articles.c.number == placements.c.article).where(own)
    shared = (
        select(placements.c.event)
        .join(articles, articles.c.number == placements.c.article)
        .where(placements.c.event.in_(mine), ~own)
    )
    present = select(func.count()).select_from(events).where(events.c.number.in_(mine))
    single, counted = _count_alone(connection, key)
    return SourceAccount(
        name=row.name,
        articles=row.articles,
        first=row.first,
        last=row.last,
        events=connection.execute(present).scalar_one(),
        alone=connection.execute(present.where(events.c.number.not_in(shared))).scalar_one(),
        prints=_count_prints(connection, key, own_texts=False),
        printed=_count_prints(connection, key, own_texts=True),
        single_points=single,
        dossiers=counted,
        newest=tuple(connection.execute(select(articles.c.id).where(own).order_by(*newest).limit(_NEWEST)).scalars()),
    )


def _count_prints(connection: Connection, key: str, *, own_texts: bool) -> tuple[tuple[str, int], ...]:
    """By outlet: others' prints of the outlet's texts, or its prints of theirs. Versions of its own are left out."""
    origin, copy = articles.alias("origin"), articles.alias("copy")
    owner, other = (origin, copy) if own_texts else (copy, origin)
    many = func.count().label("many")
    rows = connection.execute(
        select(func.max(other.c.source).label("name"), many)
        .select_from(placements)
        .join(copy, copy.c.number == placements.c.article)
        .join(origin, origin.c.number == placements.c.copy_of)
        .where(func.lower(owner.c.source) == key, func.lower(other.c.source) != key)
        .group_by(func.lower(other.c.source))
        .order_by(many.desc(), func.lower(other.c.source))
        .limit(_OUTLETS)
    )
    return tuple((row.name, row.many) for row in rows)


def _count_alone(connection: Connection, key: str) -> tuple[int, int]:
    """The points that the outlet alone has in the newest dossiers of its latest events, and how many dossiers."""
    latest = (
        select(events.c.id)
        .join(placements, placements.c.event == events.c.number)
        .join(articles, articles.c.number == placements.c.article)
        .where(func.lower(articles.c.source) == key)
        .group_by(events.c.id)
        .order_by(func.max(events.c.number).desc())
        .limit(_DOSSIERS)
    )
    newest = select(func.max(dossiers.c.number)).where(dossiers.c.event.in_(latest)).group_by(dossiers.c.event)
    kept = connection.execute(
        select(dossiers.c.alone).where(dossiers.c.number.in_(newest), dossiers.c.alone.is_not(None))
    ).scalars()
    counts: Counter[str] = Counter()
    dossiers_read = 0
    for one in kept:
        dossiers_read += 1
        for source, many in json.loads(one).items():
            counts[source.lower()] += int(many)
    return counts[key], dossiers_read

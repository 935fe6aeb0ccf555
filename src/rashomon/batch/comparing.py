"""Deep reading and dossiers, of the events on which several reports have a text of their own."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import groupby
from typing import Any

import numpy as np

from rashomon.batch.eventing import event_of
from rashomon.batch.reading import article_of
from rashomon.batch.tables import Table, make_table, numbers, rows_of, table_of
from rashomon.batch.tasks import Job, Rows, attempt, dead_letter
from rashomon.errors import InputError
from rashomon.packing import pack_reading, unpack_reading
from rashomon.pipeline import compare_articles, keep_fitting, read_anew
from rashomon.records import Article, Dossier, Reading, Skipped
from rashomon.settings import Settings
from rashomon.sources import require_comparable

_MOST_PARTS = 10_000


def count_events(job: Job) -> Rows:
    """sizes: the events of a bucket with enough reports."""
    rows = job.tables["by_event"]
    wholes, places = np.unique(numbers(rows, "whole"), return_inverse=True)
    originals = np.bincount(places, weights=numbers(rows, "original", False), minlength=len(wholes)).astype(np.int32)
    articles = np.bincount(places, minlength=len(wholes)).astype(np.int32)
    enough = originals >= job.options.min_reports
    yield "sizes", make_table("sizes", whole=wholes[enough], originals=originals[enough], articles=articles[enough])


def choose_events(job: Job) -> Rows:
    """chosen: the events to be read deeply, those with most texts of their own first, and the part that each is in."""
    left = job.options.deep_articles
    chosen: list[tuple[int, int]] = []
    sizes = sorted(rows_of(job.tables["sizes"], "originals", "whole", "articles"), key=lambda row: (-row[0], row[1]))
    for _, whole, articles in sizes:
        taken = min(articles, job.settings.max_reports)
        if left is not None:
            if taken > left:
                continue
            left -= taken
        chosen.append((whole, taken))
    yield (
        "chosen",
        make_table(
            "chosen",
            bucket=[whole % job.options.partitions for whole, _ in chosen],
            whole=np.array([whole for whole, _ in chosen], dtype=np.uint64),
            part=_share_out([taken for _, taken in chosen], job.options.part_articles),
        ),
    )


def want_articles(job: Job) -> Rows:
    """wanted, dead_letters: the articles of a bucket's chosen events, as many as a comparison takes."""
    part_of = dict(rows_of(job.tables["chosen"], "whole", "part"))
    rows = sorted(
        (row for row in rows_of(job.tables["by_event"], "whole", "original", "at", "key") if row[0] in part_of),
        key=lambda row: (row[0], not row[1], row[2] is None, row[2], row[3]),
    )
    taken = [row for _, same in groupby(rows, key=lambda row: row[0]) for row in list(same)[: job.settings.max_reports]]
    keys = np.array([row[3] for row in taken], dtype=np.uint64)
    dropped = [
        row for _, same in groupby(rows, key=lambda row: row[0]) for row in list(same)[job.settings.max_reports :]
    ]
    reason = f"its event has more than {job.settings.max_reports} reports; raise the setting max_reports"
    for whole, _, _, key in dropped:
        yield "dead_letters", dead_letter(stage=job.task.stage, id=f"{key:016x}", event=event_of(whole), reason=reason)
    yield (
        "wanted",
        make_table(
            "wanted",
            bucket=(keys % np.uint64(job.options.partitions)).astype(np.int32),
            key=keys,
            whole=np.array([row[0] for row in taken], dtype=np.uint64),
            part=[part_of[row[0]] for row in taken],
        ),
    )


def send_texts(job: Job) -> Rows:
    """texts: the wanted articles of a partition, to the part that their event is in."""
    wanted = {
        f"{key:016x}": (whole, part) for key, whole, part in rows_of(job.tables["wanted"], "key", "whole", "part")
    }
    articles = job.tables["articles"]
    kept = [at for at, article in enumerate(articles.column("id").to_pylist()) if article in wanted]
    rows = articles.take(np.array(kept, dtype=np.int64)).to_pylist()
    yield (
        "texts",
        table_of("texts", [{**row, "whole": wanted[row["id"]][0], "bucket": wanted[row["id"]][1]} for row in rows]),
    )


def read_deeply(job: Job) -> Rows:
    """readings, dead_letters: the deep reading of each article of a part."""
    _use_one_thread()
    for row in _in_order(job.tables["texts"]):
        named = {"id": row["id"], "event": event_of(row["whole"])}
        found, letter = attempt(job, row["id"], partial(_read, row, job.settings), **named)
        if letter is not None:
            yield "dead_letters", letter
        else:
            yield "readings", table_of("readings", [{**found, **named}])


def compare_events(job: Job) -> Rows:
    """dossiers, dead_letters: the dossier of each event of a part, from the readings that there are."""
    _use_one_thread()
    packed = dict(rows_of(job.tables["readings"], "id", "reading"))
    unread = dict(rows_of(job.tables["dead_letters"], "id", "reason"))
    for whole, rows in groupby(_in_order(job.tables["texts"]), key=lambda row: int(row["whole"])):
        event = event_of(whole)
        found, letter = attempt(job, event, partial(_compare, list(rows), packed, unread, job.settings), event=event)
        if letter is not None:
            yield "dead_letters", letter
        else:
            yield "dossiers", table_of("dossiers", [{**found, "event": event}])


def batch_settings(settings: Settings) -> Settings:
    """`settings` as each worker reads by: one thread, since there are many workers, and nothing of the clock."""
    return replace(settings, threads=1, reproducible=True)


def _read(row: dict[str, Any], settings: Settings) -> dict[str, Any]:
    article = _comparable(row, settings)
    reading = read_anew(article, None)
    return {
        "sentences": len(reading.sentences),
        "claims": len(reading.claims),
        "quotes": len(reading.quotes),
        "reading": pack_reading(reading),
    }


def _compare(
    rows: list[dict[str, Any]], packed: dict[str, bytes], unread: dict[str, str], settings: Settings
) -> dict[str, Any]:
    from rashomon.rendering import render_json
    from rashomon.rendering.conflicts import make_conflicts
    from rashomon.rendering.lookup import index_dossier

    articles = [_comparable(row, settings) for row in rows if row["id"] in packed]
    skipped = [
        Skipped(input=row["url"] or f"article {row['id']}", reason=unread[row["id"]])
        for row in rows
        if row["id"] not in packed
    ]
    dossier: Dossier = compare_articles(articles, skipped=skipped, settings=settings, reader=_reader(packed))
    return {
        "articles": len(dossier.articles),
        "links": len(dossier.links),
        "points": len(dossier.points),
        "conflicts": sum(one.kind != "update" for one in make_conflicts(index_dossier(dossier))),
        "dossier": render_json(dossier),
    }


def _comparable(row: dict[str, Any], settings: Settings) -> Article:
    """The article of a row, if it can be compared. Raises: InputError."""
    article = require_comparable(article_of(row))
    _, too_long = keep_fitting([article], (), settings)
    if too_long:
        raise InputError(too_long[0].reason)
    return article


def _reader(packed: dict[str, bytes]) -> Callable[[Article, datetime | None], Reading]:
    """Gives the readings that were made; what is to be read with a day of its own is read anew."""

    def read(article: Article, anchor: datetime | None) -> Reading:
        return unpack_reading(packed[article.id], article) if anchor is None else read_anew(article, anchor)

    return read


def _in_order(texts: Table) -> Iterator[dict[str, Any]]:
    """The rows of a part by event, in the order of the articles' ids."""
    yield from sorted(texts.to_pylist(), key=lambda row: (row["whole"], row["id"]))


def _share_out(sizes: list[int], a_part: int) -> list[int]:
    """A part for each event, so that parts have about as many articles each; `sizes` fall."""
    count = min(_MOST_PARTS, max(1, sum(sizes) // a_part))
    parts = [(0, part) for part in range(count)]
    shared = []
    for size in sizes:
        held, part = heapq.heappop(parts)
        heapq.heappush(parts, (held + size, part))
        shared.append(part)
    return shared


def _use_one_thread() -> None:
    from rashomon.models.sessions import use_threads

    use_threads(1)

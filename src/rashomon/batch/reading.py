"""Inputs to articles, and articles to what the light stages need of them."""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from itertools import groupby
from typing import Any

import msgspec
import numpy as np

from rashomon.batch.storage import open_file, open_system
from rashomon.batch.tables import UNDATED, Table, make_table, table_of
from rashomon.batch.tasks import Job, Rows, attempt, dead_letter
from rashomon.errors import BatchError, InputError
from rashomon.grouping.copies import TextPrint, sketch_of
from rashomon.grouping.copy_window import print_item
from rashomon.grouping.event_features import ItemWords, count_words
from rashomon.grouping.restoring import pack_shingles
from rashomon.reading.light import read_light
from rashomon.records import Article, LightReading, StreamItem
from rashomon.sources.fetching import is_address
from rashomon.sources.finding import find_in_file, find_reports
from rashomon.sources.found import Found
from rashomon.sources.opening import accept, check_length, make_fetcher
from rashomon.sources.options import SourceOptions, source_options

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY = 86_400_000_000
"""Microseconds a day."""
WHOLE = 1 << 63
"""Set in the band of all words of a text; 3-grams are numbers below 2**32."""
_EARLIEST, _LATEST = datetime(1000, 1, 1, tzinfo=UTC), datetime(3000, 1, 1, tzinfo=UTC)
# Articles whose rows are held at a time while an input is read; and characters of their texts.
_MOST_ARTICLES, _MOST_CHARACTERS = 5_000, 20_000_000
_REPORT = (
    "id", "source", "title", "text", "language", "published", "day_only", "at", "url", "given_id", "body_start",
)  # fmt: skip


def receive_unit(job: Job) -> Rows:
    """received, dead_letters: the articles of one input, as they are met, and what in it could not be used."""
    unit = job.task.unit
    if unit is None:
        raise BatchError("a task of the first stage needs an input")
    taken: list[dict[str, Any]] = []
    characters = 0
    last: datetime | None = None
    options = source_options(job.settings)
    for number, found in enumerate(_open_unit(unit.place, options)):
        place = found.place or "whole"
        named = {"input": unit.name, "place": place}
        accepted = partial(_accept, found, unit.name, options)
        article, letter = attempt(job, f"{unit.name}, {number}", accepted, **named)
        if letter is not None:
            yield "dead_letters", letter
            continue
        if article.published is not None and not _EARLIEST <= article.published < _LATEST:
            reason = (
                f"the publication date {article.published:%Y-%m-%d} cannot be right; the article is kept without it"
            )
            yield "dead_letters", dead_letter(stage=job.task.stage, id=article.id, reason=reason, **named)
            article = replace(article, published=None, day_only=False)
        last = article.published or article.fetched or last
        taken.append({**_row_of(article, last), **named, "bucket": int(article.id, 16) % job.options.partitions})
        characters += len(article.text)
        if len(taken) >= _MOST_ARTICLES or characters >= _MOST_CHARACTERS:
            yield "received", table_of("received", taken)
            taken, characters = [], 0
    yield "received", table_of("received", taken)


def read_lightly(job: Job) -> Rows:
    """articles, prints, bands, words, dead_letters: each article of a partition once, without the parser."""
    rows = job.tables["received"]
    firsts, repeated = _first_of_each(rows)
    for row in repeated:
        yield (
            "dead_letters",
            dead_letter(
                stage=job.task.stage,
                input=row["input"],
                place=row["place"],
                id=row["id"],
                reason="is the same article as another one: the same address (or id) and the same text",
            ),
        )
    articles: list[dict[str, Any]] = []
    prints: list[tuple[int, int | None, TextPrint]] = []
    words: list[dict[str, Any]] = []
    for row in firsts:
        found, letter = attempt(
            job, row["id"], partial(_read_row, row), input=row["input"], place=row["place"], id=row["id"]
        )
        if letter is not None:
            yield "dead_letters", letter
            continue
        light, text, counted = found
        key, at = int(row["id"], 16), microseconds(row["at"])
        articles.append({
            **{name: row[name] for name in _REPORT},
            "names": list(light.names),
            "headline": [light.title.start, light.title.end] if light.title else None,
            "lead": [[span.start, span.end] for span in light.lead],
        })  # fmt: skip
        prints.append((key, at, text))
        words.append(
            {"bucket": UNDATED if at is None else at // DAY, "key": key, "at": at, "words": pack_words(counted)}
        )
    yield "articles", table_of("articles", articles)
    yield "words", table_of("words", words)
    yield (
        "prints",
        make_table(
            "prints",
            key=np.array([key for key, _, _ in prints], dtype=np.uint64),
            at=[at for _, at, _ in prints],
            words=[text.words for _, _, text in prints],
            shingles=[pack_shingles(text.shingles) for _, _, text in prints],
        ),
    )
    yield "bands", _bands_of(prints, job.options.partitions)


def article_of(row: dict[str, Any]) -> Article:
    """The article in a row of received, articles or texts. It has no path: nothing hangs on where an input lies."""
    return Article(
        id=row["id"],
        source=row["source"],
        title=row["title"],
        text=row["text"],
        language=row["language"],
        published=row["published"],
        url=row["url"],
        given_id=row["given_id"],
        body_start=row["body_start"],
        day_only=row["day_only"],
    )


def microseconds(at: datetime | None) -> int | None:
    """An instant as microseconds since 1970."""
    if at is None:
        return None
    gone = at - EPOCH
    return (gone.days * 86_400 + gone.seconds) * 1_000_000 + gone.microseconds


def pack_words(counted: ItemWords) -> bytes:
    """The counted words of an article, about a kilobyte for 400 words; its time is left out."""
    stems = sorted(counted.counts)
    times = [round(math.exp(counted.counts[stem] - 1)) for stem in stems]
    place = {stem: at for at, stem in enumerate(stems)}
    openings, names = ([place[s] for s in sorted(some) if s in place] for some in (counted.opening, counted.names))
    # Stems of a headline or name alone are not counted among the words of a text that is cut.
    others = [sorted(some - place.keys()) for some in (counted.opening, counted.names)]
    packed = ("\n".join(stems), times, openings, names, others, counted.length)
    return zlib.compress(msgspec.msgpack.encode(packed), 1)


def unpack_words(packed: bytes, key: int, at: int | None) -> ItemWords:
    """What `pack_words` packed, of the article with this key at this time (microseconds)."""
    joined, times, openings, names, others, length = msgspec.msgpack.decode(zlib.decompress(packed))
    stems = joined.split("\n") if joined else []
    return ItemWords(
        article=f"{key:016x}",
        counts={stem: 1 + math.log(n) for stem, n in zip(stems, times, strict=True)},
        opening=frozenset((*(stems[i] for i in openings), *others[0])),
        names=frozenset((*(stems[i] for i in names), *others[1])),
        length=length,
        published=None if at is None else at / DAY,
    )


def _read_row(row: dict[str, Any]) -> tuple[LightReading, TextPrint, ItemWords]:
    article = article_of(row)
    item = StreamItem(
        id=article.id,
        title=article.title,
        text=article.text[article.body_start :].strip(),
        published=row["at"],
    )
    return read_light(article), print_item(item), count_words(item)


def _bands_of(prints: Iterable[tuple[int, int | None, TextPrint]], partitions: int) -> Table:
    """A band for each 3-gram of a text's sketch, and one for all of its words.

    The sketch holds the 3-grams with the smallest hashes: each one that two texts share is in both sketches or in
    neither (`grouping.copies`), so that each is a band by itself.
    """
    bands: list[Any] = [np.zeros(0, dtype=np.uint64)]
    keys: list[Any] = [np.zeros(0, dtype=np.uint64)]
    sizes: list[Any] = [np.zeros(0, dtype=np.int32)]
    times: list[int | None] = []
    for key, at, text in prints:
        if not len(text.shingles):
            continue
        sketch = sketch_of(text.shingles)
        whole = int.from_bytes(text.words[:8], "big") | WHOLE
        bands.append(np.concatenate((sketch.astype(np.uint64), np.array([whole], dtype=np.uint64))))
        keys.append(np.full(len(sketch) + 1, key, dtype=np.uint64))
        sizes.append(np.full(len(sketch) + 1, len(sketch), dtype=np.int32))
        times += [at] * (len(sketch) + 1)
    band = np.concatenate(bands)
    return make_table(
        "bands",
        bucket=(band % np.uint64(partitions)).astype(np.int32),
        band=band,
        key=np.concatenate(keys),
        at=times,
        size=np.concatenate(sizes),
    )


def _open_unit(place: str, options: SourceOptions) -> Iterator[Found]:
    """The reports in an input: a web address is asked as `read` asks, everything else is opened by fsspec."""
    if is_address(place):
        for found in find_reports(place, options, make_fetcher(options)):
            # When it was fetched says nothing of an article; when a web archive received it does.
            yield found if found.place.startswith("record ") else replace(found, retrieved=None)
        return
    name = place.rsplit("/", 1)[-1]
    try:
        with open_file(*open_system(place), name) as file:
            yield from find_in_file(file, name, options)
    except BatchError as error:
        yield Found(input=name, draft=InputError(str(error).removeprefix(f"{name} ")))


def _accept(found: Found, name: str, options: SourceOptions) -> Article:
    """The article that was found, of any language and length. Raises: InputError."""
    article = accept(found.draft, path=name, keep_all=True)
    check_length(article, options.limits)
    return replace(article, path=None, fetched=found.retrieved)


def _row_of(article: Article, at: datetime | None) -> dict[str, Any]:
    return {name: at if name == "at" else getattr(article, name) for name in _REPORT}


def _first_of_each(rows: Table) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The rows with each id once, by id, and those that repeat one; which is which hangs on their content alone."""
    far = _LATEST.isoformat()

    def rank(row: dict[str, Any]) -> tuple[Any, ...]:
        published = row["published"].isoformat() if row["published"] else far
        at = row["at"].isoformat() if row["at"] else far
        return (row["id"], published, at, row["source"], row["title"], row["input"], row["place"])

    firsts, repeated = [], []
    for _, same in groupby(sorted(rows.to_pylist(), key=rank), key=lambda row: row["id"]):
        first, *others = same
        firsts.append(first)
        repeated += others
    return firsts, repeated

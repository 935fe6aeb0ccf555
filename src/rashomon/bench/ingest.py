"""How fast articles get into an archive and out of it again: articles a second by step, memory, size, search, opening.

The articles are made of others' sentences (`event_stream`), so that any number can be had; they come as JSON lines and
take the whole way: read, kept with the bytes as received, copies, events, names, vectors.
"""

from __future__ import annotations

import json
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from rashomon.bench.event_stream import BLOCKS, Row, make_stream, memory_now
from rashomon.bench.events import read_clusters
from rashomon.bench.report import Measure, share
from rashomon.ingest import Ingester, Tally
from rashomon.models.article_vectors import article_vector_model, encode_query
from rashomon.records import Arrival, Skipped, StreamItem
from rashomon.settings import Settings
from rashomon.sources import receive
from rashomon.store import Archive, SearchQuery, open_archive

ARTICLES = 2_000
SEARCHES = 200
_OUTLETS = 40
_T = TypeVar("_T")


def measure(data: Path, *, stream: int | None = None) -> Measure:
    """The figures over `stream` articles (2,000 by default) made of the sets in the folder `data`; see bench events.

    Raises: DataError where there is no set or one is malformed; RashomonError.
    """
    with tempfile.TemporaryDirectory(prefix="rashomon-bench-") as folder:
        feed = Path(folder) / "stream.jsonl"
        digest, titles = _make_feed(data, feed, stream or ARTICLES)
        figures, rows = measure_ingest(feed, titles, Path(folder) / "bench.db", count=stream or ARTICLES)
    notes = (
        "A second: of the clock, all steps; vectors are made beside the others by a thread of their own.",
        "Memory is of the whole process. Making the articles is not counted.",
        f"Search: {SEARCHES} titles of articles, each with a vector, no filter. Opened: the archive in this process.",
    )
    return Measure(name="ingest", data=str(data), digest=digest, figures=figures, rows=rows, notes=notes)


def _make_feed(data: Path, feed: Path, count: int) -> tuple[str, list[str]]:
    """Writes the articles, and lets go of what they were made of; the digest of that, and titles to search for."""
    texts, digest = read_clusters(data)
    titles = []
    with feed.open("w", encoding="utf-8") as file:
        for number, item in enumerate(make_stream(texts, count=count)):
            file.write(json.dumps(_line(item, number)) + "\n")
            if number < SEARCHES:
                titles.append(item.title)
    return digest, titles


def measure_ingest(
    feed: Path, titles: Sequence[str], address: Path, *, count: int
) -> tuple[dict[str, float | int], tuple[Row, ...]]:
    """Figures, and a row for each part of the run, over the `count` articles of `feed`, in a new archive at `address`.

    The archive is searched for `titles` in the end.
    """
    settings = Settings()
    watched = _Watched(count)
    with open_archive(address, create=True) as archive, Ingester(archive, settings=settings) as ingester:
        processor = time.process_time()
        found = watched.receive(receive([feed], options=ingester.options))
        tally = ingester.run_over(found, [feed], tell=watched.tell)
        processor = time.process_time() - processor
    watched.end()
    opened, archive = _timed(lambda: open_archive(address))
    with archive:
        searches = _time_searches(archive, titles)
        stats = archive.stats()
    figures: dict[str, float | int] = {
        "articles": tally.new,
        "articles a second": share(tally.new, tally.seconds),
        "articles a CPU second": share(tally.new, processor),
        "ms an article": 1000 * share(tally.seconds, tally.new),
        **{f"ms an article, {step}": 1000 * share(spent, tally.new) for step, spent in watched.spent.items()},
        "peak MB of this process": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "bytes an article": round(share(stats.file_bytes, stats.articles)),
        "characters an article": round(share(stats.text_characters, stats.articles)),
        "events": stats.events,
        "copies": stats.copies,
        "search, median ms": 1000 * statistics.median(searches),
        "search, p95 ms": 1000 * sorted(searches)[int(0.95 * len(searches))],
        "opened in ms": 1000 * opened,
    }
    return figures, tuple(watched.rows)


class _Watched:
    """Notes how long each step of a run takes, and the pace and memory in blocks."""

    def __init__(self, count: int) -> None:
        self.spent = {"receiving": 0.0, "keeping": 0.0, "grouping": 0.0, "vectors that lag": 0.0}
        self.rows: list[Row] = []
        self._block = max(1, count // BLOCKS)
        self._stage = "Receiving"
        self._since = self._block_since = time.perf_counter()
        self._counted = 0

    def receive(self, found: Iterator[Arrival | Skipped]) -> Iterator[Arrival | Skipped]:
        """What is `found`, the time that it takes noted."""
        while True:
            spent, one = _timed(lambda: next(found, None))
            self.spent["receiving"] += spent
            if one is None:
                return
            yield one

    def tell(self, tally: Tally) -> None:
        """Takes the counts of the run as they rise."""
        if tally.stage != self._stage:
            self._end_stage()
            self._stage, self._counted = tally.stage, 0
        done = {"Receiving": tally.articles, "Grouping": tally.grouped}.get(tally.stage, 0)
        if done - self._counted >= self._block:
            now = time.perf_counter()
            self.rows.append({
                "step": tally.stage.lower(),
                "articles": done,
                "a second": round(share(done - self._counted, now - self._block_since)),
                "MB now": memory_now(),
            })  # fmt: skip
            self._counted, self._block_since = done, now

    def end(self) -> None:
        """Ends the last step."""
        self._end_stage()

    def _end_stage(self) -> None:
        now = time.perf_counter()
        spent, self._since, self._block_since = now - self._since, now, now
        if self._stage == "Receiving":
            self.spent["keeping"] = spent - self.spent["receiving"]
        else:
            self.spent["grouping" if self._stage == "Grouping" else "vectors that lag"] = spent


def _time_searches(archive: Archive, titles: Sequence[str]) -> list[float]:
    """The seconds that each search takes, its vector included; the first one, which loads, is not counted."""

    def search(title: str) -> None:
        vector = tuple(encode_query(title).tolist())
        archive.search(SearchQuery(words=title, vector=vector, model=article_vector_model()))

    search(titles[0])
    return [_timed(partial(search, title))[0] for title in titles]


def _timed(call: Callable[[], _T]) -> tuple[float, _T]:
    begun = time.perf_counter()
    result = call()
    return time.perf_counter() - begun, result


def _line(item: StreamItem, number: int) -> dict[str, str | None]:
    return {
        "id": item.id,
        "title": item.title,
        "text": item.text,
        "published": item.published.isoformat() if item.published else None,
        "source": f"Outlet {number % _OUTLETS}",
        "url": f"https://outlet-{number % _OUTLETS}.example/{item.id}",
    }

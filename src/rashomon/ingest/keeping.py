"""Keeps what arrives, in batches: one transaction each. What an archive has taken is acknowledged, and is not lost."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from rashomon.ingest.stopping import Stop
from rashomon.ingest.tally import Tally
from rashomon.records import Arrival, FetchState, Skipped
from rashomon.store import Archive, Outcome

# A transaction costs as much as a few articles; a batch is also what a kill loses.
_MOST_ARTICLES = 200
_MOST_BYTES = 16_000_000
_LONGEST_SECONDS = 2.0

Found = Iterator[Arrival | Skipped]
Kept = Callable[[Sequence[Outcome]], None]


@dataclass(slots=True, kw_only=True)
class _Batch:
    """What waits to be kept. `begun` is the clock when the first of it came."""

    arrivals: list[Arrival] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    size: int = 0
    begun: float = field(default_factory=time.monotonic)

    def add(self, found: Arrival | Skipped) -> None:
        if isinstance(found, Skipped):
            self.skipped.append(found)
            return
        self.arrivals.append(found)
        self.size += len(found.received.content) + 4 * len(found.article.text)

    def is_full(self) -> bool:
        return (
            len(self.arrivals) + len(self.skipped) >= _MOST_ARTICLES
            or self.size >= _MOST_BYTES
            or time.monotonic() - self.begun > _LONGEST_SECONDS
        )


def keep_arrivals(
    archive: Archive,
    found: Found,
    *,
    fetched: list[FetchState],
    run: int,
    tally: Tally,
    stop: Stop,
    acknowledge: Callable[[Sequence[Outcome], Sequence[Skipped]], None],
    take_deleted: bool = False,
) -> None:
    """Keeps what is `found`, until it ends or the run is to stop; what was found by then is kept.

    `acknowledge` is told what became of the articles of a batch, and what was skipped, once they are on the disk.
    `fetched` fills up as `found` goes on, each state after the articles that it is about; it is kept with them.
    Raises: ArchiveError; what was acknowledged before stays.
    """
    batch = _Batch()

    def flush() -> None:
        nonlocal batch
        if batch.arrivals or batch.skipped or fetched:
            outcomes = archive.add(
                batch.arrivals, skipped=batch.skipped, run=run, fetched=tuple(fetched), take_deleted=take_deleted
            )
            fetched.clear()
            tally.count(outcomes)
            tally.skip(batch.skipped)
            acknowledge(outcomes, batch.skipped)
        batch = _Batch()

    while (one := stop.wait_for(lambda: next(found, None), None)) is not None:
        batch.add(one)
        if batch.is_full():
            flush()
    flush()

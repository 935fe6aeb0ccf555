"""What other processes do to an archive in tests: write, group and read until they are stopped or killed."""

from __future__ import annotations

import os
import time
from pathlib import Path

from tests.archives import dated, joined, opened

from rashomon.records import Arrival
from rashomon.store import EventQuery, Placed, SearchQuery, open_archive

BATCH = 5


def batch_of(worker: int, n: int) -> list[Arrival]:
    """The n-th batch of a worker: no two batches share an article."""
    numbers = range(n * BATCH, (n + 1) * BATCH)
    return [
        dated(i, url=f"https://news.example/{worker}/{i}", text=f"Report {worker}-{i} of the harbour.") for i in numbers
    ]


def write_and_group(address: str, log: str, worker: int, start: int) -> None:
    """Adds batches and groups them for ever; sets down in the file `log` what the archive has acknowledged."""
    acknowledged = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    with open_archive(address, create=True, wait_seconds=30) as archive:
        n = start
        while True:
            arrivals = batch_of(worker, n)
            archive.add(arrivals)
            os.write(acknowledged, f"added {n}\n".encode())
            with archive.grouping() as turn:
                taken = turn.take(10_000)  # also what those before it left
                event = f"event-{worker}-{n}"
                changes = [joined(event, one.id) for one in taken]
                changes[0] = opened(event, taken[0].id)
                turn.commit(
                    [Placed(article=one.id, event=event, profile=b"p", profile_format="1") for one in taken], changes
                )
            os.write(acknowledged, f"grouped {n}\n".encode())
            n += 1


def write(address: str, log: str, worker: int, seconds: float) -> None:
    """Adds batches for so many seconds; sets down in the file `log` how many, or what went wrong."""
    n = 0
    try:
        with open_archive(address, create=True, wait_seconds=30) as archive:
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                archive.add(batch_of(worker, n))
                n += 1
        Path(log).write_text(f"done {n}", encoding="utf-8")
    except Exception as error:  # noqa: BLE001  # the test wants to know of any
        Path(log).write_text(f"{type(error).__name__}: {error}", encoding="utf-8")


def read(address: str, log: str, worker: int, seconds: float) -> None:
    """Reads for so many seconds in several ways; sets down in the file `log` how often, or what went wrong."""
    n = longest = last = 0
    try:
        with open_archive(address, wait_seconds=30) as archive:
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                started = time.monotonic()
                articles = archive.stats().articles
                assert articles >= last and articles % BATCH == 0, f"saw {articles} after {last}"
                archive.events(EventQuery(limit=5))
                assert len(archive.search(SearchQuery(words=f"report harbour {worker}", limit=3))) <= 3
                longest, last = max(longest, time.monotonic() - started), articles
                n += 1
        Path(log).write_text(f"done {n} {longest:.2f}", encoding="utf-8")
    except Exception as error:  # noqa: BLE001  # the test wants to know of any
        Path(log).write_text(f"{type(error).__name__}: {error}", encoding="utf-8")


def hold(address: str, ready: str, what: str) -> None:
    """Takes the right to write or to group, says so in the file `ready`, and keeps it until killed."""
    from rashomon.store.connecting import connect, hold_grouping, writing

    database = connect(address, create=False, wait_seconds=30, read_only=False)
    with writing(database) if what == "writing" else hold_grouping(database, 30):
        Path(ready).write_text(str(os.getpid()), encoding="utf-8")
        time.sleep(600)


def open_new(address: str, log: str) -> None:
    """Opens an archive, makes it where there is none; sets down in the file `log` what went wrong."""
    try:
        open_archive(address, create=True).close()
        Path(log).write_text("done", encoding="utf-8")
    except Exception as error:  # noqa: BLE001  # the test wants to know of any
        Path(log).write_text(repr(error), encoding="utf-8")

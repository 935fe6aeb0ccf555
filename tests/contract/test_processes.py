"""Several processes at one archive: killed at any moment, waiting for one another, all at once."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from pathlib import Path

import pytest
from tests.archive_workers import BATCH, batch_of, hold, open_new, read, write, write_and_group
from tests.archives import dated

from rashomon.errors import ArchiveLockedError
from rashomon.store import open_archive

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["rashomon.store", "rashomon.store.search", "tests.archive_workers"])


def kill_at_random_moments(address: str, folder: Path, times: int) -> None:
    """Starts a writer that groups, kills it, looks whether all that it was told is there; so many times."""
    chance = random.Random(7)
    log = folder / "acknowledged"
    with open_archive(address, create=True) as archive:
        for turn in range(times):
            start = 1000 * turn
            worker = processes.Process(target=write_and_group, args=(address, str(log), turn, start))
            worker.start()
            wait_for(lambda begun=f"added {start}\n": log.exists() and begun in log.read_text(encoding="utf-8"))
            time.sleep(chance.uniform(0, 0.15))
            os.kill(worker.pid, signal.SIGKILL)
            worker.join(10)
            check_acknowledged(archive, log, turn, start)
        # What was added and not yet grouped waits for the next one.
        with archive.grouping(wait_seconds=10) as grouping:
            assert grouping.waiting() <= BATCH * times
        assert archive.check() == ()


def check_acknowledged(archive, log: Path, worker: int, start: int) -> None:
    told = log.read_text(encoding="utf-8").splitlines()
    added = [int(line.split()[1]) for line in told if line.startswith("added") and int(line.split()[1]) >= start]
    grouped = [int(line.split()[1]) for line in told if line.startswith("grouped") and int(line.split()[1]) >= start]
    for n in (*added, added[-1] + 1):
        ids = [one.article.id for one in batch_of(worker, n)]
        kept = archive.articles(ids)
        assert len(kept) in ((BATCH,) if n in added else (0, BATCH)), f"{len(kept)} of batch {n}"
        assert all(archive.received(one.article.id).content for one in kept)
        events = [one.event for one in kept]
        assert all(events) if n in grouped else (all(events) or not any(events)), f"half of batch {n} is grouped"


def wait_for(condition, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "nothing happened"
        time.sleep(0.01)


def test_nothing_acknowledged_is_lost_when_killed(address, tmp_path):
    kill_at_random_moments(address, tmp_path, 5)


@pytest.mark.soak
def test_nothing_acknowledged_is_lost_when_killed_often(address, tmp_path):
    kill_at_random_moments(address, tmp_path, 100)


@pytest.mark.parametrize("what", ["writing", "grouping"])
def test_who_waits_is_told_by_whom_and_a_kill_sets_it_free(address, tmp_path, what):
    open_archive(address, create=True).close()
    ready = tmp_path / "ready"
    holder = processes.Process(target=hold, args=(address, str(ready), what))
    holder.start()
    wait_for(lambda: ready.exists() and ready.read_text(encoding="utf-8"))
    try:
        with open_archive(address, wait_seconds=0.3) as archive:
            started = time.monotonic()
            with pytest.raises(ArchiveLockedError, match=f"locked: .*{holder.pid}.* since 2.*waited 0.3 s"):
                use(archive, what)
            assert time.monotonic() - started < 5
            assert archive.stats().articles == 0  # a reader is not kept waiting
    finally:
        os.kill(holder.pid, signal.SIGKILL)
        holder.join(10)
    with open_archive(address, wait_seconds=10) as archive:
        use(archive, what)


def use(archive, what: str) -> None:
    if what == "writing":
        archive.add([dated(1)])
    else:
        with archive.grouping():
            pass


def run_at_once(address: str, folder: Path, seconds: float) -> None:
    """Four writers and four readers at once; no error, and nothing lost."""
    open_archive(address, create=True).close()
    logs = [folder / f"{kind.__name__}-{n}" for kind in (write, read) for n in range(4)]
    workers = [
        processes.Process(target=kind, args=(address, str(folder / f"{kind.__name__}-{n}"), n, seconds))
        for kind in (write, read)
        for n in range(4)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(seconds + 60)
    told = [log.read_text(encoding="utf-8") for log in logs]
    assert all(one.startswith("done ") for one in told), told
    batches = [int(one.split()[1]) for one in told]
    assert all(batches), told
    with open_archive(address) as archive:
        assert archive.stats().articles == BATCH * sum(batches[:4])
        for worker, n in enumerate(batches[:4]):
            assert len(archive.articles(one.article.id for i in range(n) for one in batch_of(worker, i))) == BATCH * n
        assert archive.check() == ()


def test_four_writers_and_four_readers_at_once(address, tmp_path):
    run_at_once(address, tmp_path, 2.0)


@pytest.mark.soak
def test_four_writers_and_four_readers_for_a_minute(address, tmp_path):
    run_at_once(address, tmp_path, 60.0)


def test_several_may_make_one_archive_at_once(address, tmp_path):
    logs = [tmp_path / f"log{n}" for n in range(4)]
    makers = [processes.Process(target=open_new, args=(address, str(log))) for log in logs]
    for maker in makers:
        maker.start()
    for maker in makers:
        maker.join(30)
    assert [log.read_text(encoding="utf-8") for log in logs] == ["done"] * 4

"""Ingest in processes that are killed at random moments, and what must hold of the archive afterwards.

A fork server imports the program once, so that each process is at work a few milliseconds after its start.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import time
from itertools import count
from pathlib import Path

from tests.grouping.test_stream import agreement, stream

from rashomon.store import open_archive

ARTICLES_A_ROUND = 24


def work(feeds: list[str], address: str, acknowledged: str) -> None:
    """What a process does: it ingests, in small transactions, and writes down at once what was acknowledged."""
    from rashomon.ingest import grouping, ingest, keeping, vectors

    keeping._MOST_ARTICLES, grouping._MOST_ARTICLES, vectors._MOST_ARTICLES = 7, 9, 11
    log = os.open(acknowledged, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    ingest(
        feeds,
        archive=address,
        acknowledge=lambda outcomes, skipped: os.write(log, "".join(f"{o.article}\n" for o in outcomes).encode()),
    )


def survive_kills(address: str, folder: Path, *, kills: int, seed: int = 1) -> dict[str, int]:
    """Ingests a growing set of files, killed `kills` times; checks the archive each time; counts of what was met.

    The moments are spread over the whole length of a run, from its first read to its last vector.
    """
    dice = random.Random(seed)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["rashomon.ingest", "onnxruntime", "tokenizers", "tests.killing_warm"])
    items = list(stream((kills // 3 + 3) * ARTICLES_A_ROUND))
    log = folder / "acknowledged"
    log.touch()
    met = {"killed": 0, "finished": 0, "waiting": 0, "without vector": 0}
    feeds: list[str] = []

    def run(last: int, seconds: float | None) -> float:
        """Ingests the last few feeds for so long at most; how long it took."""
        process = context.Process(target=work, args=(feeds[-last:], address, str(log)))
        process.start()
        begun = time.monotonic()
        process.join(seconds)
        took = time.monotonic() - begun
        if process.exitcode is None:
            process.kill()
            process.join()
            met["killed"] += 1
        else:
            assert process.exitcode == 0
            met["finished"] += 1
        process.close()
        return took

    for _ in range(2):  # the first one starts the server, the second tells how long a run takes
        feeds.append(_write_feed(folder, items, len(feeds)))
        length = run(1, None)
    for number in count():
        if met["killed"] == kills:
            break
        if number % 3 == 0:  # so that each part is begun, and gone on with
            feeds.append(_write_feed(folder, items, len(feeds)))
        run(3, dice.uniform(0, length))
        _check(address, log, items, met)
    run(len(feeds), None)
    _check_end(address, folder, items[: len(feeds) * ARTICLES_A_ROUND], feeds)
    return met


def _write_feed(folder: Path, items: list, number: int) -> str:
    path = folder / f"{number}.jsonl"
    part = items[number * ARTICLES_A_ROUND :][:ARTICLES_A_ROUND]
    rows = ({"id": i.id, "title": i.title, "text": i.text, "published": i.published.isoformat()} for i in part)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return str(path)


def _check(address: str, log: Path, items: list, met: dict[str, int]) -> None:
    """Nothing acknowledged is lost, nothing half-written is visible."""
    texts = {item.id: item.text for item in items}
    with open_archive(address, wait_seconds=10) as archive:
        there = {one.article.id: one for one in archive.all_articles()}
        lost = set(log.read_text().split()) - there.keys()
        assert not lost, f"acknowledged and lost: {lost}"
        for one in there.values():
            assert one.article.text.endswith(texts[str(one.article.given_id)])
            assert json.loads(archive.received(one.article.id).content)["id"] == one.article.given_id
        assert archive.check() == ()
        stats = archive.stats()
        met["waiting"] += stats.waiting > 0
        met["without vector"] += stats.vectors < stats.articles
        grouped = {one.article.id for one in there.values() if one.event}
        assert len(grouped) == stats.articles - stats.waiting
        assert all(one.copy_of in grouped for one in there.values() if one.copy_of)


def _check_end(address: str, folder: Path, items: list, feeds: list[str]) -> None:
    """In the end all is there, as if nobody had ever been killed."""
    from rashomon.ingest import ingest

    ingest(feeds, archive=folder / "whole.db")
    with open_archive(address) as archive, open_archive(folder / "whole.db") as whole:
        found = {str(one.article.given_id): str(one.event) for one in archive.all_articles()}
        expected = {str(one.article.given_id): str(one.event) for one in whole.all_articles()}
        assert found.keys() == expected.keys() == {item.id for item in items}
        stats = archive.stats()
        assert (stats.waiting, stats.vectors) == (0, len(items))
        assert archive.check() == ()
        assert agreement(found, expected) > 0.97

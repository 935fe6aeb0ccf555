"""A hundred readers at once for a minute, while articles arrive."""

from __future__ import annotations

import asyncio
import json
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from tests.grouping.test_stream import stream
from tests.web.rooms import BRIDGE, HOSTILE, fill_room

from rashomon.ingest import ingest
from rashomon.store import EventQuery, open_archive

pytestmark = pytest.mark.soak
READERS = 100
SECONDS = 60
THERE = 1_500
ARRIVING = 12_000
RASHOMON = [sys.executable, "-c", "from rashomon.cli import main; main()"]


def test_a_hundred_readers_for_a_minute_while_articles_arrive(tmp_path, record_property):
    archive = fill_room(tmp_path).archive
    items = list(stream(THERE + ARRIVING))
    ingest([_write(tmp_path / "there.jsonl", items[:THERE])], archive=archive)
    arriving = _write(tmp_path / "arriving.jsonl", items[THERE:])
    paths = _paths(archive)
    with _serving(archive) as address, _ingesting(arriving, archive):
        begun = _count(archive)
        asked = asyncio.run(_read_all(address, paths, SECONDS))
        arrived = _count(archive) - begun
    statuses = Counter(status for _, status, _ in asked)
    seconds = sorted(took for *_, took in asked)
    p95 = seconds[int(0.95 * len(seconds))]
    record_property("answers a second", len(asked) / SECONDS)
    record_property("p95 seconds", p95)
    print(f"{len(asked) / SECONDS:.0f} answers a second, p95 {p95:.2f} s, {arrived / SECONDS:.0f} articles a second")
    for path in sorted({re.sub(r"[a-z]?[0-9a-f]{12,}", "ID", path) for path, *_ in asked})[:12]:
        took = sorted(t for p, _, t in asked if re.sub(r"[a-z]?[0-9a-f]{12,}", "ID", p) == path)
        print(f"  {path}: {len(took)}, median {took[len(took) // 2]:.3f} s")
    assert set(statuses) == {200}, statuses
    assert p95 < 1, f"p95 is {p95:.2f} s over {len(asked)} answers"
    assert arrived > SECONDS * 5, f"only {arrived} articles arrived"


def _paths(archive: Path) -> list[str]:
    """What the readers ask for: lists, events with a kept dossier, articles, searches, the API."""
    with open_archive(archive) as opened:
        articles = [one.article for one in opened.all_articles()][:60]
        events = [one.id for one in opened.events(EventQuery(limit=20))]
    words = sorted({word for one in articles for word in one.title.split() if len(word) > 5})[:20]
    return [
        *["/"] * 10,
        *[f"/events/{BRIDGE}", f"/events/{HOSTILE}"] * 5,
        *[f"/articles/{quote(one.id)}" for one in articles[:20]],
        *[f"/?q={quote(word)}" for word in words[:10]],
        *[f"/api/v1/events/{event}" for event in events[:10]],
        "/api/v1/events",
        "/static/room.css",
        "/health",
    ]


@contextmanager
def _serving(archive: Path) -> Iterator[str]:
    """The address of a reading room over `archive`."""
    command = [*RASHOMON, "serve", "--archive", str(archive), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            line = process.stdout.readline()
            address = re.search(r"http://\S+", line)
            assert address, line
            yield address[0]
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)


@contextmanager
def _ingesting(feed: str, archive: Path) -> Iterator[None]:
    """A process that ingests `feed`; it must still be at work in the end."""
    with subprocess.Popen([*RASHOMON, "ingest", feed, "--archive", str(archive)], stderr=subprocess.DEVNULL) as process:
        try:
            time.sleep(5)  # until it has loaded
            yield
            assert process.poll() is None, "ingest has ended too early"
        finally:
            process.terminate()
            process.wait(60)


def _count(archive: Path) -> int:
    with open_archive(archive) as opened:
        return opened.stats().articles


def _write(path: Path, items: Sequence) -> str:
    rows = ({"id": i.id, "title": i.title, "text": i.text, "published": i.published.isoformat()} for i in items)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return str(path)


async def _read_all(address: str, paths: Sequence[str], seconds: float) -> list[tuple[str, int, float]]:
    """(path, status, seconds to the last byte) of all that the readers asked, each as fast as it is answered."""
    found: list[tuple[str, int, float]] = []
    until = time.monotonic() + seconds
    await asyncio.gather(*(_read(address, paths, until, random.Random(n), found) for n in range(READERS)))
    return found


async def _read(
    address: str, paths: Sequence[str], until: float, dice: random.Random, found: list[tuple[str, int, float]]
) -> None:
    parts = urlsplit(address)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port, limit=1 << 20)
    while time.monotonic() < until:
        path, begun = dice.choice(paths), time.monotonic()
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {parts.netloc}\r\nAccept: text/html\r\n\r\n".encode())
        status = await _answer(reader)
        found.append((path, status, time.monotonic() - begun))
    writer.close()


async def _answer(reader: asyncio.StreamReader) -> int:
    """The status of the next answer, read to its end."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    if length := re.search(r"\r\ncontent-length: (\d+)", head):
        await reader.readexactly(int(length[1]))
    else:
        assert "transfer-encoding: chunked" in head, head
        while size := int((await reader.readuntil(b"\r\n")).decode(), 16):
            await reader.readexactly(size + 2)
        await reader.readuntil(b"\r\n")
    return int(head.split()[1])

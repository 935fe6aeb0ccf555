"""Inputs for batches, and what their tables hold, whatever the order of rows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.grouping.test_stream import stream

from rashomon.batch.running import read_result
from rashomon.records import StreamItem

LIGHT_TABLES = ("articles", "copies", "placements", "dead_letters")
DEEP_TABLES = ("readings", "dossiers")


def line_of(item: StreamItem) -> str:
    published = item.published.isoformat() if item.published else None
    return json.dumps({"id": item.id, "title": item.title, "text": item.text, "published": published}) + "\n"


def write_stream(folder: Path, count: int, *, files: int = 3, a_day: int = 6, copies: float = 0.2) -> list[str]:
    """JSON lines of a made-up stream, dealt out to several files like cards."""
    folder.mkdir(parents=True, exist_ok=True)
    items = list(stream(count, a_day=a_day, copies=copies))
    paths = []
    for number in range(files):
        path = folder / f"{number}.jsonl"
        path.write_text("".join(map(line_of, items[number::files])))
        paths.append(str(path))
    return paths


def rows_of(out: str, tables: tuple[str, ...] = LIGHT_TABLES) -> dict[str, list[Any]]:
    """All rows of these tables of a batch, sorted."""
    return {
        table: sorted(read_result(out, table).to_pylist(), key=lambda row: json.dumps(row, default=str))
        for table in tables
    }


def receipts_of(out: str) -> dict[str, tuple[int, int]]:
    """The receipts in a folder, each with what changes if it is written again: its inode and time."""
    found = {}
    for path in Path(out).rglob("*.receipt.json"):
        status = path.stat()
        found[str(path)] = (status.st_ino, status.st_mtime_ns)
    return found

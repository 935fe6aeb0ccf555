"""A hundred thousand articles through ingest: its pace, its memory, and how quick the archive is afterwards.

It takes half an hour on two cores with nothing beside; `rashomon bench ingest --stream 100000` prints the same.
"""

from __future__ import annotations

import pytest
from tests.shared_data import shared

from rashomon.bench.ingest import measure

pytestmark = pytest.mark.soak
ARTICLES = 100_000
WINDOW_FULL = 30_000  # 2,000 articles a day, 14 days and a little


def test_a_hundred_thousand_articles():
    found = measure(shared("data/events"), stream=ARTICLES)
    figures = found.figures
    memory = {row["articles"]: row["MB now"] for row in found.rows if row["step"] == "grouping"}
    print(figures, memory)
    assert figures["articles"] == ARTICLES
    assert figures["peak MB of this process"] < 1000
    full = next(size for count, size in memory.items() if int(count) >= WINDOW_FULL)
    assert list(memory.values())[-1] <= 1.1 * full, "memory goes on growing when the window is full"
    assert figures["search, p95 ms"] < 100
    assert figures["opened in ms"] < 200
    assert figures["articles a second"] >= 60

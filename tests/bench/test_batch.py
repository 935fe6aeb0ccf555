"""The measure of batches, over a stream that is as small as can be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("pyarrow", reason='the extra "cluster" is not installed')
pytest.importorskip("fsspec", reason='the extra "cluster" is not installed')

from tests.grouping.test_stream import stream

from rashomon.bench.batch import compare_windows, write_files
from rashomon.bench.events import GoldItem


def test_files_hold_each_article_once(tmp_path, monkeypatch):
    monkeypatch.setattr("rashomon.bench.batch._A_FILE", 4)
    paths = write_files(stream(10), tmp_path / "in")
    lines = [json.loads(line) for path in paths for line in Path(path).read_text().splitlines()]
    assert [line["id"] for line in lines] == [f"a{number}" for number in range(10)]
    assert len(paths) == 3


def test_windows_are_compared_with_one_stream():
    golds = [GoldItem(item=item, cluster=str(number // 10)) for number, item in enumerate(stream(60, a_day=6))]
    undated = [GoldItem(item=item, cluster="x") for item in ()]
    rows = compare_windows({"some": golds, "none": undated})
    assert [row["part"] for row in rows] == ["windows of 14 + 4 days: some", "windows of 1 + 1 days: some"]
    assert rows[0]["articles"] == 60
    assert all(0 < float(row[name]) <= 1 for row in rows for name in ("one stream", "windows", "same"))

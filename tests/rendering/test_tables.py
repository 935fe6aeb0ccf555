"""An archive's articles for other programs: nothing lost, no formula in a spreadsheet, one at a time."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import tracemalloc
from contextlib import closing
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.archived import archived, at

from rashomon.errors import RashomonError
from rashomon.rendering.tables import (
    COLUMNS,
    FILE_WRITERS,
    STREAM_WRITERS,
    from_cell,
    row_of,
    to_cell,
    write_csv,
    write_jsonl,
    write_parquet,
    write_sqlite,
)

TRICKY = '=HYPERLINK("x"), "quoted"\r\nnext\nline\u2028end\x00 \ttab 日本 \U0001f600'
ARTICLES = [
    archived("a1", text="Plain text.", url="https://valley.example/mill?a=1&b=2", body_start=3, day_only=True),
    archived("a2", text=TRICKY, title="@SUM(1)", source="-1+1", copy_of="a1", version_of="a1", path="'quoted"),
    archived("a3", text="", title="", url="", published=None, received=None, sha256=None, media_type=None, event=None),
    archived("a4", published=datetime(1, 1, 1, tzinfo=UTC), received=datetime(9999, 12, 31, 23, tzinfo=UTC)),
]
ROWS = [row_of(one) for one in ARTICLES]
cells = st.text(alphabet=st.sampled_from("=+-@\t\r\n'＝a\"; "), max_size=6)


def put_csv(rows):
    out = io.BytesIO()
    write_csv(rows, out)
    return out.getvalue()


def test_a_row_has_all_columns_in_their_order():
    assert [list(row) for row in ROWS] == [list(COLUMNS)] * 4
    assert ROWS[0]["url"] == "https://valley.example/mill?a=1&b=2"
    assert ROWS[0]["published"] == "2031-05-08T07:00:00Z" and ROWS[3]["published"] == "0001-01-01T00:00:00Z"


def test_json_lines_hold_the_rows():
    out = io.BytesIO()
    assert write_jsonl(ROWS, out) == 4
    lines = out.getvalue().decode().splitlines()
    assert [json.loads(line) for line in lines] == ROWS


def test_half_a_surrogate_pair_stays_what_it_is_in_json_and_stops_no_other_format(tmp_path):
    row = row_of(archived(text="a\ud800b"))
    out = io.BytesIO()
    write_jsonl([row], out)
    assert json.loads(out.getvalue())["text"] == "a\ud800b"
    assert put_csv([row]) and write_sqlite([row], tmp_path / "a.db") == write_parquet([row], tmp_path / "a.pq") == 1


def test_csv_gives_every_text_back():
    read = list(csv.DictReader(io.StringIO(put_csv(ROWS).decode(), newline="")))
    assert [{name: from_cell(cell) for name, cell in row.items()} for row in read] == [
        {name: "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
         for name, value in row.items()} for row in ROWS
    ]  # fmt: skip


@given(cells)
def test_no_cell_begins_as_a_formula_does_and_each_can_be_read_back(text):
    cell = to_cell(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝"))
    assert from_cell(cell) == text


def test_plain_cells_stay_as_they_are():
    assert [to_cell(value) for value in ("1911 = long ago", 12, True, None, "")] == [
        "1911 = long ago", "12", "true", "", "",
    ]  # fmt: skip


def test_parquet_holds_the_rows_with_their_kinds(tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "articles.parquet"
    assert write_parquet(iter(ROWS), path) == 4
    table = parquet.read_table(path)
    assert table.column_names == list(COLUMNS)
    assert table.column("text").to_pylist() == [row["text"] for row in ROWS]
    assert table.column("published").to_pylist() == [at(8, 7), at(8, 7), None, datetime(1, 1, 1, tzinfo=UTC)]
    assert table.column("day_only").to_pylist() == [True, False, False, False]


def test_an_sqlite_file_that_cannot_be_written_is_an_error(tmp_path):
    (tmp_path / "full.db").write_bytes(b"not a database" * 100)
    with pytest.raises(RashomonError, match="cannot be written"):
        write_sqlite(ROWS, tmp_path / "full.db")


def test_sqlite_holds_the_rows(tmp_path):
    path = tmp_path / "articles.db"
    assert write_sqlite(iter(ROWS), path) == 4
    with closing(sqlite3.connect(path)) as file:
        found = file.execute("SELECT * FROM articles").fetchall()
    assert [dict(zip(COLUMNS, row, strict=True)) for row in found] == ROWS


@pytest.mark.parametrize("name", [*FILE_WRITERS, *STREAM_WRITERS])
def test_nothing_to_export_is_an_empty_table_and_no_error(name, tmp_path):
    if name in FILE_WRITERS:
        assert FILE_WRITERS[name]([], tmp_path / "x") == 0 and (tmp_path / "x").stat().st_size > 0
    else:
        assert STREAM_WRITERS[name]([], io.BytesIO()) == 0


@pytest.mark.parametrize("name", [*FILE_WRITERS, *STREAM_WRITERS])
def test_memory_does_not_grow_with_the_archive(name, tmp_path):
    """120 MB of texts go through, made as they are asked for."""

    class Sink(io.RawIOBase):
        def write(self, data):
            return len(data)

    rows = (row_of(archived(f"a{n}", text=str(n) * 100_000)) for n in range(400))
    tracemalloc.start()
    try:
        count = FILE_WRITERS[name](rows, tmp_path / "x") if name in FILE_WRITERS else STREAM_WRITERS[name](rows, Sink())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 400 and peak < 60_000_000

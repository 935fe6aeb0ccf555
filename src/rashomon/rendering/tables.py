"""Rows as JSON lines, CSV, Parquet or SQLite, one at a time: articles of an archive, one each, and other tables.

The rows are taken as they come and none is held longer than its batch, so that memory does not grow with the archive.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Final

from rashomon.errors import RashomonError
from rashomon.records import ArchivedArticle

Value = str | int | float | bool | tuple[str, ...] | None

COLUMNS: Final[Mapping[str, str]] = {
    "id": "text",
    "event": "text",
    "copy_of": "text",
    "version_of": "text",
    "source": "text",
    "title": "text",
    "url": "text",
    "published": "instant",
    "day_only": "truth",
    "retrieved": "instant",
    "sha256": "text",
    "media_type": "text",
    "language": "text",
    "given_id": "text",
    "path": "text",
    "body_start": "number",
    "text": "text",
}
"""What a row of an article holds, in this order. `body_start` counts in `text`.

The kinds of a column: text; instant, ISO 8601 in UTC ("...Z"); truth; number, a whole one; real; texts, a list of them.
"""

_BATCH = 500
_BATCH_CHARACTERS = 8_000_000
# A spreadsheet takes a cell that begins so for a formula (OWASP, CSV Injection), full-width signs included. The
# apostrophe is in the list so that the one put in front can be taken off again for sure.
_FORMULA = re.compile("[=+\\-@\t\r\n＝＋－＠']")
_LONE = re.compile("[\ud800-\udfff]")
# They end no line in JSON, but they do for many programs that read line by line.
_LINE_ENDS = {"\u2028": "\\u2028", "\u2029": "\\u2029", "\x85": "\\u0085"}


def row_of(archived: ArchivedArticle) -> dict[str, Value]:
    """The row of one article, with a value or None for each of COLUMNS."""
    article, received = archived.article, archived.received
    return {
        "id": article.id,
        "event": archived.event,
        "copy_of": archived.copy_of,
        "version_of": archived.version_of,
        "source": article.source,
        "title": article.title,
        "url": article.url,
        "published": instant(article.published),
        "day_only": article.day_only,
        "retrieved": instant(received),
        "sha256": archived.sha256,
        "media_type": archived.media_type,
        "language": article.language,
        "given_id": article.given_id,
        "path": article.path,
        "body_start": article.body_start,
        "text": article.text,
    }


def instant(moment: datetime | None) -> str | None:
    """`moment` as ISO 8601 in UTC, "2031-05-08T07:15:00Z"."""
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def write_jsonl(rows: Iterable[Mapping[str, Value]], file: BinaryIO) -> int:
    """Writes one JSON object a line, UTF-8; how many. An archive's articles can be ingested from it again."""
    count = 0
    for row in rows:
        count += 1
        line = json.dumps(row, ensure_ascii=False)
        for sign, escape in _LINE_ENDS.items():
            line = line.replace(sign, escape)
        # Half a surrogate pair comes out as its escape, which JSON has too.
        file.write(line.encode("utf-8", "backslashreplace") + b"\n")
    return count


def write_csv(rows: Iterable[Mapping[str, Value]], file: BinaryIO, *, columns: Mapping[str, str] = COLUMNS) -> int:
    """Writes RFC 4180 CSV with a line of names, UTF-8; how many rows. A list stands in its cell as JSON.

    No text cell is taken for a formula: one that begins with = + - @, a tab, a line end or an apostrophe gets an
    apostrophe in front. Taking one apostrophe off each cell that begins with one gives the text back (`from_cell`).
    An empty cell is a value that is not known, or an empty text.
    """
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(columns), quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writeheader()
    count = 0
    for row in rows:
        count += 1
        writer.writerow({name: to_cell(value) for name, value in row.items()})
        _move(out, file)
    _move(out, file)
    return count


def to_cell(value: Value) -> str:
    """`value` as a CSV cell that no spreadsheet takes for a formula."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return json.dumps(value, ensure_ascii=False)
    text = "" if value is None else str(value)
    if isinstance(value, float):
        return text  # the sign of a number makes no formula
    return f"'{text}" if _FORMULA.match(text) else text


def from_cell(cell: str) -> str:
    """The text that `to_cell` made `cell` of."""
    return cell.removeprefix("'")


def write_parquet(rows: Iterable[Mapping[str, Value]], path: Path, *, columns: Mapping[str, str] = COLUMNS) -> int:
    """Writes a Parquet file, instants as timestamps in UTC; how many rows. Raises: RashomonError without pyarrow."""
    arrow, parquet = _load_arrow()
    kinds = {
        "text": arrow.string(),
        "instant": arrow.timestamp("us", tz="UTC"),
        "truth": arrow.bool_(),
        "number": arrow.int64(),
        "real": arrow.float64(),
        "texts": arrow.list_(arrow.string()),
    }
    schema = arrow.schema([(name, kinds[kind]) for name, kind in columns.items()])
    count = 0
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in _batches(rows):
            arrays = [arrow.array([_arrow_value(row[name], kind) for row in batch], kinds[kind])
                      for name, kind in columns.items()]  # fmt: skip
            writer.write_batch(arrow.RecordBatch.from_arrays(arrays, schema=schema))
            count += len(batch)
    return count


def write_sqlite(rows: Iterable[Mapping[str, Value]], path: Path) -> int:
    """Writes an SQLite file with the one table `articles`; how many rows. `path` must not hold anything yet.

    Raises: RashomonError where it can't be written.
    """
    kinds = {"text": "TEXT", "instant": "TEXT", "truth": "INTEGER", "number": "INTEGER"}
    columns = ", ".join(
        f'"{name}" {kinds[kind]}{" PRIMARY KEY" if name == "id" else ""}' for name, kind in COLUMNS.items()
    )
    places = ", ".join("?" * len(COLUMNS))
    values = (tuple(_whole(row[name]) for name in COLUMNS) for row in rows)
    try:
        with closing(sqlite3.connect(path)) as file:
            file.execute("PRAGMA journal_mode = OFF")
            file.execute(f"CREATE TABLE articles ({columns})")
            file.executemany(f"INSERT INTO articles VALUES ({places})", values)
            count: int = file.execute("SELECT count(*) FROM articles").fetchone()[0]
            file.commit()
    except sqlite3.Error as error:
        raise RashomonError(f"the SQLite file of the export cannot be written ({error})") from error
    return count


FILE_WRITERS: Final[Mapping[str, Callable[[Iterable[Mapping[str, Value]], Path], int]]] = {
    "parquet": write_parquet,
    "sqlite": write_sqlite,
}
"""The formats that need a file of their own."""
STREAM_WRITERS: Final[Mapping[str, Callable[[Iterable[Mapping[str, Value]], BinaryIO], int]]] = {
    "jsonl": write_jsonl,
    "csv": write_csv,
}
"""The formats that may go to standard output."""


def _move(out: io.StringIO, file: BinaryIO) -> None:
    file.write(out.getvalue().encode("utf-8", "backslashreplace"))
    out.seek(0)
    out.truncate()


def _whole(value: Value) -> Value:
    """`value` with a sign for each half of a surrogate pair, which no file format but JSON can hold."""
    return _LONE.sub("\ufffd", value) if isinstance(value, str) else value


def _arrow_value(value: Value, kind: str) -> Value | datetime | list[Value]:
    if isinstance(value, tuple):
        return [_whole(one) for one in value]
    if kind == "instant" and isinstance(value, str):
        return datetime.fromisoformat(value)
    return _whole(value)


def _batches(rows: Iterable[Mapping[str, Value]]) -> Iterator[Sequence[Mapping[str, Value]]]:
    """The rows in batches of bounded length and size."""
    rows = iter(rows)
    while first := list(islice(rows, 1)):
        batch, size = first, len(str(first[0].get("text")))
        while len(batch) < _BATCH and size < _BATCH_CHARACTERS and (more := list(islice(rows, 1))):
            batch += more
            size += len(str(more[0].get("text")))
        yield batch


def _load_arrow() -> tuple[Any, Any]:
    try:
        import pyarrow  # type: ignore[import-untyped]  # pyarrow has no type information
        import pyarrow.parquet  # type: ignore[import-untyped]
    except ImportError as error:
        raise RashomonError("Parquet needs a package more: pip install 'rashomon[tables]'") from error
    return pyarrow, pyarrow.parquet

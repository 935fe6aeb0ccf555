"""Tables with one article a row: CSV and Parquet."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from rashomon.errors import InputError
from rashomon.sources.decoding import decode
from rashomon.sources.drafts import Draft
from rashomon.sources.json_lines import draft_of_fields
from rashomon.sources.lines import read_lines
from rashomon.sources.options import FIELDS, MEGABYTE, Limits

_OTHER_NAMES = {
    "id": ("article_id", "guid", "uid"),
    "title": ("headline", "heading"),
    "text": ("body", "content", "article", "maintext", "full_text"),
    "source": ("publisher", "outlet", "publication", "newspaper", "site"),
    "url": ("link", "address", "href"),
    "published": ("date", "published_at", "publish_date", "pubdate", "publication_date", "timestamp", "datetime"),
}
_DELIMITERS = ",;\t|"
_BATCH = 200
_INSTALL = 'is a Parquet file, which needs the extra "tables": pip install "rashomon[tables]"'

Row = tuple[str, Draft | InputError, bytes]
"""The place of a row ("row 3"), its article or why there is none, and the bytes it came as."""


def read_csv(stream: Any, columns: Mapping[str, str], limits: Limits) -> Iterator[Row]:
    """Each row of a CSV table with a header; the delimiter is the one that the header has most of. , ; tab or |.

    The bytes of a row come with those of the header, so that they can be read alone.

    Raises:
        InputError: there is no header, a column of `columns` is not in it, or no column holds a title or a text.
    """
    taken: list[bytes] = []

    def texts() -> Iterator[str]:
        for _, line in read_lines(stream, limits.size):
            taken.append(line)
            yield _decode_row(line)

    source = texts()
    first = next(source, "")
    delimiter = max(_DELIMITERS, key=first.count)
    csv.field_size_limit(limits.size)
    try:
        names = next(csv.reader(_chain(first, source), delimiter=delimiter), [])
    except csv.Error as error:
        raise InputError(f"has a first line that is no header of a table ({error})") from error
    header = b"".join(taken)
    fields = find_fields(names, columns)
    taken.clear()
    rows, number = csv.reader(source, delimiter=delimiter), 0
    while True:
        number += 1
        try:
            cells = next(rows, None)
        except (csv.Error, InputError) as error:
            yield f"row {number}", InputError(f"is no row that can be read ({error})"), b""
            taken.clear()
            continue
        if cells is None:
            return
        content = b"".join(taken)
        taken.clear()
        if len(content) > limits.size:
            yield f"row {number}", InputError(f"is longer than {limits.size / MEGABYTE:g} MB; raise size_limit_mb"), b""
        elif any(cell.strip() for cell in cells):
            entry = {field: cells[at] or None for field, at in fields.items() if at < len(cells)}
            yield f"row {number}", _draft(entry), header + content


def read_parquet(file: Any, columns: Mapping[str, str], limits: Limits) -> Iterator[Row]:
    """Each row of a Parquet table; the bytes of a row are its fields as JSON.

    Raises:
        InputError: it is damaged, has no column with a title or a text, or the extra is missing.
    """
    try:
        import pyarrow  # type: ignore[import-untyped]
        import pyarrow.parquet  # type: ignore[import-untyped]
    except ImportError as error:
        raise InputError(_INSTALL) from error
    try:
        table = pyarrow.parquet.ParquetFile(file)
        _check_groups(table.metadata, limits)
        fields = {
            field: table.schema_arrow.names[at] for field, at in find_fields(table.schema_arrow.names, columns).items()
        }
        number = 0
        for batch in table.iter_batches(batch_size=_BATCH, columns=list(fields.values())):
            for cells in batch.to_pylist():
                number += 1
                entry = {field: _plain(cells[column]) for field, column in fields.items()}
                content = json.dumps(entry, ensure_ascii=False, default=str).encode("utf-8", "replace")
                if len(content) > limits.size:
                    reason = f"is longer than {limits.size / MEGABYTE:g} MB; raise size_limit_mb"
                    yield f"row {number}", InputError(reason), b""
                else:
                    yield f"row {number}", _draft(entry), content
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        raise InputError(f"is a Parquet file that cannot be read ({str(error)[:150]})") from error


def find_fields(names: Sequence[str], columns: Mapping[str, str]) -> dict[str, int]:
    """Which column holds which field: as `columns` says, else by the usual names.

    Raises:
        InputError: a column of `columns` is not there, or none holds a title or a text.
    """
    clean = [name.strip() for name in names]
    places = {name.lower(): at for at, name in reversed(list(enumerate(clean)))}
    shown = ", ".join(clean[:20])[:300] or "none"
    fields = {}
    for field in FIELDS:
        wanted = columns.get(field)
        if wanted is not None:
            if wanted not in clean:
                raise InputError(f"has no column {wanted!r}; its columns are: {shown}")
            fields[field] = clean.index(wanted)
            continue
        known = next((places[name] for name in (field, *_OTHER_NAMES[field]) if name in places), None)
        if known is not None:
            fields[field] = known
    if "title" not in fields and "text" not in fields:
        raise InputError(f"has no column title or text; say which with --columns; its columns are: {shown}")
    return fields


def _check_groups(metadata: Any, limits: Limits) -> None:
    """Raises InputError where a part of the table unpacks to so much that it is taken for a bomb."""
    for at in range(metadata.num_row_groups):
        group = metadata.row_group(at)
        packed = sum(group.column(column).total_compressed_size for column in range(group.num_columns))
        if group.total_byte_size > max(100 * MEGABYTE, limits.unpack_ratio * packed):
            raise InputError(
                f"unpacks to more than {limits.unpack_ratio} times its size; raise unpack_ratio if it is no bomb"
            )


def _chain(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _decode_row(line: bytes) -> str:
    try:
        return decode(line) if line.strip() else "\n"
    except InputError:  # one line of noise costs that line
        return line.decode("utf-8", "replace")


def _draft(entry: Mapping[str, Any]) -> Draft | InputError:
    try:
        return draft_of_fields(entry)
    except InputError as error:
        return error


def _plain(value: Any) -> Any:
    """A cell as JSON has it: instants in ISO 8601, other things that JSON lacks as text."""
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str | int | float | bool | None) else str(value)

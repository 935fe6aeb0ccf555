"""The tables of a dossier as files: JSON lines, CSV or Parquet, one file a table, in a folder or a zip."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from rashomon.exporting.identifiers import whole
from rashomon.exporting.rows import TABLES
from rashomon.records import Dossier
from rashomon.rendering.tables import Value, write_csv, write_jsonl, write_parquet

# The earliest moment that a zip can tell: equal dossiers give equal bytes.
_NO_TIME = (1980, 1, 1, 0, 0, 0)


def write_jsonl_tables(dossier: Dossier) -> Iterator[tuple[str, bytes]]:
    """Each table as JSON lines: the file's name and its bytes, one after the other."""
    for name, table in TABLES.items():
        file = io.BytesIO()
        write_jsonl(_whole_rows(table.rows(dossier)), file)
        yield f"{name}.jsonl", file.getvalue()


def write_csv_tables(dossier: Dossier) -> Iterator[tuple[str, bytes]]:
    """Each table as CSV; lists as JSON in a cell."""
    for name, table in TABLES.items():
        file = io.BytesIO()
        write_csv(_whole_rows(table.rows(dossier)), file, columns=table.columns)
        yield f"{name}.csv", file.getvalue()


def write_parquet_tables(dossier: Dossier) -> Iterator[tuple[str, bytes]]:
    """Each table as Parquet. Raises: RashomonError without pyarrow."""
    with tempfile.TemporaryDirectory() as folder:
        for name, table in TABLES.items():
            path = Path(folder) / f"{name}.parquet"
            write_parquet(table.rows(dossier), path, columns=table.columns)
            yield path.name, path.read_bytes()


def _whole_rows(rows: Iterable[Mapping[str, Value]]) -> Iterator[dict[str, Value]]:
    """The rows with no half of a surrogate pair, as the dossier's JSON has none."""
    for row in rows:
        yield {name: _whole_value(value) for name, value in row.items()}


def _whole_value(value: Value) -> Value:
    if isinstance(value, tuple):
        return tuple(map(whole, value))
    return whole(value) if isinstance(value, str) else value


def zip_files(files: Iterable[tuple[str, bytes]]) -> bytes:
    """The files in one zip; equal files give equal bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            entry = zipfile.ZipInfo(name, date_time=_NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, data)
    return out.getvalue()

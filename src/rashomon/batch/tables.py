"""The tables of a batch, column by column, and how their rows lie in Parquet files.

A table with a column `bucket` is meant to be read bucket by bucket: in each file the rows of a bucket are row groups
of their own, so that whoever wants one bucket reads these from every file and nothing else. This is the shuffle.

An article's `key` is its id as a number: the id is 16 hexadecimal digits. `at` is when it counts as published, UTC in
microseconds: its date, else when its bytes were received from the web, else the date of the article before it in the
same input, else null.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any, Final

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from rashomon.batch.storage import Hashed, Storage
from rashomon.errors import BatchError

Table = Any
"""A pyarrow.Table: the package has no types of its own."""

UNDATED: Final = -(2**31)
"""The bucket (a day, a window) of articles of which no time is known."""

_TIME = pa.timestamp("us", tz="UTC")
_REPORT = (
    ("id", pa.string()),
    ("source", pa.string()),
    ("title", pa.string()),
    ("text", pa.string()),
    ("language", pa.string()),
    ("published", _TIME),
    ("day_only", pa.bool_()),
    ("at", _TIME),
    ("url", pa.string()),
    ("given_id", pa.string()),
    ("body_start", pa.int32()),
)
_BUCKET = ("bucket", pa.int32())

SCHEMAS: Final[dict[str, Any]] = {
    name: pa.schema(columns)
    for name, columns in {
        # What came in, by the article's bucket; `input` and `place` tell where it was found.
        "received": (_BUCKET, *_REPORT, ("input", pa.string()), ("place", pa.string())),
        # Each article once, with the names in it and where its headline and its first sentences stand.
        "articles": (
            *_REPORT,
            ("names", pa.list_(pa.string())),
            ("headline", pa.list_(pa.int32())),
            ("lead", pa.list_(pa.list_(pa.int32()))),
        ),
        # What could not be used, at which stage, and why.
        "dead_letters": tuple((name, pa.string()) for name in ("stage", "input", "place", "id", "event", "reason")),
        # What tells a text: the digest of its words and its 3-grams, packed.
        "prints": (("key", pa.uint64()), ("at", pa.int64()), ("words", pa.binary(16)), ("shingles", pa.binary())),
        # A row for each band of a text, by the band's bucket; `size` is the number of bands of the text.
        "bands": (_BUCKET, ("band", pa.uint64()), ("key", pa.uint64()), ("at", pa.int64()), ("size", pa.int32())),
        # The counted words of each article, by day (since 1970).
        "words": (_BUCKET, ("key", pa.uint64()), ("at", pa.int64()), ("words", pa.binary())),
        # Two texts that share bands, the earlier on the left, by the bucket of `left`.
        "pairs": (
            _BUCKET,
            ("left", pa.uint64()),
            ("right", pa.uint64()),
            ("shared", pa.int32()),
            ("smaller", pa.int32()),
        ),
        # Those that share enough, with what tells the left text, by the bucket of `right`.
        "candidates": (
            _BUCKET,
            ("left", pa.uint64()),
            ("right", pa.uint64()),
            ("words", pa.binary(16)),
            ("shingles", pa.binary()),
        ),
        # Those of which one prints the other, and the texts that hang together by them: `group` is the least key.
        "prints_same": (("left", pa.uint64()), ("right", pa.uint64())),
        "groups": (_BUCKET, ("key", pa.uint64()), ("group", pa.uint64())),
        # The prints of all texts of a group, by the group's bucket.
        "members": (
            _BUCKET,
            ("group", pa.uint64()),
            ("key", pa.uint64()),
            ("at", pa.int64()),
            ("words", pa.binary(16)),
            ("shingles", pa.binary()),
        ),
        # The copies, for readers; and for the next stage, by the bucket of the copy (`own`) and that of its origin.
        "copies": (
            ("id", pa.string()),
            ("origin", pa.string()),
            ("kind", pa.string()),
            ("contained", pa.float64()),
        ),
        "copy_places": (
            _BUCKET,
            ("key", pa.uint64()),
            ("at", pa.int64()),
            ("origin", pa.uint64()),
            ("own", pa.bool_()),
        ),
        # The event that a window puts each of its own articles to; `event` holds within the window.
        "found": (("key", pa.uint64()), ("at", pa.int64()), ("event", pa.uint64())),
        # What two neighbours both grouped, by their seam; `first` is the first own article of the event, null if none.
        "borders": (
            _BUCKET,
            ("later", pa.bool_()),
            ("key", pa.uint64()),
            ("event", pa.uint64()),
            ("first", pa.uint64()),
            ("first_at", pa.int64()),
        ),
        # Two windows' events that are one.
        "links": (
            ("window", pa.int32()),
            ("event", pa.uint64()),
            ("first", pa.uint64()),
            ("first_at", pa.int64()),
            ("next_event", pa.uint64()),
            ("next_first", pa.uint64()),
            ("next_first_at", pa.int64()),
        ),
        # The first article of the whole event that a window's event is part of, by window.
        "stitched": (_BUCKET, ("event", pa.uint64()), ("whole", pa.uint64())),
        # The first article of each article's whole event, by the article's bucket.
        "settled": (_BUCKET, ("key", pa.uint64()), ("at", pa.int64()), ("whole", pa.uint64())),
        # The event of each article, for readers; and for the next stage by the event's bucket.
        "placements": (("id", pa.string()), ("event", pa.string()), ("copy_of", pa.string()), ("at", _TIME)),
        "by_event": (
            _BUCKET,
            ("whole", pa.uint64()),
            ("key", pa.uint64()),
            ("original", pa.bool_()),
            ("at", pa.int64()),
        ),
        # Events with enough reports, and how many articles they have and take to a dossier.
        "sizes": (("whole", pa.uint64()), ("originals", pa.int32()), ("articles", pa.int32())),
        "chosen": (_BUCKET, ("whole", pa.uint64()), ("part", pa.int32())),
        # The articles of the chosen events, by the article's bucket; `part` is the dossier stage's.
        "wanted": (_BUCKET, ("key", pa.uint64()), ("whole", pa.uint64()), ("part", pa.int32())),
        "texts": (_BUCKET, ("whole", pa.uint64()), *_REPORT),
        # The deep reading of an article, packed (rashomon.packing), and what was counted in it.
        "readings": (
            ("id", pa.string()),
            ("event", pa.string()),
            ("sentences", pa.int32()),
            ("claims", pa.int32()),
            ("quotes", pa.int32()),
            ("reading", pa.binary()),
        ),
        # The dossier of an event as `compare --format json` writes it.
        "dossiers": (
            ("event", pa.string()),
            ("articles", pa.int32()),
            ("links", pa.int32()),
            ("points", pa.int32()),
            ("conflicts", pa.int32()),
            ("dossier", pa.large_string()),
        ),
    }.items()
}

PUBLIC: Final = ("articles", "copies", "placements", "readings", "dossiers", "dead_letters")
"""The tables that a batch is run for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A Parquet file of a table: where it is, what is in it. `groups` has (bucket, row group, rows) in their order."""

    name: str
    rows: int
    size: int
    sha256: str
    groups: tuple[tuple[int, int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """What is to be read of a file: these row groups, or all of it where they are None."""

    name: str
    groups: tuple[int, ...] | None = None


class PartWriter:
    """Writes one file of a table, rows of any number of calls; those of a bucket together, buckets in order."""

    def __init__(self, file: IO[bytes], table: str) -> None:
        """Over `file`, which the caller opens and closes."""
        self._schema = SCHEMAS[table]
        self._hashed = Hashed(file)
        self._writer = pq.ParquetWriter(self._hashed, self._schema, compression="zstd", write_statistics=False)
        self._groups: list[tuple[int, int, int]] = []
        self._count = self._rows = 0

    def write(self, rows: Table) -> None:
        """Adds rows."""
        if not rows.num_rows:
            return
        if "bucket" not in self._schema.names:
            self._write(None, rows)
            return
        buckets = rows.column("bucket").to_numpy()
        order = np.argsort(buckets, kind="stable")
        rows, buckets = rows.take(pa.array(order)), buckets[order]
        starts = np.flatnonzero(np.concatenate(([True], buckets[1:] != buckets[:-1])))
        for start, end in zip(starts.tolist(), [*starts[1:].tolist(), len(buckets)], strict=True):
            self._write(int(buckets[start]), rows.slice(start, end - start))

    def close(self, name: str) -> Part:
        """Ends the file, which is to be at `name`."""
        self._writer.close()
        return Part(
            name=name,
            rows=self._rows,
            size=self._hashed.size,
            sha256=self._hashed.sha256,
            groups=tuple(self._groups),
        )

    def _write(self, bucket: int | None, rows: Table) -> None:
        # One row group a call, so that its number is known; no part of a batch holds more rows than fit in memory.
        self._writer.write_table(rows, row_group_size=max(1, rows.num_rows))
        if bucket is not None:
            self._groups.append((bucket, self._count, rows.num_rows))
        self._count += 1
        self._rows += rows.num_rows


def read_slices(storage: Storage, table: str, slices: Sequence[Slice]) -> Table:
    """The rows of a table in `slices`, in their order. Raises: BatchError where a file is missing or damaged."""
    pieces = [piece for one in slices for piece in _read_slice(storage, table, one)]
    return pa.concat_tables([SCHEMAS[table].empty_table(), *pieces])


def rows_of(rows: Table, *columns: str) -> Iterator[tuple[Any, ...]]:
    """The rows as tuples of these columns."""
    return zip(*(rows.column(name).to_pylist() for name in columns), strict=True)


def make_table(table: str, **columns: Any) -> Table:
    """Rows of a table from its columns: lists or arrays."""
    schema = SCHEMAS[table]
    arrays = [pa.array(columns[name], type=schema.field(name).type, from_pandas=False) for name in schema.names]
    return pa.Table.from_arrays(arrays, schema=schema)


def table_of(table: str, rows: Sequence[dict[str, Any]]) -> Table:
    """Rows of a table from dictionaries; a column that is left out is null."""
    return pa.Table.from_pylist(list(rows), schema=SCHEMAS[table])


def numbers(rows: Table, column: str, missing: int = 0) -> Any:
    """A column of whole numbers or truth values as a numpy array; `missing` for null."""
    return rows.column(column).combine_chunks().fill_null(missing).to_numpy(zero_copy_only=False)


def _read_slice(storage: Storage, table: str, wanted: Slice) -> Iterator[Table]:
    try:
        with storage.reading(wanted.name) as file:
            opened = pq.ParquetFile(file)
            groups = list(range(opened.num_row_groups)) if wanted.groups is None else list(wanted.groups)
            if groups:
                yield opened.read_row_groups(groups, use_threads=False)
    except (pa.ArrowException, OSError, EOFError) as error:
        raise BatchError(
            f"{storage.root}: {wanted.name} is damaged ({str(error)[:150]}); remove its folder and run again"
        ) from error

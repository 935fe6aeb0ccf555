"""Counts what the models are given, for `bench speed` and the tests: figures of the work that hang on no machine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from threading import Lock
from typing import Any
from unittest.mock import patch

from numpy.typing import NDArray

from rashomon.models.sessions import Model, session


@dataclass(slots=True, kw_only=True)
class Counts:
    """What was done: `rows` and `batches` by model file, `pieces` (word pieces in all rows), and texts parsed.

    `twice` are the rows that a model had been given before, word for word.
    """

    rows: Counter[str] = field(default_factory=Counter)
    batches: Counter[str] = field(default_factory=Counter)
    pieces: Counter[str] = field(default_factory=Counter)
    twice: Counter[str] = field(default_factory=Counter)
    parsed: int = 0
    _seen: set[tuple[str, bytes]] = field(default_factory=set)
    _counting: Lock = field(default_factory=Lock)

    def add(self, file: str, inputs: Mapping[str, NDArray[Any]]) -> None:
        """Counts one batch of the model `file`."""
        ids = inputs["ids"]
        keys = [(file, row.tobytes()) for row in ids]
        with self._counting:  # batches run side by side
            self.batches[file] += 1
            self.rows[file] += len(ids)
            self.pieces[file] += ids.size
            self.twice[file] += len(keys) - len({*keys} - self._seen)
            self._seen.update(keys)


@dataclass(frozen=True, slots=True)
class _Counted:
    model: Model
    file: str
    counts: Counts

    def run(self, outputs: Sequence[str], inputs: Mapping[str, NDArray[Any]]) -> Sequence[NDArray[Any]]:
        self.counts.add(self.file, inputs)
        return self.model.run(outputs, inputs)


@contextmanager
def counted() -> Iterator[Counts]:
    """Counts the work of both models and of the parser while it is open; results are what they would be."""
    from rashomon.reading import parsing

    counts = Counts()

    def open_counted(file: str) -> Model:
        return _Counted(session(file), file, counts)

    def parse_counted(work: Any, *given: Any) -> Any:
        counts.parsed += 1
        return work(*given)

    with (
        patch("rashomon.models.encoder.session", open_counted),
        patch("rashomon.models.claim_pairs.session", open_counted),
        patch("rashomon.reading.parsing._parse_whole", partial(parse_counted, parsing._parse_whole)),
    ):
        yield counts

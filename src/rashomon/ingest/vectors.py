"""Vectors for search, made beside the rest: a thread computes while articles are kept and grouped.

The model computes outside of Python's lock. The archive is asked and told by the caller's thread only.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event

import numpy as np
from numpy.typing import NDArray

from rashomon.ingest.stopping import Stop
from rashomon.models.article_vectors import article_vector_model, encode_articles
from rashomon.models.encoder import WIDTH
from rashomon.store import Archive, Unvectored

_MOST_ARTICLES = 1_000
_MOST_AT_ONCE = 100

Rows = NDArray[np.float32]


class VectorMaker:
    """Gives vectors to the articles of an archive that have none. They may lag behind, and are caught up with later."""

    def __init__(self, archive: Archive) -> None:
        """A maker with nothing to do yet. Raises: ModelError where the model file is missing or altered."""
        self._archive = archive
        self._model = article_vector_model()
        self._pool = ThreadPoolExecutor(max_workers=1)
        self._closed = Event()
        self._at: Sequence[Unvectored] = ()
        self._work: Future[Rows] | None = None

    def advance(self) -> int:
        """Keeps the vectors that are ready and begins with the next ones; how many were kept.

        It never waits for the model. Raises: ArchiveError.
        """
        if self._work is not None and not self._work.done():
            return 0
        kept = self._keep()
        self._at = self._archive.without_vector(self._model, limit=_MOST_ARTICLES)
        if self._at:
            self._work = self._pool.submit(self._encode, [(one.title, one.beginning) for one in self._at])
        return kept

    def wait(self, stop: Stop) -> None:
        """Waits until what was begun is ready, or the run is to stop."""
        if self._work is not None:
            work = self._work
            stop.wait_for(lambda: work.exception(), None)

    @property
    def is_busy(self) -> bool:
        """True while vectors are being made, or wait to be kept."""
        return self._work is not None

    def close(self) -> None:
        """Ends the thread soon; what was begun is lost."""
        self._closed.set()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _encode(self, articles: Sequence[tuple[str, str]]) -> Rows:
        """The rows of `articles`, those of like length together, which is quicker; zeros once the maker is closed."""
        rows = np.zeros((len(articles), WIDTH), dtype=np.float32)
        by_length = sorted(range(len(articles)), key=lambda i: sum(map(len, articles[i])))
        for start in range(0, len(articles), _MOST_AT_ONCE):
            some = by_length[start : start + _MOST_AT_ONCE]
            if self._closed.is_set():
                break
            rows[some] = encode_articles([articles[i] for i in some])
        return rows

    def _keep(self) -> int:
        work, self._work = self._work, None
        if work is None:
            return 0
        rows = work.result()
        return self._archive.keep_vectors(
            [(one.article, row) for one, row in zip(self._at, rows, strict=True)], self._model
        )

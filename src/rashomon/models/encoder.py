"""Sentence vectors: all-MiniLM-L6-v2, weights as int8, computed in floats. See encoder.md."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rashomon.models.sessions import run_batches, session
from rashomon.models.tokens import same_length_groups, text_row, word_pieces

WIDTH = 384
_FILE = "encoder.int8.onnx"


def encode(texts: Sequence[str]) -> NDArray[np.float32]:
    """One row of length 1 for each text, (n, 384): the dot product of two rows is their cosine.

    A text is read up to its 128th word piece. A row hangs on its own text only, not on the texts beside it or their
    order. Any string will do, the empty one too.

    Raises: ModelError where the model file is missing or altered.
    Source: Reimers and Gurevych 2019, Sentence-BERT; the model all-MiniLM-L6-v2.
    """
    vectors = np.empty((len(texts), WIDTH), dtype=np.float32)
    if not texts:
        return vectors
    places: dict[str, list[int]] = {}
    for i, text in enumerate(texts):
        places.setdefault(text, []).append(i)
    rows = [text_row(pieces) for pieces in word_pieces(list(places))]
    where = list(places.values())
    groups = list(same_length_groups(rows))
    batches = [{"ids": np.array([rows[i] for i in group], dtype=np.int64)} for group in groups]
    for group, pieces in zip(groups, run_batches(session(_FILE), "pieces", batches), strict=True):
        # Averaged here: the runtime's own mean adds up in another order when the batch has another size.
        means = pieces.mean(axis=1)
        means /= np.sqrt((means * means).sum(axis=1, keepdims=True))
        for i, vector in zip(group, means, strict=True):
            vectors[where[i]] = vector
    return vectors

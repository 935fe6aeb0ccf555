"""The vectors that articles are searched by: of the title and the first words, and of what is looked for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from rashomon.models.encoder import encode
from rashomon.models.files import model_path

# News says first what it is about. Twice as much text takes twice as long.
BEGINNING = 300
_RECIPE = f"title and {BEGINNING} characters"


def encode_articles(articles: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
    """One row of length 1, (n, 384), for each (title, beginning of the text) of `articles`.

    Raises: ModelError where the model file is missing or altered.
    """
    return encode([_opening(title, beginning) for title, beginning in articles])


def encode_query(words: str) -> NDArray[np.float32]:
    """The row (384,) of what is looked for: its dot product with an article's row is their cosine."""
    row: NDArray[np.float32] = encode([words])[0]
    return row


@cache
def article_vector_model() -> str:
    """The digest of all that such a vector hangs on; vectors with another one can't be compared with these."""
    model = sha256(model_path("encoder.int8.onnx").read_bytes())
    return sha256(f"{model.hexdigest()} {_RECIPE}".encode()).hexdigest()[:16]


def _opening(title: str, beginning: str) -> str:
    text = beginning.lstrip()
    return (text if not title or text.startswith(title) else f"{title}\n{text}")[:BEGINNING]

"""What two claims of two reports are to each other: a MiniLM-L6 that reads both at once. See claim_pairs.md."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rashomon.models.sessions import Model, session
from rashomon.models.tokens import pair_row, same_length_groups, word_pieces

RELATIONS = ("same", "partial", "conflict", "unrelated")
LABELS = ("entailment", "neutral", "contradiction")
_FILE = "claim_pairs.int8.onnx"
_MOST_ROWS = 32
# Fitted on held-out pairs: the scores are divided by it so that the probabilities can be taken at their word.
_TEMPERATURE = np.float32(1.0)

Floats = NDArray[np.float32]


def judge(pairs: Sequence[tuple[str, str]]) -> Floats:
    """One row for each pair, (n, 4): the probabilities of same, partial, conflict and unrelated; a row sums to 1.

    Each pair is read in both orders and the two results are averaged, so (a, b) and (b, a) give the same row. A row
    hangs on its own pair only, not on the pairs beside it. Of a pair at most 128 word pieces are read.

    Raises: ModelError where the model file is missing or altered.
    """
    relations, _ = judge_and_infer(pairs)
    return relations


def infer(pairs: Sequence[tuple[str, str]]) -> Floats:
    """One row for each (premise, hypothesis), (n, 3): the probabilities of entailment, neutral and contradiction.

    Raises: ModelError where the model file is missing or altered.
    """
    return _softmax(_scores(session(_FILE), pairs)[:, len(RELATIONS) :])


def judge_and_infer(pairs: Sequence[tuple[str, str]]) -> tuple[Floats, Floats]:
    """What `judge` gives, (n, 4), and what the same reading gives of inference, (n, 2, 3), at no further cost.

    The second one holds for each pair the probabilities of entailment, neutral and contradiction, first from left to
    right, then from right to left.

    Raises: ModelError where the model file is missing or altered.
    """
    return judge_with(session(_FILE), pairs)


def judge_with(model: Model, pairs: Sequence[tuple[str, str]]) -> tuple[Floats, Floats]:
    """As `judge_and_infer`, with a session of one's own (training measures models that are not in the package)."""
    count = len(pairs)
    scores = _scores(model, [*pairs, *((right, left) for left, right in pairs)])
    both = _softmax(scores[:, : len(RELATIONS)] / _TEMPERATURE)
    relations: Floats = (both[:count] + both[count:]) / np.float32(2)
    inferred = _softmax(scores[:, len(RELATIONS) :])
    return relations, np.stack([inferred[:count], inferred[count:]], axis=1)


def _scores(model: Model, pairs: Sequence[tuple[str, str]]) -> Floats:
    """(n, 7): the scores of RELATIONS and of LABELS for each pair as it stands."""
    scores = np.empty((len(pairs), len(RELATIONS) + len(LABELS)), dtype=np.float32)
    if not pairs:
        return scores
    texts = list(dict.fromkeys(text for pair in pairs for text in pair))
    pieces = dict(zip(texts, word_pieces(texts), strict=True))
    rows = [pair_row(pieces[left], pieces[right]) for left, right in pairs]
    for group in same_length_groups([ids for ids, _ in rows], _MOST_ROWS):
        # A batch of one row takes another path through the runtime, with other rounding: double it.
        batch = group * 2 if len(group) == 1 else group
        ids = np.array([rows[i][0] for i in batch], dtype=np.int64)
        kinds = np.array([rows[i][1] for i in batch], dtype=np.int64)
        (found,) = model.run(["scores"], {"ids": ids, "kinds": kinds, "averages": averages_of(kinds)})
        scores[group] = found[: len(group)]
    return scores


def averages_of(kinds: NDArray[np.int64]) -> Floats:
    """(n, 2, length): the weights that take the mean over each row's left (even kinds) and right (odd) pieces."""
    right = kinds % 2 == 1
    sides = np.stack([~right, right], axis=1).astype(np.float32)
    weights: Floats = sides / sides.sum(axis=2, keepdims=True)
    return weights


def _softmax(scores: Floats) -> Floats:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Floats = powers / powers.sum(axis=1, keepdims=True)
    return shares

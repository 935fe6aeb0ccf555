"""What two claims of two reports are to each other: a MiniLM-L6 reads both sentences at once. See claim_pairs.md."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rashomon.models.sessions import Model, run_batches, session
from rashomon.models.tokens import asked_pieces, pair_row, pieces_within, placed_pieces, same_length_groups

RELATIONS = ("same", "partial", "conflict", "unrelated")
LABELS = ("entailment", "neutral", "contradiction")
_FILE = "claim_pairs.int8.onnx"
# Fitted on held-out pairs: the scores are divided by it so that the probabilities can be taken at their word.
_TEMPERATURE = np.float32(1.0)
# From this probability of "unrelated" on the other order is not read: of 3,218 readings for the 17 measured pairs of
# reports that spares 1,230, and no measured figure falls (docs/evaluation.md).
_SETTLED = np.float32(0.5)
_UNRELATED = RELATIONS.index("unrelated")

Floats = NDArray[np.float32]
_Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Passage:
    """A text and the stretch of it that is asked about, by code-point offsets, end exclusive."""

    text: str
    start: int
    end: int


def whole(text: str) -> Passage:
    """All of `text`."""
    return Passage(text, 0, len(text))


def judge(pairs: Sequence[tuple[Passage, Passage]]) -> Floats:
    """One row for each pair, (n, 4): the probabilities of same, partial, conflict and unrelated; a row sums to 1.

    The two texts of a pair are read together, once for all stretches that are asked about within the same two texts.
    A pair is read in one order, and unless that makes it unrelated in the other one too, and the two results are
    averaged; which order comes first hangs on the texts, so that (a, b) and (b, a) give the same row. A row hangs on
    its own pair only, not on the pairs beside it. Of a pair at most 192 word pieces are read.

    Raises: ModelError where the model file is missing or altered.
    """
    model = session(_FILE)
    ordered = [in_one_order(pair) for pair in pairs]
    relations = _relations(_scores(model, ordered))
    unsettled = np.flatnonzero(relations[:, _UNRELATED] < _SETTLED)
    back = _relations(_scores(model, [ordered[k][::-1] for k in unsettled]))
    relations[unsettled] = _average(relations[unsettled], back)
    return relations


def in_one_order(pair: tuple[Passage, Passage]) -> tuple[Passage, Passage]:
    """The two passages of `pair`, the one with the text that sorts first in front."""
    left, right = pair
    return pair if (left.text, left.start, left.end) <= (right.text, right.start, right.end) else (right, left)


def infer(pairs: Sequence[tuple[str, str]]) -> Floats:
    """One row for each (premise, hypothesis), (n, 3): the probabilities of entailment, neutral and contradiction.

    Raises: ModelError where the model file is missing or altered.
    """
    passages = [(whole(premise), whole(hypothesis)) for premise, hypothesis in pairs]
    return _softmax(_scores(session(_FILE), passages)[:, len(RELATIONS) :])


def judge_and_infer(pairs: Sequence[tuple[Passage, Passage]]) -> tuple[Floats, Floats]:
    """What `judge` gives, (n, 4), and what the same reading gives of inference, (n, 2, 3), at no further cost.

    The second one holds for each pair the probabilities of entailment, neutral and contradiction, first from left to
    right, then from right to left.

    Raises: ModelError where the model file is missing or altered.
    """
    return judge_with(session(_FILE), pairs)


def judge_with(model: Model, pairs: Sequence[tuple[Passage, Passage]]) -> tuple[Floats, Floats]:
    """As `judge_and_infer`, with a session of one's own (training measures models that are not in the package)."""
    count = len(pairs)
    scores = _scores(model, [*pairs, *((right, left) for left, right in pairs)])
    there, back = np.split(_relations(scores), 2)
    is_first = np.array([in_one_order(pair) == pair for pair in pairs], dtype=bool)[:, None]
    relations = _average(np.where(is_first, there, back), np.where(is_first, back, there))
    inferred = _softmax(scores[:, len(RELATIONS) :])
    return relations, np.stack([inferred[:count], inferred[count:]], axis=1)


def _relations(scores: Floats) -> Floats:
    return _softmax(scores[:, : len(RELATIONS)] / _TEMPERATURE)


def _average(first: Floats, back: Floats) -> Floats:
    """The mean of what the two orders give, but where the first one settles that the two are unrelated."""
    mean: Floats = np.where(first[:, _UNRELATED, None] >= _SETTLED, first, (first + back) / np.float32(2))
    return mean


def _scores(model: Model, pairs: Sequence[tuple[Passage, Passage]]) -> Floats:
    """(n, 7): the scores of RELATIONS and of LABELS for each pair as it stands."""
    scores = np.empty((len(pairs), len(RELATIONS) + len(LABELS)), dtype=np.float32)
    if not pairs:
        return scores
    texts = list(dict.fromkeys(passage.text for pair in pairs for passage in pair))
    pieces = dict(zip(texts, placed_pieces(texts), strict=True))
    together: dict[tuple[str, str], list[int]] = {}
    for k, (left, right) in enumerate(pairs):
        together.setdefault((left.text, right.text), []).append(k)
    rows = [pair_row(pieces[left][0], pieces[right][0]) for left, right in together]
    askers = list(together.values())
    batches: list[dict[str, NDArray[Any]]] = []
    questions: list[list[int]] = []
    for group in same_length_groups([ids for ids, _ in rows]):
        asked = [(n, k) for n, row in enumerate(group) for k in askers[row]]
        # The head takes another path through the runtime for a single question, with other rounding: ask it twice.
        asked = asked * 2 if len(asked) == 1 else asked
        ranges = [
            asked_pieces(rows[group[n]][1], *(pieces_within(pieces[p.text][1], p.start, p.end) for p in pairs[k]))
            for n, k in asked
        ]
        questions.append([k for _, k in asked])
        batches.append(
            {
                "ids": np.array([rows[i][0] for i in group], dtype=np.int64),
                "kinds": np.array([rows[i][1] for i in group], dtype=np.int64),
                "rows": np.array([n for n, _ in asked], dtype=np.int64),
                "averages": averages_of(ranges, len(rows[group[0]][0])),
            }
        )
    for asked_here, found in zip(questions, run_batches(model, "scores", batches), strict=True):
        scores[asked_here] = found
    return scores


def averages_of(ranges: Sequence[tuple[_Range, _Range]], length: int) -> Floats:
    """(n, 2, length): for each two ranges of pieces the weights that take the mean over the first and the second."""
    weights = np.zeros((len(ranges), 2, length), dtype=np.float32)
    for k, both in enumerate(ranges):
        for side, (start, end) in enumerate(both):
            weights[k, side, start:end] = 1 / (end - start)
    return weights


def _softmax(scores: Floats) -> Floats:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Floats = powers / powers.sum(axis=1, keepdims=True)
    return shares

"""How much the claim-pair model tells of whether one claim strengthens or weakens another, on ClaimDiff.

ClaimDiff (M. Ko et al. 2023, "ClaimDiff: Comparing and Contrasting Claims on Contentious Issues") holds pairs of claims
from two articles on one topic, labelled by people. The claim-pair model knows other labels: a logistic regression over
its probabilities is fitted on four fifths of the topics and measured on the last fifth, whose topics it has not seen.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rashomon.bench.report import Measure, digest_of, f1, share
from rashomon.errors import DataError
from rashomon.models.claim_pairs import judge_and_infer, whole
from rashomon.sources.decoding import replace_surrogates

LABELS = ("strengthen", "weaken", "neither")
STRENGTHEN_FILE = "ClaimDiff-S/ClaimDiff-strength-train.json"
WEAKEN_FILE = "ClaimDiff-W/ClaimDiff-weak-train.json"
FIFTHS = 5
HELD_OUT = 0
_LEAST_PROBABILITY = 0.005  # bounds the logarithms
_STEPS = 4000
_RATE = 0.2
_PENALTY = 0.01

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimPair:
    """Two claims on one topic; `label` is one of LABELS: what the right claim does to the left one."""

    topic: str
    left: str
    right: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Regression:
    """A fitted logistic regression over k inputs: their `mean` and `spread` (k,), `weights` (k + 1, labels)."""

    mean: Floats
    spread: Floats
    weights: Floats


def measure(data: Path) -> Measure:
    """F1 for each of LABELS and their mean, on the fifth of the topics that the regression was not fitted on.

    Beside them stand the figures of always saying the most frequent label, and the same two over all pairs, where each
    fifth is held out in turn. `data` is the folder that holds ClaimDiff-S and ClaimDiff-W, each with its training file.

    Raises: DataError where a file is missing or not in that format, or the topics are too few to split; ModelError.
    """
    pairs = load_pairs(data)
    expected = np.array([LABELS.index(pair.label) for pair in pairs], dtype=np.int64)
    fifths = np.array([fifth_of(pair.topic) for pair in pairs], dtype=np.int64)
    held_out = fifths == HELD_OUT
    if held_out.all() or not held_out.any():
        raise DataError(f"{data}: too few topics to fit on four fifths of them and to measure on the last")
    found, majority = predict_in_turn(regression_inputs(pairs), expected, fifths)
    scored, baseline = (score(expected[held_out], labels[held_out]) for labels in (found, majority))
    return Measure(
        name="claimdiff",
        data=str(data),
        digest=digest_of([data / STRENGTHEN_FILE, data / WEAKEN_FILE]),
        figures={
            "pairs": len(pairs),
            "topics": len({pair.topic for pair in pairs}),
            "held-out pairs": int(held_out.sum()),
            "held-out topics": len({pair.topic for pair in pairs if fifth_of(pair.topic) == HELD_OUT}),
            "macro-F1": scored["macro-F1"],
            "macro-F1 of the majority": baseline["macro-F1"],
            "accuracy": scored["accuracy"],
            "accuracy of the majority": baseline["accuracy"],
            "macro-F1, fifths in turn": score(expected, found)["macro-F1"],
            "macro-F1 of the majority, in turn": score(expected, majority)["macro-F1"],
        },
        rows=tuple(
            {
                "label": label,
                "held-out pairs": int((expected[held_out] == i).sum()),
                "F1": scored[label],
                "F1 of the majority": baseline[label],
                "F1, fifths in turn": score(expected, found)[label],
            }
            for i, label in enumerate(LABELS)
        ),
        notes=(
            "The claim-pair model learned from none of these pairs. With the data comes no figure to compare with.",
        ),
    )


def load_pairs(data: Path) -> tuple[ClaimPair, ...]:
    """The pairs of the folder `data`, in the order of the file of strengthening ones.

    The two files ask about the same pairs, one whether the right claim strengthens the left, one whether it weakens it.

    Raises: DataError where a file is missing or not in that format, or they disagree on which pairs there are.
    """
    strengthens, weakens = (_load_file(data / name) for name in (STRENGTHEN_FILE, WEAKEN_FILE))
    if strengthens.keys() != weakens.keys():
        raise DataError(f"{data}: {STRENGTHEN_FILE} and {WEAKEN_FILE} are not about the same pairs")
    pairs = []
    for name, row in strengthens.items():
        if row["relation"] and weakens[name]["relation"]:
            raise DataError(f"{data}: the pair {name!r} is labelled both as strengthened and as weakened")
        label = "strengthen" if row["relation"] else "weaken" if weakens[name]["relation"] else "neither"
        left, right = replace_surrogates(row["claim_a"]), replace_surrogates(row["claim_b"])
        pairs.append(ClaimPair(topic=row["topic"], left=left, right=right, label=label))
    return tuple(pairs)


def fifth_of(topic: str) -> int:
    """Which fifth (0 to 4) a topic belongs to, by a digest of its name: the same on every machine and in every run."""
    return int.from_bytes(hashlib.sha256(topic.encode("utf-8", "replace")).digest()) % FIFTHS


def regression_inputs(pairs: Sequence[ClaimPair]) -> Floats:
    """(n, 10): the logarithms of the model's four probabilities of the relation and of its three of inference, twice.

    Inference is first from left to right, then from right to left. Raises: ModelError.
    """
    relations, inferred = judge_and_infer([(whole(pair.left), whole(pair.right)) for pair in pairs])
    probabilities = np.concatenate([relations, inferred.reshape(len(pairs), -1)], axis=1).astype(np.float64)
    logarithms: Floats = np.log(np.maximum(probabilities, _LEAST_PROBABILITY))
    return logarithms


def predict_in_turn(inputs: Floats, expected: Labels, fifths: Labels) -> tuple[Labels, Labels]:
    """For each pair what a regression fitted on the other fifths says, and the most frequent label there; (n,) each."""
    found, majority = np.empty_like(expected), np.empty_like(expected)
    for fifth in np.unique(fifths):
        out = fifths == fifth
        found[out] = predict(fit(inputs[~out], expected[~out]), inputs[out])
        majority[out] = np.bincount(expected[~out]).argmax()
    return found, majority


def fit(inputs: Floats, expected: Labels) -> Regression:
    """A multinomial logistic regression, by gradient descent from zero: the same inputs give the same weights.

    Each label weighs the same, however rare, since what is measured is the mean of the labels' F1.
    """
    mean, spread = inputs.mean(axis=0), np.maximum(inputs.std(axis=0), 1e-9)
    rows = _with_constant((inputs - mean) / spread)
    counts = np.bincount(expected, minlength=len(LABELS))
    importance = (1 / np.maximum(counts, 1))[expected][:, None] / np.count_nonzero(counts)
    wanted = np.eye(len(LABELS))[expected]
    weights = np.zeros((rows.shape[1], len(LABELS)))
    penalty = np.full((rows.shape[1], 1), _PENALTY)
    penalty[-1] = 0  # the constant is free
    for _ in range(_STEPS):
        slope = rows.T @ (importance * (_softmax(rows @ weights) - wanted)) + penalty * weights
        weights = weights - _RATE * slope
    return Regression(mean=mean, spread=spread, weights=weights)


def predict(regression: Regression, inputs: Floats) -> Labels:
    """(n,): the most probable label of each row, as its place in LABELS."""
    rows = _with_constant((inputs - regression.mean) / regression.spread)
    best: Labels = (rows @ regression.weights).argmax(axis=1)
    return best


def score(expected: Labels, found: Labels) -> dict[str, float]:
    """Accuracy, F1 by label, and the mean of these ("macro-F1"); both (n,), as places in LABELS."""
    by_label = {}
    for i, label in enumerate(LABELS):
        hits = int(((expected == i) & (found == i)).sum())
        by_label[label] = f1(share(hits, int((found == i).sum())), share(hits, int((expected == i).sum())))
    accuracy = share(int((expected == found).sum()), len(expected))
    return {"accuracy": accuracy, "macro-F1": share(sum(by_label.values()), len(LABELS)), **by_label}


def _with_constant(rows: Floats) -> Floats:
    return np.concatenate([rows, np.ones((len(rows), 1))], axis=1)


def _softmax(scores: Floats) -> Floats:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Floats = powers / powers.sum(axis=1, keepdims=True)
    return shares


def _load_file(path: Path) -> dict[str, dict[str, Any]]:
    """The rows of a file by their pair_id."""
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))["data"]
        for row in rows:
            if row["relation"] not in (0, 1):
                raise ValueError(f"relation is {row['relation']!r}, not 0 or 1")
            if not all(isinstance(row[field], str) for field in ("pair_id", "topic", "claim_a", "claim_b")):
                raise TypeError(f"a field of {row['pair_id']!r} is no text")
        return {row["pair_id"]: row for row in rows}
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise DataError(f"{path}: not in the format of ClaimDiff ({error!r})") from error

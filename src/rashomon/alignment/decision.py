"""Weighs evidence: from the evidence for a pair to the probabilities of a link and of its relation.

The weights are four small ensembles of decision trees over one row of features: a first guess whether there is a link,
from the pair alone; then, knowing what was guessed for the claims around it, whether there is a link, whether the two
contradict, and whether a link says the same or only partly. They are fitted by `training/fit_links.py` and kept in
`models/link_decision.json`. "Nothing to go on" is NaN, which a tree sends down its own branch: it is never taken for 0.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from rashomon.alignment.candidates import Candidate
from rashomon.alignment.evidence import EVIDENCE, Pair
from rashomon.models.files import model_path
from rashomon.records import Evidence
from rashomon.text import words

Floats = npt.NDArray[np.float64]
MODEL_FILE = "link_decision.json"
_PLAIN = (
    "left margin", "right margin", "left rank", "right rank", "left words", "right words", "headlines",
    "judged same", "judged partial", "judged conflict", "judged unrelated", "around", "rival",
)  # fmt: skip
JUDGED = ("claim-pair model", "judged same", "judged partial", "judged conflict", "judged unrelated")
_NEXT_TO = tuple(product((-1, 0, 1), repeat=2))
FEATURES: tuple[str, ...] = (*EVIDENCE, *_PLAIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Two claims by id, and the sentences (counted from 0) that hold them."""

    left: str
    right: str
    left_sentence: int
    right_sentence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Probabilities (0..1): that the two claims are linked; that they contradict; that they say the same, if linked.

    `around` is the best first guess for the claims around the two.
    """

    link: float
    conflict: float
    same: float
    around: float


def features(pair: Pair, evidence: Sequence[Evidence]) -> list[float]:
    """One row of numbers for the trees, in the order of FEATURES; NaN where there is nothing to go on."""
    by_name: Mapping[str, float] = {e.feature: e.agreement for e in evidence}
    c = pair.candidate
    same, partial, conflict, unrelated = pair.judged or (math.nan,) * 4
    return [by_name.get(name, math.nan) for name in EVIDENCE] + [
        c.left_margin,
        c.right_margin,
        float(min(c.left_rank, 10)),
        float(min(c.right_rank, 10)),
        float(len(words(pair.left.text))),
        float(len(words(pair.right.text))),
        float((pair.left.claim.kind == "headline") + (pair.right.claim.kind == "headline")),
        same,
        partial,
        conflict,
        unrelated,
        math.nan,
        math.nan,
    ]


def first_guesses(rows: Sequence[Sequence[float]]) -> list[float]:
    """The probability of a link for each row, from the pair alone."""
    if not rows:
        return []
    return [float(p) for p in _both_ways(_probability(_model()["first"], _both_orders(rows)))]


def place_of(candidate: Candidate) -> Place:
    """Where the two claims of `candidate` stand."""
    left, right = candidate.left, candidate.right
    return Place(
        left=left.claim.id, right=right.claim.id, left_sentence=left.sentence_index, right_sentence=right.sentence_index
    )


def add_context(
    rows: Sequence[Sequence[float]], places: Sequence[Place], guesses: Sequence[float]
) -> list[list[float]]:
    """The rows with the best guess for other claims around the two, and the best guess for a rival of either.

    Around: a pair of other claims, each in the same or the next sentence. A rival shares one claim with the pair.
    """
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    of_claim: dict[str, list[int]] = defaultdict(list)
    for k, place in enumerate(places):
        cells[place.left_sentence, place.right_sentence].append(k)
        of_claim[place.left].append(k)
        of_claim[place.right].append(k)
    found = []
    for k, (row, place) in enumerate(zip(rows, places, strict=True)):
        sharing = {*of_claim[place.left], *of_claim[place.right]}
        i, j = place.left_sentence, place.right_sentence
        near = [m for di, dj in _NEXT_TO for m in cells.get((i + di, j + dj), ()) if m not in sharing]
        around = max((guesses[m] for m in near), default=0.0)
        rival = max((guesses[m] for m in sharing if m != k), default=0.0)
        found.append([*row[:-2], around, rival])
    return found


def mirror(row: Sequence[float]) -> list[float]:
    """The row of the same pair with left and right exchanged."""
    swapped = list(row)
    for left, right in (("left margin", "right margin"), ("left rank", "right rank"), ("left words", "right words")):
        i, j = FEATURES.index(left), FEATURES.index(right)
        swapped[i], swapped[j] = row[j], row[i]
    return swapped


def decide(rows: Sequence[Sequence[float]]) -> list[Decision]:
    """The decision for each row. Symmetric: the mean over both orders of the pair."""
    if not rows:
        return []
    model = _model()
    both = _both_orders(rows)
    link, conflict, same = (_both_ways(_probability(model[part], both)) for part in ("link", "conflict", "same"))
    return [
        Decision(link=float(a), conflict=float(b), same=float(c), around=row[FEATURES.index("around")])
        for a, b, c, row in zip(link, conflict, same, rows, strict=True)
    ]


def thresholds() -> dict[str, float]:
    """The bars fitted with the weights: the least probability of a link, and of a conflict."""
    return dict(_model()["thresholds"])


@cache
def _model() -> dict[str, Any]:
    model: dict[str, Any] = msgspec.json.decode(model_path(MODEL_FILE).read_bytes())
    if tuple(model["features"]) != FEATURES:
        raise RuntimeError(f"{MODEL_FILE} was fitted on other features; run training/fit_links.py")
    return model


def _both_orders(rows: Sequence[Sequence[float]]) -> Floats:
    return np.array([*rows, *(mirror(row) for row in rows)], dtype=np.float64)


def _both_ways(probabilities: Floats) -> Floats:
    half = len(probabilities) // 2
    mean: Floats = (probabilities[:half] + probabilities[half:]) / 2
    return mean


def _probability(ensemble: Mapping[str, Any], rows: Floats) -> Floats:
    total = np.full(len(rows), float(ensemble["base"]))
    for tree in ensemble["trees"]:
        total += _tree_values(tree, rows)
    # Platt scaling, fitted on held-out events, so that the outcome is a probability.
    result: Floats = 1 / (1 + np.exp(-(ensemble["slope"] * total + ensemble["intercept"])))
    return result


def _tree_values(tree: Mapping[str, Sequence[float]], rows: Floats) -> Floats:
    """Walks all rows down one tree at once. A node with feature -1 is a leaf."""
    feature = np.array(tree["feature"], dtype=np.int64)
    threshold = np.array(tree["threshold"])
    left, right = np.array(tree["left"], dtype=np.int64), np.array(tree["right"], dtype=np.int64)
    missing_left = np.array(tree["missing_left"], dtype=bool)
    node = np.zeros(len(rows), dtype=np.int64)
    while (inner := feature[node] >= 0).any():
        at = node[inner]
        value = rows[inner, feature[at]]
        goes_left = np.where(np.isnan(value), missing_left[at], value <= threshold[at])
        node[inner] = np.where(goes_left, left[at], right[at])
    values: Floats = np.array(tree["value"])[node]
    return values

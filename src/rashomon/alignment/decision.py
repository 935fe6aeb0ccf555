"""Weighs evidence: from the evidence for a pair to the probabilities of a link and of its relation.

Two steps, fitted on reports of other events by `training/fit_links.py` and kept in `models/link_decision.json`:

1. Ensembles of decision trees over one row of features of the pair alone give three scores (log-odds): is there a link;
   do the two contradict; do they say the same rather than only partly. "Nothing to go on" is NaN, which a tree sends
   down its own branch: it is never taken for 0. The first score alone is the first guess.
2. A logistic regression of that score and of what the claim-pair model says, where it was asked, is the second guess;
   one for each of the three adds what was so guessed for the claims around. Its outcome is the probability.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from rashomon.alignment.candidates import Candidate
from rashomon.alignment.evidence import EVIDENCE, Pair
from rashomon.errors import ModelError
from rashomon.models.files import model_path
from rashomon.models.forest import Forest, Node, plant, sum_leaves
from rashomon.records import Evidence

Floats = npt.NDArray[np.float64]
Judged = tuple[float, float, float, float]
MODEL_FILE = "link_decision.json"
PARTS = ("link", "conflict", "same")
_PLAIN = ("left margin", "right margin", "left rank", "right rank", "left words", "right words", "headlines")
FEATURES: tuple[str, ...] = (*(name for name in EVIDENCE if name != "claim-pair model"), *_PLAIN)
_NEXT_TO = tuple(product((-1, 0, 1), repeat=2))
# Of the training reports' candidates in which one actor acts on one day, 22 of 35 are links. They are too few for the
# trees to find ("paid a visit on Wednesday" / "landed on June 19").
SAME_ACTOR_SAME_DAY = 0.6
_NO_WORD = -6.0
"""The log-odds that stand for "not asked": the first guess was a clear no."""
NO_OTHER = -6.0
"""The log-odds that stand for "there is no such pair"; none are taken to be lower."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Two claims by id, and the sentences (counted from 0) that hold them."""

    left: str
    right: str
    left_sentence: int
    right_sentence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What was guessed of other pairs of claims: of those around the two, and of rivals, which share one of the two.

    `around` is the best guess around, a probability. The others are log-odds: `near` the mean of the three best around,
    `rival` and `lesser_rival` the best rival of either claim, the higher one first. Where there are none, NO_OTHER.
    """

    around: float
    near: float
    rival: float
    lesser_rival: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Probabilities (0..1): that the two claims are linked; that they contradict; that they say the same, if linked.

    `around` is the best guess for the claims around the two.
    """

    link: float
    conflict: float
    same: float
    around: float


def features(pair: Pair, evidence: Sequence[Evidence]) -> list[float]:
    """One row of numbers for the trees, in the order of FEATURES; NaN where there is nothing to go on."""
    by_name: Mapping[str, float] = {e.feature: e.agreement for e in evidence}
    c = pair.candidate
    return [by_name.get(name, math.nan) for name in FEATURES[: -len(_PLAIN)]] + [
        c.left_margin,
        c.right_margin,
        float(min(c.left_rank, 10)),
        float(min(c.right_rank, 10)),
        float(len(pair.left.words)),
        float(len(pair.right.words)),
        float((pair.left.claim.kind == "headline") + (pair.right.claim.kind == "headline")),
    ]


def mirror(row: Sequence[float]) -> list[float]:
    """The row of the same pair with left and right exchanged."""
    swapped = list(row)
    for left, right in (("left margin", "right margin"), ("left rank", "right rank"), ("left words", "right words")):
        i, j = FEATURES.index(left), FEATURES.index(right)
        swapped[i], swapped[j] = row[j], row[i]
    return swapped


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ensemble:
    """Trees over the features, and what their sum starts from."""

    base: float
    forest: Forest


def read_ensemble(stored: Mapping[str, Any]) -> Ensemble:
    """The ensemble as `training/fit_links.py` writes it, a list for each property of a tree's nodes."""
    trees = (
        [
            Node(
                place=tree["feature"][n] if tree["feature"][n] >= 0 else None,
                limit=tree["threshold"][n],
                below=tree["left"][n],
                above=tree["right"][n],
                missing_below=bool(tree["missing_left"][n]),
                value=tree["value"][n],
            )
            for n in range(len(tree["feature"]))
        ]
        for tree in stored["trees"]
    )
    return Ensemble(base=float(stored["base"]), forest=plant(trees, width=len(FEATURES)))


def score_rows(rows: Sequence[Sequence[float]]) -> Floats:
    """(n, 3): the log-odds of each of PARTS, from the pairs alone; the mean over both orders of each pair."""
    if not rows:
        return np.zeros((0, len(PARTS)))
    return np.stack([score_with(_ensemble(part), rows) for part in PARTS], axis=1)


def score_with(ensemble: Ensemble, rows: Sequence[Sequence[float]]) -> Floats:
    """(n,): the log-odds by one ensemble of trees; the mean over both orders of each pair."""
    total = sum_leaves(ensemble.forest, [*rows, *(mirror(row) for row in rows)], base=ensemble.base)
    mean: Floats = (total[: len(rows)] + total[len(rows) :]) / 2
    return mean


@cache
def _ensemble(part: str) -> Ensemble:
    return read_ensemble(_model()["trees"][part])


def first_guesses(scores: Floats) -> list[float]:
    """The probability of a link for each row of `scores`, before the claim-pair model is asked."""
    slope, intercept = _model()["first"]
    return [float(p) for p in _probability(slope * scores[:, 0] + intercept)]


def second_guesses(scores: Floats, judged: Sequence[Judged | None]) -> list[float]:
    """The probability of a link for each row of `scores`, with the claim-pair model's word (None: not asked)."""
    if not len(scores):
        return []
    weights, intercept = _model()["second"]
    return [float(p) for p in _probability(guess_inputs(scores, judged) @ np.array(weights) + intercept)]


def guess_inputs(scores: Floats, judged: Sequence[Judged | None]) -> Floats:
    """(n, 2): what the second guess weighs: the trees' score of a link and the judge's log-odds."""
    return np.column_stack([scores[:, PARTS.index("link")], [_log_odds("link", word) for word in judged]])


def find_context(places: Sequence[Place], guesses: Sequence[float]) -> list[Context]:
    """What was guessed around each pair: in the same or the next sentences of both reports, and for its rivals."""
    odds = [max(_to_odds(guess), NO_OTHER) for guess in guesses]
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    of_claim: dict[str, list[int]] = defaultdict(list)
    for k, place in enumerate(places):
        cells[place.left_sentence, place.right_sentence].append(k)
        of_claim[place.left].append(k)
        of_claim[place.right].append(k)
    found = []
    for k, place in enumerate(places):
        i, j = place.left_sentence, place.right_sentence
        sharing = {*of_claim[place.left], *of_claim[place.right]}
        near = [m for di, dj in _NEXT_TO for m in cells.get((i + di, j + dj), ()) if m not in sharing]
        best = sorted((odds[m] for m in near), reverse=True)[:3]
        rivals = sorted(_best_other(of_claim[claim], k, odds) for claim in (place.left, place.right))
        found.append(
            Context(
                around=max((guesses[m] for m in near), default=0.0),
                near=sum(best) / 3 if len(best) == 3 else NO_OTHER,
                rival=rivals[1],
                lesser_rival=rivals[0],
            )
        )
    return found


def _best_other(pairs: Sequence[int], own: int, odds: Sequence[float]) -> float:
    return max((odds[m] for m in pairs if m != own), default=NO_OTHER)


def _to_odds(probability: float) -> float:
    bounded = min(max(probability, 1e-4), 1 - 1e-4)
    return math.log(bounded / (1 - bounded))


def place_of(candidate: Candidate) -> Place:
    """Where the two claims of `candidate` stand."""
    left, right = candidate.left, candidate.right
    return Place(
        left=left.claim.id, right=right.claim.id, left_sentence=left.sentence_index, right_sentence=right.sentence_index
    )


def act_on_one_day(row: Sequence[float]) -> bool:
    """True where one and the same acts in both claims, on one and the same day (or at one time)."""
    return row[FEATURES.index("roles")] == 1.0 and row[FEATURES.index("dates")] == 1.0


def with_calendar(decision: Decision, row: Sequence[float]) -> Decision:
    """The decision, with a link at least as probable as the calendar makes it, whatever the words."""
    return replace(decision, link=max(decision.link, SAME_ACTOR_SAME_DAY)) if act_on_one_day(row) else decision


def decide(scores: Floats, judged: Sequence[Judged | None], contexts: Sequence[Context]) -> list[Decision]:
    """The decision for each row of `scores` (n, 3), with the claim-pair model's word (None: not asked) and context."""
    if not len(scores):
        return []
    probabilities = {}
    for part in PARTS:
        weights, intercept = _model()["stack"][part]
        inputs = stack_inputs(part, scores, judged, contexts)
        probabilities[part] = _probability(inputs @ np.array(weights, dtype=np.float64) + intercept)
    return [
        Decision(link=float(a), conflict=float(b), same=float(c), around=context.around)
        for a, b, c, context in zip(*(probabilities[part] for part in PARTS), contexts, strict=True)
    ]


def stack_inputs(part: str, scores: Floats, judged: Sequence[Judged | None], contexts: Sequence[Context]) -> Floats:
    """(n, 5): what the second step weighs for `part`: trees' score, judge's log-odds, near, rival, lesser rival."""
    own = scores[:, PARTS.index(part)]
    asked = np.array([_log_odds(part, word) for word in judged])
    surroundings = np.array([(c.near, c.rival, c.lesser_rival) for c in contexts])
    return np.column_stack([own, asked, surroundings])


def _log_odds(part: str, word: Judged | None) -> float:
    if word is None:
        return 0.0 if part == "same" else _NO_WORD
    same, partial, conflict, unrelated = (min(max(p, 1e-3), 1 - 1e-3) for p in word)
    if part == "link":
        return math.log((1 - unrelated) / unrelated)
    return math.log(conflict / (1 - conflict)) if part == "conflict" else math.log(same / partial)


def thresholds() -> dict[str, float]:
    """The bars fitted with the weights: the least probability of a link, and of a conflict."""
    return dict(_model()["thresholds"])


@cache
def _model() -> dict[str, Any]:
    model: dict[str, Any] = msgspec.json.decode(model_path(MODEL_FILE).read_bytes())
    if tuple(model["features"]) != FEATURES:
        raise ModelError(
            f"{MODEL_FILE} was fitted for another version; reinstall rashomon, or run training/fit_links.py"
        )
    return model


def _probability(log_odds: Floats) -> Floats:
    result: Floats = 1 / (1 + np.exp(-log_odds))
    return result

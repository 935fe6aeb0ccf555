"""How often the claim-pair model is right on public sets of sentence pairs: entailment, neutral, contradiction."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rashomon.bench import safety
from rashomon.bench.report import Measure, digest_of, f1, share
from rashomon.errors import DataError
from rashomon.models.claim_pairs import LABELS, infer

SETS = (
    "mnli_dev_matched", "anli_dev", "recross_vitaminc", "negation_nli_MNLI", "negation_nli_SNLI", "negation_nli_RTE",
    "nan_nli",
)  # fmt: skip
_MOST = 1500
_FILE = "nli_pairs.jsonl.gz"
_ENTAILED = LABELS[0]
_NOT_ENTAILED = "not_entailment"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    premise: str
    hypothesis: str
    label: str


def measure(data: Path) -> Measure:
    """Accuracy and macro-F1 of the model's inference scores on each of SETS, at most 1,500 evenly spaced pairs a set.

    `data` is the gzipped JSON-lines file or the folder that holds it (nli_pairs.jsonl.gz); a line has `dataset`,
    `premise`, `hypothesis`, `label`. Sets that only tell entailment from the rest are scored on those two labels. Where
    the folder holds the pairs of `safety.measure`, its figures are added, or stand alone where there are no sets.

    Raises: DataError where the file is missing or not in that format, or holds none of the sets; ModelError.
    """
    path = data / _FILE if data.is_dir() else data
    claim_files = safety.pair_files(data)
    claims = safety.measure(data) if claim_files else None
    if claims and not path.exists():
        return claims
    pairs = _load_pairs(path)
    rows, right, count = [], 0, 0
    for name in SETS:
        if pairs.get(name):
            chosen = _spread(pairs[name])
            row, hits = _score_set(name, chosen)
            rows.append(row)
            right, count = right + hits, count + len(chosen)
    if not rows:
        raise DataError(f"{path}: holds none of the sets {', '.join(SETS)}")
    return Measure(
        name="pairs",
        data=str(data),
        digest=digest_of([path, *claim_files]),
        figures={
            "pairs": count,
            "accuracy": share(right, count),
            "macro-F1": _mean([float(r["macro-F1"]) for r in rows]),
            **(claims.figures if claims else {}),
        },
        rows=tuple(rows),
        notes=(
            "The model learned from none of these sets; accuracy is over all pairs, macro-F1 the mean of the sets.",
        ),
    )


def score_labels(expected: list[str], found: list[str]) -> dict[str, float]:
    """Accuracy, and macro-F1 over the labels that are expected at least once."""
    labels = sorted(set(expected))
    scores = []
    for label in labels:
        hits = sum(e == f == label for e, f in zip(expected, found, strict=True))
        scores.append(f1(share(hits, found.count(label)), share(hits, expected.count(label))))
    hits = sum(e == f for e, f in zip(expected, found, strict=True))
    return {"accuracy": share(hits, len(expected)), "macro-F1": _mean(scores)}


def _score_set(name: str, pairs: list[_Pair]) -> tuple[dict[str, str | float | int], int]:
    best = infer([(pair.premise, pair.hypothesis) for pair in pairs]).argmax(axis=1)
    expected = [pair.label for pair in pairs]
    found = [LABELS[i] for i in best]
    if _NOT_ENTAILED in expected:
        found = [label if label == _ENTAILED else _NOT_ENTAILED for label in found]
    hits = sum(e == f for e, f in zip(expected, found, strict=True))
    return {"set": name, "pairs": len(pairs), **score_labels(expected, found)}, hits


def _spread(pairs: list[_Pair]) -> list[_Pair]:
    """At most _MOST of the pairs, evenly spaced."""
    if len(pairs) <= _MOST:
        return pairs
    return [pairs[i * len(pairs) // _MOST] for i in range(_MOST)]


def _load_pairs(path: Path) -> dict[str, list[_Pair]]:
    pairs: dict[str, list[_Pair]] = {}
    try:
        for number, row in enumerate(_read_lines(path), start=1):
            try:
                if row["dataset"] in SETS:
                    pair = _Pair(premise=row["premise"], hypothesis=row["hypothesis"], label=row["label"])
                    pairs.setdefault(row["dataset"], []).append(pair)
            except (KeyError, TypeError) as error:
                raise DataError(f"{path}, line {number}: not a sentence pair ({error!r})") from error
    except (OSError, EOFError, ValueError) as error:
        raise DataError(f"{path}: not a gzipped file of JSON lines ({error})") from error
    return pairs


def _read_lines(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _mean(values: list[float]) -> float:
    return share(sum(values), len(values))

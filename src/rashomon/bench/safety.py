"""Whether claims that must not count as one fact are kept apart, and whether paraphrases are found.

Each pair of claims is put through the program: two reports of one sentence each are read and aligned as any two reports
are, but never taken for copies of one text, however alike they are: copies are linked word for word, without judgement.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from rashomon.bench.report import Measure, digest_of, share
from rashomon.errors import DataError
from rashomon.records import Article, Link, Relation
from rashomon.sources import parse_date
from rashomon.sources.drafts import Draft, make_article

Expected = Literal["unsafe", "paraphrase"]
Outcome = Relation | Literal["none"]

FILES: dict[Expected, str] = {"unsafe": "unsafe.jsonl", "paraphrase": "paraphrase.jsonl"}
OUTCOMES: tuple[Outcome, ...] = ("same", "partial", "conflict", "none")
# What a pair may come out as to count as right.
RIGHT: dict[Expected, tuple[Outcome, ...]] = {
    "unsafe": ("partial", "conflict", "none"),
    "paraphrase": ("same", "partial"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimText:
    """A claim of one sentence, and the day (UTC-aware) of its report; None where the claim hangs on no calendar."""

    text: str
    published: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyPair:
    """Two claims and how they are expected to come out."""

    id: str
    kind: str
    expected: Expected
    left: ClaimText
    right: ClaimText


def measure(data: Path) -> Measure:
    """The share of pairs in the folder `data` that come out right: unsafe ones, paraphrases, and each kind of either.

    An unsafe pair is right where it does not come out as `same`, a paraphrase where it comes out as `same` or `partial`
    (see `find_outcome`). The folder holds unsafe.jsonl and paraphrase.jsonl; a line has `id`, `kind`, `expected`,
    `left`, `right`, and where a calendar is needed `left_published` and `right_published` (ISO 8601 days).

    Raises: DataError where a file is missing, empty or not in that format; ModelError where a model is missing.
    """
    pairs = load_pairs(data)
    outcomes = [find_outcome(align_pair(pair)) for pair in pairs]
    return Measure(
        name="safety",
        data=str(data),
        digest=digest_of(pair_files(data)),
        figures=_figures(pairs, outcomes),
        rows=tuple(_rows(pairs, outcomes)),
        notes=(
            "Right: an unsafe pair that does not come out as same, a paraphrase that comes out as same or partial.",
            "A report of one sentence has no surroundings, which the linking of whole reports also goes by.",
        ),
    )


def pair_files(data: Path) -> tuple[Path, ...]:
    """The two files of pairs in the folder `data`, empty where it does not hold both."""
    paths = tuple(data / name for name in FILES.values())
    return paths if all(path.is_file() for path in paths) else ()


def load_pairs(data: Path) -> tuple[SafetyPair, ...]:
    """The pairs of the folder `data`, unsafe ones first, in the order of the files. Raises: DataError as `measure`."""
    return tuple(pair for expected, name in FILES.items() for pair in _load_file(data / name, expected))


def align_pair(pair: SafetyPair) -> tuple[Link, ...]:
    """All links between two reports that consist of the pair's claims, sorted by id. Raises: ModelError."""
    from rashomon.alignment.entities import unify_entities  # here, since they are only needed to run this measure
    from rashomon.alignment.links import align
    from rashomon.reading import read_article
    from rashomon.settings import Settings

    articles = [_to_article(pair.left, f"{pair.id}.left"), _to_article(pair.right, f"{pair.id}.right")]
    # The earlier report first, as in the pipeline.
    articles.sort(key=lambda article: (article.published.isoformat() if article.published else "", article.id))
    readings, entities = unify_entities([read_article(article) for article in articles])
    return align(readings, entities, copies=(), keep=Settings().candidates).links


def find_outcome(links: Sequence[Link]) -> Outcome:
    """`same` where any link is, else the relation of the most probable link; "none" where there is no link.

    Of two that are as probable the conflict counts. The order of `links` changes nothing.
    """
    if any(link.relation == "same" for link in links):
        return "same"
    return max(links, key=lambda link: (link.score, link.relation == "conflict")).relation if links else "none"


def _to_article(claim: ClaimText, name: str) -> Article:
    dated = claim.published is not None
    draft = Draft(text=claim.text, source=name, given_id=name, published=claim.published, day_only=dated)
    return make_article(draft, path=name, fallback_source=name, language="en")


def _figures(pairs: Sequence[SafetyPair], outcomes: Sequence[Outcome]) -> dict[str, float | int]:
    figures: dict[str, float | int] = {}
    for expected in FILES:
        own = [outcome for pair, outcome in zip(pairs, outcomes, strict=True) if pair.expected == expected]
        figures[f"{expected}_pairs"] = len(own)
        figures[f"{expected}_right"] = _share_right(expected, own)
    return figures


def _rows(pairs: Sequence[SafetyPair], outcomes: Sequence[Outcome]) -> Iterator[dict[str, str | float | int]]:
    by_kind: dict[tuple[Expected, str], list[Outcome]] = {}
    for pair, outcome in zip(pairs, outcomes, strict=True):
        by_kind.setdefault((pair.expected, pair.kind), []).append(outcome)
    for (expected, kind), own in by_kind.items():
        counts = Counter(own)
        yield {
            "expected": expected,
            "kind": kind,
            "pairs": len(own),
            "right": _share_right(expected, own),
            **{outcome: counts[outcome] for outcome in OUTCOMES},
        }


def _share_right(expected: Expected, outcomes: Sequence[Outcome]) -> float:
    return share(sum(outcome in RIGHT[expected] for outcome in outcomes), len(outcomes))


def _load_file(path: Path, expected: Expected) -> list[SafetyPair]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise DataError(f"{path}: cannot be read ({error}); --data names a folder with {_files()}") from error
    pairs = []
    for number, line in enumerate(lines, start=1):
        try:
            pairs.append(_to_pair(json.loads(line), expected))
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise DataError(f"{path}, line {number}: not a pair of claims ({error!r})") from error
    if not pairs:
        raise DataError(f"{path}: holds no pair of claims")
    return pairs


def _to_pair(row: dict[str, Any], expected: Expected) -> SafetyPair:
    if row["expected"] != expected:
        raise ValueError(f"expected is {row['expected']!r}, not {expected!r}")
    return SafetyPair(
        id=_text(row, "id"),
        kind=_text(row, "kind"),
        expected=expected,
        left=_claim(row, "left"),
        right=_claim(row, "right"),
    )


def _claim(row: dict[str, Any], side: str) -> ClaimText:
    given = row.get(f"{side}_published")
    found = parse_date(given)
    if given is not None and found is None:
        raise ValueError(f"{side}_published is no day: {given!r}")
    return ClaimText(text=_text(row, side), published=found[0] if found else None)


def _text(row: dict[str, Any], field: str) -> str:
    value = row[field]
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{field} is no text: {value!r}")
    return value


def _files() -> str:
    return " and ".join(FILES.values())

"""Measures links between two reports against link gold.

A predicted link matches a gold link where on both sides the spans share at least half of the shorter one; a predicted
span lies within one line and within 700 code points. Precision: predictions that match any gold link. Recall: required
gold links that get a prediction of their own (maximum matching, closest spans first). The same pair of spans counts
once, and with two relations its relation is never right. Relation accuracy is taken over the found links. A conflict is
found where a matching prediction says conflict; conflict precision counts predicted conflicts that match a link that an
annotator labelled so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from rashomon.bench.gold import GoldLink, GoldPair, gold_files, load_pairs
from rashomon.bench.report import Measure, digest_of, f1, share
from rashomon.records import Dossier, Span
from rashomon.text import overlap

LONGEST_SPAN = 700


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """A predicted link; `relation` is "mixed" where two were predicted for one pair of spans."""

    left: Span
    right: Span
    relation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What was counted on one pair of reports, or on several summed up."""

    required: int = 0
    found: int = 0
    predicted: int = 0
    right: int = 0
    relation_right: int = 0
    conflicts: int = 0
    conflicts_found: int = 0
    conflicts_claimed: int = 0
    conflicts_right: int = 0


def measure(data: Path) -> Measure:
    """Link F1, relation accuracy and conflicts of `rashomon.compare` on each gold pair of the folder `data`."""
    from rashomon.pipeline import compare  # here, since the pipeline is only needed to run this measure

    def predict(pair: GoldPair) -> Dossier:
        reports = (pair.left, pair.right)
        return compare(
            [report.path for report in reports],
            published={str(report.path): report.published for report in reports if report.published},
        )

    return measure_with(predict, data)


def measure_with(predict: Callable[[GoldPair], Dossier], data: Path) -> Measure:
    """The same measure for any function that makes a dossier of a gold pair."""
    pairs = load_pairs(data)
    rows: list[dict[str, str | float | int]] = []
    counted: list[Counts] = []
    for pair in pairs:
        dossier = predict(pair)
        counts = count_pair(pair.links, predictions(dossier, pair), *_texts(pair))
        counted.append(counts)
        rows.append({"event": pair.event} | figures(counts))
    return Measure(
        name="links",
        data=str(data),
        digest=digest_of(gold_files(pairs, data)),
        figures=figures(total(counted)),
        rows=tuple(rows),
        notes=("gold annotated by language models that worked independently of each other, not by people",),
    )


def predictions(dossier: Dossier, pair: GoldPair) -> list[Prediction]:
    """The dossier's links as spans of the pair's left and right report."""
    claims = {claim.id: claim for reading in dossier.readings for claim in reading.claims}
    paths = {article.id: article.path for article in dossier.articles}
    found = []
    for link in dossier.links:
        left, right = claims[link.left], claims[link.right]
        if paths[left.article] != str(pair.left.path):
            left, right = right, left
        found.append(Prediction(left=left.span, right=right.span, relation=link.relation))
    return found


def count_pair(gold: Sequence[GoldLink], predicted: Sequence[Prediction], left: str, right: str) -> Counts:
    """The counts on one pair of reports, whose texts are `left` and `right`."""
    merged = _once_per_pair_of_spans(predicted)
    usable = [p for p in merged if _within_a_line(p.left, left) and _within_a_line(p.right, right)]
    required = [link for link in gold if link.required]
    edges = [
        sorted((j for j, p in enumerate(usable) if _matches(link, p)), key=lambda j: -_closeness(link, usable[j]))
        for link in required
    ]
    served = maximum_matching(edges)
    plain_conflicts = [i for i, link in enumerate(required) if link.relations == {"conflict"}]
    claimed = [p for p in usable if p.relation == "conflict"]
    return Counts(
        required=len(required),
        found=len(served),
        predicted=len(merged),
        right=sum(any(_matches(link, p) for link in gold) for p in usable),
        relation_right=sum(usable[j].relation in required[i].relations for i, j in served.items()),
        conflicts=len(plain_conflicts),
        conflicts_found=sum(any(usable[j].relation == "conflict" for j in edges[i]) for i in plain_conflicts),
        conflicts_claimed=len(claimed),
        conflicts_right=sum(any("conflict" in g.relations and _matches(g, p) for g in gold) for p in claimed),
    )


def total(counted: Sequence[Counts]) -> Counts:
    """The sum of several counts."""
    return Counts(**{f.name: sum(getattr(c, f.name) for c in counted) for f in fields(Counts)})


def figures(counts: Counts) -> dict[str, float | int]:
    """Shares and counts, as they are reported."""
    precision, recall = share(counts.right, counts.predicted), share(counts.found, counts.required)
    return {
        "f1": round(f1(precision, recall), 4),
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "relation_accuracy": round(share(counts.relation_right, counts.found), 4),
        "conflict_recall": round(share(counts.conflicts_found, counts.conflicts), 4),
        "conflict_precision": round(share(counts.conflicts_right, counts.conflicts_claimed), 4),
    } | {f.name: getattr(counts, f.name) for f in fields(Counts)}


def maximum_matching(edges: Sequence[Sequence[int]]) -> dict[int, int]:
    """Left node -> right node, as many as can be paired; edges[i] lists the right nodes of left node i, best first.

    Source: H. W. Kuhn (1955), augmenting paths.
    """
    owner: dict[int, int] = {}

    def place(i: int, seen: set[int]) -> bool:
        for j in edges[i]:
            if j in seen:
                continue
            seen.add(j)
            if j not in owner or place(owner[j], seen):
                owner[j] = i
                return True
        return False

    for i in range(len(edges)):
        place(i, set())
    return {i: j for j, i in owner.items()}


def shares_half(left: Span, right: Span) -> bool:
    """True where two spans share at least half of the shorter one."""
    shared = overlap(left, right)
    return shared > 0 and 2 * shared >= min(left.end - left.start, right.end - right.start)


def _texts(pair: GoldPair) -> tuple[str, str]:
    # newline="" keeps the text as it is given, so that offsets count the same as in the gold.
    with (
        pair.left.path.open(encoding="utf-8", newline="") as left,
        pair.right.path.open(encoding="utf-8", newline="") as right,
    ):
        return left.read(), right.read()


def _matches(link: GoldLink, prediction: Prediction) -> bool:
    return shares_half(link.left, prediction.left) and shares_half(link.right, prediction.right)


def _closeness(link: GoldLink, prediction: Prediction) -> float:
    return sum(
        overlap(g, p) / (max(g.end, p.end) - min(g.start, p.start))
        for g, p in ((link.left, prediction.left), (link.right, prediction.right))
    )


def _once_per_pair_of_spans(predicted: Sequence[Prediction]) -> list[Prediction]:
    merged: dict[tuple[Span, Span], str] = {}
    for p in predicted:
        known = merged.setdefault((p.left, p.right), p.relation)
        merged[p.left, p.right] = known if known == p.relation else "mixed"
    return [Prediction(left=left, right=right, relation=relation) for (left, right), relation in merged.items()]


def _within_a_line(span: Span, text: str) -> bool:
    return "\n" not in text[span.start : span.end].strip() and span.end - span.start <= LONGEST_SPAN

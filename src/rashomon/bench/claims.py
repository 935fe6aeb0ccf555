"""How well claims cover what annotators linked between reports: coverage, number and completeness of claims."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rashomon.bench.gold import GoldPair, GoldReport, gold_files, load_pairs
from rashomon.bench.links import maximum_matching, shares_half
from rashomon.bench.report import Measure, digest_of, share
from rashomon.reading import read_article
from rashomon.records import Article, Claim, Reading, Span
from rashomon.text import overlap


def measure(data: Path) -> Measure:
    """Figures over the link gold in `data`, with a row a pair of reports.

    `coverage`: the share of gold stretches (each distinct one on both sides of all links) that share half of the
    shorter span with some claim. `required_coverage`: the same for the links that count as required. `closeness`: the
    mean over the stretches of the overlap with the closest claim, as a share of both together. `claims_a_sentence`.
    `complete`: the share of claims that have a verb and a subject. `link_ceiling`: the share of required links that
    could each be given a pair of claims of its own, were all pairs predicted. Raises DataError where `data` holds no
    link gold.
    """
    pairs = load_pairs(data)
    total: Counter[str] = Counter()
    closeness = 0.0
    rows: list[dict[str, str | float | int]] = []
    for pair in pairs:
        readings = (read_article(_article(pair.left)), read_article(_article(pair.right)))
        counts, near = count_pair(pair, readings)
        total.update(counts)
        closeness += near
        rows.append({"event": pair.event, "stretches": counts["stretches"],
                     "coverage": share(counts["covered"], counts["stretches"]),
                     "claims_a_sentence": share(counts["claims"], counts["sentences"]),
                     "complete": share(counts["complete"], counts["claims"])})  # fmt: skip
    figures: dict[str, float | int] = {
        "pairs": len(pairs),
        "stretches": total["stretches"],
        "coverage": share(total["covered"], total["stretches"]),
        "required_coverage": share(total["required_covered"], total["required_stretches"]),
        "closeness": share(closeness, total["stretches"]),
        "claims": total["claims"],
        "claims_a_sentence": share(total["claims"], total["sentences"]),
        "complete": share(total["complete"], total["claims"]),
        "link_ceiling": share(total["reachable"], total["required_links"]),
    }
    return Measure(name="claims", data=data.name, digest=digest_of(gold_files(pairs, data)), figures=figures,
                   rows=tuple(rows))  # fmt: skip


def count_pair(pair: GoldPair, readings: tuple[Reading, Reading]) -> tuple[Counter[str], float]:
    """The counts of one pair, and the sum of the closeness of its stretches."""
    counts: Counter[str] = Counter()
    closeness = 0.0
    required = [link for link in pair.links if link.required]
    for reading, every, needed in (
        (readings[0], {link.left for link in pair.links}, {link.left for link in required}),
        (readings[1], {link.right for link in pair.links}, {link.right for link in required}),
    ):
        covered = {span for span in every if any(shares_half(span, claim.span) for claim in reading.claims)}
        closeness += sum(max((_closeness(span, claim.span) for claim in reading.claims), default=0.0) for span in every)
        counts.update(
            stretches=len(every),
            covered=len(covered),
            required_stretches=len(needed),
            required_covered=len(needed & covered),
            claims=len(reading.claims),
            sentences=len(reading.sentences),
            complete=sum(claim.subject is not None and claim.predicate is not None for claim in reading.claims),
        )
    edges = [_pairs_of(link.left, link.right, readings) for link in required]
    counts.update(required_links=len(required), reachable=len(maximum_matching(edges)))
    return counts, closeness


def _pairs_of(left: Span, right: Span, readings: tuple[Reading, Reading]) -> list[int]:
    """The pairs of claims that match a link, as numbers."""
    width = len(readings[1].claims)
    near, far = _matching(left, readings[0].claims), _matching(right, readings[1].claims)
    return [i * width + j for i in near for j in far]


def _matching(span: Span, claims: Sequence[Claim]) -> list[int]:
    return [i for i, claim in enumerate(claims) if shares_half(span, claim.span)]


def _closeness(left: Span, right: Span) -> float:
    return overlap(left, right) / (max(left.end, right.end) - min(left.start, right.start))


def _article(report: GoldReport) -> Article:
    # newline="" keeps the text as it is given, so that offsets count the same as in the gold.
    with report.path.open(encoding="utf-8", newline="") as file:
        text = file.read()
    return Article(id=report.path.stem, source=report.source, title=report.title, text=text, language="en")

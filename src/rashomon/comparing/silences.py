"""What a report does not say and others do. Shown as silence only after paraphrases have been looked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rashomon.comparing.standing import height
from rashomon.records import Claim, Link, Point, Reading, Silence

OTHER_WORDS = 0.55
"""The closeness of the nearest claim from which a point may be said there in other words."""
LEAST_TOLD = 0.5
"""The probability of a link from which a report is taken to tell, in part at least, what the other tells."""


def find_silences(
    readings: Sequence[Reading],
    points: Sequence[Point],
    nearest: Mapping[tuple[str, str], str],
    closeness: Mapping[tuple[str, str], float] | None = None,
    links: Sequence[Link] = (),
) -> tuple[Silence, ...]:
    """The silences of every report, what tells most first.

    A report that is in a point only by `links` that are more likely wrong than right may say it in other words: it is
    listed with the claim that is so linked. `nearest` maps (claim, article) to the closest claim there, `closeness` to
    how close it comes. First come points
    that may not be said there in other words, those with most independent sources before the rest, and of these the
    most central ones.
    """
    claims = {claim.id: claim for reading in readings for claim in reading.claims}
    depth = {claim.id: height(claim, reading) for reading in readings for claim in reading.claims}
    article_ids = sorted(reading.article.id for reading in readings)
    found = []
    for point in points:
        if not any(claims[c].kind == "body" for c in point.claims):
            continue
        telling = {claims[claim].article for claim in point.claims}
        centrality = _centrality(point, claims, depth)
        weak = _weakly_told(point, claims, links)
        for article in article_ids:
            if article in telling and article not in weak:
                continue
            close, near = weak.get(article) or _nearest(point, article, nearest, closeness or {})
            found.append(
                Silence(
                    point=point.id,
                    article=article,
                    nearest=near,
                    sources=point.independent_sources,
                    centrality=centrality,
                    closeness=min(1.0, max(0.0, round(close, 4))),
                    otherwise=article in weak or close >= OTHER_WORDS,
                )
            )
    return tuple(sorted(found, key=lambda one: (one.otherwise, -one.sources, -one.centrality, one.point, one.article)))


def _weakly_told(
    point: Point, claims: Mapping[str, Claim], links: Sequence[Link]
) -> dict[str, tuple[float, str | None]]:
    """By article that only weak links bring into the point: the strongest of these, and its claim of that article."""
    inside = set(point.claims)
    best: dict[str, tuple[float, str | None]] = {}
    for link in links:
        if link.left in inside and link.right in inside:
            for key in (link.left, link.right):
                best[claims[key].article] = max(best.get(claims[key].article, (0.0, "")), (link.score, key))
    return {article: told for article, told in best.items() if told[0] < LEAST_TOLD}


def _nearest(
    point: Point,
    article: str,
    nearest: Mapping[tuple[str, str], str],
    closeness: Mapping[tuple[str, str], float],
) -> tuple[float, str | None]:
    """The closest claim of `article` to any claim of `point`, and how close; (0, None) where there is none."""
    near = [
        (closeness.get((claim, article), 0.0), found)
        for claim in point.claims
        if (found := nearest.get((claim, article)))
    ]
    return max(near, key=lambda one: one[0]) if near else (0.0, None)


def _centrality(point: Point, claims: Mapping[str, Claim], heights: Mapping[str, float]) -> float:
    """How near to the top the reports tell it: the mean, over reports, of the highest place (0..1)."""
    highest: dict[str, float] = {}
    for claim in point.claims:
        article = claims[claim].article
        highest[article] = max(highest.get(article, 0.0), heights[claim])
    return round(sum(highest[article] for article in sorted(highest)) / len(highest), 4) if highest else 0.0

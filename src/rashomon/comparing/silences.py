"""What a report does not say, and what none says. Shown as silence only after paraphrases have been looked for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from rashomon.records import Claim, OpenQuestion, Point, Reading, Silence
from rashomon.text import stretch

OTHER_WORDS = 0.55
"""The closeness of the nearest claim from which a point may be said there in other words."""
LEDE = 3
"""The first sentences of a report: what they tell is as central as can be."""


def find_silences(
    readings: Sequence[Reading],
    points: Sequence[Point],
    nearest: Mapping[tuple[str, str], str],
    closeness: Mapping[tuple[str, str], float] | None = None,
) -> tuple[Silence, ...]:
    """The silences of every report, what tells most first.

    `nearest` maps (claim, article) to the closest claim there, `closeness` to how close it comes. First come points
    that may not be said there in other words, those with most independent sources before the rest, and of these the
    most central ones.
    """
    claims = {claim.id: claim for reading in readings for claim in reading.claims}
    depth = {claim.id: _height(claim, reading) for reading in readings for claim in reading.claims}
    article_ids = sorted(reading.article.id for reading in readings)
    found = []
    for point in points:
        if not any(claims[c].kind == "body" for c in point.claims):
            continue
        telling = {claims[claim].article for claim in point.claims}
        centrality = _centrality(point, claims, depth)
        for article in article_ids:
            if article not in telling:
                close, near = _nearest(point, article, nearest, closeness or {})
                found.append(
                    Silence(
                        point=point.id,
                        article=article,
                        nearest=near,
                        sources=point.independent_sources,
                        centrality=centrality,
                        closeness=min(1.0, max(0.0, round(close, 4))),
                        otherwise=close >= OTHER_WORDS,
                    )
                )
    return tuple(sorted(found, key=lambda one: (one.otherwise, -one.sources, -one.centrality, one.point, one.article)))


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


def _height(claim: Claim, reading: Reading) -> float:
    """1 for what stands in a headline or the lede, then down to 0 for a report's last sentence."""
    if claim.kind == "headline" or claim.sentence not in reading.sentences:
        return 1.0
    place = reading.sentences.index(claim.sentence) - (LEDE - 1)
    return 1.0 - max(0, place) / max(1, len(reading.sentences) - LEDE)


def _centrality(point: Point, claims: Mapping[str, Claim], heights: Mapping[str, float]) -> float:
    """How near to the top the reports tell it: the mean, over reports, of the highest place (0..1)."""
    highest: dict[str, float] = {}
    for claim in point.claims:
        article = claims[claim].article
        highest[article] = max(highest.get(article, 0.0), heights[claim])
    return round(sum(highest[article] for article in sorted(highest)) / len(highest), 4) if highest else 0.0


_CAUSE = re.compile(
    r"\b(?:because|due to|caused? by|the cause|as a result of|blamed? (?:on|for)|in response to|after)\b", re.I
)


def find_open_questions(readings: Sequence[Reading]) -> tuple[OpenQuestion, ...]:
    """The questions of the table below that no report answers, in the order of the table."""
    claims = [(claim, stretch(r.article.text, claim.span)) for r in readings for claim in r.claims]
    places = {entity.id for r in readings for entity in r.entities if entity.kind == "place"}
    answered = {
        "cause": any(_CAUSE.search(text) for _, text in claims),
        "count": any(r.quantities for r in readings),
        "place": any(places & set(claim.entities) for claim, _ in claims),
        "time": any(_is_dated(claim) for claim, _ in claims),
        "speaker": any(quote.speaker for r in readings for quote in r.quotes),
    }
    return tuple(OpenQuestion(question=_QUESTIONS[kind], kind=kind) for kind in _QUESTIONS if not answered[kind])


_QUESTIONS = {
    "cause": "Why did it happen?",
    "count": "How many, how much?",
    "place": "Where?",
    "time": "When?",
    "speaker": "Who says so?",
}


def _is_dated(claim: Claim) -> bool:
    return any(time.start is not None for time in claim.times)

"""What a report does not say, and what none says. Shown as silence only after paraphrases have been looked for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from rashomon.records import Claim, OpenQuestion, Point, Reading, Silence
from rashomon.text import stretch


def find_silences(
    readings: Sequence[Reading], points: Sequence[Point], nearest: Mapping[tuple[str, str], str]
) -> tuple[Silence, ...]:
    """For each point, the reports silent on it; `nearest` maps (claim, article) to the closest claim there."""
    claims = {claim.id: claim for reading in readings for claim in reading.claims}
    article_ids = sorted(reading.article.id for reading in readings)
    return tuple(
        Silence(point=point.id, article=article, nearest=_nearest(point, article, nearest))
        for point in points
        if any(claims[c].kind == "body" for c in point.claims)
        for article in article_ids
        if article not in {claims[claim].article for claim in point.claims}
    )


def _nearest(point: Point, article: str, nearest: Mapping[tuple[str, str], str]) -> str | None:
    return next((found for claim in point.claims if (found := nearest.get((claim, article)))), None)


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

"""Who, what, when, where, why and how, each answer with the claims and reports that give it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from rashomon.records import Answer, Article, Claim, Entity, EntityKind, FiveW, Point, Reading, Span
from rashomon.text import contains, stretch

MOST_ANSWERS = 5
LEAD_SENTENCES = 4

_WHY = re.compile(
    r"\b(?:because(?: of)?|due to|caused by|as a result of|in response to|in retaliation for|in order to|blamed on)"
    r"\b[^.;]{6,160}",
    re.I,
)
_HOW = re.compile(r"\b(?:by (?:\w+ing)|using|with the help of|via|by means of)\b[^.;]{6,120}", re.I)


def answer_five_w(readings: Sequence[Reading], entities: Sequence[Entity], points: Sequence[Point]) -> FiveW:
    """The best supported answers, at most five each. Support is the number of reports, then of claims."""
    return FiveW(
        who=_entities(readings, entities, ("person", "organisation", "group")),
        what=_main_points(readings, points),
        when=_times(readings),
        where=_entities(readings, entities, ("place",)),
        why=_stretches(readings, _WHY),
        how=_stretches(readings, _HOW),
    )


def _entities(
    readings: Sequence[Reading], entities: Sequence[Entity], kinds: Iterable[EntityKind]
) -> tuple[Answer, ...]:
    """Entities by the reports that name them near the top, then by how often they are named."""
    wanted = {entity.id: entity for entity in entities if entity.kind in tuple(kinds)}
    leads: dict[str, set[str]] = defaultdict(set)
    counts: dict[str, int] = defaultdict(int)
    claims: dict[str, list[str]] = defaultdict(list)
    for reading in readings:
        top = reading.sentences[:LEAD_SENTENCES]
        for mention in reading.mentions:
            if mention.entity not in wanted:
                continue
            counts[mention.entity] += 1
            if any(contains(sentence, mention.span) for sentence in top):
                leads[mention.entity].add(reading.article.id)
        for claim in reading.claims:
            for entity in claim.entities:
                claims[entity].append(claim.id)
    ranked = sorted(leads, key=lambda e: (-len(leads[e]), -counts[e], e))[:MOST_ANSWERS]
    return tuple(
        Answer(text=wanted[e].name, claims=tuple(sorted(claims[e])), articles=tuple(sorted(leads[e]))) for e in ranked
    )


def _main_points(readings: Sequence[Reading], points: Sequence[Point]) -> tuple[Answer, ...]:
    """The claims nearest to the top of their reports, from the points with most independent sources."""
    claims = {c.id: (c, reading) for reading in readings for c in reading.claims}

    def rank(point: Point) -> tuple[int, float, str]:
        depth = min(_depth(*claims[c]) for c in point.claims)
        return (-point.independent_sources, depth, point.id)

    answers = []
    for point in sorted(points, key=rank)[:MOST_ANSWERS]:
        # A claim without a verb ("Hundreds of residents, many of them pupils") names no what.
        best, reading = min(
            (claims[c] for c in point.claims), key=lambda pair: (pair[0].lemma is None, _depth(*pair), pair[0].id)
        )
        answers.append(
            Answer(
                text=stretch(reading.article.text, best.span),
                claims=point.claims,
                articles=tuple(sorted({claims[c][0].article for c in point.claims})),
                span=best.span,
            )
        )
    return tuple(answers)


def _depth(claim: Claim, reading: Reading) -> float:
    """0 for the first body claim; headlines come after the body, which says it in full."""
    index = reading.sentences.index(claim.sentence) if claim.sentence in reading.sentences else len(reading.sentences)
    return index / max(1, len(reading.sentences)) + (0.2 if claim.kind != "body" else 0.0)


def _times(readings: Sequence[Reading]) -> tuple[Answer, ...]:
    """Days (or finer) that the reports' first sentences name, by the number of reports."""
    support: dict[str, set[str]] = defaultdict(set)
    claims: dict[str, set[str]] = defaultdict(set)
    for reading in readings:
        top = set(reading.sentences[:LEAD_SENTENCES])
        for claim in reading.claims:
            for time in claim.times:
                if time.start and time.grain in ("day", "part", "hour", "minute") and time.type in ("DATE", "TIME"):
                    day = f"{time.start:%Y-%m-%d}"
                    claims[day].add(claim.id)
                    if claim.sentence in top:
                        support[day].add(reading.article.id)
    ranked = sorted(support, key=lambda d: (-len(support[d]), -len(claims[d]), d))[:MOST_ANSWERS]
    return tuple(Answer(text=d, claims=tuple(sorted(claims[d])), articles=tuple(sorted(support[d]))) for d in ranked)


def _stretches(readings: Sequence[Reading], cue: re.Pattern[str]) -> tuple[Answer, ...]:
    """Stretches of claims that a cue opens, from the top of each report."""
    found: list[tuple[int, str, Answer]] = []
    for reading in readings:
        for depth, claim in enumerate(reading.claims):
            match = cue.search(stretch(reading.article.text, claim.span))
            if match and claim.kind == "body":
                span = Span(
                    start=claim.span.start + match.start(),
                    end=claim.span.start + len(match.group().rstrip()) + match.start(),
                )
                answer = Answer(
                    text=stretch(reading.article.text, span),
                    claims=(claim.id,),
                    articles=(reading.article.id,),
                    span=span,
                )
                found.append((depth, claim.id, answer))
    return tuple(answer for _, _, answer in sorted(found, key=lambda item: item[:2])[:MOST_ANSWERS])


def label_event(articles: Sequence[Article], readings: Sequence[Reading]) -> str:
    """The words of one report that name the event: the longest headline, else title, else first claim."""
    headlines = [
        stretch(reading.article.text, claim.span)
        for reading in readings
        for claim in reading.claims[:1]
        if claim.kind == "headline"
    ]
    titles = sorted(article.title for article in articles if article.title)
    first_claims = sorted(stretch(r.article.text, r.claims[0].span) for r in readings if r.claims)
    for choice in (headlines, titles, first_claims):
        if choice:
            return max(sorted(choice), key=len)
    return ""

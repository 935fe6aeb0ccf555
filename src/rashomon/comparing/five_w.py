"""Who, what, when, where, why and how, each answer with the claims and reports that give it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from rashomon.records import Answer, Article, Claim, Entity, EntityKind, FiveW, Link, LinkKind, Point, Reading, Span
from rashomon.text import contains, fold, overlap, stretch

MOST_ANSWERS = 5
LEAD_SENTENCES = 4

_WHY = re.compile(
    r"\b(?:because(?: of)?|due to|caused by|as a result of|in response to|in retaliation for|in order to|blamed on)"
    r"\b[^.;]{6,160}",
    re.I,
)
_LOCATING = re.compile(
    r"\b(?:in|at|near|to|into|on|outside|inside|across|through|off|from|visit(?:s|ed|ing)?|left|leaves|reach(?:ed|es)?"
    r"|above|around|between|along|toward|towards|north of|south of|east of|west of|town of|city of|port of)"
    r"\s+(?:the\s+|central\s+|northern\s+|southern\s+|eastern\s+|western\s+|downtown\s+)*$",
    re.IGNORECASE,
)
_BEFORE = 40
_DAY = re.compile(r"\d{4}-")
_HOW = re.compile(r"\b(?:by (?:\w+ing)|using|with the help of|via|by means of)\b[^.;]{6,120}", re.I)


# The kinds of conflict by which answers to a question differ.
_DIFFER: dict[str, frozenset[LinkKind]] = {
    "who": frozenset({"participant", "attribution"}),
    "what": frozenset({"status", "quantity", "update", "claim", "other"}),
    "when": frozenset({"time"}),
    "where": frozenset({"place"}),
    "why": frozenset({"attribution", "other", "claim", "status"}),
    "how": frozenset({"other", "claim"}),
}


def answer_five_w(
    readings: Sequence[Reading], entities: Sequence[Entity], points: Sequence[Point], links: Sequence[Link] = ()
) -> FiveW:
    """The best supported answers, at most five each, with the links by which a rival contradicts them.

    Support is the number of reports, then of claims.
    """
    answers = {
        "who": _entities(readings, entities, ("person", "organisation", "group"), only=_is_no_source),
        "what": _main_points(readings, points),
        "when": _times(readings),
        "where": _entities(readings, entities, ("place",), only=_is_location),
        "why": _stretches(readings, _WHY),
        "how": _stretches(readings, _HOW),
    }
    spans = {claim.id: claim.span for reading in readings for claim in reading.claims}
    return FiveW(
        **{
            question: tuple(
                replace(one, conflicts=_rivals_of(one, spans, _differing(links, question))) for one in several
            )
            for question, several in answers.items()
        }
    )


def _differing(links: Sequence[Link], question: str) -> list[Link]:
    return [k for k in links if k.relation == "conflict" and k.kind in _DIFFER[question] and _is_of_days(k)]


def _rivals_of(answer: Answer, spans: Mapping[str, Span], differing: Sequence[Link]) -> tuple[str, ...]:
    """The links between a claim that gives the answer (its words, where it shows some) and one that does not."""
    inside = {claim for claim in answer.claims if answer.span is None or spans.get(claim) == answer.span}
    return tuple(sorted(link.id for link in differing if len({link.left, link.right} & inside) == 1))


def _is_of_days(link: Link) -> bool:
    """False where two times of one day are at odds: no answer tells them."""
    return link.kind != "time" or link.values is None or any(_DAY.search(value) for value in link.values)


def _entities(
    readings: Sequence[Reading],
    entities: Sequence[Entity],
    kinds: Iterable[EntityKind],
    *,
    only: Callable[[Reading, Span], bool] = lambda reading, span: True,
) -> tuple[Answer, ...]:
    """Entities by the reports that name them near the top, then by how often; `only` such mentions count."""
    outlets = [fold(reading.article.source) for reading in readings]
    wanted = {
        entity.id: entity
        for entity in entities
        if entity.kind in tuple(kinds) and not any(_is_outlet(entity, outlet) for outlet in outlets)
    }
    leads: dict[str, set[str]] = defaultdict(set)
    anywhere: dict[str, set[str]] = defaultdict(set)
    counts: dict[str, int] = defaultdict(int)
    claims: dict[str, list[str]] = defaultdict(list)
    for reading in readings:
        top = reading.sentences[:LEAD_SENTENCES]
        for mention in reading.mentions:
            if mention.entity not in wanted:
                continue
            counts[mention.entity] += only(reading, mention.span)
            anywhere[mention.entity].add(reading.article.id)
            if any(contains(sentence, mention.span) for sentence in top):
                leads[mention.entity].add(reading.article.id)
        for claim in reading.claims:
            for entity in claim.entities:
                claims[entity].append(claim.id)
    named = leads if any(counts[e] for e in leads) else anywhere
    ranked = sorted((e for e in named if counts[e]), key=lambda e: (-len(named[e]), -counts[e], e))[:MOST_ANSWERS]
    return tuple(
        Answer(text=wanted[e].name, claims=tuple(sorted(claims[e])), articles=tuple(sorted(named[e]))) for e in ranked
    )


def _is_outlet(entity: Entity, outlet: str) -> bool:
    """True for an outlet's own name ("told the Siren"): who reports is no part of what happened."""
    return entity.kind == "organisation" and f" {fold(entity.name)} " in f" {outlet} "


def _is_no_source(reading: Reading, span: Span) -> bool:
    """True where a name is more than that of who says something."""
    return not any(quote.speaker is not None and overlap(quote.speaker.span, span) for quote in reading.quotes)


def _is_location(reading: Reading, span: Span) -> bool:
    """True where the words before a place say that something is there or goes there, or it is a dateline or heading."""
    text = reading.article.text
    inside = any(contains(sentence, span) for sentence in reading.sentences)
    return not inside or bool(_LOCATING.search(text[max(0, span.start - _BEFORE) : span.start]))


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

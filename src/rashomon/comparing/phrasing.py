"""How one act is told with its agent and without; words of a named lexicon. Nothing here scores or labels an outlet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from rashomon.data import load_table
from rashomon.records import AgentContrast, Claim, Link, LoadedWord, Phrasing, Reading, Span
from rashomon.text import fold, overlap, stretch
from rashomon.vocabulary import stem

LEAST_LINK = 0.5
"""The probability of a link from which two claims are taken to tell one act."""
# "were later found", "was being shot at": a form of be or get, up to three words between, a participle.
_BE = (
    r"\b(?:am|is|are|was|were|be|been|being|got|gets|getting)\b"
    r"(?:\s+(?:\w+ly|not|also|later|then|again|being|been|twice))*"
)
_AGENT = re.compile(r"\bby\s+(?!\w+ing\b|then\b|now\b|the (?:time|end)\b|\d)[^\s,.;]")

_NEXT_ACT = re.compile(r"\b(?:and|but|before|after|who|which|when|as)\b")


def find_phrasing(readings: Sequence[Reading], links: Sequence[Link]) -> Phrasing:
    """The contrasts of agent between linked claims, and the words of `readings` that the lexicon has.

    A contrast is where one claim tells an act in the passive and names nobody who did it, and a claim linked to it
    tells the same act, by its verb, and names somebody: as its subject, or after "by".
    """
    claims = {claim.id: (claim, reading) for reading in readings for claim in reading.claims}
    return Phrasing(
        lexicon=load_table("loaded_words")["name"],
        agents=tuple(dict.fromkeys(_contrasts(links, claims))),
        loaded=tuple(word for reading in readings for word in _loaded_words(reading)),
    )


def _contrasts(links: Sequence[Link], claims: Mapping[str, tuple[Claim, Reading]]) -> Iterator[AgentContrast]:
    for link in sorted(links, key=lambda one: (-one.score, one.id)):
        if link.score < LEAST_LINK or link.relation == "conflict":
            continue
        for first, second in ((link.left, link.right), (link.right, link.left)):
            (left, left_reading), (right, right_reading) = claims[first], claims[second]
            verb = passive_without_agent(left, left_reading)
            agent = agent_of(right, right_reading) if verb and _same_act(left, right) else None
            if verb and agent and not _one_subject(left, left_reading, right, right_reading):
                yield AgentContrast(passive=left.id, verb=verb, active=right.id, agent=agent)


def _same_act(left: Claim, right: Claim) -> bool:
    same = bool(left.lemma and right.lemma and stem(left.lemma) == stem(right.lemma))
    return same and left.polarity == right.polarity


def _one_subject(left: Claim, left_reading: Reading, right: Claim, right_reading: Reading) -> bool:
    """True where the same one undergoes the one act and does the other: "Ana was met" and "Ana met" are two acts."""
    undergoes = _named_in(left.subject, left_reading)
    return find_passive(right, right_reading) is None and bool(undergoes & _named_in(right.subject, right_reading))


def _named_in(span: Span | None, reading: Reading) -> frozenset[str]:
    if span is None:
        return frozenset()
    return frozenset(m.entity for m in reading.mentions if m.entity and overlap(m.span, span))


def passive_without_agent(claim: Claim, reading: Reading) -> Span | None:
    """The words for the act where `claim` tells it in the passive and names nobody who did it, else None."""
    found = find_passive(claim, reading)
    if found is None or find_agent(claim, reading, found):
        return None
    return found


def agent_of(claim: Claim, reading: Reading) -> Span | None:
    """The stretch of `claim` that names who did the act: after "by" in the passive, else its subject; None if none."""
    passive = find_passive(claim, reading)
    if passive is None:
        return claim.subject
    return find_agent(claim, reading, passive)


def find_passive(claim: Claim, reading: Reading) -> Span | None:
    """The form of be and the participle of the claim's own verb, None where it is in the active."""
    if claim.lemma is None or claim.predicate is None:
        return None
    for match in _passive().finditer(reading.article.text, claim.span.start, claim.span.end):
        participle = fold(match.group("participle"))
        span = Span(start=match.start(), end=match.end())
        if participle not in _table("states") and (overlap(span, claim.predicate) or stem(participle) == claim.lemma):
            return span
    return None


def find_agent(claim: Claim, reading: Reading, passive: Span) -> Span | None:
    """The stretch after "by" that names who did what the passive at `passive` tells, None where there is none."""
    match = _AGENT.search(reading.article.text, passive.end, claim.span.end)
    if match is None or _NEXT_ACT.search(reading.article.text, passive.end, match.start()):
        return None
    text = reading.article.text[match.start() : claim.span.end]
    end = re.search(r"[,.;]|\s(?:in|on|at|after|before|during|when|as|and|who|which)\s", text[3:])
    agent = Span(start=match.start(), end=match.start() + (3 + end.start() if end else len(text)))
    return None if any(overlap(agent, time.span) for time in claim.times) else agent  # "closed by Friday"


def _loaded_words(reading: Reading) -> Iterator[LoadedWord]:
    text = reading.article.text
    quoted = [quote.span for quote in reading.quotes if quote.kind == "direct"]
    for match in _lexicon_pattern().finditer(text):
        span = Span(start=match.start(), end=match.end())
        if any(overlap(span, one) for one in reading.boilerplate):
            continue
        yield LoadedWord(
            article=reading.article.id,
            span=span,
            category=_categories()[fold(stretch(text, span))],
            quoted=any(overlap(span, one) for one in quoted) or _in_marks(text, span),
        )


def _in_marks(text: str, span: Span) -> bool:
    """True for a word that stands alone in quotation marks (a “historic” day)."""
    return text[max(0, span.start - 1) : span.start] in ('"', "“", "‘", "'") and text[span.end : span.end + 1] in (
        '"', "”", "’", "'",
    )  # fmt: skip


@cache
def _passive() -> re.Pattern[str]:
    irregular = "|".join(sorted(_table("irregular")))
    return re.compile(rf"{_BE}\s+(?P<participle>\w+ed|{irregular})\b", re.IGNORECASE)


@cache
def _table(name: str) -> frozenset[str]:
    return frozenset(load_table("participles")[name])


@cache
def _categories() -> dict[str, str]:
    return {
        fold(word): category
        for category, several in load_table("loaded_words")["categories"].items()
        for word in several
    }


@cache
def _lexicon_pattern() -> re.Pattern[str]:
    longest_first = sorted(_categories(), key=lambda word: (-len(word), word))
    return re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, longest_first)) + r")(?![\w-])", re.IGNORECASE)

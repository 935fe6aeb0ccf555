"""Who did it, and to whom: the parties of an act that a claim tells, by its subject, objects and names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import chain

from rashomon.comparing.code_frames import is_mutual, noun_code, stem
from rashomon.comparing.phrasing import find_agent, find_passive
from rashomon.records import Claim, EntityKind, Mention, PloverEvent, Reading, Span
from rashomon.text import contains, fold, overlap

ACTORS: tuple[EntityKind, ...] = ("person", "organisation", "group")
"""The kinds of named ones that act; a place acts where it is a state."""
_CLAUSE_END = re.compile(r"[,;:]|\s(?:to|and \w+ed|which|who|that|after|before|while|as)\s")
_NOUN_BY = re.compile(r"(\w+) by\b")


def find_parties(
    claim: Claim, reading: Reading, *, event: PloverEvent, words: Span, by: Mention | None = None
) -> tuple[tuple[Mention, ...], tuple[Mention, ...]]:
    """Who did what `words` (a verb or noun of the claim) tell, and to whom; `by` is who did it by saying so.

    What two do together (`event`) and no one is named besides has no target.
    """
    passive = find_passive(claim, reading)
    own = claim.predicate is None or overlap(words, claim.predicate) or by is not None
    if not own and not (claim.subject and contains(claim.subject, words)):
        goes_on = passive is not None and _follows_and(words, claim, reading)
        claim, passive = _as_seen_from(words, claim, reading), None
        if goes_on:  # "was questioned and released"
            return (), _each_once(_named(claim.subject, reading))
    about = [span for span in claim.objects if not any(overlap(span, time.span) for time in claim.times)]
    if passive is None:
        by_noun = claim.predicate is None or not overlap(words, claim.predicate)
        actors = [by] if by else _named(claim.subject, reading, only_named=by_noun)
        actors = actors if any(one.entity for one in actors) else (_named_after_by(words, claim, reading) or actors)
        beside = chain.from_iterable(_named(span, reading, only_named=True) for span in about)
        direct = next((span for span in about if _is_direct(span, words, reading)), None)
        targets = list(beside) or _named(direct, reading)
    else:
        agent = find_agent(claim, reading, passive)
        actors, targets = _named(agent, reading), _named(claim.subject, reading)
    if is_mutual(event):
        targets = [one for one in targets if one.entity is not None]
    taken = {one.entity for one in actors if one.entity}
    return _each_once(actors), _each_once(one for one in targets if one.entity is None or one.entity not in taken)


def _follows_and(verb: Span, claim: Claim, reading: Reading) -> bool:
    """True where "and" stands right before the verb."""
    return fold(reading.article.text[claim.sentence.start : verb.start]).endswith(" and")


def _as_seen_from(verb: Span, claim: Claim, reading: Reading) -> Claim:
    """The claim as another verb of its sentence has it: whom it names after the verb, up to the next clause."""
    end = _CLAUSE_END.search(reading.article.text, verb.end, claim.span.end)
    after = Span(start=verb.end, end=end.start() if end else claim.span.end)
    objects = tuple(m.span for m in reading.mentions if contains(after, m.span))
    return replace(claim, predicate=verb, objects=objects, subject=subject_before(verb, claim, reading))


def _named_after_by(verb: Span, claim: Claim, reading: Reading) -> list[Mention]:
    """Whom the claim names after "by" where that follows a noun for an act ("includes a pledge by both states")."""
    by = _NOUN_BY.search(reading.article.text, verb.end, claim.span.end)
    if by is None or noun_code(stem(fold(by.group(1)))) is None:
        return []
    after = [m for m in reading.mentions if m.entity and by.end() <= m.span.start and m.span.end <= claim.span.end]
    end = _CLAUSE_END.search(reading.article.text, by.end(), claim.span.end)
    return [m for m in after if m.span.end <= (end.start() if end else claim.span.end)]


def _is_direct(span: Span, verb: Span, reading: Reading) -> bool:
    return verb.end <= span.start and not reading.article.text[verb.end : span.start].strip()


def _named(span: Span | None, reading: Reading, *, only_named: bool = False) -> list[Mention]:
    """Whom a noun phrase names: people and organisations, else places; else the phrase itself, named or not."""
    if span is None:
        return []
    inside = [m for m in reading.mentions if m.entity and (contains(span, m.span) or contains(m.span, span))]
    inside = [m for m in inside if not any(o != m and contains(o.span, m.span) for o in inside)]
    actors = [m for m in inside if m.kind in ACTORS] or [m for m in inside if m.kind == "place"]
    if actors or only_named:
        return actors
    return [Mention(span=span, entity=None, kind="other")]


def _each_once(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    found: dict[str | Span, Mention] = {}
    for mention in mentions:
        found.setdefault(mention.entity or mention.span, mention)
    return tuple(found.values())


def subject_before(verb: Span, claim: Claim, reading: Reading) -> Span | None:
    """Who does what another verb of the sentence tells: who is named last before the claim's subject, else that one.

    The claim's subject may be one of a clause within ("He denounced the limits that were set and urged ...").
    """
    own = claim.subject if claim.subject is not None and claim.subject.end <= verb.start else None
    limit = own.start if own is not None else verb.start
    named = [m.span for m in reading.mentions if (m.kind in ACTORS or m.kind == "place") and m.entity
             and claim.sentence.start <= m.span.start and m.span.end <= limit]  # fmt: skip
    return max(named, default=own)

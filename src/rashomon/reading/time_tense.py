"""Whether a clause tells of the past or of the future, by the verb nearest to a time expression. Needs no parser."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from rashomon.data import load_table
from rashomon.reading.time_tokens import GAP, Token

# How many words away a verb may stand, and how much farther off a verb after the expression counts.
_REACH = 14
_BEHIND = 3
_STOPS = frozenset({".", "!", "?", ";"})
_CLAUSE = frozenset({",", "-", ":", "(", ")", '"', "which", "who", "that", "but", "while", "when", "after", "before", "because"})
_REPORTING = frozenset({"said", "told", "added", "reported", "announced"})


@cache
def _verbs() -> tuple[frozenset[str], frozenset[str]]:
    table = load_table("times")
    return frozenset(table["past"].split()), frozenset(table["future"].split())


def _tells(token: Token) -> int:
    past, future = _verbs()
    if token.lower in future:
        return 1
    if token.lower in past or (len(token.lower) > 4 and token.lower.endswith("ed")):
        return -1
    return 0


def tell_direction(tokens: Sequence[Token], start: int, end: int) -> int:
    """-1 where the clause around tokens `start`..`end` tells of the past, 1 of the future, 0 where it does not say."""
    best, distance = 0, float(_REACH)
    cost = 0.0
    for i in range(start - 1, max(-1, start - 1 - _REACH), -1):
        token = tokens[i]
        if token.letter == GAP or token.lower in _STOPS:
            break
        cost += 3 if token.lower in _CLAUSE else 1
        tells = _tells(token)
        if tells and cost < distance:
            # "was to meet", "had been expected": what was planned is told by the plan's word, which stands nearer.
            best, distance = tells, cost
            break
    cost = float(_BEHIND)
    for i in range(end, min(len(tokens), end + _REACH)):
        token = tokens[i]
        if token.letter == GAP or token.lower in _STOPS:
            break
        cost += 3 if token.lower in _CLAUSE else 1
        if cost >= distance:
            break
        tells = _tells(token)
        if tells:
            return tells
    return best

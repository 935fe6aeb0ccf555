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
_CLAUSE = frozenset(
    {",", "-", ":", "(", ")", '"', "which", "who", "that", "but", "while", "when", "after", "before", "because"}
)
_PLAIN = frozenset({"will", "shall", "ll", "wo"})
_REPORTING = frozenset({"said", "told", "wrote"})


@cache
def _verbs() -> tuple[frozenset[str], frozenset[str]]:
    table = load_table("times")
    return frozenset(table["past"].split()), frozenset(table["future"].split())


def _tells(token: Token) -> int:
    past, future = _verbs()
    if token.lower in future:
        return 2 if token.lower in _PLAIN else 1
    if token.lower in past:
        return -1 if token.lower in _REPORTING else -2
    return -1 if len(token.lower) > 4 and token.lower.endswith("ed") else 0


def tell_direction(tokens: Sequence[Token], start: int, end: int) -> int:
    """Below 0 where the clause around tokens `start`..`end` tells of the past, above 0 of the future, else 0.

    2 stands for a verb that leaves no doubt ("was", "will"), 1 for one that may be a participle or a plan.
    """
    before = [token.lower for token in tokens[max(0, start - 2) : start]]
    if before[-1:] == ["since"]:
        return -1
    if before in (["soon", "as"], ["early", "as"]):
        return 1
    best, distance = 0, float(_REACH)
    cost = 0.0
    for i in range(start - 1, max(-1, start - 1 - _REACH), -1):
        token = tokens[i]
        if token.letter == GAP or token.lower in _STOPS:
            break
        cost += 3 if token.lower in _CLAUSE else 1
        tells = _tells(token)
        if tells < 0 and i and tokens[i - 1].lower == "be":
            continue  # "must be returned": the verb before tells
        if token.lower == "to" and i and tokens[i - 1].lower in ("is", "are", "plan", "intend", "hope"):
            tells = 1
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

"""Weighs whether an article belongs to an event, two events are one, or two articles share an event.

Each is a logistic regression over a few facts, fitted on simulated streams by `training/fit_event_grouping.py` and kept
in `data/event_grouping.json`. A fact that is not known counts as typical.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Any

from rashomon.data import load_table
from rashomon.grouping.event_features import PackedProfile, Profile, Telling, dot, share_found, unpack
from rashomon.grouping.event_state import OpenEvent

Facts = dict[str, float | None]
CANDIDATES = 4
# Rivals of the best two tell how alike any two articles of this kind are.
_RIVALS_FROM = 2
_TYPICAL_LENGTH = 4.0
_LONG = 120
_GAP_DAYS = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """One logistic regression: log-odds = bias + the sum of weight * term. Facts count less their typical value.

    A term is a fact or the product of two ("words * length").
    """

    bias: float
    typical: Mapping[str, float]
    terms: tuple[tuple[tuple[str, ...], float], ...]


def weigh(facts: Facts, weights: Weights) -> float:
    """The log-odds of `facts`; 0 is even."""
    known = {
        name: 0.0 if (value := facts.get(name)) is None else value - typical
        for name, typical in weights.typical.items()
    }
    return weights.bias + sum(
        [w * known[names[0]] * (known[names[1]] if len(names) > 1 else 1.0) for names, w in weights.terms]
    )


@cache
def weights_of(decision: str) -> Weights:
    """The fitted weights of a decision: "join", "merge" or "pair"."""
    return read_weights(load_table("event_grouping")[decision])


def read_weights(table: Mapping[str, Any]) -> Weights:
    """Weights as the table holds them: `bias`, `typical` by fact, `terms` by fact or "fact * fact"."""
    return Weights(
        bias=float(table["bias"]),
        typical=dict(table["typical"]),
        terms=tuple((tuple(term.split(" * ")), float(w)) for term, w in table["terms"].items()),
    )


def length_of(profile: Profile | PackedProfile) -> float:
    """How long an article is: the logarithm of its words, 0 for about fifty-five; beyond 120 words it tells no more."""
    return math.log(min(profile.length, _LONG) + 1) - _TYPICAL_LENGTH


def likeness(profile: Profile, event: OpenEvent) -> float:
    """The cosine of an article's words and an event's (0..1)."""
    return event.dot_words(profile.words) / math.sqrt(event.square) if event.square > 0 else 0.0


def join_facts(
    profile: Profile, found: Sequence[tuple[OpenEvent, float]], now: float | None, telling: Telling
) -> list[Facts]:
    """The facts for the article joining each of the first CANDIDATES that were found.

    What was `found` comes with its `likeness`, best first. `now` is the article's time in days, `telling` says how
    telling stems are in this stream.
    """
    likenesses = [like for _, like in found]
    rivals = likenesses[_RIVALS_FROM:]
    background = sum(rivals) / len(rivals) if rivals else 0.0
    return [
        _join_facts(profile, event, like, now, telling)
        | {"margin": like - max(likenesses[:place] + likenesses[place + 1 :], default=0.0), "background": background}
        for place, (event, like) in enumerate(found[:CANDIDATES])
    ]


def _join_facts(profile: Profile, event: OpenEvent, words: float, now: float | None, telling: Telling) -> Facts:
    opening = event.dot_opening(profile.opening) / math.sqrt(event.opening_square) if event.opening_square > 0 else 0.0
    mean = words * math.sqrt(max(0.0, event.square)) / event.size
    mean_opening = opening * math.sqrt(max(0.0, event.opening_square)) / event.size
    return {
        "words": words,
        "mean": mean,
        "root mean": math.sqrt(max(0.0, mean)),
        "opening": opening,
        "mean opening": mean_opening,
        "root mean opening": math.sqrt(max(0.0, mean_opening)),
        "names": share_found(profile.names, frozenset(event.stems)),
        "event's names": share_found(
            telling([n for n, c in event.names.items() if 2 * c >= event.size]), profile.words
        ),
        "size": math.log(event.size),
        "length": length_of(profile),
        "event's length": event.lengths / event.size,
        "gap": _gap(now, event.last),
    }


def merge_facts(first: OpenEvent, second: OpenEvent, odds: tuple[float, float]) -> Facts:
    """The facts for two events being one, the same in either order; `odds` are those of one article joining each."""
    small, large = sorted((first, second), key=lambda event: (event.size, -event.order))
    shared = first.dot_words(second.words)
    mean = shared / (first.size * second.size)
    openings = first.dot_opening(second.opening)
    both = math.sqrt(max(first.square * second.square, 1e-9))
    opening_both = math.sqrt(max(first.opening_square * second.opening_square, 1e-9))
    members = sorted((likeness(member, large) for member in map(unpack, small.members[:6])), reverse=True)
    return {
        "words": shared / both,
        "opening": openings / opening_both,
        "mean": mean,
        "nearest": members[0],
        "furthest": members[-1],
        "small size": math.log(small.size),
        "large size": math.log(large.size),
        "length": (first.lengths / first.size + second.lengths / second.size) / 2,
        "better odds": max(odds),
        "lesser odds": min(odds),
        "kept closeness": _kept_closeness(first, second, shared),
        "gap": _gap(first.last, second.last),
    }


def _kept_closeness(first: OpenEvent, second: OpenEvent, shared: float) -> float | None:
    """How close the articles of both are to each other against those of the closer one, as a logarithm.

    None where each has only one. It keeps an event that has grown wide from drawing in ever more.
    """
    usual = [_closeness(event.square, event.size) for event in (first, second) if event.size > 1]
    together = _closeness(first.square + second.square + 2 * shared, first.size + second.size)
    return math.log(together / max(usual)) if usual else None


def _closeness(square: float, size: int) -> float:
    """The mean cosine of any two of `size` articles, given the square of their vectors' sum."""
    return max(0.01, (square - size) / (size * (size - 1)))


def _gap(left: float | None, right: float | None) -> float | None:
    """The days between two times, 0..1: a few hours tell much, and after a day it makes little difference how many."""
    return None if left is None or right is None else 1 - math.exp(-abs(left - right) / _GAP_DAYS)


def pair_facts(left: Profile, right: Profile, size: int) -> Facts:
    """The facts for two articles of an event of `size` articles being rightly together, the same both ways."""
    return {
        "words": dot(left.words, right.words),
        "opening": dot(left.opening, right.opening),
        "length": min(length_of(left), length_of(right)),
        "size": math.log(size),
    }


def best_two(odds: Sequence[float]) -> list[int]:
    """The places of the highest two, the highest first; of equal ones the first."""
    return [place for place, _ in sorted(enumerate(odds), key=itemgetter(1), reverse=True)[:2]]

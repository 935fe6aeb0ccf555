"""Whether a report states all that a claim says: stricter than what joins a point, and one-sided.

"At least two died" may be true together with "six died" and does not state it; "six died on Tuesday" states "six died",
and not the other way round.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from rashomon.alignment.candidates import Candidate
from rashomon.alignment.evidence import Pair
from rashomon.alignment.points import CLASHES, LEAST_BACKING
from rashomon.alignment.profiles import Profile, profile_claims
from rashomon.alignment.sameness import (
    differ_in_doubt,
    differ_in_extent,
    differ_in_names,
    differ_in_negation,
    hold_opposites,
    trade_places,
)
from rashomon.alignment.values import counts_the_same
from rashomon.models.claim_pairs import infer
from rashomon.records import Claim, Link, Reading, Time
from rashomon.text import contains, stretch

SURELY_SAME = 0.8
"""A link called "same" with this probability needs no word of the claim-pair model on what follows from what."""
FOLLOWS = 0.5
"""The claim-pair model's probability from which a claim is taken to follow from another."""
TELL_ONE_FACT = 0.6
"""The claim-pair model's evidence (-1..1) from which a claim that is told in part tells the same fact."""
CONTRADICTED = 0.5
"""The claim-pair model's probability of a contradiction from which nothing is stated."""

_STATED = ("asserted", "reported")
_FIGURE = re.compile(r"\d+(?:[.,:]\d+)*")
_APART: tuple[Callable[[Pair], bool], ...] = (
    differ_in_doubt,
    differ_in_extent,
    differ_in_names,
    differ_in_negation,
    hold_opposites,
    trade_places,
)


def states_all(claim: Claim, own: Reading, link: Link, other: Claim, reading: Reading) -> bool:
    """True where the claim `other` of `reading`, by `link`, states all of `claim` (of `own`) with the same force.

    Every amount of `claim` must stand in the other's sentence, at least as narrow, and so must every figure and, unless
    both surely tell the same, every day and time. Nothing in the words may set the two apart (a negation, opposites,
    swapped roles), and the claim-pair model must take `claim` to follow from the other. Raises: ModelError.
    """
    if link.relation == "conflict" or link.score < LEAST_BACKING or not _same_force(claim, other):
        return False
    if any(evidence.agreement <= CLASHES for evidence in link.evidence):
        return False
    if not _amounts_stand(claim, other, reading) or not _figures_stand(claim, own, other, reading):
        return False
    pair = _pair_of(claim, own, other, reading)
    if _names_another(pair) or any(differs(pair) for differs in _APART):
        return False
    follows, against, against_back = _infer(claim, other, reading)
    if link.relation == "same":
        return max(against, against_back) < CONTRADICTED and (link.score >= SURELY_SAME or follows >= FOLLOWS)
    told = [evidence.agreement for evidence in link.evidence if evidence.feature == "claim-pair model"]
    alike = not told or min(told) >= TELL_ONE_FACT
    return alike and against < CONTRADICTED and follows >= FOLLOWS and _times_stand(claim, other, reading)


def _same_force(left: Claim, right: Claim) -> bool:
    """Both stated as fact, or both hedged, planned or denied; and both negated or neither."""
    alike = left.stance == right.stance or (left.stance in _STATED and right.stance in _STATED)
    return alike and left.polarity == right.polarity


def _amounts_stand(claim: Claim, other: Claim, reading: Reading) -> bool:
    there = [q for q in reading.quantities if contains(other.sentence, q.span)]
    return all(
        any(counts_the_same(own, q) and own.low <= q.low and q.high <= own.high for q in there)
        for own in claim.quantities
    )


def _figures_stand(claim: Claim, own: Reading, other: Claim, reading: Reading) -> bool:
    """Figures that were read as amounts or times are compared as such; the others must stand there as they are."""
    known = [quantity.span for quantity in claim.quantities] + [time.span for time in claim.times]
    text = own.article.text
    loose = {
        match.group()
        for match in _FIGURE.finditer(text, claim.span.start, claim.span.end)
        if not any(span.start <= match.start() < span.end for span in known)
    }
    return loose <= set(_FIGURE.findall(stretch(reading.article.text, other.sentence)))


def _times_stand(claim: Claim, other: Claim, reading: Reading) -> bool:
    there = [t for t in reading.times if contains(other.sentence, t.span)]
    return all(any(_lies_within(time, own) for time in there) for own in claim.times if own.type != "SET")


def _lies_within(inner: Time, outer: Time) -> bool:
    if inner.start and inner.end and outer.start and outer.end:
        return outer.start <= inner.start and inner.end <= outer.end
    return inner.value is not None and inner.value == outer.value


def _names_another(pair: Pair) -> bool:
    """True where a person of the claim is not in the other's sentence, and another name is there."""
    left, right = pair.left, pair.right
    persons = {mention.entity for mention in left.mentions if mention.kind == "person"}
    return bool(persons - right.sentence_entities) and bool(right.entities - left.sentence_entities)


def _infer(claim: Claim, other: Claim, reading: Reading) -> tuple[float, float, float]:
    """How probably `claim` follows from the other or its whole sentence; that the other contradicts it; and that it
    contradicts the other.
    """
    sentence = stretch(reading.article.text, other.sentence)
    there, here = other.text_resolved, claim.text_resolved
    rows = infer([(there, here), (sentence, here), (here, there)])
    return float(rows[:2, 0].max()), float(rows[0, 2]), float(rows[2, 2])


def _pair_of(claim: Claim, own: Reading, other: Claim, reading: Reading) -> Pair:
    """The two claims as a pair, for what its words tell alone."""
    left, right = (_profile_of(one, source) for one, source in ((claim, own), (other, reading)))
    candidate = Candidate(
        left=left, right=right, closeness=0.0, left_rank=0, right_rank=0, left_margin=0.0, right_margin=0.0
    )
    return Pair(candidate=candidate, judged=None, names={})


def _profile_of(claim: Claim, reading: Reading) -> Profile:
    none = np.zeros((1, 1), dtype=np.float32)  # no vector is looked at
    return profile_claims(replace(reading, claims=(claim,)), none, none)[0]

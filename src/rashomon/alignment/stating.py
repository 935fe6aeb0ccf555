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
from rashomon.alignment.points import CLASHES, LEAST_LINKED
from rashomon.alignment.profiles import Profile, profile_claims
from rashomon.alignment.sameness import (
    differ_in_doubt,
    differ_in_extent,
    differ_in_names,
    differ_in_negation,
    hold_opposites,
    trade_places,
)
from rashomon.alignment.structure import Built, build
from rashomon.alignment.support import Swap, find_support, phrase_swap
from rashomon.alignment.values import counts_the_same, lies_within
from rashomon.models.claim_pairs import infer
from rashomon.records import Claim, Link, Reading, Span, Word
from rashomon.text import contains, stretch
from rashomon.vocabulary import content_stems

FOLLOWS = 0.5
"""The claim-pair model's probability from which a claim is taken to follow from another."""
FOLLOWS_BUILT_ALIKE = 0.3
"""The same, where the other has every word of the claim in its part."""
MEAN_THE_SAME = 0.8
"""The claim-pair model's probability, both ways, from which two words mean the same in a claim."""
CONTRADICTED = 0.5
"""The claim-pair model's probability of a contradiction from which nothing is stated."""

_PAIR_MODEL = "claim-pair model"
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


Syntax = Callable[[Reading, Span], tuple[Word, ...]]
"""Gives the parsed words of a sentence of a reading."""


def states_all(claim: Claim, own: Reading, link: Link, other: Claim, reading: Reading, *, syntax: Syntax) -> bool:
    """True where the claim `other` of `reading`, by `link`, states all of `claim` (of `own`) with the same force.

    Every amount, figure, day and name of `claim` must stand in the other's sentence, and so must all that it says of
    who does what to whom, under which conditions (support.py). A claim of somebody's needs the same speaker. Nothing in
    the words may set the two apart, and the claim-pair model must take `claim` to follow from the other; words that the
    report puts otherwise must mean the same both ways. Raises: ModelError.
    """
    if link.relation == "conflict" or link.score < LEAST_LINKED or not _same_force(claim, other):
        return False
    # The claim-pair model is asked anew below, with names and times made one.
    clashes = [one for one in link.evidence if one.agreement <= CLASHES and one.feature != _PAIR_MODEL]
    if clashes or not _one_voice(claim, own, other, reading):
        return False
    if not _amounts_stand(claim, other, reading) or not _figures_stand(claim, own, other, reading):
        return False
    pair = _pair_of(claim, own, other, reading)
    if _names_another(pair) or any(differs(pair) for differs in _APART):
        return False
    here = build(own, syntax(own, claim.sentence), claim.sentence)
    there = build(reading, syntax(reading, other.sentence), other.sentence)
    support = find_support(here, claim.span, there, _known_of(reading), headline="headline" in (claim.kind, other.kind))
    if support is None:
        return False
    follows, against, against_back = _infer(claim, own, other, reading)
    if not support.swaps:
        return against < CONTRADICTED and follows >= FOLLOWS_BUILT_ALIKE
    if max(against, against_back) >= CONTRADICTED or follows < FOLLOWS:
        return False
    return all(_means_the_same(here, claim.span, swap, there) for swap in support.swaps)


def _one_voice(claim: Claim, own: Reading, other: Claim, reading: Reading) -> bool:
    """True where the claim is nobody's in particular, or the other is of the same speaker."""
    if claim.speaker is None:
        return True
    if other.speaker is None:
        return False
    if claim.speaker.entity is not None and claim.speaker.entity == other.speaker.entity:
        return True
    left, right = stretch(own.article.text, claim.speaker.span), stretch(reading.article.text, other.speaker.span)
    return bool(content_stems(left)) and content_stems(left) <= content_stems(right)


def _known_of(reading: Reading) -> Callable[[str], frozenset[str]]:
    """What the report says in the sentences that name an entity, as stems."""

    def known(entity: str) -> frozenset[str]:
        named = [m.span for m in reading.mentions if m.entity == entity]
        return frozenset(
            word
            for sentence in reading.sentences
            if any(contains(sentence, span) for span in named)
            for word in content_stems(stretch(reading.article.text, sentence))
        )

    return known


def _means_the_same(here: Built, span: Span, swap: Swap, there: Built) -> bool:
    """True where the claim-pair model takes the claim's word and the report's to mean the same in the claim."""
    left, right = phrase_swap(here, span, swap, there)
    rows = infer([(left, right), (right, left)])
    return bool(rows[:, 0].min() >= MEAN_THE_SAME)


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


def _names_another(pair: Pair) -> bool:
    """True where somebody or some place that the claim names is not in the other's sentence."""
    left, right = pair.left, pair.right
    named = {mention.entity for mention in left.mentions if mention.kind in ("person", "organisation", "place")}
    return bool(named - right.sentence_entities)


def _infer(claim: Claim, own: Reading, other: Claim, reading: Reading) -> tuple[float, float, float]:
    """How probably `claim` follows from the other or its whole sentence; that the other contradicts it; and that it
    contradicts the other. Times and names that are one with the claim's are read in the claim's words.
    """
    sentence = stretch(reading.article.text, other.sentence)
    told = _in_words_of(claim, own, other, reading)
    there, here = (other.text_resolved if told == sentence else told), claim.text_resolved
    rows = infer([(there, here), (told, here), (here, there)])
    return float(rows[:2, 0].max()), float(rows[0, 2]), float(rows[2, 2])


def _in_words_of(claim: Claim, own: Reading, other: Claim, reading: Reading) -> str:
    """The other's sentence with the claim's words for each time that lies within one of the claim's, and for each name
    of what the claim names: the claim-pair model knows neither the calendar nor who goes by which name.
    """
    text, end = reading.article.text, other.sentence.end
    named = {mention.entity: mention.span for mention in own.mentions if contains(claim.span, mention.span)}
    alike = [
        *((time.span, around.span) for time in reading.times for around in claim.times if lies_within(time, around)),
        *((mention.span, named[mention.entity]) for mention in reading.mentions if mention.entity in named),
    ]
    pieces = []
    for span, words in sorted(alike, key=lambda pair: pair[0], reverse=True):
        if contains(other.sentence, span) and span.end <= end:
            pieces += [text[span.end : end], stretch(own.article.text, words)]
            end = span.start
    return "".join(reversed([*pieces, text[other.sentence.start : end]]))


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

"""Evidence for and against a link: a table of small functions, one fact each.

Each takes a `Pair` and returns an `Evidence`, or None where there is nothing to go on. The same evidence is what the
fitted model weighs (`alignment/decision.py`) and what a reader sees who asks "why?".
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

import numpy as np

from rashomon.alignment.candidates import Candidate
from rashomon.alignment.profiles import Profile
from rashomon.alignment.values import Comparison, compare_quantities, compare_times, years_since
from rashomon.records import Evidence, Quantity, Span
from rashomon.text import words
from rashomon.vocabulary import stem, weight, weighted_share


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pair:
    """Two claims to be weighed, with what the claim-pair model says of them and the names of the entities.

    `judged` are its probabilities of same, partial, conflict and unrelated, None where it was not asked.
    """

    candidate: Candidate
    judged: tuple[float, float, float, float] | None
    names: Mapping[str, str]

    @property
    def left(self) -> Profile:
        """The claim of the first report."""
        return self.candidate.left

    @property
    def right(self) -> Profile:
        """The claim of the second report."""
        return self.candidate.right


def gather_evidence(pair: Pair) -> tuple[Evidence, ...]:
    """All evidence that the table gives for `pair`, in the order of the table."""
    return tuple(evidence for judge in EVIDENCE.values() if (evidence := judge(pair)) is not None)


def meaning(pair: Pair) -> Evidence:
    """How close the sentence vectors of the two claims lie."""
    cosine = float(pair.left.vector @ pair.right.vector)
    return _evidence("meaning", cosine, f"close in meaning: {cosine:.2f} of 1")


def sentence_meaning(pair: Pair) -> Evidence:
    """How close the vectors of the two whole sentences lie."""
    cosine = float(pair.left.sentence_vector @ pair.right.sentence_vector)
    return _evidence("sentence meaning", cosine, f"their sentences are close in meaning: {cosine:.2f} of 1")


def shared_words(pair: Pair) -> Evidence | None:
    """The share of telling words in common, names left out."""
    return _word_evidence("words", pair.left.stems, pair.right.stems, pair.left.words)


def sentence_words(pair: Pair) -> Evidence | None:
    """The share of telling words that the two whole sentences have in common."""
    return _word_evidence(
        "sentence words", pair.left.sentence_stems, pair.right.sentence_stems, pair.left.sentence_words
    )


def rare_words(pair: Pair) -> Evidence | None:
    """The weight of the rarest words in common: a rare word in both is worth more than many common ones."""
    shared = pair.left.stems & pair.right.stems
    if not pair.left.stems or not pair.right.stems:
        return None
    total = min(1.0, sum(max(0.0, weight(s) - 2) for s in shared) / 15)
    return _evidence(
        "rare words", total, f"in both: {_as_written(shared, pair.left.words)}" if shared else "no word in both"
    )


def actors(pair: Pair) -> Evidence | None:
    """The share of named persons, organisations and places in common."""
    left, right = pair.left.entities, pair.right.entities
    if not left or not right:
        return None
    shared = left & right
    detail = f"both name {_names(pair, shared)}" if shared else "they name nobody in common"
    return _evidence("actors", 2 * len(shared) / (len(left) + len(right)), detail)


def act(pair: Pair) -> Evidence | None:
    """Whether the main verbs are the same."""
    left, right = pair.left.claim.lemma, pair.right.claim.lemma
    if not left or not right:
        return None
    if stem(left) == stem(right):
        if left in EMPTY_VERBS:
            return None
        return _evidence("act", 1.0, f"the same act: {left}", pair.left.claim.predicate, pair.right.claim.predicate)
    if stem(left) in pair.right.stems or stem(right) in pair.left.stems:
        return _evidence("act", 0.5, f"the act of one is named in the other: {left} / {right}")
    return _evidence(
        "act", 0.0, f"another act: {left} / {right}", pair.left.claim.predicate, pair.right.claim.predicate
    )


# Verbs that say too little for two claims to do the same by sharing them.
EMPTY_VERBS = {"be", "have", "do", "make", "take", "get", "say", "tell"}


def numbers(pair: Pair) -> Evidence | None:
    """Whether amounts of the same sort agree."""
    found = best_quantity_comparison(pair)
    return _comparison_evidence("numbers", found) if found else None


def best_quantity_comparison(pair: Pair) -> Comparison | None:
    """The comparison that says most: a disagreement of one amount is void where another reading of the pair agrees."""
    compared = [
        compare_quantities(a, b)
        for a, b in product(_counts(pair.left), _counts(pair.right))
        if _is_added(pair.left, a) == _is_added(pair.right, b)
    ]
    return _most_telling([c for c in compared if c])


def _counts(profile: Profile) -> list[Quantity]:
    """The claim's amounts, without "the two leaders": that says which two are meant, and not how many there are."""
    return [quantity for quantity in profile.quantities if not _is_known_pair(profile, quantity)]


def _is_known_pair(profile: Profile, quantity: Quantity) -> bool:
    if (quantity.low, quantity.high, quantity.unit) != (2, 2, None):
        return False
    before = words(profile.text[: max(0, quantity.span.start - profile.claim.span.start)])
    return bool(before) and before[-1] in _DEFINITE


def _is_added(profile: Profile, quantity: Quantity) -> bool:
    """True for an amount that comes on top of another ("2.5 million more", "a further 20"): no total."""
    start, end = quantity.span.start - profile.claim.span.start, quantity.span.end - profile.claim.span.start
    before = words(profile.text[: max(0, start)])[-1:]
    return bool(_ADDED.search(" ".join([*before, profile.text[max(0, start) : end + len(" more ")]])))


_ADDED = re.compile(r"\b(?:another|additional|further|extra)\b|\bmore\b(?!\s+than\b)", re.I)
_DEFINITE = frozenset({"the", "these", "those", "both", "their", "its"})


def dates(pair: Pair) -> Evidence | None:
    """Whether times agree: calendar dates, weekdays resolved to dates, or a date with years up to publication."""
    found = best_time_comparison(pair)
    return _comparison_evidence("dates", found) if found else None


def best_time_comparison(pair: Pair) -> Comparison | None:
    """The comparison of two times that says most, arithmetic first."""
    found: list[Comparison] = []
    for a, b in product(pair.left.times, pair.right.times):
        published = pair.right.published or pair.left.published
        arithmetic = years_since(a, b, published)
        if arithmetic is None and (mirrored := years_since(b, a, pair.left.published or pair.right.published)):
            arithmetic = Comparison(
                verdict=mirrored.verdict,
                left=mirrored.right,
                right=mirrored.left,
                left_value=mirrored.right_value,
                right_value=mirrored.left_value,
                detail=mirrored.detail,
            )
        compared = arithmetic or compare_times(a, b)
        if compared:
            found.append(compared)
    return _most_telling(found)


def _most_telling(found: list[Comparison]) -> Comparison | None:
    order = {"agree": 0, "compatible": 1, "disagree": 2}
    return min(found, key=lambda c: (order[c.verdict], c.left, c.right), default=None)


def polarity(pair: Pair) -> Evidence | None:
    """Whether one claim negates where the other does not."""
    left, right = pair.left.claim, pair.right.claim
    if left.polarity == right.polarity:
        return None if left.polarity == "positive" else _evidence("polarity", 1.0, "both are negated")
    return _evidence("polarity", -1.0, f"one is negated: {left.polarity} / {right.polarity}")


def stance(pair: Pair) -> Evidence | None:
    """Whether one claim is asserted and the other denied, planned or hedged."""
    left, right = pair.left.claim.stance, pair.right.claim.stance
    if left == right or {left, right} == {"asserted", "reported"}:
        return None
    strength = -1.0 if "denied" in (left, right) or {left, right} & {"planned"} else -0.5
    return _evidence("stance", strength, f"{left} in one, {right} in the other")


def speaker(pair: Pair) -> Evidence | None:
    """Whether the same person is said to say it."""
    left, right = pair.left.claim.speaker, pair.right.claim.speaker
    if left is None or right is None or left.entity is None or right.entity is None:
        return None
    if left.entity == right.entity:
        return _evidence("speaker", 1.0, f"both from {pair.names.get(left.entity, left.entity)}", left.span, right.span)
    return _evidence("speaker", -0.5, "two different speakers", left.span, right.span)


def one_speaks(pair: Pair) -> Evidence | None:
    """Whether one is somebody's words and the other the outlet's own voice."""
    left, right = pair.left.claim.speaker, pair.right.claim.speaker
    if (left is None) == (right is None):
        return None
    return _evidence("voice", -0.25, "a speaker's words in one, the outlet's own voice in the other")


def swapped_roles(pair: Pair) -> Evidence | None:
    """Whether who acts and who is acted on change places."""
    left_subject, left_objects = pair.left.acting, pair.left.acted_on
    right_subject, right_objects = pair.right.acting, pair.right.acted_on
    crossed = (left_subject & right_objects) and (right_subject & left_objects)
    if crossed and not left_subject & right_subject:
        names = _names(pair, (left_subject & right_objects) | (right_subject & left_objects))
        return _evidence("roles", -1.0, f"who acts and who is acted on change places: {names}")
    if left_subject & right_subject:
        return _evidence("roles", 1.0, f"the same one acts: {_names(pair, left_subject & right_subject)}")
    return None


def shared_subject(pair: Pair) -> frozenset[str]:
    """The entities that are in the subjects of both claims."""
    return pair.left.acting & pair.right.acting


def wording(pair: Pair) -> Evidence | None:
    """The longest run of words that both print, in words of the shorter claim."""
    left, right = pair.left.words, pair.right.words
    if set(pairwise(left)).isdisjoint(pairwise(right)):
        return None
    run = _longest_common_run(left, right)
    if run < 2:
        return None
    return _evidence("wording", run / min(len(left), len(right)), f"{run} words in a row are the same")


def place_in_report(pair: Pair) -> Evidence:
    """How near to the top the two claims stand: ledes tell the same facts more often than last paragraphs."""
    apart = abs(pair.left.position - pair.right.position)
    return _evidence(
        "place in report", 1 - apart, "at a like place in their reports" if apart < 0.2 else "at different places"
    )


def closest(pair: Pair) -> Evidence:
    """Whether no other claim of the two reports comes closer to either."""
    c = pair.candidate
    if c.left_rank == 0 and c.right_rank == 0:
        return _evidence("closest", 1.0, "neither report has anything closer to the other's claim")
    if c.left_rank == 0 or c.right_rank == 0:
        return _evidence("closest", 0.5, "nothing in one report comes closer to the other's claim")
    return _evidence("closest", 0.0, f"{min(c.left_rank, c.right_rank)} other claims come closer")


def pair_model(pair: Pair) -> Evidence | None:
    """What the claim-pair model, asked both ways, says."""
    if pair.judged is None:
        return None
    same, partial, conflict, unrelated = pair.judged
    likeliest = ("same fact", "same happening", "contradiction", "not the same fact")[int(np.argmax(pair.judged))]
    return _evidence(
        "claim-pair model",
        same + partial - conflict - unrelated,
        f"{likeliest}: same {same:.2f}, partly {partial:.2f}, contradicts {conflict:.2f}, unrelated {unrelated:.2f}",
    )


def around(best: float) -> Evidence:
    """Whether the claims around the two tell the same; `best` is the probability of the best link between those."""
    told = "tell the same" if best >= 0.5 else "may tell the same" if best >= 0.2 else "do not tell the same"
    return _evidence("around", best if best >= 0.5 else 0.0, f"the sentences around them {told}: {best:.2f} of 1")


def whole_sentences() -> Evidence:
    """That a link joins sentences, since none of their claims stands out."""
    return _evidence("width", 0.0, "whole sentences are linked: which of their clauses are meant is not clear")


# The table. To add evidence, write a function and add a line; then fit the model again (training/README.md).
EVIDENCE: dict[str, Callable[[Pair], Evidence | None]] = {
    "meaning": meaning,
    "sentence meaning": sentence_meaning,
    "words": shared_words,
    "sentence words": sentence_words,
    "rare words": rare_words,
    "actors": actors,
    "act": act,
    "numbers": numbers,
    "dates": dates,
    "polarity": polarity,
    "stance": stance,
    "speaker": speaker,
    "voice": one_speaks,
    "roles": swapped_roles,
    "wording": wording,
    "place in report": place_in_report,
    "closest": closest,
    "claim-pair model": pair_model,
}


OTHER_FEATURES = frozenset({"around", "width", "copy", "status", "attribution", "correction"})
"""Names of evidence that is not in the table: of what stands around, of rules, of people."""


def _evidence(
    feature: str, agreement: float, detail: str, left: Span | None = None, right: Span | None = None
) -> Evidence:
    return Evidence(feature=feature, agreement=round(float(agreement), 4), detail=detail, left=left, right=right)


def _comparison_evidence(feature: str, found: Comparison) -> Evidence:
    agreement = {"agree": 1.0, "compatible": 0.5, "disagree": -0.7 if found.loose else -1.0}[found.verdict]
    return _evidence(feature, agreement, found.detail, found.left, found.right)


def _word_evidence(
    feature: str, left: frozenset[str], right: frozenset[str], written: Sequence[str]
) -> Evidence | None:
    total = weighted_share(left, right)
    if total is None:
        return None
    shared = left & right
    return _evidence(feature, total, f"in both: {_as_written(shared, written)}" if shared else "no word in both")


def _as_written(stems: frozenset[str], written: Sequence[str], most: int = 6) -> str:
    """The most telling of `stems`, as the left text (its words) writes them, in its order."""
    telling = sorted(stems, key=lambda s: (-weight(s), s))[:most]
    seen: dict[str, str] = {}
    for word in written:
        if (base := stem(word)) in telling:
            seen.setdefault(base, word)
    return ", ".join(seen.values()) or ", ".join(telling)


def _names(pair: Pair, entities: frozenset[str], most: int = 4) -> str:
    return ", ".join(sorted(pair.names.get(e, e) for e in entities)[:most])


def _longest_common_run(left: Sequence[str], right: Sequence[str]) -> int:
    places: dict[str, list[int]] = defaultdict(list)
    for j, word in enumerate(right):
        places[word].append(j)
    longest = 0
    ending: dict[int, int] = {}  # place in `right` -> how long the run is that ends there and at the word before
    for word in left:
        ending = {j: ending.get(j - 1, 0) + 1 for j in places.get(word, ())}
        longest = max(longest, *ending.values(), 0)
    return longest

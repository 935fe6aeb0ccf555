"""What keeps two linked claims from saying the same: a reader who knows the one would learn something from the other.

Each reason is a plain fact about the words. They only keep a link from being called `same`; whether it is a conflict is
another matter (`alignment/clashes.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from itertools import product

from rashomon.alignment.evidence import Pair
from rashomon.alignment.profiles import Profile
from rashomon.alignment.values import compare_quantities, compare_times
from rashomon.data import load_table
from rashomon.text import words
from rashomon.vocabulary import content_stems, stem

_STATED = ("asserted", "reported")
_PASSIVE = re.compile(
    r"\b(?:is|are|was|were|be|been|being|got)\b(?: \w+){0,2} \w+(?:ed|en|t|n|d)\b.*\bby\b", re.IGNORECASE
)
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
# The claim-pair model's own probability of a contradiction from which it may no longer call two claims the same.
_CONFLICT = 0.2


def may_be_same(pair: Pair) -> bool:
    """False where anything in the words keeps the two claims of `pair` from telling a reader the same."""
    return not any(differs(pair) for differs in _REASONS)


def differ_in_force(pair: Pair) -> bool:
    """One is negated, hedged, denied or a plan, and the other is not."""
    left, right = pair.left.claim, pair.right.claim
    alike = left.stance == right.stance or (left.stance in _STATED and right.stance in _STATED)
    return not alike or left.polarity != right.polarity


def differ_in_negation(pair: Pair) -> bool:
    """A word negates in one ("never", "refused"), and none does in the other."""
    negating = _stems("negating")
    left, right = (
        bool(_all_stems(side.text) & negating) or "n't" in side.text.lower() for side in (pair.left, pair.right)
    )
    return left != right


def differ_in_doubt(pair: Pair) -> bool:
    """One has a word of doubt ("probably", "may"), the other has none."""
    doubting = _stems("hedging")
    return bool(_all_stems(pair.left.text) & doubting) != bool(_all_stems(pair.right.text) & doubting)


def differ_in_figures(pair: Pair) -> bool:
    """Each has a figure that the other's sentence has not, read as an amount or not ("3-1", "1.8 billion")."""
    left, right = (set(_FIGURE.findall(side.text)) for side in (pair.left, pair.right))
    in_left, in_right = (set(_FIGURE.findall(side.sentence_text)) for side in (pair.left, pair.right))
    return bool(left - in_right) and bool(right - in_left)


def differ_in_values(pair: Pair) -> bool:
    """One gives an amount or a time that disagrees with, or is vaguer than, every one that the other gives."""
    amounts = [compare_quantities(a, b) for a, b in product(pair.left.quantities, pair.right.quantities)]
    times = [compare_times(a, b) for a, b in product(pair.left.times, pair.right.times)]
    for found in (amounts, times):
        verdicts = {comparison.verdict for comparison in found if comparison}
        if verdicts and "agree" not in verdicts:
            return True
    return False


def differ_in_names(pair: Pair) -> bool:
    """Of two claims in much the same words each names somebody or some place that the other's sentence does not."""
    left, right = pair.left, pair.right
    return (
        _near_copies(pair)
        and bool(left.entities - right.sentence_entities)
        and bool(right.entities - left.sentence_entities)
    )


def hold_opposites(pair: Pair) -> bool:
    """One has a word and the other, without that word, its opposite ("rose" / "fell")."""
    left, right = _all_stems(pair.left.text), _all_stems(pair.right.text)
    only_left, only_right = left - right, right - left
    return any((a in only_left and b in only_right) or (b in only_left and a in only_right) for a, b in _opposites())


def differ_in_extent(pair: Pair) -> bool:
    """One speaks of a part ("some", "half of"), the other of the whole ("all", "the entire")."""
    parts, wholes = _stems("parts"), _stems("wholes")
    left, right = _all_stems(pair.left.text), _all_stems(pair.right.text)
    one_has_part = bool(left & parts) != bool(right & parts)
    one_has_whole = bool(left & wholes) != bool(right & wholes)
    return (one_has_part and one_has_whole) or (one_has_whole and _near_copies(pair))


def trade_places(pair: Pair) -> bool:
    """Of one act, who stands before the verb in one stands after it in the other, and the other way round."""
    left, right = pair.left, pair.right
    if left.claim.lemma is None or left.claim.lemma != right.claim.lemma:
        return False
    if bool(_PASSIVE.search(left.text)) != bool(_PASSIVE.search(right.text)):
        return False
    (before_left, after_left), (before_right, after_right) = _sides(left), _sides(right)
    return _share(before_left - after_left, after_right - before_right) and _share(
        after_left - before_left, before_right - after_right
    )


def seem_to_clash(pair: Pair) -> bool:
    """The claim-pair model sees a contradiction, if not enough of one to say so."""
    return pair.judged is not None and pair.judged[2] >= _CONFLICT


_REASONS: tuple[Callable[[Pair], bool], ...] = (
    differ_in_force,
    differ_in_negation,
    differ_in_doubt,
    differ_in_values,
    differ_in_figures,
    differ_in_names,
    hold_opposites,
    differ_in_extent,
    trade_places,
    seem_to_clash,
)


def _near_copies(pair: Pair) -> bool:
    left, right = content_stems(pair.left.text), content_stems(pair.right.text)
    return 3 * len(left & right) >= 2 * min(len(left), len(right)) > 0


def _sides(profile: Profile) -> tuple[frozenset[str], frozenset[str]]:
    """The stems before and after the claim's verb, five letters of each, so that "Sarvia" and "Sarvian" are alike."""
    claim = profile.claim
    if claim.predicate is None:
        return frozenset(), frozenset()
    start = claim.predicate.start - claim.span.start
    end = claim.predicate.end - claim.span.start
    before, after = profile.text[: max(start, 0)], profile.text[max(end, 0) :]
    return _short(before), _short(after)


def _short(text: str) -> frozenset[str]:
    return frozenset(s[:5] for s in content_stems(text))


def _share(left: frozenset[str], right: frozenset[str]) -> bool:
    return bool(left & right)


def _all_stems(text: str) -> frozenset[str]:
    return frozenset(map(stem, words(text)))


@cache
def _stems(name: str) -> frozenset[str]:
    return frozenset(map(stem, load_table("sameness")[name]))


@cache
def _opposites() -> tuple[tuple[str, str], ...]:
    return tuple((stem(a), stem(b)) for a, b in load_table("sameness")["opposites"])

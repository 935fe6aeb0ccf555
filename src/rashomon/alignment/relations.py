"""Names the kind of a link, and finds contradictions by rule: typed values that cannot both be true."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from math import isinf

from rashomon.alignment.decision import Decision
from rashomon.alignment.evidence import (
    EMPTY_VERBS,
    Pair,
    best_quantity_comparison,
    best_time_comparison,
    shared_subject,
)
from rashomon.alignment.stages import stage_of, verb_as_written
from rashomon.alignment.values import Comparison, clock_of, counts_the_same, is_crowd_size, show_quantity
from rashomon.records import Evidence, LinkKind, Relation
from rashomon.vocabulary import stem

# Counts that grow or shrink as an event unfolds: a later report overtakes an earlier one instead of contradicting it.
_UNFOLDING = frozenset({"killed", "injured", "missing", "arrested", "charged", "hospitalised", "rescued", "displaced"})
_LATER = timedelta(hours=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """Two values of a pair that cannot both be true, and what kind of values they are.

    `firm` where the words leave no other reading once the two claims are linked: an accusation and its denial, a treaty
    signed and under discussion, two sums that one and the same gave. The others ("will visit" / "visited", two dates)
    need the model's word as well. `crowd` where two sizes of a crowd clash.
    """

    kind: LinkKind
    values: tuple[str, str]
    firm: bool = False
    crowd: bool = False


def find_clash(pair: Pair) -> Clash | None:
    """The first contradiction that typed values show, None where they show none. Says nothing of relatedness."""
    overtaken = _overtaken_count(pair)
    if overtaken:
        return overtaken
    quantities = best_quantity_comparison(pair)
    if quantities and quantities.verdict == "disagree":
        firm = not quantities.loose and bool(shared_subject(pair))
        return Clash(kind="quantity", values=_values(quantities), firm=firm, crowd=_are_crowd_sizes(pair))
    clash = _status_clash(pair)
    if clash:
        return clash
    times = best_time_comparison(pair)
    if times and times.verdict == "disagree":
        return Clash(kind="time", values=_values(times), firm=_same_act(pair) and _are_clock_times(pair))
    return None


def explain_clash(clash: Clash) -> tuple[Evidence, ...]:
    """The clash as evidence against agreement; nothing where the numbers or dates that clash are evidence already."""
    if clash.kind not in ("status", "attribution"):
        return ()
    left, right = clash.values
    return (Evidence(feature=clash.kind, agreement=-1.0, detail=f"{left} against {right}", left=None, right=None),)


# Asked below this too (.015, .005), the claim-pair model changed no link of the 17 measured pairs of reports.
OPEN_GUESS = 0.03
# Two claims that are surely linked may clash in their amounts though nothing around them is told twice.
SURE_LINK = 0.75
# Sizes of a crowd ("hundreds", "thousands") are one per happening: the claims around need only more probably be linked.
SAME_HAPPENING = 0.5
_NEVER = 2.0


def is_open(clash: Clash | None, guess: float) -> bool:
    """True where it is worth asking the claim-pair model: the first guess is no clear "no", or amounts clash."""
    return guess >= OPEN_GUESS or (clash is not None and clash.kind in ("quantity", "update"))


def choose_relation(clash: Clash | None, decision: Decision, bars: Mapping[str, float]) -> Relation | None:
    """The relation of two claims whose values clash (None: they don't); None where there is no link.

    Amounts that clash need few words in common ("hundreds packed the square", "attracting thousands"), but the claims
    around them must tell the same happening: two amounts of one kind alone are no quarrel. Any other clash counts
    between linked claims only, and where the words leave another reading, with the model's word. Claims that clash look
    less alike than others, so that a bar of their own, where `bars` has one ("clash"), may link them: any clash that
    reaches it counts.
    """
    if clash and clash.kind == "quantity" and _tell_one_happening(clash, decision, bars):
        return "conflict"
    if clash and decision.link >= bars.get("clash", _NEVER):
        return "conflict"
    if decision.link < bars["link"]:
        return None
    if clash and (clash.firm or (clash.kind != "quantity" and decision.conflict >= bars["conflict by value"])):
        return "conflict"
    if decision.conflict >= bars["conflict by model"]:
        return "conflict"
    return "same" if decision.same >= bars["same"] and clash is None else "partial"


def _tell_one_happening(clash: Clash, decision: Decision, bars: Mapping[str, float]) -> bool:
    if clash.crowd and max(decision.around, decision.link) >= SAME_HAPPENING:
        return True
    return decision.link >= SURE_LINK or decision.link * decision.around >= bars["amounts"]


def name_kind(pair: Pair, relation: Relation, clash: Clash | None) -> tuple[LinkKind, tuple[str, str] | None]:
    """What kind of values a link is about, and the two values; ("claim", None) where no value is at stake."""
    if relation == "conflict":
        return (clash.kind, clash.values) if clash else (_untyped_kind(pair), None)
    times, quantities = best_time_comparison(pair), best_quantity_comparison(pair)
    if times and times.verdict != "disagree":
        return "time", _values(times)
    if quantities and quantities.verdict != "disagree":
        return "quantity", _values(quantities)
    return "claim", None


def _untyped_kind(pair: Pair) -> LinkKind:
    """The kind of a contradiction that the model found and no rule names."""
    left, right = pair.left.claim, pair.right.claim
    if "denied" in (left.stance, right.stance):
        return "attribution"
    if left.polarity != right.polarity or left.stance != right.stance:
        return "status"
    return "other"


def _status_clash(pair: Pair) -> Clash | None:
    """Denied against stated; negated against not, of one act; discussed or planned against done, of one thing."""
    left, right = pair.left.claim, pair.right.claim
    one_denied = left.stance != right.stance and "denied" in (left.stance, right.stance)
    if one_denied and pair.left.stems & pair.right.stems:  # "he denied that" alone could deny anything
        return Clash(kind="attribution", values=(left.stance, right.stance), firm=True)
    if left.polarity != right.polarity and _same_act(pair):
        values = (verb_as_written(pair.left), verb_as_written(pair.right))
        return Clash(kind="status", values=values, firm=bool(shared_subject(pair)))
    stages = (stage_of(pair.left), stage_of(pair.right))
    if "done" not in stages or stages[0] == stages[1] or None in stages:
        return None
    if "planned" in stages and not _same_act(pair):
        return None
    if "under discussion" in stages and not pair.left.stems & pair.right.stems:
        return None
    values = (verb_as_written(pair.left), verb_as_written(pair.right))
    return Clash(kind="status", values=values, firm="under discussion" in stages)


def _same_act(pair: Pair) -> bool:
    left, right = pair.left.claim.lemma, pair.right.claim.lemma
    return bool(left and right and left not in EMPTY_VERBS and stem(left) == stem(right))


def _are_crowd_sizes(pair: Pair) -> bool:
    return all(any(is_crowd_size(q) for q in side.quantities) for side in (pair.left, pair.right))


def _are_clock_times(pair: Pair) -> bool:
    return all(any(clock_of(time) is not None for time in side.times) for side in (pair.left, pair.right))


def _overtaken_count(pair: Pair) -> Clash | None:
    """Two different counts of what unfolds (the dead, the missing), of which one appeared later; None otherwise.

    "At least two" and "at least six" may both be true as words, but the later one is news to a reader of the first.
    """
    left, right = pair.left.published, pair.right.published
    if left is None or right is None or abs(left - right) < _LATER:
        return None
    for a, b in product(pair.left.quantities, pair.right.quantities):
        if a.role in _UNFOLDING and a.role == b.role and counts_the_same(a, b):
            earlier, later = (a, b) if left < right else (b, a)
            outgrown = isinf(earlier.high) and later.low > earlier.low
            if outgrown or a.high < b.low or b.high < a.low:
                return Clash(kind="update", values=(show_quantity(a), show_quantity(b)), firm=True)
    return None


def _values(found: Comparison) -> tuple[str, str]:
    return found.left_value, found.right_value

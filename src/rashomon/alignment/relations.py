"""Names the kind of a link, and finds contradictions by rule: typed values that cannot both be true."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from rashomon.alignment.evidence import Pair, best_quantity_comparison, best_time_comparison
from rashomon.alignment.profiles import Profile
from rashomon.alignment.values import Comparison
from rashomon.records import LinkKind

# Counts that grow or shrink as an event unfolds: a later report overtakes an earlier one instead of contradicting it.
_UNFOLDING = frozenset({"killed", "injured", "missing", "arrested", "charged", "hospitalised", "rescued", "displaced"})
_LATER = timedelta(hours=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """Two values of a pair that cannot both be true, and what kind of values they are."""

    kind: LinkKind
    values: tuple[str, str]


def find_clash(pair: Pair) -> Clash | None:
    """The first kind of contradiction that typed values show, None where they show none. Says nothing of relatedness."""
    quantities = best_quantity_comparison(pair)
    if quantities and quantities.verdict == "disagree":
        kind: LinkKind = "update" if _is_overtaken(pair) else "quantity"
        return Clash(kind=kind, values=_values(quantities))
    clash = _stance_clash(pair)
    if clash:
        return clash
    times = best_time_comparison(pair)
    if times and times.verdict == "disagree":
        return Clash(kind="time", values=_values(times))
    return None


def agreeing_values(pair: Pair) -> tuple[tuple[str, str], LinkKind] | None:
    """The two values that arithmetic, a calendar or plain equality found to agree, and their kind; None without any."""
    for found, kind in ((best_time_comparison(pair), "time"), (best_quantity_comparison(pair), "quantity")):
        if found and found.verdict != "disagree":
            return _values(found), "time" if kind == "time" else "quantity"
    return None


def conflict_kind(pair: Pair) -> LinkKind:
    """The kind of a contradiction that the model found and no rule names."""
    left, right = pair.left.claim, pair.right.claim
    if "denied" in (left.stance, right.stance):
        return "attribution"
    if left.polarity != right.polarity or left.stance != right.stance:
        return "status"
    return "other"


def _stance_clash(pair: Pair) -> Clash | None:
    left, right = pair.left.claim, pair.right.claim
    stances = {left.stance, right.stance}
    if left.stance != right.stance and "denied" in stances:
        return Clash(kind="attribution", values=(left.stance, right.stance))
    if left.polarity != right.polarity:
        return Clash(kind="status", values=(left.polarity, right.polarity))
    if "planned" in stances and stances & {"asserted", "reported"}:
        return Clash(kind="status", values=(left.stance, right.stance))
    return None


def _is_overtaken(pair: Pair) -> bool:
    left, right = pair.left.published, pair.right.published
    if left is None or right is None or abs(left - right) < _LATER:
        return False
    return any(_counts_what_unfolds(profile) for profile in (pair.left, pair.right))


def _counts_what_unfolds(profile: Profile) -> bool:
    return any(quantity.role in _UNFOLDING for quantity in profile.quantities)


def _values(found: Comparison) -> tuple[str, str]:
    return found.left_value, found.right_value

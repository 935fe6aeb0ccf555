"""Compares normalised values: amounts with amounts, times with times, and spans of years with dates."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from rashomon.data import load_table
from rashomon.records import Quantity, Span, Time
from rashomon.text import fold

Verdict = Literal["agree", "compatible", "disagree"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How two values stand to each other, with the stretches they come from and how a reader would write them.

    "agree": equal; "compatible": not equal, but both may be true ("at least 7" / "9"); "disagree": both cannot be true.
    `loose` where it is not sure that both are about one thing: two counts of people, told by different nouns.
    """

    verdict: Verdict
    left: Span
    right: Span
    left_value: str
    right_value: str
    detail: str
    loose: bool = False


def compare_quantities(left: Quantity, right: Quantity) -> Comparison | None:
    """The comparison of two amounts; None where they do not count or measure the same sort of thing."""
    if not counts_the_same(left, right):
        return None
    left_value, right_value = show_quantity(left), show_quantity(right)
    if (left.low, left.high) == (right.low, right.high):
        verdict: Verdict = "agree"
        detail = f"the same amount: {left_value}"
    elif _overlap(left, right) or _overlap(right, left):
        verdict = "agree" if left.exact and right.exact else "compatible"
        detail = f"{left_value} and {right_value} may both be true"
    elif _rounded_alike(left, right):
        verdict = "compatible"
        detail = f"{left_value} and {right_value} are one number, rounded"
    else:
        verdict = "disagree"
        detail = f"{left_value} against {right_value}"
    return Comparison(
        verdict=verdict,
        left=left.span,
        right=right.span,
        left_value=left_value,
        right_value=right_value,
        detail=detail,
        loose=not _count_one_thing(left, right),
    )


def _count_one_thing(left: Quantity, right: Quantity) -> bool:
    if left.unit or (left.role and left.role == right.role):
        return True
    return singular(left.noun or "") == singular(right.noun or "")


def _overlap(left: Quantity, right: Quantity) -> bool:
    """True where both may hold. "More than 300" is no quarrel with "300": an open bound gives way by one, or 1 %."""
    give = max(1.0, abs(left.low) / 100) if math.isinf(left.high) else 0.0
    return left.low - give <= right.high and right.low <= left.high


def counts_the_same(left: Quantity, right: Quantity) -> bool:
    """True where both have the same unit, or count things of the same class, and not different sets of them."""
    if left.role and right.role and left.role != right.role:
        return False
    if left.unit or right.unit:
        return left.unit == right.unit and left.role == right.role
    if (left.part or right.part) and fold(left.noun or "") != fold(right.noun or ""):
        return False  # "13 students and two teachers" against "15 people"
    if not left.noun or not right.noun:
        # "the death toll rose to 85" names no noun: the role alone tells what is counted.
        return left.role is not None and left.role == right.role
    if {left.role, right.role} & _SEPARATE_ROLES and left.role != right.role:
        return False
    return noun_class(left.noun) == noun_class(right.noun)


# A count of the dead is never set against a count of everybody: both roles must be known and equal.
_SEPARATE_ROLES = {"killed", "injured", "missing", "arrested", "charged", "hospitalised", "rescued", "displaced"}


def is_crowd_size(quantity: Quantity) -> bool:
    """True for a vague number of persons of whom nothing else is counted: "hundreds of residents"."""
    vague = not math.isinf(quantity.high) and quantity.low >= 20 and quantity.high >= 2 * quantity.low
    return vague and quantity.role is None and bool(quantity.noun) and noun_class(quantity.noun or "") == "people"


def noun_class(noun: str) -> str:
    """ "people" for a noun that counts persons ("residents", "North Koreans"), else the noun's singular."""
    words = noun.casefold().split()
    last = words[-1] if words else ""
    if last in _people() or (
        noun.split()[-1:] and noun.split()[-1][:1].isupper() and last.endswith(("ans", "ese", "ish", "is", "ers"))
    ):
        return "people"
    return singular(last)


def singular(noun: str) -> str:
    """The singular of the last word of `noun`, by its ending; "" for none."""
    last = noun.casefold().split()[-1] if noun.split() else ""
    if len(last) > 3 and last.endswith("ies"):
        return last[:-3] + "y"
    return last[:-1] if len(last) > 3 and last.endswith("s") and not last.endswith("ss") else last


def _people() -> frozenset[str]:
    return frozenset(load_table("person_nouns")["words"])


def _rounded_alike(left: Quantity, right: Quantity) -> bool:
    """True where one exact number is the other's rounding to its significant digits: 43,885,310 and "44 million"."""
    if left.low != left.high or right.low != right.high or not left.low or not right.low:
        return False
    fine, coarse = sorted((left.low, right.low), key=_significant_digits, reverse=True)
    digits = _significant_digits(coarse)
    if digits < 2 or digits >= _significant_digits(fine) or abs(coarse) < 1000:  # one digit may be exact
        return False
    step: float = 10 ** (math.floor(math.log10(abs(coarse))) + 1 - digits)
    return abs(fine - coarse) <= step / 2


def _significant_digits(number: float) -> int:
    return len(f"{abs(number):.10g}".replace(".", "").strip("0").split("e")[0]) or 1


def show_quantity(quantity: Quantity) -> str:
    """ "200..999 residents", "7 people killed", "at least 7 people"."""
    thing = quantity.unit or quantity.noun or ""
    role = quantity.role if quantity.role and quantity.role != thing else ""
    return " ".join(part for part in (_show_range(quantity.low, quantity.high), thing, role) if part)


def _show_range(low: float, high: float) -> str:
    if low == high:
        return _show_number(low)
    if math.isinf(high):
        return f"at least {_show_number(low)}"
    return f"at most {_show_number(high)}" if math.isinf(low) else f"{_show_number(low)}..{_show_number(high)}"


def _show_number(number: float) -> str:
    return f"{int(number):,}" if float(number).is_integer() else f"{number:,.10g}"


def compare_times(left: Time, right: Time) -> Comparison | None:
    """The comparison of two times by the intervals they denote, or of two durations; None where either is unknown."""
    if left.type == "DURATION" or right.type == "DURATION":
        return _compare_durations(left, right)
    clocks = clock_of(left), clock_of(right)
    if clocks[0] is not None and clocks[1] is not None:
        return _compare_clocks(left, right, clocks[0], clocks[1])
    if None in (left.start, left.end, right.start, right.end) or left.type == "SET" or right.type == "SET":
        return None
    assert left.start and left.end and right.start and right.end
    left_value, right_value = show_time(left), show_time(right)
    if (left.start, left.end) == (right.start, right.end):
        verdict: Verdict = "agree"
        detail = f"the same time: {left_value}"
    elif left.start < right.end and right.start < left.end:
        # The early hours of a day are of that day; a day is only somewhere in its month.
        within_a_day = max(left.end - left.start, right.end - right.start) <= timedelta(days=1)
        verdict = "agree" if left.grain == right.grain or within_a_day else "compatible"
        detail = f"{left_value} and {right_value} overlap"
    else:
        verdict = "disagree"
        detail = f"{left_value} against {right_value}"
    return Comparison(
        verdict=verdict, left=left.span, right=right.span, left_value=left_value, right_value=right_value, detail=detail
    )


_CLOCK = re.compile(r"T(\d\d):(\d\d)")
_CLOCK_GIVE = 20
"""Minutes by which two clock times may differ: "shortly before 9" and "8:45"."""


def clock_of(time: Time) -> int | None:
    """The minute of the day that a clock time names; None for any other time."""
    match = _CLOCK.search(time.value or "") if time.type == "TIME" else None
    return int(match.group(1)) * 60 + int(match.group(2)) if match else None


def _compare_clocks(left: Time, right: Time, left_minute: int, right_minute: int) -> Comparison:
    """By the time of day alone: which day a bare "at 9 a.m." means is a guess from the publication date."""
    apart = abs(left_minute - right_minute)
    alike = min(apart, 24 * 60 - apart) <= _CLOCK_GIVE
    left_value, right_value = (f"{minute // 60:02}:{minute % 60:02}" for minute in (left_minute, right_minute))
    return Comparison(
        verdict="disagree" if not alike else "agree" if apart == 0 else "compatible",
        left=left.span,
        right=right.span,
        left_value=left_value,
        right_value=right_value,
        detail=f"the same time of day: {left_value}" if apart == 0 else f"{left_value} against {right_value}",
    )


def _compare_durations(left: Time, right: Time) -> Comparison | None:
    if left.type != right.type or not left.value or not right.value:
        return None
    left_seconds, right_seconds = duration_seconds(left.value), duration_seconds(right.value)
    if left_seconds is None or right_seconds is None:
        return None
    same = math.isclose(left_seconds, right_seconds, rel_tol=0.02)
    return Comparison(
        verdict="agree" if same else "disagree",
        left=left.span,
        right=right.span,
        left_value=left.value,
        right_value=right.value,
        detail=f"the same length of time: {left.value}" if same else f"{left.value} against {right.value}",
    )


_DURATION = re.compile(r"P(?:(\d+(?:\.\d+)?)Y)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?"
                       r"(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$")  # fmt: skip
_SECONDS = (365.25 * 86400, 30.44 * 86400, 7 * 86400, 86400, 3600, 60, 1)


def duration_seconds(value: str) -> float | None:
    """The length of an ISO 8601 duration in seconds, months and years as their mean; None where it is vague."""
    match = _DURATION.match(value)
    if not match or not any(match.groups()):
        return None
    return sum(float(part) * seconds for part, seconds in zip(match.groups(), _SECONDS, strict=True) if part)


def years_since(date: Time, duration: Time, published: datetime | None) -> Comparison | None:
    """Agreement of a year with a number of years up to publication: "since 2000" and "in 24 years", in 2024.

    None where the two are not a date and a duration in years, or do not meet within a year.
    """
    match = re.fullmatch(r"P(\d+)Y", duration.value or "")
    if not match or published is None or date.start is None or date.type == "DURATION":
        return None
    years = published.year - date.start.year
    if years <= 1 or abs(years - int(match.group(1))) > (0 if date.grain == "year" else 1):
        return None
    return Comparison(
        verdict="agree",
        left=date.span,
        right=duration.span,
        left_value=date.value or str(date.start.year),
        right_value=duration.value or "",
        detail=f"{published.year} - {date.start.year} = {years} years",
    )


def lies_within(inner: Time, outer: Time) -> bool:
    """True where `inner` is the time `outer` or a part of it."""
    if inner.start and inner.end and outer.start and outer.end:
        return outer.start <= inner.start and inner.end <= outer.end
    return inner.value is not None and inner.value == outer.value


def show_time(time: Time) -> str:
    """The TIMEX3 value, or the interval where there is none."""
    if time.value:
        return time.value
    return f"{time.start:%Y-%m-%d}" if time.start else "unknown"

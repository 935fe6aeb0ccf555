"""Amounts: a numeral with its bounds, its range, its unit or currency ("between 10 and 15", "up to $3 million")."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from rashomon.data import load_table
from rashomon.reading.number_words import ALL_SCALES, Numeral, Word, follow, read_numeral, text_at, touches
from rashomon.reading.units import read_currency_after, read_currency_before, read_rate, read_unit

Bound = Literal["low", "above", "up to", "below", "about"]
# Prepositions as often as bounds: "a dispute over two islands", "talks about three laws".
_UNSURE = frozenset({"over", "under", "about", "around", "above", "below", "near", "beyond", "some", "exceeding"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """Words `start` to `end` (indexes, end excluded) that amount to `low`..`high` of `unit` (None where none is named).

    `bound` is the kind of bound before or after it; `spelled` that no digits are in it; `vague` as for Numeral.
    `core` is the index of its first numeral, after bound words and currency signs.
    """

    start: int
    end: int
    core: int
    low: float
    high: float
    unit: str | None
    bound: Bound | None = None
    vague: bool = False
    part: bool = False
    digits: bool = False
    ranged: bool = False


def read_amounts(words: Sequence[Word], *, is_preposition: Callable[[Word], bool]) -> list[Amount]:
    """The amounts among `words`, in order, none within another.

    `is_preposition` tells whether a word such as "over" governs a noun here rather than bounding the number.
    """
    amounts: list[Amount] = []
    at = 0
    while at < len(words):
        single = _read_single(words, at)
        amount = _read_range(words, at, single) or single
        if amount is None:
            at += 1
            continue
        amounts.append(_with_bounds(words, amount, amounts[-1].end if amounts else 0, is_preposition))
        at = max(amount.end, amounts[-1].end)
    return amounts


def bounded(amount: Amount, *, counting: bool, persons: bool) -> tuple[float, float]:
    """The lowest and highest number that `amount` allows. `counting`: only whole numbers are possible; `persons`: and
    at least one of them."""
    low, high = amount.low, amount.high
    step = 1.0 if counting and low.is_integer() else 0.0
    if amount.bound == "low":
        return low, math.inf
    if amount.bound == "above":
        return low + step, math.inf
    if amount.bound in ("up to", "below"):
        top = high - (step if amount.bound == "below" else 0.0)
        return min(1.0 if persons and counting else 0.0, top), top
    if amount.bound == "about" and not amount.vague and not amount.ranged:
        slack = abs(low) * 0.1
        if counting and low.is_integer():
            return math.ceil(low - slack), math.floor(high + slack)
        return low - slack, high + slack
    return low, high


def _read_single(words: Sequence[Word], at: int) -> Amount | None:
    """One numeral with its currency or unit."""
    start = at
    before = read_currency_before(words, at)
    if before:
        at = before[1]
        if text_at(words, at) == "-":
            at += 1
    elif at and touches(words, at) and not _may_touch(words, at):
        return None
    elif text_at(words, at) == "-" and touches(words, at + 1):
        below = _read_single(words, at + 1) if words[at + 1].raw[0].isdecimal() else None
        if below is None or below.unit is None:
            return None
        return replace(below, start=at, low=-below.high, high=-below.low)
    numeral = read_numeral(words, at, money=before is not None)
    if numeral is None:
        return None
    amount = Amount(
        start=start, end=numeral.end, core=at, low=numeral.low, high=numeral.high, unit=None,
        vague=numeral.vague, part=numeral.part, digits=numeral.digits,
    )  # fmt: skip
    if before:
        if text_at(words, at - 1) == "-":
            amount = replace(amount, low=-numeral.high, high=-numeral.low)
        unit, end = read_rate(words, before[0], numeral.end)
        after = read_currency_after(words, end) if unit == before[0] else None  # "$5 million dollars", "US$5 AUD"
        return replace(amount, unit=unit, end=after[1] if after and after[0] == unit else end)
    return _with_unit(words, amount, numeral)


def _may_touch(words: Sequence[Word], at: int) -> bool:
    """True where what touches a numeral from before does not make it part of a name ("A68", "B-52", "#5", "17:45")."""
    mark = words[at - 1].raw
    if mark in "([{\"'~≈<>*…—–" or mark in ("...",):
        return True
    if mark == "-":
        if at < 2 or not touches(words, at - 1):
            return True  # a sign
        before = words[at - 2].raw
        # "mid-20", "magnitude-7"; not "F-16", "3-2", "one-on-one"
        return before.islower() and before.isalpha() and words[at].raw[0].isdecimal()
    return mark in ",;!?=" and not words[at].raw[0].isdecimal()


def _with_unit(words: Sequence[Word], amount: Amount, numeral: Numeral) -> Amount:
    end = numeral.end
    figures = numeral.digits or words[amount.core].raw[0] in "0123456789."
    hyphen = end + (text_at(words, end) == "-" and touches(words, end))
    of = end + 1 if text_at(words, end) == "of" and (numeral.vague or numeral.part) else hyphen
    for place in dict.fromkeys((hyphen, of)):
        if numeral.part and place == of != hyphen and text_at(words, place) in ("a", "an"):
            place += 1  # "three-quarters of a mile"
        currency = read_currency_after(words, place)
        if currency and not (numeral.part and currency[2]):
            code, after, hundredths = currency
            unit, after = read_rate(words, code, after)
            share = 0.01 if hundredths else 1.0
            return replace(amount, unit=unit, end=after, low=amount.low * share, high=amount.high * share, part=False)
        measured = read_unit(words, place, digits=figures)
        if measured:
            unit = "GBP" if measured[0] == "pound" and _is_money(words, amount, measured[1]) else measured[0]
            return replace(amount, unit=unit, end=measured[1], part=False)
    if numeral.part and text_at(words, end - 1) in ("a", "an"):  # "half a ..." of something that is no unit
        return replace(amount, end=end - 1, unit="fraction")
    if numeral.part:
        return replace(amount, unit="fraction")
    return amount


def _is_money(words: Sequence[Word], amount: Amount, end: int) -> bool:
    """True where "pounds" are money: a great many of them, or a word of paying stands shortly before."""
    if text_at(words, end - 1) not in ("pound", "pounds"):
        return False
    near = {text_at(words, i) for i in range(max(0, amount.start - 5), amount.start)}
    return amount.low >= 1e6 or bool(near & _paying_words())


@cache
def _paying_words() -> frozenset[str]:
    return frozenset(load_table("quantities")["paying"])


def _read_range(words: Sequence[Word], at: int, single: Amount | None) -> Amount | None:
    """Two amounts that are the ends of one: "between 10 and 15", "10 to 15 km", "two or three", "$5-10 million".

    `single` is the one amount that begins at `at`.
    """
    opener = text_at(words, at) if text_at(words, at - 1) != "from" else "from"
    start = at + (text_at(words, at) in ("between", "from"))
    left = single if start == at else _read_single(words, start)
    if left is None or left.vague:
        return None
    joint = left.end
    if text_at(words, joint) == "-" and text_at(words, joint + 1) in ("to", "or"):  # "8- to 16-metre"
        joint += 1
    link = text_at(words, joint)
    dashed = link == "-" and touches(words, joint) and joint + 1 < len(words) and touches(words, joint + 1)
    if not (link in ("to", "or") or (link == "and" and opener == "between") or (dashed and opener != "between")):
        return None
    second = joint + 1
    right = _read_right(words, second, dashed=dashed, money=left.core > left.start or left.unit is not None)
    if right is None or right.vague or right.part != left.part:
        return None
    if link == "to" and (
        (opener == "from" and _tells_change(words, at)) or (left.unit is not None and left.unit != right.unit)
    ):
        return None
    if left.unit is not None and right.unit is not None and left.unit != right.unit:
        if right.unit.partition(" / ")[0] != left.unit:
            return None
        left = replace(left, unit=right.unit)
    if left.unit is not None and right.unit is None and (left.core == left.start or right.core != right.start):
        return None  # "5 km to 7 people"
    low = _scale_alike(words, left, right)
    if low > right.high and low < 0:  # "from -18 to -34 degrees"
        low, right = right.low, replace(right, high=low)
    if low > right.high or (low == right.high and link != "and"):
        return None
    if dashed and right.unit is None and left.unit is None and low < 1000 <= right.high and right.high >= 1500:
        return None  # telephone and other long numbers
    return Amount(
        start=at if opener in ("between", "from") else left.start, end=right.end, core=left.core, low=low,
        high=right.high, unit=right.unit or left.unit, digits=left.digits, ranged=True,
    )  # fmt: skip


def _read_right(words: Sequence[Word], at: int, *, dashed: bool, money: bool) -> Amount | None:
    if not dashed:
        return _read_single(words, at)
    before = read_currency_before(words, at)
    if before:
        return _read_single(words, at)
    numeral = read_numeral(words, at, money=money)
    if numeral is None:
        return None
    amount = Amount(start=at, end=numeral.end, core=at, low=numeral.low, high=numeral.high, unit=None,
                    vague=numeral.vague, part=numeral.part, digits=numeral.digits)  # fmt: skip
    return _with_unit(words, amount, numeral)


def _tells_change(words: Sequence[Word], at: int) -> bool:
    """True where "from 10 to 15" tells a change and no range: a verb of change stands shortly before it."""
    return any(text_at(words, i) in _change_words() for i in range(max(0, at - 8), at))


@cache
def _change_words() -> frozenset[str]:
    return frozenset(load_table("quantities")["changes"])


@cache
def _reaching_words() -> frozenset[str]:
    return frozenset(load_table("quantities")["reaching"])


def _scale_alike(words: Sequence[Word], left: Amount, right: Amount) -> float:
    """The low end in the scale of the high end: "2 to 3 million" begins at two millions."""
    scale = 1.0
    for word in words[right.core : right.end]:
        scale = ALL_SCALES.get(word.text, scale)
    if scale > 1 and left.low < 1000 and right.high >= scale and left.low <= right.high / scale:
        return left.low * scale
    if words[right.core].raw.endswith(",000") and left.digits and left.low < right.high / 1000 and left.low < 100:
        return left.low * 1000  # "5-6,000 people"
    return left.low


@cache
def _bounds(which: str) -> tuple[tuple[tuple[str, ...], Bound], ...]:
    table: dict[Bound, list[str]] = load_table("quantities")[which]
    phrases = [(tuple(phrase.split()), bound) for bound, phrases in table.items() for phrase in phrases]
    return tuple(sorted(phrases, key=lambda row: -len(row[0])))


def _with_bounds(
    words: Sequence[Word], amount: Amount, earliest: int, is_preposition: Callable[[Word], bool]
) -> Amount:
    """`amount` with the bound words around it: at most two before it ("at least about"), one after it."""
    bound: Bound | None = None
    start = amount.start
    for _ in range(2):
        found = _bound_before(words, start, amount, earliest, is_preposition)
        if found is None:
            break
        start = found[0]
        bound = found[1] if bound in (None, "about") else bound
    end = amount.end
    for phrase, kind in _bounds("bounds_after"):
        hyphen = end + (text_at(words, end) == "-" and touches(words, end))
        if follow(words, hyphen, phrase) and (kind != "about" or bound is None):
            if phrase == ("+",) and not touches(words, end):
                continue
            if phrase == ("plus",) and hyphen == end:
                continue
            bound, end = kind, hyphen + len(phrase)
            if amount.unit is None:
                amount = _unit_behind(words, amount, end)
                end = max(end, amount.end)
            break
    return replace(amount, start=start, end=end, bound=bound)


def _unit_behind(words: Sequence[Word], amount: Amount, at: int) -> Amount:
    """ "20-odd miles", "100+ km": the unit stands behind the bound."""
    measured = read_unit(words, at + (text_at(words, at) == "-"), digits=amount.digits)
    return replace(amount, unit=measured[0], end=measured[1]) if measured else amount


def _bound_before(
    words: Sequence[Word], start: int, amount: Amount, earliest: int, is_preposition: Callable[[Word], bool]
) -> tuple[int, Bound] | None:
    for phrase, bound in _bounds("bounds_before"):
        first = start - len(phrase)
        if first < earliest or not follow(words, first, phrase):
            continue
        governs = len(phrase) == 1 and phrase[0] in _UNSURE and is_preposition(words[first])
        if governs and (amount.low < 10 or text_at(words, first - 1) in _reaching_words()):
            return None
        return first, bound
    return None

"""Ages: "4-year-old", "aged 17", "47 years old", "Jane Doe, 47,". An age counts nobody."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rashomon.reading.amounts import Amount
from rashomon.reading.number_words import Word, follow, text_at, touches

_UNITS = {"year": "year", "yr": "year", "month": "month", "week": "week", "day": "day"}
_OLDEST = 125
_BEFORE = (("at", "the", "age", "of"), ("the", "age", "of"), ("age", "of"), ("aged",), ("age",), ("ages",),
           ("aged", "between"), ("ages", "of"))  # fmt: skip
_TURNS = frozenset({"turned", "turns", "turning"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Age:
    """An age in words `start` to `end` (indexes, end excluded), in `unit`."""

    start: int
    end: int
    unit: str


def find_age(words: Sequence[Word], amount: Amount, *, is_name: Callable[[Word], bool]) -> Age | None:
    """The age that `amount` is, None where it is none. `is_name` tells whether a word is part of a name."""
    start, end = amount.start, amount.end
    unit = amount.unit
    if unit in ("year", "month", "week", "day"):
        if text_at(words, end) == "old" or (text_at(words, end) == "-" and text_at(words, end + 1) in ("old", "olds")):
            return Age(start=start, end=end + 1 + (text_at(words, end) == "-"), unit=unit)
        if follow(words, end, ("of", "age")):
            return Age(start=start, end=end + 2, unit=unit)
    for phrase in _BEFORE:
        if follow(words, start - len(phrase), phrase) and start >= len(phrase):
            if (unit is None and amount.high <= _OLDEST) or unit in ("year", "month", "week", "day"):
                first = start - len(phrase) if phrase[-1] in ("aged", "age") else start
                return Age(start=first, end=end, unit=unit or "year")
            return None
    if unit is not None or amount.high > _OLDEST or amount.low != amount.high or not amount.low.is_integer():
        return None
    if text_at(words, end) in ("yo", "yrs", "y") and touches(words, end) and amount.digits:
        return Age(start=start, end=end + 1, unit="year")
    told = text_at(words, start - 2) in ("he", "she") and text_at(words, start - 1) in ("is", "was", "be")
    if told and text_at(words, end) in ("", ",", ".", ")", ";", "and"):
        return Age(start=start, end=end, unit="year")
    if text_at(words, start - 1) in _TURNS and text_at(words, end) in (
        "",
        ",",
        ".",
        "on",
        "in",
        "just",
        "last",
        "this",
    ):
        return Age(start=start, end=end, unit="year")
    if (
        amount.digits
        and amount.bound is None
        and text_at(words, start - 1) == ","
        and text_at(words, end) in (",", ".", ";", "and", ")", "")
        and start >= 2
        and is_name(words[start - 2])
    ):
        return Age(start=start, end=end, unit="year")
    return None

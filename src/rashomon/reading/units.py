"""Units and currencies before and after a numeral, and what a unit measures.

Units carry the names that pint has for them ("kilometer", "mile / hour", "degree_Celsius"); currencies their ISO 4217
code. The table was computed with pint once and travels along: importing pint takes half a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from rashomon.data import load_table
from rashomon.reading.number_words import SCALES, Word, text_at, touches

# Symbols that are common words or capitals elsewhere: only where they touch the digits ("5m", "32C").
_TOUCHING = frozenset({"m", "s", "g", "t", "l", "L", "C", "F", "K", "V", "B", "W", "J", "kt", "in", "cal", "bar", "pp"})
_SIZES = frozenset({"thick", "long", "wide", "tall", "high", "deep", "across"})
_POWERS = {"squared": "2", "cubed": "3"}
_LONGEST = 4


def unit_scale(unit: str) -> tuple[str, float, float] | None:
    """What `unit` measures, and the factor and offset to the base unit of that: ("length", 1000.0, 0.0).

    value * factor + offset is the amount in the base unit. None for a currency or an unknown unit; units with "/" are
    compared by name.
    """
    entry = load_table("units")["units"].get(unit)
    return (entry["dimension"], float(entry["factor"]), float(entry.get("offset", 0.0))) if entry else None


def read_currency_before(words: Sequence[Word], at: int) -> tuple[str, int] | None:
    """The currency that a sign or code at `at` names ("$", "US$", "EUR"), and the index after it."""
    if at >= len(words) or words[at].raw[:1] not in _currency_initials():
        return None
    signs: dict[str, str] = load_table("units")["currencies"]["symbols"]
    for length in (3, 2, 1):
        if at + length > len(words):
            continue
        if any(not touches(words, at + i) for i in range(1, length)):
            continue
        raw = "".join(word.raw for word in words[at : at + length])
        if raw in signs:
            return signs[raw], at + length
    if words[at].raw in load_table("units")["currencies"]["codes"]:
        return words[at].raw, at + 1
    return None


@cache
def _currency_initials() -> frozenset[str]:
    table: dict[str, Any] = load_table("units")["currencies"]
    return frozenset(name[0] for name in (*table["symbols"], *table["codes"]))


def read_currency_after(words: Sequence[Word], at: int) -> tuple[str, int, bool] | None:
    """The currency named from `at` on ("dollars", "Hong Kong dollars", "EUR", "€"), the index after it, and whether
    the amount is in hundredths of it (pence)."""
    table: dict[str, Any] = load_table("units")["currencies"]
    first = at + (text_at(words, at) == "-")
    for length in (2, 1, 0):
        adjective = " ".join(word.text for word in words[first : first + length])
        word = text_at(words, first + length)
        if length and (adjective not in table["adjectives"] or word not in (*table["words"], "pound", "pounds")):
            continue
        code = table["adjectives"][adjective] if length else table["words"].get(word)
        two = f"{word} {text_at(words, first + length + 1)}"
        if not length and two in table["words"]:
            return table["words"][two], first + 2, False
        if code == "penny":
            return "GBP", first + length + 1, True
        if code:
            return code, first + length + 1, False
    if first < len(words):
        raw = words[first].raw
        if raw in table["codes"]:
            return raw, first + 1, False
        if raw in ("€", "£", "$", "¥", "₽", "₹") and touches(words, first):
            return table["symbols"][raw], first + 1, False
        if raw == "p" and touches(words, first):
            return "GBP", first + 1, True
    return None


@cache
def _unit_names() -> tuple[dict[str, str], dict[str, str]]:
    """Units by their words (lower case), and by their symbols (as written)."""
    units: dict[str, dict[str, Any]] = load_table("units")["units"]
    words = {word: name for name, entry in units.items() for word in entry["words"]}
    symbols = {symbol: name for name, entry in units.items() for symbol in entry["symbols"]}
    return words, symbols


def read_unit(words: Sequence[Word], at: int, *, digits: bool) -> tuple[str, int] | None:
    """The unit named from `at` on, and the index after it. Symbols ("km") count only after `digits`.

    "kilometres per hour" and "barrels a day" are one unit ("kilometer / hour"). An article or a hyphen before a unit
    is for the caller to skip: an unknown word is never a unit, whatever its capitals.
    """
    found = _read_simple(words, at, digits=digits)
    if found is None:
        return None
    name, end = found
    if text_at(words, end) in _POWERS and _dimension(name) == "length":
        name, end = f"{name} ** {_POWERS[text_at(words, end)]}", end + 1
    if text_at(words, end) == "of" and text_at(words, end + 2) == "per":  # "barrels of oil per day"
        rated, after = read_rate(words, name, end + 2)
        return (rated, after) if after > end + 2 else (name, end)
    return read_rate(words, name, end)


def read_rate(words: Sequence[Word], name: str, end: int) -> tuple[str, int]:
    """`name` with the "per hour", "a day" or "/kg" that follows at `end`, if any, and the index after it."""
    joint = text_at(words, end)
    if joint in ("per", "/", "a", "an", "each"):
        below = _read_simple(words, end + 1, digits=joint in ("per", "/"))
        if (
            below is not None
            and text_at(words, below[1] - 1).rstrip(".")
            and (joint in ("per", "/") or _dimension(below[0]) == "time" or _dimension(name) is None)
        ):
            singular = text_at(words, end + 1)
            if joint in ("per", "/") or not singular.endswith("s"):
                return f"{name} / {below[0]}", below[1]
    return name, end


def _may_stand_apart(words: Sequence[Word], at: int) -> bool:
    """True for a symbol that touches the number; "C" and "F" may stand apart where no name goes on ("30 C")."""
    if touches(words, at):
        return True
    following = words[at + 1].raw if at + 1 < len(words) else ""
    return words[at].raw in ("C", "F") and following != "." and not following[:1].isupper()


def _dimension(name: str) -> str | None:
    scale = unit_scale(name)
    return scale[0] if scale else None


def _read_simple(words: Sequence[Word], at: int, *, digits: bool) -> tuple[str, int] | None:
    by_word, by_symbol = _unit_names()
    best: tuple[str, int] | None = None
    phrase = ""
    for length in range(1, _LONGEST + 1):
        index = at + length - 1
        if index >= len(words):
            break
        word = words[index]
        joined = length > 1 and touches(words, index)
        hyphen = word.text == "-" and length > 1
        phrase = phrase + ("" if joined or not phrase else " ") + (" " if hyphen else word.raw)
        plain = " ".join(phrase.split())
        if hyphen:
            continue
        if plain.lower() in by_word and plain.lower() not in SCALES:
            best = by_word[plain.lower()], index + 1
        elif plain == "in" and digits and text_at(words, index + 1) in _SIZES:
            best = "inch", index + 1
        elif plain in by_symbol and digits and (plain not in _TOUCHING or _may_stand_apart(words, at)):
            if index + 1 < len(words) and touches(words, index + 1) and words[index + 1].raw.isalnum():
                continue
            best = by_symbol[plain], index + 1
    return best

"""Text into the tokens that the grammar of times speaks about, and numbers in words.

Each token gets the letter of its class; a text is then a string of letters, over which the grammar's patterns run.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from rashomon.data import load_table
from rashomon.records import Span

# A token of no class that matters, and the gap between two stretches.
OTHER, GAP = "o", "\n"
_FIRST_LETTER = 0x100
_SHAPES = (
    "ISO SLASHED CLOCK DECADE SHORTYEAR ORDINAL DAYNUM YEARNUM INTEGER REAL MILITARY AMPM FRACTION NUMWORD MULTIPLE "
    "ORDWORD FEAST S HY COMMA DOT OPEN MONEY PERCENT SLASH COLON"
)
_MARKS = {"-": "HY", ",": "COMMA", ".": "DOT", "(": "OPEN", "[": "OPEN", "$": "MONEY", "£": "MONEY", "€": "MONEY",
          "¥": "MONEY", "%": "PERCENT", "/": "SLASH", ":": "COLON"}  # fmt: skip
_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}
# Numbers longer than this are no dates and no counts of days; reading them costs time that grows with their length.
_LONGEST_NUMBER = 12


class Token(NamedTuple):
    """A token: its code points in the text, lower-case form, class, value as a number. A tuple, as there are many."""

    start: int
    end: int
    lower: str
    letter: str
    number: float | None = None


@cache
def class_letters() -> dict[str, str]:
    """The letter of every class of tokens, by the class's name."""
    names = dict.fromkeys([*load_table("times")["words"], *_SHAPES.split()])
    return {name: chr(_FIRST_LETTER + i) for i, name in enumerate(names)}


@cache
def _lexicon() -> dict[str, tuple[str, float | None]]:
    table, letters = load_table("times"), class_letters()
    found: dict[str, tuple[str, float | None]] = {}
    for name, words in table["words"].items():
        found.update(dict.fromkeys(words.split(), (letters[name], None)))
    for word, number in table["numbers"].items():
        found[word] = (letters["NUMWORD"], float(number))
    for word, number in table["multiples"].items():
        found[word] = (letters["MULTIPLE"], float(number))
    for word, number in table["ordinals"].items():
        found[word] = (letters["ORDWORD"], float(number))
    for word in table["decades"]:
        found[word] = (letters["DECADE"], None)
    found["second"] = (letters["SECOND"], 2.0)
    found["a"] = found["an"] = (letters["A"], 1.0)
    return found


@cache
def _cased() -> tuple[frozenset[str], frozenset[str]]:
    table = load_table("times")
    return frozenset(table["cased"].split()), frozenset(table["upper"].split())


@cache
def _shapes() -> re.Pattern[str]:
    feasts = sorted(load_table("times")["feasts"], key=len, reverse=True)
    return re.compile(
        rf"(?P<FEAST>(?=[A-Z])(?:{'|'.join(map(re.escape, feasts))})\b(?!'))"
        r"|(?P<SHORT>(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mon|Tues?|Wed|Thurs?|Thu|Fri|Sat|Sun)\.)"
        r"|(?P<WORD>[oO]'clock|[ap]\.m\b\.?|[AP]\.M\b\.?|[^\W\d_½¼¾⅓⅔]+)"
        r"|(?P<ISO>\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?(?![\w-]))"
        r"|(?P<SLASHED>\d{1,2}/\d{1,2}/\d{2}(?:\d{2})?(?![\w/])|\d{1,2}\.\d{1,2}\.\d{4}(?!\.?\w))"
        r"|(?P<CLOCK>\d{1,2}:\d{2}(?::\d{2})?(?![\d:])|\d{1,2}\.\d{2}(?=\s?[ap]\.?m\b))"
        r"|(?P<DECADE>\d{3}0'?s\b|'\d0'?s\b)"
        r"|(?P<SHORTYEAR>'\d\d\b)"
        r"|(?P<ORDINAL>\d{1,3}(?:st|nd|rd|th)\b)"
        r"|(?P<NUMBER>\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?)"
        r"|(?P<S>'[sS]\b)"
        r"|(?P<MARK>[^\w\s]|_)"
        r"|(?P<RARE>\w)"
    )


def tokenize(plain: str, stretches: Sequence[Span]) -> tuple[list[Token], str]:
    """The tokens of the stretches of `plain` (a text with plain marks), a gap after each, and the letters of all."""
    letters, lexicon = class_letters(), _lexicon()
    cased, upper = _cased()
    shapes = _shapes()
    tokens: list[Token] = []
    for stretch in stretches:
        last_end = -1
        for match in shapes.finditer(plain, stretch.start, stretch.end):
            start, end = match.span()
            raw = match[0]
            shape = match.lastgroup
            number: float | None = None
            lower = raw.lower()
            if shape == "WORD":
                letter, number = lexicon.get(lower, (OTHER, None))
                if letter is not OTHER:
                    if (lower in cased and raw[0] == lower[0]) or (lower in upper and raw != lower.upper()):
                        letter = OTHER
                elif lower.rstrip(".") in ("am", "pm", "a.m", "p.m"):
                    letter = letters["AMPM"]
            elif shape == "SHORT":
                lower = lower[:-1]
                letter = lexicon[lower][0]
            elif shape == "MARK":
                letter = letters.get(_MARKS.get(raw, ""), OTHER)
                number = _FRACTIONS.get(raw)
            elif shape == "RARE":
                number = _FRACTIONS.get(raw)
                letter = OTHER if number is None else letters["FRACTION"]
            elif shape == "NUMBER":
                name, number = _number_class(raw)
                # "A1990" and "wsj_0136" are names; "5km" stays a number.
                letter = letters[name] if start != last_end or not _glues(tokens) else OTHER
            else:
                letter = letters[str(shape)]
                if shape == "ORDINAL":
                    number = float(raw[:-2])
            tokens.append(Token(start, end, lower, letter, number))
            last_end = end
        tokens.append(Token(stretch.end, stretch.end, "", GAP))
    return tokens, "".join(token.letter for token in tokens)


def _glues(tokens: list[Token]) -> bool:
    last = tokens[-1].lower[-1:]
    if last == "/":
        return len(tokens) < 2 or tokens[-2].number is None
    return last.isalnum() or last in ("_", "@", "#", "=")


def _number_class(raw: str) -> tuple[str, float]:
    if len(raw) > _LONGEST_NUMBER or not raw.isascii():
        return "REAL", float("inf")
    if "." in raw:
        return "REAL", float(raw.replace(",", ""))
    number = int(raw.replace(",", ""))
    if len(raw) == 4 and 1000 <= number <= 2199:
        return "YEARNUM", number
    if len(raw) <= 2 and 1 <= number <= 31:
        return "DAYNUM", number
    if len(raw) == 4 and raw.isdigit() and number // 100 < 24 and number % 100 < 60:
        return "MILITARY", number
    return "INTEGER", number


def read_number(tokens: Sequence[Token]) -> float | None:
    """The number that `tokens` spell ("24", "twenty-four", "two and a half", "2 1/2", "half a"), else None."""
    total, current, seen = 0.0, 0.0, False
    slash: float | None = None
    for i, token in enumerate(tokens):
        if token.lower == "half":
            return total + current + 0.5
        if token.lower == "/":
            slash = tokens[i - 1].number
            continue
        if token.number is None:
            continue
        number = token.number
        if token.lower in ("a", "an"):
            if tokens[-1].lower == "half" or seen:
                continue
            current, seen = 1.0, True
        elif slash is not None and number:
            return total + current - slash + slash / number
        elif token.lower in ("hundred", "dozen"):
            current = (current or 1) * number
        elif token.lower in ("thousand", "million"):
            total, current = total + (current or 1) * number, 0.0
        else:
            current += number
        seen = True
    return total + current if seen else None


def read_year(tokens: Sequence[Token]) -> int | None:
    """The year that number words spell ("nineteen ninety-four", "twenty twelve", "two thousand four"), else None."""
    numbers = [token.number for token in tokens if token.number is not None]
    if len(numbers) >= 2 and numbers[0] in (18, 19, 20) and numbers[1] >= 10 and 100 not in numbers:
        rest = sum(numbers[1:])
        return int(numbers[0] * 100 + rest) if rest < 100 else None
    number = read_number(tokens)
    return int(number) if number is not None and 2000 <= number < 2100 and 1000 in numbers else None

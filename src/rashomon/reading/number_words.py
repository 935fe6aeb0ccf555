"""Numerals in digits and in words: "7", "1.5 million", "twenty-one", "half a dozen", "several hundred", "dozens"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from rashomon.data import load_table

# Digits with thousands in threes (commas), or plain; then unit signs with digits in them, words, single marks.
_WORD = re.compile(
    r"[0-9]{1,3}(?:,[0-9]{3})+(?![0-9]|,[0-9])(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]{1,2}(?![0-9]))?"
    r"|\.[0-9]+|[^\W\d_]+(?:\.[^\W\d_](?![^\W\d_]))*(?:'[^\W\d_]+)?|\S"
)
_SMALL = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
SCALES: dict[str, float] = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_DOZEN: dict[str, float] = {"dozen": 12.0}
_LAKH: dict[str, float] = {"lakh": 1e5, "lakhs": 1e5, "crore": 1e7, "crores": 1e7}
_SUFFIXES: dict[str, float] = {
    "m": 1e6, "mn": 1e6, "mln": 1e6, "mil": 1e6, "bn": 1e9, "bln": 1e9, "b": 1e9, "tn": 1e12, "trn": 1e12, "t": 1e12,
    "k": 1e3,
}  # fmt: skip
ALL_SCALES = SCALES | _DOZEN | _SUFFIXES
_SURE_SUFFIXES = ("mn", "mln", "bn", "bln", "tn", "trn", "k")
_PARTS = {
    "half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fourth": 4, "fourths": 4, "fifth": 5,
    "fifths": 5, "sixth": 6, "sixths": 6, "seventh": 7, "eighth": 8, "eighths": 8, "tenth": 10, "tenths": 10,
    "hundredth": 100, "hundredths": 100, "thousandth": 1000,
}  # fmt: skip
_LONGEST_DIGITS = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word, number or mark at `start`..`end`: `raw` as written, `text` in lower case."""

    start: int
    end: int
    raw: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Numeral:
    """The number that the words from one place up to `end` (excluded, an index) stand for: `low`..`high`.

    `vague` marks amounts such as "dozens"; `part` a share of something ("two-thirds"); `digits` that it is written in
    digits alone; `whole` that it is a whole number that may count things; `article` that it rests on "a" ("a hundred").
    """

    end: int
    low: float
    high: float
    vague: bool = False
    part: bool = False
    digits: bool = False
    scaled: bool = False

    @property
    def whole(self) -> bool:
        """True where both ends are whole numbers."""
        return float(self.low).is_integer() and float(self.high).is_integer()


def split_words(plain: str, start: int, end: int) -> list[Word]:
    """The words of `plain` (text with plain marks) between two code points."""
    return [
        Word(start=m.start(), end=m.end(), raw=m.group(), text=m.group().lower())
        for m in _WORD.finditer(plain, start, end)
    ]


def read_numeral(words: Sequence[Word], at: int, *, money: bool = False) -> Numeral | None:
    """The longest numeral that begins at index `at`; None where there is none. `money`: a currency stands before it."""
    return _read_vague(words, at) or _read_part(words, at) or _read_number(words, at, money=money)


def touches(words: Sequence[Word], at: int) -> bool:
    """True where the word at `at` follows the one before without a space."""
    return 0 < at < len(words) and words[at - 1].end == words[at].start


def text_at(words: Sequence[Word], at: int) -> str:
    """The lower-case word at `at`, "" beyond either end."""
    return words[at].text if 0 <= at < len(words) else ""


def follow(words: Sequence[Word], at: int, phrase: Sequence[str]) -> bool:
    """True where the words from `at` are those of `phrase`."""
    return all(text_at(words, at + i) == word for i, word in enumerate(phrase))


@cache
def _vague_phrases() -> dict[str, list[tuple[tuple[str, ...], float, float]]]:
    """By their first word the phrases with what they may mean, longer ones first."""
    table: dict[str, list[float]] = load_table("quantities")["vague"]
    phrases = [(tuple(name.split()), float(low), float(high)) for name, (low, high) in table.items()]
    by_first: dict[str, list[tuple[tuple[str, ...], float, float]]] = {}
    for phrase in sorted(phrases, key=lambda phrase: -len(phrase[0])):
        by_first.setdefault(phrase[0][0], []).append(phrase)
    return by_first


def _read_vague(words: Sequence[Word], at: int) -> Numeral | None:
    for phrase, low, high in _vague_phrases().get(text_at(words, at), ()):
        if not follow(words, at, phrase):
            continue
        end = at + len(phrase)
        last = phrase[-1]
        if last in ("scores", "tens", "pair", "handful") and text_at(words, end) != "of":
            return None
        if last == "couple":
            return _scale_vague(words, end + (text_at(words, end) == "of"), low, high, needed=True) or (
                Numeral(end=end, low=low, high=high, vague=True) if text_at(words, end) == "of" else None
            )
        if last in ("several", "few"):
            scaled = _scale_vague(words, end, low, high, needed=True)
            if scaled:
                return scaled
        return Numeral(end=end, low=low, high=high, vague=True)
    return None


def _scale_vague(words: Sequence[Word], at: int, low: float, high: float, *, needed: bool) -> Numeral | None:
    """ "several hundred" = 300..999: up to the next one, less one (less a hundredth from a million on)."""
    scale = (SCALES | _DOZEN).get(text_at(words, at))
    if scale is None:
        return None
    end = at + 1
    if scale == 100 and text_at(words, end) in ("thousand", "million", "billion"):
        scale *= SCALES[text_at(words, end)]
        end += 1
    top = (high + 1) * scale - (scale / 100 if scale >= 1e6 else 1)
    return Numeral(end=end, low=low * scale, high=top, vague=True, scaled=True)


def _read_part(words: Sequence[Word], at: int) -> Numeral | None:
    """Shares in words: "half of", "a third of", "two-thirds", "one in five", "half a million"."""
    first = text_at(words, at)
    count = _SMALL.get(first)
    ratio = _read_ratio(words, at)
    if ratio is not None:
        return ratio
    if first == "half":
        return _read_half(words, at, at + 1)
    if first in ("a", "an"):
        name = text_at(words, at + 1)
        if name == "half":
            return _read_half(words, at + 1, at + 2)
        if name in _PARTS and text_at(words, at + 2) == "of":
            return _part_of(words, at + 2, 1 / _PARTS[name])
        return None
    if count is None or count == 0:
        return None
    named = at + 1 + (text_at(words, at + 1) == "-")
    name = text_at(words, named)
    if name not in _PARTS or (count > 1 and not name.endswith("s")) or (count == 1 and name.endswith("s")):
        return None
    if name in ("second", "seconds") or (count > 1 and name == "quarters" and text_at(words, named - 1) != "-"
                                         and text_at(words, named + 1) not in ("of", "a")):  # fmt: skip
        return None
    return _part_of(words, named + 1, count / _PARTS[name])


_SCALE_WORDS = frozenset({*SCALES, "dozen"})
_SPANS_OF_TIME = frozenset({"minutes", "hours", "days", "weeks", "months", "years", "decades", "seconds"})
_HALF_OF = frozenset({"of", "the", "its", "their", "his", "her", "our", "those", "these", "all"})
_HALVES_OF_A_TIME = frozenset({"first", "second", "other", "latter", "last", "early", "late", "top", "bottom"})
_HALF_AFTER = frozenset({"than", "nearly", "almost", "about", "roughly", "around", "over", "least", "approximately"})


def _read_ratio(words: Sequence[Word], at: int) -> Numeral | None:
    """ "one in five", "1 in 4"; not "number one in 28 countries", "two in ten days"."""
    if text_at(words, at + 1) != "in" or text_at(words, at - 1) in ("number", "no", "."):
        return None
    count = _SMALL.get(text_at(words, at)) or _digits(words, at) or 0
    whole = _SMALL.get(text_at(words, at + 2)) or _digits(words, at + 2) or 0
    following = text_at(words, at + 3)
    if 0 < count < 10 and count < whole <= 100 and following not in _SCALE_WORDS and following not in _SPANS_OF_TIME:
        return Numeral(end=at + 3, low=count / whole, high=count / whole, part=True)
    return None


def _read_half(words: Sequence[Word], at: int, end: int) -> Numeral | None:
    following = text_at(words, end)
    joined = end + 1 if following in ("a", "an", "-") else end
    scale = (SCALES | _DOZEN).get(text_at(words, joined))
    if scale:
        return Numeral(end=joined + 1, low=scale / 2, high=scale / 2, scaled=True)
    if text_at(words, at - 1) in _HALVES_OF_A_TIME:
        return None
    if following in ("a", "an"):  # "half a mile"; what follows must be a unit
        return Numeral(end=end + 1, low=0.5, high=0.5, part=True)
    if following in _HALF_OF or text_at(words, at - 1) in _HALF_AFTER or following == "-":
        return Numeral(end=end, low=0.5, high=0.5, part=True)
    return None


def _part_of(words: Sequence[Word], end: int, value: float) -> Numeral:
    """The share, or the amount where it is one of a scale: "a quarter of a million"."""
    after = end + (text_at(words, end) == "of")
    after += text_at(words, after) in ("a", "an", "one")
    scale = (SCALES | _DOZEN).get(text_at(words, after))
    if scale and after > end:
        return Numeral(end=after + 1, low=value * scale, high=value * scale, scaled=True)
    return Numeral(end=end, low=value, high=value, part=True)


def _digits(words: Sequence[Word], at: int) -> float | None:
    """The number in digits at `at`; None where there is none, or one that is too long to be an amount."""
    raw = words[at].raw if 0 <= at < len(words) else ""
    if not raw or raw[0] not in "0123456789." or raw == "." or len(raw) > _LONGEST_DIGITS + 6:
        return None
    return float(raw.replace(",", ""))


def _read_number(words: Sequence[Word], at: int, *, money: bool) -> Numeral | None:
    value = _digits(words, at)
    if value is not None:
        return _read_digits(words, at, value, money=money)
    sign = _sign_value(text_at(words, at))
    if sign is not None:
        return Numeral(end=at + 1, low=sign, high=sign, part=True, digits=True)
    return _read_spelled(words, at)


def _sign_value(mark: str) -> float | None:
    """The value of "½" and its like."""
    if len(mark) == 1 and unicodedata.category(mark) == "No" and "FRACTION" in unicodedata.name(mark, ""):
        return unicodedata.numeric(mark, None)
    return None


def _read_digits(words: Sequence[Word], at: int, value: float, *, money: bool) -> Numeral:
    end, part, scaled = at + 1, False, False
    if text_at(words, end) == "/" and touches(words, end) and touches(words, end + 1):
        below = _digits(words, end + 1)
        if below and below > value and value.is_integer() and below.is_integer():
            return Numeral(end=end + 2, low=value / below, high=value / below, part=True, digits=True)
    if value.is_integer():
        extra = _sign_value(text_at(words, end))
        fraction = _joined_part(words, end)
        above, below = _digits(words, end), _digits(words, end + 2)
        if extra is not None:
            value, end = value + extra, end + 1
        elif fraction is not None:
            value, end = value + fraction[0], fraction[1]
        elif text_at(words, end + 1) == "/" and above and below and above < below <= 16:
            value, end = value + above / below, end + 3
        # East and Central European thousands: "10 000"
        while (
            len(text_at(words, end)) == 3 and text_at(words, end).isdecimal() and value < 1000**3 and _thin(words, end)
        ):
            value, end = value * 1000 + float(text_at(words, end)), end + 1
    hyphen = end + (text_at(words, end) == "-")
    word = text_at(words, hyphen)
    scale = (SCALES | _DOZEN | _LAKH).get(word)
    if word.endswith("s") and word[:-1] in SCALES:
        scale = None
    if scale:
        value, end, scaled = value * scale, hyphen + 1, True
    elif word in _SUFFIXES and _is_suffix(words, end, money=money):
        value, end, scaled = value * _SUFFIXES[word], end + 1, True
    return Numeral(end=end, low=value, high=value, part=part, digits=not scaled, scaled=scaled)


def _is_suffix(words: Sequence[Word], at: int, *, money: bool) -> bool:
    """True where the "m", "bn", "k" at `at` multiplies the number before it."""
    if not touches(words, at):
        return money and text_at(words, at) not in ("b", "t", "k")
    if words[at].raw == "K" and len(words[at - 1].raw.partition(".")[2]) > 1:  # "573.15K" is a temperature
        return False
    return money or text_at(words, at) in _SURE_SUFFIXES or _counts_millions(words, at)


def _joined_part(words: Sequence[Word], at: int) -> tuple[float, int] | None:
    """The value of "and a half" at `at`, and the index after it."""
    for joint in (("and", "a"), ("and", "one"), ("-", "and", "-", "a", "-")):
        name = text_at(words, at + len(joint))
        if follow(words, at, joint) and name in ("half", "quarter", "third"):
            return 1 / _PARTS[name], at + len(joint) + 1
    return None


def _thin(words: Sequence[Word], at: int) -> bool:
    """True where three digits are set off by one space from one to three digits before them."""
    before = words[at - 1]
    return (
        words[at].start == before.end + 1 and len(before.raw) <= 3 and before.raw.isdecimal() and before.raw[0] != "0"
    )


def _counts_millions(words: Sequence[Word], at: int) -> bool:
    """ "5m people" is five millions; "5m wide" is five metres."""
    following = text_at(words, at + 1)
    return text_at(words, at) == "m" and (following == "people" or (len(following) > 4 and following.endswith("s")))


def _read_spelled(words: Sequence[Word], at: int) -> Numeral | None:
    """Numbers in words: "a hundred and two", "twenty-one thousand", "two and a half million", "two dozen"."""
    total, current, end, seen, scaled = 0.0, 0.0, at, False, False
    last = 0.0  # the place of the last word: after "twenty" only one to nine may follow
    if text_at(words, at) in ("a", "an") and text_at(words, at + 1) in _SCALE_WORDS:
        current, end, seen, last = 1.0, at + 1, True, 1.0
    while True:
        joint = text_at(words, end)
        skip = end + (seen and (joint == "-" or (scaled and joint in ("and", "&"))))
        word = text_at(words, skip)
        if word in _TENS and (not seen or last >= 100):
            current, last = current + _TENS[word], 10.0
        elif word in _SMALL and (not seen or last >= 100 or (last == 10 and 0 < _SMALL[word] < 10)):
            current, last = current + _SMALL[word], 1.0
        elif word == "hundred" and seen and last < 100 and text_at(words, skip - 1) != "and":
            current, last, scaled = current * 100, 100.0, True
        elif word in SCALES and word != "hundred" and seen and text_at(words, skip - 1) != "and":
            total, current, last, scaled = total + current * SCALES[word], 0.0, SCALES[word], True
        elif word == "dozen" and seen and not scaled:
            return Numeral(end=skip + 1, low=current * 12, high=current * 12, scaled=True)
        else:
            break
        end, seen = skip + 1, True
    if not seen or end == at or (end == at + 1 and text_at(words, at) in ("a", "an")):
        return None
    value = total + current
    fraction = _joined_part(words, end)
    if fraction is not None:
        value, end = value + fraction[0], fraction[1]
        scale = SCALES.get(text_at(words, end))
        if scale:
            value, end, scaled = value * scale, end + 1, True
    return Numeral(end=end, low=value, high=value, scaled=scaled)

"""What a matched time expression is read with: its words, what it counts from, and the meaning that comes out."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import Literal, TypeAlias

from rashomon.data import load_table
from rashomon.reading.calendar import Interval, instant, interval_of, move, value_at
from rashomon.reading.time_tokens import Token, read_number
from rashomon.records import Grain

TimexType: TypeAlias = Literal["DATE", "TIME", "DURATION", "SET"]

_MONTHS_IN_ORDER = "jan feb mar apr may jun jul aug sep oct nov dec"
MONTHS = {name: i for i, name in enumerate(_MONTHS_IN_ORDER.split(), 1)}

WEEKDAYS = {name: i for i, name in enumerate(["mon", "tue", "wed", "thu", "fri", "sat", "sun"])}

_PARTS = {"mor": "MO", "aft": "AF", "eve": "EV", "nig": "NI", "noo": "MI", "mid": "MI"}

SEASON_CODES = {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}

UNITS = {
    "second": "S", "minute": "m", "min": "m", "hour": "H", "hr": "H", "day": "D", "week": "W", "weekend": "N",
    "fortnight": "F", "month": "M", "quarter": "Q", "year": "Y", "yr": "Y", "decade": "E", "century": "C",
    "centurie": "C", "millennium": "L", "millennia": "L",
}  # fmt: skip

BACK = frozenset({"last", "past", "previous", "preceding", "prior", "earlier", "before", "ago"})

# How much farther off a date counts that lies against the tense of its clause, and against its own "last" or "next".
_AGAINST, _CERTAIN = {1: 5, 2: 10}, 1000

# How much farther off the future counts where a clause has no tense: news mostly tells what happened.
_AHEAD = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """A TIMEX3 type and value with the interval it denotes; `anchors`: later expressions may count from it."""

    type: TimexType
    value: str | None
    interval: Interval | None = None
    grain: Grain = "unknown"
    anchors: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What an expression is read against.

    `published` is the publication (or standing-in) time. `direction` is below 0 where the clause tells of the past,
    above 0 of the future, 0 where it does not say (`time_tense`). `last` is the value of the last calendar date read,
    `day` and `quarter` the last of those grains, `near_day` that day where it was named in the last few sentences;
    `before` and `after` are the tokens around the match.
    """

    published: datetime | None
    direction: int = 0
    last: str | None = None
    near_day: str | None = None
    day: str | None = None
    quarter: str | None = None
    before: Sequence[Token] = field(default_factory=tuple)
    after: Sequence[Token] = field(default_factory=tuple)

    @property
    def word_before(self) -> str:
        """The word before the match in lower case, "" at the start of a stretch."""
        return self.before[-1].lower if self.before else ""

    @property
    def word_after(self) -> str:
        """The word after the match in lower case, "" at the end of a stretch."""
        return self.after[0].lower if self.after else ""

    @property
    def today(self) -> date | None:
        """The day of publication, None where unknown."""
        return self.published.date() if self.published else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A match: its tokens, and the match over their letters that knows its named parts."""

    tokens: Sequence[Token]
    match: re.Match[str]

    def part(self, name: str) -> Sequence[Token]:
        """The tokens of the named part; empty where the rule has none or it did not match."""
        if name not in self.match.re.groupindex or self.match.start(name) < 0:
            return ()
        first = self.match.start()
        return self.tokens[self.match.start(name) - first : self.match.end(name) - first]

    def word(self, name: str) -> str:
        """The first word of the named part in lower case, "" where it is absent."""
        tokens = self.part(name)
        return tokens[0].lower if tokens else ""


def calendar_meaning(value: str | None, type_: TimexType = "DATE", *, zone: float = 0.0) -> Meaning:
    """The meaning of a calendar value, its interval included where it denotes one."""
    interval = interval_of(value, zone=zone)
    return Meaning(type=type_, value=value, interval=interval, grain=interval[2] if interval else _open_grain(value))


def length_of(value: str) -> Meaning:
    """A duration that is not tied to the calendar."""
    return Meaning(type="DURATION", value=value, grain="duration", anchors=False)


def set_of(value: str) -> Meaning:
    """A time that comes again and again."""
    return Meaning(type="SET", value=value, grain="set", anchors=False)


def reference_to(value: str) -> Meaning:
    """PAST_REF, PRESENT_REF or FUTURE_REF."""
    return Meaning(type="DATE", value=value, anchors=False)


def _open_grain(value: str | None) -> Grain:
    if value is None or value.endswith("_REF"):
        return "unknown"
    if "T" in value:
        return "part"
    if "-W" in value:
        return "day" if value.count("-") > 1 else "week"
    grains: tuple[Grain, ...] = ("year", "month", "day")
    return grains[min(value.count("-"), 2)]


def weekday_number(word: str) -> int:
    """0 for Monday to 6 for Sunday, by a full or short name in lower case."""
    return WEEKDAYS[word[:3]]


def month_number(word: str) -> int:
    """1 to 12, by a full or short name in lower case."""
    return MONTHS[word[:3]]


def part_code(word: str) -> str:
    """The TIMEX3 code of a part of the day ("MO") by its name."""
    return _PARTS[word[:3]]


def unit_code(word: str) -> str:
    """The code of a unit of time by its name in singular or plural: S, m(inute), H, D, W, M, Q, Y, E, C, F, L, N."""
    return UNITS.get(word, "") or UNITS.get(word.removesuffix("s"), "D")


def year_of(token: Token, today: date | None) -> int:
    """The year that a token writes in full or as '98; a short one lies at most five years ahead of `today`."""
    if token.lower[0] == "'":
        short = int(token.lower[1:3])
        century = 2000 if short <= ((today.year if today else 2030) + 5) % 100 else 1900
        return century + short
    return int(token.number or 0)


def pick_date(ctx: Context, options: Sequence[date], today: date, *, back: int | None = None) -> date:
    """The one of `options` (ascending) that the clause's direction picks; the nearest where it has none."""
    direction = back if back is not None else ctx.direction

    def far(day: date) -> tuple[float, date]:
        away = (day - today).days
        if direction == 0:
            return abs(away) * (_AHEAD if away > 0 else 1), day
        return abs(away) * (
            (_CERTAIN if back is not None else _AGAINST[abs(direction)]) if away * direction < 0 else 1
        ), day

    return min(options, key=far)


def same_day_of_years(year: int, month: int, day: int) -> list[date]:
    """That day of the year before, of `year` and of the year after, as far as they exist."""
    values = (interval_of(f"{y:04}-{month:02}-{day:02}") for y in (year - 1, year, year + 1))
    return [value[0].date() for value in values if value]


def day_from_today(shift: int, ctx: Context) -> Meaning:
    """The day so many days after publication."""
    if ctx.today is None:
        return calendar_meaning("XXXX-XX-XX")
    return calendar_meaning((ctx.today + timedelta(days=shift)).isoformat())


def count_of(tokens: Sequence[Token]) -> float | None:
    """The number of units; None for "a few", "several"."""
    words = {token.lower for token in tokens}
    if words & {"few", "several", "numerous", "some", "hundreds", "thousands", "dozens", "scores", "tens", "more"}:
        numbers = [t for t in tokens if t.number is not None and t.lower not in ("a", "an")]
        return read_number(numbers) if numbers else None
    if "couple" in words:
        return 2.0
    return read_number(tokens)


def period_value(count: float | None, code: str, *more: tuple[float | None, str]) -> str:
    """The TIMEX3 value of so many units: P24Y, PT1H30M, P2Y6M, PXD where the number is not known."""
    if code in ("F", "E", "C", "L") and count is not None:
        count, code = count * {"F": 2, "E": 10, "C": 100, "L": 1000}[code], "W" if code == "F" else "Y"
    prefix = "PT" if code in "SmH" else "P"
    letter = {"m": "M", "N": "WE", "F": "W"}.get(code, code)
    if count is None:
        return f"{prefix}X{letter}"
    whole = int(count)
    rest = count - whole
    smaller = {"H": (60, "M"), "m": (60, "S"), "Y": (12, "M"), "D": (24, "H")}.get(code)
    tail = ""
    if rest and smaller:
        amount = round(rest * smaller[0])
        tail = f"{'T' if code == 'D' else ''}{amount}{smaller[1]}" if amount else ""
    elif rest:
        return f"{prefix}{count:g}{letter}"
    head = f"{whole}{letter}" if whole or not tail else ""
    for extra, extra_code in more:
        if extra is not None and extra == int(extra):
            timed = "T" if extra_code in "SmH" and prefix == "P" and "T" not in tail else ""
            tail += f"{timed}{int(extra)}{'M' if extra_code == 'm' else extra_code}"
    return f"{prefix}{head}{tail}"


def move_value(value: str | None, count: int, code: str, ctx: Context) -> Meaning | None:
    """`value` moved by units; without a value to count from, the value is open."""
    if code not in "DWMQYEC":
        return None
    interval = interval_of(value)
    if interval is None:
        return around_today(ctx, count, code) if ctx.today else calendar_meaning("XXXX")
    return calendar_meaning(value_at(move(interval[0].date(), count, code), code))


def that_unit(ctx: Context, code: str) -> Meaning | None:
    """The day, month, ... in which the last date lies; None where there was none."""
    if code == "Q":
        return calendar_meaning(ctx.quarter) if ctx.quarter else None
    if ctx.last is None or code == "N":
        return None
    return move_value(ctx.last, 0, code, ctx)


def around_today(ctx: Context, shift: int, code: str, lead: str = "") -> Meaning:
    """The unit of the day of publication, moved by `shift`; "earlier this month" ends then, "later" begins then."""
    if ctx.today is None:
        return calendar_meaning({"D": "XXXX-XX-XX", "W": "XXXX-WXX", "M": "XXXX-XX", "N": "XXXX-WXX-WE", "Q": "XXXX-QX",
                                 "E": "XXX", "C": "XX"}.get(code, "XXXX"))  # fmt: skip
    today = ctx.today
    if code == "N":
        # On a Monday "the weekend" is the one that has just passed.
        if shift == 0 and ctx.direction <= 0 and today.weekday() < 4:
            shift = -1
        return calendar_meaning(value_at(move(today, shift, "W"), "W") + "-WE")
    meaning = calendar_meaning(value_at(move(today, shift, code), code))
    if lead in ("earlier", "later") and meaning.interval and shift == 0:
        start, end, grain = meaning.interval
        here = instant(today)
        span = (start, max(here, start + timedelta(days=1)), grain) if lead == "earlier" else (here, end, grain)
        return Meaning(type="DATE", value=meaning.value, interval=span, grain=grain)
    return meaning


@cache
def _play_words() -> frozenset[str]:
    return frozenset(load_table("times")["play"].split())


def in_play(ctx: Context) -> bool:
    """True where the words around speak of a game: its quarters and halves are none of the year."""
    play = _play_words()
    return any(token.lower in play for token in (*ctx.before, *ctx.after))


Rule: TypeAlias = Callable[[Found, Context], Meaning | None]

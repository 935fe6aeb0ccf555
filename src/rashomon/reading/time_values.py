"""What a matched time expression means: its TIMEX3 type and value, and the interval that it denotes.

One function for each meaning that the grammar names; `None` rejects the match. Source: TimeML 1.2.1, ISO 8601.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import Literal

from rashomon.data import load_table
from rashomon.reading.calendar import (
    SEASONS, ZONES, Interval, add_months, easter, instant, interval_of, move, nth_weekday, value_at, weekday_near,
)  # fmt: skip
from rashomon.reading.time_tokens import Token, read_number, read_year
from rashomon.records import Grain

TimexType = Literal["DATE", "TIME", "DURATION", "SET"]
_MONTHS = {name: i for i, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_WEEKDAYS = {name: i for i, name in enumerate("mon tue wed thu fri sat sun".split())}
_PARTS = {"mor": "MO", "aft": "AF", "eve": "EV", "nig": "NI", "noo": "MI", "mid": "MI"}
_SEASONS = {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}
_UNITS = {"second": "S", "minute": "m", "min": "m", "hour": "H", "hr": "H", "day": "D", "week": "W", "month": "M", "quarter": "Q",
          "year": "Y", "yr": "Y", "decade": "E", "century": "C", "centurie": "C", "fortnight": "F", "millennium": "L",
          "millennia": "L", "weekend": "N"}  # fmt: skip
_BACK = frozenset({"last", "past", "previous", "preceding", "prior", "earlier", "before", "ago"})
# How much farther off a date counts that lies against the tense of its clause, and against its own "last" or "next".
_AGAINST, _CERTAIN = 5, 1000
_SETS = {"daily": "P1D", "weekly": "P1W", "monthly": "P1M", "hourly": "PT1H", "nightly": "XXXX-XX-XXTNI", "annually": "P1Y",
         "yearly": "P1Y", "biweekly": "P2W", "fortnightly": "P2W"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Meaning:
    """A TIMEX3 type and value with the interval it denotes; `anchors` tells that later expressions may count from it."""

    type: TimexType
    value: str | None
    interval: Interval | None = None
    grain: Grain = "unknown"
    anchors: bool = True


@dataclass(slots=True)
class Context:
    """What an expression is read against.

    `published` is the publication (or standing-in) time, `direction` -1 where the clause tells of the past, 1 of the
    future, 0 where it does not say. `last` is the value of the last calendar date read, `day` and `quarter` the last of
    those grains; `following` and `before` are the words around the match, in lower case.
    """

    published: datetime | None
    direction: int = 0
    last: str | None = None
    day: str | None = None
    quarter: str | None = None
    before: Sequence[Token] = field(default_factory=tuple)
    after: Sequence[Token] = field(default_factory=tuple)

    @property
    def today(self) -> date | None:
        """The day of publication, None where unknown."""
        return self.published.date() if self.published else None


class Found:
    """A match: its tokens, and those of its named parts."""

    __slots__ = ("match", "tokens")

    def __init__(self, tokens: Sequence[Token], match: re.Match[str]) -> None:
        """Keep the matched tokens and the match over their letters."""
        self.tokens = tokens
        self.match = match

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
    return Meaning(type_, value, interval, interval[2] if interval else _open_grain(value))


def _open_grain(value: str | None) -> Grain:
    if value is None or value.endswith("_REF"):
        return "unknown"
    if "T" in value:
        return "part"
    if "-W" in value:
        return "day" if value.count("-") > 1 else "week"
    return ("year", "month", "day")[min(value.count("-"), 2)]  # type: ignore[return-value]


def _weekday(word: str) -> int:
    return _WEEKDAYS[word[:3]]


def _month(word: str) -> int:
    return _MONTHS[word[:3]]


def unit_code(word: str) -> str:
    """The code of a unit of time by its name in singular or plural: S, m(inute), H, D, W, M, Q, Y, E, C, F, L, N."""
    return _UNITS.get(word, "") or _UNITS.get(word.removesuffix("s"), "D")


def _year_of(token: Token, today: date | None) -> int:
    if token.lower[0] == "'":
        short = int(token.lower[1:3])
        century = 2000 if short <= ((today.year if today else 2030) + 5) % 100 else 1900
        return century + short
    return int(token.number or 0)


def _by_direction(ctx: Context, options: Sequence[date], today: date, *, back: int | None = None) -> date:
    """The one of `options` (ascending) that the clause's direction picks; the nearest where it has none."""
    direction = back if back is not None else ctx.direction

    def far(day: date) -> tuple[float, date]:
        away = (day - today).days
        against = away * direction < 0
        return abs(away) * ((_CERTAIN if back is not None else _AGAINST) if against else 1), day

    return min(options, key=far)


def _month_day(m: Found, ctx: Context) -> Meaning | None:
    if m.part("part"):
        day_only = _month_day_only(m, ctx)
        if day_only is None or day_only.value is None:
            return None
        return calendar_meaning(f"{day_only.value}T{_part_code(m.word('part'))}", "TIME")
    return _month_day_only(m, ctx)


def _month_day_only(m: Found, ctx: Context) -> Meaning | None:
    month = _month(m.word("month"))
    tokens = m.part("day") or m.part("day2")
    number = read_number(tokens)
    if number is None or not 1 <= number <= 31:
        return None
    day = int(number)
    year = m.part("year")
    if year:
        return calendar_meaning(f"{_year_of(year[0], ctx.today):04}-{month:02}-{day:02}")
    if ctx.today is None:
        if ctx.last and ctx.last[:4].isdigit():
            return calendar_meaning(f"{ctx.last[:4]}-{month:02}-{day:02}")
        return calendar_meaning(f"XXXX-{month:02}-{day:02}")
    options = _dates(ctx.today.year, month, day)
    if not options:
        return None
    weekday = m.word("weekday")
    if weekday:
        agreeing = [option for option in options if option.weekday() == _weekday(weekday)]
        options = agreeing or options
    mod = m.word("mod")
    back = -1 if mod in _BACK else 1 if mod == "next" else None
    return calendar_meaning(_by_direction(ctx, options, ctx.today, back=back).isoformat())


def _dates(year: int, month: int, day: int) -> list[date]:
    """That day of the year before, of `year` and of the year after, as far as they exist."""
    values = (interval_of(f"{y:04}-{month:02}-{day:02}") for y in (year - 1, year, year + 1))
    return [value[0].date() for value in values if value]


def _month_year(m: Found, ctx: Context) -> Meaning | None:
    return calendar_meaning(f"{_year_of(m.part('year')[0], ctx.today):04}-{_month(m.word('month')):02}")


def _month_rel(m: Found, ctx: Context) -> Meaning | None:
    if unit_code(m.tokens[-1].lower) != "Y":
        return None
    shift = {"last": -1, "next": 1}.get(m.word("mod"), 0)
    base = ctx.today.year if ctx.today else None
    if m.word("mod") == "that" and ctx.last and ctx.last[:4].isdigit():
        base = int(ctx.last[:4])
    month = _month(m.word("month"))
    return calendar_meaning(f"{base + shift:04}-{month:02}" if base else f"XXXX-{month:02}")


def _only_month(m: Found, ctx: Context) -> Meaning | None:
    token = m.part("month")[0]
    if token.lower == "may" and not (m.part("lead") or m.part("mod")) and _opens_sentence(ctx):
        return None
    month = _month(token.lower)
    if ctx.today is None:
        if ctx.last and ctx.last[:4].isdigit():
            return calendar_meaning(f"{ctx.last[:4]}-{month:02}")
        return calendar_meaning(f"XXXX-{month:02}")
    mod = m.word("mod")
    if token.end - token.start == 3 and token.lower != "may":
        return None  # "Jan" and "Mar" alone are names
    now = ctx.today.replace(day=1)
    if mod == "this":
        return calendar_meaning(f"{now.year:04}-{month:02}")
    options = [date(year, month, 1) for year in (now.year - 1, now.year, now.year + 1) if 0 < year < 9999]
    if mod in _BACK:
        options = [option for option in options if option < now]
        return calendar_meaning(value_at(options[-1], "M"))
    return calendar_meaning(value_at(_by_direction(ctx, options, now, back=1 if mod == "next" else None), "M"))


def _opens_sentence(ctx: Context) -> bool:
    return not ctx.before or ctx.before[-1].lower in ("", ".", "!", "?", '"', "'", ":")


_YEAR_LEADS = frozenset(
    "in since by for of before after until till from to through during between and or , ( - the late early mid than around "
    "circa about at / c year fiscal".split()
)


def _year(m: Found, ctx: Context) -> Meaning | None:
    token = m.part("year")[0]
    year = _year_of(token, ctx.today)
    before = ctx.before[-1].lower if ctx.before else ""
    after = ctx.after[0].lower if ctx.after else ""
    if token.lower[0] == "'":
        return calendar_meaning(f"{year:04}") if before in _YEAR_LEADS or m.part("lead") else None
    named = len(m.tokens) > 1
    if before in ("$", "£", "€", "¥", "no", "#", "room", "highway", "route", "flight") or after in ("%", "percent", "$"):
        return None
    if before in ("-", "/", ".", ":") and len(ctx.before) > 1 and ctx.before[-2].end == ctx.before[-1].start:
        previous = ctx.before[-2]
        if previous.number is None or not 1000 <= previous.number <= 2199:
            return None
    if before in ("-", "+") and (len(ctx.before) < 2 or ctx.before[-2].end != ctx.before[-1].start):
        return None
    if after == "-" and len(ctx.after) > 1 and ctx.after[1].start == ctx.after[0].end and not ctx.after[1].number:
        return None
    if not (named or 1900 <= year <= 2060 or (before in _YEAR_LEADS and 1100 <= year <= 2100)):
        return None
    if not named and before not in _YEAR_LEADS and after in _COUNTED:
        return None
    return calendar_meaning(f"{year:04}")


_COUNTED = frozenset("people men women miles meters metres feet kilometers tons tonnes dollars pounds points votes jobs troops "
                     "soldiers workers employees children members homes families deaths cases km kg ft".split())  # fmt: skip


def _year_words(m: Found, ctx: Context) -> Meaning | None:
    year = read_year(m.part("words"))
    return calendar_meaning(f"{year:04}") if year and 1500 <= year <= 2100 else None


def _decade(m: Found, ctx: Context) -> Meaning | None:
    word = m.word("decade")
    named = load_table("times")["decades"].get(word)
    if named is not None:
        before = ctx.before[-1].lower if ctx.before else ""
        if before in ("his", "her", "their", "my", "your", "our") or m.tokens[0].lower != "the":
            return None
        return calendar_meaning(f"19{named}")
    if word[0] == "'":
        digit = int(word[1])
        return calendar_meaning(f"{'20' if digit <= 2 else '19'}{digit}")
    return calendar_meaning(word[:3])


def _century(m: Found, ctx: Context) -> Meaning | None:
    number = read_number(m.part("ord"))
    code = unit_code(m.word("unit"))
    if number is None or code != "C":
        return None
    return calendar_meaning(f"{int(number) - 1:02}")


def _part_code(word: str) -> str:
    return _PARTS[word[:3]]


def _only_weekday(m: Found, ctx: Context) -> Meaning | None:
    weekday = _weekday(m.word("weekday"))
    part = m.word("part")
    suffix = f"T{_part_code(part)}" if part else ""
    if not suffix and any(t.lower == "night" for t in m.tokens):
        suffix = "TNI"
    kind: TimexType = "TIME" if suffix else "DATE"
    if ctx.today is None:
        return calendar_meaning(f"XXXX-WXX-{weekday + 1}{suffix}", kind)
    mod, week = m.word("mod"), m.word("week")
    today = ctx.today
    if week:
        monday = today - timedelta(days=today.weekday())
        shift = -1 if week in _BACK else 0 if week == "this" else 1
        day = monday + timedelta(days=7 * shift + weekday)
    elif mod in ("previous", "preceding", "prior") and ctx.day:
        day = weekday_near(date.fromisoformat(ctx.day) - timedelta(days=1), weekday, -1)
        if day == date.fromisoformat(ctx.day):
            day -= timedelta(days=7)
    elif mod == "following" and ctx.day:
        day = weekday_near(date.fromisoformat(ctx.day) + timedelta(days=1), weekday, 1)
    elif mod in _BACK:
        day = weekday_near(today - timedelta(days=1), weekday, -1)
    elif mod in ("next", "coming", "upcoming", "following"):
        day = weekday_near(today + timedelta(days=1), weekday, 1)
    elif mod == "this":
        day = weekday_near(today, weekday, -1 if ctx.direction < 0 else 1)
    else:
        day = weekday_near(today, weekday, 1 if ctx.direction > 0 else -1)
    return calendar_meaning(day.isoformat() + suffix, kind)


def _early_hours(m: Found, ctx: Context) -> Meaning | None:
    word = m.word("weekday")
    deictic = m.word("deictic")
    if word:
        inner = _only_weekday(m, ctx)
    elif m.word("month"):
        inner = _month_day(m, ctx)
    else:
        inner = _deictic_day({"yesterday": -1, "tomorrow": 1}.get(deictic, 0), ctx)
    if unit_code(m.tokens[2 if m.tokens[0].lower == "the" else 1].lower) != "H" or inner is None or inner.value is None:
        return None
    day = inner.value.split("T")[0]
    whole = interval_of(day)
    interval: Interval | None = (whole[0], whole[0] + timedelta(hours=6), "part") if whole else None
    return Meaning("TIME", f"{day}TNI", interval, "part")


def _deictic_day(shift: int, ctx: Context) -> Meaning:
    if ctx.today is None:
        return calendar_meaning("XXXX-XX-XX")
    return calendar_meaning((ctx.today + timedelta(days=shift)).isoformat())


def _deictic(m: Found, ctx: Context) -> Meaning | None:
    word = m.word("deictic")
    shift = {"yesterday": -1, "tomorrow": 1}.get(word, 0)
    if m.word("shift"):
        if unit_code(m.tokens[1].lower) != "D":
            return None
        shift *= 2
    day = _deictic_day(shift, ctx).value
    part = m.word("part")
    if part or word == "tonight" or m.tokens[-1].lower == "night":
        return calendar_meaning(f"{day}T{_part_code(part) if part else 'NI'}", "TIME")
    return calendar_meaning(day)


def _part(m: Found, ctx: Context) -> Meaning | None:
    code = _part_code(m.tokens[-1].lower)
    mod = m.word("mod") or m.word("mod2")
    base = ctx.today
    before = ctx.before[-1].lower if ctx.before else ""
    if not mod and before not in ("in", "during", "through", "throughout", "by", "into", "for"):
        return None
    if mod in ("that", "same", "next", "") and ctx.day:
        base = date.fromisoformat(ctx.day)
    if mod == "past":
        return None
    shift = -1 if mod in _BACK else 1 if mod in ("next", "following") else 0
    if base is None:
        return calendar_meaning(f"XXXX-XX-XXT{code}", "TIME")
    return calendar_meaning(f"{(base + timedelta(days=shift)).isoformat()}T{code}", "TIME")


def _overnight(m: Found, ctx: Context) -> Meaning | None:
    if ctx.today is None:
        return calendar_meaning("XXXX-XX-XXTNI", "TIME")
    return calendar_meaning(f"{(ctx.today - timedelta(days=1)).isoformat()}TNI", "TIME")


_CLOCK_LEADS = frozenset(
    "at by around from until till before after since between about to and past - shortly nearly".split())


def _clock(m: Found, ctx: Context) -> Meaning | None:
    tokens = m.part("clock")
    first = tokens[0].lower
    suffix = next((t.lower.replace(".", "") for t in m.tokens if t.lower[:1] in "ap" and t.lower.rstrip(".") in
                   ("am", "pm", "a.m", "p.m")), "")  # fmt: skip
    if first in ("noon", "midday", "noontime"):
        hour, minute = 12, 0
    elif first == "midnight":
        hour, minute = 0, 0
    elif tokens[0].number is not None:
        hour, minute = int(tokens[0].number), 0
    else:
        pieces = [int(piece) for piece in re.split("[:.]", first)]
        hour, minute = pieces[0], pieces[1]
        before = ctx.before[-1].lower if ctx.before else ""
        if not suffix and not m.part("zone") and not m.part("date") and before not in _CLOCK_LEADS:
            return None
    if hour > 24 or minute > 59 or (suffix and hour > 12):
        return None
    if suffix == "pm" and hour < 12:
        hour += 12
    elif suffix == "am" and hour == 12:
        hour = 0
    elif not suffix and hour <= 12 and first not in ("noon", "midnight", "midday") and len(m.tokens) > 1:
        late = next((t.lower for t in m.tokens if t.lower in ("afternoon", "evening", "night")), None)
        hour += 12 if late and hour < 12 else 0
    return _on_day(m, ctx, hour, minute)


def _military(m: Found, ctx: Context) -> Meaning | None:
    number = int(m.part("clock")[0].number or 0)
    if number // 100 > 23 or number % 100 > 59:
        return None
    return _on_day(m, ctx, number // 100, number % 100)


def _on_day(m: Found, ctx: Context, hour: int, minute: int) -> Meaning:
    day = _clock_day(m, ctx)
    zone_words = [t.lower for t in m.part("zone")]
    zone = 0.0
    for word in zone_words:
        # A named zone keeps summer time as the land does; which half of the year it is decides.
        names = {"eastern": "et", "central": "ct", "mountain": "mt", "pacific": "pt", "moscow": "msk", "beijing": "hkt"}
        zone = ZONES.get(names.get(word, word), zone)
    if day is None:
        return calendar_meaning(f"XXXX-XX-XXT{hour:02}:{minute:02}", "TIME")
    return calendar_meaning(f"{day}T{hour:02}:{minute:02}", "TIME", zone=zone)


def _clock_day(m: Found, ctx: Context) -> str | None:
    tokens = [*m.part("date"), *m.part("weekday"), *m.part("deictic"), *m.part("month"), *m.part("day"), *m.part("year")]
    if not tokens:
        return ctx.day or (ctx.today.isoformat() if ctx.today else None)
    words = [token.lower for token in tokens]
    months = [word for word in words if word[:3] in _MONTHS and word[:3].isalpha() and len(word) >= 3
              and word not in ("monday", "mon")]  # fmt: skip
    if months:
        day = next((t.number for t in tokens if t.number and t.number <= 31), None)
        year = next((int(t.number) for t in tokens if t.number and t.number > 31), None)
        if day is not None:
            return _pick_day(ctx, _month(months[0]), int(day), year)
    for word in words:
        if word in ("today", "tonight", "yesterday", "tomorrow"):
            return _deictic_day({"yesterday": -1, "tomorrow": 1}.get(word, 0), ctx).value
        if word[:3] in _WEEKDAYS:
            if ctx.today is None:
                return f"XXXX-WXX-{_weekday(word) + 1}"
            return weekday_near(ctx.today, _weekday(word), 1 if ctx.direction > 0 else -1).isoformat()
    return None


def _pick_day(ctx: Context, month: int, day: int, year: int | None) -> str | None:
    if year is not None:
        return f"{year:04}-{month:02}-{day:02}"
    if ctx.today is None:
        return f"XXXX-{month:02}-{day:02}"
    options = _dates(ctx.today.year, month, day)
    return _by_direction(ctx, options, ctx.today).isoformat() if options else None


def _dawn(m: Found, ctx: Context) -> Meaning | None:
    before = ctx.before[-1].lower if ctx.before else ""
    if before not in ("at", "before", "by", "until", "after", "since"):
        return None
    day = ctx.day or (ctx.today.isoformat() if ctx.today else "XXXX-XX-XX")
    first = m.tokens[0].lower
    part = "AF" if first == "lunchtime" else "EV" if first in ("dusk", "sunset", "nightfall") else "MO"
    return calendar_meaning(f"{day}T{part}", "TIME")


def _unit_rel(m: Found, ctx: Context) -> Meaning | None:
    mod, code = m.word("mod"), unit_code(m.word("unit"))
    lead = m.word("lead")
    after = m.word("after")
    if code in ("H", "m", "S", "L"):
        return None
    if after:
        # "the day before" stands alone; "the day before the vote" says when, but not by the calendar.
        follows = ctx.after[0].lower if ctx.after else ""
        if follows not in ("", ".", ",", ";", "when", "and", "in", "at"):
            return None
        return _shifted(ctx.last, -1 if after == "before" else 1, code, ctx)
    if code == "F":
        return None
    if not mod:
        return _the_unit(m, ctx, code, lead)
    if mod == "past":
        return _anchored(-1, 1, code, ctx)
    if mod in ("that", "same"):
        return _that_unit(ctx, code)
    if mod in ("previous", "preceding", "prior", "following", "subsequent") and ctx.last:
        return _shifted(ctx.last, -1 if mod[0] == "p" else 1, code, ctx)
    if mod == "latest":
        if code == "Q" and ctx.quarter:
            return calendar_meaning(ctx.quarter)
        shift = 0 if code == "Y" else -1
    else:
        shift = -1 if mod in _BACK else 0 if mod in ("this", "current") else 1
    if mod == "next" and code == "D" and ctx.day:
        return _shifted(ctx.day, 1, "D", ctx)
    if code == "D" and mod in ("this", "current", "last"):
        return None
    return _around_today(ctx, shift, code, lead)


def _the_unit(m: Found, ctx: Context, code: str, lead: str) -> Meaning | None:
    follows = ctx.after[0].lower if ctx.after else ""
    if follows in ("before", "after", "when", "that", "of", "-", "ahead"):
        return None
    if code == "Q":
        if m.part("fiscal"):
            return None
        return calendar_meaning(ctx.quarter) if ctx.quarter else None
    if follows in ("ended", "ending"):
        return Meaning("DURATION", f"P1{code}", None, "duration", anchors=False)
    if code == "Y":
        return _around_today(ctx, 0, "Y", lead)
    if code in ("W", "N", "M"):
        return _around_today(ctx, 0, code, lead)
    if code in ("E", "C") and lead:
        return _around_today(ctx, 0, code, lead)
    before = ctx.before[-1].lower if ctx.before else ""
    if code == "D" and (lead or (before in ("in", "during") and not follows.isalpha())):
        return calendar_meaning(ctx.day or (ctx.today.isoformat() if ctx.today else "XXXX-XX-XX"))
    return None


def _that_unit(ctx: Context, code: str) -> Meaning | None:
    if code == "Q":
        return calendar_meaning(ctx.quarter) if ctx.quarter else None
    if ctx.last is None or code == "N":
        return None
    return _shifted(ctx.last, 0, code, ctx)


def _around_today(ctx: Context, shift: int, code: str, lead: str = "") -> Meaning:
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
        return Meaning("DATE", meaning.value, span, grain)
    return meaning


def _anchored(direction: int, count: float | None, code: str, ctx: Context) -> Meaning:
    """A duration that ends (-1) or begins (1) at the time of publication; `count` None is an unknown number."""
    value = _period(count, code)
    if ctx.published is None or count is None or code not in "mHDWMQYEC" or count != int(count) or count > 5000:
        return Meaning("DURATION", value, None, "duration", anchors=False)
    here = ctx.published
    try:
        if code in "mH":
            other = here + direction * timedelta(hours=count) / (60 if code == "m" else 1)
        else:
            days = move(here.date(), direction * int(count), code) - here.date()
            other = here + days
    except (ValueError, OverflowError):
        return Meaning("DURATION", value, None, "duration", anchors=False)
    return Meaning("DURATION", value, (min(here, other), max(here, other), "duration"), "duration", anchors=False)


def _period(count: float | None, code: str, *more: tuple[float | None, str]) -> str:
    """The TIMEX3 value of so many units: P24Y, PT1H30M, P2Y6M, PXD where the number is not known."""
    if code in ("F", "E", "C", "L") and count is not None:
        count, code = count * {"F": 2, "E": 10, "C": 100, "L": 1000}[code], "W" if code == "F" else "Y"
    prefix = "PT" if code in "SmH" else "P"
    letter = {"m": "M", "N": "WE", "E": "DE", "C": "CE", "L": "ML", "F": "W"}.get(code, code)
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


def _shifted(value: str | None, count: int, code: str, ctx: Context) -> Meaning | None:
    """`value` moved by units; without a value to count from, the value is open."""
    if code not in "DWMQYEC":
        return None
    interval = interval_of(value)
    if interval is None:
        return _around_today(ctx, count, code) if ctx.today else calendar_meaning("XXXX")
    try:
        return calendar_meaning(value_at(move(interval[0].date(), count, code), code))
    except (ValueError, OverflowError):
        return None


def _season(m: Found, ctx: Context) -> Meaning | None:
    word = m.word("season")
    code = next((code for name, code in _SEASONS.items() if name in word), "SU")
    year = m.part("year")
    if year:
        return calendar_meaning(f"{_year_of(year[0], ctx.today):04}-{code}")
    words = read_year(m.part("words"))
    if words:
        return calendar_meaning(f"{words:04}-{code}")
    if ctx.today is None:
        return calendar_meaning(f"XXXX-{code}")
    mod = m.word("mod") or m.word("mod2")
    if mod == "that" and ctx.last and ctx.last[:4].isdigit():
        return calendar_meaning(f"{ctx.last[:4]}-{code}")
    starts = [date(year, SEASONS[code], 1) for year in range(ctx.today.year - 2, ctx.today.year + 2) if year > 0]
    begun = [start for start in starts if start <= ctx.today]
    if mod in ("next", "coming", "upcoming"):
        chosen = next(start for start in starts if start > ctx.today)
    elif mod in _BACK:
        ended = [start for start in starts if add_months(start, 3) <= ctx.today]
        chosen = ended[-1]
    elif ctx.direction > 0 and add_months(begun[-1], 3) <= ctx.today:
        chosen = next(start for start in starts if start > ctx.today)
    elif mod == "this":
        chosen = min(starts, key=lambda start: abs((add_months(start, 1) - ctx.today).days) if ctx.today else 0)
    else:
        chosen = begun[-1]
    return calendar_meaning(f"{chosen.year:04}-{code}")


def _past_units(m: Found, ctx: Context) -> Meaning | None:
    count = _count(m.part("n"))
    code = unit_code(m.word("unit"))
    mod = m.word("mod")
    if mod in ("latest", "recent", "last", "past", "preceding", "previous", "prior"):
        return _anchored(-1, count, code, ctx)
    return _anchored(1, count, code, ctx)


def _count(tokens: Sequence[Token]) -> float | None:
    """The number of units; None for "a few", "several"."""
    words = {token.lower for token in tokens}
    if words & {"few", "several", "numerous", "some", "hundreds", "thousands", "dozens", "scores", "tens", "more"}:
        numbers = [t for t in tokens if t.number is not None and t.lower not in ("a", "an")]
        return read_number(numbers) if numbers else None
    if "couple" in words:
        return 2.0
    return read_number(tokens)


def _recent_units(m: Found, ctx: Context) -> Meaning | None:
    mod = m.word("mod")
    if mod in ("recent", "past", "last"):
        return Meaning("DATE", "PAST_REF", anchors=False)
    if mod in ("coming", "upcoming", "future", "ahead"):
        return Meaning("DATE", "FUTURE_REF", anchors=False)
    return None


def _bare(m: Found, ctx: Context) -> Meaning | None:
    """ "for years", "within weeks": a duration of unknown length; other bare plurals are not read."""
    before = ctx.before[-1].lower if ctx.before else ""
    after = ctx.after[0].lower if ctx.after else ""
    if before not in ("for", "within", "in", "over") or after in ("of", "-", "to", "before", "after"):
        return None
    return Meaning("DURATION", _period(None, unit_code(m.word("unit"))), None, "duration", anchors=False)


def _day_more(m: Found, ctx: Context) -> Meaning | None:
    """The second day of "April 24 and 25"."""
    month = next((t for t in ctx.before[-3:-1] if t.lower[:3] in _MONTHS), None)
    if month is None or ctx.day is None or not ctx.before or ctx.before[-1].number is None:
        return None
    after = ctx.after[0].lower if ctx.after else ""
    day = int(m.part("day")[0].number or 0)
    value = f"{ctx.day[:8]}{day:02}"
    if ctx.day[8:].lstrip("0") != f"{int(ctx.before[-1].number)}" or not interval_of(value) or after in ("percent", "%"):
        return None
    return calendar_meaning(value)


def _first_units(m: Found, ctx: Context) -> Meaning | None:
    which = m.part("which")[0]
    if which.lower not in ("first", "final", "opening", "last"):
        return None
    count = _count(m.part("n")) if m.part("n") else None
    code = unit_code(m.word("unit"))
    if which.lower == "last" and m.part("n"):
        return _anchored(-1, count, code, ctx)
    return Meaning("DURATION", _period(count, code), None, "duration", anchors=False)


def _nth_unit(m: Found, ctx: Context) -> Meaning | None:
    number = 2.0 if m.part("mod3") else read_number(m.part("ord"))
    half = m.word("unit") == "half"
    if number is None or not 1 <= number <= (2 if half else 4):
        return None
    letter, length = ("H", 6) if half else ("Q", 3)
    year = m.part("year")
    if year:
        return calendar_meaning(f"{_year_of(year[0], ctx.today):04}-{letter}{int(number)}")
    if half and not (m.part("mod") or m.part("lead") or m.tokens[-1].lower == "year"):
        # "the second half" is more often that of a match.
        return None
    if ctx.today is None:
        return calendar_meaning(f"XXXX-{letter}{int(number)}")
    mod = m.word("mod")
    base = ctx.today.year + (-1 if mod in _BACK else 1 if mod == "next" else 0)
    if not mod and m.tokens[-1].lower != "year":
        start = date(base, length * (int(number) - 1) + 1, 1)
        ahead = (start - ctx.today).days
        if ahead > (31 if ctx.direction < 0 else 190):
            base -= 1
        elif ctx.direction > 0 and ahead < -31 * (length + 4):
            base += 1
    return calendar_meaning(f"{base:04}-{letter}{int(number)}")


def _year_period(m: Found, ctx: Context) -> Meaning | None:
    year = int(m.part("year")[0].number or 0)
    if ctx.quarter:
        return calendar_meaning(f"{year:04}{ctx.quarter[4:]}")
    return calendar_meaning(f"{year:04}")


def _fiscal(m: Found, ctx: Context) -> Meaning | None:
    return calendar_meaning(f"{_year_of(m.part('year')[0], ctx.today):04}")


def _year_ago(m: Found, ctx: Context) -> Meaning | None:
    code = unit_code(m.word("unit"))
    if m.part("n"):
        return Meaning("DURATION", _period(_count(m.part("n")), unit_code(m.tokens[-1].lower)), None, "duration", anchors=False)
    number = read_number(m.part("ord"))
    if number and ctx.today and code == "Y":
        return calendar_meaning(f"{ctx.today.year - 1:04}-Q{int(number)}") if number <= 4 else None
    return _back(1, code, ctx)


def _back(count: float | None, code: str, ctx: Context) -> Meaning | None:
    """So many units before the publication; a year before counts from the quarter that the report speaks of."""
    if count is None or code in ("L",):
        return Meaning("DATE", "PAST_REF", anchors=False)
    if code == "Y" and count == 1 and ctx.quarter:
        return calendar_meaning(f"{int(ctx.quarter[:4]) - 1:04}{ctx.quarter[4:]}")
    if ctx.published is None:
        return calendar_meaning({"Y": "XXXX", "M": "XXXX-XX", "W": "XXXX-WXX", "D": "XXXX-XX-XX"}.get(code, "PAST_REF"))
    try:
        if code in ("S", "m", "H"):
            at = ctx.published - timedelta(seconds=count * {"S": 1, "m": 60, "H": 3600}[code])
            return calendar_meaning(at.strftime("%Y-%m-%dT%H" if code == "H" else "%Y-%m-%dT%H:%M"), "TIME")
        if code in ("F", "N"):
            count, code = count * (2 if code == "F" else 1), "W"
        if code in ("E", "C"):
            count, code = count * (10 if code == "E" else 100), "Y"
        if count != int(count):
            months = round(count * {"Y": 12, "M": 1, "Q": 3}.get(code, 0))
            if not months:
                return calendar_meaning(value_at(move(ctx.published.date(), -round(count), code), code))
            return calendar_meaning(value_at(add_months(ctx.published.date(), -months), "M"))
        return calendar_meaning(value_at(move(ctx.published.date(), -int(count), code), code))
    except (ValueError, OverflowError):
        return Meaning("DATE", "PAST_REF", anchors=False)


def _ago(m: Found, ctx: Context) -> Meaning | None:
    tokens = m.part("n")
    if not tokens:
        return Meaning("DATE", "PAST_REF", anchors=False)
    count = _count(tokens)
    if count is not None and any(t.lower == "half" for t in m.tokens) and not any(t.lower == "half" for t in tokens):
        count += 0.5
    return _back(count, unit_code(m.word("unit")), ctx)


def _later(m: Found, ctx: Context) -> Meaning | None:
    code = unit_code(m.word("unit"))
    if m.part("that"):
        return _that_unit(ctx, code)
    count = _count(m.part("n"))
    sign = -1 if m.word("dir") == "earlier" else 1
    if count is None or count != int(count) or code in "SmHLNF":
        return Meaning("DURATION", _period(count, code), None, "duration", anchors=False)
    if sign < 0 and code == "Y" and count == 1 and ctx.quarter:
        return calendar_meaning(f"{int(ctx.quarter[:4]) - 1:04}{ctx.quarter[4:]}")
    if ctx.last is None and sign < 0:
        return _back(count, code, ctx)
    return _shifted(ctx.last, sign * int(count), code, ctx)


def _duration(m: Found, ctx: Context) -> Meaning | None:
    code = unit_code(m.word("unit"))
    tokens = m.part("n")
    if not tokens:
        alone = m.tokens[-1].lower in ("long",)
        return Meaning("DURATION", _period(1.0 if alone else None, code), None, "duration", anchors=False)
    count = _count(tokens)
    if count is not None and count > 1e9:
        return None
    if tokens[0].lower in ("a", "an") and len(tokens) == 1 and _is_rate(ctx):
        return None
    more = m.part("more")
    extra: list[tuple[float | None, str]] = []
    if more:
        if m.part("n2"):
            extra.append((read_number(m.part("n2")), unit_code(m.word("unit2"))))
        elif count is not None:
            count += 0.5
    if m.word("unit") == "second" and count is not None and count != 1 and m.tokens[-1].lower == "second":
        # "two second ..." is an ordinal, "a second" mostly too; "five-second" is a duration.
        if not any(t.lower == "-" for t in m.tokens):
            return None
    if m.tokens[-1].lower == "second" and tokens[0].lower in ("a", "an"):
        return None
    if m.tokens[-1].lower == "quarters" and any(t.lower == "-" for t in m.tokens):
        return None
    if m.tokens[-1].lower == "quarter" and not any(t.lower == "-" for t in m.tokens):
        return None
    value = _period(count, code, *extra)
    return Meaning("DURATION", value, None, "duration", anchors=False)


def _is_rate(ctx: Context) -> bool:
    """True where a number with its noun stands before "a week": four flights a week, $5 a day, once a year."""
    words = ctx.before[-3:]
    if not words:
        return False
    if words[-1].number is not None or words[-1].lower in ("once", "twice", "times", "percent", "%", "cents", "dollars"):
        return True
    words = [token for token in words if token.lower not in ("a", "an")]
    return any(token.number is not None or token.lower == "$" for token in words[-3:-1]) and words[-1].lower not in (
        "in", "for", "within", "after", "of", "about", ",", "over", "than", "to", "nearly", "almost", "by", "at", "-")  # fmt: skip


def _range(m: Found, ctx: Context) -> Meaning | None:
    count = read_number(m.part("n2"))
    if count is None or m.tokens[-1].lower in ("second", "quarter"):
        return None
    return Meaning("DURATION", _period(count, unit_code(m.word("unit"))), None, "duration", anchors=False)


def _age(m: Found, ctx: Context) -> Meaning | None:
    count = read_number(m.part("n"))
    if count is None or count > 5000:
        return None
    return Meaning("DURATION", _period(count, unit_code(m.word("unit"))), None, "duration", anchors=False)


def _every(m: Found, ctx: Context) -> Meaning | None:
    part = m.word("part")
    suffix = f"T{_part_code(part)}" if part else ""
    weekday = m.word("weekday")
    if weekday:
        value = "P1D" if weekday == "weekdays" else f"XXXX-WXX-{_weekday(weekday) + 1}{suffix}"
        return Meaning("SET", value, None, "set", anchors=False)
    word = m.word("unit")
    count = read_number(m.part("n")) if m.part("n") else 2.0 if m.part("other") else 1.0
    if word in ("morning", "afternoon", "evening", "night"):
        value = f"XXXX-XX-XXT{_part_code(word)}"
    elif word in _UNITS or word.removesuffix("s") in _UNITS:
        code = unit_code(word)
        value = "XXXX-WXX-WE" if code == "N" else _period(count, code)
    elif word[:3] in _WEEKDAYS and word.endswith("day"):
        value = f"XXXX-WXX-{_weekday(word) + 1}{suffix}"
    elif word in _SEASONS:
        value = f"XXXX-{_SEASONS[word]}"
    elif word[:3] in _MONTHS:
        value = f"XXXX-{_month(word):02}"
    else:
        return None
    return Meaning("SET", value, None, "set", anchors=False)


def _daily(m: Found, ctx: Context) -> Meaning | None:
    return Meaning("SET", _SETS[m.tokens[0].lower], None, "set", anchors=False)


def _now(m: Found, ctx: Context) -> Meaning | None:
    return Meaning("DATE", "PRESENT_REF", anchors=False)


def _past_ref(m: Found, ctx: Context) -> Meaning | None:
    return Meaning("DATE", "PAST_REF", anchors=False)


def _future_ref(m: Found, ctx: Context) -> Meaning | None:
    before = ctx.before[-1].lower if ctx.before else ""
    after = ctx.after[0].lower if ctx.after else ""
    if m.tokens[0].lower == "soon" and (before in ("as", "too", "so", "how") or after in ("after", "as")):
        return None
    return Meaning("DATE", "FUTURE_REF", anchors=False)


def _year_end(m: Found, ctx: Context) -> Meaning | None:
    code = unit_code(m.word("unit"))
    if code not in "MYW" or not code:
        return None
    meaning = _around_today(ctx, 0, code)
    if code == "Y" and ctx.today:
        return calendar_meaning(f"{ctx.today.year - (ctx.direction < 0 and ctx.today.month < 3):04}-12-31")
    return meaning


def _weekend(m: Found, ctx: Context) -> Meaning | None:
    before = ctx.before[-1].lower if ctx.before else ""
    return None if before in ("a", "an", "long", "holiday") else _around_today(ctx, 0, "N")


def _feast(m: Found, ctx: Context) -> Meaning | None:
    name = next((t for t in m.part("feast")), None)
    rule = _feasts().get(name.lower) if name else None
    if rule is None:
        return None
    year = m.part("year")
    if year:
        return calendar_meaning(_feast_day(rule, _year_of(year[0], ctx.today)).isoformat())
    if ctx.today is None:
        return calendar_meaning(f"XXXX-{rule}" if isinstance(rule, str) else "XXXX-XX-XX")
    options = [_feast_day(rule, y) for y in range(ctx.today.year - 1, ctx.today.year + 2) if 0 < y < 9999]
    mod = m.word("mod")
    back = -1 if mod in _BACK else 1 if mod == "next" else None
    day = _by_direction(ctx, options, ctx.today, back=back)
    week = m.word("week")
    if week:
        return calendar_meaning(value_at(day, "W") + ("-WE" if week == "weekend" else "")) if week != "day" else None
    return calendar_meaning(day.isoformat())


@cache
def _feasts() -> dict[str, str | int | list[int]]:
    return {name.lower(): rule for name, rule in load_table("times")["feasts"].items()}


def _feast_day(rule: str | int | list[int], year: int) -> date:
    if isinstance(rule, str):
        return date(year, int(rule[:2]), int(rule[3:]))
    if isinstance(rule, int):
        return easter(year) + timedelta(days=rule)
    return nth_weekday(year, rule[0], rule[1], rule[2]) + timedelta(days=rule[3] if len(rule) > 3 else 0)


def _iso(m: Found, ctx: Context) -> Meaning | None:
    raw = m.tokens[0].lower.upper()
    match = re.match(r"(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d)?))?", raw)
    if match is None:
        return None
    offset = re.search(r"T.*([+-])(\d\d):?(\d\d)$", raw)
    zone = (1 if offset[1] == "+" else -1) * (int(offset[2]) + int(offset[3]) / 60) if offset else 0.0
    value = f"{match[1]}T{match[2]}" if match[2] else match[1]
    return calendar_meaning(value, "TIME" if match[2] else "DATE", zone=zone) if interval_of(value) else None


def _slashed(m: Found, ctx: Context) -> Meaning | None:
    """A numeric date; month first, as American news writes, unless that is no month; with dots day first."""
    dotted = "." in m.tokens[0].lower
    first, second, year = (int(piece) for piece in re.split(r"[/.]", m.tokens[0].lower))
    month, day = (second, first) if dotted or first > 12 else (first, second)
    if year < 100:
        year += 2000 if year < 70 else 1900
    value = f"{year:04}-{month:02}-{day:02}"
    return calendar_meaning(value) if interval_of(value) else None


MEANINGS: dict[str, Callable[[Found, Context], Meaning | None]] = {
    "iso": _iso, "slashed": _slashed, "month_day": _month_day, "month_year": _month_year, "month_rel": _month_rel,
    "month": _only_month, "year": _year, "year_words": _year_words, "decade": _decade, "century": _century,
    "weekday": _only_weekday, "early_hours": _early_hours, "deictic": _deictic, "part": _part, "overnight": _overnight,
    "clock": _clock, "military": _military, "dawn": _dawn, "unit_rel": _unit_rel, "weekend": _weekend, "season": _season,
    "past_units": _past_units, "recent_units": _recent_units, "first_units": _first_units, "nth_unit": _nth_unit,
    "year_period": _year_period, "fiscal": _fiscal, "year_ago": _year_ago, "duration": _duration, "range": _range,
    "age": _age, "ago": _ago, "later": _later, "every": _every, "daily": _daily, "now": _now, "past_ref": _past_ref,
    "future_ref": _future_ref, "bare": _bare, "day_more": _day_more, "year_end": _year_end, "feast": _feast,
}  # fmt: skip

"""Days, months, weekdays and feasts: what they mean."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

from rashomon.data import load_table
from rashomon.reading.calendar import easter, interval_of, nth_weekday, value_at, weekday_near
from rashomon.reading.time_meaning import (
    BACK,
    MONTHS,
    Context,
    Found,
    Meaning,
    Rule,
    TimexType,
    calendar_meaning,
    day_from_today,
    month_number,
    part_code,
    pick_date,
    same_day_of_years,
    unit_code,
    weekday_number,
    year_of,
)  # fmt: skip
from rashomon.reading.time_tokens import read_number, read_year


def _month_day(m: Found, ctx: Context) -> Meaning | None:
    if m.part("part"):
        day_only = read_month_day(m, ctx)
        if day_only is None or day_only.value is None:
            return None
        return calendar_meaning(f"{day_only.value}T{part_code(m.word('part'))}", "TIME")
    return read_month_day(m, ctx)


def read_month_day(m: Found, ctx: Context) -> Meaning | None:
    """The day of "Friday, June 19, 2024"; without a year, the one that tense and nearness choose."""
    month = month_number(m.word("month"))
    tokens = m.part("day") or m.part("day2")
    number = read_number(tokens)
    if number is None or not 1 <= number <= 31:
        return None
    day = int(number)
    year = m.part("year")
    if year:
        return calendar_meaning(f"{year_of(year[0], ctx.today):04}-{month:02}-{day:02}")
    if ctx.today is None:
        if ctx.last and ctx.last[:4].isdigit():
            named = f"{ctx.last[:4]}-{month:02}-{day:02}"
            if _is_weekday(named, m.word("weekday")):
                return calendar_meaning(named)
        return calendar_meaning(f"XXXX-{month:02}-{day:02}")
    options = same_day_of_years(ctx.today.year, month, day)
    if not options:
        return None
    weekday = m.word("weekday")
    if weekday:
        agreeing = [option for option in options if option.weekday() == weekday_number(weekday)]
        options = agreeing or options
    mod = m.word("mod")
    back = -1 if mod in BACK else 1 if mod == "next" else None
    return calendar_meaning(pick_date(ctx, options, ctx.today, back=back).isoformat())


def _is_weekday(day: str, weekday: str) -> bool:
    """False where the day (ISO) is there and falls on another weekday than the one named, if one is."""
    try:
        return not weekday or date.fromisoformat(day).weekday() == weekday_number(weekday)
    except ValueError:
        return True


def _day_more(m: Found, ctx: Context) -> Meaning | None:
    """The second day of "April 24 and 25"."""
    month = next((t for t in ctx.before[-4:-2] if t.lower[:3] in MONTHS), None)
    if month is None or ctx.day is None or ctx.before[-2].number is None:
        return None
    after = ctx.word_after
    day = int(m.part("day")[0].number or 0)
    value = f"{ctx.day[:8]}{day:02}"
    if (
        ctx.day[8:].lstrip("0") != f"{int(ctx.before[-2].number)}"
        or not interval_of(value)
        or after in ("percent", "%")
    ):
        return None
    return calendar_meaning(value)


def _month_year(m: Found, ctx: Context) -> Meaning | None:
    return calendar_meaning(f"{year_of(m.part('year')[0], ctx.today):04}-{month_number(m.word('month')):02}")


def _month_words(m: Found, ctx: Context) -> Meaning | None:
    year = read_year(m.part("words"))
    return calendar_meaning(f"{year:04}-{month_number(m.word('month')):02}") if year else None


def _week_of(m: Found, ctx: Context) -> Meaning | None:
    day = read_month_day(m, ctx) if unit_code(m.word("week")) == "W" else None
    return calendar_meaning(value_at(day.interval[0].date(), "W")) if day and day.interval else None


def _month_rel(m: Found, ctx: Context) -> Meaning | None:
    if unit_code(m.tokens[-1].lower) != "Y":
        return None
    shift = {"last": -1, "next": 1}.get(m.word("mod"), 0)
    base = ctx.today.year if ctx.today else None
    if m.word("mod") == "that" and ctx.last and ctx.last[:4].isdigit():
        base = int(ctx.last[:4])
    month = month_number(m.word("month"))
    return calendar_meaning(f"{base + shift:04}-{month:02}" if base else f"XXXX-{month:02}")


def _only_month(m: Found, ctx: Context) -> Meaning | None:
    token = m.part("month")[0]
    if token.lower == "may" and not (m.part("lead") or m.part("mod")) and _opens_sentence(ctx):
        return None
    month = month_number(token.lower)
    if ctx.today is None:
        if ctx.last and ctx.last[:4].isdigit():
            return calendar_meaning(f"{ctx.last[:4]}-{month:02}")
        return calendar_meaning(f"XXXX-{month:02}")
    mod = m.word("mod")
    if token.end - token.start == 3 and token.lower != "may":
        return None  # "Jan" and "Mar" alone are names
    if ctx.before and ctx.before[-1].lower == "'s" and token.lower in ("march", "may"):
        return None  # "the Women's March"
    now = ctx.today.replace(day=1)
    if mod == "this":
        return calendar_meaning(f"{now.year:04}-{month:02}")
    options = [date(year, month, 1) for year in (now.year - 1, now.year, now.year + 1) if 0 < year < 9999]
    if mod in BACK:
        options = [option for option in options if option < now]
        return calendar_meaning(value_at(options[-1], "M"))
    return calendar_meaning(value_at(pick_date(ctx, options, now, back=1 if mod == "next" else None), "M"))


def _opens_sentence(ctx: Context) -> bool:
    return not ctx.before or ctx.before[-1].lower in ("", ".", "!", "?", '"', "'", ":")


def read_weekday(m: Found, ctx: Context) -> Meaning | None:
    """The day of "Wednesday", "last Friday night": today or the nearest past one, ahead where the tense says so."""
    weekday = weekday_number(m.word("weekday"))
    part = m.word("part")
    suffix = f"T{part_code(part)}" if part else ""
    if not suffix and any(t.lower == "night" for t in m.tokens):
        suffix = "TNI"
    kind: TimexType = "TIME" if suffix else "DATE"
    if ctx.today is None:
        return calendar_meaning(f"XXXX-WXX-{weekday + 1}{suffix}", kind)
    mod, week = m.word("mod"), m.word("week")
    today = ctx.today
    if week:
        monday = today - timedelta(days=today.weekday())
        shift = -1 if week in BACK else 0 if week == "this" else 1
        day = monday + timedelta(days=7 * shift + weekday)
    elif mod in ("previous", "preceding", "prior") and ctx.day:
        day = weekday_near(date.fromisoformat(ctx.day) - timedelta(days=1), weekday, -1)
        if day == date.fromisoformat(ctx.day):
            day -= timedelta(days=7)
    elif mod == "following" and ctx.day:
        day = weekday_near(date.fromisoformat(ctx.day) + timedelta(days=1), weekday, 1)
    elif mod in BACK:
        day = weekday_near(today - timedelta(days=1), weekday, -1)
    elif mod in ("next", "coming", "upcoming", "following"):
        day = weekday_near(today + timedelta(days=1), weekday, 1)
    elif mod == "this":
        day = weekday_near(today, weekday, -1 if ctx.direction < 0 else 1)
    else:
        day = weekday_near(today, weekday, 1 if ctx.direction > 0 else -1)
    return calendar_meaning(day.isoformat() + suffix, kind)


def _deictic(m: Found, ctx: Context) -> Meaning | None:
    word = m.word("deictic")
    shift = {"yesterday": -1, "tomorrow": 1}.get(word, 0)
    if m.word("shift"):
        if unit_code(m.tokens[1].lower) != "D":
            return None
        shift *= 2
    day = day_from_today(shift, ctx).value
    part = m.word("part")
    if part or word == "tonight" or m.tokens[-1].lower == "night":
        return calendar_meaning(f"{day}T{part_code(part) if part else 'NI'}", "TIME")
    return calendar_meaning(day)


def _feast(m: Found, ctx: Context) -> Meaning | None:
    name = next((t for t in m.part("feast")), None)
    rule = _feasts().get(name.lower) if name else None
    if rule is None:
        return None
    year = m.part("year")
    if year:
        return calendar_meaning(_feast_day(rule, year_of(year[0], ctx.today)).isoformat())
    if ctx.today is None:
        return calendar_meaning(f"XXXX-{rule}" if isinstance(rule, str) else "XXXX-XX-XX")
    options = [_feast_day(rule, y) for y in range(ctx.today.year - 1, ctx.today.year + 2) if 0 < y < 9999]
    mod = m.word("mod")
    back = -1 if mod in BACK else 1 if mod == "next" else None
    day = pick_date(ctx, options, ctx.today, back=back)
    week = m.word("week")
    if week:
        return calendar_meaning(value_at(day, "W") + ("-WE" if week == "weekend" else "")) if week != "day" else None
    meaning = calendar_meaning(day.isoformat())
    # "the New Year barge": times of the clock do not count from a feast that only describes.
    return meaning if ctx.word_before == "on" else replace(meaning, anchors=False)


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


DAYS: dict[str, Rule] = {
    "month_day": _month_day,
    "day_more": _day_more,
    "month_year": _month_year,
    "month_rel": _month_rel,
    "month_words": _month_words,
    "week_of": _week_of,
    "month": _only_month,
    "weekday": read_weekday,
    "deictic": _deictic,
    "feast": _feast,
    "iso": _iso,
    "slashed": _slashed,
}

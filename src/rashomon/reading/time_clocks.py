"""Times of the clock and parts of the day: what they mean."""

from __future__ import annotations

import re
from datetime import date, timedelta

from rashomon.reading.calendar import Interval, interval_of, weekday_near, zone_offset
from rashomon.reading.time_days import read_month_day, read_weekday
from rashomon.reading.time_meaning import (
    BACK,
    MONTHS,
    WEEKDAYS,
    Context,
    Found,
    Meaning,
    Rule,
    calendar_meaning,
    day_from_today,
    month_number,
    part_code,
    pick_date,
    same_day_of_years,
    unit_code,
    weekday_number,
)  # fmt: skip


def _early_hours(m: Found, ctx: Context) -> Meaning | None:
    word = m.word("weekday")
    deictic = m.word("deictic")
    if word:
        inner = read_weekday(m, ctx)
    elif m.word("month"):
        inner = read_month_day(m, ctx)
    else:
        inner = day_from_today({"yesterday": -1, "tomorrow": 1}.get(deictic, 0), ctx)
    if unit_code(m.tokens[2 if m.tokens[0].lower == "the" else 1].lower) != "H" or inner is None or inner.value is None:
        return None
    day = inner.value.split("T")[0]
    whole = interval_of(day)
    interval: Interval | None = (whole[0], whole[0] + timedelta(hours=6), "part") if whole else None
    return Meaning(type="TIME", value=f"{day}TNI", interval=interval, grain="part")


def _part(m: Found, ctx: Context) -> Meaning | None:
    code = part_code(m.tokens[-1].lower)
    mod = m.word("mod") or m.word("mod2")
    base = ctx.today
    before = ctx.word_before
    if not mod and before not in ("in", "during", "through", "throughout", "by", "into", "for"):
        return None
    if mod in ("that", "same", "next", "") and ctx.near_day:
        base = date.fromisoformat(ctx.near_day)
    if mod == "past":
        return None
    shift = -1 if mod in BACK else 1 if mod in ("next", "following") else 0
    if base is None:
        return calendar_meaning(f"XXXX-XX-XXT{code}", "TIME")
    return calendar_meaning(f"{(base + timedelta(days=shift)).isoformat()}T{code}", "TIME")


def _overnight(m: Found, ctx: Context) -> Meaning | None:
    if ctx.today is None:
        return calendar_meaning("XXXX-XX-XXTNI", "TIME")
    return calendar_meaning(f"{(ctx.today - timedelta(days=1)).isoformat()}TNI", "TIME")


_CLOCK_LEADS = frozenset(
    [
        "at",
        "by",
        "around",
        "from",
        "until",
        "till",
        "before",
        "after",
        "since",
        "between",
        "about",
        "to",
        "and",
        "past",
        "-",
        "shortly",
        "nearly",
    ]
)


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
        before = ctx.word_before
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
    if day is None:
        return calendar_meaning(f"XXXX-XX-XXT{hour:02}:{minute:02}", "TIME")
    whole = interval_of(day)
    offsets = [zone_offset(t.lower, whole[0].date()) for t in m.part("zone")] if whole else []
    zone = next((offset for offset in offsets if offset is not None), 0.0)
    return calendar_meaning(f"{day}T{hour:02}:{minute:02}", "TIME", zone=zone)


def _clock_day(m: Found, ctx: Context) -> str | None:
    tokens = [
        *m.part("date"),
        *m.part("weekday"),
        *m.part("deictic"),
        *m.part("month"),
        *m.part("day"),
        *m.part("year"),
    ]
    if not tokens:
        return ctx.near_day or (ctx.today.isoformat() if ctx.today else None)
    words = [token.lower for token in tokens]
    months = [word for word in words if word[:3] in MONTHS and word[:3].isalpha() and len(word) >= 3
              and word not in ("monday", "mon")]  # fmt: skip
    if months:
        day = next((t.number for t in tokens if t.number and t.number <= 31), None)
        year = next((int(t.number) for t in tokens if t.number and t.number > 31), None)
        if day is not None:
            return _pick_day(ctx, month_number(months[0]), int(day), year)
    for word in words:
        if word in ("today", "tonight", "yesterday", "tomorrow"):
            return day_from_today({"yesterday": -1, "tomorrow": 1}.get(word, 0), ctx).value
        if word[:3] in WEEKDAYS:
            if ctx.today is None:
                return f"XXXX-WXX-{weekday_number(word) + 1}"
            return weekday_near(ctx.today, weekday_number(word), 1 if ctx.direction > 0 else -1).isoformat()
    return None


def _pick_day(ctx: Context, month: int, day: int, year: int | None) -> str | None:
    if year is not None:
        return f"{year:04}-{month:02}-{day:02}"
    if ctx.today is None:
        return f"XXXX-{month:02}-{day:02}"
    options = same_day_of_years(ctx.today.year, month, day)
    return pick_date(ctx, options, ctx.today).isoformat() if options else None


def _dawn(m: Found, ctx: Context) -> Meaning | None:
    before = ctx.word_before
    if before not in ("at", "before", "by", "until", "after", "since"):
        return None
    day = ctx.near_day or (ctx.today.isoformat() if ctx.today else "XXXX-XX-XX")
    first = m.tokens[0].lower
    part = "AF" if first == "lunchtime" else "EV" if first in ("dusk", "sunset", "nightfall") else "MO"
    return calendar_meaning(f"{day}T{part}", "TIME")


CLOCKS: dict[str, Rule] = {
    "early_hours": _early_hours,
    "part": _part,
    "overnight": _overnight,
    "clock": _clock,
    "military": _military,
    "dawn": _dawn,
}

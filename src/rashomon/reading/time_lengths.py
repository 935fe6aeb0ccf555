"""Durations, sets, distances from a date ("two years ago") and references to now: what they mean."""

from __future__ import annotations

from datetime import timedelta

from rashomon.reading.calendar import Interval, add_months, move, value_at
from rashomon.reading.time_meaning import (
    MONTHS,
    SEASON_CODES,
    UNITS,
    WEEKDAYS,
    Context,
    Found,
    Meaning,
    Rule,
    calendar_meaning,
    count_of,
    in_play,
    length_of,
    month_number,
    move_value,
    part_code,
    period_value,
    reference_to,
    set_of,
    that_unit,
    unit_code,
    weekday_number,
)  # fmt: skip
from rashomon.reading.time_tokens import read_number

_SETS = {"daily": "P1D", "weekly": "P1W", "monthly": "P1M", "hourly": "PT1H", "nightly": "XXXX-XX-XXTNI",
         "annually": "P1Y", "yearly": "P1Y", "biweekly": "P2W", "fortnightly": "P2W"}  # fmt: skip


def anchored_length(direction: int, count: float | None, code: str, ctx: Context) -> Meaning:
    """A duration that ends (-1) or begins (1) at the time of publication; `count` None is an unknown number."""
    value = period_value(count, code)
    if ctx.published is None or count is None or code not in "mHDWMQYEC" or count != int(count) or count > 5000:
        return length_of(value)
    here = ctx.published
    try:
        if code in "mH":
            other = here + direction * timedelta(hours=count) / (60 if code == "m" else 1)
        else:
            days = move(here.date(), direction * int(count), code) - here.date()
            other = here + days
    except (ValueError, OverflowError):
        return length_of(value)
    interval: Interval = (min(here, other), max(here, other), "duration")
    return Meaning(type="DURATION", value=value, interval=interval, grain="duration", anchors=False)


def _past_units(m: Found, ctx: Context) -> Meaning | None:
    count = count_of(m.part("n2") or m.part("n"))
    code = unit_code(m.word("unit"))
    mod = m.word("mod")
    if mod in ("latest", "recent", "last", "past", "preceding", "previous", "prior"):
        return anchored_length(-1, count, code, ctx)
    return anchored_length(1, count, code, ctx)


def _recent_units(m: Found, ctx: Context) -> Meaning | None:
    mod = m.word("mod")
    if mod in ("recent", "past", "last"):
        return reference_to("PAST_REF")
    if mod in ("coming", "upcoming", "future", "ahead"):
        return reference_to("FUTURE_REF")
    return None


def _bare(m: Found, ctx: Context) -> Meaning | None:
    """ "for years", "within weeks": a duration of unknown length; other bare plurals are not read."""
    before = ctx.word_before
    after = ctx.word_after
    if (
        before not in ("for", "within", "in", "over")
        or after in ("of", "-", "before", "after", "to")[: 4 if before == "for" else 5]
    ):
        return None
    return length_of(period_value(None, unit_code(m.word("unit"))))


def _first_units(m: Found, ctx: Context) -> Meaning | None:
    which = m.part("which")[0]
    if which.lower not in ("first", "final", "opening", "last"):
        return None
    count = count_of(m.part("n")) if m.part("n") else None
    code = unit_code(m.word("unit"))
    if which.lower == "last" and m.part("n"):
        return anchored_length(-1, count, code, ctx)
    return length_of(period_value(count, code))


def _duration(m: Found, ctx: Context) -> Meaning | None:
    code = unit_code(m.word("unit"))
    tokens = m.part("n")
    if not tokens:
        alone = m.tokens[-1].lower in ("long",)
        return length_of(period_value(1.0 if alone else None, code))
    count = count_of(tokens)
    if count is not None and count > 1e9:
        return None
    if tokens[0].lower in ("a", "an") and len(tokens) == 1 and (_is_rate(ctx) or ctx.word_after == "-"):
        return None
    more = m.part("more")
    extra: list[tuple[float | None, str]] = []
    if more:
        if m.part("n2"):
            extra.append((read_number(m.part("n2")), unit_code(m.word("unit2"))))
        elif count is not None:
            count += 0.5
    last, hyphened = m.tokens[-1].lower, any(t.lower == "-" for t in m.tokens)
    # "a second" and "two second ..." are mostly ordinals; "five-second" is a duration; "three-quarters" is a fraction.
    if last == "second" and (tokens[0].lower in ("a", "an") or not hyphened):
        return None
    if (last == "quarter" and not hyphened) or (last == "quarters" and hyphened):
        return None
    value = period_value(count, code, *extra)
    return length_of(value)


_TIMES_A = frozenset({"once", "twice", "times", "percent", "%", "cents", "dollars"})
_NO_RATE = frozenset(
    ["in", "for", "within", "after", "of", "about", ",", "over", "than", "to", "nearly", "almost", "by", "at", "-"]
)


def _is_rate(ctx: Context) -> bool:
    """True where a number with its noun stands before "a week": four flights a week, $5 a day, once a year."""
    if not ctx.before:
        return False
    last = ctx.before[-1]
    if last.number is not None or last.lower in _TIMES_A:
        return True
    if last.lower in _NO_RATE:
        return False
    words = [token for token in ctx.before[-3:] if token.lower not in ("a", "an")]
    return any(token.number is not None or token.lower == "$" for token in words[:-1])


def _range(m: Found, ctx: Context) -> Meaning | None:
    count = read_number(m.part("n2"))
    if count is None or m.tokens[-1].lower in ("second", "quarter"):
        return None
    return length_of(period_value(count, unit_code(m.word("unit"))))


def _age(m: Found, ctx: Context) -> Meaning | None:
    count = read_number(m.part("n"))
    if count is None or count > 5000:
        return None
    return length_of(period_value(count, unit_code(m.word("unit"))))


def _year_ago(m: Found, ctx: Context) -> Meaning | None:
    code = unit_code(m.word("unit"))
    if m.part("n"):
        return length_of(period_value(count_of(m.part("n")), unit_code(m.tokens[-1].lower)))
    number = read_number(m.part("ord"))
    if number and ctx.today and code == "Y":
        return calendar_meaning(f"{ctx.today.year - 1:04}-Q{int(number)}") if number <= 4 else None
    return _back(1, code, ctx)


def _back(count: float | None, code: str, ctx: Context) -> Meaning | None:
    """So many units before the publication; a year before counts from the quarter that the report speaks of."""
    if count is None or code in ("L",):
        return reference_to("PAST_REF")
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
        return reference_to("PAST_REF")


def _ago(m: Found, ctx: Context) -> Meaning | None:
    tokens = m.part("n")
    if not tokens:
        return reference_to("PAST_REF")
    count = count_of(tokens)
    if count is not None and any(t.lower == "half" for t in m.tokens) and not any(t.lower == "half" for t in tokens):
        count += 0.5
    return _back(count, unit_code(m.word("unit")), ctx)


def _later(m: Found, ctx: Context) -> Meaning | None:
    code = unit_code(m.word("unit"))
    if m.part("that"):
        return that_unit(ctx, code)
    count = count_of(m.part("n"))
    follows = ctx.word_after
    if m.word("dir") in ("before", "after") and follows not in ("", ".", ",", ";", ")"):
        return None
    sign = -1 if m.word("dir") in ("earlier", "before") else 1
    if count is None or count != int(count) or code in "SmHLNF":
        return length_of(period_value(count, code))
    if sign < 0 and code == "Y" and count == 1 and ctx.quarter:
        return calendar_meaning(f"{int(ctx.quarter[:4]) - 1:04}{ctx.quarter[4:]}")
    if ctx.last is None and sign < 0:
        return _back(count, code, ctx)
    return move_value(ctx.last, sign * int(count), code, ctx)


def _every(m: Found, ctx: Context) -> Meaning | None:
    part = m.word("part")
    suffix = f"T{part_code(part)}" if part else ""
    weekday = m.word("weekday")
    if weekday:
        value = "P1D" if weekday == "weekdays" else f"XXXX-WXX-{weekday_number(weekday) + 1}{suffix}"
        return set_of(value)
    word = m.word("unit")
    if word in ("quarter", "half") and in_play(ctx):
        return None
    count = read_number(m.part("n")) if m.part("n") else 2.0 if m.part("other") else 1.0
    if word in ("morning", "afternoon", "evening", "night"):
        value = f"XXXX-XX-XXT{part_code(word)}"
    elif word in UNITS or word.removesuffix("s") in UNITS:
        code = unit_code(word)
        value = "XXXX-WXX-WE" if code == "N" else period_value(count, code)
    elif word[:3] in WEEKDAYS and word.endswith("day"):
        value = f"XXXX-WXX-{weekday_number(word) + 1}{suffix}"
    elif word in SEASON_CODES:
        value = f"XXXX-{SEASON_CODES[word]}"
    elif word[:3] in MONTHS:
        value = f"XXXX-{month_number(word):02}"
    else:
        return None
    return set_of(value)


def _daily(m: Found, ctx: Context) -> Meaning | None:
    return set_of(_SETS[m.tokens[0].lower])


def _now(m: Found, ctx: Context) -> Meaning | None:
    if m.tokens[0].lower == "these" and m.tokens[-1].lower != "days":
        return None
    return reference_to("PRESENT_REF")


def _vague(m: Found, ctx: Context) -> Meaning | None:
    return length_of(period_value(None, unit_code(m.word("unit"))) if m.part("unit") else "PXX")


def _past_ref(m: Found, ctx: Context) -> Meaning | None:
    if m.tokens[0].lower == "the" and (m.tokens[-1].lower != "past" or ctx.word_before != "in"):
        return None
    return reference_to("PAST_REF")


def _future_ref(m: Found, ctx: Context) -> Meaning | None:
    before = ctx.word_before
    after = ctx.word_after
    if m.tokens[0].lower == "soon" and (before in ("as", "too", "so", "how") or after in ("after", "as")):
        return None
    return reference_to("FUTURE_REF")


LENGTHS: dict[str, Rule] = {
    "past_units": _past_units,
    "recent_units": _recent_units,
    "bare": _bare,
    "first_units": _first_units,
    "duration": _duration,
    "range": _range,
    "age": _age,
    "year_ago": _year_ago,
    "ago": _ago,
    "later": _later,
    "every": _every,
    "daily": _daily,
    "now": _now,
    "past_ref": _past_ref,
    "vague": _vague,
    "future_ref": _future_ref,
}

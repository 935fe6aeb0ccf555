"""Weeks, seasons, quarters, years, decades: what they mean, by name or counted from the day of publication."""

from __future__ import annotations

from datetime import date
from functools import cache

from rashomon.data import load_table
from rashomon.reading.calendar import SEASONS, add_months
from rashomon.reading.time_lengths import anchored_length
from rashomon.reading.time_meaning import (
    BACK,
    MONTHS,
    SEASON_CODES,
    Context,
    Found,
    Meaning,
    Rule,
    around_today,
    calendar_meaning,
    in_play,
    length_of,
    month_number,
    move_value,
    that_unit,
    unit_code,
    year_of,
)  # fmt: skip
from rashomon.reading.time_tokens import read_number, read_year

_YEAR_LEADS = frozenset(
    [
        "in",
        "since",
        "by",
        "for",
        "of",
        "before",
        "after",
        "until",
        "till",
        "from",
        "to",
        "through",
        "during",
        "between",
        "and",
        "or",
        ",",
        "(",
        "-",
        "the",
        "late",
        "early",
        "mid",
        "than",
        "around",
        "circa",
        "about",
        "at",
        "/",
        "c",
        "year",
        "fiscal",
    ]
)


def _year(m: Found, ctx: Context) -> Meaning | None:
    token = m.part("year")[0]
    value = f"{year_of(token, ctx.today):04}"
    before, after = ctx.word_before, ctx.word_after
    led = before in _YEAR_LEADS
    if token.lower[0] == "'":
        return calendar_meaning(value) if led or m.part("lead") else None
    if before in _NO_YEAR_AFTER or after in ("%", "percent", "$") or _is_in_a_code(ctx):
        return None
    if len(m.tokens) > 1:  # "the year 1500", "early 1811"
        return calendar_meaning(value)
    if not ("1900" <= value <= "2060" or (led and "1100" <= value <= "2100")) or (not led and after in _counted()):
        return None
    return calendar_meaning(value)


def _is_in_a_code(ctx: Context) -> bool:
    """True where a mark ties the number to something else ("MH-1970", "-2000", "1998-B"), but for a range of years."""
    tied = ctx.word_after == "-" and len(ctx.after) > 1 and ctx.after[1].start == ctx.after[0].end
    if tied and not ctx.after[1].number:
        return True
    if ctx.word_before not in ("-", "/", ".", ":", "+"):
        return False
    if len(ctx.before) < 2 or ctx.before[-2].end != ctx.before[-1].start:
        return ctx.word_before in ("-", "+")
    previous = ctx.before[-2]
    is_year = previous.number is not None and 1000 <= previous.number <= 2199
    return not is_year and previous.lower not in ("post", "pre", "mid")


_NO_YEAR_AFTER = frozenset(["$", "£", "€", "¥", "no", "#", "room", "highway", "route", "flight"])


@cache
def _counted() -> frozenset[str]:
    return frozenset(load_table("times")["counted"].split())


def _year_words(m: Found, ctx: Context) -> Meaning | None:
    year = read_year(m.part("words"))
    return calendar_meaning(f"{year:04}") if year and 1500 <= year <= 2100 else None


def _decade(m: Found, ctx: Context) -> Meaning | None:
    word = m.word("decade")
    named = load_table("times")["decades"].get(word)
    if named is not None:
        before = ctx.word_before
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


def _season(m: Found, ctx: Context) -> Meaning | None:
    word = m.word("season")
    code = next((code for name, code in SEASON_CODES.items() if name in word), "SU")
    year = m.part("year")
    if year:
        return calendar_meaning(f"{year_of(year[0], ctx.today):04}-{code}")
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
    elif mod in BACK:
        ended = [start for start in starts if add_months(start, 3) <= ctx.today]
        chosen = ended[-1]
    elif ctx.direction > 0 and add_months(begun[-1], 3) <= ctx.today:
        chosen = next(start for start in starts if start > ctx.today)
    elif mod == "this":
        chosen = min(starts, key=lambda start: abs((add_months(start, 1) - ctx.today).days) if ctx.today else 0)
    else:
        chosen = begun[-1]
    return calendar_meaning(f"{chosen.year:04}-{code}")


def _unit_rel(m: Found, ctx: Context) -> Meaning | None:
    mod, code = m.word("mod"), unit_code(m.word("unit"))
    lead = m.word("lead")
    after = m.word("after")
    if code in ("H", "m", "S", "L"):
        return None
    if after:
        # "the day before" stands alone; "the day before the vote" says when, but not by the calendar.
        follows = ctx.word_after
        if follows not in ("", ".", ",", ";", "when", "and", "in", "at"):
            return None
        return move_value(ctx.last, -1 if after == "before" else 1, code, ctx)
    if code == "F":
        return None
    if not mod:
        return _the_unit(m, ctx, code, lead)
    if mod == "past":
        return anchored_length(-1, 1, code, ctx)
    if mod in ("that", "same"):
        return that_unit(ctx, code)
    if mod in ("previous", "preceding", "prior", "following", "subsequent") and ctx.last:
        return move_value(ctx.last, -1 if mod[0] == "p" else 1, code, ctx)
    if m.word("unit") == "period":
        return calendar_meaning(ctx.quarter) if ctx.quarter else None
    if mod == "latest":
        if code == "Q" and ctx.quarter:
            return calendar_meaning(ctx.quarter)
        shift = 0 if code == "Y" else -1
    else:
        shift = -1 if mod in BACK else 0 if mod in ("this", "current") else 1
    if mod == "next" and code == "D" and ctx.day:
        return move_value(ctx.day, 1, "D", ctx)
    if code == "D" and mod in ("this", "current", "last"):
        return None
    return around_today(ctx, shift, code, lead)


def _the_unit(m: Found, ctx: Context, code: str, lead: str) -> Meaning | None:
    follows = ctx.word_after
    if follows in ("before", "after", "when", "that", "of", "-", "ahead"):
        return None
    if code == "Q":
        if m.part("fiscal"):
            return None
        ended = _quarter_ended(ctx)
        return calendar_meaning(ended or ctx.quarter) if ended or ctx.quarter else None
    if follows in ("ended", "ending"):
        return length_of(f"P1{code}")
    if code == "Y":
        return around_today(ctx, 0, "Y", lead)
    if code in ("W", "N", "M"):
        return around_today(ctx, 0, code, lead)
    if code in ("E", "C") and lead:
        return around_today(ctx, 0, code, lead)
    before = ctx.word_before
    if code == "D" and (lead or (before in ("in", "during") and not follows.isalpha())):
        return calendar_meaning(ctx.day or (ctx.today.isoformat() if ctx.today else "XXXX-XX-XX"))
    return None


def _quarter_ended(ctx: Context) -> str | None:
    """The quarter in "the quarter ended Sept. 30", by the month in which it ended."""
    after = [token.lower for token in ctx.after[:2]]
    if ctx.today is None or len(after) < 2 or after[0] not in ("ended", "ending") or after[1][:3] not in MONTHS:
        return None
    month = month_number(after[1])
    year = ctx.today.year - (month > ctx.today.month and after[0] == "ended")
    return f"{year:04}-Q{(month + 2) // 3}"


def _weekend(m: Found, ctx: Context) -> Meaning | None:
    before = ctx.word_before
    return None if before in ("a", "an", "long", "holiday") else around_today(ctx, 0, "N")


def _year_end(m: Found, ctx: Context) -> Meaning | None:
    code = unit_code(m.word("unit"))
    if code not in "MYW" or not code:
        return None
    meaning = around_today(ctx, 0, code)
    if code == "Y" and ctx.today:
        return calendar_meaning(f"{ctx.today.year - (ctx.direction < 0 and ctx.today.month < 3):04}-12-31")
    return meaning


def _nth_unit(m: Found, ctx: Context) -> Meaning | None:
    half = m.word("unit") == "half"
    number = read_number(m.part("ord"))
    if m.part("final") or m.part("mod3"):
        number = 1.0 if m.word("final") == "opening" else 2.0 if half else 4.0
    if in_play(ctx):
        return None
    if number is None or not 1 <= number <= (2 if half else 4):
        return None
    letter, length = ("H", 6) if half else ("Q", 3)
    year = m.part("year")
    if year:
        return calendar_meaning(f"{year_of(year[0], ctx.today):04}-{letter}{int(number)}")
    if half and not (m.part("mod") or m.part("lead") or m.tokens[-1].lower == "year"):
        # "the second half" is more often that of a match.
        return None
    if ctx.today is None:
        return calendar_meaning(f"XXXX-{letter}{int(number)}")
    mod = m.word("mod")
    base = ctx.today.year + (-1 if mod in BACK else 1 if mod == "next" else 0)
    if not mod and m.tokens[-1].lower != "year":
        start = date(base, length * (int(number) - 1) + 1, 1)
        ahead = (start - ctx.today).days
        if ahead > (0 if ctx.direction < 0 else 190):
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
    return calendar_meaning(f"{year_of(m.part('year')[0], ctx.today):04}")


PERIODS: dict[str, Rule] = {
    "year": _year,
    "year_words": _year_words,
    "decade": _decade,
    "century": _century,
    "season": _season,
    "unit_rel": _unit_rel,
    "weekend": _weekend,
    "year_end": _year_end,
    "nth_unit": _nth_unit,
    "year_period": _year_period,
    "fiscal": _fiscal,
}

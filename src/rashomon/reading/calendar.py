"""The calendar behind time expressions: which interval a TIMEX3 value denotes, zones, seasons, movable feasts.

All instants are UTC-aware; intervals are half-open. Times of the clock without a zone are taken as UTC, since a report
seldom says where its clock stands.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from rashomon.records import Grain

Interval = tuple[datetime, datetime, Grain]

# Hours from UTC of the zones that news prints; summer time where the letters say so. IST and CST are read as India's
# and North America's, the ones most frequent in English news.
ZONES = {
    "gmt": 0.0, "utc": 0.0, "z": 0.0, "bst": 1.0, "wet": 0.0, "west": 1.0, "cet": 1.0, "cest": 2.0, "eet": 2.0,
    "eest": 3.0, "msk": 3.0, "est": -5.0, "edt": -4.0, "et": -5.0, "cst": -6.0, "cdt": -5.0, "ct": -6.0, "mst": -7.0,
    "mdt": -6.0, "mt": -7.0, "pst": -8.0, "pdt": -7.0, "pt": -8.0, "ist": 5.5, "jst": 9.0, "kst": 9.0, "hkt": 8.0,
    "sgt": 8.0, "aest": 10.0, "aedt": 11.0, "acst": 9.5, "awst": 8.0, "nzst": 12.0, "nzdt": 13.0, "sast": 2.0,
}  # fmt: skip
_NAMED_ZONES = {
    "eastern": "et", "central": "ct", "mountain": "mt", "pacific": "pt", "moscow": "msk", "beijing": "hkt",
    "greenwich": "gmt",
}  # fmt: skip
# First hour and length in hours of the parts of a day. A night belongs to the day on which it begins.
PARTS = {"MO": (6, 6), "MI": (12, 2), "AF": (12, 6), "EV": (18, 6), "NI": (18, 12), "DT": (6, 12)}
# First month of each season, as the north counts them; winter begins in the year that names it.
SEASONS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
_YEARS = range(1, 9999)

_VALUE = re.compile(
    r"(?P<year>\d{4})(?:-(?:W(?P<week>\d\d?)(?P<end>-WE)?|Q(?P<quarter>[1-4])|H(?P<half>[12])"
    r"|(?P<season>SP|SU|FA|WI)|(?P<month>\d\d)(?:-(?P<day>\d\d)"
    r"(?:T(?:(?P<part>MO|MI|AF|EV|NI|DT)|(?P<hour>\d\d)(?::(?P<minute>\d\d)(?::(?P<second>\d\d))?)?))?)?))?",
    re.ASCII,
)
_DECADE = re.compile(r"\d{2,3}", re.ASCII)


def interval_of(value: str | None, *, zone: float = 0.0) -> Interval | None:
    """The interval that a TIMEX3 calendar value denotes; None for durations, sets, references and open values.

    `zone` is hours east of UTC and counts only where the value has a time of the clock. Source: ISO 8601, TIMEX3.
    """
    if value is None:
        return None
    if _DECADE.fullmatch(value):
        length = 10 if len(value) == 3 else 100
        return _years(int(value) * length, length, "decade" if length == 10 else "century")
    match = _VALUE.fullmatch(value)
    if match is None:
        return None
    part = match.groupdict()
    year = int(part["year"])
    try:
        if part["week"]:
            monday = date.fromisocalendar(year, int(part["week"]), 1)
            return _days(monday + timedelta(days=5), 2, "day") if part["end"] else _days(monday, 7, "week")
        if part["quarter"]:
            return _months(year, 3 * int(part["quarter"]) - 2, 3, "quarter")
        if part["half"]:
            return _months(year, 6 * int(part["half"]) - 5, 6, "half")
        if part["season"]:
            return _months(year, SEASONS[part["season"]], 3, "season")
        if part["month"] is None:
            return _years(year, 1, "year")
        if part["day"] is None:
            return _months(year, int(part["month"]), 1, "month")
        return _within_day(date(year, int(part["month"]), int(part["day"])), part, zone)
    except (ValueError, OverflowError):  # there is no such day, week or month
        return None


def _within_day(day: date, part: dict[str, str | None], zone: float) -> Interval:
    if part["part"]:
        first, length = PARTS[part["part"]]
        start = instant(day) + timedelta(hours=first)
        return start, start + timedelta(hours=length), "part"
    if part["hour"] is None:
        return _days(day, 1, "day")
    # 24:00 is the end of the day in ISO 8601.
    hour, minute, second = int(part["hour"]), int(part["minute"] or 0), int(part["second"] or 0)
    start = instant(day) + timedelta(hours=hour - zone, minutes=minute, seconds=second)
    if part["minute"] is None:
        return start, start + timedelta(hours=1), "hour"
    if part["second"] is None:
        return start, start + timedelta(minutes=1), "minute"
    return start, start + timedelta(seconds=1), "second"


def zone_offset(name: str, day: date) -> float | None:
    """Hours east of UTC of a zone by its short name, or "eastern" and the like; None where it is not known.

    "ET" and "Eastern time" follow the summer time of the United States, EST and EDT name their own.
    """
    name = _NAMED_ZONES.get(name, name)
    offset = ZONES.get(name)
    if offset is not None and name in ("et", "ct", "mt", "pt"):
        summer = nth_weekday(day.year, 3, 6, 2) <= day < nth_weekday(day.year, 11, 6, 1)
        offset += summer
    return offset


def instant(day: date) -> datetime:
    """The first instant of `day`, UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _days(day: date, length: int, grain: Grain) -> Interval:
    return instant(day), instant(day) + timedelta(days=length), grain


def _months(year: int, month: int, length: int, grain: Grain) -> Interval:
    return instant(date(year, month, 1)), instant(add_months(date(year, month, 1), length)), grain


def _years(year: int, length: int, grain: Grain) -> Interval | None:
    if year not in _YEARS or year + length not in _YEARS:
        return None
    return instant(date(year, 1, 1)), instant(date(year + length, 1, 1)), grain


def add_months(day: date, months: int) -> date:
    """`day` moved by `months`; the last day of a shorter month where that month lacks the day.

    Raises ValueError beyond the years 1 to 9998.
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if year not in _YEARS:
        raise ValueError(f"the year {year} is beyond the calendar")
    return date(year, month + 1, min(day.day, days_in(year, month + 1)))


def days_in(year: int, month: int) -> int:
    """How many days `month` (1..12) of `year` has."""
    if month == 12:
        return 31
    return (date(year, month + 1, 1) - date(year, month, 1)).days


def move(day: date, count: int, unit: str) -> date:
    """`day` moved by `count` of a unit: "D", "W", "M", "Q", "Y", "E" (decade) or "C" (century).

    Raises ValueError or OverflowError beyond the calendar.
    """
    if unit in ("D", "W"):
        return day + timedelta(days=count * (7 if unit == "W" else 1))
    return add_months(day, count * {"M": 1, "Q": 3, "Y": 12, "E": 120, "C": 1200}[unit])


def value_at(day: date, unit: str) -> str:
    """The TIMEX3 value of the day, week, month, quarter, year, decade or century in which `day` lies."""
    if unit == "D":
        return day.isoformat()
    if unit == "W":
        year, week, _ = day.isocalendar()
        return f"{year:04}-W{week:02}"
    if unit == "M":
        return f"{day.year:04}-{day.month:02}"
    if unit == "Q":
        return f"{day.year:04}-Q{(day.month + 2) // 3}"
    if unit == "Y":
        return f"{day.year:04}"
    return f"{day.year // 10:03}" if unit == "E" else f"{day.year // 100:02}"


def weekday_near(day: date, weekday: int, direction: int) -> date:
    """The `weekday` (Monday is 0) nearest to `day`: -1 looks back, 1 looks ahead, both may give `day` itself."""
    if direction < 0:
        return day - timedelta(days=(day.weekday() - weekday) % 7)
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """The `nth` (1 is the first, -1 the last) `weekday` of a month."""
    if nth > 0:
        return weekday_near(date(year, month, 1), weekday, 1) + timedelta(days=7 * (nth - 1))
    return weekday_near(date(year, month, days_in(year, month)), weekday, -1)


def easter(year: int) -> date:
    """Easter Sunday of the western churches. Source: the anonymous Gregorian algorithm (Nature, 1876)."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, f % 31 + 1)

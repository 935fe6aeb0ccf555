"""Publication dates as inputs give them: ISO 8601, mail dates, dates in words, Unix seconds and milliseconds."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

FORMS = "2024-06-19, 2024-06-19T21:30:00+09:00, 'June 19, 2024', or Unix seconds or milliseconds"

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sept sep", "october oct", "november nov", "december dec"), start=1)
    for name in names.split()
}  # fmt: skip
_MONTH = "(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b[.,]?\s{1,3})?"
_ZONES = {"utc": 0, "gmt": 0, "z": 0, "bst": 60, "cet": 60, "cest": 120, "eet": 120, "eest": 180, "msk": 180,
          "jst": 540, "kst": 540, "est": -300, "edt": -240, "et": -300, "cst": -360, "cdt": -300,
          "mst": -420, "mdt": -360, "pst": -480, "pdt": -420}  # fmt: skip
_CLOCK = (
    r"(?:,?\s{0,3}(?:at\s|[-|–—]\s?)?\s{0,3}(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?::(?P<second>\d{2}))?"
    r"\s{0,2}(?P<half>[ap]\.?m\.?)?\s{0,2}\(?(?P<zone>[a-z]{1,4}\b|[+-]\d{2}:?\d{2})?\)?)?"
)
_IN_WORDS = (
    re.compile(rf"{_WEEKDAY}{_MONTH}\s{{1,3}}{_DAY}\s{{0,2}},?\s{{1,3}}{_YEAR}{_CLOCK}$", re.IGNORECASE | re.ASCII),
    re.compile(rf"{_WEEKDAY}{_DAY}\s{{1,3}}(?:of\s)?{_MONTH},?\s{{1,3}}{_YEAR}{_CLOCK}$", re.IGNORECASE | re.ASCII),
    re.compile(
        rf"(?P<year>\d{{4}})[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}}){_CLOCK}$", re.IGNORECASE | re.ASCII
    ),
)
_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,9})?$", re.ASCII)
_ISO = re.compile(r"\d{4}-?\d{2}-?\d{2}", re.ASCII)
_ISO_DAY = re.compile(r"\d{4}-?\d{2}-?\d{2}$", re.ASCII)
_MILLISECONDS_FROM = 1e11


def parse_date(value: object) -> tuple[datetime, bool] | None:
    """The instant (UTC) that `value` names, and whether it is only a calendar day; None where it names none.

    A value without a zone counts as UTC. Numbers from 1e11 up are milliseconds, smaller ones seconds; eight digits
    that make a calendar day are one. "03/04/2024" names none: which part is the month is not known.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        return _from_text(" ".join(value.split())) if isinstance(value, str) else _from_number(value)
    except (ValueError, OverflowError, OSError):
        return None


def _from_number(value: float) -> tuple[datetime, bool] | None:
    digits = str(value)
    if len(digits) == 8 and "1900" < digits[:4] < "2200":
        return _from_text(digits)
    seconds = value / 1000 if abs(value) >= _MILLISECONDS_FROM else value
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds), False


def _from_text(text: str) -> tuple[datetime, bool] | None:
    if len(text) > 100:
        return None
    if _ISO.match(text):
        day_only = bool(_ISO_DAY.match(text))
        try:
            return _utc(datetime.fromisoformat(text)), day_only
        except ValueError:
            if day_only:
                return None
    if _NUMBER.match(text):
        return _from_number(float(text) if "." in text else int(text))
    for pattern in _IN_WORDS:
        found = pattern.match(text)
        if found:
            return _from_parts(found.groupdict())
    slashed = _SLASHED.match(text)
    if slashed:
        first, second, year = (int(part) for part in slashed.groups())
        if first > 12:
            return datetime(year, second, first, tzinfo=UTC), True
        return (datetime(year, first, second, tzinfo=UTC), True) if second > 12 or first == second else None
    return _utc(parsedate_to_datetime(text)), False


def _from_parts(parts: dict[str, str | None]) -> tuple[datetime, bool] | None:
    month = parts["month"] or ""
    day = datetime(
        int(parts["year"] or 0), _MONTHS.get(month.lower()) or int(month), int(parts["day"] or 0), tzinfo=UTC
    )
    if not parts["hour"]:
        return day, True
    hour = int(parts["hour"])
    half = (parts["half"] or "").lower()
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    zone = (parts["zone"] or "utc").lower()
    if zone[0] in "+-":
        minutes = (int(zone[1:3]) * 60 + int(zone[-2:])) * (-1 if zone[0] == "-" else 1)
    elif zone in _ZONES:
        minutes = _ZONES[zone]
    else:
        return None
    clock = day.replace(
        hour=hour, minute=int(parts["minute"] or 0), second=int(parts["second"] or 0),
        tzinfo=timezone(timedelta(minutes=minutes)),
    )  # fmt: skip
    return _utc(clock), False


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)

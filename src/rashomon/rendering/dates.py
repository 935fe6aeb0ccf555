"""Instants and intervals in words, always in UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from rashomon.records import Article, Grain
from rashomon.rendering.words import counted

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})(?:-([0-9]{2}))?")
_CLOCK = re.compile(r"[0-9]{2}:[0-9]{2}")
_PARTS = {"MO": "morning", "MI": "midday", "AF": "afternoon", "EV": "evening", "NI": "night"}
_SEASON = re.compile(r"([0-9]{4})-(SP|SU|FA|WI)")
_SEASONS = {"SP": "spring", "SU": "summer", "FA": "autumn", "WI": "winter"}
_LENGTH = re.compile(r"P(?:{n}Y)?(?:{n}M)?(?:{n}W)?(?:{n}D)?(?:T(?:{n}H)?(?:{n}M)?(?:{n}S)?)?"
                     .replace("{n}", "([0-9]{1,9})"))  # fmt: skip
_UNITS = ("year", "month", "week", "day", "hour", "minute", "second")


def show_published(article: Article) -> str:
    """When the article was published: "5 March 2031", "4 March 2031, 16:30 UTC", or "undated"."""
    if article.published is None:
        return "undated"
    return show_day(article.published) if article.day_only else show_minute(article.published)


def show_day(moment: datetime) -> str:
    """ "4 March 2031" """
    utc = _utc(moment)
    return f"{utc.day} {_MONTHS[utc.month - 1]} {utc.year}"


def show_minute(moment: datetime) -> str:
    """ "4 March 2031, 16:30 UTC" """
    utc = _utc(moment)
    return f"{show_day(utc)}, {utc.hour:02}:{utc.minute:02} UTC"


def show_iso(text: str) -> str:
    """A calendar date in ISO 8601 in words ("2031-03-04" and "2031-03" alike); any other text as it is."""
    match = _ISO.fullmatch(text)
    if match is None or not 1 <= int(match[2]) <= 12:
        return text
    month = f"{_MONTHS[int(match[2]) - 1]} {match[1]}"
    return month if match[3] is None else f"{int(match[3])} {month}"


def show_timex(value: str) -> str:
    """A TIMEX3 value in words: "autumn 2031", "4 March 2031, evening", "24 years"; any other text as it is."""
    day, _, time = value.partition("T")
    if _ISO.fullmatch(day) and (time in _PARTS or _CLOCK.fullmatch(time)):
        return f"{show_iso(day)}, {_PARTS.get(time, time)}"
    season = _SEASON.fullmatch(value)
    if season is not None:
        return f"{_SEASONS[season[2]]} {season[1]}"
    length = _LENGTH.fullmatch(value)
    if length is not None and any(length.groups()):
        parts = zip(length.groups(), _UNITS, strict=True)
        return " ".join(counted(int(number), unit) for number, unit in parts if number is not None)
    return show_iso(value)


def show_interval(start: datetime, end: datetime, grain: Grain) -> str:
    """The half-open interval in words of its grain: "1998", "March 2031", "4 March 2031", "4 to 6 March 2031".

    A clock time has no zone: most reports name none, and then the interval holds the time that they name.
    """
    first, last = _utc(start), _utc(end)
    through = last - timedelta(microseconds=1) if last > first else last
    if grain == "year" and last - first <= timedelta(days=366):
        return str(first.year)
    if grain == "decade":
        return f"{first.year} to {last.year - 1}"
    if grain == "month" and last - first <= timedelta(days=31):
        return f"{_MONTHS[first.month - 1]} {first.year}"
    if grain in ("second", "minute", "hour", "part"):
        clock = f"{show_day(first)}, {first.hour:02}:{first.minute:02}"
        if last - first <= timedelta(hours=1):
            return clock
        until = f"{last.hour:02}:{last.minute:02}" if last.date() == first.date() else "24:00"
        return f"{clock} to {until}" if through.date() == first.date() else f"{clock} to {show_day(through)}"
    if first.date() == through.date():
        return show_day(first)
    if (first.year, first.month) == (through.year, through.month):
        return f"{first.day} to {show_day(through)}"
    return f"{show_day(first)} to {show_day(through)}"


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError:  # year 1 or 9999 in another zone
        return moment

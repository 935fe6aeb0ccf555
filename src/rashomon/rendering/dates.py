"""Instants and intervals in words, always in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from rashomon.records import Article, Grain

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip


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


def show_interval(start: datetime, end: datetime, grain: Grain) -> str:
    """The half-open interval in words of its grain: "1998", "March 2031", "4 March 2031", "4 to 6 March 2031"."""
    first, last = _utc(start), _utc(end)
    if grain == "year" and last - first <= timedelta(days=366):
        return str(first.year)
    if grain == "decade":
        return f"{first.year} to {last.year - 1}"
    if grain == "month" and last - first <= timedelta(days=31):
        return f"{_MONTHS[first.month - 1]} {first.year}"
    if grain in ("second", "minute", "hour", "part"):
        if first.date() == last.date() and last - first > timedelta(hours=1):
            return f"{show_day(first)}, {first.hour:02}:{first.minute:02} to {last.hour:02}:{last.minute:02} UTC"
        return show_minute(first)
    through = last - timedelta(microseconds=1) if last > first else last
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

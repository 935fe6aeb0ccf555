"""Instants as a program gives them."""

from __future__ import annotations

from datetime import UTC, datetime

from rashomon.web.problems import Problem


def utc(moment: datetime | None) -> datetime | None:
    """`moment` in UTC, which it is in where it names no offset. Raises: Problem (422) where that is out of range."""
    if moment is None:
        return None
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError as error:
        raise Problem(422, "a time is out of range; give one between the years 1 and 9999") from error

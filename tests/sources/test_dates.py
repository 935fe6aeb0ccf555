from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rashomon.sources.dates import parse_date

DAY = (datetime(2024, 6, 19, tzinfo=UTC), True)
EVENING = (datetime(2024, 6, 19, 21, 30, tzinfo=UTC), False)


@pytest.mark.parametrize(
    "value",
    [
        "2024-06-19",
        "20240619",
        20240619,
        "June 19, 2024",
        "Jun. 19 2024",
        "june 19th, 2024",
        "19 June 2024",
        "19 Jun, 2024",
        "Wednesday, June 19, 2024",
        "Wed 19 June 2024",
        "2024/06/19",
        "2024.6.19",
        "19/06/2024",
        "06/19/2024",
        " 2024-06-19 ",
    ],
)
def test_calendar_days(value: object) -> None:
    assert parse_date(value) == DAY


@pytest.mark.parametrize(
    "value",
    [
        "2024-06-19T21:30:00",
        "2024-06-19T21:30:00Z",
        "2024-06-19 21:30",
        "2024-06-20T06:30:00+09:00",
        "2024-06-19T21:30:00.000Z",
        "2024-06-19T17:30:00-0400",
        1718832600,
        1718832600000,
        1718832600.0,
        "1718832600",
        "1718832600000",
        "Wed, 19 Jun 2024 21:30:00 GMT",
        "Wed, 19 Jun 2024 17:30:00 -0400",
        "June 19, 2024 at 5:30 p.m. EDT",
        "19 June 2024, 21:30 UTC",
        "June 20, 2024 6:30 AM KST",
        "2024-06-19 21:30 UTC",
        "2024-06-19 21:30:00 +0000",
    ],
)
def test_instants_in_utc(value: object) -> None:
    assert parse_date(value) == EVENING


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        True,
        "yesterday",
        "June 2024",
        "2024-13-40",
        "03/04/2024",
        [],
        {},
        float("nan"),
        float("inf"),
        10**40,
        "9" * 5000,
        "June 31, 2024",
        "0001-01-01T00:00:00+14:00",
        "June 19, 2024 at 5:30 XYZ",
        "²",
        "٣",
        "2024-06-19T99:00",
    ],
)
def test_what_names_no_date_is_none(value: object) -> None:
    assert parse_date(value) is None

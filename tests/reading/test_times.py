"""Spans, TIMEX3 values and intervals of time expressions, in sentences of our own."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.builders import make_article

from rashomon.data import load_table
from rashomon.reading.calendar import add_months, easter, interval_of, nth_weekday, value_at, weekday_near
from rashomon.reading.layout import lay_out
from rashomon.reading.times import find_times, read_times
from rashomon.records import Span, Time

PUBLISHED = datetime(2024, 6, 20, 9, 30, tzinfo=UTC)  # a Thursday


def find(text: str, published: datetime | None = PUBLISHED, **options: bool) -> list[Time]:
    return list(find_times(text, [Span(start=0, end=len(text))], published, **options))


def read(text: str, published: datetime | None = PUBLISHED) -> list[tuple[str, str | None]]:
    return [(text[time.span.start : time.span.end], time.value) for time in find(text, published)]


# Each sentence with the expressions that it holds and their values, counted from Thursday, June 20, 2024.
PHRASES = [
    # Days
    ("The envoy landed on Wednesday.", ["Wednesday=2024-06-19"]),
    ("The envoy landed on Thursday.", ["Thursday=2024-06-20"]),
    ("The envoy landed on Friday.", ["Friday=2024-06-14"]),
    ("The envoy will land on Friday.", ["Friday=2024-06-21"]),
    ("The envoy is to land on Monday.", ["Monday=2024-06-24"]),
    ("She was fined last Thursday.", ["last Thursday=2024-06-13"]),
    ("She returns next Tuesday.", ["next Tuesday=2024-06-25"]),
    ("The port closed on Monday last week.", ["Monday last week=2024-06-10"]),
    ("It opened June 19, 2024, and closed.", ["June 19, 2024=2024-06-19"]),
    ("It opened on Friday, Oct. 13, and closed.", ["Friday, Oct. 13=2023-10-13"]),
    ("It opened on 3 May 2021 in Lima.", ["3 May 2021=2021-05-03"]),
    ("It opened on the 8th of June in Lima.", ["the 8th of June=2024-06-08"]),
    ("The bridge will open on July 2.", ["July 2=2024-07-02"]),
    ("The bridge was shut on Aug. 6.", ["Aug. 6=2023-08-06"]),
    ("Talks ran on April 24 and 25 in Oslo.", ["April 24=2024-04-24", "25=2024-04-25"]),
    ("The form is dated 2023-11-05.", ["2023-11-05=2023-11-05"]),
    ("The form is dated 06/30/2023.", ["06/30/2023=2023-06-30"]),
    ("The form is dated 30.06.2023.", ["30.06.2023=2023-06-30"]),
    ("It rained today and yesterday.", ["today=2024-06-20", "yesterday=2024-06-19"]),
    ("He flies tomorrow.", ["tomorrow=2024-06-21"]),
    ("She fell ill the day before yesterday.", ["the day before yesterday=2024-06-18"]),
    # Parts of the day and the clock
    ("He arrived in the early hours of Wednesday.", ["the early hours of Wednesday=2024-06-19TNI"]),
    ("He arrived on Wednesday night.", ["Wednesday night=2024-06-19TNI"]),
    ("The fire broke out last night.", ["last night=2024-06-19TNI"]),
    ("They sing tonight.", ["tonight=2024-06-20TNI"]),
    ("They met this morning.", ["this morning=2024-06-20TMO"]),
    ("The vote began at 5 p.m. EST Tuesday.", ["5 p.m. EST Tuesday=2024-06-18T17:00"]),
    ("The vote began on Tuesday at 9:15 am.", ["Tuesday at 9:15 am=2024-06-18T09:15"]),
    ("Doors opened at noon.", ["noon=2024-06-20T12:00"]),
    ("Doors opened at midnight on Monday.", ["midnight on Monday=2024-06-17T00:00"]),
    ("The show ran between 5pm and 9pm.", ["5pm=2024-06-20T17:00", "9pm=2024-06-20T21:00"]),
    ("The quake struck at 1830 GMT.", ["1830 GMT=2024-06-20T18:30"]),
    ("The quake struck at 21:04.", ["21:04=2024-06-20T21:04"]),
    # Weeks, months, seasons, quarters, years
    ("They met last week.", ["last week=2024-W24"]),
    ("They meet next week.", ["next week=2024-W26"]),
    ("Shops were shut over the weekend.", ["the weekend=2024-W24-WE"]),
    ("Prices rose last month.", ["last month=2024-05"]),
    ("Prices rose earlier this month.", ["earlier this month=2024-06"]),
    ("Prices rose in March.", ["March=2024-03"]),
    ("Prices rose in November.", ["November=2023-11"]),
    ("Prices rose in June last year.", ["June last year=2023-06"]),
    ("Prices rose in early May 2019.", ["early May 2019=2019-05"]),
    ("They wed last summer.", ["last summer=2023-SU"]),
    ("They wed in the winter of 2010.", ["the winter of 2010=2010-WI"]),
    ("Sales rose in the third quarter.", ["the third quarter=2023-Q3"]),
    ("Sales rose in the third quarter of 1984.", ["the third quarter of 1984=1984-Q3"]),
    ("Sales rose in the final quarter of 2017.", ["the final quarter of 2017=2017-Q4"]),
    ("It posted a first-quarter loss.", ["first-quarter=2024-Q1"]),
    ("Net in the second quarter was $5 million, up from $4 million a year earlier.",
     ["the second quarter=2024-Q2", "a year earlier=2023-Q2"]),
    ("Budgets for fiscal 2025 are set.", ["fiscal 2025=2025"]),
    ("It was his first visit since 2000.", ["2000=2000"]),
    ("The 1996 accord lapsed.", ["1996=1996"]),
    ("It was built in the late 1970s.", ["the late 1970s=197"]),
    ("It was built in the '90s.", ["the '90s=199"]),
    ("The temple is from the 11th century.", ["the 11th century=10"]),
    ("It began in nineteen ninety-four.", ["nineteen ninety-four=1994"]),
    ("The firm was sold last year.", ["last year=2023"]),
    ("It should be done by the end of the year.", ["the end of the year=2024"]),
    ("The law passed in 1998; the following year it was struck down.", ["1998=1998", "the following year=1999"]),
    ("It was sold later in the year.", ["later in the year=2024"]),
    ("It reopens the week of July 8.", ["the week of July 8=2024-W28"]),
    ("Output fell in the next 12 to 18 months.", ["the next 12 to 18 months=P18M"]),
    ("Those post-1959 laws hold.", ["1959=1959"]),
    ("They ruled in 1998-2004.", ["1998=1998", "2004=2004"]),
    # Distances
    ("They met two years ago.", ["two years ago=2022"]),
    ("They met 11 days ago.", ["11 days ago=2024-06-09"]),
    ("They met three hours ago.", ["three hours ago=2024-06-20T06"]),
    ("They met a few years ago.", ["a few years ago=PAST_REF"]),
    ("He signed on May 3 and left two days later.", ["May 3=2024-05-03", "two days later=2024-05-05"]),
    ("He signed on May 3 and fled the next day.", ["May 3=2024-05-03", "the next day=2024-05-04"]),
    # Durations
    ("It is his first visit in 24 years.", ["24 years=P24Y"]),
    ("The talks lasted an hour and a half.", ["an hour and a half=PT1H30M"]),
    ("The talks lasted half an hour.", ["half an hour=PT30M"]),
    ("The talks lasted 2 1/2 years.", ["2 1/2 years=P2Y6M"]),
    ("The talks lasted twenty-four days.", ["twenty-four days=P24D"]),
    ("The talks lasted two years and three months.", ["two years and three months=P2Y3M"]),
    ("The eight-year war ended.", ["eight-year=P8Y"]),
    ("Sales for the nine months ended March 31 rose.", ["the nine months=P9M", "March 31=2024-03-31"]),
    ("They fought for several months.", ["several months=PXM"]),
    ("They fought for decades.", ["decades=PXE"]),
    ("Profits fell over the past two months.", ["the past two months=P2M"]),
    ("It grew nearly 5 percent in two decades.", ["two decades=P20Y"]),
    ("It will take 5 to 10 days.", ["5 to 10 days=P10D"]),
    ("A 17-year-old drove.", ["17-year-old=P17Y"]),
    ("She is 47 years old.", ["47 years old=P47Y"]),
    # Sets and references
    ("The choir meets every Friday.", ["every Friday=XXXX-WXX-5"]),
    ("The choir meets on Tuesday nights.", ["Tuesday nights=XXXX-WXX-2TNI"]),
    ("The choir meets every two weeks.", ["every two weeks=P2W"]),
    ("The choir meets each year.", ["each year=P1Y"]),
    ("It is a daily paper.", ["daily=P1D"]),
    ("He is now in Rome.", ["now=PRESENT_REF"]),
    ("He is in Rome these days.", ["these days=PRESENT_REF"]),
    ("He stayed for some time.", ["some time=PXX"]),
    ("That was done in the past.", ["the past=PAST_REF"]),
    ("He has recently married.", ["recently=PAST_REF"]),
    ("Nobody knows the future.", ["the future=FUTURE_REF"]),
    # Feasts
    ("They met on Christmas Eve.", ["Christmas Eve=2023-12-24"]),
    ("They met on Easter Sunday 2016.", ["Easter Sunday 2016=2016-03-27"]),
    ("Crowds met on Thanksgiving.", ["Thanksgiving=2023-11-23"]),
    ("Crowds met on Bastille Day last summer.", ["Bastille Day=2024-07-14", "last summer=2023-SU"]),
    ("They will meet on New Year's Day.", ["New Year's Day=2025-01-01"]),
]  # fmt: skip

# Sentences that hold no time, though they use its words.
NO_TIMES = [
    "He may march on.",
    "Mr. May spoke and Jan Koch sat down.",
    "The second man won a second prize.",
    "It cost $1999 and weighed 2000 tons.",
    "He left as soon as he could.",
    "They ate three-quarters of it.",
    "He threw two touchdowns in the third quarter.",
    "Leaves fall; springs break; the sun sat low.",
    "Flight A1990 took off from gate 12.",
    "Add 5 a.",
    "She was booted from the Women's March.",
]


@pytest.mark.parametrize(("text", "expected"), PHRASES, ids=[text for text, _ in PHRASES])
def test_phrase_has_span_and_value(text: str, expected: list[str]) -> None:
    assert [f"{words}={value}" for words, value in read(text)] == expected


@pytest.mark.parametrize("text", NO_TIMES)
def test_words_of_time_without_a_time_are_left_alone(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("He came on Wednesday.", "XXXX-WXX-3"),
        ("He came in the early hours of Wednesday.", "XXXX-WXX-3TNI"),
        ("He came yesterday.", "XXXX-XX-XX"),
        ("He came last month.", "XXXX-XX"),
        ("He came last week.", "XXXX-WXX"),
        ("He came on June 19.", "XXXX-06-19"),
        ("He came in June.", "XXXX-06"),
        ("He came at 5 p.m.", "XXXX-XX-XXT17:00"),
    ],
)
def test_without_a_date_to_count_from_the_value_is_open(text: str, value: str) -> None:
    (time,) = find(text, None)
    assert (time.value, time.start, time.end) == (value, None, None)


def test_a_year_named_before_is_not_taken_where_the_weekday_contradicts() -> None:
    assert read("Built in 1998. It sank on Tuesday, November 4.", None)[1][1] == "XXXX-11-04"
    assert read("Built in 1998. It sank on Wednesday, November 4.", None)[1][1] == "1998-11-04"


def test_without_a_publication_date_full_dates_are_still_read() -> None:
    (time,) = find("He came on June 19, 2024.", None)
    assert (time.start, time.end) == (datetime(2024, 6, 19, tzinfo=UTC), datetime(2024, 6, 20, tzinfo=UTC))


@pytest.mark.parametrize(
    ("text", "start", "end", "grain"),
    [
        ("He came on Wednesday.", "2024-06-19", "2024-06-20", "day"),
        ("He came in the early hours of Wednesday.", "2024-06-19", "2024-06-19T06", "part"),
        ("He came on Wednesday night.", "2024-06-19T18", "2024-06-20T06", "part"),
        ("He came last week.", "2024-06-10", "2024-06-17", "week"),
        ("He came last weekend.", "2024-06-15", "2024-06-17", "day"),
        ("He came in May.", "2024-05-01", "2024-06-01", "month"),
        ("He came earlier this month.", "2024-06-01", "2024-06-20", "month"),
        ("He comes later this month.", "2024-06-20", "2024-07-01", "month"),
        ("He came in the winter of 2010.", "2010-12-01", "2011-03-01", "season"),
        ("He came in the third quarter of 1984.", "1984-07-01", "1984-10-01", "quarter"),
        ("He came in 1984.", "1984-01-01", "1985-01-01", "year"),
        ("He came in the 1990s.", "1990-01-01", "2000-01-01", "decade"),
        ("He came in the 19th century.", "1800-01-01", "1900-01-01", "century"),
        ("He came at 5 p.m. EST on Tuesday.", "2024-06-18T22:00", "2024-06-18T22:01", "minute"),
        ("He came at 5 p.m. Eastern time on Tuesday.", "2024-06-18T21:00", "2024-06-18T21:01", "minute"),
        ("He came at 5 p.m. ET on Jan. 4, 2023.", "2023-01-04T22:00", "2023-01-04T22:01", "minute"),
        ("He was ill over the past two months.", "2024-04-20T09:30", "2024-06-20T09:30", "duration"),
    ],
)
def test_interval_and_grain(text: str, start: str, end: str, grain: str) -> None:
    (time,) = find(text)
    expected = [datetime.fromisoformat(value).replace(tzinfo=UTC) for value in (start, end)]
    assert [time.start, time.end, time.grain] == [*expected, grain]


@pytest.mark.parametrize("text", ["It took 24 years.", "They meet every Friday.", "He is now in Rome."])
def test_durations_sets_and_references_have_no_interval(text: str) -> None:
    (time,) = find(text)
    assert (time.start, time.end) == (None, None)


def test_types() -> None:
    text = "On Friday at 5 p.m. they met for two hours, as they do every week, in 2020."
    assert [time.type for time in find(text)] == ["TIME", "DURATION", "SET", "DATE"]


def test_ages_can_be_left_out() -> None:
    text = "A 17-year-old boy was held for two days."
    assert [time.value for time in find(text, ages=False)] == ["P2D"]


def test_a_time_does_not_run_over_two_stretches() -> None:
    text = "It ended in June\n2020 voters were asked"
    stretches = [Span(start=0, end=16), Span(start=17, end=len(text))]
    spans = [(time.span.start, time.span.end) for time in find_times(text, stretches, PUBLISHED)]
    assert all(end <= 16 or start >= 17 for start, end in spans)
    assert (12, 16) in spans


def test_typographic_marks_are_read_like_plain_ones() -> None:
    assert read("The ’90s and New Year’s Eve 2019") == [("The ’90s", "199"), ("New Year’s Eve 2019", "2019-12-31")]


def test_a_publication_time_of_another_zone_counts_in_utc() -> None:
    published = datetime.fromisoformat("2024-06-20T23:30:00-05:00")
    assert read("He came today.", published) == [("today", "2024-06-21")]


def test_read_times_reads_headings_but_no_boilerplate_and_takes_an_anchor() -> None:
    text = "Published: 2020-01-01\n\nThe mayor stepped down on Wednesday, and his deputy took over at once.\n"
    article = make_article(text)
    layout = lay_out(article)
    times = read_times(article, layout, anchor=PUBLISHED)
    assert [time.value for time in times] == ["2024-06-19"]


def test_the_publication_date_goes_before_the_anchor() -> None:
    article = make_article("The mayor of the town stepped down on Wednesday, he said.", published=PUBLISHED)
    times = read_times(article, lay_out(article), anchor=datetime(2001, 1, 1, tzinfo=UTC))
    assert [time.value for time in times] == ["2024-06-19"]


@pytest.mark.parametrize("published", [datetime.min, datetime.max])
def test_dates_at_the_ends_of_the_calendar_break_nothing(published: datetime) -> None:
    assert read("He came on Friday, last winter, a century ago.", published)


WORDS = [word for words in load_table("times")["words"].values() for word in words.split()]
PIECES = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from([word.capitalize() for word in WORDS]),
    st.sampled_from(
        [*load_table("times")["numbers"], *load_table("times")["feasts"], "2024", "31", "1 1/2", "'s", "p.m."]
    ),
    st.text(max_size=6),
)


@settings(deadline=None, max_examples=150)
@given(st.lists(PIECES, max_size=30).map(" ".join), st.one_of(st.none(), st.datetimes(datetime(1400, 1, 1))))
def test_any_text_gives_sorted_spans_and_ordered_intervals(text: str, published: datetime | None) -> None:
    end = 0
    for time in find(text, published):
        assert end <= time.span.start < time.span.end <= len(text)
        end = time.span.end
        assert (time.start is None) == (time.end is None)
        if time.start and time.end:
            assert time.start < time.end
            assert time.start.tzinfo is UTC


# The calendar


@pytest.mark.parametrize(
    ("value", "start", "end"),
    [
        ("2024-W01", "2024-01-01", "2024-01-08"),
        ("2020-W53", "2020-12-28", "2021-01-04"),
        ("2024-H2", "2024-07-01", "2025-01-01"),
        ("2024-02", "2024-02-01", "2024-03-01"),
        ("2024-06-19T24:00", "2024-06-20", "2024-06-20T00:01"),
    ],
)
def test_interval_of_a_value(value: str, start: str, end: str) -> None:
    interval = interval_of(value)
    assert interval is not None
    assert [interval[0], interval[1]] == [datetime.fromisoformat(x).replace(tzinfo=UTC) for x in (start, end)]


@pytest.mark.parametrize(
    "value", [None, "", "P24Y", "PAST_REF", "XXXX-06", "2023-02-30", "2023-W54", "2024-13", "0000"]
)
def test_what_denotes_no_interval(value: str | None) -> None:
    assert interval_of(value) is None


@given(st.dates(date(1000, 1, 1), date(3000, 1, 1)), st.sampled_from("DWMQYEC"))
def test_a_day_lies_in_its_own_week_month_or_year(day: date, unit: str) -> None:
    interval = interval_of(value_at(day, unit))
    assert interval is not None
    assert interval[0].date() <= day < interval[1].date()


def test_month_arithmetic_keeps_to_the_last_day() -> None:
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months(date(2024, 3, 31), -13) == date(2023, 2, 28)


def test_movable_feasts_and_weekdays() -> None:
    assert [easter(year) for year in (2000, 2016, 2024)] == [date(2000, 4, 23), date(2016, 3, 27), date(2024, 3, 31)]
    assert nth_weekday(2024, 5, 0, -1) == date(2024, 5, 27)
    assert nth_weekday(2024, 11, 3, 4) == date(2024, 11, 28)
    assert weekday_near(date(2024, 6, 20), 3, -1) == weekday_near(date(2024, 6, 20), 3, 1) == date(2024, 6, 20)

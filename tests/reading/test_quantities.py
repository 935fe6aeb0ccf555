from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from rashomon.reading.layout import Layout
from rashomon.reading.parsing import parse
from rashomon.reading.quantities import read_quantities
from rashomon.reading.units import unit_scale
from rashomon.records import Article, Quantity, Span, Time
from rashomon.text import stretch

LINES = [
    line
    for line in (Path(__file__).parent / "quantity_phrases.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def read(text: str, times: tuple[Time, ...] = ()) -> tuple[Quantity, ...]:
    article = Article(id="a", source="s", title="", text=text)
    spans, start = [], 0
    for line in text.split("\n"):
        if line.strip():
            spans.append(Span(start=start, end=start + len(line)))
        start += len(line) + 1
    layout = Layout(sentences=tuple(spans), headings=(), boilerplate=(), headlines=(), captions=())
    return read_quantities(article, layout, parse(text, layout), times)


def show(text: str, quantity: Quantity) -> str:
    def number(value: float) -> str:
        return f"{value:.0f}" if value == int(value) else f"{round(value, 4):.10g}"

    low = number(quantity.low)
    high = "inf" if quantity.high == float("inf") else number(quantity.high)
    amount = low if low == high else f"{low}..{high}"
    return (
        f"{stretch(text, quantity.span)} = {amount}; {quantity.unit or '-'}; {quantity.noun or '-'}; "
        f"{quantity.role or '-'}"
    )


@cache
def all_shown() -> dict[str, list[str]]:
    """What is read in each sentence of the table; one parse for all of them."""
    sentences = [line.split("|")[0].strip() for line in LINES]
    text = "\n".join(sentences)
    quantities = read(text)
    shown: dict[str, list[str]] = {}
    start = 0
    for sentence in sentences:
        end = start + len(sentence)
        shown[sentence] = [show(text, q) for q in quantities if start <= q.span.start < end]
        start = end + 1
    return shown


def test_the_table_is_large_and_has_no_sentence_twice() -> None:
    assert len(LINES) >= 200
    assert len({line.split("|")[0] for line in LINES}) == len(LINES)


@pytest.mark.parametrize("line", LINES)
def test_news_phrases(line: str) -> None:
    sentence, *expected = (part.strip() for part in line.split("|"))
    assert all_shown()[sentence] == expected


def test_spans_are_exact_in_a_text_of_odd_characters() -> None:
    text = "👍 “Hundreds of residents” fled — at least seven people were killed, said Müller."
    assert [stretch(text, q.span) for q in read(text)] == ["Hundreds of residents", "at least seven people"]


def test_what_lies_in_a_time_is_left_out_but_ages_and_money() -> None:
    text = "In the last 24 years the 40-year-old earned $15 an hour and met 12 people."

    def time(words: str) -> Time:
        start = text.index(words)
        return Time(span=Span(start=start, end=start + len(words)), value=None, start=None, end=None, grain="year")

    found = read(text, (time("24 years"), time("40-year-old"), time("an hour")))
    assert [stretch(text, q.span) for q in found] == ["40-year-old", "$15 an hour", "12 people"]
    assert "24 years" in [stretch(text, q.span) for q in read(text)]


def test_bounds_vague_amounts_and_ranges_are_not_exact() -> None:
    text = "Seven men ran.\nAt least seven men ran.\nDozens of men ran.\nTwo to three men ran."
    assert [q.exact for q in read(text)] == [True, False, False, False]


def test_headings_are_read_and_boilerplate_is_not() -> None:
    text = "12 dead in crash\nSeven people died.\nShare with 300 friends"
    spans = [Span(start=0, end=16), Span(start=17, end=35), Span(start=36, end=58)]
    layout = Layout(sentences=(spans[1],), headings=(spans[0],), boilerplate=(spans[2],), headlines=(), captions=())
    article = Article(id="a", source="s", title="", text=text)
    found = read_quantities(article, layout, parse(text, layout), ())
    assert [stretch(text, q.span) for q in found] == ["12 dead", "Seven people"]


@pytest.mark.parametrize(
    "text",
    ["", " ", "1" * 10_000, "1," * 5_000, "a hundred and " * 800, "-" * 5_000, "$" * 5_000, "½" * 3_000, "7 " * 3_000,
     "at least " * 1_000 + "7", "1/2/3/4", "\ud800 7 men", "²³¹ ٣٤ 五百", "1.1.1.1", "7\u202e8", "0", "1e99 men",
     "\x007 men"],
)  # fmt: skip
def test_hostile_text_breaks_nothing(text: str) -> None:
    for quantity in read(text):
        assert 0 <= quantity.span.start < quantity.span.end <= len(text)
        assert quantity.low <= quantity.high


@pytest.mark.parametrize(
    ("unit", "dimension", "factor", "offset"),
    [("kilometer", "length", 1000.0, 0.0), ("mile", "length", 1609.344, 0.0), ("percent", "ratio", 0.01, 0.0),
     ("degree_Celsius", "temperature", 1.0, 273.15), ("pound", "mass", 0.45359237, 0.0)],
)  # fmt: skip
def test_units_have_scales(unit: str, dimension: str, factor: float, offset: float) -> None:
    scale = unit_scale(unit)
    assert scale is not None
    assert scale == (dimension, pytest.approx(factor), offset)


@pytest.mark.parametrize("unit", ["USD", "DPRK", "kilometer / fortnight", ""])
def test_what_is_no_unit_has_no_scale(unit: str) -> None:
    assert unit_scale(unit) is None


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Fifteen people were killed, including 13 pupils.", ["13 pupils"]),
        ("Fifteen people were killed, among them 13 pupils.", ["13 pupils"]),
        ("Nine nurses came, three of whom were hurt.", ["three"]),
        ("13 pupils and two teachers died in the fire.", ["13 pupils", "two teachers"]),
        ("40 nurses and 20 trucks arrived on Monday.", []),
        ("Fifteen people were killed on Monday. Thirteen pupils were hurt.", []),
    ],
)
def test_a_count_of_some_of_them_is_a_part(text, parts):
    assert [stretch(text, quantity.span) for quantity in read(text) if quantity.part] == parts

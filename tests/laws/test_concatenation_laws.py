"""What is read in two texts is read in them one after the other as well."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.builders import make_article

from rashomon.reading import read_article
from rashomon.records import Reading
from rashomon.text import stretch

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
PARAGRAPHS = [
    paragraph
    for name in ("ferry-accident/union-news-agency.txt", "ferry-accident/north-isles-post.txt")
    for paragraph in (EXAMPLES / name).read_text(encoding="utf-8").split("\n\n")
    if len(paragraph.split()) > 15
]


@cache
def reading_of(text: str) -> Reading:
    return read_article(make_article(text))


def found_in(reading: Reading) -> set[tuple[str, str, str]]:
    """Sentences, times, amounts and direct quotes, each with its words and its value."""
    text = reading.article.text
    times = {("time", stretch(text, t.span), str(t.value)) for t in reading.times}
    amounts = {("amount", stretch(text, q.span), f"{q.low}..{q.high}") for q in reading.quantities}
    quotes = {("quote", stretch(text, q.span), "") for q in reading.quotes if q.kind == "direct"}
    return {("sentence", stretch(text, s), "") for s in reading.sentences} | times | amounts | quotes


@given(st.sampled_from(PARAGRAPHS), st.sampled_from(PARAGRAPHS))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_two_paragraphs_together_have_what_each_had(left, right):
    both = found_in(reading_of(f"{left}\n\n{right}"))
    assert found_in(reading_of(left)) | found_in(reading_of(right)) <= both

"""Laws of the inputs: any bytes give articles or reasons, never a crash; what is text goes out unchanged."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from rashomon.errors import InputError
from rashomon.sources import load_articles
from rashomon.sources.dates import parse_date
from rashomon.sources.decoding import decode

TEXT = st.text(
    alphabet=st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\r\n\t “”'\"<>"), max_size=200
)
SUFFIX = st.sampled_from([".txt", ".html", ".jsonl", ".json"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "title", "text", "source", "url", "published", "date"]), inner, max_size=6
        )
    ),
    max_leaves=20,
)


def load(content: bytes, suffix: str) -> tuple[int, int]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"input{suffix}"
        path.write_bytes(content)
        loaded = load_articles([path])
    for article in loaded.articles:
        assert 0 <= article.body_start <= len(article.text)
        article.text.encode()
        assert article.published is None or article.published.utcoffset() is not None
    assert all(entry.reason for entry in loaded.skipped)
    return len(loaded.articles), len(loaded.skipped)


@given(st.binary(max_size=300), SUFFIX)
@settings(max_examples=100, deadline=None)
def test_any_bytes_give_articles_or_reasons(content: bytes, suffix: str) -> None:
    assert sum(load(content, suffix)) >= 1


@given(st.lists(JSON, max_size=4))
@settings(max_examples=100, deadline=None)
def test_every_line_of_json_is_an_article_or_a_reason(entries: list[object]) -> None:
    content = "\n".join(map(json.dumps, entries))
    expected = len(entries) if len(entries) > 1 else 1
    articles, skipped = load(content.encode(), ".jsonl")
    # A single line that is an array holds several articles.
    assert articles + skipped == expected or (len(entries) == 1 and isinstance(entries[0], list))


@given(TEXT)
@settings(max_examples=200, deadline=None)
def test_utf8_comes_back_as_it_was(text: str) -> None:
    for encoding in ("utf-8", "utf-8-sig"):
        try:
            assert decode(text.encode(encoding)) == text.removeprefix("\ufeff") or encoding == "utf-8-sig"
        except InputError:
            raise AssertionError(f"text was refused: {text!r}") from None


@given(st.text(max_size=60) | st.integers() | st.floats())
@settings(max_examples=300, deadline=None)
def test_any_value_is_a_date_or_none(value: object) -> None:
    date = parse_date(value)
    assert date is None or date[0].utcoffset() is not None

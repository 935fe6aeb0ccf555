from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rashomon.sources.plain_text import read_plain_text

BODY = "The mayor of Ashford resigned on Monday, her office said. She gave no reason."


def test_header_lines_set_the_fields_and_stay_in_the_text() -> None:
    text = f"Title: Mayor resigns\r\nSource: Ashford Post\r\nPublished: June 19, 2024\r\nURL: https://p.example/1\r\n\r\n{BODY}"
    draft = read_plain_text(text)
    assert draft.text == text
    assert (draft.title, draft.source, draft.url) == ("Mayor resigns", "Ashford Post", "https://p.example/1")
    assert (draft.published, draft.day_only) == (datetime(2024, 6, 19, tzinfo=UTC), True)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"Mayor resigns\n\n{BODY}", "Mayor resigns"),
        (f"Published: 2024-06-19\nMayor resigns\n{BODY}", "Mayor resigns"),
        (BODY, ""),
        (f"{BODY}\n\nIt was her second term.", ""),
        ("x" * 300 + f"\n{BODY}", ""),
        ("", ""),
    ],
)
def test_the_title_is_a_short_first_line(text: str, title: str) -> None:
    draft = read_plain_text(text)
    assert draft.title == title and draft.text == text


def test_a_header_word_far_down_is_no_header() -> None:
    text = "\n".join([BODY] * 9 + ["Source: someone"])
    assert read_plain_text(text).source == ""


@pytest.mark.parametrize("line", ["Published: some day soon", "URL: javascript:alert(1)", "Date:"])
def test_a_header_that_says_nothing_sets_nothing(line: str) -> None:
    draft = read_plain_text(f"{line}\n\n{BODY}")
    assert draft.published is None and draft.url is None

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rashomon.reading.quote_marks import find_marked


def stretches(text: str, depth: int | None = 0) -> list[str]:
    return [text[m.span.start : m.span.end] for m in find_marked(text) if depth is None or m.depth == depth]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('The mayor said "we are ready" today.', ['"we are ready"']),
        ("The mayor said “we are ready” today.", ["“we are ready”"]),
        ("The mayor said «we are ready» today.", ["«we are ready»"]),
        ("The mayor said „we are ready“ today.", ["„we are ready“"]),
        ("The mayor said ``we are ready'' today.", ["``we are ready''"]),
        ("The mayor said ''we are ready'' today.", ["''we are ready''"]),
        ("The mayor said ‘we are ready’ today.", ["‘we are ready’"]),
        ("The mayor said 'we are ready' today.", ["'we are ready'"]),
        ("”We are ready.” ― A. Mayor", ["”We are ready.”"]),
        ('"One," he said, "and two."', ['"One,"', '"and two."']),
    ],
)
def test_every_style_of_marks_is_read(text, found):
    assert stretches(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "The voters' choice and the mayor's plan were the ministers' business.",
        "The voters’ choice and the mayor’s plan were the ministers’ business.",
        "In the '90s and in '08 they'd tell 'em it wasn't so.",
        "The ‘90s, rock ’n’ roll and all that.",
        'He is 6\'2" tall, she is 5\' 4" and the pipe is 8" wide.',
        'A 12" screen',
        "It lay at 51°30'26\" north.",
    ],
)
def test_apostrophes_feet_and_inches_are_no_marks(text):
    assert stretches(text, None) == []


def test_an_inch_mark_within_a_quote_does_not_close_it():
    text = '"The pipe was 8" wide and rusty," she said.'
    assert stretches(text) == ['"The pipe was 8" wide and rusty,"']


def test_a_quote_in_single_marks_may_hold_apostrophes_and_possessives():
    text = "‘It’s the voters’ turn and we don’t mind,’ said the minister. ‘We’ll wait.’"
    assert stretches(text) == ["‘It’s the voters’ turn and we don’t mind,’", "‘We’ll wait.’"]
    plain = "'It's the voters' turn and we don't mind,' said the minister."
    assert stretches(plain) == ["'It's the voters' turn and we don't mind,'"]


def test_a_nested_quote_lies_one_deeper():
    text = "She said: \"He told me 'never again' and left.\""
    assert stretches(text, 0) == ["\"He told me 'never again' and left.\""]
    assert stretches(text, 1) == ["'never again'"]
    british = "‘He told me “never again” and left,’ she said."
    assert stretches(british, None) == ["‘He told me “never again” and left,’", "“never again”"]


def test_the_same_marks_may_nest():
    text = "“I live in what he calls “hell” and like it.”"
    assert stretches(text, 0) == [text]
    assert stretches(text, 1) == ["“hell”"]


def test_speech_over_paragraphs_gives_one_stretch_each_and_is_chained():
    text = "“We came early.\n“We stayed late.\n“We left,” she said."
    found = find_marked(text)
    assert [text[m.span.start : m.span.end] for m in found] == ["“We came early.", "“We stayed late.", "“We left,”"]
    assert [m.continues for m in found] == [False, True, True]
    assert [m.closed for m in found] == [False, False, True]


def test_a_missing_closing_mark_costs_no_more_than_its_paragraph():
    text = "“We came early, he said.\nThe road was closed.\n“We left,” she said."
    assert stretches(text) == ["“We came early, he said.", "“We left,”"]


def test_a_missing_closing_mark_leaves_the_next_quote_of_its_line_whole():
    text = "She said “we came early. They went on. He said “we stayed late” and left."
    assert stretches(text) == ["“we came early.", "“we stayed late”"]


def test_a_line_of_many_marks_is_read_in_time():
    assert find_marked('" ' * 20000) is not None
    assert find_marked("' a" * 20000) is not None
    assert find_marked("“" * 20000) is not None


@given(st.text(alphabet="ab .\n\"'“”‘’«»`5", max_size=60))
def test_stretches_lie_in_the_text_in_order_and_in_one_line(text):
    found = find_marked(text)
    assert list(found) == sorted(found, key=lambda m: (m.span.start, -m.span.end))
    for m in found:
        assert 0 <= m.span.start < m.inner.start <= m.inner.end <= m.span.end <= len(text)
        assert "\n" not in text[m.span.start : m.span.end]
        assert m.depth == sum(o is not m and o.span.start <= m.span.start and m.span.end <= o.span.end for o in found)

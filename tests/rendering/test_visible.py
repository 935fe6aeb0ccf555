"""Hidden characters made visible."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rashomon.rendering.visible import one_line, shorten, split_hidden, visible, wears_quotes


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31mb", "a␛[31mb"),
        ("\x00", "␀"),
        ("a\u202eb", "a[U+202E]b"),
        ("\x9b", "\ufffd"),
        ("\ud800", "\ufffd"),
        ("a\r\nb", "a\nb"),
        ("a\u2028b", "a b"),
        ("👩‍🚒 می‌خواهم", "👩‍🚒 می‌خواهم"),
    ],
)
def test_visible(text, shown):
    assert visible(text) == shown


@given(st.text())
def test_pieces_joined_are_the_visible_text(text):
    assert "".join(piece for piece, _ in split_hidden(text)) == visible(text)


@given(st.text())
def test_one_line_is_one_line_without_controls(text):
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or 0x202A <= ord(c) <= 0x202E for c in line)


def test_shorten_cuts_before_a_word():
    assert shorten("one two three", 9) == "one two…"
    assert shorten("one two", 7) == "one two"
    assert len(shorten("x" * 500, 100)) == 100


def test_wears_quotes():
    assert wears_quotes("“No.”") and wears_quotes('"No."')
    assert not wears_quotes("“No,” he said") and not wears_quotes("“No,” he said, “never”") and not wears_quotes("”")

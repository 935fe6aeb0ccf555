"""The dossier in a terminal."""

import re
from dataclasses import replace

import pytest
from rich.cells import cell_len

from dossiers import bridge_dossier, plain_dossier
from rashomon.rendering import render_terminal


@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_is_wider_than_the_terminal(width):
    lines = render_terminal(bridge_dossier(), width=width).split("\n")
    assert max(cell_len(line) for line in lines) <= width
    assert max(cell_len(line) for line in lines) > width - 5


def test_conflicts_come_first_with_both_stretches_values_and_reason():
    text = " ".join(render_terminal(bridge_dossier(), width=100).split())
    titles = ("Conflicts ─", "Points by report", "Corroborated ─", "Quotes by speaker", "Timeline ─", "Wording ─",
              "What only one report says", "Silences")  # fmt: skip
    at = [text.index(title) for title in titles]
    assert at == sorted(at)
    crowd = text[text.index("QUANTITY") : text.index("STATUS")]
    for part in ("200 to 999 commuters", "“Hundreds of commuters were stranded on the east bank”", "A4 Harbour Post",
                 "same words: D3 Coast Wire", "2000 to 9999 commuters", "B3 River Courier, 5 March 2031",
                 "why: A4 has 200 to 999 commuters (“Hundreds of commuters”), B3 has 2000 to 9999 commuters",
                 "links l01, l02 (93 %)"):  # fmt: skip
        assert part in crowd
    assert "(weekdays counted from 4 March 2031, as in B)" in text
    assert "skipped: reports/notes.bin: this is no text: it holds NUL bytes" in text


def test_colour_only_where_asked_for(monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    plain = render_terminal(bridge_dossier(), width=80)
    coloured = render_terminal(bridge_dossier(), width=80, color=True)
    assert "\x1b" not in plain and "\x1b[" in coloured
    without = "\n".join(line.rstrip() for line in re.sub(r"\x1b\[[0-9;]*m", "", coloured).split("\n"))
    assert without == plain


def test_hostile_text_cannot_steer_the_terminal():
    text = render_terminal(plain_dossier("[bold]x[/bold] \x1b]0;t\x07 \x9b31m :smile: \u202eabc", "y"), width=100)
    assert "[bold]x[/bold]" in text and ":smile:" in text
    assert not set("\x1b\x07\x9b\u202e") & set(text)


def test_long_lists_are_cut_and_say_so():
    text = render_terminal(plain_dossier("\n".join(f"line {n}" for n in range(40)), "other"), width=80)
    assert "… 34 more: see --format html" in text
    assert "“line 5”" in text and "line 30" not in text


def test_one_very_long_line_is_cut():
    text = render_terminal(plain_dossier("word " * 2000, "x" * 10_000), width=80)
    assert len(text) < 4_000


def test_without_conflicts_says_so():
    dossier = replace(bridge_dossier(), links=())
    assert "No two reports were found to contradict each other." in render_terminal(dossier, width=80)

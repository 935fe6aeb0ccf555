"""The dossier as Markdown."""

import re

import pytest

from dossiers import bridge_dossier, plain_dossier
from rashomon.rendering import render_markdown
from rashomon.rendering.markdown import escape_markdown


def test_sections_in_their_order():
    headings = re.findall(r"^## (.*)$", render_markdown(bridge_dossier()), re.M)
    assert headings == ["Conflicts", "Points by report", "Corroborated", "Quotes by speaker", "Timeline", "Wording",
                        "What only one report says", "Silences and open questions", "How this was made"]  # fmt: skip


def test_every_row_of_the_matrix_has_as_many_cells_as_its_head():
    text = render_markdown(plain_dossier("a | b `|` c\nd", "e", sources=["S|1", "S2"]))
    table = [line for line in text.split("\n") if line.startswith("|")]
    cells = {len(re.findall(r"(?<!\\)\|", line)) for line in table}
    assert cells == {5} and len(table) == 3


@pytest.mark.parametrize("text", ["<script>x</script>", "# head", "*a* _b_ `c`", "[x](y)", "![i](j)", "&amp;", "1. a",
                                  "- a", "~~s~~", "a|b", "http://x.example", "\\", "===", "$x$", "@all"])  # fmt: skip
def test_all_signs_of_markdown_are_escaped(text):
    made = escape_markdown(text)
    assert re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", made) == text
    assert not re.search(r"[<>*_`\[\]#|~&$@:!]", re.sub(r"\\[!-/:-@\[-`{-~]", "", made))


def test_no_line_of_a_report_begins_a_block():
    text = render_markdown(plain_dossier("# x\n- y\n> z\n```\n<b>", "# x"))
    assert "\n# x" not in text and "<b>" not in text and "```" not in text

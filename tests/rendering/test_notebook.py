"""A dossier in a notebook's cell: short, and safe whatever the reports' words are."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from tests.dossiers import bridge_dossier, plain_dossier

import rashomon
from rashomon.records import Skipped
from rashomon.rendering import render_notebook


class Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.seen.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data):
        self.text += data


def test_it_shows_counts_reports_conflicts_and_points():
    text = Tags(render_notebook(bridge_dossier())).text
    assert "4 reports from 3 independent sources" in text
    assert "Harbour Post" in text and "River Courier" in text
    assert "Hundreds of commuters" in text and "2000 to 9999 commuters" in text
    assert "2 independent sources" in text


def test_a_dossier_shows_itself_so():
    assert rashomon.Dossier._repr_html_(bridge_dossier()) == render_notebook(bridge_dossier())


def test_its_text_is_one_line():
    class Printer:
        said = ""

        def text(self, words):
            self.said += words

    printer = Printer()
    rashomon.Dossier._repr_pretty_(bridge_dossier(), printer, False)
    assert printer.said.startswith("<Dossier: “") and printer.said.endswith("conflicts, 1 update over time>")
    assert "\n" not in printer.said and len(printer.said) < 400


def test_it_is_short_however_much_there_is():
    texts = [f"{'Long words of a report ' * 500} number {n}." for n in range(60)]
    dossier = plain_dossier(*texts)
    skipped = tuple(Skipped(input=f"{'name' * 900}{n}", reason="why " * 900) for n in range(90))
    html = render_notebook(replace(dossier, skipped=skipped))
    assert len(html) < 15_000
    assert "and 48 more" in html and "and 87 more" in html


@pytest.mark.parametrize(
    "words", ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\u202e \x1b[31m a\x00b"]
)
def test_hostile_words_stay_words(words):
    dossier = plain_dossier(f"{words} one.", f"{words} two.")
    articles = tuple(replace(article, source=words, title=words) for article in dossier.articles)
    dossier = replace(
        dossier,
        articles=articles,
        event=replace(dossier.event, label=words),
        skipped=(Skipped(input=words, reason=words),),
    )
    tags = Tags(render_notebook(dossier))
    assert tags.seen <= {"section", "p", "strong", "br", "ul", "li", "b", "bdi", "span", "small", "code"}
    assert tags.attributes <= {"aria-label", "class"}
    assert not {"\u202e", "\x1b", "\x00"} & set(tags.text)

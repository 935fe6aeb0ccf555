"""The documents: JSON by its schema, HTML by lxml, Markdown by markdown-it, PDF by pypdfium2."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import jsonschema
import pytest
from lxml import html
from markdown_it import MarkdownIt
from tests.dossiers import bridge_dossier
from tests.exporting.hostile import DOSSIERS, hostile_dossier

from rashomon.exporting import FORMATS
from rashomon.exporting.pdf import BROWSERS

DOCS = Path(__file__).parents[2] / "docs"
BROWSER = next((name for name in BROWSERS if shutil.which(name)), None)
needs_browser = pytest.mark.skipif(BROWSER is None, reason="needs Chromium (on Debian: apt-get install chromium)")


@pytest.mark.parametrize("kind", DOSSIERS)
def test_json_is_by_the_published_schema(kind: str) -> None:
    schema = json.loads((DOCS / "dossier.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(json.loads(FORMATS["json"].render(DOSSIERS[kind]())), schema)


@pytest.mark.parametrize("kind", DOSSIERS)
def test_html_is_one_page_without_script_or_network(kind: str) -> None:
    page = html.document_fromstring(FORMATS["html"].render(DOSSIERS[kind]()))
    assert page.find(".//title") is not None
    assert list(page.iter("script", "iframe", "object", "embed", "base", "form")) == []
    for one in page.iter():
        if isinstance(one.tag, str):
            assert not any(name.startswith("on") for name in one.attrib)
            assert "src" not in one.attrib and not one.get("href", "").startswith("javascript:")


@pytest.mark.parametrize("kind", DOSSIERS)
def test_markdown_lets_no_word_become_markup(kind: str) -> None:
    shown = MarkdownIt("commonmark").enable("table").render(FORMATS["markdown"].render(DOSSIERS[kind]()).decode())
    page = html.fragment_fromstring(shown, create_parent="div")
    assert list(page.iter("script", "img", "iframe")) == []
    assert list(page.iter("h1", "h2"))


@needs_browser
def test_pdf_is_read_back_with_all_that_was_folded_and_no_clock() -> None:
    pypdfium2 = pytest.importorskip("pypdfium2", reason="needs pypdfium2")
    data = FORMATS["pdf"].render(bridge_dossier())
    document = pypdfium2.PdfDocument(data)
    try:
        words = " ".join(page.get_textpage().get_text_range() for page in document)
        info = document.get_metadata_dict()
    finally:
        document.close()
    words = " ".join(words.split())
    for wanted in ("Kestrel Bridge closed after crack", "Three workers were killed", "Halden Steel", "numbers"):
        assert wanted in words, wanted
    assert info["CreationDate"].startswith("D:20000101000000")
    assert FORMATS["pdf"].render(bridge_dossier()) == data


@needs_browser
def test_pdf_of_hostile_words_is_a_pdf() -> None:
    pypdfium2 = pytest.importorskip("pypdfium2", reason="needs pypdfium2")
    document = pypdfium2.PdfDocument(FORMATS["pdf"].render(hostile_dossier()))
    try:
        assert len(document) >= 1
        assert "<script>alert(1)</script>" in document[0].get_textpage().get_text_range()
    finally:
        document.close()


@needs_browser
def test_a_browser_that_fails_is_told_in_a_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from rashomon.errors import RashomonError
    from rashomon.exporting import pdf

    broken = tmp_path / "browser"
    broken.write_text("#!/bin/sh\necho first >&2\necho no display >&2\nexit 3\n")
    broken.chmod(0o755)
    monkeypatch.setattr(pdf, "find_browser", lambda: str(broken))
    with pytest.raises(RashomonError, match="has printed no PDF: no display; take --format html"):
        pdf.render_pdf(bridge_dossier())
    broken.write_text("#!/bin/sh\nsleep 60\n")
    monkeypatch.setattr(pdf, "_SECONDS", 0.2)
    with pytest.raises(RashomonError, match=r"has not printed within 0.2 seconds"):
        pdf.render_pdf(bridge_dossier())

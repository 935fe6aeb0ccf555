"""PDF and Word documents: their text and what they say of themselves. Needs the extra "documents"."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import replace
from typing import Any

from rashomon.errors import InputError
from rashomon.sources.drafts import Draft
from rashomon.sources.options import Limits
from rashomon.sources.plain_text import read_plain_text

# What the readers of a ZIP archive and of the parts in it raise where one is damaged, encrypted or not as it should be.
_DAMAGE = (
    KeyError, IndexError, ValueError, TypeError, AttributeError, EOFError, OSError, RuntimeError, zipfile.BadZipFile,
    zlib.error,
)  # fmt: skip
_INSTALL = 'needs the extra "documents": pip install "rashomon[documents]"'
_MOST_FILES = 5000
_UNPACKED_TIMES = 5
_MADE_UP_TITLE = re.compile(r"^(?:microsoft word|untitled|document\d*$)|\.(?:docx?|pdf|indd|odt)$", re.IGNORECASE)
_HYPHENATED = re.compile(r"(?<=[a-z])\ufffe|\u00ad\r?\n|(?<=[a-z])-\r?\n(?=[a-z])")
_LINE_END = re.compile(r"\r\n?")
_SENTENCE_ENDS = (".", "!", "?", ":", '"', "”", "’")
_SHORT_LINE = 0.7


def read_pdf(data: bytes, limits: Limits) -> Draft:
    """The text of a PDF, its lines joined to paragraphs, with its title.

    Raises:
        InputError: it is damaged, locked, has too many pages or no text, or the extra is missing.
    """
    try:
        import pypdfium2  # type: ignore[import-untyped]
    except ImportError as error:
        raise InputError(f"is a PDF, which {_INSTALL}") from error
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise InputError("is a PDF that cannot be opened (damaged, or locked by a password)") from error
    try:
        if len(document) > limits.pages:
            raise InputError(f"is a PDF of {len(document):,} pages, over {limits.pages:,}; raise max_pages")
        pages, size = [], 0
        for number in range(len(document)):
            pages.append(_page_text(document, number))
            size += len(pages[-1])
            if size > limits.size:
                raise InputError("is a PDF with more text than size_limit_mb allows")
        facts = document.get_metadata_dict()
    except pypdfium2.PdfiumError as error:
        raise InputError("is a PDF that is damaged") from error
    finally:
        document.close()
    text = _join_lines("\n\n".join(pages))
    if not text.strip():
        raise InputError("is a PDF without text (scanned pages?); run it through text recognition first")
    return _draft(text, str(facts.get("Title") or ""))


def read_docx(data: bytes, limits: Limits) -> Draft:
    """The paragraphs of a Word document in their order, those in tables too, with its title.

    Raises:
        InputError: it is no Word document, is damaged, unpacks to too much, or the extra is missing.
    """
    _check_archive(data, limits)
    try:
        import docx
        from docx.exceptions import PythonDocxError
        from docx.opc.exceptions import OpcError
    except ImportError as error:
        raise InputError(f"is a Word document, which {_INSTALL}") from error
    from lxml import etree  # type: ignore[import-untyped]

    try:
        document = docx.Document(io.BytesIO(data))
        lines = [_line(item) for item in document.element.body.iter("{*}p")]
        title = document.core_properties.title or ""
    except (*_DAMAGE, OpcError, PythonDocxError, etree.LxmlError) as error:
        raise InputError("is a Word document that is damaged; save it again, or as text") from error
    text = "\n".join(line for line in lines if line.strip())
    if not text.strip():
        raise InputError("is a Word document without text")
    return _draft(text, title)


def _draft(text: str, title: str) -> Draft:
    """The text with what its header lines say. When a document was made is not when its report appeared."""
    draft = read_plain_text(text)
    title = " ".join(title.split())[:300]
    if not title or _MADE_UP_TITLE.search(title):
        return draft
    return replace(draft, title=title, title_apart=True)


def _check_archive(data: bytes, limits: Limits) -> None:
    """Raises InputError unless `data` is a ZIP archive that holds a Word document and unpacks to a bounded size."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = archive.infolist()
    except _DAMAGE as error:
        raise InputError(
            "is a ZIP archive or an office document that is damaged; unpack it or save it as text"
        ) from error
    if not any(file.filename == "word/document.xml" for file in files):
        raise InputError("is a ZIP archive or an office document; unpack it or save it as text")
    unpacked = sum(file.file_size for file in files)
    texts = sum(file.file_size for file in files if file.filename.endswith((".xml", ".rels")))
    if len(files) > _MOST_FILES or unpacked > _UNPACKED_TIMES * limits.size or texts > limits.size:
        raise InputError(
            f"unpacks to {unpacked / 1_000_000:,.0f} MB, too much for a document (a decompression bomb?); "
            "if it is none, raise size_limit_mb in the settings"
        )


def _line(paragraph: Any) -> str:
    pieces = []
    for element in paragraph.iter("{*}t", "{*}tab", "{*}br"):
        pieces.append(element.text or "" if element.tag.endswith("}t") else " ")
    return " ".join("".join(pieces).split())


def _page_text(document: Any, number: int) -> str:
    page = document[number]
    try:
        text_page = page.get_textpage()
        try:
            return _LINE_END.sub("\n", text_page.get_text_bounded())
        finally:
            text_page.close()
    finally:
        page.close()


def _join_lines(text: str) -> str:
    """The lines of a page as paragraphs: one ends at a blank line, or at a short line that ends a sentence."""
    lines = [line.strip() for line in _HYPHENATED.sub("", text).split("\n")]
    width = max((len(line) for line in lines), default=0)
    paragraphs: list[list[str]] = [[]]
    for line in lines:
        if not line:
            paragraphs.append([])
            continue
        paragraphs[-1].append(line)
        if len(line) < _SHORT_LINE * width and (line.endswith(_SENTENCE_ENDS) or len(paragraphs[-1]) == 1):
            paragraphs.append([])
    return "\n".join(" ".join(paragraph) for paragraph in paragraphs if paragraph)

from __future__ import annotations

import builtins
import io
import zipfile
from typing import Any

import docx
import pytest

from rashomon.errors import InputError
from rashomon.sources.documents import read_docx, read_pdf
from rashomon.sources.options import Limits

LINES = ["Old bridge shut after lorry crash", "The old bridge over the river was closed on Tuesday after a lorry",
         "struck its rail, the police said.", "Long queues formed on both banks and drivers were told to use the",
         "tunnel for the time being."]  # fmt: skip


def make_pdf(pages: list[list[str]], title: str = "") -> bytes:
    """A PDF with these lines, written by hand: a catalogue, pages, one font, one stream of text a page."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for n, lines in enumerate(pages):
        text = " ".join(f"({line}) Tj 0 -14 Td" for line in lines)
        stream = f"BT /F1 12 Tf 50 700 Td {text} ET"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {5 + 2 * n} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    objects.append(f"<< /Title ({title}) >>")
    body, places = "%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R >>\n"
    return (
        f"{body}xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}startxref\n{len(body)}\n%%EOF\n"
    ).encode("latin-1")


def make_docx(paragraphs: list[str], title: str = "", cell: str = "") -> bytes:
    document = docx.Document()
    document.core_properties.title = title
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if cell:
        document.add_table(rows=1, cols=1).cell(0, 0).text = cell
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def test_the_lines_of_a_pdf_become_paragraphs() -> None:
    draft = read_pdf(make_pdf([LINES, ["The bridge opened again on Friday."]], title="Bridge shut"), Limits())
    assert draft.text.split("\n") == [
        LINES[0],
        " ".join(LINES[1:3]),
        " ".join(LINES[3:]),
        "The bridge opened again on Friday.",
    ]
    assert (draft.title, draft.title_apart, draft.published) == ("Bridge shut", True, None)


@pytest.mark.parametrize("title", ["", "Microsoft Word - draft.docx", "untitled", "report.indd"])
def test_a_made_up_title_is_not_taken(title: str) -> None:
    draft = read_pdf(make_pdf([LINES], title=title), Limits())
    assert (draft.title, draft.title_apart) == (LINES[0], False)


@pytest.mark.parametrize(
    ("data", "reason"),
    [(make_pdf([LINES])[:200], "damaged, or locked"), (b"%PDF-1.7 nothing", "damaged, or locked"),
     (make_pdf([[]]), "without text"), (make_pdf([["x"]] * 4), "4 pages, over 3")],
    ids=["cut", "nothing", "scan", "long"],
)  # fmt: skip
def test_pdfs_that_cannot_be_used(data: bytes, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        read_pdf(data, Limits(pages=3))


def test_a_word_document_gives_its_paragraphs_and_cells() -> None:
    draft = read_docx(
        make_docx(["Bridge shut", "Published: 2024-06-19", "It was\tshut."], "The bridge", "A cell."), Limits()
    )
    assert draft.text == "Bridge shut\nPublished: 2024-06-19\nIt was shut.\nA cell."
    assert (draft.title, draft.title_apart, draft.day_only) == ("The bridge", True, True)


def make_zip(files: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (make_zip({"a.txt": b"x"}), "a ZIP archive or an office document"),
        (make_zip({"word/document.xml": b"0" * 30_000_000}), "30 MB, too much for a document .a decompression bomb"),
        (make_zip({"word/document.xml": b"<x/>", "word/media/a.bin": b"0" * 120_000_000}), "120 MB, too much"),
        (make_zip({"word/document.xml": b"<x/>"}), "damaged"),
        (make_docx(["A paragraph."])[:-200], "damaged"),
        (make_docx([]), "without text"),
    ],
    ids=["zip", "bomb", "media-bomb", "hollow", "cut", "empty"],
)
def test_word_documents_that_cannot_be_used(data: bytes, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        read_docx(data, Limits())


@pytest.mark.parametrize(
    ("missing", "read", "data"),
    [("pypdfium2", read_pdf, make_pdf([LINES])), ("docx", read_docx, make_docx(["A paragraph."]))],
    ids=["pdf", "docx"],
)
def test_a_missing_extra_is_named(missing: str, read: Any, data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == missing:
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(InputError, match=r'pip install "rashomon\[documents\]"'):
        read(data, Limits())

"""What kind an input is: by its first bytes, then by its name, then by what a server says of it."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Literal

from rashomon.sources.html import looks_like_html

Kind = Literal[
    "text", "html", "mhtml", "pdf", "docx", "json", "csv", "parquet", "feed", "opml", "newsml", "warc"
]  # fmt: skip

_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"%PDF-", "pdf"), (b"PK\x03\x04", "docx"), (b"PAR1", "parquet"), (b"WARC/", "warc"),
)  # fmt: skip
_SUFFIXES: dict[str, Kind] = {
    ".html": "html", ".htm": "html", ".xhtml": "html", ".mhtml": "mhtml", ".mht": "mhtml",
    ".jsonl": "json", ".ndjson": "json", ".json": "json", ".csv": "csv", ".tsv": "csv", ".opml": "opml",
    ".warc": "warc", ".txt": "text",
}  # fmt: skip
_MEDIA_TYPES: dict[str, Kind] = {
    "text/html": "html", "application/xhtml+xml": "html", "multipart/related": "mhtml",
    "application/json": "json", "application/jsonl": "json", "application/x-ndjson": "json", "text/csv": "csv",
    "application/ld+json": "json", "application/feed+json": "json",
}  # fmt: skip
_ROOTS: dict[str, Kind] = {
    "rss": "feed", "feed": "feed", "rdf": "feed", "opml": "opml", "newsitem": "newsml", "newsmessage": "newsml",
    "html": "html",
}  # fmt: skip
_ROOT = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,4000}?-->\s*|<\?[^>]{0,400}\?>\s*)*"
    r"(?:<!doctype[^\[>]{0,400}(?:\[.{0,20000}?\]\s*)?>\s*)?(?:<!--.{0,4000}?-->\s*)*<(?:[\w-]{1,20}:)?([a-z]+)\b",
    re.IGNORECASE | re.DOTALL,
)
_MHTML = re.compile(r"^Content-Type:\s*multipart/related", re.IGNORECASE | re.MULTILINE)
MEDIA_TYPE_OF: dict[Kind, str] = {
    "text": "text/plain", "html": "text/html", "mhtml": "multipart/related", "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "json": "application/json",
    "csv": "text/csv", "parquet": "application/vnd.apache.parquet", "feed": "application/xml",
    "opml": "text/x-opml", "newsml": "application/vnd.iptc.g2.newsitem+xml", "warc": "application/warc",
}  # fmt: skip


def find_kind(name: str, head: bytes, *, media_type: str = "", sniff_json: bool = False) -> Kind:
    """The kind of the input `name`, which begins with `head`.

    `sniff_json` takes text that begins with a brace for JSON: where there is no name to go by.
    """
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    text = head[:24_000].decode("utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "replace")
    named = _SUFFIXES.get(PurePath(name.removesuffix(".gz")).suffix.lower())
    if named in ("json", "csv"):
        return named
    root = _ROOT.match(text)
    if root and root.group(1).lower() in _ROOTS:
        return _ROOTS[root.group(1).lower()]
    if _MHTML.search(text[:2000]):
        return "mhtml"
    if named is not None:
        return "html" if named == "text" and looks_like_html(text) else named
    if media_type in _MEDIA_TYPES:
        return _MEDIA_TYPES[media_type]
    if looks_like_html(text):
        return "html"
    return "json" if sniff_json and text.lstrip()[:1] in ("{", "[") else "text"

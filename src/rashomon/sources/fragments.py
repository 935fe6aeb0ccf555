"""The text of pieces of HTML, as feeds and news agencies hold them, and XML that is safe to parse."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from rashomon.errors import InputError
from rashomon.sources.decoding import decode

if TYPE_CHECKING:
    from lxml.etree import _Element  # type: ignore[import-untyped]

_BREAKS = re.compile(
    r"<(?:/p|/div|/h[1-6]|/li|/blockquote|/tr|br\s{0,3}/?|/?ul|/?ol|hr\s{0,3}/?)\b[^<>]{0,200}>", re.IGNORECASE
)
_TAG = re.compile(r"<[a-zA-Z/!]|&[#\w]{1,30};")
_UNSEEN = ("script", "style", "iframe", "template", "noscript")
_ENTITY = re.compile(r"<!ENTITY", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,300}\?>")


def text_of_fragment(markup: str) -> str:
    """The text in a piece of HTML, one paragraph a line; `markup` itself, trimmed, where it holds no tag."""
    if not _TAG.search(markup):
        return markup.strip()
    from lxml import etree, html  # type: ignore[import-untyped]

    source = _BREAKS.sub(lambda found: found.group() + "\n", " ".join(markup.replace("\0", "").split()))
    parser = html.HTMLParser(encoding="utf-8")
    try:
        root = html.document_fromstring(f"<div>{source}</div>".encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, ValueError):
        return ""
    for element in list(root.iter(*_UNSEEN)):
        element.drop_tree()
    lines = (" ".join(line.split()) for line in root.text_content().split("\n"))
    return "\n".join(line for line in lines if line)


def decode_xml(data: bytes, *, charset: str = "") -> str:
    """The text of an XML document. Raises InputError where it is no text or declares entities of its own."""
    text = decode(data, html=True, charset=charset)
    if _ENTITY.search(text):
        raise InputError("declares XML entities (<!ENTITY), which can grow without bound; save it without them")
    return text


def parse_xml(text: str) -> _Element:
    """The root of an XML document, nothing in it resolved or loaded. Raises InputError where it is not well formed."""
    from lxml import etree

    parser: Any = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False, encoding="utf-8"
    )
    try:
        return etree.fromstring(_XML_DECLARATION.sub("", text, count=1).strip().encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InputError(f"is no well-formed XML ({str(error)[:150]})") from error

"""News items in the standards of the IPTC: NewsML-G2 (XML) and ninjs (JSON)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from rashomon.errors import InputError
from rashomon.sources.dates import parse_date
from rashomon.sources.drafts import Draft
from rashomon.sources.fragments import parse_xml, text_of_fragment

if TYPE_CHECKING:
    from lxml.etree import _Element  # type: ignore[import-untyped]

_BLOCKS = ("p", "hl1", "hl2", "h1", "h2", "h3", "h4", "li", "td", "pre")
_NINJS_BODIES = ("body_text", "body_xhtml", "bodyText", "bodyXhtml")
_NINJS_DATES = ("firstcreated", "firstCreated", "versioncreated", "versionCreated")


def read_newsml(text: str) -> Iterator[tuple[str, Draft | InputError, bytes]]:
    """Each news item of a NewsML-G2 document with its place ("" where it is the only one) and its own XML.

    The title is its headline; the text its inline XML (NITF or XHTML) or inline data; the date that of its first, else
    its present version. Raises InputError where it is not well formed.
    """
    from lxml import etree  # type: ignore[import-untyped]

    root = parse_xml(text)
    items = [root] if _name(root) == "newsItem" else list(root.iter("{*}newsItem"))
    for number, item in enumerate(items, start=1):
        place = f"item {number}" if len(items) > 1 else ""
        try:
            draft: Draft | InputError = _draft_of_item(item)
        except InputError as error:
            draft = error
        yield place, draft, etree.tostring(item, encoding="utf-8", with_tail=False)


def _draft_of_item(item: _Element) -> Draft:
    title = _first(item, "{*}contentMeta/{*}headline") or _first(item, "{*}itemMeta/{*}title")
    body = _body(item)
    if not body and not title:
        raise InputError("is a news item without a headline and a text")
    dates = ("{*}contentMeta/{*}contentCreated", "{*}itemMeta/{*}firstCreated", "{*}itemMeta/{*}versionCreated")
    date = next(filter(None, (parse_date(_first(item, path)) for path in dates)), None)
    source = _first(item, "{*}contentMeta/{*}infoSource/{*}name") or _first(item, "{*}itemMeta/{*}provider/{*}name")
    provider = item.find("{*}itemMeta/{*}provider")
    if not source and provider is not None:
        source = str(provider.get("literal") or "")
    links = [str(link.get("href") or "") for link in item.iterfind("{*}itemMeta/{*}link")]
    return Draft(
        text=body,
        title=title,
        title_apart=True,
        source=source,
        url=next((link for link in links if link.startswith(("http://", "https://"))), None),
        published=date[0] if date else None,
        day_only=bool(date and date[1]),
        given_id=item.get("guid"),
    )


def _body(item: _Element) -> str:
    for inline in item.iterfind("{*}contentSet/{*}inlineXML"):
        bodies = [*inline.iter("{*}body.content"), *inline.iter("{*}body")] or [inline]
        blocks = [block for block in bodies[0].iter() if _name(block) in _BLOCKS]
        lines = (" ".join("".join(block.itertext()).split()) for block in blocks)
        text = "\n".join(line for line in lines if line)
        if text:
            return text
    for data in item.iterfind("{*}contentSet/{*}inlineData"):
        text = text_of_fragment("".join(data.itertext()))
        if text:
            return text
    return ""


def _first(item: _Element, path: str) -> str:
    found = item.find(path)
    return " ".join("".join(found.itertext()).split()) if found is not None else ""


def _name(element: _Element) -> str:
    return str(element.tag).rpartition("}")[2]


def is_ninjs(entry: Mapping[str, Any]) -> bool:
    """True where `entry` is a news item in ninjs: it has a uri, no "text", and a headline or body as ninjs names it."""
    return (
        "uri" in entry
        and "text" not in entry
        and any(name in entry for name in ("headline", "headlines", "bodies", *_NINJS_BODIES))
    )


def read_ninjs(entry: Mapping[str, Any]) -> Draft:
    """The article of a news item in ninjs 1, 2 or 3. Raises InputError where it has no headline and no body."""
    title = _text(entry.get("headline")) or _text_in(entry.get("headlines"))
    bodies = [_text(entry.get(name)) for name in _NINJS_BODIES]
    body = next(filter(None, bodies), "") or _text_in(entry.get("bodies"))
    text = text_of_fragment(body)
    if not text and not title:
        raise InputError("is a news item (ninjs) without a headline and a body")
    date = next(filter(None, (parse_date(entry.get(name)) for name in _NINJS_DATES)), None)
    sources = entry.get("infosources") or entry.get("infoSources")
    names = [_text(one.get("name")) for one in sources if isinstance(one, dict)] if isinstance(sources, list) else []
    source = _text(entry.get("copyrightholder")) or _text(entry.get("copyrightHolder")) or next(filter(None, names), "")
    uri = _text(entry.get("uri"))
    return Draft(
        text=text,
        title=text_of_fragment(title),
        title_apart=True,
        source=source,
        url=uri if uri.startswith(("http://", "https://")) else None,
        published=date[0] if date else None,
        day_only=bool(date and date[1]),
        given_id=uri or None,
    )


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _text_in(entries: Any) -> str:
    """The first text of a list of {"value": ...}, as ninjs 2 and 3 have headlines and bodies."""
    if not isinstance(entries, list):
        return ""
    values = (_text(entry.get("value")) for entry in entries if isinstance(entry, dict))
    return next(filter(None, values), "")

"""Saved web pages: the article's own text (no navigation, no comments), and what the page says about it."""

from __future__ import annotations

import logging
import re
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from rashomon.errors import InputError
from rashomon.sources.dates import parse_date
from rashomon.sources.drafts import Draft, begins_with
from rashomon.sources.page_facts import PageFacts, read_page_facts

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

_SNIFF = re.compile(r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S)
# "<!-- saved from url=(0030)https://... -->", and SingleFile's "url: https://... saved date: Wed Jun 19 2024 ..."
_SAVED_FROM = re.compile(
    r"<!--\s*(?:Page saved with SingleFile\s+url:\s*|saved from url=\(\d{4}\))(https?://\S{1,2000})"
)
_SAVED_AT = re.compile(r"<!--\s*Page saved with SingleFile\s+url:\s*\S+\s+saved date:\s*([^\n]{10,80})")
_ZONE_NAME = re.compile(r"\([^)]*\)")
_BLANK_LINES = re.compile(r"\n{2,}")
_NO_ARTICLE = (
    "is a page without an article (navigation, a picture page or a page that needs JavaScript); "
    "open it in a browser and save the article's text"
)
_MOST_CHARACTERS_WITHOUT_WORDS = 40


def looks_like_html(text: str) -> bool:
    """True where `text` begins like a web page."""
    return bool(_SNIFF.match(text[:8_000]))


def find_saved_from(text: str) -> tuple[str | None, datetime | None]:
    """Where and when (UTC) a browser saved the page, as SingleFile and Chromium note it; None where they don't."""
    head = text[:20_000]
    url = _SAVED_FROM.search(head)
    when = _SAVED_AT.search(head) if url else None
    words = _ZONE_NAME.sub("", when.group(1)).replace("GMT", "").split() if when else []
    date = parse_date(" ".join(words[1:4] + words[4:])) if len(words) > 3 else None
    return (url.group(1) if url else None), (date[0] if date else None)


def read_html(text: str, *, address: str | None = None, most_elements: int = 30_000) -> Draft:
    """The article of a saved page, one paragraph a line, with title, source, url and publication date from the page.

    The text is what trafilatura takes for the article. Of the titles that the page gives, the one that the text begins
    with is taken, else the first. `address` is where the page was fetched or saved from, where that is known.

    Raises:
        InputError: there is no article in it, or it is nested too deep or has more than `most_elements` elements.
    """
    page = _parse(text)
    if page is None:
        raise InputError(_NO_ARTICLE)
    if sum(1 for _ in islice(page.iter(), most_elements + 1)) > most_elements:
        raise InputError(f"is a page of more than {most_elements:,} elements; raise max_elements in the settings")
    facts = read_page_facts(page, address)
    body = _extract(page)
    if len(body) < _MOST_CHARACTERS_WITHOUT_WORDS:
        raise InputError(_NO_ARTICLE)
    return Draft(
        text=body,
        title=_choose_title(facts, body),
        title_apart=True,
        source=facts.source,
        url=facts.url,
        published=facts.published,
        day_only=facts.day_only,
    )


def _choose_title(facts: PageFacts, body: str) -> str:
    for title in facts.titles:
        if begins_with(body, title):
            return title
    return facts.titles[0] if facts.titles else ""


def _parse(text: str) -> HtmlElement | None:
    from lxml import etree, html  # type: ignore[import-untyped]

    # Bytes with a stated encoding: a str that declares another encoding is refused, and meta tags would be believed.
    parser = html.HTMLParser(encoding="utf-8")
    try:
        page = html.document_fromstring(text.replace("\0", "").encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, ValueError):
        return None
    if any("Excessive depth" in entry.message for entry in parser.error_log):  # what comes after it is not in the tree
        raise InputError("is nested deeper than 256 elements, which no article is; save its text as a .txt file")
    return page if len(page) else None


def _extract(page: HtmlElement) -> str:
    from trafilatura import extract  # imports slowly

    logging.getLogger("trafilatura").addHandler(logging.NullHandler())
    found = extract(page, include_comments=False, include_tables=False, include_images=False, include_links=False)
    return _BLANK_LINES.sub("\n", found or "").strip()

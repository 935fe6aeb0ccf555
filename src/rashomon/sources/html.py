"""Saved web pages: the article's own text (no navigation, no comments), and what the page says about it."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

from rashomon.errors import InputError
from rashomon.sources.drafts import Draft, begins_with
from rashomon.sources.page_facts import PageFacts, read_page_facts

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

_SNIFF = re.compile(r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S)
_BLANK_LINES = re.compile(r"\n{2,}")
_NO_ARTICLE = (
    "is a page without an article (navigation, a picture page or a page that needs JavaScript); "
    "open it in a browser and save the article's text"
)
_MOST_CHARACTERS_WITHOUT_WORDS = 40


def looks_like_html(text: str) -> bool:
    """True where `text` begins like a web page."""
    return bool(_SNIFF.match(text[:8_000]))


def read_html(text: str) -> Draft:
    """The article of a saved page, one paragraph a line, with title, source, url and publication date from the page.

    The text is what trafilatura takes for the article. Of the titles that the page gives, the one that the text begins
    with is taken, else the first.

    Raises:
        InputError: there is no article in it.
    """
    page = _parse(text)
    if page is None:
        raise InputError(_NO_ARTICLE)
    facts = read_page_facts(page)
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
    return page if len(page) else None


def _extract(page: HtmlElement) -> str:
    from trafilatura import extract  # imports slowly

    logging.getLogger("trafilatura").addHandler(logging.NullHandler())
    found = extract(page, include_comments=False, include_tables=False, include_images=False, include_links=False)
    return _BLANK_LINES.sub("\n", found or "").strip()

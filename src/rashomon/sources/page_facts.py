"""What a web page says about its article: titles, site, address, publication date."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rashomon.sources.dates import parse_date
from rashomon.sources.drafts import host_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

_ARTICLE_TYPES = re.compile(r"(?:News|Blog|Report|Opinion|Review|Analysis|Background|Scholarly|LiveBlog)?"
                            r"(?:Article|Posting|NewsArticle)$|Reportage")  # fmt: skip
_TITLE_NAMES = ("og:title", "twitter:title", "headline", "dc.title", "sailthru.title")
_SITE_NAMES = ("og:site_name", "application-name", "dc.publisher", "publisher", "twitter:site")
_DATE_NAMES = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "parsely-pub-date",
    "sailthru.date", "cxenseparse:recs:publishtime", "publish-date", "publishdate", "pubdate", "publication_date",
    "article.published", "dc.date.issued", "dcterms.created", "dcterms.date", "dc.date", "date",
)  # fmt: skip
_URL_DAY = re.compile(r"/(20\d\d|19\d\d)[/-](\d{1,2}|[a-z]{3})[/-](\d{1,2})(?:/|-|$)")
_SUFFIX = re.compile(r"\s+[|–—·»-]\s+[^|–—·»]{2,40}$")
_SPACE_RUN = re.compile(r"\s+")
_MOST_NODES = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """Titles best first, site name ("" where none is given), canonical address, and publication date (UTC-aware)."""

    titles: tuple[str, ...]
    source: str
    url: str | None
    published: datetime | None
    day_only: bool


def read_page_facts(page: HtmlElement, address: str | None = None) -> PageFacts:
    """What the JSON-LD, the meta tags, the `<time>` elements and the address of `page` say, in this order of trust.

    `address` is where the page was fetched from, if it was: what it says of its address then counts on that site only,
    so that no page can pass for another site's.
    """
    meta = _metas(page)
    linked = list(_articles_in_json(page))
    url = _address(page, meta, address)
    published, day_only = _publication(page, meta, linked, url)
    publishers = (entry.get("publisher") for entry in linked)
    sites = [p.get("name") if isinstance(p, dict) else p for p in publishers]
    sites = [meta.get("og:site_name"), *sites, *(meta.get(name) for name in _SITE_NAMES)]
    return PageFacts(
        titles=tuple(_titles(page, meta, linked)),
        source=next((_clean(site).lstrip("@") for site in sites if isinstance(site, str) and site.strip()), ""),
        url=url,
        published=published,
        day_only=day_only,
    )


def _metas(page: HtmlElement) -> dict[str, str]:
    metas: dict[str, str] = {}
    for element in page.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        content = element.get("content") or ""
        if name and content.strip():
            metas.setdefault(name.strip().lower(), content.strip())
    return metas


def _articles_in_json(page: HtmlElement) -> Iterator[dict[str, Any]]:
    for element in page.iter("script"):
        if (element.get("type") or "").strip().lower() != "application/ld+json":
            continue
        try:
            waiting = [json.loads(element.text_content(), strict=False)]
        except (ValueError, RecursionError):  # one broken block costs that block
            continue
        seen = 0
        while waiting and seen < _MOST_NODES:
            node = waiting.pop(0)
            seen += 1
            if isinstance(node, list):
                waiting.extend(node)
            elif isinstance(node, dict):
                kinds = node.get("@type")
                kinds = kinds if isinstance(kinds, list) else [kinds]
                if any(isinstance(kind, str) and _ARTICLE_TYPES.match(kind) for kind in kinds):
                    yield node
                waiting.extend(node[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in node)


def _titles(page: HtmlElement, meta: dict[str, str], linked: list[dict[str, Any]]) -> list[str]:
    found: list[Any] = [entry.get("headline") for entry in linked]
    found += [_SUFFIX.sub("", meta[name]) for name in _TITLE_NAMES if name in meta]
    headings = [element.text_content() for element in page.iter("h1")]
    found += headings if len(headings) == 1 else []
    found += [_SUFFIX.sub("", _clean(element.text_content())) for element in page.iter("title")][:1]
    clean = [_clean(title) for title in found if isinstance(title, str)]
    return list(dict.fromkeys(title for title in clean if 0 < len(title) <= 300))


def _address(page: HtmlElement, meta: dict[str, str], fetched_from: str | None) -> str | None:
    links = [element.get("href") or "" for element in page.iter("link") if element.get("rel") == "canonical"]
    for url in (*links, meta.get("og:url", "")):
        if url.strip().startswith(("http://", "https://")) and (not fetched_from or _one_site(url, fetched_from)):
            return url.strip()
    return fetched_from


def _one_site(left: str, right: str) -> bool:
    """True where one host is the other, or a part of it ("m.paper.example" of "www.paper.example")."""
    hosts = sorted((host_of(left.strip()), host_of(right)), key=len)
    return "." in hosts[0] and (hosts[0] == hosts[1] or hosts[1].endswith(f".{hosts[0]}"))


def _publication(
    page: HtmlElement, meta: dict[str, str], linked: list[dict[str, Any]], url: str | None
) -> tuple[datetime | None, bool]:
    found: list[Any] = [entry.get("datePublished") for entry in linked]
    found += [meta[name] for name in _DATE_NAMES if name in meta]
    marked = [element for element in page.iter() if element.get("itemprop") == "datePublished"]
    found += [element.get("datetime") or element.get("content") or element.text_content() for element in marked]
    times = [element for element in page.iter("time") if not _in_comments(element)]
    times.sort(key=lambda element: element.get("pubdate") is None)
    found += [element.get("datetime") or element.text_content() for element in times]
    days = [date for date in map(parse_date, found) if date is not None]
    if days and days[0][1]:  # a later place may give the clock time of the same day
        exact = [date for date in days if not date[1] and date[0].date() == days[0][0].date()]
        days = exact or days
    if days:
        return days[0]
    in_address = _URL_DAY.search((url or "").lower())
    if in_address:
        year, month, day = in_address.groups()
        date = parse_date(f"{day} {month} {year}" if month.isalpha() else f"{year}-{int(month):02}-{int(day):02}")
        if date:
            return date
    return None, False


def _in_comments(element: HtmlElement) -> bool:
    for parent in element.iterancestors():
        marks = f"{parent.get('class') or ''} {parent.get('id') or ''}".lower()
        if parent.tag in ("footer", "aside", "nav") or "comment" in marks or "related" in marks:
            return True
    return False


def _clean(text: str) -> str:
    return _SPACE_RUN.sub(" ", text).strip()

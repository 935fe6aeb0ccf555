from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rashomon.errors import InputError
from rashomon.sources.html import looks_like_html, read_html

PAGE = """<!DOCTYPE html>
<html lang="en"><head><title>Old bridge shut after lorry crash | Harbour Herald</title>{head}</head><body>
<nav><a href="/">Home</a> <a href="/world">World news</a> <a href="/sport">Sport</a></nav>
<article><h1>Old bridge shut after lorry crash</h1>
<p>The old bridge over the river was closed on Tuesday after a lorry struck its rail, the police said.</p>
<p>Long queues formed on both banks &amp; drivers were told to use the tunnel for the time being. It’s not known when
the bridge will open again.</p></article>
<section id="comments" class="comments"><h3>Comments</h3>
<p>What a splendid piece of writing, thank you so much for publishing it, I will read it again.</p></section>
<footer>Copyright 2019 Harbour Herald. All rights reserved. <time datetime="2019-01-01">2019</time></footer>
</body></html>
"""
JSON_LD = (
    '<script type="application/ld+json">{"@graph": [{"@type": ["NewsArticle"], "headline": "Old bridge shut",'
    ' "datePublished": "2024-06-18T21:30:00+09:00", "publisher": {"name": "The Harbour Herald"}}]}</script>'
)
META = (
    '<meta property="article:published_time" content="2024-06-18T12:30:00Z">'
    '<meta property="og:site_name" content="Herald Online">'
    '<link rel="canonical" href="https://www.herald.example/2024/06/17/bridge">'
)
MOMENT = datetime(2024, 6, 18, 12, 30, tzinfo=UTC)


def test_the_article_comes_without_navigation_comments_and_footer() -> None:
    draft = read_html(PAGE.replace("{head}", ""))
    for word in ("World news", "splendid", "rights reserved"):
        assert word not in draft.text
    lines = draft.text.split("\n")
    assert lines[0] == "Old bridge shut after lorry crash"
    assert lines[1].startswith("The old bridge over") and lines[2].startswith("Long queues formed on both banks & ")
    assert draft.title == "Old bridge shut after lorry crash" and draft.source == "" and draft.published is None


@pytest.mark.parametrize(
    ("head", "source", "published", "day_only"),
    [
        (JSON_LD, "The Harbour Herald", MOMENT, False),
        (META, "Herald Online", MOMENT, False),
        (JSON_LD.replace("T21:30:00+09:00", "") + META, "Herald Online", MOMENT, False),
        (
            '<link rel="canonical" href="https://h.example/2024/06/18/bridge">',
            "",
            datetime(2024, 6, 18, tzinfo=UTC),
            True,
        ),
        ('<link rel="canonical" href="https://h.example/2024/13/99/bridge">', "", None, False),
        ('<meta name="date" content="June 18, 2024">', "", datetime(2024, 6, 18, tzinfo=UTC), True),
        ('<script type="application/ld+json">{"@type": broken</script>' + META, "Herald Online", MOMENT, False),
        ('<script type="application/ld+json">' + "[" * 50_000 + "</script>", "", None, False),
        (
            '<script type="application/ld+json">{"@type": "Article", "headline": 7, "publisher": [1]}</script>',
            "",
            None,
            False,
        ),
    ],
    ids=["json-ld", "meta", "day-then-time", "address", "bad-address", "meta-words", "broken", "deep", "wrong-kinds"],
)
def test_facts_of_the_page(head: str, source: str, published: datetime | None, day_only: bool) -> None:
    draft = read_html(PAGE.replace("{head}", head))
    assert (draft.source, draft.published, draft.day_only) == (source, published, day_only)


def test_a_time_element_dates_the_page_but_not_one_in_the_footer() -> None:
    page = PAGE.replace("{head}", "").replace(
        "<article>", '<article><time datetime="2024-06-18T12:30:00Z">18 June</time>'
    )
    assert read_html(page).published == MOMENT


@pytest.mark.parametrize(
    "page",
    [
        "<html><body><nav><a href='/'>Home</a></nav></body></html>",
        "<html></html>",
        "<!doctype html>",
        "<html><!--",
        "<html><body><script>var a = 1;</script></body></html>",
    ],
)
def test_a_page_without_an_article_is_refused(page: str) -> None:
    with pytest.raises(InputError, match="without an article"):
        read_html(page)


def test_a_page_nested_too_deep_is_refused_and_not_cut() -> None:
    with pytest.raises(InputError, match="nested deeper than 256"):
        read_html("<html><body><p>The mayor resigned on Monday, her office said at noon.</p>" + "<div>" * 1_000_000)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<!DOCTYPE html><p>x", True),
        ("\n <HTML lang=en>", True),
        ('<?xml version="1.0"?>\n<!-- note --><html>', True),
        ("He wrote <html> on the wall.", False),
        ("", False),
    ],
)
def test_pages_are_told_from_text(text: str, expected: bool) -> None:
    assert looks_like_html(text) is expected

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rashomon.errors import InputError
from rashomon.sources.feeds import Feed, read_feed, read_opml

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Harbour &amp; Coast</title><link>https://h.example/</link>
<item><title>Bridge &lt;b&gt;shut&lt;/b&gt; after crash</title><link>https://h.example/1</link><guid>g1</guid>
<pubDate>Wed, 19 Jun 2024 21:30:00 +0900</pubDate>
<description>&lt;p&gt;The bridge was shut.&lt;/p&gt;&lt;p&gt;Nobody was hurt.&lt;/p&gt;
&lt;script&gt;x&lt;/script&gt;</description></item>
<item><title>Port café opens</title><link>/2</link>
<description>Short.</description>
<content:encoded><![CDATA[<p>The café in the port opened, <item> said.</p>]]></content:encoded></item>
</channel></rss>
"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Coast</title>
<entry><title>Ferry late</title><id>tag:1</id><link href="https://c.example/f"/><updated>2024-06-20T08:00:00Z</updated>
<published>2024-06-19T08:00:00+02:00</published><summary type="html">&lt;p&gt;It ran late.&lt;/p&gt;</summary></entry>
<entry><id>tag:2</id><updated>2024-06-20</updated></entry></feed>
"""
NOON = datetime(2024, 6, 19, 12, 30, tzinfo=UTC)


def test_the_entries_of_an_rss_feed() -> None:
    feed = read_feed(RSS.encode(), most=10, address="https://h.example/feed.xml")
    first, second = feed.entries
    assert (feed.title, feed.left_out) == ("Harbour & Coast", 0)
    assert (first.title, first.link, first.guid) == (
        "Bridge shut after crash",
        "https://h.example/1",
        "https://h.example/g1",
    )
    assert (first.published, first.day_only, first.updated) == (NOON, False, None)
    assert first.text == "The bridge was shut.\nNobody was hurt."
    assert (second.title, second.link) == ("Port café opens", "https://h.example/2")
    assert second.text.startswith("The café in the port opened")


def test_an_entry_keeps_its_own_xml() -> None:
    first, second = read_feed(ATOM.encode(), most=10).entries
    assert first.content.startswith(b"<entry><title>Ferry") and first.content.endswith(b"</entry>")
    assert b"tag:2" in second.content and b"tag:1" not in second.content


def test_an_atom_entry_has_two_dates() -> None:
    first, second = read_feed(ATOM.encode(), most=10).entries
    assert first.published == datetime(2024, 6, 19, 6, tzinfo=UTC) and first.updated == datetime(
        2024, 6, 20, 8, tzinfo=UTC
    )
    assert (second.title, second.text, second.published) == ("", "", datetime(2024, 6, 20, tzinfo=UTC))


@pytest.mark.parametrize(
    ("data", "charset"),
    [(RSS.encode(), "iso-8859-1"), (RSS.replace('"utf-8"', '"iso-8859-1"').encode(), ""),
     (RSS.replace('"utf-8"', '"iso-8859-1"').encode("latin-1"), ""), (RSS.encode("latin-1"), ""),
     (RSS.encode("utf-16"), ""), (RSS.replace("utf-8", "nonsense").encode(), "rot13")],
    ids=["server-lies", "feed-lies", "true", "latin-in-utf8", "utf16", "unknown"],
)  # fmt: skip
def test_lies_about_the_encoding_change_nothing(data: bytes, charset: str) -> None:
    assert read_feed(data, most=10, charset=charset).entries[1].title == "Port café opens"


def test_a_feed_of_too_many_entries_is_cut_and_counted() -> None:
    entry = "<item><title>Number {n}</title><description>Text {n}</description></item>"
    items = "".join(entry.replace("{n}", str(n)) for n in range(100_000))
    feed = read_feed(f"<rss version='2.0'><channel><title>Long</title>{items}</channel></rss>".encode(), most=50)
    assert [entry.title for entry in feed.entries] == [f"Number {n}" for n in range(50)]
    assert feed.left_out == 99_950 and feed.title == "Long"


BOMB = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "&a;" * 10}">' for n in range(12)
)


@pytest.mark.parametrize("name", ["rss", "opml"])
def test_entity_bombs_are_refused(name: str) -> None:
    data = f"{BOMB}]><{name}><channel><item><title>&a11;</title></item></channel></{name}>".encode()
    with pytest.raises(InputError, match="entities"):
        (read_feed if name == "rss" else read_opml)(data, most=10)


@pytest.mark.parametrize(
    ("text", "reason"),
    [("<rss version='2.0'><channel></channel></rss>", "without entries"), ("<rss", "no feed|without entries"),
     ("some words", "no feed")],
)  # fmt: skip
def test_what_is_no_feed(text: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        read_feed(text.encode(), most=10)


def test_a_broken_feed_gives_what_can_be_read() -> None:
    feed = read_feed(RSS.replace("</channel></rss>", "<item><title>Cut & sho").encode(), most=10)
    assert [entry.title for entry in feed.entries][:2] == ["Bridge shut after crash", "Port café opens"]


@pytest.mark.parametrize("date", ["Fri, 31 Dec 9999 23:59:59 -1200", "Wed, 99 Xxx 2024", ""])
def test_dates_that_cannot_be(date: str) -> None:
    [entry, _] = read_feed(RSS.replace("Wed, 19 Jun 2024 21:30:00 +0900", date).encode(), most=10).entries
    assert entry.published is None


def test_feeds_of_a_list() -> None:
    outlines = "".join(f'<outline xmlUrl="https://p.example/{n}"/>' for n in range(5))
    text = (
        '<opml version="2.0"><body><outline text="Coast"><outline text="The Post" xmlUrl="https://p.example/0"/>'
        f'</outline>{outlines}<outline text="no feed" htmlUrl="https://x.example"/></body></opml>'
    )
    feeds, left_out = read_opml(text.encode(), most=3)
    assert feeds[0] == Feed(title="The Post", url="https://p.example/0") and feeds[1].title == "https://p.example/1"
    assert (len(feeds), left_out) == (3, 2)


@pytest.mark.parametrize("text", ["<opml><body/></opml>", "<opml>", "<opml>" + "<outline>" * 5000])
def test_what_is_no_list(text: str) -> None:
    with pytest.raises(InputError, match=r"without a feed|well-formed"):
        read_opml(text.encode(), most=3)

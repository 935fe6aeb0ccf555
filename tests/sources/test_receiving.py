from __future__ import annotations

import gzip
import hashlib
import io
import json
import random
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.local_web import LocalWeb, local_web
from tests.sources.test_documents import LINES, make_docx, make_pdf
from tests.sources.test_html import PAGE
from tests.sources.test_tables import CSV, parquet
from tests.sources.test_warc import record

from rashomon import Settings
from rashomon.errors import InputError
from rashomon.records import Arrival, FetchState, Skipped
from rashomon.sources import list_feeds, load_articles, receive, source_options
from rashomon.sources.options import Limits, SourceOptions

BODY = "The mayor of Ashford resigned on Monday, her office said. She gave no reason for it."
WEB_PAGE = PAGE.replace("{head}", '<meta property="article:published_time" content="2024-06-18T21:30:00+09:00">')
OFFLINE = source_options(Settings(fetch=False))


@pytest.fixture
def web() -> Iterator[LocalWeb]:
    with local_web() as server:
        yield server


class Memory:
    """What an archive remembers of addresses."""

    def __init__(self) -> None:
        self.states: dict[str, FetchState] = {}
        self.unchanged: list[str] = []

    def options(self, **settings: Any) -> SourceOptions:
        given = {"allow_private": True, "host_seconds": 0.0, "retries": 0, "read_seconds": 5.0, "total_seconds": 10.0}
        return source_options(
            Settings(**given | settings), known=self.states.get, remember=self.remember, unchanged=self.unchanged.append
        )

    def remember(self, state: FetchState) -> None:
        self.states[state.url] = state


def put(folder: Path, name: str, content: str | bytes) -> str:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def split(found: Iterator[Arrival | Skipped]) -> tuple[list[Arrival], list[Skipped]]:
    everything = list(found)
    return [one for one in everything if isinstance(one, Arrival)], [
        one for one in everything if isinstance(one, Skipped)
    ]


def rss(*entries: str) -> str:
    return f"<rss version='2.0'><channel><title>The Coast</title>{''.join(entries)}</channel></rss>"


def entry(title: str, link: str = "", extra: str = "") -> str:
    return f"<item><title>{title}</title><link>{link}</link><description>About: {title}.</description>{extra}</item>"


# -- files


SAVED = """From: <Saved by Blink>
Snapshot-Content-Location: https://h.example/a
Date: Wed, 19 Jun 2024 10:00:00 -0000
MIME-Version: 1.0
Content-Type: multipart/related; type="text/html"; boundary="b"

--b
Content-Type: text/html
Content-Transfer-Encoding: quoted-printable
Content-Location: https://h.example/a

"""
MHTML = SAVED + WEB_PAGE.replace("=", "=3D") + "\n--b\nContent-Type: image/gif\n\nGIF8\n--b--\n"
FILES: dict[str, tuple[str | bytes, str, str]] = {
    "a.txt": (BODY, "text/plain", ""),
    "b.html": (WEB_PAGE, "text/html", "Old bridge shut after lorry crash"),
    "c.mhtml": (MHTML, "multipart/related", "Old bridge shut after lorry crash"),
    "d.pdf": (make_pdf([LINES]), "application/pdf", LINES[0]),
    "e.docx": (
        make_docx(LINES, "Bridge"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "Bridge",
    ),
    "f.jsonl": (json.dumps({"title": "Mayor", "text": BODY}), "application/json", "Mayor"),
    "g.csv": (CSV, "text/csv", "Bridge shut"),
    "h.parquet": (parquet({"title": ["Only a headline"]}), "application/json", "Only a headline"),
    "i.xml": (rss(entry("Ferry late", "https://h.example/f")), "application/xml", "Ferry late"),
    "j.warc": (record("p", WEB_PAGE.encode()), "text/html", "Old bridge shut after lorry crash"),
    "k.warc.gz": (gzip.compress(record("p", WEB_PAGE.encode())), "text/html", "Old bridge shut after lorry crash"),
    "l.jsonl.gz": (gzip.compress(json.dumps({"title": "Mayor"}).encode()), "application/json", "Mayor"),
    "m.txt.gz": (gzip.compress(BODY.encode()), "text/plain", ""),
}


@pytest.mark.parametrize("name", FILES)
def test_each_kind_of_file_arrives_with_its_bytes(tmp_path: Path, name: str) -> None:
    content, media_type, title = FILES[name]
    path = put(tmp_path, name, content)
    [arrival], skipped = split(receive([path], options=OFFLINE))
    assert skipped == [] and arrival.article.path == path
    assert (arrival.article.title, arrival.received.media_type) == (title, media_type)
    assert arrival.received.sha256 == hashlib.sha256(arrival.received.content).hexdigest()
    given = content.encode() if isinstance(content, str) else content
    plain = gzip.decompress(given) if name.endswith(".gz") else given
    assert arrival.received.content in plain or name == "h.parquet"
    assert arrival.article.fetched == arrival.received.retrieved and arrival.received.content


@pytest.mark.parametrize("name", ["c.mhtml", "j.warc", "k.warc.gz"])
def test_pages_from_archives_know_when_and_where(tmp_path: Path, name: str) -> None:
    [arrival], _ = split(receive([put(tmp_path, name, FILES[name][0])], options=OFFLINE))
    assert arrival.received.retrieved == datetime(2024, 6, 19, 10, tzinfo=UTC)
    assert (
        arrival.article.url
        == arrival.received.url
        == ("https://h.example/a" if "mhtml" in name else "https://p.example/p")
    )
    assert arrival.article.published == datetime(2024, 6, 18, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("note", "when"),
    [("<!--\n Page saved with SingleFile \n url: https://h.example/a \n saved date: Wed Jun 19 2024 12:00:00 GMT+0200"
      " (Central European Summer Time)\n-->", datetime(2024, 6, 19, 10, tzinfo=UTC)),
     ("<!-- saved from url=(0019)https://h.example/a -->", None)],
    ids=["SingleFile", "Chromium"],
)  # fmt: skip
def test_pages_saved_as_one_file(tmp_path: Path, note: str, when: datetime | None) -> None:
    page = put(tmp_path, "a.html", WEB_PAGE.replace('<html lang="en">', f'<html lang="en">{note}'))
    [arrival], _ = split(receive([page], options=OFFLINE))
    assert arrival.article.url == "https://h.example/a"
    assert when is None or arrival.received.retrieved == when


def test_headlines_and_other_languages_are_kept(tmp_path: Path) -> None:
    lines = [{"title": "Brücke zu"}, {"text": "Городской совет решил закрыть мост."}, {"title": "A headline only"}]
    arrivals, skipped = split(receive([put(tmp_path, "a.jsonl", "\n".join(map(json.dumps, lines)))], options=OFFLINE))
    assert [one.article.language for one in arrivals] == ["und", "ru", "und"] and skipped == []
    assert arrivals[2].article.text.startswith("A headline only")


def test_the_same_article_has_the_same_id_each_time(tmp_path: Path) -> None:
    path = put(tmp_path, "a.txt", BODY)
    first, second = split(receive([path, path], options=OFFLINE))[0]
    assert first.article.id == second.article.id


@pytest.mark.parametrize("date", ["9999-12-31", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2199-01-01"])
def test_an_impossible_date_is_dropped_and_told(tmp_path: Path, date: str) -> None:
    path = put(tmp_path, "a.jsonl", "\n".join(json.dumps({"text": BODY, "date": d}) for d in (date, "2024-06-19")))
    arrivals, skipped = split(receive([path], options=OFFLINE))
    assert arrivals[-1].article.published == datetime(2024, 6, 19, tzinfo=UTC)
    assert len(skipped) == 1 and ("cannot be right" in skipped[0].reason or "names no date" in skipped[0].reason)
    assert all(one.article.published is None for one in arrivals[:-1])


def test_given_dates_come_first_and_must_name_an_input(tmp_path: Path) -> None:
    path = put(tmp_path, "a.txt", BODY)
    options = replace(OFFLINE, published={"a.txt": "2024-06-19"})
    [arrival], _ = split(receive([path], options=options))
    assert arrival.article.published == datetime(2024, 6, 19, tzinfo=UTC) and arrival.article.day_only
    with pytest.raises(InputError, match="belongs to no input"):
        list(receive([path], options=replace(OFFLINE, published={"b.txt": "2024-06-19"})))


def test_keys_of_json_are_mapped(tmp_path: Path) -> None:
    path = put(tmp_path, "a.jsonl", json.dumps({"kop": "Brug dicht", "inhoud": BODY, "title": 5}))
    [arrival], _ = split(receive([path], options=replace(OFFLINE, columns={"title": "kop", "text": "inhoud"})))
    assert arrival.article.title == "Brug dicht"


@pytest.mark.parametrize(
    "content",
    [json.dumps({"title": "Mayor"}), WEB_PAGE, BODY, gzip.compress(b'{"title": "Mayor"}')],
    ids=["json", "page", "text", "packed"],
)
def test_standard_input_of_any_kind(content: str | bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    data = content.encode() if isinstance(content, str) else content
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    [arrival], _ = split(receive(["-"], options=OFFLINE))
    assert arrival.article.source == "standard input" and not sys.stdin.buffer.closed


def test_a_long_file_streams(tmp_path: Path) -> None:
    """A file of many times the size limit is read line by line, and no more of it than is asked for."""
    line = json.dumps({"title": "Mayor", "text": BODY}) + "\n"
    path = put(tmp_path, "a.jsonl", line * 2000 + '{"text": "' + "x" * 20_000 + '"}\n' + line)
    stream = receive([path], options=replace(OFFLINE, limits=Limits(size=10_000)))
    assert isinstance(next(stream), Arrival)
    arrivals, skipped = split(stream)
    assert len(arrivals) == 2000 and [one.input for one in skipped] == [f"{path}, line 2001"]


# -- addresses and feeds


def test_a_page_is_fetched_and_remembered_when_it_has_been_taken(web: LocalWeb) -> None:
    memory, address = Memory(), web.put("/a", WEB_PAGE, ETag='"1"')
    stream = receive([address], options=memory.options())
    arrival = next(stream)
    assert isinstance(arrival, Arrival) and memory.states == {}
    assert (arrival.article.url, arrival.received.url, arrival.article.path) == (address, address, None)
    assert arrival.received.content == WEB_PAGE.encode() and list(stream) == []
    assert memory.states[address].etag == '"1"'
    web.put("/a", b"", status=304)
    assert list(receive([address], options=memory.options())) == [] and memory.unchanged == [address]


def test_a_page_cannot_pass_for_another_sites(web: LocalWeb) -> None:
    link = '<link rel="canonical" href="https://www.herald.example/real-story">'
    [arrival], _ = split(receive([web.put("/a", PAGE.replace("{head}", link))], options=Memory().options()))
    assert arrival.article.url == f"{web.address}/a"


def test_nothing_is_fetched_where_that_is_off(web: LocalWeb, tmp_path: Path) -> None:
    opml = put(tmp_path, "f.opml", f'<opml><body><outline xmlUrl="{web.address}/feed"/></body></opml>')
    feed = put(tmp_path, "f.xml", rss(entry("Ferry late", f"{web.address}/a")))
    arrivals, skipped = split(receive([f"{web.address}/a", opml, feed], options=OFFLINE))
    assert [one.input for one in skipped] == [f"{web.address}/a", f"{web.address}/feed"] and web.asked == []
    assert [one.article.title for one in arrivals] == ["Ferry late"]


def test_a_feed_leads_to_its_pages(web: LocalWeb) -> None:
    page, bare = web.put("/a", WEB_PAGE), web.put("/b", PAGE.replace("{head}", ""))
    day = "<pubDate>Wed, 19 Jun 2024 08:00:00 GMT</pubDate>"
    feed = web.put("/feed", rss(entry("Bridge", page), entry("Bridge again", bare, day), entry("No link")), ETag='"f"')
    memory = Memory()
    (first, second, third), skipped = split(receive([feed], options=memory.options()))
    assert skipped == [] and [one.article.url for one in (first, second)] == [page, bare]
    assert first.article.published == datetime(2024, 6, 18, 12, 30, tzinfo=UTC)
    assert second.article.published == datetime(2024, 6, 19, 8, tzinfo=UTC)
    assert (second.article.source, third.article.text) == ("The Coast", "No link\n\nAbout: No link.")
    assert set(memory.states) == {page, bare, feed}
    web.asked.clear()
    arrivals, _ = split(receive([feed], options=memory.options()))
    assert web.paths() == ["/feed"] and memory.unchanged == [page, bare]
    assert [one.article.title for one in arrivals] == ["No link"]


def test_an_entry_that_has_been_changed_is_fetched_again(web: LocalWeb) -> None:
    memory, page = Memory(), web.put("/a", WEB_PAGE)
    memory.remember(FetchState(url=page, etag=None, last_modified=None, fetched=datetime(2024, 6, 19, tzinfo=UTC)))
    rarely = memory.options(revisit_hours=1_000_000.0)
    atom = '<feed xmlns="http://www.w3.org/2005/Atom"><title>C</title><entry><title>B</title><id>1</id>' \
           f'<link href="{page}"/><updated>DAY</updated></entry></feed>'  # fmt: skip
    for day, count in (("2024-06-18T00:00:00Z", 0), ("2024-06-20T00:00:00Z", 1)):
        assert len(list(receive([web.put("/feed", atom.replace("DAY", day))], options=rarely))) == count


def test_a_page_is_asked_for_again_after_a_while(web: LocalWeb) -> None:
    memory, page = Memory(), web.put("/a", WEB_PAGE)
    feed = web.put("/feed", rss(entry("Bridge", page)))
    for hours, count in ((7, 1), (5, 0)):
        fetched = datetime.now(UTC) - timedelta(hours=hours)
        memory.remember(FetchState(url=page, etag='"1"', last_modified=None, fetched=fetched))
        assert len(list(receive([feed], options=memory.options()))) == count
    assert [headers.get("if-none-match") for path, headers in web.asked if path == "/a"] == ['"1"']


def test_without_pages_headlines_and_summaries_are_kept(web: LocalWeb) -> None:
    feed = web.put("/feed", rss(entry("Bridge shut", web.put("/a", WEB_PAGE))))
    [arrival], _ = split(receive([feed], options=Memory().options(fetch_pages=False)))
    assert arrival.article.text == "Bridge shut\n\nAbout: Bridge shut." and web.paths() == ["/feed"]
    assert arrival.received.content.startswith(b"<item>") and arrival.received.url == feed


def test_a_page_that_fails_leaves_its_headline(web: LocalWeb) -> None:
    busy, gone = web.put("/busy", b"", status=503), f"{web.address}/gone"
    other = web.put("/other", rss(entry("x")))
    feed = web.put("/feed", rss(entry("One", busy), entry("Two", gone), entry("Three", other)))
    memory = Memory()
    arrivals, skipped = split(receive([feed], options=memory.options()))
    assert [one.article.title for one in arrivals] == ["One", "Two", "Three"]
    assert [one.input for one in skipped] == [busy, gone, other]
    assert "503" in skipped[0].reason and "404" in skipped[1].reason and "is no page" in skipped[2].reason
    assert set(memory.states) == {gone, other}, "what a later try may get is asked for again, and so is its feed"


def test_a_list_goes_on_after_feeds_that_fail(web: LocalWeb, tmp_path: Path) -> None:
    good, none = web.put("/good", rss(entry("Ferry late"))), f"{web.address}/none"
    page = web.put("/page", WEB_PAGE)
    addresses = [none, "file:///secret.txt", page, good]
    outlines = "".join(f'<outline xmlUrl="{address}"/>' for address in addresses)
    opml = put(tmp_path, "f.opml", f"<opml><body>{outlines}</body></opml>")
    arrivals, skipped = split(receive([opml], options=Memory().options()))
    assert [one.article.title for one in arrivals] == ["Ferry late"]
    assert [one.input for one in skipped] == addresses[:3] and "is no feed" in skipped[2].reason
    assert [feed.url for feed in list_feeds(opml, options=OFFLINE)] == addresses
    with pytest.raises(InputError, match="does not exist"):
        list_feeds(tmp_path / "none.opml", options=OFFLINE)


def test_the_feeds_of_a_list_take_turns(web: LocalWeb, tmp_path: Path) -> None:
    feeds = [web.put(f"/{name}", rss(*[entry(f"{name}{n}") for n in range(2)])) for name in "abc"]
    outlines = "".join(f'<outline xmlUrl="{feed}"/>' for feed in feeds)
    arrivals, _ = split(
        receive([put(tmp_path, "f.opml", f"<opml><body>{outlines}</body></opml>")], options=Memory().options())
    )
    assert [one.article.title for one in arrivals] == ["a0", "b0", "c0", "a1", "b1", "c1"]


def test_private_addresses_are_refused_unless_allowed(web: LocalWeb) -> None:
    [skipped] = receive([web.put("/a", WEB_PAGE)], options=source_options(Settings()))
    assert isinstance(skipped, Skipped) and "private address" in skipped.reason and web.asked == []


def test_compare_takes_addresses(web: LocalWeb) -> None:
    address = web.put("/a", WEB_PAGE)
    loaded = load_articles(
        [address], options=source_options(Settings(allow_private=True), published={address: "2024-06-20"})
    )
    assert loaded.articles[0].published == datetime(2024, 6, 20, tzinfo=UTC) and loaded.articles[0].url == address


# -- bad input: each is stopped at its limit, named, and what comes after it is taken


BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
BAD: dict[str, tuple[str | bytes, str]] = {
    "cut.jsonl.gz": (gzip.compress(json.dumps({"title": "Mayor"}).encode() * 9)[:-9], "cut short"),
    "bomb.txt.gz": (gzip.compress(b"0" * 3_000_000), "larger than the limit"),
    "bomb.jsonl.gz": (gzip.compress(b"0" * 3_000_000), "longer than the limit"),
    "bomb.docx": (make_docx(["x" * 3_000_000]), "decompression bomb"),
    "deep.html": (b"<html><body>" + b"<div>" * 190_000, "nested deeper"),
    "wide.html": ("<html><body>" + "<p>a" * 40_000, "more than 30,000 elements"),
    "large.html": (b"<html><body>" + b"<div>" * 400_000, "larger, than the limit|larger than the limit"),
    "bomb.xml": (f"{BOMB}<rss><channel><item><title>&b;</title></item></channel></rss>", "entities"),
    "bomb.opml": (f"{BOMB}<opml><body>&b;</body></opml>", "entities"),
    "bomb.nitf": (f"{BOMB}<newsItem>&b;</newsItem>", "entities"),
    "deep.xml": ("<newsItem>" + "<a>" * 100_000, "well-formed"),
    "long.xml": (rss(*[entry(str(n)) for n in range(10_000)]), "entries more than the 5 that are taken"),
    "cut.warc": (record("p", WEB_PAGE.encode())[:-90], "broken record"),
    "cut.warc.gz": (gzip.compress(record("p", WEB_PAGE.encode()))[:-90], "broken record|damaged"),
    "map.xml": ('<?xml version="1.0"?><urlset><url/></urlset>', "XML of a kind"),
    "deep.json": ("[" * 200_000, "nested too deep|no valid JSON"),
    "null.mhtml": ("Content-Type: multipart/related; boundary=b\n\n--b\n", "without a page"),
    "word.pdf": (b"%PDF-1.4\n" + b"0" * 5000, "damaged"),
    "noise.parquet": (b"PAR1" + b"0" * 5000, "cannot be read"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_named_and_the_rest_goes_on(tmp_path: Path, name: str) -> None:
    content, reason = BAD[name]
    inputs = [put(tmp_path, name, content), put(tmp_path, "good.txt", BODY)]
    limits = Limits(size=1_000_000, entries=5)
    started = time.monotonic()
    arrivals, skipped = split(receive(inputs, options=replace(OFFLINE, limits=limits)))
    assert time.monotonic() - started < 5
    assert arrivals[-1].article.source == "good"
    assert any(one.input.startswith(inputs[0]) for one in skipped)
    assert any(re.search(reason, one.reason) for one in skipped), skipped
    assert len(skipped) < 20


@pytest.mark.parametrize("name", [*FILES, "n.opml"])
def test_any_damage_gives_articles_or_reasons(tmp_path: Path, name: str) -> None:
    opml = "<opml><body><outline text='a' xmlUrl='https://p.example/0'/></body></opml>"
    given = FILES[name][0] if name in FILES else opml
    chance = random.Random(name)
    marks = [b"\0", b"<", b"]]>", b"&#x10FFFF;", b"99999999999", b"\r\n\r\n", b"{", b"\xff\xfe", b"WARC/1.0\r\n", b""]
    for _ in range(25):
        data = bytearray(given.encode() if isinstance(given, str) else given)
        for _ in range(chance.choice((1, 4, 30))):
            at = chance.randrange(len(data) + 1)
            noise = bytes(chance.randrange(256) for _ in range(chance.randrange(8)))
            data[at : at + chance.choice((0, 5, 200))] = chance.choice((noise, chance.choice(marks)))
        found = list(receive([put(tmp_path, name, bytes(data))], options=OFFLINE))
        assert found and all(one.reason for one in found if isinstance(one, Skipped))


def test_a_slow_server_is_stopped_and_the_rest_goes_on(web: LocalWeb, tmp_path: Path) -> None:
    def drip(handler: Any) -> None:
        handler.wfile.write(b"HTTP/1.0 200 OK\r\n\r\n")
        for _ in range(100):
            handler.wfile.write(b"x")
            time.sleep(0.05)

    web.answers["/slow"] = drip
    good = put(tmp_path, "good.txt", BODY)
    [arrival], [skipped] = split(receive([f"{web.address}/slow", good], options=Memory().options(total_seconds=0.4)))
    assert arrival.article.source == "good" and "takes too long" in skipped.reason


def test_a_date_that_a_web_archive_claims_is_never_in_the_future(tmp_path: Path) -> None:
    data = record("p", WEB_PAGE.encode()).replace(b"WARC-Date: 2024", b"WARC-Date: 2998")
    [arrival], _ = split(receive([put(tmp_path, "a.warc", data)], options=OFFLINE))
    assert abs(arrival.received.retrieved - datetime.now(UTC)) < timedelta(minutes=1)

"""The feeds of the reading room: read by feedparser, answered with an ETag, named on each page."""

from __future__ import annotations

import re
from typing import Any

import feedparser
import pytest
from fastapi.testclient import TestClient
from tests.web.rooms import BRIDGE, Room

from rashomon.exporting import FORMATS
from rashomon.store import open_archive

FEEDS = ("/feeds/events.xml", "/feeds/conflicts.xml")


@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_is_read_and_not_sent_twice(client: TestClient, path: str) -> None:
    got = client.get(path)
    assert got.status_code == 200 and got.headers["content-type"] == "application/rss+xml; charset=utf-8"
    read = feedparser.parse(got.content)
    assert not read.bozo and read.entries
    assert read.feed.link == "http://localhost/" and read.feed.links[1].href == f"http://localhost{path}"
    again = client.get(path, headers={"If-None-Match": got.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_each_item_leads_to_a_page(client: TestClient) -> None:
    for path in FEEDS:
        for entry in feedparser.parse(client.get(path).content).entries:
            assert client.get(entry.link.removeprefix("http://localhost")).status_code == 200, entry.link


def test_titles_are_words_of_reports(client: TestClient, room: Room) -> None:
    with open_archive(room.archive) as archive:
        texts: dict[str, Any] = {one.article.id: one.article for one in archive.all_articles()}
        found = archive.newest_conflicts()
    entries = feedparser.parse(client.get("/feeds/conflicts.xml").content).entries
    assert len(entries) == len(found) > 1
    for entry, one in zip(entries, found, strict=True):
        words = re.findall("“([^”…]+)", entry.title)
        reports = [texts[place.article].text for place in one.note.places]
        assert any(words[0].strip() in " ".join(report.split()) for report in reports)


def test_pages_name_the_feeds_and_the_formats(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "/export?" not in client.get(f"/events/{BRIDGE}").text  # it would have to be compared anew first
    monkeypatch.setattr("rashomon.web.pages.loading.is_current", lambda *given: True)
    page = client.get(f"/events/{BRIDGE}").text
    for path in FEEDS:
        assert '<link rel="alternate" type="application/rss+xml"' in page and path in page
    for name in FORMATS:
        assert f'href="/api/v1/events/{BRIDGE}/export?format={name}"' in page


def test_without_an_archive_there_is_no_feed(without_archive: TestClient) -> None:
    assert without_archive.get(FEEDS[0]).status_code == 404
    assert "/feeds/" not in without_archive.get("/upload").text

"""Watching feeds: what is new comes in, what fails is said and survived, and it ends when asked."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import rashomon
from rashomon.errors import ArchiveError, InputError
from rashomon.ingest import Ingester, Stop, vectors, watch
from rashomon.ingest.watching import describe_failure, name_time
from rashomon.settings import Settings
from rashomon.store import FeedFailure, open_archive

SETTINGS = Settings(allow_private=True, fetch_pages=False, host_seconds=0.0, retries=0, read_seconds=5.0)
STORIES = {
    "ferry": "A ferry went down off Port Mallow on Friday. Fishing boats took most of the passengers ashore.",
    "mill": "The old paper mill in Tessel burned down. Nobody knows yet how the fire began, the mayor said.",
    "tax": "Parliament passed the sugar tax by two votes. The opposition left the hall before the count.",
}


class Site:
    """A server on this machine: `feeds` maps a path to the stories of its feed; one that is None fails."""

    def __init__(self) -> None:
        self.feeds: dict[str, tuple[str, ...] | None] = {}
        self.asked: list[str] = []
        self.slow = threading.Event()
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(self.path)
                if self.path == "/slow":
                    site.slow.wait(20)
                stories = site.feeds.get(self.path)
                if stories is None:
                    self.send_error(404 if self.path == "/robots.txt" else 503)
                    return
                body = site.write(stories)
                self.send_response(200)
                self.send_header("Content-Type", "application/rss+xml")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def write(self, stories: tuple[str, ...]) -> bytes:
        items = "".join(
            f"<item><title>{name}</title><link>{self.address}/{name}</link><description>{STORIES[name]}</description>"
            "<pubDate>Fri, 05 Mar 2021 10:00:00 GMT</pubDate></item>"
            for name in stories
        )
        return f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{items}</channel></rss>'.encode()

    def list_feeds(self, path: Path) -> Path:
        outlines = "".join(f'<outline text="Feed {p}" type="rss" xmlUrl="{self.address}{p}"/>' for p in self.feeds)
        path.write_text(f'<?xml version="1.0"?><opml version="2.0"><body>{outlines}</body></opml>')
        return path


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.slow.set()
    site.server.shutdown()
    site.server.server_close()


@pytest.fixture(autouse=True)
def quick_vectors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "encode_articles", lambda rows: np.eye(len(rows), 384, dtype=np.float32))


def watched(
    site: Site, tmp_path: Path, *rounds: Callable[[], Any], archive_calls: Callable[[Any], None] = lambda archive: None
) -> list[str]:
    """What was said in as many rounds as there are; before each one its function is called."""
    said: list[str] = []
    stop = Stop()
    left = list(rounds)
    left.pop(0)()
    opml = site.list_feeds(tmp_path / "feeds.opml")

    def next_round(_: float) -> None:
        if not left:
            stop.ask()
            return
        left.pop(0)()

    stop.sleep = next_round  # type: ignore[method-assign]
    with (
        open_archive(tmp_path / "a.db", create=True) as archive,
        Ingester(archive, settings=SETTINGS, stop=stop) as ingester,
    ):
        archive_calls(archive)
        watch(
            opml,
            archive,
            ingester,
            every=timedelta(minutes=10),
            say=said.append,
            end_of_round=lambda tally: said.append(f"new {tally.new}, known {tally.known}"),
        )
    return said


def test_what_is_new_comes_in_and_what_is_known_does_not(site: Site, tmp_path: Path) -> None:
    said = watched(
        site,
        tmp_path,
        lambda: site.feeds.update({"/one": ("ferry",), "/two": ("mill",)}),
        lambda: None,
        lambda: site.feeds.update({"/one": ("ferry", "tax")}),
    )
    counts = [line for line in said if line.startswith("new")]
    assert [line.split(",")[0] for line in counts] == ["new 2", "new 0", "new 1"]
    with open_archive(tmp_path / "a.db") as archive:
        assert {one.article.title for one in archive.all_articles()} == {"ferry", "mill", "tax"}
        assert archive.stats().waiting == 0


def test_a_feed_that_fails_is_said_with_how_long_and_hinders_no_other(site: Site, tmp_path: Path) -> None:
    def fail() -> None:
        site.feeds.update({"/bad": None, "/good": ("ferry",)})

    said = watched(site, tmp_path, fail, lambda: None, lambda: site.feeds.update({"/bad": ("mill",)}))
    about = [line for line in said if line.startswith("Feed /bad")]
    assert about[0].startswith("Feed /bad fails for the first time: ")
    assert about[1].startswith("Feed /bad has failed for ") and ", 2 times in a row: " in about[1]
    assert about[2].startswith("Feed /bad answers again, after ")
    assert not any("Feed /good" in line for line in said)
    with open_archive(tmp_path / "a.db") as archive:
        assert archive.feed_failures() == ()
        assert {one.article.title for one in archive.all_articles()} == {"ferry", "mill"}


def test_failures_are_remembered_over_a_restart(site: Site, tmp_path: Path) -> None:
    watched(site, tmp_path, lambda: site.feeds.update({"/bad": None, "/good": ("ferry",)}))
    with open_archive(tmp_path / "a.db") as archive:
        (failure,) = archive.feed_failures()
        assert failure.url == f"{site.address}/bad"
        assert failure.times == 1
    said = watched(site, tmp_path, lambda: None)
    assert any("2 times in a row" in line for line in said)


def test_a_round_that_fails_is_survived_and_loses_nothing(site: Site, tmp_path: Path) -> None:
    def break_once(archive: Any) -> None:
        usual, calls = archive.add, []

        def add(arrivals: Any, **options: Any) -> Any:
            calls.append(1)
            if len(calls) == 2:
                raise ArchiveError("the disk is full")
            return usual(arrivals, **options)

        archive.add = add

    said = watched(
        site,
        tmp_path,
        lambda: site.feeds.update({"/one": ("ferry",)}),
        lambda: site.feeds.update({"/one": ("ferry", "mill")}),
        lambda: None,
        archive_calls=break_once,
    )
    assert any(line == "this round failed and is tried again in 10 min: the disk is full" for line in said)
    with open_archive(tmp_path / "a.db") as archive:
        assert {one.article.title for one in archive.all_articles()} == {"ferry", "mill"}


def test_the_list_is_read_anew_and_may_go(site: Site, tmp_path: Path) -> None:
    def add_feed() -> None:
        site.feeds["/two"] = ("mill",)
        site.list_feeds(tmp_path / "feeds.opml")

    said = watched(
        site, tmp_path, lambda: site.feeds.update({"/one": ("ferry",)}), add_feed, (tmp_path / "feeds.opml").unlink
    )
    assert [line for line in said if line.startswith("new")][1].startswith("new 1")
    assert any("going on with the 2 feeds that it named before" in line for line in said)


def test_a_list_that_cannot_be_read_at_first_is_an_error(site: Site, tmp_path: Path) -> None:
    with (
        open_archive(tmp_path / "a.db", create=True) as archive,
        Ingester(archive, settings=SETTINGS) as ingester,
        pytest.raises(InputError),
    ):
        watch(tmp_path / "no.opml", archive, ingester, every=timedelta(minutes=1), say=lambda line: None)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (59, "59 s"), (60, "1 min"), (7800, "2 h 10 min"), (3605, "1 h"), (90_000, "1 d 1 h"), (-5, "0 s")],
)
def test_lengths_of_time_have_two_units(seconds: int, words: str) -> None:
    assert name_time(timedelta(seconds=seconds)) == words


def test_a_failure_is_one_line() -> None:
    start = datetime(2021, 3, 1, tzinfo=UTC)
    failure = FeedFailure(url="u", reason="is gone", since=start, at=start + timedelta(hours=3), times=4)
    assert describe_failure("News", failure) == "News has failed for 3 h, 4 times in a row: is gone"


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-c", "from rashomon.cli import main; main()", *arguments]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["term", "int"])
@pytest.mark.parametrize("feed", ["/one", "/slow"])
def test_a_signal_ends_it_cleanly_while_it_rests_and_while_it_fetches(
    site: Site, tmp_path: Path, number: signal.Signals, feed: str
) -> None:
    site.feeds = {feed: ("ferry",)}
    opml = site.list_feeds(tmp_path / "feeds.opml")
    source = str(Path(rashomon.__file__).parent.parent)
    environment = os.environ | {"PYTHONPATH": source, "RASHOMON_FETCH_PAGES": "false", "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        command("watch", str(opml), "--every", "1h", "--archive", str(tmp_path / "a.db"), "--allow-private"),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment,
    )  # fmt: skip
    try:
        deadline = time.monotonic() + 30
        if feed == "/slow":
            while "/slow" not in site.asked and time.monotonic() < deadline:
                time.sleep(0.05)
            time.sleep(0.2)
        else:
            assert process.stdout and "1 new" in process.stdout.readline()
            time.sleep(0.3)
        begun = time.monotonic()
        process.send_signal(number)
        _, told = process.communicate(timeout=30)
        assert time.monotonic() - begun < 8
        assert process.returncode == 0, told
        assert told.strip().endswith("stopped") and "Traceback" not in told
    finally:
        process.kill()
        process.wait()
    with open_archive(tmp_path / "a.db") as archive:
        assert archive.stats().articles == (feed == "/one")
        assert archive.feed_failures() == ()

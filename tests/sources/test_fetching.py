from __future__ import annotations

import gzip
import time
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from tests.local_web import LocalWeb, local_web

from rashomon.records import FetchState
from rashomon.sources.fetching import Fetcher, FetchError, is_address
from rashomon.sources.options import Fetching

PAST = datetime(2024, 6, 19, tzinfo=UTC)


@pytest.fixture
def web() -> Iterator[LocalWeb]:
    with local_web() as server:
        yield server


def fetcher(size: int = 100_000, pauses: list[float] | None = None, **choices: Any) -> Fetcher:
    given = {"allow_private": True, "host_seconds": 0.0, "retries": 0, "read_seconds": 5.0, "total_seconds": 10.0}
    return Fetcher(Fetching(**given | choices), size=size, sleep=(pauses if pauses is not None else []).append)


def test_an_answer_comes_with_its_bytes_type_and_validators(web: LocalWeb) -> None:
    address = web.put("/a", b"caf\xe9", Content_Type="text/HTML; charset=ISO-8859-1", ETag='"x1"', Last_Modified="then")
    fetched = fetcher().get(address)
    assert (fetched.content, fetched.media_type, fetched.charset) == (b"caf\xe9", "text/html", "iso-8859-1")
    assert (fetched.url, fetched.state.url) == (address, address)
    assert (fetched.state.etag, fetched.state.last_modified) == ('"x1"', "then")
    assert abs(fetched.state.fetched - datetime.now(UTC)) < timedelta(minutes=1)
    assert web.asked[-1][1]["user-agent"] == "Rashomon"


def test_what_has_not_changed_is_not_sent_again(web: LocalWeb) -> None:
    address = web.put("/a", b"", status=304)
    state = FetchState(url=address, etag='"x1"', last_modified="then", fetched=PAST)
    fetched = fetcher(known={address: state}.get).get(address)
    assert fetched.content is None and fetched.state.etag == '"x1"' and fetched.state.fetched > PAST
    headers = web.asked[-1][1]
    assert (headers["if-none-match"], headers["if-modified-since"]) == ('"x1"', "then")
    with pytest.raises(FetchError, match="304"):
        fetcher().get(address)


def test_redirects_are_followed_and_the_state_is_kept_under_the_first_address(web: LocalWeb) -> None:
    first = web.put("/a", b"", status=302, Location="/b?c=d")
    web.put("/b?c=d", b"there", status=200)
    fetched = fetcher().get(first)
    assert (fetched.content, fetched.url, fetched.state.url) == (b"there", f"{web.address}/b?c=d", first)


@pytest.mark.parametrize(
    ("location", "reason"),
    [("/a", "on and on"), ("file:///secret.txt", "only http and https"), ("ftp://p.example/", "only http and https"),
     ("http://[::1", "cannot be fetched|no web address"), ("http://user:word@p.example/", "user name or password")],
    ids=["loop", "file", "ftp", "bracket", "password"],
)  # fmt: skip
def test_redirects_pass_the_same_checks(web: LocalWeb, location: str, reason: str) -> None:
    with pytest.raises(FetchError, match=reason):
        fetcher().get(web.put("/a", b"", status=301, Location=location))


def test_a_redirect_to_a_private_address_is_refused(web: LocalWeb, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first host is taken for public, the one that it leads to is not."""
    monkeypatch.setattr("rashomon.sources.connections.is_public", lambda address: address == "127.0.0.1")
    first = web.put("/a", b"", status=302, Location="http://10.0.0.1/secret")
    with pytest.raises(FetchError, match=r"private address \(10\.0\.0\.1"):
        fetcher(allow_private=False).get(first)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]"])
def test_loopback_addresses_are_refused_however_they_are_written(web: LocalWeb, host: str) -> None:
    port = web.address.rpartition(":")[2]
    with pytest.raises(FetchError, match=r"private address|cannot be reached"):
        fetcher(allow_private=False).get(f"http://{host}:{port}/a")
    assert web.asked == []


def test_too_large_an_answer_is_stopped(web: LocalWeb) -> None:
    with pytest.raises(FetchError, match=r"larger than the limit of 0\.001 MB"):
        fetcher(size=1000).get(web.put("/a", b"x" * 1001))
    assert fetcher(size=1000).get(web.put("/b", b"x" * 1000)).content == b"x" * 1000


def test_a_decompression_bomb_is_stopped(web: LocalWeb) -> None:
    bomb = gzip.compress(b"0" * 30_000_000)
    address = web.put("/a", bomb, Content_Encoding="gzip")
    started = time.monotonic()
    with pytest.raises(FetchError, match="larger than the limit"):
        fetcher(size=1_000_000).get(address)
    assert time.monotonic() - started < 2


@pytest.mark.parametrize(
    ("coding", "body"),
    [("gzip", gzip.compress(b"words")), ("deflate", zlib.compress(b"words")),
     ("deflate", zlib.compress(b"words")[2:-4]), ("identity", b"words")],
    ids=["gzip", "zlib", "raw-deflate", "identity"],
)  # fmt: skip
def test_content_codings_are_undone(web: LocalWeb, coding: str, body: bytes) -> None:
    assert fetcher().get(web.put("/a", body, Content_Encoding=coding)).content == b"words"


@pytest.mark.parametrize(
    ("coding", "body", "reason"),
    [("br", b"words", "was not asked for"), ("gzip, gzip", b"words", "was not asked for"),
     ("gzip", b"words", "damaged"), ("gzip", gzip.compress(b"words" * 99)[:-12], "cut short")],
    ids=["brotli", "twice", "none", "cut"],
)  # fmt: skip
def test_codings_that_cannot_be_undone(web: LocalWeb, coding: str, body: bytes, reason: str) -> None:
    with pytest.raises(FetchError, match=reason):
        fetcher().get(web.put("/a", body, Content_Encoding=coding))


@pytest.mark.parametrize("part", ["head", "body"])
def test_a_server_that_sends_a_byte_now_and_then_is_stopped(web: LocalWeb, part: str) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        head = b"HTTP/1.0 200 OK\r\nX-Long: " if part == "head" else b"HTTP/1.0 200 OK\r\n\r\n"
        handler.wfile.write(head)
        for _ in range(100):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.05)

    web.answers["/a"] = drip
    started = time.monotonic()
    with pytest.raises(FetchError, match="takes too long") as caught:
        fetcher(total_seconds=0.5, read_seconds=0.4, retries=2).get(f"{web.address}/a")
    assert not caught.value.lasting
    assert time.monotonic() - started < 1.5


def test_a_silent_server_is_left(web: LocalWeb) -> None:
    web.answers["/a"] = lambda handler: time.sleep(2)
    with pytest.raises(FetchError, match=r"nothing came for 0\.2 seconds") as caught:
        fetcher(read_seconds=0.2).get(f"{web.address}/a")
    assert not caught.value.lasting


def test_busy_servers_are_asked_again_after_as_long_as_they_say(web: LocalWeb) -> None:
    address = web.put("/a", b"", status=503, Retry_After="7")
    pauses: list[float] = []
    with pytest.raises(FetchError, match="answers 503") as caught:
        fetcher(pauses=pauses, retries=2).get(address)
    assert pauses == [7.0, 7.0] and not caught.value.lasting
    assert web.paths() == ["/a"] * 3


def test_the_pause_grows_where_the_server_says_nothing(web: LocalWeb) -> None:
    pauses: list[float] = []
    with pytest.raises(FetchError, match="answers 500"):
        fetcher(pauses=pauses, retries=3).get(web.put("/a", b"", status=500))
    assert [round(pause) for pause in pauses] in ([1, 2, 4], [1, 2, 3], [1, 2, 5])


def test_a_long_wait_is_not_waited(web: LocalWeb) -> None:
    pauses: list[float] = []
    later = format_datetime(datetime.now(UTC) + timedelta(hours=2), usegmt=True)
    with pytest.raises(FetchError, match="come back in 7,"):
        fetcher(pauses=pauses, retries=3).get(web.put("/a", b"", status=429, Retry_After=later))
    assert pauses == []


def test_an_answer_on_the_second_try_is_taken(web: LocalWeb) -> None:
    address = web.put("/a", b"there")
    good = web.answers["/a"]

    def once_busy(handler: BaseHTTPRequestHandler) -> None:
        web.answers["/a"] = good
        handler.send_error(503)

    web.answers["/a"] = once_busy
    assert fetcher(retries=1).get(address).content == b"there"


def test_a_page_that_is_not_there_is_not_asked_for_again(web: LocalWeb) -> None:
    with pytest.raises(FetchError, match="answers 404") as caught:
        fetcher(retries=3).get(f"{web.address}/none")
    assert caught.value.lasting and web.paths() == ["/none"]


def test_robots_txt_is_honoured_and_read_once(web: LocalWeb) -> None:
    web.put("/robots.txt", "User-agent: *\nDisallow: /private/\n")
    page, secret = web.put("/page", b"x"), web.put("/private/a", b"x")
    client = fetcher()
    assert client.get(page).content == b"x"
    with pytest.raises(FetchError, match=r"robots\.txt") as caught:
        client.get(secret)
    assert caught.value.lasting and [path for path, _ in web.asked] == ["/robots.txt", "/page"]


def test_a_redirect_into_what_robots_txt_closes_is_refused(web: LocalWeb) -> None:
    web.put("/robots.txt", "User-agent: *\nDisallow: /private/\n")
    web.put("/private/a", b"x")
    with pytest.raises(FetchError, match=r"robots\.txt"):
        fetcher().get(web.put("/a", b"", status=302, Location="/private/a"))


def test_where_robots_txt_fails_nothing_is_fetched(web: LocalWeb) -> None:
    web.put("/robots.txt", b"", status=500)
    now = [1000.0]
    options = Fetching(allow_private=True, host_seconds=0.0, retries=0)
    client = Fetcher(options, size=1000, sleep=lambda _: None, clock=lambda: now[0])
    for _ in range(2):
        with pytest.raises(FetchError, match=r"robots\.txt cannot be read") as caught:
            client.get(web.put("/a", b"x"))
        assert not caught.value.lasting
    assert [path for path, _ in web.asked] == ["/robots.txt"]
    web.put("/robots.txt", b"")
    now[0] += 601
    assert client.get(f"{web.address}/a").content == b"x", "it is asked for again after ten minutes"


def test_a_host_is_asked_no_faster_than_agreed(web: LocalWeb) -> None:
    pauses: list[float] = []
    web.put("/robots.txt", "User-agent: *\nCrawl-delay: 20\n")
    one, other = web.put("/a", b"x"), web.put("/b", b"x")
    client = fetcher(pauses=pauses, host_seconds=5.0)
    client.get(one)
    client.get(other)
    assert [round(pause) for pause in pauses] == [20, 20]


def test_a_proxy_of_the_environment_is_not_asked(web: LocalWeb, monkeypatch: pytest.MonkeyPatch) -> None:
    """Behind a proxy nobody could tell which address is asked."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    assert fetcher().get(web.put("/a", b"there")).content == b"there"


def test_a_host_that_is_not_there(web: LocalWeb) -> None:
    with pytest.raises(FetchError, match=r"cannot be reached: the host no-such-host\.invalid is not known"):
        fetcher().get("http://no-such-host.invalid/")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("https://p.example/a", True),
        ("HTTP://P.EXAMPLE", True),
        ("http:/p", False),
        ("a.txt", False),
        ("ftp://p", False),
    ],
)
def test_addresses_are_told_from_paths(name: str, expected: bool) -> None:
    assert is_address(name) is expected

"""Posting goes with the guards of fetching: public addresses only unless allowed, bounded tries, no redirects."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.sink import Sink, open_sink

from rashomon.sources import FetchError, Fetching, Poster

OPTIONS = Fetching(allow_private=True, retries=2, connect_seconds=2, read_seconds=2, total_seconds=5)


@pytest.fixture
def sink() -> Iterator[Sink]:
    with open_sink() as made:
        yield made


def poster(options: Fetching = OPTIONS) -> tuple[Poster, list[float]]:
    slept: list[float] = []
    return Poster(options, sleep=slept.append), slept


def test_a_body_arrives_with_its_headers(sink: Sink) -> None:
    made, slept = poster()
    posted = made.post(f"{sink.address}/hook?x=1", b'{"a": "\xc3\xa4"}', {"Content-Type": "application/json"})
    assert posted.status == 200 and slept == []
    (got,) = sink.got
    assert (got.path, got.body) == ("/hook?x=1", b'{"a": "\xc3\xa4"}')
    assert got.headers["content-type"] == "application/json" and got.headers["user-agent"] == "Rashomon"
    assert got.headers["content-length"] == str(len(got.body))


def test_a_private_address_is_refused_unless_allowed(sink: Sink) -> None:
    made, slept = poster(Fetching())
    with pytest.raises(FetchError, match="private address"):
        made.post(sink.address, b"x", {})
    assert sink.got == [] and slept == []


@pytest.mark.parametrize(
    "address", ["ftp://a.example/", "file:///etc/passwd", "http://", "http://u:p@a.example/", "hook"]
)
def test_what_is_no_web_address_is_refused(address: str) -> None:
    with pytest.raises(FetchError):
        poster()[0].post(address, b"x", {})


def test_a_busy_server_is_tried_again_with_growing_pauses_and_as_it_asks(sink: Sink) -> None:
    sink.answers = [(503, {}), (429, {"Retry-After": "7"}), (204, {})]
    made, slept = poster()
    assert made.post(sink.address, b"x", {}).status == 204
    assert len(sink.got) == 3 and 0.7 < slept[0] < 1.3 and slept[1] == 7.0
    sink.answers = [(500, {})] * 3
    assert made.post(sink.address, b"x", {}).status == 500 and len(sink.got) == 6
    sink.answers = [(503, {"Retry-After": "3600"})]
    posted = made.post(sink.address, b"x", {})
    assert (posted.status, posted.retry_after) == (503, 3600.0) and len(sink.got) == 7


def test_a_refusal_and_a_redirect_are_answers_and_nothing_more(sink: Sink) -> None:
    made, slept = poster()
    sink.answers = [(400, {}), (307, {"Location": f"{sink.address}/elsewhere"})]
    assert [made.post(sink.address, b"x", {}).status for _ in range(2)] == [400, 307]
    assert [one.path for one in sink.got] == ["/", "/"] and slept == []


def test_nobody_there_is_tried_and_told(sink: Sink) -> None:
    made, slept = poster()
    with pytest.raises(FetchError, match="cannot be reached"):
        made.post("http://127.0.0.1:1/", b"x", {})
    assert len(slept) == 2

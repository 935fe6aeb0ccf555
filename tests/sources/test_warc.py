from __future__ import annotations

import gzip
import io
import random
from datetime import UTC, datetime

import pytest

from rashomon.sources.unpacking import Unpacked
from rashomon.sources.warc import BrokenRecord, WebRecord, read_warc

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=windows-1252\r\n"


def record(name: str, body: bytes, *, head: bytes = HEAD, kind: str = "response", length: int | None = None) -> bytes:
    block = head + b"\r\n" + body if kind != "resource" else body
    media_type = "application/http; msgtype=response" if kind != "resource" else "text/html"
    fields = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://p.example/{name}\r\n"
        f"WARC-Date: 2024-06-19T10:00:00Z\r\nWARC-Record-ID: <urn:uuid:{name}>\r\nContent-Type: {media_type}\r\n"
        f"Content-Length: {len(block) if length is None else length}\r\n\r\n"
    )
    return fields.encode() + block + b"\r\n\r\n"


def page(name: str) -> bytes:
    return record(name, f"<p>page {name}</p>".encode())


def read(data: bytes, limit: int = 100_000) -> list[str]:
    """The last part of each page's address, or "!" and the reason of a broken record."""
    found = read_warc(io.BytesIO(data), limit)
    return [f"!{one.reason}" if isinstance(one, BrokenRecord) else (one.url or "").rpartition("/")[2] for one in found]


def test_a_page_comes_with_its_address_date_and_charset() -> None:
    [found] = read_warc(io.BytesIO(page("a")), 1000)
    assert found == WebRecord(
        number=1, url="https://p.example/a", content=b"<p>page a</p>", charset="windows-1252",
        media_type="text/html", retrieved=datetime(2024, 6, 19, 10, tzinfo=UTC),
    )  # fmt: skip


def test_only_pages_are_taken() -> None:
    others = [
        record("info", b"software: x\r\n", kind="warcinfo"),
        record("request", b"", kind="request"),
        record("404", b"<p>none</p>", head=HEAD.replace(b"200 OK", b"404 Not Found")),
        record("picture", b"GIF8", head=HEAD.replace(b"text/html", b"image/gif")),
    ]
    assert read(page("a") + b"".join(others) + record("b", b"<p>b</p>", kind="resource")) == ["a", "b"]


@pytest.mark.parametrize("pack", [b"".join, lambda parts: gzip.compress(b"".join(parts)),
                                  lambda parts: b"".join(map(gzip.compress, parts))],
                         ids=["plain", "one-member", "members"])  # fmt: skip
def test_packed_archives(pack) -> None:
    data = pack([page("a"), page("b")])
    stream = io.BytesIO(data) if data.startswith(b"WARC") else Unpacked(io.BytesIO(data), ratio=1000)
    assert [one.url for one in read_warc(io.BufferedReader(stream), 1000)] == [
        "https://p.example/a",
        "https://p.example/b",
    ]


def test_codings_of_the_answer_are_undone() -> None:
    zipped = record("a", gzip.compress(b"<p>zipped</p>"), head=HEAD + b"Content-Encoding: gzip\r\n")
    chunked = record("b", b"5\r\n<p>ch\r\n6;x=y\r\nunked<\r\n0\r\n\r\n", head=HEAD + b"Transfer-Encoding: chunked\r\n")
    plain = record("c", b"<p>not chunked at all</p>", head=HEAD + b"Transfer-Encoding: chunked\r\n")
    found = [one.content for one in read_warc(io.BytesIO(zipped + chunked + plain), 1000) if isinstance(one, WebRecord)]
    assert found == [b"<p>zipped</p>", b"<p>chunked<", b"<p>not chunked at all</p>"]


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (record("x", b"<p>x</p>", length=10), "its length is wrong"),
        (record("x", b"<p>x</p>", length=150), "its length is wrong"),
        (record("x", b"<p>x</p>", length=10**12), "larger than the limit"),
        (record("x", b"<p>x</p>").replace(b"Content-Length: ", b"Content-Length: -"), "is no record"),
        (b"noise between two records\r\nof an archive\r\n\r\n", "is no record"),
        (record("x", b"0" * 200_000), "larger than the limit"),
        (record("x", gzip.compress(b"0" * 10**7), head=HEAD + b"Content-Encoding: gzip\r\n"), "larger than the limit"),
        (record("x", b"<p>x</p>", head=HEAD + b"Content-Encoding: gzip\r\n"), "damaged"),
    ],
    ids=["short", "long", "huge-length", "negative", "noise", "large", "bomb", "not-gzip"],
)
def test_a_broken_record_costs_that_record(broken: bytes, reason: str) -> None:
    first, error, *rest = read(page("a") + broken + page("b") + page("c"))
    assert (first, rest) == ("a", ["b", "c"]) and reason in error


def test_an_archive_cut_short_says_so() -> None:
    whole, cut = page("a"), page("b")
    for size in (len(cut) - 30, 200, 20):
        first, error = read(whole + cut[:size])
        assert first == "a" and error.startswith("!is ")
    assert read(whole + cut[:-2]) == ["a", "b"]


def test_a_damaged_member_costs_its_record() -> None:
    members = [gzip.compress(page(name)) for name in "abc"]
    broken = bytearray(members[1])
    broken[60:80] = b"\xff" * 20
    unpacked = Unpacked(io.BytesIO(members[0] + bytes(broken) + members[2]), ratio=1000, over_damage=True)
    found = list(read_warc(io.BufferedReader(unpacked), 1000))
    assert [one.url for one in found if isinstance(one, WebRecord)] == ["https://p.example/a", "https://p.example/c"]
    assert unpacked.damages == 1


@pytest.mark.parametrize("seed", range(40))
def test_any_damage_leaves_the_last_records_and_raises_nothing(seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(b"".join(page(name) for name in "abcde"))
    last = len(data) - 2 * len(page("d"))
    for _ in range(8):
        at = chance.randrange(last - 50)
        data[at : at + chance.randrange(4)] = bytes(chance.randrange(256) for _ in range(chance.randrange(6)))
    assert read(bytes(data))[-1] == "e"

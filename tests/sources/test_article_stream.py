"""Streams of articles: every line is an article or a reason, in the order of the input, with its text at hand again."""

from __future__ import annotations

import gzip
import io
import json
import os
import sys
import tempfile
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rashomon.errors import RashomonError
from rashomon.records import Skipped, StreamItem
from rashomon.sources import article_stream, open_stream, order_by_time, read_articles, read_item

BRIDGE = {
    "id": "a1",
    "title": "Bridge  closed ",
    "text": " The bridge was closed on Monday.\n",
    "published": "2031-03-04",
}
FERRY = {"id": "b2", "text": "The ferry runs again.", "published": 1930608000000}
STORM = {"id": 3, "title": "Storm nears the coast", "published": None}


def lines_of(*rows: Any) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def put(folder: Path, content: bytes, name: str = "feed.jsonl") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def load(*paths: Path | str, line_limit: int = 20_000_000) -> tuple[list[StreamItem], tuple[Skipped, ...]]:
    with open_stream(paths, line_limit=line_limit) as stream:
        return [read_item(stream, place) for place in stream.places], stream.skipped


def ids_in_time(path: Path) -> list[str]:
    with open_stream([path]) as stream:
        return [place.id for place in order_by_time(stream.places)]


def test_each_line_is_an_item_in_the_order_of_the_input(tmp_path: Path) -> None:
    items, skipped = load(put(tmp_path, lines_of(BRIDGE, FERRY, STORM)))
    assert skipped == ()
    assert items == [
        StreamItem(
            id="a1",
            title="Bridge closed",
            text="The bridge was closed on Monday.",
            published=datetime(2031, 3, 4, tzinfo=UTC),
        ),
        StreamItem(id="b2", title="", text="The ferry runs again.", published=datetime(2031, 3, 7, tzinfo=UTC)),
        StreamItem(id="3", title="Storm nears the coast", text="", published=None),
    ]


@pytest.mark.parametrize("wrap", [gzip.compress, lambda data: gzip.compress(data[:90]) + gzip.compress(data[90:])])
def test_gzip_is_told_by_its_bytes(wrap: Any, tmp_path: Path) -> None:
    content = lines_of(BRIDGE, FERRY, STORM)
    plain, _ = load(put(tmp_path, content))
    assert load(put(tmp_path, wrap(content), "feed.jsonl.gz")) == (plain, ())
    assert load(put(tmp_path, wrap(content), "feed")) == (plain, ())


@pytest.mark.parametrize("wrap", [bytes, gzip.compress])
def test_standard_input(wrap: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(wrap(lines_of(BRIDGE) + b"{\n"))))
    items, skipped = load("-")
    assert [item.id for item in items] == ["a1"]
    assert [one.input for one in skipped] == ["standard input, line 2"]
    assert not sys.stdin.buffer.closed


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_with_a_name(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    writer = threading.Thread(target=(tmp_path / "pipe").write_bytes, args=(lines_of(BRIDGE, FERRY),))
    writer.start()
    items, skipped = load(tmp_path / "pipe")
    writer.join()
    assert ([item.id for item in items], skipped) == (["a1", "b2"], ())


def test_byte_order_marks_line_ends_and_blank_lines_cost_nothing(tmp_path: Path) -> None:
    content = b"\xef\xbb\xbf" + lines_of(BRIDGE).replace(b"\n", b"\r\n") + b"\n \t\n" + lines_of(FERRY).rstrip()
    items, skipped = load(put(tmp_path, content))
    assert ([item.id for item in items], skipped) == (["a1", "b2"], ())


def test_a_text_of_any_length_and_language_is_kept(tmp_path: Path) -> None:
    rows = [
        {"id": "long", "text": "word " * 400_000},
        {"id": "short", "text": "7"},
        {"id": "sw", "text": "Mvua kubwa."},
    ]
    items, skipped = load(put(tmp_path, lines_of(*rows)))
    assert ([item.id for item in items], skipped) == (["long", "short", "sw"], ())


def test_a_line_over_the_limit_is_named_and_the_next_one_read(tmp_path: Path) -> None:
    long = {"id": "x", "text": "y" * 5000}
    items, skipped = load(put(tmp_path, lines_of(long, BRIDGE, long)[:-1]), line_limit=1000)
    assert [item.id for item in items] == ["a1"]
    assert [one.input.rsplit(", ", 1)[1] for one in skipped] == ["line 1", "line 3"]
    assert all("size_limit_mb" in one.reason for one in skipped)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"id": "x", "text": ', "no valid JSON"),
        (b"\x00\x01\x02\x03\x04\x05\x06\x07" * 9, "binary"),
        (b"[1, 2]", "a list, not an object"),
        (b'{"id": "x", "text": 5}', 'a number as "text"'),
        (b'{"id": {}, "text": "x"}', 'an object as "id"'),
        (b'{"id": "x", "text": "x", "published": "someday"}', "names no date"),
        (b'{"id": "x", "title": " ", "text": null}', "neither"),
        (b'{"id": "a1", "text": "x"}', "has the id 'a1' of"),
        (b'{"text": ' + b"9" * 5000 + b"}", "number too long"),
    ],
)
def test_a_bad_line_costs_that_line(line: bytes, reason: str, tmp_path: Path) -> None:
    path = put(tmp_path, lines_of(BRIDGE) + line + b"\n" + lines_of(FERRY))
    items, (bad,) = load(path)
    assert [item.id for item in items] == ["a1", "b2"]
    assert bad.input == f"{path}, line 2" and reason in bad.reason


def test_the_same_id_in_two_files_is_one_article(tmp_path: Path) -> None:
    first = put(tmp_path, lines_of(BRIDGE))
    items, (bad,) = load(first, put(tmp_path, lines_of(FERRY, BRIDGE), "more.jsonl"))
    assert [item.id for item in items] == ["a1", "b2"]
    assert bad.input.endswith("more.jsonl, line 2") and f"{first}, line 1" in bad.reason


def test_articles_without_ids_get_ones_that_do_not_hang_on_the_file(tmp_path: Path) -> None:
    rows = [{"text": "The ferry runs again."}, {"text": "The ferry runs again."}, {"id": "", "title": "Storm"}]
    (first, second, third), skipped = load(put(tmp_path, lines_of(*rows)))
    assert skipped == () and second.id == f"{first.id}-2" and len({first.id, second.id, third.id}) == 3
    items, _ = load(put(tmp_path, gzip.compress(lines_of(*rows)), "other.gz"))
    assert items == [first, second, third]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "does not exist"),
        ("folder", "is a folder"),
        (json.dumps(BRIDGE).encode("utf-16"), "UTF-16"),
        (gzip.compress(lines_of(BRIDGE), mtime=0)[:-9], "cut short"),
        (gzip.compress(lines_of(BRIDGE), mtime=0)[:20] + b"\xff" * 60, "damaged"),
        (b"\x1f\x8bno gzip", "damaged"),
    ],
)
def test_an_input_that_cannot_be_read_costs_that_input(content: Any, reason: str, tmp_path: Path) -> None:
    good = put(tmp_path, lines_of(FERRY), "good.jsonl")
    bad = tmp_path / "bad.jsonl"
    if content == "folder":
        bad.mkdir()
    elif content is not None:
        bad.write_bytes(content)
    items, (skipped,) = load(bad, good)
    assert "b2" in [item.id for item in items]
    assert skipped.input == str(bad) and reason in skipped.reason


def test_what_came_before_the_damage_is_kept(tmp_path: Path) -> None:
    rows = [{"id": str(number), "text": f"The ferry made {number * 7919 % 10007} trips."} for number in range(5000)]
    packed = gzip.compress(lines_of(*rows))
    items, (skipped,) = load(put(tmp_path, packed[: len(packed) // 2], "cut.gz"))
    assert 1000 < len(items) < 5000 and "cut short" in skipped.reason


def test_lone_surrogates_and_controls_go_through(tmp_path: Path) -> None:
    (item,), skipped = load(put(tmp_path, b'{"id": "\\ud800", "title": "a\\ud800b", "text": "c\\u0000\\udfff"}\n'))
    assert (item, skipped) == (StreamItem(id="\ud800", title="a\ufffdb", text="c\x00\ufffd", published=None), ())


def test_articles_meet_in_order_of_time_and_undated_ones_stay_in_place(tmp_path: Path) -> None:
    dates = {
        "u0": None,
        "d3": "2031-03-03",
        "u3": None,
        "d9": "9999-12-31",
        "d1": "0001-01-01",
        "u1": "",
        "d2": "2031-03-02",
    }
    path = put(tmp_path, lines_of(*({"id": key, "text": "x", "published": date} for key, date in dates.items())))
    assert ids_in_time(path) == ["u0", "d1", "u1", "d2", "d3", "u3", "d9"]


def test_equal_dates_keep_the_order_of_the_input(tmp_path: Path) -> None:
    rows = [{"id": key, "text": "x", "published": "2031-03-03"} for key in "zamb"]
    assert ids_in_time(put(tmp_path, lines_of(*rows))) == list("zamb")


def test_articles_for_comparing_come_with_reasons_for_the_others(tmp_path: Path) -> None:
    german = (
        "Die Brücke über den Fluss bleibt seit Montag geschlossen, weil das Hochwasser einen Pfeiler beschädigt hat. "
    )
    path = put(tmp_path, lines_of(BRIDGE, {"id": "de", "text": german * 2}, STORM))
    with open_stream([path]) as stream:
        loaded = read_articles(stream, stream.places)
    assert [article.given_id for article in loaded.articles] == ["a1", "3"]
    assert [(one.input, "German" in one.reason) for one in loaded.skipped] == [(f"{path}, line 2", True)]


def test_many_texts_lie_on_disk_and_no_room_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(article_stream, "_IN_MEMORY", 100)
    path = put(tmp_path, lines_of(BRIDGE, FERRY, STORM))
    assert [item.id for item in load(path)[0]] == ["a1", "b2", "3"]
    with pytest.raises(RashomonError, match="No space left"):
        article_stream._keep(_FullDisk(), b"x")


class _FullDisk(io.BytesIO):
    def write(self, data: Any) -> int:
        raise OSError(28, "No space left on device")


def test_progress_counts_the_bytes(tmp_path: Path) -> None:
    rows = [{"id": str(number), "text": "The ferry runs again."} for number in range(1000)]
    path = put(tmp_path, lines_of(*rows))
    told: list[tuple[int, int]] = []
    with open_stream([path, path], progress=lambda done, total: told.append((done, total))):
        pass
    size = path.stat().st_size
    assert told == sorted(told) and told[-1] == (2 * size, 2 * size) and len(told) > 5


BAD_LINES = st.sampled_from(
    [b"{", b"null", b"5", b'"text"', b"[]", b"{}", b'{"id": "q"}', b'{"text": []}', b"\xff{}"]
) | st.binary(max_size=40).map(lambda data: b"x" + data.replace(b"\n", b""))
GOOD_LINES = st.fixed_dictionaries(
    {"text": st.text(max_size=20).map(lambda text: f"a{text}")},
    optional={
        "title": st.text(max_size=20) | st.none(),
        "published": st.none() | st.datetimes().map(datetime.isoformat) | st.integers(0, 2 * 10**12),
        "cluster": st.integers(),
    },
)


@given(st.lists(BAD_LINES | GOOD_LINES | st.just(b" "), max_size=12), st.booleans())
@settings(max_examples=80, deadline=None)
def test_every_line_is_an_item_or_a_reason_with_its_number(lines: list[Any], packed: bool) -> None:
    raw = [
        line if isinstance(line, bytes) else json.dumps({"id": f"n{i}", **line}).encode()
        for i, line in enumerate(lines)
    ]
    content = b"\n".join(raw)
    with tempfile.TemporaryDirectory() as folder:
        path = put(Path(folder), gzip.compress(content) if packed else content)
        items, skipped = load(path)
    assert [item.id for item in items] == [f"n{i}" for i, line in enumerate(lines) if isinstance(line, dict)]
    bad = [i for i, line in enumerate(lines, start=1) if isinstance(line, bytes) and line.strip()]
    assert [one.input for one in skipped] == [f"{path}, line {number}" for number in bad]
    for item, line in zip(items, (line for line in lines if isinstance(line, dict)), strict=True):
        assert item.text == line["text"].strip()
        assert (item.published is None) == (line.get("published") is None)


@given(st.binary(max_size=300))
@settings(max_examples=100, deadline=None)
def test_any_bytes_give_items_or_reasons(content: bytes) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
        items, skipped = load("-")
    assert all(item.title or item.text for item in items)
    assert all(one.reason for one in skipped)
    assert items or skipped or not content.strip(b"\xef\xbb\xbf \t\r\n\x0b\x0c")

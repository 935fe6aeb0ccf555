"""Inputs and results on object stores (here the memory file system), and lists as crawls come with."""

from __future__ import annotations

import gzip
import json

import pytest

pytest.importorskip("fsspec", reason='the extra "cluster" is not installed')
pytest.importorskip("pyarrow", reason='the extra "cluster" is not installed')

import fsspec

from rashomon.batch import BatchOptions, run_batch
from rashomon.batch.inputs import list_units
from rashomon.batch.running import read_result
from rashomon.batch.storage import Storage
from rashomon.errors import BatchError, InputError

LIGHT = BatchOptions(workers=0, partitions=2, deep_articles=0)
PAGE = (
    "<html><head><title>Lighthouse of Orsk dark since Sunday</title></head><body><article>"
    "<p>The lighthouse of Orsk has been dark since Sunday night, the harbour office said.</p>"
    "<p>Two keepers were brought ashore, and a lamp from the museum is to be lit until the new one comes.</p>"
    "</article></body></html>"
)


def warc(*urls: str) -> bytes:
    records = b""
    for url in urls:
        body = PAGE.replace("Orsk", url.rsplit("/", 1)[-1]).encode()
        http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2031-05-08T07:15:00Z\r\n"
            f"WARC-Record-ID: <urn:uuid:1>\r\nContent-Type: application/http; msgtype=response\r\n"
            f"Content-Length: {len(http)}\r\n\r\n"
        )
        records += gzip.compress(head.encode() + http + b"\r\n\r\n", mtime=0)
    return records


@pytest.fixture
def bucket():
    """A bucket of an object store, empty."""
    system = fsspec.filesystem("memory")
    system.store.clear()
    yield system
    system.store.clear()


def test_a_crawl_goes_from_a_list_in_a_bucket_to_tables_in_another(bucket):
    bucket.pipe_file("/crawl/2031/a.warc.gz", warc("https://one.example/Orsk", "https://one.example/Brill"))
    bucket.pipe_file("/crawl/2031/b.warc.gz", warc("https://two.example/Tarn"))
    bucket.pipe_file("/crawl/warc.paths.gz", gzip.compress(b"2031/a.warc.gz\n2031/b.warc.gz\n2031/gone.warc.gz\n"))
    result = run_batch([], "memory://out/run", lists=["memory://crawl/warc.paths.gz"], options=LIGHT)
    articles = read_result("memory://out/run", "articles").to_pylist()
    assert {row["url"] for row in articles} == {
        "https://one.example/Orsk", "https://one.example/Brill", "https://two.example/Tarn",
    }  # fmt: skip
    # No page has a date; each counts as published when the crawl received it.
    assert {row["at"].isoformat() for row in articles} == {"2031-05-08T07:15:00+00:00"}
    (letter,) = read_result("memory://out/run", "dead_letters").to_pylist()
    assert (letter["input"], letter["reason"]) == ("gone.warc.gz", "does not exist; check the path")
    assert result.rows["placements"] == 3
    assert not [name for name in bucket.store if "being-written" in name]


def test_a_folder_of_a_bucket_stands_for_its_files(bucket):
    for number in range(3):
        line = {"id": number, "title": f"Report {number}", "text": "The lamp was lit."}
        bucket.pipe_file(f"/in/deep/{number}.jsonl", json.dumps(line).encode())
    bucket.pipe_file("/in/.hidden", b"{}")
    units = list_units(["memory://in"])
    assert [unit.name for unit in units] == ["0.jsonl", "1.jsonl", "2.jsonl"]
    run_batch(["memory://in"], "memory://out", options=LIGHT)
    assert read_result("memory://out", "articles").num_rows == 3


def test_a_file_that_is_not_finished_is_not_there(bucket, tmp_path):
    for root in ("memory://store", str(tmp_path)):
        storage = Storage(root=root)
        with pytest.raises(KeyboardInterrupt), storage.writing("folder/half") as file:
            file.write(b"half of it")
            raise KeyboardInterrupt
        assert storage.read("folder/half") is None
        assert storage.names("folder") == []
        storage.write("folder/whole", b"all of it")
        assert storage.read("folder/whole") == b"all of it"


def test_what_a_killed_process_left_is_removed(tmp_path):
    storage = Storage(root=str(tmp_path))
    storage.write("stage/table/part", b"whole")
    (tmp_path / "stage" / "table" / "part.0123.being-written").write_bytes(b"ha")
    assert storage.names("stage/table") == ["part"]
    storage.drop_unfinished("stage")
    assert [path.name for path in (tmp_path / "stage" / "table").iterdir()] == ["part"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("../elsewhere.warc.gz", "leads out of the folder"),
        ("/etc/hostname", "names a file of this machine"),
        ("file:///etc/hostname", "names a file of this machine"),
        ("simplecache::file:///etc/hostname", "no path or URL"),
    ],
    ids=["parent", "absolute", "file", "chained"],
)
def test_a_list_from_elsewhere_reaches_no_file_of_this_machine(bucket, line, message):
    bucket.pipe_file("/lists/some.txt", f"# a comment\n\n{line}\n".encode())
    with pytest.raises(InputError, match=message):
        list_units([], lists=["memory://lists/some.txt"])


def test_a_list_of_this_machine_names_its_files(tmp_path):
    (tmp_path / "a.jsonl").write_text("{}")
    (tmp_path / "list.txt").write_text(f"a.jsonl\n{tmp_path}/a.jsonl\n")
    assert {unit.name for unit in list_units([], lists=[str(tmp_path / "list.txt")])} == {"a.jsonl"}


def test_lines_stand_below_the_base_that_is_given(bucket):
    bucket.pipe_file("/lists/some.txt", b"crawl/x.warc.gz\n")
    (unit,) = list_units([], lists=["memory://lists/some.txt"], base="memory://store/")
    assert unit.place == "memory://store/crawl/x.warc.gz"


def test_an_unknown_scheme_is_an_error():
    with pytest.raises(BatchError, match="nosuch"):
        list_units(["nosuch://bucket/file"])


def test_no_input_is_an_error():
    with pytest.raises(InputError, match="nothing to read"):
        list_units([])

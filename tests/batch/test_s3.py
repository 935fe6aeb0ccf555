"""A batch that reads from and writes to an S3 store: a server of that protocol on this machine."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("pyarrow", reason='the extra "cluster" is not installed')
pytest.importorskip("s3fs", reason="s3fs is not installed")
pytest.importorskip("moto.server", reason="moto, which plays an S3 store, is not installed")

import s3fs
from moto.server import ThreadedMotoServer
from tests.batching import rows_of, write_stream

from rashomon.batch import BatchOptions, run_batch

LIGHT = BatchOptions(workers=0, partitions=2, deep_articles=0)
COMMAND = (sys.executable, "-c", "from rashomon.cli import main; main()", "batch")


@pytest.fixture(scope="module")
def store() -> Iterator[s3fs.S3FileSystem]:
    """A store with the buckets `feeds` and `tables`, which this process and those it starts are told of."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {
            "AWS_ENDPOINT_URL": f"http://{host}:{port}",
            "AWS_ACCESS_KEY_ID": "none",
            "AWS_SECRET_ACCESS_KEY": "none",
            "AWS_DEFAULT_REGION": "us-east-1",
        }.items():
            patch.setenv(name, value)
        s3fs.S3FileSystem.clear_instance_cache()
        system = s3fs.S3FileSystem()
        system.mkdir("feeds")
        system.mkdir("tables")
        yield system
        s3fs.S3FileSystem.clear_instance_cache()
    server.stop()


@pytest.fixture(scope="module")
def feeds(store: s3fs.S3FileSystem, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Paths on this machine of what also lies in the bucket `feeds`."""
    paths = write_stream(tmp_path_factory.mktemp("in"), 40)
    for path in paths:
        store.put_file(path, f"feeds/{Path(path).name}")
    return paths


def batch(out: str, *, workers: int) -> subprocess.Popen[str]:
    options = ("--out", out, "--workers", str(workers), "--partitions", "2", "--deep-articles", "0")
    return subprocess.Popen(
        [*COMMAND, "s3://feeds", *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ
    )


def written(store: s3fs.S3FileSystem, place: str) -> dict[str, str]:
    """When each object below `place` was written."""
    store.invalidate_cache()
    found = store.find(place, detail=True).items()
    return {name: str(told["LastModified"]) for name, told in found if told["type"] == "file"}


def test_tables_in_a_store_are_those_on_a_disk(store: s3fs.S3FileSystem, feeds: list[str], tmp_path: Path) -> None:
    run_batch(feeds, str(tmp_path), options=replace(LIGHT, partitions=1))
    process = batch("s3://tables/run", workers=1)
    output, message = process.communicate(timeout=120)
    assert process.returncode == 0, message
    assert rows_of("s3://tables/run") == rows_of(str(tmp_path))
    before = written(store, "tables/run")
    time.sleep(1.1)  # the store tells whole seconds
    process = batch("s3://tables/run", workers=1)
    assert process.communicate(timeout=120)[0] == output
    after = written(store, "tables/run")
    assert {name for name in after if after[name] != before.get(name)} <= {"tables/run/result.json"}


@pytest.mark.soak
def test_a_driver_that_was_killed_goes_on_where_it_was(
    store: s3fs.S3FileSystem, feeds: list[str], tmp_path: Path
) -> None:
    process = batch("s3://tables/killed", workers=0)
    with process:
        while process.poll() is None and not any("/light/" in name for name in written(store, "tables/killed")):
            time.sleep(0.05)
        process.kill()
    finished = {name: at for name, at in written(store, "tables/killed").items() if name.endswith(".receipt.json")}
    assert finished
    time.sleep(1.1)
    process = batch("s3://tables/killed", workers=0)
    _, message = process.communicate(timeout=120)
    assert process.returncode == 0, message
    after = written(store, "tables/killed")
    assert {name: after[name] for name in finished} == finished
    run_batch(feeds, str(tmp_path), options=LIGHT)
    assert rows_of("s3://tables/killed") == rows_of(str(tmp_path))

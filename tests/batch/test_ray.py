"""The same batch on Ray: one node here, three of them in tests/soak."""

from __future__ import annotations

from dataclasses import replace

import pytest

pytest.importorskip("ray", reason='Ray, of the extra "cluster", is not installed')

import ray
from tests.batching import receipts_of, rows_of, write_stream

from rashomon.batch import BatchOptions, run_batch
from rashomon.batch import running as running_module
from rashomon.errors import BatchError

# Ray leaves sockets and files to the interpreter, and warns of its own future.
pytestmark = pytest.mark.filterwarnings("ignore")

OPTIONS = BatchOptions(workers=2, partitions=4, deep_articles=0, engine="ray")


@pytest.fixture(scope="module")
def stream_files(tmp_path_factory):
    return write_stream(tmp_path_factory.mktemp("in"), 80)


@pytest.fixture(scope="module")
def expected(stream_files):
    run_batch(stream_files, "memory://ray-expected", options=replace(OPTIONS, engine="local", workers=0, partitions=1))
    return rows_of("memory://ray-expected")


@pytest.fixture(scope="module")
def node():
    """A Ray node of this process."""
    ray.init(
        address="local",
        num_cpus=2,
        include_dashboard=False,
        object_store_memory=100_000_000,
        log_to_driver=False,
        logging_level="ERROR",
        _node_ip_address="127.0.0.1",
    )
    yield
    ray.shutdown()


def test_a_worker_that_is_killed_changes_nothing(node, stream_files, expected, tmp_path, monkeypatch):
    engines = []
    make_engine = running_module.make_engine
    monkeypatch.setattr(
        running_module, "make_engine", lambda *given: engines.append(make_engine(*given)) or engines[-1]
    )
    killed = []
    finished = {}

    def tell(tally):
        if tally.stage == "light" and tally.done and engines[0].at_work and not killed:
            finished.update(receipts_of(out))
            killed.append(tally.stage)
            ray.kill(engines[0].at_work[0])

    out = str(tmp_path / "out")
    run_batch(stream_files, out, options=OPTIONS, tell=tell)
    assert killed
    assert rows_of(out) == expected
    after = receipts_of(out)
    assert {path: after[path] for path in finished} == finished


def test_a_cluster_that_does_not_answer_is_an_error(monkeypatch, stream_files, tmp_path):
    def refuse(**given):
        raise ConnectionError("nobody there")

    monkeypatch.setattr(ray, "is_initialized", lambda: False)
    monkeypatch.setattr(ray, "init", refuse)
    with pytest.raises(BatchError, match=r"Ray cluster at 10\.0\.0\.1:6379 does not answer"):
        run_batch(stream_files, str(tmp_path), options=replace(OPTIONS, address="10.0.0.1:6379"))


def test_memory_of_one_process_is_no_place_for_a_cluster(stream_files):
    with pytest.raises(BatchError, match="only one process sees this memory"):
        run_batch(stream_files, "memory://none", options=OPTIONS)

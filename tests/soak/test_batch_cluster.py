"""A batch on a Ray cluster of three nodes on this machine: workers, nodes and drivers die, in each stage."""

from __future__ import annotations

import signal

import pytest

pytest.importorskip("ray", reason='Ray, of the extra "cluster", is not installed')

import ray
from ray.cluster_utils import Cluster
from tests.batch_driver import drive
from tests.batching import DEEP_TABLES, LIGHT_TABLES, receipts_of, rows_of, write_stream

from rashomon.batch import BatchOptions, run_batch
from rashomon.batch import running as running_module
from rashomon.batch.stages import STAGES
from rashomon.settings import Settings

# Ray leaves sockets and files to the interpreter, and warns of its own future.
pytestmark = [pytest.mark.soak, pytest.mark.filterwarnings("ignore")]

TABLES = LIGHT_TABLES + DEEP_TABLES
# Two articles of each of the three largest events, each event a task of its own.
FEW = {"max_reports": 2}
DEEP = {"deep_articles": 6, "part_articles": 2}


@pytest.fixture(scope="module")
def inputs(tmp_path_factory):
    return write_stream(tmp_path_factory.mktemp("in"), 120)


@pytest.fixture(scope="module")
def expected(inputs, tmp_path_factory):
    out = str(tmp_path_factory.mktemp("expected"))
    run_batch(inputs, out, settings=Settings(**FEW), options=BatchOptions(workers=0, partitions=3, **DEEP))
    return rows_of(out, TABLES)


@pytest.fixture
def cluster():
    """Three nodes of one core each. They are of this machine: everything stays on loopback."""
    made = Cluster(
        initialize_head=True,
        head_node_args={"num_cpus": 1, "object_store_memory": 100_000_000, "include_dashboard": False},
    )
    for _ in range(2):
        made.add_node(num_cpus=1, object_store_memory=100_000_000)
    made.wait_for_nodes()
    yield made
    ray.shutdown()
    made.shutdown()


def options_of(cluster, workers: int = 3) -> dict:
    return {
        "workers": workers,
        "partitions": 3,
        **DEEP,
        "engine": "ray",
        "address": cluster.address,
    }


@pytest.mark.parametrize("stage", ["light", "readings"])
def test_a_worker_killed_and_a_node_removed(cluster, inputs, expected, tmp_path, monkeypatch, stage):
    """The one in the middle of a stage, the other in the next."""
    out = str(tmp_path / "out")
    engines = []
    make_engine = running_module.make_engine
    monkeypatch.setattr(
        running_module, "make_engine", lambda *given: engines.append(make_engine(*given)) or engines[-1]
    )
    met: list[str] = []
    finished = {}

    def tell(tally):
        if tally.stage == stage and engines[0].at_work and not met:
            met.append("worker")
            finished.update(receipts_of(out))
            ray.kill(engines[0].at_work[0])
        elif len(met) == 1 and tally.stage != stage:
            met.append("node")
            cluster.remove_node(cluster.list_all_nodes()[-1], allow_graceful=False)

    options = BatchOptions(**options_of(cluster))
    run_batch(inputs, out, settings=Settings(**FEW), options=options, tell=tell)
    assert met == ["worker", "node"]
    assert rows_of(out, TABLES) == expected
    after = receipts_of(out)
    assert {path: after[path] for path in finished} == finished


def test_the_driver_killed_in_each_stage(cluster, inputs, expected, tmp_path):
    """One run, killed in every stage and started again each time, by another process."""
    out = str(tmp_path / "out")
    killed = 0
    for stage in STAGES:
        before = receipts_of(out)
        status = drive(inputs, out, die_in=stage.name, after=1, settings=FEW, **options_of(cluster, workers=2))
        killed += status == -signal.SIGKILL
        after = receipts_of(out)
        assert {path: after[path] for path in before} == before, f"done twice before {stage.name}"
    assert killed >= len(STAGES) - 2  # a stage without tasks can't be met
    result = run_batch(inputs, out, settings=Settings(**FEW), options=BatchOptions(**options_of(cluster, workers=2)))
    assert sum(tally.kept for tally in result.stages) >= len(after)
    assert sum(tally.kept + tally.done for tally in result.stages) == len(receipts_of(out))
    assert rows_of(out, TABLES) == expected

import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from types import SimpleNamespace

import numpy as np
import pytest

from rashomon.models import sessions
from rashomon.models.sessions import run_batches, session, use_threads


@pytest.fixture
def opened(monkeypatch):
    """The options of every session that a stand-in for onnxruntime opens."""
    found = []

    class SessionOptions(SimpleNamespace):
        def add_session_config_entry(self, name, value):
            setattr(self, name, value)

    def open_session(path, options, providers):
        found.append(options)
        return SimpleNamespace(path=path, providers=providers)

    runtime = SimpleNamespace(SessionOptions=SessionOptions, InferenceSession=open_session)
    monkeypatch.setitem(sys.modules, "onnxruntime", runtime)
    monkeypatch.setattr(sessions, "_threads", 2)
    return found


class Waiting:
    """A model that lets nobody out before so many are in, and tells who that was."""

    def __init__(self, parties):
        self.barrier = Barrier(parties)

    def run(self, outputs, inputs):
        self.barrier.wait(timeout=10)
        return [inputs["ids"] * 2]


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_as_many_batches_run_at_once_as_there_are_threads(monkeypatch, threads):
    monkeypatch.setattr(sessions, "_threads", 2)
    use_threads(threads)
    batches = [{"ids": np.array([number])} for number in range(2 * threads)]
    found = list(run_batches(Waiting(threads), "pieces", batches))
    assert [int(one[0]) for one in found] == [2 * number for number in range(2 * threads)]  # in their order


def test_an_error_in_a_batch_comes_out():
    class Failing:
        def run(self, outputs, inputs):
            raise ValueError("no such output")

    with pytest.raises(ValueError, match="no such output"):
        list(run_batches(Failing(), "pieces", [{}, {}, {}]))


def test_two_who_open_a_file_at_once_get_one_session(opened):
    sessions._open.cache_clear()
    try:
        with ThreadPoolExecutor(4) as pool:
            found = list(pool.map(session, ["encoder.int8.onnx"] * 8))
        assert len(opened) == 1
        assert all(model is found[0] for model in found)
    finally:
        sessions._open.cache_clear()


def test_a_session_keeps_no_large_buffers(opened):
    model = sessions._open.__wrapped__("encoder.int8.onnx")
    assert model.providers == ["CPUExecutionProvider"]
    assert opened[0].intra_op_num_threads == 1  # batches run at once instead
    assert not opened[0].enable_cpu_mem_arena
    assert not opened[0].enable_mem_pattern


def test_a_file_has_one_session():
    assert session("encoder.int8.onnx") is session("encoder.int8.onnx")

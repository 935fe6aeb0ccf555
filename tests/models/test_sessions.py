import sys
from types import SimpleNamespace

import pytest

from rashomon.models import sessions
from rashomon.models.sessions import session, use_threads


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


def test_a_session_uses_as_many_threads_as_were_asked_for(opened):
    session.__wrapped__("encoder.int8.onnx")
    use_threads(1)
    model = session.__wrapped__("encoder.int8.onnx")
    assert [options.intra_op_num_threads for options in opened] == [2, 1]
    assert model.providers == ["CPUExecutionProvider"]


def test_a_session_keeps_no_large_buffers(opened):
    session.__wrapped__("encoder.int8.onnx")
    assert not opened[0].enable_cpu_mem_arena
    assert not opened[0].enable_mem_pattern


def test_a_file_has_one_session():
    assert session("encoder.int8.onnx") is session("encoder.int8.onnx")

import pytest

from rashomon.models.sessions import _threads, session


@pytest.mark.parametrize(
    ("given", "threads"), [("1", 1), ("2", 2), ("64", 2), ("0", 2), ("", 2), ("4,2", 2), ("many", 2), ("²", 2)]
)
def test_at_most_two_threads_run(monkeypatch, given, threads):
    monkeypatch.setenv("OMP_NUM_THREADS", given)
    assert _threads() == threads


def test_a_file_has_one_session():
    assert session("encoder.int8.onnx") is session("encoder.int8.onnx")

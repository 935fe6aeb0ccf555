"""One running onnxruntime session for each model file, opened when it is first used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Protocol

from numpy.typing import NDArray

from rashomon.models.files import model_path

_threads = 2


class Model(Protocol):
    """What is used of a session of onnxruntime, which has no types of its own."""

    def run(self, outputs: Sequence[str], inputs: Mapping[str, NDArray[Any]]) -> Sequence[NDArray[Any]]:
        """The arrays named in `outputs`, computed from `inputs`."""


def use_threads(count: int) -> None:
    """Lets models use `count` threads, from the next one that is opened on; two where nobody says otherwise."""
    global _threads
    _threads = count


@cache
def session(name: str) -> Model:
    """The session of the model file `name`, on the CPU, the same one at every call of this process.

    Results don't hang on the number of threads.

    Raises: ModelError where the file is missing or altered.
    """
    import onnxruntime  # type: ignore[import-untyped]

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = _threads
    options.inter_op_num_threads = 1
    # Batches differ in shape; without these the runtime keeps the largest buffers of every shape that it has seen.
    options.enable_cpu_mem_arena = False
    options.enable_mem_pattern = False
    # A waiting thread that spins takes the core from the parser.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    path = model_path(name)
    model: Model = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    return model

"""One running onnxruntime session for each model file, opened when it is first used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from threading import Lock
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from rashomon.models.files import model_path

_threads = 2
_opening = Lock()  # one who comes while a session is being opened waits for that one


class Model(Protocol):
    """What is used of a session of onnxruntime, which has no types of its own."""

    def run(self, outputs: Sequence[str], inputs: Mapping[str, NDArray[Any]]) -> Sequence[NDArray[Any]]:
        """The arrays named in `outputs`, computed from `inputs`."""


def use_threads(count: int) -> None:
    """Lets models use `count` threads from now on; two where nobody says otherwise."""
    global _threads
    _threads = count


def session(name: str) -> Model:
    """The session of the model file `name`, on the CPU, the same one at every call of this process.

    Raises: ModelError where the file is missing or altered.
    """
    with _opening:
        return _open(name)


@cache
def _open(name: str) -> Model:
    import onnxruntime  # type: ignore[import-untyped]

    options = onnxruntime.SessionOptions()
    # Batches run side by side instead (`run_batches`): two threads within one of our small batches save a fifth of the
    # time, two batches at once nearly half.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    # Batches differ in shape; without these the runtime keeps the largest buffers of every shape that it has seen.
    options.enable_cpu_mem_arena = False
    options.enable_mem_pattern = False
    options.log_severity_level = 3
    path = model_path(name)
    model: Model = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    return model


def open_all() -> None:
    """Opens the session of every model file. Raises: ModelError."""
    for file in ("encoder.int8.onnx", "claim_pairs.int8.onnx"):
        session(file)


def run_batches(
    model: Model, output: str, batches: Sequence[Mapping[str, NDArray[Any]]]
) -> Iterator[NDArray[np.float32]]:
    """The array `output` of each of `batches`, in their order; as many run at once as there are threads.

    Results don't hang on the number of threads.
    """
    if _threads == 1 or len(batches) < 2:
        for batch in batches:
            yield model.run([output], batch)[0]
        return
    with ThreadPoolExecutor(_threads) as workers:
        for (found,) in workers.map(lambda batch: model.run([output], batch), batches):
            yield found

"""One running onnxruntime session for each model file, opened when it is first used."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

from rashomon.errors import ModelError
from rashomon.models.files import model_path

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

_THREADS = "RASHOMON_MODEL_THREADS"


@cache
def session(name: str) -> InferenceSession:
    """The session of the model file `name`, on the CPU, the same one at every call of this process.

    It uses two threads, or as many as the environment's RASHOMON_MODEL_THREADS says; results don't hang on that.

    Raises: ModelError where the file is missing, altered or unreadable.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = _threads()
    options.inter_op_num_threads = 1
    # Batches differ in shape; without these the runtime keeps the largest buffers of every shape that it has seen.
    options.enable_cpu_mem_arena = False
    options.enable_mem_pattern = False
    # A waiting thread that spins takes the core from the parser.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    path = model_path(name)
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except RuntimeError as error:
        raise ModelError(f"The model file {path} cannot be loaded by onnxruntime {onnxruntime.__version__}.") from error


def _threads() -> int:
    given = os.environ.get(_THREADS, "2")
    if not given.isdigit() or not 1 <= int(given) <= 64:
        raise ModelError(f"{_THREADS} is {given!r}; give a number of threads from 1 to 64.")
    return int(given)

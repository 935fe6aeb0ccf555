"""The measures by name."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from rashomon.bench.report import Measure
from rashomon.errors import DataError

BUILT = ("links", "claims", "names", "times", "quantities", "quotes", "pairs", "safety", "claimdiff", "speed", "copies")


def run_measure(name: str, data: Path) -> Measure:
    """The measure `name` over `data`. Raises: DataError where it is not built yet or the data set is missing."""
    if name not in BUILT:
        raise DataError(f"the measure {name!r} is not built yet; there are: {', '.join(BUILT)}")
    if not data.exists():
        raise DataError(f"{data}: no such file or folder; --data names the data set")
    measure: Callable[[Path], Measure] = import_module(f"rashomon.bench.{name}").measure
    return measure(data)

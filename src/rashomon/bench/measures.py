"""The measures by name."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from rashomon.bench.report import Measure
from rashomon.errors import DataError

BUILT = (
    "links", "claims", "names", "times", "quantities", "quotes", "copies", "events", "pairs", "safety", "claimdiff",
    "check", "speed", "ingest", "extract", "fivew", "batch",
)  # fmt: skip

STREAMED = ("events", "ingest", "batch")


def run_measure(name: str, data: Path, *, stream: int | None = None) -> Measure:
    """The measure `name` over `data`; of those in STREAMED, `stream` asks for the pace over so many made-up articles.

    Raises: DataError where it is not built yet, the data set is missing, or `stream` goes with another measure.
    """
    if name not in BUILT:
        raise DataError(f"the measure {name!r} is not built yet; there are: {', '.join(BUILT)}")
    if not data.exists():
        raise DataError(f"{data}: no such file or folder; --data names the data set")
    measure: Callable[..., Measure] = import_module(f"rashomon.bench.{name}").measure
    if stream is None:
        return measure(data)
    if name not in STREAMED:
        raise DataError(f"--stream goes with the measures {', '.join(map(repr, STREAMED))}, not with {name!r}")
    return measure(data, stream=stream)

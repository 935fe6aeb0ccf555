"""What a measure gives back, and the digest of the data that it was taken on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One measure: `figures` are totals, `rows` the breakdown (same keys in each), `notes` what to know."""

    name: str
    data: str
    digest: str
    figures: dict[str, float | int]
    rows: tuple[dict[str, str | float | int], ...] = ()
    notes: tuple[str, ...] = ()


def digest_of(paths: Iterable[Path]) -> str:
    """SHA-256 over the names and bytes of `paths`, in the order of their names."""
    total = hashlib.sha256()
    for path in sorted(paths, key=lambda p: p.name):
        total.update(path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def share(part: float, whole: float) -> float:
    """part / whole, 0.0 where there is nothing to share."""
    return part / whole if whole else 0.0


def f1(precision: float, recall: float) -> float:
    """The harmonic mean of precision and recall."""
    return share(2 * precision * recall, precision + recall)

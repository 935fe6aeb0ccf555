"""Quantities against the test sentences of quantulum3: value, unit and surface of each quantity.

Format: a folder that holds `quantities.json` and `quantities.ambiguity.json` (anywhere below it), or one such file: a
JSON list of {"req": sentence, "res": [{"value", "unit", "surface", "uncertainty"}]}.

Their scope is wider than news in some ways and other in some: an expected quantity is "ours" unless it is an article
with a unit ("a gallon"), a power or a product of units, a number in a name, a year, or a dozen as a unit.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rashomon.bench.report import Measure, digest_of, f1, share
from rashomon.data import load_table
from rashomon.errors import DataError
from rashomon.reading.layout import Layout
from rashomon.reading.parsing import parse
from rashomon.reading.quantities import read_quantities
from rashomon.records import Article, Quantity, Span
from rashomon.text import overlap, stretch

_FILES = ("quantities.json", "quantities.ambiguity.json")
_UNITS = {
    "dimensionless": None, "percentage": "percent", "pound sterling": "GBP", "dollar": "USD", "euro": "EUR",
    "yen": "JPY", "pound-mass": "pound", "electronvolt": "electron_volt", "teraelectronvolt": "teraelectron_volt",
    "ton per day": "ton / day",
}  # fmt: skip
_OUT_OF_SCOPE = re.compile(
    r"^an?\s(?!hundred|thousand|million)|[\^×±]|\+/-|e-?\d|\d\s?[-−]?1$|\(|baker|gross", re.IGNORECASE
)
_YEAR = re.compile(r"(?:19|20)\d\d$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """One quantity as the data set has it: where it stands, its value, our name of its unit (None: a bare number)."""

    span: Span
    value: float
    unit: str | None
    ours: bool


def measure(data: Path) -> Measure:
    """Precision, recall and F1 over the quantities in our scope, and over all of them.

    A quantity is found where the surfaces overlap and value and unit agree; a range counts by its middle, a bound by
    its end.

    Raises:
        DataError: the files are not there or not in their format.
    """
    files = _files(data)
    totals = {"expected": 0, "ours": 0, "read": 0, "found": 0, "found_ours": 0, "spans_ours": 0}
    rows: list[dict[str, str | float | int]] = []
    for file in files:
        for text, expected in _load(file):
            quantities = _read(text)
            counts = _compare(text, expected, quantities, rows)
            for name, count in counts.items():
                totals[name] += count
    recall = share(totals["found_ours"], totals["ours"])
    precision = share(totals["found"], totals["read"])
    return Measure(
        name="quantities",
        data=str(data),
        digest=digest_of(files),
        figures={
            "precision": precision, "recall": recall, "f1": f1(precision, recall),
            "spans recall": share(totals["spans_ours"], totals["ours"]),
            "recall of all": share(totals["found"], totals["expected"]), **totals,
        },
        rows=tuple(rows),
        notes=("rows: what was missed in our scope, and what was read beyond the data set",),
    )  # fmt: skip


def _files(data: Path) -> list[Path]:
    files = [data] if data.is_file() else sorted(path for path in data.rglob("*.json") if path.name in _FILES)
    if not files:
        raise DataError(f"{data}: no quantities.json below it; --data names the test folder of quantulum3")
    return files


def _load(file: Path) -> Iterator[tuple[str, list[Expected]]]:
    try:
        for entry in json.loads(file.read_text(encoding="utf-8")):
            yield entry["req"], list(_expected(entry["req"], entry["res"]))
    except (ValueError, KeyError, TypeError) as error:
        raise DataError(f"{file}: not in the format of quantulum3's tests ({error!r})") from error


def _expected(text: str, entries: list[dict[str, Any]]) -> Iterator[Expected]:
    start = 0
    for entry in entries:
        surface = str(entry["surface"])
        at = max(text.find(surface, start), text.find(surface) if text.find(surface, start) < 0 else -1)
        if at < 0:
            continue
        start = at + len(surface)
        unit = _unit(str(entry["unit"]))
        before = text[:at].split()
        in_name = entry["unit"] == "dimensionless" and bool(before) and before[-1].strip('("')[:1].isupper()
        ours = not (_OUT_OF_SCOPE.search(surface) or _YEAR.match(surface) or in_name or unit == "?")
        yield Expected(span=Span(start=at, end=start), value=float(entry["value"]), unit=unit, ours=ours)


def _unit(name: str) -> str | None:
    """Our name for a unit of quantulum3; "?" for one that our table does not have."""
    if name in _UNITS:
        return _UNITS[name]
    table: dict[str, Any] = load_table("units")
    by_word = {word: unit for unit, entry in table["units"].items() for word in entry["words"]}
    parts = [_UNITS.get(part) or by_word.get(part.lower()) or table["currencies"]["words"].get(part) or "?"
             for part in name.split(" per ")]  # fmt: skip
    return "?" if "?" in parts else " / ".join(parts)


def _read(text: str) -> tuple[Quantity, ...]:
    whole = Span(start=0, end=len(text))
    layout = Layout(sentences=(whole,), headings=(), boilerplate=(), headlines=(), captions=())
    return read_quantities(Article(id="a", source="s", title="", text=text), layout, parse(text, layout), ())


def _compare(
    text: str, expected: list[Expected], quantities: tuple[Quantity, ...], rows: list[dict[str, str | float | int]]
) -> dict[str, int]:
    counts = dict.fromkeys(("expected", "ours", "read", "found", "found_ours", "spans_ours"), 0)
    used: set[int] = set()
    for gold in expected:
        counts["expected"] += 1
        counts["ours"] += gold.ours
        over = [i for i, quantity in enumerate(quantities) if overlap(gold.span, quantity.span)]
        hits = [i for i in over if i not in used and _agree(gold, quantities[i])]
        used.update(hits[:1])
        counts["spans_ours"] += bool(over) and gold.ours
        counts["found"] += bool(hits)
        counts["found_ours"] += bool(hits) and gold.ours
        if gold.ours and not hits:
            rows.append({"kind": "missed", "text": text[:80], "quantity": stretch(text, gold.span)})
    out_of_scope = [gold.span for gold in expected if not gold.ours]
    for i, quantity in enumerate(quantities):
        if i in used:
            counts["read"] += 1
        elif not any(overlap(span, quantity.span) for span in out_of_scope):
            counts["read"] += 1
            rows.append({"kind": "beyond", "text": text[:80], "quantity": stretch(text, quantity.span)})
    return counts


def _agree(gold: Expected, quantity: Quantity) -> bool:
    unit = None if quantity.unit == "fraction" else quantity.unit
    if unit != gold.unit or quantity.role == "age":
        return False
    ends = [end for end in (quantity.low, quantity.high) if math.isfinite(end)]
    middle = sum(ends) / len(ends) if ends else math.nan
    return any(math.isclose(value, gold.value, rel_tol=1e-6, abs_tol=1e-9) for value in (*ends, middle))

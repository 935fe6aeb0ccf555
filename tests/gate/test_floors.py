"""Measured quality may not fall: floors a point below what was measured, with the digest of the data.

`floors.json` holds, by measure, the folder of the development data, its digest, and the least (`floors`) or the most
(`ceilings`) that each figure may be. Raise a floor when a part gets better; lowering one needs a reason in the commit.
(The floors of `bench names` stand in test_names.py: its annotations lie here.)
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.shared_data import shared

from rashomon.bench.measures import BUILT, run_measure

Floors = dict[str, Any]
FLOORS: dict[str, Floors] = json.loads(Path(__file__).with_name("floors.json").read_text(encoding="utf-8"))


def broken(figures: dict[str, float | int], wanted: Floors) -> dict[str, tuple[float, float]]:
    """The figures beyond their bound, each with the bound."""
    low = {name: (figures[name], bar) for name, bar in wanted.get("floors", {}).items() if figures[name] < bar}
    high = {name: (figures[name], bar) for name, bar in wanted.get("ceilings", {}).items() if figures[name] > bar}
    return low | high


@pytest.mark.parametrize("name", sorted(FLOORS))
def test_measure_keeps_its_floors(name: str) -> None:
    wanted = FLOORS[name]
    measure = run_measure(name, shared(wanted["data"]))
    if measure.digest != wanted["digest"]:
        pytest.skip(f"the data in {wanted['data']} are not those that the floors were set on; see docs/evaluation.md")
    assert broken(measure.figures, wanted) == {}


def test_a_figure_beyond_its_bound_is_named() -> None:
    wanted = {"floors": {"f1": 0.5, "recall": 0.5}, "ceilings": {"cost": 2}}
    assert broken({"f1": 0.49, "recall": 0.5, "cost": 3}, wanted) == {"f1": (0.49, 0.5), "cost": (3, 2)}


def test_floors_are_of_measures_that_there_are() -> None:
    assert set(FLOORS) <= set(BUILT)

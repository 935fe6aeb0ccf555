"""Safe matching, put through the program: unsafe pairs are never `same`, paraphrases are `same` or `partial`.

`floors.json` holds the two promises, and for each kind of pair the least share that must come out right: two pairs
below what was measured. Raise a floor when a part gets better; lowering one needs a reason in the commit.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rashomon.bench.report import Measure
from rashomon.bench.safety import measure

HERE = Path(__file__).parent
FLOORS: dict[str, Any] = json.loads((HERE / "floors.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def measured() -> Measure:
    return measure(HERE)


@pytest.mark.xfail(strict=True, reason="0.960 of the unsafe pairs are kept apart, 0.97 is promised")
def test_unsafe_pairs_are_never_the_same(measured: Measure) -> None:
    assert measured.figures["unsafe_right"] >= FLOORS["promises"]["unsafe"]


def test_paraphrases_are_found(measured: Measure) -> None:
    assert measured.figures["paraphrase_right"] >= FLOORS["promises"]["paraphrase"]


@pytest.mark.parametrize("expected", sorted(FLOORS["kinds"]))
def test_each_kind_keeps_its_floor(measured: Measure, expected: str) -> None:
    right = {row["kind"]: float(row["right"]) for row in measured.rows if row["expected"] == expected}
    floors = FLOORS["kinds"][expected]
    assert right.keys() == floors.keys()
    assert {kind: (right[kind], floor) for kind, floor in floors.items() if right[kind] < floor} == {}


def test_floors_were_set_on_these_pairs(measured: Measure) -> None:
    assert measured.digest == FLOORS["digest"], "the pairs have changed: measure again and set the floors anew"

"""No claim is shown as confirmed by a report that does not state it; of what is stated, a good part is.

`floors.json` has, for each set of pairs and each half, the share of paraphrases that is found at least: two pairs below
what was measured.
"""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from rashomon.bench.check import HALVES, half_of, measure
from rashomon.bench.report import Measure, digest_of
from rashomon.bench.safety import load_pairs, pair_files
from rashomon.text import words

HERE = Path(__file__).parent
FLOORS: dict[str, Any] = json.loads((HERE / "floors.json").read_text(encoding="utf-8"))


FOLDERS = (".", "fresh", "names")
pytestmark = pytest.mark.xdist_group("checking pairs")


@cache
def measured(folder: str) -> Measure:
    return measure(HERE / folder)


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("folder", FOLDERS)
def test_no_unsafe_pair_is_confirmed(folder: str, half: str) -> None:
    found = measured(folder)
    confirmed = {row["kind"]: row["pairs confirmed"] for row in found.rows if row["expected"] == "unsafe"}
    wrong = {kind: count for kind, count in confirmed.items() if count}
    assert found.figures[f"unsafe_{half.replace(' ', '_')}_confirmed"] == 0, wrong


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("folder", FOLDERS)
def test_what_is_stated_is_confirmed_often_enough(folder: str, half: str) -> None:
    share = measured(folder).figures[f"paraphrase_{half.replace(' ', '_')}_confirmed"]
    assert share >= FLOORS["paraphrase"][folder][half]


@pytest.mark.parametrize("folder", FOLDERS)
def test_floors_were_set_on_these_pairs(folder: str) -> None:
    digest = digest_of(pair_files(HERE / folder))
    assert digest == FLOORS["digests"][folder], "the pairs have changed: measure again and set the floors anew"


def test_there_are_enough_pairs_in_both_halves() -> None:
    counts = Counter((pair.expected, half_of(pair)) for pair in load_pairs(HERE))
    assert all(counts["unsafe", half] >= 60 and counts["paraphrase", half] >= 35 for half in HALVES), counts


def test_each_pair_is_of_its_own_and_tempts() -> None:
    pairs = [pair for folder in FOLDERS for pair in load_pairs(HERE / folder)]
    assert len({pair.id for pair in pairs}) == len(pairs)
    assert len({(pair.left.text, pair.right.text) for pair in pairs}) == len(pairs)
    for pair in pairs:
        left, right = ({word.removesuffix("'s") for word in words(one.text)} for one in (pair.left, pair.right))
        assert words(pair.left.text) != words(pair.right.text), pair.id
        assert len(left & right) >= 2, pair.id

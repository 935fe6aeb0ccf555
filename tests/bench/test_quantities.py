from __future__ import annotations

import json
from pathlib import Path

import pytest

from rashomon.bench.quantities import measure
from rashomon.errors import DataError

ENTRIES = [
    {"req": "The truck weighs 40 tonnes.", "res": [{"value": 40, "unit": "tonne", "surface": "40 tonnes"}]},
    {
        "req": "He paid between £5 and £7.",
        "res": [{"value": 6, "unit": "pound sterling", "surface": "between £5 and £7"}],
    },
    {"req": "It fell by 9%.", "res": [{"value": 8, "unit": "percentage", "surface": "9%"}]},
    {"req": "I want a gallon.", "res": [{"value": 1, "unit": "gallon", "surface": "a gallon"}]},
    {"req": "We saw three dogs.", "res": []},
]


def test_counts_what_is_found_missed_and_beyond(tmp_path: Path) -> None:
    (tmp_path / "quantities.json").write_text(json.dumps(ENTRIES), encoding="utf-8")
    found = measure(tmp_path)
    assert (found.figures["expected"], found.figures["ours"], found.figures["found_ours"]) == (4, 3, 2)
    assert found.figures["read"] == 4 and found.figures["precision"] == 0.5
    assert found.figures["recall"] == pytest.approx(2 / 3)
    assert sorted((row["kind"], row["quantity"]) for row in found.rows) == [
        ("beyond", "9%"),
        ("beyond", "three dogs"),
        ("missed", "9%"),
    ]


@pytest.mark.parametrize("content", ["{", '[{"req": 1}]', '[{"req": "a", "res": [{"surface": "a"}]}]'])
def test_another_format_is_an_error(tmp_path: Path, content: str) -> None:
    (tmp_path / "quantities.json").write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match="not in the format"):
        measure(tmp_path)


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no quantities"):
        measure(tmp_path)

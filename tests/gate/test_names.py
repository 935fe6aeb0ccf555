"""Floors for `bench names`. The annotations hold names and offsets; their texts are not in this repository."""

from __future__ import annotations

from tests.shared_data import ROOT, shared

from rashomon.bench.names import ANNOTATIONS, measure

FLOORS = {"b3_f1": 0.95, "b3_precision": 0.985, "b3_recall": 0.92, "kind_accuracy": 0.97}
DIGEST = "a60e9c5e3056bc0827bb81992413ff890055c13b67713618a27440a7612a337a"


def test_names_keep_their_floors():
    found = measure(shared("gold"), annotations=ROOT / ANNOTATIONS)
    assert found.digest == DIGEST, "other data than the floors were set on"
    assert {name: found.figures[name] for name, floor in FLOORS.items() if found.figures[name] < floor} == {}
    assert found.figures["spurious"] <= 0.08
    assert found.figures["facts_right"] == found.figures["facts_entities"] == 18

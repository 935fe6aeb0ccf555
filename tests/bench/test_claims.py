from __future__ import annotations

import json

import pytest
from tests.builders import make_claim, make_reading

from rashomon.bench import claims as bench
from rashomon.bench.claims import measure
from rashomon.errors import DataError

LEFT = "The bridge fell on Monday. Nobody was hurt."
RIGHT = "On Monday a bridge fell."


@pytest.fixture
def data(tmp_path):
    for name, text in (("x.a.txt", LEFT), ("x.b.txt", RIGHT)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    links = [
        {
            "a": {"start": 0, "end": 25},
            "b": {"start": 0, "end": 23},
            "relations": ["same"],
            "kind": "claim",
            "required": True,
        },
        {
            "a": {"start": 27, "end": 42},
            "b": {"start": 0, "end": 9},
            "relations": ["partial"],
            "kind": "claim",
            "required": False,
        },
    ]
    documents = {side: {"file": f"x.{side}.txt", "title": "", "source": "", "date": None} for side in "ab"}
    gold = {"event": "x", "documents": documents, "links": links}
    (tmp_path / "x.links.json").write_text(json.dumps(gold), encoding="utf-8")
    return tmp_path


def test_figures_over_hand_made_readings(data, monkeypatch):
    def read(article):
        claims = (make_claim(article.text, article.text[:23]),)
        return make_reading(article, claims, sentences=(claims[0].sentence,))

    monkeypatch.setattr(bench, "read_article", read)
    figures = measure(data).figures
    # Of the four stretches only "Nobody was hurt" has no claim.
    assert (figures["stretches"], figures["coverage"]) == (4, 0.75)
    assert figures["required_coverage"] == 1.0
    assert figures["claims_a_sentence"] == 1.0
    assert figures["complete"] == 0.0
    assert figures["link_ceiling"] == 1.0


def test_a_folder_without_gold_is_an_error(tmp_path):
    with pytest.raises(DataError, match="link gold"):
        measure(tmp_path)

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.builders import make_article, make_reading, span_of

from rashomon.bench.names import GoldNames, figures_of, match_mentions, measure, read_annotation, score
from rashomon.errors import DataError
from rashomon.records import Mention, Span

TEXT = "Foreign Minister Ada Berg met Tom Lund. Berg left; Lund stayed."


def gold(**entities: tuple[str, ...]) -> GoldNames:
    spans = {name: tuple(span_of(TEXT, piece) for piece in pieces) for name, pieces in entities.items()}
    return GoldNames(
        document="x",
        path=Path("x"),
        text=TEXT,
        entities=tuple((name, "person", found) for name, found in spans.items()),
    )


def mention(piece: str, entity: str | None) -> Mention:
    return Mention(span=span_of(TEXT, piece), entity=entity, kind="person")


GOLD = gold(berg=("Foreign Minister Ada Berg", "Berg left"), lund=("Tom Lund", "Lund stayed"))


def test_a_perfect_reading_scores_one():
    right = make_reading(
        make_article(TEXT),
        mentions=(
            mention("Ada Berg", "b"),
            mention("Tom Lund", "l"),
            mention("Berg left", "b"),
            mention("Lund stayed", "l"),
        ),
    )
    figures = figures_of(score(GOLD, right))
    assert (figures["b3_precision"], figures["b3_recall"], figures["spurious"]) == (1.0, 1.0, 0.0)


def test_joining_two_persons_costs_precision_and_missing_one_costs_recall():
    joined = make_reading(
        make_article(TEXT),
        mentions=(mention("Ada Berg", "b"), mention("Tom Lund", "b"), mention("Berg left", "b")),
    )
    figures = figures_of(score(GOLD, joined))
    # In the cluster of three, two are Berg's and one is Lund's: (2/3 + 2/3 + 1/3) / 3; recall (1 + 1 + 1/2 + 0) / 4.
    assert figures["b3_precision"] == pytest.approx(5 / 9, abs=1e-3)
    assert figures["b3_recall"] == pytest.approx(0.625)


def test_a_mention_left_open_is_not_found():
    reading = make_reading(make_article(TEXT), mentions=(mention("Ada Berg", None),))
    assert figures_of(score(GOLD, reading))["found"] == 0.0


def test_each_read_mention_answers_one_annotated_one():
    spans = [span_of(TEXT, "Ada Berg"), span_of(TEXT, "Foreign Minister Ada Berg")]
    assert len(match_mentions(spans, [mention("Ada Berg", "b")])) == 1
    assert match_mentions([Span(start=0, end=7)], [mention("Tom Lund", "l")]) == {}


def test_a_folder_without_annotations_is_an_error(tmp_path):
    (tmp_path / "names").mkdir()
    with pytest.raises(DataError, match="No annotation file"):
        measure(tmp_path)


def test_an_annotation_of_a_missing_text_or_another_form_is_an_error(tmp_path):
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"document": "gone", "entities": []}), encoding="utf-8")
    with pytest.raises(DataError, match=r"a\.json"):
        read_annotation(path, tmp_path)
    path.write_text("[]", encoding="utf-8")
    with pytest.raises(DataError, match=r"a\.json"):
        read_annotation(path, tmp_path)


def test_a_small_set_is_measured(tmp_path):
    (tmp_path / "names").mkdir()
    (tmp_path / "texts").mkdir()
    text = "Norwegian President Ada Berg spoke. Berg left Oslo."
    (tmp_path / "texts" / "own.txt").write_text(text, encoding="utf-8")
    spans = [
        [text.index(piece), text.index(piece) + len(piece)] for piece in ("Norwegian President Ada Berg", "Berg left")
    ]
    entity = {"name": "Ada Berg", "kind": "person", "mentions": [spans[0], [spans[1][0], spans[1][0] + 4]]}
    (tmp_path / "names" / "own.json").write_text(
        json.dumps({"document": "own", "entities": [entity]}), encoding="utf-8"
    )
    found = measure(tmp_path)
    assert found.figures["mentions"] == 2
    assert found.figures["b3_f1"] == 1.0

"""The work that a comparison takes may not grow: counts that hang on no machine, for the example reports.

The ceilings in `work.json` are a little above what was counted. Raising one needs a reason in the commit.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from rashomon.alignment.asking import Asker
from rashomon.bench.counting import Counts, counted
from rashomon.models.claim_pairs import Passage, judge, whole
from rashomon.models.encoder import encode
from rashomon.pipeline import compare_articles, load
from rashomon.reading import read_article
from rashomon.reading.parsing import forget_parses
from rashomon.settings import Settings

EXAMPLES = Path(__file__).parents[2] / "examples"
CEILINGS: dict[str, dict[str, int]] = json.loads(Path(__file__).with_name("work.json").read_text(encoding="utf-8"))


@pytest.fixture(autouse=True)
def _nothing_kept():
    forget_parses()


def figures(counts: Counts) -> dict[str, int]:
    """The counts by the names that `work.json` has for them."""
    files = {"encoder": "encoder.int8.onnx", "claim pairs": "claim_pairs.int8.onnx"}
    return {
        f"{name} {what}": by_file[file]
        for name, file in files.items()
        for what, by_file in (("rows", counts.rows), ("batches", counts.batches), ("pieces", counts.pieces))
    } | {"texts parsed": counts.parsed, "rows given twice": counts.twice.total()}


@pytest.mark.parametrize("name", sorted(CEILINGS))
def test_a_comparison_takes_no_more_work_than_before(name: str) -> None:
    articles = load([EXAMPLES / name], settings=Settings()).articles
    with counted() as counts:
        compare_articles(articles)
    found = figures(counts)
    assert found.keys() == CEILINGS[name].keys()
    assert {key: (found[key], most) for key, most in CEILINGS[name].items() if found[key] > most} == {}


def test_a_pair_that_is_asked_again_is_counted() -> None:
    pair = (whole("The bridge was closed on Monday."), whole("The bridge was shut on Monday."))
    with counted() as counts:
        judge([pair])
        judge([pair])
    assert counts.twice["claim_pairs.int8.onnx"] == 2
    with counted() as counts:
        encode(["The bridge was closed.", "The bridge was closed."])
    assert (counts.rows["encoder.int8.onnx"], counts.twice.total()) == (1, 0)


def test_what_stands_in_several_reports_is_asked_once() -> None:
    left, right, other = (
        whole(text) for text in ("Two were hurt.", "The blast injured two people.", "The mayor came on Monday.")
    )
    asker = Asker([[left.text, other.text], [right.text], [right.text]])
    with counted() as counts:
        first = asker.ask([(left, right), (right, left), (left, right)])
        again = asker.ask([(right, left)])
    assert first == [*again] * 3
    assert counts.twice.total() == 0
    assert np.allclose(first[0], judge([(left, right)])[0])


def test_an_answer_hangs_on_its_own_words_within_one_text() -> None:
    text = "Two were hurt, and the mayor came on Monday."
    there = whole("The blast injured two people.")
    asker = Asker([[text], [there.text], [there.text]])
    one, other = asker.ask([(Passage(text, 0, 13), there), (Passage(text, 19, len(text)), there)])
    assert one != other


def test_a_pair_that_one_order_settles_is_read_once() -> None:
    apart = (whole("The minister signed the accord."), whole("Rain is expected in the north on Sunday."))
    alike = (whole("The minister signed the accord."), whole("The accord was signed by the minister."))
    with counted() as counts:
        judge([apart])
    assert counts.rows["claim_pairs.int8.onnx"] == 1
    with counted() as counts:
        judge([alike])
    assert counts.rows["claim_pairs.int8.onnx"] == 2


def test_a_text_that_is_read_again_is_parsed_once() -> None:
    article, *_ = load([EXAMPLES / "ferry-accident"], settings=Settings()).articles
    with counted() as counts:
        assert read_article(article) == read_article(article)
    assert counts.parsed == 1

import gzip
import json

import numpy as np
import pytest

from rashomon.bench import pairs, safety
from rashomon.bench.pairs import measure, score_labels
from rashomon.errors import DataError


@pytest.fixture
def infer_by_first_word(monkeypatch):
    """A model that reads its answer off the hypothesis."""

    def infer(rows):
        return np.array([[float(label in hypothesis.split()) for label in pairs.LABELS] for _, hypothesis in rows])

    monkeypatch.setattr(pairs, "infer", infer)


def write(path, rows):
    with gzip.open(path / "nli_pairs.jsonl.gz", "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in rows)


def row(dataset, hypothesis, label):
    return {"dataset": dataset, "premise": "p", "hypothesis": hypothesis, "label": label}


def test_each_set_is_scored_and_others_are_left_out(tmp_path, infer_by_first_word):
    write(
        tmp_path,
        [
            row("mnli_dev_matched", "entailment", "entailment"),
            row("mnli_dev_matched", "neutral", "contradiction"),
            row("negation_nli_RTE", "contradiction", "not_entailment"),
            row("some_other_set", "neutral", "neutral"),
        ],
    )
    found = measure(tmp_path)
    assert found.figures["pairs"] == 3
    assert found.figures["accuracy"] == pytest.approx(2 / 3)
    assert [line["set"] for line in found.rows] == ["mnli_dev_matched", "negation_nli_RTE"]
    assert found.rows[1]["accuracy"] == 1.0


def test_macro_f1_counts_labels_alike():
    scores = score_labels(["neutral", "neutral", "neutral", "entailment"], ["neutral"] * 4)
    assert scores["accuracy"] == 0.75
    assert scores["macro-F1"] == pytest.approx((6 / 7) / 2)


def test_a_large_set_is_thinned_evenly(tmp_path, monkeypatch, infer_by_first_word):
    monkeypatch.setattr(pairs, "_MOST", 4)
    labels = ["entailment"] * 6 + ["neutral"] * 6
    write(tmp_path, [row("nan_nli", label, label) for label in labels])
    assert measure(tmp_path).rows[0]["pairs"] == 4
    assert measure(tmp_path).rows[0]["macro-F1"] == 1.0


def test_a_missing_file_is_an_error(tmp_path):
    with pytest.raises(DataError, match=r"nli_pairs\.jsonl\.gz"):
        measure(tmp_path)


def test_a_file_of_another_format_is_an_error(tmp_path):
    (tmp_path / "nli_pairs.jsonl.gz").write_text("not gzipped")
    with pytest.raises(DataError, match="not a gzipped file"):
        measure(tmp_path)
    write(tmp_path, [{"dataset": "nan_nli", "premise": "p"}])
    with pytest.raises(DataError, match="line 1"):
        measure(tmp_path)


def test_none_of_the_sets_is_an_error(tmp_path):
    write(tmp_path, [row("some_other_set", "neutral", "neutral")])
    with pytest.raises(DataError, match="holds none of the sets"):
        measure(tmp_path)


def test_pairs_of_claims_beside_the_sets_add_their_figures(tmp_path, monkeypatch, infer_by_first_word):
    monkeypatch.setattr(safety, "align_pair", lambda pair: ())
    claims = {"id": "k-1", "kind": "k", "left": "The ferry sank.", "right": "The boat went down."}
    for expected in ("unsafe", "paraphrase"):
        (tmp_path / f"{expected}.jsonl").write_text(json.dumps(claims | {"expected": expected}) + "\n")
    alone = measure(tmp_path)
    assert alone.name == "safety"
    write(tmp_path, [row("nan_nli", "entailment", "entailment")])
    both = measure(tmp_path)
    assert both.name == "pairs"
    assert both.figures["accuracy"] == 1.0
    assert both.figures.items() >= alone.figures.items()
    assert both.digest != alone.digest

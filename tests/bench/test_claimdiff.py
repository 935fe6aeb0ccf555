import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.shared_data import shared

from rashomon.bench import claimdiff
from rashomon.bench.claimdiff import (
    FIFTHS,
    HELD_OUT,
    LABELS,
    STRENGTHEN_FILE,
    WEAKEN_FILE,
    fifth_of,
    fit,
    load_pairs,
    measure,
    predict,
    predict_in_turn,
    score,
)
from rashomon.errors import DataError

# What the claim-pair model might say of a right claim that holds the word.
SEEMS = {"agrees": 0, "doubts": 2, "wanders": 3}


@pytest.fixture
def judge_by_words(monkeypatch):
    """A claim-pair model that goes by one word of the right claim."""

    def judge_and_infer(pairs):
        relations = np.full((len(pairs), 4), 0.1, dtype=np.float32)
        for line, (_, right) in zip(relations, pairs, strict=True):
            line[[SEEMS[word] for word in right.text.split() if word in SEEMS]] = 0.7
        return relations, np.full((len(pairs), 2, 3), 1 / 3, dtype=np.float32)

    monkeypatch.setattr(claimdiff, "judge_and_infer", judge_and_infer)


def entry(name, topic, right, relation, **fields):
    return {
        "pair_id": name, "topic": topic, "claim_a": "The bridge is safe.", "claim_b": right, "relation": relation,
    } | fields  # fmt: skip


def write(folder, strengthens, weakens):
    for name, rows in ((STRENGTHEN_FILE, strengthens), (WEAKEN_FILE, weakens)):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps({"ver": 1.0, "data": rows}), encoding="utf-8")


def write_labelled(folder, labelled):
    """Writes (topic, right claim, label) as the data set does: one file a question."""
    for_each = [(f"p{i}", *each) for i, each in enumerate(labelled)]
    write(
        folder,
        [entry(name, topic, right, int(label == "strengthen")) for name, topic, right, label in for_each],
        [entry(name, topic, right, int(label == "weaken")) for name, topic, right, label in for_each],
    )


def bridges(count):
    """Labels that follow from the words, over many topics."""
    kinds = [("An expert agrees", "strengthen"), ("An expert doubts it", "weaken"), ("It wanders off", "neither")]
    return [(f"bridge {i}", *kinds[0 if i % 2 else i % 3]) for i in range(count)]


def test_what_follows_from_the_probabilities_is_learned(tmp_path, judge_by_words):
    write_labelled(tmp_path, bridges(60))
    found = measure(tmp_path)
    assert found.figures["macro-F1"] == 1.0
    assert found.figures["macro-F1 of the majority"] < 0.5
    assert 0 < found.figures["held-out pairs"] < found.figures["pairs"] == 60
    assert found.figures["held-out topics"] == sum(fifth_of(f"bridge {i}") == HELD_OUT for i in range(60))
    assert [row["label"] for row in found.rows] == list(LABELS)
    assert sum(row["held-out pairs"] for row in found.rows) == found.figures["held-out pairs"]


def test_labels_of_the_held_out_fifth_do_not_reach_its_regression():
    expected = np.array([0, 0, 1, 1, 2, 2])
    fifths = np.array([0, 1, 0, 1, 0, 1])
    inputs = np.eye(3)[expected]
    found, majority = predict_in_turn(inputs, expected, fifths)
    altered = np.where(fifths == 0, 2, expected)
    again, _ = predict_in_turn(inputs, altered, fifths)
    assert found.tolist() == expected.tolist()
    assert again[fifths == 0].tolist() == found[fifths == 0].tolist()
    assert majority[fifths == 0].tolist() == [0, 0, 0]


def test_a_rare_label_is_not_drowned():
    expected = np.array([0] * 50 + [1] * 5 + [2] * 50)
    inputs = np.eye(3)[expected]
    regression = fit(inputs, expected)
    assert predict(regression, np.eye(3)).tolist() == [0, 1, 2]
    assert (fit(inputs, expected).weights == regression.weights).all()


@given(st.lists(st.sampled_from([0, 1, 2]), min_size=1), st.data())
def test_scores_are_shares_and_full_only_where_all_is_right(expected, data):
    found = data.draw(st.lists(st.sampled_from([0, 1, 2]), min_size=len(expected), max_size=len(expected)))
    scores = score(np.array(expected), np.array(found))
    assert all(0 <= value <= 1 for value in scores.values())
    assert (scores["accuracy"] == 1) == (expected == found)
    assert scores["macro-F1"] == pytest.approx(sum(scores[label] for label in LABELS) / 3)


@given(st.text())
def test_a_topic_always_falls_into_one_fifth(topic):
    assert fifth_of(topic) == fifth_of(topic)
    assert 0 <= fifth_of(topic) < FIFTHS


def test_the_split_is_the_same_on_every_machine():
    assert [fifth_of(f"bridge {i}") for i in range(8)] == [1, 4, 4, 3, 4, 0, 0, 4]


def test_the_two_files_make_one_label(tmp_path):
    write_labelled(tmp_path, [("a", "x", "weaken"), ("a", "y", "neither"), ("b", "z", "strengthen")])
    assert [(pair.right, pair.label) for pair in load_pairs(tmp_path)] == [
        ("x", "weaken"),
        ("y", "neither"),
        ("z", "strengthen"),
    ]


def test_files_that_contradict_each_other_are_an_error(tmp_path):
    write(tmp_path, [entry("p", "a", "x", 1)], [entry("p", "a", "x", 1)])
    with pytest.raises(DataError, match="both as strengthened and as weakened"):
        load_pairs(tmp_path)
    write(tmp_path, [entry("p", "a", "x", 1)], [entry("q", "a", "x", 0)])
    with pytest.raises(DataError, match="not about the same pairs"):
        load_pairs(tmp_path)


def test_one_topic_cannot_be_split(tmp_path, judge_by_words):
    write_labelled(tmp_path, [("a", "agrees", "strengthen"), ("a", "doubts", "weaken"), ("a", "wanders", "neither")])
    with pytest.raises(DataError, match="too few topics"):
        measure(tmp_path)
    write_labelled(tmp_path, [])
    with pytest.raises(DataError, match="too few topics"):
        measure(tmp_path)


def test_a_missing_or_malformed_file_is_an_error(tmp_path):
    with pytest.raises(DataError, match="not in the format of ClaimDiff"):
        measure(tmp_path)
    for wrong in ([7], [{"pair_id": "p"}], [entry("p", "a", "x", 3)], [entry("p", "a", None, 0)], 7):
        write(tmp_path, wrong, [])
        with pytest.raises(DataError, match="not in the format of ClaimDiff"):
            measure(tmp_path)


def test_the_data_set_is_read_whole():
    pairs = load_pairs(shared("data/claims-pairs/claimdiff"))
    counts = {label: sum(pair.label == label for pair in pairs) for label in LABELS}
    assert counts == {"strengthen": 1287, "weaken": 197, "neither": 373}
    assert {fifth_of(pair.topic) for pair in pairs} == set(range(FIFTHS))

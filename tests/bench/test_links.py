from __future__ import annotations

import importlib.util
import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.shared_data import shared

from rashomon.bench.gold import GoldLink, load_pairs
from rashomon.bench.links import Prediction, count_pair, figures, maximum_matching, shares_half, total
from rashomon.errors import DataError
from rashomon.records import Span

TEXT = "x" * 2000


def span(start: int, end: int) -> Span:
    return Span(start=start, end=end)


def gold(left, right, *relations: str, required: bool = True) -> GoldLink:
    return GoldLink(
        left=span(*left),
        right=span(*right),
        relations=frozenset(relations or ("same",)),
        kind="claim",
        required=required,
    )


def guess(left, right, relation: str = "same") -> Prediction:
    return Prediction(left=span(*left), right=span(*right), relation=relation)


def test_one_prediction_serves_one_gold_link():
    links = [gold((0, 10), (0, 10)), gold((10, 20), (0, 10))]
    counts = count_pair(links, [guess((0, 20), (0, 10))], TEXT, TEXT)
    assert (counts.required, counts.found, counts.predicted, counts.right) == (2, 1, 1, 1)


def test_optional_links_save_precision_and_cost_no_recall():
    links = [gold((0, 10), (0, 10)), gold((50, 60), (50, 60), required=False)]
    counts = count_pair(links, [guess((0, 10), (0, 10)), guess((50, 60), (50, 60))], TEXT, TEXT)
    assert figures(counts)["f1"] == 1.0


def test_the_same_spans_count_once_and_two_relations_are_never_right():
    links = [gold((0, 10), (0, 10), "same", "conflict")]
    twice = [guess((0, 10), (0, 10), "same"), guess((0, 10), (0, 10), "conflict")]
    counts = count_pair(links, twice, TEXT, TEXT)
    assert (counts.predicted, counts.right, counts.relation_right, counts.conflicts_claimed) == (1, 1, 0, 0)


def test_a_span_over_a_line_break_matches_nothing():
    text = "a" * 10 + "\n" + "b" * 100
    counts = count_pair([gold((0, 20), (0, 10))], [guess((0, 20), (0, 10))], text, TEXT)
    assert (counts.predicted, counts.right, counts.found) == (1, 0, 0)


def test_conflicts():
    links = [gold((0, 10), (0, 10), "conflict"), gold((20, 30), (20, 30), "partial")]
    counts = count_pair(links, [guess((0, 10), (0, 10), "conflict"), guess((20, 30), (20, 30), "conflict")], TEXT, TEXT)
    assert (counts.conflicts, counts.conflicts_found, counts.conflicts_claimed, counts.conflicts_right) == (1, 1, 2, 1)


def test_half_of_the_shorter():
    assert shares_half(span(0, 10), span(5, 100))
    assert not shares_half(span(0, 10), span(6, 100))
    assert not shares_half(span(0, 10), span(10, 20))


@given(st.lists(st.lists(st.integers(0, 5), max_size=4), max_size=6))
def test_matching_is_one_to_one_and_along_edges(edges):
    matched = maximum_matching(edges)
    assert len(set(matched.values())) == len(matched)
    assert all(right in edges[left] for left, right in matched.items())


def test_missing_data_is_named(tmp_path):
    with pytest.raises(DataError, match="no \\*\\.links\\.json"):
        load_pairs(tmp_path)
    (tmp_path / "x.links.json").write_text(json.dumps({"links": []}))
    with pytest.raises(DataError, match="not in the format"):
        load_pairs(tmp_path)


# The reference script leaves its files to the garbage collector.
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_agrees_with_the_reference_measure():
    """Our counts equal those of the annotators' own script, on random predictions over the real gold."""
    path = shared("gold/score_links.py")
    spec = importlib.util.spec_from_file_location("score_links", path)
    assert spec and spec.loader
    reference = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(reference)
    random.seed(3)
    ours, theirs = [], []
    for pair in load_pairs(path.parent):
        texts = [report.path.read_bytes().decode() for report in (pair.left, pair.right)]
        guesses = [
            guess(
                *(jitter(s, texts[i]) for i, s in enumerate((link.left, link.right))),
                random.choice(["same", "conflict"]),
            )
            for link in random.choices(pair.links, k=20)
        ]
        ours.append(count_pair(pair.links, guesses, *texts))
        _, raw = reference.load_gold(path.parent / f"{pair.event}.links.json")
        predicted = [((g.left.start, g.left.end), (g.right.start, g.right.end), g.relation) for g in guesses]
        theirs.append(reference.score(raw, predicted, texts))
    expected = reference.total(theirs)
    found = figures(total(ours))
    for name in ("required", "found", "predicted", "right", "relation_right", "conflicts_found", "conflicts_claimed"):
        assert found[name] == expected[name], name
    assert found["f1"] == pytest.approx(expected["f1"], abs=1e-4)


def jitter(s: Span, text: str) -> tuple[int, int]:
    start = max(0, s.start + random.randint(-20, 20))
    return start, min(len(text), max(start + 1, s.end + random.randint(-20, 20)))

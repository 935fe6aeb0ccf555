import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rashomon.bench import safety
from rashomon.bench.safety import ClaimText, SafetyPair, align_pair, find_outcome, load_pairs, measure, pair_files
from rashomon.errors import DataError
from rashomon.records import Link


def link(relation, score):
    return Link(
        id=f"k{relation}{score}",
        left="a",
        right="b",
        relation=relation,
        kind="claim",
        values=None,
        score=score,
        evidence=(),
    )


def row(expected, kind, left="The ferry sank.", right="The boat went down.", **fields):
    return {"id": f"{kind}-1", "kind": kind, "expected": expected, "left": left, "right": right} | fields


def write(folder, unsafe, paraphrase):
    for name, rows in (("unsafe.jsonl", unsafe), ("paraphrase.jsonl", paraphrase)):
        (folder / name).write_text("".join(json.dumps(each) + "\n" for each in rows), encoding="utf-8")


def pair_of(left, right, published=None):
    sides = [ClaimText(text=text, published=published) for text in (left, right)]
    return SafetyPair(id="x", kind="k", expected="paraphrase", left=sides[0], right=sides[1])


@pytest.fixture
def align_by_words(monkeypatch):
    """A program that links with the relation that the right claim names."""

    def align(pair):
        return tuple(link(word, 0.5) for word in pair.right.text.split() if word in ("same", "partial", "conflict"))

    monkeypatch.setattr(safety, "align_pair", align)


links = st.lists(st.builds(link, st.sampled_from(["same", "partial", "conflict"]), st.sampled_from([0.2, 0.5, 0.9])))


@given(links, st.randoms())
def test_one_same_link_is_enough_and_the_order_changes_nothing(found, random):
    outcome = find_outcome(found)
    assert (outcome == "same") == any(each.relation == "same" for each in found)
    assert (outcome == "none") == (not found)
    random.shuffle(found)
    assert find_outcome(found) == outcome


def test_without_a_same_link_the_most_probable_one_counts():
    assert find_outcome([link("partial", 0.4), link("conflict", 0.3)]) == "partial"
    assert find_outcome([link("partial", 0.4), link("conflict", 0.4)]) == "conflict"
    assert find_outcome([]) == "none"


def test_each_kind_has_a_row_and_each_side_a_total(tmp_path, align_by_words):
    write(
        tmp_path,
        [row("unsafe", "antonym", right="same"), row("unsafe", "antonym", right="nothing"), row("unsafe", "negation")],
        [row("paraphrase", "alias", right="partial"), row("paraphrase", "alias", right="conflict")],
    )
    found = measure(tmp_path)
    assert found.figures == {
        "unsafe_pairs": 3,
        "unsafe_right": pytest.approx(2 / 3),
        "paraphrase_pairs": 2,
        "paraphrase_right": 0.5,
    }
    assert found.rows[0] == {
        "expected": "unsafe", "kind": "antonym", "pairs": 2, "right": 0.5,
        "same": 1, "partial": 0, "conflict": 0, "none": 1,
    }  # fmt: skip
    assert [line["kind"] for line in found.rows] == ["antonym", "negation", "alias"]


def test_dates_are_read_where_they_are_given(tmp_path):
    write(
        tmp_path,
        [row("unsafe", "antonym")],
        [row("paraphrase", "calendar", left_published="2024-06-19", right_published="2024-06-20")],
    )
    undated, dated = load_pairs(tmp_path)
    assert undated.left.published is None
    assert dated.left.published == datetime(2024, 6, 19, tzinfo=UTC)
    assert dated.right.published == datetime(2024, 6, 20, tzinfo=UTC)


def test_two_wordings_of_one_fact_are_linked_and_strangers_are_not():
    told = "Police arrested two men in Harwick on Tuesday."
    assert find_outcome(align_pair(pair_of(told, "Two men were arrested by police in Harwick on Tuesday."))) != "none"
    assert align_pair(pair_of(told, "Snow fell on the vineyards of the Orlo valley.")) == ()


def test_nearly_equal_sentences_are_no_copies():
    words = "The finance committee of the city council of Harwick approved the new school budget late on {} evening."
    outcome = find_outcome(align_pair(pair_of(words.format("Monday"), words.format("Tuesday"))))
    assert outcome != "none"


def test_sides_and_dates_reach_the_program():
    today = datetime(2024, 6, 20, tzinfo=UTC)
    pair = pair_of("The bridge at Harwick reopened yesterday.", "The bridge at Harwick reopened on June 19.", today)
    turned = SafetyPair(id="x", kind="k", expected="paraphrase", left=pair.right, right=pair.left)
    found = align_pair(pair)
    assert any(each.values == ("2024-06-19", "2024-06-19") for each in found)
    assert find_outcome(found) == find_outcome(align_pair(turned))


def test_the_files_are_there_both_or_not_at_all(tmp_path):
    (tmp_path / "unsafe.jsonl").write_text("")
    assert pair_files(tmp_path) == ()
    (tmp_path / "paraphrase.jsonl").write_text("")
    assert [path.name for path in pair_files(tmp_path)] == ["unsafe.jsonl", "paraphrase.jsonl"]


def test_a_missing_or_empty_file_is_an_error(tmp_path):
    with pytest.raises(DataError, match=r"unsafe\.jsonl: cannot be read"):
        measure(tmp_path)
    write(tmp_path, [row("unsafe", "antonym")], [])
    with pytest.raises(DataError, match=r"paraphrase\.jsonl: holds no pair"):
        measure(tmp_path)


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        {"id": "a"},
        row("paraphrase", "alias"),
        row("unsafe", "alias", left=7),
        row("unsafe", "alias", right=" "),
        row("unsafe", "alias", left_published="last week"),
    ],
    ids=["no object", "no fields", "of the other file", "no text", "empty text", "no day"],
)
def test_a_malformed_line_is_an_error_that_names_it(tmp_path, wrong):
    write(tmp_path, [row("unsafe", "antonym"), wrong], [row("paraphrase", "alias")])
    with pytest.raises(DataError, match=r"unsafe\.jsonl, line 2: not a pair of claims"):
        load_pairs(tmp_path)

"""The measure of copies: what is made, what is left out, and the figures on texts of our own."""

from __future__ import annotations

import gzip
import json
import random

import pytest

from rashomon.bench import copies
from rashomon.bench.altered_copies import KINDS
from rashomon.bench.copies import draw_articles, is_hidden_copy, measure
from rashomon.errors import DataError

SUBJECTS = ("The ferry", "A harbour pilot", "The council", "Divers", "The insurer", "A crane", "Engineers", "The mayor")
VERBS = ("left", "checked", "sold", "blocked", "repaired", "painted", "counted", "moved")
OBJECTS = ("the old pier", "eleven barges", "a cargo of slate", "its own records", "the north lock", "a broken winch")
PLACES = ("at dawn", "near the weir", "after the storm", "for a second time", "without a permit", "in heavy fog")


def invent(seed: int, sentences: int = 40) -> str:
    chance = random.Random(seed)
    rows = []
    for _ in range(sentences):
        parts = [chance.choice(words) for words in (SUBJECTS, VERBS, OBJECTS, PLACES)]
        rows.append(" ".join([*parts, f"and {chance.randrange(10**6)} {chance.randrange(10**6)} followed."]))
    return " ".join(rows)


@pytest.mark.parametrize(("name", "least", "most"), [
    ("byline changed, 80 % kept", 0.75, 0.95),
    ("5 % of words changed", 1.0, 1.0),
    ("15 % of words changed", 1.0, 1.0),
    ("first half only", 0.49, 0.51),
    ("60 % kept, other text added", 0.95, 1.15),
])  # fmt: skip
def test_a_copy_has_about_the_length_that_its_kind_says(name, least, most):
    text, others = invent(1), invent(2).split(". ")
    made = KINDS[name](text, others, random.Random(3))
    assert made == KINDS[name](text, others, random.Random(3))
    assert made != text
    assert least <= len(made.split()) / len(text.split()) <= most


def test_a_hidden_copy_shares_long_runs_outside_quotation_marks():
    speech = '"' + " ".join(invent(3, 6).split()) + '"'
    assert is_hidden_copy(invent(1), invent(2, 20) + " " + " ".join(invent(1).split()[:200]))
    assert not is_hidden_copy(invent(1) + speech, invent(2) + speech)
    assert not is_hidden_copy(invent(1), invent(2))
    assert not is_hidden_copy("", "")


def write_set(path, rows):
    path.write_bytes(gzip.compress("\n".join(json.dumps(row) for row in rows).encode()))


def test_figures_on_a_small_set(tmp_path, monkeypatch):
    monkeypatch.setattr(copies, "_SPEED_ARTICLES", 5)
    monkeypatch.setattr(copies, "_FLOOD", 5)
    rows = [{"id": str(i), "text": invent(i), "cluster": str(i // 3)} for i in range(9)]
    rows.append({"id": "print", "text": "By hand. " + invent(0), "cluster": "0"})
    rows += [{"id": "short", "text": "Too short", "cluster": "0"}, {"id": "none", "cluster": "1"}]
    write_set(tmp_path / "own.jsonl.gz", rows)
    found = measure(tmp_path)
    assert (found.figures["articles"], found.figures["originals"]) == (10, 9)
    assert (found.figures["pairs of reports"], found.figures["hidden copies left out"]) == (11, 1)
    assert found.figures["least recall"] == found.figures["precision"] == 1.0
    assert found.figures["precision with hidden copies as wrong"] == pytest.approx(45 / 46)
    assert [row["kind"] for row in found.rows] == list(KINDS)


def test_articles_for_the_speed_are_no_copies_of_each_other():
    drawn = list(draw_articles([invent(1), invent(2)], 4))
    assert all(len(text.split()) == 500 for text in drawn)
    assert len(set(drawn)) == 4


@pytest.mark.parametrize(
    "data",
    [b"no gzip", gzip.compress(b"{no json"), gzip.compress(b"[1]"), b""],
    ids=["no gzip", "no json", "no object", "empty"],
)
def test_a_set_that_cannot_be_read_is_an_error_that_names_it(tmp_path, data):
    (tmp_path / "bad.jsonl.gz").write_bytes(data)
    with pytest.raises(DataError, match=str(tmp_path)):
        measure(tmp_path)


def test_a_folder_without_sets_is_an_error(tmp_path):
    with pytest.raises(DataError, match="no articles"):
        measure(tmp_path)

"""The safety pairs are well formed, balanced, and none repeats another."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path

from rashomon.text import words

HERE = Path(__file__).parent
UNSAFE = {
    "negation", "antonym", "swapped-roles", "other-person", "other-place", "other-number", "other-date",
    "planned-done", "denied-asserted", "hedged-asserted", "part-whole",
}  # fmt: skip
PARAPHRASE = {
    "arithmetic", "calendar", "unit", "alias", "nominalisation", "active-passive", "synonym", "word-order",
}  # fmt: skip
FIELDS = {"id", "kind", "left", "right", "expected"}
DATES = {"left_published", "right_published"}

Pair = dict[str, str]


def read_pairs() -> list[Pair]:
    return [json.loads(line) for path in sorted(HERE.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]


def runs(sentence: str, length: int) -> set[tuple[str, ...]]:
    """All runs of `length` folded words in a sentence."""
    found = words(sentence)
    return {tuple(found[i : i + length]) for i in range(len(found) - length + 1)}


def test_there_are_enough_of_each_kind() -> None:
    counts = Counter((pair["expected"], pair["kind"]) for pair in read_pairs())
    assert {kind for expected, kind in counts if expected == "unsafe"} == UNSAFE
    assert {kind for expected, kind in counts if expected == "paraphrase"} == PARAPHRASE
    assert all(count >= (15 if expected == "unsafe" else 20) for (expected, _), count in counts.items()), counts
    assert sum(counts.values()) >= 320


def test_unsafe_and_paraphrase_are_balanced() -> None:
    counts = Counter(pair["expected"] for pair in read_pairs())
    assert counts.keys() == {"unsafe", "paraphrase"}
    assert abs(counts["unsafe"] - counts["paraphrase"]) <= 0.1 * counts.total()


def test_pairs_have_their_fields() -> None:
    for pair in read_pairs():
        assert pair.keys() - DATES == FIELDS, pair["id"]
        assert pair.keys() & DATES in (set(), DATES), pair["id"]
        assert all(value == value.strip() and value for value in pair.values()), pair["id"]
        assert pair["left"][-1] in ".\"'" and pair["right"][-1] in ".\"'", pair["id"]


def test_ids_are_unique_and_name_their_kind() -> None:
    pairs = read_pairs()
    assert len({pair["id"] for pair in pairs}) == len(pairs)
    assert all(pair["id"].rpartition("-")[0] == pair["kind"] for pair in pairs)


def test_calendar_pairs_have_their_dates() -> None:
    for pair in read_pairs():
        assert pair["kind"] != "calendar" or pair.keys() >= DATES, pair["id"]
        for field in DATES & pair.keys():
            date.fromisoformat(pair[field])


def test_no_sentence_stands_twice() -> None:
    counts = Counter(" ".join(words(pair[side])) for pair in read_pairs() for side in ("left", "right"))
    assert [sentence for sentence, count in counts.items() if count > 1] == []


def test_no_two_pairs_share_five_words_in_a_row() -> None:
    seen: dict[tuple[str, ...], str] = {}
    for pair in read_pairs():
        for run in runs(pair["left"], 5) | runs(pair["right"], 5):
            assert seen.setdefault(run, pair["id"]) == pair["id"], f"{' '.join(run)!r} in {seen[run]} and {pair['id']}"


def test_unsafe_pairs_differ_and_paraphrases_are_reworded() -> None:
    for pair in read_pairs():
        assert words(pair["left"]) != words(pair["right"]), pair["id"]


def test_unsafe_pairs_are_alike_enough_to_tempt() -> None:
    strangers = [
        pair["id"]
        for pair in read_pairs()
        if pair["expected"] == "unsafe" and len(set(words(pair["left"])) & set(words(pair["right"]))) < 2
    ]
    assert strangers == []

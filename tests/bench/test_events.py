from __future__ import annotations

import gzip
import json
import random

import pytest

from rashomon.bench.event_stream import make_stream
from rashomon.bench.events import load_set, measure, orders_of, score
from rashomon.bench.measures import run_measure
from rashomon.errors import DataError
from rashomon.grouping.copies import CopyIndex

FERRY = "The ferry Maria Odile sank off Port Mallow on Friday and the coast guard rescued {} passengers."
TAX = "Parliament in Tarnia passed the sugar tax of minister Jules Okafor by {} votes after a long night."


def row(number, text, cluster, **more):
    return {"id": number, "title": "", "text": text.format(number), "cluster": cluster, **more}


def rows(**more):
    return [row(i, FERRY, "ferry", **more) for i in (1, 2, 3)] + [row(i, TAX, "tax", **more) for i in (4, 5)]


def write_lines(path, found):
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(one) + "\n" for one in found)


def test_scores_of_one_event_too_many_and_one_too_few():
    gold = {"a": "1", "b": "1", "c": "2", "d": "2"}
    same = score(gold, {"a": "x", "b": "x", "c": "y", "d": "y"})
    assert (same.bcubed_f1, same.pair_f1, same.events) == (1.0, 1.0, 2)
    one = score(gold, dict.fromkeys(gold, "x"))
    assert (one.bcubed_precision, one.bcubed_recall) == (0.5, 1.0)
    assert (one.pair_precision, one.pair_recall) == (pytest.approx(2 / 6), 1.0)
    parted = score(gold, {"a": "x", "b": "x", "c": "y", "d": "z"})
    assert (parted.bcubed_precision, parted.bcubed_recall) == (1.0, 0.75)
    assert (parted.pair_precision, parted.pair_recall) == (1.0, 0.5)


def test_each_set_and_the_merged_stream_are_measured(tmp_path):
    write_lines(tmp_path / "dated.jsonl.gz", rows(date="2024-06-01T08:00:00Z"))
    write_lines(tmp_path / "plain.jsonl.gz", rows(date=None))
    found = measure(tmp_path)
    assert [line["set"] for line in found.rows] == ["dated", "plain", "all in one stream"]
    assert found.rows[0]["B-cubed F1"] == 1.0
    assert found.rows[0]["events"] == found.rows[0]["clusters"] == 2
    assert found.figures["articles"] == 10


def test_dated_sets_run_in_time_and_undated_ones_in_five_orders(tmp_path):
    write_lines(tmp_path / "s.jsonl.gz", [row(i, TAX, "t", date=(9 - i) * 1000) for i in range(5)])
    (order,) = orders_of(load_set(tmp_path / "s.jsonl.gz"))
    assert [one.item.id for one in order] == ["s:4", "s:3", "s:2", "s:1", "s:0"]
    write_lines(tmp_path / "s.jsonl.gz", [row(i, TAX, "t") for i in range(9)])
    orders = [[one.item.id for one in order] for order in orders_of(load_set(tmp_path / "s.jsonl.gz"))]
    assert len(orders) == 5
    assert len(set(map(tuple, orders))) > 1
    assert all(sorted(order) == sorted(orders[0]) for order in orders)


def test_undated_articles_leave_the_dated_ones_in_time(tmp_path):
    mixed = [row(i, TAX, "t", date=(20 - i) * 1000) for i in range(10)] + [row(i, TAX, "t") for i in range(10, 20)]
    write_lines(tmp_path / "s.jsonl.gz", mixed)
    for order in orders_of(load_set(tmp_path / "s.jsonl.gz")):
        times = [one.item.published for one in order if one.item.published]
        assert times == sorted(times)
        assert len(order) == 20


def test_the_news_stream_set_is_a_json_array_with_languages(tmp_path):
    stream = [
        {"id": "1", "text": "Ferry sinks", "lang": "eng", "date": "2014-01-02 10:00:00", "cluster": 7},
        {"id": "2", "text": "Fähre sinkt", "lang": "deu", "date": "2014-01-02 10:00:00", "cluster": 8},
    ]
    (tmp_path / "miranda.json").write_text(json.dumps(stream))
    (only,) = load_set(tmp_path / "miranda.json")
    assert only.item.published.isoformat() == "2014-01-02T10:00:00+00:00"
    assert only.cluster == "miranda:7"


def test_dates_of_stories_are_not_used(tmp_path):
    write_lines(tmp_path / "allsides21.jsonl.gz", rows(date="2021-06-01T08:00:00Z"))
    assert {one.item.published for one in load_set(tmp_path / "allsides21.jsonl.gz")} == {None}


@pytest.mark.parametrize("bad", ["{}", "[1]", '{"id": 1, "cluster": 2, "date": "soon"}', "no json"])
def test_a_malformed_set_is_an_error(tmp_path, bad):
    (tmp_path / "bad.jsonl").write_text(bad + "\n")
    with pytest.raises(DataError, match=r"bad\.jsonl"):
        measure(tmp_path)


def test_no_set_is_an_error(tmp_path):
    with pytest.raises(DataError, match="no set of articles"):
        measure(tmp_path)


def many_texts():
    """Two events with many sentences, hardly two of which share three words in a row."""
    dice = random.Random(1)
    words = ["".join(dice.choices("abdefgiklmnoprstu", k=6)) for _ in range(400)]
    return {
        cluster: [" ".join(f"The {cluster} {' '.join(dice.choices(words, k=9))} {name}." for _ in range(90))] * 2
        for cluster, name in (("ferry", "Renner"), ("tax", "Okafor"))
    }


def test_made_articles_are_the_same_each_time_and_no_copies():
    first = list(make_stream(many_texts(), count=30))
    assert first == list(make_stream(many_texts(), count=30))
    copies = CopyIndex()
    assert [copies.add(one.id, one.text) for one in first] == [None] * 30
    assert all(350 < len(one.text.split()) < 500 for one in first)
    assert [one.published for one in first] == sorted(one.published for one in first)


def test_the_stream_is_measured_in_blocks(tmp_path):
    write_lines(tmp_path / "s.jsonl.gz", [row(1, " ".join(texts), cluster) for cluster, texts in many_texts().items()])
    found = run_measure("events", tmp_path, stream=40)
    assert found.figures["articles"] == 40
    assert [line["articles"] for line in found.rows] == list(range(4, 44, 4))
    assert found.rows[-1]["MB now"] > 0


def test_a_stream_of_too_few_sentences_is_an_error(tmp_path):
    write_lines(tmp_path / "s.jsonl.gz", [row(1, FERRY, "ferry")])
    with pytest.raises(DataError, match="too few to make a stream"):
        run_measure("events", tmp_path, stream=10)


def test_only_events_take_a_stream(tmp_path):
    with pytest.raises(DataError, match="'events', 'ingest', 'batch', not with"):
        run_measure("links", tmp_path, stream=10)

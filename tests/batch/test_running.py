"""A whole batch: the same tables however it is cut, nothing done twice, nothing lost."""

from __future__ import annotations

import json
import os
import signal
import threading
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("pyarrow", reason='the extra "cluster" is not installed')
pytest.importorskip("fsspec", reason='the extra "cluster" is not installed')

from tests.batch_driver import drive
from tests.batching import DEEP_TABLES, LIGHT_TABLES, receipts_of, rows_of, write_stream

from rashomon.batch import BatchOptions, run_batch
from rashomon.batch import running as running_module
from rashomon.batch.manifests import Manifest
from rashomon.batch.running import read_result
from rashomon.batch.stages import STAGES, key_of
from rashomon.errors import BatchError, InputError, SettingsError
from rashomon.pipeline import compare_articles, group
from rashomon.records import ModelFile
from rashomon.settings import Settings

LIGHT = BatchOptions(workers=0, partitions=3, deep_articles=0)


@pytest.fixture(scope="module")
def stream_files(tmp_path_factory):
    return write_stream(tmp_path_factory.mktemp("in"), 160)


@pytest.fixture(scope="module")
def expected(stream_files):
    """The tables of one partition, worked out in this process."""
    run_batch(stream_files, "memory://expected", options=replace(LIGHT, partitions=1))
    return rows_of("memory://expected")


@pytest.mark.parametrize("partitions", [2, 7])
def test_the_number_of_partitions_changes_nothing(stream_files, expected, partitions):
    out = f"memory://cut-{partitions}"
    run_batch(list(reversed(stream_files)), out, options=replace(LIGHT, partitions=partitions))
    assert rows_of(out) == expected


def test_the_number_of_workers_changes_nothing(stream_files, expected, tmp_path):
    result = run_batch(stream_files, str(tmp_path / "out"), options=replace(LIGHT, workers=2))
    assert rows_of(str(tmp_path / "out")) == expected
    assert result.rows == {table: len(rows) for table, rows in expected.items()}


def test_copies_are_those_of_one_stream_and_events_nearly(tmp_path):
    files = write_stream(tmp_path, 150, files=1)
    run_batch(files, "memory://stream", options=LIGHT)
    rows = rows_of("memory://stream", ("articles", "placements"))
    given = {row["id"]: row["given_id"] for row in rows["articles"]}
    stream, _ = group(files)
    found = {given[row["id"]]: given.get(row["copy_of"]) for row in rows["placements"]}
    assert found == {one.id: one.copy_of for one in stream}
    assert sum(copy is not None for copy in found.values()) > 20
    events = {given[row["id"]]: row["event"] for row in rows["placements"]}
    pairs = {(one.event, events[one.id]) for one in stream}
    # 25 days, in three windows: nearly each event of the stream is one event here, and the other way round.
    assert len(pairs) <= 1.05 * len({one.event for one in stream})


def test_a_copy_is_in_the_event_of_its_origin(expected):
    event_of = {row["id"]: row["event"] for row in expected["placements"]}
    copies = [row for row in expected["placements"] if row["copy_of"]]
    assert copies
    assert all(row["event"] == event_of[row["copy_of"]] for row in copies)
    assert {(row["id"], row["copy_of"]) for row in copies} == {(r["id"], r["origin"]) for r in expected["copies"]}


def test_no_path_and_no_moment_of_the_run_is_in_a_table(stream_files, expected):
    text = json.dumps(expected, default=str)
    assert str(Path(stream_files[0]).parent) not in text
    latest = max(row["at"] for row in expected["placements"])
    assert latest.year == 2021  # the stream's time; nothing is of today


def test_a_second_run_does_nothing(stream_files, tmp_path):
    out = str(tmp_path / "out")
    run_batch(stream_files, out, options=LIGHT)
    before = receipts_of(out)
    result = run_batch(stream_files, out, options=LIGHT)
    assert sum(tally.done for tally in result.stages) == 0
    assert sum(tally.kept for tally in result.stages) == len(before)
    assert receipts_of(out) == before


def test_a_new_input_is_read_alone(stream_files, tmp_path):
    out = str(tmp_path / "out")
    run_batch(stream_files[:2], out, options=LIGHT)
    result = run_batch(stream_files, out, options=LIGHT)
    assert (result.stages[0].kept, result.stages[0].done) == (2, 1)


def test_a_changed_setting_does_again_what_hangs_on_it(stream_files, tmp_path):
    out = str(tmp_path / "out")
    run_batch(stream_files, out, options=LIGHT)
    result = run_batch(stream_files, out, options=replace(LIGHT, event_days=5, overlap_days=2))
    again = {tally.stage for tally in result.stages if tally.done}
    assert "windows" in again
    assert again <= {"windows", "seams", "stitched", "settled", "placed"}


def keys(settings: Settings | None = None, options: BatchOptions | None = None) -> dict[str, str]:
    """The key of each stage, as if what it reads stayed the same."""
    there = {stage.name: Manifest(stage=stage.name, folder="", receipts=()) for stage in STAGES}
    return {stage.name: key_of(stage, there, settings or Settings(), options or BatchOptions()) for stage in STAGES}


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    return {stage for stage in before if before[stage] != after[stage]}


def test_keys_hang_on_what_a_stage_rests_on(monkeypatch):
    before = keys()
    assert keys() == before
    assert changed(before, keys(Settings(window_days=3))) == {"bands", "copies", "windows", "dossiers"}
    assert changed(before, keys(Settings(candidates=9))) == {"dossiers"}
    assert changed(before, keys(options=BatchOptions(min_reports=3))) == {"sizes"}
    assert changed(before, keys(options=BatchOptions(deep_articles=30))) == {"chosen"}
    assert changed(before, keys(options=BatchOptions(workers=9, engine="ray", tries=1))) == set()
    other = (ModelFile(name="encoder.onnx", sha256="0" * 64),)
    monkeypatch.setattr("rashomon.models.files.model_files", lambda: other)
    assert changed(before, keys()) == {"readings", "dossiers"}


@pytest.mark.parametrize(("stage", "after"), [("light", 2), ("windows", 1)])
def test_a_killed_driver_is_gone_on_from(stream_files, expected, tmp_path, stage, after):
    out = str(tmp_path / "out")
    options = {"workers": 2, "partitions": 4, "deep_articles": 0}
    assert drive(stream_files, out, die_in=stage, after=after, **options) == -signal.SIGKILL
    before = receipts_of(out)
    result = run_batch(stream_files, out, options=BatchOptions(**{**options, "workers": 0}))
    tally = next(tally for tally in result.stages if tally.stage == stage)
    assert tally.kept >= after
    assert sum(tally.kept for tally in result.stages) >= len(before)
    assert sum(tally.kept + tally.done for tally in result.stages) == len(receipts_of(out))
    assert {path: receipts_of(out)[path] for path in before} == before  # nothing was done twice
    assert rows_of(out) == expected
    assert not list((tmp_path / "out").rglob("*.being-written"))


def test_workers_that_are_killed_are_replaced(stream_files, expected, tmp_path, monkeypatch):
    engines = []
    make_engine = running_module.make_engine
    monkeypatch.setattr(
        running_module, "make_engine", lambda *given: engines.append(make_engine(*given)) or engines[-1]
    )
    killed = []

    def tell(tally):
        if tally.stage in ("light", "windows") and tally.done == 1 and tally.stage not in killed:
            killed.append(tally.stage)
            for process in engines[0].processes:
                os.kill(process, signal.SIGKILL)

    run_batch(stream_files, str(tmp_path / "out"), options=replace(LIGHT, workers=2), tell=tell)
    assert killed == ["light", "windows"]
    assert rows_of(str(tmp_path / "out")) == expected


def test_a_stopped_run_says_so_and_goes_on_later(stream_files, expected, tmp_path):
    out = str(tmp_path / "out")
    asked = threading.Event()
    result = run_batch(
        stream_files, out, options=LIGHT, tell=lambda tally: tally.stage == "bands" and asked.set(), stop=asked.is_set
    )
    assert result.stopped
    with pytest.raises(BatchError, match="no finished batch"):
        read_result(out, "articles")
    run_batch(stream_files, out, options=LIGHT)
    assert rows_of(out) == expected


def test_what_cannot_be_used_is_a_dead_letter_and_stops_nothing(tmp_path):
    good = {
        "id": "1",
        "title": "Harbour shut",
        "text": "The harbour of Tarnmouth was shut on Monday.",
        "date": "2031-05-08",
    }
    lines = [
        json.dumps(good),
        json.dumps({**good, "source": "another copy of the same line"}),
        '{"id": "2", "text": ',
        json.dumps({"id": "3"}),
        json.dumps({"id": "4", "text": "An article of a year that cannot be.", "date": "0004-05-08"}),
    ]
    (tmp_path / "some.jsonl").write_text("\n".join(lines))
    (tmp_path / "broken.warc.gz").write_bytes(b"\x1f\x8b no archive")
    result = run_batch([str(tmp_path)], "memory://dead", options=LIGHT)
    letters = read_result("memory://dead", "dead_letters").to_pylist()
    told = {(row["stage"], row["input"], row["place"]): row["reason"] for row in letters}
    assert "no valid JSON" in told["sources", "some.jsonl", "line 3"]
    assert 'neither "text" nor "title"' in told["sources", "some.jsonl", "line 4"]
    assert "kept without it" in told["sources", "some.jsonl", "line 5"]
    assert any(stage == "light" and "same article" in reason for (stage, *_), reason in told.items())
    assert any(name == "broken.warc.gz" for _, name, _ in told)
    assert result.rows["articles"] == 2


def test_dossiers_are_those_of_compare_without_paths(stream_files, tmp_path):
    """Two articles of the largest event; the others of it are told."""
    out = str(tmp_path / "out")
    options = BatchOptions(workers=1, partitions=2, deep_articles=2)
    settings = Settings(max_reports=2)
    result = run_batch(stream_files, out, settings=settings, options=options)
    assert (result.rows["readings"], result.rows["dossiers"]) == (2, 1)
    rows = rows_of(out, LIGHT_TABLES + DEEP_TABLES)
    (dossier,) = rows["dossiers"]
    told = json.loads(dossier["dossier"])
    assert dossier["links"] == len(told["links"])
    assert dossier["points"] == len(told["points"]) > 0
    assert str(tmp_path) not in dossier["dossier"] and all(one["path"] is None for one in told["articles"])
    assert told["run"].get("started") is None
    from rashomon.batch.comparing import batch_settings
    from rashomon.batch.reading import article_of
    from rashomon.rendering import render_json

    members = {row["id"] for row in rows["placements"] if row["event"] == dossier["event"]}
    left_out = {row["id"] for row in rows["dead_letters"] if row["stage"] == "wanted"}
    assert left_out < members and len(members) - len(left_out) == 2
    articles = [article_of(row) for row in rows["articles"] if row["id"] in members - left_out]
    whole = compare_articles(sorted(articles, key=lambda one: one.id), settings=batch_settings(settings))
    assert render_json(whole) == dossier["dossier"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (BatchOptions(partitions=0), "--partitions is 0"),
        (BatchOptions(event_days=2, overlap_days=3), "--overlap-days is 3"),
        (BatchOptions(workers=-1), "--workers is -1"),
    ],
    ids=["partitions", "overlap", "workers"],
)
def test_options_out_of_range_are_errors(options, message):
    with pytest.raises(SettingsError, match=message):
        run_batch([], "memory://none", options=options)


def test_memory_is_for_one_process_only(stream_files):
    with pytest.raises(BatchError, match="--workers 0"):
        run_batch(stream_files, "memory://none", options=replace(LIGHT, workers=2))


def test_a_missing_input_is_an_error_at_once(tmp_path):
    with pytest.raises(InputError, match="does not exist"):
        run_batch([str(tmp_path / "nowhere")], "memory://none", options=LIGHT)

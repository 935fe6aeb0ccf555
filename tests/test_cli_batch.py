"""The command batch: what it prints, and its errors."""

from __future__ import annotations

import sys

import pytest

pytest.importorskip("pyarrow", reason='the extra "cluster" is not installed')
pytest.importorskip("fsspec", reason='the extra "cluster" is not installed')

from tests.batching import write_stream
from typer.testing import CliRunner

from rashomon.batch.running import StageTally
from rashomon.cli import app
from rashomon.cli_batch import describe_tally
from rashomon.errors import RashomonError


def run(*arguments):
    return CliRunner().invoke(app, ["batch", *arguments])


def test_a_batch_tells_its_stages_and_tables(tmp_path):
    files = write_stream(tmp_path / "in", 30, files=2)
    out = str(tmp_path / "out")
    options = ["--workers", "0", "--partitions", "2", "--deep-articles", "0"]
    first = run(*files, "--out", out, *options)
    assert first.exit_code == 0, first.output
    assert "articles                30 rows" in first.stdout.replace("articles  ", "articles  ")
    assert "Receiving: 2 of 2" in first.stderr
    again = run(*files, "--out", out, *options)
    assert again.stdout == first.stdout
    assert "Receiving: 2 of 2, 2 done before" in again.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["x.jsonl"], "--out DIR"),
        (["x.jsonl", "--out", "o", "--address", "auto"], "goes with --engine ray"),
        (["x.jsonl", "--out", "o", "--engine", "slurm"], "'slurm'"),
    ],
    ids=["no out", "address alone", "unknown engine"],
)
def test_a_misuse_is_told(arguments, message):
    done = run(*arguments)
    assert done.exit_code == 2
    assert message in done.output


def test_an_input_that_is_not_there_is_one_line(tmp_path):
    done = run(str(tmp_path / "gone.jsonl"), "--out", str(tmp_path / "out"))
    assert isinstance(done.exception, RashomonError)
    assert "gone.jsonl: does not exist" in str(done.exception)


def test_without_the_extra_the_error_names_it(monkeypatch):
    for module in [name for name in sys.modules if name.startswith("rashomon.batch")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    done = run("x.jsonl", "--out", "o")
    assert isinstance(done.exception, RashomonError)
    assert 'pip install "rashomon[cluster]"' in str(done.exception)


def test_a_stage_is_told_with_its_pace_and_the_time_left():
    tally = StageTally(stage="readings", about="Deep reading", tasks=10, kept=1, done=3, rows=75)
    tally.seconds, tally.deaths, tally.sizes = 6.0, 1, {"readings": 2_000_000, "dead_letters": 500_000}
    assert describe_tally(tally) == (
        "Deep reading: 4 of 10, 1 done before, 75 rows, 2.5 MB, 6.0 s, 0.50 tasks a second, 12 s left, "
        "1 workers died and were replaced"
    )

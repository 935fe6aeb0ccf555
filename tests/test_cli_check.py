"""`rashomon check` as a user meets it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from tests.shared_data import ROOT

COMMAND = [sys.executable, "-c", "from rashomon.cli import main; main()"]
POST = "The Tessel mill burned down on Tuesday. Three firefighters were injured, the fire service said."
ECHO = "Fire destroyed the mill in Tessel on Tuesday. Five firefighters were injured."


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("check")
    (folder / "draft.txt").write_text("The Tessel mill burned down on Tuesday. Three firefighters were injured.")
    (folder / "post.txt").write_text(POST)
    (folder / "echo.txt").write_text(ECHO)
    lines = [{"id": name, "source": name, "text": text} for name, text in (("Post", POST), ("Echo", ECHO))]
    (folder / "feed.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    return folder


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("RASHOMON_")}
    return subprocess.run(
        [*COMMAND, "check", *arguments], cwd=folder, capture_output=True, encoding="utf-8", env=environment, timeout=300
    )


def test_a_draft_against_two_reports_gives_json_of_the_published_schema(folder):
    arguments = ("draft.txt", "--against", "post.txt", "--against", "echo.txt", "--format", "json", "--reproducible")
    done = run(folder, *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    jsonschema.validate(found, json.loads((ROOT / "docs" / "check.schema.json").read_text(encoding="utf-8")))
    injured = next(claim for claim in found["claims"] if "injured" in claim["text"])
    assert (injured["status"], injured["independent_sources"]) == ("contradicted", 1)
    assert injured["contradicted_by"][0]["source"] == "echo"


def test_a_single_claim_on_the_screen(folder):
    done = run(folder, "--claim", "Three firefighters were injured.", "--against", "post.txt")
    assert done.returncode == 0
    assert "CONFIRMED BY 1 INDEPENDENT SOURCE" in done.stdout
    assert "true or false" in " ".join(done.stdout.split())


def test_a_claim_against_an_event_of_an_archive(folder):
    from rashomon.store import open_archive

    with open_archive(folder / "own.db", create=True):
        pass
    done = subprocess.run([*COMMAND, "ingest", "feed.jsonl", "--archive", "own.db"], cwd=folder, capture_output=True)
    assert done.returncode == 0, done.stderr
    events = subprocess.run(
        [*COMMAND, "events", "--archive", "own.db", "--format", "jsonl"], cwd=folder, capture_output=True
    )
    event = json.loads(events.stdout.splitlines()[0])["id"]
    done = run(folder, "--claim", "Firefighters were hurt on Tuesday.", "--event", event, "--archive", "own.db")
    assert done.returncode == 0, done.stderr
    assert "1 claim of the draft" in done.stdout
    done = run(folder, "--claim", "Firefighters were hurt.", "--event", "nothing", "--archive", "own.db")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("draft.txt",), 2),
        (("draft.txt", "--claim", "It rained.", "--against", "post.txt"), 2),
        (("--claim", "It rained.", "--against", "post.txt", "--event", "x"), 2),
        (("--claim", "It rained.", "--against", "post.txt", "--archive", "x.db"), 2),
        (("missing.txt", "--against", "post.txt"), 1),
        (("--claim", "It rained.", "--against", "missing.txt"), 1),
        (("--claim", "It rained.", "--against", "post.txt", "--date", "someday"), 1),
    ],
    ids=["no-reports", "draft-and-claim", "reports-and-event", "archive-alone", "no-draft", "no-report", "no-date"],
)
def test_misuse_is_told_in_words(folder, arguments, status):
    done = run(folder, *arguments)
    assert done.returncode == status
    assert done.stdout == ""
    assert "Traceback" not in done.stderr

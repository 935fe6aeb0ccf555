"""A draft beside reports, for programs."""

from __future__ import annotations

import json

import jsonschema
import pytest
from fastapi.testclient import TestClient
from tests.filled_archive import FIRE, MILL
from tests.shared_data import ROOT
from tests.web_api.conftest import wait_for

POST = {"text": "The Tessel mill burned down on Tuesday. Three firefighters were injured.", "source": "Valley Post"}
ECHO = {"text": "Fire destroyed the mill in Tessel on Tuesday. Five firefighters were injured.", "source": "Hill Echo"}
SCHEMA = json.loads((ROOT / "docs" / "check.schema.json").read_text(encoding="utf-8"))


def checked(client: TestClient, **given) -> dict:
    job = wait_for(client, client.post("/api/v1/check", json=given))
    assert (job["kind"], job["state"]) == ("check", "done"), job
    found = client.get(job["result"]).json()
    jsonschema.validate(found, SCHEMA)
    return found


def test_a_claim_beside_two_texts(alone: TestClient) -> None:
    (claim,) = checked(alone, claim="Three firefighters were injured.", texts=[POST, ECHO])["claims"]
    assert (claim["status"], claim["independent_sources"]) == ("contradicted", 1)
    assert claim["confirmed_by"][0]["source"] == "Valley Post"
    assert {part["source"] for part in claim["contradicted_by"]} == {"Hill Echo"}


def test_a_draft_beside_an_event(client: TestClient) -> None:
    found = checked(client, draft=MILL.split(". ")[0] + ".", event=FIRE)
    assert found["claims"] and all(one["status"] in ("confirmed", "contradicted", "stated otherwise", "not found")
                                   for one in found["claims"])  # fmt: skip
    assert len(found["reports"]) > 1


def test_hostile_text_goes_out_as_it_came(alone: TestClient) -> None:
    evil = 'Three firefighters were injured <script>alert("1")</script> \u202e.'
    found = checked(alone, draft=evil, texts=[POST | {"source": "<b>\u202e"}, ECHO])
    assert found["draft"] == evil and found["reports"][0]["source"].startswith("<b>")


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"texts": [POST]}, 422),
        ({"draft": "It rained.", "claim": "It rained.", "texts": [POST]}, 422),
        ({"draft": "It rained."}, 422),
        ({"draft": "It rained.", "texts": [POST], "event": "e"}, 422),
        ({"draft": "It rained.", "texts": [POST] * 11}, 422),
        ({"draft": "It rained.", "urls": ["file:///etc/passwd"]}, 422),
        ({"claim": "x" * 2001, "texts": [POST]}, 422),
        ({"draft": "It rained.", "event": "e"}, 404),
    ],
    ids=["none", "two", "no-reports", "both", "many", "path", "long", "no-archive"],
)
def test_what_can_not_be_checked_is_a_problem(alone: TestClient, given: dict, status: int) -> None:
    answer = alone.post("/api/v1/check", json=given)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json()["detail"]


def test_an_event_that_is_not_there_is_told(client: TestClient) -> None:
    assert client.post("/api/v1/check", json={"claim": "It rained.", "event": "nothing"}).status_code == 404


def test_a_draft_without_a_sentence_fails_with_the_reason(alone: TestClient) -> None:
    job = wait_for(alone, alone.post("/api/v1/check", json={"draft": "...", "texts": [POST]}))
    assert job["state"] == "failed" and "draft" in job["error"]
    assert alone.get(f"/api/v1/jobs/{job['id']}/result").status_code == 422

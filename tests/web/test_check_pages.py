"""A draft beside reports, as a client without a browser gets the pages."""

from __future__ import annotations

import re
import time
from html import unescape

import pytest
from tests.filled_archive import BARN, FIRE, MILL
from tests.web.rooms import EVIL, make_client, send

POST = "The Tessel mill burned down on Tuesday. Three firefighters were injured."
ECHO = "Fire destroyed the mill in Tessel on Tuesday. Five firefighters were injured."
REPORTS = {"text1": POST, "source1": "Valley Post", "text2": ECHO, "source2": "Hill Echo"}


def finished(client, answer) -> str:
    assert answer.status_code == 303, answer.text[:400]
    address = answer.headers["location"]
    for _ in range(600):
        page = client.get(address).text
        if 'id="claims"' in page or "Not checked<" in page:
            return page
        time.sleep(0.1)
    raise AssertionError("the check has no end")


def shown(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_a_draft_beside_two_reports_without_an_archive(without_archive):
    form = REPORTS | {"draft": "Three firefighters were injured. A bakery was looted."}
    page = finished(without_archive, send(without_archive, "/check", "/check", data=form))
    text = shown(page)
    assert "contradicted by 1 independent source, confirmed by 1 independent source" in text
    assert "not found" in text and "Hill Echo" in text and "never" not in page.split("<h1>")[1][:40]
    assert "Nothing here says that a claim is true or false" in text
    assert page.count("<h1") == 1 and " style=" not in page and re.search(r"<[^>]*\son\w+=", page) is None


def test_a_single_claim_against_an_event_leads_to_the_stretches(room):
    with make_client(str(room.archive)) as client:
        assert f'href="/check?event={FIRE}' not in client.get("/check").text
        assert f'value="{FIRE}"' in client.get(f"/check?event={FIRE}").text
        claim = MILL.split(". ")[0] + "."
        page = finished(client, send(client, "/check", "/check", data={"claim": claim, "event": FIRE}))
        places = re.findall(r'href="(/claims/[^"]+)"', page)
        assert places and client.get(places[0]).status_code == 200
        assert f'href="/events/{FIRE}"' in page and f'href="/check?event={FIRE}"' in page


def test_a_file_is_a_draft_too(without_archive):
    files = {"draft_file": ("my draft.txt", b"Five firefighters were injured.")}
    page = finished(without_archive, send(without_archive, "/check", "/check", data=REPORTS, files=files))
    assert "contradicted by 1 independent source" in shown(page)


def test_hostile_drafts_and_reports_stay_text(without_archive):
    form = {
        "draft": f"Three firefighters were injured {EVIL}. {EVIL}",
        "text1": f"Three firefighters were injured {EVIL}.", "source1": EVIL,
        "text2": ECHO, "source2": "<b>Hill</b>",
    }  # fmt: skip
    page = finished(without_archive, send(without_archive, "/check", "/check", data=form))
    assert "<script>document" not in page and "<img src=x" not in page and "<svg onload" not in page
    assert '" onmouseover="' not in page and "\u202e" not in page and "<b>Hill" not in page


@pytest.mark.parametrize(
    ("form", "says"),
    [
        (REPORTS, "one draft"),
        (REPORTS | {"draft": "It rained.", "claim": "It rained."}, "one draft"),
        ({"draft": "It rained."}, "give one of the two"),
        (REPORTS | {"draft": "It rained.", "event": "e1"}, "give one of the two"),
        ({"draft": "It rained.", "addresses": "file:///etc/passwd"}, "no web address"),
        ({"draft": "It rained.", "event": "e1"}, "no archive"),
        (REPORTS | {"claim": "x" * 2001}, "2,000 characters"),
    ],
    ids=["no-draft", "two-drafts", "no-reports", "event-and-reports", "path", "no-archive", "long-claim"],
)
def test_what_can_not_be_checked_says_why_and_keeps_what_was_written(without_archive, form, says):
    answer = send(without_archive, "/check", "/check", data=form)
    assert answer.status_code == 422 and says in shown(answer.text)
    assert form.get("draft", "") in answer.text


def test_a_check_that_fails_says_why(without_archive):
    form = {"draft": POST, "text1": POST, "source1": "Valley Post"}
    page = finished(without_archive, send(without_archive, "/check", "/check", data=form))
    assert "the only report prints the draft's own text" in shown(page)


def test_a_form_without_its_token_a_foreign_check_and_too_much_are_refused(without_archive):
    refused = without_archive.post("/check", data=REPORTS, headers={"origin": "https://elsewhere.example"})
    assert refused.status_code == 403
    assert without_archive.post("/check", data=REPORTS).status_code == 403
    assert without_archive.get("/checks/guess").status_code == 404
    assert without_archive.post("/check", content=b"x", headers={"content-length": "999999999"}).status_code == 413


def test_an_upload_is_no_check(without_archive):
    answer = send(without_archive, "/upload", "/upload", data={"text1": MILL, "text2": BARN})
    upload = answer.headers["location"].removeprefix("/uploads/")
    assert without_archive.get(f"/checks/{upload}").status_code == 404

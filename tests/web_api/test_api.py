"""The API gives what the desk gives, in pages, with ETags; errors say what to do; hostile text stays text."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.archives import dated, group_all
from tests.filled_archive import BARN, BUDGET, FIRE, FIRES, MILL, OLD
from tests.web_api.conftest import make_client, wait_for

from rashomon.records import Dossier
from rashomon.store import Archive, EventQuery, open_archive
from rashomon.web.jobs import Jobs, QueueFullError

HOSTILE = (
    'The mayor <script>alert("x")</script> said {{ 7 * 7 }} {% raw %} fires <svg onload=alert(1)> burned '
    "\u202eedirrevo\u202c on Tuesday. " + "x" * 1_000_000
)


# --- events and articles ---------------------------------------------------------------------------------------------


def test_events_are_those_of_the_desk(client: TestClient) -> None:
    found = client.get("/api/v1/events").json()
    assert [event["id"] for event in found["events"]] == [BUDGET, FIRE] and found["next"] is None
    assert found["events"][1] == {"id": FIRE, "headline": "Old mill burns down", "first": "2031-05-08T07:00:00Z",
                                  "last": "2031-05-09T12:00:00Z", "articles": 5, "sources": 4}  # fmt: skip


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"since": "2031-05-10"}, [BUDGET]),
        ({"until": "2031-05-12T00:00:00+00:00"}, [FIRE]),
        ({"words": "firefighters hurt"}, [FIRE]),
        ({"source": "karsovia daily"}, [BUDGET]),
        ({"min_sources": 9}, []),
    ],
    ids=str,
)
def test_events_by_what_is_asked(client: TestClient, query: dict, found: list[str]) -> None:
    assert [event["id"] for event in client.get("/api/v1/events", params=query).json()["events"]] == found


def test_an_event_with_its_articles_and_history(client: TestClient, ids: dict[str, str]) -> None:
    shown = client.get(f"/api/v1/events/{FIRE}").json()
    assert {one["id"] for one in shown["article_list"]} == {ids[name] for name in FIRES}
    assert "merged" in [change["kind"] for change in shown["history"]]
    merged = client.get(f"/api/v1/events/{OLD}").json()
    assert (merged["id"], merged["asked"]) == (FIRE, OLD)


def test_an_article_verbatim(client: TestClient, ids: dict[str, str]) -> None:
    shown = client.get(f"/api/v1/articles/{ids['mill']}").json()
    assert shown["text"] == f"Old mill burns down\n\n{MILL}" and shown["versions"] == [ids["mill"]]
    assert shown["copy_of"] is None and "path" not in shown


def test_the_articles_of_an_event_and_no_others(client: TestClient, ids: dict[str, str]) -> None:
    found = client.get("/api/v1/articles", params={"event": BUDGET}).json()
    assert [one["id"] for one in found["articles"]] == [ids["vote"]] and "text" not in found["articles"][0]


def test_the_search_finds_the_stretch(client: TestClient, ids: dict[str, str]) -> None:
    first = client.get("/api/v1/search", params={"q": "budget opposition"}).json()["hits"][0]
    text = client.get(f"/api/v1/articles/{first['article']}").json()["text"]
    assert first["article"] == ids["vote"] and text[first["start"] : first["end"]] == first["text"]


# --- pages -----------------------------------------------------------------------------------------------------------


def collect(client: TestClient, path: str, name: str, limit: int, **query) -> list[str]:
    found, cursor = [], None
    for _ in range(200):
        page = client.get(path, params=query | {"limit": limit} | ({"cursor": cursor} if cursor else {})).json()
        found += [one["id"] for one in page[name]]
        assert len(page[name]) <= limit
        cursor = page["next"]
        if cursor is None:
            return found
    raise AssertionError("the pages have no end")


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """Forty events; some share their last instant, some have none."""
    path = str(tmp_path_factory.mktemp("many") / "many.db")
    with open_archive(path, create=True) as archive:
        arrivals = []
        for n in range(40):
            hour = None if n % 10 == 0 else datetime(2031, 1, 1 + n // 4, tzinfo=UTC)
            arrivals.append(dated(n, published=hour))
        archive.add(arrivals)
        group_all(archive, lambda one: f"e{one.id}")
    return make_client(path)


@given(limit=st.integers(1, 50))
@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_pages_of_any_size_give_each_event_once_in_order(many: TestClient, limit: int) -> None:
    with open_archive(many.app.state.context.address) as archive:
        whole = [event.id for event in archive.events(EventQuery(limit=1000))]
    assert collect(many, "/api/v1/events", "events", limit) == whole and len(set(whole)) == 40
    assert len(set(collect(many, "/api/v1/articles", "articles", limit))) == 40


def test_what_arrives_between_two_pages_moves_nothing(address: str) -> None:
    with make_client(address) as client:
        first = client.get("/api/v1/events", params={"limit": 1}).json()
        with open_archive(address) as archive:
            archive.add([dated(1, published=datetime(2032, 1, 1, tzinfo=UTC))])
            group_all(archive, lambda one: "enew")
        second = client.get("/api/v1/events", params={"limit": 1, "cursor": first["next"]}).json()
        assert [one["id"] for one in first["events"] + second["events"]] == [BUDGET, FIRE]
        assert client.get("/api/v1/events", params={"limit": 1}).json()["events"][0]["id"] == "enew"


@pytest.mark.parametrize(
    "cursor",
    ["x", "!", "W10", "WzEsMl0", "WyJ4IiwieSJd", "W251bGwsICJub3QtdGhlcmUiXQ", "é", "W1siYSJdXQ"],
    ids=str,
)
def test_a_cursor_that_is_none_of_ours_is_told(client: TestClient, cursor: str) -> None:
    answer = client.get("/api/v1/events", params={"cursor": cursor})
    assert answer.status_code == 400 and "begin again" in answer.json()["detail"]


# --- ETags and errors ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/events", f"/events/{FIRE}", "/articles", "/search?q=fire", "/corrections"])
def test_what_one_has_is_not_sent_again(client: TestClient, path: str) -> None:
    first = client.get(f"/api/v1{path}")
    tag = first.headers["etag"]
    for told in (tag, f'"other", W/{tag}', "*"):
        again = client.get(f"/api/v1{path}", headers={"If-None-Match": told})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get(f"/api/v1{path}", headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_change_changes_the_etag(address: str) -> None:
    with make_client(address) as client:
        before = client.get("/api/v1/articles").headers["etag"]
        with open_archive(address) as archive:
            archive.add([dated(1)])
        again = client.get("/api/v1/articles", headers={"If-None-Match": before})
        assert again.status_code == 200 and again.headers["etag"] != before


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/nothing", 404),
        ("GET", "/api/v1/events/none", 404),
        ("GET", "/api/v1/events/none/dossier", 404),
        ("GET", "/api/v1/articles/none", 404),
        ("GET", "/api/v1/articles?event=none", 404),
        ("GET", "/api/v1/jobs/none", 404),
        ("POST", "/api/v1/corrections/77/undo", 404),
        ("DELETE", "/api/v1/events", 405),
        ("GET", "/api/v1/events?limit=0", 422),
        ("GET", "/api/v1/events?since=0001-01-01T00:00:00%2B14:00", 422),
        ("GET", "/api/v1/search?q=%3F", 422),
        ("GET", "/api/v1/corrections?cursor=x", 400),
    ],
)
def test_errors_are_problem_details(client: TestClient, method: str, path: str, status: int) -> None:
    answer = client.request(method, path, json={"why": "a slip"} if method == "POST" else None)
    told = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, told["status"], told["type"]) == (status, status, "about:blank")
    assert told["title"] and told["detail"] and (status != 405 or answer.headers["allow"])


def test_a_request_of_another_form_says_where(client: TestClient) -> None:
    for body in (b"{", b'{"texts": [{"text": 1}]}', b'{"texts": [{"text": "\\ud800"}]}', b"[]", b"\xff"):
        answer = client.post("/api/v1/compare", content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code in (400, 422) and answer.headers["content-type"] == "application/problem+json"
    assert client.post("/api/v1/compare", json={"texts": [{}]}).json()["errors"][0]["where"] == "body.texts.0.text"


def test_an_error_of_the_program_tells_nothing_of_itself(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> None:
        raise RuntimeError("secret of the house")

    monkeypatch.setattr("rashomon.desk.list_events", crash)
    answer = client.get("/api/v1/events")
    assert answer.status_code == 500 and "secret" not in answer.text and answer.json()["status"] == 500


def test_an_archive_that_fails_is_unavailable_and_names_no_file(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from rashomon.errors import ArchiveLockedError

    def locked(*_: object) -> None:
        raise ArchiveLockedError(f"the archive {address} is locked")

    with make_client(address) as client:
        monkeypatch.setattr("rashomon.desk.list_events", locked)
        answer = client.get("/api/v1/events")
        assert answer.status_code == 503 and answer.headers["retry-after"] == "10" and "own.db" not in answer.text
        monkeypatch.setattr(Archive, "events", locked)
        assert client.get("/ready").status_code == 503 and client.get("/health").status_code == 200


def test_without_an_archive_only_comparing_is_there(alone: TestClient) -> None:
    assert alone.get("/api/v1/events").status_code == 404
    assert "--archive" in alone.get("/api/v1/search?q=a").json()["detail"]
    assert alone.get("/ready").status_code == 200


# --- corrections -----------------------------------------------------------------------------------------------------


def test_a_correction_is_kept_undone_once_and_stays_on_record(client: TestClient, ids: dict[str, str]) -> None:
    wanted = {
        "kind": "note",
        "event": FIRE,
        "targets": [f"{ids['mill']}:0-8"],
        "why": " misread ",
        "value": "see page 2",
    }
    made = client.post("/api/v1/corrections", json=wanted).json()
    assert (made["why"], made["who"], made["event"], made["undone_at"]) == ("misread", "local", FIRE, None)
    path = f"/api/v1/corrections/{made['number']}/undo"
    assert client.post(path, json={"why": " "}).status_code == 422
    assert client.post(path, json={"why": "was right"}).json()["undone_why"] == "was right"
    again = client.post(path, json={"why": "was right"})
    assert again.status_code == 409 and again.headers["content-type"] == "application/problem+json"
    assert client.get("/api/v1/corrections").json()["corrections"] == []
    kept = client.get("/api/v1/corrections", params={"undone": True, "event": FIRE}).json()["corrections"]
    assert [one["number"] for one in kept] == [made["number"]]
    with client.app.state.context.archive() as archive:
        assert [one.action for one in archive.audit()] == ["undo correction", "correct"]


@pytest.mark.parametrize(
    "wrong", [{"kind": "burn"}, {"event": "none"}, {"targets": []}, {"why": ""}, {"why": "  "}, {"why": "x" * 2001}],
    ids=lambda wrong: str(wrong)[:30],
)  # fmt: skip
def test_a_correction_that_is_none_is_refused(client: TestClient, ids: dict[str, str], wrong: dict) -> None:
    wanted = {"kind": "note", "event": FIRE, "targets": [f"{ids['mill']}:0-8"], "why": "misread"} | wrong
    assert client.post("/api/v1/corrections", json=wanted).status_code in (404, 422)
    assert client.get("/api/v1/corrections").json()["corrections"] == []


# --- comparing and jobs ----------------------------------------------------------------------------------------------


def test_texts_are_compared_and_the_dossier_fetched(alone: TestClient) -> None:
    texts = [{"text": MILL, "source": "Valley Post", "published": "2031-05-08"}, {"text": BARN, "title": "Mill gone"}]
    job = wait_for(alone, alone.post("/api/v1/compare", json={"texts": texts}))
    assert job["state"] == "done" and job["done"] == job["total"] > 0
    dossier = alone.get(job["result"]).json()
    assert [one["path"] for one in dossier["articles"]] == ["text-1", "text-2"]
    assert dossier["articles"][0]["published"].startswith("2031-05-08") and dossier["links"]


def test_files_are_compared_under_their_own_names_and_lead_nowhere(alone: TestClient) -> None:
    feed = b'<opml version="2.0"><body><outline type="rss" xmlUrl="http://127.0.0.1:9/feed"/></body></opml>'
    files = [("files", ("../../etc/a.txt", MILL.encode())), ("files", ("C:\\b.txt", BARN.encode())),
             ("files", ("list.opml", feed)), ("files", ("..", b"\x00\x01"))]  # fmt: skip
    job = wait_for(alone, alone.post("/api/v1/compare/files", files=files))
    dossier = alone.get(job["result"]).json()
    assert [one["path"] for one in dossier["articles"]] == ["a.txt", "b.txt"]
    told = json.dumps(dossier["skipped"])
    assert "127.0.0.1:9/feed" in told and "is not fetched" in told and "/tmp" not in json.dumps(dossier)


@pytest.mark.parametrize("url", ["/etc/passwd", "file:///etc/passwd", "-", "ftp://a.example/", "http://", "http://["])
def test_an_address_that_is_none_is_no_way_to_a_file(alone: TestClient, url: str) -> None:
    answer = alone.post("/api/v1/compare", json={"urls": [url], "texts": [{"text": MILL}]})
    assert answer.status_code == 422 and "no web address" in answer.json()["detail"]


def test_addresses_of_private_networks_are_not_fetched(alone: TestClient) -> None:
    alone.app.state.context.settings = replace(alone.app.state.context.settings, allow_private=True)
    given = {"urls": ["http://127.0.0.1:9/a", "http://169.254.169.254/b", "http://[::1]/c"], "texts": [{"text": MILL}]}
    job = wait_for(alone, alone.post("/api/v1/compare", json=given))
    assert job["state"] == "failed" and job["error"].count("not public") + job["error"].count("private") >= 3
    assert alone.get(f"/api/v1/jobs/{job['id']}/result").status_code == 422


@pytest.mark.parametrize("count", [0, 1, 11])
def test_two_to_ten_reports_are_taken(alone: TestClient, count: int) -> None:
    assert alone.post("/api/v1/compare", json={"texts": [{"text": MILL}] * count}).status_code == 422


def test_the_dossier_of_an_event_is_made_once_and_then_there(client: TestClient) -> None:
    path = f"/api/v1/events/{FIRE}/dossier"
    first, second = client.get(path), client.get(path)
    assert first.status_code == 202 and second.json()["id"] == first.json()["id"]
    job = wait_for(client, first)
    kept = client.get(path)
    assert kept.status_code == 200 and kept.content == client.get(job["result"]).content
    claims = client.get(f"/api/v1/events/{FIRE}/claims", params={"limit": 200}).json()["claims"]
    assert collect(client, f"/api/v1/events/{FIRE}/claims", "claims", 3) == [one["id"] for one in claims]
    assert {one["id"] for one in claims} == {one["id"] for one in kept.json()["claims"]}
    link = kept.json()["links"][0]
    shown = client.get(f"/api/v1/events/{FIRE}/claims/{link['left']}").json()
    assert link["right"] in [one["claim"]["id"] for one in shown["links"]] and shown["id"] == link["left"]
    assert client.get(f"/api/v1/events/{FIRE}/claims/none").status_code == 404


def test_the_claims_of_one_article(client: TestClient, ids: dict[str, str]) -> None:
    path = f"/api/v1/articles/{ids['mill']}"
    text = client.get(path).json()["text"]
    claims = client.get(f"{path}/claims").json()["claims"]
    assert claims and all(text[one["start"] : one["end"]] == one["text"] for one in claims)
    assert collect(client, f"{path}/claims", "claims", 2) == [one["id"] for one in claims]
    assert client.get(f"/api/v1/articles/{ids['german']}/claims").status_code == 422


def test_progress_comes_as_events_to_the_end(alone: TestClient) -> None:
    go = threading.Event()

    def work(progress) -> object:
        progress("Reading", 1, 2)
        go.wait(30)
        return Dossier.__doc__

    job = alone.app.state.context.jobs.start("test", "k", work)
    threading.Timer(0.6, go.set).start()
    answer = alone.get(f"/api/v1/jobs/{job.id}/events")
    assert answer.headers["content-type"].startswith("text/event-stream")
    events = [part.split("\n") for part in answer.text.strip().split("\n\n")]
    assert [one[0] for one in events][-2:] == ["event: progress", "event: done"]
    assert json.loads(events[-2][1].removeprefix("data: "))["stage"] == "Reading"


def test_the_work_of_another_is_not_there(alone: TestClient) -> None:
    job = alone.app.state.context.jobs.start("test", "k", lambda progress: 1, owner="somebody")
    assert alone.get(f"/api/v1/jobs/{job.id}").status_code == 404


def test_work_is_bounded_expires_and_survives_a_crash() -> None:
    now, go = [0.0], threading.Event()
    jobs = Jobs(waiting=3, of_one_owner=2, kept=2, keep_seconds=10, clock=lambda: now[0])

    def crash(progress) -> object:
        go.wait(30)
        raise RuntimeError("no")

    first = jobs.start("a", "1", crash, owner="x")
    assert jobs.start("a", "1", crash, owner="x") is first
    second = jobs.start("a", "2", lambda progress: 2, owner="x")
    with pytest.raises(QueueFullError, match="of your"):
        jobs.start("a", "3", crash, owner="x")
    third = jobs.start("a", "3", lambda progress: 3, owner="y")
    with pytest.raises(QueueFullError, match="too much"):
        jobs.start("a", "4", crash, owner="z")
    go.set()
    assert third.finished.wait(10)
    assert (first.state, second.state, second.result) == ("failed", "done", 2) and "log" in first.error
    assert jobs.find(first.id) is None and jobs.find(third.id) is third  # the oldest of three gave way
    now[0] = 11
    assert jobs.find(third.id) is None and jobs.count() == {"waiting": 0, "running": 0, "done": 0, "failed": 0}
    jobs.close()


def test_too_much_work_is_told_with_429(alone: TestClient) -> None:
    go = threading.Event()
    jobs = alone.app.state.context.jobs
    for n in range(20):
        jobs.start("test", str(n), lambda progress: go.wait(30))
    answer = alone.post("/api/v1/compare", json={"texts": [{"text": MILL}, {"text": BARN}]})
    go.set()
    assert answer.status_code == 429 and answer.headers["retry-after"] and answer.json()["status"] == 429


# --- hostile text, metrics -------------------------------------------------------------------------------------------


def test_hostile_text_goes_out_as_it_came_and_only_as_json(address: str) -> None:
    with open_archive(address) as archive:
        arrival = dated(
            1, text=HOSTILE, title="<b>{{ title }}</b>\u202e", source='"><script>', url="javascript:alert(1)"
        )
        archive.add([arrival])
    with make_client(address) as client:
        for path in (f"articles/{arrival.article.id}", "articles", "search?q=mayor"):
            answer = client.get(f"/api/v1/{path}", headers={"Accept": "text/html"})
            assert answer.headers["content-type"] == "application/json"
            assert answer.headers["x-content-type-options"] == "nosniff"
        shown = client.get(f"/api/v1/articles/{arrival.article.id}").json()
        assert shown["text"] == HOSTILE and shown["source"] == '"><script>'
        refused = client.get("/api/v1/events/<script>alert(1)</script>", headers={"Accept": "text/html"})
        assert refused.headers["content-type"] == "application/problem+json"
        page = client.get("/<script>alert(1)</script>", headers={"Accept": "text/html"})
        assert page.status_code == 404 and "<script>alert" not in page.text


def test_hostile_uploads_come_to_a_dossier_or_a_reason(alone: TestClient) -> None:
    texts = [{"text": HOSTILE[:300] + MILL, "source": "<script>", "url": "javascript:alert(1)", "title": "{{ x }}"},
             {"text": BARN + "\u202e<svg onload=alert(1)> was shown."}]  # fmt: skip
    job = wait_for(alone, alone.post("/api/v1/compare", json={"texts": texts}))
    dossier = alone.get(job["result"])
    assert dossier.headers["content-type"] == "application/json"
    assert "<svg onload=alert(1)>" in dossier.json()["articles"][1]["text"]


def test_the_metrics_count_by_route(client: TestClient) -> None:
    for path in ("/api/v1/events/x1", "/api/v1/events/x2", "/nothing", "/else"):
        client.get(path)
    answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = answer.text.splitlines()
    assert 'rashomon_http_requests_total{method="GET",route="/api/v1/events/{event}",status="404"} 2' in lines
    assert 'rashomon_http_requests_total{method="GET",route="none",status="404"} 2' in lines
    assert 'rashomon_http_request_seconds_bucket{le="+Inf"} 4' in lines and "rashomon_archive_articles 6" in lines
    assert all(line.startswith("#") or len(line.rsplit(" ", 1)) == 2 for line in lines)

"""Who is let in, from where, with how much; and what answers carry."""

from __future__ import annotations

import time
from pathlib import Path

import anyio
import pytest
from fastapi.testclient import TestClient
from tests.filled_archive import FIRE
from tests.web_api.conftest import HOST, PASSWORD, bearer, form_token, make_client, sign_in

from rashomon.web.accounts import Throttle, TooManyTriesError, Tries, Who
from rashomon.web.security import CSP, SESSION, VISITOR, Policy, csrf_token

TEXTS = {"texts": [{"text": "One fire was seen in Tessel."}, {"text": "Two fires were seen in Tessel."}]}
CORRECTION = {"kind": "note", "event": FIRE, "targets": ["a:0-1"], "why": "a slip of the pen", "value": "p. 2"}
"""Its target is set by `real_target`: the beginning of an article of the event."""


@pytest.fixture(autouse=True)
def real_target(ids: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CORRECTION, "targets", [f"{ids['mill']}:0-8"])


def is_problem(answer, status: int) -> bool:
    told = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, told["status"]) == (status, status), told
    return bool(told["detail"]) and "Traceback" not in answer.text


# --- headers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/health", "/api/v1/events", "/api/v1/nothing", "/login"])
def test_every_answer_carries_the_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["content-security-policy"] == CSP
    assert "unsafe" not in CSP and "frame-ancestors 'none'" in CSP and "default-src 'none'" in CSP
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-cache, private"


def test_a_refusal_carries_the_headers_too(client: TestClient) -> None:
    refused = client.get("/health", headers={"Host": "evil.example"})
    assert refused.status_code == 421 and refused.headers["content-security-policy"] == CSP


def test_the_head_of_an_answer_is_that_of_get_without_its_body(client: TestClient) -> None:
    head, whole = client.head("/api/v1/events"), client.get("/api/v1/events")
    assert head.status_code == 200 and head.content == b"" and head.headers["etag"] == whole.headers["etag"]


# --- hosts and origins -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8000", "", "[::1"])
def test_a_foreign_name_bound_to_loopback_is_refused(client: TestClient, host: str) -> None:
    assert is_problem(client.get("/api/v1/events", headers={"Host": host}), 421)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "[::1]:8000", "LOCALHOST:9"])
def test_names_of_loopback_are_answered(client: TestClient, host: str) -> None:
    assert client.get("/api/v1/events", headers={"Host": host}).status_code == 200


def test_a_name_that_was_given_is_answered_and_no_other(address: str) -> None:
    with make_client(address, Policy(accounts=True, loopback=False, hosts=("news.example",))) as client:
        assert client.get("/health", headers={"Host": "news.example"}).status_code == 200
        assert client.get("/health", headers={"Host": "other.example"}).status_code == 421


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Origin": "http://["},
    ],
    ids=str,
)
def test_another_site_can_not_act_here(client: TestClient, headers: dict[str, str]) -> None:
    # Even with a CSRF token that fits: where a request comes from is a rule of its own.
    client.cookies.set(VISITOR, "v")
    fitting = {"X-CSRF-Token": csrf_token(client.app.state.policy.secret, "v")}
    assert is_problem(client.post("/api/v1/corrections", json=CORRECTION, headers=fitting | headers), 403)
    assert client.get("/api/v1/corrections").json()["corrections"] == []
    own = fitting | {"Origin": HOST, "Sec-Fetch-Site": "same-origin"}
    assert client.post("/api/v1/corrections", json=CORRECTION, headers=own).status_code == 201


def test_another_site_can_lead_here_but_not_read_here(client: TestClient) -> None:
    site = {"Sec-Fetch-Site": "cross-site"}
    led = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    assert client.get("/api/v1/events", headers=site | led).status_code == 200
    assert is_problem(client.get("/api/v1/events", headers=site | {"Sec-Fetch-Mode": "no-cors"}), 403)
    assert is_problem(client.get("/api/v1/events", headers=site | led | {"Sec-Fetch-Dest": "iframe"}), 403)


# --- CSRF ------------------------------------------------------------------------------------------------------------


def test_a_program_without_cookies_may_correct_at_the_machine(client: TestClient) -> None:
    made = client.post("/api/v1/corrections", json=CORRECTION)
    assert made.status_code == 201 and made.json()["who"] == "local"


@pytest.mark.parametrize("headers", [{"Origin": HOST}, {"Sec-Fetch-Site": "same-origin"}, {"Cookie": "a=b"}], ids=str)
def test_a_browser_needs_the_csrf_token(client: TestClient, headers: dict[str, str]) -> None:
    assert is_problem(client.post("/api/v1/corrections", json=CORRECTION, headers=headers), 403)
    assert is_problem(client.post("/api/v1/corrections", json=CORRECTION, headers=headers | {"X-CSRF-Token": ""}), 403)


def test_the_csrf_token_of_one_visitor_is_none_of_another(members: TestClient) -> None:
    token = form_token(members)
    members.cookies.clear()
    form_token(members)
    refused = members.post("/login", data={"csrf": token, "name": "boss", "password": PASSWORD})
    assert is_problem(refused, 403)


def test_a_form_without_its_csrf_token_is_refused(members: TestClient) -> None:
    form_token(members)
    assert is_problem(members.post("/login", data={"name": "boss", "password": PASSWORD}), 403)


def test_the_csrf_token_of_a_session_lets_its_requests_through(members: TestClient) -> None:
    visitor = form_token(members)
    assert sign_in(members, "corrector").status_code == 303
    assert is_problem(members.post("/api/v1/corrections", json=CORRECTION, headers={"X-CSRF-Token": visitor}), 403)
    own = csrf_token(members.app.state.policy.secret, members.cookies[SESSION])
    made = members.post("/api/v1/corrections", json=CORRECTION, headers={"X-CSRF-Token": own})
    assert made.status_code == 201 and made.json()["who"] == "corrector"


# --- sizes -----------------------------------------------------------------------------------------------------------


def small(**limits) -> TestClient:
    return make_client(None, Policy(**limits))


def test_a_request_that_is_too_large_is_refused_by_its_length(alone: TestClient) -> None:
    with small(request_bytes=100) as client:
        assert is_problem(client.post("/api/v1/compare", json={"urls": ["x" * 200]}), 413)
        assert client.post("/api/v1/compare", json={"urls": []}).status_code == 422


def test_a_request_that_tells_no_length_is_refused_when_it_is_too_large() -> None:
    with small(request_bytes=100) as client:
        sent = client.post("/api/v1/compare", content=iter([b'{"urls": ["' + b"x" * 200, b'"]}']),
                           headers={"Content-Type": "application/json"})  # fmt: skip
        assert is_problem(sent, 413)


def test_an_upload_that_tells_no_length_is_refused_when_it_is_too_large() -> None:
    part = b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
    with small(upload_bytes=300) as client:
        sent = client.post("/api/v1/compare/files", content=iter([part, b"x" * 300, b"\r\n--b--\r\n"]),
                           headers={"Content-Type": "multipart/form-data; boundary=b"})  # fmt: skip
        assert is_problem(sent, 413)


def test_too_many_files_are_refused(alone: TestClient) -> None:
    files = [("files", (f"{n}.txt", b"A fire.")) for n in range(11)]
    assert is_problem(alone.post("/api/v1/compare/files", files=files), 422)
    files = [("files", (f"{n}.txt", b"A fire.")) for n in range(1100)]
    assert is_problem(alone.post("/api/v1/compare/files", files=files), 400)


def test_a_request_that_does_not_arrive_is_given_up() -> None:
    with small(body_seconds=0.2) as client:
        started = time.monotonic()
        app, sent = client.app, []

        async def receive():
            if not sent:
                sent.append(1)
                return {"type": "http.request", "body": b"{", "more_body": True}
            await anyio.sleep(60)
            return {"type": "http.disconnect"}

        told = []

        async def send(message):
            told.append(message)

        headers = [(b"host", b"127.0.0.1"), (b"content-type", b"application/json")]
        scope = {"type": "http", "method": "POST", "path": "/api/v1/compare", "raw_path": b"/api/v1/compare",
                 "query_string": b"", "headers": headers, "scheme": "http", "server": ("127.0.0.1", 80),
                 "client": ("127.0.0.1", 1), "http_version": "1.1", "asgi": {"version": "3.0"}}  # fmt: skip
        anyio.run(app, scope, receive, send)
        assert told[0]["status"] == 408 and time.monotonic() - started < 3


# --- accounts --------------------------------------------------------------------------------------------------------


def test_without_an_account_only_the_door_is_open(members: TestClient) -> None:
    for path in ("/api/v1/events", "/api/v1/me", "/metrics", "/api/v1/jobs/x", "/api/v1/search?q=a", "/api/v1/audit"):
        refused = members.get(path)
        assert is_problem(refused, 401) and "Bearer" in refused.headers["www-authenticate"]
    assert is_problem(members.post("/api/v1/compare", json=TEXTS), 401)
    assert is_problem(members.post("/api/v1/corrections", json=CORRECTION), 401)
    assert members.get("/health").status_code == members.get("/ready").status_code == 200


def test_signing_in_gives_a_session_that_signing_out_ends(members: TestClient) -> None:
    answer = sign_in(members, "reader", next="/events/e1?a=b")
    assert answer.status_code == 303 and answer.headers["location"] == "/events/e1?a=b"
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=lax" in cookie and "secure" not in cookie
    assert members.get("/api/v1/me").json() == {"name": "reader", "role": "read", "scopes": None}
    kept = members.cookies[SESSION]
    own = csrf_token(members.app.state.policy.secret, kept)
    assert members.post("/logout", data={"csrf": own}).status_code == 303
    members.cookies.clear()
    assert members.get("/api/v1/me", headers={"Cookie": f"{SESSION}={kept}"}).status_code == 401


def test_over_https_cookies_are_secure(members: TestClient) -> None:
    members.base_url = HOST.replace("http:", "https:")
    page = members.get("/login", headers={"Accept": "text/html"})
    assert "secure" in page.headers["set-cookie"].lower() and "strict-transport-security" in page.headers
    assert "secure" in sign_in(members, "reader").headers["set-cookie"].lower()


@pytest.mark.parametrize("next", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:1", "x"])
def test_signing_in_leads_nowhere_else(members: TestClient, next: str) -> None:
    assert sign_in(members, "reader", next=next).headers["location"] == "/"


def test_a_wrong_name_and_a_wrong_password_look_the_same(members: TestClient) -> None:
    wrong, nobody = sign_in(members, "reader", "wrong password"), sign_in(members, "nobody", "wrong password")
    assert wrong.status_code == nobody.status_code == 401
    assert wrong.text.replace("reader", "").split("csrf")[0] == nobody.text.replace("nobody", "").split("csrf")[0]
    assert "rashomon_session" not in wrong.headers.get("set-cookie", "")


def test_guessing_is_slowed_down_and_set_down(members: TestClient) -> None:
    for _ in range(5):
        assert sign_in(members, "boss", "not the password").status_code == 401
    refused = sign_in(members, "boss")
    assert refused.status_code == 429 and int(refused.headers["retry-after"]) > 60
    assert sign_in(members, "reader").status_code == 303  # a colleague is not locked out
    with members.app.state.context.archive() as archive:
        actions = [(one.who, one.action) for one in archive.audit()]
    assert actions == [("reader", "signed in"), *[("boss", "sign-in refused")] * 5]


def test_the_throttle_forgets_and_bounds_addresses_and_names() -> None:
    now = [0.0]
    throttle = Throttle(Tries(pair=2, address=3, name=4, seconds=10), clock=lambda: now[0])
    for _ in range(2):
        throttle.enter("a", "1")
    with pytest.raises(TooManyTriesError, match="10 seconds"):
        throttle.enter("a", "1")
    throttle.enter("b", "1")
    with pytest.raises(TooManyTriesError):
        throttle.enter("c", "1")  # too many from one address
    for address in ("2", "3"):
        throttle.enter("a", address)
    with pytest.raises(TooManyTriesError):
        throttle.enter("a", "4")  # too many for one name
    now[0] = 11
    throttle.enter("a", "1")
    throttle.succeed("a", "1")
    for _ in range(2):
        throttle.enter("a", "1")


@pytest.mark.parametrize(
    ("owner", "scopes", "reads", "corrects", "audits"),
    [
        ("reader", ["read"], 200, 403, 403),
        ("corrector", ["correct"], 200, 201, 403),
        ("boss", ["admin"], 200, 201, 200),
        ("boss", ["read"], 200, 403, 403),
    ],
    ids=str,
)
def test_a_token_reaches_as_far_as_its_scopes(members, address, owner, scopes, reads, corrects, audits) -> None:
    headers = bearer(address, owner, *scopes)
    assert members.get("/api/v1/events", headers=headers).status_code == reads
    assert members.post("/api/v1/corrections", json=CORRECTION, headers=headers).status_code == corrects
    assert members.get("/api/v1/audit", headers=headers).status_code == audits


def test_a_token_that_has_ended_or_is_none_is_refused(members: TestClient, address: str) -> None:
    ended = bearer(address, "boss", "admin", days=0.000001)
    time.sleep(0.15)
    for headers in (ended, {"Authorization": "Bearer rsh_x"}, {"Authorization": "Basic Ym9zczp4"}):
        assert is_problem(members.get("/api/v1/events", headers=headers), 401)


def test_a_role_taken_away_counts_at_once(members: TestClient, address: str) -> None:
    headers = bearer(address, "corrector", "correct")
    sign_in(members, "corrector")
    with members.app.state.context.archive() as archive:
        archive.change_user("corrector", role="read")
    assert members.get("/api/v1/me").status_code == 401
    assert members.get("/api/v1/me", headers=headers).status_code == 401


def test_no_secret_is_in_the_archive(members: TestClient, address: str) -> None:
    token = bearer(address, "boss", "admin")["Authorization"].split()[1]
    sign_in(members, "boss")
    held = b"".join(path.read_bytes() for path in Path(address).parent.glob("own.db*"))
    for secret in (token, members.cookies[SESSION], PASSWORD):
        assert secret.encode() not in held
    assert b"$argon2id$" in held


def test_without_accounts_nobody_has_the_higher_roles(client: TestClient) -> None:
    assert client.get("/api/v1/me").json() == {"name": "local", "role": "correct", "scopes": None}
    assert is_problem(client.get("/api/v1/audit"), 403)


@pytest.mark.parametrize(
    ("who", "may"),
    [
        (Who(name="a", role="read"), ["read"]),
        (Who(name="a", role="ingest"), ["read", "correct", "ingest"]),
        (Who(name="a", role="admin", scopes=("correct",)), ["read", "correct"]),
        (Who(name="a", role="read", scopes=("admin",)), ["read"]),
        (Who(name="a", role="admin", scopes=()), []),
        (Who(name="a", role="admin", scopes=("nonsense",)), []),
    ],
    ids=str,
)
def test_what_a_role_may(who: Who, may: list[str]) -> None:
    assert [role for role in ("read", "correct", "ingest", "admin") if who.may(role)] == may


def test_a_page_leads_whoever_is_not_signed_in_to_the_door(members: TestClient) -> None:
    led = members.get("/metrics?a=b", headers={"Accept": "text/html"})
    assert led.status_code == 303 and led.headers["location"] == "/login?next=%2Fmetrics%3Fa%3Db"

"""The forms on which people set things right: without script, escaped, with who and why."""

from __future__ import annotations

import re
from html import unescape

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests.archives import START, dated, opened

from rashomon.settings import Settings
from rashomon.store import Placed, open_archive
from rashomon.web import corrections_pages
from rashomon.web.accounts import Who
from rashomon.web.context import Context

NASTY = 'The "crane" fell. <script>alert(1)</script> {{ 7*7 }} \u202eevil\u202c said.'


@pytest.fixture
def archive(tmp_path):
    with open_archive(tmp_path / "a.db", create=True) as archive:
        arrivals = [dated(1, text="The crane fell on Monday. Two men fled."), dated(2, text=NASTY), dated(3)]
        archive.add(arrivals)
        with archive.grouping() as turn:
            events = ("e1", "e1", "e2")
            turn.commit(
                [Placed(article=one.article.id, event=event, at=START)
                 for one, event in zip(arrivals, events, strict=True)],
                [opened("e1", arrivals[0].article.id), opened("e2", arrivals[2].article.id)],
            )  # fmt: skip
        archive.ids = [one.article.id for one in arrivals]
        yield archive


def client_of(tmp_path, *, user: str = "local", csrf: str = "") -> TestClient:
    app = FastAPI()
    app.state.context = Context(Settings(), address=str(tmp_path / "a.db"))

    @app.middleware("http")
    async def sign_in(request, go_on):
        request.state.user = Who(name=user, role="correct")
        request.state.csrf = csrf
        return await go_on(request)

    app.include_router(corrections_pages.router)
    return TestClient(app, follow_redirects=False)


@pytest.fixture
def client(tmp_path, archive):
    return client_of(tmp_path)


def fields_of(page: str) -> dict[str, list[str]]:
    """What a browser would send back of the form's hidden fields."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page):
        found.setdefault(name, []).append(unescape(value))
    return found


def both(archive):
    return {"t": [f"{archive.ids[0]}:0-14", f"{archive.ids[1]}:0-16"], "event": "e1"}


def test_a_form_shows_the_words_that_it_is_about_and_keeps_them(client, archive):
    page = client.get("/corrections/new", params={"kind": "reject"} | both(archive))
    assert page.status_code == 200
    assert "<mark><bdi>The crane fell</bdi></mark>" in page.text
    assert "<script>" not in page.text and "&lt;script&gt;" in page.text and "\u202e" not in page.text
    sent = fields_of(page.text) | {"why": "two cranes", "name": "Ana"}
    done = client.post("/corrections", data=sent)
    assert (done.status_code, done.headers["location"]) == (303, "/corrections?event=e1#correction-1")
    (kept,) = archive.corrections()
    assert (kept.kind, kept.who, kept.why, kept.event) == ("reject", "Ana", "two cranes", "e1")
    assert [one.text for one in kept.anchors] == ["The crane fell", 'The "crane" fell']
    told = client.get("/corrections", params={"event": "e1"}).text
    assert "two cranes" in told and 'id="correction-1"' in told and "/corrections/1/undo" in told
    assert client.get("/corrections", params={"event": "e2"}).text.count("correction-") == 0


def test_it_is_undone_with_a_reason_and_stays_on_record(client, archive):
    client.post("/corrections", data={"kind": "note", "why": "w", "name": "Ana", "value": "<b>see</b>"} | both(archive))
    page = client.get("/corrections/1/undo")
    assert page.status_code == 200 and "&lt;b&gt;see&lt;/b&gt;" in page.text
    refused = client.post("/corrections/1/undo", data={"why": " ", "name": "Bo"})
    assert refused.status_code == 422 and 'role="alert"' in refused.text
    assert client.post("/corrections/1/undo", data={"why": "wrong", "name": "Bo"}).status_code == 303
    assert archive.corrections() == ()
    assert "undone by <bdi>Bo</bdi>" in client.get("/corrections").text
    again = client.post("/corrections/1/undo", data={"why": "wrong", "name": "Bo"})
    assert again.status_code == 422 and "was undone by Bo" in again.text


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"why": ""}, "a correction says why"),
        ({"name": "  "}, "a correction says who"),
        ({"kind": "bless"}, "there is no correction"),
        ({"t": ["nothing"]}, "reject is about 2 stretches, not 1"),
        ({"t": ["nothing", "x"]}, "names no stretch"),
        ({"kind": "relate", "value": "similar"}, "is no relation"),
        ({"event": "e77"}, "there is no event"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_can_not_be_kept_says_why_and_keeps_what_was_written(client, archive, change, reason):
    sent = {"kind": "reject", "why": "my long reason", "name": "Ana"} | both(archive) | change
    answer = client.post("/corrections", data=sent)
    assert answer.status_code == 422 and reason in unescape(answer.text) and 'role="alert"' in answer.text
    assert archive.corrections() == ()
    if "<form" in answer.text and sent["why"]:
        assert "my long reason" in answer.text


def test_without_a_kind_those_that_fit_are_offered(client, archive):
    page = client.get("/corrections/new", params=both(archive))
    for kind in ("join", "reject", "relate", "merge", "part", "split", "review", "note"):
        assert f"kind={kind}&amp;" in page.text
    assert "kind=move" not in page.text
    whole = client.get("/corrections/new", params={"t": f"{archive.ids[0]}:0-0"})
    assert "kind=move" in whole.text and "kind=note" not in whole.text
    assert client.get("/corrections/new").status_code == 422


def test_a_relation_and_a_move_are_made_by_their_own_fields(client, archive):
    form = client.get("/corrections/new", params={"kind": "relate"} | both(archive)).text
    assert '<select id="value"' in form and "<option>quantity</option>" in form
    sent = {"kind": "relate", "value": "conflict", "link_kind": "quantity", "why": "w", "name": "Ana"} | both(archive)
    client.post("/corrections", data=sent)
    client.post(
        "/corrections", data={"kind": "move", "value": "e2", "why": "w", "name": "A", "t": f"{archive.ids[0]}:0-0"}
    )
    assert [one.value for one in archive.corrections()] == ["conflict quantity", "e2"]
    assert archive.article(archive.ids[0]).event == "e2"


def test_with_an_account_its_name_is_set_down_and_the_form_carries_the_token(tmp_path, archive):
    client = client_of(tmp_path, user="ines", csrf='tok"en')
    form = client.get("/corrections/new", params={"kind": "review"} | both(archive)).text
    assert 'name="name"' not in form and set(fields_of(form)["csrf"]) == {'tok"en'}
    client.post("/corrections", data={"kind": "review", "why": "w", "name": "somebody else"} | both(archive))
    assert archive.corrections()[0].who == "ines"


def test_a_long_list_has_pages(client, archive, monkeypatch):
    monkeypatch.setattr(corrections_pages, "_PAGE", 2)
    for n in range(3):
        client.post("/corrections", data={"kind": "review", "why": f"why{n}", "name": "A"} | both(archive))
    first = client.get("/corrections").text
    assert "why2" in first and "why1" in first and "why0" not in first
    older = re.search(r'href="(/corrections\?before=[^"]*)"', first)
    assert "why0" in client.get(unescape(older[1])).text


def test_every_field_has_a_label(client, archive):
    for kind, value in (("relate", "same"), ("note", ""), ("move", "")):
        targets = {"t": f"{archive.ids[0]}:0-0"} if kind == "move" else both(archive)
        page = client.get("/corrections/new", params={"kind": kind, "value": value} | targets).text
        fields = set(re.findall(r'<(?:input|select|textarea) id="(\w+)"', page))
        assert fields and fields == set(re.findall(r'<label for="(\w+)"', page))
        assert "style=" not in page.replace('content="', "") and "<script>" not in page and " onclick" not in page

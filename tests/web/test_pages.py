"""The pages as a client without a browser gets them."""

from __future__ import annotations

import re
import threading
import time

import pytest
from tests.archived import account, archived, at, change
from tests.filled_archive import BARN, FIRE, MILL, OLD
from tests.web.rooms import BRIDGE, EVIL, HOSTILE, keep, make_client, send

from rashomon.records import Article
from rashomon.store import open_archive
from rashomon.web.marking import compare_versions, page_bounds
from rashomon.web.plots import make_history, sparkline

PAGES = {
    "start": "/",
    "search": "/?q=mill",
    "event": f"/events/{BRIDGE}",
    "points": f"/events/{BRIDGE}/points",
    "conflicts": f"/events/{BRIDGE}/conflicts",
    "quotes": f"/events/{BRIDGE}/quotes",
    "timeline": f"/events/{BRIDGE}/timeline",
    "wording": f"/events/{BRIDGE}/wording",
    "corroborated": f"/events/{BRIDGE}/corroborated",
    "alone": f"/events/{BRIDGE}/alone",
    "silences": f"/events/{BRIDGE}/silences",
    "side": f"/events/{BRIDGE}/side?reports=A&reports=B",
    "claim": "/claims/post/0-20",
    "article": "/articles/post",
    "versions": "/articles/dam2?against=dam1",
    "source": "/sources/Valley%20Post",
    "upload": "/upload",
    "check": "/check",
}


@pytest.mark.parametrize("name", PAGES)
def test_each_page_is_whole_html_without_inline_script_or_style(client, name):
    answer = client.get(PAGES[name])
    assert answer.status_code == 200
    page = answer.text
    assert page.startswith("<!DOCTYPE html>") or page.lstrip().startswith("<!DOCTYPE html>")
    assert page.rstrip().endswith("</html>")
    assert page.count("<main") == 1 and page.count("<h1") == 1
    assert "<style" not in page and " style=" not in page
    assert re.search(r"<script(?! src=)", page) is None
    assert re.search(r"<[^>]*\son\w+=", page) is None
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    "path",
    [
        "/",
        f"/events/{HOSTILE}",
        f"/events/{HOSTILE}/points",
        f"/events/{HOSTILE}/alone",
        f"/events/{HOSTILE}/side?reports=A,B",
        "/articles/{a}",
        "/claims/{a}/0-40",
        f"/sources/{EVIL.replace('/', '%2F').replace('%}', '%25}')}",
        f"/?q={EVIL}&source={EVIL}&who={EVIL}&where={EVIL}&since={EVIL[:30]}",
        f"/events/{EVIL[:50]}",
        f"/articles/{EVIL[:50]}",
    ],
    ids=[
        "start",
        "event",
        "points",
        "alone",
        "side",
        "article",
        "claim",
        "source",
        "filters",
        "no-event",
        "no-article",
    ],
)
def test_hostile_text_stays_text(client, room, path):
    with open_archive(room.archive) as archive:
        first = next(archive.all_articles(event=HOSTILE)).article.id
    page = client.get(path.replace("{a}", first)).text
    assert "<script>document" not in page and "<img src=x" not in page and "<svg onload" not in page
    assert '" onmouseover="' not in page
    assert "49" not in re.findall(r">\s*(49)\s*<", page)
    assert "\u202e" not in page


def test_a_bidi_override_is_shown_as_a_sign(client):
    assert "[U+202E]" in client.get(f"/events/{HOSTILE}/side?reports=A,B").text


def test_start_shows_the_newest_events_first_and_growth_up_to_the_newest_article(client):
    page = client.get("/").text
    assert "12 May 2031" in page
    assert "Old mill burns down" in page and "Budget passed" in page
    assert page.index("Budget passed") < page.index("Kestrel")  # from March
    assert "no growth" in page[page.index("Kestrel") :]
    assert "<b>4</b> independent sources" in page


@pytest.mark.parametrize(
    ("query", "has", "lacks"),
    [
        ("source=karsovia%20daily", "Budget passed", "Old mill"),
        ("who=Tessel", "Old mill", "Budget"),
        ("where=Karsovia", "Budget passed", "Old mill"),
        ("conflicting=true", "Kestrel Bridge", "Old mill"),
        ("since=2031-05-12&until=2031-05-12", "Budget passed", "Old mill"),
        ("q=budget", "Budget passed", "Dam holds"),
    ],
    ids=["source", "name", "place", "conflicts", "time", "words"],
)
def test_start_filters(client, query, has, lacks):
    page = client.get(f"/?{query}").text
    events = page[page.index('<ol class="events"') :]
    assert has in events and lacks not in events


def test_a_date_that_is_none_is_told_of(client):
    assert "is no date" in client.get("/?since=someday").text


def test_live_refresh_sends_nothing_where_nothing_is_new(client):
    page = client.get("/").text
    stamp = re.search(r'"stamp": "(\w+)"', page)[1]
    assert 'hx-trigger="every' in page
    assert client.get(f"/?stamp={stamp}").status_code == 204
    changed = client.get("/?stamp=other")
    assert changed.status_code == 200 and "<html" not in changed.text and 'id="events"' in changed.text


def test_event_has_conflicts_first_with_both_values_times_and_why(client):
    page = client.get(f"/events/{BRIDGE}").text
    assert page.index('id="overview"') < page.index('id="conflicts"') < page.index('id="points"')
    conflict = page[page.index('id="conflict-1"') : page.index('id="conflict-2"')]
    for words in ("200 to 999 commuters", "2000 to 9999 commuters", "Harbour Post", "River Courier",
                  "4 March 2031, 16:30 UTC", "5 March 2031", ">Evidence for <"):  # fmt: skip
        assert words in conflict


def test_copies_are_folded_in_the_matrix(client):
    page = client.get(f"/events/{BRIDGE}/points").text
    heads = page[page.index("<thead>") : page.index("</thead>")]
    assert "Coast Wire" not in heads and "(and 1 copy)" in heads


def test_sections_are_paged_and_htmx_gets_items_alone(client):
    alone = client.get(f"/events/{BRIDGE}/quotes", headers={"HX-Request": "true"})
    assert "<html" not in alone.text and "Ines Duarte" in alone.text
    assert "There are no more" in client.get(f"/events/{BRIDGE}/quotes?page=9").text
    assert client.get(f"/events/{BRIDGE}/nothing").status_code == 404


def test_beginning_of_an_id_and_merged_id_lead_to_the_event(client):
    assert client.get(f"/events/{BRIDGE[:6]}").headers["location"] == f"/events/{BRIDGE}"
    assert client.get(f"/events/{OLD}").headers["location"] == f"/events/{FIRE}"


def test_side_by_side_links_partners_and_evidence(client):
    page = client.get(f"/events/{BRIDGE}/side?reports=A,B").text
    assert 'href="#B3"' in page and 'id="B3"' in page
    assert 'href="#why-A4"' in page and 'id="why-A4"' in page
    assert "Daily Lantern" not in page[page.index("data-follow") :]
    for wrong in ("A", "A,B,C,D,A5", "A,Z"):
        assert client.get(f"/events/{BRIDGE}/side?reports={wrong}").status_code == 404


def test_claim_has_a_permanent_link_and_all_that_speaks_for_and_against(client, room):
    page = client.get(f"/events/{BRIDGE}/conflicts").text
    place = re.search(r'href="(/claims/post/\d+-\d+)" aria-label="A4', page)[1]
    claim = client.get(place).text
    assert "Hundreds of commuters" in claim and "cannot both be true as worded" in claim
    assert "2000..9999" in claim or "2,000 to 9,999" in claim or "Thousands of commuters" in claim
    assert place in claim
    start, end = map(int, place.rsplit("/", 1)[1].split("-"))
    shifted = client.get(f"/claims/post/{start + 2}-{end - 1}").text
    assert "No claim stands at exactly this stretch" in shifted and place in shifted
    assert client.get("/claims/post/5-5").status_code == 404
    assert "not been compared" in client.get(f"/claims/{room.ids['mill']}/0-7").text


def test_source_page_counts(client):
    page = client.get("/sources/valley%20post").text
    assert "Senta Courier" in page  # prints its text
    assert "No source is rated" in page
    assert client.get("/sources/nobody").status_code == 404


def test_article_marks_what_was_read(client):
    page = client.get("/articles/post").text
    assert 'class="l-claim' in page and "l-quote" in page and "l-time" in page and "l-name" in page
    assert "/claims/post/" in page


def test_versions_are_compared(client):
    page = client.get("/articles/dam2?against=dam1").text
    assert "by two metres" in page[page.index("<del>") : page.index("</del>")]
    assert "by three metres" in page[page.index("<ins>") : page.index("</ins>")]


def test_an_event_that_is_not_compared_says_so_and_starts_the_comparison_once(room, monkeypatch):
    started, go_on = [], threading.Event()

    def compare(archive, event, **rest):
        started.append(event)
        go_on.wait(20)

    monkeypatch.setattr("rashomon.web.pages.loading.compare_kept", compare)
    with make_client(str(room.archive)) as client:
        for _ in range(2):
            page = client.get(f"/events/{FIRE}").text
            assert "has not been compared" in page
            assert '<noscript><meta http-equiv="refresh"' in page and 'hx-trigger="every 2s"' in page
        until = time.monotonic() + 5
        while not started and time.monotonic() < until:
            time.sleep(0.01)
        go_on.set()
        assert started == [FIRE]


def test_a_failed_comparison_says_why_and_is_not_tried_again_by_itself(room, monkeypatch):
    from rashomon.errors import ModelError

    tries = []

    def fail(archive, event, **rest):
        tries.append(event)
        raise ModelError("the model is not here")

    monkeypatch.setattr("rashomon.web.pages.loading.compare_kept", fail)
    with make_client(str(room.archive)) as client:
        page = ""
        for _ in range(200):
            page = client.get(f"/events/{FIRE}").text
            if "could not be made" in page:
                break
            time.sleep(0.01)
        assert "the model is not here" in page and "Try again" in page
        assert tries == [FIRE]


def test_an_event_compared_in_the_background_is_shown(tmp_path):
    from tests.filled_archive import fill, put

    with open_archive(tmp_path / "a.db", create=True) as archive:
        fill(archive, put(tmp_path))
    with make_client(str(tmp_path / "a.db")) as client:
        address = f"/events/{FIRE}"
        for _ in range(600):
            page = client.get(address).text
            if 'id="conflicts"' in page:
                break
            time.sleep(0.1)
        assert "Tal-Bote" not in page[: page.index('id="history"')] or "Left out" in page
        assert "firefighters" in page
        assert "came after this comparison" not in page
        with open_archive(tmp_path / "a.db") as archive:
            from tests.web.rooms import place

            late = Article(id="late1", source="Late Post", title="Mill fire", text="The mill in Tessel burned down.",
                           language="en", published=at(10))  # fmt: skip
            place(archive, FIRE, [late])
        assert "1 article came after this comparison" in client.get(address).text


def test_upload_without_an_archive(without_archive):
    assert without_archive.get("/").headers["location"] == "/upload"
    assert without_archive.get(f"/events/{BRIDGE}").status_code == 404
    form = {"text1": MILL, "source1": "Valley Post", "date1": "2031-05-08", "text2": BARN, "source2": "<b>Hill</b>"}
    answer = send(without_archive, "/upload", "/upload", data=form)
    assert answer.status_code == 303
    address = answer.headers["location"]
    for _ in range(600):
        page = without_archive.get(address).text
        if 'id="conflicts"' in page:
            break
        time.sleep(0.1)
    assert "&lt;b&gt;Hill&lt;/b&gt;" in page
    assert without_archive.get(f"{address}/side").status_code == 200
    claim = re.search(rf'href="({address}/claims/[^"]+)"', page)[1]
    assert without_archive.get(claim).status_code == 200
    assert without_archive.get("/uploads/guess").status_code == 404


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({}, "two reports"),
        ({"text1": "One only."}, "two reports"),
        ({"addresses": "/etc/passwd\nfile:///etc/hosts"}, "no web address"),
        ({"addresses": "\n".join(f"https://a.example/{n}" for n in range(11))}, "11 reports"),
    ],
    ids=["none", "one", "paths", "many"],
)
def test_uploads_that_can_not_be_compared(without_archive, form, says):
    answer = send(without_archive, "/upload", "/upload", data=form | {"source1": "x"}, files={"files": ("", b"")})
    assert answer.status_code == 422 and says in answer.text


def test_uploads_are_bounded(without_archive):
    answer = without_archive.post("/upload", content=b"x", headers={"content-length": "999999999"})
    assert answer.status_code == 413


def test_a_long_line_is_cut_in_pages(tmp_path):
    from dossiers import plain_dossier

    long = "x" * 1_000_000 + "<script>"
    with open_archive(tmp_path / "long.db", create=True) as archive:
        keep(archive, BRIDGE, plain_dossier(long, "b. b.", "c. c.", sources=["A", "B", "C"]))
        first = next(archive.all_articles()).article.id
    with make_client(str(tmp_path / "long.db")) as client:
        page = client.get(f"/articles/{first}?page=34").text
        assert "&lt;script&gt;" in page and len(page) < 60_000
        assert len(client.get(f"/events/{BRIDGE}/side").content) < 200_000
        assert len(client.get(f"/events/{BRIDGE}").content) < 1_500_000


def test_pages_of_a_text_lose_nothing():
    text = "a" * 70_000 + "\n" + "b" * 50
    pages = page_bounds(text, 1)[2]
    assert "".join(text[slice(*page_bounds(text, n)[:2])] for n in range(1, pages + 1)) == text
    assert page_bounds("", 4) == (0, 0, 1)


def test_versions_give_both_texts_back():
    one, other = "A. B.\n\nC. D!", "A. X.\n\nC. D! E"
    changes = compare_versions(one, other)
    assert "".join(part.text for part in changes if part.kind != "removed") == other
    assert [part.text.strip() for part in changes if part.kind == "removed"] == ["B."]


def test_history_counts_each_dated_article_once():
    several = [archived(f"a{n}", published=at(8 + n % 3, n)) for n in range(9)] + [archived("u", published=None)]
    made = make_history(account(*several, history=(change("merged", 9, into="e2"), change("opened", 8))))
    assert made is not None
    assert sum(bar.count for bar in made.bars) == 9 and made.undated == 1
    assert [turn.change.kind for turn in made.turns] == ["merged"]
    assert all(0 <= bar.left <= 640 and 0 <= bar.top <= 120 for bar in made.bars)


def test_history_of_a_century_has_few_bars():
    made = make_history(account(archived("a", published=at(1)), archived("b", published=at(1).replace(year=2130))))
    assert made is not None and len(made.bars) == 2


def test_sparkline_of_nothing_is_empty():
    assert sparkline((0, 0)) == () and sparkline((0, 4))[0][3] == 24

"""What a desk asks of its archive, as it stands on the screen and in JSON."""

from __future__ import annotations

import json

from tests.archived import EVENT, account, archived, at, change, hit, summary

from rashomon.records import Received
from rashomon.rendering import (
    render_account,
    render_account_json,
    render_events,
    render_events_jsonl,
    render_hits,
    render_hits_jsonl,
    render_receipt,
)
from rashomon.rendering.archive import ARTICLES_SHOWN, gather_families

HOSTILE = "\x1b]0;x\x07Mill\u202e \ud800" + "long " * 200


def families(*articles):
    return [(head.article.id, [one.article.id for one in others]) for head, others in gather_families(articles)]


def test_an_event_stands_with_its_sources_its_days_and_its_id():
    lines = render_events([summary(), summary(id="e2", first=at(8), last=at(8, 9), articles=1, sources=1)], more=False)
    assert lines.splitlines()[:7] == [
        "2 events, the newest first",
        "",
        "“Old mill burns down”",
        "  4 articles from 2 independent sources; 8 May 2031 to 10 May 2031",
        f"  event {EVENT}",
        "",
        "“Old mill burns down”",
    ]
    assert "  1 article from 1 independent source; 8 May 2031\n" in lines


def test_that_there_are_more_events_is_said():
    assert render_events([summary()], more=True).startswith("The newest event; there are more: see --limit\n")
    assert render_events([summary()] * 2, more=True).startswith("The 2 newest events; there are more: see --limit\n")
    assert "more" not in render_events([summary()], more=False)


def test_events_in_json_hold_what_the_screen_shows():
    (line,) = render_events_jsonl([summary(last=None)]).splitlines()
    assert json.loads(line) == {
        "id": EVENT, "headline": "Old mill burns down", "first": "2031-05-08T07:00:00Z", "last": None,
        "articles": 4, "sources": 2,
    }  # fmt: skip


def test_copies_and_later_versions_stand_under_the_text_that_they_go_back_to():
    mill = archived("mill", published=at(8))
    later = archived("later", version_of="mill", published=at(9))
    copied = archived("copied", copy_of="later", published=at(10))
    early = archived("early", copy_of="mill", published=at(7))
    barn = archived("barn", published=at(9))
    undated = archived("undated", published=None)
    assert families(undated, copied, barn, later, early, mill) == [
        ("mill", ["early", "later", "copied"]), ("barn", []), ("undated", []),
    ]  # fmt: skip


def test_what_goes_back_to_an_article_elsewhere_or_in_a_ring_stands_by_itself():
    assert families(archived("a", copy_of="gone")) == [("a", [])]
    ring = families(archived("a", copy_of="b"), archived("b", version_of="a"))
    assert sorted(one for head, others in ring for one in (head, *others)) == ["a", "b"]


def test_an_event_tells_its_articles_in_order_of_time_and_how_it_came_about():
    told = render_account(
        account(
            archived("b1", source="Hill Herald", title="Paper mill destroyed", published=at(9)),
            archived("c1", copy_of="a1", source="Senta Courier", title="A mill is gone", published=at(9, 3)),
            archived("v2", version_of="a1", published=at(8, 12), url="https://valley.example/mill"),
            archived(url="https://valley.example/mill"),
            history=(
                change("opened"),
                change("joined", 8, article="v2"),
                change("joined", 9, article="b1"),
                change("opened", 9, event="e77", article="b1"),
                change("joined", 9, event="e77", article="c2"),
                change("merged", 10, event="e77", into=EVENT),
                change("joined", 11, article="c1"),
                change("split", 12, event="e88", origin=EVENT, moved=("x", "y")),
            ),
            asked="e77",
        ),
        width=100,
    )
    assert told.startswith(f"e77 has been merged into {EVENT}, shown here\n")
    order = ["Valley Post, 8 May 2031, 07:00", "later version: Valley Post, 8 May 2031, 12:00",
             "copy: Senta Courier, 9 May 2031, 03:00 UTC, “A mill is gone”", "Hill Herald, 9 May"]  # fmt: skip
    assert [told.index(words) for words in order] == sorted(told.index(words) for words in order)
    assert told.count("https://valley.example/mill") == 1
    history = told[told.index("How the event") :].splitlines()[1:6]
    assert [line.strip() for line in history] == [
        "8 May 2031: opened by Valley Post, “Old mill burns down”",
        "8 May 2031 to 9 May 2031: 2 articles joined",
        "10 May 2031: e77 (2 articles; opened by Hill Herald, “Paper mill destroyed”) merged into it",
        "11 May 2031: 1 article joined",
        "12 May 2031: 2 articles split off from it as e88",
    ]


def test_an_event_that_was_asked_for_by_its_own_id_is_not_said_to_be_merged():
    assert "merged" not in render_account(account(archived()), width=100)


def test_an_event_split_off_says_from_where():
    told = render_account(account(archived(), history=(change("split", None, origin="e1", moved=("a1",)),)), width=100)
    assert "undated: split off from e1 with 1 article" in told


def test_a_long_event_is_cut_and_says_so():
    articles = [archived(f"a{n}") for n in range(ARTICLES_SHOWN + 3)]
    assert "… 3 more: see --format json" in render_account(account(*articles), width=100)


def test_an_event_in_json_has_everything_but_the_texts():
    told = json.loads(render_account_json(account(archived(), history=(change("opened"),), asked="e77")))
    assert (told["id"], told["asked"], told["sources"]) == (EVENT, "e77", 2)
    assert told["article_list"][0]["retrieved"] == "2031-05-09T06:00:00Z" and "text" not in told["article_list"][0]
    assert told["history"][0]["kind"] == "opened" and told["history"][0]["at"] == "2031-05-08T00:00:00Z"


def test_a_hit_shows_the_stretch_that_answers_and_where_it_stands():
    told = render_hits(
        [hit(copies=("c1", "c2", "c3"), url="https://valley.example/mill"), hit(event=None)],
        query="mill fire", outlets={"c1": "Senta Courier", "c2": "Hill Herald"}, width=100,
    )  # fmt: skip
    lines = [line.strip() for line in told.splitlines()]
    assert lines[0] == "The 2 closest texts for “mill fire”"
    assert lines[3:7] == [
        "Valley Post, 8 May 2031, 07:00 UTC; also printed by Hill Herald, Senta Courier",
        "“The old mill in Tessel burned down on Tuesday.”",
        f"characters 21 to 67 of a1; event {EVENT}",
        "https://valley.example/mill",
    ]
    assert lines[-1] == "characters 21 to 67 of a1; not grouped yet" and "printed" not in lines[-3]


def test_a_hit_in_json_is_traced():
    found = json.loads(render_hits_jsonl([hit()]))
    text = archived().article.text
    assert text[found["start"] : found["end"]] == found["text"] == "The old mill in Tessel burned down on Tuesday."


def test_a_receipt_says_when_from_where_and_what_digest():
    received = Received(content=b"<p>x", media_type="text/html", url="https://a.example/\x1b[2J", retrieved=at(9, 6))
    assert render_receipt(archived(), received).splitlines() == [
        "article  a1", "received 2031-05-09T06:00:00Z", "from     https://a.example/␛[2J", "type     text/html",
        "bytes    4", f"SHA-256  {received.sha256}",
    ]  # fmt: skip


def test_no_word_of_an_article_steers_the_screen():
    bad = archived(HOSTILE, text=HOSTILE, title=HOSTILE, source=HOSTILE, url=f"https://x/{HOSTILE}", copy_of=HOSTILE)
    told = (
        render_events([summary(id=HOSTILE, headline=HOSTILE)], more=False),
        render_account(
            account(bad, headline=HOSTILE, asked=HOSTILE, history=(change("merged", event=HOSTILE, into=HOSTILE),)),
            width=80,
        ),
        render_hits(
            [hit("Mill", text=HOSTILE, title=HOSTILE, source=HOSTILE, event=HOSTILE, copies=("c",))],
            query=HOSTILE, outlets={"c": HOSTILE}, width=80,
        ),
    )  # fmt: skip
    for text in told:
        assert not set("\x1b\x07\u202e\ud800") & set(text) and len(text) < 4000


def test_an_address_is_never_broken_over_lines():
    url = "https://valley.example/" + "path/" * 40
    assert f"     {url}\n" in render_hits([hit(url=url)], query="mill", outlets={}, width=60)
    assert f"    {url}\n" in render_account(account(archived(url=url)), width=60)

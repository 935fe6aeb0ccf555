"""What a desk asks of its archive: events, accounts side by side, a search; asked as functions."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from tests.filled_archive import BUDGET, FIRE, FIRES, OLD, REPRODUCIBLE, ROWS, at, call, silent

from rashomon import desk, packing
from rashomon.desk import compare_kept, find_article, find_event, list_events, search_articles
from rashomon.errors import ArchiveError, DataError, InputError, RashomonError
from rashomon.records import Article, Reading, Received
from rashomon.rendering import render_json
from rashomon.settings import Settings
from rashomon.store import Archive, EventQuery, SearchQuery, open_archive

# --- events ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (EventQuery(), [BUDGET, FIRE]),
        (EventQuery(since=at(10)), [BUDGET]),
        (EventQuery(until=at(12)), [FIRE]),
        (EventQuery(words="firefighters hurt"), [FIRE]),
        (EventQuery(sources=("karsovia daily",)), [BUDGET]),
        (EventQuery(min_sources=2), [FIRE]),
        (EventQuery(min_sources=9), []),
    ],
    ids=lambda value: str(value)[:60],
)
def test_events_by_what_is_asked(kept: Archive, query: EventQuery, found: list[str]) -> None:
    events, more = list_events(kept, query)
    assert [event.id for event in events] == found and not more


def test_an_event_counts_a_copy_as_an_article_and_not_as_a_source(kept: Archive) -> None:
    events, _ = list_events(kept, EventQuery(words="firefighters"))
    assert (events[0].articles, events[0].sources, events[0].headline) == (5, 4, "Old mill burns down")
    assert (events[0].first, events[0].last) == (at(8, 7), at(9, 12))


def test_the_newest_come_and_that_there_are_more_is_told(kept: Archive) -> None:
    events, more = list_events(kept, EventQuery(limit=1))
    assert [event.id for event in events] == [BUDGET] and more


@pytest.mark.parametrize(("given", "found"), [(FIRE, FIRE), (FIRE[:4], FIRE), (OLD, OLD), ("e0", OLD)])
def test_the_beginning_of_an_id_is_enough(kept: Archive, given: str, found: str) -> None:
    assert find_event(kept, given) == found


@pytest.mark.parametrize(("given", "reason"), [("e1", "several events begin with 'e1'"), ("x" * 99, "no event 'xxx")])
def test_an_id_that_is_none_or_several(kept: Archive, given: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason) as error:
        find_event(kept, given)
    assert len(str(error.value)) < 200


def test_what_looks_like_a_pattern_is_none(kept: Archive) -> None:
    for given in ("%", "_", "e%", "*"):
        with pytest.raises(InputError):
            find_event(kept, given)


# --- compare ---------------------------------------------------------------------------------------------------------


def test_a_dossier_from_the_archive_is_the_one_made_without_it(
    fresh: tuple[Archive, dict[str, str]], feed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    archive, ids = fresh
    alone = tmp_path / "fires.jsonl"
    alone.write_text("".join(json.dumps(row) + "\n" for row in ROWS if row["id"] in FIRES))
    feed.write_bytes(alone.read_bytes())
    assert call(monkeypatch, "compare", feed, "--reproducible", "--format", "json") == 0
    expected = capsys.readouterr().out
    # What can't be compared is named by its line there and by its address here.
    expected = expected.replace(f"{feed}, line 4", "https://bote.example/m").replace(
        f"{feed}, line 5", f"article {ids['bare']}"
    )
    readings: list[str] = []
    read_anew = desk.read_anew

    def count(article: Article, anchor: datetime | None) -> Reading:
        readings.append(article.id)
        return read_anew(article, anchor)

    monkeypatch.setattr(desk, "read_anew", count)

    first = render_json(compare_kept(archive, OLD, settings=REPRODUCIBLE, progress=silent).dossier)
    assert by_skipped(first) == by_skipped(expected) and len(readings) == 3
    with monkeypatch.context() as patched:
        patched.delattr(desk, "compare_articles")  # the dossier itself was kept
        again = compare_kept(archive, FIRE, settings=REPRODUCIBLE, progress=silent)
    assert render_json(again.dossier) == first and again.unkept is None and len(readings) == 3
    compare_kept(archive, FIRE, settings=Settings(min_score=0.9), progress=silent)
    assert len(readings) == 3, "other settings need another dossier and no other readings"

    monkeypatch.setattr(packing, "digest_of_sources", lambda rooms: "another program")
    anew = compare_kept(archive, FIRE, settings=REPRODUCIBLE, progress=silent)
    assert render_json(anew.dossier) == first and len(readings) == 6


def by_skipped(dossier: str) -> tuple[str, list[str]]:
    """The text of a dossier's JSON with the list of what was skipped apart, sorted."""
    skipped = json.loads(dossier)["skipped"]
    return re.sub(r'"skipped": ?\[.*?\]', "", dossier, flags=re.DOTALL), sorted(map(str, skipped))


def test_what_is_damaged_is_made_again(fresh: tuple[Archive, dict[str, str]], monkeypatch: pytest.MonkeyPatch) -> None:
    archive, _ = fresh
    first = compare_kept(archive, FIRE, settings=REPRODUCIBLE, progress=silent).dossier

    def damaged(*given: Any) -> Any:
        raise DataError("damaged")

    monkeypatch.setattr(packing, "unpack_dossier", damaged)
    monkeypatch.setattr(packing, "unpack_reading", damaged)
    again = compare_kept(archive, FIRE, settings=REPRODUCIBLE, progress=silent)
    assert again.dossier == first and again.unkept is None


def test_an_archive_that_keeps_nothing_stops_no_comparison(
    fresh: tuple[Archive, dict[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    def refuse(*given: Any) -> None:
        raise ArchiveError("the disk is full; make room")

    monkeypatch.setattr(Archive, "keep_reading", refuse)
    monkeypatch.setattr(Archive, "keep_dossier", refuse)
    assert call(monkeypatch, "compare", "--event", FIRE, "--archive", tmp_path / "own.db", "--format", "json") == 0
    told = capsys.readouterr()
    assert told.err == "not kept in the archive: the disk is full; make room\n"
    assert len(json.loads(told.out)["articles"]) == 3


def test_a_deleted_article_is_in_no_dossier_afterwards(
    fresh: tuple[Archive, dict[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    archive, ids = fresh
    compare_kept(archive, FIRE, settings=REPRODUCIBLE, progress=silent)
    stats = archive.stats()
    assert (stats.dossiers, stats.readings) == (1, 3)
    own = ("--archive", tmp_path / "own.db")
    command = ("archive", "delete", ids["copy"][:10], *own, "--who", "Ada", "--why", "law")
    assert call(monkeypatch, *command) == 0
    assert ids["copy"] in capsys.readouterr().out
    assert (archive.stats().dossiers, archive.stats().readings) == (0, 2)
    assert [(one.article, one.who, one.why) for one in archive.deletions()] == [(ids["copy"], "Ada", "law")]
    assert call(monkeypatch, "archive", "deletions", *own) == 0
    told = capsys.readouterr().out
    assert "by Ada: law\n" in told and ids["copy"] in told and "https://senta.example/a?b=1" in told
    after = compare_kept(archive, FIRE, settings=REPRODUCIBLE, progress=silent).dossier
    assert {article.id for article in after.articles} == {ids["mill"], ids["barn"]}
    assert call(monkeypatch, *command) == 1 and "there is no article" in capsys.readouterr().err


# --- search ----------------------------------------------------------------------------------------------------------


def test_words_and_meaning_are_searched_together(kept: Archive, base: tuple[Path, dict[str, str]]) -> None:
    hits = search_articles(kept, SearchQuery(words="the police questioned a man", limit=2))
    assert hits[0].article.id == base[1]["barn"] and hits[0].event == FIRE
    assert "questioned a man" in hits[0].article.text[hits[0].span.start : hits[0].span.end]
    by_meaning = search_articles(kept, SearchQuery(words="lawmakers approve spending plan", limit=1))
    assert by_meaning[0].article.id == base[1]["vote"]


def test_prints_of_one_text_are_one_hit(kept: Archive, base: tuple[Path, dict[str, str]]) -> None:
    hits = search_articles(kept, SearchQuery(words="built in 1911", limit=10))
    found = [hit.article.id for hit in hits]
    assert len({base[1]["mill"], base[1]["copy"]} & set(found)) == 1 and len(found) == len(set(found))


@pytest.mark.parametrize(
    "query",
    [SearchQuery(words="fire", where="Karsovia"), SearchQuery(words="fire", since=at(10))],
    ids=["where", "since"],
)
def test_a_search_can_be_narrowed(kept: Archive, base: tuple[Path, dict[str, str]], query: SearchQuery) -> None:
    assert {hit.article.id for hit in search_articles(kept, query)} <= {base[1]["vote"]}


@pytest.mark.parametrize("words", ['"', '"fire', "fire AND", "NEAR(fire", "fire*", "title:fire", "-fire (", "fire\x00"])
def test_no_search_is_taken_for_a_language(kept: Archive, words: str) -> None:
    if any(letter.isalnum() for letter in words):
        assert search_articles(kept, SearchQuery(words=words))
    else:
        with pytest.raises(InputError, match="nothing to look for"):
            search_articles(kept, SearchQuery(words=words))


def test_where_the_archive_is_stands_in_no_dossier(base: tuple[Path, dict[str, str]]) -> None:
    with open_archive(base[0]) as archive:
        settings = Settings(archive="postgresql://ada:secret@desk/archive")
        dossier = compare_kept(archive, FIRE, settings=settings, progress=silent).dossier
    assert "archive" not in dossier.run.settings and "secret" not in render_json(dossier)


def test_bytes_that_were_altered_are_not_shown_as_those_that_came(
    kept: Archive, base: tuple[Path, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    altered = Received(content=b"altered", media_type="text/html", url=None, retrieved=at(9))
    monkeypatch.setattr(Archive, "received", lambda archive, article: altered)
    with pytest.raises(DataError, match="not those that came"):
        desk.bytes_of(kept, base[1]["mill"])


@pytest.mark.parametrize("who", ["", "  "])
def test_a_deletion_needs_a_name_and_a_reason(kept: Archive, base: tuple[Path, dict[str, str]], who: str) -> None:
    with pytest.raises(RashomonError, match="who did it and why"):
        desk.delete_article(kept, base[1]["mill"], who=who, why="court")
    with pytest.raises(RashomonError, match="who did it and why"):
        desk.delete_article(kept, base[1]["mill"], who="Ada", why=who)
    assert find_article(kept, base[1]["mill"]) == base[1]["mill"]

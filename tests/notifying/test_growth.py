"""Events that have grown are compared, each once, oldest change first; a stop or a fault loses none."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.archives import dated
from tests.dossiers import bridge_dossier
from tests.filled_archive import call
from tests.local_web import local_web
from tests.notifying.test_webhook import keep
from tests.sink import Sink
from tests.web.rooms import BRIDGE, place

from rashomon.desk import Compared
from rashomon.errors import ModelError, RashomonError, TooFewReportsError
from rashomon.ingest import Stop, vectors
from rashomon.notifying import AfterRound, begin_comparing, compare_grown, growth
from rashomon.settings import Settings, load_settings
from rashomon.store import Archive, open_archive


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The events that were compared, in order."""
    seen: list[str] = []

    def compare(archive: Archive, event: str, **given: Any) -> Compared:
        seen.append(event)
        return Compared(dossier=bridge_dossier())

    monkeypatch.setattr(growth, "compare_kept", compare)
    return seen


def run(archive: Archive, *, stop: Stop | None = None, seconds: float = 60, said: list[str] | None = None) -> Any:
    told = [] if said is None else said
    return compare_grown(archive, settings=Settings(), stop=stop or Stop(), say=told.append, seconds=seconds)


def grow(archive: Archive, event: str, *numbers: int, **facts: Any) -> None:
    place(archive, event, [dated(n, source=f"Outlet {n}", **facts).article for n in numbers])


def test_only_what_changes_from_now_on_is_compared_and_once(
    archive: Archive, compared: list[str], tmp_path: Path
) -> None:
    begin_comparing(archive)
    assert run(archive).events == 0
    grow(archive, BRIDGE, 1)
    grow(archive, "ea", 2, 3)
    made = run(archive)
    assert (made.events, made.more) == (2, False) and compared == [BRIDGE, "ea"]
    assert run(archive).events == 0
    with open_archive(tmp_path / "a.db") as again:  # after a restart
        grow(again, "ea", 4)
        begin_comparing(again)
        assert run(again).events == 1 and compared[2:] == ["ea"]


def test_one_outlet_alone_is_nothing_to_compare(archive: Archive, compared: list[str]) -> None:
    begin_comparing(archive)
    place(archive, "ea", [dated(n, source="Post").article for n in (2, 3)])
    assert run(archive).events == 0 and compared == []


@pytest.mark.parametrize("way", ["stop", "time"])
def test_what_is_left_comes_next_time(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, compared: list[str], way: str
) -> None:
    begin_comparing(archive)
    for n, event in enumerate(("ea", "eb", "ec")):
        grow(archive, event, 10 + 2 * n, 11 + 2 * n)
    stop, clock = Stop(), [0.0]
    usual = growth.compare_kept

    def compare(archive: Archive, event: str, **given: Any) -> Compared:
        if way == "stop":
            stop.ask()
        clock[0] += 100
        return usual(archive, event, **given)

    monkeypatch.setattr(growth, "compare_kept", compare)
    monkeypatch.setattr(growth.time, "monotonic", lambda: clock[0])
    made = run(archive, stop=stop)
    assert (made.events, made.more) == (1, True) and compared == ["ea"]
    monkeypatch.setattr(growth, "compare_kept", usual)
    assert run(archive).events == 2 and compared == ["ea", "eb", "ec"]


def test_an_event_that_fails_is_said_and_hinders_no_other(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, compared: list[str]
) -> None:
    begin_comparing(archive)
    for n, event in enumerate(("ea", "eb", "ec")):
        grow(archive, event, 10 + 2 * n, 11 + 2 * n)
    usual = growth.compare_kept

    def compare(archive: Archive, event: str, **given: Any) -> Compared:
        if event == "ea":
            raise ModelError("a model is gone")
        if event == "eb":
            raise TooFewReportsError("one is left")
        return usual(archive, event, **given)

    monkeypatch.setattr(growth, "compare_kept", compare)
    said: list[str] = []
    assert run(archive, said=said).events == 1 and compared == ["ec"]
    assert said == ["event ea could not be compared: a model is gone"]


def test_after_a_round_new_conflicts_are_found_and_posted(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, sink: Sink
) -> None:
    def compare(archive: Archive, event: str, **given: Any) -> Compared:
        keep(archive, bridge_dossier())
        return Compared(dossier=bridge_dossier())

    monkeypatch.setattr(growth, "compare_kept", compare)
    monkeypatch.setenv("RASHOMON_WEBHOOK_SECRET", "key")
    settings = load_settings(webhook=sink.address, allow_private=True, fetch=False)
    said: list[str] = []
    after = AfterRound(
        archive, settings=settings, stop=Stop(), say=said.append, compare=False, every=timedelta(minutes=1)
    )
    after.run()
    assert said == [] and sink.got == []
    grow(archive, BRIDGE, 1)
    after.run()
    count = len(sink.got)
    assert count > 1 and said == ["1 grown event compared", f"{count} new conflicts posted to the webhook"]
    assert all("x-rashomon-signature-256" in one.headers for one in sink.got)
    after.run()
    assert len(sink.got) == count


def test_a_webhook_that_is_no_address_ends_watch_before_it_begins(archive: Archive) -> None:
    with pytest.raises(RashomonError, match="webhook"):
        AfterRound(archive, settings=Settings(webhook="hook"), stop=Stop(), say=print, compare=False,
                   every=timedelta(minutes=1))  # fmt: skip


def test_watch_compares_and_posts_after_a_round(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, sink: Sink, tmp_path: Path, capsys: Any
) -> None:
    def compare(archive: Archive, event: str, **given: Any) -> Compared:
        keep(archive, bridge_dossier())
        return Compared(dossier=bridge_dossier())

    monkeypatch.setattr(growth, "compare_kept", compare)
    monkeypatch.setattr(growth, "_LEAST_SOURCES", 1)
    monkeypatch.setattr(vectors, "encode_articles", lambda rows: np.eye(len(rows), 384, dtype=np.float32))
    monkeypatch.setattr(Stop, "sleep", lambda stop, seconds: stop.ask())
    archive.close()
    with local_web() as web:
        words = "A ferry went down off Port Mallow on Friday. Fishing boats took most of the passengers ashore."
        item = f"<item><title>Ferry</title><link>http://a.example/1</link><description>{words}</description></item>"
        feed = web.put(
            "/feed",
            f'<rss version="2.0"><channel><title>N</title>{item}</channel></rss>',
            Content_Type="application/rss+xml",
        )
        opml = tmp_path / "feeds.opml"
        opml.write_text(f'<opml version="2.0"><body><outline type="rss" text="N" xmlUrl="{feed}"/></body></opml>')
        config = tmp_path / "r.toml"
        config.write_text(
            f'webhook = "{sink.address}/hook"\nfetch_pages = false\nallow_private = true\nhost_seconds = 0\n'
        )
        assert call(monkeypatch, "watch", opml, "--archive", tmp_path / "a.db", "--config", config) == 0
    told = capsys.readouterr().out
    assert "1 grown event compared" in told and f"{len(sink.got)} new conflicts posted to the webhook" in told
    assert {one.path for one in sink.got} == {"/hook"}


def test_watch_with_a_webhook_that_is_no_address_is_an_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Any
) -> None:
    given = ("watch", tmp_path / "feeds.opml", "--archive", tmp_path / "b.db", "--webhook", "ftp://a.example/")
    assert call(monkeypatch, *given) == 1
    told = capsys.readouterr().err
    assert told.startswith("Error: the address of the webhook leads to") and len(told.splitlines()) == 1

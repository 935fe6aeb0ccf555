"""New conflicts are posted once, in order, signed; what fails is said and posted later; a restart repeats nothing."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.dossiers import bridge_dossier
from tests.sink import Sink
from tests.web.rooms import BRIDGE

from rashomon.anchoring import make_anchor
from rashomon.desk import count_dossier, newest_conflicts
from rashomon.errors import RashomonError
from rashomon.ingest import Stop
from rashomon.notifying import Webhook, begin_posting, post_conflicts
from rashomon.packing import pack_dossier
from rashomon.records import Correction, Dossier
from rashomon.sources import Fetching, Poster
from rashomon.store import Archive, open_archive

OPTIONS = Fetching(allow_private=True, retries=0, connect_seconds=2, read_seconds=2, total_seconds=5)


def keep(archive: Archive, dossier: Dossier, key: str = "k") -> None:
    """Keeps the dossier as the newest of the bridge."""
    ids = [one.id for one in dossier.articles]
    archive.keep_dossier(key, BRIDGE, ids, pack_dossier(dossier), count_dossier(dossier))


def without_conflicts() -> Dossier:
    made = bridge_dossier()
    return replace(made, links=tuple(one for one in made.links if one.relation != "conflict"))


def send(archive: Archive, hook: Webhook, said: list[str] | None = None, stop: Stop | None = None) -> int:
    told = [] if said is None else said
    return post_conflicts(
        archive, hook, poster=Poster(OPTIONS, sleep=lambda seconds: None), stop=stop or Stop(), say=told.append
    )


def test_each_new_conflict_is_posted_once_with_both_sides(archive: Archive, sink: Sink, tmp_path: Path) -> None:
    hook = Webhook(url=f"{sink.address}/hook")
    begin_posting(archive, hook)
    assert send(archive, hook) == 0 and sink.got == []
    keep(archive, bridge_dossier())
    count = count_dossier(bridge_dossier()).conflicts
    assert send(archive, hook) == count == len(sink.got) > 1
    texts = {one.id: one for one in bridge_dossier().articles}
    for got in sink.got:
        body = json.loads(got.body)
        assert body["schema"] == "rashomon/conflict/1" and body["event"] == BRIDGE
        for side in (body["left"], body["right"]):
            report = texts[side["article"]]
            assert report.text[side["start"] : side["end"]] == side["text"] and side["source"] == report.source
    assert send(archive, hook) == 0
    with open_archive(tmp_path / "a.db") as again:  # after a restart
        begin_posting(again, hook)
        keep(again, bridge_dossier(), "k2")
        assert send(again, hook) == 0 and len(sink.got) == count
    deliveries = [one.headers["x-rashomon-delivery"] for one in sink.got]
    assert len(set(deliveries)) == count


def test_what_was_found_before_the_webhook_is_not_new(archive: Archive, sink: Sink) -> None:
    keep(archive, bridge_dossier())
    assert send(archive, Webhook(url=sink.address)) == 0 and sink.got == []


def test_a_body_is_signed_with_the_key(archive: Archive, sink: Sink) -> None:
    hook = Webhook(url=sink.address, secret=b"our key")
    begin_posting(archive, hook)
    keep(archive, bridge_dossier())
    assert send(archive, hook) > 0
    for got in sink.got:
        digest = hmac.new(b"our key", got.body, hashlib.sha256).hexdigest()
        assert got.headers["x-rashomon-signature-256"] == f"sha256={digest}"
    assert "our key" not in repr(sink.got)


def test_what_fails_is_said_and_posted_by_the_next_round_in_order(archive: Archive, sink: Sink) -> None:
    hook, said = Webhook(url=sink.address), []
    begin_posting(archive, hook)
    keep(archive, bridge_dossier())
    numbers = [one.number for one in archive.conflicts()]
    sink.answers = [(200, {}), (503, {})]
    assert send(archive, hook, said) == 1
    assert said == [f"the webhook answers 503; conflict {numbers[1]} is posted again later"]
    assert send(archive, hook, said) == len(numbers) - 1
    assert [json.loads(one.body)["number"] for one in sink.got] == [numbers[0], numbers[1], *numbers[1:]]
    assert sink.got[1].headers["x-rashomon-delivery"] == sink.got[2].headers["x-rashomon-delivery"]


def test_a_receiver_that_is_not_there_is_said(archive: Archive) -> None:
    hook, said = Webhook(url="http://127.0.0.1:1/"), []
    begin_posting(archive, hook)
    keep(archive, bridge_dossier())
    assert send(archive, hook, said) == 0
    assert len(said) == 1 and "cannot be reached" in said[0] and "is posted again later" in said[0]


def test_what_the_receiver_refuses_for_good_holds_up_nothing(archive: Archive, sink: Sink) -> None:
    hook, said = Webhook(url=sink.address), []
    begin_posting(archive, hook)
    keep(archive, bridge_dossier())
    count = len(archive.conflicts())
    sink.answers = [(422, {})]
    assert send(archive, hook, said) == count - 1 and len(sink.got) == count
    assert len(said) == 1 and "(status 422): left out" in said[0]
    assert send(archive, hook) == 0


def test_what_a_later_dossier_or_a_correction_takes_back_is_not_posted(archive: Archive, sink: Sink) -> None:
    hook = Webhook(url=sink.address)
    begin_posting(archive, hook)
    keep(archive, bridge_dossier())
    keep(archive, without_conflicts(), "k2")
    assert newest_conflicts(archive) == () and send(archive, hook) == 0 and sink.got == []
    other = Webhook(url=f"{sink.address}/other")
    archive.keep_mark(other.mark, 0)
    keep(archive, bridge_dossier(), "k3")
    first = next(one for one in archive.conflicts() if len(one.note.links) == 1)
    articles = {one.id: one for one in bridge_dossier().articles}
    anchors = tuple(make_anchor(articles[one.article], one.span) for one in first.note.places)
    archive.correct(
        Correction(
            kind="reject", anchors=anchors, who="mo", why="misread", at=datetime(2031, 4, 1, tzinfo=UTC), event=BRIDGE
        )
    )
    shown = {one.number for one in newest_conflicts(archive)}
    assert first.number not in shown and shown
    assert send(archive, other) == len(shown)
    assert {json.loads(one.body)["number"] for one in sink.got} == shown


def test_a_stop_ends_it_between_two(archive: Archive, sink: Sink) -> None:
    hook, stop = Webhook(url=sink.address), Stop()
    begin_posting(archive, hook)
    keep(archive, bridge_dossier())
    stop.ask()
    assert send(archive, hook, stop=stop) == 0 and sink.got == []
    assert send(archive, hook) == len(archive.conflicts())


@pytest.mark.parametrize("url", ["hook", "ftp://a.example/", "http://u:p@a.example/", ""])
def test_an_address_that_is_none_is_told_at_once(archive: Archive, url: str) -> None:
    with pytest.raises(RashomonError, match="the address of the webhook"):
        begin_posting(archive, Webhook(url=url))


def test_the_address_is_not_kept(archive: Archive) -> None:
    hook = Webhook(url="https://hooks.example/very-secret-path")
    begin_posting(archive, hook)
    assert "secret" not in hook.mark and archive.mark(hook.mark) == 0

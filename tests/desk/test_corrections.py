"""Corrections in an archive as a desk makes them: they reach the dossier, and the command line."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.filled_archive import BUDGET, FIRE, REPRODUCIBLE, arrivals, call, silent

from rashomon import desk
from rashomon.corrections import correct, list_corrections, targets_of, training_pairs, undo
from rashomon.desk import compare_kept
from rashomon.errors import InputError
from rashomon.pipeline import compare_articles
from rashomon.records import Claim, Dossier
from rashomon.rendering import render_json
from rashomon.store import Archive, EventQuery

Filled = tuple[Archive, dict[str, str]]


def dossier_of(archive: Archive, event: str = FIRE) -> Dossier:
    return compare_kept(archive, event, settings=REPRODUCIBLE, progress=silent).dossier


def claim_with(dossier: Dossier, words: str, article: str) -> Claim:
    texts = {reading.article.id: reading.article.text for reading in dossier.readings}
    return next(
        claim
        for reading in dossier.readings
        for claim in reading.claims
        if claim.article == article and words in texts[article][claim.span.start : claim.span.end]
    )


def target(claim: Claim) -> str:
    return f"{claim.article}:{claim.span.start}-{claim.span.end}"


def test_a_correction_reaches_the_kept_dossier_without_a_model_and_is_undone_to_the_byte(
    fresh: Filled, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive, ids = fresh
    before = dossier_of(archive)
    three, five = claim_with(before, "Three", ids["mill"]), claim_with(before, "Five", ids["barn"])
    monkeypatch.setattr(desk, "compare_articles", None)  # what is kept is enough
    kept = correct(
        archive, kind="relate", targets=[target(three), target(five)], who="Ana", why="counts", value="partial"
    )
    after = dossier_of(archive)
    link = next(one for one in after.links if {one.left, one.right} == {three.id, five.id})
    assert (link.relation, after.corrections[0].applied, kept.event) == ("partial", True, FIRE)
    assert not any(one.relation == "conflict" for one in after.links if {one.left, one.right} == {three.id, five.id})
    monkeypatch.undo()
    made = archive.corrections()
    alone = compare_articles(after.articles, skipped=after.skipped, settings=REPRODUCIBLE, corrections=made)
    assert render_json(alone) == render_json(after)
    undo(archive, kept.number, who="Bo", why="they do clash")
    assert render_json(dossier_of(archive)) == render_json(before)
    assert [one.number for one in list_corrections(archive, FIRE, undone=True)] == [kept.number]
    assert list_corrections(archive, FIRE) == () == list_corrections(archive, BUDGET, undone=True)


def test_it_survives_a_new_ingest_of_the_same_articles(fresh: Filled, feed: Any) -> None:
    archive, ids = fresh
    dossier = dossier_of(archive)
    three, five = claim_with(dossier, "Three", ids["mill"]), claim_with(dossier, "Five", ids["barn"])
    correct(archive, kind="reject", targets=[target(three), target(five)], who="Ana", why="two fires")
    assert {one.kind for one in archive.add(arrivals(feed))} == {"known"}
    (done,) = dossier_of(archive).corrections
    assert done.applied


def test_targets_of_a_link_and_of_a_point(fresh: Filled) -> None:
    archive, _ = fresh
    dossier = dossier_of(archive)
    link, point = dossier.links[0], dossier.points[0]
    assert len(targets_of(dossier, link.id)) == 2 and len(targets_of(dossier, point.id)) == len(point.claims)
    with pytest.raises(InputError, match="no link or point 'k0'"):
        targets_of(dossier, "k0")


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"who": " "}, "says who"),
        ({"why": "x" * 6000}, "1 to 5,000"),
        ({"targets": ["{mill}:0-5"]}, "is about 2 stretches"),
        ({"targets": ["{mill}:0-5", "{mill}:0-5"]}, "named twice"),
        ({"targets": ["{mill}:0-5", "{mill}:7-9"]}, "both stretches are in one article"),
        ({"targets": ["{mill}:0-5", "{barn}:0-99999"]}, "is no stretch of article"),
        ({"targets": ["{mill}:0-5", "{barn}:3-3"]}, "empty stretch"),
        ({"targets": ["{mill}:0-5", "zzz:1-2"]}, "no article 'zzz'"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_is_no_correction(kept: Archive, base: Any, given: dict[str, Any], reason: str) -> None:
    asked = {"kind": "join", "targets": ["{mill}:0-5", "{barn}:0-5"], "who": "A", "why": "w"} | given
    asked["targets"] = [one.format(**base[1]) for one in asked["targets"]]
    with pytest.raises(InputError, match=reason):
        correct(kept, **asked)


def test_commands(fresh: Filled, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    archive, ids = fresh
    at = ["--at", f"{ids['mill']}:0-10", "--at", f"{ids['barn']}:0-11"]
    here = ["--archive", archive.address]
    who = ["--who", "Ana", "--why", "one fire"]
    assert call(monkeypatch, "corrections", "add", "join", *at, *who, *here) == 0
    assert "kept as correction 1" in capsys.readouterr().out
    assert call(monkeypatch, "corrections", "add", "move", "--at", f"{ids['vote']}:0-0", *who, *here) == 0
    capsys.readouterr()
    assert call(monkeypatch, "corrections", "list", *here) == 0
    told = capsys.readouterr().out
    assert "1  join, by Ana" in told and "2  move" in told and "“Old mill b”" in told
    assert call(monkeypatch, "corrections", "export", *here) == 0
    (pair,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert (pair["label"], pair["who"], pair["why"], pair["left"]["text"]) == ("same", "Ana", "one fire", "Old mill b")
    assert (pair["right"]["start"], pair["right"]["end"]) == (0, 11)
    assert call(monkeypatch, "corrections", "undo", "1", *who, *here) == 0
    assert call(monkeypatch, "corrections", "undo", "1", *who, *here) == 1
    assert "was undone by Ana" in capsys.readouterr().err
    assert list(training_pairs(archive)) == []
    assert call(monkeypatch, "corrections", "list", "--undone", "--format", "jsonl", *here) == 0
    assert [json.loads(line)["number"] for line in capsys.readouterr().out.splitlines()] == [1, 2]
    assert call(monkeypatch, "corrections", "add", "join", *who, *here) == 2


def test_lists_count_the_conflicts_that_corrections_leave(fresh: Filled) -> None:
    archive, _ = fresh

    def counted() -> int | None:
        return next(one.conflicts for one in archive.events(EventQuery()) if one.id == FIRE)

    dossier = dossier_of(archive)
    before = counted()
    made = [
        correct(archive, kind="reject", targets=targets_of(dossier, link.id), who="Ana", why="two fires")
        for link in dossier.links
        if link.relation == "conflict"
    ]
    assert before and counted() == 0
    for one in made:
        undo(archive, one.number, who="Bo", why="they do clash")
    assert counted() == before

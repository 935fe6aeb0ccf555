"""The event codes are read by csv: types of PLOVER, names of actors, the claim that each is of."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import Any, get_args

from tests.dossiers import bridge_dossier, find
from tests.exporting.hostile import hostile_dossier

from rashomon.exporting import FORMATS
from rashomon.exporting.plover import COLUMNS
from rashomon.records import Claim, Dossier, EventCode, EventCodes, Mention, PloverEvent, Span


def rows_of(dossier: Dossier) -> list[dict[str, Any]]:
    text = FORMATS["plover"].render(dossier).decode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def coded() -> Dossier:
    """The bridge with two codes that are at odds and one of a claim that two parties share."""
    made = bridge_dossier()
    texts = {one.id: one.text for one in made.articles}
    claims = {claim.id: claim for reading in made.readings for claim in reading.claims}
    link = next(one for one in made.links if {one.left, one.right} == {"a-sign", "b-sign"})

    def code(claim: Claim, words: str, **more: Any) -> EventCode:
        given = {"event": "AGREE", "mode": None, "contexts": (), "actors": (), "targets": (), "score": 0.87654}
        text = texts[claim.article]
        return EventCode(claim=claim.id, words=find(text, words), **given | more)

    firm = Mention(span=find(texts["post"], "the firm Halden Steel"), entity="halden", kind="organisation")
    city = Mention(span=find(texts["post"], "The city"), entity=None, kind="place")
    codes = (
        code(claims["a-sign"], "signed", event="SUPPORT", mode="diplomatic", contexts=("economic", "legal"),
             actors=(city, firm)),
        code(claims["b-sign"], "under discussion", event="CONSULT"),
        code(claims["a-shut"], "closed", event="COERCE", targets=(firm,)),
        code(claims["a-sign"], "signed"),
    )  # fmt: skip
    return replace(made, event_codes=EventCodes(codes=codes, conflicts=(link.id,)))


def test_each_code_is_a_row_with_its_claim() -> None:
    made, rows = coded(), rows_of(coded())
    assert [row["event_id"] for row in rows] == ["a-sign-1", "b-sign-1", "a-shut-1", "a-sign-2"]
    first, second, third, _ = rows
    assert list(first) == list(COLUMNS)
    assert (first["event_type"], first["event_mode"], first["contexts"]) == ("SUPPORT", "diplomatic", "economic; legal")
    assert (first["actor_names"], first["recipient_names"]) == ("The city; Halden Steel", "")
    assert (first["words"], first["score"], first["source"]) == ("signed", "0.8765", "Harbour Post")
    assert first["conflicts"] == second["conflicts"] == made.event_codes.conflicts[0] and third["conflicts"] == ""
    assert (third["recipient_names"], third["event_date"], first["event_date"]) == ("Halden Steel", "2031-03-04", "")
    texts = {one.id: one.text for one in made.articles}
    for row in rows:
        assert row["event_type"] in get_args(PloverEvent)
        assert texts[row["article"]][int(row["start"]) : int(row["end"])] == row["text"]


def test_a_dossier_without_codes_is_a_line_of_names() -> None:
    assert FORMATS["plover"].render(bridge_dossier()).decode().rstrip("\r\n").count("\n") == 0


def test_no_word_of_a_report_is_a_formula() -> None:
    made = hostile_dossier()
    claim = made.readings[0].claims[0]
    mention = Mention(span=Span(start=0, end=10), entity=None, kind="person")
    code = EventCode(claim=claim.id, event="AID", mode=None, contexts=(), words=Span(start=0, end=10),
                     actors=(mention,), targets=(mention,), score=0.5)  # fmt: skip
    (row,) = rows_of(replace(made, event_codes=EventCodes(codes=(code,))))
    assert row["actor_names"] == "'=HYPERLINK" and row["text"].startswith("'=HYPER")

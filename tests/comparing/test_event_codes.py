"""Event codes: frames, parties, plans, conflicts; and how often codes are right on sentences of our own."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from tests.builders import make_article, make_claim, make_reading, span_of

from rashomon.comparing.code_frames import find_frame, stem
from rashomon.comparing.event_codes import code_claim, code_events
from rashomon.data import load_table
from rashomon.reading import read_article
from rashomon.records import Entity, Link, Mention, PloverEvent, Reading

SENTENCES = Path(__file__).with_name("event_codes.txt")
TYPES = set(PloverEvent.__args__)  # type: ignore[attr-defined]
ANA = Entity(id="person:ana", name="Ana Ruiz", kind="person", names=("Ana Ruiz",))
PAVEL = Entity(id="person:pavel", name="Pavel Orlik", kind="person", names=("Pavel Orlik",))


def reading_of(text: str, id: str = "a", **fields: object) -> Reading:
    """A reading whose one claim is `text`; `subject`, `predicate` and `objects` are given as words of it."""
    spans = {key: span_of(text, str(fields.pop(key))) for key in ("subject", "predicate") if key in fields}
    objects = tuple(span_of(text, piece) for piece in fields.pop("objects", ()))  # type: ignore[attr-defined]
    claim = make_claim(text, article=id, objects=objects, **spans, **fields)
    mentions = tuple(
        Mention(span=span_of(text, one.name), entity=one.id, kind=one.kind) for one in (ANA, PAVEL) if one.name in text
    )
    return make_reading(make_article(text, id=id), (claim,), mentions=mentions, entities=(ANA, PAVEL))


def test_the_lexicon_names_types_of_plover_only_and_its_classes_exist() -> None:
    table = load_table("plover")
    entries = [*table["events"], *table["leading"], *table["nouns"]]
    assert {entry["event"] for entry in entries} == TYPES
    used = {word.strip("{}") for e in entries for f in e.get("frames", ()) for word in f.split() if "{" in word}
    assert used == set(table["classes"])
    contexts = {context for entry in table["events"] for context in entry["contexts"]}
    assert contexts <= set(table["contexts"])


def test_the_frame_that_asks_most_is_meant() -> None:
    hold_talks = find_frame("hold", [], {stem("talks")}, named=False, leading=False)
    hold_exercise = find_frame("hold", ["joint", "exercis"], {stem("exercise")}, named=False, leading=False)
    assert hold_talks is not None
    assert hold_talks.event == "CONSULT"
    assert hold_exercise is not None
    assert hold_exercise.event == "COOPERATE"
    assert find_frame("hold", [], {stem("paintings")}, named=False, leading=False) is None


def test_parties_of_an_act_and_of_its_passive() -> None:
    active = reading_of("Ana Ruiz thanked Pavel Orlik", subject="Ana Ruiz", predicate="thanked",
                        objects=["Pavel Orlik"], lemma="thank")  # fmt: skip
    passive = reading_of("Pavel Orlik was thanked by Ana Ruiz", subject="Pavel Orlik", predicate="was thanked",
                         objects=["Ana Ruiz"], lemma="thank")  # fmt: skip
    for reading in (active, passive):
        (code,) = code_claim(reading.claims[0], reading)
        assert (code.event, [m.entity for m in code.actors], [m.entity for m in code.targets]) == (
            "SUPPORT", [ANA.id], [PAVEL.id],
        )  # fmt: skip


@pytest.mark.parametrize(
    ("verb", "fields", "event"),
    [
        ("will sign", {"stance": "planned"}, "AGREE"),
        ("signed", {"polarity": "negative"}, None),
        ("signed", {"stance": "denied"}, None),
        ("signed", {}, "SUPPORT"),
    ],
    ids=["planned", "negated", "denied", "done"],
)
def test_a_plan_is_an_agreement_and_what_is_not_so_is_nothing(
    verb: str, fields: dict[str, str], event: str | None
) -> None:
    reading = reading_of(f"Ana Ruiz {verb} the treaty", subject="Ana Ruiz", predicate=verb, objects=["the treaty"],
                         lemma="sign", **fields)  # fmt: skip
    assert [code.event for code in code_claim(reading.claims[0], reading)] == ([event] if event else [])


def test_a_planned_attack_is_a_threat() -> None:
    reading = reading_of("Ana Ruiz vowed to attack Pavel Orlik", subject="Ana Ruiz", predicate="vowed to attack",
                         objects=["Pavel Orlik"], lemma="attack")  # fmt: skip
    (code,) = code_claim(reading.claims[0], reading)
    assert (code.event, code.mode) == ("THREATEN", "violence")


def test_a_hedge_lowers_the_score_and_contexts_come_from_the_words() -> None:
    plain, hedged = (
        reading_of("Ana Ruiz signed the trade treaty", subject="Ana Ruiz", predicate="signed",
                   objects=["the trade treaty"], lemma="sign", stance=stance)
        for stance in ("asserted", "hedged")
    )  # fmt: skip
    codes = [code_claim(reading.claims[0], reading)[0] for reading in (plain, hedged)]
    assert codes[1].score < codes[0].score
    assert set(codes[0].contexts) >= {"diplomatic", "economic"}


def test_codes_of_linked_claims_are_at_odds_where_only_one_has_it_done() -> None:
    signed = reading_of("Ana Ruiz signed the treaty", subject="Ana Ruiz", predicate="signed", objects=["the treaty"],
                        lemma="sign")  # fmt: skip
    talked = reading_of("Ana Ruiz discussed the treaty", "b", subject="Ana Ruiz", predicate="discussed",
                        objects=["the treaty"], lemma="discuss")  # fmt: skip

    def link(relation: str, score: float = 0.9) -> Link:
        return Link(id="k1", left=signed.claims[0].id, right=talked.claims[0].id, relation=relation,  # type: ignore[arg-type]
                    kind="claim", values=None, score=score, evidence=())  # fmt: skip

    assert code_events([signed, talked], [link("conflict")], []).conflicts == ("k1",)
    assert code_events([signed, talked], [link("partial")], []).conflicts == ()
    assert code_events([signed, talked], [link("conflict", 0.2)], []).conflicts == ()
    assert [code.event for code in code_events([signed, talked], [], []).codes] == ["SUPPORT", "CONSULT"]


@cache
def counts_on(part: str) -> tuple[Counter[str], list[str]]:
    """What was right, wrong and missed on the sentences of `part`, and the sentences that were not right."""
    counts: Counter[str] = Counter()
    wrong = []
    for line in SENTENCES.read_text(encoding="utf-8").splitlines():
        if not line.startswith(part):
            continue
        _, wanted, sentence = (piece.strip() for piece in line.split("|"))
        reading = read_article(make_article(sentence))
        codes = [code for claim in reading.claims for code in code_claim(claim, reading)]
        found, gold = {code.event for code in codes}, {wanted.split("/")[0]} - {"-"}
        modes = {f"{code.event}/{code.mode}" for code in codes}
        counts.update(right=len(found & gold), found=len(found), gold=len(gold))
        counts.update(modes=int("/" in wanted), modes_right=int("/" in wanted and wanted in modes))
        if found != gold:
            wrong.append(f"{wanted} {sorted(modes)} {sentence}")
    return counts, wrong


def test_the_sentences_are_enough() -> None:
    lines = SENTENCES.read_text(encoding="utf-8").splitlines()
    parts = Counter(line.split(" ")[0] for line in lines if "|" in line and not line.startswith("#"))
    assert parts["dev"] >= 30
    assert parts["held"] >= 30


@pytest.mark.parametrize(
    ("part", "precision", "recall"), [("dev", 0.95, 0.95), ("held", 0.9, 0.85), ("last", 0.85, 0.9)]
)
def test_types_are_right(part: str, precision: float, recall: float) -> None:
    counts, wrong = counts_on(part)
    assert counts["right"] / counts["found"] >= precision, wrong
    assert counts["right"] / counts["gold"] >= recall, wrong


def test_a_claim_without_a_verb_is_coded_by_its_noun() -> None:
    text = "Second day of talks in Velden"
    claim = make_claim(text)
    (code,) = code_claim(claim, make_reading(make_article(text), (claim,)))
    assert (code.event, code.actors) == ("CONSULT", ())


@pytest.mark.parametrize(
    "sentence",
    [
        "The storm killed two sailors.",
        "Two people were killed when the ferry sank.",
        "The defendant was found not guilty of fraud.",
        "The pact helps each state if it is attacked.",
        "The players withdrew to their hotel.",
    ],
    ids=["storm", "no doer", "not guilty", "if", "to a hotel"],
)
def test_what_only_looks_like_an_event_has_no_code(sentence: str) -> None:
    reading = read_article(make_article(sentence))
    assert [code.event for claim in reading.claims for code in code_claim(claim, reading)] == []


def test_a_whole_sentence_may_tell_several_acts() -> None:
    text = "Ana Ruiz condemned the raid, urging Pavel Orlik to resign"
    reading = reading_of(text, subject="Ana Ruiz", predicate="urging", objects=["Pavel Orlik"], lemma="urge")
    codes = code_claim(reading.claims[0], reading)
    assert [(code.event, code.mode) for code in codes] == [("ACCUSE", "disapprove"), ("REQUEST", "yield")]
    assert all([party.entity for party in code.actors] == [ANA.id] for code in codes)

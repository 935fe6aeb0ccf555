from __future__ import annotations

from dataclasses import replace

from tests.builders import make_article, make_claim, make_quantity, make_reading, span_of

from rashomon.alignment.points import LEAST_BACKING
from rashomon.alignment.sentences import Found, stand_out, take_in, widest_claims
from rashomon.records import Link, Mention, Span

TEXT = "The ferry left Ostend at noon, carrying 80 people, and it sank off the pier. Divers searched."
FERRY = span_of(TEXT, "The ferry left Ostend at noon, carrying 80 people, and it sank off the pier.")
DIVERS = span_of(TEXT, "Divers searched.")


def found(sentences: str, relation: str, score: float, *, typed: bool = False) -> Found:
    return Found(sentences=sentences, relation=relation, score=score, typed=typed)


def clause(piece: str, sentence: Span = FERRY, **fields):
    return make_claim(TEXT, piece, sentence=sentence, **fields)


def reading_of(*claims):
    return make_reading(make_article(TEXT), claims, sentences=(FERRY, DIVERS))


def joined_of(reading):
    return widest_claims(reading, {FERRY: "The ferry ... [the ferry] sank", DIVERS: "Divers searched."})


def link(left: str, right: str) -> Link:
    return Link(id="k", left=left, right=right, relation="partial", kind="claim", values=None, score=0.5, evidence=())


def test_of_weak_links_between_two_sentences_the_best_is_widened_and_the_others_go():
    assert stand_out([found("ab", "partial", 0.3), found("ab", "partial", 0.4), found("cd", "partial", 0.2)]) == (
        [],
        [1, 2],
    )


def test_what_is_sure_the_same_or_a_contradiction_stays_between_claims():
    links = [
        found("ab", "partial", LEAST_BACKING),
        found("ab", "partial", 0.3),
        found("cd", "same", 0.3),
        found("ef", "conflict", 0.2),
        found("ef", "partial", 0.5),
        found("gh", "partial", 0.3, typed=True),
    ]
    assert stand_out(links) == ([0, 2, 3, 5], [])


def test_no_links_no_widths():
    assert stand_out([]) == ([], [])


def test_the_widest_claim_runs_over_all_claims_of_its_sentence_and_has_all_their_values():
    eighty = make_quantity(80)
    reading = reading_of(
        clause("The ferry left Ostend at noon", entities=("e1",)),
        clause("carrying 80 people", quantities=(eighty,)),
        clause("it sank off the pier", entities=("e2", "e1")),
        clause("Divers searched", DIVERS),
    )
    claim = joined_of(reading)[FERRY]
    assert TEXT[claim.span.start : claim.span.end] == TEXT[: FERRY.end - 1]
    assert (claim.quantities, claim.entities) == ((eighty,), ("e1", "e2"))
    assert claim.id == f"a:0-{FERRY.end - 1}"
    assert claim.text_resolved == "The ferry ... [the ferry] sank"


def test_the_only_claim_of_a_sentence_is_its_widest():
    only = clause("Divers searched", DIVERS)
    assert joined_of(reading_of(only)) == {DIVERS: only}


def test_a_sentence_in_which_somebody_speaks_of_a_part_is_reported_by_the_outlet():
    mayor = Mention(span=Span(start=0, end=3), entity="e9", kind="person")
    ferry, sank = clause("The ferry left Ostend at noon"), clause("it sank off the pier", speaker=mayor)
    claim = joined_of(reading_of(ferry, sank))[FERRY]
    assert (claim.speaker, claim.stance) == (None, "reported")
    assert joined_of(reading_of(replace(ferry, speaker=mayor), sank))[FERRY].speaker == mayor


def test_a_joined_claim_takes_in_what_no_link_needs():
    left, sank = clause("The ferry left Ostend at noon"), clause("it sank off the pier")
    divers = clause("Divers searched", DIVERS)
    reading = reading_of(left, sank, divers)
    joined = joined_of(reading)[FERRY]
    changed, taken = take_in(reading, [joined], [link(joined.id, "b:0-5"), link(sank.id, "b:9-20")])
    assert changed.claims == (joined, sank, divers)
    assert taken == {left.id: joined.id}


def test_without_joined_claims_a_reading_stays_as_it_is():
    reading = reading_of(clause("The ferry left Ostend at noon"), clause("it sank off the pier"))
    assert take_in(reading, [], []) == (reading, {})

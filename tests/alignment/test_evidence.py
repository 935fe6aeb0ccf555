from __future__ import annotations

import pytest
from tests.builders import make_claim, make_day, make_pair, make_profile, make_quantity, span_of

from rashomon.alignment.evidence import EVIDENCE, gather_evidence
from rashomon.records import Mention, Span


def pair_of(left: str, right: str, left_fields=None, right_fields=None):
    a = make_claim(left, article="a", **(left_fields or {}))
    b = make_claim(right, article="b", **(right_fields or {}))
    return make_pair(make_profile(a), make_profile(b))


def said(feature: str, pair):
    return next((e for e in gather_evidence(pair) if e.feature == feature), None)


def test_every_line_of_the_table_reports_under_its_own_name():
    pair = pair_of("Divers found a crack in the pier", "A crack was found in the pier by divers")
    assert {e.feature for e in gather_evidence(pair)} <= set(EVIDENCE)


def test_shared_words_are_named_as_written():
    evidence = said("words", pair_of("Divers found cracks in the pier", "The crack in the pier was found by divers"))
    assert evidence.agreement == 1.0
    assert "cracks" in evidence.detail and "pier" in evidence.detail


def test_nothing_to_go_on_is_no_evidence():
    pair = pair_of("It rained", "Voters queued for hours")
    assert said("numbers", pair) is said("dates", pair) is said("actors", pair) is said("speaker", pair) is None


def test_numbers_agree_or_contradict():
    def pair(low, high):
        return pair_of(
            "hundreds packed the square",
            "thousands came",
            {"quantities": (make_quantity(200, 999, noun="residents"),)},
            {"quantities": (make_quantity(low, high, noun="people"),)},
        )

    assert said("numbers", pair(2000, 9999)).agreement == -0.7  # residents and people: perhaps another count
    assert said("numbers", pair(200, 999)).agreement == 1.0
    assert "200..999 residents against 2,000..9,999 people" in said("numbers", pair(2000, 9999)).detail


def test_dates_agree():
    pair = pair_of("x", "y", {"times": (make_day("2024-06-19"),)}, {"times": (make_day("2024-06-19"),)})
    assert said("dates", pair).agreement == 1.0


def test_polarity_and_stance():
    negated = pair_of("No one was hurt", "Two were hurt", {"polarity": "negative"})
    assert said("polarity", negated).agreement == -1.0
    planned = pair_of("They will sign", "They signed", {"stance": "planned"})
    assert said("stance", planned).agreement == -1.0
    assert said("stance", pair_of("x", "y", {"stance": "reported"})) is None


def test_swapped_roles():
    def profile(text: str, subject: str, thing: str, article: str):
        mentions = tuple(Mention(span=span_of(text, n), entity=f"person:{n}", kind="person") for n in ("Ana", "Ben"))
        claim = make_claim(
            text,
            article=article,
            subject=span_of(text, subject),
            objects=(span_of(text, thing),),
            entities=("person:Ana", "person:Ben"),
        )
        return make_profile(claim, mentions=mentions)

    left = profile("Ana sued Ben", "Ana", "Ben", "a")
    swapped = profile("Ben sued Ana", "Ben", "Ana", "b")
    alike = profile("Ana took Ben to court", "Ana", "Ben", "b")
    assert said("roles", make_pair(left, swapped)).agreement == -1.0
    assert said("roles", make_pair(left, alike)).agreement == 1.0


def test_speakers():
    def mention(entity):
        return Mention(span=Span(start=0, end=3), entity=entity, kind="person")

    both = pair_of("x", "y", {"speaker": mention("person:ana")}, {"speaker": mention("person:ana")})
    other = pair_of("x", "y", {"speaker": mention("person:ana")}, {"speaker": mention("person:ben")})
    unknown = pair_of("x", "y", {"speaker": mention("person:ana")}, {"speaker": mention(None)})
    assert said("speaker", both).agreement == 1.0
    assert said("speaker", other).agreement < 0
    assert said("speaker", unknown) is None


@pytest.mark.parametrize("name", sorted(EVIDENCE))
def test_evidence_is_the_same_from_both_sides(name):
    left = {"quantities": (make_quantity(7, noun="people"),), "times": (make_day("2024-06-19"),), "lemma": "find"}
    right = {"quantities": (make_quantity(9, noun="people"),), "times": (make_day("2024-06-20"),), "stance": "planned"}
    pair = pair_of("Divers found seven cracks", "Nine cracks were found", left, right)
    mirrored = make_pair(pair.right, pair.left)
    a, b = said(name, pair), said(name, mirrored)
    assert (a and a.agreement) == (b and b.agreement)

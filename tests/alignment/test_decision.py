from __future__ import annotations

import math
from dataclasses import replace

import pytest
from tests.builders import make_claim, make_pair, make_profile

from rashomon.alignment.decision import (
    FEATURES,
    NO_OTHER,
    SAME_ACTOR_SAME_DAY,
    Context,
    Place,
    decide,
    features,
    find_context,
    first_guesses,
    mirror,
    score_rows,
    second_guesses,
    thresholds,
    with_calendar,
)
from rashomon.alignment.evidence import EVIDENCE, gather_evidence

ALONE = Context(around=0.0, near=NO_OTHER, rival=NO_OTHER, lesser_rival=NO_OTHER)


def row_of(left: str, right: str) -> list[float]:
    pair = make_pair(make_profile(make_claim(left, article="a")), make_profile(make_claim(right, article="b")))
    return features(pair, gather_evidence(pair))


def decision_of(row, *, judged=None, context=ALONE):
    return decide(score_rows([row]), [judged], [context])[0]


def test_a_row_has_a_number_for_each_feature_and_none_for_what_is_unknown():
    row = row_of("The bridge closed", "Voters queued")
    assert len(row) == len(FEATURES)
    assert set(EVIDENCE) - set(FEATURES) == {"claim-pair model"}
    assert math.isnan(row[FEATURES.index("numbers")])


def test_the_decision_does_not_hang_on_which_report_comes_first():
    row = row_of("Divers found a crack in the pier", "A crack was found by divers in the third pier of the bridge")
    one, other = decision_of(row), decision_of(mirror(row))
    assert (one.link, one.conflict, one.same) == pytest.approx((other.link, other.conflict, other.same))


def test_the_same_words_are_more_probably_linked_than_others():
    same, other = row_of("Divers found a crack", "Divers found a crack"), row_of("Divers found a crack", "It rained")
    assert decision_of(same).link > decision_of(other).link
    first, second = first_guesses(score_rows([same, other]))
    assert 0 <= second < first <= 1


def test_the_judge_and_the_claims_around_move_the_decision():
    row = row_of("Divers found a crack in the pier", "Cracks were discovered in a pillar")
    linked, unrelated = (0.6, 0.3, 0.05, 0.05), (0.05, 0.05, 0.05, 0.85)
    assert decision_of(row, judged=linked).link > decision_of(row, judged=unrelated).link
    assert decision_of(row, judged=(0.1, 0.1, 0.75, 0.05)).conflict > decision_of(row, judged=linked).conflict
    told_around = replace(ALONE, around=0.95, near=2.0)
    assert decision_of(row, judged=linked, context=told_around).link > decision_of(row, judged=linked).link


def place(left: str, right: str, sentence: int = 0) -> Place:
    return Place(left=left, right=right, left_sentence=sentence, right_sentence=sentence)


def log_odds(probability: float) -> float:
    return math.log(probability / (1 - probability))


def test_context_is_the_best_guess_around_and_the_best_rival_of_either_claim():
    places = [place("a1", "b1"), place("a2", "b2", 1), place("a1", "b3", 2), place("a9", "b9", 9), place("a8", "b3", 9)]
    found = find_context(places, [0.1, 0.7, 0.4, 0.9, 0.2])
    assert [c.around for c in found] == [0.7, 0.4, 0.7, 0.2, 0.9]
    assert [c.rival for c in found] == pytest.approx([log_odds(0.4), NO_OTHER, log_odds(0.2), NO_OTHER, log_odds(0.4)])
    assert [c.lesser_rival for c in found] == pytest.approx([NO_OTHER, NO_OTHER, log_odds(0.1), NO_OTHER, NO_OTHER])


def test_claims_around_count_once_there_are_three_of_them():
    places = [place(f"a{i}", f"b{i}", i // 2) for i in range(4)]
    assert find_context(places, [0.5, 0.5, 0.5, 0.5])[0].near == pytest.approx(0.0)
    assert find_context(places[:3], [0.5, 0.5, 0.5])[0].near == NO_OTHER


def test_the_second_guess_hears_the_judge():
    scores = score_rows([row_of("Divers found a crack in the pier", "Cracks were discovered in a pillar")])
    linked, unrelated = (0.6, 0.3, 0.05, 0.05), (0.05, 0.05, 0.05, 0.85)
    assert second_guesses(scores, [linked]) > second_guesses(scores, [unrelated])
    assert second_guesses(score_rows([]), []) == []


def test_nothing_to_decide():
    assert decide(score_rows([]), [], []) == [] and first_guesses(score_rows([])) == []


def test_the_bars_are_set():
    assert {"link", "conflict by value", "conflict by model", "amounts", "same"} == set(thresholds())
    assert all(bar > 0 for bar in thresholds().values())


def test_one_actor_on_one_day_is_probably_linked_whatever_the_words():
    row = row_of("She paid a visit on Wednesday", "Her plane landed on June 19")
    low = decision_of(row)
    row[FEATURES.index("roles")] = row[FEATURES.index("dates")] = 1.0
    assert with_calendar(low, row).link == SAME_ACTOR_SAME_DAY > low.link
    row[FEATURES.index("dates")] = 0.5
    assert with_calendar(low, row) == low

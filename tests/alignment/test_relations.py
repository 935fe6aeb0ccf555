from __future__ import annotations

from datetime import UTC, datetime
from math import inf

import pytest
from tests.builders import (
    make_claim,
    make_clock,
    make_day,
    make_duration,
    make_pair,
    make_profile,
    make_quantity,
    span_of,
)

from rashomon.alignment.decision import Decision
from rashomon.alignment.relations import Clash, choose_relation, find_clash, name_kind
from rashomon.alignment.sameness import may_be_same

EARLY, LATE = datetime(2024, 6, 18, 9, tzinfo=UTC), datetime(2024, 6, 19, 9, tzinfo=UTC)


def pair_of(left, right, *, left_published=None, right_published=None):
    a = make_claim("one thing happened", article="a", **left)
    b = make_claim("a thing happened there", article="b", **right)
    return make_pair(make_profile(a, published=left_published), make_profile(b, published=right_published))


def counts(low, **fields):
    return {"quantities": (make_quantity(low, noun="people", **fields),)}


def test_two_amounts_of_one_thing():
    clash = find_clash(pair_of(counts(10), counts(12)))
    assert clash and (clash.kind, clash.values) == ("quantity", ("10 people", "12 people"))


def test_two_sizes_of_a_crowd_are_known():
    hundreds = {"quantities": (make_quantity(200, 999, noun="residents", exact=False),)}
    thousands = {"quantities": (make_quantity(2000, 9999, noun="North Koreans", exact=False),)}
    assert find_clash(pair_of(hundreds, thousands)).crowd
    assert not find_clash(pair_of(counts(10), counts(12))).crowd


def test_a_toll_overtaken_by_a_later_report_is_an_update():
    pair = pair_of(counts(2, role="killed"), counts(6, role="killed"), left_published=EARLY, right_published=LATE)
    clash = find_clash(pair)
    assert clash and (clash.kind, clash.values, clash.firm) == ("update", ("2 people killed", "6 people killed"), True)
    at_once = pair_of(counts(2, role="killed"), counts(6, role="killed"), left_published=EARLY, right_published=EARLY)
    assert find_clash(at_once).kind == "quantity"


def test_a_lower_bound_is_overtaken_too_but_contradicts_nothing_at_once():
    two, six = ({"quantities": (make_quantity(n, inf, role="killed", noun="people"),)} for n in (2, 6))
    assert find_clash(pair_of(two, six, left_published=EARLY, right_published=LATE)).kind == "update"
    assert find_clash(pair_of(two, six, left_published=EARLY, right_published=EARLY)) is None


def test_an_exact_count_outgrows_an_earlier_lower_bound():
    two = {"quantities": (make_quantity(2, inf, role="killed", noun="people"),)}
    later = pair_of(two, counts(6, role="killed"), left_published=EARLY, right_published=LATE)
    assert find_clash(later).kind == "update"
    earlier = pair_of(two, counts(6, role="killed"), left_published=LATE, right_published=EARLY)
    assert find_clash(earlier) is None


def test_the_same_toll_a_day_later_is_no_update():
    assert (
        find_clash(
            pair_of(counts(6, role="killed"), counts(6, role="killed"), left_published=EARLY, right_published=LATE)
        )
        is None
    )


def test_two_clock_times_of_one_act_clash_firmly():
    six, nine = ({"times": (make_clock(hour),), "lemma": "send"} for hour in (6, 9))
    clash = find_clash(pair_of(six, nine))
    assert clash and (clash.kind, clash.values, clash.firm) == ("time", ("06:00", "09:00"), True)
    assert find_clash(pair_of(six, six)) is None


def acts(left: dict, right: dict, words=("signed the fishing treaty", "signed the fishing treaty")):
    a = make_claim(words[0], article="a", **left)
    b = make_claim(words[1], article="b", **right)
    return make_pair(make_profile(a), make_profile(b))


def test_planned_against_done_is_a_clash_of_status_where_it_is_one_act():
    assert find_clash(acts({"stance": "planned", "lemma": "sign"}, {"lemma": "sign"})).kind == "status"
    assert find_clash(acts({"stance": "planned", "lemma": "visit"}, {"lemma": "sign"})) is None


def test_under_discussion_against_done_is_one_where_it_is_one_thing():
    words = ("they discussed forming a fishing treaty", "they signed a fishing treaty")
    clash = find_clash(acts({"lemma": "form", "stance": "planned"}, {"lemma": "sign"}, words))
    assert clash and (clash.kind, clash.values) == ("status", ("form", "sign"))
    other = ("they discussed the weather", "they signed a fishing treaty")
    assert find_clash(acts({"lemma": "discuss"}, {"lemma": "sign"}, other)) is None


def test_negated_against_stated_is_one_where_it_is_one_act():
    assert find_clash(acts({"polarity": "negative", "lemma": "injure"}, {"lemma": "injure"})).kind == "status"
    assert find_clash(acts({"polarity": "negative", "lemma": "close"}, {"lemma": "injure"})) is None


def test_denied_against_asserted_is_a_clash_of_attribution():
    clash = find_clash(acts({"stance": "denied"}, {}, ("he took the bribe", "he took a bribe")))
    assert clash and (clash.kind, clash.firm) == ("attribution", True)
    assert find_clash(acts({"stance": "denied"}, {}, ("he denied that", "she left"))) is None


def test_two_days_clash_in_time():
    clash = find_clash(pair_of({"times": (make_day("2024-06-19"),)}, {"times": (make_day("2024-06-21"),)}))
    assert clash and (clash.kind, clash.values) == ("time", ("2024-06-19", "2024-06-21"))


def test_agreeing_values_are_no_clash():
    since = {"times": (make_day("2000-01-01", value="2000", grain="year"),)}
    pair = pair_of(since, {"times": (make_duration("P24Y"),)}, left_published=LATE, right_published=LATE)
    assert find_clash(pair) is None
    assert name_kind(pair, "same", None) == ("time", ("2000", "P24Y"))


def test_nothing_typed_is_neither():
    pair = pair_of({}, {})
    assert find_clash(pair) is None
    assert name_kind(pair, "partial", None) == ("claim", None)
    assert name_kind(pair, "conflict", None) == ("other", None)


BARS = {"link": 0.3, "conflict by value": 0.2, "conflict by model": 0.6, "amounts": 0.15, "same": 0.5}


def decision(link=0.9, conflict=0.0, same=0.0, around=0.0):
    return Decision(link=link, conflict=conflict, same=same, around=around)


def test_relations_by_probability():
    assert choose_relation(None, decision(link=0.2), BARS) is None
    assert choose_relation(None, decision(same=0.7), BARS) == "same"
    assert choose_relation(None, decision(same=0.3), BARS) == "partial"
    assert choose_relation(None, decision(conflict=0.7), BARS) == "conflict"


def clash(kind, **fields):
    return Clash(kind=kind, values=("x", "y"), **fields)


def test_a_clash_is_never_the_same():
    assert choose_relation(clash("time"), decision(same=0.9), BARS) == "partial"
    assert choose_relation(clash("time"), decision(same=0.9, conflict=0.3), BARS) == "conflict"


def test_a_firm_clash_of_linked_claims_is_a_conflict():
    assert choose_relation(clash("status", firm=True), decision(same=0.9), BARS) == "conflict"
    assert choose_relation(clash("status", firm=True), decision(link=0.1), BARS) is None


def test_a_bar_of_their_own_links_claims_that_clash():
    assert choose_relation(clash("status"), decision(link=0.2), BARS) is None
    assert choose_relation(clash("status"), decision(link=0.2), BARS | {"clash": 0.15}) == "conflict"
    assert choose_relation(None, decision(link=0.2), BARS | {"clash": 0.15}) is None


def test_clashing_amounts_need_no_link_but_the_same_happening_around_them():
    assert choose_relation(clash("quantity"), decision(link=0.2, around=0.9), BARS) == "conflict"
    assert choose_relation(clash("quantity"), decision(link=0.2, around=0.1), BARS) is None
    assert choose_relation(clash("quantity"), decision(link=0.4, same=0.9, around=0.1), BARS) == "partial"
    assert choose_relation(clash("quantity"), decision(link=0.9, around=0.0), BARS) == "conflict"
    assert choose_relation(clash("quantity", crowd=True), decision(link=0.05, around=0.6), BARS) == "conflict"
    assert choose_relation(clash("quantity"), decision(link=0.1, around=0.9), BARS) is None


def test_a_plan_a_hedge_or_a_negation_is_never_the_same():
    assert may_be_same(pair_of({}, {"stance": "reported"}))
    assert may_be_same(pair_of({"stance": "planned"}, {"stance": "planned"}))
    for field, value in (("stance", "planned"), ("stance", "hedged"), ("stance", "denied"), ("polarity", "negative")):
        assert not may_be_same(pair_of({field: value}, {})), value


def counted_pair(left: str, left_count: str, low: float, right: str, right_count: str, other: float):
    sides = []
    for article, text, piece, number in (("a", left, left_count, low), ("b", right, right_count, other)):
        quantity = make_quantity(number, noun="people", span=span_of(text, piece))
        sides.append(make_profile(make_claim(text, article=article, quantities=(quantity,))))
    return make_pair(*sides)


@pytest.mark.parametrize(
    ("left", "left_count"), [("Another 20 people fell ill", "20 people"), ("20 more people fell ill", "20 more people")]
)
def test_what_comes_on_top_is_no_rival_of_a_total(left, left_count):
    assert find_clash(counted_pair(left, left_count, 20, "Ill were 90 people", "90 people", 90)) is None
    assert find_clash(
        counted_pair("More than 20 people fell ill", "20 people", 20, "Ill were 90 people", "90 people", 90)
    )


def test_the_two_of_them_are_no_count():
    known = counted_pair("The two people shook hands", "two people", 2, "The two people fell out", "two people", 2)
    assert name_kind(known, "partial", None) == ("claim", None)
    counted = counted_pair("Two people were killed", "Two people", 2, "The fire killed two people", "two people", 2)
    assert name_kind(counted, "partial", None)[0] == "quantity"

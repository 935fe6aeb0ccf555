from __future__ import annotations

from datetime import UTC, datetime

from rashomon.alignment.relations import agreeing_values, conflict_kind, find_clash
from tests.builders import make_claim, make_day, make_duration, make_pair, make_profile, make_quantity

EARLY, LATE = datetime(2024, 6, 18, 9, tzinfo=UTC), datetime(2024, 6, 19, 9, tzinfo=UTC)


def pair_of(left, right, *, left_published=None, right_published=None):
    a = make_claim("one thing happened", article="a", **left)
    b = make_claim("another thing happened", article="b", **right)
    return make_pair(make_profile(a, published=left_published), make_profile(b, published=right_published))


def counts(low, **fields):
    return {"quantities": (make_quantity(low, noun="people", **fields),)}


def test_two_amounts_of_one_thing():
    clash = find_clash(pair_of(counts(10), counts(12)))
    assert clash and (clash.kind, clash.values) == ("quantity", ("10 people", "12 people"))


def test_a_toll_overtaken_by_a_later_report_is_an_update():
    pair = pair_of(counts(2, role="killed"), counts(6, role="killed"), left_published=EARLY, right_published=LATE)
    assert find_clash(pair).kind == "update"
    at_once = pair_of(counts(2, role="killed"), counts(6, role="killed"), left_published=EARLY, right_published=EARLY)
    assert find_clash(at_once).kind == "quantity"


def test_planned_against_done_is_a_clash_of_status():
    clash = find_clash(pair_of({"stance": "planned"}, {"stance": "asserted"}))
    assert clash and (clash.kind, clash.values) == ("status", ("planned", "asserted"))


def test_denied_against_asserted_is_a_clash_of_attribution():
    assert find_clash(pair_of({"stance": "denied"}, {"stance": "asserted"})).kind == "attribution"


def test_two_days_clash_in_time():
    clash = find_clash(pair_of({"times": (make_day("2024-06-19"),)}, {"times": (make_day("2024-06-21"),)}))
    assert clash and (clash.kind, clash.values) == ("time", ("2024-06-19", "2024-06-21"))


def test_agreeing_values_are_no_clash():
    since = {"times": (make_day("2000-01-01", value="2000", grain="year"),)}
    pair = pair_of(since, {"times": (make_duration("P24Y"),)}, left_published=LATE, right_published=LATE)
    assert find_clash(pair) is None
    assert agreeing_values(pair) == (("2000", "P24Y"), "time")


def test_nothing_typed_is_neither():
    pair = pair_of({}, {})
    assert find_clash(pair) is None and agreeing_values(pair) is None
    assert conflict_kind(pair) == "other"

"""What holds of points, values, clashes, wording and the written dossier, whatever the claims are.

Claims are made by hand from one small pool of words, numbers and days, so that both sides meet often; no model runs.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import inf
from typing import Any

import msgspec
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.builders import make_article, make_claim, make_pair, make_profile, make_reading
from tests.dossiers import bridge_dossier, plain_dossier
from tests.tracing import untraced_in_dossier

from rashomon.alignment.evidence import Pair, gather_evidence
from rashomon.alignment.points import gather_points
from rashomon.alignment.relations import find_clash
from rashomon.alignment.values import compare_quantities, compare_times, counts_the_same
from rashomon.comparing.wording import compare_wording
from rashomon.records import Article, Claim, Copy, Dossier, Entity, Link, Mention, Quantity, Reading, Span, Time
from rashomon.rendering import render_html, render_json, render_markdown, render_terminal
from rashomon.rendering.dossier_json import shape_dossier
from rashomon.rendering.shapes import DossierShape
from rashomon.text import fold, stretch

NOW = datetime(2031, 3, 5, tzinfo=UTC)
ROLES = (None, "killed", "injured", "missing", "arrested", "age")
VERBS = (None, "sign", "discuss", "say", "be", "visit", "arrest", "deny")
TEXT = "The mayor signed the treaty on Tuesday and two people were killed"

# --- values ----------------------------------------------------------------------------------------------------------

numbers = st.sampled_from([0.0, 1, 2, 3, 7, 8, 9, 200, 999, 1000, 2000, 9999, 43_885_310, 44_000_000, 0.5, 12.5])
bounds = st.tuples(numbers, st.one_of(numbers, st.just(inf))).filter(lambda pair: pair[0] <= pair[1])
counted = st.sampled_from(
    [(None, None), (None, "people"), (None, "residents"), (None, "North Koreans"), (None, "cars"), ("USD", None),
     ("kilometre", None)]
)  # fmt: skip


@st.composite
def quantities(draw: st.DrawFn) -> Quantity:
    low, high = draw(st.one_of(bounds, numbers.map(lambda n: (n, n))))
    unit, noun = draw(counted)
    exact = low == high and draw(st.booleans())
    role = draw(st.sampled_from(ROLES))
    return Quantity(span=Span(start=0, end=1), low=low, high=high, unit=unit, noun=noun, role=role, exact=exact)


@st.composite
def times(draw: st.DrawFn) -> Time:
    if draw(st.booleans()):
        value = draw(st.sampled_from(["P24Y", "P1Y", "PT1H30M", "PT90M", "P2D", "PXD", None]))
        return Time(span=Span(start=0, end=1), value=value, start=None, end=None, grain="duration", type="DURATION")
    grain = draw(st.sampled_from(["day", "month", "year", "minute"]))
    start = datetime(2031, draw(st.sampled_from([1, 3])), draw(st.sampled_from([1, 4, 5])), tzinfo=UTC)
    if grain == "minute":
        start = start.replace(hour=draw(st.sampled_from([0, 6, 9, 23])), minute=draw(st.sampled_from([0, 15, 50])))
        return Time(span=Span(start=0, end=1), value=f"{start:%Y-%m-%dT%H:%M}", start=start,
                    end=start + timedelta(minutes=1), grain="minute", type="TIME")  # fmt: skip
    start = start.replace(day=1) if grain != "day" else start
    start = start.replace(month=1) if grain == "year" else start
    value = {"day": f"{start:%Y-%m-%d}", "month": f"{start:%Y-%m}", "year": f"{start:%Y}"}[grain]
    length = {"day": 1, "month": 31, "year": 365}[grain]
    known = draw(st.booleans())
    return Time(span=Span(start=0, end=1), value=value, start=start if known else None,
                end=start + timedelta(days=length) if known else None, grain=grain)  # fmt: skip


@given(quantities(), quantities())
@settings(max_examples=300, deadline=None)
def test_amounts_compare_the_same_both_ways(left: Quantity, right: Quantity) -> None:
    there, back = compare_quantities(left, right), compare_quantities(right, left)
    assert counts_the_same(left, right) == counts_the_same(right, left)
    assert (there is None) == (back is None)
    if there and back:
        assert there.verdict == back.verdict
        assert (there.left_value, there.right_value) == (back.right_value, back.left_value)


@given(quantities())
@settings(max_examples=200, deadline=None)
def test_no_amount_quarrels_with_itself(quantity: Quantity) -> None:
    found = compare_quantities(quantity, replace(quantity, exact=not quantity.exact))
    assert found is None or found.verdict == "agree"


@given(quantities(), quantities())
@settings(max_examples=300, deadline=None)
def test_amounts_that_share_a_number_never_disagree(left: Quantity, right: Quantity) -> None:
    assume(left.low <= right.high and right.low <= left.high)
    found = compare_quantities(left, right)
    assert found is None or found.verdict != "disagree"


@given(times(), times())
@settings(max_examples=300, deadline=None)
def test_times_compare_the_same_both_ways(left: Time, right: Time) -> None:
    there, back = compare_times(left, right), compare_times(right, left)
    assert (there is None) == (back is None)
    if there and back:
        assert there.verdict == back.verdict
        assert (there.left_value, there.right_value) == (back.right_value, back.left_value)


@given(times())
@settings(max_examples=200, deadline=None)
def test_no_time_quarrels_with_itself(time: Time) -> None:
    found = compare_times(time, time)
    assert found is None or found.verdict == "agree"


# --- clashes and evidence --------------------------------------------------------------------------------------------


# Half of them count the dead, so that the two sides often count the same.
counts = st.one_of(quantities(), quantities().map(lambda q: replace(q, unit=None, noun="people", role="killed")))


@st.composite
def claims_of(draw: st.DrawFn, article: str) -> Claim:
    return make_claim(
        TEXT,
        article=article,
        stance=draw(st.sampled_from(["asserted", "hedged", "denied", "planned", "reported"])),
        polarity=draw(st.sampled_from(["positive", "positive", "negative"])),
        quantities=tuple(draw(st.lists(counts, max_size=2))),
        times=tuple(draw(st.lists(times(), max_size=2))),
        entities=tuple(draw(st.lists(st.sampled_from(["e1", "e2", "e3"]), max_size=2, unique=True))),
        lemma=draw(st.sampled_from(VERBS)),
    )


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Pair, Pair]:
    """A pair of claims, and the same pair the other way round."""
    dates = st.sampled_from([None, NOW, NOW + timedelta(hours=1), NOW + timedelta(days=1), NOW + timedelta(days=2)])
    left, right = (make_profile(draw(claims_of(name)), published=draw(dates)) for name in "ab")
    return make_pair(left, right), make_pair(right, left)


@given(pairs())
@settings(max_examples=200, deadline=None)
def test_a_clash_of_one_value_each_is_the_same_from_both_sides(both: tuple[Pair, Pair]) -> None:
    # With several counts in one claim the first that clash are taken, which may be others from the other side.
    claims = (both[0].left.claim, both[0].right.claim)
    assume(all(len(claim.quantities) < 2 and len(claim.times) < 2 for claim in claims))
    there, back = map(find_clash, both)
    assert (there is None) == (back is None)
    if there and back:
        assert (there.kind, there.firm) == (back.kind, back.firm)
        assert there.values == back.values[::-1]


@given(pairs())
@settings(max_examples=200, deadline=None)
def test_evidence_is_the_same_from_both_sides_and_in_bounds(both: tuple[Pair, Pair]) -> None:
    there, back = map(gather_evidence, both)
    assert {e.feature: e.agreement for e in there} == {e.feature: e.agreement for e in back}
    assert all(-1 <= e.agreement <= 1.001 and e.detail for e in there)
    assert len({e.feature for e in there}) == len(there)


@given(claims_of("a"))
@settings(max_examples=200, deadline=None)
def test_a_claim_never_clashes_with_its_own_words(claim: Claim) -> None:
    claim = replace(claim, quantities=claim.quantities[:1], times=claim.times[:1])  # two counts may be of two sets
    left, right = (make_profile(replace(claim, article=name), published=NOW) for name in "ab")
    assert find_clash(make_pair(left, right)) is None


# --- points ----------------------------------------------------------------------------------------------------------

Case = tuple[list[Reading], list[Link], list[Copy]]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Two to four reports of one to three claims, links between some of them, and perhaps a copy."""
    readings = []
    for name in "abcd"[: draw(st.integers(2, 4))]:
        claims = [
            make_claim(
                TEXT,
                article=name,
                id=f"{name}{number}",
                stance=draw(st.sampled_from(["asserted", "asserted", "reported", "hedged", "planned", "denied"])),
                polarity=draw(st.sampled_from(["positive", "positive", "negative"])),
            )
            for number in range(draw(st.integers(1, 3)))
        ]
        readings.append(make_reading(make_article(TEXT, id=name), tuple(claims)))
    every = [(a.id, b.id) for n, left in enumerate(readings) for right in readings[n + 1 :]
             for a in left.claims for b in right.claims]  # fmt: skip
    chosen = draw(st.lists(st.sampled_from(every), unique=True, max_size=8))
    links = [
        Link(id=f"k{left}{right}", left=left, right=right, kind="claim", values=None, evidence=(),
             relation=draw(st.sampled_from(["same", "same", "partial", "conflict"])),
             score=draw(st.sampled_from([0.3, 0.5, 0.9])))
        for left, right in chosen
    ]  # fmt: skip
    copies = [Copy(article="b", origin="a", contained=1.0)] if draw(st.booleans()) else []
    return readings, links, copies


def claims_in(readings: list[Reading]) -> dict[str, Claim]:
    return {claim.id: claim for reading in readings for claim in reading.claims}


@given(cases())
@settings(max_examples=200, deadline=None)
def test_every_claim_is_in_one_point(case: Case) -> None:
    readings, links, copies = case
    points = gather_points(readings, links, copies)
    assert sorted(c for point in points for c in point.claims) == sorted(claims_in(readings))
    assert len({point.id for point in points}) == len(points)


@given(cases(), st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_points_hang_on_no_order(case: Case, chance: Any) -> None:
    readings, links, copies = case
    points = gather_points(readings, links, copies)
    mixed_readings = [replace(r, claims=tuple(chance.sample(r.claims, len(r.claims)))) for r in readings]
    turned = [replace(k, left=k.right, right=k.left) if chance.random() < 0.5 else k for k in links]
    chance.shuffle(mixed_readings)
    chance.shuffle(turned)
    assert gather_points(mixed_readings, turned, copies) == points


@given(cases())
@settings(max_examples=200, deadline=None)
def test_what_conflicts_is_contested_and_never_confirmed(case: Case) -> None:
    readings, links, copies = case
    conflicts = [{k.left, k.right} for k in links if k.relation == "conflict"]
    for point in gather_points(readings, links, copies):
        quarrels = any(pair <= set(point.claims) for pair in conflicts)
        assert (point.status == "contested") == quarrels
        if point.status == "corroborated":
            assert not quarrels and point.independent_sources > 1


@given(cases())
@settings(max_examples=200, deadline=None)
def test_copies_plans_denials_and_hedges_back_nothing(case: Case) -> None:
    readings, links, copies = case
    claims = claims_in(readings)
    origin = {copy.article: copy.origin for copy in copies}
    for point in gather_points(readings, links, copies):
        members = [claims[c] for c in point.claims]
        assert point.sources == tuple(sorted({f"Outlet {c.article}" for c in members}))
        stated = {origin.get(c.article, c.article) for c in members if c.stance in ("asserted", "reported")}
        assert 1 <= point.independent_sources <= max(1, len(stated))


@given(cases())
@settings(max_examples=100, deadline=None)
def test_a_copy_never_adds_a_source(case: Case) -> None:
    readings, links, _ = case
    alone = {p.id: p.independent_sources for p in gather_points(readings, links, [])}
    copied = gather_points(readings, links, [Copy(article="b", origin="a", contained=1.0)])
    assert all(point.independent_sources <= alone[point.id] for point in copied)


@given(cases())
@settings(max_examples=50, deadline=None)
def test_without_links_every_claim_stands_alone(case: Case) -> None:
    readings, _, copies = case
    points = gather_points(readings, [], copies)
    assert len(points) == len(claims_in(readings))
    assert {(point.status, point.independent_sources) for point in points} == {("single-source", 1)}


# --- wording ---------------------------------------------------------------------------------------------------------

NAMES = ("Ada Brandt", "Brandt", "the mayor", "The Mayor", "she", "her", "Tessel", "tessel’s", "it", "Bránd")


@st.composite
def named_reports(draw: st.DrawFn) -> list[Reading]:
    readings = []
    for name in "abc":
        words = draw(st.lists(st.sampled_from(NAMES), max_size=5))
        text = " and ".join(words) + "."
        mentions, start = [], 0
        for word in words:
            entity = draw(st.sampled_from(["e1", "e2", None]))
            mentions.append(Mention(span=Span(start=start, end=start + len(word)), entity=entity, kind="person"))
            start += len(word) + len(" and ")
        readings.append(make_reading(make_article(text, id=name), mentions=tuple(mentions)))
    return readings


ENTITIES = tuple(Entity(id=key, name=key, kind="person", names=(key,)) for key in ("e1", "e2"))


@given(named_reports())
@settings(max_examples=200, deadline=None)
def test_wording_shows_different_words_of_several_reports(readings: list[Reading]) -> None:
    texts = {reading.article.id: reading.article.text for reading in readings}
    for wording in compare_wording(readings, ENTITIES):
        assert len({label.article for label in wording.labels}) > 1
        assert len({fold(label.text) for label in wording.labels}) > 1
        for label in wording.labels:
            assert stretch(texts[label.article], label.span) == label.text
            assert fold(label.text) not in {"she", "her", "it"}
        assert len({(label.article, fold(label.text)) for label in wording.labels}) == len(wording.labels)


@given(named_reports())
@settings(max_examples=100, deadline=None)
def test_wording_hangs_on_no_order_of_reports(readings: list[Reading]) -> None:
    def found(order: list[Reading]) -> dict[str, set[tuple[str, str]]]:
        return {w.referent: {(k.article, k.text) for k in w.labels} for w in compare_wording(order, ENTITIES)}

    assert found(readings) == found(readings[::-1])


# --- the written dossier ---------------------------------------------------------------------------------------------

LINES = st.sampled_from(
    ["The mill burned.", '<b>Fire</b> & "smoke"', "{{ it }}", "“She said: ‘no’”", "\u202eevil\u202c", "🔥\u200d🔥",
     "e\u0301", "\x07", "a\u2028b", "İstanbul", "|x|y|", "# head", "- list", "`code`", "[bold]red[/bold]", "%s {0}"]
)  # fmt: skip
reports = st.lists(
    st.one_of(st.lists(LINES, min_size=1, max_size=4).map("\n".join), st.text(min_size=1, max_size=40)),
    min_size=2,
    max_size=3,
).filter(lambda texts: all(text.strip() for text in texts))


@given(reports)
@settings(max_examples=60, deadline=None)
def test_a_dossier_comes_back_from_its_json(texts: list[str]) -> None:
    dossier = plain_dossier(*texts)
    decoded = msgspec.json.decode(render_json(dossier), type=DossierShape)
    assert decoded == shape_dossier(dossier)
    assert [article.text for article in decoded.articles] == texts
    for claim in decoded.claims:
        text = next(article.text for article in decoded.articles if article.id == claim.article)
        assert text[claim.start : claim.end] == claim.text


def test_a_full_dossier_comes_back_from_its_json_and_is_traced() -> None:
    for reproducible in (True, False):
        dossier = bridge_dossier(reproducible=reproducible)
        written = render_json(dossier)
        assert msgspec.json.decode(written, type=DossierShape) == shape_dossier(dossier)
        assert untraced_in_dossier(json.loads(written)) == []


@given(reports)
@settings(max_examples=40, deadline=None)
def test_no_text_breaks_a_rendering(texts: list[str]) -> None:
    dossier = plain_dossier(*texts)
    for render in (render_html, render_markdown, lambda d: render_terminal(d, width=80, color=False)):
        assert render(dossier) == render(dossier)
    assert "<b>Fire</b>" not in render_html(dossier)


@given(st.permutations(range(4)))
@settings(max_examples=10, deadline=None)
def test_the_order_of_records_shows_only_in_the_articles(order: list[int]) -> None:
    dossier = bridge_dossier()
    assert len(dossier.articles) == len(order)
    written, mixed = (
        json.loads(render_json(one)) for one in (dossier, reordered(dossier, [dossier.articles[n] for n in order]))
    )
    assert [article["id"] for article in mixed["articles"]] == [dossier.articles[n].id for n in order]
    for one in (written, mixed):
        one["articles"].sort(key=lambda article: article["id"])
    assert written == mixed


def reordered(dossier: Dossier, articles: list[Article]) -> Dossier:
    """`dossier` with `articles` as its articles, and its other records in the order that they give."""
    readings = {reading.article.id: reading for reading in dossier.readings}
    return replace(
        dossier,
        articles=tuple(articles),
        readings=tuple(readings[article.id] for article in articles),
        links=dossier.links[::-1],
        points=dossier.points[::-1],
        silences=dossier.silences[::-1],
        skipped=dossier.skipped[::-1],
    )

"""The Pyongyang pair: what must be found in two real reports. Their words are not here, only offsets into them.

`FACTS` numbers are places in the lists of the facts file; `place(...)` turns one into a stretch of its report.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
from tests.shared_data import shared

import rashomon
from rashomon.alignment.values import show_quantity
from rashomon.bench.links import shares_half
from rashomon.records import Claim, Dossier, Entity, Link, Mention, Quote, Reading, Span
from rashomon.text import fold, overlap, stretch, words

DATES = {"a": "2024-06-20", "b": "2024-06-19"}
# Places in the list of links of the facts file.
ARRIVAL, EARLY_ARRIVAL, SINCE_2000, CROWD, TREATY = 0, 1, 2, 7, 12
DELEGATES = range(7, 13)  # places in its list of entities

Item = dict[str, Any]


@cache
def load_facts() -> Item:
    found: Item = json.loads(shared("gold/putin-north-korea-2024.facts.json").read_text(encoding="utf-8"))
    return found


@cache
def compare_pair() -> Dossier:
    paths = [shared(document["file"].removeprefix("../")) for document in load_facts()["documents"]]
    return rashomon.compare(paths, published={str(p): d for p, d in zip(paths, DATES.values(), strict=True)})


@pytest.fixture
def facts() -> Item:
    return load_facts()


@pytest.fixture
def dossier() -> Dossier:
    load_facts()
    return compare_pair()


def reading_of(dossier: Dossier, document: str) -> Reading:
    ids = [article.id for article in dossier.articles]
    return next(r for r in dossier.readings if r.article.id == ids["ab".index(document)])


def place(item: Item) -> Span:
    return Span(start=item["start"], end=item["end"])


def claims_at(dossier: Dossier, item: Item) -> dict[str, Claim]:
    return {c.id: c for c in reading_of(dossier, item["doc"]).claims if shares_half(c.span, place(item))}


def links_at(dossier: Dossier, item: Item) -> list[Link]:
    """The links between the two stretches of a link of the facts file, turned so that a's claim is left."""
    left, right = claims_at(dossier, item["a"]), claims_at(dossier, item["b"])
    assert left and right
    found = []
    for link in dossier.links:
        if (link.left in left and link.right in right) or (link.left in right and link.right in left):
            found.append(link)
    return found


def values_at(dossier: Dossier, link: Link) -> tuple[str, str]:
    """The two values of a link, the one of report a first."""
    assert link.values is not None
    in_a = link.left in {claim.id for claim in reading_of(dossier, "a").claims}
    return link.values if in_a else link.values[::-1]


def entity_of(dossier: Dossier, mention: Mention) -> Entity:
    return next(entity for entity in dossier.entities if entity.id == mention.entity)


def entities_called(dossier: Dossier, name: str) -> list[Entity]:
    return [e for e in dossier.entities if fold(name) in {fold(n) for n in (e.name, *e.names)}]


def tell(links: list[Link]) -> str:
    return "; ".join(f"{k.relation}/{k.kind} {k.values} {k.score}" for k in links) or "no link"


def test_facts_are_those_that_the_places_mean(facts: Item) -> None:
    kinds = [(facts["links"][n]["relation"], facts["links"][n]["kind"]) for n in (SINCE_2000, CROWD, TREATY)]
    assert kinds == [("same", "claim"), ("conflict", "quantity"), ("conflict", "status")]
    assert len([quote for quote in facts["quotes"] if quote["speaker"]]) == 8


def test_offsets_are_those_of_the_files(facts: Item, dossier: Dossier) -> None:
    for part in ("quotes", "times", "quantities", "hedged", "headings", "boilerplate"):
        for item in facts[part]:
            assert stretch(reading_of(dossier, item["doc"]).article.text, place(item)) == item["text"]


# --- conflicts and agreements ----------------------------------------------------------------------------------------


def test_the_size_of_the_crowd_is_a_conflict_of_quantities(facts: Item, dossier: Dossier) -> None:
    links = links_at(dossier, facts["links"][CROWD])
    conflicts = [k for k in links if k.relation == "conflict" and k.kind == "quantity"]
    assert conflicts, tell(links)
    left, right = values_at(dossier, conflicts[0])
    assert "200..999" in left
    assert "2,000..9,999" in right


def test_a_treaty_signed_and_under_discussion_is_a_conflict_of_status(facts: Item, dossier: Dossier) -> None:
    links = links_at(dossier, facts["links"][TREATY])
    conflicts = [k for k in links if k.relation == "conflict" and k.kind == "status"]
    assert conflicts, tell(links)
    left, right = values_at(dossier, conflicts[0])
    assert left.startswith("sign")
    assert right.startswith(("discuss", "form"))


def test_the_two_conflicts_make_contested_points(facts: Item, dossier: Dossier) -> None:
    for number in (CROWD, TREATY):
        sides = [set(claims_at(dossier, facts["links"][number][doc])) for doc in "ab"]
        contested = [set(point.claims) for point in dossier.points if point.status == "contested"]
        assert any(all(side & claims for side in sides) for claims in contested), number


@pytest.mark.parametrize("number", [ARRIVAL, EARLY_ARRIVAL, SINCE_2000], ids=["Wednesday", "early hours", "24 years"])
def test_arithmetic_makes_links_and_no_conflict(number: int, facts: Item, dossier: Dossier) -> None:
    links = links_at(dossier, facts["links"][number])
    assert {k.relation for k in links} & {"same", "partial"}, tell(links)
    assert "conflict" not in {k.relation for k in links}, tell(links)


def test_years_are_counted(facts: Item, dossier: Dossier) -> None:
    links = links_at(dossier, facts["links"][SINCE_2000])
    assert any("2024 - 2000 = 24 years" in e.detail for link in links for e in link.evidence), tell(links)


def test_most_links_of_the_facts_are_found(facts: Item, dossier: Dossier) -> None:
    # Each of these links is the same fact or happening.
    missing = [n for n, item in enumerate(facts["links"]) if not links_at(dossier, item)]
    assert len(missing) <= 4, missing


@pytest.mark.xfail(strict=True, reason="four are missed; the issue on alignment allows three (evaluation.md)")
def test_no_more_links_of_the_facts_are_missed_than_promised(facts: Item, dossier: Dossier) -> None:
    missing = [n for n, item in enumerate(facts["links"]) if not links_at(dossier, item)]
    assert len(missing) <= 3, missing


def test_what_only_one_report_says_is_confirmed_by_none(facts: Item, dossier: Dossier) -> None:
    # One stands out: a background clause ("when he visited ...") that is linked to the visit of the day.
    confirmed = []
    for number, item in enumerate(facts["only"]):
        claims = set(claims_at(dossier, item))
        statuses = {point.status for point in dossier.points if claims & set(point.claims)}
        if statuses == {"corroborated"}:
            confirmed.append(number)
    assert len(confirmed) <= 1, confirmed


# --- reading ---------------------------------------------------------------------------------------------------------


def quotes_at(dossier: Dossier, item: Item) -> list[Quote]:
    return [q for q in reading_of(dossier, item["doc"]).quotes if shares_half(q.span, place(item))]


def speakers_at(dossier: Dossier, item: Item) -> set[str]:
    """The names of those who speak the marked words: the smallest quotes there."""
    quotes = [q for q in quotes_at(dossier, item) if q.kind != "indirect"]
    return {entity_of(dossier, q.speaker).name for q in quotes if q.speaker and q.speaker.entity}


def test_at_least_seven_of_eight_speakers_are_right(facts: Item, dossier: Dossier) -> None:
    wrong = []
    spoken = [quote for quote in facts["quotes"] if quote["speaker"]]
    for item in spoken:
        wanted = {entity.name for entity in entities_called(dossier, item["speaker"])}
        if speakers_at(dossier, item) != wanted:
            wrong.append((item["start"], item["speaker"], speakers_at(dossier, item)))
    assert len(spoken) - len(wrong) >= 7, wrong


def test_the_words_of_the_treaty_have_no_speaker(facts: Item, dossier: Dossier) -> None:
    (item,) = [quote for quote in facts["quotes"] if quote["speaker"] is None]
    assert [q.speaker for q in quotes_at(dossier, item) if q.speaker] == []


def test_furniture_is_in_no_claim(facts: Item, dossier: Dossier) -> None:
    for item in (*facts["boilerplate"], *facts["headings"]):
        reading = reading_of(dossier, item["doc"])
        core = stretch(reading.article.text, place(item)).strip()
        start = reading.article.text.index(core, item["start"])
        span = Span(start=start, end=start + len(core))
        assert [c.id for c in reading.claims if overlap(c.span, span)] == []
        assert span in (*reading.headings, *reading.boilerplate)


@pytest.mark.parametrize("number", DELEGATES)
def test_delegates_are_persons(number: int, facts: Item, dossier: Dossier) -> None:
    name = facts["entities"][number]["id"]
    assert [entity.kind for entity in entities_called(dossier, name)] == ["person"]


def test_all_names_of_north_korea_are_one_place(facts: Item, dossier: Dossier) -> None:
    (item,) = [entity for entity in facts["entities"] if "DPRK" in entity["a"]]
    (country,) = entities_called(dossier, item["id"])
    for document in "ab":
        reading = reading_of(dossier, document)
        for name in item[document]:
            wanted = words(name.removeprefix("the "))
            meant = {
                mention.entity
                for mention in reading.mentions
                if words(stretch(reading.article.text, mention.span).removeprefix("the ")) == wanted
            }
            assert meant == {country.id}, (document, len(name), meant)


def test_hedged_stretches_are_hedged_claims(facts: Item, dossier: Dossier) -> None:
    stances = {item["start"]: {c.stance for c in claims_at(dossier, item).values()} for item in facts["hedged"]}
    assert {start: found for start, found in stances.items() if "hedged" not in found} == {}


def test_times_have_their_values(facts: Item, dossier: Dossier) -> None:
    wrong = []
    for item in facts["times"]:
        reading = reading_of(dossier, item["doc"])
        values = {t.value for t in reading.times if overlap(t.span, place(item))}
        if item["value"] not in values:
            wrong.append((item["start"], item["value"], values))
    assert wrong == []


def test_vague_amounts_have_their_ranges(facts: Item, dossier: Dossier) -> None:
    for item in facts["quantities"]:
        reading = reading_of(dossier, item["doc"])
        shown = [show_quantity(q) for q in reading.quantities if overlap(q.span, place(item))]
        assert shown == [f"{item['low']:,}..{item['high']:,} {item['unit']}"]

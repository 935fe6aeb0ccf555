from __future__ import annotations

from itertools import permutations

from tests.builders import make_article, make_claim, make_reading, span_of

from rashomon.alignment.entities import unify_entities
from rashomon.records import Entity, EntityKind, Mention, Quote, Reading


def entity(id: str, name: str, kind: EntityKind, *names: str) -> Entity:
    return Entity(id=id, name=name, kind=kind, names=tuple(sorted({name, *names})))


def reading(article: str, text: str, *entities: Entity, **mentions: str) -> Reading:
    """A reading whose `mentions` are words of the text and the ids that they mean."""
    spans = [
        Mention(span=span_of(text, words.replace("_", " ")), entity=id, kind=id.split(":")[0])  # type: ignore[arg-type]
        for words, id in mentions.items()
    ]
    return make_reading(make_article(text, id=article), entities=entities, mentions=tuple(spans))


KIM_A = entity("person:kim-jong-un", "Kim Jong-un", "person", "Kim")
KIM_B = entity("person:kim-jong-un", "Kim Jong Un", "person", "Kim")
SISTER = entity("person:kim-yo-jong", "Kim Yo Jong", "person")


def test_spellings_of_one_person_become_one_entity_with_all_names():
    _, entities = unify_entities([reading("a", "x", KIM_A), reading("b", "y", KIM_B, SISTER)])
    assert [e.id for e in entities] == ["person:kim-jong-un", "person:kim-yo-jong"]
    assert entities[0].names == ("Kim", "Kim Jong Un", "Kim Jong-un")


def test_a_lone_surname_joins_the_full_name_of_the_other_report():
    short = entity("person:lavrov", "Lavrov", "person")
    long = entity("person:sergey-lavrov", "Sergey Lavrov", "person")
    left, right = reading("a", "Lavrov spoke", short, Lavrov="person:lavrov"), reading("b", "y", long)
    (first, _), entities = unify_entities([left, right])
    assert [e.id for e in entities] == ["person:sergey-lavrov"]
    assert first.mentions[0].entity == "person:sergey-lavrov"
    assert first.entities == entities


def test_two_entities_of_one_report_are_never_joined():
    both = reading("a", "x", entity("person:al-ray", "Al Ray", "person"), entity("person:ray", "Ray", "person"))
    unified, entities = unify_entities([both, reading("b", "y", entity("person:al-ray", "Al Ray", "person"))])
    assert len(entities) == 2
    assert len(unified[0].entities) == 2


def test_the_order_of_readings_changes_nothing_but_their_order():
    readings = [
        reading("a", "x", KIM_A, entity("place:korea", "Korea", "place")),
        reading("b", "y", entity("person:kim", "Kim", "person"), SISTER),
        reading("c", "z", KIM_B, entity("organisation:un", "United Nations", "organisation", "UN")),
    ]
    results = [unify_entities(order) for order in permutations(readings)]
    assert all(entities == results[0][1] for _, entities in results)
    by_article = [{r.article.id: r for r in unified} for unified, _ in results]
    assert all(found == by_article[0] for found in by_article)


def test_quotes_and_claims_speak_with_the_entities_of_the_event():
    text = "Lavrov said it rains."
    speaker = Mention(span=span_of(text, "Lavrov"), entity="person:lavrov", kind="person")
    claim = make_claim(text, speaker=speaker, entities=("person:lavrov",))
    quote = Quote(span=span_of(text, "it rains"), speaker=speaker, cue=span_of(text, "said"), kind="indirect")
    left = make_reading(
        make_article(text), (claim,), entities=(entity("person:lavrov", "Lavrov", "person"),), quotes=(quote,)
    )
    right = reading("b", "y", entity("person:sergey-lavrov", "Sergey Lavrov", "person"))
    (found, _), _ = unify_entities([left, right])
    assert found.claims[0].entities == ("person:sergey-lavrov",)
    assert found.claims[0].speaker is not None
    assert found.claims[0].speaker.entity == "person:sergey-lavrov"
    assert found.quotes[0].speaker is not None
    assert found.quotes[0].speaker.entity == "person:sergey-lavrov"


def test_a_city_and_its_country_and_a_body_and_its_part_stay_apart():
    left = reading(
        "a", "x", entity("place:russia", "Russia", "place", "Moscow"), entity("place:moscow", "Moscow", "place")
    )
    council = entity("organisation:unsc", "United Nations Security Council", "organisation", "UN Security Council")
    right = reading("b", "y", entity("organisation:un", "United Nations", "organisation"), council)
    third = reading("c", "z", entity("place:moscow", "Moscow", "place"), council)
    _, entities = unify_entities([left, right, third])
    assert [e.name for e in entities] == ["United Nations", "United Nations Security Council", "Moscow", "Russia"]


def test_a_name_taken_for_another_kind_in_one_report_is_still_the_same():
    left = reading("a", "Red Dawn", entity("organisation:red-dawn", "Red Dawn", "organisation"))
    right = reading("b", "Red Dawn", entity("person:red-dawn", "Red Dawn", "person"))
    _, entities = unify_entities([left, left, right])
    assert len(entities) == 1


def test_namesakes_get_ids_of_their_own():
    namesakes = [entity(id, "John Ray", "person") for id in ("person:john-ray", "person:john-ray-2")]
    left = reading("a", "x", *namesakes)
    _, entities = unify_entities([left])
    assert [e.id for e in entities] == ["person:john-ray", "person:john-ray-2"]


def test_nothing_in_gives_nothing_out():
    assert unify_entities([]) == ((), ())


def test_a_country_of_no_gazetteer_is_one_over_reports_under_its_short_name():
    left = reading("a", "x", entity("place:drv", "Democratic Republic of Velmora", "place", "DRV"))
    right = reading("b", "y", entity("place:velmora", "Velmora", "place"))
    third = reading("c", "z", entity("group:velmoran", "Velmoran", "group"))
    _, entities = unify_entities([left, right, third])
    assert [(e.id, e.kind) for e in entities] == [("place:velmora", "place")]
    assert entities[0].names == ("DRV", "Democratic Republic of Velmora", "Velmora", "Velmoran")

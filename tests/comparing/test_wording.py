"""Wording of things without a name: the nouns that reports choose for one thing."""

from __future__ import annotations

from tests.builders import make_article, make_claim, make_reading, span_of

from rashomon.comparing.phrases import find_phrases
from rashomon.comparing.wording import compare_wording
from rashomon.records import Entity, Link, Mention, Quote, Reading, Wording

ILA = Entity(id="place:ila", name="Ila", kind="place", names=("Ila",))
NOR = Entity(id="place:nor", name="Nor", kind="place", names=("Nor",))


def reading_of(text: str, id: str, **fields: object) -> Reading:
    mentions = tuple(
        Mention(span=span_of(text, one.name), entity=one.id, kind=one.kind) for one in (ILA, NOR) if one.name in text
    )
    claim = make_claim(text, article=id, **fields)
    return make_reading(make_article(text, id=id), (claim,), mentions=mentions, entities=(ILA, NOR))


def link(left: Reading, right: Reading, score: float = 0.9, relation: str = "same") -> Link:
    return Link(id="k1", left=left.claims[0].id, right=right.claims[0].id, relation=relation,  # type: ignore[arg-type]
                kind="claim", values=None, score=score, evidence=())  # fmt: skip


def labels(found: tuple[Wording, ...]) -> list[list[str]]:
    return [[label.text for label in wording.labels] for wording in found]


def test_a_war_is_called_otherwise_in_one_place() -> None:
    a = reading_of("He spoke of the special military operation in Ila.", "a")
    b = reading_of("The war in Ila goes on.", "b")
    c = reading_of("The conflict in Nor goes on.", "c")
    found = compare_wording([a, b, c], [])
    assert labels(found) == [["special military operation in Ila", "war in Ila"]]
    assert found[0].referent == "special military operation in Ila"


def test_linked_claims_tell_that_one_group_is_meant() -> None:
    a = reading_of("Militants hold the bridge.", "a")
    b = reading_of("Rebels have the bridge.", "b")
    assert compare_wording([a, b], []) == ()
    assert compare_wording([a, b], [], [link(a, b, 0.3)]) == ()
    (found,) = compare_wording([a, b], [], [link(a, b)])
    assert labels((found,)) == [["Militants", "Rebels"]]
    assert found.links == ("k1",)


def test_a_relation_is_between_the_same_two() -> None:
    a = reading_of("Ila sees Nor as an honest friend and comrade.", "a")
    b = reading_of("The unity and alliance of Nor with Ila was on show.", "b")
    assert labels(compare_wording([a, b], [])) == [["honest friend and comrade", "unity and alliance of Nor"]]
    assert compare_wording([a, reading_of("The unity of Nor was on show.", "b")], []) == ()


def test_words_of_one_family_and_names_are_no_other_wording() -> None:
    a, b = reading_of("Ila called Nor a friend.", "a"), reading_of("The friendship of Nor and Ila was on show.", "b")
    assert compare_wording([a, b], []) == ()
    titled = reading_of("They signed the Treaty of Unity with Nor and Ila.", "c")
    assert compare_wording([a, titled], []) == ()


def test_what_was_done_to_it_ties_measures_together() -> None:
    a = reading_of("He denounced the restrictions imposed by the council.", "a")
    b = reading_of("They oppose the sanctions imposed by several states.", "b")
    assert labels(compare_wording([a, b], [])) == [["restrictions", "sanctions"]]
    assert compare_wording([a, reading_of("They oppose the sanctions against all.", "b")], []) == ()


def test_the_same_slot_of_one_act_in_linked_claims() -> None:
    def told(text: str, id: str, subject: str) -> Reading:
        return reading_of(text, id, subject=span_of(text, subject), predicate=span_of(text, "seized"), lemma="seize")

    a, b = told("Armed men seized the mine", "a", "Armed men"), told("Fighters seized the mine", "b", "Fighters")
    assert labels(compare_wording([a, b], [], [link(a, b)])) == [["Armed men", "Fighters"]]
    assert compare_wording([a, b], [], [link(a, b, relation="conflict")]) == ()
    assert compare_wording([a, b], [], [link(a, b, 0.6)]) == ()


def test_a_way_is_counted_and_marked_as_quoted() -> None:
    text = "The “war in Ila” began. The war in Ila goes on."
    mentions = tuple(Mention(span=span_of(text[n:], "Ila"), entity=ILA.id, kind="place") for n in (0,))
    a = make_reading(
        make_article(text), (make_claim(text, "The “war in Ila” began."), make_claim(text, "The war in Ila goes on.")),
        mentions=mentions, entities=(ILA,),
        quotes=(Quote(span=span_of(text, "“war in Ila”"), speaker=None, cue=None, kind="direct"),),
    )  # fmt: skip
    b = reading_of("The invasion of Ila began.", "b")
    (found,) = compare_wording([a, b], [])
    assert [(label.text, label.count, label.quoted) for label in found.labels] == [
        ("war in Ila", 2, True), ("invasion of Ila", 1, False),
    ]  # fmt: skip


def test_phrases_lie_in_their_text_and_hold_their_noun() -> None:
    reading = reading_of("The most brutal regime, a junta of three, and its rebels in Ila.", "a")
    found = list(find_phrases(reading))
    texts = [reading.article.text[one.span.start : one.span.end] for one in found]
    assert texts == ["most brutal regime", "junta", "rebels in Ila"]


def test_names_are_counted() -> None:
    a = reading_of("Ila voted", "a")
    text = "The port town voted, and the port town waits"
    spans = (span_of(text, "The port town"), span_of(text, "the port town"))
    b = make_reading(
        make_article(text, id="b"), (make_claim(text, article="b"),), entities=(ILA,),
        mentions=tuple(Mention(span=span, entity=ILA.id, kind="place") for span in spans),
    )  # fmt: skip
    (found,) = compare_wording([a, b], [ILA])
    assert [(label.text, label.count) for label in found.labels] == [("Ila", 1), ("The port town", 2)]

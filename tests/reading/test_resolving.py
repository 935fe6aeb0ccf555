from __future__ import annotations

from tests.builders import span_of

from rashomon.reading.resolving import pronoun_names, resolve_text
from rashomon.records import Entity, Mention, Span

TEXT = "He told her that the US would pay them."
NAMES = {"e1": Entity(id="e1", name="Otto Berg", kind="person", names=("Otto Berg",))}
WHOLE = Span(start=0, end=len(TEXT))


def mention(piece: str, entity: str | None = "e1") -> Mention:
    return Mention(span=span_of(TEXT, piece), entity=entity, kind="person")


def test_names_go_after_what_they_explain():
    resolved = resolve_text(TEXT, WHOLE, carried="", inserts=[(11, "Ana"), (2, "Otto")])
    assert resolved == "He [Otto] told her [Ana] that the US would pay them."


def test_what_is_left_out_goes_in_front():
    assert resolve_text(TEXT, Span(start=3, end=11), carried="Otto", inserts=[]) == "[Otto] told her"


def test_one_name_a_place():
    assert resolve_text(TEXT, Span(start=0, end=7), carried="", inserts=[(2, "A"), (2, "A")]) == "He [A] told"


def test_names_outside_the_claim_are_left_out():
    assert resolve_text(TEXT, Span(start=3, end=11), carried="", inserts=[(2, "A"), (40, "B")]) == "told her"


def test_only_pronouns_with_a_known_entity_get_names():
    mentions = [mention("He"), mention("her", None), mention("them", "unknown"), mention("the US")]
    assert pronoun_names(TEXT, WHOLE, mentions, NAMES) == [(2, "Otto Berg")]


def test_the_country_is_no_pronoun():
    assert pronoun_names(TEXT, WHOLE, [mention("US")], NAMES) == []

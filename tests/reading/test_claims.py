from __future__ import annotations

import pytest
from tests.builders import make_article, span_of

from rashomon.reading.claims import read_claims
from rashomon.reading.layout import lay_out
from rashomon.reading.parsing import parse
from rashomon.records import Claim, Entity, Mention, Quantity, Quote, Span, Time


def claims_of(text: str, **read) -> tuple[Claim, ...]:
    article = make_article(text)
    layout = lay_out(article)
    found = {"entities": (), "mentions": (), "times": (), "quantities": (), "quotes": ()} | read
    return read_claims(article, layout, parse(text, layout), **found)


def texts_of(text: str, **read) -> list[str]:
    return [text[claim.span.start : claim.span.end] for claim in claims_of(text, **read)]


def claim_with(text: str, words: str, **read) -> Claim:
    """The shortest claim of `text` that holds `words`."""
    found = [claim for claim in claims_of(text, **read) if words in text[claim.span.start : claim.span.end]]
    return min(found, key=lambda claim: claim.span.end - claim.span.start)


def name(text: str, piece: str, entity: str | None) -> Mention:
    return Mention(span=span_of(text, piece), entity=entity, kind="person")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "The minister signed the treaty in Oslo and denounced the new sanctions.",
            ["The minister signed the treaty in Oslo", "denounced the new sanctions"],
        ),
        ("Police said three men were arrested in the harbour.", ["three men were arrested in the harbour"]),
        ('"We will rebuild the bridge," the mayor said.', ["We will rebuild the bridge"]),
        (
            "The envoy landed in Quito on Monday, marking his first visit in nine years.",
            ["The envoy landed in Quito on Monday", "marking his first visit in nine years"],
        ),
        (
            "The court fined the company, which runs two mines in the north.",
            ["The court fined the company", "the company, which runs two mines in the north"],
        ),
        (
            "The road was closed after a lorry lost its load of timber.",
            ["The road was closed", "after a lorry lost its load of timber"],
        ),
        (
            "If he is found guilty, he could face ten years in jail.",
            ["If he is found guilty, he could face ten years in jail"],
        ),
        ("According to the ministry, the dam holds enough water.", ["the dam holds enough water"]),
        ("A storm killed and injured dozens of people.", ["A storm killed and injured dozens of people"]),
    ],
)
def test_one_claim_a_fact(text, wanted):
    assert texts_of(text) == wanted


def test_a_left_out_subject_is_put_in_front_in_brackets():
    text = "Maria Vell thanked the crowd in the square and promised lower taxes."
    claim = claim_with(text, "promised")
    assert claim.text_resolved == "[Maria Vell] promised lower taxes"
    assert claim.subject == span_of(text, "Maria Vell")
    assert claim.lemma == "promise"


def test_shared_auxiliaries_are_put_in_front_with_the_subject():
    text = "Two clerks were arrested in the harbour on Monday and charged with theft."
    assert claim_with(text, "charged").text_resolved == "[Two clerks were] charged with theft"


def test_a_relative_pronoun_carries_its_noun():
    text = "The ferry, which carried ninety people, sank off the coast in the night."
    assert "which [The ferry] carried ninety people" in [claim.text_resolved for claim in claims_of(text)] or (
        "The ferry, which carried ninety people" in texts_of(text)
    )


def test_pronouns_carry_the_name_of_whom_they_mean():
    text = "Ana Ruiz met the king. She praised his reforms."
    entities = (
        Entity(id="e1", name="Ana Ruiz", kind="person", names=("Ana Ruiz",)),
        Entity(id="e2", name="King Otto", kind="person", names=("King Otto",)),
    )
    mentions = (
        name(text, "Ana Ruiz", "e1"),
        name(text, "the king", "e2"),
        name(text, "She", "e1"),
        name(text, "his", "e2"),
    )
    claim = claim_with(text, "She", entities=entities, mentions=mentions)
    assert claim.text_resolved == "She [Ana Ruiz] praised his [King Otto] reforms"
    assert claim.entities == ("e1", "e2")


def test_a_pronoun_whose_meaning_is_open_stays_bare():
    text = "They left the town on Monday."
    assert claims_of(text, mentions=(name(text, "They", None),))[0].text_resolved == "They left the town on Monday"


def test_a_carried_pronoun_is_replaced_by_its_name():
    text = "He thanked the crowd in the square and promised lower taxes."
    entity = Entity(id="e1", name="Otto Berg", kind="person", names=("Otto Berg",))
    claim = claim_with(text, "promised", entities=(entity,), mentions=(name(text, "He", "e1"),))
    assert claim.text_resolved == "[Otto Berg] promised lower taxes"


def test_a_content_verb_in_another_tense_belongs_to_the_saying():
    text = "Berg stated that the treaty serves both countries and thanked the hosts for the dinner."
    assert claim_with(text, "thanked").text_resolved.startswith("[Berg] thanked the hosts")


def test_the_speaker_of_a_quote_states_the_claims_in_it():
    text = 'Vell said: "The bridge was never safe." It fell on Monday.'
    quote = Quote(
        span=span_of(text, '"The bridge was never safe."'), speaker=name(text, "Vell", "e1"), cue=None, kind="direct"
    )
    inside, outside = claim_with(text, "bridge", quotes=(quote,)), claim_with(text, "It fell", quotes=(quote,))
    assert (inside.speaker, inside.stance) == (quote.speaker, "reported")
    assert (outside.speaker, outside.stance) == (None, "asserted")


def test_a_quoted_word_makes_nobody_the_speaker_of_the_whole_claim():
    text = 'The mayor of the town called the new bridge a "disaster" on Monday.'
    quote = Quote(span=span_of(text, '"disaster"'), speaker=name(text, "The mayor", "e1"), cue=None, kind="mixed")
    assert claims_of(text, quotes=(quote,))[0].speaker is None


def test_what_somebody_vows_is_told_by_the_outlet():
    text = "The mayor vowed to rebuild the old bridge by May."
    said = span_of(text, "to rebuild the old bridge by May")
    quote = Quote(span=said, speaker=name(text, "The mayor", "e1"), cue=span_of(text, "vowed"), kind="indirect")
    assert claims_of(text, quotes=(quote,))[0].speaker is None


def test_times_and_quantities_of_the_claim_and_no_others():
    text = "Nine people died on Monday. Forty were hurt on Tuesday."
    monday = Time(span=span_of(text, "Monday"), value=None, start=None, end=None, grain="day")
    tuesday = Time(span=span_of(text, "Tuesday"), value=None, start=None, end=None, grain="day")
    nine = Quantity(span=span_of(text, "Nine people"), low=9, high=9, unit=None, noun="people")
    claim = claim_with(text, "Nine", times=(monday, tuesday), quantities=(nine,))
    assert (claim.times, claim.quantities) == ((monday,), (nine,))


def test_subject_predicate_and_objects():
    text = "The court has not fined the company."
    claim = claims_of(text)[0]
    assert claim.subject == span_of(text, "The court")
    assert claim.predicate == span_of(text, "has not fined")
    assert claim.objects == (span_of(text, "the company"),)


def test_the_lemma_is_that_of_the_act():
    assert claims_of("The firm is expected to announce a sale on Monday.")[0].lemma == "announce"


def test_kinds_of_claims():
    text = "Bridge falls in storm\nThe bridge fell on Monday.\nPhoto: Crowds look at the bridge on the river today."
    assert [claim.kind for claim in claims_of(text)] == ["headline", "body", "caption"]


def test_headings_and_notices_are_in_no_claim():
    text = "Bridge falls in storm\nThe bridge fell on Monday.\nA long wait\nNobody was hurt.\nComments are closed."
    joined = " ".join(texts_of(text))
    assert "A long wait" not in joined
    assert "Comments" not in joined


def test_a_closing_mark_stays_with_what_it_closes():
    text = "The deal rests on “trust and patience.” It was signed on Monday."
    assert texts_of(text)[0] == "The deal rests on “trust and patience.”"


def test_an_abbreviation_keeps_its_stop():
    assert texts_of("The envoy flew back to the U.S.")[0].endswith("U.S.")


def test_every_sentence_yields_a_claim_and_ids_name_places():
    text = "Silence. Two dead. Nobody knows why. 17. So what?"
    article = make_article(text)
    claims = claims_of(text)
    assert {claim.sentence for claim in claims} == set(lay_out(article).sentences)
    assert all(claim.id == f"a:{claim.span.start}-{claim.span.end}" for claim in claims)
    assert all(isinstance(claim.span, Span) for claim in claims)

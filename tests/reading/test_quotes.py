from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.builders import make_article, span_of
from tests.shared_data import shared

from rashomon.reading.layout import lay_out
from rashomon.reading.parsing import parse
from rashomon.reading.quotes import read_quotes
from rashomon.records import Mention, Quote, Span

HEAD = "The council of Elmford met on Tuesday evening to settle the budget for the coming year.\n"


def quotes_of(text: str, mentions: tuple[Mention, ...] = ()) -> tuple[Quote, ...]:
    article = make_article(text)
    layout = lay_out(article)
    return read_quotes(article, layout, parse(text, layout), mentions)


def read(text: str, kind: str | None = None) -> list[tuple[str, str | None, str | None]]:
    """(words, speaker's words, cue's words) of each quote of `text`."""

    def words(span: Span | None) -> str | None:
        return text[span.start : span.end] if span else None

    return [
        (words(q.span) or "", words(q.speaker.span if q.speaker else None), words(q.cue))
        for q in quotes_of(text)
        if kind is None or q.kind == kind
    ]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ('"We will close it in May," Mayor Anna Bell said.', ('"We will close it in May,"', "Mayor Anna Bell", "said")),
        ('Mayor Anna Bell told reporters: "We will close it."', ('"We will close it."', "Mayor Anna Bell", "told")),
        ('"The pool loses money," said Tom Reed, who runs it.', ('"The pool loses money,"', "Tom Reed", "said")),
        ('"Why now? Why here?" she asked.', ('"Why now? Why here?"', "she", "asked")),
    ],
)  # fmt: skip
def test_direct_speech_has_its_marks_its_source_and_its_cue(sentence, expected):
    assert expected in read(HEAD + sentence, "direct")


@pytest.mark.parametrize(
    ("sentence", "content", "speaker", "cue"),
    [
        ("Police said that two men had been arrested.", "that two men had been arrested", "Police", "said"),
        ("Two men had been arrested, police said.", "Two men had been arrested", "police", "said"),
        ("The bridge is unsafe, according to the engineers.", "The bridge is unsafe", "the engineers", "according to"),
        ("According to the engineers, the bridge is unsafe.", "the bridge is unsafe", "the engineers", "According to"),
        ("She denied that the bridge was unsafe.", "that the bridge was unsafe", "She", "denied"),
    ],
)
def test_indirect_speech_has_the_reported_clause(sentence, content, speaker, cue):
    assert (content, speaker, cue) in read(HEAD + sentence, "indirect")


def test_a_noun_may_be_the_cue():
    found = read(HEAD + "Nothing came of Reed's promise to keep the pool open.", "indirect")
    assert ("to keep the pool open", "Reed", "promise") in found


def test_a_line_that_is_a_quote_a_dash_and_a_name_is_speech():
    found = read(HEAD + "“They never asked us about any of it.” ― Tom Reed\n", "direct")
    assert [(words, speaker) for words, speaker, _ in found] == [("“They never asked us about any of it.”", "Tom Reed")]


def test_speech_may_stand_in_the_line_after_its_cue():
    found = read(HEAD + "Reed said:\n“They never asked us about any of it.”\n", "direct")
    assert found == [("“They never asked us about any of it.”", "Reed", "said")]


def test_where_something_was_said_is_no_second_attribution():
    text = HEAD + '"The pool loses money," Reed said in a statement.'
    assert read(text) == [('"The pool loses money,"', "Reed", "said")]


def test_a_mixed_content_gives_its_marked_words_as_a_quote_of_their_own():
    text = HEAD + 'Reed said the pool was "a hole in the ground" and should be closed.'
    mixed = [q for q in quotes_of(text) if q.kind == "mixed"]
    direct = [q for q in quotes_of(text) if q.kind == "direct"]
    assert [text[q.span.start : q.span.end] for q in direct] == ['"a hole in the ground"']
    assert len(mixed) == 1
    assert (mixed[0].speaker, mixed[0].cue) == (direct[0].speaker, direct[0].cue)
    assert mixed[0].span.start <= direct[0].span.start
    assert direct[0].span.end <= mixed[0].span.end


def test_a_quote_that_goes_on_after_the_cue_gives_two_stretches():
    text = HEAD + '"The pool loses money," Reed said. "It has lost money for years."'
    assert read(text, "direct") == [
        ('"The pool loses money,"', "Reed", "said"),
        ('"It has lost money for years."', "Reed", "said"),
    ]


def test_speech_over_paragraphs_keeps_its_speaker():
    text = HEAD + "Reed said: “The pool loses money.\n“It has lost money for years.\n“We must close it.”\n"
    found = read(text, "direct")
    assert [words for words, _, _ in found] == [
        "“The pool loses money.",
        "“It has lost money for years.",
        "“We must close it.”",
    ]
    assert {speaker for _, speaker, _ in found} == {"Reed"}


def test_a_paragraph_of_speech_without_a_cue_goes_on_with_the_speaker_before():
    text = HEAD + '"The pool loses money," Reed said.\n"It has lost money for many years now."\n'
    assert ('"It has lost money for many years now."', "Reed", None) in read(text, "direct")


def test_a_missing_closing_mark_costs_its_own_quote_only():
    text = HEAD + 'Reed said: "The pool loses money.\nThe council disagreed.\n"We like the pool," Mayor Bell said.\n'
    found = read(text, "direct")
    assert ('"We like the pool,"', "Mayor Bell", "said") in found
    assert not any("disagreed" in words for words, _, _ in found)


def test_british_single_marks_are_read_as_speech():
    text = HEAD + "‘We don’t want the visitors’ money,’ said Reed."
    assert ("‘We don’t want the visitors’ money,’", "Reed", "said") in read(text, "direct")


def test_a_quote_within_a_quote_is_not_a_second_speech_of_the_same_speaker():
    text = HEAD + "\"He told me 'never again' and walked out,\" Reed said."
    found = [entry for entry in read(text, "direct") if entry[1] == "Reed"]
    assert found == [("\"He told me 'never again' and walked out,\"", "Reed", "said")]


@pytest.mark.parametrize(
    "sentence",
    [
        'The so-called "water park" stood empty for years.',
        'The film "Long Way Home" opens at the Rex on Friday.',
        "The voters' list and the mayor's chain hang in the hall.",
        'A 6\' 2" man in a 40" belt stood at the door.',
    ],
)
def test_scare_quotes_titles_and_measures_are_no_speech(sentence):
    assert read(HEAD + sentence, "direct") == []


def test_the_words_of_a_treaty_have_no_speaker():
    text = HEAD + "Both towns signed a water treaty, designed to “share the river in fairness” from next year."
    quoted = [q for q in quotes_of(text) if text[q.span.start : q.span.end] == "“share the river in fairness”"]
    assert len(quoted) == 1
    assert quoted[0].speaker is None


def test_a_document_that_speaks_is_no_entity():
    text = HEAD + 'The letter says "the pool must close" by May.'
    letter = Mention(span=span_of(text, "The letter"), entity="work:letter", kind="work")
    quote = next(q for q in quotes_of(text, (letter,)) if q.kind == "direct")
    assert quote.speaker is None or quote.speaker.entity is None


def test_the_speaker_has_the_entity_of_the_mention_its_head_lies_in():
    text = HEAD + '"The pool loses money," said Elmford spokesman Tom Reed.'
    town = Mention(span=span_of(text[len(HEAD) :], "Elmford"), entity="place:elmford", kind="place")
    shift = len(HEAD)
    town = Mention(
        span=Span(start=town.span.start + shift, end=town.span.end + shift), entity="place:elmford", kind="place"
    )
    person = Mention(span=span_of(text, "Tom Reed"), entity="person:tom-reed", kind="person")
    quote = next(q for q in quotes_of(text, (town, person)) if q.kind == "direct")
    assert quote.speaker is not None
    assert quote.speaker.entity == "person:tom-reed"
    assert text[quote.speaker.span.start : quote.speaker.span.end] == "Elmford spokesman Tom Reed"


def test_a_relative_pronoun_speaks_for_its_noun():
    text = HEAD + "Tom Reed, who said that the pool loses money, left early."
    person = Mention(span=span_of(text, "Tom Reed"), entity="person:tom-reed", kind="person")
    quote = next(q for q in quotes_of(text, (person,)) if q.kind == "indirect")
    assert quote.speaker is not None
    assert quote.speaker.entity == "person:tom-reed"


def test_a_he_left_open_is_who_spoke_before_in_the_same_paragraph():
    text = HEAD + "Tom Reed said that the pool loses money. He added that it should be closed."
    person = Mention(span=span_of(text, "Tom Reed"), entity="person:tom-reed", kind="person")
    speakers = {
        text[q.speaker.span.start : q.speaker.span.end]: q.speaker.entity
        for q in quotes_of(text, (person,))
        if q.speaker is not None
    }
    assert speakers["He"] == "person:tom-reed"
    parted = text.replace(". He", ".\nHe")
    other = [q for q in quotes_of(parted, (person,)) if q.speaker and parted[q.speaker.span.start :].startswith("He ")]
    assert [q.speaker.entity for q in other if q.speaker] == [None]


def test_without_mentions_a_speaker_has_no_entity():
    assert all(q.speaker is None or q.speaker.entity is None for q in quotes_of(HEAD + "Reed said the pool was full."))


def test_the_second_verb_of_saying_keeps_the_first_ones_speaker():
    text = (
        HEAD + 'Reed stated that the town sees the pool as a burden and noted its role in "draining the common purse".'
    )
    assert ('"draining the common purse"', "Reed", "noted") in read(text, "direct")


def test_nothing_is_read_in_boilerplate():
    assert read("Comments are closed.\nPublished: Monday said the editor\n") == []


def test_quotes_are_sorted_and_given_once():
    text = HEAD + '"One," Reed said. Bell said that Reed had called it "a sad day". "Two," Reed added.'
    spans = [q.span for q in quotes_of(text)]
    assert spans == sorted(set(spans), key=lambda s: (s.start, -s.end))


def test_an_empty_text_has_no_quotes():
    assert quotes_of("") == ()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.sampled_from(
            ["he", "said", "that", '"', "“", "”", "'", "’", ",", ".", ":", "\n", "-", "the", "mayor", "told", "\u202e",
             "5", "according", "to", "😀", "\x00", "  ", "pool", "is", "closed"]
        ),
        max_size=30,
    )
)  # fmt: skip
def test_any_text_is_read_with_exact_offsets(pieces):
    text = " ".join(pieces)
    for quote in quotes_of(text):
        for span in (quote.span, quote.cue, quote.speaker.span if quote.speaker else None):
            assert span is None or 0 <= span.start < span.end <= len(text)


def test_a_long_line_without_stops_is_read():
    assert isinstance(quotes_of('he said "' + "that the pool is closed and " * 400), tuple)


def test_the_marked_words_of_the_state_visit_are_quotes_with_their_marks():
    facts = json.loads(shared("gold/putin-north-korea-2024.facts.json").read_text(encoding="utf-8"))
    file = next(document["file"] for document in facts["documents"] if document["id"] == "a")
    text = shared(f"gold/{file}").read_bytes().decode("utf-8")
    found = {(q.span.start, q.span.end): q.speaker for q in quotes_of(text)}
    gold = {(q["start"], q["end"]): q["speaker"] for q in facts["quotes"] if q["doc"] == "a"}
    assert set(gold) <= set(found)
    assert all((found[place] is None) == (speaker is None) for place, speaker in gold.items())


def test_the_name_beside_the_source_tells_who_speaks():
    text = HEAD + "Their lawyer, Ada Linden, said that the vote was lost."
    name = Mention(span=span_of(text, "Ada Linden"), entity="person:ada-linden", kind="person")
    (quote,) = [q for q in quotes_of(text, (name,)) if "the vote was lost" in text[q.span.start : q.span.end]]
    assert quote.speaker is not None and quote.speaker.entity == "person:ada-linden"
    assert text[quote.speaker.span.start : quote.speaker.span.end] == "Their lawyer, Ada Linden"


@pytest.mark.parametrize(
    "source", ["Bell and Reed", "Mayor Anna Bell and her deputy, Tom Reed,", "Anna Bell, Tom Reed and the council"]
)
def test_a_source_of_several_is_none_of_them(source):
    text = HEAD + f"{source} said that the vote was lost."
    mentions = tuple(
        Mention(span=span_of(text, name), entity=f"person:{name.lower()}", kind="person") for name in ("Bell", "Reed")
    )
    (quote,) = [q for q in quotes_of(text, mentions) if "the vote was lost" in text[q.span.start : q.span.end]]
    assert quote.speaker is not None and quote.speaker.entity is None
    assert text[quote.speaker.span.start : quote.speaker.span.end].startswith(source.split()[0])


def test_a_possessor_in_the_source_is_no_second_speaker():
    text = HEAD + "Bell's friend and lawyer Ada Linden said that the vote was lost."
    mentions = (
        Mention(span=span_of(text, "Bell"), entity="person:bell", kind="person"),
        Mention(span=span_of(text, "Ada Linden"), entity="person:ada-linden", kind="person"),
    )
    quotes = [q for q in quotes_of(text, mentions) if "the vote was lost" in text[q.span.start : q.span.end]]
    assert [q.speaker.entity for q in quotes if q.speaker] == ["person:ada-linden"]


@pytest.mark.parametrize(
    "sentence",
    [
        "The two ministers signed a treaty of trade on Monday.",
        "The two leaders shared a long handshake.",
        "The presidents then withdrew to the Winter Palace.",
        "Guards on horses lined the square, emphasizing the grandeur of the day.",
        "The ceremony highlighted the growing ties of the two towns.",
    ],
)
def test_deeds_and_events_report_nothing(sentence):
    assert read(HEAD + sentence) == []


@pytest.mark.parametrize(
    ("headline", "expected"),
    [
        ("Mayor's visit to the coast: warm words and a new pier", []),
        ("Poll: voters turn away from the mayor", ["Poll"]),
        ("Police: two men held over the fire", ["Police"]),
    ],
)
def test_what_stands_before_a_colon_must_be_able_to_speak(headline, expected):
    assert [speaker for _, speaker, cue in read(f"{headline}\n{HEAD}{HEAD}") if cue == ":"] == expected


def test_words_in_marks_are_kept_whatever_the_verb():
    text = HEAD + '"Nobody leaves this hall," the mayor thundered, and signed the paper.'
    assert [words for words, _, _ in read(text, "direct")] == ['"Nobody leaves this hall,"']

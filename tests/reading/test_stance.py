from __future__ import annotations

import pytest
from tests.builders import span_of
from tests.reading.test_claims import claim_with

from rashomon.records import Mention, Quote

STANCES = [
    ("The two leaders signed the treaty on Monday.", "signed", "asserted"),
    ("The two leaders will sign the treaty on Monday.", "sign", "planned"),
    ("The two leaders plan to sign the treaty on Monday.", "sign", "planned"),
    ("The firm is expected to announce a sale.", "announce", "planned"),
    ("The firm is set to announce a sale.", "announce", "planned"),
    ("The king is to visit the town in May.", "visit", "planned"),
    ("The minister vowed to rebuild the bridge.", "rebuild", "planned"),
    ("The two sides agreed to share the water of the river.", "share", "planned"),
    ("The leaders discussed forming a joint army.", "forming", "planned"),
    ("The leaders discussed several matters, including forming a joint army.", "forming", "planned"),
    ("The ministry said that it would close the mine.", "close", "planned"),
    ("Chairman to resign over the bridge", "resign", "planned"),
    ("The man is believed to have fled abroad.", "fled", "hedged"),
    ("The man reportedly fled abroad in June.", "fled", "hedged"),
    ("The man allegedly stole two cars.", "stole", "hedged"),
    ("The dam could break within days.", "break", "hedged"),
    ("The dam could not be saved in time.", "saved", "asserted"),
    ("The dam may have broken overnight.", "broken", "hedged"),
    ("The engine appears to have failed.", "failed", "hedged"),
    ("Police believe that the man fled abroad.", "fled", "hedged"),
    ("The ministry did not say whether the man fled abroad.", "fled", "hedged"),
    ("The mayor denied that the town had sold the land.", "sold", "denied"),
    ("The mayor denied taking money from the firm.", "denied", "denied"),
    ("The mayor rejected the allegations on Monday.", "rejected", "denied"),
    ("The court rejected the appeal on Monday.", "rejected", "asserted"),
    ("The court denied bail on Monday.", "denied", "asserted"),
    ("The mayor did not deny the report.", "deny", "asserted"),
    ("This water is ours to share with them.", "share", "asserted"),
    ("Police said that three men were arrested.", "arrested", "reported"),
    ("Three men were arrested, police said.", "arrested", "reported"),
    ("Three men were arrested in the harbour, according to police.", "arrested", "reported"),
    ("The bridge fell, the ministry announced on Monday.", "fell", "reported"),
    ("A vote is planned for the autumn.", "planned", "planned"),
    ("The talks are scheduled for Monday.", "scheduled", "planned"),
    ("The queen is expected in Oslo in May.", "expected", "planned"),
    ("The report is due in May.", "due", "planned"),
    ("The delay is due to heavy snow.", "due", "asserted"),
    ("The attack was planned by two brothers.", "planned", "asserted"),
    ("The thieves tried to open the safe on Monday.", "open", "asserted"),
    ("The army attempted to cross the river.", "cross", "asserted"),
    ("The thieves will try to open the safe.", "open", "planned"),
]
POLARITIES = [
    ("The court fined the company.", "positive"),
    ("The court did not fine the company.", "negative"),
    ("The court never fined the company.", "negative"),
    ("Nobody was hurt in the crash.", "negative"),
    ("No passengers were hurt in the crash.", "negative"),
    ("The police found no trace of the man.", "negative"),
    ("The company failed to pay the fine.", "negative"),
    ("The witness refused to answer the judge.", "negative"),
    ("The company did not fail to pay the fine.", "positive"),
    ("The town can't pay for the bridge.", "negative"),
    ("The mayor denied the report.", "positive"),
    ("Not everyone in the town liked the plan.", "negative"),
    ("Not only the town liked the plan.", "positive"),
]


@pytest.mark.parametrize(("text", "words", "stance"), STANCES)
def test_stance(text, words, stance):
    assert claim_with(text, words).stance == stance


@pytest.mark.parametrize(("text", "polarity"), POLARITIES)
def test_polarity(text, polarity):
    assert claim_with(text, text.split()[-1].rstrip(".")).polarity == polarity


def test_would_after_reported_speech_is_a_plan_and_elsewhere_a_guess():
    told = "The mayor said on Monday that the bridge was closed. It would open again in May."
    quotes = (speech(told, "that the bridge was closed", "The mayor", "said"),)
    assert claim_with(told, "open again", quotes=quotes).stance == "planned"
    assert claim_with("The bridge was closed on Monday. It would cost a fortune.", "fortune").stance == "hedged"


def test_the_thing_spoken_of_is_described_by_the_outlet():
    text = "The mayor rejected the offer which the bank had made in May."
    quotes = (speech(text, "the offer which the bank had made in May", "The mayor", "rejected"),)
    assert claim_with(text, "the bank had made", quotes=quotes).speaker is None


def test_a_claim_whose_verb_is_the_cue_is_not_reported():
    text = "The captain was questioned by police for several hours."
    quotes = (speech(text, "The captain was questioned by police for several hours", "police", "was questioned by"),)
    claim = claim_with(text, "questioned", quotes=quotes)
    assert (claim.speaker, claim.stance) == (None, "asserted")


def speech(text: str, content: str, speaker: str, cue: str) -> Quote:
    return Quote(
        span=span_of(text, content),
        speaker=Mention(span=span_of(text, speaker), entity=None, kind="person"),
        cue=span_of(text, cue),
        kind="indirect",
    )


def test_a_conjunct_keeps_the_negation_of_the_subject_it_takes_over():
    assert claim_with("Nobody I spoke to at the slip saw or smelled any smoke.", "smelled").polarity == "negative"
    assert claim_with("The crew saw the fire and called for help.", "called").polarity == "positive"

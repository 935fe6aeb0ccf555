from __future__ import annotations

import pytest
from tests.reading.test_claims import claim_with

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

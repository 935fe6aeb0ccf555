from __future__ import annotations

from tests.builders import make_article, make_claim, make_reading, span_of

from rashomon.comparing.quote_ledger import keep_ledger
from rashomon.records import Link, Mention, Quote

ANA, BO = "person:ana-ruiz", "person:bo-lind"


def reading_of(id, text, *quotes, **fields):
    """Each quote: (its words, its speaker's name or None, the speaker's entity, its kind)."""
    made, mentions = [], []
    for words, name, entity, kind in quotes:
        mention = Mention(span=span_of(text, name), entity=entity, kind="person") if name else None
        mentions += [mention] if mention else []
        made.append(Quote(span=span_of(text, words), speaker=mention, cue=None, kind=kind))
    article = make_article(text, id=id)
    claim = make_claim(text, article=id)
    return make_reading(article, (claim,), quotes=tuple(made), mentions=tuple(mentions), **fields)


def ledger_of(*readings, links=()):
    return keep_ledger(readings, links)


FULL = '"We will open the bridge again when every bolt is safe," said Ana Ruiz.'


def forms(ledger):
    (utterance,) = ledger.utterances
    return {print_.article: print_.form for print_ in utterance.prints}


def test_the_same_words_are_given_in_full_and_cut():
    a = reading_of("a", FULL, ('"We will open the bridge again when every bolt is safe,"', "Ana Ruiz", ANA, "direct"))
    b = reading_of("b", FULL, ('"We will open the bridge again when every bolt is safe,"', "Ana Ruiz", ANA, "direct"))
    text = 'Ana Ruiz said: "when every bolt is safe".'
    c = reading_of("c", text, ('"when every bolt is safe"', "Ana Ruiz", ANA, "direct"))
    assert forms(ledger_of(a, b, c)) == {"a": "full", "b": "full", "c": "cut"}


def test_other_words_within_quotation_marks_are_named():
    a = reading_of("a", FULL, ('"We will open the bridge again when every bolt is safe,"', "Ana Ruiz", ANA, "direct"))
    text = 'Ana Ruiz said: "We must open the bridge again when every bolt is safe".'
    b = reading_of("b", text, (text[15:-1], "Ana Ruiz", ANA, "direct"))
    (utterance,) = ledger_of(a, b).utterances
    altered = next(print_ for print_ in utterance.prints if print_.form == "altered")
    texts = {"a": FULL, "b": text}
    assert utterance.speaker == ANA
    assert {texts[altered.article][s.start : s.end] for s in altered.changed} <= {"must", "will"}
    assert altered.changed


def test_a_paraphrase_by_the_same_speaker_belongs_to_it_and_another_speakers_does_not():
    a = reading_of("a", FULL, ('"We will open the bridge again when every bolt is safe,"', "Ana Ruiz", ANA, "direct"))
    text = "Ana Ruiz said the bridge would open once its bolts were safe."
    same = reading_of("b", text, ("the bridge would open once its bolts were safe", "Ana Ruiz", ANA, "indirect"))
    other = reading_of("b", text, ("the bridge would open once its bolts were safe", "Ana Ruiz", BO, "indirect"))
    assert forms(ledger_of(a, same)) == {"a": "full", "b": "paraphrased"}
    assert ledger_of(a, other).utterances == ()


def test_a_link_between_the_claims_ties_a_paraphrase_in_other_words():
    words = '"Every bolt has to be safe."'
    a = reading_of("a", f"Ana Ruiz: {words}", (words, "Ana Ruiz", ANA, "direct"))
    text = "Ana Ruiz wants each bolt checked"
    b = reading_of("b", text, ("each bolt checked", "Ana Ruiz", ANA, "indirect"))
    link = Link(
        id="k", left=a.claims[0].id, right=b.claims[0].id, relation="same", kind="claim", values=None, score=0.9,
        evidence=(),
    )  # fmt: skip
    assert forms(ledger_of(a, b, links=(link,))) == {"a": "full", "b": "paraphrased"}


def test_two_quotes_of_one_report_are_no_utterance_of_two():
    text = '"Every bolt has to be safe." And again: "Every bolt has to be safe," said Ana Ruiz.'
    quote = ('"Every bolt has to be safe."', "Ana Ruiz", ANA, "direct")
    again = ('"Every bolt has to be safe,"', "Ana Ruiz", ANA, "direct")
    assert ledger_of(reading_of("a", text, quote, again)).utterances == ()


def test_shares_count_quotes_and_words_by_speaker_and_role():
    text = '"I saw the flames from my window," said Mr Lind, a resident. Police said the street was empty.'
    a = reading_of(
        "a",
        text,
        ('"I saw the flames from my window,"', "Mr Lind", BO, "direct"),
        ("the street was empty", "Police", None, "indirect"),
    )
    shares = {(share.speaker, share.role): (share.quotes, share.direct_words) for share in ledger_of(a).shares}
    assert shares == {(BO, "witness or resident"): (1, 7), (None, "police"): (1, 0)}

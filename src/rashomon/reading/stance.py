"""How a clause stands to its fact: asserted, reported, hedged, planned or denied; and its polarity."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rashomon.reading.clauses import Clause, verb_group
from rashomon.reading.verbs import (
    BELIEVING,
    CARRYING,
    DENYING,
    HEDGED_PASSIVES,
    HEDGING_ADVERBS,
    HEDGING_MODALS,
    NEGATIVE_WORDS,
    NOT_DONE,
    PLANNING,
    PLANNING_GERUNDS,
    PLANNING_MODALS,
    SEEMING,
)
from rashomon.records import Polarity, Stance

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

_CONDITIONS = frozenset({"if", "unless", "whether"})


def main_verb(head: Token) -> Token:
    """The verb that names the act: of "is expected to announce" or "began to fall", the infinitive."""
    verb = head
    for _ in range(4):
        carried = next(
            (c for c in verb.children if c.dep_ == "xcomp" and c.pos_ in {"VERB", "AUX"} and c.i > verb.i), None
        )
        carries = verb.lemma_.lower() in CARRYING | SEEMING or _is_passive_governor(verb) or _is_planning(verb)
        if carried is None or not carries:
            break
        verb = carried
    return verb


def read_stance(clause: Clause, words: Span, *, spoken: bool) -> Stance:
    """The stance of `clause`, whose tokens are `words`. `spoken` tells that somebody other than the outlet states it.

    Where several hold, the first counts: denied, planned, hedged, reported, asserted.
    """
    doc = words.doc
    head = doc[clause.head]
    governor = doc[clause.governor] if clause.governor is not None else None
    if _is_denied(head, governor):
        return "denied"
    if _plans(head) or (clause.planner is not None and _is_planning(doc[clause.planner])):
        return "planned"
    if (
        governor is not None
        and governor.pos_ == "VERB"
        and governor.lemma_.lower() in {"vow", "pledge", "promise", "plan"}
    ):
        return "planned"
    if _is_hedged(head, governor, words) or (clause.planner is not None and _is_hedged(doc[clause.planner], None, ())):
        return "hedged"
    return "reported" if spoken or governor is not None or _is_according(words) else "asserted"


def read_polarity(clause: Clause, doc: Doc) -> Polarity:
    """Negative where the fact is said not to hold ("did not", "no one", "failed to"), else positive.

    Two negations in one clause cancel out. A denial ("denied that ...") is a stance, not a polarity.
    """
    head = doc[clause.head]
    count = 0
    for word in verb_group(head):
        if word.lower_ in NEGATIVE_WORDS and (word.dep_ == "neg" or word.lower_ == "never"):
            count += 1
        if word.lemma_.lower() in NOT_DONE and any(child.dep_ == "xcomp" for child in word.children):
            count += 1
        for child in word.children:
            if child.dep_ in {"neg", "advmod", "preconj"} and child.lower_ in NEGATIVE_WORDS and child.dep_ != "neg":
                count += 1
            if child.dep_ in {"nsubj", "nsubjpass", "dobj", "attr"} and clause.first <= child.i < clause.last:
                determined = any(c.dep_ in {"det", "neg"} and c.lower_ in {"no", "neither"} for c in child.children)
                count += determined or child.lower_ in {"nobody", "none", "nothing", "neither"}
            if child.dep_ == "acomp" and child.lemma_.lower() == "unable":
                count += 1
    return "negative" if count % 2 else "positive"


def _is_denied(head: Token, governor: Token | None) -> bool:
    if governor is not None and governor.lemma_.lower() in DENYING and not _negated(governor):
        return True
    return head.pos_ == "VERB" and head.lemma_.lower() in DENYING and not _negated(head)


def _negated(token: Token) -> bool:
    return any(child.dep_ == "neg" for child in token.children)


def _plans(head: Token) -> bool:
    """True where the act of `head` is still to come: "will sign", "plans to sign", "is to sign", "discussed forming"."""
    for word in verb_group(head):
        if word.dep_ == "aux" and word.lower_ in PLANNING_MODALS and word.head.i == head.i:
            return not any(child.dep_ == "aux" and child.lower_ == "have" for child in head.children)
    verb = head
    for _ in range(4):
        follower = next((c for c in verb.children if c.dep_ in {"xcomp", "pcomp"} and c.pos_ in {"VERB", "AUX"}), None)
        if follower is None:
            break
        infinitive = any(child.tag_ == "TO" for child in follower.children)
        if infinitive and (_is_planning(verb) or verb.lemma_ == "be" and verb.pos_ in {"AUX", "VERB"}):
            return True
        if infinitive and verb.lower_ == "going":
            return True
        if follower.tag_ == "VBG" and verb.lemma_.lower() in PLANNING_GERUNDS:
            return True
        if verb.lemma_.lower() not in CARRYING:
            break
        verb = follower
    for child in head.children:
        if child.dep_ == "ccomp" and head.lemma_.lower() in PLANNING_GERUNDS and child.tag_ == "VBG":
            return True
        infinitive = any(
            c.dep_ in {"xcomp", "ccomp", "advcl"} and any(x.tag_ == "TO" for x in c.children) for c in child.children
        )
        if (
            child.dep_ == "acomp"
            and child.lower_ in {"set", "due", "ready", "poised", "likely", "about"}
            and infinitive
        ):
            return True
    # A headline's infinitive: "Chairman to announce intentions".
    return head.dep_ == "ROOT" and head.tag_ == "VB" and any(child.tag_ == "TO" for child in head.children)


def _is_planning(verb: Token) -> bool:
    return verb.lemma_.lower() in PLANNING and any(
        child.dep_ in {"xcomp", "ccomp"} and any(word.tag_ == "TO" for word in child.children)
        for child in verb.children
    )


def _is_passive_governor(verb: Token) -> bool:
    return verb.tag_ == "VBN" and verb.lemma_.lower() in HEDGED_PASSIVES


def _is_hedged(head: Token, governor: Token | None, words: Iterable[Token]) -> bool:
    if governor is not None and governor.lemma_.lower() in BELIEVING:
        return True
    if governor is not None and governor.pos_ == "VERB" and _negated(governor):
        return True  # "did not say that ..." vouches for nothing
    for child in head.children:
        if child.dep_ == "mark" and child.lower_ in _CONDITIONS:
            return True
    for word in verb_group(head):
        if word.dep_ == "aux" and word.lower_ in HEDGING_MODALS:
            return True
        for child in word.children:
            if child.lower_ in HEDGING_ADVERBS and child.dep_ in {"advmod", "acomp", "amod"}:
                return True
    follows = any(child.dep_ in {"xcomp", "prep"} for child in head.children)
    if head.lemma_.lower() in SEEMING and any(
        child.dep_ in {"xcomp", "ccomp", "oprd", "acomp"} for child in head.children
    ):
        return head.lemma_.lower() != "look" or any(child.lower_ in {"like", "as"} for child in head.children)
    if follows and _is_passive_governor(head) and any(child.dep_ == "auxpass" for child in head.children):
        return any(child.dep_ == "xcomp" or child.lower_ in {"of", "as"} for child in head.children)
    return any(word.lower_ in HEDGING_ADVERBS and word.head.i == head.i for word in words)


def _is_according(words: Iterable[Token]) -> bool:
    return any(word.lower_ == "according" and any(child.lower_ == "to" for child in word.children) for word in words)

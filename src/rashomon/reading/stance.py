"""How a clause stands to its fact: asserted, reported, hedged, planned or denied; and its polarity."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rashomon.reading.clauses import Clause
from rashomon.reading.subjects import verb_group
from rashomon.reading.verbs import (
    ATTEMPTING,
    BELIEVING,
    CARRYING,
    DENIABLE,
    DENYING,
    HEDGED_PASSIVES,
    HEDGING_ADVERBS,
    HEDGING_MODALS,
    NEGATIVE_WORDS,
    NOT_DONE,
    PLANNING,
    PLANNING_GERUNDS,
    PLANNING_MODALS,
    SCHEDULING,
    SEEMING,
    WITHHELD,
)
from rashomon.records import Polarity, Stance

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

# "The court rejected the appeal" denies nothing, "he rejected the allegations" does.
_TURNING_DOWN = frozenset({"reject", "dismiss"})
_PROMISING = frozenset({"vow", "pledge", "promise", "plan"})
_CONDITIONS = frozenset({"if", "unless", "whether"})


def main_verb(head: Token) -> Token:
    """The verb that names the act: of "is expected to announce" or "began to fall", the infinitive."""
    verb = head
    for _ in range(4):
        carried = next(
            (c for c in verb.children if c.dep_ == "xcomp" and c.pos_ in {"VERB", "AUX"} and c.i > verb.i), None
        )
        carries = verb.lemma_.lower() in CARRYING | SEEMING or _is_passive_governor(verb) or _is_planning(verb)
        complete = verb.lemma_ == "be" and any(child.dep_ in {"attr", "acomp"} for child in verb.children)
        if carried is None or not carries or complete:
            break
        verb = carried
    return verb


def read_stance(clause: Clause, words: Span, *, spoken: bool, goes_on: bool = False) -> Stance:
    """The stance of `clause`, whose tokens are `words`. `spoken` tells that somebody other than the outlet states it,
    `goes_on` that the sentence before reports speech, which this one may go on with.

    Where several hold, the first counts: denied, planned, hedged, reported, asserted.
    """
    doc = words.doc
    head = doc[clause.head]
    governor = doc[clause.governor] if clause.governor is not None else None
    if _is_denied(head, governor):
        return "denied"
    if _plans(head) or _is_scheduled(head) or (clause.planner is not None and _is_aimed(doc[clause.planner])):
        return "planned"
    if goes_on and _would(head):  # "The bridge is closed, he said. It would open in May."
        return "planned"
    if governor is not None and governor.pos_ == "VERB":
        word = governor.lemma_.lower()
        if word in _PROMISING or (_would(head) and word not in BELIEVING):  # "said that it would sign"
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
        if word.lower_ in NEGATIVE_WORDS and word.dep_ == "neg" and not _is_only(word):
            count += 1
        if word.lemma_.lower() in NOT_DONE and any(child.dep_ == "xcomp" for child in word.children):
            count += 1
        for child in word.children:
            if child.dep_ in {"advmod", "preconj"} and child.lower_ in NEGATIVE_WORDS and not _is_only(child):
                count += 1
            if child.dep_ in {"nsubj", "nsubjpass", "dobj", "attr"} and clause.first <= child.i < clause.last:
                determined = any(c.lower_ in {"no", "neither", "not"} for c in child.lefts)
                count += determined or child.lower_ in {"nobody", "none", "nothing", "neither"}
            if child.dep_ == "acomp" and child.lemma_.lower() == "unable":
                count += 1
    count += _is_carried_by_nobody(head)
    return "negative" if count % 2 else "positive"


def _is_carried_by_nobody(head: Token) -> bool:
    """True for a conjunct that takes over a negative subject: "no one saw or heard anything"."""
    walk = head
    while walk.dep_ == "conj" and walk.head.i != walk.i and not any(c.dep_ in _SUBJECTS for c in walk.children):
        walk = walk.head
    # "Nobody I spoke to saw ..." is parsed with "Nobody" as an adverbial of the inner verb.
    carried = [child for child in walk.children if child.dep_ in {*_SUBJECTS, "npadvmod"} and child.i < walk.i]
    negative = any(
        c.lower_ in {"nobody", "none", "nothing", "neither"}
        or any(left.lower_ in {"no", "neither"} for left in c.lefts)
        for c in carried
    )
    return walk.i != head.i and negative


_SUBJECTS = ("nsubj", "nsubjpass")


def _would(head: Token) -> bool:
    auxiliaries = {child.lower_ for child in head.children if child.dep_ == "aux"}
    conditions = any(
        mark.dep_ == "mark" and mark.lower_ in _CONDITIONS
        for clause in head.children
        if clause.dep_ == "advcl"
        for mark in clause.children
    )
    return "would" in auxiliaries and "have" not in auxiliaries and not conditions


def _is_only(word: Token) -> bool:
    """True for the "not" of "not only", which negates nothing."""
    return word.i + 1 < len(word.doc) and word.doc[word.i + 1].lower_ in {"only", "just"}


def _is_denied(head: Token, governor: Token | None) -> bool:
    if governor is not None and governor.lemma_.lower() in DENYING and not _negated(governor):
        return True
    if head.pos_ != "VERB" or head.lemma_.lower() not in DENYING or head.tag_ == "VBN" or _negated(head):
        return False
    objects = {child.lemma_.lower() for child in head.children if child.dep_ in {"dobj", "dative"}}
    if head.lemma_.lower() in _TURNING_DOWN:
        return bool(objects & DENIABLE)
    return not objects & WITHHELD


def _negated(token: Token) -> bool:
    return any(child.dep_ == "neg" for child in token.children)


def _plans(head: Token) -> bool:
    """True where the act is still to come: "will sign", "plans to sign", "is to sign", "discussed forming"."""
    for word in verb_group(head):
        if word.dep_ == "aux" and word.lower_ in PLANNING_MODALS and word.head.i == head.i:
            return not any(child.dep_ == "aux" and child.lower_ == "have" for child in head.children)
    verb = head
    for _ in range(4):
        follower = next((c for c in verb.children if c.dep_ in {"xcomp", "pcomp"} and c.pos_ in {"VERB", "AUX"}), None)
        if follower is None:
            break
        infinitive = any(child.tag_ == "TO" for child in follower.children)
        is_to = verb.lemma_ == "be" and all(word.lower_ in {"to", "not"} for word in verb.doc[verb.i + 1 : follower.i])
        if infinitive and (_is_planning(verb) or is_to):
            return True
        if infinitive and verb.lower_ == "going":
            return True
        if follower.tag_ == "VBG" and verb.lemma_.lower() in PLANNING_GERUNDS:
            return True
        if verb.lemma_.lower() not in CARRYING:
            break
        verb = follower
    if head.lemma_.lower() in PLANNING_GERUNDS and any(_is_gerund_object(head, word) for word in head.subtree):
        return True
    for child in head.children:
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


def _is_gerund_object(verb: Token, word: Token) -> bool:
    """True where `verb` has the gerund `word` as its object or in it ("discussed issues, including forming")."""
    if word.tag_ != "VBG" or word.dep_ not in {"pcomp", "xcomp", "ccomp", "dobj"}:
        return False
    above = word.head
    while above.dep_ in {"prep", "dobj", "pobj"} and above.head.i != above.i:
        above = above.head
    return above.i == verb.i


def _is_planning(verb: Token) -> bool:
    return verb.lemma_.lower() in PLANNING and any(
        child.dep_ in {"xcomp", "ccomp"} and any(word.tag_ == "TO" for word in child.children)
        for child in verb.children
    )


def _is_aimed(verb: Token) -> bool:
    """True where the infinitive that `verb` governs is not done, or not known to be ("planned to", "tried to")."""
    return _is_planning(verb) or verb.lemma_.lower() in ATTEMPTING


def _is_scheduled(head: Token) -> bool:
    """True for what is still to come without an infinitive: "a vote is planned for May", "the report is due in May"."""
    present = any(child.dep_ in {"auxpass", "aux"} and child.lower_ in {"is", "are", "'s"} for child in head.children)
    preps = {child.lower_ for child in head.children if child.dep_ == "prep"}
    if head.lemma_ == "be":
        due = next((child for child in head.children if child.dep_ == "acomp" and child.lower_ == "due"), None)
        return due is not None and not any(child.lower_ == "to" for child in (*due.children, *head.children))
    if head.tag_ != "VBN" or head.lemma_.lower() not in SCHEDULING or any(c.dep_ == "agent" for c in head.children):
        return False
    if head.lemma_.lower() == "set":  # "the table is set"
        return present and "for" in preps
    passive = any(child.dep_ == "auxpass" for child in head.children)
    return passive and (present or bool(preps & {"for"}))


def _is_passive_governor(verb: Token) -> bool:
    return verb.tag_ == "VBN" and verb.lemma_.lower() in HEDGED_PASSIVES


def _is_settled(modal: Token, governor: Token | None) -> bool:
    """True for the "would" of reported speech, which is a future, and for "could not", which is a failure."""
    if modal.lower_ == "would":
        return governor is not None
    return modal.lower_ == "could" and _negated(modal.head)


def _is_hedged(head: Token, governor: Token | None, words: Iterable[Token]) -> bool:
    if governor is not None and governor.lemma_.lower() in BELIEVING:
        return True
    if governor is not None and governor.pos_ == "VERB" and _negated(governor):
        return True  # "did not say that ..." vouches for nothing
    for child in head.children:
        if child.dep_ == "mark" and child.lower_ in _CONDITIONS:
            return True
    for word in verb_group(head):
        if word.dep_ == "aux" and word.lower_ in HEDGING_MODALS and not _is_settled(word, governor):
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

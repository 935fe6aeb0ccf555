"""Who does what: the subject of a clause, stated or left out, its verb group and its noun phrases."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rashomon.reading.verbs import SAYING

if TYPE_CHECKING:
    from spacy.tokens import Token

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass", "expl"})
VERBAL = frozenset({"VERB", "AUX"})


def left_out(
    head: Token, form: str, stretch: tuple[int, int], owner: dict[int, int]
) -> tuple[Token | None, tuple[int, ...]]:
    """The subject of a clause, and the tokens that stand for it where the clause leaves it out."""
    own = next((child for child in head.children if child.dep_ in SUBJECTS), None)
    if own is not None and not (form == "relative" and own.tag_ in {"WDT", "WP"}):
        subject: Token | None = own
    elif (form in {"relative", "participle", "apposition"} and own is None) or own is not None:
        subject = head.head
    else:
        subject = _noun_before(head) or _inherited(head)
    if subject is None or stretch[0] <= subject.i < stretch[1]:
        return subject, ()
    first, last = noun_phrase(subject, owner)
    carried = list(range(first, last))
    if head.dep_ == "conj":
        carried += _shared(head)
    return subject, tuple(carried)


def noun_phrase(token: Token, owned_by: dict[int, int] | None = None) -> tuple[int, int]:
    """The tokens of the phrase that `token` heads, without the clauses that hang on it."""
    doc = token.doc
    first, last = token.left_edge.i, token.i + 1
    for i in range(token.i + 1, token.right_edge.i + 1):
        if doc[i].dep_ in {"relcl", "acl", "appos", "advcl"}:
            last = max(token.i + 1, min(last, doc[i].left_edge.i))
            break
        if owned_by is not None and owned_by.get(i) != owned_by.get(token.i):
            break
        last = i + 1
    while last > token.i + 1 and (doc[last - 1].is_punct or doc[last - 1].dep_ in {"cc", "prep", "mark"}):
        last -= 1
    return first, last


def verb_group(head: Token) -> Iterator[Token]:
    """`head` with its auxiliaries, negation, particles and the infinitives that it carries, in no order."""
    yield head
    for child in head.children:
        if child.dep_ in {"aux", "auxpass", "neg", "prt"}:
            yield child
        elif child.dep_ == "xcomp" and child.pos_ in VERBAL and child.i > head.i:
            yield from verb_group(child)


def lead_of(token: Token) -> Token:
    """The verb that a conjunct stands beside. "Kim said that it holds and thanked them" has "thanked" beside "said",
    though the parser puts it beside "holds": the tenses tell."""
    first = token.head
    while first.dep_ == "conj" and first.head.pos_ in VERBAL:
        first = first.head
    if any(child.tag_ == "TO" for child in first.children) and is_finite(token):
        return _finite_above(first)  # "jumped off to get ashore and were treated"
    governor = first.head
    if first.dep_ != "ccomp" or governor.lemma_.lower() not in SAYING or governor.i > first.i:
        return token.head
    own = any(child.dep_ in SUBJECTS or child.dep_ in {"aux", "auxpass"} for child in token.children)
    tenses = {child.tag_ for child in first.children if child.dep_ in {"aux", "auxpass"}} | {first.tag_}
    if not own and token.tag_ == governor.tag_ and token.tag_ in {"VBD", "VBZ"} and token.tag_ not in tenses:
        return governor
    return token.head


def is_finite(token: Token) -> bool:
    """True for a verb that has a tense: in the past or present, itself or by its first auxiliary."""
    tags = [child.tag_ for child in token.children if child.dep_ in {"aux", "auxpass"}] or [token.tag_]
    return tags[0] in {"VBD", "VBZ", "VBP", "MD"}


def _finite_above(token: Token) -> Token:
    """The closest verb with a tense that `token` hangs on, else `token`."""
    walk = token
    while walk.head.i != walk.i:
        walk = walk.head
        if walk.pos_ in VERBAL and is_finite(walk):
            return walk
    return token


def _noun_before(head: Token) -> Token | None:
    """The object that a past participle set off by a comma describes ("signed a treaty, designed to ..."): the parser
    hangs such a participle on the verb."""
    verb, start = head.head, head.left_edge.i
    if head.dep_ != "advcl" or head.tag_ != "VBN" or start < 2 or verb.i > start:
        return None
    if any(child.dep_ in {"mark", "auxpass"} or child.tag_ == "WRB" for child in head.children):
        return None
    walk = head.doc[start - 2 if head.doc[start - 1].text == "," else start - 1]
    while walk.head.i not in {verb.i, walk.i} and walk.head.i > verb.i:
        walk = walk.head
    return walk if walk.dep_ == "dobj" and walk.head.i == verb.i else None


def _inherited(head: Token) -> Token | None:
    """The subject of the clause that a conjunct or a participle hangs on."""
    walk = head
    for _ in range(12):
        if walk.head.i == walk.i:
            return None
        if walk.dep_ in {"acl", "relcl"} and walk.i != head.i:
            return walk.head
        walk = lead_of(walk) if walk.dep_ == "conj" else walk.head
        found = next((child for child in walk.children if child.dep_ in SUBJECTS and child.i != head.i), None)
        if found is not None and found.tag_ not in {"WDT", "WP"}:
            return found
        if found is not None and walk.dep_ == "relcl":
            return walk.head
    return None


def _shared(head: Token) -> list[int]:
    """The auxiliaries and governing verbs that a conjoined verb shares with the one before it."""
    if any(child.dep_ in {"aux", "auxpass"} for child in head.children) or head.tag_ in {"VBD", "VBZ", "VBP"}:
        return []
    lead = lead_of(head)
    while lead.dep_ == "conj" and lead.head.pos_ in VERBAL:
        lead = lead.head
    shared = [child.i for child in lead.children if child.dep_ in {"aux", "auxpass", "neg"} and child.i < lead.i]
    while lead.dep_ in {"xcomp", "acomp"}:
        lead = lead.head
        shared += [
            lead.i,
            *(child.i for child in lead.children if child.dep_ in {"aux", "auxpass", "neg"} and child.i < lead.i),
        ]
    return sorted(shared)

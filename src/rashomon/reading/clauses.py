"""The clauses of a sentence: which verbs and nouns of its parse state a fact of their own, and the words of each.

Labels are those of the ClearNLP scheme that spaCy's English models use.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from rashomon.reading.verbs import DENYING, SAYING

if TYPE_CHECKING:
    from spacy.tokens import Token

Form = Literal["main", "conjunct", "content", "relative", "participle", "adverbial", "apposition", "attribution"]
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass", "expl"})
_VERBAL = frozenset({"VERB", "AUX"})
# Conditions, comparisons and purposes are part of what they hang on, not facts.
_BOUND_MARKS = frozenset({"if", "unless", "whether", "than", "so", "lest", "provided", "like"})
_SPLIT_PREPOSITIONS = frozenset(
    {
        "after",
        "before",
        "since",
        "while",
        "when",
        "for",
        "by",
        "with",
        "despite",
        "besides",
        "following",
        "without",
        "upon",
    }
)
_NEAR = 4  # words of another clause that a claim may run over
_ANTECEDENT = 7  # words of the noun phrase that a relative clause takes along


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One clause. Numbers are token indices into the Doc; pairs are half-open.

    `subject` is a token or None; it may lie outside `first`..`last`, and then `carried` holds the tokens that the
    clause leaves out (its subject, and auxiliaries that it shares). `governor` is the verb or noun whose content the
    clause is ("said"), None where there is none. `planner` is the verb that an infinitive hangs on.
    """

    form: Form
    head: int
    first: int
    last: int
    subject: int | None
    governor: int | None
    planner: int | None
    carried: tuple[int, ...]


def find_clauses(tokens: Sequence[Token]) -> list[Clause]:
    """The clauses of one sentence that are claims, by place; empty only where the sentence has no word."""
    inside = {token.i for token in tokens}
    forms = _clause_heads(tokens, inside)
    owner = _owners(tokens, forms, inside)
    clauses = []
    for head, form in forms.items():
        own = sorted(i for i in owner if owner[i] == head)
        clause = _clause(tokens[0].doc[head], form, own, forms, owner, inside)
        if clause is not None:
            clauses.append(clause)
    if not clauses and any(_is_word(token) for token in tokens):
        root = next((token for token in tokens if token.head.i == token.i or token.head.i not in inside), tokens[0])
        clauses.append(_make("main", root, (tokens[0].i, tokens[-1].i + 1), owner, forms))
    return sorted(clauses, key=lambda clause: (clause.first, clause.last))


def noun_phrase(token: Token, owned_by: dict[int, int] | None = None) -> tuple[int, int]:
    """The tokens of the phrase that `token` heads, without the clauses that hang on it."""
    first, last = token.i, token.i + 1
    inside = {word.i for word in token.subtree}
    doc = token.doc
    while first - 1 in inside:
        first -= 1
    while last in inside and doc[last].dep_ not in {"relcl", "acl", "appos", "advcl"}:
        if owned_by is not None and owned_by.get(last) != owned_by.get(token.i):
            break
        last += 1
    while last > token.i + 1 and (doc[last - 1].is_punct or doc[last - 1].dep_ in {"cc", "prep", "mark"}):
        last -= 1
    return first, last


def _clause_heads(tokens: Sequence[Token], inside: set[int]) -> dict[int, Form]:
    """The tokens that open a clause of their own, with its form."""
    forms: dict[int, Form] = {}
    for token in tokens:
        form = _form(token, inside)
        if form is not None:
            forms[token.i] = form
    return forms


def _form(token: Token, inside: set[int]) -> Form | None:
    if token.dep_ == "ROOT" or token.head.i not in inside:
        return "main"
    size = _size(token)
    label = token.dep_
    verbal = token.pos_ in _VERBAL
    if label == "conj":
        return "conjunct" if verbal and size >= 3 and _is_fact_beside(token) else None
    if label == "parataxis":
        return (
            "attribution" if token.lemma_.lower() in SAYING and size <= 8 else "main" if verbal and size >= 3 else None
        )
    if label == "ccomp":
        governs = token.head.lemma_.lower() in SAYING or token.head.pos_ == "NOUN"
        bound = any(child.dep_ == "mark" and child.lower_ in _BOUND_MARKS for child in token.head.children)
        return "content" if size >= 3 and not bound and (governs or _is_quoted_side(token)) else None
    if size < 4 or not verbal and label != "appos":
        return None
    if label == "relcl":
        return "relative"
    if label == "acl":
        if any(child.dep_ == "mark" for child in token.children):
            return "content"
        return "participle" if token.tag_ in {"VBN", "VBG"} else None
    if label == "advcl":
        marks = {child.lower_ for child in token.children if child.dep_ in {"mark", "advmod"} and child.i < token.i}
        if (
            token.head.pos_ not in _VERBAL
            or marks & _BOUND_MARKS
            or any(child.tag_ == "TO" for child in token.children)
        ):
            return None
        return "adverbial"
    if label == "pcomp":
        return "adverbial" if token.head.lower_ in _SPLIT_PREPOSITIONS and size >= 5 else None
    if label == "appos":
        between = (token.nbor(i - token.i) for i in range(token.head.i + 1, token.left_edge.i))
        described = token.pos_ == "NOUN" and token.head.pos_ in {"PROPN", "NOUN"}
        return "apposition" if described and any(word.is_punct for word in between) else None
    return None


def _is_fact_beside(token: Token) -> bool:
    """True for a conjoined verb that shares no object with the verb before it ("signed X and denounced Y")."""
    head = token.head
    if head.pos_ not in _VERBAL:
        return False
    doc = token.doc
    if any(child.dep_ in _SUBJECTS for child in token.children):
        return True
    between = [
        doc[i]
        for i in range(head.i + 1, token.i)
        if doc[i].dep_ not in {"cc", "punct", "aux", "auxpass", "neg", "advmod"}
    ]
    if not between:
        return False
    return head.dep_ in {"ROOT", "conj", "ccomp", "relcl", "advcl", "acl", "parataxis"} or _size(token) >= 6


def _is_quoted_side(token: Token) -> bool:
    """True for a clause beside an inverted or trailing tag ("..., he quipped"): a comma or mark stands between them."""
    low, high = sorted((token.i, token.head.i))
    doc = token.doc
    return (
        any(doc[i].text in {",", '"'} and doc[i].head.i in {token.head.i, token.i} for i in range(low, high))
        and token.i < token.head.i
    )


def _owners(tokens: Sequence[Token], forms: dict[int, Form], inside: set[int]) -> dict[int, int]:
    """The clause that each token belongs to: that of its nearest ancestor that opens one."""
    owner: dict[int, int] = {}
    for token in tokens:
        walk = token
        path = []
        while walk.i not in forms and walk.i not in owner and walk.head.i in inside and walk.head.i != walk.i:
            path.append(walk.i)
            walk = walk.head
        home = owner.get(walk.i, walk.i)
        owner[token.i] = home
        for i in path:
            owner[i] = home
    for head in forms:
        token = tokens[0].doc[head]
        if token.dep_ == "pcomp":
            owner[token.head.i] = head
    return owner


def _clause(
    head: Token, form: Form, own: list[int], forms: dict[int, Form], owner: dict[int, int], inside: set[int]
) -> Clause | None:
    """The clause of `head`, or None where too little is left of it to state anything."""
    doc = head.doc
    if form == "attribution":
        return None
    first, last = _run(head, own)
    contents = [i for i, kind in forms.items() if kind == "content" and doc[i].head.i == head.i]
    words = sum(_is_word(doc[i]) for i in range(first, last))
    if contents and head.pos_ in _VERBAL and not _says_more(head, contents, first, last):
        return None
    if words < 3:
        return None
    if form in {"relative", "participle", "apposition"}:
        start = _antecedent_start(head, first)
        first = start if start is not None and start in inside else first
    return _make(form, head, (first, last), owner, forms)


def _make(form: Form, head: Token, stretch: tuple[int, int], owner: dict[int, int], forms: dict[int, Form]) -> Clause:
    subject, carried = _left_out(head, form, stretch, owner, forms)
    governor = head.head.i if form == "content" else None
    if form == "conjunct":
        walk = head
        while walk.dep_ == "conj" and walk.head.i != walk.i:
            walk = walk.head
        governor = walk.head.i if forms.get(walk.i) == "content" else None
    for child in head.children:
        if forms.get(child.i) == "attribution":
            governor = child.i
    return Clause(
        form=form,
        head=head.i,
        first=stretch[0],
        last=stretch[1],
        subject=subject.i if subject is not None else None,
        governor=governor,
        planner=_planner(head),
        carried=carried,
    )


def _run(head: Token, own: list[int]) -> tuple[int, int]:
    """The stretch of the clause's own tokens around its head; it runs over at most a few words of other clauses."""
    doc = head.doc
    at = own.index(head.i)
    first = last = at
    while first > 0 and _gap(doc, own[first - 1], own[first]) <= _NEAR:
        first -= 1
    while last + 1 < len(own) and _gap(doc, own[last], own[last + 1]) <= _NEAR:
        last += 1
    begin, end = own[first], own[last] + 1
    while end - 1 > head.i and (doc[end - 1].is_punct or doc[end - 1].dep_ in {"cc", "mark"}):
        end -= 1
    return begin, end


def _gap(doc: Sequence[Token], left: int, right: int) -> int:
    return sum(_is_word(doc[i]) for i in range(left + 1, right))


def _says_more(head: Token, contents: list[int], first: int, last: int) -> bool:
    """True where the saying itself states something ("told reporters before leaving for Utah"), beside its content."""
    if head.lemma_.lower() in DENYING:
        return False
    words = 0
    for child in head.children:
        if (
            child.i in contents
            or child.dep_ in _SUBJECTS
            or child.dep_ in {"aux", "auxpass", "neg", "punct", "dative", "dobj", "mark", "cc"}
        ):
            continue
        words += sum(1 for word in child.subtree if first <= word.i < last and _is_word(word))
    return words >= 3


def _antecedent_start(head: Token, first: int) -> int | None:
    """Where the noun phrase before a relative clause begins, None where it is long or far away."""
    antecedent = head.head
    if antecedent.pos_ not in {"NOUN", "PROPN", "PRON", "NUM"} or antecedent.i >= first:
        return None
    start = antecedent.i
    doc = head.doc
    while start > 0 and antecedent.is_ancestor(doc[start - 1]) and not doc[start - 1].is_punct:
        start -= 1
    words = sum(_is_word(doc[i]) for i in range(start, first))
    return start if words <= _ANTECEDENT else None


def _left_out(
    head: Token, form: Form, stretch: tuple[int, int], owner: dict[int, int], forms: dict[int, Form]
) -> tuple[Token | None, tuple[int, ...]]:
    """The subject of a clause, and the tokens that stand for it where the clause leaves it out."""
    own = next((child for child in head.children if child.dep_ in _SUBJECTS), None)
    if own is not None and not (form == "relative" and own.tag_ in {"WDT", "WP"}):
        subject: Token | None = own
    elif form in {"relative", "participle", "apposition"} and own is None or own is not None:
        subject = head.head
    else:
        subject = _inherited(head)
    if subject is None or stretch[0] <= subject.i < stretch[1]:
        return subject, ()
    first, last = noun_phrase(subject, owner)
    carried = list(range(first, last))
    if head.dep_ == "conj":
        carried += _shared(head)
    return subject, tuple(carried)


def _inherited(head: Token) -> Token | None:
    """The subject of the clause that a conjunct or a participle hangs on."""
    walk = head
    for _ in range(12):
        if walk.head.i == walk.i:
            return None
        if walk.dep_ in {"acl", "relcl"} and walk.i != head.i:
            return walk.head
        walk = walk.head
        found = next((child for child in walk.children if child.dep_ in _SUBJECTS and child.i != head.i), None)
        if found is not None and found.tag_ not in {"WDT", "WP"}:
            return found
        if found is not None and walk.dep_ == "relcl":
            return walk.head
    return None


def _shared(head: Token) -> list[int]:
    """The auxiliaries and governing verbs that a conjoined verb shares with the one before it."""
    if any(child.dep_ in {"aux", "auxpass"} for child in head.children) or head.tag_ in {"VBD", "VBZ", "VBP"}:
        return []
    lead = head.head
    while lead.dep_ == "conj" and lead.head.pos_ in _VERBAL:
        lead = lead.head
    shared = [child.i for child in lead.children if child.dep_ in {"aux", "auxpass", "neg"} and child.i < lead.i]
    while lead.dep_ in {"xcomp", "acomp"}:
        lead = lead.head
        shared += [
            lead.i,
            *(child.i for child in lead.children if child.dep_ in {"aux", "auxpass", "neg"} and child.i < lead.i),
        ]
    return sorted(shared)


def _planner(head: Token) -> int | None:
    """The verb that governs the infinitive which `head` is, or is conjoined to."""
    walk = head
    while walk.dep_ == "conj" and walk.head.pos_ in _VERBAL:
        walk = walk.head
        if walk.dep_ == "xcomp":
            return int(walk.head.i)
    return None


def _size(token: Token) -> int:
    return sum(1 for word in token.subtree if _is_word(word))


def _is_word(token: Token) -> bool:
    return not token.is_punct and not token.is_space


def verb_group(head: Token) -> Iterator[Token]:
    """`head` with its auxiliaries, negation, particles and the infinitives that it carries, in no order."""
    yield head
    for child in head.children:
        if child.dep_ in {"aux", "auxpass", "neg", "prt"}:
            yield child
        elif child.dep_ == "xcomp" and child.pos_ in _VERBAL and child.i > head.i:
            yield from verb_group(child)

"""The clauses of a sentence: which verbs and nouns of its parse state a fact of their own, and the words of each.

Labels are those of the ClearNLP scheme that spaCy's English models use.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from rashomon.reading.subjects import SUBJECTS, VERBAL, is_finite, lead_of, left_out
from rashomon.reading.verbs import DENYING, SAYING

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

Form = Literal["main", "conjunct", "content", "relative", "participle", "adverbial", "apposition", "attribution"]
_OPENING = frozenset({"conj", "parataxis", "ccomp", "relcl", "acl", "advcl", "pcomp", "appos"})
# Conditions, comparisons and purposes are part of what they hang on, not facts.
_BOUND_MARKS = frozenset({"if", "unless", "whether", "than", "so", "lest", "provided", "like"})
_OF_TIME = frozenset({"after", "before", "since", "while", "when", "despite", "besides", "following"})
_OF_MANNER = frozenset({"for", "by", "with", "without", "upon"})
# Participles that are prepositions in news prose.
_PREPOSITIONAL = frozenset(
    {"concerning", "regarding", "including", "excluding", "following", "according", "pending", "depending", "aged"}
)
_LOOSE: frozenset[Form] = frozenset({"relative", "participle", "adverbial", "apposition"})
_NEAR = 4  # words of another clause that a claim may run over
_DEFINING = 6  # words of a clause that only tells which one is meant
_LONGEST_SENTENCE = 400  # tokens; what is longer is no prose, and stays whole
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
    forms = _clause_heads(tokens, inside) if len(tokens) <= _LONGEST_SENTENCE else {}
    owner = _owners(tokens, forms, inside)
    own: dict[int, list[int]] = {}
    for i in sorted(owner):
        own.setdefault(owner[i], []).append(i)
    clauses = []
    for head, form in forms.items():
        clause = _clause(tokens[0].doc[head], form, own[head], forms, owner, inside)
        if clause is not None:
            clauses.append(clause)
    if not clauses and any(_is_word(token) for token in tokens):
        root = next((token for token in tokens if token.head.i == token.i or token.head.i not in inside), tokens[0])
        clauses.append(_make("main", root, (tokens[0].i, tokens[-1].i + 1), owner, forms))
    return sorted(clauses, key=lambda clause: (clause.first, clause.last))


def _clause_heads(tokens: Sequence[Token], inside: set[int]) -> dict[int, Form]:
    """The tokens that open a clause of their own, with its form."""
    forms: dict[int, Form] = {}
    for token in tokens:
        form = _form(token, inside, forms)
        if form is not None:
            forms[token.i] = form
    # A clause that would be left with next to nothing takes one that hangs on it along, or joins what it hangs on.
    owner = _owners(tokens, forms, inside)
    words = Counter(owner[token.i] for token in tokens if _is_word(token))
    hanging: dict[int, list[int]] = {}
    for head in forms:
        verb = tokens[0].doc[head]
        above = verb.head.head.i if verb.dep_ == "pcomp" else verb.head.i
        if above in owner and above != head:
            hanging.setdefault(owner[above], []).append(head)
    for head, form in list(forms.items()):
        below = hanging.get(head, [])
        if words[head] >= 3 or form == "attribution" or any(forms.get(i) == "content" for i in below):
            continue
        loose = next((i for i in below if forms.get(i) in _LOOSE), None)
        if loose is not None:
            del forms[loose]
        elif form in _LOOSE or form == "conjunct":
            del forms[head]
    return forms


def _form(token: Token, inside: set[int], forms: dict[int, Form]) -> Form | None:
    """The form of the clause that `token` opens, None where it opens none."""
    label, verbal = token.dep_, token.pos_ in VERBAL
    if label == "ROOT" or token.head.i not in inside:
        return "main"
    if label not in _OPENING:
        return None
    size = _size(token)
    if label == "conj":
        return "conjunct" if verbal and size >= 3 and _is_fact_beside(token) else None
    if label == "parataxis":
        says = token.lemma_.lower() in SAYING and size <= 8
        return "attribution" if says else "main" if verbal and size >= 3 else None
    if label == "ccomp":
        governs = token.head.lemma_.lower() in SAYING or token.head.pos_ == "NOUN" or _is_quoted_side(token)
        bound = any(child.dep_ == "mark" and child.lower_ in _BOUND_MARKS for child in token.head.children)
        return "content" if size >= 3 and governs and not bound else None
    if size < 4 or token.lower_ in _PREPOSITIONAL:
        return None
    if label in {"relcl", "acl"} and _defines(token):
        return None
    if label == "relcl":
        return "relative" if verbal else None
    if label == "acl":
        if any(child.dep_ == "mark" for child in token.children):
            return "content" if verbal else None
        infinitive = any(child.tag_ == "TO" for child in token.children)
        return "participle" if token.tag_ in {"VBN", "VBG"} and not infinitive else None
    if label == "advcl":
        return "adverbial" if verbal and _is_fact_aside(token) else None
    if label == "pcomp":
        return "adverbial" if verbal and size >= 5 and _is_fact_after(token.head) else None
    if label == "appos" and token.pos_ == "NOUN" and token.head.pos_ in {"PROPN", "NOUN"}:
        between = (token.doc[i] for i in range(token.head.i + 1, token.left_edge.i))
        return "apposition" if any(word.is_punct for word in between) else None
    return None


def _defines(token: Token) -> bool:
    """True for a clause that tells which one is meant ("he was the first man to be held", "the men held on Monday"):
    one that follows the complement of "be" without a mark, or a short one without a mark."""
    start = token.left_edge.i
    if token.head.i >= start or any(token.doc[i].is_punct for i in range(token.head.i + 1, start)):
        return False
    return token.head.dep_ == "attr" or _size(token) < _DEFINING


def _is_fact_beside(token: Token) -> bool:
    """True for a conjoined verb that shares no object with the verb before it ("signed X and denounced Y")."""
    head = token.head
    if head.pos_ not in VERBAL:
        return False
    if any(child.dep_ in SUBJECTS for child in token.children):
        return True
    infinitive = any(child.tag_ == "TO" for child in head.children)
    if infinitive and is_finite(token):
        return True
    between = (head.doc[i] for i in range(head.i + 1, token.i))
    if all(word.dep_ in {"cc", "punct", "aux", "auxpass", "neg", "advmod"} for word in between):
        return False
    if infinitive:
        return head.dep_ == "xcomp" and _size(token) >= 5
    return head.dep_ in {"ROOT", "conj", "ccomp", "relcl", "advcl", "acl", "parataxis"}


def _is_fact_aside(token: Token) -> bool:
    """True for an adverbial clause that is no condition, comparison or purpose."""
    marks = {child.lower_ for child in token.children if child.dep_ in {"mark", "advmod"} and child.i < token.i}
    purpose = any(child.tag_ == "TO" for child in token.children)
    return token.head.pos_ in VERBAL and not purpose and not marks & _BOUND_MARKS


def _is_fact_after(preposition: Token) -> bool:
    """True where the gerund after `preposition` is a fact of its own ("after winning"), and not what completes the verb
    ("known for winning")."""
    word = preposition.lower_
    return word in _OF_TIME or (word in _OF_MANNER and preposition.i > preposition.head.i + 1)


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
        # "after landing" takes its preposition along, "with the crowd cheering" does not.
        if token.dep_ == "pcomp" and not any(child.dep_ in SUBJECTS for child in token.children):
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
    if contents and head.pos_ in VERBAL and not _says_more(head, contents, first, last):
        return None
    if words < 3:
        return None
    if form in {"relative", "participle", "apposition"}:
        start = _antecedent_start(head, first)
        first = start if start is not None and start in inside else first
    return _make(form, head, (first, last), owner, forms)


def _make(form: Form, head: Token, stretch: tuple[int, int], owner: dict[int, int], forms: dict[int, Form]) -> Clause:
    subject, carried = left_out(head, form, stretch, owner)
    governor = head.head.i if form == "content" else None
    if form == "conjunct":
        walk = head
        while walk.dep_ == "conj" and walk.head.i != walk.i:
            walk = lead_of(walk)
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
    # Marks and conjunctions at the edges must not pull in the clause that stands before them.
    while own[0] < head.i and _is_edge(doc[own[0]]):
        own = own[1:]
    while own[-1] > head.i and _is_edge(doc[own[-1]]):
        own = own[:-1]
    at = own.index(head.i)
    first = last = at
    while first > 0 and _gap(doc, own[first - 1], own[first]) <= _NEAR:
        first -= 1
    while last + 1 < len(own) and _gap(doc, own[last], own[last + 1]) <= _NEAR:
        last += 1
    begin, end = own[first], own[last] + 1
    while end - 1 > head.i and _is_edge(doc[end - 1]):
        end -= 1
    return begin, end


def _joins(token: Token) -> bool:
    """True for the hyphen of a compound ("same-sex")."""
    return token.text == "-" and not token.whitespace_


def _is_edge(token: Token) -> bool:
    return token.is_punct or token.is_space or token.dep_ == "cc"


def _gap(doc: Doc, left: int, right: int) -> int:
    return sum(_is_word(doc[i]) for i in range(left + 1, right))


def _says_more(head: Token, contents: list[int], first: int, last: int) -> bool:
    """True where the saying itself states something ("told reporters before leaving for Utah"), beside its content."""
    if head.lemma_.lower() in DENYING:
        return False
    words = 0
    for child in head.children:
        if (
            child.i in contents
            or child.dep_ in SUBJECTS
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
    if any(child.tag_ == "WRB" for child in head.children):
        return None  # "on Monday, when ..." speaks of the whole
    start = antecedent.i
    doc = head.doc
    while (
        start > 0 and antecedent.is_ancestor(doc[start - 1]) and (not doc[start - 1].is_punct or _joins(doc[start - 1]))
    ):
        start -= 1
    words = sum(_is_word(doc[i]) for i in range(start, first))
    return start if words <= _ANTECEDENT else None


def _planner(head: Token) -> int | None:
    """The verb that governs the infinitive which `head` is, or is conjoined to."""
    walk = head
    while walk.dep_ == "conj" and walk.head.pos_ in VERBAL:
        walk = walk.head
        if walk.dep_ == "xcomp":
            return int(walk.head.i)
    return None


def _size(token: Token) -> int:
    return sum(1 for word in token.subtree if _is_word(word))


def _is_word(token: Token) -> bool:
    return not token.is_punct and not token.is_space

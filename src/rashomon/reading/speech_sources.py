"""Who speaks, and with which words it is said that they do: the source's noun phrase and the cue's full stretch."""

from __future__ import annotations

from rashomon.reading.speech import Candidate
from rashomon.reading.speech_tree import Tree, subtree

_SUBJECTS = ("nsubj", "nsubjpass", "csubj")
_HUMAN_PREPS = frozenset(("of", "by", "from", "among", "between"))
_MOVES_UP = frozenset(
    ("conj", "xcomp", "advcl", "acomp", "attr", "oprd", "pcomp", "prep", "pobj", "dobj", "ccomp", "aux")
)  # fmt: skip
# Passives whose subject is the one who speaks or feels.
_PASSIVE_SPEAKERS = frozenset(
    ("quote", "concern", "worry", "convince", "oppose", "commit", "dedicate", "focus", "frustrate")
)  # fmt: skip
_CUE_DEPS = frozenset(("aux", "auxpass", "neg", "prt"))
_LEFT_OUT = frozenset(("relcl", "case", "advcl", "parataxis", "ccomp"))
_LONGEST_DASH_SOURCE = 10


def source_of(tree: Tree, candidate: Candidate) -> tuple[int, int] | None:
    """The code points of the noun phrase that the candidate's content is ascribed to; None where nobody is named."""
    q, path = candidate.cue, candidate.path
    if path in ("colon", "mark:colon"):
        return _before(tree, q)
    if path in ("mark:dash", "colon-after"):
        return _after(tree, q)
    head = _source_head(tree, q, candidate)
    if head < 0:
        return None
    start, end = noun_phrase(tree, head)
    if any(start < stop and first < end and tree.deps[head] == "nsubjpass" for first, stop in candidate.pieces):
        return None
    return start, end


def _source_head(tree: Tree, q: int, candidate: Candidate) -> int:
    pos = tree.pos[q]
    if candidate.path.startswith("up:") and pos in ("ADP", "SCONJ", "VERB") and tree.deps[q] in ("prep", "agent"):
        found = _object_of(tree, q)
        if found >= 0:
            return found
    if pos in ("NOUN", "PROPN"):
        return _noun_source(tree, q, candidate)
    return _verb_source(tree, q, candidate)


def _object_of(tree: Tree, q: int) -> int:
    """The object of a preposition, or of the preposition that follows it ("according to X"); -1 for none."""
    for kid in tree.kids[q]:
        if tree.deps[kid] == "pobj":
            return kid
    for kid in tree.kids[q]:
        if tree.deps[kid] == "prep":
            return _object_of(tree, kid)
    return -1


def _verb_source(tree: Tree, q: int, candidate: Candidate) -> int:
    content = candidate.pieces
    for _ in range(8):
        passive = any(tree.deps[k] == "auxpass" for k in tree.kids[q]) or (
            tree.tags[q] == "VBN" and tree.deps[q] in ("acl", "relcl", "advcl") and not _subject(tree, q)
        )
        if passive:
            for kid in tree.kids[q]:
                if tree.deps[kid] == "agent" or (tree.deps[kid] == "prep" and tree.lemmas[kid] == "by"):
                    return _object_of(tree, kid)
        for kid in tree.kids[q]:
            if tree.deps[kid] in _SUBJECTS and not _inside(tree, kid, content):
                return -1 if passive and tree.lemmas[q] not in _PASSIVE_SPEAKERS else kid
        if passive and tree.lemmas[q] not in _PASSIVE_SPEAKERS:
            return -1
        dep, head = tree.deps[q], tree.heads[q]
        if head == q:
            return -1
        if dep == "acl":
            return -1 if _inside(tree, head, content) else head
        if dep == "relcl":
            return head
        if dep not in _MOVES_UP:
            return -1
        if dep == "xcomp":
            objects = [k for k in tree.kids[head] if tree.deps[k] in ("dobj", "iobj", "dative") and k < q]
            if objects and tree.tags[q] == "VB":
                return objects[0]
        if tree.pos[head] in ("NOUN", "PROPN") and dep in ("ccomp", "acl", "prep", "pcomp"):
            return _noun_source(tree, head, candidate)
        q = head
    return -1


def _subject(tree: Tree, q: int) -> bool:
    return any(tree.deps[k] in _SUBJECTS for k in tree.kids[q])


def _noun_source(tree: Tree, q: int, candidate: Candidate) -> int:
    content = candidate.pieces
    for kid in tree.kids[q]:
        if tree.deps[kid] == "poss" and not _inside(tree, kid, content):
            return kid
    for kid in tree.kids[q]:
        if tree.deps[kid] in ("prep", "agent") and tree.lemmas[kid] in _HUMAN_PREPS:
            found = _object_of(tree, kid)
            if found >= 0 and not _inside(tree, found, content):
                return found
    for kid in tree.kids[q]:
        if tree.deps[kid] in ("compound", "amod", "nmod") and tree.entities[kid] and not _inside(tree, kid, content):
            return kid
    dep, head = tree.deps[q], tree.heads[q]
    if dep in ("dobj", "pobj", "attr", "conj") and head != q:
        governor = head
        for _ in range(4):
            if tree.pos[governor] in ("VERB", "AUX"):
                return _verb_source(tree, governor, candidate)
            if tree.heads[governor] == governor:
                return -1
            governor = tree.heads[governor]
    return -1


def _inside(tree: Tree, token: int, pieces: tuple[tuple[int, int], ...]) -> bool:
    return any(start <= tree.starts[token] < end for start, end in pieces)


def noun_phrase(tree: Tree, head: int) -> tuple[int, int]:
    """The code points of the phrase under `head`, without relative clauses and without the possessive 's."""
    last_joined = max((k for k in tree.kids[head] if tree.deps[k] in ("conj", "appos")), default=-1)
    tops = frozenset(
        k for k in tree.kids[head] if tree.deps[k] in _LEFT_OUT or (tree.deps[k] in ("punct", "cc") and k > last_joined)
    )
    tokens = subtree(tree, head, tops)
    at = tokens.index(head)
    first = last = at
    while first and tokens[first - 1] >= tokens[first] - 2:
        first -= 1
    while last + 1 < len(tokens) and tokens[last + 1] <= tokens[last] + 2:
        last += 1
    while first < at and tree.pos[tokens[first]] in ("PUNCT", "SPACE", "CCONJ"):
        first += 1
    while last > at and tree.pos[tokens[last]] in ("PUNCT", "SPACE", "CCONJ") and tree.words[tokens[last]] != ")":
        last -= 1
    return tree.starts[tokens[first]], tree.ends[tokens[last]]


def _before(tree: Tree, q: int) -> tuple[int, int] | None:
    """What stands before the colon in its sentence; where that has a subject, the subject."""
    first, _ = tree.sentences[tree.sentence[q]]
    while first < q and tree.pos[first] in ("PUNCT", "SPACE"):
        first += 1
    for i in range(first, q):
        if tree.deps[i] in _SUBJECTS:
            return noun_phrase(tree, i)
    return (tree.starts[first], tree.ends[q - 1]) if first < q else None


def _after(tree: Tree, q: int) -> tuple[int, int] | None:
    """What stands after the dash or colon, to the end of its line or sentence or the first comma or stop."""
    text = tree.text
    last = q
    for i in range(q + 1, min(len(tree.words), q + 1 + _LONGEST_DASH_SOURCE)):
        if "\n" in text[tree.ends[q] : tree.starts[i]].rstrip(" ") or tree.words[i] in (".", ",", ";", '"'):
            break
        if tree.pos[i] != "SPACE":
            last = i
    return (tree.starts[q + 1], tree.ends[last]) if last > q else None


def cue_span(tree: Tree, candidate: Candidate, source: tuple[int, int] | None) -> tuple[int, int]:
    """The code points of the cue: its token with the auxiliaries, negation and particle that stand beside it."""
    q = candidate.cue
    first = last = q
    extra = {
        k for k in tree.kids[q] if tree.deps[k] in _CUE_DEPS or (tree.deps[k] == "advmod" and tree.pos[k] == "ADV")
    }
    blocked = [*candidate.pieces, *([source] if source else [])]

    def is_free(i: int) -> bool:
        return not any(start <= tree.starts[i] < end for start, end in blocked)

    while first - 1 in extra and is_free(first - 1):
        first -= 1
    while last + 1 in extra and tree.deps[last + 1] == "prt" and is_free(last + 1):
        last += 1
    prep = last + 1
    if prep < len(tree.words) and tree.heads[prep] == q and tree.deps[prep] in ("prep", "agent") and is_free(prep):
        following = tree.ends[prep]
        touches = [start for start, _ in blocked if 0 <= start - following <= 1]
        if touches:
            last = prep
    return tree.starts[first], tree.ends[last]

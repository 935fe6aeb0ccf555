"""The parse of a text as plain lists, and what is asked of it: subtrees and subjects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc

# Half-open code points, in order.
Pieces = tuple[tuple[int, int], ...]

_SUBJECTS = frozenset(("nsubj", "nsubjpass", "csubj", "expl"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """The parse of one text as plain lists, indexed by token: what the rules need, faster than the parser's objects."""

    text: str
    words: list[str]
    lemmas: list[str]
    pos: list[str]
    tags: list[str]
    deps: list[str]
    heads: list[int]
    entities: list[str]
    starts: list[int]
    ends: list[int]
    kids: list[list[int]]
    sentence: list[int]
    sentences: list[tuple[int, int]]


def tree_of(doc: Doc, text: str) -> Tree:
    """The parse `doc` of `text` as plain lists."""
    tokens = list(doc)
    words = [token.lower_ for token in tokens]
    tags = [token.tag_ for token in tokens]
    deps = [token.dep_ for token in tokens]
    heads = [token.head.i for token in tokens]
    _lift_conjuncts(tags, deps, heads)
    kids: list[list[int]] = [[] for _ in words]
    for i, head in enumerate(heads):
        if head != i:
            kids[head].append(i)
    sentences = [(sent.start, sent.end) for sent in doc.sents]
    sentence = [k for k, (first, last) in enumerate(sentences) for _ in range(first, last)]
    return Tree(
        text=text,
        words=words,
        lemmas=[token.lemma_.lower() for token in tokens],
        pos=[token.pos_ for token in tokens],
        tags=tags,
        deps=deps,
        heads=heads,
        entities=[token.ent_type_ for token in tokens],
        starts=[token.idx for token in tokens],
        ends=[token.idx + len(token) for token in tokens],
        kids=kids,
        sentence=sentence,
        sentences=sentences,
    )


def _lift_conjuncts(tags: list[str], deps: list[str], heads: list[int]) -> None:
    """Hangs a verb on the verb of saying where its tense shows that it goes on from there: "She said that it works and
    added ..." The parser likes to join it with the nearer verb ("works and added")."""
    with_subject = {heads[i] for i, dep in enumerate(deps) if dep in _SUBJECTS}
    modal = {heads[i] for i, tag in enumerate(tags) if tag == "MD" and deps[i] == "aux"}
    for q, dep in enumerate(deps):
        if dep != "conj" or tags[q] not in ("VBD", "VBZ") or q in with_subject:
            continue
        first = heads[q]
        while deps[first] == "conj" and heads[first] != first:
            first = heads[first]
        other = tags[first] in ("VBD", "VBZ", "VBP", "VB", "VBN") and (tags[first] != tags[q] or first in modal)
        if deps[first] == "ccomp" and heads[first] < first and other and tags[heads[first]] == tags[q]:
            heads[q] = heads[first]


def subtree(tree: Tree, top: int, without: frozenset[int] = frozenset()) -> list[int]:
    """The tokens under `top` and itself, sorted; branches whose top is in `without` are left out."""
    found, stack = [], [top]
    while stack:
        i = stack.pop()
        found.append(i)
        stack.extend([k for k in tree.kids[i] if k not in without] if without else tree.kids[i])
    return sorted(found)


def subject_of(tree: Tree, q: int) -> int:
    """The token that is the grammatical subject of `q`, also where a verb that governs it carries it; -1 for none."""
    seen = 0
    while seen < 6:
        for kid in tree.kids[q]:
            if tree.deps[kid] in ("nsubj", "nsubjpass", "csubj"):
                return kid
        dep, head = tree.deps[q], tree.heads[q]
        if head == q:
            return -1
        if dep in ("acl", "poss"):
            return head
        if dep not in ("conj", "xcomp", "advcl", "dobj", "attr", "acomp", "pcomp", "prep", "pobj", "oprd", "aux"):
            return -1
        q = head
        seen += 1
    return -1

"""What is no report of speech or thought, whatever the learned model says: acts of the body and of the law ("signed a
treaty"), participles that tell a result, a colon after what is nobody, and sources that are events.

The model is learned from PolNeAR, where beliefs, votes and deeds that show an attitude count as attributions; readers
take such lines for mistakes.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cache
from typing import Literal

from rashomon.data import load_table
from rashomon.reading.roles import role_before
from rashomon.reading.speech import Candidate
from rashomon.reading.speech_tree import Tree
from rashomon.reading.verbs import SAYING

Reason = Literal["act", "result", "colon", "source", "amount", "pronoun"]
_CLAUSES = frozenset({"ccomp", "xcomp", "csubj", "parataxis", "advcl", "acl", "relcl", "pcomp"})
_AMOUNTS = frozenset({"TIME", "DATE", "MONEY", "QUANTITY", "PERCENT", "CARDINAL", "ORDINAL"})
_NAMES = frozenset({"PERSON", "ORG", "NORP", "GPE"})
_EVENTS = frozenset({"EVENT", "DATE", "TIME", "MONEY", "QUANTITY"})
# "[...], she sobbed": any verb may report what stands before it.
_INVERTED = frozenset({"up:ccomp", "up:parataxis", "up:dep", "up:ccomp^", "up:parataxis^"})
_PRONOUNS = frozenset({"it", "him", "her", "them", "this", "that", "me", "us", "you", "himself", "herself", "itself"})


@cache
def _listed(key: str) -> frozenset[str]:
    return frozenset(load_table("speech_limits")[key])


def why_not_reported(tree: Tree, candidate: Candidate, source: tuple[int, int] | None) -> Reason | None:
    """Why the candidate, whose content has no quotation marks, reports nothing; None where nothing speaks against it.

    `source` are the code points of the noun phrase that it is ascribed to, None where nobody is named.
    """
    q = candidate.cue
    head = _head_of(tree, source) if source else -1
    if candidate.path in ("colon", "colon-after"):
        return None if head >= 0 and _may_stand_at_colon(tree, head, source) else "colon"
    if head >= 0 and _is_event(tree, head):
        return "source"
    lemma, content = tree.lemmas[q], candidate.head
    is_clause = content >= 0 and tree.deps[content] in _CLAUSES
    if content >= 0 and len(candidate.pieces) == 1:
        start, end = candidate.pieces[0]
        if tree.text[start:end].lower() in _PRONOUNS and lemma not in SAYING:
            return "pronoun"
    if tree.pos[q] == "VERB" and candidate.path not in _INVERTED and not is_clause:
        if lemma in _listed("acts"):
            return "act"
        if content >= 0 and tree.entities[content] in _AMOUNTS and tree.deps[content] in ("pobj", "npadvmod"):
            return "amount"
        follows = tree.deps[q] == "advcl" and tree.tags[q] == "VBG" and tree.heads[q] < q
        if follows and lemma in _listed("result_participles") and tree.lemmas[tree.heads[q]] not in SAYING:
            return "result"
    return None


def _head_of(tree: Tree, source: tuple[int, int]) -> int:
    """The token of the source that its other tokens hang on."""
    first = bisect_left(tree.starts, source[0])
    last = max(first + 1, bisect_left(tree.starts, source[1]))
    return next((i for i in range(first, last) if not first <= tree.heads[i] < last or tree.heads[i] == i), first)


def _is_event(tree: Tree, head: int) -> bool:
    if tree.entities[head] in _NAMES:
        return False
    return tree.lemmas[head] in _listed("no_sources") or tree.entities[head] in _EVENTS


def _may_stand_at_colon(tree: Tree, head: int, source: tuple[int, int] | None) -> bool:
    """True where what stands at a colon may speak: a name, a pronoun, a role, or a word such as "poll"."""
    assert source is not None
    tokens = range(bisect_left(tree.starts, source[0]), bisect_left(tree.starts, source[1]))
    if tree.pos[head] in ("VERB", "AUX", "ADJ", "ADV", "ADP", "NUM") or _is_event(tree, head):
        return False
    if tree.pos[head] == "PRON":
        return True
    words = [tree.words[i].lower() for i in tokens]
    named = tree.entities[head] in _NAMES and tree.pos[head] == "PROPN"
    return named or tree.lemmas[head] in _listed("colon_sources") or role_before(words, len(words), 0) > 0

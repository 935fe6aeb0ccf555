"""Candidates for reported speech and thought: a cue, and the stretch that it may report, by rules over the parse.

A candidate joins a cue token with one content by a path: a complement of the cue ("said [that ...]"), a clause that
the cue hangs on ("[...], he said"; "according to"), words after a colon, or a stretch in quotation marks near the cue.
The rules are generous; `speech_model` tells which candidates hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rashomon.reading.quote_marks import Marked

if TYPE_CHECKING:
    from spacy.tokens import Doc

Pieces = tuple[tuple[int, int], ...]

_VERB_COMPLEMENTS = frozenset(
    "ccomp xcomp dobj oprd attr acomp advcl nsubj nsubjpass csubj parataxis dep acl intj npadvmod pcomp dative".split()
)
_NOUN_COMPLEMENTS = frozenset("acl ccomp xcomp relcl appos compound amod poss dep".split())
_ADJECTIVE_COMPLEMENTS = frozenset("ccomp xcomp advcl dep".split())
_UP_VERB = frozenset("parataxis advcl acl relcl dep conj ccomp".split())
_HEDGES = frozenset(("reportedly", "allegedly", "supposedly", "purportedly", "apparently", "seemingly", "presumably"))
_SUBJECTS = frozenset(("nsubj", "nsubjpass", "csubj", "expl"))
# Longer sentences are lists or hostile text: no speech is looked for in them.
_LONGEST_SENTENCE = 400
_MARK_REACH = 8


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A cue token, the head token of the content (-1 for a stretch in marks), the path, and the content's pieces.

    `pieces` are half-open code points, in order; more than one where the cue stands within the content.
    """

    cue: int
    head: int
    path: str
    pieces: Pieces


def tree_of(doc: Doc, text: str) -> Tree:
    """The parse `doc` of `text` as plain lists."""
    words = [token.lower_ for token in doc]
    heads = [token.head.i for token in doc]
    kids: list[list[int]] = [[] for _ in words]
    for i, head in enumerate(heads):
        if head != i:
            kids[head].append(i)
    sentences = [(sent.start, sent.end) for sent in doc.sents]
    sentence = [k for k, (first, last) in enumerate(sentences) for _ in range(first, last)]
    return Tree(
        text=text,
        words=words,
        lemmas=[token.lemma_.lower() for token in doc],
        pos=[token.pos_ for token in doc],
        tags=[token.tag_ for token in doc],
        deps=[token.dep_ for token in doc],
        heads=heads,
        entities=[token.ent_type_ for token in doc],
        starts=[token.idx for token in doc],
        ends=[token.idx + len(token) for token in doc],
        kids=kids,
        sentence=sentence,
        sentences=sentences,
    )


def subtree(tree: Tree, top: int, without: frozenset[int] = frozenset()) -> list[int]:
    """The tokens under `top` and itself, sorted; branches whose top is in `without` are left out."""
    found, stack = [], [top]
    while stack:
        i = stack.pop()
        found.append(i)
        stack.extend(k for k in tree.kids[i] if k not in without)
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


def find_candidates(tree: Tree, marks: Sequence[Marked]) -> Iterator[Candidate]:
    """All candidates of one text, sorted by cue; the same cue and pieces are given once."""
    seen: set[tuple[int, Pieces]] = set()
    shaper = _Shaper(tree, marks)
    for first, last in tree.sentences:
        if last - first > _LONGEST_SENTENCE:
            continue
        for q in range(first, last):
            for head, path, pieces in _of_token(tree, q):
                shaped = shaper.shape(q, pieces)
                if shaped and (q, shaped) not in seen:
                    seen.add((q, shaped))
                    yield Candidate(cue=q, head=head, path=path, pieces=shaped)
    for q, path, mark in _near_marks(tree, marks):
        shaped = shaper.shape(q, (mark,))
        if shaped and (q, shaped) not in seen:
            seen.add((q, shaped))
            yield Candidate(cue=q, head=-1, path=path, pieces=shaped)


def _of_token(tree: Tree, q: int) -> Iterator[tuple[int, str, Pieces]]:
    """The candidates of one cue token by the parse: the content's head, the path, and its unshaped pieces."""
    pos = tree.pos[q]
    if pos in ("VERB", "AUX"):
        yield from _complements(tree, q, _VERB_COMPLEMENTS)
        yield from _unions(tree, q)
        if tree.deps[q] in _UP_VERB:
            yield from _upwards(tree, q, q, f"up:{tree.deps[q]}")
        elif tree.deps[q] in ("prep", "pcomp"):
            yield from _upwards(tree, q, q, "up:prep")
    elif pos in ("NOUN", "PROPN"):
        yield from _complements(tree, q, _NOUN_COMPLEMENTS)
        prep = tree.heads[q]
        if tree.deps[q] == "pobj" and tree.deps[prep] in ("prep", "agent"):
            yield from _upwards(tree, q, prep, f"up:{tree.lemmas[prep]}")
        if pos == "PROPN":
            yield from _complements(tree, q, frozenset(("ccomp", "dobj")))
    elif pos == "ADJ":
        yield from _complements(tree, q, _ADJECTIVE_COMPLEMENTS)
    elif pos in ("ADP", "SCONJ") and tree.deps[q] in ("prep", "agent", "mark"):
        if tree.deps[q] != "mark":
            yield from _upwards(tree, q, q, "up:prep")
    elif pos == "ADV" and tree.words[q] in _HEDGES:
        yield from _upwards(tree, q, q, "up:advmod")
    elif tree.words[q] == ":":
        yield from _around_colon(tree, q)


def _complements(tree: Tree, q: int, deps: frozenset[str]) -> Iterator[tuple[int, str, Pieces]]:
    for kid in tree.kids[q]:
        dep = tree.deps[kid]
        if dep in deps:
            yield kid, dep, _stretches(tree, subtree(tree, kid))
        elif dep in ("prep", "agent", "dative", "prt", "advmod"):
            for grandkid in tree.kids[kid]:
                if tree.deps[grandkid] in ("pobj", "pcomp", "ccomp"):
                    yield (
                        grandkid,
                        f"{tree.lemmas[kid]}>{tree.deps[grandkid]}",
                        _stretches(tree, subtree(tree, grandkid)),
                    )
            if tree.lemmas[kid] == "as" and dep == "prep":
                yield kid, "as", _stretches(tree, subtree(tree, kid))


def _unions(tree: Tree, q: int) -> Iterator[tuple[int, str, Pieces]]:
    """Contents of two complements: "urged [X to go]", "called [X a liar]", "[X] is thought [to be ill]"."""
    by_dep: dict[str, int] = {}
    for kid in tree.kids[q]:
        by_dep.setdefault(tree.deps[kid], kid)
    for left in ("dobj", "nsubjpass", "nsubj"):
        for right in ("xcomp", "oprd", "acomp", "prep") if left in by_dep else ():
            if right not in by_dep or (right == "prep" and left == "nsubj"):
                continue
            tokens = sorted(subtree(tree, by_dep[left]) + subtree(tree, by_dep[right]))
            yield by_dep[right], f"{left}+{right}", _stretches(tree, tokens)


def _upwards(tree: Tree, q: int, top: int, path: str) -> Iterator[tuple[int, str, Pieces]]:
    """The clause that `top`, which holds the cue, hangs on, without `top`."""
    head = tree.heads[top]
    if head == top:
        return
    without = frozenset((top,))
    yield head, path, _stretches(tree, subtree(tree, head, without))
    clause = head
    while tree.heads[clause] != clause and (tree.pos[clause] not in ("VERB", "AUX") or tree.deps[clause] == "aux"):
        clause = tree.heads[clause]
    if clause != head and clause != q:
        yield clause, path + "^", _stretches(tree, subtree(tree, clause, without))


def _around_colon(tree: Tree, q: int) -> Iterator[tuple[int, str, Pieces]]:
    first, last = tree.sentences[tree.sentence[q]]
    if q - first >= 1 and last - q > 2:
        if q - first <= 8:
            yield q, "colon", ((tree.starts[q + 1], tree.ends[last - 1]),)
        if last - q <= 7:
            yield q, "colon-after", ((tree.starts[first], tree.ends[q - 1]),)


def _near_marks(tree: Tree, marks: Sequence[Marked]) -> Iterator[tuple[int, str, tuple[int, int]]]:
    """Cues next to a stretch in quotation marks, whatever the parse says."""
    at = 0
    n = len(tree.words)
    for mark in marks:
        if mark.depth:
            continue
        while at < n and tree.ends[at] <= mark.span.start:
            at += 1
        first = at
        end = first
        while end < n and tree.starts[end] < mark.span.end:
            end += 1
        stretch = (mark.span.start, mark.span.end)
        gap = tree.text[mark.span.end : tree.starts[end]] if end < n else ""
        if end < n and "\n" not in gap:
            if tree.words[end] in ("-", "--", "---"):
                yield end, "mark:dash", stretch
            for i in range(end, min(n, end + _MARK_REACH)):
                if "\n" in tree.text[mark.span.end : tree.starts[i]]:
                    break
                if tree.pos[i] == "VERB" or (tree.pos[i] == "AUX" and tree.deps[i] not in ("aux", "auxpass")):
                    yield i, "mark:after", stretch
                    break
        found = 0
        for i in range(first - 1, max(-1, first - 1 - 2 * _MARK_REACH), -1):
            between = tree.text[tree.ends[i] : mark.span.start]
            if between.count("\n") > 2 or ("\n" in between and not between.rstrip().endswith(":") and ":" not in between):
                break
            if tree.pos[i] in ("VERB", "AUX") and tree.deps[i] not in ("aux", "auxpass"):
                yield i, "mark:before", stretch
                found += 1
                if found == 2:
                    break
            elif tree.words[i] == ":" and found == 0 and first - i <= 2:
                yield i, "mark:colon", stretch


def _stretches(tree: Tree, tokens: list[int]) -> Pieces:
    """The runs of `tokens` (sorted) as code points; a gap of punctuation only does not part two runs."""
    runs: list[tuple[int, int]] = []
    for i in tokens:
        if runs and all(tree.pos[k] in ("PUNCT", "SPACE") for k in range(runs[-1][1] + 1, i)):
            runs[-1] = (runs[-1][0], i)
        else:
            runs.append((i, i))
    return tuple((tree.starts[first], tree.ends[last]) for first, last in runs)


_OUTER = " \t\u00a0,;:-–—―\n\r\u2028\u2029"
_CLOSERS = "\"”’'»)]"


class _Shaper:
    """Fits pieces to quotation marks and trims them. Holds the marks of one text in reach of a position."""

    def __init__(self, tree: Tree, marks: Sequence[Marked]) -> None:
        self.tree = tree
        self.marks = marks

    def shape(self, q: int, pieces: Pieces) -> Pieces:
        tree = self.tree
        at = tree.starts[q]
        low = min(start for start, _ in pieces)
        high = max(end for _, end in pieces)
        near = [m for m in self.marks if m.span.start < high + 300 and m.span.end > low - 1]
        holding = [m for m in near if m.inner.start <= at < m.inner.end]
        outer = holding[-1].inner if holding else None
        others = [m for m in near if m not in holding and (outer is None or m.depth == holding[-1].depth + 1)]
        if outer is None:
            others = [m for m in others if m.depth == 0]
        made: list[tuple[int, int]] = []
        for start, end in pieces:
            if outer is not None:
                start, end = max(start, outer.start), min(end, outer.end)
            for mark in others:
                if mark.span.start < end and start < mark.span.end and not mark.span.start <= at < mark.span.end:
                    start, end = min(start, mark.span.start), max(end, mark.span.end)
            start, end = self._trim(start, end)
            if start < end and any(char.isalnum() for char in tree.text[start:end]):
                made.append((start, end))
        merged: list[tuple[int, int]] = []
        for start, end in sorted(made):
            if merged and start <= merged[-1][1] + 1:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        return tuple(self._go_on(at, merged, others))

    def _trim(self, start: int, end: int) -> tuple[int, int]:
        text = self.tree.text
        while start < end and (text[start] in _OUTER or text[start].isspace()):
            start += 1
        while start < end and (text[end - 1] in _OUTER or text[end - 1].isspace() or text[end - 1] in ".!?"):
            end -= 1
        return start, end

    def _go_on(self, at: int, pieces: list[tuple[int, int]], others: list[Marked]) -> list[tuple[int, int]]:
        """`pieces` with the marked stretch after the cue where direct speech goes on: "...," he said. "..." """
        if not pieces or len(pieces) > 1 or pieces[0][1] > at:
            return pieces
        text = self.tree.text
        first = next((m for m in others if m.span.end == pieces[0][1]), None)
        if first is None:
            return pieces
        for mark in others:
            if mark.span.start <= at or "\n" in text[pieces[0][1] : mark.span.start]:
                continue
            lead = text[at : mark.span.start].rstrip()
            if len(lead) < 150 and lead and lead[-1] in ".,;:-–—―" and not text[: mark.inner.end].endswith(","):
                if lead.count(". ") <= 1:
                    return [*pieces, (mark.span.start, mark.span.end)]
            break
        return pieces

"""Candidates for reported speech and thought: a cue, and the stretch that it may report, by rules over the parse.

A candidate joins a cue token with one content by a path: a complement of the cue ("said [that ...]"), a clause that
the cue hangs on ("[...], he said"; "according to"), words after a colon, or a stretch in quotation marks near the cue.
The rules are generous; `speech_model` tells which candidates hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rashomon.reading.quote_marks import Marked
from rashomon.reading.speech_shape import shape_pieces
from rashomon.reading.speech_tree import Pieces, Tree, subtree

_VERB_COMPLEMENTS = frozenset(
    ("ccomp", "xcomp", "dobj", "oprd", "attr", "acomp", "advcl", "nsubj", "nsubjpass", "csubj", "parataxis", "dep",
     "acl", "intj", "npadvmod", "pcomp", "dative")
)  # fmt: skip
_NOUN_COMPLEMENTS = frozenset(("acl", "ccomp", "xcomp", "relcl", "appos", "compound", "amod", "poss", "dep"))
_ADJECTIVE_COMPLEMENTS = frozenset(("ccomp", "xcomp", "advcl", "dep"))
_UP_VERB = frozenset(("parataxis", "advcl", "acl", "relcl", "dep", "conj", "ccomp"))
_HEDGES = frozenset(("reportedly", "allegedly", "supposedly", "purportedly", "apparently", "seemingly", "presumably"))
# Longer sentences are lists or hostile text: no speech is looked for in them.
_LONGEST_SENTENCE = 400
_MARK_REACH = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A cue token, the head token of the content (-1 for a stretch in marks), the path, and the content's pieces.

    `pieces` are half-open code points, in order; more than one where the cue stands within the content.
    """

    cue: int
    head: int
    path: str
    pieces: Pieces


def find_candidates(tree: Tree, marks: Sequence[Marked]) -> Iterator[Candidate]:
    """All candidates of one text, sorted by cue; the same cue and pieces are given once."""
    seen: set[tuple[int, Pieces]] = set()
    starts = [mark.span.start for mark in marks]
    for first, last in tree.sentences:
        if last - first > _LONGEST_SENTENCE:
            continue
        for q in range(first, last):
            for head, path, pieces in _of_token(tree, q):
                shaped = shape_pieces(tree, marks, starts, q, pieces)
                if shaped and (q, shaped) not in seen:
                    seen.add((q, shaped))
                    yield Candidate(cue=q, head=head, path=path, pieces=shaped)
    for q, path, mark in _near_marks(tree, marks):
        if _is_so_called(tree, q):
            continue
        shaped = shape_pieces(tree, marks, starts, q, (mark,))
        if shaped and (q, shaped) not in seen:
            seen.add((q, shaped))
            yield Candidate(cue=q, head=-1, path=path, pieces=shaped)


def _of_token(tree: Tree, q: int) -> Iterator[tuple[int, str, Pieces]]:
    """The candidates of one cue token by the parse: the content's head, the path, and its unshaped pieces."""
    pos = tree.pos[q]
    if _is_so_called(tree, q):
        return
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


def _is_so_called(tree: Tree, q: int) -> bool:
    """True for the second word of "so-called", which reports nobody's words."""
    return tree.words[q] == "called" and tree.text.endswith(("so-", "So-"), 0, tree.starts[q])


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
            # Only a colon reaches over the end of a line.
            joint = tree.pos[i] == "SPACE" or tree.words[i] == ":"
            if between.count("\n") > 2 or ("\n" in between and ":" not in between and not joint):
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

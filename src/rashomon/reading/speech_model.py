"""Which candidates are reported speech: a logistic model over named features picks one content for each cue, a forest
over what stands around it decides whether it holds.

The weights (`data/speech_cues.json`) are learned by `training/train_quotes.py`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import repeat

from rashomon.data import load_table
from rashomon.models.forest import Forest, sum_leaves
from rashomon.reading.layout import Layout
from rashomon.reading.quote_marks import Marked
from rashomon.reading.speech import Candidate
from rashomon.reading.speech_context import LOWEST, Rated, numbers_of, read_trees
from rashomon.reading.speech_features import cue_features, pair_features
from rashomon.reading.speech_tree import Pieces, Tree
from rashomon.records import Span

# Two cues that report the same words: the better one stays.
_SAME_CONTENT = 0.8
_BLOCK = 500  # code points
_NO_RIVAL = 10.0
# A cue with lower log-odds on its own is never saved by its contents.
_HOPELESS = -4.5
_CERTAIN = 4.0
_SAYING = 0.2
_NEAR = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A candidate with its log-odds to be reported speech."""

    candidate: Candidate
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """A candidate with its flags and the names of the features of the pair; those of its cue are `cue_names`."""

    candidate: Candidate
    names: list[str]
    flags: frozenset[str]


def cue_names(tree: Tree, q: int) -> list[str]:
    """The names of the features of the cue token `q` alone, each once."""
    return list(dict.fromkeys(cue_features(tree, q)))


def describe(
    tree: Tree, candidates: Iterable[Candidate], marks: Sequence[Marked], layout: Layout
) -> Iterator[Described]:
    """The candidates with the names of their features, each once, in order."""
    starts = [mark.span.start for mark in marks]
    spans = {(mark.span.start, mark.span.end) for mark in marks}
    for candidate in candidates:
        flags = _flags(tree, candidate, marks, starts, spans, layout.headlines)
        names = list(dict.fromkeys(pair_features(tree, candidate, flags)))
        yield Described(candidate=candidate, names=names, flags=frozenset(flags))


def _flags(
    tree: Tree,
    candidate: Candidate,
    marks: Sequence[Marked],
    starts: list[int],
    spans: Collection[tuple[int, int]],
    headlines: Sequence[Span],
) -> list[str]:
    at = tree.starts[candidate.cue]
    low, high = candidate.pieces[0][0], candidate.pieces[-1][1]
    # Stretches in marks never run over a line, and few lie in one line.
    near = marks[max(0, bisect_right(starts, min(low, at)) - 8) : bisect_right(starts, max(high, at))]
    inside = [m for m in near if m.inner.start <= at < m.inner.end]
    flags = [f"inmarks{min(2, len(inside))}"] if inside else []
    if any(piece in spans for piece in candidate.pieces):
        flags.append("ismark")
    elif any(m.span.start < high and m.span.end > low for m in near if m not in inside):
        flags.append("hasmark")
    if any(span.start <= at < span.end for span in headlines):
        flags.append("headline")
    return flags


def find_speech(tree: Tree, candidates: Sequence[Candidate], marks: Sequence[Marked], layout: Layout) -> list[Scored]:
    """The candidates that report speech or thought, sorted by cue: at most one for each cue."""
    table = load_table("speech_cues")
    weights: dict[str, float] = table["weights"]
    of_cue = {q: _sum_weights(weights, cue_names(tree, q)) for q in {c.cue for c in candidates}}
    certain = [c for c in candidates if _is_certain(tree, c, table["marked"])]
    settled = {c.cue for c in certain}
    hopeful = [c for c in candidates if table["bias"] + of_cue[c.cue] > _HOPELESS and c.cue not in settled]
    parts = []
    for described in describe(tree, hopeful, marks, layout):
        cue_part = of_cue[described.candidate.cue]
        score = table["bias"] + cue_part + _sum_weights(weights, described.names)
        parts.append((described, cue_part, score))
    rated = best_of_cues(parts)
    totals = sum_leaves(_forest(), numbers_of(tree, rated, weights))
    scored = [
        Scored(candidate=r.candidate, score=table["first"] + float(total))
        for r, total in zip(rated, totals, strict=True)
    ]
    chosen = choose([*scored, *(Scored(candidate=c, score=_CERTAIN) for c in certain)], table["threshold"])
    cues = {one.candidate.cue for one in chosen}
    return [one for one in chosen if not _says_where(tree, one.candidate, cues)]


@cache
def _forest() -> Forest:
    return read_trees(load_table("speech_cues")["trees"])


def _sum_weights(weights: Mapping[str, float], names: Sequence[str]) -> float:
    return sum(map(weights.get, names, repeat(0.0)))


def _says_where(tree: Tree, candidate: Candidate, cues: Collection[int]) -> bool:
    """True where the cue only tells where or how another cue's words were said: "..., he said in a statement"."""
    hangs_on_cue = candidate.path.startswith("up:") and candidate.head in cues
    return hangs_on_cue and tree.pos[candidate.cue] in ("NOUN", "ADP") and tree.lemmas[candidate.cue] != "accord"


def best_of_cues(parts: Iterable[tuple[Described, float, float]]) -> list[Rated]:
    """The best candidate of each cue, sorted by cue, out of (candidate, the cue's part of its score, its score)."""
    by_cue: dict[int, list[tuple[Described, float, float]]] = {}
    for part in parts:
        by_cue.setdefault(part[0].candidate.cue, []).append(part)
    rated = []
    for cue in sorted(by_cue):
        ranked = sorted(by_cue[cue], key=lambda part: -part[2])
        described, cue_part, score = ranked[0]
        if score > LOWEST:
            lead = score - ranked[1][2] if len(ranked) > 1 else _NO_RIVAL
            rated.append(
                Rated(candidate=described.candidate, score=score, cue_part=cue_part, lead=lead, flags=described.flags)
            )
    return rated


def _is_certain(tree: Tree, candidate: Candidate, marked: Mapping[str, float]) -> bool:
    """True for shapes that are speech whatever the weights say, which saw them too rarely: a line that is a quote, a
    dash and a name; and a line of speech after a line that ends with a verb of saying and a colon."""
    text = tree.text
    start, end = candidate.pieces[0]
    if candidate.path == "mark:dash":
        line_end = text.find("\n", end)
        tail = text[tree.ends[candidate.cue] : line_end if line_end >= 0 else len(text)].split()
        named = 1 <= len(tail) <= 6 and tail[0][:1].isupper() and tail[-1][:1].isupper()
        return named and not text[text.rfind("\n", 0, start) + 1 : start].strip()
    if candidate.path == "mark:before":
        between = text[tree.ends[candidate.cue] : start]
        return (
            "\n" in between
            and between.rstrip().endswith(":")
            and len(between) < _NEAR
            and marked.get(tree.lemmas[candidate.cue], 0.0) >= _SAYING
        )
    return False


def choose(scored: Iterable[Scored], threshold: float) -> list[Scored]:
    """Those that score above `threshold`, sorted by cue; of two cues with one content the better one."""
    kept: list[Scored] = []
    near: dict[int, list[Pieces]] = {}  # the contents that are kept, by the blocks of text that they touch
    for one in sorted((s for s in scored if s.score > threshold), key=lambda s: (-s.score, s.candidate.cue)):
        pieces = one.candidate.pieces
        blocks = range(pieces[0][0] // _BLOCK, pieces[-1][1] // _BLOCK + 1)
        rivals = (other for block in blocks for other in near.get(block, ()))
        if not any(share_alike(pieces, other) > _SAME_CONTENT for other in rivals):
            kept.append(one)
            for block in blocks:
                near.setdefault(block, []).append(pieces)
    return sorted(kept, key=lambda s: s.candidate.cue)


def share_alike(left: Pieces, right: Pieces) -> float:
    """The shared code points of two contents over all of theirs (Jaccard), 0..1."""
    shared = sum(max(0, min(b, d) - max(a, c)) for a, b in left for c, d in right)
    size = sum(b - a for a, b in left) + sum(d - c for c, d in right) - shared
    return shared / size if size else 0.0

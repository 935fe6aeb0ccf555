"""What stands around a candidate for reported speech, as numbers: rival cues, contents within contents, the source.

A forest of small decision trees over these numbers, learned by `training/train_quotes.py`, has the last word.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rashomon.models.forest import Forest, Node, plant
from rashomon.reading.speech import Candidate
from rashomon.reading.speech_sources import source_of
from rashomon.reading.speech_tree import Tree, subject_of

# Candidates below these log-odds are out of the race, as rivals too.
LOWEST = -4.0
_LIKELY = -1.0
_TAGS = ("VBD", "VBZ", "VBP", "VBG", "VBN", "VB", "NN", "NNS", "JJ", "IN")
_WINDOW = 40

NUMBERS = (
    "score", "cue_part", "runner_up", "path", "cue", "cue_path", "alike", "outer", "inner", "crossing", "cue_within",
    "cues_inside", "words", "gap", "before", "pieces", "in_marks", "is_mark", "has_mark", "headline", "sourced",
    "source_person", "source_words", "subject", "in_sentence", "density", "position", "tag", "sentence_words",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """The best candidate of a cue with its log-odds, the part of them that the cue alone gives, and the lead that it
    has over the cue's next candidate. `flags` are those of `speech_features`."""

    candidate: Candidate
    score: float
    cue_part: float
    lead: float
    flags: frozenset[str]


def numbers_of(tree: Tree, rated: Sequence[Rated], weights: Mapping[str, float]) -> list[list[float]]:
    """The numbers of each of `rated` (sorted by cue), in the order of `NUMBERS`."""
    likely = [r.score > _LIKELY for r in rated]
    by_sentence: dict[int, int] = {}
    for r, is_likely in zip(rated, likely, strict=True):
        sentence = tree.sentence[r.candidate.cue]
        by_sentence[sentence] = by_sentence.get(sentence, 0) + is_likely
    density = sum(likely) / max(1, len(tree.sentences))
    return [
        _numbers(tree, rated, i, weights, by_sentence[tree.sentence[r.candidate.cue]], density)
        for i, r in enumerate(rated)
    ]


def _numbers(
    tree: Tree, rated: Sequence[Rated], i: int, weights: Mapping[str, float], in_sentence: int, density: float
) -> list[float]:
    me = rated[i].candidate
    low, high = me.pieces[0][0], me.pieces[-1][1]
    at = tree.starts[me.cue]
    alike = outer = inner = crossing = cue_within = LOWEST
    cues_inside = 0
    for other in rated[max(0, i - _WINDOW) : i + _WINDOW + 1]:
        them = other.candidate
        if them is me:
            continue
        first, last = them.pieces[0][0], them.pieces[-1][1]
        if first <= at < last:
            cue_within = max(cue_within, other.score)
        if low <= tree.starts[them.cue] < high and other.score > _LIKELY:
            cues_inside += 1
        shared = min(high, last) - max(low, first)
        if shared <= 0:
            continue
        size = max(high, last) - min(low, first)
        if shared >= 0.8 * size:
            alike = max(alike, other.score)
        elif first <= low and high <= last:
            outer = max(outer, other.score)
        elif low <= first and last <= high:
            inner = max(inner, other.score)
        else:
            crossing = max(crossing, other.score)
    source = source_of(tree, me)
    subject = subject_of(tree, me.cue)
    head = bisect_left(tree.ends, source[1]) if source else -1
    first_token, last_token = tree.sentences[tree.sentence[me.cue]]
    tag = tree.tags[me.cue]
    flags = rated[i].flags
    lemma = tree.lemmas[me.cue]
    words = sum(len(tree.text[a:b].split()) for a, b in me.pieces)
    between = max(0, low - at) or max(0, at - high)
    return [
        rated[i].score,
        rated[i].cue_part,
        rated[i].lead,
        weights.get(f"p={me.path}", 0.0),
        weights.get(f"l={lemma}", 0.0),
        weights.get(f"p,l={me.path},{lemma}", 0.0),
        alike,
        outer,
        inner,
        crossing,
        cue_within,
        cues_inside,
        words,
        between,
        float(high <= at),
        len(me.pieces),
        2.0 if "inmarks2" in flags else float("inmarks1" in flags),
        float("ismark" in flags),
        float("hasmark" in flags),
        float("headline" in flags),
        float(source is not None),
        float(0 <= head < len(tree.words) and (tree.entities[head] == "PERSON" or tree.words[head] in ("he", "she"))),
        len(tree.text[source[0] : source[1]].split()) if source else 0,
        math.copysign(min(20, abs(me.cue - subject)), me.cue - subject) if subject >= 0 else -21,
        in_sentence,
        density,
        at / max(1, len(tree.text)),
        _TAGS.index(tag) if tag in _TAGS else len(_TAGS),
        last_token - first_token,
    ]


def read_trees(stored: Sequence[Sequence[Sequence[float]]], *, width: int = len(NUMBERS)) -> Forest:
    """The forest of trees as they are stored, each a list of nodes: [place of the number, limit, node where it is at
    most the limit, node where it is more], or [value] for a leaf; node 0 is the root.
    """
    return plant(
        (
            [
                Node(value=node[0])
                if len(node) == 1
                else Node(place=int(node[0]), limit=node[1], below=int(node[2]), above=int(node[3]))
                for node in tree
            ]
            for tree in stored
        ),
        width=width,
    )

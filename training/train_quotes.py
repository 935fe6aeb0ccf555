"""Learns the weights for reported speech from a folder in PolNeAR's format and writes `data/speech_cues.json`.

    python training/train_quotes.py POLNEAR_TRAIN src/rashomon/data/speech_cues.json

Needs scikit-learn; about five minutes on one core. The file that it writes holds single words (lemmas, parts of
speech, names of dependencies) and weights: no text of the folder.

A logistic regression over named features of the candidates (`reading/speech_features.py`). A candidate is right where
its cue is one of the gold cue's tokens and its content shares at least half of all code points of the two (Jaccard)
with that attribution's, or is the best that this cue has and overlaps. Boosted trees over numbers that tell what stands
around the best candidate of each cue (`reading/speech_context.py`) then decide; they learn from scores of a regression
that has not seen the article (five folds). The threshold is the one that gives the best F1 on a tenth of the articles,
held out from the trees; then all articles are learned from.
"""

from __future__ import annotations

import argparse
import json
import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import SGDClassifier

from rashomon.bench.polnear import AnnotatedArticle, Attribution, load_polnear
from rashomon.bench.quotes import match
from rashomon.models.forest import sum_leaves
from rashomon.reading.layout import lay_out
from rashomon.reading.parsing import parse
from rashomon.reading.quote_marks import Marked, find_marked
from rashomon.reading.speech import Candidate, find_candidates
from rashomon.reading.speech_context import Rated, numbers_of, read_trees
from rashomon.reading.speech_model import Described, Scored, best_of_cues, choose, cue_names, describe, share_alike
from rashomon.reading.speech_tree import Pieces, Tree, tree_of
from rashomon.records import Article, Span
from rashomon.text import overlap

SEEN_AT_LEAST = 4
SMALLEST_WEIGHT = 0.03
REGULARISATION = 1e-5
EPOCHS = 12
FOLDS = 5
TREES = 250
DEPTH = 5
HELD_OUT = 10
CUES_SEEN_AT_LEAST = 5


@dataclass(slots=True)
class Table:
    """The candidates of all articles as a sparse matrix that is being filled. `cue_columns` counts each row's columns
    that belong to the cue alone; they come first."""

    names: dict[str, int] = field(default_factory=dict)
    columns: array = field(default_factory=lambda: array("i"))
    ends: array = field(default_factory=lambda: array("q", [0]))
    cue_columns: array = field(default_factory=lambda: array("i"))
    labels: array = field(default_factory=lambda: array("b"))
    articles: list[Parsed] = field(default_factory=list)
    cues: Counter = field(default_factory=Counter)
    marked_cues: Counter = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Parsed:
    """One article: its tree, its candidates (`flags` apart, one each) and its gold."""

    tree: Tree
    candidates: list[Candidate]
    flags: list[frozenset[str]]
    gold: tuple[Attribution, ...]


def add_article(table: Table, annotated: AnnotatedArticle) -> None:
    article = Article(id=annotated.name, source="", title="", text=annotated.text)
    layout = lay_out(article)
    tree = tree_of(parse(article.text, layout), article.text)
    marks = find_marked(article.text)
    candidates = list(find_candidates(tree, marks))
    gold = annotated.annotations[0]
    flags = []
    of_cue = {q: cue_names(tree, q) for q in {candidate.cue for candidate in candidates}}
    for described in describe(tree, candidates, marks, layout):
        names = (*of_cue[described.candidate.cue], *described.names)
        columns = [table.names.setdefault(name, len(table.names)) for name in names]
        table.columns.extend(columns)
        table.ends.append(len(table.columns))
        table.cue_columns.append(len(of_cue[described.candidate.cue]))
        flags.append(described.flags)
    table.articles.append(Parsed(tree, candidates, flags, gold))
    table.labels.extend(label(tree, candidates, gold))
    count_marked(table, tree, marks, gold)


def label(tree: Tree, candidates: Sequence[Candidate], gold: Sequence[Attribution]) -> list[bool]:
    by_cue: dict[int, list[int]] = defaultdict(list)
    for i, candidate in enumerate(candidates):
        by_cue[candidate.cue].append(i)
    right = [False] * len(candidates)
    for attribution in gold:
        content = tuple((piece.start, piece.end) for piece in attribution.content)
        cues = {q for q in by_cue if any(s.start < tree.ends[q] and tree.starts[q] < s.end for s in attribution.cue)}
        shares = {i: share_alike(candidates[i].pieces, content) for q in cues for i in by_cue[q]}
        best = max(shares.values(), default=0.0)
        for i, likeness in shares.items():
            right[i] |= likeness >= 0.5 or (likeness == best and overlaps(candidates[i].pieces, content))
    return right


def overlaps(left: Pieces, right: Pieces) -> bool:
    return bool(match([spans(left)], [spans(right)]))


def spans(pieces: Pieces) -> tuple[Span, ...]:
    return tuple(Span(start=start, end=end) for start, end in pieces)


def count_marked(table: Table, tree: Tree, marks: Sequence[Marked], gold: Sequence[Attribution]) -> None:
    """Counts how often the words that a cue reports stand in quotation marks."""
    for attribution in gold:
        tokens = {
            i for i in range(len(tree.words)) for piece in attribution.cue if piece.start <= tree.starts[i] < piece.end
        }
        for i in tokens:
            if tree.heads[i] not in tokens or tree.heads[i] == i:
                table.cues[tree.lemmas[i]] += 1
                table.marked_cues[tree.lemmas[i]] += any(overlap(m.span, p) for m in marks for p in attribution.content)
                break


def learn(rows: scipy.sparse.csr_matrix, labels: np.ndarray) -> tuple[np.ndarray, float]:
    model = SGDClassifier(
        loss="log_loss", alpha=REGULARISATION, max_iter=EPOCHS, tol=None, average=True, random_state=0
    )
    model.fit(rows, labels)
    return model.coef_[0], float(model.intercept_[0])


def rate(
    article: Parsed, first: int, table: Table, column_weights: np.ndarray, bias: float
) -> tuple[list[Rated], list[int]]:
    """The best candidate of each cue of an article whose candidates begin at row `first`, with its row."""
    parts = []
    rows = {}
    for i, (candidate, flags) in enumerate(zip(article.candidates, article.flags, strict=True)):
        row = first + i
        start, end = table.ends[row], table.ends[row + 1]
        values = column_weights[np.frombuffer(table.columns, dtype=np.int32)[start:end]]
        cue_part = float(values[: table.cue_columns[row]].sum())
        described = Described(candidate=candidate, names=[], flags=flags)
        parts.append((described, cue_part, bias + float(values.sum())))
        rows[id(candidate)] = row
    rated = best_of_cues(parts)
    return rated, [rows[id(one.candidate)] for one in rated]


def trees_of(forest: GradientBoostingClassifier, prior: float) -> tuple[float, list[list[list[float]]]]:
    """The forest as plain lists: see `speech_context.read_trees`."""
    trees = []
    for (estimator,) in forest.estimators_:
        tree = estimator.tree_
        nodes: list[list[float]] = []
        for i in range(tree.node_count):
            if tree.children_left[i] < 0:
                nodes.append([round(float(tree.value[i, 0, 0]) * forest.learning_rate, 4)])
            else:
                limit = round(float(tree.threshold[i]), 3)
                nodes.append([int(tree.feature[i]), limit, int(tree.children_left[i]), int(tree.children_right[i])])
        trees.append(nodes)
    return prior, trees


def grow(numbers: list[list[float]], labels: list[bool]) -> tuple[float, list[list[list[float]]]]:
    forest = GradientBoostingClassifier(
        n_estimators=TREES, max_depth=DEPTH, learning_rate=0.05, subsample=0.5, min_samples_leaf=40, random_state=0
    )
    forest.fit(np.array(numbers), np.array(labels))
    share = sum(labels) / len(labels)
    return trees_of(forest, math.log(share / (1 - share)))


def best_threshold(articles: Sequence[tuple[list[Scored], tuple[Attribution, ...]]]) -> float:
    """The threshold with the best content overlap F1."""
    best = (0.0, 0.0)
    for threshold in np.arange(-2.0, 1.0, 0.1):
        right = read = gold_count = 0
        for scored, gold in articles:
            contents = [spans(one.candidate.pieces) for one in choose(scored, float(threshold))]
            right += len(match(contents, [attribution.content for attribution in gold]))
            read += len(contents)
            gold_count += len(gold)
        best = max(best, (2 * right / (read + gold_count), float(threshold)))
    print(f"held out: content overlap F1 {best[0]:.4f} at threshold {best[1]:.1f}", flush=True)
    return best[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="a folder with text/ and attributions/")
    parser.add_argument("output", type=Path)
    arguments = parser.parse_args()
    table = Table()
    annotated = load_polnear(arguments.data)
    for done, article in enumerate(annotated, 1):
        add_article(table, article)
        if done % 50 == 0:
            print(f"{done}/{len(annotated)} articles, {len(table.labels)} candidates", flush=True)
    learned = fit(table)
    about = (
        f"Learned by training/train_quotes.py from the attributions of {len(annotated)} news articles of PolNeAR"
        " (github.com/networkdynamics/PolNeAR, train part; Newell et al. 2018)."
        " 'weights' and 'bias': a logistic regression that picks a content for each cue. 'trees', 'first' and"
        " 'threshold': boosted trees that decide whether it holds. 'marked': how often the words that a cue reports"
        " stand in quotation marks."
    )
    arguments.output.write_text(
        json.dumps({"about": about} | learned, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8"
    )
    print(f"{len(learned['weights'])} weights, {arguments.output.stat().st_size / 1e6:.1f} MB")


def fit(table: Table) -> dict[str, Any]:
    columns = np.frombuffer(table.columns, dtype=np.int32)
    rows = scipy.sparse.csr_matrix(
        (np.ones(len(columns), np.float32), columns, np.frombuffer(table.ends, dtype=np.int64)),
        shape=(len(table.labels), len(table.names)),
    )
    labels = np.frombuffer(table.labels, dtype=np.int8).astype(bool)
    seen = np.flatnonzero(np.bincount(columns, minlength=len(table.names)) >= SEEN_AT_LEAST)
    rows = rows[:, seen]
    sizes = [len(article.candidates) for article in table.articles]
    firsts = np.concatenate([[0], np.cumsum(sizes)])
    fold = np.repeat(np.arange(len(sizes)) % FOLDS, sizes)
    names = list(table.names)

    # The trees learn from scores of articles that the regression has not seen.
    numbers: list[list[list[float]]] = [[] for _ in sizes]
    rated: list[tuple[list[Rated], list[int]]] = [([], []) for _ in sizes]
    for k in range(FOLDS):
        weights, bias = pruned(*learn(rows[fold != k], labels[fold != k]))
        full = np.zeros(len(names))
        full[seen] = weights
        by_name = {names[c]: float(full[c]) for c in np.flatnonzero(full)}
        for a in range(k, len(sizes), FOLDS):
            rated[a] = rate(table.articles[a], int(firsts[a]), table, full, bias)
            numbers[a] = numbers_of(table.articles[a].tree, rated[a][0], by_name)
        print(f"fold {k + 1} of {FOLDS}", flush=True)
    right = [[bool(labels[row]) for row in rows_of] for _, rows_of in rated]

    # The threshold is chosen on articles that the trees have not seen.
    part = [a for a in range(len(sizes)) if a % HELD_OUT]
    prior, trees = grow([n for a in part for n in numbers[a]], [r for a in part for r in right[a]])
    held_out = []
    plain = []
    for a in range(0, len(sizes), HELD_OUT):
        scores = [prior + float(total) for total in sum_leaves(read_trees(trees), numbers[a])]
        held_out.append((scored(rated[a][0], scores), table.articles[a].gold))
        plain.append((scored(rated[a][0], [one.score for one in rated[a][0]]), table.articles[a].gold))
    print("regression alone:", end=" ")
    best_threshold(plain)
    print("with the trees:", end=" ")
    threshold = best_threshold(held_out)

    prior, trees = grow([n for of in numbers for n in of], [r for of in right for r in of])
    weights, bias = pruned(*learn(rows, labels))
    marked = {cue: round(table.marked_cues[cue] / n, 2) for cue, n in table.cues.items() if n >= CUES_SEEN_AT_LEAST}
    return {
        "bias": round(bias, 4),
        "threshold": round(threshold, 2),
        "first": round(prior, 4),
        "marked": dict(sorted(marked.items())),
        "weights": dict(sorted((names[seen[i]], float(weights[i])) for i in np.flatnonzero(weights))),
        "trees": trees,
    }


def pruned(weights: np.ndarray, bias: float) -> tuple[np.ndarray, float]:
    """The weights as they are kept: rounded, the smallest left out."""
    return np.where(np.abs(weights) >= SMALLEST_WEIGHT, np.round(weights, 2), 0.0), bias


def scored(rated: Sequence[Rated], scores: Sequence[float]) -> list[Scored]:
    return [Scored(candidate=one.candidate, score=score) for one, score in zip(rated, scores, strict=True)]


if __name__ == "__main__":
    main()

"""Fits the weights of alignment/decision.py on link gold, and writes models/link_decision.json.

    python training/fit_links.py rows  --data GOLD/train --out rows.json [--judge none | --judges FOLDER]
    python training/fit_links.py fit   --rows rows.json --out src/rashomon/models/link_decision.json

`rows` reads every pair of reports and writes one row of features for each candidate pair of claims, with the gold link
that it matches. Where the claim-pair model learned from an event its scores there are too good: --judges names a folder
with fold0.onnx and fold1.onnx, models each trained without every second event, and asks of each event the one that has
not seen it. `fit` chooses by cross-validation over events (no event in two folds), fits on all, and sets the bars where
link F1 is highest on the held-out folds. Numbers only leave this script, no text.
"""

from __future__ import annotations

import argparse
import json
import math
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from second_links import closeness, with_second_annotator

from rashomon.alignment.candidates import Candidate, find_candidates
from rashomon.alignment.decision import (
    FEATURES,
    PARTS,
    SAME_ACTOR_SAME_DAY,
    Context,
    Decision,
    Place,
    act_on_one_day,
    features,
    find_context,
    guess_inputs,
    mirror,
    read_ensemble,
    score_with,
    stack_inputs,
)
from rashomon.alignment.entities import unify_entities
from rashomon.alignment.evidence import Pair, gather_evidence
from rashomon.alignment.links import build_profiles, passages_to_judge
from rashomon.alignment.relations import Clash, choose_relation, find_clash, is_open, name_kind
from rashomon.alignment.sameness import may_be_same
from rashomon.alignment.sentences import Found, stand_out, widest_claims
from rashomon.bench.gold import GoldLink, GoldPair, load_pairs
from rashomon.bench.links import Counts, Prediction, count_pair, figures, shares_half, total
from rashomon.models.claim_pairs import judge_with
from rashomon.models.files import model_path
from rashomon.models.sessions import Model
from rashomon.reading import read_article
from rashomon.records import Claim, Span
from rashomon.sources import load_articles

FOLDS = 5
JUDGE_FOLDS = 2
PROCESSES = 2
SEED = 7
KEEP = 8


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    rows = commands.add_parser("rows")
    rows.add_argument("--data", type=Path, required=True)
    rows.add_argument("--out", type=Path, required=True)
    rows.add_argument("--judge", choices=["package", "none"], default="package")
    rows.add_argument("--judges", type=Path, help="a folder with a claim-pair model for each fold of the events")
    fit = commands.add_parser("fit")
    fit.add_argument("--rows", type=Path, required=True)
    fit.add_argument("--out", type=Path, required=True)
    fit.add_argument(
        "--without", nargs="*", default=[], help="features to leave out, for the table of what each is worth"
    )
    arguments = parser.parse_args()
    if arguments.command == "rows":
        make_rows(arguments.data, arguments.out, arguments.judge, arguments.judges)
    else:
        fit_all(json.loads(arguments.rows.read_text()), arguments.out, arguments.without)


def make_rows(data: Path, out: Path, judge: str, judges: Path | None) -> None:
    pairs = with_second_annotator(load_pairs(data))
    package = None if judge == "none" else model_path("claim_pairs.int8.onnx")
    models = [judges / f"fold{i % JUDGE_FOLDS}.onnx" if judges else package for i in range(len(pairs))]
    with ProcessPoolExecutor(PROCESSES) as pool:
        events = list(pool.map(event_rows, pairs, models))
    out.write_text(json.dumps({"features": list(FEATURES), "events": events}))


@cache
def open_model(path: Path) -> Model:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def event_rows(pair: GoldPair, model: Path | None) -> dict[str, Any]:
    print(pair.event, flush=True)
    reports = (pair.left, pair.right)
    loaded = load_articles(
        [report.path for report in reports],
        published={str(r.path): r.published for r in reports if r.published},
        size_limit=10_000_000,
    )
    readings, entities = unify_entities([read_article(article) for article in loaded.articles])
    left, right = build_profiles(readings)
    candidates = find_candidates(left, right, keep=KEEP)
    names = {entity.id: entity.name for entity in entities}
    widest = [
        widest_claims(reading, {p.claim.sentence: p.passage.text for p in own})
        for reading, own in zip(readings, (left, right), strict=True)
    ]
    weighed = [Pair(candidate=c, judged=None, names=names) for c in candidates]
    if model:
        judged, _ = judge_with(open_model(model), passages_to_judge(candidates))
        weighed = [replace(pair, judged=tuple(map(float, row))) for pair, row in zip(weighed, judged, strict=True)]
    return {
        "event": pair.event,
        "judged": model is not None,
        "links": [
            [g.left.start, g.left.end, g.right.start, g.right.end, sorted(g.relations), g.kind, g.required]
            for g in pair.links
        ],
        "texts": [len(article.text) for article in loaded.articles],
        "rows": [
            {
                "spans": [*span(p.left.claim.span), *span(p.right.claim.span)],
                "claims": [p.left.claim.id, p.right.claim.id],
                "sentences": [p.left.sentence_index, p.right.sentence_index],
                "widest": [*widest_span(p.left.claim, widest[0]), *widest_span(p.right.claim, widest[1])],
                "may be same": may_be_same(p),
                "typed": name_kind(p, "partial", None)[1] is not None,
                "clash": [clash.kind, clash.firm, clash.crowd] if (clash := find_clash(p)) else None,
                "judged": p.judged,
                "features": [None if math.isnan(f) else round(f, 5) for f in features(p, gather_evidence(p))],
                "relation": gold_relation(p.candidate, pair.links),
            }
            for p in weighed
        ],
    }


def widest_span(claim: Claim, widest: dict[Span, Claim]) -> tuple[int, int]:
    return span(widest[claim.sentence].span)


def span(span: Span) -> tuple[int, int]:
    return span.start, span.end


def gold_relation(candidate: Candidate, links: tuple[GoldLink, ...]) -> str | None:
    """The relation of the gold link whose spans lie closest, None where none matches."""
    left, right = candidate.left.claim.span, candidate.right.claim.span
    matching = [g for g in links if shares_half(g.left, left) and shares_half(g.right, right)]
    if not matching:
        return None
    best = max(matching, key=lambda g: closeness(g.left, left) + closeness(g.right, right))
    return sorted(best.relations)[0]


def fit_all(data: dict[str, Any], out: Path, without: list[str]) -> None:
    events = data["events"]
    assert tuple(data["features"]) == FEATURES, "the rows were made with other features; make them again"
    hidden = [FEATURES.index(name) for name in without if name in FEATURES]
    x = [np.array([[math.nan if f is None else f for f in row["features"]] for row in e["rows"]]) for e in events]
    for matrix in x:
        matrix[:, hidden] = math.nan
    relation = [[row["relation"] for row in e["rows"]] for e in events]
    order = np.random.default_rng(SEED).permutation(len(events))
    folds = [set(order[i::FOLDS].tolist()) for i in range(FOLDS)]

    scores = [np.zeros((len(matrix), len(PARTS))) for matrix in x]
    model: dict[str, Any] = {"features": list(FEATURES), "trees": {}, "stack": {}}
    for p, part in enumerate(PARTS):
        for fold in folds:
            inside = [i for i in range(len(events)) if i not in fold]
            ensemble = fit_trees(part, [x[i] for i in inside], [relation[i] for i in inside])
            for i in fold:
                scores[i][:, p] = score_with(read_ensemble(ensemble), x[i])
        model["trees"][part] = fit_trees(part, x, relation)
    weights, intercept = fit_logistic("link", [s[:, :1] for s in scores], relation)
    model["first"] = [weights[0], intercept]

    # The second step learns from events that the claim-pair model has not seen, by trees that had not seen them either.
    judged = [i for i, event in enumerate(events) if event["judged"]] or list(range(len(events)))
    guesses = [1 / (1 + np.exp(-(weights[0] * s[:, 0] + intercept))) for s in scores]
    words = [words_of(events[i], guesses[i]) for i in range(len(events))]
    both = {i: guess_inputs(scores[i], words[i]) for i in judged}
    model["second"] = w, b = fit_logistic("link", list(both.values()), [relation[i] for i in judged])
    contexts = {i: context_of(events[i], 1 / (1 + np.exp(-(both[i] @ np.array(w) + b)))) for i in judged}
    held: dict[str, list[np.ndarray]] = {}
    for part in PARTS:
        inputs = {i: stack_inputs(part, scores[i], words[i], contexts[i]) for i in judged}
        held[part] = []
        for n, i in enumerate(judged):
            others = [j for m, j in enumerate(judged) if m % FOLDS != n % FOLDS]
            w, b = fit_logistic(part, [inputs[j] for j in others], [relation[j] for j in others])
            held[part].append(1 / (1 + np.exp(-(inputs[i] @ np.array(w) + b))))
        model["stack"][part] = fit_logistic(part, [inputs[i] for i in judged], [relation[i] for i in judged])
    held["around"] = [np.array([c.around for c in contexts[i]]) for i in judged]
    held["link"] = [
        np.where([act_on_one_day(row) for row in x[i]], np.maximum(p, SAME_ACTOR_SAME_DAY), p)
        for i, p in zip(judged, held["link"], strict=True)
    ]
    best = choose_bars([events[i] for i in judged], held)
    model["thresholds"] = best["bars"]
    model["about"] = (
        f"Fitted by training/fit_links.py: trees on {len(events)} pairs of reports, the second step on {len(judged)} "
        f"of them; held-out by event: {best['figures']}. Features left out: {without or 'none'}."
    )
    out.write_text(json.dumps(model, separators=(",", ":"), allow_nan=False) + "\n")
    print(json.dumps(best | {"stack": model["stack"]}, indent=1))


def context_of(event: dict[str, Any], guesses: np.ndarray) -> list[Context]:
    places = [
        Place(left=left, right=right, left_sentence=i, right_sentence=j)
        for (left, right), (i, j) in ((row["claims"], row["sentences"]) for row in event["rows"])
    ]
    return find_context(places, guesses.tolist())


def words_of(event: dict[str, Any], guesses: np.ndarray) -> list[Any]:
    """The judge's word on each row, None where the program would not have asked."""
    return [
        row["judged"] if is_open(to_clash(row["clash"]), guess) else None
        for row, guess in zip(event["rows"], guesses, strict=True)
    ]


def to_clash(raw: list[Any] | None) -> Clash | None:
    return Clash(kind=raw[0], values=("", ""), firm=raw[1], crowd=raw[2]) if raw else None


def fit_logistic(part: str, inputs: list[np.ndarray], relations: list[list[str | None]]) -> tuple[list[float], float]:
    from sklearn.linear_model import LogisticRegression

    labels = [t for r in relations for t in targets(part, r)]
    used = np.array([t is not None for t in labels])
    y = np.array([t for t in labels if t is not None])
    fitted = LogisticRegression(C=10, max_iter=1000).fit(np.concatenate(inputs)[used], y)
    return [round(float(w), 6) for w in fitted.coef_[0]], round(float(fitted.intercept_[0]), 6)


def targets(part: str, relations: list[str | None]) -> list[int | None]:
    """1, 0, or None where the row is no example for this part."""
    if part == "link":
        return [int(r is not None) for r in relations]
    if part == "conflict":
        return [int(r == "conflict") for r in relations]
    return [None if r is None or r == "conflict" else int(r == "same") for r in relations]


def fit_trees(part: str, x: list[np.ndarray], relations: list[list[str | None]]) -> dict[str, Any]:
    from sklearn.ensemble import HistGradientBoostingClassifier

    labels = [t for r in relations for t in targets(part, r)]
    used = np.array([t is not None for t in labels])
    rows, y = np.concatenate(x)[used], np.array([t for t in labels if t is not None])
    rows, y = np.concatenate([rows, np.array([mirror(row) for row in rows])]), np.concatenate([y, y])
    rows[:, np.isnan(rows).all(axis=0)] = (
        0.0  # a feature that no row has can't be binned; as a constant it is never asked
    )
    rounds = {"link": 150, "conflict": 80, "same": 80}[part]
    trees = HistGradientBoostingClassifier(
        max_iter=rounds,
        learning_rate=0.06,
        max_leaf_nodes=8,
        min_samples_leaf=40,
        l2_regularization=5.0,
        random_state=SEED,
    ).fit(rows, y)
    return {"base": float(trees._baseline_prediction[0, 0]), "trees": [export(p[0].nodes) for p in trees._predictors]}


def export(nodes: np.ndarray) -> dict[str, list[Any]]:
    return {
        "feature": [-1 if n["is_leaf"] else int(n["feature_idx"]) for n in nodes],
        # A split between "missing" and all else has an infinite threshold, which JSON can't say.
        "threshold": [0.0 if n["is_leaf"] else min(round(float(n["num_threshold"]), 6), 1e300) for n in nodes],
        "left": [int(n["left"]) for n in nodes],
        "right": [int(n["right"]) for n in nodes],
        "missing_left": [int(n["missing_go_to_left"]) for n in nodes],
        "value": [round(float(n["value"]), 6) for n in nodes],
    }


def choose_bars(events: list[dict[str, Any]], held: dict[str, list[np.ndarray]]) -> dict[str, Any]:
    """The bars with the best link F1, then those with the best conflict F0.5, on held-out probabilities."""
    never = 2.0
    bars = {"link": 0.3, "conflict by value": never, "conflict by model": never, "amounts": never, "same": 0.5}
    for name, aim, grid in (
        ("link", lambda f: f["f1"], np.arange(0.16, 0.6, 0.02)),
        ("amounts", conflict_f_half, np.arange(0.06, 0.5, 0.02)),
        ("same", lambda f: f["relation_accuracy"], np.arange(0.4, 0.8, 0.02)),
        ("conflict by value", conflict_f_half, np.arange(0.02, 0.6, 0.03)),
        ("conflict by model", conflict_f_half, np.arange(0.1, 0.95, 0.05)),
    ):
        bars[name] = best_bar(events, held, bars, aim, name, grid)
    return {"bars": bars, "figures": score(events, held, bars)}


def best_bar(
    events: list[Any], held: dict[str, list[np.ndarray]], bars: dict[str, float], aim: Any, name: str, grid: Any
) -> float:
    """The middle of the bars that come within a hundredth of the best: its peak alone is chance."""
    reached = {float(bar): aim(score(events, held, bars | {name: float(bar)})) for bar in grid}
    good = [bar for bar, value in reached.items() if value >= max(reached.values()) - 0.01]
    return round(sum(good) / len(good), 3)


def conflict_f_half(f: dict[str, float | int]) -> float:
    """F0.5 of conflicts: a false alarm costs a reader's trust, so precision counts twice."""
    p, r = f["conflict_precision"], f["conflict_recall"]
    return 1.25 * p * r / (0.25 * p + r) if p + r else 0.0


def score(events: list[dict[str, Any]], held: dict[str, list[np.ndarray]], bars: dict[str, float]) -> dict[str, Any]:
    return figures(total([score_event(event, held, i, bars) for i, event in enumerate(events)]))


def score_event(event: dict[str, Any], held: dict[str, list[np.ndarray]], i: int, bars: dict[str, float]) -> Counts:
    gold = [
        GoldLink(
            left=Span(start=a, end=b), right=Span(start=c, end=d), relations=frozenset(r), kind=k, required=required
        )
        for a, b, c, d, r, k, required in event["links"]
    ]
    rows, found = [], []
    for k in np.flatnonzero(held["link"][i] >= min(bars["link"], bars["amounts"])):
        row = event["rows"][k]
        decision = Decision(**{part: float(held[part][i][k]) for part in (*PARTS, "around")})
        relation = choose_relation(to_clash(row["clash"]), decision, bars)
        if relation:
            if relation == "same" and not row["may be same"]:
                relation = "partial"
            rows.append(row)
            score = max(decision.link, decision.conflict) if relation == "conflict" else decision.link
            found.append(Found(sentences=tuple(row["sentences"]), relation=relation, score=score, typed=row["typed"]))
    kept, widened = stand_out(found)
    predicted = [prediction(rows[k]["spans"], found[k]) for k in kept]
    predicted += [prediction(rows[k]["widest"], found[k]) for k in widened]
    return count_pair(gold, predicted, *(" " * n for n in event["texts"]))


def prediction(spans: list[int], found: Found) -> Prediction:
    a, b, c, d = spans
    return Prediction(left=Span(start=a, end=b), right=Span(start=c, end=d), relation=found.relation)


if __name__ == "__main__":
    main()

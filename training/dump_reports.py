"""Read every report of link gold and set down its sentences and claims, for train_claim_pairs.py.

python training/dump_reports.py --gold FOLDER [FOLDER ...] --work FOLDER
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from rashomon.bench.gold import GoldReport, load_pairs
from rashomon.models.encoder import encode
from rashomon.reading import read_article
from rashomon.sources import load_articles


def read_report(report: GoldReport) -> dict[str, object]:
    """The text of one report, its sentences (start, end) and its claims (start, end, sentence's too, resolved)."""
    dates = {str(report.path): report.published} if report.published else {}
    article = load_articles([report.path], published=dates, size_limit=10_000_000).articles[0]
    reading = read_article(article)
    return {
        "text": article.text,
        "sentences": [[span.start, span.end] for span in reading.sentences],
        "claims": [
            [claim.span.start, claim.span.end, claim.sentence.start, claim.sentence.end, claim.text_resolved]
            for claim in reading.claims
        ],
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--gold", type=Path, nargs="+", required=True)
    parser.add_argument("--work", type=Path, required=True)
    args = parser.parse_args()
    reports = {}
    for folder in args.gold:
        for pair in load_pairs(folder):
            for report in (pair.left, pair.right):
                reports[report.path.name] = read_report(report)
    (args.work / "reports.json").write_text(json.dumps(reports), encoding="utf-8")
    texts = {claim[4] for report in reports.values() for claim in report["claims"]}
    texts |= {report["text"][start:end] for report in reports.values() for start, end in report["sentences"]}
    ordered = sorted(texts)
    (args.work / "vectors.json").write_text(json.dumps(ordered), encoding="utf-8")
    np.savez(args.work / "vectors.npz", v=encode(ordered).astype(np.float16))
    print(len(reports), "reports", len(ordered), "texts")


if __name__ == "__main__":
    main()

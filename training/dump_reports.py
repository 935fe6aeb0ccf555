"""Read pairs of reports and set down what the claim-pair model is to learn from: claims, passages, candidates, links.

python training/dump_reports.py --gold FOLDER --out events.json
python training/dump_reports.py --read pairs_of_texts.json --out events.json

The second form takes link annotations over texts of one's own: a list of {"event", "texts": [a, b], "titles": [a, b],
"dates": [a, b], "links": [[start, end, start, end, relation], ...]}.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from second_links import with_second_annotator

from rashomon.alignment.candidates import find_candidates
from rashomon.alignment.entities import unify_entities
from rashomon.alignment.links import build_profiles
from rashomon.alignment.profiles import Profile
from rashomon.bench.gold import load_pairs
from rashomon.reading import read_article
from rashomon.records import Article
from rashomon.sources import load_articles

KEEP = 8
Link = tuple[int, int, int, int, str]


def dump_event(event: str, articles: Sequence[Article], links: Sequence[Link]) -> dict[str, Any]:
    """One pair of reports: per side its claims as [start, end, passage text, start in it, end in it, resolved]."""
    readings, _ = unify_entities([read_article(article) for article in articles])
    left, right = build_profiles(readings)
    places = [{profile.claim.id: i for i, profile in enumerate(side)} for side in (left, right)]
    return {
        "event": event,
        "claims": [[claim_row(profile) for profile in side] for side in (left, right)],
        "candidates": [
            [places[0][c.left.claim.id], places[1][c.right.claim.id], min(c.left_rank, c.right_rank)]
            for c in find_candidates(left, right, keep=KEEP)
        ],
        "links": list(links),
    }


def claim_row(profile: Profile) -> list[Any]:
    claim, passage = profile.claim, profile.passage
    return [claim.span.start, claim.span.end, passage.text, passage.start, passage.end, claim.text_resolved]


def gold_events(folder: Path) -> Iterator[dict[str, Any]]:
    for pair in with_second_annotator(load_pairs(folder)):
        reports = (pair.left, pair.right)
        dates = {str(r.path): r.published for r in reports if r.published}
        articles = load_articles([r.path for r in reports], published=dates, size_limit=10_000_000).articles
        links = [(g.left.start, g.left.end, g.right.start, g.right.end, sorted(g.relations)[0]) for g in pair.links]
        yield dump_event(pair.event, articles, links)


def read_events(path: Path) -> Iterator[dict[str, Any]]:
    for pair in json.loads(path.read_text(encoding="utf-8")):
        with tempfile.TemporaryDirectory() as folder:
            files = []
            for side, text in zip("ab", pair["texts"], strict=True):
                files.append(Path(folder) / f"{side}.txt")
                files[-1].write_text(text, encoding="utf-8")
            dates = {str(f): d for f, d in zip(files, pair["dates"], strict=True) if d}
            articles = load_articles(files, published=dates, size_limit=10_000_000).articles
            yield dump_event(pair["event"], articles, [tuple(link[:5]) for link in pair["links"]])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--read", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    events = list(gold_events(args.gold) if args.gold else read_events(args.read))
    args.out.write_text(json.dumps(events), encoding="utf-8")
    print(len(events), "events", sum(len(e["candidates"]) for e in events), "candidates")


if __name__ == "__main__":
    main()

"""Counts in how many news articles each stem occurs, and writes data/word_weights.json.

    python training/build_word_weights.py ARTICLES.jsonl.gz [...] --out src/rashomon/data/word_weights.json

Only counts leave this script, no text. A weight is 1 + ln(N / (1 + n)), rounded to two places.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
from collections import Counter
from pathlib import Path

from rashomon.text import words
from rashomon.vocabulary import stem

FEWEST_ARTICLES = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    counts: Counter[str] = Counter()
    total = 0
    for path in arguments.articles:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                article = json.loads(line)
                text = f"{article.get('title') or ''} {article.get('text') or ''}"
                if len(text) < 300:  # headlines alone would make every word look rare
                    continue
                counts.update({stem(word) for word in words(text)})
                total += 1
    weights = {
        s: round(1 + math.log(total / (1 + n)), 2)
        for s, n in counts.items()
        if n >= FEWEST_ARTICLES and s.isalpha() and len(s) > 1
    }
    about = (
        f"Inverse document frequency of word stems in {total} news articles; made by training/build_word_weights.py."
    )
    table = {"about": about, "weights": dict(sorted(weights.items()))}
    arguments.out.write_text(json.dumps(table, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


if __name__ == "__main__":
    main()

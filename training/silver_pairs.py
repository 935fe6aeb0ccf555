"""Link annotations over articles of the events sets: from ids and offsets (silver_links.jsonl) to texts and back.

The links were annotated for this project by language models that read both reports, under the rule of the link gold,
one annotator each. The file holds no text: {"set", "a", "b": article ids, "links": [[start, end, start, end, relation],
...]}, offsets into what `text_of` makes of the article.

python training/silver_pairs.py --events FOLDER --out pairs_of_texts.json
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from pathlib import Path
from typing import Any

LINKS = Path(__file__).parent / "silver_links.jsonl"
_TOKENISED = {"ecb"}


def text_of(name: str, article: dict[str, Any]) -> str:
    """An article of the set `name` as a report: its title where it has one of its own, an empty line, its body."""
    if name in _TOKENISED:
        return running_text(article["text"])
    title, body = (article["title"] or "").strip(), article["text"].strip()
    return f"{title}\n\n{body}" if title else body


def running_text(text: str) -> str:
    """Text that was cut into tokens ("Australia , ''") as running text again."""
    text = re.sub(r"[ \t]+", " ", text)
    text = text.replace("`` ", '"').replace(" ''", '"').replace("``", '"').replace("''", '"')
    text = re.sub(r" (?=[.,;:!?%)\]])", "", text)
    text = re.sub(r"(?<=[(\[$£€#]) ", "", text)
    text = re.sub(r" (?=(?:'s|'re|'ve|'ll|'d|'m|n't)\b)", "", text)
    text = re.sub(r"(?<=s) '(?= )", "'", text)
    text = re.sub(r"(?<=\d), (?=\d{3}\b)", ",", text)
    return text.strip()


def load_articles(folder: Path, name: str) -> dict[str, dict[str, Any]]:
    """The articles of the set `name`, by id."""
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return {str(article["id"]): article for article in map(json.loads, lines)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=Path, required=True)
    parser.add_argument("--links", type=Path, default=LINKS)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    rows = [json.loads(line) for line in args.links.read_text(encoding="utf-8").splitlines()]
    sets = {name: load_articles(args.events, name) for name in sorted({row["set"] for row in rows})}
    pairs = []
    for row in rows:
        both = [sets[row["set"]][row[side]] for side in "ab"]
        pairs.append({
            "event": f"{row['set']} {row['a']} {row['b']}",
            "texts": [text_of(row["set"], article) for article in both],
            "dates": [article["date"] if isinstance(article["date"], str) else None for article in both],
            "links": row["links"],
        })  # fmt: skip
    args.out.write_text(json.dumps(pairs), encoding="utf-8")
    print(len(pairs), "pairs of reports", sum(len(pair["links"]) for pair in pairs), "links")


if __name__ == "__main__":
    main()

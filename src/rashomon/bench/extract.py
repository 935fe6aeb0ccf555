"""How well the text of an article is found in its page: the protocol of the article-extraction benchmark.

Format: a folder with `ground-truth.json`, {id: {"articleBody": text, "url": optional}}, and the pages in
`html/ID.html.gz` or `html/ID.html`. Compared are the runs of four words of the text found and of the true one; each
page counts alike.

Source: Scrapinghub, "Article extraction benchmark", evaluate.py (github.com/scrapinghub/article-extraction-benchmark).
"""

from __future__ import annotations

import gzip
import json
import re
import statistics
import time
from collections import Counter
from pathlib import Path
from typing import Any

from rashomon.bench.report import Measure, digest_of, f1
from rashomon.errors import DataError, InputError
from rashomon.sources.decoding import decode
from rashomon.sources.html import read_html

_RUN = 4
_WORD = re.compile(r"\w+")
_WORST_SHOWN = 10
_MOST_BYTES = 50_000_000


def measure(data: Path) -> Measure:
    """Precision, recall and F1 over the pages in the folder `data`, and the worst of them one by one.

    A page in which no article is found counts as an empty text, as in the benchmark.
    Raises: DataError where the folder is not in the format.
    """
    truth = _load_truth(data)
    rows: list[dict[str, str | float | int]] = []
    paths = [data / "ground-truth.json"]
    spent = 0.0
    for key, entry in sorted(truth.items()):
        path = _page_path(data, key)
        paths.append(path)
        page = _read_page(path)
        begun = time.process_time()
        found = _find_body(page, entry.get("url"))
        spent += time.process_time() - begun
        precision, recall = score(entry["articleBody"], found)
        rows.append({
            "page": key[:40],
            "precision": -1.0 if precision is None else precision,
            "recall": -1.0 if recall is None else recall,
        })  # fmt: skip
    precisions = [float(row["precision"]) for row in rows if row["precision"] != -1.0]
    recalls = [float(row["recall"]) for row in rows if row["recall"] != -1.0]
    precision, recall = (statistics.mean(each) if each else 0.0 for each in (precisions, recalls))
    return Measure(
        name="extract",
        data=str(data),
        digest=digest_of(paths),
        figures={
            "pages": len(rows),
            "no article found": len(rows) - len(precisions),
            "precision": precision,
            "recall": recall,
            "F1": f1(precision, recall),
            "pages a CPU second": round(len(rows) / spent) if spent else 0,
        },
        rows=tuple(sorted(rows, key=lambda row: (row["precision"], row["recall"], row["page"]))[:_WORST_SHOWN]),
        notes=(
            "Each page counts alike; -1 stands where nothing was found or is to be found.",
            "The worst pages first.",
        ),
    )


def score(true: str, found: str) -> tuple[float | None, float | None]:
    """Precision and recall (0..1) of `found` by runs of four words; None where there is nothing to count."""
    expected, given = _runs(true), _runs(found)
    shared = (expected & given).total()
    precision = shared / given.total() if given else None
    recall = shared / expected.total() if expected else None
    return precision, recall


def _runs(text: str) -> Counter[tuple[str, ...]]:
    """How often each run of four words stands in `text`; a shorter text is one run."""
    words = _WORD.findall(text)
    return Counter(tuple(words[i : i + _RUN]) for i in range(max(1, len(words) - _RUN + 1)) if words)


def _find_body(page: str, url: str | None) -> str:
    try:
        return read_html(page, address=url).text
    except InputError:
        return ""


def _load_truth(data: Path) -> dict[str, dict[str, Any]]:
    path = data / "ground-truth.json"
    try:
        loaded = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DataError(f"{path}: not the benchmark's list of true texts ({error})") from error
    if not isinstance(loaded, dict) or not loaded:
        raise DataError(f"{path}: holds no pages by id")
    for key, entry in loaded.items():
        if not isinstance(entry, dict) or not isinstance(entry.get("articleBody"), str):
            raise DataError(f"{path}: page {key!r} has no articleBody")
        if entry.get("url") is not None and not isinstance(entry["url"], str):
            raise DataError(f"{path}: the url of page {key!r} is no text")
    return loaded


def _page_path(data: Path, key: str) -> Path:
    folder = (data / "html").resolve()
    if "\0" in key:
        raise DataError(f"{folder}: there is no page {key!r}")
    for ending in (".html.gz", ".html"):
        path = (folder / f"{key}{ending}").resolve()
        if path.is_relative_to(folder) and path.is_file():
            return path
    raise DataError(f"{folder}: there is no page {key!r}, neither .html.gz nor .html")


def _read_page(path: Path) -> str:
    opened = gzip.open if path.name.endswith(".gz") else open
    try:
        with opened(path, "rb") as file:
            return decode(file.read(_MOST_BYTES))
    except (OSError, EOFError) as error:
        raise DataError(f"{path}: cannot be read ({error})") from error

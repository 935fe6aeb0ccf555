"""How well copies are told from reports of their own, and how fast: on copies made from real articles.

Recall: each text that is no copy of another stands in one index, as in a stream; each altered copy is looked up in it
and must lead to its text. Precision: against pairs of articles on one event. The sets hold true copies among these that
nobody marked; `is_hidden_copy` leaves them out by a rule that knows nothing of containment, and both figures are given.
"""

from __future__ import annotations

import gzip
import json
import random
import time
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from importlib import import_module
from itertools import combinations
from pathlib import Path
from typing import Final

import msgspec

from rashomon.bench.altered_copies import KINDS, Alter, split_sentences
from rashomon.bench.report import Measure, digest_of, share
from rashomon.errors import DataError
from rashomon.grouping.copies import CopyIndex, find_copy_kind
from rashomon.grouping.shingles import shingle
from rashomon.text import words

SEED: Final = 20260301
FEWEST_WORDS: Final = 150
SPEED_WORDS: Final = 500
_SPEED_ARTICLES: Final = 2_000
_FLOOD: Final = 10_000
# Reporters who work apart hardly ever write eight words alike outside of quotations.
_VERBATIM_RUN: Final = 8
_VERBATIM_SHARE: Final = 0.15


class SetArticle(msgspec.Struct, frozen=True):
    """An article of an events set: its words and the event that it reports."""

    id: str
    text: str
    cluster: str


def measure(data: Path) -> Measure:
    """Recall by kind of copy, precision against reports of one event, and articles per CPU second.

    `data` is a folder of events sets (`*.jsonl.gz` or `*.jsonl`), or one of them. Raises DataError where no article
    there has 150 words, or a line cannot be read.
    """
    paths = [data] if data.is_file() else sorted([*data.glob("*.jsonl.gz"), *data.glob("*.jsonl")])
    articles = [article for path in paths for article in _read_set(path) if len(article.text.split()) >= FEWEST_WORDS]
    if len({article.cluster for article in articles}) < 2:
        raise DataError(f"{data}: no articles of {FEWEST_WORDS} words on two events there; name the events sets")
    index = CopyIndex()
    originals = [article for article in articles if index.add(article.id, article.text) is None]
    others = {
        cluster: [s for article in articles if article.cluster != cluster for s in split_sentences(article.text)]
        for cluster in {article.cluster for article in articles}
    }
    rows: list[dict[str, str | float | int]] = []
    found_in_all = 0
    for name, alter in KINDS.items():
        found = sum(_is_found(index, article, alter, others[article.cluster]) for article in originals)
        found_in_all += found
        rows.append({"kind": name, "copies": len(originals), "recall": share(found, len(originals))})
    pairs, hidden, wrong = count_negatives(articles)
    figures: dict[str, float | int] = {
        "articles": len(articles),
        "originals": len(originals),
        "least recall": min(float(row["recall"]) for row in rows),
        "pairs of reports": pairs,
        "hidden copies left out": hidden["left out"],
        "wrongly called copies": wrong,
        "precision": share(found_in_all, found_in_all + wrong),
        "precision with hidden copies as wrong": share(found_in_all, found_in_all + wrong + hidden["found"]),
    }
    figures |= measure_speed([article.text for article in articles])
    notes = (
        f"Copies are made with the seed {SEED}; a copy is found where it leads to the text it was made of.",
        "Hidden copies: pairs of one event that share, outside quotation marks, runs of eight words or more that make "
        f"up {_VERBATIM_SHARE:.0%} of the shorter text.",
    )
    digest = digest_of(paths)
    return Measure(name="copies", data=data.name, digest=digest, figures=figures, rows=tuple(rows), notes=notes)


def count_negatives(articles: Sequence[SetArticle]) -> tuple[int, dict[str, int], int]:
    """Pairs of different reports of one event; hidden copies left out of them (and found); pairs wrongly called so."""
    groups: dict[str, list[SetArticle]] = defaultdict(list)
    for article in articles:
        groups[article.cluster].append(article)
    shingles = {article.id: shingle(article.text) for article in articles}
    hidden = {"left out": 0, "found": 0}
    pairs = wrong = 0
    for several in groups.values():
        for left, right in combinations(several, 2):
            called = find_copy_kind(shingles[left.id], shingles[right.id])[0] is not None
            if is_hidden_copy(left.text, right.text):
                hidden["left out"] += 1
                hidden["found"] += called
                continue
            pairs += 1
            wrong += called
    return pairs, hidden, wrong


def is_hidden_copy(left: str, right: str) -> bool:
    """True where common runs of eight words or more, outside quotation marks, are 15 % of the shorter text's words."""
    first, second = sorted((words(_without_quotations(text)) for text in (left, right)), key=len)
    if not set(_runs_of(first)) & set(_runs_of(second)):
        return False  # the slow way to find the longest runs is for the few pairs that have one
    blocks = SequenceMatcher(None, first, second, autojunk=False).get_matching_blocks()
    shared = sum(block.size for block in blocks if block.size >= _VERBATIM_RUN)
    return shared >= _VERBATIM_SHARE * len(first)


def measure_speed(texts: Sequence[str]) -> dict[str, float | int]:
    """Articles of 500 words per CPU second, shingling included, and CPU seconds for a flood of copies of one text.

    Where datasketch is installed, its MinHash LSH (128 permutations) does the same articles in the same run.
    """
    drawn = list(draw_articles(texts, _SPEED_ARTICLES))
    CopyIndex().add("warm", drawn[0])
    seconds = _cpu(lambda: _fill_index(drawn))
    flood = [drawn[0]] * _FLOOD
    figures: dict[str, float | int] = {
        "articles per CPU second": round(share(len(drawn), seconds)),
        "CPU seconds for 10,000 copies of one": round(_cpu(lambda: _fill_index(flood)), 3),
    }
    theirs = _time_datasketch(drawn[:500])
    if theirs is not None:
        figures["datasketch, articles per CPU second"] = round(500 / theirs)
        figures["times as fast as datasketch"] = round(share(share(len(drawn), seconds), 500 / theirs), 2)
    return figures


def draw_articles(texts: Sequence[str], count: int) -> Iterator[str]:
    """`count` articles of 500 words from sentences of `texts`, each eighth word a random number: none is a copy."""
    chance = random.Random(SEED)
    sentences = [sentence for text in texts for sentence in split_sentences(text)]
    for _ in range(count):
        drawn: list[str] = []
        while len(drawn) < SPEED_WORDS:
            drawn += chance.choice(sentences).split()
        for place in range(0, SPEED_WORDS, 8):
            drawn[place] = str(chance.randrange(10**6))
        yield " ".join(drawn[:SPEED_WORDS])


def _is_found(index: CopyIndex, article: SetArticle, alter: Alter, others: Sequence[str]) -> bool:
    chance = random.Random(f"{SEED} {alter.__name__} {article.id}")
    copy = index.add("altered", alter(article.text, others, chance))
    index.forget(("altered",))
    return copy is not None and copy.origin == article.id


def _fill_index(texts: Sequence[str]) -> CopyIndex:
    index = CopyIndex()
    for number, text in enumerate(texts):
        index.add(str(number), text)
    return index


def _time_datasketch(texts: Sequence[str]) -> float | None:
    """CPU seconds that datasketch takes to shingle, insert and look up `texts`; None where it is not installed."""
    try:
        datasketch = import_module("datasketch")
    except ImportError:
        return None

    def fill() -> None:
        index = datasketch.MinHashLSH(threshold=0.5, num_perm=128)
        for number, text in enumerate(texts):
            tokens = words(text)
            sketch = datasketch.MinHash(num_perm=128)
            sketch.update_batch([" ".join(tokens[i : i + 3]).encode() for i in range(len(tokens) - 2)])
            index.query(sketch)
            index.insert(str(number), sketch)

    return _cpu(fill)


def _cpu(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def _runs_of(tokens: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(tokens[i : i + _VERBATIM_RUN]) for i in range(len(tokens) - _VERBATIM_RUN + 1))


def _without_quotations(text: str) -> str:
    """`text` without what stands between double quotation marks (also `` and '' as ECB+ prints them)."""
    plain = text.replace("``", '"').replace("''", '"').replace("“", '"').replace("”", '"')
    return " ".join(plain.split('"')[::2])


def _read_set(path: Path) -> Iterator[SetArticle]:
    """The articles of a set; one without a text or an event is left out."""
    try:
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"{path}: cannot be read ({error}); give JSON lines, packed by gzip or not") from error
    for number, line in enumerate(data.splitlines(), start=1):
        try:
            row = json.loads(line)
        except ValueError as error:
            raise DataError(f"{path}, line {number}: is no JSON ({error})") from error
        if isinstance(row, dict) and row.get("text") and row.get("cluster"):
            key = f"{path.name} {row.get('id', number)}"
            yield SetArticle(id=key, text=str(row["text"]), cluster=str(row["cluster"]))

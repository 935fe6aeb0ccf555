"""What a user would take instead of a part of Rashomon, timed beside it in one process, where it is installed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from importlib import import_module
from types import ModuleType

from rashomon.bench.report import share
from rashomon.records import Article
from rashomon.text import words

_ROUNDS = 3
_DRAWN = 200
Part = Callable[[ModuleType, Sequence[Article]], tuple[float, float]]
"""(the other program, reports) -> its CPU seconds, and ours, for the same work"""


def measure_instead(articles: Sequence[Article]) -> Iterator[tuple[dict[str, float | int], str]]:
    """For each program its CPU seconds and ours for the same work, and a note on what was done or why it was not."""
    for name, (task, part) in _OTHERS.items():
        try:
            theirs, ours = part(import_module(name), articles)
        except ImportError as missing:
            yield {}, f"{name} ({task}) is left out: {missing}"
            continue
        figures = {f"{name}, CPU seconds": round(theirs, 3), f"ours for {name}, CPU seconds": round(ours, 3)}
        yield figures | {f"times as fast as {name}": round(share(theirs, ours), 2)}, f"{name}: {task}"


def _find_quotes(other: ModuleType, articles: Sequence[Article]) -> tuple[float, float]:
    """Direct quotations by textacy's rules, and all reported speech by ours, on parses that both have before."""
    from rashomon.reading.layout import lay_out
    from rashomon.reading.names import read_names
    from rashomon.reading.parsing import load_pipeline, parse
    from rashomon.reading.quotes import read_quotes

    extract = import_module("textacy.extract.triples").direct_quotations
    docs = [load_pipeline()(article.text) for article in articles]
    read = []
    for article in articles:
        layout = lay_out(article)
        doc = parse(article.text, layout)
        read.append((article, layout, doc, read_names(article, layout, doc)[1]))
    return _alternate(lambda: [_extract(extract, doc) for doc in docs], lambda: [read_quotes(*one) for one in read])


def _extract(extract: Callable[[object], Iterable[object]], doc: object) -> list[object]:
    with suppress(ValueError):  # it gives up on a text with an odd number of quotation marks
        return list(extract(doc))
    return []


def _find_copies(other: ModuleType, articles: Sequence[Article]) -> tuple[float, float]:
    """Near copies by MinHash LSH of 128 permutations over word 3-grams, and by our index."""
    from rashomon.bench.copies import draw_articles
    from rashomon.grouping.copies import CopyIndex

    texts = list(draw_articles([article.text for article in articles], _DRAWN))

    def theirs() -> None:
        index = other.MinHashLSH(threshold=0.5, num_perm=128)
        for number, text in enumerate(texts):
            tokens = words(text)
            sketch = other.MinHash(num_perm=128)
            sketch.update_batch([" ".join(tokens[i : i + 3]).encode() for i in range(len(tokens) - 2)])
            index.query(sketch)
            index.insert(str(number), sketch)

    def ours() -> None:
        index = CopyIndex()
        for number, text in enumerate(texts):
            index.add(str(number), text)

    return _alternate(theirs, ours)


def _compare_two(other: ModuleType, articles: Sequence[Article]) -> tuple[float, float]:
    """The first two reports by what the command `news-deframe diff` does, and by our whole comparison."""
    from rashomon.pipeline import compare_articles
    from rashomon.reading.parsing import forget_parses

    command = import_module("news_deframe.cli")
    import_module("sentence_transformers")  # which it only asks for once it has parsed
    pair = articles[:2]

    def theirs() -> None:
        left, right = (command._parse_article(article.text, article.id) for article in pair)
        command.compute_coverage(left, right)

    def ours() -> None:
        forget_parses()
        compare_articles(pair)

    return _alternate(theirs, ours)


_OTHERS: dict[str, tuple[str, Part]] = {
    "news_deframe": ("comparing two reports", _compare_two),
    "textacy": ("quotes", _find_quotes),
    "datasketch": ("copies", _find_copies),
}


def _alternate(theirs: Callable[[], object], ours: Callable[[], object]) -> tuple[float, float]:
    """The least CPU seconds of each over several rounds, in turns, after one round that counts for nothing."""
    best = [float("inf"), float("inf")]
    for round_ in range(_ROUNDS + 1):
        for side, work in enumerate((theirs, ours)):
            begun = time.process_time()
            work()
            if round_:
                best[side] = min(best[side], time.process_time() - begun)
    return best[0], best[1]

"""The parts of `bench speed`, each run in a process of its own by `run_part`.

The curve of alignment: 2, 5, 10, 20 and 50 reports of about 500 words each, drawn from the sentences of the folder's
reports, so that they have much in common, as many reports of one event have. From each sentence two words are left out
by chance, so that hardly two reports share a sentence: what is known of one then says nothing of another. Reading them
is not counted.

The curve of grouping: made-up articles (`event_stream.py`) of the folder's sentences; a row tells what an article cost
when so many had come before it.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

from rashomon.bench.report import share
from rashomon.errors import DataError
from rashomon.records import Article
from rashomon.text import stretch

Row = dict[str, str | float | int]
REPORTS = (2, 5, 10, 20, 50)
DRAWN_WORDS = 500
ALIGNING_BUDGET = 480.0
"""CPU seconds for the curve of alignment; a row that is likely to go beyond them is left out and named."""
ARTICLES = (250, 500, 1_000, 2_000, 4_000)
GROUPING_BUDGET = 60.0
_FEWEST_SENTENCES = 20
_ROUNDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What a part found: its figures, rows (all of the same keys) and notes."""

    figures: dict[str, float | int] = field(default_factory=dict)
    rows: Sequence[Row] = ()
    notes: Sequence[str] = ()


def run_part(name: str, data: str) -> None:
    """Writes what the part `name` finds in the folder `data` to standard output, as one line of JSON."""
    from rashomon.pipeline import load
    from rashomon.settings import Settings

    articles = load([Path(data)], settings=Settings()).articles
    if len(articles) < 2:
        raise DataError(f"{data}: fewer than two reports there; name a folder of reports of one event")
    found = _PARTS[name](articles)
    told = {"figures": found.figures, "rows": list(found.rows), "notes": list(found.notes)}
    sys.stdout.write(json.dumps(told) + "\n")


def comparing(articles: Sequence[Article]) -> Part:
    """A comparison with the models loaded, what reading takes of it, and what the models are given for it."""
    from rashomon.bench.counting import counted
    from rashomon.pipeline import compare_articles
    from rashomon.reading import read_article
    from rashomon.reading.parsing import forget_parses

    with counted() as counts:
        compare_articles(articles)

    def compare() -> None:
        forget_parses()
        compare_articles(articles)

    def read() -> None:
        forget_parses()
        for article in articles:
            read_article(article)

    wall = time.perf_counter()
    compare()
    wall = time.perf_counter() - wall
    whole, reading = _least(compare, read)
    figures = {
        "reports": len(articles),
        "words": _count_words(articles),
        "warm, seconds": round(wall, 3),
        "warm, CPU seconds": round(whole, 3),
        "reading's share of warm": round(share(reading, whole), 3),
        "texts parsed": counts.parsed,
    }
    for file in sorted(counts.rows):
        name = file.split(".")[0].replace("_", "-")
        figures |= {f"{name} rows": counts.rows[file], f"{name} batches": counts.batches[file]}
    return Part(figures=figures)


def reading(articles: Sequence[Article]) -> Part:
    """Deep and light reading, in turns with their floor: the parse and the encoder's vectors of the same text."""
    from rashomon.alignment.profiles import texts_to_encode
    from rashomon.models.encoder import encode
    from rashomon.reading import read_article
    from rashomon.reading.light import read_light
    from rashomon.reading.parsing import forget_parses, load_pipeline

    readings = [read_article(article) for article in articles]
    claims, sentences = texts_to_encode(readings)
    pipeline = load_pipeline()

    def read() -> None:
        forget_parses()
        for article in articles:
            read_article(article)

    read_cpu, parse_cpu, encode_cpu, light_cpu = _least(
        read,
        lambda: [pipeline(article.text) for article in articles],
        lambda: encode([*claims, *sentences]),
        lambda: [read_light(article) for article in articles],
    )
    words, floor, deep = _count_words(articles), parse_cpu + encode_cpu, read_cpu + encode_cpu
    return Part(
        figures={
            "deep reading with vectors, words per CPU second": round(share(words, deep)),
            "its floor (parser and encoder), words per CPU second": round(share(words, floor)),
            "light reading, words per CPU second": round(share(words, light_cpu)),
            "deep reading / its floor": round(share(deep, floor), 3),
            "light reading, times as fast as deep": round(share(deep, light_cpu), 1),
            "parser's share of deep reading": round(share(parse_cpu, deep), 3),
            "encoder's share of deep reading": round(share(encode_cpu, deep), 3),
        }
    )


def aligning(articles: Sequence[Article]) -> Part:
    """For each of REPORTS the CPU seconds that aligning so many takes, and what was done in them."""
    from rashomon.alignment.entities import unify_entities
    from rashomon.alignment.links import align
    from rashomon.bench.counting import counted
    from rashomon.reading import read_article
    from rashomon.settings import Settings

    sentences = [stretch(r.article.text, span) for r in map(read_article, articles) for span in r.sentences]
    drawn = [read_article(draw_report(articles[0], sentences, seed)) for seed in range(REPORTS[0])]
    align(*unify_entities(drawn), (), keep=Settings().candidates)  # opens the models
    rows: list[Row] = []
    spent = each = 0.0
    for count in REPORTS:
        pairs = count * (count - 1) // 2
        if spent + pairs * each > ALIGNING_BUDGET:
            needed = f"about {round(pairs * each)} CPU seconds, more than the {round(ALIGNING_BUDGET)} of this measure"
            return Part(rows=rows, notes=(f"aligning {count} reports or more is left out: it would take {needed}",))
        drawn += [read_article(draw_report(articles[0], sentences, seed)) for seed in range(len(drawn), count)]
        unified, entities = unify_entities(drawn[:count])
        with counted() as counts:
            begun = time.process_time()
            found = align(unified, entities, (), keep=Settings().candidates)
            taken = time.process_time() - begun
        spent, each = spent + taken, taken / pairs
        rows.append(
            _row(
                "aligning, reports", count, taken, pairs,
                asked=counts.rows["claim_pairs.int8.onnx"], made=len(found.links),
            )
        )  # fmt: skip
    return Part(rows=rows)


def grouping(articles: Sequence[Article]) -> Part:
    """What an article costs the event grouper after so many others, and how many events were open then."""
    from rashomon.bench.event_stream import make_stream
    from rashomon.grouping.event_features import count_words
    from rashomon.grouping.events import EventGrouper

    grouper = EventGrouper()
    stream = make_stream({"": [article.text for article in articles]}, count=ARTICLES[-1], fewest=_FEWEST_SENTENCES)
    rows: list[Row] = []
    spent = 0.0
    for past, count in pairwise((0, *ARTICLES)):
        taken = 0.0
        for _ in range(past, count):
            item = next(stream)
            begun = time.process_time()
            grouper.add_counted(count_words(item))
            taken += time.process_time() - begun
        spent += taken
        rows.append(_row("grouping, articles", count, taken, count - past, asked=0, made=grouper.open_events))
        if spent > GROUPING_BUDGET and count < ARTICLES[-1]:
            note = f"grouping more than {count:,} articles is left out, after {round(spent)} CPU seconds"
            return Part(rows=rows, notes=(note,))
    return Part(rows=rows)


def instead(articles: Sequence[Article]) -> Part:
    """The programs that a user would take instead, where they are installed."""
    from rashomon.bench.instead import measure_instead

    figures: dict[str, float | int] = {}
    notes = []
    for times, note in measure_instead(articles):
        figures |= times
        notes.append(note)
    return Part(figures=figures, notes=notes)


_PARTS: dict[str, Callable[[Sequence[Article]], Part]] = {
    "comparing": comparing, "reading": reading, "aligning": aligning, "grouping": grouping, "instead": instead,
}  # fmt: skip


def draw_report(pattern: Article, sentences: Sequence[str], seed: int) -> Article:
    """A report of about 500 words, its sentences drawn and shortened by `seed`, dated as `pattern` is."""
    dice = random.Random(seed)
    chosen: list[str] = []
    for sentence in dice.sample(sentences, len(sentences)):
        if sum(len(s.split()) for s in chosen) >= DRAWN_WORDS:
            break
        chosen.append(" ".join(_leave_out(sentence.split(), dice)))
    return replace(
        pattern, id=f"drawn-{seed:02}", source=f"Outlet {seed}", title="", text="\n\n".join(chosen), body_start=0
    )


def _leave_out(words: Sequence[str], dice: random.Random) -> Iterator[str]:
    """`words` without two of those within, where there are enough."""
    gone = set(dice.sample(range(1, len(words) - 1), 2)) if len(words) > 5 else set()
    return (word for i, word in enumerate(words) if i not in gone)


def _row(what: str, size: int, taken: float, steps: int, *, asked: int, made: int) -> Row:
    return {
        "curve": what,
        "size": size,
        "CPU seconds": round(taken, 3),
        "CPU ms a pair or article": round(1000 * share(taken, steps), 2),
        "model rows": asked,
        "links or open events": made,
        "MB now": _memory_now(),
    }


def _memory_now() -> int:
    from rashomon.bench.event_stream import memory_now

    return memory_now()


def _count_words(articles: Sequence[Article]) -> int:
    return sum(len(article.text.split()) for article in articles)


def _least(*works: Callable[[], object]) -> list[float]:
    """The least CPU seconds of each of `works`, which take turns, so that all meet the same neighbours."""
    best = [float("inf")] * len(works)
    for _ in range(_ROUNDS):
        for i, work in enumerate(works):
            begun = time.process_time()
            work()
            best[i] = min(best[i], time.process_time() - begun)
    return best

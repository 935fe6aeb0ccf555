"""Measures time and memory on the reports in a folder, in one run, so that the figures can be set against each other.

The curve of alignment: 2, 5, 10, 20 and 50 reports of about 500 words each, drawn from the sentences of the folder's
reports, so that they have much in common, as many reports of one event have. Reading them is not counted.

Cold: a new process from its start to the dossier's JSON. Warm: the same work again in a process that has its models
loaded. CPU seconds are the process's own; wall-clock seconds depend on what else the machine does.
"""

from __future__ import annotations

import os
import platform
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from rashomon.bench.report import Measure, digest_of, share
from rashomon.errors import DataError
from rashomon.records import Article
from rashomon.text import stretch

T = TypeVar("T")
CURVE = (2, 5, 10, 20, 50)
DRAWN_WORDS = 500
_COLD = (
    "import sys; from rashomon.cli import main; sys.argv[1:] = ['compare', *sys.argv[1:], '--format', 'json']; main()"
)


def measure(data: Path) -> Measure:
    """Seconds, CPU seconds, words per CPU second and peak memory of comparing the reports in the folder `data`."""
    from rashomon.pipeline import compare_articles
    from rashomon.reading import read_article
    from rashomon.reading.light import read_light
    from rashomon.sources import load_articles

    articles = load_articles([data], published={}, size_limit=20_000_000).articles
    if len(articles) < 2:
        raise DataError(f"{data}: fewer than two reports there; name a folder of reports of one event")
    words = sum(len(article.text.split()) for article in articles)
    figures: dict[str, float | int] = {"reports": len(articles), "words": words}
    figures["import seconds"] = _child([sys.executable, "-c", "import rashomon"])[0]
    wall, cpu, memory = _child([sys.executable, "-c", _COLD, str(data)])
    figures |= {"cold seconds": wall, "cold CPU seconds": cpu, "cold peak MB": memory}

    compare_articles(articles)  # loads the models
    _, warm_wall, warm_cpu = _timed(lambda: compare_articles(articles))
    _, _, read_cpu = _timed(lambda: [read_article(article) for article in articles])
    parse_cpu = _parse_cpu(articles)
    encode_cpu = _encode_cpu(articles)
    _, _, light_cpu = _timed(lambda: [read_light(article) for _ in range(20) for article in articles])
    figures |= {
        "warm seconds": warm_wall,
        "warm CPU seconds": warm_cpu,
        "deep reading, words per CPU second": round(share(words, read_cpu)),
        "light reading, words per CPU second": round(share(20 * words, light_cpu)),
        "parser's share of deep reading": round(share(parse_cpu, read_cpu), 3),
        "encoder, against deep reading": round(share(encode_cpu, read_cpu), 3),
        "our reading / (parser + encoder)": round(share(read_cpu - parse_cpu, parse_cpu + encode_cpu), 3),
        "reading's share of the comparison": round(share(read_cpu, warm_cpu), 3),
        "peak MB of this process": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }
    rows = tuple(_alignment_curve(articles))
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}"
    files = [path for path in sorted(data.rglob("*")) if path.is_file()] if data.is_dir() else [data]
    return Measure(name="speed", data=str(data), digest=digest_of(files), figures=figures, rows=rows, notes=(machine,))


def _alignment_curve(articles: Sequence[Article]) -> Iterator[dict[str, str | float | int]]:
    """For each of CURVE the seconds that aligning so many reports takes, and what was done in them."""
    from rashomon.alignment.entities import unify_entities
    from rashomon.alignment.links import align
    from rashomon.reading import read_article
    from rashomon.settings import Settings

    readings = [read_article(article) for article in articles]
    sentences = [stretch(r.article.text, span) for r in readings for span in r.sentences]
    drawn = [read_article(_draw_report(articles[0], sentences, seed)) for seed in range(max(CURVE))]
    for count in CURVE:
        unified, entities = unify_entities(drawn[:count])
        found, wall, cpu = _timed(partial(align, unified, entities, (), keep=Settings().candidates))
        pairs = count * (count - 1) // 2
        yield {
            "reports": count,
            "claims": sum(len(reading.claims) for reading in unified),
            "pairs of reports": pairs,
            "links": len(found.links),
            "seconds": wall,
            "CPU seconds": cpu,
            "CPU seconds a pair": round(cpu / pairs, 3),
        }


def _draw_report(pattern: Article, sentences: Sequence[str], seed: int) -> Article:
    """A report of about 500 words, its sentences drawn by `seed`, dated as `pattern` is."""
    chosen: list[str] = []
    for sentence in random.Random(seed).sample(sentences, len(sentences)):
        if sum(len(s.split()) for s in chosen) >= DRAWN_WORDS:
            break
        chosen.append(" ".join(sentence.split()))
    return replace(
        pattern, id=f"drawn-{seed:02}", source=f"Outlet {seed}", title="", text="\n\n".join(chosen), body_start=0
    )


def _parse_cpu(articles: Sequence[Article]) -> float:
    from rashomon.reading.layout import lay_out
    from rashomon.reading.parsing import parse

    layouts = [lay_out(article) for article in articles]
    return _timed(lambda: [parse(a.text, layout) for a, layout in zip(articles, layouts, strict=True)])[2]


def _encode_cpu(articles: Sequence[Article]) -> float:
    """CPU seconds of the encoder on the texts that a comparison of `articles` gives it."""
    from rashomon.alignment.profiles import texts_to_encode
    from rashomon.models.encoder import encode
    from rashomon.reading import read_article

    claims, sentences = texts_to_encode([read_article(article) for article in articles])
    return _timed(lambda: encode([*claims, *sentences]))[2]


def _timed(work: Callable[[], T]) -> tuple[T, float, float]:
    """What `work` gives, its wall-clock seconds and its CPU seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    return result, round(time.perf_counter() - wall, 3), round(time.process_time() - cpu, 3)


def _child(command: list[str]) -> tuple[float, float, int]:
    """Wall-clock seconds, CPU seconds and peak memory (MB) of a process of its own."""
    wall = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        assert process.stderr
        message = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise DataError(f"the measured command failed: {message.decode(errors='replace').strip()}")
    seconds = round(time.perf_counter() - wall, 3)
    return seconds, round(usage.ru_utime + usage.ru_stime, 3), round(usage.ru_maxrss / 1024)

"""How a batch does: time, bytes and memory by stage; one, two and four workers; windows against one stream.

The articles are made of others' sentences (`event_stream`), no two alike, and lie in files of JSON lines.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from rashomon.batch.eventing import group_by_windows
from rashomon.batch.options import BatchOptions
from rashomon.batch.running import BatchResult, run_batch
from rashomon.batch.tables import PUBLIC
from rashomon.bench.event_stream import Row, make_stream
from rashomon.bench.events import GoldItem, group, load_sets, orders_of, score, texts_by_cluster
from rashomon.bench.report import Measure, share
from rashomon.errors import BatchError
from rashomon.grouping.event_features import count_words
from rashomon.records import StreamItem
from rashomon.settings import Settings

ARTICLES = 2_000
DEEP_SHARE = 50
"""One of so many articles is read deeply."""
_A_FILE = 2_000
_A_PARTITION = 2_500
_WORKERS = 2
# An event's dossier takes the square of its reports: with so many an article costs about one pair of them.
_FEW_REPORTS = Settings(max_reports=3)
# The runs with other numbers of workers are over no more than this.
_MOST_COMPARED = 10_000
_COMPARED_WORKERS = (1, 2, 4)
# The usual windows, and such as are much too short: the sets are of a few days.
_WINDOWS = ((14, 4), (1, 1))
# To how many articles the figures are carried, by the formulas of docs/scaling.md.
_CARRIED = (10**6, 10**8, 10**9)


def measure(data: Path, *, stream: int | None = None) -> Measure:
    """The figures over `stream` articles (2,000 by default) made of the sets in the folder `data`; see bench events.

    Raises: DataError where there is no set or one is malformed; RashomonError.
    """
    sets, digest = load_sets(data)
    count = stream or ARTICLES
    items = make_stream(texts_by_cluster(sets), count=count)
    with tempfile.TemporaryDirectory(prefix="rashomon-bench-") as folder:
        place = Path(folder)
        files = write_files(items, place / "in")
        figures, rows = measure_stages(files, place / "out", count=count)
        compared = files[: max(1, _MOST_COMPARED // _A_FILE)]
        rows += compare_workers(compared, place, count=min(count, _A_FILE * len(compared)))
    rows += compare_windows(sets)
    notes = (
        *(carry(figures, articles) for articles in _CARRIED),
        f"{_WORKERS} workers on {os.cpu_count()} cores. 'a second': articles, by the clock; 'CPU s': of the workers.",
        "'bytes': of Parquet, an article of the stage (light stages: all, deep ones: those read deeply).",
        "Efficiency: the time of one worker, over that of several times as many as there are cores for.",
        "Windows: B-cubed F1 of the events found, in one stream and in windows that are stitched; 'same': that of the "
        "windows with the one stream's events for the truth.",
    )
    return Measure(name="batch", data=str(data), digest=digest, figures=figures, rows=tuple(_filled(rows)), notes=notes)


def write_files(items: Iterable[StreamItem], folder: Path) -> list[str]:
    """Writes articles as files of JSON lines, so many a file; their paths."""
    folder.mkdir(parents=True)
    paths: list[str] = []
    lines: list[str] = []

    def end() -> None:
        if lines:
            path = folder / f"{len(paths):05}.jsonl"
            path.write_text("".join(lines), encoding="utf-8")
            paths.append(str(path))
            lines.clear()

    for item in items:
        lines.append(json.dumps(line_of(item)) + "\n")
        if len(lines) == _A_FILE:
            end()
    end()
    return paths


def line_of(item: StreamItem) -> dict[str, str | None]:
    """An article as a line of JSON lines; its outlet is one of forty."""
    return {
        "id": item.id,
        "title": item.title,
        "text": item.text,
        "published": item.published.isoformat() if item.published else None,
        "source": f"outlet-{sum(item.id.encode()) % 40:02}.example",
    }


def measure_stages(files: Sequence[str], out: Path, *, count: int) -> tuple[dict[str, float | int], list[Row]]:
    """Figures and a row a stage: first the light stages over all, then the deep ones over a share of the articles."""
    options = _options(count, workers=_WORKERS)
    light, light_seconds = _timed(files, out, options)
    deep_count = max(10, count // DEEP_SHARE)
    deep, deep_seconds = _timed(files, out, _options(count, workers=_WORKERS, deep=deep_count), _FEW_REPORTS)
    read = deep.rows.get("readings", 0)
    rows: list[Row] = []
    for at, tally in enumerate((*light.stages, *deep.stages[len(light.stages) :])):
        articles = count if at < len(light.stages) else read
        rows.append({
            "part": tally.about, "tasks": tally.tasks, "s": round(tally.seconds, 2),
            "CPU s": round(tally.cpu_seconds, 2), "a second": round(share(articles, tally.seconds), 1),
            "bytes": round(share(tally.size, articles)), "MB of a worker": tally.peak_mb,
        })  # fmt: skip
    figures: dict[str, float | int] = {
        "articles": count,
        "copies": light.rows.get("copies", 0),
        "light: seconds": round(light_seconds, 1),
        "light: articles a second": round(share(count, light_seconds), 1),
        "light: CPU ms an article": round(1000 * share(sum(t.cpu_seconds for t in light.stages), count), 2),
        "light: bytes an article": round(share(sum(t.size for t in light.stages), count)),
        "light: bytes an article that are shuffled": round(share(_shuffled(light), count)),
        "light: MB of the largest worker": max(t.peak_mb for t in light.stages),
        "deep: articles": read,
        "deep: dossiers": deep.rows.get("dossiers", 0),
        "deep: seconds": round(deep_seconds, 1),
        "deep: articles a second": round(share(read, deep_seconds), 2),
        "deep: CPU s an article": round(share(sum(t.cpu_seconds for t in deep.stages), read), 3),
        "deep: bytes an article": round(share(sum(t.size for t in deep.stages[len(light.stages) :]), read)),
        "deep: MB of the largest worker": max(t.peak_mb for t in deep.stages),
        "dead letters": deep.rows.get("dead_letters", 0),
    }
    return figures, rows


def carry(figures: Mapping[str, float | int], articles: int) -> str:
    """What so many articles would take, one of DEEP_SHARE read deeply, by what was measured; see docs/scaling.md."""
    deep = articles / DEEP_SHARE
    light_hours = articles * figures["light: CPU ms an article"] / 3_600_000
    deep_hours = deep * figures["deep: CPU s an article"] / 3_600
    written = articles * figures["light: bytes an article"] + deep * figures["deep: bytes an article"]
    shuffled = articles * figures["light: bytes an article that are shuffled"]
    return (
        f"{articles:,} articles: {light_hours:,.1f} CPU hours light, {deep_hours:,.1f} deep (1 of {DEEP_SHARE}); "
        f"{written / 1e9:,.1f} GB written, {shuffled / 1e9:,.1f} GB of them shuffled"
    )


def _shuffled(result: BatchResult) -> int:
    """The bytes of the tables that another task than their writer's namesake reads."""
    kept_in_place = (*PUBLIC, "prints")
    return sum(size for tally in result.stages for table, size in tally.sizes.items() if table not in kept_in_place)


def compare_workers(files: Sequence[str], folder: Path, *, count: int) -> list[Row]:
    """A row for each number of workers: the seconds of the light stages, and how well the cores were used."""
    rows: list[Row] = []
    alone = 0.0
    for workers in _COMPARED_WORKERS:
        result, seconds = _timed(files, folder / f"workers-{workers}", _options(count, workers=workers))
        alone = alone or seconds
        cores = min(workers, os.cpu_count() or 1)
        rows.append({
            "part": f"{workers} workers, light stages", "tasks": sum(tally.tasks for tally in result.stages),
            "s": round(seconds, 2), "CPU s": round(sum(tally.cpu_seconds for tally in result.stages), 2),
            "a second": round(share(count, seconds), 1), "efficiency": round(share(alone, cores * seconds), 3),
        })  # fmt: skip
    return rows


def compare_windows(sets: Mapping[str, Sequence[GoldItem]]) -> list[Row]:
    """A row for each dated set (and all of them together) and kind of window: events in one stream, and stitched."""
    dated = {name: [gold for gold in golds if gold.item.published] for name, golds in sets.items()}
    dated = {name: golds for name, golds in dated.items() if golds}
    if len(dated) > 1:
        dated["all dated"] = [gold for golds in dated.values() for gold in golds]
    rows: list[Row] = []
    for name, golds in dated.items():
        order = next(iter(orders_of(golds)))
        truth = {gold.item.id: gold.cluster for gold in order}
        stream = group([gold.item for gold in order])
        items = [count_words(gold.item) for gold in order]
        for days, overlap in _WINDOWS:
            options = BatchOptions(event_days=days, overlap_days=overlap)
            windows = group_by_windows(items, options, Settings().window_days)
            rows.append({
                "part": f"windows of {days} + {overlap} days: {name}", "articles": len(order),
                "one stream": score(truth, stream).bcubed_f1, "windows": score(truth, windows).bcubed_f1,
                "same": score(stream, windows).bcubed_f1,
            })  # fmt: skip
    return rows


def _timed(
    files: Sequence[str], out: Path, options: BatchOptions, settings: Settings | None = None
) -> tuple[BatchResult, float]:
    begun = time.monotonic()
    result = run_batch(files, str(out), options=options, settings=settings)
    if result.stopped:
        raise BatchError("the batch was stopped")
    return result, time.monotonic() - begun


def _options(count: int, *, workers: int, deep: int = 0) -> BatchOptions:
    return BatchOptions(
        workers=workers,
        partitions=max(4, count // _A_PARTITION),
        deep_articles=deep,
        part_articles=max(5, min(25, deep // 8)),  # so that all workers have something to do
    )


def _filled(rows: Sequence[Row]) -> list[Row]:
    """The rows with all columns that any of them has."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    return [{name: row.get(name, "") for name in names} for row in rows]

"""How well a stream of articles is put into events: B-cubed and pairwise figures, articles a second, memory.

One setting for all sets. Dated sets run in the order of time; the others as the mean and deviation of five fixed
shuffles; and all of them as one stream.
Source of B-cubed: A. Bagga and B. Baldwin (1998), "Entity-based cross-document coreferencing using the vector space
model".
"""

from __future__ import annotations

import gzip
import json
import random
import statistics
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rashomon.bench.event_stream import measure_stream
from rashomon.bench.report import Measure, digest_of, f1, share
from rashomon.errors import DataError
from rashomon.grouping.events import EventGrouper
from rashomon.records import StreamItem

SHUFFLES = 5
_ENDINGS = (".jsonl.gz", ".jsonl", ".json.gz", ".json")
# Its date is that of the story, the same for all of a cluster: it would give the answer away.
_DATES_GIVE_AWAY = frozenset({"allsides21"})
_ENGLISH = frozenset({"en", "eng", "english"})
Row = dict[str, str | float | int]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldItem:
    """An article and the `cluster` (its event) that people put it into."""

    item: StreamItem
    cluster: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Precision, recall and F1 (0..1) by article (B-cubed) and by pair, and the number of events found."""

    bcubed_precision: float
    bcubed_recall: float
    bcubed_f1: float
    pair_precision: float
    pair_recall: float
    pair_f1: float
    events: int


def measure(data: Path, *, stream: int | None = None) -> Measure:
    """The figures of each set in the folder `data` (or of the one file), and of all sets as one stream.

    A set is a file of JSON lines or a JSON array (.gz or not); an article has `id`, `text`, `cluster`, and where known
    `title`, `date` (ISO 8601 or Unix milliseconds) and `lang`. Articles in other languages than English are left out.
    With `stream`, measured instead are the articles a second and the memory over so many articles made of the sets'
    sentences.

    Raises: DataError where there is no set or one is malformed.
    """
    sets, digest = load_sets(data)
    if stream is not None:
        clusters = texts_by_cluster(sets)
        found, blocks, remarks = measure_stream(clusters, count=stream)
        return Measure(name="events", data=str(data), digest=digest, figures=found, rows=blocks, notes=remarks)
    rows = [measure_set(name, golds) for name, golds in sets.items()]
    if len(sets) > 1:
        merged = [one for golds in sets.values() for one in golds]
        rows.append(measure_set("all in one stream", merged))
    figures: dict[str, float | int] = {
        "articles": sum(len(golds) for golds in sets.values()),
        **{f"{row['set']} B-cubed F1": float(row["B-cubed F1"]) for row in rows},
        "mean B-cubed F1 of the sets": statistics.mean(float(row["B-cubed F1"]) for row in rows[: len(sets)]),
    }
    notes = (
        f"Undated sets: the mean of {SHUFFLES} fixed shuffles; 'deviation' is that of their B-cubed F1.",
        "In one stream, the articles without a date stand at random places among the others.",
        "'a second': CPU seconds, everything that the grouper does included.",
    )
    return Measure(name="events", data=str(data), digest=digest, figures=figures, rows=tuple(rows), notes=notes)


def read_clusters(data: Path) -> tuple[dict[str, list[str]], str]:
    """The texts of each cluster of all sets in `data`, and the sets' digest. Raises: as `measure`."""
    sets, digest = load_sets(data)
    return texts_by_cluster(sets), digest


def load_sets(data: Path) -> tuple[dict[str, list[GoldItem]], str]:
    """The sets in `data` by name, and their digest. Raises: as `measure`."""
    paths = sorted(p for p in data.iterdir() if p.name.endswith(_ENDINGS)) if data.is_dir() else [data]
    if not paths:
        raise DataError(f"{data}: no set of articles there; name a folder with files ending in {', '.join(_ENDINGS)}")
    return {set_name(path): load_set(path) for path in paths}, digest_of(paths)


def set_name(path: Path) -> str:
    """The file's name without its endings."""
    return path.name.split(".")[0]


def load_set(path: Path) -> list[GoldItem]:
    """The articles of one set: JSON lines, or the JSON array of Miranda et al. 2018 (id, text, lang, date, cluster).

    Raises: DataError naming the line or article that is malformed.
    Source: S. Miranda et al. (2018), "Multilingual Clustering of Streaming News".
    """
    name = set_name(path)
    found: list[GoldItem] = []
    for number, row in enumerate(_read_rows(path), start=1):
        try:
            if str(row.get("lang") or "en").lower() in _ENGLISH:
                found.append(_gold_item(name, row))
        except (AttributeError, KeyError, TypeError, ValueError, OverflowError) as error:
            raise DataError(f"{path}, article {number}: not an article with its cluster ({error!r})") from error
    if not found:
        raise DataError(f"{path}: no article in English there")
    return found


def measure_set(name: str, golds: Sequence[GoldItem]) -> Row:
    """One row: the mean figures over the orders that `golds` are run in."""
    runs: list[Scores] = []
    spent = 0.0
    orders = list(orders_of(golds))
    for order in orders:
        begun = time.process_time()
        found = group([gold.item for gold in order])
        spent += time.process_time() - begun
        runs.append(score({gold.item.id: gold.cluster for gold in order}, found))
    return {
        "set": name,
        "articles": len(golds),
        "clusters": len({gold.cluster for gold in golds}),
        "events": round(statistics.mean(run.events for run in runs)),
        "B-cubed P": statistics.mean(run.bcubed_precision for run in runs),
        "B-cubed R": statistics.mean(run.bcubed_recall for run in runs),
        "B-cubed F1": statistics.mean(run.bcubed_f1 for run in runs),
        "deviation": statistics.pstdev(run.bcubed_f1 for run in runs),
        "pair P": statistics.mean(run.pair_precision for run in runs),
        "pair R": statistics.mean(run.pair_recall for run in runs),
        "pair F1": statistics.mean(run.pair_f1 for run in runs),
        "a second": round(share(len(golds) * len(orders), spent)),
    }


def orders_of(golds: Sequence[GoldItem]) -> Iterator[list[GoldItem]]:
    """The orders that a set is run in: by time; where no article has a date, or not all, fixed shuffles.

    Articles without a date stand at random places among the dated ones, which keep the order of time.
    """
    dated = sorted((g for g in golds if g.item.published), key=lambda g: (g.item.published, g.item.id))
    undated = [g for g in golds if not g.item.published]
    # A handful without a date are no reason to run the rest five times.
    for seed in range(SHUFFLES if len(undated) > len(golds) // 100 else 1):
        dice = random.Random(seed)
        is_dated = [True] * len(dated) + [False] * len(undated)
        dice.shuffle(is_dated)
        rest = iter(dice.sample(undated, len(undated)))
        in_time = iter(dated)
        yield [next(in_time) if place else next(rest) for place in is_dated]


def group(items: Sequence[StreamItem]) -> dict[str, str]:
    """The event of each article by id, after the last one has come."""
    grouper = EventGrouper()
    for item in items:
        grouper.add(item)
    return {item.id: grouper.event_of(item.id) for item in items}


def score(gold: Mapping[str, str], found: Mapping[str, str]) -> Scores:
    """How well the events `found` agree with the clusters in `gold`, both by article id."""
    cells = Counter((gold[key], found[key]) for key in gold)
    clusters, events = Counter(gold.values()), Counter(found[key] for key in gold)
    precision = share(sum(n * n / events[event] for (_, event), n in cells.items()), len(gold))
    recall = share(sum(n * n / clusters[cluster] for (cluster, _), n in cells.items()), len(gold))
    together = _pairs(cells.values())
    pair_precision = share(together, _pairs(events.values())) if _pairs(events.values()) else 1.0
    pair_recall = share(together, _pairs(clusters.values())) if _pairs(clusters.values()) else 1.0
    return Scores(
        bcubed_precision=precision,
        bcubed_recall=recall,
        bcubed_f1=f1(precision, recall),
        pair_precision=pair_precision,
        pair_recall=pair_recall,
        pair_f1=f1(pair_precision, pair_recall),
        events=len(events),
    )


def texts_by_cluster(sets: Mapping[str, Sequence[GoldItem]]) -> dict[str, list[str]]:
    """The texts of each cluster of all sets."""
    texts: dict[str, list[str]] = {}
    for golds in sets.values():
        for gold in golds:
            texts.setdefault(gold.cluster, []).append(gold.item.text)
    return texts


def _pairs(sizes: Iterable[int]) -> int:
    return sum(n * (n - 1) // 2 for n in sizes)


def _gold_item(name: str, row: Mapping[str, Any]) -> GoldItem:
    item = StreamItem(
        id=f"{name}:{row['id']}",
        title=str(row.get("title") or ""),
        text=str(row.get("text") or ""),
        published=None if name in _DATES_GIVE_AWAY else _instant(row.get("date")),
    )
    return GoldItem(item=item, cluster=f"{name}:{row['cluster']}")


def _instant(date: str | float | None) -> datetime | None:
    """A date as UTC; one without a zone counts as UTC."""
    if date is None or date == "":
        return None
    if isinstance(date, (int, float)):
        return datetime.fromtimestamp(date / 1000, UTC)
    read = datetime.fromisoformat(date)
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def _read_rows(path: Path) -> Iterator[Any]:
    opened = gzip.open if path.name.endswith(".gz") else open
    try:
        with opened(path, "rt", encoding="utf-8") as lines:
            if path.name.removesuffix(".gz").endswith(".json"):
                yield from _as_rows(json.load(lines))
            else:
                yield from map(json.loads, lines)
    except (OSError, EOFError, ValueError) as error:
        raise DataError(f"{path}: not JSON lines or a JSON array of articles ({error})") from error


def _as_rows(loaded: Any) -> list[Any]:
    if not isinstance(loaded, list):
        raise ValueError("the file holds no array")
    return loaded

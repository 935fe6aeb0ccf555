"""How well time expressions are read, against texts with TIMEX3 (TimeML). Source of the measures: TempEval-3 (2013)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

from rashomon.bench.report import Measure, digest_of, f1, share
from rashomon.errors import DataError
from rashomon.reading.times import find_times
from rashomon.records import Span, Time
from rashomon.text import overlap, trim


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldTime:
    """An annotated time expression: code points into the text of the document, TIMEX3 value and type."""

    span: Span
    value: str
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldText:
    """A document of a TimeML file: its text as printed, its time of creation (UTC, None if unreadable), its times."""

    name: str
    text: str
    published: datetime | None
    times: tuple[GoldTime, ...]


def measure(data: Path) -> Measure:
    """F1 of spans (strict: the same; relaxed: any overlap), of values and of types, over the TimeML files below `data`.

    `value` is relaxed F1 with only the matches counted whose value is right, as TempEval-3 has it; `type` likewise.
    Raises DataError where there is no TimeML file or one cannot be read.
    """
    paths = [data] if data.is_file() else sorted(data.rglob("*.tml"))
    if not paths:
        raise DataError(f"No TimeML file (*.tml) below {data}. Give the folder of TempEval-3 texts.")
    total: Counter[str] = Counter()
    by_type: dict[str, Counter[str]] = {}
    for path in paths:
        gold = read_timeml(path)
        counts, typed = count_matches(
            gold.times, find_times(gold.text, paragraphs(gold.text), gold.published, ages=False)
        )
        total.update(counts)
        for name, counted in typed.items():
            by_type.setdefault(name, Counter()).update(counted)
    found, wanted = total["found"], total["gold"]
    figures: dict[str, float | int] = {"texts": len(paths), "gold": wanted, "found": found}
    for name in ("strict", "relaxed", "value", "type"):
        figures[f"{name}_precision"] = share(total[name], found)
        figures[f"{name}_recall"] = share(total[name], wanted)
        figures[name] = f1(share(total[name], found), share(total[name], wanted))
    figures["value_accuracy"] = share(total["value"], total["relaxed"])
    rows: list[dict[str, str | float | int]] = [
        {"type": name, "gold": c["gold"], "strict_recall": share(c["strict"], c["gold"]),
         "relaxed_recall": share(c["relaxed"], c["gold"]), "value_recall": share(c["value"], c["gold"])}
        for name, c in sorted(by_type.items())
    ]  # fmt: skip
    return Measure(name="times", data=data.name, digest=digest_of(paths), figures=figures, rows=tuple(rows), notes=(
        "Ages (\"44-year-old\") are read as durations but left out here: TimeBank does not annotate them.",
        "value and type: F1 over overlapping matches whose value (type) is right (TempEval-3).",
    ))  # fmt: skip


def count_matches(gold: Sequence[GoldTime], found: Sequence[Time]) -> tuple[Counter[str], dict[str, Counter[str]]]:
    """Counts of matches (gold, found, strict, relaxed, value, type), in all and by the gold's type.

    Each expression is matched once, to the one that it shares most code points with.
    """
    total: Counter[str] = Counter(gold=len(gold), found=len(found))
    by_type: dict[str, Counter[str]] = {}
    pairs = sorted(((-overlap(g.span, t.span), i, j) for i, g in enumerate(gold) for j, t in enumerate(found)
                    if overlap(g.span, t.span)))  # fmt: skip
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in pairs:
        if i not in partner and j not in taken:
            partner[i] = j
            taken.add(j)
    for i, wanted in enumerate(gold):
        counted = Counter(gold=1)
        if i in partner:
            time = found[partner[i]]
            counted.update(relaxed=1, strict=int(time.span == wanted.span), value=int(time.value == wanted.value),
                           type=int(time.type == wanted.type))  # fmt: skip
        by_type.setdefault(wanted.type, Counter()).update(counted)
        total.update({name: n for name, n in counted.items() if name != "gold"})
    return total, by_type


def paragraphs(text: str) -> list[Span]:
    """The stretches of `text` between blank lines; TimeML texts break lines within sentences."""
    spans: list[Span] = []
    start = 0
    while start < len(text):
        end = text.find("\n\n", start)
        end = len(text) if end < 0 else end
        span = trim(text, start, end)
        if span:
            spans.append(span)
        start = end + 2
    return spans


def read_timeml(path: Path) -> GoldText:
    """The text, time of creation and time expressions of a TimeML file. Raises DataError where it is none."""
    try:
        root = ElementTree.parse(path).getroot()
    except (ElementTree.ParseError, OSError) as error:
        raise DataError(f"{path} is no readable TimeML file: {error}") from error
    body = root.find("TEXT")
    if body is None:
        raise DataError(f"{path} has no TEXT element, so it is no TimeML file.")
    pieces: list[str] = []
    times: list[GoldTime] = []
    for element, start, end in _walk(body, pieces):
        if element.tag == "TIMEX3":
            times.append(
                GoldTime(span=Span(start=start, end=end), value=element.get("value", ""), type=element.get("type", ""))
            )
    created = next((t for t in root.iter("TIMEX3") if t.get("functionInDocument") == "CREATION_TIME"), None)
    published = _read_instant(created.get("value", "")) if created is not None else None
    times.sort(key=lambda time: time.span)
    return GoldText(name=path.stem, text="".join(pieces), published=published, times=tuple(times))


def _walk(
    element: ElementTree.Element, pieces: list[str], start: int = 0
) -> Iterator[tuple[ElementTree.Element, int, int]]:
    """Each element below `element` with its offsets, while the text is gathered in `pieces`."""
    at = start
    if element.text:
        pieces.append(element.text)
        at += len(element.text)
    for child in element:
        first = at
        for inner in _walk(child, pieces, at):
            if inner[0] is child:
                at = inner[2]
            yield inner
        at = max(at, first)
        if child.tail:
            pieces.append(child.tail)
            at += len(child.tail)
    yield element, start, at


def _read_instant(value: str) -> datetime | None:
    try:
        instant = datetime.fromisoformat(value[:16] if "T" in value else value[:10])
    except ValueError:
        return None
    return instant.replace(tzinfo=UTC)

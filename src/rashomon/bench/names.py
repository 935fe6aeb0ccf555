"""How well a reading knows who and what is meant: B-cubed over mentions, and the listed entities of the event facts."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rashomon.alignment.entities import unify_entities
from rashomon.bench.report import Measure, digest_of, f1, share
from rashomon.errors import DataError
from rashomon.reading.layout import lay_out
from rashomon.reading.names import read_names
from rashomon.reading.parsing import parse
from rashomon.records import Article, Mention, Reading, Span
from rashomon.text import fold, overlap

ANNOTATIONS = Path("tests/gate/names")


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldNames:
    """An annotated text: `entities` gives the mentions of each entity as code points; pronouns and roles are in."""

    document: str
    path: Path
    text: str
    entities: tuple[tuple[str, str, tuple[Span, ...]], ...]


def measure(data: Path, *, annotations: Path | None = None) -> Measure:
    """B-cubed precision, recall and F1 over the mentions of the annotated texts, and the entities of facts files.

    `data` holds `texts/<document>.txt` and may hold `*.facts.json`. `annotations` is the folder of the annotation
    files: by default `names/` in `data`, else `tests/gate/names` of a checkout. A missed mention counts against
    recall; one with another entity's mentions in its cluster against precision. `spurious` is the share of the
    mentions read that no annotated one overlaps. Raises DataError where there is nothing to measure with.
    """
    folder = annotations or next((f for f in (data / "names", ANNOTATIONS) if f.is_dir()), None)
    if folder is None:
        raise DataError(f"No annotations of names: neither {data / 'names'} nor {ANNOTATIONS} is a folder.")
    golds = [read_annotation(path, data) for path in sorted(folder.glob("*.json"))]
    if not golds:
        raise DataError(f"No annotation file (*.json) in {folder}.")
    rows: list[dict[str, str | float | int]] = []
    totals: Counter[str] = Counter()
    by_sort: Counter[str] = Counter()
    for gold in golds:
        reading = read_text(gold.document, gold.text)
        counts = score(gold, reading)
        totals.update(counts)
        by_sort.update(_missed(gold, reading))
        rows.append({"text": gold.document, **figures_of(counts)})
    facts = sorted(data.glob("*.facts.json"))
    figures: dict[str, float | int] = {"texts": len(golds), **figures_of(totals)}
    notes: list[str] = [f"missed mentions by sort: {dict(sorted(by_sort.items()))}"]
    for path in facts:
        right, wanted, errors = check_facts(path, data)
        figures |= {"facts_entities": wanted, "facts_right": right}
        notes += errors
    return Measure(
        name="names",
        data=data.name,
        digest=digest_of([*(gold.path for gold in golds), *folder.glob("*.json"), *facts]),
        figures=figures,
        rows=tuple(rows),
        notes=tuple(notes),
    )


def read_annotation(path: Path, data: Path) -> GoldNames:
    """The annotation of one text. Raises DataError where the file or its text is missing or of another form."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        source = data / "texts" / f"{found['document']}.txt"
        text = source.read_text(encoding="utf-8")
        entities = tuple(
            (e["name"], e["kind"], tuple(Span(start=start, end=end) for start, end in e["mentions"]))
            for e in found["entities"]
        )
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise DataError(f"{path} is no annotation of names, or its text is missing: {error}") from error
    return GoldNames(document=found["document"], path=source, text=text, entities=entities)


def read_text(name: str, text: str) -> Reading:
    """A reading of `text` with its names only."""
    article = Article(id=name, source=name, title="", text=text)
    layout = lay_out(article)
    entities, mentions = read_names(article, layout, parse(text, layout))
    return Reading(
        article=article,
        sentences=layout.sentences,
        headings=layout.headings,
        boilerplate=layout.boilerplate,
        entities=entities,
        mentions=mentions,
        times=(),
        quantities=(),
        quotes=(),
        claims=(),
    )


def score(gold: GoldNames, reading: Reading) -> Counter[str]:
    """Sums for B-cubed (in millionths) of precision and recall per annotated mention, and the counts they go over."""
    wanted = [(span, e) for e, (_, _, spans) in enumerate(gold.entities) for span in spans]
    pairs = match_mentions([span for span, _ in wanted], reading.mentions)
    meant = {w: reading.mentions[m].entity for w, m in pairs.items() if reading.mentions[m].entity is not None}
    gold_size = Counter(e for _, e in wanted)
    read_size = Counter(meant.values())
    together = Counter((wanted[w][1], entity) for w, entity in meant.items())
    counts: Counter[str] = Counter(mentions=len(wanted), found=len(meant), read=len(reading.mentions))
    for w, entity in meant.items():
        both = together[(wanted[w][1], entity)]
        counts["precision"] += round(1e6 * both / read_size[entity])
        counts["recall"] += round(1e6 * both / gold_size[wanted[w][1]])
    counts["spurious"] = sum(
        not any(overlap(m.span, span) for span, _ in wanted) for m in reading.mentions if m.entity is not None
    )
    counts["kinds"] = sum(
        reading.mentions[m].kind == gold.entities[wanted[w][1]][1] for w, m in pairs.items() if w in meant
    )
    return counts


def match_mentions(wanted: Sequence[Span], mentions: Sequence[Mention]) -> dict[int, int]:
    """Which read mention each annotated one is, one to one: the pairs that share most first, half of both at least."""
    close: list[tuple[float, int, int]] = []
    for w, span in enumerate(wanted):
        for m, mention in enumerate(mentions):
            shared = overlap(span, mention.span)
            if shared:
                whole = (span.end - span.start) + (mention.span.end - mention.span.start) - shared
                # A title more or less is no other mention; a name within a longer name is.
                short = min(span.end - span.start, mention.span.end - mention.span.start)
                same_end = span.end == mention.span.end and shared == short
                if shared / whole >= 0.5 or same_end:
                    close.append((-shared / whole, w, m))
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, w, m in sorted(close):
        if w not in pairs and m not in taken:
            pairs[w] = m
            taken.add(m)
    return pairs


def figures_of(counts: Counter[str]) -> dict[str, float | int]:
    """B-cubed figures of the sums that `score` gives."""
    precision = share(counts["precision"] / 1e6, counts["found"])
    recall = share(counts["recall"] / 1e6, counts["mentions"])
    return {
        "mentions": counts["mentions"],
        "b3_precision": round(precision, 4),
        "b3_recall": round(recall, 4),
        "b3_f1": round(f1(precision, recall), 4),
        "found": round(share(counts["found"], counts["mentions"]), 4),
        "kind_accuracy": round(share(counts["kinds"], counts["found"]), 4),
        "spurious": round(share(counts["spurious"], counts["read"]), 4),
    }


def _missed(gold: GoldNames, reading: Reading) -> Iterable[str]:
    spans = [span for _, _, spans in gold.entities for span in spans]
    pairs = match_mentions(spans, [m for m in reading.mentions if m.entity is not None])
    for w, span in enumerate(spans):
        if w not in pairs:
            words = gold.text[span.start : span.end]
            yield (
                "pronoun" if len(words) < 8 and words.lower() in _PRONOUNS else "name" if words[0].isupper() else "role"
            )


_PRONOUNS = frozenset(
    ["he", "him", "his", "she", "her", "it", "its", "they", "them", "their", "himself", "herself", "itself"]
)


def check_facts(path: Path, data: Path) -> tuple[int, int, list[str]]:
    """How many entities of a facts file are right over its two reports: all names one cluster, and no other's."""
    facts = json.loads(path.read_text(encoding="utf-8"))
    name = path.name.removesuffix(".facts.json")
    readings = [read_text(side, (data / "texts" / f"{name}.{side}.txt").read_text(encoding="utf-8")) for side in "ab"]
    unified, _ = unify_entities(readings)
    ids: dict[str, set[str]] = {}
    errors: list[str] = []
    for entity in facts["entities"]:
        for side, reading in zip("ab", unified, strict=True):
            for wanted in entity[side]:
                meant = _entities_called(wanted, reading)
                if not meant:
                    errors.append(f"{entity['id']}: {wanted!r} not found in {side}")
                ids.setdefault(entity["id"], set()).update(meant or {f"missing {wanted}"})
    right = 0
    for entity_id, meant in ids.items():
        others = set().union(*(found for other, found in ids.items() if other != entity_id))
        core = {m for m in meant if m not in others}
        main = Counter(m for m in meant).most_common(1)[0][0]
        if len(meant) == 1 and core == meant and not main.startswith("missing"):
            right += 1
        else:
            errors.append(f"{entity_id}: {sorted(meant)}")
    return right, len(ids), errors


def _entities_called(wanted: str, reading: Reading) -> set[str]:
    """The entities whose mentions (or names within them) read `wanted`; the most frequent of them where a name is
    a capital's, which may mean city or government."""
    text = reading.article.text
    core = fold(wanted).removeprefix("the ")
    found: Counter[str] = Counter()
    for mention in reading.mentions:
        words = fold(text[mention.span.start : mention.span.end]).removeprefix("the ")
        if mention.entity and (words == core or (words.endswith(" " + core) and mention.kind == "person")):
            found[mention.entity] += 1
    return {max(sorted(found), key=lambda e: found[e])} if found else set()

"""Measures quotes against attributions in PolNeAR's format."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

from rashomon.bench.polnear import AnnotatedArticle, Attribution, Pieces, load_polnear
from rashomon.bench.report import Measure, digest_of, f1, share
from rashomon.reading.layout import lay_out
from rashomon.reading.parsing import parse
from rashomon.reading.quote_marks import Marked, find_marked
from rashomon.reading.quotes import read_quotes
from rashomon.records import Article, Quote, Span
from rashomon.text import contains, overlap, trim

KINDS = ("direct", "indirect", "mixed")
_PARTS = ("content", "source", "cue")
_JOINTS = " \t\u00a0,;:-–—―"


def measure(data: Path) -> Measure:
    """Quotes read in the articles of `data`, held against its attributions.

    How it is counted:
    - What is read is turned into attributions: quotes with the same cue are one attribution, whose content is the set
      of their stretches; a quote within another one of the same cue is not counted again (the marked words in a mixed
      content); a cue or source inside the content's stretch is cut out of it, which leaves pieces. A quote without a
      cue is an attribution of its own where it has a speaker; one with neither cue nor speaker ascribes nothing to
      anybody and is not counted.
    - Contents are compared as sets of pieces. *Exact*: the same pieces, code point by code point. *Overlapping*: they
      share at least half of the code points of the shorter one. One content read matches one gold content at most;
      pairs that share most (Jaccard) are taken first.
    - Sources and cues are counted in the same way on their own, each different stretch once an article.
    - Source accuracy: among the overlapping matches whose gold has a source, the share whose source overlaps it.
    - A content is *direct* where it lies wholly in quotation marks (95 % of it; marks around its cue do not count),
      *mixed* where some of it does, else *indirect*. Precision by the kind of what is read, recall by the gold's.
    - An article with several annotations counts once: its counts are the mean over them.
    """
    counts: Counter[str] = Counter()
    articles = load_polnear(data)
    for article in articles:
        marks = find_marked(article.text)
        found = _found(article)
        for annotation in article.annotations:
            weight = 1 / len(article.annotations)
            for name, number in _count(found, annotation, marks).items():
                counts[name] += number * weight  # type: ignore[assignment]
    paths = [path for part in ("text", "attributions") for path in (data / part).iterdir()]
    return Measure(
        name="quotes",
        data=data.name,
        digest=digest_of(paths),
        figures=_figures(counts, len(articles)),
        rows=tuple(_row(counts, kind) for kind in KINDS),
        notes=("Beliefs, plans and verdicts that the annotators ascribe to a source count as attributions.",),
    )


def _found(annotated: AnnotatedArticle) -> list[Attribution]:
    article = Article(id=annotated.name, source=annotated.name, title="", text=annotated.text)
    layout = lay_out(article)
    # Mentions give the speakers their entities; they move no stretch.
    return attributions_of(read_quotes(article, layout, parse(article.text, layout), ()), article.text)


def attributions_of(quotes: Sequence[Quote], text: str) -> list[Attribution]:
    """The attributions that `quotes` of `text` make: see `measure`."""
    by_cue: dict[Span | tuple[Span], list[Quote]] = defaultdict(list)
    for quote in quotes:
        if quote.cue is not None or quote.speaker is not None:
            by_cue[quote.cue or (quote.span,)].append(quote)
    made = []
    for group in by_cue.values():
        spans = {quote.span for quote in group}
        outer = sorted(s for s in spans if not any(o != s and contains(o, s) for o in spans))
        speaker = next((quote.speaker.span for quote in group if quote.speaker), None)
        cue = group[0].cue
        holes = [s for s in (speaker, cue) if s]
        content = tuple(piece for span in outer for piece in _without(span, holes, text))
        if content:
            made.append(Attribution(content=content, source=(speaker,) if speaker else (), cue=(cue,) if cue else ()))
    return made


def _without(span: Span, holes: list[Span], text: str) -> list[Span]:
    """What is left of `span` around `holes`, without commas and dashes at its ends."""
    inside = sorted(hole for hole in holes if contains(span, hole))
    if not inside:
        return [span]
    bounds = [span.start, *(edge for hole in inside for edge in (hole.start, hole.end)), span.end]
    pieces = (trim(text, first, last, _JOINTS) for first, last in zip(bounds[::2], bounds[1::2], strict=True))
    return [piece for piece in pieces if piece and any(map(str.isalnum, text[piece.start : piece.end]))]


def _count(found: Sequence[Attribution], gold: Sequence[Attribution], marks: Sequence[Marked]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for part in _PARTS:
        left = [getattr(a, part) for a in found]
        right = [getattr(a, part) for a in gold]
        if part != "content":
            left, right = [sorted({p for p in side if p}) for side in (left, right)]
        counts[f"{part} read"] += len(left)
        counts[f"{part} gold"] += len(right)
        counts[f"{part} exact"] += sum((Counter(left) & Counter(right)).values())
        pairs = match(left, right)
        counts[f"{part} overlapping"] += len(pairs)
        if part == "content":
            for i, j in pairs:
                counts[f"{kind_of(found[i], marks)} right"] += 1
                counts[f"{kind_of(gold[j], marks)} met"] += 1
                if gold[j].source:
                    kind = kind_of(gold[j], marks)
                    counts[f"{kind} sources"] += 1
                    counts[f"{kind} sources right"] += agree(found[i].source, gold[j].source)
    for attribution in found:
        counts[f"{kind_of(attribution, marks)} read"] += 1
    for attribution in gold:
        counts[f"{kind_of(attribution, marks)} gold"] += 1
    return counts


def agree(left: Pieces, right: Pieces) -> bool:
    """True where the two share at least half of the code points of the shorter one."""
    shared = _shared(left, right)
    return shared > 0 and 2 * shared >= min(_size(left), _size(right))


def match(left: Sequence[Pieces], right: Sequence[Pieces]) -> list[tuple[int, int]]:
    """Pairs of places in `left` and `right` that overlap, each place once, those that share most first."""
    pairs = sorted(
        (-_shared(one, other) / (_size(one) + _size(other) - _shared(one, other)), i, j)
        for i, one in enumerate(left)
        for j, other in enumerate(right)
        if agree(one, other)
    )
    taken_left: set[int] = set()
    taken_right: set[int] = set()
    matched = []
    for _, i, j in pairs:
        if i not in taken_left and j not in taken_right:
            taken_left.add(i)
            taken_right.add(j)
            matched.append((i, j))
    return matched


def kind_of(attribution: Attribution, marks: Sequence[Marked]) -> str:
    """The kind of an attribution by the quotation marks of its text: see `measure`."""
    cue = attribution.cue[0].start if attribution.cue else -1
    around = [m.span for m in marks if m.depth == 0 and not m.inner.start <= cue < m.inner.end]
    marked = _shared(attribution.content, tuple(around))
    if marked >= 0.95 * _size(attribution.content):
        return "direct"
    return "mixed" if marked else "indirect"


def _size(pieces: Pieces) -> int:
    return sum(piece.end - piece.start for piece in pieces)


def _shared(left: Pieces, right: Pieces) -> int:
    return sum(overlap(one, other) for one in left for other in right)


def _figures(counts: Counter[str], articles: int) -> dict[str, float | int]:
    figures: dict[str, float | int] = {"articles": articles, "attributions": round(counts["content gold"], 1)}
    for part in _PARTS:
        for how in ("overlapping", "exact"):
            precision = share(counts[f"{part} {how}"], counts[f"{part} read"])
            recall = share(counts[f"{part} {how}"], counts[f"{part} gold"])
            figures[f"{part}_{how}_precision"] = round(precision, 4)
            figures[f"{part}_{how}_recall"] = round(recall, 4)
            figures[f"{part}_{how}_f1"] = round(f1(precision, recall), 4)
    right = sum(counts[f"{kind} sources right"] for kind in KINDS)
    figures["source_accuracy"] = round(share(right, sum(counts[f"{kind} sources"] for kind in KINDS)), 4)
    return figures


def _row(counts: Counter[str], kind: str) -> dict[str, str | float | int]:
    precision = share(counts[f"{kind} right"], counts[f"{kind} read"])
    recall = share(counts[f"{kind} met"], counts[f"{kind} gold"])
    return {
        "kind": kind,
        "gold": round(counts[f"{kind} gold"], 1),
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(f1(precision, recall), 4),
        "source_accuracy": round(share(counts[f"{kind} sources right"], counts[f"{kind} sources"]), 4),
    }

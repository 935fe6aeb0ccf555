"""The tokens of a parse as plain tuples, and the stretches of a report that names are read in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rashomon.reading.layout import Layout
from rashomon.records import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The tokens of a parse as plain tuples; `lower` has no full stop at the end, `ends` are exclusive offsets."""

    texts: tuple[str, ...]
    lower: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    tags: tuple[str, ...]
    deps: tuple[str, ...]
    heads: tuple[int, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A stretch that is read as one: a sentence, a heading or a dateline, as tokens `first` to `last` (excluded).

    `loud` tells that capitals mean little in it, since most of its words have one.
    """

    first: int
    last: int
    loud: bool
    dateline: bool = False


def words_of(doc: Doc) -> Words:
    """The tokens of `doc`, read out once (access through spaCy costs more than the work done with them)."""
    tokens = list(doc)
    texts = tuple(t.text for t in tokens)
    starts = tuple(t.idx for t in tokens)
    labels = [""] * len(texts)
    for ent in doc.ents:
        labels[ent.start : ent.end] = [ent.label_] * (ent.end - ent.start)
    return Words(
        texts=texts,
        lower=tuple((text.lower().removesuffix(".") or text) for text in texts),
        starts=starts,
        ends=tuple(s + len(t) for s, t in zip(starts, texts, strict=True)),
        tags=tuple(t.tag_ for t in tokens),
        deps=tuple(t.dep_ for t in tokens),
        heads=tuple(t.head.i for t in tokens),
        labels=tuple(labels),
    )


def zones_of(text: str, layout: Layout, words: Words) -> tuple[Zone, ...]:
    """What names are read in: sentences, headings, and datelines (boilerplate that a sentence follows in its line)."""
    starts = {span.start for span in layout.sentences}
    quiet = {*layout.headlines, *layout.headings}
    zones: list[Zone] = []
    spans: list[tuple[Span, bool]] = [(span, False) for span in (*layout.sentences, *layout.headings)]
    for span in layout.boilerplate:
        after = (
            span.end + len(text[span.end :]) - len(text[span.end :].lstrip(" \u00a0\t-–—:"))
            if span.end - span.start < 80
            else -1
        )
        if after in starts and "\n" not in text[span.end : after]:
            spans.append((span, True))
    at = 0
    for span, dateline in sorted(spans, key=lambda item: item[0]):
        while at < len(words.starts) and words.starts[at] < span.start:
            at += 1
        first = at
        while at < len(words.starts) and words.starts[at] < span.end:
            at += 1
        if at > first:
            # A sentence of the body that is full of names is no headline.
            headline = span in quiet or text[span.end - 1] not in ".!?\"”’'"
            loud = headline and span.end - span.start < 200 and _is_loud(text, span)
            zones.append(Zone(first=first, last=at, loud=loud or dateline, dateline=dateline))
    return tuple(zones)


def _is_loud(text: str, span: Span) -> bool:
    long_words = [word for word in re.findall(r"[^\W\d_]+", text[span.start : span.end]) if len(word) > 3]
    return len(long_words) > 3 and sum(word[0].isupper() for word in long_words) > 0.7 * len(long_words)

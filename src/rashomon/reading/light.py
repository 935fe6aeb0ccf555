"""Light reading: what finding copies and grouping events needs of an article, without the parser.

It runs on every article that comes in; the full reading only on the articles of an event that somebody compares.
"""

from __future__ import annotations

import re

from rashomon.naming.gazetteer import find_name
from rashomon.reading.layout import Layout, lay_out
from rashomon.records import Article, LightReading, Span
from rashomon.text import fold, stretch

LEAD_SENTENCES = 3
_CAPITALISED = re.compile(r"[A-Z][\w'’.-]*(?:\s+(?:(?:of|the|de|van|al|bin)\s+)?[A-Z][\w'’.-]*)*")


def read_light(article: Article) -> LightReading:
    """The light reading of `article`: a pass over its lines and capital letters, no model."""
    layout = lay_out(article)
    body = [span for span in layout.sentences if span not in layout.headlines and span not in layout.captions]
    return LightReading(
        article=article.id,
        title=layout.headlines[0] if layout.headlines else None,
        lead=tuple(body[:LEAD_SENTENCES]),
        names=_names(article.text, layout, body),
    )


def _names(text: str, layout: Layout, body: list[Span]) -> tuple[str, ...]:
    counts: dict[str, int] = {}
    for sentence in body:
        words = stretch(text, sentence)
        for match in _CAPITALISED.finditer(words):
            name = fold(match.group()).removesuffix("'s").strip(" .-")
            # One capital word at the start of a sentence is mostly no name; it counts once it stands elsewhere too.
            if len(name) > 1 and (match.start() > 0 or " " in name or name in counts):
                known = find_name(match.group().strip(" .-"))
                usual = fold(known.name) if known else name
                counts[usual] = counts.get(usual, 0) + 1
            elif len(name) > 1:
                counts.setdefault(name, 0)
    return tuple(sorted((name for name in counts if counts[name]), key=lambda name: (-counts[name], name)))

"""Reading one report: its layout, names, times, quantities, quotes and claims."""

from __future__ import annotations

from datetime import datetime

from rashomon.reading.claims import read_claims
from rashomon.reading.layout import lay_out
from rashomon.reading.names import read_names
from rashomon.reading.parsing import parse
from rashomon.reading.quantities import read_quantities
from rashomon.reading.quotes import read_quotes
from rashomon.reading.times import read_times
from rashomon.records import Article, Reading

__all__ = ["read_article"]


def read_article(article: Article, *, anchor: datetime | None = None) -> Reading:
    """All that is read in `article`, with offsets into `article.text`.

    `anchor` is the UTC-aware instant that relative times are counted from where the article has no publication date.
    Raises ModelError where the parser is not installed.
    """
    layout = lay_out(article)
    doc = parse(article.text, layout)
    times = read_times(article, layout, doc, anchor=anchor)
    quantities = read_quantities(article, layout, doc, times)
    entities, mentions = read_names(article, layout, doc)
    quotes = read_quotes(article, layout, doc, mentions)
    claims = read_claims(
        article,
        layout,
        doc,
        entities=entities,
        mentions=mentions,
        times=times,
        quantities=quantities,
        quotes=quotes,
    )
    return Reading(
        article=article,
        sentences=layout.sentences,
        headings=layout.headings,
        boilerplate=layout.boilerplate,
        entities=entities,
        mentions=mentions,
        times=times,
        quantities=quantities,
        quotes=quotes,
        claims=claims,
    )

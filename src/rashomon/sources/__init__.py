"""Inputs of every kind to Articles: text files, saved pages, JSON lines, folders, standard input, streams."""

from rashomon.sources.article_stream import open_stream, order_by_time, read_articles, read_item
from rashomon.sources.dates import parse_date
from rashomon.sources.opening import Loaded, load_articles, open_source

__all__ = [
    "Loaded",
    "load_articles",
    "open_source",
    "open_stream",
    "order_by_time",
    "parse_date",
    "read_articles",
    "read_item",
]

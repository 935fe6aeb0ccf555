"""Inputs of every kind to Articles: files, saved pages, tables, feeds, web archives, addresses, streams."""

from rashomon.sources.article_stream import open_stream, order_by_time, read_articles, read_item
from rashomon.sources.comparable import require_comparable
from rashomon.sources.dates import FORMS as DATE_FORMS
from rashomon.sources.dates import parse_date
from rashomon.sources.feeds import Feed
from rashomon.sources.fetching import FetchError, check_address
from rashomon.sources.opening import Loaded, load_articles, open_source
from rashomon.sources.options import Fetching, Limits, SourceOptions, parse_columns, source_options
from rashomon.sources.posting import Posted, Poster
from rashomon.sources.receiving import list_feeds, receive

__all__ = [
    "DATE_FORMS",
    "Feed",
    "FetchError",
    "Fetching",
    "Limits",
    "Loaded",
    "Posted",
    "Poster",
    "SourceOptions",
    "check_address",
    "list_feeds",
    "load_articles",
    "open_source",
    "open_stream",
    "order_by_time",
    "parse_columns",
    "parse_date",
    "read_articles",
    "read_item",
    "receive",
    "require_comparable",
    "source_options",
]

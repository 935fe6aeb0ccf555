"""Inputs of every kind to Articles: text files, saved pages, JSON lines, folders, standard input."""

from rashomon.sources.dates import parse_date
from rashomon.sources.opening import Loaded, load_articles, open_source

__all__ = ["Loaded", "load_articles", "open_source", "parse_date"]

"""Rashomon lays several reports of one event side by side.

    import rashomon
    dossier = rashomon.compare(["one.txt", "two.html", "three.txt"])

Models load when they are first used, not here.
"""

from __future__ import annotations

from rashomon.errors import (
    DataError,
    InputError,
    ModelError,
    RashomonError,
    SettingsError,
    TooFewReportsError,
)
from rashomon.pipeline import compare, compare_articles, group, read
from rashomon.records import Article, Claim, Dossier, Grouped, Link, Point, Quote, Reading
from rashomon.rendering import render_notebook
from rashomon.settings import Settings, load_settings
from rashomon.version import __version__

# Notebooks look for this method. It is hung on here since records know nothing of rendering.
Dossier._repr_html_ = render_notebook  # type: ignore[attr-defined]

__all__ = [
    "Article",
    "Claim",
    "DataError",
    "Dossier",
    "Grouped",
    "InputError",
    "Link",
    "ModelError",
    "Point",
    "Quote",
    "RashomonError",
    "Reading",
    "Settings",
    "SettingsError",
    "TooFewReportsError",
    "__version__",
    "compare",
    "compare_articles",
    "group",
    "load_settings",
    "read",
]

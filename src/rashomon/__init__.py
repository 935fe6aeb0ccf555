"""Rashomon lays several reports of one event side by side.

    import rashomon
    dossier = rashomon.compare(["one.txt", "two.html", "three.txt"])
    rashomon.plot_matrix(dossier)
    rashomon.to_pandas(dossier, "conflicts")

Models load when they are first used, not here.
"""

from __future__ import annotations

from rashomon.archive import Archive
from rashomon.errors import (
    DataError,
    InputError,
    ModelError,
    RashomonError,
    SettingsError,
    TooFewReportsError,
)
from rashomon.frames import TABLES, to_pandas, to_polars
from rashomon.pipeline import compare, compare_articles, group, read
from rashomon.records import Article, Claim, Dossier, Grouped, Link, Point, Quote, Reading
from rashomon.rendering import plot_matrix, plot_overlap, plot_timeline, print_notebook, render_notebook
from rashomon.settings import Settings, load_settings
from rashomon.version import __version__

# Notebooks look for these methods. They are hung on here since records know nothing of rendering.
Dossier._repr_html_ = render_notebook  # type: ignore[attr-defined]
Dossier._repr_pretty_ = print_notebook  # type: ignore[attr-defined]

__all__ = [
    "TABLES",
    "Archive",
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
    "plot_matrix",
    "plot_overlap",
    "plot_timeline",
    "read",
    "to_pandas",
    "to_polars",
]

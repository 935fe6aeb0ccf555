"""The tables of a dossier as data frames of pandas or Polars: the rows of the exports, and two tables more.

Texts, whole numbers, numbers, truth values and instants (UTC) come as columns of that type; what is not known is a
missing value; several texts are a list. Offsets count code points in the text of the article named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from rashomon.errors import InputError, RashomonError
from rashomon.records import Dossier

if TYPE_CHECKING:
    import pandas  # type: ignore[import-untyped]  # pandas has no type information
    import polars

    from rashomon.exporting.rows import Row, Table

TABLES: Final = (
    *("articles", "claims", "links", "points", "quotes", "entities", "mentions", "times", "quantities"),
    *("conflicts", "silences"),
)
"""The names of the tables."""

_DIGITS = 4
# No data frame's text has a place for half a surrogate pair.
_LONE = re.compile("[\ud800-\udfff]")


def to_pandas(dossier: Dossier, table: str) -> pandas.DataFrame:
    """The table `table` of the dossier as a pandas data frame; `rashomon.TABLES` has the names.

    Raises: InputError where there is no such table; RashomonError where pandas is not installed.
    """
    columns, rows = _fill(dossier, table)
    pandas = _load("pandas")
    dtypes = {"instant": "datetime64[us, UTC]", "truth": "boolean", "number": "Int64", "real": "Float64"}
    return pandas.DataFrame(
        {
            name: pandas.Series([row[name] for row in rows], dtype=dtypes.get(kind, "object"))
            for name, kind in columns.items()
        }
    )


def to_polars(dossier: Dossier, table: str) -> polars.DataFrame:
    """The table `table` of the dossier as a Polars data frame; `rashomon.TABLES` has the names.

    Raises: InputError where there is no such table; RashomonError where Polars is not installed.
    """
    columns, rows = _fill(dossier, table)
    polars = _load("polars")
    types = {
        "text": polars.String,
        "texts": polars.List(polars.String),
        "instant": polars.Datetime("us", "UTC"),
        "truth": polars.Boolean,
        "number": polars.Int64,
        "real": polars.Float64,
    }
    return polars.DataFrame(  # type: ignore[no-any-return]
        {name: [row[name] for row in rows] for name in columns},
        schema={name: types[kind] for name, kind in columns.items()},
    )


def point_rows(dossier: Dossier) -> Iterator[Row]:
    """The points as in the exports, with the words and the report of the claim that stands for each, and its claims."""
    from rashomon.exporting.rows import TABLES as EXPORTED
    from rashomon.rendering.lookup import claim_stretch, index_dossier, leading_claim

    lookup = index_dossier(dossier)
    for row in EXPORTED["points"].rows(dossier):
        point = lookup.points[str(row["id"])]
        lead = leading_claim(lookup, point)
        stretch = None if lead is None else claim_stretch(lookup, lead)
        yield {
            **row,
            "text": None if stretch is None else stretch.text,
            "source": None if stretch is None else stretch.source,
            "claims": point.claims,
        }


def conflict_rows(dossier: Dossier) -> Iterator[Row]:
    """The conflicts as a reader meets them: two sides, each with its value, its claims' words and who states it."""
    from rashomon.rendering.conflicts import make_conflicts
    from rashomon.rendering.lookup import index_dossier

    lookup = index_dossier(dossier)
    for conflict in make_conflicts(lookup):
        row: Row = {"number": conflict.number, "kind": conflict.kind}
        for name, side in zip(("left", "right"), conflict.sides, strict=True):
            all_of_it = [one for shown in side.shown for one in (shown.first, *shown.also)]
            row[f"{name}_value"] = side.value or None
            row[f"{name}_text"] = side.shown[0].first.text
            row[f"{name}_sources"] = tuple(dict.fromkeys(one.source for one in all_of_it))
        row |= {
            "reason": conflict.reason,
            "score": round(conflict.score, _DIGITS),
            "claims": conflict.claims,
            "links": conflict.links,
        }
        yield row


def silence_rows(dossier: Dossier) -> Iterator[Row]:
    """What a report says nothing of: the point, how many sources have it, and the report's nearest claim."""
    places = {claim.id: (reading.article.text, claim.span) for reading in dossier.readings for claim in reading.claims}
    sources = {article.id: article.source for article in dossier.articles}
    words = {point.id: next((_words(places, key) for key in point.claims), None) for point in dossier.points}
    for silence in sorted(dossier.silences, key=lambda one: (one.article, one.point)):
        yield {
            "article": silence.article,
            "source": sources.get(silence.article),
            "point": silence.point,
            "point_text": words.get(silence.point),
            "sources": silence.sources,
            "centrality": round(silence.centrality, _DIGITS),
            "otherwise": silence.otherwise,
            "nearest": silence.nearest,
            "nearest_text": None if silence.nearest is None else _words(places, silence.nearest),
            "closeness": round(silence.closeness, _DIGITS),
        }


def _words(places: Mapping[str, tuple[str, Any]], claim: str) -> str | None:
    """The claim's words, None where the dossier does not hold it."""
    if claim not in places:
        return None
    text, span = places[claim]
    return text[span.start : span.end]


@cache
def find_tables() -> Mapping[str, Table]:
    """Every table by its name: those of the exports, and two more."""
    from rashomon.exporting.rows import TABLES as EXPORTED
    from rashomon.exporting.rows import Table

    conflicts = Table(
        columns={
            "number": "number", "kind": "text", "left_value": "text", "left_text": "text", "left_sources": "texts",
            "right_value": "text", "right_text": "text", "right_sources": "texts", "reason": "text", "score": "real",
            "claims": "texts", "links": "texts",
        },
        rows=conflict_rows,
    )  # fmt: skip
    silences = Table(
        columns={
            "article": "text", "source": "text", "point": "text", "point_text": "text", "sources": "number",
            "centrality": "real", "otherwise": "truth", "nearest": "text", "nearest_text": "text", "closeness": "real",
        },
        rows=silence_rows,
    )  # fmt: skip
    points = Table(
        columns={**EXPORTED["points"].columns, "text": "text", "source": "text", "claims": "texts"}, rows=point_rows
    )
    return {**EXPORTED, "points": points, "conflicts": conflicts, "silences": silences}


def _fill(dossier: Dossier, name: str) -> tuple[Mapping[str, str], list[dict[str, Any]]]:
    """The columns of the table `name` with their kinds, and its rows with values of those kinds."""
    table = find_tables().get(name)
    if table is None:
        raise InputError(f"there is no table {name!r}; the tables are: {', '.join(TABLES)}")
    rows = [{key: _value(row[key], kind) for key, kind in table.columns.items()} for row in table.rows(dossier)]
    return table.columns, rows


def _value(value: Any, kind: str) -> Any:
    if value is None:
        return None
    if kind == "instant":
        return datetime.fromisoformat(value)
    if kind == "texts":
        return [_LONE.sub("\ufffd", one) for one in value]
    return _LONE.sub("\ufffd", value) if isinstance(value, str) else value


def _load(name: str) -> Any:
    try:
        return __import__(name)
    except ImportError as error:
        raise RashomonError(f"a data frame of {name} needs a package more: pip install 'rashomon[frames]'") from error

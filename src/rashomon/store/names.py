"""The names that light readings found, and those of them that a reader means."""

from __future__ import annotations

from sqlalchemy import Connection, text

from rashomon.naming.gazetteer import find_name
from rashomon.text import fold


def find_names(connection: Connection, given: str) -> list[int]:
    """The numbers of at most 2,000 names that have all of `given` in them, word for word."""
    statement = text(
        "SELECT number FROM names WHERE ' ' || replace(name, '-', ' ') || ' ' LIKE :given ESCAPE '\\' LIMIT 2000"
    )
    return list(connection.execute(statement, {"given": f"% {_escape(_usual_name(given))} %"}).scalars())


def _usual_name(name: str) -> str:
    """A name as light readings have it: folded, a country by its usual name; hyphens are spaces."""
    known = find_name(name.strip())
    return fold(known.name if known else name).replace("-", " ")


def _escape(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")

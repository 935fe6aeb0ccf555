"""What is known of names beforehand: countries, demonyms, states, regions, cities, organisations, first names.

A gazetteer supports a reading, the context decides it: "Jordan", "Georgia" or "Nice" are not places because they are
listed here. Sources and licences stand in the key "about" of each table.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from rashomon.data import load_table
from rashomon.records import EntityKind
from rashomon.text import fold

KnownSort = Literal["country", "adjective", "people", "state", "region", "organisation", "city"]
_FIRST_WORD = re.compile(r"[^\W_](?:[^\s,;:!?()\[\]\"'-]*[^\s,;:!?()\[\]\"'.-])?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A name of the gazetteer: `name` is the full name of what it denotes, `sort` says how it denotes it.

    For a demonym `name` is the country ("Russian": Russia, sort "adjective"). `people` is the population of a city
    in thousands, 0 for what is no city. `country` is the ISO code of a country or of a city's country, else "".
    """

    name: str
    kind: EntityKind
    sort: KnownSort
    country: str = ""
    people: int = 0


@cache
def _names() -> dict[str, tuple[tuple[str, Known], ...]]:
    """Every listed surface form by its first word, longest first."""
    found: dict[str, Known] = {}
    for record in load_table("countries")["countries"]:
        code, name = record["code"], record["name"]
        country = Known(name=name, kind="place", sort="country", country=code)
        adjective = Known(name=name, kind="place", sort="adjective", country=code)
        people = Known(name=name, kind="place", sort="people", country=code)
        found |= {surface: adjective for surface in record["adjectives"] if surface not in found}
        found |= {surface: people for surface in record["people"] if surface not in found}
        found |= dict.fromkeys((name, *record["names"], *record["acronyms"]), country)
    table = load_table("organisations")
    for row in table["organisations"]:
        full, *others = row.split("|")
        found |= {surface: Known(name=full, kind="organisation", sort="organisation") for surface in (full, *others)}
    found |= {name: Known(name=name, kind="place", sort="region") for name in table["regions"] if name not in found}
    for surface, name in table["region_adjectives"].items():
        found.setdefault(
            surface, Known(name=name, kind="place", sort="people" if surface.endswith("ns") else "adjective")
        )
    for row in table["states"].values():
        name, *others = row.split("|")
        found |= {surface: Known(name=name, kind="place", sort="state", country="US") for surface in (name, *others)}
    for surface in [surface for surface in found if len(surface) > 3 and not surface.isupper()]:
        found.setdefault(surface.upper(), found[surface])
    by_first: dict[str, list[tuple[str, Known]]] = {}
    for surface, known in found.items():
        if match := _FIRST_WORD.match(surface):
            by_first.setdefault(match.group(), []).append((surface, known))
    return {first: tuple(sorted(rows, key=lambda row: (-len(row[0]), row[0]))) for first, rows in by_first.items()}


def scan_names(plain: str, start: int, end: int) -> Iterator[tuple[int, int, Known]]:
    """The listed names within `start`..`end` of `plain` (see `text.plain_marks`), longest first, without overlap.

    Cities are not among them: ask `find_city` for a stretch that is known to be a name.
    """
    names, position = _names(), start
    while match := _FIRST_WORD.search(plain, position, end):
        position = match.end()
        first = match.group()
        if not first[0].isupper() and not first.startswith("al"):
            continue
        for surface, known in names.get(first, ()):
            stop = match.start() + len(surface)
            if stop <= end and plain.startswith(surface, match.start()) and not plain[stop : stop + 1].isalnum():
                yield match.start(), stop, known
                position = stop
                break


@cache
def find_name(name: str) -> Known | None:
    """What `name` denotes where the gazetteer lists it in this spelling (an article before it is left out)."""
    name = name.removeprefix("the ").removeprefix("The ")
    match = _FIRST_WORD.match(name)
    rows = _names().get(match.group(), ()) if match else ()
    return next((known for surface, known in rows if surface == name), None)


def find_state(code: str) -> Known | None:
    """The state of the United States with the postal code ("AZ")."""
    row = load_table("organisations")["states"].get(code)
    return Known(name=row.split("|")[0], kind="place", sort="state", country="US") if row else None


@cache
def _city_rows() -> list[str]:
    rows: list[str] = load_table("cities")["cities"]
    return rows


@cache
def find_city(name: str) -> Known | None:
    """The largest city of that name, whatever its case and accents; None where no city of 15,000 people has it."""
    key, rows = fold(name), _city_rows()
    at = bisect_left(rows, f"{key}|")
    if at == len(rows) or not rows[at].startswith(f"{key}|"):
        return None
    _, country, people, city = rows[at].split("|")
    return Known(name=city, kind="place", sort="city", country=country[:2], people=int(people))


@cache
def _capitals() -> dict[str, str]:
    rows = load_table("countries")["countries"]
    return {fold(capital): record["name"] for record in rows for capital in record["capitals"]}


def country_of_capital(name: str) -> str | None:
    """The country whose capital (or seat of government) is called `name`."""
    return _capitals().get(fold(name))


@cache
def capital_of(country: str) -> str | None:
    """The capital of the country called `country`, by its first listed name."""
    rows = load_table("countries")["countries"]
    return next((r["capitals"][0] for r in rows if r["name"] == country and r["capitals"]), None)


def is_ambiguous(name: str) -> bool:
    """True where `name` is listed but is as often something else: the context has to speak for it."""
    return is_listed("ambiguous_names", name)


@cache
def _firms() -> frozenset[str]:
    return frozenset(load_table("organisations")["firms"])


def is_firm(name: str) -> bool:
    """True for the listed organisations (by full name) that are companies, not public bodies, parties or press."""
    return name in _firms()


@cache
def _first_names() -> dict[str, str]:
    table = load_table("first_names")
    return {fold(name): gender for gender in ("m", "f", "open") for name in table[gender].split()}


def gender_of_first_name(name: str) -> str | None:
    """The usual gender of bearers of the first name: "m", "f", or "open" for both; None where it is not listed."""
    return _first_names().get(fold(name))


@cache
def _word_set(key: str) -> frozenset[str]:
    return frozenset(load_table("titles")[key])


def is_listed(key: str, word: str) -> bool:
    """True where `word` stands in the list `key` of `data/titles.json` (any case, a last full stop left out)."""
    return word.lower().removesuffix(".") in _word_set(key)

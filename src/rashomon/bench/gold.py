"""Loads link gold: pairs of reports with the links that annotators made between them.

A folder holds `<event>.links.json` files: `documents` (`a`, `b`: title, source, date, file) and `links` (stretches `a`
and `b` by code-point offsets, `relations` or `relation`, `kind`, and `required`, which is taken as true where absent).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rashomon.errors import DataError
from rashomon.records import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldLink:
    """A link that at least one annotator made; `required` where at least two did."""

    left: Span
    right: Span
    relations: frozenset[str]
    kind: str
    required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldReport:
    """One report of a pair; `published` is ISO 8601, None where unknown."""

    path: Path
    published: str | None
    title: str
    source: str
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldPair:
    """Two reports of one event and what links them."""

    event: str
    left: GoldReport
    right: GoldReport
    links: tuple[GoldLink, ...]


def load_pairs(data: Path) -> tuple[GoldPair, ...]:
    """The pairs of the folder `data`, sorted by event. Raises: DataError where there is none or one is malformed."""
    paths = sorted(data.glob("*.links.json"))
    if not paths:
        raise DataError(f"{data}: no *.links.json file there; name a folder with link gold")
    return tuple(_load_pair(path) for path in paths)


def gold_files(pairs: tuple[GoldPair, ...], data: Path) -> list[Path]:
    """All files that the pairs rest on, for their digest."""
    return sorted(data.glob("*.links.json")) + [report.path for pair in pairs for report in (pair.left, pair.right)]


def _load_pair(path: Path) -> GoldPair:
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        documents = raw["documents"]
        return GoldPair(
            event=raw["event"],
            left=_report(documents["a"], path.parent),
            right=_report(documents["b"], path.parent),
            links=tuple(_link(link) for link in raw["links"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"{path}: not in the format of link gold ({error!r})") from error


def _report(raw: dict[str, Any], folder: Path) -> GoldReport:
    return GoldReport(
        path=folder / raw["file"],
        published=raw.get("date"),
        title=raw.get("title") or "",
        source=raw.get("source") or "",
        url=raw.get("url"),
    )


def _link(raw: dict[str, Any]) -> GoldLink:
    return GoldLink(
        left=Span(start=raw["a"]["start"], end=raw["a"]["end"]),
        right=Span(start=raw["b"]["start"], end=raw["b"]["end"]),
        relations=frozenset(raw["relations"] if "relations" in raw else [raw["relation"]]),
        kind=raw["kind"],
        required=raw.get("required", True),
    )

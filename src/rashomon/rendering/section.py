"""A part of the dossier that all outputs show alike: entries, each a head with lines."""

from __future__ import annotations

from dataclasses import dataclass

from rashomon.rendering.lookup import Stretch


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A label, then a report's stretch, then a note; either of the last two may be missing (None, "")."""

    label: str
    stretch: Stretch | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A head with its lines; `folded` where the brief outputs show the head alone."""

    head: str
    lines: tuple[Line, ...]
    folded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the dossier. `key` names it in the HTML page; brief outputs show so many `lines` of an entry."""

    key: str
    title: str
    meaning: str
    entries: tuple[Entry, ...]
    lines: int = 6

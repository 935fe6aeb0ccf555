"""Corrections as a reader meets them: what a person set right, on which stretches, who, when and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rashomon.records import Corrected
from rashomon.rendering.dates import show_minute
from rashomon.rendering.lookup import Lookup, Stretch, claim_stretch, span_stretch
from rashomon.rendering.visible import one_line, shorten
from rashomon.rendering.words import counted

_WHY = 300
_SAYS = {
    "join": "two statements joined",
    "reject": "a link rejected",
    "split": "a statement parted from a point",
    "relate": "a link set to",
    "merge": "two names taken for one",
    "part": "two names kept apart",
    "move": "a report moved",
    "review": "point reviewed",
    "note": "note on a point",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Amend:
    """A correction. `stretches` are where it stands now; where it is about a whole report there are none.

    `said` is what was done, `by` who did it and when, `why` the reason, `note` the words of a note. `missed` is why it
    is not applied, or what of it is not.
    """

    number: int
    kind: str
    said: str
    by: str
    why: str
    note: str
    applied: bool
    missed: str
    stretches: tuple[Stretch, ...]
    letters: tuple[str, ...]
    links: tuple[str, ...]

    @property
    def line(self) -> str:
        """All but the stretches in one line, safe to show anywhere when escaped."""
        state = "" if self.applied else "not applied: "
        note = f": {self.note}" if self.note else ""
        missed = f" ({self.missed})" if self.missed else ""
        return f"{state}{self.said}{note}, {self.by}: {self.why}{missed}"


def make_amends(lookup: Lookup) -> tuple[Amend, ...]:
    """The corrections of the dossier, in the order that they were made."""
    return tuple(_make_amend(lookup, one) for one in lookup.dossier.corrections)


def count_amends(amends: Sequence[Amend]) -> str:
    """How many there are, and how many of them are not applied; "" where there are none."""
    missed = sum(not one.applied for one in amends)
    rest = f", {missed:,} not applied" if missed else ""
    return f"corrected by people: {counted(len(amends), 'correction')}{rest}" if amends else ""


def number_by_point(lookup: Lookup) -> dict[str, tuple[str, ...]]:
    """For each point that a correction is about, what is said of it, short: "#3", "#4 reviewed"."""
    found: dict[str, dict[str, None]] = {}
    for one in lookup.dossier.corrections:
        mark = f"#{one.correction.number}" + (" reviewed" if one.correction.kind == "review" else "")
        for claim in one.claims if one.applied else ():
            if claim in lookup.point_of:
                found.setdefault(lookup.point_of[claim], {})[mark] = None
    return {point: tuple(marks) for point, marks in found.items()}


def _make_amend(lookup: Lookup, corrected: Corrected) -> Amend:
    one = corrected.correction
    whole = one.kind == "move"
    here = [(key, span) for key, span in corrected.places if key in lookup.articles]
    said = _SAYS[one.kind]
    if one.kind == "relate":
        said += f" {one_line(one.value)}"
    if whole:
        said += f" to event {one_line(one.value)}"
    claims = [key for key in corrected.claims if key in lookup.claims]
    if claims and one.kind not in ("merge", "part"):
        stretches = tuple(claim_stretch(lookup, key) for key in claims)
    else:
        stretches = () if whole else tuple(span_stretch(lookup, lookup.articles[key], span) for key, span in here)
    return Amend(
        number=one.number,
        kind=one.kind,
        said=said,
        by=f"by {shorten(one_line(one.who), 80)}, {show_minute(one.at)}",
        why=shorten(one_line(one.why), _WHY),
        note=shorten(one_line(one.value), _WHY) if one.kind == "note" else "",
        applied=corrected.applied,
        missed=shorten(one_line(corrected.reason), _WHY),
        stretches=stretches,
        letters=tuple(dict.fromkeys(lookup.letters[key] for key, _ in here)),
        links=corrected.links,
    )

"""The points by report: who states each, who partly, who contradicts it, who is silent."""

from __future__ import annotations

from dataclasses import dataclass

from rashomon.records import Link, Point, PointStatus
from rashomon.rendering.lookup import Lookup, Stretch, claim_stretch, leading_claim, reading_order
from rashomon.rendering.words import CellState, show_support

_ORDER: dict[PointStatus, int] = {"contested": 0, "corroborated": 1, "single-source": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What one report has of a point. `codes` are its claims, `nearest` the closest claim of a silent report."""

    state: CellState
    article: str
    letter: str
    source: str
    codes: tuple[str, ...]
    nearest: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A point: the stretch that stands for it, and a cell for each report, in the order of the reports.

    `support` says how many back it and whom they lean on; `one_origin` is True where several originals state it and all
    lean on one.
    """

    point: str
    status: PointStatus
    independent_sources: int
    support: str
    one_origin: bool
    lead: Stretch
    lead_claim: str
    cells: tuple[Cell, ...]

    @property
    def elsewhere(self) -> tuple[Cell, ...]:
        """The cells of other reports that state a part of the point or contradict it."""
        return tuple(cell for cell in self.cells if cell.state in ("partly", "contradicted"))


def make_rows(lookup: Lookup) -> tuple[Row, ...]:
    """All points, contested ones first, then corroborated, then single-source; the best supported first in each.

    A cell is relative to the stretch that stands for the point: "contradicted" says that both cannot be true as
    worded, and nothing about which one is.
    """
    place = {key: n for n, key in enumerate(reading_order(lookup, lookup.claims))}
    rows = [row for point in lookup.dossier.points if (row := _make_row(lookup, point)) is not None]
    return tuple(
        sorted(
            rows,
            key=lambda row: (_ORDER[row.status], -row.independent_sources, place[row.lead_claim], row.point),
        )
    )


def _make_row(lookup: Lookup, point: Point) -> Row | None:
    lead = leading_claim(lookup, point)
    if lead is None:
        return None
    states = compare_with_lead(lookup, point, lead)
    nearest = {one.article: one.nearest for one in lookup.dossier.silences if one.point == point.id}
    cells = []
    for article in lookup.dossier.articles:
        own = {key: state for key, state in states.items() if lookup.claims[key].article == article.id}
        close = nearest.get(article.id)
        cells.append(
            Cell(
                state=_cell_state(lookup, article.id, own, article.id == lookup.claims[lead].article),
                article=article.id,
                letter=lookup.letters[article.id],
                source=article.source,
                codes=tuple(lookup.codes[key] for key in reading_order(lookup, own)),
                nearest=lookup.codes.get(close) if close is not None and not own else None,
            )
        )
    return Row(
        point=point.id, status=point.status, independent_sources=point.independent_sources,
        support=show_support(len(point.sources), point.independent_sources, point.origins),
        one_origin=_has_one_origin(lookup, point),
        lead=claim_stretch(lookup, lead), lead_claim=lead, cells=tuple(cells),
    )  # fmt: skip


def _has_one_origin(lookup: Lookup, point: Point) -> bool:
    originals = {lookup.claims[key].article for key in point.claims if key in lookup.claims} - lookup.origins.keys()
    return point.status == "single-source" and len(point.origins) == 1 and len(originals) > 1


def _cell_state(lookup: Lookup, article: str, own: dict[str, CellState], leads: bool) -> CellState:
    if not own:
        return "copy" if article in lookup.origins and article not in lookup.readings else "silent"
    found = set(own.values())
    if leads:
        return "stated"
    return "contradicted" if "contradicted" in found else "stated" if "stated" in found else "partly"


def compare_with_lead(lookup: Lookup, point: Point, lead: str) -> dict[str, CellState]:
    """How each claim stands to the leading one: stated where a chain of "same" joins them, contradicted where any claim
    of its chain conflicts with any of the leading chain, partly elsewhere. Linked claims of other points count too."""
    members = [key for key in point.claims if key in lookup.claims]
    chain = {key: {key} for key in members}
    for link in _inner_links(lookup, members):
        if link.relation == "same" and chain[link.left] is not chain[link.right]:
            joined = chain[link.left] | chain[link.right]
            for key in joined:
                chain[key] = joined
    agreeing = chain[lead]
    against: set[str] = set()
    states: dict[str, CellState] = {}
    for key in reading_order(lookup, agreeing):
        for link in lookup.links_of.get(key, ()):
            other = link.right if link.left == key else link.left
            if other in agreeing:
                continue
            if link.relation == "conflict":
                against |= chain.get(other, {other})
            elif other not in chain:
                states[other] = "partly"
    for key in against:
        states[key] = "contradicted"
    for key in members:
        if key not in against:
            states[key] = "stated" if key in agreeing else "partly"
    return states


def _inner_links(lookup: Lookup, members: list[str]) -> list[Link]:
    inside = set(members)
    return [
        link for key in members for link in lookup.links_of.get(key, ()) if link.left == key and link.right in inside
    ]

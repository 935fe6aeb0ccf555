"""A dossier as the pages need it: worked out once, part by part as they are asked for, and remembered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any
from urllib.parse import quote

from rashomon.records import Article, Claim, Dossier, Link
from rashomon.rendering.accounts import (
    Account,
    Alone,
    Moment,
    Naming,
    Quiet,
    Voice,
    make_accounts,
    make_alone,
    make_leaning,
    make_moments,
    make_namings,
    make_quiet,
    make_voices,
)
from rashomon.rendering.amends import number_by_point
from rashomon.rendering.comparisons import COMPARISONS, make_comparisons
from rashomon.rendering.conflicts import Conflict, Side, explain_conflict, make_conflicts
from rashomon.rendering.explain import explain_link
from rashomon.rendering.lookup import Lookup, index_dossier
from rashomon.rendering.matrix import Row, make_rows
from rashomon.rendering.overview import answer_lines, count_all, title_source
from rashomon.rendering.section import Entry, Line
from rashomon.web.quoting import Saying, group_prints

# What one page shows of each: the rest is counted, and stands on the pages of the claims.
_STRETCHES = 4
_LINKS = 4
_IN_GROUP = 6
_LINES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """A speaker with the quotes, prints of one quote together; `more` quotes are left out."""

    voice: Voice
    sayings: tuple[Saying, ...]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the event page: a list that is paged, `size` items a page; an `optional` one is shown where it has
    any.
    """

    name: str
    title: str
    meaning: str
    empty: str
    noun: str
    size: int
    items: Callable[[EventView], tuple[Any, ...]]
    finish: Callable[[EventView, Any], Any] = lambda view, item: item
    optional: bool = False


class _Named:
    """A mapping whose values are worked out when they are asked for."""

    def __init__(self, make: Callable[[str], Any]) -> None:
        self._make = make
        self._made: dict[str, Any] = {}

    def __getitem__(self, key: str) -> Any:
        if key not in self._made:
            self._made[key] = self._make(key)
        return self._made[key]


class EventView:
    """A dossier and all that its pages show. `base` is the address that they hang below ("/events/e1").

    `claims_below` is where the addresses of claims hang: "" for those of an archive, which are permanent.
    """

    def __init__(self, dossier: Dossier, *, base: str, claims_below: str = "") -> None:
        """Indexes the dossier; the parts are made when they are asked for."""
        self.base = base
        self.lookup: Lookup = index_dossier(dossier)
        self.whole = dossier
        self.fragments: dict[str, str] = {}
        self._claims_below = claims_below
        self._claim_of_code = {code: key for key, code in self.lookup.codes.items()}
        self.explained = _Named(lambda key: explain_link(self.lookup, self._links[key]))
        self.link_ids = _Named(lambda key: f"link-{key}")

    @cached_property
    def _links(self) -> dict[str, Link]:
        return {link.id: link for link in self.lookup.links}

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The points by report, without the columns of copies."""
        return make_rows(self.lookup)

    @cached_property
    def folded_rows(self) -> tuple[Row, ...]:
        """The rows, a cell for each original: its copies stand with it."""
        copies = self.lookup.origins.keys()
        return tuple(
            replace(row, cells=tuple(cell for cell in row.cells if cell.article not in copies)) for row in self.rows
        )

    @cached_property
    def columns(self) -> tuple[Article, ...]:
        """The originals, in the order of the dossier."""
        return tuple(one for one in self.lookup.dossier.articles if one.id not in self.lookup.origins)

    @cached_property
    def folded_copies(self) -> dict[str, list[str]]:
        """By original, its copies."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for copy, origin in self.lookup.origins.items():
            found[origin].append(copy)
        return dict(found)

    @cached_property
    def conflicts(self) -> tuple[Conflict, ...]:
        """All conflicts, whole."""
        return make_conflicts(self.lookup, explained=False)

    def shorten_conflict(self, one: Conflict) -> Conflict:
        """The conflict with its reason, its first stretches and its surest links."""
        explained = explain_conflict(self.lookup, one)
        sides = (_shorten(one.sides[0]), _shorten(one.sides[1]))
        return replace(explained, links=one.links[:_LINKS], sides=sides)

    @cached_property
    def left_out(self) -> dict[int, tuple[int, int]]:
        """By conflict, how many stretches and links `shorten_conflict` leaves out."""
        counts = {
            one.number: (
                sum(max(0, len(side.shown) - _STRETCHES) for side in one.sides),
                max(0, len(one.links) - _LINKS),
            )
            for one in self.conflicts
        }
        return {number: both for number, both in counts.items() if any(both)}

    @cached_property
    def accounts(self) -> tuple[Account, ...]:
        """The corroborated points, then those that lean on one origin."""
        return (*make_accounts(self.lookup, self.rows), *make_leaning(self.lookup, self.rows))

    @cached_property
    def speakers(self) -> tuple[Speaker, ...]:
        """The speakers, who is quoted most first."""
        made = []
        for voice in make_voices(self.lookup):
            sayings = group_prints(voice)
            made.append(Speaker(voice=voice, sayings=sayings[:_IN_GROUP], more=max(0, len(sayings) - _IN_GROUP)))
        return tuple(made)

    @cached_property
    def moments(self) -> tuple[Moment, ...]:
        """The timeline, earliest first."""
        return make_moments(self.lookup)

    @cached_property
    def namings(self) -> tuple[Naming, ...]:
        """The things that outlets have different words for."""
        return make_namings(self.lookup)

    @cached_property
    def alone(self) -> tuple[Alone, ...]:
        """What only one report says."""
        return make_alone(self.lookup, self.rows)

    @cached_property
    def quiet(self) -> tuple[Quiet, ...]:
        """What each report says nothing of."""
        return make_quiet(self.lookup, self.rows)

    @cached_property
    def comparisons(self) -> dict[str, tuple[Entry, ...]]:
        """By section, the entries on quotes, versions, phrasing and event codes."""
        return {one.key: one.entries for one in make_comparisons(self.lookup)}

    def place_of_code(self, code: str) -> str:
        """The address of the claim with this code; "" where there is none."""
        key = self._claim_of_code.get(code)
        return "" if key is None else self.place_of_claim(self.lookup.claims[key])

    def place_of_claim(self, claim: Claim) -> str:
        """The address of a claim: its article and its stretch, which do not change."""
        return f"{self._claims_below}/claims/{quote(claim.article, safe='')}/{claim.span.start}-{claim.span.end}"

    def values(self) -> dict[str, Any]:
        """What the parts of a dossier's page name (rendering/parts.html.j2)."""
        lookup = self.lookup
        return {
            "view": self,
            "base": self.base,
            "lookup": lookup,
            "dossier": lookup.dossier,
            "explained": self.explained,
            "link_ids": self.link_ids,
            "place_of_code": self.place_of_code,
            "place_of_reference": lambda reference: None,
            "columns": self.columns,
            "folded_copies": self.folded_copies,
            "left_out": self.left_out,
            "point_ids": _Named(lambda key: f"point-{key}"),
            "row_links": _Named(lambda key: ()),
            "account_links": _Named(self._account_links),
            "amended": number_by_point(lookup),
            "target": lambda claim: f"{claim.article}:{claim.span.start}-{claim.span.end}",
        }

    @cached_property
    def overview(self) -> dict[str, Any]:
        """What the head of the event page names beside `values`."""
        lookup = self.lookup
        return {
            "answers": answer_lines(lookup),
            "counts": count_all(lookup, self.conflicts),
            "title_source": title_source(lookup),
            "pages": {name: make_page(self, name, 1) for name in SECTIONS},
            "sections": SECTIONS,
        }

    def between(self, chosen: Sequence[str]) -> EventView:
        """A view, at the same address, of the links between the reports `chosen` (ids) alone."""
        inside = set(chosen)
        links = [
            link
            for link in self.lookup.links
            if {self.lookup.claims[link.left].article, self.lookup.claims[link.right].article} <= inside
        ]
        links_of: defaultdict[str, list[Link]] = defaultdict(list)
        for link in links:
            links_of[link.left].append(link)
            links_of[link.right].append(link)
        view = EventView(self.whole, base=self.base, claims_below=self._claims_below)
        view.lookup = replace(
            self.lookup, links=tuple(links), links_of={key: tuple(several) for key, several in links_of.items()}
        )
        return view

    def _account_links(self, point: str) -> tuple[tuple[str, bool], ...]:
        inside = set(self.lookup.points[point].claims)
        found = [
            link
            for key in self.lookup.points[point].claims
            for link in self.lookup.links_of.get(key, ())
            if link.left == key and link.right in inside
        ]
        found.sort(key=lambda link: (-link.score, link.id))
        return tuple((link.id, True) for link in found[:_LINKS])


def _entries_of(key: str, view: EventView) -> tuple[Entry, ...]:
    return view.comparisons.get(key, ())


def _shorten_entry(entry: Entry) -> Entry:
    more = len(entry.lines) - _LINES
    if more <= 0:
        return entry
    return replace(entry, lines=(*entry.lines[:_LINES], Line(label="…", stretch=None, note=f"{more} more")))


def _shorten(side: Side) -> Side:
    return replace(side, shown=side.shown[:_STRETCHES])


SECTIONS: dict[str, Section] = {
    one.name: one
    for one in (
        Section(name="conflicts", title="Conflicts", meaning="", noun="conflict", size=8,
                items=lambda view: view.conflicts,
                finish=lambda view, one: view.shorten_conflict(one),
                empty="No two reports were found to contradict each other."),
        Section(name="points", title="Points by source", noun="point", size=20, items=lambda view: view.folded_rows,
                meaning="", empty="No point was found."),
        Section(name="timeline", title="Timeline", noun="time", size=12, items=lambda view: view.moments,
                meaning="", empty="No statement could be set down at a time."),
        Section(name="quotes", title="Quotes by speaker", noun="speaker", size=8, items=lambda view: view.speakers,
                meaning="Prints of one quote stand together; words that differ from the first print are marked.",
                empty="No quotes were found."),
        Section(name="wording", title="Wording", noun="thing", size=12, items=lambda view: view.namings,
                meaning="The reports’ different words for one thing.", empty="No differences in wording were found."),
        Section(name="corroborated", title="Corroborated", noun="point", size=8, items=lambda view: view.accounts,
                meaning="What at least two reports state, and whom they lean on.",
                empty="No point was found that two reports state."),
        Section(name="alone", title="What only one report says", noun="report", size=8, items=lambda view: view.alone,
                meaning="", empty="No single-source point."),
        Section(name="silences", title="Silences", noun="report", size=8, items=lambda view: view.quiet,
                meaning="Points that other reports state and in which nothing was found here; a silence is no denial.",
                empty="None."),
        *(
            Section(name=key, title=title, meaning=meaning, noun="entry", size=12, empty="", optional=True,
                    items=partial(_entries_of, key),
                    finish=lambda view, one: _shorten_entry(one))
            for key, (title, meaning) in COMPARISONS.items()
        ),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some items of a section. `number` counts from 1; `more` items come after them."""

    section: Section
    items: tuple[Any, ...]
    number: int
    total: int

    @property
    def more(self) -> int:
        """How many items come after these."""
        return max(0, self.total - self.number * self.section.size)


def make_page(view: EventView, name: str, number: int) -> Page:
    """Page `number` (from 1) of a section."""
    section = SECTIONS[name]
    items = section.items(view)
    start = (number - 1) * section.size
    shown = tuple(section.finish(view, one) for one in items[start : start + section.size])
    return Page(section=section, items=shown, number=number, total=len(items))

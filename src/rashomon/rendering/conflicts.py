"""The conflicts as a reader meets them: two sides, each with its value and the stretches that carry it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rashomon.records import Link, LinkKind
from rashomon.rendering.explain import explain_link, show_values, showing_rank
from rashomon.rendering.lookup import Lookup, Stretch, claim_stretch, reading_order
from rashomon.rendering.merging import Shown, merge_same_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of a conflict: its value in a reader's words ("" where none is at stake) and who states it."""

    value: str
    shown: tuple[Shown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Links of one kind that set the same two values against each other within one point. Numbered from 1.

    `links` are their ids, the surest first; `reason` and `chance` are the first one's.
    """

    number: int
    kind: LinkKind
    sides: tuple[Side, Side]
    links: tuple[str, ...]
    reason: str
    chance: str
    claims: tuple[str, ...]
    score: float

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """The first stretch of each side."""
        return tuple(side.shown[0].first for side in self.sides)


def make_conflicts(lookup: Lookup, *, explained: bool = True) -> tuple[Conflict, ...]:
    """The conflicts, those at one time before those that a later report may have overtaken, the surest first.

    The side whose report comes first (by publication for updates, else in the order of reports) is on the left.
    Without `explained` their `reason` and `chance` are "": of many conflicts `explain_conflict` gives those shown.
    """
    groups: dict[tuple[str, ...], list[Link]] = {}
    for link in lookup.links:
        if link.relation == "conflict":
            groups.setdefault(_group_of(lookup, link), []).append(link)
    drafts = [_make_conflict(lookup, links) for links in groups.values()]
    drafts = [explain_conflict(lookup, one) for one in drafts] if explained else drafts
    place = {key: n for n, key in enumerate(reading_order(lookup, lookup.claims))}
    drafts.sort(key=lambda one: (one.kind == "update", -round(one.score, 2), place[one.claims[0]], one.claims))
    return tuple(replace(one, number=n) for n, one in enumerate(drafts, start=1))


def _group_of(lookup: Lookup, link: Link) -> tuple[str, ...]:
    point = lookup.point_of.get(link.left) or lookup.point_of.get(link.right)
    if link.values is None or link.values[0] == link.values[1] or point is None:
        return (link.id,)
    return (point, link.kind, *sorted(link.values))


def _make_conflict(lookup: Lookup, links: list[Link]) -> Conflict:
    ordered = sorted(links, key=lambda link: (-link.score, -len(link.evidence)))
    best = ordered[0]
    sides: tuple[list[str], list[str]] = ([], [])
    for link in links:
        turned = link.values is not None and link.values != best.values
        sides[1 if turned else 0].append(link.left)
        sides[0 if turned else 1].append(link.right)
    left, right = (reading_order(lookup, dict.fromkeys(side)) for side in sides)
    made = [
        Side(value=value, shown=merge_same_words(claim_stretch(lookup, key) for key in side))
        for value, side in zip(show_values(best) or ("", ""), (left, right), strict=True)
    ]
    if showing_rank(lookup, right[0], best.kind) < showing_rank(lookup, left[0], best.kind):
        made.reverse()
        left, right = right, left
    return Conflict(
        number=0, kind=best.kind, sides=(made[0], made[1]), links=tuple(link.id for link in ordered),
        reason="", chance="", claims=tuple(dict.fromkeys(left + right)), score=best.score,
    )  # fmt: skip


def explain_conflict(lookup: Lookup, conflict: Conflict) -> Conflict:
    """The conflict with its reason and chance: those of its surest link."""
    key = conflict.links[0]
    best = next(link for claim in conflict.claims for link in lookup.links_of[claim] if link.id == key)
    explained = explain_link(lookup, best)
    return replace(conflict, reason=explained.reason, chance=explained.chance)

"""Joins links into points: claims of several reports that speak of one fact.

Agglomeration, strongest link first. Two groups are joined only where at least half of the pairs of claims from
different reports are linked, so that a chain of loosely related claims does not become one point. A link that is too
weak to confirm puts no claim among those that confirm each other. A conflict link joins too, and makes its point
contested: two contradictory claims are never shown as confirming each other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from rashomon.alignment.origins import Origins, gather_origins, name_origins
from rashomon.records import Claim, Copy, Credit, Link, Point, PointStatus, Reading

LEAST_LINKED = 0.5
LEAST_BACKING = 0.6
"""A link of less than three in five joins a point, and backs nothing: a confirmation must be more than a chance."""
CLASHES = -0.7
"""Evidence of this agreement or less keeps a link from confirming."""


def gather_points(
    readings: Sequence[Reading], links: Sequence[Link], copies: Sequence[Copy], credits: Sequence[Credit] = ()
) -> tuple[Point, ...]:
    """Every claim in exactly one point, sorted: contested, corroborated, single-source; most sources first."""
    claims = {claim.id: claim for reading in readings for claim in reading.claims}
    articles = {reading.article.id: reading.article for reading in readings}
    origins = gather_origins(articles, copies, credits)
    confirming = [(link.left, link.right) for link in links if confirms(link, claims)]
    groups = _agglomerate(sorted(claims), links, claims, {claim for pair in confirming for claim in pair})
    contested = {frozenset((link.left, link.right)) for link in links if link.relation == "conflict"}
    points = [_point(group, claims, origins, contested, confirming) for group in groups]
    return tuple(sorted(points, key=lambda p: (_ORDER[p.status], -p.independent_sources, -len(p.claims), p.id)))


def confirms(link: Link, claims: Mapping[str, Claim]) -> bool:
    """True where each of two probably linked claims backs the other: both stated as fact, one polarity, no clash.

    A plan, a denial, a hedge, a negation, a swapped role or a changed number never counts as confirmation.
    """
    left, right = claims[link.left], claims[link.right]
    stated = all(claim.stance in ("asserted", "reported") for claim in (left, right))
    clashes = any(e.agreement <= CLASHES for e in link.evidence)
    probable = link.relation != "conflict" and link.score >= LEAST_BACKING
    return probable and stated and left.polarity == right.polarity and not clashes


_ORDER: dict[PointStatus, int] = {"contested": 0, "corroborated": 1, "single-source": 2}


def _agglomerate(
    ids: Sequence[str], links: Sequence[Link], claims: Mapping[str, Claim], confirmed: set[str]
) -> list[frozenset[str]]:
    linked = {frozenset((link.left, link.right)) for link in links}
    group_of = {claim: frozenset((claim,)) for claim in ids}
    # Conflicts first: what contradicts must not be torn apart by a weaker agreement that got there before it.
    for link in sorted(links, key=lambda k: (k.relation != "conflict", -k.score, k.id)):
        left, right = group_of[link.left], group_of[link.right]
        weak = link.relation != "conflict" and link.score < LEAST_BACKING
        if weak and not confirmed.isdisjoint(left | right):
            continue
        if left is right or not _mostly_linked(left, right, linked, claims):
            continue
        merged = left | right
        for claim in merged:
            group_of[claim] = merged
    return sorted(set(group_of.values()), key=min)


def _mostly_linked(
    left: frozenset[str], right: frozenset[str], linked: set[frozenset[str]], claims: Mapping[str, Claim]
) -> bool:
    across = [frozenset((a, b)) for a in left for b in right if claims[a].article != claims[b].article]
    return bool(across) and sum(pair in linked for pair in across) >= LEAST_LINKED * len(across)


def _point(
    group: frozenset[str],
    claims: Mapping[str, Claim],
    origins: Origins,
    contested: set[frozenset[str]],
    confirming: Sequence[tuple[str, str]],
) -> Point:
    members = sorted(group)
    own_articles = {claims[claim].article for claim in members}
    backed = {claim for pair in confirming if group.issuperset(pair) for claim in pair}
    counted = sorted(backed) or (members if len(members) == 1 else [])
    named = name_origins([claims[claim] for claim in counted], origins)
    independent = max(1, len(named))
    if any(frozenset((a, b)) in contested for a in members for b in members if a < b):
        status: PointStatus = "contested"
    else:
        status = "corroborated" if independent > 1 else "single-source"
    return Point(
        id="p" + hashlib.sha256("\n".join(members).encode()).hexdigest()[:12],
        claims=tuple(members),
        status=status,
        sources=tuple(sorted({origins.articles[article].source for article in own_articles})),
        independent_sources=independent,
        origins=named,
    )

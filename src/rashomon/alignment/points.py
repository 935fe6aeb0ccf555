"""Joins links into points: claims of several reports that speak of one fact.

Agglomeration, strongest link first. Two groups are joined only where at least half of the pairs of claims from
different reports are linked, so that a chain of loosely related claims does not become one point. A link that is too
weak to confirm puts no claim among those that confirm each other. A conflict link joins too, and makes its point
contested: two contradictory claims are never shown as confirming each other.

What a person has joined or parted are constraints that hold whatever the links say (must-link and cannot-link of
Wagstaff et al., "Constrained K-means Clustering with Background Knowledge", ICML 2001).
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from rashomon.alignment.origins import Origins, gather_origins, name_origins
from rashomon.records import Claim, Copy, Credit, Link, Point, PointStatus, Reading

LEAST_LINKED = 0.5
LEAST_BACKING = 0.6
"""A link of less than three in five joins a point, and backs nothing: a confirmation must be more than a chance."""
CLASHES = -0.7
"""Evidence of this agreement or less keeps a link from confirming."""
BY_HAND = "correction"
"""The feature of the evidence that a person has set a link so: it outweighs what else speaks against it."""


def gather_points(
    readings: Sequence[Reading],
    links: Sequence[Link],
    copies: Sequence[Copy],
    credits: Sequence[Credit] = (),
    *,
    together: Sequence[tuple[str, str]] = (),
    apart: Collection[frozenset[str]] = (),
) -> tuple[Point, ...]:
    """Every claim in exactly one point, sorted: contested, corroborated, single-source; most sources first.

    The two claims (ids) of each pair in `together` are in one point, and those of each in `apart` in two; no pair may
    be in both, by itself or through others.
    """
    claims = {claim.id: claim for reading in readings for claim in reading.claims}
    articles = {reading.article.id: reading.article for reading in readings}
    origins = gather_origins(articles, copies, credits)
    confirming = [(link.left, link.right) for link in links if confirms(link, claims)]
    confirmed = {claim for pair in confirming for claim in pair}
    groups = _agglomerate(sorted(claims), links, claims, confirmed, together=together, apart=apart)
    contested = {frozenset((link.left, link.right)) for link in links if link.relation == "conflict"}
    backers: defaultdict[str, set[str]] = defaultdict(set)
    for left, right in confirming:
        backers[left].add(right)
        backers[right].add(left)
    points = [_point(group, claims, origins, contested, backers) for group in groups]
    return tuple(sorted(points, key=lambda p: (_ORDER[p.status], -p.independent_sources, -len(p.claims), p.id)))


def confirms(link: Link, claims: Mapping[str, Claim]) -> bool:
    """True where each of two probably linked claims backs the other: both stated as fact, one polarity, no clash.

    A plan, a denial, a hedge, a negation, a swapped role or a changed number never counts as confirmation. Where a
    person has set the link, roles and numbers are as that person read them.
    """
    left, right = claims[link.left], claims[link.right]
    stated = all(claim.stance in ("asserted", "reported") for claim in (left, right))
    by_hand = any(e.feature == BY_HAND for e in link.evidence)
    clashes = not by_hand and any(e.agreement <= CLASHES for e in link.evidence)
    probable = link.relation != "conflict" and link.score >= LEAST_BACKING
    return probable and stated and left.polarity == right.polarity and not clashes


def link_id(left: str, right: str) -> str:
    """The id of the link between two claims (ids): the same in each run."""
    return "k" + hashlib.sha256(f"{left}\n{right}".encode()).hexdigest()[:12]


_ORDER: dict[PointStatus, int] = {"contested": 0, "corroborated": 1, "single-source": 2}


def _agglomerate(
    ids: Sequence[str],
    links: Sequence[Link],
    claims: Mapping[str, Claim],
    confirmed: set[str],
    *,
    together: Sequence[tuple[str, str]],
    apart: Collection[frozenset[str]],
) -> list[frozenset[str]]:
    linked = {frozenset((link.left, link.right)) for link in links}
    group_of = {claim: frozenset((claim,)) for claim in ids}
    for one, other in together:
        joined = group_of[one] | group_of[other]
        for claim in joined:
            group_of[claim] = joined
    # Conflicts first: what contradicts must not be torn apart by a weaker agreement that got there before it.
    for link in sorted(links, key=lambda k: (k.relation != "conflict", -k.score, k.id)):
        left, right = group_of[link.left], group_of[link.right]
        weak = link.relation != "conflict" and link.score < LEAST_BACKING
        if weak and not confirmed.isdisjoint(left | right):
            continue
        if left is right or not _mostly_linked(left, right, linked, claims):
            continue
        if apart and any(frozenset((a, b)) in apart for a in left for b in right):
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
    backers: Mapping[str, set[str]],
) -> Point:
    members = sorted(group)
    own_articles = {claims[claim].article for claim in members}
    backed = {claim for claim in members if not group.isdisjoint(backers.get(claim, ()))}
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

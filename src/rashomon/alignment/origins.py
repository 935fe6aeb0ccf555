"""Counts where claims come from: prints of one text, and reports that lean on one agency, speaker or document, are one.

An origin is shared for the claims that are credited to it and for no others: what two outlets state in their own voice
stays two origins, though they quote one spokesman elsewhere.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from rashomon.records import Article, Claim, Copy, Credit
from rashomon.text import fold, words

# Two wordings that share half of their 3-grams were not found twice.
_VERBATIM = 0.5
_FEWEST_GRAMS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Origins:
    """What tells where claims come from: articles by id, copies' origins, names credited by claim and by article."""

    articles: Mapping[str, Article]
    copied: Mapping[str, str] = field(default_factory=dict)
    of_claim: Mapping[str, Collection[str]] = field(default_factory=dict)
    of_article: Mapping[str, Collection[str]] = field(default_factory=dict)
    contributed: Mapping[str, Collection[str]] = field(default_factory=dict)


def gather_origins(articles: Mapping[str, Article], copies: Sequence[Copy], credits: Sequence[Credit]) -> Origins:
    """What `copies` and `credits` tell about the origins of what `articles` state."""
    of_claim: dict[str, set[str]] = defaultdict(set)
    of_article: dict[str, set[str]] = defaultdict(set)
    contributed: dict[str, set[str]] = defaultdict(set)
    for credit in credits:
        if credit.claim is not None:
            of_claim[credit.claim].add(credit.name)
        elif credit.kind == "contribution":
            contributed[credit.article].add(credit.name)
        else:
            of_article[credit.article].add(credit.name)
            contributed[credit.article].add(credit.name)
    copied = {copy.article: copy.origin for copy in copies}
    return Origins(articles=articles, copied=copied, of_claim=of_claim, of_article=of_article, contributed=contributed)


def name_origins(members: Sequence[Claim], origins: Origins) -> tuple[str, ...]:
    """One name for each independent origin of `members`, sorted: whom its claims are credited to, else the outlet.

    Claims are of one origin where their reports print one text, where both are credited to one name, and where both say
    the same word for word and one agency has a part in both reports.
    """
    credited = {name for claim in members for name in _credits(claim, origins)}
    marks = {claim.id: _marks(claim, origins, credited) for claim in members}
    group_of = {claim.id: {claim.id} for claim in members}
    for left, right in combinations(members, 2):
        if group_of[left.id] is group_of[right.id]:
            continue
        if marks[left.id] & marks[right.id] or _share_contributor(left, right, origins):
            joined = group_of[left.id] | group_of[right.id]
            for key in joined:
                group_of[key] = joined
    by_id = {claim.id: claim for claim in members}
    groups = {min(group): [by_id[key] for key in sorted(group)] for group in group_of.values()}
    return tuple(sorted(_name(group, origins) for group in groups.values()))


def _marks(claim: Claim, origins: Origins, credited: Collection[str]) -> set[tuple[str, str]]:
    """What the claim's origin is known by; two claims with a mark in common are of one origin.

    A claim credited to nobody is its outlet's, and so is known by the outlet's name where another report credits that.
    """
    text = ("text", origins.copied.get(claim.article, claim.article))
    names = _credits(claim, origins)
    if not names:
        outlet = _key(origins.articles[claim.article].source)
        return {text} | {("name", outlet) for name in credited if _key(name) == outlet}
    return {text} | {("name", _key(name)) for name in names}


def _credits(claim: Claim, origins: Origins) -> set[str]:
    return {*origins.of_claim.get(claim.id, ()), *origins.of_article.get(claim.article, ())}


def _share_contributor(left: Claim, right: Claim, origins: Origins) -> bool:
    """True where one agency has a part in both reports, and both claims are in the same words."""
    theirs = origins.contributed.get(right.article, ())
    return any(name in theirs for name in origins.contributed.get(left.article, ())) and _verbatim(left, right)


def _verbatim(left: Claim, right: Claim) -> bool:
    own, theirs = (_grams(claim.text_resolved) for claim in (left, right))
    smaller = min(len(own), len(theirs))
    return smaller >= _FEWEST_GRAMS and len(own & theirs) >= _VERBATIM * smaller


def _grams(text: str) -> set[tuple[str, ...]]:
    tokens = words(text)
    return {tuple(tokens[i : i + 3]) for i in range(len(tokens) - 2)}


def _name(group: Sequence[Claim], origins: Origins) -> str:
    """The name that most of the claims are credited to, else the outlet whose text they are, else the first outlet."""
    names = Counter(name for claim in group for name in _credits(claim, origins))
    if names:
        return min(names, key=lambda name: (-names[name], name))
    texts = [origins.copied.get(claim.article, claim.article) for claim in group]
    known = next((text for text in texts if text in origins.articles), group[0].article)
    return origins.articles[known].source


def _key(name: str) -> str:
    return fold(name).removeprefix("the ")

"""Links sentences where nothing tells which of their claims are meant.

That two sentences speak of one happening is easier to see than which of their clauses do. Between two sentences whose
claims are linked, a contradiction, two claims that say the same, amounts or times that were compared and a link that is
sure stay links between claims. Where there is none of these, one link joins the whole sentences, as partial: it never
confirms anything (points.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from rashomon.alignment.points import LEAST_BACKING
from rashomon.records import Claim, Link, Reading, Span
from rashomon.text import trim

_EDGES = " \t\u00a0,;:.-–—"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A link between two claims: the two sentences, as anything that tells pairs of them apart, relation and score.

    `typed` where the claims give amounts or times that were compared.
    """

    sentences: Hashable
    relation: str
    score: float
    typed: bool


def stand_out(found: Sequence[Found]) -> tuple[list[int], list[int]]:
    """Of links between claims those that stay, and those that are widened to their sentences; both as sorted indices.

    The others are dropped: their sentences are linked already, by claims that fit better.
    """
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for i, link in enumerate(found):
        groups[link.sentences].append(i)
    kept, widened = [], []
    for group in groups.values():
        own = [i for i in group if _stands_out(found[i])]
        kept += own
        if not own:
            widened.append(max(group, key=lambda i: (found[i].score, -i)))
    return sorted(kept), sorted(widened)


def stands_out(link: Link) -> bool:
    """True where the link stays between its claims, whatever else links their sentences."""
    return _stands_out(Found(sentences=(), relation=link.relation, score=link.score, typed=link.values is not None))


def _stands_out(link: Found) -> bool:
    # What is as probable as a confirmation must stay between claims, so that no whole sentence is ever confirmed.
    return link.relation in ("same", "conflict") or link.typed or link.score >= LEAST_BACKING


def widest_claims(reading: Reading, resolved: Mapping[Span, str]) -> dict[Span, Claim]:
    """For each sentence with claims the claim that holds all of it: its only one, or one made of its claims.

    `resolved` gives a sentence's text with names for pronouns. Of what can't be added up (subject, act, stance), a
    claim that is made has that of its longest claim. Where not all of the sentence is one speaker's, the whole is the
    outlet's, which reports what somebody says.
    """
    of_sentence: dict[Span, list[Claim]] = defaultdict(list)
    for claim in reading.claims:
        of_sentence[claim.sentence].append(claim)
    found = {}
    for sentence, claims in of_sentence.items():
        span = trim(reading.article.text, sentence.start, sentence.end, _EDGES) or sentence
        whole = claims[0] if len(claims) == 1 else next((claim for claim in claims if claim.span == span), None)
        found[sentence] = whole or _join(claims, span, resolved[sentence])
    return found


def _join(claims: Sequence[Claim], span: Span, resolved: str) -> Claim:
    main = max(claims, key=lambda claim: (claim.span.end - claim.span.start, -claim.span.start))
    one_voice = len({claim.speaker for claim in claims}) == 1
    return replace(
        main,
        id=f"{main.article}:{span.start}-{span.end}",
        span=span,
        speaker=main.speaker if one_voice else None,
        stance=main.stance if one_voice else "reported",
        times=tuple(dict.fromkeys(chain.from_iterable(claim.times for claim in claims))),
        quantities=tuple(dict.fromkeys(chain.from_iterable(claim.quantities for claim in claims))),
        entities=tuple(dict.fromkeys(chain.from_iterable(claim.entities for claim in claims))),
        text_resolved=resolved,
    )


def take_in(reading: Reading, joined: Collection[Claim], links: Sequence[Link]) -> tuple[Reading, dict[str, str]]:
    """The reading with the claims of `joined` among its own, and which claims they stand for (old id -> new id).

    A claim of a joined sentence stays only where a link of its own needs it.
    """
    linked = {end for link in links for end in (link.left, link.right)}
    by_sentence = {claim.sentence: claim for claim in joined}
    taken = {
        claim.id: by_sentence[claim.sentence].id
        for claim in reading.claims
        if claim.sentence in by_sentence and claim.id not in linked
    }
    kept = {claim.id: claim for claim in (*reading.claims, *joined) if claim.id not in taken}
    claims = tuple(sorted(kept.values(), key=lambda claim: claim.span))
    return replace(reading, claims=claims), taken

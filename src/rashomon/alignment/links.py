"""Links the claims of several reports: candidates, evidence, decision, relation."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from rashomon.alignment.candidates import Candidate, find_candidates
from rashomon.alignment.decision import (
    Decision,
    decide,
    features,
    find_context,
    first_guesses,
    place_of,
    score_rows,
    thresholds,
    with_calendar,
)
from rashomon.alignment.evidence import Pair, around, gather_evidence
from rashomon.alignment.profiles import Profile, profile_claims, texts_to_encode
from rashomon.alignment.relations import choose_relation, explain_clash, find_clash, is_open, name_kind
from rashomon.alignment.sameness import may_be_same
from rashomon.models.claim_pairs import Passage, judge, whole
from rashomon.models.encoder import encode
from rashomon.records import Copy, Entity, Evidence, Link, Reading
from rashomon.text import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """The links, sorted by id, and for each (claim id, article id) the closest claim there, whether linked or not."""

    links: tuple[Link, ...]
    nearest: Mapping[tuple[str, str], str]


def align(
    readings: Sequence[Reading],
    entities: Sequence[Entity],
    copies: Sequence[Copy],
    *,
    keep: int,
    min_score: float = 0.0,
    advance: Callable[[], None] = lambda: None,
) -> Alignment:
    """The links between the claims of every two of `readings`, which must be in an order of their own, not the user's.

    `keep` is how many candidates each claim keeps in each other report; `advance` is called once for each two reports.
    Two prints of one text are linked where they print the same words, and not compared any further.
    """
    profiles = build_profiles(readings)
    names = {entity.id: entity.name for entity in entities}
    origin = {copy.article: copy.origin for copy in copies}
    links: list[Link] = []
    nearest: dict[tuple[str, str], str] = {}
    for left, right in combinations(range(len(readings)), 2):
        ids = [readings[i].article.id for i in (left, right)]
        if origin.get(ids[0], ids[0]) == origin.get(ids[1], ids[1]):
            links.extend(_link_same_print(profiles[left], profiles[right]))
        else:
            candidates = find_candidates(profiles[left], profiles[right], keep=keep)
            nearest.update(_nearest(candidates, ids[0], ids[1]))
            links.extend(_decide_links(candidates, names, min_score))
        advance()
    return Alignment(links=tuple(sorted(links, key=lambda link: link.id)), nearest=nearest)


def passages_to_judge(candidates: Sequence[Candidate]) -> list[tuple[Passage, Passage]]:
    """What the claim-pair model is asked about: the resolved claims of each candidate, without their sentences."""
    return [(whole(c.left.claim.text_resolved), whole(c.right.claim.text_resolved)) for c in candidates]


def judge_open_pairs(pairs: Sequence[Pair], guesses: Sequence[float]) -> list[Pair]:
    """The pairs, with the claim-pair model's word on those that the first guess leaves open, or whose amounts clash."""
    asked = [i for i, (pair, guess) in enumerate(zip(pairs, guesses, strict=True)) if is_open(find_clash(pair), guess)]
    judged = judge(passages_to_judge([pairs[i].candidate for i in asked]))
    answers = {i: (float(r[0]), float(r[1]), float(r[2]), float(r[3])) for i, r in zip(asked, judged, strict=True)}
    return [replace(pair, judged=answers.get(i)) for i, pair in enumerate(pairs)]


def build_profiles(readings: Sequence[Reading]) -> list[tuple[Profile, ...]]:
    """The profiles of the claims of each reading, in the order of `readings`."""
    claim_texts, sentence_texts = texts_to_encode(readings)
    vectors, sentence_vectors = encode(claim_texts), encode(sentence_texts)
    profiles, start = [], 0
    for reading in readings:
        end = start + len(reading.claims)
        profiles.append(profile_claims(reading, vectors[start:end], sentence_vectors[start:end]))
        start = end
    return profiles


def _decide_links(candidates: Sequence[Candidate], names: Mapping[str, str], min_score: float) -> list[Link]:
    unasked = [Pair(candidate=c, judged=None, names=names) for c in candidates]
    rows = [features(pair, gather_evidence(pair)) for pair in unasked]
    scores = score_rows(rows)
    guesses = first_guesses(scores)
    pairs = judge_open_pairs(unasked, guesses)
    contexts = find_context([place_of(c) for c in candidates], guesses)
    decisions = decide(scores, [pair.judged for pair in pairs], contexts)
    links = [_to_link(pair, with_calendar(d, row)) for pair, d, row in zip(pairs, decisions, rows, strict=True)]
    return [link for link in links if link and link.score >= min_score]


def _to_link(pair: Pair, decision: Decision) -> Link | None:
    clash = find_clash(pair)
    relation = choose_relation(clash, decision, thresholds())
    if relation is None:
        return None
    if relation == "same" and not may_be_same(pair):
        relation = "partial"
    kind, values = name_kind(pair, relation, clash)
    return Link(
        id=_link_id(pair.left.claim.id, pair.right.claim.id),
        left=pair.left.claim.id,
        right=pair.right.claim.id,
        relation=relation,
        kind=kind,
        values=values,
        score=round(max(decision.link, decision.conflict) if relation == "conflict" else decision.link, 4),
        evidence=(*(explain_clash(clash) if clash else ()), *gather_evidence(pair), around(decision.around)),
    )


def _link_same_print(left: Sequence[Profile], right: Sequence[Profile]) -> list[Link]:
    printed = {fold(profile.text): profile for profile in right}
    found = []
    for profile in left:
        twin = printed.get(fold(profile.text))
        if twin:
            reason = Evidence(feature="copy", agreement=1.0, detail="printed word for word", left=None, right=None)
            found.append(
                Link(
                    id=_link_id(profile.claim.id, twin.claim.id),
                    left=profile.claim.id,
                    right=twin.claim.id,
                    relation="same",
                    kind="claim",
                    values=None,
                    score=1.0,
                    evidence=(reason,),
                )
            )
    return found


def _nearest(candidates: Sequence[Candidate], left: str, right: str) -> dict[tuple[str, str], str]:
    found = {}
    for c in candidates:
        if c.left_rank == 0:
            found[c.left.claim.id, right] = c.right.claim.id
        if c.right_rank == 0:
            found[c.right.claim.id, left] = c.left.claim.id
    return found


def _link_id(left: str, right: str) -> str:
    return "k" + hashlib.sha256(f"{left}\n{right}".encode()).hexdigest()[:12]

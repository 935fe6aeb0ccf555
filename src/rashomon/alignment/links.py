"""Links the claims of several reports: candidates, evidence, decision, relation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, islice

from rashomon.alignment.asking import Asker
from rashomon.alignment.candidates import Candidate, find_candidates
from rashomon.alignment.decision import (
    Decision,
    Floats,
    Judged,
    decide,
    features,
    find_context,
    first_guesses,
    place_of,
    score_rows,
    second_guesses,
    thresholds,
    with_calendar,
)
from rashomon.alignment.evidence import Pair, around, gather_evidence, whole_sentences
from rashomon.alignment.points import link_id
from rashomon.alignment.profiles import Profile, profile_claims, texts_to_encode
from rashomon.alignment.relations import Clash, choose_relation, explain_clash, find_clash, is_open, name_kind
from rashomon.alignment.sameness import may_be_same
from rashomon.alignment.sentences import Found, stand_out, stands_out, take_in, widest_claims
from rashomon.errors import PluginError
from rashomon.models.claim_pairs import Passage
from rashomon.models.encoder import encode
from rashomon.plugins import Finding
from rashomon.plugins.evidence import EvidencePlugins, Named
from rashomon.records import Claim, Copy, Entity, Evidence, Link, Reading, Span, Veto
from rashomon.text import fold, stretch

_TOGETHER = 4000
"""Candidates from which the claim-pair model is asked: more at once fill its batches, and take memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """The links, sorted by id, and for each (claim id, article id) the closest claim there, whether linked or not.

    `closeness` tells how close that one comes, about 0 (nothing in common) to 1 (the same words).
    `readings` are those that were aligned, in their order; where a link joins whole sentences, the claim that holds a
    sentence stands among its claims or in their place.
    """

    links: tuple[Link, ...]
    nearest: Mapping[tuple[str, str], str]
    readings: tuple[Reading, ...]
    closeness: Mapping[tuple[str, str], float] = field(default_factory=dict)
    vetoes: tuple[Veto, ...] = ()


def align(
    readings: Sequence[Reading],
    entities: Sequence[Entity],
    copies: Sequence[Copy],
    *,
    keep: int,
    min_score: float = 0.0,
    one_side: str | None = None,
    plugins: EvidencePlugins | None = None,
    advance: Callable[[], None] = lambda: None,
) -> Alignment:
    """The links between the claims of every two of `readings`, which must be in an order of their own, not the user's.

    `keep` is how many candidates each claim keeps in each other report; `advance` is called once for each two reports.
    With `one_side`, an article's id, only pairs with that article are aligned.
    Two prints of one text are linked where they print the same words, and not compared any further.
    `plugins` are asked about each candidate; where one fails, all is as if it had not been there.
    """
    told = 0
    while True:
        seen = 0

        def advance_once() -> None:
            nonlocal told, seen
            seen += 1
            if seen > told:
                told = seen
                advance()

        try:
            return _align(readings, entities, copies, keep, min_score, one_side, plugins, advance_once)
        except PluginError:
            continue  # it is out by now


def _align(
    readings: Sequence[Reading],
    entities: Sequence[Entity],
    copies: Sequence[Copy],
    keep: int,
    min_score: float,
    one_side: str | None,
    plugins: EvidencePlugins | None,
    advance: Callable[[], None],
) -> Alignment:
    if plugins is not None:
        plugins.know(readings)
    profiles = build_profiles(readings)
    names = {entity.id: entity.name for entity in entities}
    origin = {copy.article: copy.origin for copy in copies}
    widest = {
        reading.article.id: widest_claims(reading, {p.claim.sentence: p.passage.text for p in own})
        for reading, own in zip(readings, profiles, strict=True)
    }
    asker = Asker([profile.passage.text for profile in own] for own in profiles)
    waiting: list[_Weighed] = []
    decided: list[tuple[list[Link], list[Veto]]] = []
    same_prints: list[tuple[int, int]] = []
    nearest: dict[tuple[str, str], str] = {}
    closeness: dict[tuple[str, str], float] = {}
    for left, right in combinations(range(len(readings)), 2):
        ids = [readings[i].article.id for i in (left, right)]
        if one_side is not None and one_side not in ids:
            continue
        if origin.get(ids[0], ids[0]) == origin.get(ids[1], ids[1]):
            same_prints.append((left, right))
        else:
            candidates = find_candidates(profiles[left], profiles[right], keep=keep)
            for pair, neighbour, close in _nearest(candidates, ids[0], ids[1]):
                nearest[pair], closeness[pair] = neighbour, close
            waiting.append(_weigh(candidates, names))
            if sum(len(weighed.pairs) for weighed in waiting) >= _TOGETHER:
                decided.append(_decide_all(waiting, asker, widest, plugins))
                waiting = []
        advance()
    decided.append(_decide_all(waiting, asker, widest, plugins))
    links = [link for some, _ in decided for link in some if link.score >= min_score]
    vetoes = [veto for _, some in decided for veto in some if veto.score >= min_score]
    aligned, taken = _take_in_all(readings, widest, links)
    for left, right in same_prints:
        links.extend(_link_same_print(aligned[left], aligned[right]))
    return Alignment(
        links=tuple(sorted(links, key=lambda link: link.id)),
        nearest=_renamed(nearest, taken),
        readings=tuple(aligned),
        closeness=_closest(closeness, taken),
        vetoes=tuple(
            sorted(
                (replace(veto, left=taken.get(veto.left, veto.left), right=taken.get(veto.right, veto.right))
                 for veto in vetoes),
                key=lambda veto: (veto.left, veto.right, veto.plugin),
            )
        ),
    )  # fmt: skip


def settle_widths(
    found: Sequence[tuple[Pair, Link]], widest_left: Mapping[Span, Claim], widest_right: Mapping[Span, Claim]
) -> list[Link]:
    """The links that stay between claims, and those between whole sentences; sentences.py says which."""
    sentences = [(pair.left.claim.sentence, pair.right.claim.sentence) for pair, _ in found]
    kept, widened = stand_out(
        [
            Found(sentences=both, relation=link.relation, score=link.score, typed=link.values is not None)
            for both, (_, link) in zip(sentences, found, strict=True)
        ]
    )
    links = [found[i][1] for i in kept]
    for i in widened:
        pair, link = found[i]
        left, right = widest_left[sentences[i][0]], widest_right[sentences[i][1]]
        if (left, right) != (pair.left.claim, pair.right.claim):
            reasons = (*link.evidence, whole_sentences())
            link = replace(link, id=link_id(left.id, right.id), left=left.id, right=right.id, evidence=reasons)
        links.append(link)
    return links


def _take_in_all(
    readings: Sequence[Reading], widest: Mapping[str, Mapping[Span, Claim]], links: Sequence[Link]
) -> tuple[list[Reading], dict[str, str]]:
    ends = {end for link in links for end in (link.left, link.right)}
    aligned, taken = [], {}
    for reading in readings:
        own = {claim.id for claim in reading.claims}
        joined = [c for c in widest[reading.article.id].values() if c.id in ends and c.id not in own]
        changed, renamed = take_in(reading, joined, links)
        aligned.append(changed)
        taken.update(renamed)
    return aligned, taken


def _renamed(nearest: Mapping[tuple[str, str], str], taken: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """`nearest` with joined claims in the place of what they took in; of several, the first claim's neighbour."""
    found: dict[tuple[str, str], str] = {}
    for (claim, article), neighbour in nearest.items():
        found.setdefault((taken.get(claim, claim), article), taken.get(neighbour, neighbour))
    return found


def _closest(closeness: Mapping[tuple[str, str], float], taken: Mapping[str, str]) -> dict[tuple[str, str], float]:
    """`closeness` with joined claims in the place of what they took in, as `_renamed` picks their neighbours."""
    found: dict[tuple[str, str], float] = {}
    for (claim, article), close in closeness.items():
        found.setdefault((taken.get(claim, claim), article), close)
    return found


def passages_to_judge(candidates: Sequence[Candidate]) -> list[tuple[Passage, Passage]]:
    """What the claim-pair model is asked about: the claims of each candidate within their sentences."""
    return [(c.left.passage, c.right.passage) for c in candidates]


def build_profiles(readings: Sequence[Reading]) -> list[tuple[Profile, ...]]:
    """The profiles of the claims of each reading, in the order of `readings`."""
    claim_texts, sentence_texts = texts_to_encode(readings)
    both = encode([*claim_texts, *sentence_texts])
    vectors, sentence_vectors = both[: len(claim_texts)], both[len(claim_texts) :]
    profiles, start = [], 0
    for reading in readings:
        end = start + len(reading.claims)
        profiles.append(profile_claims(reading, vectors[start:end], sentence_vectors[start:end]))
        start = end
    return profiles


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Weighed:
    """The candidates of two reports with what is known of each before the claim-pair model is asked.

    `rows` are the features, `scores` (n, 3) what the trees make of them, `asked` the indices of what is left open.
    """

    pairs: list[Pair]
    rows: list[list[float]]
    clashes: list[Clash | None]
    scores: Floats
    asked: list[int]


def _weigh(candidates: Sequence[Candidate], names: Mapping[str, str]) -> _Weighed:
    pairs = [Pair(candidate=c, judged=None, names=names) for c in candidates]
    rows = [features(pair, gather_evidence(pair)) for pair in pairs]
    clashes = [find_clash(pair) for pair in pairs]
    scores = score_rows(rows)
    guesses = first_guesses(scores)
    asked = [i for i, (clash, guess) in enumerate(zip(clashes, guesses, strict=True)) if is_open(clash, guess)]
    return _Weighed(pairs=pairs, rows=rows, clashes=clashes, scores=scores, asked=asked)


def _decide_all(
    weighed: Sequence[_Weighed],
    asker: Asker,
    widest: Mapping[str, Mapping[Span, Claim]],
    plugins: EvidencePlugins | None,
) -> tuple[list[Link], list[Veto]]:
    """The links of several pairs of reports, and what plugins keep apart; the claim-pair model is asked about all of
    them at once.
    """
    questions = passages_to_judge([one.pairs[i].candidate for one in weighed for i in one.asked])
    answers = iter(asker.ask(questions))
    links: list[Link] = []
    vetoes: list[Veto] = []
    for one in weighed:
        judged = dict(zip(one.asked, islice(answers, len(one.asked)), strict=True))
        found, vetoed = _part_vetoed(_decide(one, judged, plugins))
        vetoes += vetoed
        if found:
            left, right = (widest[side.claim.article] for side in (found[0][0].left, found[0][0].right))
            links += settle_widths(found, left, right)
    return links, vetoes


def _decide(
    weighed: _Weighed, judged: Mapping[int, Judged], plugins: EvidencePlugins | None
) -> list[tuple[Pair, Link | None, tuple[Named, ...]]]:
    """The link that the evidence gives for each candidate, None where it gives none, and what plugins have found."""
    pairs = [replace(pair, judged=judged.get(i)) for i, pair in enumerate(weighed.pairs)]
    words = [pair.judged for pair in pairs]
    contexts = find_context([place_of(pair.candidate) for pair in pairs], second_guesses(weighed.scores, words))
    decisions = decide(weighed.scores, words, contexts)
    named: Sequence[tuple[Named, ...]] = [()] * len(pairs)
    if plugins is not None:
        named = plugins.judge([(pair.left.claim.id, pair.right.claim.id) for pair in pairs])
    return [
        (pair, _to_link(pair, with_weights(with_calendar(decision, row), own), clash, own), own)
        for pair, decision, row, clash, own in zip(pairs, decisions, weighed.rows, weighed.clashes, named, strict=True)
    ]


def with_weights(decision: Decision, named: Sequence[Named]) -> Decision:
    """The decision, with a link as much more probable as the match weights that plugins give make it."""
    weight = sum(finding.weight for _, finding in named)
    if not weight or not 0 < decision.link < 1:
        return decision
    odds = decision.link / (1 - decision.link) * 2**weight
    return replace(decision, link=odds / (1 + odds))


def _part_vetoed(
    decided: Sequence[tuple[Pair, Link | None, tuple[Named, ...]]],
) -> tuple[list[tuple[Pair, Link]], list[Veto]]:
    """The links that stay, and those that plugins keep apart.

    Where a veto stands between two sentences, their other links stay only if they stand out by themselves
    (sentences.py): one that would join the whole sentences would join the two again.
    """
    vetoed = {
        (pair.left.claim.sentence, pair.right.claim.sentence): (name, finding)
        for pair, _, named in decided
        for name, finding in reversed(named)
        if finding.veto
    }
    kept, vetoes = [], []
    for pair, link, named in decided:
        if link is None:
            continue
        own = next(((name, finding) for name, finding in named if finding.veto), None)
        if own is None and not stands_out(link):
            own = vetoed.get((pair.left.claim.sentence, pair.right.claim.sentence))
        if own is None:
            kept.append((pair, link))
            continue
        name, finding = own
        vetoes.append(Veto(left=link.left, right=link.right, plugin=name, detail=finding.detail, score=link.score))
    return kept, vetoes


def _to_link(pair: Pair, decision: Decision, clash: Clash | None, named: Sequence[Named] = ()) -> Link | None:
    relation = choose_relation(clash, decision, thresholds())
    if relation is None:
        return None
    if relation == "same" and not may_be_same(pair):
        relation = "partial"
    kind, values = name_kind(pair, relation, clash)
    return Link(
        id=link_id(pair.left.claim.id, pair.right.claim.id),
        left=pair.left.claim.id,
        right=pair.right.claim.id,
        relation=relation,
        kind=kind,
        values=values,
        score=round(max(decision.link, decision.conflict) if relation == "conflict" else decision.link, 4),
        evidence=(
            *(explain_clash(clash) if clash else ()),
            *gather_evidence(pair),
            around(decision.around),
            *(_evidence_of(name, finding) for name, finding in named),
        ),
    )


def _evidence_of(name: str, finding: Finding) -> Evidence:
    """What a plugin has found, under the plugin's name."""
    return Evidence(
        feature=name,
        agreement=round(finding.agreement, 4),
        detail=finding.detail,
        left=finding.left,
        right=finding.right,
    )


def _link_same_print(left: Reading, right: Reading) -> list[Link]:
    printed = {_print_of(claim, right): claim for claim in right.claims}
    found = []
    for claim in left.claims:
        twin = printed.get(_print_of(claim, left))
        if twin:
            reason = Evidence(feature="copy", agreement=1.0, detail="printed word for word", left=None, right=None)
            found.append(
                Link(
                    id=link_id(claim.id, twin.id),
                    left=claim.id,
                    right=twin.id,
                    relation="same",
                    kind="claim",
                    values=None,
                    score=1.0,
                    evidence=(reason,),
                )
            )
    return found


def _print_of(claim: Claim, reading: Reading) -> str:
    return fold(stretch(reading.article.text, claim.span))


def _nearest(candidates: Sequence[Candidate], left: str, right: str) -> Iterator[tuple[tuple[str, str], str, float]]:
    """((claim, article), the closest claim there, how close)."""
    for c in candidates:
        if c.left_rank == 0:
            yield (c.left.claim.id, right), c.right.claim.id, c.closeness
        if c.right_rank == 0:
            yield (c.right.claim.id, left), c.left.claim.id, c.closeness

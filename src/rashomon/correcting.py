"""What people's corrections do to the links and names of a dossier. Pure functions; nothing is kept here.

Corrections are made to what the program found, each time anew: one that is undone leaves no trace. Where two are at
odds, the later one holds. One that no longer fits is not applied, and says why.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count, product
from typing import get_args

from rashomon.alignment.points import BY_HAND, link_id
from rashomon.anchoring import find_claim, find_mention, find_place, find_reports
from rashomon.naming.comparison import slug_of
from rashomon.records import (
    Article,
    Claim,
    Copy,
    Corrected,
    Correction,
    Entity,
    Evidence,
    Link,
    LinkKind,
    Mention,
    Quote,
    Reading,
    Relation,
    Span,
)
from rashomon.text import contains, fold, stretch

_AGREEMENT: Mapping[Relation, float] = {"same": 1.0, "partial": 0.5, "conflict": -1.0}
_SAID = {
    "join": "joined by hand",
    "same": "set to the same by hand",
    "partial": "set to partly the same by hand",
    "conflict": "set to a contradiction by hand",
}
_SHOWN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """Links as people left them. `together` and `apart` are the constraints on points that follow from it (claim ids).

    `corrected` says what became of each correction, in their order.
    """

    links: tuple[Link, ...]
    together: tuple[tuple[str, str], ...]
    apart: frozenset[frozenset[str]]
    corrected: tuple[Corrected, ...]


def choose_corrections(
    corrections: Iterable[Correction], articles: Sequence[Article], events: Collection[str]
) -> tuple[Correction, ...]:
    """Those that are about one of `articles`, or were made in one of `events` (the ids of the event by and by)."""
    return tuple(
        one
        for one in corrections
        if one.event in events or any(find_reports(anchor, articles) for anchor in one.anchors)
    )


def parse_relation(value: str) -> tuple[Relation, LinkKind | None] | None:
    """The relation and, where given, the kind in the value of a "relate": "partial", "conflict quantity"; else None."""
    relations = {name: name for name in get_args(Relation)}
    kinds = {name: name for name in get_args(LinkKind)}
    first, *rest = value.split() or [""]
    if first not in relations or len(rest) > 1 or any(kind not in kinds for kind in rest):
        return None
    return relations[first], kinds[rest[0]] if rest else None


# --- names ------------------------------------------------------------------------------------------------------------


def correct_names(
    readings: Sequence[Reading], entities: Sequence[Entity], corrections: Sequence[Correction]
) -> tuple[tuple[Reading, ...], tuple[Entity, ...], tuple[Corrected, ...]]:
    """Readings and entities (sorted by id) as "merge" and "part" leave them; each goes on from what the last one left.

    merge: the two named are one, under the fuller of their names. part: what has the words of the first name is another
    one than the second, in all reports; where both names are the same words, in the first one's report; where that is
    the same too, at that place.
    """
    now, known = tuple(readings), {entity.id: entity for entity in entities}
    done: list[Corrected] = []
    for one in corrections:
        named = _find_names(one, now)
        if isinstance(named, Corrected):
            done.append(named)
            continue
        (left, first), (right, second) = named
        places = ((left.article.id, first.span), (right.article.id, second.span))
        ids = (first.entity or "", second.entity or "")
        if (ids[0] == ids[1]) == (one.kind == "merge"):
            said = "one already" if one.kind == "merge" else "two already"
            done.append(replace(_not_applied(one, f"the two names mean {said}"), places=places))
        elif one.kind == "merge":
            now, known, kept = _merge(now, known, ids)
            done.append(Corrected(correction=one, applied=True, places=places, entities=(kept,)))
        else:
            parted = _part(now, known, (left, first), (right, second))
            if parted is None:
                done.append(replace(_not_applied(one, "nothing is left of the other name"), places=places))
                continue
            now, known, new = parted
            done.append(Corrected(correction=one, applied=True, places=places, entities=(new, ids[1])))
    return now, tuple(sorted(known.values(), key=lambda entity: entity.id)), tuple(done)


def _find_names(
    one: Correction, readings: Sequence[Reading]
) -> tuple[tuple[Reading, Mention], tuple[Reading, Mention]] | Corrected:
    found: list[tuple[Reading, Mention]] = []
    for reading, span, reason in _find_places(one, readings):
        if reading is None:
            return _not_applied(one, reason)
        mention = find_mention(reading, span)
        if mention is None:
            return _not_applied(one, f"no name is known there now: {_shown(stretch(reading.article.text, span))}")
        found.append((reading, mention))
    return (found[0], found[1]) if len(found) == 2 else _not_applied(one, "it takes two names")


def _merge(
    readings: tuple[Reading, ...], known: Mapping[str, Entity], ids: tuple[str, str]
) -> tuple[tuple[Reading, ...], dict[str, Entity], str]:
    kept, gone = sorted((known[one] for one in ids), key=lambda entity: (-len(entity.name.split()), entity.id))
    merged = replace(kept, names=tuple(sorted({*kept.names, *gone.names})))
    now = {id_: entity for id_, entity in known.items() if id_ != gone.id} | {kept.id: merged}
    renamed = tuple(_hand_over(reading, gone.id, merged, now) for reading in readings)
    return renamed, now, kept.id


def _part(
    readings: tuple[Reading, ...],
    known: Mapping[str, Entity],
    first: tuple[Reading, Mention],
    second: tuple[Reading, Mention],
) -> tuple[tuple[Reading, ...], dict[str, Entity], str] | None:
    """The readings, the entities and the id of the new one; None where the old one would be left without a mention."""
    (left, mention), (right, other) = first, second
    old = known[mention.entity or ""]
    own = fold(stretch(left.article.text, mention.span))
    same_words = own == fold(stretch(right.article.text, other.span))

    def leaves(reading: Reading, one: Mention) -> bool:
        if one.entity != old.id:
            return False
        if not same_words:
            return fold(stretch(reading.article.text, one.span)) == own
        in_report = reading.article.id == left.article.id
        return in_report and (left.article.id != right.article.id or one.span == mention.span)

    moved: set[str] = set()
    kept: set[str] = set()
    for reading in readings:
        for one in reading.mentions:
            if one.entity == old.id:
                words = stretch(reading.article.text, one.span)
                (moved if leaves(reading, one) else kept).add(words)
    if not moved or not kept:
        return None
    name = max(sorted(moved), key=len)
    slug = slug_of(mention.kind, name)
    free = next(name_id for n in count(1) if (name_id := slug if n == 1 else f"{slug}-{n}") not in known)
    new = Entity(id=free, name=name, kind=mention.kind, names=tuple(sorted(moved)))
    names = old.names if same_words else tuple(one for one in old.names if fold(one) != own)
    full = old.name if old.name in names else max(sorted(names or kept), key=lambda one: (len(one.split()), len(one)))
    now = dict(known) | {old.id: replace(old, name=full, names=names or tuple(sorted(kept))), new.id: new}
    parted = tuple(_hand_over(reading, old.id, new, now, leaves) for reading in readings)
    return parted, now, new.id


def _hand_over(
    reading: Reading,
    old: str,
    new: Entity,
    entities: Mapping[str, Entity],
    leaves: Callable[[Reading, Mention], bool] | None = None,
) -> Reading:
    """The reading with those mentions of `old` that leave it as mentions of `new`; None: all of them."""

    def goes(mention: Mention) -> bool:
        return mention.entity == old and (leaves is None or leaves(reading, mention))

    def of_mention(mention: Mention) -> Mention:
        return replace(mention, entity=new.id, kind=new.kind) if goes(mention) else mention

    def of_quote(quote: Quote) -> Quote:
        return replace(quote, speaker=of_mention(quote.speaker)) if quote.speaker else quote

    def of_claim(claim: Claim) -> Claim:
        ids: list[str] = []
        for entity in claim.entities:
            ids += _heirs(reading, claim, old, new.id, goes, whole=leaves is None) if entity == old else [entity]
        speaker = of_mention(claim.speaker) if claim.speaker else None
        return replace(claim, speaker=speaker, entities=tuple(dict.fromkeys(ids)))

    mentions = tuple(of_mention(mention) for mention in reading.mentions)
    named = dict.fromkeys(
        (*(entity.id for entity in reading.entities), *(one.entity for one in mentions if one.entity))
    )
    gone = old not in {mention.entity for mention in mentions}
    return replace(
        reading,
        entities=tuple(entities[one] for one in named if one in entities and not (one == old and gone)),
        mentions=mentions,
        quotes=tuple(of_quote(quote) for quote in reading.quotes),
        claims=tuple(of_claim(claim) for claim in reading.claims),
    )


def _heirs(
    reading: Reading, claim: Claim, old: str, new: str, goes: Callable[[Mention], bool], *, whole: bool
) -> list[str]:
    """Who stands in a claim for the entity `old`: the new one, the old one, or both."""
    if whole:
        return [new]
    within = [claim.span] + ([claim.subject] if claim.subject else [])
    going = [goes(one) for one in reading.mentions if one.entity == old and any(contains(s, one.span) for s in within)]
    return ([old] if not all(going) or not going else []) + ([new] if any(going) else [])


# --- links ------------------------------------------------------------------------------------------------------------


def correct_links(
    readings: Sequence[Reading], links: Sequence[Link], copies: Sequence[Copy], corrections: Sequence[Correction]
) -> Settled:
    """The links between the claims of `readings` (in the order of their own) as people left them.

    What is said of a claim holds for it in all prints of its text. A link that a person has set has probability 1, and
    says by whom and why as its first evidence. "review" and "note" change nothing, and are found.
    """
    settling = _Settling(readings=readings, links=links, copies=copies)
    latest_first = sorted(corrections, key=lambda one: one.number, reverse=True)
    done = [settling.take(one) for one in latest_first]
    return Settled(
        links=tuple(sorted(settling.links.values(), key=lambda link: link.id)),
        together=tuple(settling.together),
        apart=frozenset(settling.apart),
        corrected=tuple(reversed(done)),
    )


class _Settling:
    """Takes corrections, the latest first: an earlier one that is at odds with it comes too late."""

    def __init__(self, *, readings: Sequence[Reading], links: Sequence[Link], copies: Sequence[Copy]) -> None:
        self.links = {link.id: link for link in links}
        self.together: list[tuple[str, str]] = []
        self.apart: set[frozenset[str]] = set()
        self._readings = readings
        self._claims = {claim.id: claim for reading in readings for claim in reading.claims}
        self._order = {reading.article.id: place for place, reading in enumerate(readings)}
        self._by_pair = {frozenset((link.left, link.right)): link.id for link in links}
        self._prints = _gather_prints(readings, copies)
        self._group: dict[str, frozenset[str]] = {}
        self._said: dict[frozenset[str], int] = {}  # which correction has settled how two claims stand

    def take(self, one: Correction) -> Corrected:
        """Does what `one` says; what became of it."""
        found: list[Claim] = []
        places: list[tuple[str, Span]] = []
        missing: list[str] = []
        for reading, span, reason in _find_places(one, self._readings):
            claim = None if reading is None else find_claim(reading, span)
            if reading is not None and claim is not None:
                found.append(claim)
                places.append((reading.article.id, span))
            elif reading is None:
                missing.append(reason)
            else:
                missing.append(f"no statement is seen there now: {_shown(stretch(reading.article.text, span))}")
            if claim is None and (one.kind not in ("split", "review", "note") or len(places) + len(missing) == 1):
                break  # without its first stretch, or one of two, there is nothing that it could be about
        claims = tuple(dict.fromkeys(claim.id for claim in found))
        done = Corrected(correction=one, applied=True, reason="; ".join(missing), places=tuple(places), claims=claims)
        if one.kind in ("review", "note"):
            return replace(done, applied=bool(found))
        if len(claims) < 2:
            return replace(done, applied=False, reason=done.reason or "its stretches are in one statement by now")
        return self._tie(done) if one.kind in ("join", "relate") else self._part(done)

    def _tie(self, done: Corrected) -> Corrected:
        one, (left, right) = done.correction, done.claims[:2]
        relation, kind = parse_relation(one.value if one.kind == "relate" else "same") or ("same", None)
        if self._claims[left].article == self._claims[right].article:
            return replace(done, applied=False, reason="both statements are in one report: there is no link to make")
        too_late = self._said_before(left, right)
        if too_late or not self._join(left, right):
            return replace(done, applied=False, reason=too_late or "a later correction keeps the two apart")
        for claim in (left, right):
            for twin in self._prints[claim]:
                self._join(claim, twin)
        pair = frozenset((left, right))
        if pair not in self._by_pair:
            self._add(left, right)
        changed = []
        for both in self._pairs(left, right):
            key = self._by_pair.get(both)
            if key in self.links and self._said.setdefault(both, one.number) == one.number:
                self.links[key] = _set(self.links[key], one, relation, kind)
                changed.append(key)
        return replace(done, links=tuple(changed))

    def _part(self, done: Corrected) -> Corrected:
        one, first = done.correction, done.claims[0]
        reasons, parted = [done.reason] if done.reason else [], 0
        for other in done.claims[1:]:
            too_late = self._said_before(first, other)
            if too_late or not self._split(first, other):
                reasons.append(too_late or "a later correction holds the two together")
                continue
            parted += 1
            for both in self._pairs(first, other):
                if self._said.setdefault(both, one.number) == one.number:
                    self._split(*both)
                    self.links.pop(self._by_pair.get(both, ""), None)
        return replace(done, applied=parted > 0, reason="; ".join(dict.fromkeys(reasons)))

    def _said_before(self, left: str, right: str) -> str:
        number = self._said.get(frozenset((left, right)))
        return "" if number is None else f"the later correction {number} is about the same two statements"

    def _pairs(self, left: str, right: str) -> list[frozenset[str]]:
        """The two claims, first of all, and their prints in the copies of either report."""
        pairs = [(left, right), *product(self._prints[left], self._prints[right])]
        return list(dict.fromkeys(frozenset(pair) for pair in pairs if pair[0] != pair[1]))

    def _add(self, left: str, right: str) -> None:
        first, second = sorted((left, right), key=lambda claim: self._order[self._claims[claim].article])
        link = Link(
            id=link_id(first, second), left=first, right=second, relation="same", kind="claim", values=None, score=1.0,
            evidence=(),
        )  # fmt: skip
        self.links[link.id] = link
        self._by_pair[frozenset((left, right))] = link.id

    def _group_of(self, claim: str) -> frozenset[str]:
        return self._group.get(claim, frozenset((claim,)))

    def _join(self, left: str, right: str) -> bool:
        """Holds two claims together, unless that is at odds with what keeps claims apart."""
        one, other = self._group_of(left), self._group_of(right)
        if one == other:
            return True
        if any(frozenset(pair) in self.apart for pair in product(one, other)):
            return False
        self.together.append((left, right))
        self._group.update(dict.fromkeys(one | other, one | other))
        return True

    def _split(self, left: str, right: str) -> bool:
        """Keeps two claims apart, unless that is at odds with what holds claims together."""
        if right in self._group_of(left):
            return False
        self.apart.add(frozenset((left, right)))
        return True


def _gather_prints(readings: Sequence[Reading], copies: Sequence[Copy]) -> dict[str, tuple[str, ...]]:
    """For each claim all claims that are the same words of the same text, in whichever copy; itself among them."""
    origin = {copy.article: copy.origin for copy in copies}
    prints: dict[tuple[str, str], list[str]] = defaultdict(list)
    key_of: dict[str, tuple[str, str]] = {}
    for reading in readings:
        article = reading.article
        for claim in reading.claims:
            key = (origin.get(article.id, article.id), fold(stretch(article.text, claim.span)))
            prints[key].append(claim.id)
            key_of[claim.id] = key
    return {claim: tuple(prints[key]) for claim, key in key_of.items()}


def _set(link: Link, one: Correction, relation: Relation, kind: LinkKind | None) -> Link:
    """The link as a person has set it."""
    said = _SAID["join" if one.kind == "join" else relation]
    told = f"{said}, by {one.who}, {one.at:%Y-%m-%d}: {one.why}"
    by_hand = Evidence(feature=BY_HAND, agreement=_AGREEMENT[relation], detail=told, left=None, right=None)
    was_conflict, is_conflict = link.relation == "conflict", relation == "conflict"
    kept = was_conflict == is_conflict and kind in (None, link.kind)
    return replace(
        link,
        relation=relation,
        kind=link.kind if kept else kind or ("other" if is_conflict else "claim"),
        values=link.values if kept else None,
        score=1.0,
        evidence=(by_hand, *link.evidence),
    )


# --- reports ----------------------------------------------------------------------------------------------------------


def correct_moves(articles: Sequence[Article], corrections: Sequence[Correction]) -> tuple[Corrected, ...]:
    """What became of each move of a report to another event: it is done where the events are kept, and told here."""
    done = []
    for one in corrections:
        here = [article for anchor in one.anchors for article in find_reports(anchor, articles)[:1]]
        places = tuple((article.id, Span(start=0, end=0)) for article in here)
        reason = "" if here else "the report was moved out of this event"
        done.append(Corrected(correction=one, applied=True, reason=reason, places=places))
    return tuple(done)


# --- both -------------------------------------------------------------------------------------------------------------


def _find_places(one: Correction, readings: Sequence[Reading]) -> Iterator[tuple[Reading | None, Span, str]]:
    """For each anchor the reading and the stretch where it stands now; (None, ..., why) where it stands nowhere."""
    by_id = {reading.article.id: reading for reading in readings}
    articles: list[Article] = [reading.article for reading in readings]
    for anchor in one.anchors:
        nowhere = Span(start=anchor.start, end=anchor.end)
        reports = find_reports(anchor, articles)
        if not reports:
            yield None, nowhere, f"its report is not in this event: {_shown(anchor.url or anchor.text)}"
            continue
        for article in reports:
            span = find_place(anchor, article.text)
            if span is not None:
                yield by_id[article.id], span, ""
                break
        else:
            yield None, nowhere, f"its words stand no longer in the report: {_shown(anchor.text)}"


def _not_applied(one: Correction, reason: str) -> Corrected:
    return Corrected(correction=one, applied=False, reason=reason)


def _shown(text: str) -> str:
    return f"“{text}”" if len(text) <= _SHOWN else f"“{text[:_SHOWN]}…”"

"""What each outlet calls one and the same thing: named ones by their mentions, others by aligned claims and anchors."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from rashomon.comparing.phrases import Phrase, find_phrases, kinds_between
from rashomon.comparing.phrasing import find_passive
from rashomon.records import Claim, Entity, Label, Link, Reading, Span, Wording
from rashomon.text import contains, fold, overlap, stretch, words
from rashomon.vocabulary import content_stems, stem

LEAST_LINK = 0.5
"""The probability of a link from which the phrases of its claims may mean one thing."""
LEAST_SLOT = 0.8
"""The probability of a link from which the subjects (or objects) of one act are one thing, whatever they are called."""
_LONGEST_SLOT = 6
_FAMILY = 6  # letters that nouns of one family share
_PRONOUNS = frozenset(
    {"he", "him", "his", "himself", "she", "her", "hers", "herself", "it", "its", "itself", "they", "them", "their"}
    | {"theirs", "themselves", "who", "whom", "whose", "which", "that"}
)


def compare_wording(
    readings: Sequence[Reading], entities: Sequence[Entity], links: Sequence[Link] = ()
) -> tuple[Wording, ...]:
    """Referents that at least two reports name, in more than one way: things without a name first, then named ones.

    Each way is there once for a report, with how often the report has it; pronouns are no wording. A way is told from
    another without its case, accents and leading article. Things without a name ("the conflict", "the militants") are
    one where the words are of one kind and are tied to the same named thing, or stand in linked claims; and where they
    fill the same place of one act in claims that are surely linked.
    """
    named = []
    for entity in entities:
        labels = [label for reading in readings for label in _labels(reading, entity.id)]
        ways = {_way(label.text) for label in labels}
        if len({label.article for label in labels}) > 1 and len(ways) > 1:
            named.append((len(ways), Wording(referent=entity.id, labels=tuple(labels))))
    ordered = sorted(named, key=lambda pair: (-pair[0], pair[1].referent))
    return (*_compare_phrases(readings, links), *(wording for _, wording in ordered))


def _labels(reading: Reading, entity: str) -> list[Label]:
    first: dict[str, Label] = {}
    counts: dict[str, int] = defaultdict(int)
    for mention in reading.mentions:
        text = stretch(reading.article.text, mention.span)
        if mention.entity == entity and fold(text) not in _PRONOUNS:
            counts[_way(text)] += 1
            known = first.setdefault(_way(text), _label(reading, mention.span, 1))
            if known.text.isupper() and not text.isupper():  # a dateline's capitals are no choice of words
                first[_way(text)] = _label(reading, mention.span, 1)
    return [_label(reading, label.span, counts[way]) for way, label in first.items()]


def _label(reading: Reading, span: Span, count: int, *, quoted: bool | None = None) -> Label:
    if quoted is None:
        quoted = any(quote.kind == "direct" and contains(quote.span, span) for quote in reading.quotes)
    text = stretch(reading.article.text, span)
    return Label(article=reading.article.id, span=span, text=text, count=count, quoted=quoted)


def _way(text: str) -> str:
    return fold(text).removeprefix("the ").removesuffix("'s")


def _compare_phrases(readings: Sequence[Reading], links: Sequence[Link]) -> list[Wording]:
    """The things without a name that reports call otherwise, what most reports name first, then in reading order."""
    by_article = {reading.article.id: reading for reading in readings}
    claims = {claim.id: claim for reading in readings for claim in reading.claims}
    phrases = [phrase for reading in readings for phrase in find_phrases(reading)]
    linked = _links_between(phrases, links, claims)
    group_of = {i: {i} for i in range(len(phrases))}
    for i, j in combinations(range(len(phrases)), 2):
        left, right = phrases[i], phrases[j]
        if left.article == right.article or _is_one_way(left, right) or not left.kinds & right.kinds:
            continue
        if (i, j) in linked or _is_tied(left, right, by_article):
            joined = group_of[i] | group_of[j]
            if frozenset.intersection(*(phrases[k].kinds for k in joined)):
                group_of.update(dict.fromkeys(joined, joined))
    found = [
        _phrase_wording(sorted(group), phrases, linked, by_article)
        for group in {min(group): group for group in group_of.values() if len(group) > 1}.values()
    ]
    shown = {(label.article, label.span) for wording in found for label in wording.labels}
    for link in sorted(links, key=lambda one: (-one.score, one.id)):
        wording = _slot_wording(link, claims, by_article)
        places = set() if wording is None else {(label.article, label.span) for label in wording.labels}
        if wording is not None and not any(a == b and overlap(s, t) for a, s in places for b, t in shown):
            found.append(wording)
            shown |= places
    order = {reading.article.id: n for n, reading in enumerate(readings)}

    def rank(wording: Wording) -> tuple[int, int, Span]:
        first = wording.labels[0]
        return -len({label.article for label in wording.labels}), order[first.article], first.span

    return sorted(found, key=rank)


def _is_one_way(left: Phrase, right: Phrase) -> bool:
    """True where one has no noun that the other has not; "friend" and "friendship" are one here."""
    families = [{head[:_FAMILY] for head in phrase.heads} for phrase in (left, right)]
    return families[0] <= families[1] or families[1] <= families[0]


def _links_between(
    phrases: Sequence[Phrase], links: Sequence[Link], claims: Mapping[str, Claim]
) -> dict[tuple[int, int], set[str]]:
    """By pairs of places in `phrases` the ids of the links between claims that hold them."""
    holds: dict[str, list[int]] = defaultdict(list)
    for claim in claims.values():
        for i, phrase in enumerate(phrases):
            if phrase.article == claim.article and contains(claim.span, phrase.core):
                holds[claim.id].append(i)
    found: dict[tuple[int, int], set[str]] = defaultdict(set)
    for link in links:
        if link.score >= LEAST_LINK:
            for i in holds.get(link.left, ()):
                for j in holds.get(link.right, ()):
                    found[min(i, j), max(i, j)].add(link.id)
    return found


def _is_tied(left: Phrase, right: Phrase, readings: Mapping[str, Reading]) -> bool:
    """True where both are tied to one named thing or one act, or stand between the same two named ones."""
    if left.anchors & right.anchors:
        return True
    if not left.kinds & right.kinds & kinds_between():
        return False
    sides = [_named_in(readings[phrase.article], phrase.sentence) for phrase in (left, right)]
    return len(sides[0] & sides[1]) > 1


def _named_in(reading: Reading, span: Span) -> frozenset[str]:
    return frozenset(m.entity for m in reading.mentions if m.entity and contains(span, m.span))


def _phrase_wording(
    group: Sequence[int],
    phrases: Sequence[Phrase],
    linked: Mapping[tuple[int, int], Iterable[str]],
    readings: Mapping[str, Reading],
) -> Wording:
    first: dict[tuple[str, frozenset[str]], Phrase] = {}
    for i in group:
        first.setdefault((phrases[i].article, phrases[i].heads), phrases[i])
    labels = tuple(
        _label(readings[one.article], one.span, _count_ways(one, phrases), quoted=one.quoted) for one in first.values()
    )
    why = {key for i, j in combinations(group, 2) for key in linked.get((i, j), ())}
    return Wording(referent=labels[0].text, labels=labels, links=tuple(sorted(why)))


def _count_ways(phrase: Phrase, phrases: Sequence[Phrase]) -> int:
    """At how many places the report has these nouns, tied to the same or to nothing."""
    return sum(
        1
        for one in phrases
        if one.article == phrase.article and one.heads == phrase.heads
        and (one.anchors & phrase.anchors or not one.anchors or not phrase.anchors)
    )  # fmt: skip


def _slot_wording(link: Link, claims: Mapping[str, Claim], readings: Mapping[str, Reading]) -> Wording | None:
    """The words for whoever does one act, or undergoes it, in two claims that surely tell it; None where they agree."""
    left, right = claims.get(link.left), claims.get(link.right)
    if left is None or right is None or link.relation == "conflict" or link.score < LEAST_SLOT:
        return None
    if not left.lemma or not right.lemma or stem(left.lemma) != stem(right.lemma):
        return None
    sides = [(readings[claim.article], _slots(claim, readings[claim.article])) for claim in (left, right)]
    for slot in ("doer", "other"):
        spans = [slots.get(slot) for _, slots in sides]
        if spans[0] is None or spans[1] is None:
            continue
        labels = tuple(
            _label(reading, span, _count_words(reading, span))
            for (reading, _), span in zip(sides, spans, strict=True)
            if span is not None
        )
        stems = [content_stems(label.text) for label in labels]
        if all(stems) and not stems[0] & stems[1]:
            return Wording(referent=labels[0].text, labels=labels, links=(link.id,))
    return None


def _slots(claim: Claim, reading: Reading) -> dict[str, Span]:
    """Who does the act and who undergoes it, as far as the claim calls them by a few words without a name or figure."""
    passive = find_passive(claim, reading)
    direct = next(iter(claim.objects), None)
    if direct is not None and claim.predicate is not None:
        between = reading.article.text[claim.predicate.end : direct.start]
        direct = direct if claim.predicate.end <= direct.start and not between.strip() else None
    found = {"doer": claim.subject, "other": direct} if passive is None else {"other": claim.subject}
    return {slot: span for slot, span in found.items() if span is not None and _is_plain(span, claim, reading)}


def _is_plain(span: Span, claim: Claim, reading: Reading) -> bool:
    text = stretch(reading.article.text, span)
    if fold(text) in _PRONOUNS or not 1 <= len(words(text)) <= _LONGEST_SLOT:
        return False
    within = [*(m.span for m in reading.mentions), *(t.span for t in claim.times), *(q.span for q in claim.quantities)]
    return not any(overlap(one, span) for one in within)


def _count_words(reading: Reading, span: Span) -> int:
    """How often the report has these words, without a leading article."""
    core = _way(stretch(reading.article.text, span))
    return max(1, len(re.findall(rf"(?<!\w){re.escape(core)}(?!\w)", fold(reading.article.text))))

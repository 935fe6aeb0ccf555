"""The same utterance in several reports, whole, cut, altered or paraphrased; and who is quoted how much, and where."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from itertools import combinations

from rashomon.data import load_table
from rashomon.records import Link, Quote, QuotedShare, QuoteForm, QuoteLedger, QuotePrint, Reading, Span, Utterance
from rashomon.text import contains, fold, overlap, stretch, word_spans, words
from rashomon.vocabulary import content_stems, weighted_share

LEAST_SHARED = 0.6
"""How much of the shorter of two direct quotes must stand in the longer for one utterance, by words."""
LEAST_LIKE = 0.5
"""How much of the content words of a paraphrase and of the words it may render must be shared, by weight."""
LEAST_LINK = 0.6
"""The probability of a link between the claims of two quotes from which they may be one utterance."""
_FEWEST_WORDS = 3
_FEWEST_STEMS = 2
_AROUND = 60  # characters before a speaker's name in which its role stands ("coastguard spokeswoman ...")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """A quote with what comparing it needs: its words, its content stems, the claims that it holds or lies in."""

    reading: Reading
    quote: Quote
    words: tuple[str, ...]
    stems: frozenset[str]
    claims: frozenset[str]

    @property
    def article(self) -> str:
        return self.reading.article.id

    @property
    def speaker(self) -> str | None:
        return None if self.quote.speaker is None else self.quote.speaker.entity

    @property
    def direct(self) -> bool:
        return self.quote.kind == "direct"


def keep_ledger(readings: Sequence[Reading], links: Sequence[Link]) -> QuoteLedger:
    """The utterances that at least two of `readings` give, most widely given first, and each report's shares.

    Two direct quotes are one utterance where their words are mostly the same, and no two known speakers differ unless
    all words do agree; a paraphrase and another quote where one known speaker says much the same, by their words or by
    a link between their claims.
    """
    said = [_take(reading, quote) for reading in readings for quote in reading.quotes]
    linked = {frozenset((link.left, link.right)) for link in links if _binds(link)}
    groups = (_around_fullest(group, linked) for group in _group(said, linked))
    utterances = [_describe(group) for group in groups if len({one.article for one in group}) > 1]
    order = {reading.article.id: n for n, reading in enumerate(readings)}
    return QuoteLedger(
        utterances=tuple(
            sorted(utterances, key=lambda u: (-len({p.article for p in u.prints}), order[u.prints[0].article],
                                              u.prints[0].span))
        ),
        shares=_share_out(readings),
    )  # fmt: skip


def _binds(link: Link) -> bool:
    return link.relation != "conflict" and link.score >= LEAST_LINK


def _take(reading: Reading, quote: Quote) -> _Said:
    text = stretch(reading.article.text, quote.span)
    return _Said(
        reading=reading,
        quote=quote,
        words=tuple(words(text)),
        stems=content_stems(text),
        claims=frozenset(
            claim.id for claim in reading.claims
            if 2 * overlap(claim.span, quote.span) > min(_length(claim.span), _length(quote.span))
        ),
    )  # fmt: skip


def _length(span: Span) -> int:
    return span.end - span.start


def _group(said: Sequence[_Said], linked: set[frozenset[str]]) -> list[list[_Said]]:
    """Those of `said` that are one utterance, in groups over at least two reports."""
    groups = {i: {i} for i in range(len(said))}
    for i, j in combinations(range(len(said)), 2):
        if said[i].article != said[j].article and groups[i] is not groups[j] and _is_one(said[i], said[j], linked):
            joined = groups[i] | groups[j]
            for member in joined:
                groups[member] = joined
    found = {min(group): [said[i] for i in sorted(group)] for group in groups.values() if len(group) > 1}
    return [_innermost(found[key]) for key in sorted(found)]


def _around_fullest(group: Sequence[_Said], linked: set[frozenset[str]]) -> list[_Said]:
    """Those of the group that are one with its fullest quote, not only with another that is."""
    fullest = _fullest(group)
    return [
        one for one in group if one is fullest or (one.article != fullest.article and _is_one(one, fullest, linked))
    ]


def _fullest(group: Sequence[_Said]) -> _Said:
    return max(group, key=lambda one: (one.direct, len(one.words)))


def _innermost(group: Sequence[_Said]) -> list[_Said]:
    """Those of the group that hold no other of it: of "said that it was “a shame”" the marked words are the print."""
    return [one for one in group if not any(_holds(one, other) for other in group)]


def _holds(outer: _Said, inner: _Said) -> bool:
    apart = outer.quote.span != inner.quote.span
    return outer.article == inner.article and apart and contains(outer.quote.span, inner.quote.span)


def _is_one(left: _Said, right: _Said, linked: set[frozenset[str]]) -> bool:
    if not left.words or not right.words:
        return False
    known_apart = None not in (left.speaker, right.speaker) and left.speaker != right.speaker
    if left.direct and right.direct:
        if left.words == right.words and len(left.words) >= _FEWEST_WORDS:
            return True
        if not left.stems & right.stems:
            return False
        return not known_apart and _words_shared(left.words, right.words) >= LEAST_SHARED
    if left.speaker is None or left.speaker != right.speaker:
        return False
    if any(frozenset((a, b)) in linked for a in left.claims for b in right.claims):
        return bool(left.stems & right.stems)
    shared = weighted_share(left.stems, right.stems) or 0.0
    return len(left.stems & right.stems) >= _FEWEST_STEMS and shared >= LEAST_LIKE


def _words_shared(left: Sequence[str], right: Sequence[str]) -> float:
    """The share of the shorter one's words that stand in the longer in the same order, in runs of two or more."""
    shorter = min(len(left), len(right))
    if shorter < _FEWEST_WORDS:
        return 0.0
    blocks = SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks if block.size > 1) / shorter


def _describe(group: Sequence[_Said]) -> Utterance:
    """The group's prints, each against the fullest direct quote; the longest paraphrase where there is none."""
    fullest = _fullest(group)
    rest = [one for one in group if one is not fullest]
    speakers = Counter(one.speaker for one in group if one.speaker is not None)
    return Utterance(
        speaker=min(speakers, key=lambda key: (-speakers[key], key)) if speakers else None,
        prints=tuple(_describe_print(one, fullest) for one in (fullest, *rest)),
    )


def _describe_print(one: _Said, fullest: _Said) -> QuotePrint:
    form, changed = _form_of(one, fullest)
    return QuotePrint(article=one.article, span=one.quote.span, form=form, speaker=one.speaker, changed=changed)


def _form_of(one: _Said, fullest: _Said) -> tuple[QuoteForm, tuple[Span, ...]]:
    if not one.direct or not fullest.direct:
        return "paraphrased", ()
    if one.words == fullest.words:
        return "full", ()
    changed = _changed_words(one, fullest)
    return ("altered", changed) if changed else ("cut", ())


def _changed_words(one: _Said, fullest: _Said) -> tuple[Span, ...]:
    """Where the words of `one` stand that the fullest quote does not have in that place."""
    spans = word_spans(one.reading.article.text, one.quote.span)
    matcher = SequenceMatcher(None, one.words, fullest.words, autojunk=False)
    return tuple(
        spans[i]
        for kind, start, end, _, _ in matcher.get_opcodes()
        if kind == "replace" or (kind == "delete" and start > 0 and end < len(one.words))  # more at an end is no change
        for i in range(start, min(end, len(spans)))
    )


def _share_out(readings: Sequence[Reading]) -> tuple[QuotedShare, ...]:
    """Each report's speakers, who is quoted most first; all who are not identified are one."""
    shares = []
    for reading in readings:
        quotes: dict[tuple[str | None, str | None], list[Quote]] = defaultdict(list)
        roles = _roles_of(reading)
        for quote in reading.quotes:
            speaker = None if quote.speaker is None else quote.speaker.entity
            role = roles.get(speaker) if speaker else _role_in(reading, quote)
            quotes[speaker, role].append(quote)
        own = [
            QuotedShare(
                article=reading.article.id, speaker=speaker, role=role, quotes=_count_outer(several),
                direct_words=sum(len(words(stretch(reading.article.text, q.span))) for q in several
                                 if q.kind == "direct"),
            )
            for (speaker, role), several in quotes.items()
        ]  # fmt: skip
        shares += sorted(own, key=lambda s: (-s.quotes, -s.direct_words, s.speaker or "~", s.role or "~"))
    return tuple(shares)


def _count_outer(quotes: Sequence[Quote]) -> int:
    """How many quotes there are, those that lie within another of the same speaker left out."""
    return sum(1 for one in quotes if not any(other is not one and other.span != one.span
                                              and contains(other.span, one.span) for other in quotes))  # fmt: skip


def _roles_of(reading: Reading) -> dict[str, str]:
    """The role of each entity that the words at its mentions tell most often."""
    told: dict[str, Counter[str]] = defaultdict(Counter)
    for mention in reading.mentions:
        if mention.entity:
            for role in roles_at(reading, mention.span):
                told[mention.entity][role] += 1
    return {entity: min(roles, key=lambda role: (-roles[role], role)) for entity, roles in told.items()}


def _role_in(reading: Reading, quote: Quote) -> str | None:
    return next(iter(roles_at(reading, quote.speaker.span)), None) if quote.speaker else None


def roles_at(reading: Reading, span: Span) -> list[str]:
    """The roles told by a stretch, by what stands right before it, and by an apposition after it ("X, a witness,")."""
    text = reading.article.text
    sentence = next((one for one in reading.sentences if contains(one, span)), span)
    before = text[max(sentence.start, span.start - _AROUND) : span.start]
    before = before.rsplit(",", 1)[-1]
    after = text[span.end : min(sentence.end, span.end + _AROUND)]
    beside = re.split(r"[,.;]", after[1:], maxsplit=1)[0] if after.startswith(",") else ""
    near = " ".join(words(before)[-4:])
    told = f" {near} {' '.join(words(stretch(text, span)))} {' '.join(words(beside)[:6])} "
    return [role for role, cues in _roles().items() if any(f" {cue} " in told for cue in cues)]


@cache
def _roles() -> dict[str, tuple[str, ...]]:
    return {role: tuple(fold(cue) for cue in cues) for role, cues in load_table("quote_roles")["roles"].items()}

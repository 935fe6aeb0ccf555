"""What changed between two versions of one outlet's article: what a reader must know first, then the cosmetics."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from math import isinf

from rashomon.records import (
    ChangeKind,
    Claim,
    Quantity,
    Quote,
    Reading,
    Revision,
    Span,
    VersionChange,
    VersionComparison,
)
from rashomon.text import contains, overlap, stretch, words
from rashomon.vocabulary import content_stems

LEAST_LIKE = 0.45
"""How alike, by words in order, two sentences are from which the later is the earlier one changed."""
_TYPO = 0.8
_LONGEST_TYPO = 30
ORDER: tuple[ChangeKind, ...] = ("number", "claim", "quote", "stance", "cosmetic")
_STATED = ("asserted", "reported")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    """A sentence of a version (or None) with what stands in it."""

    span: Span | None
    words: tuple[str, ...] = ()
    stems: frozenset[str] = frozenset()
    amounts: frozenset[str] = frozenset()
    times: frozenset[str] = frozenset()
    quotes: frozenset[tuple[str, ...]] = frozenset()
    forces: frozenset[tuple[str, str]] = frozenset()
    claims: int = 0


def compare_versions(revisions: Sequence[Revision], readings: Sequence[Reading]) -> tuple[VersionComparison, ...]:
    """Each of `revisions` sentence by sentence, in their order; those of articles without a reading are left out.

    A sentence that came is set beside the one that went which it is most like. A change of amounts or times is one of
    numbers; of content words, one of claims; of words within quotation marks, one of quotes; of doubt, denial or
    negation, one of stance. What is none of these, and what is no claim, is cosmetic.
    """
    read = {reading.article.id: reading for reading in readings}
    return tuple(
        VersionComparison(
            article=revision.article, previous=revision.previous,
            changes=_changes(revision, read[revision.previous], read[revision.article]),
        )
        for revision in revisions
        if revision.article in read and revision.previous in read
    )  # fmt: skip


def _changes(revision: Revision, earlier: Reading, later: Reading) -> tuple[VersionChange, ...]:
    before = [_side(earlier, span) for span in revision.removed]
    after = [_side(later, span) for span in revision.added]
    changes = [_change(old, new) for old, new in _pair_up(before, after)]
    return tuple(sorted(changes, key=lambda one: (ORDER.index(one.kinds[0]), _place(one))))


def _place(change: VersionChange) -> tuple[int, int]:
    span = change.after or change.before or Span(start=0, end=0)
    return span.start, 0 if change.after else 1


def _side(reading: Reading, span: Span) -> _Side:
    text = reading.article.text
    claims = [claim for claim in reading.claims if contains(span, claim.span)]
    return _Side(
        span=span,
        words=tuple(words(stretch(text, span))),
        stems=_stems_beside_values(reading, span),
        amounts=frozenset(_show(quantity) for quantity in _within(span, reading.quantities)),
        times=frozenset(time.value for time in reading.times if contains(span, time.span) and time.value),
        quotes=frozenset(tuple(words(stretch(text, _shared(q, span)))) for q in reading.quotes
                         if q.kind != "indirect" and overlap(q.span, span)),
        forces=frozenset(_force(claim) for claim in claims),
        claims=len(claims),
    )  # fmt: skip


def _stems_beside_values(reading: Reading, span: Span) -> frozenset[str]:
    """The content words of a sentence but for those of its amounts' figures and of its times."""
    text = stretch(reading.article.text, span)
    values = [quantity.span for quantity in _within(span, reading.quantities)]
    values += [time.span for time in reading.times if contains(span, time.span)]
    said: frozenset[str] = frozenset().union(*(content_stems(stretch(reading.article.text, one)) for one in values))
    nouns = content_stems(" ".join(one.noun or "" for one in _within(span, reading.quantities)))
    return content_stems(text) - (said - nouns)


def _within(span: Span, quantities: Iterable[Quantity]) -> list[Quantity]:
    return [quantity for quantity in quantities if contains(span, quantity.span)]


def _shared(quote: Quote, span: Span) -> Span:
    return Span(start=max(quote.span.start, span.start), end=min(quote.span.end, span.end))


def _force(claim: Claim) -> tuple[str, str]:
    return ("stated" if claim.stance in _STATED else claim.stance, claim.polarity)


def _show(quantity: Quantity) -> str:
    low, high = f"{quantity.low:g}", f"{quantity.high:g}"
    number = low if low == high else f"at least {low}" if isinf(quantity.high) else f"{low}..{high}"
    what = quantity.unit or quantity.noun or ""
    return " ".join(part for part in (number, what, quantity.role or "") if part)


def _pair_up(before: Sequence[_Side], after: Sequence[_Side]) -> list[tuple[_Side, _Side]]:
    """Each sentence that went with the one that came in its place, the most alike first; the rest with nothing."""
    likeness = sorted(
        (-like, i, j)
        for i, old in enumerate(before)
        for j, new in enumerate(after)
        if (like := SequenceMatcher(None, old.words, new.words, autojunk=False).ratio()) >= LEAST_LIKE
    )
    pairs: list[tuple[_Side, _Side]] = []
    left, right = set(range(len(before))), set(range(len(after)))
    for _, i, j in likeness:
        if i in left and j in right:
            pairs.append((before[i], after[j]))
            left.remove(i)
            right.remove(j)
    none = _Side(span=None)
    return [*pairs, *((before[i], none) for i in sorted(left)), *((none, after[j]) for j in sorted(right))]


def _change(old: _Side, new: _Side) -> VersionChange:
    kinds: list[ChangeKind] = []
    both = old.span is not None and new.span is not None
    if old.amounts != new.amounts or old.times != new.times:
        kinds.append("number")
    if old.claims + new.claims and (not both or _says_other_things(old, new)):
        kinds.append("claim")
    if old.quotes != new.quotes:
        kinds.append("quote")
    if both and old.forces and new.forces and old.forces != new.forces:
        kinds.append("stance")
    gone, come = sorted(old.amounts - new.amounts), sorted(new.amounts - old.amounts)
    return VersionChange(
        kinds=tuple(kinds) or ("cosmetic",),
        before=old.span,
        after=new.span,
        values=(", ".join(gone), ", ".join(come)) if gone and come else None,
    )


def _says_other_things(old: _Side, new: _Side) -> bool:
    """True where a content word came or went that is no other spelling of one that the other has."""
    gone, come = old.stems - new.stems, new.stems - old.stems
    return any(not _respelled(word, come) for word in gone) or any(not _respelled(word, gone) for word in come)


def _respelled(word: str, others: Iterable[str]) -> bool:
    return any(
        word.isalpha() and len(word) <= _LONGEST_TYPO and SequenceMatcher(None, word, other).ratio() >= _TYPO
        for other in others
    )

"""Names a stretch of a report so that it is found again: after a new ingest, in a new version, with a new model.

An anchor has the offsets and the words with what stands around them, as the text position and text quote selectors of
the W3C Web Annotation Data Model have. Ids of claims are in none: a new model may cut claims otherwise.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from itertools import takewhile

from rashomon.errors import InputError
from rashomon.records import Anchor, Article, Claim, Mention, Reading, Span
from rashomon.text import contains, overlap, stretch

AROUND = 32
_MOST_FOUND = 1000
_MOST_CHARACTERS = 20_000
_LEAST_SHARED = 0.5


def make_anchor(article: Article, span: Span) -> Anchor:
    """The anchor of `span` in `article`; an empty one at 0 stands for the whole report.

    Raises: InputError where the span leads out of the text, or is longer than 20,000 characters.
    """
    if not 0 <= span.start <= span.end <= len(article.text) or span.end - span.start > _MOST_CHARACTERS:
        raise InputError(
            f"{span.start}-{span.end} is no stretch of article {article.id}, which has {len(article.text):,} "
            f"characters; give START-END within it, at most {_MOST_CHARACTERS:,} characters"
        )
    return Anchor(
        article=article.id,
        url=article.url,
        given_id=article.given_id,
        digest=digest_of(article.text),
        start=span.start,
        end=span.end,
        text=stretch(article.text, span),
        prefix=article.text[max(0, span.start - AROUND) : span.start],
        suffix=article.text[span.end : span.end + AROUND],
    )


def digest_of(text: str) -> str:
    """The SHA-256 of a text (hex)."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def find_reports(anchor: Anchor, articles: Sequence[Article]) -> tuple[Article, ...]:
    """The report of the anchor among `articles`: all texts of its address (else given id), else equal texts.

    The text that it was made of comes first, then the others in the order of `articles`.
    """
    if anchor.url:
        found = [article for article in articles if article.url == anchor.url]
    elif anchor.given_id:
        found = [article for article in articles if not article.url and article.given_id == anchor.given_id]
    else:
        found = [article for article in articles if article.id == anchor.article]
    found = found or [article for article in articles if digest_of(article.text) == anchor.digest]
    return tuple(sorted(found, key=lambda article: article.id != anchor.article))


def find_place(anchor: Anchor, text: str) -> Span | None:
    """Where the anchored words stand in `text`: where they stood, else where most of what stood around them does.

    Of several places alike the nearest to the old one. None where the words are nowhere.
    """
    if anchor.start == anchor.end:
        return Span(start=0, end=0)
    if text[anchor.start : anchor.end] == anchor.text and digest_of(text) == anchor.digest:
        return Span(start=anchor.start, end=anchor.end)
    starts: list[int] = []
    start = text.find(anchor.text)
    while start >= 0 and len(starts) < _MOST_FOUND:
        starts.append(start)
        start = text.find(anchor.text, start + 1)
    best = max(starts, key=lambda at: (_kept_around(anchor, text, at), -abs(at - anchor.start)), default=None)
    return None if best is None else Span(start=best, end=best + len(anchor.text))


def _kept_around(anchor: Anchor, text: str, start: int) -> int:
    """How many characters before and after the place are those of the anchor."""
    end = start + len(anchor.text)
    before = text[max(0, start - len(anchor.prefix)) : start]
    after = text[end : end + len(anchor.suffix)]
    return _alike(before[::-1], anchor.prefix[::-1]) + _alike(after, anchor.suffix)


def _alike(left: str, right: str) -> int:
    """How many characters two texts have in common from their beginning."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(left, right, strict=False)))


def find_claim(reading: Reading, span: Span) -> Claim | None:
    """The claim that stands at `span`: the one that shares most with it, at least half of both or all of `span`."""
    best = max(reading.claims, key=lambda claim: (_shared(claim.span, span), -claim.span.start), default=None)
    if best is None or (_shared(best.span, span) < _LEAST_SHARED and not contains(best.span, span)):
        return next((claim for claim in reading.claims if contains(claim.span, span)), None)
    return best


def find_mention(reading: Reading, span: Span) -> Mention | None:
    """The mention at `span` of somebody who is known: the one that shares at least half of both with it."""
    known = [mention for mention in reading.mentions if mention.entity is not None]
    best = max(known, key=lambda mention: (_shared(mention.span, span), -mention.span.start), default=None)
    return best if best is not None and _shared(best.span, span) >= _LEAST_SHARED else None


def _shared(left: Span, right: Span) -> float:
    """What two stretches share, of what either covers (0..1)."""
    both = overlap(left, right)
    either = (left.end - left.start) + (right.end - right.start) - both
    return both / either if either else 0.0

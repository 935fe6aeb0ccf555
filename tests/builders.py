"""Builds records for tests from plain words, with offsets worked out from the text."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np

from rashomon.alignment.candidates import Candidate
from rashomon.alignment.evidence import Pair
from rashomon.alignment.profiles import Profile, roles_of
from rashomon.models.claim_pairs import whole
from rashomon.records import Article, Claim, Quantity, Reading, Span, Time
from rashomon.text import words
from rashomon.vocabulary import content_stems


def span_of(text: str, piece: str) -> Span:
    start = text.index(piece)
    return Span(start=start, end=start + len(piece))


def make_article(text: str, *, id: str = "a", **fields: Any) -> Article:
    return Article(**{"id": id, "source": f"Outlet {id}", "title": "", "text": text, "language": "en"} | fields)


def make_claim(text: str, piece: str | None = None, *, article: str = "a", **fields: Any) -> Claim:
    span = span_of(text, piece or text)
    defaults: dict[str, Any] = {
        "id": f"{article}:{span.start}-{span.end}",
        "article": article,
        "span": span,
        "sentence": span,
        "subject": None,
        "predicate": None,
        "objects": (),
        "speaker": None,
        "stance": "asserted",
        "polarity": "positive",
        "times": (),
        "quantities": (),
        "entities": (),
        "text_resolved": text[span.start : span.end],
    }
    return Claim(**defaults | fields)


def make_reading(article: Article, claims: tuple[Claim, ...] = (), **fields: Any) -> Reading:
    defaults: dict[str, Any] = {
        "sentences": tuple(sorted({claim.sentence for claim in claims})),
        "headings": (),
        "boilerplate": (),
        "entities": (),
        "mentions": (),
        "times": (),
        "quantities": (),
        "quotes": (),
    }
    return Reading(article=article, claims=claims, **defaults | fields)


def make_quantity(low: float, high: float | None = None, **fields: Any) -> Quantity:
    defaults: dict[str, Any] = {"span": Span(start=0, end=1), "unit": None, "noun": None}
    return Quantity(low=low, high=low if high is None else high, **defaults | fields)


def make_day(day: str, **fields: Any) -> Time:
    start = datetime.fromisoformat(day).replace(tzinfo=UTC)
    end = start.replace(hour=23, minute=59, second=59)
    defaults: dict[str, Any] = {"span": Span(start=0, end=1), "value": day, "grain": "day", "start": start, "end": end}
    return Time(**defaults | fields)


def make_clock(hour: int, day: str = "2024-06-19") -> Time:
    start = datetime.fromisoformat(day).replace(hour=hour, tzinfo=UTC)
    value = f"{day}T{hour:02}:00"
    end = start.replace(minute=1)
    return Time(span=Span(start=0, end=1), value=value, start=start, end=end, grain="minute", type="TIME")


def make_duration(value: str) -> Time:
    return Time(span=Span(start=0, end=1), value=value, start=None, end=None, grain="duration", type="DURATION")


def make_profile(claim: Claim, text: str | None = None, **fields: Any) -> Profile:
    written = text or claim.text_resolved
    vector = np.zeros(384, dtype=np.float32)
    vector[0] = 1
    defaults: dict[str, Any] = {
        "text": written,
        "stems": content_stems(written),
        "sentence_stems": content_stems(written),
        "entities": frozenset(claim.entities),
        "sentence_entities": frozenset(claim.entities),
        "mentions": (),
        "times": claim.times,
        "quantities": claim.quantities,
        "published": None,
        "position": 0.0,
        "sentence_index": 0,
        "vector": vector,
        "sentence_vector": vector,
        "sentence_text": written,
        "passage": whole(written),
    }
    known = defaults | fields
    own_words = {"words": tuple(words(known["text"])), "sentence_words": tuple(words(known["sentence_text"]))}
    acting, acted_on = roles_of(claim, known["mentions"])
    return Profile(claim=claim, **own_words | {"acting": acting, "acted_on": acted_on} | known)


def make_pair(left: Profile, right: Profile, *, judged: tuple[float, float, float, float] | None = None) -> Pair:
    candidate = Candidate(
        left=left, right=right, closeness=0.5, left_rank=0, right_rank=0, left_margin=0.1, right_margin=0.1
    )
    return Pair(candidate=candidate, judged=judged, names={})

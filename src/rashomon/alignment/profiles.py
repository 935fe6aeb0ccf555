"""What comparing a claim needs to know of it, worked out once for each claim instead of once for each pair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from rashomon.alignment.passages import passages_of
from rashomon.models.claim_pairs import Passage
from rashomon.records import Claim, Entity, Mention, Quantity, Reading, Span, Time
from rashomon.text import contains, overlap, stretch, words
from rashomon.vocabulary import content_stems

Vector = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Profile:
    """A claim with what surrounds it.

    `stems` are the content words of the claim, without the words of the names in `entities`; `sentence_stems` those of
    its whole sentence. `text` is the claim verbatim. `published` is when its article appeared. `position` is 0 for the
    article's first sentence and 1 for its last; `sentence_index` counts sentences from 0. `vector`
    (384,) is of the resolved claim, `sentence_vector` of its sentence; both have length 1. `passage` is what the
    claim-pair model is shown of it. `words` and `sentence_words` are the folded words of both texts. `acting` are the
    entities in the claim's subject, `acted_on` those in its objects.
    """

    claim: Claim
    text: str
    stems: frozenset[str]
    sentence_stems: frozenset[str]
    entities: frozenset[str]
    sentence_entities: frozenset[str]
    mentions: tuple[Mention, ...]
    times: tuple[Time, ...]
    quantities: tuple[Quantity, ...]
    published: datetime | None
    position: float
    sentence_index: int
    vector: Vector
    sentence_vector: Vector
    sentence_text: str
    passage: Passage
    words: tuple[str, ...]
    sentence_words: tuple[str, ...]
    acting: frozenset[str]
    acted_on: frozenset[str]


def profile_claims(reading: Reading, vectors: Vector, sentence_vectors: Vector) -> tuple[Profile, ...]:
    """A profile for each claim of `reading`; row i of the two (n, 384) arrays belongs to claim i."""
    order = {sentence: i for i, sentence in enumerate(reading.sentences)}
    passages = passages_of(reading)
    return tuple(
        _profile(claim, reading, order.get(claim.sentence, 0), vectors[i], sentence_vectors[i], passages[i])
        for i, claim in enumerate(reading.claims)
    )


def texts_to_encode(readings: Sequence[Reading]) -> tuple[list[str], list[str]]:
    """The resolved texts of all claims, and the sentences that hold them, in order."""
    claims = [(claim, reading.article.text) for reading in readings for claim in reading.claims]
    return [claim.text_resolved for claim, _ in claims], [stretch(text, claim.sentence) for claim, text in claims]


def _profile(
    claim: Claim, reading: Reading, index: int, vector: Vector, sentence_vector: Vector, passage: Passage
) -> Profile:
    text = reading.article.text
    inside = tuple(m for m in reading.mentions if m.entity and contains(claim.span, m.span))
    around = [m for m in reading.mentions if m.entity and contains(claim.sentence, m.span)]
    acting, acted_on = roles_of(claim, inside)
    return Profile(
        claim=claim,
        text=stretch(text, claim.span),
        stems=content_stems(_without(text, claim.span, [m.span for m in inside])),
        sentence_stems=content_stems(stretch(text, claim.sentence)),
        entities=frozenset(claim.entities),
        sentence_entities=frozenset(m.entity for m in around if m.entity) | frozenset(claim.entities),
        mentions=inside,
        times=claim.times,
        quantities=claim.quantities,
        published=reading.article.published,
        position=index / max(1, len(reading.sentences) - 1),
        sentence_index=index,
        vector=vector,
        sentence_vector=sentence_vector,
        sentence_text=stretch(text, claim.sentence),
        passage=passage,
        words=tuple(words(stretch(text, claim.span))),
        sentence_words=tuple(words(stretch(text, claim.sentence))),
        acting=acting,
        acted_on=acted_on,
    )


def roles_of(claim: Claim, mentions: Sequence[Mention]) -> tuple[frozenset[str], frozenset[str]]:
    """The entities of `mentions` in the claim's subject, and those in its objects."""

    def named_in(spans: tuple[Span, ...]) -> frozenset[str]:
        return frozenset(m.entity for m in mentions if m.entity and any(overlap(m.span, s) for s in spans))

    subject = named_in((claim.subject,)) if claim.subject else frozenset()
    return subject, named_in(claim.objects) - subject


def _without(text: str, span: Span, holes: Sequence[Span]) -> str:
    characters = list(text[span.start : span.end])
    for hole in holes:
        for i in range(hole.start - span.start, hole.end - span.start):
            characters[i] = " "
    return "".join(characters)


def names_of(entities: Sequence[Entity]) -> dict[str, str]:
    """Entity id -> its fullest name."""
    return {entity.id: entity.name for entity in entities}

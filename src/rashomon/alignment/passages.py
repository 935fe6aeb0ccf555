"""The words that the claim-pair model is shown of a claim: its sentence, with who is meant and who speaks."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from rashomon.models.claim_pairs import Passage
from rashomon.records import Claim, Mention, Reading
from rashomon.text import contains, stretch, words

_LONGEST_NAME = 60


def passages_of(reading: Reading) -> tuple[Passage, ...]:
    """A passage for each claim of `reading`, in their order; claims of one sentence share its text.

    The text is the sentence verbatim, but that a name in brackets follows what stands for somebody without sharing a
    word with the name ("he [Ana Ruiz] said"), and that a speaker named outside the sentence stands before it, with a
    colon. Names come from the report itself.
    """
    names = {entity.id: entity.name[:_LONGEST_NAME] for entity in reading.entities}
    mentions = sorted((m for m in reading.mentions if m.entity in names), key=lambda m: m.span)
    starts = [mention.span.start for mention in mentions]
    inside = {
        sentence: [
            m
            for m in mentions[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
            if contains(sentence, m.span)
        ]
        for sentence in {claim.sentence for claim in reading.claims}
    }
    return tuple(_passage(claim, reading.article.text, inside[claim.sentence], names) for claim in reading.claims)


def _passage(claim: Claim, text: str, mentions: Sequence[Mention], names: Mapping[str, str]) -> Passage:
    speaker = _speaker_elsewhere(claim, text, names)
    out = [f"{speaker}: "] if speaker else []
    length = sum(map(len, out))
    start, end = length, length
    at = claim.sentence.start
    for offset, name in [*_inserts(text, mentions, names), (claim.sentence.end, "")]:
        piece = text[at:offset]
        if at <= claim.span.start < offset:
            start = length + claim.span.start - at
        if at < claim.span.end <= offset:
            end = length + claim.span.end - at
        added = f" [{name}]" if name else ""
        out += [piece, added]
        length += len(piece) + len(added)
        at = offset
    return Passage("".join(out), start, end)


def _inserts(text: str, mentions: Sequence[Mention], names: Mapping[str, str]) -> list[tuple[int, str]]:
    found: dict[int, str] = {}
    for mention in mentions:
        name = names[mention.entity or ""]
        if not set(words(name)) & set(words(stretch(text, mention.span))):
            found.setdefault(mention.span.end, name)
    return sorted(found.items())


def _speaker_elsewhere(claim: Claim, text: str, names: Mapping[str, str]) -> str:
    if claim.speaker is None or contains(claim.sentence, claim.speaker.span):
        return ""
    return names.get(claim.speaker.entity or "", stretch(text, claim.speaker.span)[:_LONGEST_NAME])

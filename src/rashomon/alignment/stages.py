"""How far an undertaking has come, by its verb: under discussion, or done. Lexicon: data/stages.json."""

from __future__ import annotations

from functools import cache
from typing import Literal

from rashomon.alignment.profiles import Profile
from rashomon.data import load_table
from rashomon.text import overlap
from rashomon.vocabulary import stem

Stage = Literal["under discussion", "planned", "done"]


def stage_of(profile: Profile) -> Stage | None:
    """The stage that the claim's verb and stance tell; None where they tell none."""
    claim = profile.claim
    if claim.polarity == "negative" or claim.stance in ("hedged", "denied"):
        return None
    table = load_table("stages")
    if claim.lemma in table["deliberation"] or _opens_with_deliberation(profile):
        return "under discussion"
    if claim.stance == "planned":
        return "planned"
    return "done" if claim.lemma in table["completion"] else None


def verb_as_written(profile: Profile) -> str:
    """The claim's predicate as it stands in the text, else its lemma."""
    predicate = profile.claim.predicate
    if predicate is None or not overlap(predicate, profile.claim.span):
        return profile.claim.lemma or ""
    start = profile.claim.span.start
    text = profile.text[max(0, predicate.start - start) : predicate.end - start]
    return " ".join(text.split()) or profile.claim.lemma or ""


def _opens_with_deliberation(profile: Profile) -> bool:
    """True for "discussed issues, including forming a treaty": the act is `form`, the verb over it `discuss`."""
    return any(stem(word) in _deliberation_stems() for word in profile.words[:8])


@cache
def _deliberation_stems() -> frozenset[str]:
    return frozenset(stem(word) for word in load_table("stages")["deliberation"])

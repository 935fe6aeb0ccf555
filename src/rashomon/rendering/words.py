"""The words of the interface. They say what is shown and what a sign means, never anything about the event."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, Literal

from rashomon.records import CopyKind, LinkKind, PointStatus, QuoteKind, Relation, Stance
from rashomon.rendering.visible import one_line, shorten

_ORIGIN = 60
_RANGE = re.compile(r"(?<=[0-9])\.\.(?=[0-9])")

CellState = Literal["stated", "partly", "contradicted", "silent", "copy"]

STATUS: Final[dict[PointStatus, str]] = {
    "corroborated": "corroborated",
    "contested": "contested",
    "single-source": "single-source",
}
STATUS_MEANING: Final[dict[PointStatus, str]] = {
    "corroborated": "at least two independent sources state it, wholly or partly; copies of one text count once",
    "contested": "two reports state what cannot both be true as worded; which one is right is not judged here",
    "single-source": "one independent source states it, and no full paraphrase was found in the others",
}
RELATION_SIGN: Final[dict[Relation, str]] = {"same": "=", "partial": "≈", "conflict": "≠"}
RELATION_MEANING: Final[dict[Relation, str]] = {
    "same": "states the same",
    "partial": "states more, less or another side of the same",
    "conflict": "cannot both be true as worded",
}
KIND: Final[dict[LinkKind, str]] = {
    "claim": "statement",
    "quantity": "quantity",
    "time": "time",
    "place": "place",
    "participant": "participant",
    "status": "status",
    "attribution": "attribution",
    "update": "update over time",
    "other": "other",
}
KIND_MEANING: Final[dict[LinkKind, str]] = {
    "claim": "the statements exclude each other",
    "quantity": "the amounts exclude each other",
    "time": "the times exclude each other",
    "place": "the places exclude each other",
    "participant": "different people or bodies in the same part",
    "status": "done in one report, not done or still open in the other",
    "attribution": "the same thing is put down to different sources, or said by one and denied by another",
    "update": "a later report may overtake an earlier one: compare the dates",
    "other": "the statements exclude each other",
}
ONE_ORIGIN: Final = "several reports state it, and all that back each other lean on one agency, speaker or document"
COPY_KIND: Final[dict[CopyKind, str]] = {
    "exact": "prints, word for word, the text of",
    "near": "prints the text of",
    "abridged": "prints a part of the text of",
    "extended": "prints, with more around it, the text of",
    "version": "is another version of",
}
CELL_SIGN: Final[dict[CellState, str]] = {
    "stated": "●",
    "partly": "◐",
    "contradicted": "≠",
    "silent": "–",
    "copy": "≡",
}
CELL_MEANING: Final[dict[CellState, str]] = {
    "stated": "the report states it",
    "partly": "the report states more, less or another side of it",
    "contradicted": "the report states what cannot be true together with the words shown",
    "silent": "nothing found in the report that states it",
    "copy": "the report is a copy and was not read apart",
}
STANCE: Final[dict[Stance, str]] = {
    "asserted": "",
    "hedged": "hedged",
    "denied": "denied",
    "planned": "planned",
    "reported": "reported speech",
}
QUOTE_KIND: Final[dict[QuoteKind, str]] = {"direct": "direct", "indirect": "indirect", "mixed": "partly in quotes"}
QUESTIONS: Final[tuple[str, ...]] = ("who", "what", "when", "where", "why", "how")
EMPTY_ANSWER: Final = "no answer found in the reports"
NO_SPEAKER: Final = "No speaker named"
NO_REASON: Final = "no reason is recorded"
NO_LINKS: Final = "no other statement is linked to it"
CHANCE_MEANING: Final = "the estimated probability that the two speak of one fact"
AGREEMENT_MEANING: Final[dict[str, str]] = {
    "agrees": "speaks for both telling the same, up to +1",
    "differs": "speaks against it, down to −1",
    "neutral": "weighs little either way",
}
OTHER_EVENTS: Final = "These seem to report another event than the rest, so nothing was compared with them."
CORRECTED: Final = "People have set this right; all that is shown is as they left it. Each can be undone."
ANYWAY: Final = "To compare all of them anyway: rashomon compare --one-event"
NO_EVENT: Final = "No two of these reports seem to report one event"
PRINCIPLE: Final = (
    "Words in quotation marks are the reports’ own, with their source. Names, dates and values without quotation marks "
    "are normalised from them. Nothing else is said about the event, and no source is rated."
)
CLOCK: Final = "Times of day are as the reports name them; a time zone is counted in only where a report gives one."


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """The number with its noun: "1 report", "3 reports", "1,200 reports"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def show_support(outlets: int, independent: int, origins: Sequence[str]) -> str:
    """Who backs a point: "2 independent sources", or "3 outlets, 1 origin: AP" where outlets share an origin."""
    if not origins or outlets <= independent:
        return counted(independent, "independent source")
    names = ", ".join(shorten(one_line(name), _ORIGIN) for name in origins)
    return f"{counted(outlets, 'outlet')}, {counted(independent, 'origin')}: {names}"


def show_strength(agreement: float) -> str:
    """The agreement with its sign: "+0.90", "−1.00", "0.00"."""
    return f"{agreement:+.2f}".replace("-", "−") if abs(agreement) >= 0.005 else "0.00"


def show_range(value: str) -> str:
    """A normalised amount in a reader's words: "200..999 people" as "200 to 999 people"; any other text as it is."""
    return _RANGE.sub(" to ", value)


def agreement_word(agreement: float) -> str:
    """Whether a piece of evidence speaks for sameness: "agrees", "differs" or "neutral"."""
    return "agrees" if agreement > 0.15 else "differs" if agreement < -0.15 else "neutral"

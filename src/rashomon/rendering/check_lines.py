"""A checked draft made ready for showing: each of its claims with the stretches of the reports beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from rashomon.records import Check, CheckedClaim, CheckStatus, Claim, Link, LinkKind, Mention, Reading, Span, Stance
from rashomon.rendering.dates import show_published
from rashomon.rendering.words import counted
from rashomon.text import stretch

CHECK_MEANING: Final[dict[CheckStatus, str]] = {
    "contradicted": "a report states what cannot be true together with the draft’s words",
    "confirmed": "independent sources state all of it; copies of one text and claims of one origin count once",
    "stated otherwise": "reports speak of it and state more, less, or another side of it",
    "not found": "no report was found to state it; the nearest stretch is shown",
}
CHECK_SIGN: Final[dict[CheckStatus, str]] = {
    "contradicted": "≠",
    "confirmed": "=",
    "stated otherwise": "≈",
    "not found": "–",
}
CHECK_PRINCIPLE: Final = (
    "Each claim of the draft beside the reports’ own words. Nothing here says that a claim is true or false: "
    "sources may be wrong together, and a claim that none has may be right."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BesideLine:
    """A report's stretch beside a claim of the draft.

    `span` is in the text of `article`; `before` and `after` are the words of its sentence around it. `own_value` and
    `value` are the two normalised values, empty where none is at stake; `chance` is the probability that both speak of
    one fact, None for a nearest stretch.
    """

    article: str
    source: str
    published: str
    text: str
    before: str
    after: str
    span: Span
    stance: Stance
    speaker: str
    kind: LinkKind
    own_value: str
    value: str
    chance: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckLine:
    """A claim of the draft: its words, where they stand in the draft, what was found and the stretches that show it.

    `finding` is the result in a few words ("confirmed by 2 independent sources"), `origins` names these sources.
    """

    status: CheckStatus
    finding: str
    text: str
    span: Span
    sentence: Span
    stance: Stance
    speaker: str
    origins: tuple[str, ...]
    confirming: tuple[BesideLine, ...]
    contradicting: tuple[BesideLine, ...]
    otherwise: tuple[BesideLine, ...]
    nearest: BesideLine | None


def make_check_lines(check: Check) -> tuple[CheckLine, ...]:
    """The claims of the draft in the order of its text."""
    places = {claim.id: (claim, reading) for reading in (check.draft, *check.readings) for claim in reading.claims}
    links = {link.id: link for link in check.links}
    names = {entity.id: entity.name for entity in check.entities}
    return tuple(_make_line(one, places, links, names) for one in check.claims)


def count_statuses(check: Check) -> dict[CheckStatus, int]:
    """How many claims of the draft have each status, in the order in which they are shown."""
    return {status: sum(one.status == status for one in check.claims) for status in CHECK_MEANING}


def _make_line(
    one: CheckedClaim, places: dict[str, tuple[Claim, Reading]], links: dict[str, Link], names: dict[str, str]
) -> CheckLine:
    claim, draft = places[one.claim]

    def beside(keys: tuple[str, ...]) -> tuple[BesideLine, ...]:
        return tuple(_beside(*places[links[key].right], links[key], names) for key in keys)

    return CheckLine(
        status=one.status,
        finding=describe_finding(one),
        text=stretch(draft.article.text, claim.span),
        span=claim.span,
        sentence=claim.sentence,
        stance=claim.stance,
        speaker=_name(draft, claim.speaker, names),
        origins=one.origins,
        confirming=beside(one.confirmed_by),
        contradicting=beside(one.contradicted_by),
        otherwise=beside(one.otherwise),
        nearest=None if one.nearest is None else _beside(*places[one.nearest], None, names),
    )


def describe_finding(one: CheckedClaim) -> str:
    """What was found about a claim, in a few words; a claim can be confirmed by some and contradicted by others."""
    parts = []
    if one.contradicting_sources:
        parts.append(f"contradicted by {counted(one.contradicting_sources, 'independent source')}")
    if one.independent_sources:
        parts.append(f"confirmed by {counted(one.independent_sources, 'independent source')}")
    return ", ".join(parts) or one.status


def _beside(claim: Claim, reading: Reading, link: Link | None, names: dict[str, str]) -> BesideLine:
    own_value, value = link.values if link is not None and link.values is not None else ("", "")
    return BesideLine(
        article=reading.article.id,
        source=reading.article.source,
        published=show_published(reading.article),
        text=stretch(reading.article.text, claim.span),
        before=reading.article.text[claim.sentence.start : claim.span.start],
        after=reading.article.text[claim.span.end : claim.sentence.end],
        span=claim.span,
        stance=claim.stance,
        speaker=_name(reading, claim.speaker, names),
        kind="claim" if link is None else link.kind,
        own_value=own_value,
        value=value,
        chance=None if link is None else link.score,
    )


def _name(reading: Reading, speaker: Mention | None, names: dict[str, str]) -> str:
    if speaker is None:
        return ""
    known = None if speaker.entity is None else names.get(speaker.entity)
    return known or stretch(reading.article.text, speaker.span)

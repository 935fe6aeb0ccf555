"""A checked draft as one JSON object, with the stretches written out so that it can be used by itself."""

from __future__ import annotations

from typing import Literal

import msgspec

from rashomon.records import Check, CheckStatus, LinkKind, Stance
from rashomon.rendering.check_lines import CHECK_PRINCIPLE, BesideLine, CheckLine, make_check_lines
from rashomon.rendering.dossier_json import shape_run, shape_vetoes
from rashomon.rendering.reading_json import encode, instant
from rashomon.rendering.shapes import Instant, Offset, RunShape, Score, SkippedShape, SpanShape, ValuesShape, VetoShape

_DIGITS = 4


class CheckedReportShape(msgspec.Struct, frozen=True):
    """A report that was given. `compared` is False where it prints the draft's text or reports another event."""

    id: str
    source: str
    title: str
    url: str | None
    published: Instant | None
    compared: bool
    reason: str | None


class BesideShape(msgspec.Struct, frozen=True):
    """A report's stretch. `values`: the draft's normalised value left, the report's right."""

    article: str
    source: str
    start: Offset
    end: Offset
    text: str
    stance: Stance
    speaker: str | None
    kind: LinkKind
    values: ValuesShape | None
    score: Score | None


class CheckedClaimShape(msgspec.Struct, frozen=True):
    """A claim of the draft and what the reports state of it."""

    start: Offset
    end: Offset
    text: str
    sentence: SpanShape
    stance: Stance
    speaker: str | None
    status: CheckStatus
    independent_sources: int
    origins: list[str]
    contradicting_sources: int
    confirmed_by: list[BesideShape]
    contradicted_by: list[BesideShape]
    otherwise: list[BesideShape]
    nearest: BesideShape | None


class CheckShape(msgspec.Struct, frozen=True):
    """A draft beside reports. Offsets are code points into `draft`, or into the text of the article named."""

    schema: Literal["rashomon/check/1"]
    principle: str
    draft: str
    reports: list[CheckedReportShape]
    claims: list[CheckedClaimShape]
    skipped: list[SkippedShape]
    run: RunShape
    vetoes: list[VetoShape] | msgspec.UnsetType = msgspec.UNSET


def render_check_json(check: Check) -> str:
    """The checked draft as one JSON object ("rashomon/check/1"), indented, with a newline at its end."""
    return msgspec.json.format(encode(shape_check(check)), indent=2).decode() + "\n"


def shape_check(check: Check) -> CheckShape:
    """The checked draft in the shape of its JSON."""
    reasons = {one.article: one.reason for one in check.other_events}
    reasons |= dict.fromkeys(check.own_prints, "prints the draft's own text")
    return CheckShape(
        schema="rashomon/check/1",
        principle=CHECK_PRINCIPLE,
        draft=check.draft.article.text,
        reports=[
            CheckedReportShape(
                id=article.id,
                source=article.source,
                title=article.title,
                url=article.url,
                published=instant(article.published),
                compared=article.id not in reasons,
                reason=reasons.get(article.id),
            )
            for article in check.articles
        ],
        claims=[
            _shape_claim(line, one.independent_sources, list(one.origins), one.contradicting_sources)
            for line, one in zip(make_check_lines(check), check.claims, strict=True)
        ],
        skipped=[SkippedShape(input=one.input, reason=one.reason) for one in check.skipped],
        run=shape_run(check.run),
        vetoes=shape_vetoes(check.vetoes),
    )


def _shape_claim(line: CheckLine, independent: int, origins: list[str], contradicting: int) -> CheckedClaimShape:
    return CheckedClaimShape(
        start=line.span.start,
        end=line.span.end,
        text=line.text,
        sentence=SpanShape(start=line.sentence.start, end=line.sentence.end),
        stance=line.stance,
        speaker=line.speaker or None,
        status=line.status,
        independent_sources=independent,
        origins=origins,
        contradicting_sources=contradicting,
        confirmed_by=[_shape_beside(one) for one in line.confirming],
        contradicted_by=[_shape_beside(one) for one in line.contradicting],
        otherwise=[_shape_beside(one) for one in line.otherwise],
        nearest=None if line.nearest is None else _shape_beside(line.nearest),
    )


def _shape_beside(one: BesideLine) -> BesideShape:
    return BesideShape(
        article=one.article,
        source=one.source,
        start=one.span.start,
        end=one.span.end,
        text=one.text,
        stance=one.stance,
        speaker=one.speaker or None,
        kind=one.kind,
        values=ValuesShape(left=one.own_value, right=one.value) if one.value else None,
        score=None if one.chance is None else round(one.chance, _DIGITS),
    )

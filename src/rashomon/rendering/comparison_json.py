"""What comparing found about quotes, versions and phrasing: to its JSON, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rashomon.records import (
    AgentContrast,
    LoadedWord,
    Phrasing,
    QuotedShare,
    QuoteLedger,
    QuotePrint,
    Span,
    Utterance,
    VersionChange,
    VersionComparison,
)
from rashomon.rendering.reading_json import maybe_span
from rashomon.rendering.shapes import (
    AgentContrastShape,
    DossierShape,
    LoadedWordShape,
    PhrasingShape,
    QuotedShareShape,
    QuoteLedgerShape,
    QuotePrintShape,
    SpanShape,
    UtteranceShape,
    ValuesShape,
    VersionChangeShape,
    VersionComparisonShape,
)
from rashomon.text import stretch


def shape_ledger(ledger: QuoteLedger, texts: Mapping[str, str]) -> QuoteLedgerShape:
    """The quote ledger in the shape of its JSON; `texts` are the articles' by id."""
    return QuoteLedgerShape(
        utterances=[
            UtteranceShape(
                speaker=one.speaker,
                prints=[
                    QuotePrintShape(
                        article=print_.article,
                        start=print_.span.start,
                        end=print_.span.end,
                        text=stretch(texts.get(print_.article, ""), print_.span),
                        form=print_.form,
                        speaker=print_.speaker,
                        changed=[_shape_span(span) for span in print_.changed],
                    )
                    for print_ in one.prints
                ],
            )
            for one in ledger.utterances
        ],
        shares=[
            QuotedShareShape(
                article=one.article,
                speaker=one.speaker,
                role=one.role,
                quotes=one.quotes,
                direct_words=one.direct_words,
            )
            for one in ledger.shares
        ],
    )


def shape_versions(versions: Sequence[VersionComparison]) -> list[VersionComparisonShape]:
    """The versions compared in the shape of their JSON."""
    return [
        VersionComparisonShape(
            article=one.article,
            previous=one.previous,
            changes=[
                VersionChangeShape(
                    kinds=list(change.kinds),
                    before=maybe_span(change.before),
                    after=maybe_span(change.after),
                    values=None
                    if change.values is None
                    else ValuesShape(left=change.values[0], right=change.values[1]),
                )
                for change in one.changes
            ],
        )
        for one in sorted(versions, key=lambda one: one.article)
    ]


def shape_phrasing(phrasing: Phrasing, texts: Mapping[str, str]) -> PhrasingShape:
    """The phrasing in the shape of its JSON; `texts` are the articles' by id."""
    return PhrasingShape(
        lexicon=phrasing.lexicon,
        agents=[
            AgentContrastShape(
                passive=one.passive, verb=_shape_span(one.verb), active=one.active, agent=_shape_span(one.agent)
            )
            for one in phrasing.agents
        ],
        loaded=[
            LoadedWordShape(
                article=one.article,
                start=one.span.start,
                end=one.span.end,
                text=stretch(texts.get(one.article, ""), one.span),
                category=one.category,
                quoted=one.quoted,
            )
            for one in phrasing.loaded
        ],
    )


def read_ledger(shape: DossierShape) -> QuoteLedger:
    """The quote ledger of the dossier's JSON."""
    return QuoteLedger(
        utterances=tuple(
            Utterance(
                speaker=one.speaker,
                prints=tuple(
                    QuotePrint(
                        article=print_.article,
                        span=Span(start=print_.start, end=print_.end),
                        form=print_.form,
                        speaker=print_.speaker,
                        changed=tuple(_read_span(span) for span in print_.changed),
                    )
                    for print_ in one.prints
                ),
            )
            for one in shape.quote_ledger.utterances
        ),
        shares=tuple(
            QuotedShare(
                article=one.article,
                speaker=one.speaker,
                role=one.role,
                quotes=one.quotes,
                direct_words=one.direct_words,
            )
            for one in shape.quote_ledger.shares
        ),
    )


def read_versions(shape: DossierShape) -> tuple[VersionComparison, ...]:
    """The versions compared of the dossier's JSON."""
    return tuple(
        VersionComparison(
            article=one.article,
            previous=one.previous,
            changes=tuple(
                VersionChange(
                    kinds=tuple(change.kinds),
                    before=None if change.before is None else _read_span(change.before),
                    after=None if change.after is None else _read_span(change.after),
                    values=None if change.values is None else (change.values.left, change.values.right),
                )
                for change in one.changes
            ),
        )
        for one in shape.versions
    )


def read_phrasing(shape: DossierShape) -> Phrasing:
    """The phrasing of the dossier's JSON."""
    return Phrasing(
        lexicon=shape.phrasing.lexicon,
        agents=tuple(
            AgentContrast(
                passive=one.passive, verb=_read_span(one.verb), active=one.active, agent=_read_span(one.agent)
            )
            for one in shape.phrasing.agents
        ),
        loaded=tuple(
            LoadedWord(
                article=one.article,
                span=Span(start=one.start, end=one.end),
                category=one.category,
                quoted=one.quoted,
            )
            for one in shape.phrasing.loaded
        ),
    )


def check_places(shape: DossierShape, texts: Mapping[str, str], claims: Mapping[str, object]) -> None:
    """Raises ValueError where an offset or a claim that these parts name leads nowhere."""
    places = [(p.article, p.start, p.end) for one in shape.quote_ledger.utterances for p in one.prints]
    places += [(p.article, s.start, s.end) for u in shape.quote_ledger.utterances for p in u.prints for s in p.changed]
    places += [(one.article, one.start, one.end) for one in shape.phrasing.loaded]
    for version in shape.versions:
        for change in version.changes:
            for key, span in ((version.previous, change.before), (version.article, change.after)):
                places += [] if span is None else [(key, span.start, span.end)]
    for key, start, end in places:
        if not start < end <= len(texts.get(key, "")):
            raise ValueError("a quote, a change or a word leads out of its text")
    if any(key not in claims for one in shape.phrasing.agents for key in (one.passive, one.active)):
        raise ValueError("a contrast of agents is between claims that are not there")


def _shape_span(span: Span) -> SpanShape:
    return SpanShape(start=span.start, end=span.end)


def _read_span(shape: SpanShape) -> Span:
    return Span(start=shape.start, end=shape.end)

"""The event codes of a dossier: to their JSON, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rashomon.records import Dossier, EventCode, EventCodes, Mention, Span
from rashomon.rendering.shapes import DossierShape, EventCodeShape, EventCodesShape, PartyShape
from rashomon.text import stretch


def shape_codes(dossier: Dossier, texts: Mapping[str, str]) -> EventCodesShape:
    """The event codes in the shape of their JSON; `texts` are the articles' by id."""
    article_of = {claim.id: claim.article for reading in dossier.readings for claim in reading.claims}
    return EventCodesShape(
        codes=[
            _shape_code(code, texts.get(article_of.get(code.claim, ""), "")) for code in dossier.event_codes.codes
        ],
        conflicts=list(dossier.event_codes.conflicts),
    )  # fmt: skip


def _shape_code(code: EventCode, text: str) -> EventCodeShape:
    return EventCodeShape(
        claim=code.claim,
        event=code.event,
        mode=code.mode,
        contexts=list(code.contexts),
        start=code.words.start,
        end=code.words.end,
        text=stretch(text, code.words),
        actors=_shape_parties(code.actors, text),
        targets=_shape_parties(code.targets, text),
        score=code.score,
    )


def _shape_parties(parties: Iterable[Mention], text: str) -> list[PartyShape]:
    return [
        PartyShape(entity=one.entity, start=one.span.start, end=one.span.end, text=stretch(text, one.span))
        for one in parties
    ]


def read_codes(shape: DossierShape) -> EventCodes:
    """The event codes of the dossier's JSON."""
    kind_of = {one.id: one.kind for one in shape.entities}

    def parties(shapes: Iterable[PartyShape]) -> tuple[Mention, ...]:
        return tuple(
            Mention(span=Span(start=one.start, end=one.end), entity=one.entity,
                    kind=kind_of.get(one.entity or "", "other"))
            for one in shapes
        )  # fmt: skip

    return EventCodes(
        codes=tuple(
            EventCode(
                claim=one.claim,
                event=one.event,
                mode=one.mode,
                contexts=tuple(one.contexts),
                words=Span(start=one.start, end=one.end),
                actors=parties(one.actors),
                targets=parties(one.targets),
                score=one.score,
            )
            for one in shape.event_codes.codes
        ),
        conflicts=tuple(shape.event_codes.conflicts),
    )


def check_codes(shape: DossierShape, texts: Mapping[str, str]) -> None:
    """Raises ValueError where a code is of a claim that is not there, or an offset of it leads nowhere."""
    article_of = {claim.id: claim.article for claim in shape.claims}
    links = {link.id for link in shape.links}
    for code in shape.event_codes.codes:
        if code.claim not in article_of:
            raise ValueError("an event code is of a claim that is not there")
        end = len(texts[article_of[code.claim]])
        places = [(code.start, code.end), *((one.start, one.end) for one in (*code.actors, *code.targets))]
        if any(not first < last <= end for first, last in places):
            raise ValueError("an event code leads out of its text")
    if not links.issuperset(shape.event_codes.conflicts):
        raise ValueError("a conflict of event codes is a link that is not there")

"""The event codes as entries of a section: codes at odds first, then the others by type and mode."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from rashomon.records import EventCode, Mention
from rashomon.rendering.lookup import Lookup, claim_stretch
from rashomon.rendering.section import Entry, Line
from rashomon.rendering.visible import one_line, shorten
from rashomon.text import stretch

_NAME: Final = 40
_PARTIES: Final = 3


def list_codes(lookup: Lookup) -> tuple[Entry, ...]:
    """An entry for each pair of codes at odds, then one for each type and mode, the event's main claims first."""
    codes = {code.claim: code for code in lookup.dossier.event_codes.codes if code.claim in lookup.claims}
    by_type: dict[str, list[EventCode]] = defaultdict(list)
    for code in codes.values():
        by_type[show_type(code)].append(code)
    at_odds = set(lookup.dossier.event_codes.conflicts)
    pairs = [(codes.get(link.left), codes.get(link.right)) for link in lookup.links if link.id in at_odds]
    odds = (
        Entry(
            head=f"At odds: {show_type(left)} ≠ {show_type(right)}",
            lines=(_line(lookup, left), _line(lookup, right)),
        )
        for left, right in pairs
        if left and right
    )
    types = (
        Entry(head=head, lines=tuple(_line(lookup, code) for code in several)) for head, several in by_type.items()
    )
    return (*odds, *types)


def show_type(code: EventCode) -> str:
    """ "CONSULT / visit", or the type alone where no mode is told."""
    return f"{code.event} / {code.mode}" if code.mode else code.event


def _line(lookup: Lookup, code: EventCode) -> Line:
    who = _show_parties(lookup, code, code.actors)
    whom = _show_parties(lookup, code, code.targets)
    parties = f"{who or '–'} → {whom}" if whom else who or "–"
    told = f"score {code.score:.2f}" + (f"; {', '.join(code.contexts)}" if code.contexts else "")
    return Line(label=parties, stretch=claim_stretch(lookup, code.claim), note=told)


def _show_parties(lookup: Lookup, code: EventCode, parties: Iterable[Mention]) -> str:
    text = lookup.articles[lookup.claims[code.claim].article].text
    names = [
        shorten(one_line(lookup.names.get(one.entity or "") or f"“{stretch(text, one.span)}”"), _NAME)
        for one in parties
    ]
    return ", ".join(names[:_PARTIES]) + (f" +{len(names) - _PARTIES}" if len(names) > _PARTIES else "")

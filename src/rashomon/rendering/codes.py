"""The event codes as entries of a section: codes at odds first, then the others by type and mode."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from rashomon.records import EventCode, Mention
from rashomon.rendering.lookup import Lookup, claim_stretch
from rashomon.rendering.section import Entry, Line
from rashomon.rendering.visible import one_line, shorten
from rashomon.text import fold, stretch

_NAME: Final = 40
_PARTIES: Final = 3


def list_codes(lookup: Lookup) -> tuple[Entry, ...]:
    """An entry for each pair of codes at odds, then one for each type and mode, the event's main claims first.

    What a copy prints in the same words stands with its origin.
    """
    codes = {code.claim: code for code in lookup.dossier.event_codes.codes if code.claim in lookup.claims}
    first = _first_prints(lookup, codes.values())
    also: dict[str, list[str]] = defaultdict(list)
    by_type: dict[str, list[EventCode]] = defaultdict(list)
    for code in codes.values():
        if first[code.claim] == code.claim:
            by_type[show_type(code)].append(code)
        else:
            also[first[code.claim]].append(lookup.codes[code.claim])
    at_odds = set(lookup.dossier.event_codes.conflicts)
    pairs = dict.fromkeys(
        (first[link.left], first[link.right])
        for link in lookup.links
        if link.id in at_odds and link.left in codes and link.right in codes
    )
    odds = (
        Entry(
            head=f"At odds: {show_type(codes[left])} ≠ {show_type(codes[right])}",
            lines=tuple(_line(lookup, codes[key], also[key]) for key in (left, right)),
        )
        for left, right in pairs
    )
    types = (
        Entry(head=head, lines=tuple(_line(lookup, code, also[code.claim]) for code in several))
        for head, several in by_type.items()
    )
    return (*odds, *types)


def _first_prints(lookup: Lookup, codes: Iterable[EventCode]) -> dict[str, str]:
    """For each coded claim (id) the claim of its origin with the same words and type; itself where there is none."""
    printed = {}
    for code in codes:
        claim = lookup.claims[code.claim]
        words = fold(stretch(lookup.articles[claim.article].text, claim.span))
        printed[code.claim] = (claim.article, words, show_type(code))
    by_print = {found: claim for claim, found in reversed(printed.items())}
    return {
        claim: by_print.get((lookup.origins.get(article, article), words, kind), claim)
        for claim, (article, words, kind) in printed.items()
    }


def show_type(code: EventCode) -> str:
    """ "CONSULT / visit", or the type alone where no mode is told."""
    return f"{code.event} / {code.mode}" if code.mode else code.event


def _line(lookup: Lookup, code: EventCode, also: Iterable[str]) -> Line:
    who = _show_parties(lookup, code, code.actors)
    whom = _show_parties(lookup, code, code.targets)
    parties = f"{who or '–'} → {whom}" if whom else who or "–"
    told = f"score {code.score:.2f}" + (f"; {', '.join(code.contexts)}" if code.contexts else "")
    same = ", ".join(also)
    told += f"; same words: {same}" if same else ""
    return Line(label=parties, stretch=claim_stretch(lookup, code.claim), note=told)


def _show_parties(lookup: Lookup, code: EventCode, parties: Iterable[Mention]) -> str:
    text = lookup.articles[lookup.claims[code.claim].article].text
    names = [
        shorten(one_line(lookup.names.get(one.entity or "") or f"“{stretch(text, one.span)}”"), _NAME)
        for one in parties
    ]
    return ", ".join(names[:_PARTIES]) + (f" +{len(names) - _PARTIES}" if len(names) > _PARTIES else "")

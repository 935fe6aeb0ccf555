"""The event codes of a dossier as CSV: one row a code, with the PLOVER type, mode and contexts and the claim it is of.

PLOVER: A. Halterman, P. Schrodt, A. Beger, B. Bagozzi, G. Scarborough (2023); the columns are in the manner of POLECAT.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import Final

from rashomon.exporting.identifiers import day_or_instant, whole
from rashomon.exporting.rows import each_claim
from rashomon.records import Article, Claim, Dossier, Mention
from rashomon.rendering.tables import Value, write_csv
from rashomon.rendering.visible import one_line
from rashomon.text import stretch

COLUMNS: Final = {
    "event_id": "text", "event_date": "text", "event_type": "text", "event_mode": "text", "contexts": "text",
    "actor_names": "text", "recipient_names": "text", "words": "text", "score": "real", "conflicts": "text",
    "claim": "text", "article": "text", "start": "number", "end": "number", "text": "text", "source": "text",
    "publication_date": "text", "url": "text",
}  # fmt: skip
_DIGITS = 4


def render_plover(dossier: Dossier) -> bytes:
    """The codes in the dossier's order, those of the event's main claims first; several values have "; " between."""
    file = io.BytesIO()
    write_csv(list_codes(dossier), file, columns=COLUMNS)
    return file.getvalue()


def list_codes(dossier: Dossier) -> Iterator[dict[str, Value]]:
    """A row for each code. `event_date` is the day that the claim names, where it names one; `conflicts` are the ids of
    links to claims whose codes are at odds with this one."""
    claims = {claim.id: (article, claim) for article, claim in each_claim(dossier)}
    names = {entity.id: entity.name for entity in dossier.entities}
    at_odds: dict[str, list[str]] = {}
    known = set(dossier.event_codes.conflicts)
    for link in sorted(dossier.links, key=lambda link: link.id):
        if link.id in known:
            for key in (link.left, link.right):
                at_odds.setdefault(key, []).append(link.id)
    numbers: dict[str, int] = {}
    for code in dossier.event_codes.codes:
        if code.claim not in claims:
            continue
        article, claim = claims[code.claim]
        numbers[claim.id] = numbers.get(claim.id, 0) + 1
        row: dict[str, Value] = {
            "event_id": f"{claim.id}-{numbers[claim.id]}",
            "event_date": _day_of(claim),
            "event_type": code.event,
            "event_mode": code.mode,
            "contexts": _joined(code.contexts),
            "actor_names": _joined(_names(code.actors, names, article)),
            "recipient_names": _joined(_names(code.targets, names, article)),
            "words": stretch(article.text, code.words),
            "score": round(float(code.score), _DIGITS),
            "conflicts": _joined(at_odds.get(claim.id, ())),
            "claim": claim.id,
            "article": article.id,
            "start": claim.span.start,
            "end": claim.span.end,
            "text": stretch(article.text, claim.span),
            "source": article.source,
            "publication_date": day_or_instant(article),
            "url": article.url,
        }
        yield {name: whole(value) if isinstance(value, str) else value for name, value in row.items()}


def _names(parties: Iterable[Mention], names: dict[str, str], article: Article) -> Iterator[str]:
    for one in parties:
        yield names.get(one.entity or "", "") or stretch(article.text, one.span)


def _joined(values: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(one_line(value).replace(";", ",") for value in values))


def _day_of(claim: Claim) -> str | None:
    days = {time.start.date().isoformat() for time in claim.times if time.start is not None and time.grain == "day"}
    return days.pop() if len(days) == 1 else None

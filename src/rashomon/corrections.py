"""What a desk does with corrections in an archive: make one, undo one, list them, take them away as training pairs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import product
from typing import TYPE_CHECKING, Any, get_args

from rashomon.anchoring import make_anchor
from rashomon.correcting import parse_relation
from rashomon.desk import find_article, find_event, recount
from rashomon.errors import InputError
from rashomon.records import Anchor, Correction, CorrectionKind, Dossier, LinkKind, Relation, Span

if TYPE_CHECKING:
    from rashomon.store import Archive

KINDS: dict[CorrectionKind, str] = {
    "join": "Two statements tell of the same fact",
    "reject": "Two statements have nothing to do with each other",
    "split": "The first statement is no part of this point",
    "relate": "Two statements stand in another relation",
    "merge": "Two names mean one",
    "part": "Two names mean two",
    "move": "The article belongs to another event",
    "review": "A person has read this point",
    "note": "A note on this point",
}
"""What each kind of correction says, for a reader."""

_TARGET = re.compile(r"([^:\s]{1,100}):([0-9]{1,9})-([0-9]{1,9})")
_NUMBER_OF_TARGETS = {"join": (2, 2), "reject": (2, 2), "relate": (2, 2), "merge": (2, 2), "part": (2, 2),
                      "split": (2, 200), "review": (1, 200), "note": (1, 200), "move": (1, 1)}  # fmt: skip
_LONGEST_NAME = 200
_LONGEST_TEXT = 5000
_LABELS = {"join": "same", "reject": "unrelated", "split": "unrelated", "merge": "one entity", "part": "two entities"}


def correct(
    archive: Archive,
    *,
    kind: str,
    targets: Sequence[str],
    who: str,
    why: str,
    value: str = "",
    event: str | None = None,
) -> Correction:
    """Keeps a correction; as it was kept, with its number.

    A target is "ARTICLE:START-END": an article's id (or its beginning) and code points of its text; "ARTICLE:0-0" is
    the whole article. `value` is the relation for "relate" ("conflict", or with its kind "conflict quantity"), the note
    for "note", the event for "move" ("" for one of its own). `event` is the one that it is made in, by default the
    first article's.

    Raises: InputError where anything is missing, too long or leads nowhere; ArchiveError where a move can't be done.
    """
    known = {name: name for name in get_args(CorrectionKind)}
    if kind not in known:
        raise InputError(f"there is no correction {kind[:_LONGEST_NAME]!r}; choose from: {', '.join(known)}")
    who, why, value = who.strip(), why.strip(), value.strip()
    for name, text, longest in (("who", who, _LONGEST_NAME), ("why", why, _LONGEST_TEXT)):
        if not text or len(text) > longest:
            raise InputError(f"a correction says {name}: give 1 to {longest:,} characters")
    found = anchors_of(archive, known[kind], targets)
    present = archive.article(found[0].article).event
    kept = archive.correct(
        Correction(
            kind=known[kind],
            anchors=found,
            who=who,
            why=why,
            at=datetime.now(UTC),
            event=archive.resolve(find_event(archive, event)) if event else present,
            value=_checked_value(archive, known[kind], value),
        )
    )
    recount(archive, _events_of(archive, kept))
    return kept


def anchors_of(archive: Archive, kind: CorrectionKind, targets: Sequence[str]) -> tuple[Anchor, ...]:
    """The anchors of the `targets` that a correction of this `kind` is about. Raises: InputError."""
    least, most = _NUMBER_OF_TARGETS[kind]
    if not least <= len(targets) <= most:
        wanted = str(least) if least == most else f"{least} to {most}"
        raise InputError(f"{kind} is about {wanted} stretches, not {len(targets)}; name each as ARTICLE:START-END")
    found = []
    for target in targets:
        parts = _TARGET.fullmatch(target)
        if parts is None:
            raise InputError(
                f"{target[:_LONGEST_NAME]!r} names no stretch; write ARTICLE:START-END, as in a1b2c3:10-42"
            )
        article = archive.article(find_article(archive, parts[1])).article
        span = Span(start=int(parts[2]), end=int(parts[3]))
        if kind != "move" and span.start == span.end:
            raise InputError(f"{target!r} is an empty stretch; give START-END of the words that are meant")
        found.append(make_anchor(article, Span(start=0, end=0) if kind == "move" else span))
    if len(set(found)) < len(found):
        raise InputError("the same stretch is named twice; name each once")
    if kind in ("join", "relate") and found[0].article == found[1].article:
        raise InputError("both stretches are in one article; links are between two")
    return tuple(found)


def targets_of(dossier: Dossier, key: str) -> tuple[str, ...]:
    """The stretches that the link or point `key` (its id) is between, as targets. Raises: InputError."""
    ends: dict[str, tuple[str, ...]] = {link.id: (link.left, link.right) for link in dossier.links}
    ends |= {point.id: point.claims for point in dossier.points}
    if key not in ends:
        raise InputError(
            f"the event has no link or point {key[:_LONGEST_NAME]!r}; `rashomon compare --event` names its links"
        )
    claims = {claim.id: claim for reading in dossier.readings for claim in reading.claims}
    return tuple(f"{claims[one].article}:{claims[one].span.start}-{claims[one].span.end}" for one in ends[key])


def undo(archive: Archive, number: int, *, who: str, why: str) -> Correction:
    """Takes a correction back; it stays on record, with who undid it, when and why.

    Raises: InputError where one of these is missing; ArchiveError where it was undone before.
    """
    who, why = who.strip(), why.strip()
    if not 0 < len(who) <= _LONGEST_NAME or not 0 < len(why) <= _LONGEST_TEXT:
        raise InputError("undoing stays on record with who did it and why; give both")
    archive.undo_correction(number, who=who, why=why)
    undone = archive.correction(number)
    recount(archive, _events_of(archive, undone))
    return undone


def _events_of(archive: Archive, correction: Correction) -> tuple[str, ...]:
    """The events whose dossiers a correction may change: that which it was made in, and those of its articles."""
    articles = archive.articles({anchor.article for anchor in correction.anchors})
    found = (correction.event, *sorted(one.event or "" for one in articles))
    return tuple(event for event in found if event)


def list_corrections(archive: Archive, event: str | None = None, *, undone: bool = False) -> tuple[Correction, ...]:
    """The corrections that hold, in order, with `undone` the others too; of all events, or about one of its articles.

    Raises: InputError where there is no such event.
    """
    from rashomon.correcting import choose_corrections

    found = archive.corrections(undone=undone)
    if event is None:
        return found
    present = archive.resolve(find_event(archive, event))
    articles = [archived.article for archived in archive.all_articles(event=present)]
    return choose_corrections(found, articles, archive.event_ids(present))


def training_pairs(archive: Archive) -> Iterator[dict[str, Any]]:
    """What holds of people's corrections as labelled pairs of stretches, in order.

    `label`: same, partial, conflict or unrelated for two statements; one entity or two entities for two names. `kind`
    is the kind of a conflict, None where none was said. Moves, reviews and notes are no pairs.
    """
    for one in archive.corrections():
        if one.kind not in _LABELS and one.kind != "relate":
            continue
        relation: tuple[Relation, LinkKind | None] | None = parse_relation(one.value) if one.kind == "relate" else None
        label, kind = relation or (_LABELS.get(one.kind, ""), None)
        for left, right in product(one.anchors[:1], one.anchors[1:]):
            yield {
                "label": label,
                "kind": kind,
                "left": _side(left),
                "right": _side(right),
                "who": one.who,
                "when": one.at.isoformat().replace("+00:00", "Z"),
                "why": one.why,
                "correction": one.number,
                "made_as": one.kind,
            }


def _side(anchor: Anchor) -> dict[str, Any]:
    return {
        "article": anchor.article,
        "url": anchor.url,
        "given_id": anchor.given_id,
        "sha256": anchor.digest,
        "start": anchor.start,
        "end": anchor.end,
        "text": anchor.text,
        "prefix": anchor.prefix,
        "suffix": anchor.suffix,
    }


def _checked_value(archive: Archive, kind: CorrectionKind, value: str) -> str:
    if len(value) > _LONGEST_TEXT:
        raise InputError(f"a note has at most {_LONGEST_TEXT:,} characters, this has {len(value):,}")
    if kind == "relate" and parse_relation(value) is None:
        raise InputError(
            f"{value[:_LONGEST_NAME]!r} is no relation; choose from {', '.join(get_args(Relation))}, with the kind "
            f"of a conflict after it where it is known ({', '.join(get_args(LinkKind))})"
        )
    if kind == "note" and not value:
        raise InputError("the note is empty; write what is to be noted")
    if kind == "move":
        return archive.resolve(find_event(archive, value)) if value else ""
    return value if kind in ("relate", "note") else ""

"""What no report gives of an event, asked by the kind of event that it is (data/event_kinds.json)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from rashomon.comparing.quote_ledger import roles_at
from rashomon.comparing.standing import height
from rashomon.data import load_table
from rashomon.records import EventCode, EventKind, OpenQuestion, Reading
from rashomon.text import fold, stretch, words

LEAST_SHARE = 0.25
"""How much of the weight of the first kind a second one must have to be asked about as well."""
LEAST_WEIGHT = 1.0
"""The mean weight per report from which an event is of a kind at all: about two telling words in the lede."""
_MOST_KINDS = 2
_TOP = 0.999  # headline and lede alone tell what a report is about
_CODE_WEIGHT = 0.5


def find_open_questions(readings: Sequence[Reading], codes: Iterable[EventCode] = ()) -> tuple[OpenQuestion, ...]:
    """The questions that no claim of any report answers: those of every event, then those of its kinds.

    A question counts as answered where its test finds anything, so what is listed as open is so as far as the words of
    the test reach; what is not listed may still be open.
    """
    if not readings:
        return ()
    table = load_table("event_kinds")
    asked: dict[str, EventKind] = dict.fromkeys(table["always"], "other")
    for kind in find_kinds(readings, codes):
        for key in table["kinds"][kind]["questions"]:
            asked.setdefault(key, kind)
    evidence = _gather(readings)
    return tuple(
        OpenQuestion(question=table["questions"][key]["question"], kind=key, event=kind)
        for key, kind in asked.items()
        if not _is_answered(key, evidence)
    )


def find_kinds(readings: Sequence[Reading], codes: Iterable[EventCode] = ()) -> tuple[EventKind, ...]:
    """What kinds of event the headlines and ledes tell of, most telling first: at most two, () where none is clear.

    Each report has its say once for a word or code.
    """
    coded = {code.claim: code for code in codes}
    weight: defaultdict[EventKind, float] = defaultdict(float)
    for reading in readings:
        top = [claim for claim in reading.claims if height(claim, reading) > _TOP]
        told = {word for claim in top for word in words(stretch(reading.article.text, claim.span))}
        acts = {coded[claim.id] for claim in top if claim.id in coded}
        types = {act.event for act in acts} | {f"{act.event}/{act.mode}" for act in acts}
        for kind, entry in _kinds().items():
            weight[kind] += len(told & entry.words) + _CODE_WEIGHT * len(types & entry.codes)
    ranked = sorted(weight, key=lambda kind: (-weight[kind], kind))
    least = max(LEAST_WEIGHT * len(readings), LEAST_SHARE * weight[ranked[0]])
    return tuple(kind for kind in ranked[:_MOST_KINDS] if weight[kind] >= least)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    words: frozenset[str]
    codes: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Evidence:
    """What the reports give, for the tests of questions."""

    texts: tuple[str, ...]
    roles: frozenset[str]
    counted: frozenset[str]
    names: frozenset[str]
    speakers: frozenset[str]
    times: bool
    numbers: bool
    quotes: bool


def _gather(readings: Sequence[Reading]) -> _Evidence:
    claims = [(claim, reading) for reading in readings for claim in reading.claims]
    kind_of = {entity.id: entity.kind for reading in readings for entity in reading.entities}
    speakers = [(reading, quote.speaker) for reading in readings for quote in reading.quotes if quote.speaker]
    return _Evidence(
        texts=tuple(fold(stretch(reading.article.text, claim.span)) for claim, reading in claims),
        roles=frozenset(q.role for reading in readings for q in reading.quantities if q.role),
        counted=frozenset(
            word for reading in readings for q in reading.quantities if q.noun for word in words(q.noun)
        ),
        names=frozenset(kind_of[key] for claim, _ in claims for key in claim.entities if key in kind_of),
        speakers=frozenset(role for reading, speaker in speakers for role in roles_at(reading, speaker.span)),
        times=any(time.start is not None for claim, _ in claims for time in claim.times),
        numbers=any(reading.quantities for reading in readings),
        quotes=bool(speakers),
    )  # fmt: skip


def _is_answered(key: str, evidence: _Evidence) -> bool:
    test: Mapping[str, Any] = load_table("event_kinds")["questions"][key]["test"]
    return any(_TESTS[name](wanted, evidence) for name, wanted in test.items())


@cache
def _cue_pattern(cues: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(re.escape(fold(cue)) for cue in cues) + r")(?!\w)")


_TESTS: Mapping[str, Callable[[Any, _Evidence], bool]] = {
    "cues": lambda wanted, evidence: any(map(_cue_pattern(tuple(wanted)).search, evidence.texts)),
    "roles": lambda wanted, evidence: bool(evidence.roles & set(wanted)),
    "counted": lambda wanted, evidence: any(word.removesuffix("s") in wanted for word in evidence.counted),
    "names": lambda wanted, evidence: bool(evidence.names & set(wanted)),
    "speakers": lambda wanted, evidence: bool(evidence.speakers & set(wanted)),
    "times": lambda wanted, evidence: evidence.times,
    "numbers": lambda wanted, evidence: evidence.numbers,
    "quotes": lambda wanted, evidence: evidence.quotes,
}


@cache
def _kinds() -> dict[EventKind, _Kind]:
    return {
        kind: _Kind(words=frozenset(entry["words"]), codes=frozenset(entry["codes"]))
        for kind, entry in load_table("event_kinds")["kinds"].items()
    }

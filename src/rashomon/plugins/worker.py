"""The process of one plugin: takes requests from standard input and answers on what was standard output.

What the plugin prints goes nowhere, so that it can't be taken for an answer.
"""

from __future__ import annotations

import faulthandler
import os
import sys
import traceback
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from importlib import import_module
from itertools import islice
from pathlib import PurePath
from typing import Any

import msgspec

from rashomon.plugins import ClaimPair, Finding, Report, Side
from rashomon.plugins.messages import Answer, Judge, Know, Load, Read, Recognise, Request, read_message, write_message
from rashomon.records import Reading

_LONGEST_REASON = 300
_GRACE = 10  # seconds after which a process that nobody has stopped stops itself


def main() -> None:
    """Answers until there are no more requests. The second argument is the time that one may take, in seconds."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    seconds = float(sys.argv[2])
    worker = _Worker()
    while (message := read_message(requests)) is not None:
        faulthandler.dump_traceback_later(seconds + _GRACE, exit=True)
        write_message(answers, worker.answer(message))
        faulthandler.cancel_dump_traceback_later()


class _Worker:
    """The plugin, and what it has been told of."""

    def __init__(self) -> None:
        self._plugin: Any = None
        self._sides: dict[str, Side] = {}

    def answer(self, message: bytes) -> Answer:
        """What the plugin says, or why it says nothing."""
        try:
            value = self._ask(msgspec.msgpack.decode(message, type=Request))
            return Answer(value=msgspec.Raw(msgspec.msgpack.encode(value)))
        except BaseException as error:  # noqa: BLE001  # whatever a plugin raises, SystemExit too, is its answer
            return Answer(error=describe(error))

    def _ask(self, request: Request) -> object:
        match request:
            case Load(value=value):
                self._plugin = load(value)
                return None
            case Recognise(name=name, head=head):
                return bool(self._plugin.recognises(name, head))
            case Read(name=name, content=content, most=most):
                return read_reports(self._plugin.read(name, content), most)
            case Know(readings=readings):
                self._sides = make_sides(readings)
                return None
            case Judge(pairs=pairs):
                return [self._judge(*pair) for pair in pairs]

    def _judge(self, left: str, right: str) -> Finding | None:
        found = self._plugin(ClaimPair(left=self._sides[left], right=self._sides[right]))
        if found is not None and not isinstance(found, Finding):
            raise TypeError(f"gave a {type(found).__name__}, and no Finding or None")
        return found


def load(value: str) -> Any:
    """The object at an entry point's value, "package.module" or "package.module:name"."""
    module, _, name = value.partition(":")
    found: Any = import_module(module.strip())
    for part in name.split("[")[0].strip().split("."):
        found = getattr(found, part) if part else found
    return found


def read_reports(reports: Iterable[Report], most: int) -> tuple[list[Report], int]:
    """The first `most` reports, their dates as text, and how many more there are."""
    iterator = iter(reports)
    taken = [_checked(report) for report in islice(iterator, most)]
    return taken, sum(1 for _ in iterator)


def _checked(report: object) -> Report:
    if not isinstance(report, Report):
        raise TypeError(f"gave a {type(report).__name__}, and no Report")
    if not isinstance(report.published, datetime):
        return report
    return replace(report, published=report.published.isoformat())


def make_sides(readings: Iterable[Reading]) -> dict[str, Side]:
    """The sides of pairs by the id of their claim."""
    sides = {}
    for reading in readings:
        entities = {entity.id: entity for entity in reading.entities}
        for claim in reading.claims:
            named = tuple(entities[key] for key in claim.entities if key in entities)
            sides[claim.id] = Side(claim=claim, article=reading.article, entities=named)
    return sides


def describe(error: BaseException) -> str:
    """The error in one line, with the file's name and the line where it was raised."""
    try:
        words = " ".join(str(error).split())
    except Exception:  # noqa: BLE001  # an error may fail even in telling what it is
        words = ""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" ({PurePath(frames[-1].filename).name}, line {frames[-1].lineno})" if frames else ""
    what = f"raised {type(error).__name__}" + (f": {words}" if words else "")
    return what[:_LONGEST_REASON] + where

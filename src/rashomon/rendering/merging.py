"""The same words in several reports are shown once, with all their sources."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rashomon.rendering.lookup import Stretch
from rashomon.text import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A stretch, and the stretches of other reports that have the same words."""

    first: Stretch
    also: tuple[Stretch, ...]


def merge_same_words(stretches: Iterable[Stretch]) -> tuple[Shown, ...]:
    """The stretches in their order; one that repeats the words and the voice of an earlier one is joined to it.

    Words are compared without case and marks.
    """
    groups: dict[tuple[object, ...], list[Stretch]] = {}
    for one in stretches:
        spoken = tuple(words(one.text)) or (one.text,)
        groups.setdefault((spoken, one.stance, one.speaker, tuple(words(one.subject))), []).append(one)
    return tuple(Shown(first=several[0], also=tuple(several[1:])) for several in groups.values())

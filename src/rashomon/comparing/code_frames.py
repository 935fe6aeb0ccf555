"""The frames of data/plover.json, ready for matching: a verb, words that follow it, a class of nouns or a named one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from rashomon.data import load_table
from rashomon.records import PloverEvent
from rashomon.vocabulary import stem as regular_stem

Leading = Literal["promise", "request", "refusal", "threat"]
_SHORT = 3
_NEGATIONS = frozenset({"not", "no", "never"})
REACH = 4
"""How many words after a frame's verb its further words may stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One frame of the lexicon: `follow` are stems that come after `verb` in this order; `nouns` a class of stems.

    `named` wants an object that names a person, a place, an organisation or a group. A `leading` verb takes its code
    from the act that it leads to; where there is none, it has a code of its own only if `alone`.
    """

    event: PloverEvent
    mode: str | None
    contexts: tuple[str, ...]
    verb: str
    follow: tuple[str, ...] = ()
    nouns: frozenset[str] = frozenset()
    named: bool = False
    leading: Leading | None = None
    alone: bool = True

    @property
    def weight(self) -> int:
        """How much a frame asks: of two that fit, the one that asks more is meant."""
        return 3 * bool(self.nouns) + 2 * len(self.follow) + self.named


@dataclass(frozen=True, slots=True, kw_only=True)
class EventNoun:
    """A noun that names an act by itself ("talks", "airstrike")."""

    event: PloverEvent
    mode: str | None
    contexts: tuple[str, ...]


def find_frame(
    verb: str, after: Sequence[str], objects: Collection[str], named: bool, *, leading: bool
) -> Frame | None:
    """The frame that fits best; None where none does.

    `verb` is a stem, `after` the stems that follow it, `objects` those of the nouns that it is about, `named` whether
    one of these is a name. Only frames of leading verbs are looked at where `leading`, else only the others.
    """
    fitting = [
        frame
        for frame in _frames().get(verb, ())
        if (frame.leading is not None) == leading
        and (not frame.named or named)
        and (not frame.nouns or frame.nouns & set(objects))
        and _follows(frame.follow, after)
    ]
    return max(fitting, key=lambda frame: frame.weight, default=None)


def _follows(wanted: Sequence[str], after: Sequence[str]) -> bool:
    at = 0
    for word in wanted:
        try:
            at = after.index(word, at, at + REACH) + 1
        except ValueError:
            return False
    return not _NEGATIONS & set(after[:at])


def is_verb(word: str) -> bool:
    """True where a frame has this stem as its verb."""
    return word in _frames()


def needs_doer(verb: str) -> bool:
    """True for the stem of a verb that tells an assault only by who does it ("kill")."""
    return verb in _stems("only_by")


def is_doer(word: str) -> bool:
    """True for the stem of a noun that may do what `needs_doer` asks for ("gunmen", "airstrike")."""
    return word in _stems("doers")


def is_light(word: str) -> bool:
    """True for the stem of a verb that says little beside the noun that names the act ("hold", "begin")."""
    return word in _stems("light")


def noun_code(word: str) -> EventNoun | None:
    """The code of a noun's stem that names an act, None where it names none."""
    return _nouns().get(word)


def inner_mode(leading: Leading, event: PloverEvent | None) -> str | None:
    """The mode of a request, refusal or threat from the type of the act that it is about."""
    modes: dict[str, str | None] = load_table("plover")["inner_modes"].get(leading, {})
    return modes.get(event or "", modes.get(""))


def is_cooperative(event: PloverEvent) -> bool:
    """True for acts of cooperation, by word or deed."""
    return event in load_table("plover")["cooperative"]


def is_hostile(event: PloverEvent) -> bool:
    """True for acts that harm, force or threaten to: what is planned of them is a threat."""
    return event in load_table("plover")["hostile"]


def is_mutual(event: PloverEvent) -> bool:
    """True for acts that two do together ("met", "signed")."""
    return event in load_table("plover")["mutual"]


def stem(word: str) -> str:
    """The stem of a folded word, as the frames have it: irregular verbs as their infinitive, without a last "e"."""
    known: dict[str, str] = load_table("plover")["irregular"]
    found = regular_stem(known.get(word, word))
    return found.removesuffix("e") if len(found) > _SHORT else found


@cache
def context_words() -> dict[str, frozenset[tuple[str, ...]]]:
    """By context its words, as sequences of stems."""
    return {
        context: frozenset(tuple(stem(word) for word in entry.split()) for entry in several)
        for context, several in load_table("plover")["contexts"].items()
    }


@cache
def _frames() -> dict[str, tuple[Frame, ...]]:
    table = load_table("plover")
    classes = {name: frozenset(stem(word) for word in several) for name, several in table["classes"].items()}
    found: dict[str, list[Frame]] = defaultdict(list)
    for entry in (*table["events"], *table["leading"]):
        for written in entry["frames"]:
            frame = _read_frame(written, entry, classes)
            found[frame.verb].append(frame)
    return {verb: tuple(several) for verb, several in found.items()}


def _read_frame(written: str, entry: dict[str, Any], classes: dict[str, frozenset[str]]) -> Frame:
    verb, *rest = written.split()
    nouns = [word for word in rest if word.startswith("{")]
    return Frame(
        event=entry["event"],
        mode=entry["mode"],
        contexts=tuple(entry.get("contexts", ())),
        verb=stem(verb),
        follow=tuple(stem(word) for word in rest if word != "@" and not word.startswith("{")),
        nouns=classes[nouns[0].strip("{}")] if nouns else frozenset(),
        named="@" in rest,
        leading=entry.get("kind"),
        alone=entry.get("alone", True),
    )


@cache
def _nouns() -> dict[str, EventNoun]:
    return {
        stem(word): EventNoun(event=entry["event"], mode=entry["mode"], contexts=tuple(entry["contexts"]))
        for entry in load_table("plover")["nouns"]
        for word in entry["nouns"]
    }


@cache
def _stems(name: str) -> frozenset[str]:
    return frozenset(stem(word) for word in load_table("plover")[name])

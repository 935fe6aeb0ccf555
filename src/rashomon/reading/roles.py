"""Words that stand for a person: titles before a name, roles ("the Russian president"), and the gender they tell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from rashomon.data import load_table

_PARTS = re.compile(r"[^\W_][\w.'é]*|-")
_LONGEST = 5
# Classes whose words are titles even where only the capital tells so; a "Star" or "Guard" is as often part of a name.
_FORMAL = frozenset({"head", "deputy", "minister", "envoy", "lawmaker", "governor", "spokesman", "officer", "court",
                     "clergy", "royal"})  # fmt: skip
# Two classes of which one person may well be called by either.
_KINDRED = frozenset({frozenset({"head", "minister"}), frozenset({"head", "royal"}), frozenset({"aide", "spokesman"}),
                      frozenset({"lawmaker", "candidate"}), frozenset({"governor", "candidate"})})  # fmt: skip
# Roles that nearly everybody may have: "the official" is nobody in particular.
_LOOSE = frozenset(
    [
        "official",
        "member",
        "resident",
        "student",
        "worker",
        "employee",
        "expert",
        "friend",
        "colleague",
        "partner",
        "star",
    ]
)


_OWNERS = {"his": "m", "her": "f", "your": "", "their": "", "my": "", "our": ""}


@cache
def _roles() -> dict[tuple[str, ...], frozenset[str]]:
    found: dict[tuple[str, ...], set[str]] = {}
    for role_class, phrases in load_table("titles")["roles"].items():
        for phrase in phrases:
            found.setdefault(tuple(_PARTS.findall(phrase)), set()).add(role_class)
    return {parts: frozenset(classes) for parts, classes in found.items()}


@cache
def _starts() -> frozenset[str]:
    return frozenset(parts[0] for parts in _roles())


@cache
def _ends() -> frozenset[str]:
    return frozenset(parts[-1] for parts in _roles())


@cache
def _honorifics() -> dict[str, str]:
    table: dict[str, str] = load_table("titles")["honorifics"]
    return table


@cache
def _styles() -> frozenset[str]:
    return frozenset(load_table("titles")["styles"])


@cache
def _genders() -> dict[str, str]:
    table: dict[str, str] = load_table("titles")["genders"]
    return table


def role_at(words: Sequence[str], at: int, end: int) -> int:
    """How many of the lower-case `words` from `at` (before `end`) are one role, longest first; 0 where none starts."""
    if words[at] not in _starts():
        return 0
    roles = _roles()
    for length in range(min(_LONGEST, end - at), 0, -1):
        if tuple(words[at : at + length]) in roles:
            return length
    return 0


def role_before(words: Sequence[str], at: int, start: int) -> int:
    """How many of the lower-case `words` before `at` (from `start` on) are one role, longest first."""
    if at <= start or words[at - 1] not in _ends():
        return 0
    roles = _roles()
    for length in range(min(_LONGEST, at - start), 0, -1):
        if tuple(words[at - length : at]) in roles:
            return length
    return 0


def classes_of(role: Sequence[str]) -> frozenset[str]:
    """The classes of the role in lower-case words; empty where it is not listed."""
    return _roles().get(tuple(role), frozenset())


def is_formal(role: Sequence[str]) -> bool:
    """True where a capitalised `role` before a name is a title."""
    return bool(classes_of(role) & _FORMAL)


def is_loose(role: Sequence[str]) -> bool:
    """True where many people of a report may have the role."""
    return role[-1] in _LOOSE or "kin" in classes_of(role)


def is_honorific(word: str) -> bool:
    """True for "mr", "dr", "sir" and the like, lower-case and without a full stop."""
    return word in _honorifics()


def style_before(words: Sequence[str], at: int, start: int) -> int:
    """How many of the lower-case `words` before `at` (from `start` on) are a style: 2 for "his excellency", 3 for "her
    royal highness", else 0."""
    if at - start < 2 or words[at - 1] not in _styles():
        return 0
    for length in (2, 3):
        if at - length >= start and words[at - length] in _OWNERS:
            return length
    return 0


def roles_agree(left: Sequence[str], right: Sequence[str]) -> bool:
    """True where a person of the role `left` may be called `right`: the same words, or two roles of kindred classes."""
    if tuple(left) == tuple(right) or left[-1] == right[-1]:
        return True
    lefts, rights = classes_of(left), classes_of(right)
    if lefts & rights:
        shared = lefts & rights
        return bool(shared & {"head", "lawmaker", "spokesman", "aide", "press", "envoy", "young"})
    return any(frozenset({a, b}) in _KINDRED for a in lefts for b in rights)


def gender_of_title(word: str) -> str | None:
    """The gender that a title or role word tells: "m", "f", or None."""
    word = word.lower().removesuffix(".")
    if word in _OWNERS:  # the style "his excellency" is kept by its first word
        return _OWNERS[word] or None
    return _honorifics().get(word) or _genders().get(word) or None

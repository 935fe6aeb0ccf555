"""Conflicts made from training sentences: another number, another day, a negation, swapped roles, a plan for a deed.

The texts are altered while training and never stored. A row is (left, right, allowed relations): 0 same, 1 partial,
2 conflict, 3 unrelated.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Iterator

_NUMBER = re.compile(r"(?<![\w.,])(\d{1,3}(?:,\d{3})+|\d+)(?![\w]|[.,]\d)")
_WORDS = [
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "fifteen",
    "twenty",
    "thirty",
    "forty",
    "fifty",
]
_WORD_NUMBER = re.compile(r"\b(" + "|".join(_WORDS) + r")\b", re.IGNORECASE)
_VAGUE = ["dozens", "hundreds", "thousands", "millions"]
_VAGUE_NUMBER = re.compile(r"\b(" + "|".join(_VAGUE) + r")\b", re.IGNORECASE)
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_DAY = re.compile(r"\b(" + "|".join(_DAYS) + r")\b")
_MONTH = re.compile(r"\b(" + "|".join(_MONTHS) + r")\b")
_POSITIVE = re.compile(r"\b(is|was|were|are|will|would|can|could|has been|had been|should)\b(?! not\b)")
_NEGATIVE = re.compile(r"\b(is|was|were|are|will|would|can|could|did|does|do|should|has|had|have) not\b|n't\b")
_OPPOSITES = [
    ("accepted", "rejected"), ("agreed", "refused"), ("confirmed", "denied"), ("guilty", "not guilty"),
    ("survived", "died"), ("alive", "dead"), ("won", "lost"), ("increased", "decreased"), ("rose", "fell"),
    ("approved", "blocked"), ("before", "after"), ("north", "south"), ("east", "west"), ("first", "second"),
    ("more than", "fewer than"),
    ("at least", "no more than"), ("admitted", "denied"), ("arrested", "released"), ("opened", "closed"),
    ("started", "ended"), ("support", "oppose"),
    ("higher", "lower"), ("all", "none"), ("signed", "refused to sign"), ("found", "did not find"), ("arrived", "left"),
    ("morning", "evening"), ("male", "female"), ("man", "woman"), ("son", "daughter"), ("brother", "sister"),
    ("he", "she"),
]  # fmt: skip
_NAME = re.compile(r"\b[A-Z][a-z]+(?: [A-Z][a-z]+)*\b")
_ONE_WAY = re.compile(
    r"\b(accused?|attacked|beat|defeated|killed|sued|shot|arrested|criticised|criticized|paid|sold|gave|hit|blamed|"
    r"warned|asked|urged|praised|replaced|told|thanked|invited|ordered|struck|charged|backed)\b"
)
_PLAN = re.compile(r"\b(?:will|would|plans? to|is expected to|are expected to|intends? to|is set to) (?=[a-z]+\b)")


def other_number(text: str, rng: random.Random) -> str | None:
    found = list(_NUMBER.finditer(text))
    if found:
        match = rng.choice(found)
        value = int(match[1].replace(",", ""))
        changed = value
        while changed == value:
            if 1900 <= value <= 2030 and "," not in match[1]:
                changed = value + rng.choice([-20, -3, -2, -1, 1, 2, 5])
            else:
                changed = max(
                    0, round(value * rng.choice([0.1, 0.5, 0.8, 1.3, 2, 3, 10]) + rng.choice([-2, -1, 0, 1, 2]))
                )
        return text[: match.start()] + (f"{changed:,}" if "," in match[1] else str(changed)) + text[match.end() :]
    for pattern, words in ((_VAGUE_NUMBER, _VAGUE), (_WORD_NUMBER, _WORDS)):
        match = pattern.search(text)
        if match:
            return _replace(text, match, rng.choice([w for w in words if w != match[1].lower()]))
    return None


def other_day(text: str, rng: random.Random) -> str | None:
    for pattern, names in ((_DAY, _DAYS), (_MONTH, _MONTHS)):
        match = pattern.search(text)
        if match:
            return _replace(text, match, rng.choice([n for n in names if n != match[1]]))
    return None


def negated(text: str, rng: random.Random) -> str | None:
    match = _NEGATIVE.search(text)
    if match:
        return text[: match.start()] + (match[1] or "") + text[match.end() :]
    found = list(_POSITIVE.finditer(text))
    return text[: (m := rng.choice(found)).end()] + " not" + text[m.end() :] if found else None


def opposite(text: str, rng: random.Random) -> str | None:
    pairs = _OPPOSITES + [(b, a) for a, b in _OPPOSITES]
    rng.shuffle(pairs)
    for word, other in pairs:
        match = re.search(rf"\b{word}\b", text)
        if match:
            return text[: match.start()] + other + text[match.end() :]
    return None


def swapped(text: str, rng: random.Random) -> str | None:
    act = _ONE_WAY.search(text)
    if not act:
        return None
    before = [m for m in _NAME.finditer(text) if m.end() <= act.start()]
    after = [m for m in _NAME.finditer(text) if m.start() >= act.end()]
    if not before or not after or before[-1][0] == after[0][0]:
        return None
    left, right = before[-1], after[0]
    return text[: left.start()] + right[0] + text[left.end() : right.start()] + left[0] + text[right.end() :]


def planned(text: str, rng: random.Random) -> str | None:
    match = _PLAN.search(text)
    if not match:
        return None
    return text[: match.start()] + rng.choice(["decided not to ", "refused to ", "failed to "]) + text[match.end() :]


def denied(text: str, rng: random.Random) -> str | None:
    speaker = rng.choice(["Officials", "A spokesman", "He", "She", "The company", "Police"])
    return f"{speaker} denied that {text[0].lower()}{text[1:]}"


ALTERATIONS: tuple[tuple[Callable[[str, random.Random], str | None], int], ...] = (
    (other_number, 6), (other_day, 2), (negated, 3), (opposite, 4), (swapped, 3), (planned, 1), (denied, 1),
)  # fmt: skip


def _replace(text: str, match: re.Match[str], word: str) -> str:
    word = word.capitalize() if match[1][0].isupper() else word
    return text[: match.start()] + word + text[match.end() :]


def altered(text: str, rng: random.Random) -> tuple[str, Callable[[str, random.Random], str | None]] | None:
    """`text` with one thing changed so that both cannot be true, and what changed it; None where nothing can be."""
    ways = [way for way, weight in ALTERATIONS for _ in range(weight)]
    rng.shuffle(ways)
    for way in dict.fromkeys(ways):
        changed = way(text, rng)
        if changed and changed != text:
            return changed, way
    return None


def reworded(text: str, rng: random.Random) -> str:
    """`text` with a change that leaves its fact alone: digits for a number word, an attribution, no first article."""
    match = _WORD_NUMBER.search(text)
    if match and match[1].lower() in _WORDS[:11] and rng.random() < 0.7:
        return text[: match.start()] + str(_WORDS.index(match[1].lower()) + 2) + text[match.end() :]
    found = _NUMBER.search(text)
    if found and found[1].isdigit() and 2 <= int(found[1]) <= 12 and rng.random() < 0.7:
        return text[: found.start()] + _WORDS[int(found[1]) - 2] + text[found.end() :]
    return text.rstrip(".") + rng.choice([", officials said.", ", police said.", ", according to reports.", "."])


def altered_rows(
    linked: Iterable[tuple[str, str]], alone: Iterable[str], rng: random.Random
) -> Iterator[tuple[str, str, tuple[int, ...]]]:
    """Conflicts from pairs that state the same and from single sentences, one side altered; reworded ones beside."""
    for left, right in linked:
        made = altered(right, rng)
        if made:
            changed, way = made
            gone = set(right.split()) - set(changed.split())
            # A new number or day may fall on a detail that the other side does not give: then it may be a part.
            loose = way in (other_number, other_day) and not gone & set(left.split())
            yield left, changed, (1, 2) if loose else (2,)
    for text in alone:
        made = altered(text, rng)
        if made:
            yield text, made[0], (2,)
        yield text, reworded(text, rng), (0,)

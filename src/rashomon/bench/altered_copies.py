"""Copies made from a text in the five ways in which outlets alter what they print, from a fixed seed."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from typing import Final

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_FIRST = ("Maria", "Tom", "Aisha", "Piotr", "Helen", "Ravi")
_LAST = ("Lindqvist", "Okafor", "Brandt", "Moreau", "Castell", "Ueda")
_DESKS = ("Staff Writer", "News Desk", "Correspondent", "Special to this paper")

Alter = Callable[[str, Sequence[str], random.Random], str]
"""(text, sentences of articles on other events, source of chance) -> the copy"""


def change_byline(text: str, others: Sequence[str], chance: random.Random) -> str:
    """Another byline on top, and four fifths of the text's sentences."""
    byline = f"By {chance.choice(_FIRST)} {chance.choice(_LAST)}, {chance.choice(_DESKS)}"
    return byline + "\n\n" + " ".join(_keep(split_sentences(text), 0.8, chance))


def change_few_words(text: str, others: Sequence[str], chance: random.Random) -> str:
    """One word in twenty replaced."""
    return _replace_words(text, 0.05, others, chance)


def change_many_words(text: str, others: Sequence[str], chance: random.Random) -> str:
    """Fifteen words in a hundred replaced."""
    return _replace_words(text, 0.15, others, chance)


def keep_first_half(text: str, others: Sequence[str], chance: random.Random) -> str:
    """The first half of the words."""
    every = text.split()
    return " ".join(every[: len(every) // 2])


def add_other_text(text: str, others: Sequence[str], chance: random.Random) -> str:
    """Three fifths of the sentences, and as many words of other sentences as fell away, anywhere between them."""
    mixed = _keep(split_sentences(text), 0.6, chance)
    missing = len(text.split()) - sum(len(sentence.split()) for sentence in mixed)
    while missing > 0:
        sentence = chance.choice(others)
        mixed.insert(chance.randint(0, len(mixed)), sentence)
        missing -= len(sentence.split())
    return " ".join(mixed)


KINDS: Final[dict[str, Alter]] = {
    "byline changed, 80 % kept": change_byline,
    "5 % of words changed": change_few_words,
    "15 % of words changed": change_many_words,
    "first half only": keep_first_half,
    "60 % kept, other text added": add_other_text,
}


def split_sentences(text: str) -> list[str]:
    """The sentences of `text`, roughly: parted after full stops, question and exclamation marks."""
    return [sentence for sentence in _SENTENCE_END.split(text.strip()) if sentence]


def _keep(sentences: Sequence[str], part: float, chance: random.Random) -> list[str]:
    """Sentences with about `part` of the words of all, in their order."""
    wanted = part * sum(len(sentence.split()) for sentence in sentences)
    kept: set[int] = set()
    for i in chance.sample(range(len(sentences)), len(sentences)):
        if wanted <= 0:
            break
        kept.add(i)
        wanted -= len(sentences[i].split())
    return [sentences[i] for i in sorted(kept)]


def _replace_words(text: str, part: float, others: Sequence[str], chance: random.Random) -> str:
    every = text.split()
    for i in chance.sample(range(len(every)), round(part * len(every))):
        every[i] = chance.choice(chance.choice(others).split())
    return " ".join(every)

"""Noun phrases of reports that call a thing without a name: a noun that many choose otherwise, with what stands at it.

Found without a parser: a noun of data/naming_nouns.json, the words before it up to a function word or a mark, and an
anchor after it: "in" and a named place, or the participle of what was done to it ("imposed").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from rashomon.data import load_table
from rashomon.records import Mention, Reading, Span
from rashomon.text import contains, fold, overlap, stretch, word_spans
from rashomon.vocabulary import is_stop_word, stem

_MOST_BEFORE = 4
_GRADES = frozenset({"most", "more", "very", "so-called"})
_PREPOSITION = re.compile(r"\s(?:in|on|of|against|with|between|by|at|over)\s(?:the\s)?$")
_NEXT_WORD = re.compile(r"[\s”\"’']{1,3}(\w+)")
_POSSESSIVE = ("'s", "’s", "s'", "s’")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Words of a report for something. `heads` are the stems of its nouns, `kinds` the kinds of thing they are.

    `core` is the phrase without whose it is and where; `anchors` are the ids of what it is tied to by a preposition or
    a possessive, and the stem of a participle after it ("+impos"). `quoted` where it is within quotation marks.
    """

    article: str
    span: Span
    core: Span
    heads: frozenset[str]
    kinds: frozenset[str]
    anchors: frozenset[str]
    sentence: Span
    quoted: bool


def find_phrases(reading: Reading) -> Iterator[Phrase]:
    """The phrases of a report's sentences but headlines, in order; nouns side by side, or joined by "and", are one."""
    text = reading.article.text
    quoted = [quote.span for quote in reading.quotes if quote.kind == "direct"]
    headlines = {claim.sentence for claim in reading.claims if claim.kind == "headline"}
    for sentence in (one for one in reading.sentences if one not in headlines):
        spans = word_spans(text, sentence)
        stems = [stem(fold(stretch(text, span))) for span in spans]
        i = 0
        while i < len(spans):
            if stems[i] not in _kinds():
                i += 1
                continue
            last = _last_noun(i, spans, stems, text)
            first = _first_word(i, spans, stems, text)
            core = Span(start=spans[first].start, end=spans[last].end)
            if _is_name(reading, Span(start=spans[i].start, end=core.end), sentence):
                i = last + 1
                continue
            heads = [key for key in stems[i : last + 1] if key in _kinds()]
            span, anchors = _anchor(reading, core, sentence)
            owner = _owner(reading, spans, first)
            yield Phrase(
                article=reading.article.id,
                span=span,
                core=core,
                heads=frozenset(heads),
                kinds=frozenset(kind for key in heads for kind in _kinds()[key]),
                anchors=anchors | owner,
                sentence=sentence,
                quoted=any(overlap(core, one) for one in quoted),
            )
            i = last + 1


def _is_name(reading: Reading, nouns: Span, sentence: Span) -> bool:
    """True where the nouns are part of a name, or stand for somebody named: names are compared by their mentions."""
    if nouns.start > sentence.start + 1 and reading.article.text[nouns.start].isupper():
        return True
    return any(m.entity and overlap(m.span, nouns) for m in reading.mentions)


def _last_noun(i: int, spans: list[Span], stems: list[str], text: str) -> int:
    """The last of the nouns of the lexicon that stand side by side from `i` on, or are joined by "and"."""
    last = i
    while last + 1 < len(spans):
        if stems[last + 1] in _kinds() and not text[spans[last].end : spans[last + 1].start].strip():
            last += 1
        elif (
            last + 2 < len(spans) and stems[last + 1] == "and" and stems[last + 2] in _kinds()
            and _kinds()[stems[last]] & _kinds()[stems[last + 2]]
            and not text[spans[last].end : spans[last + 2].start].replace("and", "").strip()
        ):  # fmt: skip
            last += 2
        else:
            break
    return last


def _first_word(i: int, spans: list[Span], stems: list[str], text: str) -> int:
    """The first of the words before the noun `i` that belong to its phrase: none is a function word or after a mark."""
    first = i
    while first > 0 and i - first < _MOST_BEFORE:
        word = fold(stretch(text, spans[first - 1]))
        apart = text[spans[first - 1].end : spans[first].start].strip(" -\u00a0")
        if apart or (is_stop_word(word) and word not in _GRADES) or word.endswith(_POSSESSIVE) or word.endswith("ing"):
            break
        first -= 1
    return first


def _owner(reading: Reading, spans: list[Span], first: int) -> frozenset[str]:
    """The entity in whose possession the phrase is ("Moscow's operation")."""
    if first == 0:
        return frozenset()
    before = spans[first - 1]
    if not stretch(reading.article.text, before).endswith(_POSSESSIVE):
        return frozenset()
    return frozenset(m.entity for m in reading.mentions if m.entity and overlap(m.span, before))


def _anchor(reading: Reading, core: Span, sentence: Span) -> tuple[Span, frozenset[str]]:
    """The phrase with the named thing that a preposition ties to it, and its anchors."""
    text = reading.article.text
    for mention in reading.mentions:
        if mention.entity and core.end < mention.span.start < min(core.end + 40, sentence.end):
            between = text[core.end : mention.span.start]
            if _PREPOSITION.fullmatch(between) and contains(sentence, mention.span):
                return _with_second(reading, core, mention), frozenset({mention.entity})
    after = _NEXT_WORD.match(text, core.end, sentence.end)
    if after and after.group(1).endswith("ed"):
        return core, frozenset({"+" + stem(fold(after.group(1)))})
    return core, frozenset()


def _with_second(reading: Reading, core: Span, first: Mention) -> Span:
    """The phrase up to `first`, or to the named thing that "and" joins to it ("between Ila and Nor")."""
    text = reading.article.text
    ends = [m.span.end for m in reading.mentions if m.entity and text[first.span.end : m.span.start] == " and "]
    return Span(start=core.start, end=max(ends, default=first.span.end))


def kinds_between() -> frozenset[str]:
    """The kinds of thing that stand between two: a friendship has two sides."""
    return frozenset(load_table("naming_nouns")["between"])


@cache
def _kinds() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for kind, several in load_table("naming_nouns")["kinds"].items():
        for word in several:
            found.setdefault(stem(word), set()).add(kind)
    return {word: frozenset(kinds) for word, kinds in found.items()}

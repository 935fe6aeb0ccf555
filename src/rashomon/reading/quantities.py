"""The quantities of a report: amounts with their bounds, unit or counted noun, and the set that is counted.

Vague amounts stand for these ranges (data/quantities.json): dozens 24..99, scores 40..99, hundreds 200..999,
thousands 2,000..9,999, tens of thousands 20,000..99,999, hundreds of thousands 200,000..999,999, millions 2..9.99
million, several 3..9, a few 3..5, a handful 3..6, a couple 2. "at least 7" is 7..inf, "more than 7 people" 8..inf,
"up to 7 people" 1..7, "about" and "nearly 100" 10 percent to both sides. Years, dates, times, ordinals, scores and
numbers in names are none.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from rashomon.data import load_table
from rashomon.reading.ages import Age, find_age
from rashomon.reading.amounts import Amount, bounded, read_amounts
from rashomon.reading.counted import Counted, find_counted, find_role, is_part, is_person_noun
from rashomon.reading.layout import Layout
from rashomon.reading.number_words import Word, split_words, text_at, touches
from rashomon.reading.units import unit_scale
from rashomon.records import Article, Quantity, Span, Time
from rashomon.text import overlap, plain_marks

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_FIRST_YEAR, _LAST_YEAR = 1000, 2100
_CLOCK = frozenset({"am", "pm", "a.m", "p.m", "o'clock", "gmt", "utc", "est", "edt", "bst", "cet"})
_MONTHS = frozenset({
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
})  # fmt: skip
_OPENERS = frozenset({
    "a", "an", "the", "in", "on", "at", "of", "but", "and", "only", "by", "all", "for", "with", "from", "after", "his",
    "her", "their", "its", "these", "those", "another", "just", "now", "still", "then", "when", "while", "as", "to",
})  # fmt: skip
_NOBODY = (("no", "one"), ("nobody",), ("none",))


def read_quantities(article: Article, layout: Layout, doc: Doc, times: Sequence[Time]) -> tuple[Quantity, ...]:
    """The quantities in the sentences and headings of `article`, sorted by start; see the module for what they mean.

    The span runs from the first bound word to the counted noun ("at least seven people"). What lies in one of `times`
    is left out, but for ages (role "age") and amounts of something else than time.
    """
    plain = plain_marks(article.text)
    starts = [token.idx for token in doc]
    time_spans = sorted((time.span for time in times), key=lambda span: span.start)
    found: dict[tuple[int, int], Quantity] = {}
    for region in sorted({*layout.sentences, *layout.headings}):
        words = split_words(plain, region.start, region.end)
        for quantity in _read_region(article.text, words, doc, starts):
            if not _in_times(quantity, time_spans):
                found.setdefault((quantity.span.start, quantity.span.end), quantity)
    return tuple(found[key] for key in sorted(found))


def _in_times(quantity: Quantity, spans: Sequence[Span]) -> bool:
    scale = unit_scale(quantity.unit) if quantity.unit else None
    if quantity.role == "age" or (quantity.unit is not None and not (scale and scale[0] == "time")):
        return False
    last = bisect_right(spans, quantity.span.end, key=lambda span: span.start)
    return any(overlap(span, quantity.span) for span in spans[max(0, last - 20) : last])


def _read_region(text: str, words: Sequence[Word], doc: Doc, starts: Sequence[int]) -> Iterator[Quantity]:
    def token_at(start: int) -> Token | None:
        index = bisect_right(starts, start) - 1
        return doc[index] if 0 <= index < len(doc) else None

    def is_preposition(word: Word) -> bool:
        token = token_at(word.start)
        return token is not None and token.dep_ == "prep"

    def is_name(word: Word) -> bool:
        token = token_at(word.start)
        return token is not None and token.pos_ == "PROPN" and word.raw[:1].isupper() and word.text not in _MONTHS

    yield from _read_none(words, doc, starts)
    aged_until, aged_in = -1, "year"
    for amount in read_amounts(words, is_preposition=is_preposition):
        age = find_age(words, amount, is_name=is_name)
        if age is None and amount.unit is None and amount.start - 1 == aged_until and _joins_ages(words, aged_until):
            age = Age(start=amount.start, end=amount.end, unit=aged_in)
        if age is not None:
            aged_until, aged_in = age.end, age.unit
            low, high = bounded(amount, counting=False, persons=False)
            yield Quantity(
                span=Span(start=words[age.start].start, end=words[age.end - 1].end), low=low, high=high, unit=age.unit,
                noun=None, role="age", exact=_is_exact(amount),
            )  # fmt: skip
        elif not _is_label_part(words, amount):
            quantity = _make_quantity(words, amount, doc, starts)
            if quantity is not None:
                yield quantity


def _joins_ages(words: Sequence[Word], at: int) -> bool:
    """True where the word at `at` goes on with ages: "aged 22 and 23"."""
    return text_at(words, at) in ("and", "or", "to", ",")


def _make_quantity(words: Sequence[Word], amount: Amount, doc: Doc, starts: Sequence[int]) -> Quantity | None:
    start, end = words[amount.start].start, words[amount.end - 1].end
    first, after = bisect_left(starts, start), bisect_left(starts, end)
    role: str | None = None
    counted: Counted | None = None
    if amount.unit is None or amount.unit in ("percent", "fraction"):
        counted = find_counted(doc, after, single=amount.low == amount.high == 1 and amount.bound is None)
        if counted and not _fits(amount, counted):
            counted = None
        if amount.unit is not None and counted and doc[after].lower_ != "of" and amount.unit == "percent":
            counted = None
    if amount.unit == "fraction" and amount.digits and amount.bound is None and text_at(words, amount.end) != "of":
        return None  # "9/11", "1/2" over the parts of a post
    if amount.unit is None:
        said = find_role(doc, first, after, counted) if first < len(doc) else None
        if said is not None:
            role = said[0]
            if said[1] is not None:
                end = doc[said[1]].idx + len(doc[said[1]])
        if counted is None and role is None and not _stands_alone(words, amount):
            return None
        alone = text_at(words, amount.core) == "one" and amount.end == amount.core + 1
        if alone and text_at(words, amount.start - 1) in ("no", "the", "this", "that", "every", "each", "any", "some"):
            return None
        if alone and (counted is None or doc[after].lower_ == "of") and role is None:
            return None
    if counted is not None:
        token = doc[counted.token]
        end = max(end, token.idx + len(token))
    unit = amount.unit
    named = amount.start - 1 - (text_at(words, amount.start - 1) == "-")
    if unit is None and counted is None and role is None and text_at(words, named) == "magnitude":
        unit, start = "magnitude", words[named].start
    persons = bool(counted and is_person_noun(counted.noun)) or (counted is None and role is not None)
    low, high = bounded(amount, counting=unit is None and not amount.part, persons=persons)
    return Quantity(
        span=Span(start=start, end=end),
        low=low,
        high=min(high, 1.0) if amount.unit == "fraction" and amount.high <= 1 else high,
        unit=unit,
        noun=counted.noun if counted else None,
        role=role,
        exact=_is_exact(amount),
        part=amount.unit is None and first < len(doc) and is_part(doc, first, counted),
    )


def _is_exact(amount: Amount) -> bool:
    return amount.bound is None and not amount.vague and not amount.ranged


def _fits(amount: Amount, counted: Counted) -> bool:
    """True where the noun agrees in number: not "Apollo 17 astronaut", "the 2016 election"."""
    if counted.hyphened or amount.unit is not None:
        return True
    single = amount.low == amount.high == 1 and amount.bound is None
    return counted.plural or single or (amount.low == 1 and amount.bound is not None)


def _stands_alone(words: Sequence[Word], amount: Amount) -> bool:
    """True where an amount without noun, unit and role is one still: not a year, a number in a name or a score."""
    if amount.bound is not None or amount.vague or amount.part:
        return True
    raw = words[amount.core].raw
    if amount.ranged and amount.digits:
        return text_at(words, amount.start) in ("between", "from")
    if not amount.digits:
        return True
    if amount.low.is_integer() and len(raw) == 4 and raw.isdecimal() and _FIRST_YEAR <= amount.low <= _LAST_YEAR:
        return False
    before = words[amount.start - 1] if amount.start else None
    opens = amount.start == 1 and before is not None and before.text in _OPENERS
    if before is not None and not opens and (before.raw[0].isupper() or before.text in _MONTHS):
        return False
    following = text_at(words, amount.end)
    return not (following[:1].isupper() or following in _MONTHS)


@cache
def _labels() -> frozenset[str]:
    return frozenset(load_table("quantities")["labels"])


def _is_label_part(words: Sequence[Word], amount: Amount) -> bool:
    """True for numbers that measure nothing: in names, clock times, scores, telephone numbers, ordinals, lists."""
    end = amount.end
    following = text_at(words, end)
    if touches(words, end) and amount.unit is None:
        if following in ("-", ":", "/", ".") and touches(words, end + 1) and text_at(words, end + 1)[:1].isdecimal():
            return True
        if amount.digits and words[end].raw[0].isalnum():
            return True
    if amount.unit is None and (following in _CLOCK or (following == "." and amount.start == 0 and amount.digits)):
        return True
    raw = words[amount.core].raw
    if following == ")" and text_at(words, end + 1).isdecimal() and amount.unit is None:  # "(903) 923-4000"
        return True
    if amount.digits and amount.unit is None and amount.bound is None:
        if raw[0] == "0" and len(raw) > 1 and raw[1].isdecimal():
            return True
        before = text_at(words, amount.start - 1)
        if before == "." and amount.start >= 2:
            before = text_at(words, amount.start - 2)
        if before in _labels() or (before in _MONTHS and amount.high <= 31) or before in ("#", "@", "_", "&"):
            return True
        neighbours = (text_at(words, amount.start - 1), following)
        if any(word.isdecimal() and len(word) >= 3 for word in neighbours) and len(raw) >= 3:
            return True
    return math.isinf(amount.high) and amount.unit is None and not amount.digits


def _read_none(words: Sequence[Word], doc: Doc, starts: Sequence[int]) -> Iterator[Quantity]:
    """ "no injuries", "no one was killed": zero of a set. Elsewhere "no" counts nothing."""
    for at, word in enumerate(words):
        if word.text == "no" and text_at(words, at + 1) != "one":
            after = bisect_left(starts, word.end)
            counted = find_counted(doc, after)
            if counted is None or not counted.plural:
                continue
            role = find_role(doc, after - 1, after, counted)
            token = doc[counted.token]
            if (role and is_person_noun(counted.noun)) or counted.noun.lower().endswith("casualties"):
                span = Span(start=word.start, end=token.idx + len(token))
                yield Quantity(span=span, low=0, high=0, unit=None, noun=counted.noun, role=role[0] if role else None)
        for phrase in _NOBODY:
            if all(text_at(words, at + i) == part for i, part in enumerate(phrase)):
                last = words[at + len(phrase) - 1]
                first, after = bisect_left(starts, word.start), bisect_left(starts, last.end)
                role = find_role(doc, first, after, None) if after < len(doc) else None
                if role:
                    yield Quantity(
                        span=Span(start=word.start, end=last.end), low=0, high=0, unit=None, noun=None, role=role[0]
                    )

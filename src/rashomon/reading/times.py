"""Time expressions in a report, with TIMEX3 values and the intervals they denote.

1. Tokens of a small lexicon stand for themselves as letters (`time_tokens`).
2. Patterns over the letters find stretches that may be times (`time_grammar`); the first and longest that means
   something wins (`time_values`).
3. The meaning counts from the publication date, from the tense of the clause (`time_tense`), and from the dates that
   the report gave before ("a year earlier", "that day").
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rashomon.reading.time_grammar import Candidate, find_candidates
from rashomon.reading.time_tense import tell_direction
from rashomon.reading.time_tokens import GAP, Token, tokenize
from rashomon.reading.time_values import MEANINGS, Context, Found, Meaning
from rashomon.records import Article, Span, Time
from rashomon.text import plain_marks

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from rashomon.reading.layout import Layout

# How many tokens around a match its meaning may look at.
_AROUND = 6


def read_times(article: Article, layout: Layout, doc: Doc | None = None, *, anchor: datetime | None = None) -> tuple[Time, ...]:
    """The time expressions of an article's sentences and headings, by start; none overlap.

    Values count from the publication date, from `anchor` where the article has none; without either, a weekday's value
    is open ("XXXX-WXX-3") and its interval None. `doc` is not needed and may be None.
    """
    stretches = sorted({*layout.sentences, *layout.headings})
    return find_times(article.text, stretches, article.published or anchor)


def find_times(text: str, stretches: Sequence[Span], published: datetime | None, *, ages: bool = True) -> tuple[Time, ...]:
    """The time expressions within `stretches` of `text`, by start; none overlap and none runs over a stretch's end.

    `published` is taken as UTC where it has no zone. With `ages`, "17-year-old" is a duration too.
    Source of types and values: TimeML 1.2.1 (TIMEX3).
    """
    if published is not None:
        published = published.astimezone(UTC) if published.tzinfo else published.replace(tzinfo=UTC)
    tokens, letters = tokenize(plain_marks(text), stretches)
    context = Context(published)
    times: list[Time] = []
    done = 0
    for candidate in find_candidates(letters):
        if candidate.start < done or (candidate.meaning == "age" and not ages):
            if candidate.meaning == "age" and candidate.start >= done:
                done = candidate.end
            continue
        meaning = _mean(tokens, candidate, context)
        if meaning is None:
            continue
        done = candidate.end
        _remember(context, meaning, candidate.meaning)
        first, last = tokens[candidate.start], tokens[candidate.end - 1]
        start, end, grain = meaning.interval or (None, None, meaning.grain)
        times.append(Time(span=Span(start=first.start, end=last.end), value=meaning.value, start=start, end=end, grain=grain,
                          type=meaning.type))  # fmt: skip
    return tuple(times)


def _mean(tokens: Sequence[Token], candidate: Candidate, context: Context) -> Meaning | None:
    start, end = candidate.start, candidate.end
    context.before = [token for token in tokens[max(0, start - _AROUND) : start]]
    context.after = tokens[end : end + _AROUND]
    context.direction = tell_direction(tokens, start, end)
    return MEANINGS[candidate.meaning](Found(tokens[start:end], candidate.match), context)


def _remember(context: Context, meaning: Meaning, rule: str) -> None:
    value = meaning.value
    if not meaning.anchors or value is None or meaning.interval is None:
        return
    day = value.split("T")[0]
    # "a year earlier" is looked back at, not counted from.
    shifted = rule in ("year_ago", "ago", "later") and len(day) != 10
    if not shifted:
        context.last = day
    if len(day) == 10 and day[5] != "W":
        context.day = day
    if "-Q" in value and not shifted:
        context.quarter = value

"""Time expressions in a report, with TIMEX3 values and the intervals they denote.

1. Tokens of a small lexicon stand for themselves as letters (`time_tokens`).
2. Patterns over the letters find stretches that may be times (`time_grammar`); the first and longest that means
   something wins (`time_days`, `time_clocks`, `time_periods`, `time_lengths`).
3. The meaning counts from the publication date, from the tense of the clause (`time_tense`), and from the dates that
   the report gave before ("a year earlier", "that day").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rashomon.reading.time_clocks import CLOCKS
from rashomon.reading.time_days import DAYS
from rashomon.reading.time_grammar import Candidate, find_candidates
from rashomon.reading.time_lengths import LENGTHS
from rashomon.reading.time_meaning import Context, Found, Meaning, Rule
from rashomon.reading.time_periods import PERIODS
from rashomon.reading.time_tense import tell_direction
from rashomon.reading.time_tokens import Token, tokenize
from rashomon.records import Article, Span, Time
from rashomon.text import plain_marks

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from rashomon.reading.layout import Layout

_MEANINGS: dict[str, Rule] = {**DAYS, **CLOCKS, **PERIODS, **LENGTHS}
# How many tokens a day holds for times of the clock that name none.
_NEAR = 60
# The years in which a report may be dated.
_YEARS = range(1400, 9000)
# How many tokens around a match its meaning may look at.
_AROUND = 6


def read_times(
    article: Article, layout: Layout, doc: Doc | None = None, *, anchor: datetime | None = None
) -> tuple[Time, ...]:
    """The time expressions of an article's sentences and headings, by start; none overlap.

    Values count from the publication date, from `anchor` where the article has none; without either, a weekday's value
    is open ("XXXX-WXX-3") and its interval None. `doc` is not needed and may be None.
    """
    stretches = sorted({*layout.sentences, *layout.headings})
    return find_times(article.text, stretches, article.published or anchor)


def find_times(
    text: str, stretches: Sequence[Span], published: datetime | None, *, ages: bool = True
) -> tuple[Time, ...]:
    """The time expressions within `stretches` of `text`, by start; none overlap and none runs over a stretch's end.

    `published` is taken as UTC where it has no zone, and as unknown where its year is none of a report (1, 9999).
    With `ages`, "17-year-old" is a duration too.
    Source of types and values: TimeML 1.2.1 (TIMEX3).
    """
    if published is not None and published.year not in _YEARS:
        published = None
    if published is not None:
        published = published.astimezone(UTC) if published.tzinfo else published.replace(tzinfo=UTC)
    tokens, letters = tokenize(plain_marks(text), stretches)
    seen = Context(published=published)
    named = 0  # the token at which the last day was named
    times: list[Time] = []
    done = 0
    for candidate in find_candidates(letters):
        if candidate.start < done:
            continue
        if candidate.meaning == "age" and not ages:
            done = candidate.end
            continue
        near = seen.day if candidate.start - named < _NEAR else None
        meaning = _mean(tokens, candidate, replace(seen, near_day=near))
        if meaning is None:
            continue
        done = candidate.end
        if (later := _remember(seen, meaning, candidate.meaning)) is not seen:
            named = candidate.end if later.last == later.day else named
            seen = later
        times.append(_record(tokens, candidate, meaning))
    return tuple(times)


def _mean(tokens: Sequence[Token], candidate: Candidate, seen: Context) -> Meaning | None:
    start, end = candidate.start, candidate.end
    context = replace(
        seen,
        before=tokens[max(0, start - _AROUND) : start],
        after=tokens[end : end + _AROUND],
        direction=tell_direction(tokens, start, end),
    )
    try:
        return _MEANINGS[candidate.meaning](Found(tokens=tokens[start:end], match=candidate.match), context)
    except (ValueError, OverflowError):  # it leads beyond the years 1 to 9999
        return None


def _record(tokens: Sequence[Token], candidate: Candidate, meaning: Meaning) -> Time:
    span = Span(start=tokens[candidate.start].start, end=tokens[candidate.end - 1].end)
    start, end, grain = meaning.interval or (None, None, meaning.grain)
    return Time(span=span, value=meaning.value, start=start, end=end, grain=grain, type=meaning.type)


def _remember(seen: Context, meaning: Meaning, rule: str) -> Context:
    """What later expressions count from, after this one."""
    value = meaning.value
    if not meaning.anchors or value is None or meaning.interval is None:
        return seen
    date = value.split("T")[0]
    is_day = len(date) == 10 and date[5] != "W"
    if rule in ("year_ago", "ago", "later") and not is_day:
        return seen  # "a year earlier" is looked back at, not counted from
    quarter = _quarter_reported(seen, value, meaning.interval[1]) if "-Q" in value else seen.quarter
    return replace(seen, last=date, day=date if is_day else seen.day, quarter=quarter)


def _quarter_reported(seen: Context, quarter: str, end: datetime) -> str | None:
    """The quarter that an earnings report is about: the last one that had ended, else the first one named."""
    if seen.today and int(quarter[:4]) < seen.today.year - 1:
        return seen.quarter
    ended = seen.published is None or end <= seen.published
    return quarter if seen.quarter is None or (ended and quarter > seen.quarter) else seen.quarter

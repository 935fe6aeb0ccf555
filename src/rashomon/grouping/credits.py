"""Reads whom a report leans on: the agency whose text it prints, and for each claim the one who is said to say it.

Two reports that both lean on one agency, one spokesman or one document for a claim are one origin for that claim, and
for no other. Somebody who is not identified ("a witness", "officials") may be another one in each report, and is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise

from rashomon.data import load_table
from rashomon.records import Article, Claim, Credit, CreditKind, Entity, Reading, Span
from rashomon.text import fold, stretch, words

# Where bylines and datelines stand, and credit lines at the end.
_HEAD = 600
_TAIL = 800
_LONGEST_BYLINE = 120
_MOST_WORDS = 8
_DETERMINERS = frozenset(("the", "his", "her", "its", "their", "our", "my", "this", "that"))
_SPEAKS_FOR = frozenset(("for", "of", "from", "by", "at", "in", "with"))
_JOINED = r"(?:\s*(?:,|/|&|and)\s*(?:[Tt]he\s+)?)"


def find_credits(readings: Sequence[Reading], entities: Sequence[Entity]) -> tuple[Credit, ...]:
    """All credits in `readings`, sorted by article, claim and name. `entities` name those who speak."""
    names = {entity.id: entity.name for entity in entities}
    found = {credit for reading in readings for credit in _credits_of(reading, names)}
    return tuple(sorted(found, key=lambda one: (one.article, one.claim or "", one.name, one.kind)))


def find_agency_lines(article: Article) -> tuple[Credit, ...]:
    """The agencies that the article as a whole is credited to, and those that contributed to it.

    Read are "CITY (AP) -" and "By A Name, Reuters" at the top, the outlet's own name, and at either end lines such as
    "Reuters contributed to this report". Raises nothing: a text without any has no credits.
    """
    found = dict.fromkeys(_own_agency(article))
    found |= dict.fromkeys(_whole_article(article))
    whole = {credit.name for credit in found}
    contributed = (credit for credit in _contributions(article) if credit.name not in whole)
    return tuple(dict.fromkeys((*found, *contributed)))


def name_speaker(words_of_speaker: str) -> str:
    """Whom a report's words for a speaker stand for: "a spokesman for the state police" is "state police".

    "" where nobody is identified by them.
    """
    tokens = words(words_of_speaker)
    bare = tokens[1:] if tokens[:1] and tokens[0] in _first_words() | _DETERMINERS else tokens
    shorter = _without_role(bare)
    if shorter == bare and tokens and tokens[0] in _first_words():
        return ""
    name = " ".join(shorter)
    known = _agency_of_words().get(name)
    if known:
        return known
    return "" if not name or len(shorter) > _MOST_WORDS or name in _unidentified() else name


def _credits_of(reading: Reading, names: Mapping[str, str]) -> Iterator[Credit]:
    article = reading.article
    yield from find_agency_lines(article)
    own_name = set(words(article.source))
    for claim in reading.claims:
        for name, span, kind in (*_speakers(article, claim, names), *_agencies_in(article, claim)):
            if not own_name.issuperset(words(name)):
                yield Credit(article=article.id, claim=claim.id, name=name, span=span, kind=kind)


def _speakers(article: Article, claim: Claim, names: Mapping[str, str]) -> Iterator[tuple[str, Span, CreditKind]]:
    if claim.speaker is None:
        return
    known = names.get(claim.speaker.entity or "")
    name = _agency_of_words().get(" ".join(words(known or "")), known) or name_speaker(
        stretch(article.text, claim.speaker.span)
    )
    if name:
        yield name, claim.speaker.span, "speaker"


def _agencies_in(article: Article, claim: Claim) -> Iterator[tuple[str, Span, CreditKind]]:
    """The agencies that the claim's sentence names as the ones who reported it."""
    start = claim.sentence.start
    for match in _reported_by().finditer(stretch(article.text, claim.sentence)):
        group = "before" if match.group("before") else "after"
        span = Span(start=start + match.start(group), end=start + match.end(group))
        yield _agencies()[match.group(group)], span, "speaker"


def _own_agency(article: Article) -> Iterator[Credit]:
    name = _agency_of_words().get(" ".join(_bare(words(article.source))))
    if name:
        yield Credit(article=article.id, claim=None, name=name, span=None, kind="agency")


def _whole_article(article: Article) -> Iterator[Credit]:
    for first, last in _lines(article.text[:_HEAD], 0):
        line = article.text[first:last]
        for pattern in (_dateline(), _byline()):
            match = pattern.search(line)
            if match and (pattern is _dateline() or len(line) <= _LONGEST_BYLINE):
                yield from _named(article, match, first, "agency")


def _contributions(article: Article) -> Iterator[Credit]:
    end = len(article.text)
    for start, stop in ((0, min(end, _HEAD)), (max(0, end - _TAIL), end)):
        for match in _contributed().finditer(article.text[start:stop]):
            yield from _named(article, match, start, "contribution")


def _named(article: Article, match: re.Match[str], offset: int, kind: CreditKind) -> Iterator[Credit]:
    """Each agency in the groups of `match`."""
    for group in (part for part in match.re.groupindex if match.group(part)):
        for found in _any_agency().finditer(match.group(group)):
            start = offset + match.start(group) + found.start()
            span = Span(start=start, end=start + len(found.group()))
            yield Credit(article=article.id, claim=None, name=_agencies()[found.group()], span=span, kind=kind)


def _lines(text: str, offset: int) -> Iterator[tuple[int, int]]:
    ends = [match.end() for match in re.finditer(r"\n+", text)]
    return ((offset + start, offset + end) for start, end in pairwise([0, *ends, len(text)]))


def _without_role(tokens: list[str]) -> list[str]:
    """The words without a role that speaks for somebody: before them ("spokesman for X") or behind ("X spokesman")."""
    for role in _roles():
        size = len(role)
        if tokens[:size] == role and len(tokens) > size + 1 and tokens[size] in _SPEAKS_FOR:
            return _bare(tokens[size + 1 :])
        if tokens[-size:] == role and len(tokens) > size:
            return _bare(tokens[:-size])
    return tokens


def _bare(tokens: list[str]) -> list[str]:
    return tokens[1:] if tokens[:1] and tokens[0] in _DETERMINERS else tokens


@cache
def _agencies() -> dict[str, str]:
    """Each name of an agency, as printed, with the one that is shown."""
    rows = [row.split("|") for row in load_table("agencies")["agencies"]]
    return {name: row[0] for row in rows for name in row}


@cache
def _agency_of_words() -> dict[str, str]:
    """Each name of an agency, folded, with the one that is shown."""
    return {" ".join(_bare(words(name))): shown for name, shown in _agencies().items()}


@cache
def _roles() -> tuple[list[str], ...]:
    return tuple(sorted((words(role) for role in load_table("agencies")["roles"]), key=len, reverse=True))


@cache
def _unidentified() -> frozenset[str]:
    return frozenset(fold(word) for word in load_table("agencies")["unidentified"])


@cache
def _first_words() -> frozenset[str]:
    return frozenset(load_table("agencies")["first_words"])


@cache
def _pattern_of_names() -> str:
    names = sorted(_agencies(), key=len, reverse=True)
    return rf"(?<!\w)(?:{'|'.join(re.escape(name) for name in names)})(?!\w)"


@cache
def _any_agency() -> re.Pattern[str]:
    return re.compile(_pattern_of_names())


@cache
def _dateline() -> re.Pattern[str]:
    """ "CITY, June 3 (AP) -" at the beginning of a line, or "(Reuters)" alone at one's end."""
    name = _pattern_of_names()
    return re.compile(
        rf"^[^()\n]{{0,60}}\(\s*(?P<dateline>{name}(?:{_JOINED}{name})?)\s*\)\s*(?:[-–—:]|$)"
        rf"|^[^a-z\n]{{0,40}}[-–—,]?\s?(?P<bare>{name})\s*[-–—]{{1,2}}\s"
    )


@cache
def _byline() -> re.Pattern[str]:
    """ "By A Name, Associated Press", "Source: Reuters"; a name alone may be a picture's credit."""
    name = _pattern_of_names()
    return re.compile(
        rf"^\s*(?:[Bb][Yy]|[Ss]ource:|[Ff]rom:)\s(?:[^\n]{{0,80}}?[\s,/|(])??"
        rf"(?P<byline>(?:[Tt]he\s)?{name}(?:{_JOINED}{name})?)[)\s.]*$"
    )


@cache
def _contributed() -> re.Pattern[str]:
    """ "Reuters and AFP contributed to this report", "With files from The Canadian Press"."""
    name = rf"(?:[Tt]he\s)?{_pattern_of_names()}"
    names = rf"{name}(?:{_JOINED}{name}){{0,3}}"
    return re.compile(
        rf"(?P<first>{names})(?:\s(?:writers?|reporters?|journalists?|staff)\b[^.\n]{{0,80}})?\s"
        rf"(?:also\s)?contributed\b"
        rf"|(?:[Ww]ith|[Aa]dditional|[Ii]ncludes|[Ff]urther)\s(?:[a-z]+\s){{0,3}}(?:from|by|of)\s(?P<second>{names})"
    )


@cache
def _reported_by() -> re.Pattern[str]:
    """ "as KCNA reported", "told Reuters", "according to the AP", "citing Interfax"."""
    name = _pattern_of_names()
    says = r"(?:reported|reports|said|says|quoted|cited|announced|wrote|carried|added|noted|claimed)"
    return re.compile(
        rf"(?:[Aa]ccording\sto|told|citing|[Qq]uoting|(?:quoted|cited|carried|reported|published)\sby)\s"
        rf"(?:the\s|(?:[\w-]+\s){{0,3}})?(?P<before>{name})"
        rf"|(?P<after>{name})(?:\s(?:news\s)?agency)?(?:,[^,.\n]{{0,60}},)?\s(?:has\s|had\s|also\s)?{says}\b"
    )

"""Where names stand in a report: the parser's guesses, mended by gazetteers, titles, capitals and agreement."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rashomon.naming.comparison import country_of
from rashomon.naming.gazetteer import (
    Known,
    find_city,
    gender_of_first_name,
    is_listed,
)
from rashomon.reading.layout import Layout
from rashomon.reading.name_cutting import NameSpan, cut_names, listed_tokens, make_name, trim_edges
from rashomon.reading.name_zones import Words, Zone, words_of, zones_of
from rashomon.text import plain_marks

if TYPE_CHECKING:
    from spacy.tokens import Doc

_NAME_LABELS = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "WORK_OF_ART", "PRODUCT", "LAW"})
_OF_HEADS = frozenset({"house", "republic", "gulf", "isle", "secretary"})
_COMPOUNDS = frozenset({"era", "led", "run", "born", "like", "wide", "area", "day", "time", "made", "type", "only"})


def find_spans(text: str, layout: Layout, doc: Doc) -> tuple[Words, tuple[Zone, ...], tuple[NameSpan, ...]]:
    """All names of a report in their order, without overlap, with its tokens and zones. Demonyms are among them."""
    words = words_of(doc)
    zones = zones_of(text, layout, words)
    plain = plain_marks(text)
    found: list[NameSpan] = []
    ents = [(e.start, e.end, e.label_) for e in doc.ents if e.label_ in _NAME_LABELS]
    calm = [z for z, zone in enumerate(zones) if not zone.loud]
    for z in calm:
        found.extend(_in_zone(plain, words, zones[z], z, ents))
    seen = _known_words(found)
    for z in calm:
        found.extend(_missed_in_zone(plain, words, zones[z], z, found, seen))
    for z, zone in enumerate(zones):
        if zone.loud:
            found.extend(_in_loud_zone(plain, words, zone, z, ents, seen, alone=not calm))
    return words, zones, tuple(sorted(found, key=lambda name: (name.start, -name.end)))


def _in_zone(plain: str, words: Words, zone: Zone, z: int, ents: Sequence[tuple[int, int, str]]) -> Iterator[NameSpan]:
    """The names of a zone where capitals tell names."""
    listed = listed_tokens(plain, words, zone)
    inside = [ent for ent in ents if ent[0] >= zone.first and ent[1] <= zone.last]
    taken = zone.first
    for first, last, label in _stretches(words, zone, inside, listed):
        for name in cut_names(plain, words, zone, z, max(first, taken), last, label, listed):
            yield name
            taken = name.last


def _is_name_word(words: Words, i: int) -> bool:
    word, label = words.texts[i], words.labels[i]
    if not word[0].isupper() or is_listed("never_names", words.lower[i]):
        return False
    if label and label not in _NAME_LABELS:
        return False
    return words.tags[i] in {"NNP", "NNPS"} or bool(label)


def _stretches(
    words: Words, zone: Zone, ents: Sequence[tuple[int, int, str]], listed: dict[int, tuple[int, Known]]
) -> list[tuple[int, int, str]]:
    """Stretches of tokens that hold names: runs of capitals, entities and listed names, joined where they overlap."""
    parts: list[tuple[int, int, str]] = [(first, last, "") for first, (last, _) in listed.items()]
    parts.extend((first, last, label) for first, last, label in ents if _has_capital(words, first, last))
    i = zone.first
    while i < zone.last:
        if not _is_name_word(words, i):
            i += 1
            continue
        first = i
        while i < zone.last and _is_name_word(words, i):
            i += 1
            i = _over_connector(words, i, zone.last)
        parts.append((first, i, ""))
    joined: list[tuple[int, int, str]] = []
    for first, last, label in sorted(parts, key=lambda part: (part[0], -part[1])):
        if joined and first < joined[-1][1]:
            before = joined[-1]
            joined[-1] = (before[0], max(before[1], last), before[2] or label)
        else:
            joined.append((first, last, label))
    return joined


def _has_capital(words: Words, first: int, last: int) -> bool:
    return any(words.texts[i][0].isupper() for i in range(first, last))


def _over_connector(words: Words, i: int, end: int) -> int:
    """The token after a hyphen, "&", "al-", "de" or "of" that ties two parts of one name together; else `i`."""
    if i >= end:
        return i
    word = words.texts[i]
    if word == "-" and words.ends[i - 1] == words.starts[i]:
        if i + 1 < end and words.ends[i] == words.starts[i + 1]:
            tail = words.texts[i + 1]
            # "Kim Jong-un", but not "Bush-era", "Moscow-led".
            given = i > 1 and words.texts[i - 2][:1].isupper() and tail.isalpha() and len(tail) <= 4
            if tail[0].isupper() or (given and words.tags[i + 1][:2] in {"NN", "FW", "XX"} and tail not in _COMPOUNDS):
                return i + 1 if tail[0].isupper() else i + 2
        return i
    after = i + 1
    if is_listed("particles", word) or word.lower() in {"al", "el"}:
        while after < end and (is_listed("particles", words.texts[after]) or words.texts[after] == "-"):
            after += 1
        return after if after < end and words.texts[after][0].isupper() else i
    if word == "&" and after < end and words.texts[after][0].isupper():
        return after
    before = words.lower[i - 1]
    if word == "of" and (before in _OF_HEADS or is_listed("organisation_heads", before)):
        after += after < end and words.texts[after] == "the"
        return after if after < end and words.texts[after][0].isupper() else i
    return i


def _known_words(found: Sequence[NameSpan]) -> dict[tuple[str, ...], NameSpan]:
    """The names of the calm zones by their lower-case words, and the surnames of full names."""
    seen: dict[tuple[str, ...], NameSpan] = {}
    for name in found:
        parts = tuple(re.findall(r"[\w.]+|-", name.text.lower()))
        if parts:
            seen.setdefault(parts, name)
            if country := country_of(name.text):
                seen.setdefault((country.lower(),), replace(name, label="GPE"))
            given = gender_of_first_name(name.text.split()[0])
            if (name.label == "PERSON" or (given and name.label != "GPE" and not name.known)) and len(parts) > 1:
                seen.setdefault(parts[-1:], name)
    return seen


def _missed_in_zone(
    plain: str, words: Words, zone: Zone, z: int, found: Sequence[NameSpan], seen: dict[tuple[str, ...], NameSpan]
) -> list[NameSpan]:
    """Lone surnames that the parser took for common words at the start of a sentence ("Greene accused"), and countries
    that it knows by their long form only."""
    taken = {i for name in found if name.zone == z for i in range(name.first, name.last)}
    missed: list[NameSpan] = []
    for i in range(zone.first, zone.last):
        word = words.texts[i]
        if i in taken or len(word) < 3 or not word[0].isupper() or not word.isalpha():
            continue
        like = seen.get((words.lower[i],))
        if like is not None and like.known is None and not words.labels[i] and like.label in {"PERSON", "ORG", ""}:
            missed.append(make_name(plain, words, zone, z, i, i + 1, "PERSON", None))
        elif like is not None and like.known is None and country_of(like.text):
            missed.append(make_name(plain, words, zone, z, i, i + 1, "GPE", None))
    return missed


def _in_loud_zone(
    plain: str, words: Words, zone: Zone, z: int, ents: Sequence[tuple[int, int, str]],
    seen: dict[tuple[str, ...], NameSpan], *, alone: bool,
) -> Iterator[NameSpan]:  # fmt: skip
    """The names of a headline or dateline: those that the text has elsewhere, those listed, and sure guesses."""
    listed = listed_tokens(plain, words, zone)
    if zone.dateline:
        listed |= _dateline_cities(plain, words, zone, listed)
    starts: dict[str, list[tuple[str, ...]]] = {}
    for parts in seen:
        starts.setdefault(parts[0], []).append(parts)
    guesses = {
        first: (last, label) for first, last, label in ents if first >= zone.first and last <= zone.last
        and (alone or (label == "PERSON" and last - first > 1 and gender_of_first_name(words.texts[first])))
    }  # fmt: skip
    i = zone.first
    while i < zone.last:
        best: tuple[int, str, Known | None] | None = None
        if words.texts[i][0].isupper() and words.texts[i - 1 if i > zone.first else i] not in {"#", "@"}:
            for parts in starts.get(words.lower[i], ()):
                end = i + len(parts)
                if end <= zone.last and words.lower[i:end] == parts and (best is None or end > best[0]):
                    best = (end, seen[parts].label, seen[parts].known if len(parts) > 1 else None)
        if i in listed and (best is None or listed[i][0] >= best[0]):
            best = (listed[i][0], "", listed[i][1])
        if best is None and i in guesses:
            best = (*guesses[i], None)
        if best is None:
            i += 1
            continue
        first, last = trim_edges(words, i, best[0])
        if first < last:
            name = make_name(plain, words, zone, z, first, last, best[1], best[2])
            # "PARIS (Reuters) -": only what stands before the bracket is the place.
            yield replace(name, loud=True, dateline=zone.dateline and "(" not in words.texts[zone.first : first])
        i = best[0]


def _dateline_cities(
    plain: str, words: Words, zone: Zone, listed: dict[int, tuple[int, Known]]
) -> dict[int, tuple[int, Known]]:
    """The first words of a dateline where they are a city: "PYONGYANG, NORTH KOREA - "."""
    last = zone.first
    while last < zone.last and last not in listed and words.texts[last].isalpha():
        last += 1
    for end in range(last, zone.first, -1):
        city = find_city(plain[words.starts[zone.first] : words.ends[end - 1]])
        if city:
            return {zone.first: (end, city)}
    return {}

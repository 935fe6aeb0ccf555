"""Where names stand in a report: the parser's guesses, mended by gazetteers, titles, capitals and agreement."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rashomon.reading.gazetteer import Known, find_city, find_name, gender_of_first_name, scan_names
from rashomon.reading.layout import Layout
from rashomon.reading.roles import is_formal, is_honorific, is_listed, role_at, role_before
from rashomon.records import Span
from rashomon.text import plain_marks

if TYPE_CHECKING:
    from spacy.tokens import Doc

_NAME_LABELS = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "WORK_OF_ART", "PRODUCT", "LAW"})
_PARTICLES = frozenset("al el bin ibn bint abu ben de del della di da do dos das van von der den ten la le y ul ud du".split())
_ARTICLES = frozenset({"the", "a", "an"})
# Titles that as often begin the name of a company or team.
_NAME_LIKE_TITLES = frozenset("envoy guard general major star count prince king queen captain marshal justice premier chief "
                              "head deputy champion forward center centre crown lord lady pilot model".split())  # fmt: skip
_EDGES = "\"'.,;:!?()[]{}<>|*-&#@/ \n"
_NEVER = frozenset("i ok mr mrs ms dr photo image video caption advertisement updated read more story related watch".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The tokens of a parse as plain tuples; `lower` has no full stop at the end, `ends` are exclusive offsets."""

    texts: tuple[str, ...]
    lower: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    tags: tuple[str, ...]
    deps: tuple[str, ...]
    heads: tuple[int, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A stretch that is read as one: a sentence, a heading or a dateline, as tokens `first` to `last` (excluded).

    `loud` tells that capitals mean little in it, since most of its words have one.
    """

    first: int
    last: int
    loud: bool
    dateline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NameSpan:
    """One name as it stands in the text: tokens `first` to `last` (excluded), code points `start` to `end`.

    `mention` is where its mention starts, titles included; `titles` are those titles, each as lower-case words;
    `label` is the parser's guess, "" where it had none; `known` what the gazetteer says of the very words.
    """

    first: int
    last: int
    start: int
    end: int
    mention: int
    text: str
    label: str
    zone: int
    titles: tuple[tuple[str, ...], ...] = ()
    known: Known | None = None
    loud: bool = False


def words_of(doc: Doc) -> Words:
    """The tokens of `doc`, read out once (access through spaCy costs more than the work done with them)."""
    texts = tuple(t.text for t in doc)
    starts = tuple(t.idx for t in doc)
    labels = [""] * len(texts)
    for ent in doc.ents:
        labels[ent.start : ent.end] = [ent.label_] * (ent.end - ent.start)
    return Words(
        texts=texts,
        lower=tuple((text.lower().removesuffix(".") or text) for text in texts),
        starts=starts,
        ends=tuple(s + len(t) for s, t in zip(starts, texts, strict=True)),
        tags=tuple(t.tag_ for t in doc),
        deps=tuple(t.dep_ for t in doc),
        heads=tuple(t.head.i for t in doc),
        labels=tuple(labels),
    )


def zones_of(text: str, layout: Layout, words: Words) -> tuple[Zone, ...]:
    """What names are read in: sentences, headings, and datelines (boilerplate that a sentence follows in its line)."""
    starts = {span.start for span in layout.sentences}
    quiet = {span for span in (*layout.headlines, *layout.headings)}
    zones: list[Zone] = []
    spans: list[tuple[Span, bool]] = [(span, False) for span in (*layout.sentences, *layout.headings)]
    for span in layout.boilerplate:
        after = span.end + len(text[span.end :]) - len(text[span.end :].lstrip(" \u00a0\t-–—:")) if span.end - span.start < 80 else -1
        if after in starts and "\n" not in text[span.end : after]:
            spans.append((span, True))
    at = 0
    for span, dateline in sorted(spans, key=lambda item: item[0]):
        while at < len(words.starts) and words.starts[at] < span.start:
            at += 1
        first = at
        while at < len(words.starts) and words.starts[at] < span.end:
            at += 1
        if at > first:
            loud = _is_loud(text, span) if span in quiet or span.end - span.start < 200 else False
            zones.append(Zone(first=first, last=at, loud=loud or dateline, dateline=dateline))
    return tuple(zones)


def _is_loud(text: str, span: Span) -> bool:
    long_words = [word for word in re.findall(r"[^\W\d_]+", text[span.start : span.end]) if len(word) > 3]
    return len(long_words) > 3 and sum(word[0].isupper() for word in long_words) > 0.7 * len(long_words)


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
    for z, zone in enumerate(zones):
        if zone.loud:
            found.extend(_in_loud_zone(plain, words, zone, z, ents, seen, alone=not calm))
    return words, zones, tuple(sorted(found, key=lambda name: (name.start, -name.end)))


def _in_zone(
    plain: str, words: Words, zone: Zone, z: int, ents: Sequence[tuple[int, int, str]]
) -> Iterator[NameSpan]:
    """The names of a zone where capitals tell names."""
    listed = _listed_tokens(plain, words, zone)
    inside = [ent for ent in ents if ent[0] >= zone.first and ent[1] <= zone.last]
    taken = zone.first
    for first, last, label in _stretches(words, zone, inside, listed):
        for name in _cut(plain, words, zone, z, max(first, taken), last, label, listed):
            yield name
            taken = name.last


def _listed_tokens(plain: str, words: Words, zone: Zone) -> dict[int, tuple[int, Known]]:
    """The gazetteer's finds by their first token: last token (excluded) and what it is. No "#Nigeria", no "@BBC"."""
    at: dict[int, tuple[int, Known]] = {}
    first_of = {words.starts[i]: i for i in range(zone.first, zone.last)}
    last_of = {words.ends[i]: i + 1 for i in range(zone.first, zone.last)}
    for start, end, known in scan_names(plain, words.starts[zone.first], words.ends[zone.last - 1]):
        first, last = first_of.get(start), last_of.get(end) or last_of.get(end + 1)
        if first is not None and last is not None and plain[start - 1 : start] not in {"#", "@"}:
            at[first] = (last, known)
    return at


def _is_name_word(words: Words, i: int) -> bool:
    word, label = words.texts[i], words.labels[i]
    if not word[0].isupper() or words.lower[i] in _NEVER:
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
            if tail[0].isupper() or (tail.isalpha() and len(tail) <= 4 and words.tags[i + 1][:2] in {"NN", "FW", "XX"}):
                return i + 1 if tail[0].isupper() else i + 2
        return i
    after = i + 1
    if word in _PARTICLES or word.lower() in {"al", "el"}:
        while after < end and (words.texts[after] in _PARTICLES or words.texts[after] == "-"):
            after += 1
        return after if after < end and words.texts[after][0].isupper() else i
    if word == "&" and after < end and words.texts[after][0].isupper():
        return after
    if word == "of" and is_listed("organisation_heads", words.lower[i - 1]) or word == "of" and words.lower[i - 1] in {
        "house", "department", "ministry", "university", "bank", "republic", "gulf", "isle", "secretary"
    }:  # fmt: skip
        after += after < end and words.texts[after] == "the"
        return after if after < end and words.texts[after][0].isupper() else i
    return i


def _cut(
    plain: str, words: Words, zone: Zone, z: int, first: int, last: int, label: str,
    listed: dict[int, tuple[int, Known]],
) -> Iterator[NameSpan]:  # fmt: skip
    """The names in one stretch: cut at titles, at the borders of entities and listed names, and trimmed."""
    first, last = _trim(words, first, last)
    if first >= last:
        return
    if first in listed and listed[first][0] >= last:
        yield _name(plain, words, zone, z, first, last, label, listed[first][1])
        return
    second = listed.get(first + 1)
    if first == zone.first and second and second[0] >= last and not is_listed("place_starts", words.texts[first]):
        yield from _cut(plain, words, zone, z, first + 1, last, label, listed)  # "Controversial Arizona"
        return
    cut = _title_cut(words, first, last)
    if cut is not None:
        start, end = cut
        if start > first:
            yield from _cut(plain, words, zone, z, first, start, _label(words, first, start), listed)
        yield from _cut(plain, words, zone, z, end, last, "PERSON", listed)
        return
    border = _border(words, first, last, listed)
    if border is not None:
        yield from _cut(plain, words, zone, z, first, border, _label(words, first, border), listed)
        yield from _cut(plain, words, zone, z, border, last, _label(words, border, last), listed)
        return
    tail = role_before(words.lower, last, first)
    if tail == last - first or (tail and find_name(plain[words.starts[first] : words.ends[last - tail - 1]])):
        if tail < last - first:  # "FBI Special Agent": what is left is the FBI
            yield from _cut(plain, words, zone, z, first, last - tail, _label(words, first, last - tail), listed)
        return
    name = _name(plain, words, zone, z, first, last, label or _label(words, first, last), None)
    if _is_worth(words, name, zone):
        yield name


def _trim(words: Words, first: int, last: int) -> tuple[int, int]:
    while first < last and (words.lower[first] in _ARTICLES or not words.texts[first].strip(_EDGES) or words.texts[first] in {"'s", "s"}):
        first += 1
    while last > first and (words.texts[last - 1].lower() in {"'s", "'", "’s", "the", "of", "and"} or not words.texts[last - 1].strip(_EDGES)):
        last -= 1
    return first, last


def _label(words: Words, first: int, last: int) -> str:
    return next((words.labels[i] for i in range(first, last) if words.labels[i] in _NAME_LABELS), "")


def _title_cut(words: Words, first: int, last: int) -> tuple[int, int] | None:
    """Start and end of the last title in the stretch that a name of a person follows."""
    if is_listed("organisation_heads", words.texts[last - 1]) or is_listed("place_heads", words.texts[last - 1]):
        return None
    best, i = None, first
    while i < last - 1:
        if is_honorific(words.lower[i]) and not is_listed("place_starts", words.lower[i]):
            best, i = (i, i + 1), i + 1
            continue
        length = role_at(words.lower, i, last - 1)
        if length and words.texts[i + length][0].isupper():
            role = words.lower[i : i + length]
            person = any(words.labels[j] == "PERSON" for j in range(i + length, last))
            # "Envoy Air", "Guard Union": a title inside an organisation's name.
            lone = length == 1 and last - i == 2 and not person and words.labels[i] == "ORG" and words.lower[i] in _NAME_LIKE_TITLES
            if words.labels[i + length] == "NORP":
                i += length
                continue
            if (words.texts[i][0].islower() or person or is_formal(role)) and not lone:
                best = (i, i + length)
        i += length or 1
    return best


def _border(words: Words, first: int, last: int, listed: dict[int, tuple[int, Known]]) -> int | None:
    """A token within the stretch where one name ends and another begins; None where it is all one name."""
    for i in range(first + 1, last):
        if words.texts[i] == "'s" and i + 1 < last and first not in listed and words.labels[i] == words.labels[i + 1] != "PERSON":
            continue  # "Women's March"
        if words.texts[i] in {"'s", ",", "(", ")", ";", ":", '"', "/", "--"} or (words.texts[i] == "'" and i + 1 < last):
            return i if words.texts[i] != "," or not _is_company_tail(words, i, last) else None
        if words.texts[i] in {"and", "&"} and words.texts[i] == "and" and _label(words, first, last) in {"PERSON", "GPE", "NORP"}:
            return i
        if "\n" in words.texts[i] or (words.texts[i] in {"on", "at", "with", "to", "by", "from"} and first in listed):
            return i
    if first in listed:
        end, known = listed[first]
        rest = range(end, last)
        if known.sort == "adjective" and all(words.labels[i] == "PERSON" for i in rest):
            return end
        if known.sort in {"country", "organisation", "adjective"} and words.labels[first] != words.labels[end] and any(
            words.labels[i] == "PERSON" for i in rest
        ):
            return end
        if known.sort == "organisation" and known.name.isupper() is False and end < last and words.labels[end] == "":
            return None
    changes = [
        i for i in range(first + 1, last)
        if words.labels[i] != words.labels[i - 1] and words.labels[i] and words.labels[i - 1] and words.texts[i] != "-"
    ]  # fmt: skip
    for i in changes:
        if "PERSON" in {words.labels[i], words.labels[i - 1]} and last - i > 1 and i - first >= 1:
            return i
    return None


def _is_company_tail(words: Words, i: int, last: int) -> bool:
    return i + 1 < last and words.lower[i + 1] in {"inc", "llc", "ltd", "jr", "sr", "corp", "plc", "co"}


def _name(
    plain: str, words: Words, zone: Zone, z: int, first: int, last: int, label: str, known: Known | None
) -> NameSpan:
    start, end = words.starts[first], words.ends[last - 1]
    raw = plain[start:end]
    end -= len(raw) - len(raw.rstrip("'\",;:!?)"))
    raw = plain[start:end]
    if raw.endswith("'s"):
        raw, end = raw[:-2], end - 2
    if known is None:
        known = find_name(" ".join(raw.split()))
    mention, titles = first, ()
    if known is None or known.sort == "city":
        mention, titles = titles_before(words, first, zone.first)
    return NameSpan(
        first=first, last=last, start=start, end=end, mention=words.starts[mention], text=" ".join(raw.split()),
        label=label, zone=z, titles=titles, known=known, loud=zone.loud,
    )  # fmt: skip


def titles_before(words: Words, at: int, start: int) -> tuple[int, tuple[tuple[str, ...], ...]]:
    """The first token of the titles that lead up to the name at token `at`, and the titles; `at` where none does."""
    titles: list[tuple[str, ...]] = []
    i = at
    while i > start:
        if is_honorific(words.lower[i - 1]) and words.texts[i - 1][0].isupper():
            titles.append((words.lower[i - 1],))
            i -= 1
            continue
        length = role_before(words.lower, i, start)
        if not length or words.tags[i - 1].startswith("VB"):
            break
        titles.append(words.lower[i - length : i])
        i -= length
    if i == at:
        return at, ()
    while i > start and at - i < 8 and _is_modifier(words, i - 1, at):
        i -= 1
    while i < at and words.texts[i] == "-":
        i += 1
    return i, tuple(titles)


def _is_modifier(words: Words, i: int, at: int) -> bool:
    """True where token `i` belongs to the title after it: "Russian President", "foreign policy aide"."""
    if words.texts[i] == "-":
        return words.ends[i] == words.starts[i + 1]
    if is_listed("modifiers", words.lower[i]) or find_name(words.texts[i]) is not None:
        return True
    return words.deps[i] in {"compound", "amod", "nmod"} and i < words.heads[i] <= at + 4 and words.texts[i].isalpha() and (
        words.tags[i].startswith("NN") or words.texts[i][0].isupper()
    )


def _is_worth(words: Words, name: NameSpan, zone: Zone) -> bool:
    """True where the stretch is a name rather than a capital at the start of a sentence or in a phrase."""
    if not any(c.isalpha() for c in name.text) or len(name.text) < 2 or len(name.text) > 90:
        return False
    if words.lower[name.first] in _NEVER and not name.titles:
        return False
    if not any(c.isupper() for c in name.text) or name.text[0] in "#@" or "http" in name.text or "www." in name.text:
        return False
    if words.texts[name.first - 1] in {"#", "@"} and name.first > zone.first:
        return False
    if name.known or name.label or name.titles:
        return True
    size = name.last - name.first
    if size > 1 and (is_listed("organisation_heads", name.text.split()[-1]) or is_listed("place_heads", name.text.split()[-1])):
        return True
    if gender_of_first_name(name.text.split()[0]) and size > 1:
        return True
    inner = name.first > zone.first
    return inner and name.text.isalpha() and (name.text.isupper() and len(name.text) > 1 or len(name.text) > 2)


def _known_words(found: Sequence[NameSpan]) -> dict[tuple[str, ...], NameSpan]:
    """The names of the calm zones by their lower-case words, and the surnames of full names."""
    seen: dict[tuple[str, ...], NameSpan] = {}
    for name in found:
        parts = tuple(re.findall(r"[\w.]+|-", name.text.lower()))
        if parts:
            seen.setdefault(parts, name)
            if name.label == "PERSON" and len(parts) > 1:
                seen.setdefault(parts[-1:], name)
    return seen


def _in_loud_zone(
    plain: str, words: Words, zone: Zone, z: int, ents: Sequence[tuple[int, int, str]],
    seen: dict[tuple[str, ...], NameSpan], *, alone: bool,
) -> Iterator[NameSpan]:  # fmt: skip
    """The names of a headline or dateline: those that the text has elsewhere, those listed, and sure guesses."""
    listed = _listed_tokens(plain, words, zone)
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
        first, last = _trim(words, i, best[0])
        if first < last:
            yield replace(_name(plain, words, zone, z, first, last, best[1], best[2]), loud=True)
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

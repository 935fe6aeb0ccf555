"""The names within one stretch of capitals: cut at titles and borders, trimmed, and looked up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rashomon.naming.gazetteer import (
    Known,
    find_name,
    find_state,
    gender_of_first_name,
    is_listed,
    scan_names,
)
from rashomon.reading.name_zones import Words, Zone
from rashomon.reading.roles import is_formal, is_honorific, role_at, role_before, style_before

_NAME_LABELS = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "WORK_OF_ART", "PRODUCT", "LAW"})
_ARTICLES = frozenset({"the", "a", "an"})
_EDGES = "\"'.,;:!?()[]{}<>|*-&#@/ \n"


@dataclass(frozen=True, slots=True, kw_only=True)
class NameSpan:
    """One name as it stands in the text: tokens `first` to `last` (excluded), code points `start` to `end`.

    `mention` is where its mention starts, titles included; `titles` are those titles, each as lower-case words;
    `loud` and `dateline` tell that it stands in a headline or a dateline, where capitals mean little.
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
    dateline: bool = False


def listed_tokens(plain: str, words: Words, zone: Zone) -> dict[int, tuple[int, Known]]:
    """The gazetteer's finds by their first token: last token (excluded) and what it is. No "#Nigeria", no "@BBC"."""
    at: dict[int, tuple[int, Known]] = {}
    first_of = {words.starts[i]: i for i in range(zone.first, zone.last)}
    last_of = {words.ends[i]: i + 1 for i in range(zone.first, zone.last)}
    for start, end, known in scan_names(plain, words.starts[zone.first], words.ends[zone.last - 1]):
        first, last = first_of.get(start), last_of.get(end) or last_of.get(end + 1)
        if first is not None and last is not None and plain[start - 1 : start] not in {"#", "@"}:
            at[first] = (last, known)
    return at


def cut_names(
    plain: str, words: Words, zone: Zone, z: int, first: int, last: int, label: str,
    listed: dict[int, tuple[int, Known]],
) -> Iterator[NameSpan]:  # fmt: skip
    """The names in one stretch: cut at titles, at the borders of entities and listed names, and trimmed."""
    if first == zone.first and first + 1 < last and is_listed("openers", words.lower[first]):
        first += 1  # "Following Romney": a capital of the sentence, not of the name
    first, last = trim_edges(words, first, last)
    if first >= last:
        return
    if first in listed and listed[first][0] >= last:
        yield make_name(plain, words, zone, z, first, last, label, listed[first][1])
        return
    second = listed.get(first + 1)
    if (
        first == zone.first
        and gender_of_first_name(words.texts[first]) is None
        and second
        and second[0] >= last
        and not is_listed("place_starts", words.texts[first])
    ):
        yield from cut_names(plain, words, zone, z, first + 1, last, label, listed)  # "Controversial Arizona"
        return
    cut = _title_cut(words, first, last)
    if cut is not None:
        start, end = cut
        while start > first and (words.texts[start - 1] == "-" or is_listed("modifiers", words.lower[start - 1])):
            start -= 1  # "RNC Political Director"
        if start > first:
            yield from cut_names(plain, words, zone, z, first, start, _label(words, first, start), listed)
        yield from cut_names(plain, words, zone, z, end, last, "PERSON", listed)
        return
    border = _border(words, first, last, listed)
    if border is not None:
        yield from cut_names(plain, words, zone, z, first, border, _label(words, first, border), listed)
        yield from cut_names(plain, words, zone, z, border, last, _label(words, border, last), listed)
        return
    tail = role_before(words.lower, last, first)
    if tail == last - first or (tail and find_name(plain[words.starts[first] : words.ends[last - tail - 1]])):
        if tail < last - first:  # "FBI Special Agent": what is left is the FBI
            yield from cut_names(plain, words, zone, z, first, last - tail, _label(words, first, last - tail), listed)
        return
    name = make_name(plain, words, zone, z, first, last, label or _label(words, first, last), None)
    if _is_worth(words, name, zone):
        yield name


def trim_edges(words: Words, first: int, last: int) -> tuple[int, int]:
    """The stretch without articles, possessives and marks at its ends; first >= last where nothing is left."""
    while first < last and (
        words.lower[first] in _ARTICLES or not words.texts[first].strip(_EDGES) or words.texts[first] in {"'s", "s"}
    ):
        first += 1
    while last > first and (
        words.texts[last - 1].lower() in {"'s", "'", "’s", "the", "of", "and"}
        or not words.texts[last - 1].strip(_EDGES)
    ):
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
        style = style_before(words.lower, i + 1, max(0, i - 2))
        if style and words.texts[i + 1][0].isupper():
            best, i = (max(first, i + 1 - style), i + 1), i + 1
            continue
        if is_honorific(words.lower[i]) and not is_listed("place_starts", words.lower[i]):
            best, i = (i, i + 1), i + 1
            continue
        length = role_at(words.lower, i, last - 1)
        if length and words.texts[i + length][0].isupper():
            role = words.lower[i : i + length]
            person = any(words.labels[j] == "PERSON" for j in range(i + length, last))
            # "Envoy Air", "Guard Union": a title inside an organisation's name.
            lone = (
                length == 1
                and last - i == 2
                and not person
                and words.labels[i] == "ORG"
                and is_listed("company_like", words.lower[i])
            )
            if words.labels[i + length] == "NORP" or "of" in words.lower[i + length : last]:
                i += length
                continue
            if (words.texts[i][0].islower() or person or is_formal(role)) and not lone:
                best = (i, i + length)
        i += length or 1
    return best


def _border(words: Words, first: int, last: int, listed: dict[int, tuple[int, Known]]) -> int | None:
    """A token within the stretch where one name ends and another begins; None where it is all one name."""
    for i in range(first + 1, last):
        if (
            words.texts[i] == "'s"
            and i + 1 < last
            and first not in listed
            and words.labels[i] == words.labels[i + 1] != "PERSON"
        ):
            continue  # "Women's March"
        if words.texts[i] in {"'s", ",", "(", ")", ";", ":", '"', "/", "--"} or (
            words.texts[i] == "'" and i + 1 < last
        ):
            return i if words.texts[i] != "," or not _is_company_tail(words, i, last) else None
        if (
            words.texts[i] in {"and", "&"}
            and words.texts[i] == "and"
            and _label(words, first, last) in {"PERSON", "GPE", "NORP"}
        ):
            return i
        if "\n" in words.texts[i] or (words.texts[i] in {"on", "at", "with", "to", "by", "from"} and first in listed):
            return i
    if first in listed:
        end, known = listed[first]
        rest = range(end, last)
        if known.sort == "adjective" and all(words.labels[i] == "PERSON" for i in rest):
            return end
        if (
            known.sort in {"country", "organisation", "adjective"}
            and words.labels[first] != words.labels[end]
            and any(words.labels[i] == "PERSON" for i in rest)
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


def make_name(
    plain: str, words: Words, zone: Zone, z: int, first: int, last: int, label: str, known: Known | None
) -> NameSpan:
    """The NameSpan of tokens `first` to `last` (excluded) with the titles before it; `known` is looked up if None."""
    start, end = words.starts[first], words.ends[last - 1]
    raw = plain[start:end]
    end -= len(raw) - len(raw.rstrip("'\",;:!?)\u200b\u200e\u200f\ufeff"))
    raw = plain[start:end]
    if raw.endswith("'s"):
        raw, end = raw[:-2], end - 2
    if known is None:
        known = find_name(" ".join(raw.split()))
    if known is None and len(raw) == 2 and first > zone.first and words.texts[first - 1] == ",":
        known = find_state(raw)
    mention = first
    titles: tuple[tuple[str, ...], ...] = ()
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
        if style := style_before(words.lower, i, start):
            titles.append((words.lower[i - style],))
            i -= style
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
    return (
        words.deps[i] in {"compound", "amod", "nmod"}
        and i < words.heads[i] <= at + 4
        and words.texts[i].isalpha()
        and (words.tags[i].startswith("NN") or words.texts[i][0].isupper())
    )


def _is_worth(words: Words, name: NameSpan, zone: Zone) -> bool:
    """True where the stretch is a name rather than a capital at the start of a sentence or in a phrase."""
    if not any(c.isalpha() for c in name.text) or len(name.text) < 2 or len(name.text) > 90:
        return False
    if any(mark in name.text for mark in "[]{}<>|"):
        return False
    if is_listed("never_names", words.lower[name.first]) and not name.titles:
        return False
    if not any(c.isupper() for c in name.text) or name.text[0] in "#@" or "http" in name.text or "www." in name.text:
        return False
    if words.texts[name.first - 1] in {"#", "@"} and name.first > zone.first:
        return False
    size = name.last - name.first
    if size == 1 and name.first == zone.first and not (name.known or name.titles):
        # "Flags will fly", "Ferry bosses": a common noun with the capital of its sentence.
        tag, dep = words.tags[name.first], words.deps[name.first]
        if tag == "NNS" or (tag == "NN" and dep == "compound" and words.tags[words.heads[name.first]] == "NNS"):
            return False
    if name.known or name.label or name.titles:
        return True
    if size > 1 and (
        is_listed("organisation_heads", name.text.split()[-1]) or is_listed("place_heads", name.text.split()[-1])
    ):
        return True
    if gender_of_first_name(name.text.split()[0]) and size > 1:
        return True
    inner = name.first > zone.first
    return inner and name.text.isalpha() and ((name.text.isupper() and len(name.text) > 1) or len(name.text) > 2)

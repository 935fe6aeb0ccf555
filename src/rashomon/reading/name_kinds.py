"""Of what kind a name is, by all its uses in a report: person, organisation, place, group, event, work."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from rashomon.naming.comparison import (
    core_parts,
    is_storm,
    puts_family_first,
)
from rashomon.naming.gazetteer import (
    find_city,
    find_name,
    gender_of_first_name,
    is_ambiguous,
    is_listed,
)
from rashomon.reading.name_cutting import NameSpan
from rashomon.reading.name_zones import Words
from rashomon.reading.roles import role_before
from rashomon.records import EntityKind

_PLACE_WORDS = frozenset(
    [
        "in",
        "off",
        "near",
        "outside",
        "around",
        "throughout",
        "across",
        "northern",
        "southern",
        "eastern",
        "western",
        "central",
    ]
)
_MOVING = frozenset(
    ["fly", "flew", "flies", "flown", "travel", "travels", "travelled", "traveled", "sail", "sails", "sailed", "drive",
     "drove", "driven", "way", "trip", "journey", "moved", "fled", "flight", "route", "road", "bound", "headed"]
)  # fmt: skip
_ORGANISATION_WORDS = frozenset(
    {"daily", "newspaper", "magazine", "broadcaster", "website", "weekly", "tabloid", "party"}
)
_VESSELS = frozenset(
    ["ferry", "ship", "vessel", "tanker", "trawler", "yacht", "freighter", "frigate", "destroyer", "submarine", "boat",
     "warship", "steamer", "liner", "tug", "lifeboat", "carrier", "corvette", "cutter", "icebreaker", "barge",
     "catamaran", "schooner", "spacecraft", "rocket"]
)  # fmt: skip
_TOWNS = frozenset({"capital", "city", "town", "village", "port", "suburb", "hamlet", "island", "province", "region"})
_LABEL_KINDS: dict[str, EntityKind] = {
    "PERSON": "person", "ORG": "organisation", "GPE": "place", "LOC": "place", "FAC": "place", "NORP": "group",
    "EVENT": "event", "WORK_OF_ART": "work", "LAW": "work", "PRODUCT": "other",
}  # fmt: skip


def kind_of(words: Words, names: Sequence[NameSpan]) -> EntityKind | None:
    """The kind of a name by all its uses in the report; None where it is no name."""
    first = names[0]
    known = next((name.known for name in names if name.known), None)
    if known and not is_ambiguous(first.text):
        return known.kind
    scores: dict[EntityKind, float] = defaultdict(float)
    for name in names:
        if name.label in _LABEL_KINDS:
            scores[_LABEL_KINDS[name.label]] += 0.5 if name.loud else 1
    calls = max(1, sum(1 for name in names if name.label))
    for guess in scores:
        scores[guess] *= 2 / calls
    tokens = first.text.split()
    last = re.split(r"[\s-]", first.text)[-1]
    size = len(tokens)
    if any(name.titles for name in names):
        scores["person"] += 4
    if size > 1 and not is_listed("place_starts", tokens[0]) and gender_of_first_name(re.split("-", tokens[0])[0]):
        scores["person"] += 2.2 if 1 < size < 4 else 1.5
    if any(words.lower[name.first - 1] in _ORGANISATION_WORDS for name in names if name.first):
        scores["organisation"] += 3
    if any(_is_aged(words, name) for name in names):
        scores["person"] += 2.5
    if size > 1 and any(_is_introduced(words, name) for name in names):
        scores["person"] += 2.5
    if any(words.lower[name.first - 1] in _VESSELS for name in names if name.first):
        scores["other"] += 4
    if size > 1 and is_listed("organisation_heads", last):
        scores["organisation"] += 4
    if "&" in tokens:
        scores["organisation"] += 3
    if size > 1 and is_listed("place_heads", last):
        scores["place"] += 4
    if is_listed("event_heads", last) or is_storm(first.text):
        scores["event"] += 2.5
    if size > 1 and (is_listed("work_heads", last) or (is_listed("work_heads", tokens[0]) and len(tokens) > 2)):
        scores["work"] += 2.5
    if re.fullmatch(r"[A-Z][A-Z&.-]{1,6}", first.text):
        scores["organisation"] += 1.5
    if len(tokens) > 1 and is_listed("place_starts", tokens[0]) and not is_listed("organisation_heads", last):
        scores["place"] += 1
    if any(name.dateline for name in names):
        scores["place"] += 2
    located = sum(_location(words, name) for name in names)
    scores["place"] += 1.5 * located / len(names)
    if known:
        scores[known.kind] += 1.2
    elif (city := find_city(first.text)) is not None:
        scores["place"] += 2.2 if city.people > 500 else 1.3 if city.people > 100 else 0.7
    if any(_is_before_state(words, name) or _is_called_place(words, name) for name in names):
        scores["place"] += 2.5
    if size > 2 and scores["person"] and any(word in {"of", "for", "and"} for word in tokens):
        scores["person"] -= 1
    if not scores or max(scores.values()) <= 0:
        return "other" if size > 1 or len(names) > 1 else None
    return max(sorted(scores), key=lambda kind: scores[kind])


def _location(words: Words, name: NameSpan) -> int:
    """2 for "flew to Callow", "on its way from Callow", 1 for "in Callow", "off Callow", else 0."""
    before = words.lower[max(0, name.first - 2) : name.first]
    moves = len(before) == 2 and before[1] in {"to", "from"} and before[0] in _MOVING
    return 2 if moves else int(bool(before) and before[-1] in _PLACE_WORDS)


def _is_aged(words: Words, name: NameSpan) -> bool:
    """True where an age follows the name: "Martin Bamford, 30, "."""
    after = words.texts[name.last : name.last + 3]
    return (
        len(after) > 1
        and after[0] == ","
        and after[1].isdigit()
        and len(after[1]) < 3
        and after[2:] in {(",",), (".",)}
    )


def _is_introduced(words: Words, name: NameSpan) -> bool:
    """True where the name stands beside a noun for a person: "a fisherman who was there, Colm Adair, said"."""
    at = name.last - 1
    head = words.heads[at]
    if is_listed("organisation_heads", words.texts[at]):
        return False  # "the developer Pryce Holdings"
    return words.deps[at] == "appos" and head < name.first and role_before(words.lower, head + 1, max(0, head - 3)) > 0


def _is_before_state(words: Words, name: NameSpan) -> bool:
    """True where a comma and a state or country follow: "Erie, Pa."."""
    after = words.texts[name.last : name.last + 3]
    if len(after) < 2 or after[0] != ",":
        return False
    known = find_name(after[1]) or find_name(" ".join(after[1:3]))
    return known is not None and known.sort in {"state", "country"}


def _is_called_place(words: Words, name: NameSpan) -> bool:
    """True where a word of places stands at the name: "the town of Chibok", "the Sambisa forest"."""
    after = words.lower[name.last : name.last + 1]
    if (
        after
        and words.tags[name.last] == "NN"
        and is_listed("place_heads", after[0])
        and after[0] not in {"state", "house"}
    ):
        return True
    if after == (",",) and words.lower[name.last + 1 : name.last + 2] in {("the",), ("a",), ("an",)}:
        # "Lethna, the Karsovian capital"; its first noun tells, and none of "a city official".
        noun = next((i for i in range(name.last + 2, min(name.last + 6, len(words.tags)))
                     if words.tags[i] in {"NN", "NNP"} and words.deps[i] != "compound"), -1)  # fmt: skip
        if noun > 0 and words.lower[noun] in _TOWNS and words.deps[noun] == "appos":
            return True
    return name.first > 1 and words.lower[name.first - 1] == "of" and words.lower[name.first - 2] in {
        "town", "city", "village", "province", "district", "state", "region", "island", "suburb", "capital", "county"
    }  # fmt: skip


def agree_on_persons(
    by_key: dict[str, list[int]], kinds: dict[str, EntityKind | None], names: Sequence[NameSpan]
) -> None:
    """A lone surname (or first name) of somebody whose full name the report has is a person too."""
    surnames: set[str] = set()
    givens: set[str] = set()
    for key, kind in kinds.items():
        parts = core_parts(key)
        if kind == "person" and len(parts) > 1:
            surnames |= {parts[-1], parts[0]} if puts_family_first(parts[0]) else {parts[-1]}
            surnames |= {part for part in parts[-1].split("-") if len(part) > 3 and not is_listed("particles", part)}
            givens.add(parts[0])
    for key in [key for key, kind in kinds.items() if kind == "event" and is_storm(key)]:
        storm = key.split()[-1]  # "Sandy" in a report of Hurricane Sandy
        if storm in kinds and storm not in surnames:
            kinds[storm] = "event"
    lone = {key for key, kind in kinds.items() if kind == "person" and " " not in key}
    for key, kind in kinds.items():
        parts = core_parts(key)
        name = names[by_key[key][0]]
        # "Mallam Garba Shehu" guessed to be an organisation, and then "Shehu" said something.
        if (
            kind in {"organisation", "place", "group", "other"}
            and 1 < len(parts) < 5
            and name.known is None
            and lone & {parts[0], parts[-1]}
        ):
            heads = is_listed("organisation_heads", parts[-1]) or is_listed("place_heads", parts[-1])
            if (
                not heads
                and not is_listed("place_starts", parts[0])
                and name.text.replace("-", "").replace(" ", "").isalpha()
            ):
                kinds[key] = "person"
                surnames.add(parts[-1])
                givens.add(parts[0])
    for key, kind in kinds.items():
        if kind == "person" or " " in key or key.startswith("="):
            continue
        base = key.removeprefix("al-").removeprefix("el-")
        labels = {names[n].label for n in by_key[key]}
        city = find_city(key)
        if (
            (base in surnames or key in surnames)
            and not (kind == "place" and city and city.people > 300 and "PERSON" not in labels)
        ) or (key in givens and kind != "place" and labels & {"PERSON", ""}):
            kinds[key] = "person"

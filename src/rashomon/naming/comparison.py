"""When two names are one person's, or one organisation's: spellings, short forms, acronyms, surnames."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz.fuzz import ratio

from rashomon.naming.gazetteer import find_city, find_name, gender_of_first_name, is_listed
from rashomon.records import EntityKind
from rashomon.text import fold, plain_marks

_SHORT_FORMS = {
    "bill": "william", "bob": "robert", "mike": "michael", "jim": "james", "tom": "thomas", "joe": "joseph",
    "ted": "edward", "dick": "richard", "rick": "richard", "dave": "david", "dan": "daniel", "tony": "anthony",
    "steve": "steven", "chris": "christopher", "matt": "matthew", "greg": "gregory", "jeff": "jeffrey",
    "ben": "benjamin", "sam": "samuel", "ken": "kenneth", "ron": "ronald", "tim": "timothy", "nick": "nicholas",
    "kate": "katherine", "liz": "elizabeth", "mitch": "mitchell", "ed": "edward", "rob": "robert", "will": "william",
    "don": "donald", "andy": "andrew", "larry": "lawrence", "jerry": "gerald", "chuck": "charles", "pete": "peter",
}  # fmt: skip
_LEGAL = frozenset(
    [
        "inc",
        "corp",
        "corporation",
        "co",
        "company",
        "ltd",
        "llc",
        "llp",
        "plc",
        "group",
        "ag",
        "sa",
        "nv",
        "gmbh",
        "holdings",
        "the",
    ]
)
# The long form of a state's name: "the Federal Republic of X".
_LONG_FORM = re.compile(
    r"(?:(?:the|grand|united|federal|democratic|people's|socialist|islamic|arab|soviet|autonomous|sovereign|co-operative|"
    r"cooperative|plurinational|bolivarian|oriental|hashemite|independent)\s){0,5}"
    r"(?:republic|kingdom|federation|emirate|emirates|sultanate|principality|duchy|commonwealth|empire)\sof\s(?:the\s)?"
    r"(\S.{2,40})",
    re.IGNORECASE,
)
_DEMONYM_ENDINGS = ("an", "ian", "ean", "ese", "ish")
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})


def parts_of(text: str) -> list[str]:
    """The folded words of a person's name without initials, hyphens kept: "Kim Jong-un" is two."""
    return [part for part in fold(text).replace(".", " ").split() if len(part) > 1] or fold(text).split()


def core_parts(text: str) -> list[str]:
    """The parts of a person's name without "Jr", "III" and the like."""
    parts = parts_of(text)
    return [part for part in parts if part not in _SUFFIXES] or parts


def puts_family_first(word: str) -> bool:
    """True for family names that stand first in Korean, Chinese and Vietnamese names."""
    return is_listed("family_names_first", word)


def surname_fit(base: str, parts: Sequence[str]) -> float:
    """3 for a surname, 1 for another part of the name, 0 where the name does not hold it."""
    parts = [part for part in parts if part not in _SUFFIXES] or parts
    last = parts[-1].removeprefix("al-").removeprefix("el-")
    if base == last or (puts_family_first(parts[0]) and base == parts[0]) or base == " ".join(parts[-2:]):
        return 3
    if len(base) > 4 and base[0] == last[0] and ratio(base, last) > 85:
        return 2.5
    if base in last.split("-") and len(base) > 3:
        return 2
    return 1 if base in parts else 0


def same_person(left: str, right: str) -> bool:
    """True where two full names are spellings of one: "Kim Jong-un" / "Kim Jong Un", "Sergey" / "Sergei Lavrov"."""
    lefts, rights = parts_of(left), parts_of(right)
    # "Sr" is said only where a "Jr" is about; without it nobody else is meant.
    if {p for p in lefts if p in _SUFFIXES} - {"sr"} != {p for p in rights if p in _SUFFIXES} - {"sr"}:
        bare = [[p for p in parts if p not in _SUFFIXES] for parts in (lefts, rights)]
        return bare[0] == bare[1] and len(bare[0]) > 2  # few fathers and sons share a middle name too
    lefts, rights = [p for p in lefts if p != "sr"], [p for p in rights if p != "sr"]
    joined = [re.sub(r"[^\w]", "", "".join(parts)) for parts in (lefts, rights)]
    if joined[0] == joined[1]:
        return True
    if min(len(_fine(lefts)), len(_fine(rights))) < 2:
        return False
    if lefts[0] == rights[0] and puts_family_first(lefts[0]):
        return ratio(joined[0][len(lefts[0]) :], joined[1][len(rights[0]) :]) > 88
    lefts, rights = _fine(lefts), _fine(rights)
    if lefts[0] == rights[0] and (set(lefts) <= set(rights) or set(rights) <= set(lefts)):
        return lefts[-1] == rights[-1] or min(len(lefts), len(rights)) > 2
    genders = {gender_of_first_name(lefts[0]), gender_of_first_name(rights[0])}
    if {"m", "f"} <= genders:
        return False
    first, last = ratio(lefts[0], rights[0]), ratio(lefts[-1], rights[-1])
    if last == 100:
        short = _SHORT_FORMS.get(lefts[0], lefts[0]) == _SHORT_FORMS.get(rights[0], rights[0])
        starts = min(lefts[0], rights[0], key=len)
        prefix = len(starts) > 2 and all(parts[0].startswith(starts) for parts in (lefts, rights))
        return short or prefix or (first >= 75 and lefts[0][0] == rights[0][0])
    return last >= 80 and first >= 80 and first + last >= 175 and lefts[-1][0] == rights[-1][0]


def _fine(parts: Sequence[str]) -> list[str]:
    """The parts with hyphens undone and "al-" and "el-" left out: "Abdel-Fattah el-Sissi" is three."""
    pieces = [piece for part in parts for piece in re.split(r"[-']", part)]
    return [piece for piece in pieces if piece and piece not in {"al", "el"}] or list(parts)


def same_thing(left: str, left_kind: EntityKind, right: str, right_kind: EntityKind) -> bool:
    """True where two names (neither a person's) are one: an acronym, a legal form or plural left out, a short form."""
    kinds = {left_kind, right_kind}
    listed_left, listed_right = find_name(left), find_name(right)
    if listed_left and listed_right:
        return listed_left.name == listed_right.name
    a, b = _bare_parts(left), _bare_parts(right)
    if not a or not b:
        return fold(left) == fold(right) and len(kinds) == 1
    if a == b:
        return len(kinds) == 1 or "other" in kinds or left.isupper()
    if "place" in kinds and "group" not in kinds and _same_country(left, right):
        return True
    if kinds == {"place", "group"}:
        people, place = (left, right) if left_kind == "group" else (right, left)
        return is_demonym(people, country_of(place) or place)
    if (
        kinds == {"group", "organisation"}
        and len(a) != len(b)
        and len(min(a, b, key=len)) == 1
        and min(a, b, key=len)[0].endswith("s")
    ):
        return min(a, b, key=len) == max(a, b, key=len)[-1:]  # "Texans" of "Houston Texans"
    if kinds & {"place", "event"} or kinds == {"group", "organisation"}:
        if kinds == {"place"}:
            return False
        if kinds == {"event"} and (is_storm(left) or is_storm(right)):
            return a[-1] == b[-1] and 1 in {len(a), len(b)}
        return bool(_is_acronym(left, right) or _is_acronym(right, left)) and "organisation" in kinds
    if "group" in kinds:
        return len(kinds) == 1 and fold(left).removesuffix("s") == fold(right).removesuffix("s")
    if _is_acronym(left, right) or _is_acronym(right, left):
        return True
    if kinds <= {"organisation", "other"}:
        short, long = sorted((a, b), key=len)
        listed = find_name(left if len(a) < len(b) else right)
        if len(short) < len(long) and (listed is None or fold(listed.name) == fold(left if len(a) < len(b) else right)):
            # "Goldman" of "Goldman Sachs", "Hustle" of "Memphis Hustle"; not "University" of "University of Memphis".
            lone = len(short) == 1 and (_is_head(short[0]) or len(short[0]) < 4 or find_city(short[0]) is not None)
            return not lone and (long[: len(short)] == short or (long[-len(short) :] == short and len(long) <= 3))
        return ratio(" ".join(a), " ".join(b)) > 92
    return False


def country_of(long_form: str) -> str | None:
    """The country that a long form names ("Federal Republic of Karsovia": "Karsovia"); None for any other name."""
    match = _LONG_FORM.fullmatch(plain_marks(long_form))
    return match.group(1) if match and match.group(1)[0].isupper() else None


def is_demonym(word: str, country: str) -> bool:
    """True where `word` is made from the name `country` as demonyms are ("Karsovian", "Karsovians"), and no gazetteer
    has it: for those that are listed, the list decides."""
    made, name = fold(word), fold(country)
    if len(name) < 4 or not word[:1].isupper() or find_name(word) or find_name(country):
        return False
    stems = {name, name[:-1]} if name[-1] in "aeiouy" else {name}
    return made.removesuffix("s") in {stem + ending for stem in stems for ending in _DEMONYM_ENDINGS} | (
        {name + "n"} if name[-1] in "aeio" else set()
    )


def _same_country(left: str, right: str) -> bool:
    """True where one name is the long form of the other, or both are long forms of one country."""
    short = [fold(country_of(name) or name) for name in (left, right)]
    return short[0] == short[1] and fold(left) != fold(right)


def is_storm(name: str) -> bool:
    """True for "Hurricane Sandy" and its like."""
    return " " in name and fold(name).split()[0] in {"hurricane", "typhoon", "cyclone"}


def _is_head(word: str) -> bool:
    return is_listed("organisation_heads", word) or is_listed("place_heads", word)


def _bare_parts(text: str) -> list[str]:
    return [part for part in re.findall(r"\w+", fold(text)) if part not in _LEGAL]


def _is_acronym(short: str, long: str) -> bool:
    """True where `short` is made of the first letters of `long`."""
    letters = short.replace(".", "")
    if not (1 < len(letters) < 8 and letters.isupper() and letters.isalpha() and " " in long):
        return False
    parts = re.findall(r"[^\W_]+", long)
    strict = "".join(part[0] for part in parts if part[0].isupper())
    return letters in {strict, "".join(part[0] for part in parts).upper()}


def is_part_of_name(short: str, full: str) -> bool:
    """True where the one word `short` is the surname (or a spelling of it) of the person called `full`."""
    return len(parts_of(full)) > 1 and surname_fit(fold(short), parts_of(full)) >= 2


def slug_of(kind: EntityKind, name: str) -> str:
    """The readable id of an entity: "person:vladimir-putin"."""
    slug = re.sub(r"[\W_]+", "-", fold(name)).strip("-")
    return f"{kind}:{slug or 'x'}"

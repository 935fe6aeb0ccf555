"""Which names of a report mean the same person, organisation or place, and of what kind each is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rapidfuzz.fuzz import ratio

from rashomon.reading.gazetteer import Known, find_city, find_name, gender_of_first_name, is_ambiguous
from rashomon.reading.name_spans import NameSpan, Words
from rashomon.reading.roles import gender_of_title, is_listed
from rashomon.records import EntityKind
from rashomon.text import fold

# Family names that stand first in Korean, Chinese and Vietnamese names.
_FAMILY_FIRST = frozenset(
    "kim choe choi park pak lee ri yi moon mun ban jang chang cho jo han kang yoon yun hwang pyon pak xi wang li zhang "
    "liu chen yang zhao huang zhou wu xu sun hu zhu gao lin he guo ma luo liang song zheng xie tang deng feng cao peng "
    "zeng xiao tian dong yuan pan cai jiang du ye cheng wei su lu ding ren hua bo wen mao nguyen tran pham tsai lam".split()
)
_PARTICLES = frozenset("al el bin ibn bint abu de ben del della di da do dos van von der den la le ul".split())
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
_LEGAL = frozenset("inc corp corporation co company ltd llc llp plc group ag sa nv gmbh holdings the".split())
_SHORT_FORMS = {
    "bill": "william", "bob": "robert", "mike": "michael", "jim": "james", "tom": "thomas", "joe": "joseph",
    "ted": "edward", "dick": "richard", "rick": "richard", "dave": "david", "dan": "daniel", "tony": "anthony",
    "steve": "steven", "chris": "christopher", "matt": "matthew", "greg": "gregory", "jeff": "jeffrey",
    "ben": "benjamin", "sam": "samuel", "ken": "kenneth", "ron": "ronald", "tim": "timothy", "nick": "nicholas",
    "kate": "katherine", "liz": "elizabeth", "mitch": "mitchell", "ed": "edward", "rob": "robert", "will": "william",
    "don": "donald", "andy": "andrew", "larry": "lawrence", "jerry": "gerald", "chuck": "charles", "pete": "peter",
}  # fmt: skip
_PLACE_WORDS = frozenset("in near outside around throughout across northern southern eastern western central".split())
_LABEL_KINDS: dict[str, EntityKind] = {
    "PERSON": "person", "ORG": "organisation", "GPE": "place", "LOC": "place", "FAC": "place", "NORP": "group",
    "EVENT": "event", "WORK_OF_ART": "work", "LAW": "work", "PRODUCT": "other",
}  # fmt: skip


@dataclass(slots=True)
class Cluster:
    """What is gathered about one entity while a report is read. `spans` are indexes of its names.

    `gender` is "m", "f" or None; `roles` are its titles as lower-case words, each with the country it is said of
    (None where none is named).
    """

    kind: EntityKind
    name: str
    spans: list[int] = field(default_factory=list)
    known: Known | None = None
    gender: str | None = None
    roles: list[tuple[tuple[str, ...], str | None]] = field(default_factory=list)


def cluster_names(words: Words, names: Sequence[NameSpan]) -> list[Cluster]:
    """The entities that `names` mean, in the order of their first names; every name is in at most one of them."""
    by_key: dict[str, list[int]] = {}
    for n, name in enumerate(names):
        by_key.setdefault(_key(name), []).append(n)
    kinds = {key: _kind(words, [names[n] for n in spans]) for key, spans in by_key.items()}
    _agree_on_persons(by_key, kinds, names)
    clusters = _cluster_known(by_key, kinds, names)
    clusters += _cluster_persons(words, by_key, kinds, names)
    _cluster_others(words, by_key, kinds, names, clusters)
    for cluster in clusters:
        cluster.spans.sort()
    return sorted(clusters, key=lambda cluster: cluster.spans[0])


def parts_of(text: str) -> list[str]:
    """The folded words of a person's name without initials, hyphens kept: "Kim Jong-un" is two."""
    return [part for part in fold(text).replace(".", " ").split() if len(part) > 1] or fold(text).split()


def _key(name: NameSpan) -> str:
    if name.known and not is_ambiguous(name.text):
        return f"={name.known.name}"
    return fold(name.text)


def _kind(words: Words, names: Sequence[NameSpan]) -> EntityKind | None:
    """The kind of a name by all its uses in the report; None where it is no name."""
    first = names[0]
    known = next((name.known for name in names if name.known), None)
    if known and not is_ambiguous(first.text):
        return known.kind
    scores: Counter[EntityKind] = Counter()
    for name in names:
        if name.label in _LABEL_KINDS:
            scores[_LABEL_KINDS[name.label]] += 0.5 if name.loud else 1
    calls = max(1, sum(1 for name in names if name.label))
    scores = Counter({kind: 2 * score / calls for kind, score in scores.items()})
    tokens = first.text.split()
    last = re.split(r"[\s-]", first.text)[-1]
    size = len(tokens)
    if any(name.titles for name in names):
        scores["person"] += 4
    if size > 1 and not is_listed("place_starts", tokens[0]) and gender_of_first_name(re.split("-", tokens[0])[0]):
        scores["person"] += 1.5
    if any(_is_aged(words, name) for name in names):
        scores["person"] += 2
    if size > 1 and is_listed("organisation_heads", last):
        scores["organisation"] += 4
    if "&" in tokens:
        scores["organisation"] += 3
    if size > 1 and is_listed("place_heads", last):
        scores["place"] += 4
    if is_listed("event_heads", last):
        scores["event"] += 2.5
    if size > 1 and (is_listed("work_heads", last) or (is_listed("work_heads", tokens[0]) and len(tokens) > 2)):
        scores["work"] += 2.5
    if re.fullmatch(r"[A-Z][A-Z&.-]{1,6}", first.text):
        scores["organisation"] += 1.5
    if len(tokens) > 1 and is_listed("place_starts", tokens[0]) and not is_listed("organisation_heads", last):
        scores["place"] += 1
    located = sum(words.lower[name.first - 1] in _PLACE_WORDS for name in names if name.first)
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


def _is_aged(words: Words, name: NameSpan) -> bool:
    """True where an age follows the name: "Martin Bamford, 30, "."""
    after = words.texts[name.last : name.last + 3]
    return len(after) > 1 and after[0] == "," and after[1].isdigit() and len(after[1]) < 3 and after[2:] in {(",",), (".",)}


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
    if after and words.tags[name.last] == "NN" and is_listed("place_heads", after[0]) and after[0] not in {"state", "house"}:
        return True
    return name.first > 1 and words.lower[name.first - 1] == "of" and words.lower[name.first - 2] in {
        "town", "city", "village", "province", "district", "state", "region", "island", "suburb", "capital", "county"
    }  # fmt: skip


def _agree_on_persons(by_key: dict[str, list[int]], kinds: dict[str, EntityKind | None], names: Sequence[NameSpan]) -> None:
    """A lone surname (or first name) of somebody whose full name the report has is a person too."""
    surnames: set[str] = set()
    givens: set[str] = set()
    for key, kind in kinds.items():
        parts = parts_of(key)
        if kind == "person" and len(parts) > 1:
            surnames |= {parts[-1], parts[0]} if parts[0] in _FAMILY_FIRST else {parts[-1]}
            surnames |= {part for part in parts[-1].split("-") if len(part) > 3 and part not in _PARTICLES}
            givens.add(parts[0])
    lone = {key for key, kind in kinds.items() if kind == "person" and " " not in key}
    for key, kind in kinds.items():
        parts = parts_of(key)
        name = names[by_key[key][0]]
        # "Mallam Garba Shehu" guessed to be an organisation, and then "Shehu" said something.
        if kind in {"organisation", "place", "group", "other"} and 1 < len(parts) < 5 and name.known is None and lone & {parts[0], parts[-1]}:
            heads = is_listed("organisation_heads", parts[-1]) or is_listed("place_heads", parts[-1])
            if not heads and not is_listed("place_starts", parts[0]) and name.text.replace("-", "").replace(" ", "").isalpha():
                kinds[key] = "person"
                surnames.add(parts[-1])
                givens.add(parts[0])
    for key, kind in kinds.items():
        if kind in {None, "person"} or " " in key or key.startswith("="):
            continue
        base = key.removeprefix("al-").removeprefix("el-")
        labels = {names[n].label for n in by_key[key]}
        city = find_city(key)
        if (base in surnames or key in surnames) and not (kind == "place" and city and city.people > 300 and "PERSON" not in labels):
            kinds[key] = "person"
        elif key in givens and kind != "place" and labels & {"PERSON", ""}:
            kinds[key] = "person"


def _cluster_known(
    by_key: dict[str, list[int]], kinds: dict[str, EntityKind | None], names: Sequence[NameSpan]
) -> list[Cluster]:
    """Clusters by what the gazetteer says, cities of 15,000 people among them."""
    found: dict[tuple[str, str], Cluster] = {}
    for key, spans in by_key.items():
        kind = kinds[key]
        known = next((names[n].known for n in spans if names[n].known), None)
        if kind == "place" and known is None:
            known = find_city(names[spans[0]].text)
        if known is None or kind != known.kind:
            continue
        cluster = found.setdefault((kind, known.name), Cluster(kind=kind, name=known.name, known=known))
        if cluster.known and cluster.known.sort in {"adjective", "people"}:
            cluster.known = known
        cluster.spans += spans
        kinds[key] = None
    return list(found.values())


def _cluster_persons(
    words: Words, by_key: dict[str, list[int]], kinds: dict[str, EntityKind | None], names: Sequence[NameSpan]
) -> list[Cluster]:
    keys = [key for key, kind in kinds.items() if kind == "person"]
    full = [key for key in keys if len(parts_of(key)) > 1]
    clusters: list[Cluster] = []
    forms: list[list[str]] = []
    for key in sorted(full, key=lambda key: by_key[key][0]):
        for cluster, known_forms in zip(clusters, forms, strict=True):
            if any(same_person(key, form) for form in known_forms):
                cluster.spans += by_key[key]
                known_forms.append(key)
                break
        else:
            clusters.append(Cluster(kind="person", name="", spans=list(by_key[key])))
            forms.append([key])
    weights = [len(cluster.spans) for cluster in clusters]
    singles: dict[str, Cluster] = {}
    for key in sorted(set(keys) - set(full), key=lambda key: by_key[key][0]):
        for n in by_key[key]:
            at = _owner(words, names, n, key, clusters, forms, weights)
            if at is None:
                base = key.removeprefix("al-")
                cluster = singles.get(base) or Cluster(kind="person", name="")
                singles[base] = cluster
            else:
                cluster = clusters[at]
            cluster.spans.append(n)
    clusters += singles.values()
    for cluster in clusters:
        _describe(words, cluster, names)
    return clusters


def _owner(
    words: Words, names: Sequence[NameSpan], n: int, key: str,
    clusters: Sequence[Cluster], forms: Sequence[Sequence[str]], weights: Sequence[int],
) -> int | None:  # fmt: skip
    """Whose surname (or first name) the lone name `n` is: the index of a cluster, None where it is nobody's."""
    base = key.removeprefix("al-").removeprefix("el-")
    title = next((g for role in names[n].titles if (g := gender_of_title(role[-1]))), None)
    best: tuple[float, int] | None = None
    for c, cluster in enumerate(clusters):
        fit = max(_fits_surname(base, parts_of(form)) for form in forms[c])
        if not fit:
            continue
        gender = next((g for form in forms[c] if (g := gender_of_first_name(parts_of(form)[0])) in {"m", "f"}), None)
        if title and gender and title != gender:
            continue
        near = max((s for s in cluster.spans if s < n and len(parts_of(names[s].text)) > 1), default=None)
        recent = 1.5 if near is not None and names[n].zone - names[near].zone <= 1 else 0.0
        heads = 1.0 if any("leader" in role or "president" in role for s in cluster.spans for role in names[s].titles) else 0.0
        early = 1.0 / (1 + cluster.spans[0])
        score = 10 * fit + weights[c] + heads + early + recent
        if best is None or score > best[0]:
            best = (score, c)
    return best[1] if best else None


def _fits_surname(base: str, parts: Sequence[str]) -> float:
    """3 for a surname, 1 for another part of the name, 0 where the name does not hold it."""
    last = parts[-1].removeprefix("al-").removeprefix("el-")
    if base == last or (parts[0] in _FAMILY_FIRST and base == parts[0]) or base == " ".join(parts[-2:]):
        return 3
    if len(base) > 4 and base[0] == last[0] and ratio(base, last) > 85:
        return 2.5
    if base in last.split("-") and len(base) > 3:
        return 2
    return 1 if base in parts else 0


def same_person(left: str, right: str) -> bool:
    """True where two full names are spellings of one: "Kim Jong-un" / "Kim Jong Un", "Roman Starovoyt" / "Starovoit"."""
    lefts, rights = parts_of(left), parts_of(right)
    if {p for p in lefts if p in _SUFFIXES} != {p for p in rights if p in _SUFFIXES}:
        return False
    joined = [re.sub(r"[^\w]", "", "".join(parts)) for parts in (lefts, rights)]
    if joined[0] == joined[1]:
        return True
    if min(len(lefts), len(rights)) < 2:
        return False
    if lefts[0] == rights[0] and lefts[0] in _FAMILY_FIRST:
        return ratio(joined[0][len(lefts[0]) :], joined[1][len(rights[0]) :]) > 88
    if lefts[0] == rights[0] and (set(lefts) <= set(rights) or set(rights) <= set(lefts)):
        return lefts[-1] == rights[-1] or min(len(lefts), len(rights)) > 2 or _bare(lefts[-1]) == _bare(rights[-1])
    genders = {gender_of_first_name(lefts[0]), gender_of_first_name(rights[0])}
    if {"m", "f"} <= genders:
        return False
    first, last = ratio(lefts[0], rights[0]), ratio(_bare(lefts[-1]), _bare(rights[-1]))
    if last == 100:
        short = _SHORT_FORMS.get(lefts[0], lefts[0]) == _SHORT_FORMS.get(rights[0], rights[0])
        starts = min(lefts[0], rights[0], key=len)
        prefix = len(starts) > 2 and all(parts[0].startswith(starts) for parts in (lefts, rights))
        return short or prefix or (first >= 75 and lefts[0][0] == rights[0][0] and None in genders) or first > 86
    return last >= 80 and first >= 80 and first + last >= 175 and lefts[-1][0] == rights[-1][0]


def _bare(surname: str) -> str:
    return surname.removeprefix("al-").removeprefix("el-")


def _describe(words: Words, cluster: Cluster, names: Sequence[NameSpan]) -> None:
    """Sets the name, the gender and the titles of a person."""
    texts = Counter(names[n].text for n in cluster.spans)
    cluster.name = max(sorted(texts), key=lambda text: (min(3, len(parts_of(text))), not text.isupper(), texts[text]))
    told: Counter[str] = Counter()
    for n in cluster.spans:
        for role in names[n].titles:
            if gender := gender_of_title(role[-1]):
                told[gender] += 2
            if (role, None) not in cluster.roles and gender_of_title(role[-1]) is None or len(role[-1]) > 3:
                cluster.roles.append((role, None))
    first = parts_of(cluster.name)[0]
    given = gender_of_first_name(first.split("-")[0]) if len(parts_of(cluster.name)) > 1 else None
    if given in {"m", "f"} and first not in _FAMILY_FIRST:
        told[given] += 1
    cluster.gender = told.most_common(1)[0][0] if told else None


def _cluster_others(
    words: Words, by_key: dict[str, list[int]], kinds: dict[str, EntityKind | None], names: Sequence[NameSpan],
    clusters: list[Cluster],
) -> None:  # fmt: skip
    """Adds what is no person to `clusters`: to a listed organisation that it is short for, or as clusters of its own."""
    homes = [cluster for cluster in clusters if cluster.kind == "organisation"]
    rest = [key for key, kind in kinds.items() if kind and kind != "person"]
    in_brackets = {name.first - 2: name for name in names}  # "Credit Suisse (CS)": by the token before the bracket
    ends = {name.last - 1: n for n, name in enumerate(names)}
    bracketed = {
        _key(name): ends[before] for before, name in in_brackets.items()
        if before in ends and words.texts[before + 1] == "(" and name.text.isupper() and _key(name) in kinds
        and words.texts[name.last : name.last + 1] == (")",)
    }  # fmt: skip
    # Full names first, then the short ones that may lean on them.
    for key in sorted(rest, key=lambda key: (key in bracketed, -len(key.split()), by_key[key][0])):
        kind = kinds[key]
        assert kind is not None
        text = names[by_key[key][0]].text
        home = next((c for c in homes if same_thing(text, kind, c.name, c.kind)), None)
        if home is None and key in bracketed:
            home = next((c for c in homes if bracketed[key] in c.spans), None)
        if home is None:
            home = Cluster(kind=kind, name=text)
            homes.append(home)
            clusters.append(home)
        home.spans += by_key[key]


def same_thing(left: str, left_kind: EntityKind, right: str, right_kind: EntityKind) -> bool:
    """True where two names (neither a person's) are one: an acronym, a legal form or plural left out, a short form."""
    kinds = {left_kind, right_kind}
    a, b = _bare_parts(left), _bare_parts(right)
    if not a or not b:
        return fold(left) == fold(right) and len(kinds) == 1
    if a == b:
        return len(kinds) == 1 or "other" in kinds or left.isupper()
    if kinds & {"place", "event"} or kinds == {"group", "organisation"}:
        if kinds == {"place"}:
            return False
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
            lone = len(short) == 1 and (is_listed("organisation_heads", short[0]) or len(short[0]) < 4 or find_city(short[0]))
            return not lone and (long[: len(short)] == short or (long[-len(short) :] == short and len(long) == 2))
        return ratio(" ".join(a), " ".join(b)) > 92
    return False


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


def title_words(names: Iterable[NameSpan]) -> list[tuple[str, ...]]:
    """All titles of `names`, once each, in their order."""
    return list(dict.fromkeys(role for name in names for role in name.titles))

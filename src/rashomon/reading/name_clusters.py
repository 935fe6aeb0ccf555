"""Which names of a report mean the same person, organisation or place, and of what kind each is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from rashomon.naming.comparison import (
    country_of,
    is_demonym,
    parts_of,
    puts_family_first,
    same_person,
    same_thing,
    surname_fit,
)
from rashomon.naming.gazetteer import (
    Known,
    find_city,
    gender_of_first_name,
    is_ambiguous,
    scan_names,
)
from rashomon.reading.name_cutting import NameSpan
from rashomon.reading.name_kinds import agree_on_persons, kind_of
from rashomon.reading.name_zones import Words
from rashomon.reading.roles import classes_of, gender_of_title, is_honorific
from rashomon.records import EntityKind
from rashomon.text import fold


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One mention on its way: code points, tokens, the index of its cluster (None: left open), and its sort."""

    start: int
    end: int
    first: int
    last: int
    cluster: int | None
    kind: EntityKind
    sort: Literal["name", "demonym", "role", "pronoun"]
    zone: int


def cluster_names(words: Words, names: Sequence[NameSpan]) -> list[Cluster]:
    """The entities that `names` mean, in the order of their first names; every name is in at most one of them."""
    by_key: dict[str, list[int]] = {}
    for n, name in enumerate(names):
        by_key.setdefault(_key(name), []).append(n)
    kinds = {key: kind_of(words, [names[n] for n in spans]) for key, spans in by_key.items()}
    agree_on_persons(by_key, kinds, names)
    countries = _find_countries(by_key, kinds, names)
    clusters = _cluster_known(by_key, kinds, names)
    clusters += _cluster_persons(words, by_key, kinds, names)
    _cluster_others(words, by_key, kinds, names, clusters, countries)
    for cluster in clusters:
        cluster.spans.sort()
    return sorted(clusters, key=lambda cluster: cluster.spans[0])


def _key(name: NameSpan) -> str:
    if name.known and not is_ambiguous(name.text):
        return f"={name.known.name}"
    return fold(name.text)


def _find_countries(
    by_key: dict[str, list[int]], kinds: dict[str, EntityKind | None], names: Sequence[NameSpan]
) -> dict[str, str]:
    """The country that names mean which no gazetteer has, by their keys: X by itself, its long form ("the Federal
    Republic of X") and its demonym ("Xian"), where the report has X and one of these. Sets their kinds to place."""
    texts = {key: names[spans[0]].text for key, spans in by_key.items() if names[spans[0]].known is None}
    found: dict[str, str] = {}
    for key, text in texts.items():
        country = country_of(text)
        if country and kinds[key] != "person":
            kinds[key] = "place"
            if (short := fold(country)) in texts:
                found |= {key: country, short: country}
    # Beside a long form, even a word that the parser takes for a firm is a demonym; else only what it takes for one.
    peoples = [key for key in texts if kinds[key] == "group"]
    others = [key for key in texts if kinds[key] in {"organisation", "other", "work"}]
    for key, text in texts.items():
        if kinds[key] in {"place", "organisation", "other", "group"}:
            near = peoples + others if key in found else peoples
            found |= {people: text for people in near if people != key and is_demonym(texts[people], text)}
    found |= {fold(country): country for country in found.values()}
    for key in found:
        kinds[key] = "place"
    return found


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
            at = _owner(words, names, n, by_key[key][0], key, clusters, forms, weights)
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
    words: Words, names: Sequence[NameSpan], n: int, earliest: int, key: str,
    clusters: Sequence[Cluster], forms: Sequence[Sequence[str]], weights: Sequence[int],
) -> int | None:  # fmt: skip
    """Whose surname (or first name) the lone name `n` is: the index of a cluster, None where it is nobody's.

    `earliest` is the first place of this very name.
    """
    base = key.removeprefix("al-").removeprefix("el-")
    title = next((g for role in names[n].titles if (g := gender_of_title(role[-1]))), None)
    best: tuple[float, int] | None = None
    for c, cluster in enumerate(clusters):
        fit = max(surname_fit(base, parts_of(form)) for form in forms[c])
        if not fit:
            continue
        gender = next((g for form in forms[c] if (g := gender_of_first_name(parts_of(form)[0])) in {"m", "f"}), None)
        if title and gender and title != gender:
            continue
        if not title and earliest < cluster.spans[0] and _is_relative(words, names[cluster.spans[0]]):
            continue  # "President Biden ... Biden's wife, Jill Biden": the first is not she
        near = max((s for s in cluster.spans if s < n and len(parts_of(names[s].text)) > 1), default=None)
        recent = 0.7 if near is not None and names[n].zone - names[near].zone <= 1 else 0.0
        titles = [role for s in cluster.spans for role in names[s].titles]
        # Rulers are called by the surname, their relatives by the full name.
        rank = 1.5 if any(classes_of(role) & {"head"} for role in titles) else 0.0
        rank -= 1.5 if any(classes_of(role) & {"kin"} for role in titles) else 0.0
        score = 10 * fit + weights[c] + rank + 1.0 / (1 + cluster.spans[0]) + recent
        if best is None or score > best[0]:
            best = (score, c)
    return best[1] if best else None


def _is_relative(words: Words, name: NameSpan) -> bool:
    """True where a person is introduced as somebody's kin: "his wife, Jill Biden", "sister Kim Yo Jong"."""
    before = words.lower[max(0, name.first - 2) : name.first]
    kin = [*(role for role in name.titles), before[:1] if before[1:] == (",",) else before[-1:]]
    return any("kin" in classes_of(role) for role in kin if role)


def _describe(words: Words, cluster: Cluster, names: Sequence[NameSpan]) -> None:
    """Sets the name, the gender and the titles of a person."""
    texts = Counter(names[n].text for n in cluster.spans)
    cluster.name = max(sorted(texts), key=lambda text: (min(3, len(parts_of(text))), not text.isupper(), texts[text]))
    told: Counter[str] = Counter()
    for n in cluster.spans:
        for role in names[n].titles:
            if gender := gender_of_title(role[-1]):
                told[gender] += 2
            country = _country_before(words, names[n])
            if classes_of(role) and not is_honorific(role[-1]) and (role, country) not in cluster.roles:
                cluster.roles.append((role, country))
    first = parts_of(cluster.name)[0]
    given = gender_of_first_name(first.split("-")[0]) if len(parts_of(cluster.name)) > 1 else None
    if given in {"m", "f"} and not puts_family_first(first):
        told[given] += 1
    cluster.gender = told.most_common(1)[0][0] if told else None


def _country_before(words: Words, name: NameSpan) -> str | None:
    """The country that the title of a name speaks of: "Russian President X", "Ukraine's Foreign Minister X"."""
    i = name.first - 1
    while i >= 0 and words.starts[i] >= name.mention:
        i -= 1
    stretch = " ".join(words.texts[max(0, i - 3) : name.first])
    for start, end, known in scan_names(stretch, 0, len(stretch)):
        inside = words.starts[name.first] - name.mention >= len(stretch) - start
        if known.sort in {"country", "adjective"} and (inside or stretch[end : end + 3].startswith((" 's", "'s"))):
            return known.name
    return None


def _cluster_others(
    words: Words, by_key: dict[str, list[int]], kinds: dict[str, EntityKind | None], names: Sequence[NameSpan],
    clusters: list[Cluster], countries: dict[str, str],
) -> None:  # fmt: skip
    """Adds what is no person to `clusters`: to a listed organisation that it is short for, or as its own.

    `countries` are the countries by the keys of their names that no gazetteer has.
    """
    homes_of: dict[str, Cluster] = {}
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
        country = countries.get(key)
        home = homes_of.get(country) if country else next(
            (c for c in homes if same_thing(text, kind, c.name, c.kind)), None
        )  # fmt: skip
        if home is None and key in bracketed:
            home = next((c for c in homes if bracketed[key] in c.spans), None)
        if home is None:
            home = Cluster(kind=kind, name=text)
            homes.append(home)
            clusters.append(home)
        if country:
            homes_of[country] = home
        home.spans += by_key[key]
    for country, home in homes_of.items():
        home.name, home.known = country, Known(name=country, kind="place", sort="country")

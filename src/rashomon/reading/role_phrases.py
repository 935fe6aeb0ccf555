"""Common nouns that stand for somebody named elsewhere: "the Russian president", "the country's leader", "the bank"."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

from rashomon.naming.gazetteer import Known, capital_of, find_city, find_name, is_firm, is_listed
from rashomon.reading.name_clusters import Cluster, Found
from rashomon.reading.name_zones import Words, Zone
from rashomon.reading.roles import classes_of, gender_of_title, is_loose, role_before, roles_agree
from rashomon.text import fold

_DEFINITE = frozenset({"the", "this", "that"})
_COUNTRY_NOUNS = frozenset({"country", "nation"})
_CITY_NOUNS = frozenset({"city", "town", "village"})
# Nouns that any organisation may be called by; the others must stand in its name ("the hospital").
_FREE_NOUNS = frozenset({"company", "firm", "bank", "airline", "carrier", "retailer", "automaker", "manufacturer"})
_GROUP_NOUNS = frozenset({"group", "organization", "organisation", "movement", "militia"})
_REACH = 4


def find_role_phrases(
    words: Words, zones: Sequence[Zone], found: Sequence[Found], clusters: list[Cluster]
) -> list[Found]:
    """Mentions by role, in their order. Adds a capital to `clusters` where only "the British capital" speaks of it.

    Appositions ("Mark Durbin, a spokesman for X") add roles to the clusters of persons.
    """
    names = sorted((f for f in found if f.sort != "role"), key=lambda f: (f.start, -f.end))
    starts: dict[int, Found] = {}
    for f in names:
        starts.setdefault(f.first, f)
    taken = {i for f in names if f.sort == "name" for i in range(f.first, f.last)}
    _read_appositions(words, zones, names, clusters)
    phrases: list[Found] = []
    for z, zone in enumerate(zones):
        for i in range(zone.first, zone.last):
            if i in taken or words.tags[i] not in {"NN", "NNP"}:
                continue
            phrase = _read_phrase(words, zone, z, i, names, phrases, starts, clusters)
            if phrase is not None:
                if phrases and phrases[-1].first == phrase.first:  # "the head" of "the head of state"
                    phrases.pop()
                phrases.append(phrase)
    return phrases


def _read_appositions(words: Words, zones: Sequence[Zone], names: Sequence[Found], clusters: Sequence[Cluster]) -> None:
    for f in names:
        if f.kind != "person" or f.cluster is None or words.texts[f.last : f.last + 1] != (",",):
            continue
        end = min(f.last + 10, zones[f.zone].last)
        country: str | None = None
        for i in range(f.last + 1, end):
            if words.texts[i] in {",", ";", "("} or words.tags[i][:2] in {"VB", "IN", "WP"}:
                break
            known = find_name(words.texts[i]) if words.texts[i][0].isupper() else None
            country = known.name if known and known.kind == "place" else country
            length = role_before(words.lower, i + 1, f.last + 1)
            if length and words.tags[i] in {"NN", "NNP"} and words.deps[i] != "compound":
                role = (words.lower[i + 1 - length : i + 1], country)
                cluster = clusters[f.cluster]
                if role not in cluster.roles:
                    cluster.roles.append(role)
                gender = gender_of_title(words.lower[i])
                if gender and "kin" not in classes_of(role[0]):
                    cluster.gender = cluster.gender or gender
                break


def _read_phrase(
    words: Words, zone: Zone, z: int, i: int, names: Sequence[Found], phrases: Sequence[Found],
    starts: dict[int, Found], clusters: list[Cluster],
) -> Found | None:  # fmt: skip
    """The mention whose head noun is token `i`, None where it stands for nobody clear."""
    word = words.lower[i]
    length = role_before(words.lower, i + 1, zone.first)
    noun = (
        word
        if word in _COUNTRY_NOUNS or word in _CITY_NOUNS or is_listed("organisation_nouns", word) or word == "capital"
        else None
    )
    if (not length and noun is None) or words.deps[i] == "compound" or words.texts[i + 1 : i + 2] == ("-",):
        return None
    first, country = _left_edge(words, zone, i + 1 - max(1, length), names, phrases, clusters)
    if first is None:
        return None
    if noun:
        target = _noun_target(words, first, i, noun, country, names, clusters, z)
        last = i + 1
    else:
        role = words.lower[i + 1 - length : i + 1]
        last, of_country = _right_edge(words, zone, i + 1)
        target = _person_beside(words, first, i, names, starts)
        if target is not None and (role, country or of_country) not in clusters[target].roles:
            clusters[target].roles.append((role, country or of_country))
        more = words.lower[i + 1] if i + 1 < zone.last else ""
        if target is None and (more not in {"of", "for", "to", "who", "in"} or of_country):
            target = _person_meant(words, role, country or of_country, i, z, names, clusters)
    if target is None:
        return None
    return Found(
        start=words.starts[first],
        end=words.ends[last - 1],
        first=first,
        last=last,
        cluster=target,
        kind=clusters[target].kind,
        sort="role",
        zone=z,
    )


def _left_edge(
    words: Words, zone: Zone, start: int, names: Sequence[Found], phrases: Sequence[Found], clusters: Sequence[Cluster]
) -> tuple[int | None, str | None]:
    """Where the phrase begins (None: it is not definite) and the country that it names."""
    country: str | None = None
    i = start - 1
    while i >= zone.first and start - i < 7:
        word = words.lower[i]
        if word in _DEFINITE:
            return i, country
        if word in {"'s", "'"} and i > zone.first:
            owner = i - 1
            if words.lower[owner] in _COUNTRY_NOUNS and words.lower[owner - 1] in _DEFINITE:
                return owner - 1, _last_country(names, words.starts[owner], zone, clusters, words)
            for edge in (owner - 1, owner):  # "North Korea's", "Kenya's"
                known = find_name(" ".join(words.texts[max(zone.first, edge) : owner + 1]))
                if known is not None and known.sort == "country":
                    return edge, known.name
            return None, None
        known = _country_word(words, i, zone)
        if known is not None:
            country = known.name
        elif not (words.tags[i][:2] in {"JJ", "NN", "VB", "CD"} or word == "-" or is_listed("modifiers", word)):
            return None, None
        i -= 1
    return None, None


def _country_word(words: Words, i: int, zone: Zone) -> Known | None:
    """The country that token `i` names or ends: "Russian", "Korean" of "North Korean"."""
    if not words.texts[i][0].isupper():
        return None
    two = find_name(" ".join(words.texts[i - 1 : i + 1])) if i > zone.first else None
    known = two or find_name(words.texts[i])
    return known if known is not None and known.sort in {"country", "adjective"} else None


def _right_edge(words: Words, zone: Zone, i: int) -> tuple[int, str | None]:
    """The end of the phrase and the country of "of Russia" after it."""
    if i + 1 < zone.last and words.lower[i] == "of":
        for length in (3, 2, 1):
            at = i + 1 + (words.lower[i + 1] == "the")
            known = find_name(" ".join(words.texts[at : min(at + length, zone.last)]))
            if known is not None and known.sort == "country":
                return min(at + length, zone.last), known.name
    return i, None


def _last_country(
    names: Sequence[Found], before: int, zone: Zone, clusters: Sequence[Cluster], words: Words
) -> str | None:
    """The country named last before an offset, within this sentence or the few before it."""
    for f in reversed([f for f in names if f.end <= before]):
        if zone.first - f.first > 120:
            return None
        known = clusters[f.cluster].known if f.cluster is not None else None
        if known is not None and known.sort in {"country", "people", "adjective"} and f.sort == "name":
            return known.name
    return None


def _person_meant(
    words: Words, role: tuple[str, ...], country: str | None, head: int, z: int,
    names: Sequence[Found], clusters: Sequence[Cluster],
) -> int | None:  # fmt: skip
    """The cluster of the person who has `role` by the words of the report: the one that fits best and is nearest."""
    if is_loose(role) and country is None:
        return None
    best: tuple[float, int] | None = None
    ends: dict[int | None, list[int]] = {}
    for f in names:
        ends.setdefault(f.cluster, []).append(f.end)
    for c, cluster in enumerate(clusters):
        if cluster.kind != "person":
            continue
        fits = [
            own for own, of in cluster.roles if roles_agree(role, own) and (country is None or of in {None, country})
        ]
        if not fits:
            continue
        gender = gender_of_title(role[-1])
        if gender and cluster.gender and gender != cluster.gender:
            continue
        before = ends.get(c, ())
        at = bisect_right(before, words.starts[head])
        if not at:
            continue
        same = 2.0 if role in fits else 0.0
        of = 4.0 if country and any(own_country == country for _, own_country in cluster.roles) else 0.0
        far = (words.starts[head] - before[at - 1]) / 1500
        score = same + of + min(2.0, len(cluster.spans) / 4) - far
        if best is None or score > best[0]:
            best = (score, c)
    if best is None and country is not None and "head" in classes_of(role):
        # "the US president" after much of one Mr Trump, whose office the report does not tell.
        near_by = {
            f.cluster for f in names if f.kind == "person" and z - f.zone <= _REACH and f.end <= words.starts[head]
        }
        only = near_by.pop() if len(near_by) == 1 else None
        return only if only is not None and not clusters[only].roles and len(clusters[only].spans) > 2 else None
    return best[1] if best else None


def _person_beside(words: Words, first: int, head: int, names: Sequence[Found], starts: dict[int, Found]) -> int | None:
    """The person named right after the phrase ("the spokesman, X") or right before it ("X, the director of Y")."""
    after = head + 1
    if words.texts[after : after + 1] == (",",):
        after += 1
    after += words.lower[after : after + 1] in {("named",), ("called",)}
    beside = starts.get(after)
    if beside is None and words.texts[first - 1] == ",":
        beside = next((f for f in names if f.last == first - 1 and f.sort == "name"), None)
    return beside.cluster if beside is not None and beside.kind == "person" else None


def _noun_target(
    words: Words,
    first: int,
    i: int,
    noun: str,
    country: str | None,
    names: Sequence[Found],
    clusters: list[Cluster],
    z: int,
) -> int | None:
    """The place or organisation that "the capital", "the country" or "the bank" means."""
    before = [f for f in names if f.end <= words.starts[i] and f.cluster is not None and f.sort == "name"]
    if noun == "capital":
        city = find_city(capital_of(country) or "") if country else None
        if city is None:
            return None
        at = next(
            (c for c, cluster in enumerate(clusters) if cluster.kind == "place" and cluster.name == city.name), None
        )
        if at is None:
            clusters.append(Cluster(kind="place", name=city.name, known=city))
            at = len(clusters) - 1
        return at
    plain = all(words.tags[j][:2] in {"JJ", "VB"} and words.texts[j].islower() for j in range(first + 1, i))
    if country is not None or words.lower[first] not in _DEFINITE or not plain or i - first > 2:
        return None
    near = [f for f in before if z - f.zone <= _REACH]
    if noun in _COUNTRY_NOUNS or noun in _CITY_NOUNS:
        fits = [f.cluster for f in near if f.kind == "place" and _is_called(noun, _known(clusters, f))]
        return fits[-1] if fits and len(set(fits)) == 1 and i - first == 1 else None
    own = [
        f.cluster
        for f in before
        if f.kind in {"organisation", "place"} and noun in fold(clusters[f.cluster or 0].name).split()
    ]
    if own:
        return own[-1]
    if noun not in _FREE_NOUNS | _GROUP_NOUNS:
        return None
    firms = [
        f.cluster for f in before if f.kind == "organisation" and (noun in _GROUP_NOUNS or not _is_body(clusters, f))
    ]
    if not firms:
        return None
    # What the report speaks of most, where it has just been spoken of; else the only one around.
    counts = Counter(firms)
    around = {f.cluster for f in near} & set(firms)
    first_most = max(counts, key=lambda c: (counts[c], -(c or 0)))
    if counts[first_most] > 2 and counts[first_most] >= 2 * max(
        (n for c, n in counts.items() if c != first_most), default=0
    ):
        return first_most
    return around.pop() if len(around) == 1 else firms[-1] if firms[-1] == first_most else None


def _is_called(noun: str, known: Known | None) -> bool:
    """True where a place may be called by the common noun: no town is a country, no village a city of a million."""
    if known is None:
        return noun in _CITY_NOUNS
    if known.sort != "city":
        return known.sort == "country" and noun in _COUNTRY_NOUNS
    return noun == "city" or (noun in _CITY_NOUNS and known.people < 100)


def _known(clusters: Sequence[Cluster], f: Found) -> Known | None:
    return clusters[f.cluster].known if f.cluster is not None else None


def _is_body(clusters: Sequence[Cluster], f: Found) -> bool:
    """True for what is surely no firm: the organisations of the gazetteer (states' bodies, press), police, courts."""
    known = _known(clusters, f)
    if known is not None and known.sort == "organisation":
        return not is_firm(known.name)
    last = fold(clusters[f.cluster or 0].name).split()[-1]
    return last in {"police", "court", "ministry", "department", "committee", "council", "commission", "government"}

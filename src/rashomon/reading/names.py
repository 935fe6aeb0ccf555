"""Who and what a report names: one entity per real person, organisation or place, and every mention of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rashomon.naming.comparison import is_demonym, slug_of
from rashomon.naming.gazetteer import find_name
from rashomon.reading.coreference import resolve_pronouns
from rashomon.reading.layout import Layout
from rashomon.reading.name_clusters import Cluster, Found, cluster_names
from rashomon.reading.name_cutting import NameSpan
from rashomon.reading.name_spans import find_spans
from rashomon.reading.name_zones import Words
from rashomon.reading.places import country_meant
from rashomon.reading.role_phrases import find_role_phrases
from rashomon.records import Article, Entity, EntityKind, Mention, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc

_LANGUAGE_BEFORE = frozenset({"in", "speaks", "spoke", "speaking", "speak"})


def read_names(article: Article, layout: Layout, doc: Doc) -> tuple[tuple[Entity, ...], tuple[Mention, ...]]:
    """The entities of a report in the order of their first mentions, and its mentions sorted by start.

    Read are sentences, headings and datelines. A mention covers the titles of a name ("Foreign Minister Sergey
    Lavrov") but no article and no possessive; a demonym, a role phrase ("the Russian president"; with its article)
    and a clear pronoun are mentions too. An unclear "he" or "she" has the entity None. Nested mentions come after the
    ones that hold them. A capital that stands for its government is a mention of the country.
    """
    words, zones, names = find_spans(article.text, layout, doc)
    clusters = cluster_names(words, names)
    found = _name_mentions(words, names, clusters)
    found += find_role_phrases(words, zones, found, clusters)
    found += resolve_pronouns(words, zones, found, clusters, _quoted(words))
    found.sort(key=lambda f: (f.start, -f.end))
    return _records(article.text, found, clusters, names)


def _name_mentions(words: Words, names: Sequence[NameSpan], clusters: list[Cluster]) -> list[Found]:
    """One mention per name, the country for a capital that acts, and role phrases of common nouns before a name."""
    found: list[Found] = []
    countries = {
        cluster.known.name: c for c, cluster in enumerate(clusters) if cluster.known and cluster.known.sort != "city"
    }
    for c in range(len(clusters)):
        for n in clusters[c].spans:
            name, target, start = names[n], c, names[n].mention
            demonym = name.known is not None and name.known.sort in {"adjective", "people"}
            demonym = demonym or (clusters[c].kind == "place" and is_demonym(name.text, clusters[c].name))
            if demonym and name.known and name.known.sort == "adjective" and _is_language(words, name):
                continue
            if clusters[c].kind == "place" and (country := country_meant(words, name)):
                if country not in countries:
                    clusters.append(Cluster(kind="place", name=country, known=find_name(country)))
                    countries[country] = len(clusters) - 1
                target = countries[country]
            kind = clusters[target].kind
            first = next(i for i in range(name.first, -1, -1) if words.starts[i] <= start)
            if kind != "person":
                first, start = name.first, name.start
            elif (edge := _common_owner(words, first)) is not None and first < name.first:
                # "the country's leader Kim Jong-un": the phrase and the name are two mentions of him.
                last = name.first
                found.append(
                    _found(words.starts[edge], words.ends[last - 1], edge, last, target, kind, "role", name.zone)
                )
                if words.lower[edge + 1] in {"country", "nation"} and (owner := _country_before(names, n)):
                    clusters[c].roles[:0] = [(role, owner) for role in name.titles]
                    if owner in countries:
                        of = countries[owner]
                        span = words.starts[edge], words.ends[edge + 1]
                        found.append(_found(*span, edge, edge + 2, of, "place", "role", name.zone))
                first, start = name.first, name.start
            sort = "demonym" if demonym else "name"
            found.append(_found(start, name.end, first, name.last, target, kind, sort, name.zone))
    return found


def _found(start: int, end: int, first: int, last: int, cluster: int, kind: EntityKind, sort: str, zone: int) -> Found:
    return Found(start=start, end=end, first=first, last=last, cluster=cluster, kind=kind, sort=sort, zone=zone)  # type: ignore[arg-type]


def _is_language(words: Words, name: NameSpan) -> bool:
    """True for "greetings in Russian"."""
    if not name.first or words.lower[name.first - 1] not in _LANGUAGE_BEFORE:
        return False
    return name.last >= len(words.tags) or words.tags[name.last][:2] not in {"NN", "JJ"}


def _common_owner(words: Words, first: int) -> int | None:
    """The token of "the" in "the country's" before token `first`."""
    if first < 3 or words.texts[first - 1] not in {"'s", "'"} or not words.texts[first - 2].islower():
        return None
    return first - 3 if words.lower[first - 3] in {"the", "this", "that"} else None


def _country_before(names: Sequence[NameSpan], n: int) -> str | None:
    """The country named last before the name `n`, in its sentence or the one before."""
    for name in reversed(names[:n]):
        if names[n].zone - name.zone > 1:
            break
        if name.known is not None and name.known.sort in {"country", "people"}:
            return name.known.name
    return None


def _quoted(words: Words) -> list[bool]:
    """Of each token, whether it stands within double quotation marks."""
    inside, open_ = [], False
    for text in words.texts:
        if text == '"':
            open_ = not open_
        elif "\n" in text:
            open_ = False
        inside.append(open_)
    return inside


def _records(
    text: str, found: Sequence[Found], clusters: Sequence[Cluster], names: Sequence[NameSpan]
) -> tuple[tuple[Entity, ...], tuple[Mention, ...]]:
    ids: dict[int, str] = {}
    taken: Counter[str] = Counter()
    seen: dict[int, set[str]] = {}
    for f in found:
        if f.cluster is None:
            continue
        if f.cluster not in ids:
            slug = slug_of(clusters[f.cluster].kind, clusters[f.cluster].name)
            taken[slug] += 1
            ids[f.cluster] = slug if taken[slug] == 1 else f"{slug}-{taken[slug]}"
        if f.sort != "pronoun":
            seen.setdefault(f.cluster, set()).add(_clean(text[f.start : f.end]))
    for c in ids:
        own = {_clean(text[names[n].start : names[n].end]) for n in clusters[c].spans}
        meant = {f.start for f in found if f.cluster == c}
        seen.setdefault(c, set()).update(
            name for name in own if clusters[c].kind == "person" or (meant and name in seen[c])
        )
    entities = tuple(
        Entity(id=slug, name=clusters[c].name, kind=clusters[c].kind, names=tuple(sorted(seen.get(c, set()))))
        for c, slug in ids.items()
    )
    mentions = (
        Mention(
            span=Span(start=f.start, end=f.end), entity=ids[f.cluster] if f.cluster is not None else None, kind=f.kind
        )
        for f in found
    )
    return entities, tuple(dict.fromkeys(mentions))


def _clean(text: str) -> str:
    return " ".join(text.split())

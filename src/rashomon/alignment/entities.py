"""One entity per real thing over all the reports of an event."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count

from rashomon.naming.comparison import country_of, is_part_of_name, same_person, same_thing, slug_of
from rashomon.naming.gazetteer import find_city, find_name
from rashomon.records import Claim, Entity, EntityKind, Mention, Quote, Reading
from rashomon.text import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class _Local:
    """An entity of one reading; `weight` is how often the reading mentions it."""

    reading: str
    entity: Entity
    weight: int


def unify_entities(
    readings: Sequence[Reading], *, taken: Collection[str] = ()
) -> tuple[tuple[Reading, ...], tuple[Entity, ...]]:
    """`readings` (in their order) with event-level entity ids, and the entities of the event, sorted by id.

    Mentions, the speakers of quotes and claims, and the entities of claims are rewritten; each reading keeps the
    entities that it names, under their event-level names. Two entities of one reading are never joined. No id is one
    of `taken`. The result does not depend on the order of `readings`.
    """
    locals_ = sorted(_locals(readings), key=lambda local: (*_rank(local.entity), local.reading, local.entity.id))
    groups: list[list[_Local]] = []
    for local in locals_:
        fits = [group for group in groups if _belongs(local, group)]
        best = max(fits, key=lambda group: _closeness(local, group), default=None)
        if best is None:
            groups.append([local])
        else:
            best.append(local)
    entities: list[Entity] = []
    new_ids: dict[tuple[str, str], str] = {}
    free_ids: dict[str, Iterator[str]] = {}
    for group in groups:
        kind = _common_kind(group)
        name = _fullest_name(group)
        slug = slug_of(kind, name)
        entity_id = next(one for one in free_ids.setdefault(slug, _ids_of(slug)) if one not in taken)
        names = sorted({name for local in group for name in local.entity.names})
        entities.append(Entity(id=entity_id, name=name, kind=kind, names=tuple(names)))
        new_ids |= {(local.reading, local.entity.id): entity_id for local in group}
    by_id = {entity.id: entity for entity in entities}
    unified = tuple(_rewrite(reading, new_ids, by_id) for reading in readings)
    return unified, tuple(sorted(entities, key=lambda entity: entity.id))


def _ids_of(slug: str) -> Iterator[str]:
    """The slug itself, then with 2, 3, ... at its end."""
    yield slug
    yield from (f"{slug}-{number}" for number in count(2))


def _locals(readings: Sequence[Reading]) -> Iterator[_Local]:
    for reading in {reading.article.id: reading for reading in readings}.values():
        counts = Counter(mention.entity for mention in reading.mentions)
        for entity in reading.entities:
            yield _Local(reading=reading.article.id, entity=entity, weight=counts[entity.id])


def _rank(entity: Entity) -> tuple[int, str, str]:
    """Full names come before short ones, so that "Kim" finds "Kim Jong-un" already there."""
    return (-min(4, len(entity.name.split())), entity.kind, fold(entity.name))


def _belongs(local: _Local, group: Sequence[_Local]) -> bool:
    if any(other.reading == local.reading for other in group):
        return False
    return any(_same(local.entity, other.entity) for other in group)


def _same(left: Entity, right: Entity) -> bool:
    if left.id == right.id or (left.kind == right.kind and fold(left.name) == fold(right.name)):
        return True
    if left.kind == right.kind == "person":
        return _same_people(left, right)
    if "person" in {left.kind, right.kind}:
        # "Boko Haram" taken for a person in one report, or the lone surname "Comeaux" for an organisation.
        person, other = (left, right) if left.kind == "person" else (right, left)
        if " " in other.name:
            return fold(left.name) == fold(right.name)
        listed = find_name(other.name) or (find_city(other.name) if other.kind == "place" else None)
        return listed is None and is_part_of_name(other.name, person.name)
    if fold(left.name) == fold(right.name):
        return True
    return same_thing(left.name, left.kind, right.name, right.kind)


def _same_people(left: Entity, right: Entity) -> bool:
    if " " in left.name and " " in right.name:
        return same_person(left.name, right.name)
    short, long = sorted((left, right), key=lambda entity: len(entity.name.split()))
    return is_part_of_name(short.name, long.name)


def _closeness(local: _Local, group: Sequence[_Local]) -> tuple[bool, bool, int, int, str]:
    """Which of several groups a local entity joins: the same name first, then what the reports speak of most."""
    own = _proper_names(local.entity)
    same_name = any(fold(other.entity.name) == fold(local.entity.name) for other in group)
    same_kind = any(other.entity.kind == local.entity.kind for other in group)
    shared = max(len(own & _proper_names(other.entity)) for other in group)
    return same_name, same_kind, shared, sum(other.weight for other in group), min(o.entity.name for o in group)


def _proper_names(entity: Entity) -> set[str]:
    """The names of an entity without role phrases ("the Russian president"), folded."""
    return {fold(name) for name in entity.names if name[:1].isupper() and not name.startswith("The ")}


def _common_kind(group: Sequence[_Local]) -> EntityKind:
    votes: Counter[EntityKind] = Counter()
    for local in group:
        votes[local.entity.kind] += max(1, local.weight)
    return max(sorted(votes), key=lambda kind: votes[kind])


def _fullest_name(group: Sequence[_Local]) -> str:
    votes = Counter(local.entity.name for local in group)
    short = {country for name in votes if (country := country_of(name))} & set(votes)
    if short:  # a country is known by its short name
        votes = Counter({name: votes[name] for name in short})
    return max(sorted(votes), key=lambda name: (min(3, len(name.split())), not name.isupper(), votes[name]))


def _rewrite(reading: Reading, ids: dict[tuple[str, str], str], by_id: dict[str, Entity]) -> Reading:
    def renamed(entity: str | None) -> str | None:
        return ids.get((reading.article.id, entity), entity) if entity is not None else None

    def of_mention(mention: Mention) -> Mention:
        entity = renamed(mention.entity)
        return replace(mention, entity=entity, kind=by_id[entity].kind if entity in by_id else mention.kind)

    def of_quote(quote: Quote) -> Quote:
        return replace(quote, speaker=of_mention(quote.speaker) if quote.speaker else None)

    def of_claim(claim: Claim) -> Claim:
        entities = _distinct(renamed(entity) for entity in claim.entities)
        return replace(claim, speaker=of_mention(claim.speaker) if claim.speaker else None, entities=entities)

    return replace(
        reading,
        entities=tuple(by_id[entity] for entity in _distinct(renamed(entity.id) for entity in reading.entities)),
        mentions=tuple(of_mention(mention) for mention in reading.mentions),
        quotes=tuple(of_quote(quote) for quote in reading.quotes),
        claims=tuple(of_claim(claim) for claim in reading.claims),
    )


def _distinct(ids: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(entity for entity in ids if entity is not None))

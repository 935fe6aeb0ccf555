"""What each outlet calls one and the same person, place or organisation."""

from __future__ import annotations

from collections.abc import Sequence

from rashomon.records import Entity, Label, Reading, Wording
from rashomon.text import fold, stretch

_PRONOUNS = frozenset(
    {"he", "him", "his", "himself", "she", "her", "hers", "herself", "it", "its", "itself", "they", "them", "their"}
    | {"theirs", "themselves", "who", "whom", "whose", "which", "that"}
)


def compare_wording(readings: Sequence[Reading], entities: Sequence[Entity]) -> tuple[Wording, ...]:
    """Referents that at least two reports name, in more than one way; each way once for a report, most ways first.

    Pronouns are no wording. A way is told from another without its case, accents and leading article.
    """
    found = []
    for entity in entities:
        labels = [label for reading in readings for label in _labels(reading, entity.id)]
        ways = {_way(label.text) for label in labels}
        if len({label.article for label in labels}) > 1 and len(ways) > 1:
            found.append((len(ways), Wording(referent=entity.id, labels=tuple(labels))))
    return tuple(wording for _, wording in sorted(found, key=lambda pair: (-pair[0], pair[1].referent)))


def _labels(reading: Reading, entity: str) -> list[Label]:
    first: dict[str, Label] = {}
    for mention in reading.mentions:
        text = stretch(reading.article.text, mention.span)
        if mention.entity == entity and fold(text) not in _PRONOUNS:
            first.setdefault(_way(text), Label(article=reading.article.id, span=mention.span, text=text))
    return list(first.values())


def _way(text: str) -> str:
    return fold(text).removeprefix("the ").removesuffix("'s")

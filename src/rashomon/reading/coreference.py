"""Whom a pronoun means: by gender, number, grammar and how near; left open where two would do.

The order of preferences follows Lappin and Leass (1994), with weights of our own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rashomon.reading.name_clusters import Cluster, Found
from rashomon.reading.name_zones import Words, Zone
from rashomon.reading.places import is_act
from rashomon.records import EntityKind

_PERSONAL = {"he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f"}
_NEUTRAL = frozenset({"it", "its", "itself"})
_REACH = 3
_FADING = (0.0, 1.5, 2.3, 3.0)  # by how many sentences ago
_MARGIN = 0.75
_BESIDE = 0.9  # for an apposition to the subject, which gets 1.3
_SPEECH = frozenset(
    [
        "said",
        "says",
        "say",
        "told",
        "tells",
        "added",
        "adds",
        "tweeted",
        "wrote",
        "writes",
        "asked",
        "stated",
        "claimed",
        "noted",
        "explained",
    ]
)


def resolve_pronouns(
    words: Words, zones: Sequence[Zone], found: Sequence[Found], clusters: Sequence[Cluster], quoted: Sequence[bool]
) -> list[Found]:
    """One mention for each "he", "she" and their forms (cluster None where it is unclear) and each clear "its".

    `quoted` tells of each token whether it stands within quotation marks. Plural pronouns get no mention.
    """
    by_zone: dict[int, list[Found]] = {}
    styled = {f.first for f in found if f.sort == "name"}  # the "His" of "His Excellency X"
    for f in sorted(found, key=lambda f: (f.start, -f.end)):
        if f.cluster is not None:
            by_zone.setdefault(f.zone, []).append(f)
    weights = Counter(f.cluster for f in found)
    genders = {c: cluster.gender for c, cluster in enumerate(clusters)}
    pronouns: list[Found] = []
    for z, zone in enumerate(zones):
        for i in range(zone.first, zone.last):
            word = words.lower[i]
            if i in styled:
                continue
            if word in _PERSONAL and words.tags[i][:3] == "PRP":
                gender = _PERSONAL[word]
                near = [f for at in range(z - _REACH, z + 1) for f in by_zone.get(at, ())]
                target = _person_meant(words, i, z, gender, near, genders, weights, quoted)
                pronouns.append(_mention(words, i, z, target, "person"))
                if target is not None and genders[target] is None:
                    genders[target] = gender
            elif word in _NEUTRAL:
                target = _thing_meant(words, i, by_zone.get(z, ()), clusters)
                if target is not None:
                    pronouns.append(_mention(words, i, z, target, clusters[target].kind))
            else:
                continue
            if target is not None:
                by_zone.setdefault(z, []).append(pronouns[-1])
    return pronouns


def _mention(words: Words, i: int, z: int, target: int | None, kind: EntityKind) -> Found:
    return Found(
        start=words.starts[i],
        end=words.ends[i],
        first=i,
        last=i + 1,
        cluster=target,
        kind=kind,
        sort="pronoun",
        zone=z,
    )


def _person_meant(
    words: Words, i: int, z: int, gender: str, found: Sequence[Found], genders: dict[int, str | None],
    weights: Counter[int | None], quoted: Sequence[bool],
) -> int | None:  # fmt: skip
    scores: dict[int, float] = {}
    for f in found:
        if f.kind != "person" or f.cluster is None:
            continue
        own = genders[f.cluster]
        if own is not None and own != gender:
            continue
        if f.start >= words.starts[i] and not _leads_to(words, i, f):
            continue
        if f.zone == z and _bound(words, i, f):
            continue
        score = _score(words, i, z, f, own, quoted)
        scores[f.cluster] = max(scores.get(f.cluster, -9.0), score)
    if not scores:
        return None
    for c in scores:
        scores[c] += min(0.8, 0.12 * weights[c])
    ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    if len(ranked) == 1:
        return ranked[0][0] if ranked[0][1] > 0 else None
    return ranked[0][0] if ranked[0][1] - ranked[1][1] >= _MARGIN and ranked[0][1] > 0 else None


def _score(words: Words, i: int, z: int, f: Found, own: str | None, quoted: Sequence[bool]) -> float:
    head = _head(words, f)
    score = 3.0 - _FADING[z - f.zone]
    dep = _part(words, head, f)
    beside = dep == "appos" and _names_subject(words, words.heads[head], known=own is not None and f.zone != z)
    if beside:  # "His lawyer, Nora Feld, said ... She"
        head, dep = words.heads[head], "nsubj"
    if dep in {"nsubj", "nsubjpass"}:
        score += _BESIDE if beside else 1.3
        if f.zone == z and words.heads[head] == words.heads[words.heads[i]] != words.heads[i]:
            score += 0.8  # "Lavrov told reporters that he"
        if words.deps[i] == "nsubj" and z - f.zone == 1:
            score += 0.4  # who the last sentence was about is who this one goes on about
    elif dep == "poss":
        score -= 0.3
    elif dep in {"pobj", "dobj"}:
        score -= 0.2
    if own is not None:
        score += 0.3
    if f.zone == z and words.tags[i] == "PRP$":
        score += 0.5
    if quoted[i] and not quoted[head]:
        # Speakers rarely call themselves "he"; whoever their words are about is often named within them.
        verb = words.heads[head]
        score -= 2.5 if dep == "nsubj" and words.lower[verb] in _SPEECH and f.zone == z else 0.8
    elif quoted[head] and not quoted[i]:
        score -= 1.0
    return score


def _part(words: Words, head: int, f: Found) -> str:
    """The grammatical part that the mention plays; one of several joined by "and" plays the part of the first."""
    dep = words.deps[head]
    for _ in range(4):
        if dep != "conj" or words.heads[head] == head:
            break
        head = words.heads[head]
        dep = words.deps[head]
    if dep == "appos":
        # "According to the paper, Peter Marsh, 56, recovered": a subject that the parse hangs on the paper.
        verb = next(
            (j for j in range(f.last, min(f.last + 5, len(words.tags))) if words.tags[j] in {"VBD", "VBZ"}), None
        )
        if verb is not None and not any(
            words.heads[j] == verb and words.deps[j] in {"nsubj", "nsubjpass"} for j in range(max(0, verb - 30), verb)
        ):
            return "nsubj"
    return dep


def _names_subject(words: Words, noun: int, *, known: bool) -> bool:
    """True where the noun of an apposition is a subject; where `known` is False, only without
    "his" or "her" before it, which would give the pronoun away to the wrong one of two."""
    if words.deps[noun] not in {"nsubj", "nsubjpass"}:
        return False
    return known or not any(words.lower[j] in {"his", "her"} for j in range(max(0, noun - 3), noun))


def _leads_to(words: Words, i: int, f: Found) -> bool:
    """True where a pronoun in an opening clause points forward to the subject: "In his video, Farenthold said"."""
    head = _head(words, f)
    if words.lower[i] not in {"his", "her"} or words.deps[head] != "nsubj" or f.zone < 0:
        return False
    return f.start - words.starts[i] < 60 and "," in words.texts[i : f.first] and words.tags[i - 1] in {"IN", "VBG"}


def _head(words: Words, f: Found) -> int:
    """The token of the mention that its other tokens hang on."""
    for i in range(f.last - 1, f.first - 1, -1):
        if not f.first <= words.heads[i] < f.last or words.heads[i] == i:
            return i
    return f.last - 1


def _bound(words: Words, i: int, f: Found) -> bool:
    """True where grammar keeps the two apart: both are arguments of one verb, and the pronoun is no possessive."""
    if words.lower[i] in {"himself", "herself"}:
        return False
    if words.tags[i] == "PRP$":
        return f.first <= i < f.last
    head = _head(words, f)
    return words.heads[i] == words.heads[head] or (
        words.deps[i] == "pobj"
        and words.heads[words.heads[i]] == words.heads[head]
        and words.deps[head] in {"nsubj", "nsubjpass"}
    )


def _thing_meant(words: Words, i: int, near: Sequence[Found], clusters: Sequence[Cluster]) -> int | None:
    """The organisation or country that "its" means: the only one before it in the sentence, or the clause's subject.

    "It" is taken only in what a named body says of itself ("The bank said it would pay"): elsewhere it may be nothing.
    """
    before = [f for f in near if f.end <= words.starts[i] and f.sort != "demonym" and _can_be_it(clusters, f)]
    if not before:
        return None
    verb = _verb_over(words, words.heads[i])
    if words.lower[i] == "it":
        saying = _verb_over(words, words.heads[verb]) if words.deps[verb] == "ccomp" else None
        if words.deps[i] != "nsubj" or not is_act(words.lower[verb if saying is None else saying]):
            return None
        if saying is None:  # "While the bank denied this, it said ..."
            return before[-1].cluster if len({f.cluster for f in before}) == 1 else None
        verb = saying
    elif words.deps[verb] == "relcl":  # "Harmon Steel, which owns half of its suppliers"
        owner = next((f.cluster for f in before if f.first <= words.heads[verb] < f.last), None)
        if owner is not None:
            return owner
    for f in reversed(before):
        head = _head(words, f)
        if words.deps[head] in {"nsubj", "nsubjpass", "dobj"} and words.heads[head] == verb:
            return f.cluster if words.lower[i] != "it" or words.deps[head] == "nsubj" else None
    subjects = [j for j in range(i) if words.heads[j] == verb and words.deps[j] in {"nsubj", "nsubjpass"}]
    single = any(words.tags[j] not in {"NNS", "NNPS", "PRP", "WDT"} for j in subjects)
    alone = len({f.cluster for f in before}) == 1 and not single and words.lower[i] != "it"
    return before[-1].cluster if alone else None


def _can_be_it(clusters: Sequence[Cluster], f: Found) -> bool:
    known = clusters[f.cluster or 0].known
    place = known is not None and known.sort in {"country", "adjective", "people"}
    return f.kind == "organisation" or (f.kind == "place" and place)


def _verb_over(words: Words, i: int) -> int:
    """The verb that token `i` is or hangs on, a few steps up; `i`'s last ancestor seen where there is none."""
    for _ in range(6):
        if words.tags[i][:2] in {"VB", "MD"} or words.heads[i] == i:
            break
        i = words.heads[i]
    return i

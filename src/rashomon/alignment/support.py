"""Whether a sentence is built so that it tells all that a claim tells: each relation of the claim, with its force.

Every content word of the claim must find its like in the sentence, in the same part (who acts, who is acted on, whose,
from where), under the same conditions (not, will, if, refused to) and of as many (all, some, a part of). A word may
have another one of its kind in its place; whether the two mean the same there is asked elsewhere (`Support.swaps`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from rashomon.alignment.structure import (
    Built,
    Relation,
    content_words,
    context_of,
    extent_of,
    human_nouns,
    is_verbal,
    parts_of,
    same_group,
    verb_over,
)
from rashomon.alignment.values import counts_the_same, lies_within
from rashomon.data import load_table
from rashomon.records import Span
from rashomon.text import fold
from rashomon.vocabulary import stem

MOST_SWAPS = 2
"""Words of a claim that may stand otherwise in a sentence that is said to state it."""
_SHARED_LETTERS = 5
_DEEP = 8
_PERSONAL = frozenset({"i", "we", "you", "he", "she", "they", "him", "her", "them"})
_LOOSE_PLACES = frozenset({"in", "at", "on", "near", "inside", "within", "mod"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Swap:
    """A word of the claim and the word that the report has in its place, by their places in the two sentences."""

    own: int
    other: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """A way in which a sentence carries a claim, with the words that it puts otherwise."""

    swaps: tuple[Swap, ...]


def find_support(
    claim: Built, span: Span, report: Built, known: Callable[[str], Collection[str]], *, headline: bool
) -> Support | None:
    """How the sentence `report` carries the claim at `span` of the sentence `claim`, with the fewest words swapped.

    None where it does not. `known` gives for an entity the stems of all that its report says in the sentences that
    name it: "pilot" of "the pilot Georg Ahn" may stand anywhere there. A `headline`, of either, has a tense of its own.
    """
    matcher = _Matcher(claim=claim, report=report, own=frozenset(content_words(claim, span)), known=known,
                       headline=headline)  # fmt: skip
    parts = {relation.part for place in matcher.own for relation in parts_of(claim, place)}
    roots = sorted(matcher.own - parts) or sorted(matcher.own)[:1]
    if not roots:
        return None
    swaps: tuple[Swap, ...] = ()
    for root in roots:
        found = matcher.best(root, range(len(report.words)))
        if found is None:
            return None
        swaps += found
    swaps = tuple(dict.fromkeys(swaps))
    return Support(swaps=swaps) if len(swaps) <= MOST_SWAPS else None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Matcher:
    claim: Built
    report: Built
    own: frozenset[int]
    known: Callable[[str], Collection[str]]
    headline: bool

    def best(self, own: int, places: Collection[int], deep: int = 0) -> tuple[Swap, ...] | None:
        """The swaps of the way with fewest of them in which a word of `places` carries `own`; None where none does."""
        ways = [way for place in places if (way := self.carries(own, place, deep)) is not None]
        return min(ways, key=len, default=None)

    def carries(self, own: int, other: int, deep: int) -> tuple[Swap, ...] | None:
        """The swaps with which `other` and its parts carry `own` and its parts; None where they do not."""
        if deep > _DEEP or not _may_stand(self.report, other):
            return None
        alike = self._alike(own, other)
        if not alike and not self._is_swap(own, other):
            return None
        if not (self._force_agrees(own, other) and self._extent_agrees(own, other) and self._times_agree(own, other)):
            return None
        swaps: tuple[Swap, ...] = () if alike else (Swap(own=own, other=other),)
        for relation in parts_of(self.claim, own):
            if relation.part not in self.own and not self._is_left_out(relation):
                continue
            found = self._find_part(own, relation, other, swapped=not alike, deep=deep)
            if found is None:
                return None
            swaps += found
            if len(swaps) > MOST_SWAPS:
                return None
        return swaps

    def _is_left_out(self, relation: Relation) -> bool:
        """True for who acts or is acted on outside the claim's stretch ("six were hurt and [six] died"), or a pronoun
        that nobody is known to stand behind: the report must have the same."""
        word = self.claim.words[relation.part]
        if relation.role not in ("agent", "patient") or word.pos not in ("NOUN", "PROPN", "NUM", "PRON"):
            return False
        return word.pos != "PRON" or relation.part in self.claim.entities or word.lemma in _PERSONAL

    def _find_part(
        self, own: int, relation: Relation, other: int, *, swapped: bool, deep: int
    ) -> tuple[Swap, ...] | None:
        if self._is_known_of(own, relation, other):
            return ()
        there = parts_of(self.report, other)
        near = [r.part for r in there if self._roles_agree(own, relation, other, r, swapped=swapped)]
        found = self.best(relation.part, near, deep + 1)
        if (
            found is None
            and relation.role in _LOOSE_PLACES
            and not (relation.role == "mod" and is_verbal(self.claim, own))
        ):
            found = self.best(
                relation.part, [r.part for r in self._around(other) if same_group(r.role, relation.role)], deep + 1
            )
        return found

    def _around(self, other: int) -> Iterator[Relation]:
        """Where a place may hang that the parse hangs elsewhere: on the verb above, or on what that verb acts on."""
        above = self.report.words[other].head
        beside = {r.part for r in parts_of(self.report, other) if r.role in {"agent", "patient", *_LOOSE_PLACES}}
        for head in sorted({above, *beside} - {other}):
            if is_verbal(self.report, head) or is_verbal(self.report, other):
                yield from (r for r in parts_of(self.report, head) if r.role in _LOOSE_PLACES - {"mod"})

    def _roles_agree(self, own: int, relation: Relation, other: int, there: Relation, *, swapped: bool) -> bool:
        if same_group(relation.role, there.role):
            return True
        verbs = is_verbal(self.claim, own), is_verbal(self.report, other)
        if not any(verbs) and {relation.role, there.role} <= _LOOSE_PLACES:
            return True
        if verbs == (True, False) and relation.role in ("agent", "patient") and there.role in ("mod", "by"):
            return relation.role != "patient" or there.role == "mod"  # "the army's withdrawal", "the dismissal of X"
        # "nine died" / "nine were killed": the only one there is, of two verbs that are not the same.
        roles = {r.role for r in parts_of(self.report, other)} | {r.role for r in parts_of(self.claim, own)}
        return (
            swapped
            and {relation.role, there.role} == {"agent", "patient"}
            and not (
                {"agent", "patient"} <= {r.role for r in parts_of(self.report, other)}
                or {"agent", "patient"} <= {r.role for r in parts_of(self.claim, own)}
            )
            and bool(roles)
        )

    def _is_known_of(self, own: int, relation: Relation, other: int) -> bool:
        """True for what describes a name ("the pilot Georg Ahn") where the report says it of the same one elsewhere."""
        entity = self.claim.entities.get(own)
        if entity is None or relation.role not in ("mod", "agent") or self.report.entities.get(other) != entity:
            return False
        part = self.claim.words[relation.part]
        return relation.part not in self.claim.entities and stem(fold(part.lemma)) in self.known(entity)

    def _alike(self, own: int, other: int) -> bool:
        claim, report = self.claim, self.report
        mine, theirs = claim.entities.get(own), report.entities.get(other)
        if mine is not None and theirs is not None:
            return mine == theirs or claim.names[own] == report.names[other]
        if mine is not None and claim.names[own][:1].isalpha() and _is_named(claim, own):
            return False
        if theirs is not None and _is_named(report, other):
            return False
        words = claim.words[own], report.words[other]
        if words[0].pos == "NUM":
            return words[0].lemma == words[1].lemma or self._counts_agree(own, other)
        left, right = claim.stem_of(own), report.stem_of(other)
        if left == right:
            return True
        crossed = is_verbal(claim, own) != is_verbal(report, other)
        return crossed and _share_root(left, right)

    def _is_swap(self, own: int, other: int) -> bool:
        """True where the report may have `other` in the place of `own`: two verbs, two common nouns, two adjectives."""
        if own in self.claim.entities or other in self.report.entities or other in self.report.told:
            return False
        left, right = self.claim.words[own], self.report.words[other]
        if self.claim.stem_of(own) in self._stems(self.report) or self.report.stem_of(other) in self._stems(self.claim):
            return False  # it stands there in another part
        if _differ_by_prefix(left.lemma, right.lemma) or _differ_by_harm(left.lemma, right.lemma):
            return False
        if {left.lemma, right.lemma} & human_nouns():
            return False  # "the king" and "the ambassador" are two, however alike the sentences are
        if is_verbal(self.claim, own) and is_verbal(self.report, other):
            return left.pos == right.pos == "VERB"
        if left.pos != right.pos or left.pos not in ("NOUN", "ADJ") or left.tag != right.tag:
            return False
        # "cash machines" are fewer than "machines": what stands in a word's place may not be narrowed further.
        return len([r for r in parts_of(self.report, other) if r.role == "mod"]) <= len(
            [r for r in parts_of(self.claim, own) if r.role == "mod"]
        )

    def _stems(self, built: Built) -> frozenset[str]:
        return frozenset(built.stem_of(place) for place in range(len(built.words)))

    def _force_agrees(self, own: int, other: int) -> bool:
        verbal = is_verbal(self.claim, own), is_verbal(self.report, other)
        if not any(verbal):
            return True
        if self.claim.words[own].label in ("amod", "compound") and self.report.words[other].label in (
            "amod",
            "compound",
        ):
            return True
        mine, theirs = context_of(self.claim, own), context_of(self.report, other)
        tenses = {"present", "past", "perfect", ""}
        if mine - tenses != theirs - tenses:
            return False
        if self.headline or not mine & tenses or not theirs & tenses or "" in mine | theirs:
            return True
        return ("present" in mine) == ("present" in theirs)

    def _times_agree(self, own: int, other: int) -> bool:
        """True where all times of the claim's clause are those of the other's, or lie around them."""
        if verb_over(self.claim.words, own) != own and not is_verbal(self.claim, own):
            return True
        mine = self.claim.times.get(verb_over(self.claim.words, own), ())
        there = self.report.times.get(verb_over(self.report.words, other), ())
        # "A from 1999 and B from 2002" hangs both years on one verb: which is whose is not clear.
        return all(there and all(lies_within(time, around) for time in there) for around in mine)

    def _extent_agrees(self, own: int, other: int) -> bool:
        if is_verbal(self.claim, own) and self.claim.words[own].pos == "VERB":
            return True
        parts, wholes, several = extent_of(self.claim, own)
        parts_there, wholes_there, several_there = extent_of(self.report, other)
        if parts != parts_there or (wholes and not wholes_there):
            return False
        named = own in self.claim.entities or other in self.report.entities
        if several != several_there and not named:
            return False
        return not self.claim.amounts.get(own) or self._counts_agree(own, other)

    def _counts_agree(self, own: int, other: int) -> bool:
        """True where an amount of the report's word is one of the claim's, or narrower."""
        amounts, there = self.claim.amounts.get(own, ()), self.report.amounts.get(other, ())
        return any(counts_the_same(a, b) and a.low <= b.low and b.high <= a.high for a in amounts for b in there)


def _differ_by_prefix(left: str, right: str) -> bool:
    """True for "build" / "rebuild", "lock" / "unlock"."""
    short, long = sorted((left, right), key=len)
    return len(short) > 2 and long != short and long.endswith(short)


def _differ_by_harm(left: str, right: str) -> bool:
    """True for two verbs of what is counted apart: "wound" / "kill", "arrest" / "charge"."""
    sets = [{role for role, words in load_table("quantities")["roles"].items() if verb in words["verbs"]}
            for verb in (left, right)]  # fmt: skip
    return all(sets) and not sets[0] & sets[1]


def _may_stand(report: Built, place: int) -> bool:
    word = report.words[place]
    return word.pos not in ("PUNCT", "SPACE", "DET", "CCONJ", "PART") and place not in report.inside


def _is_named(built: Built, place: int) -> bool:
    """True where the word heads a proper name, and not a role ("the minister") or a pronoun."""
    return built.words[place].pos == "PROPN"


def _share_root(left: str, right: str) -> bool:
    """ "withdraw" / "withdrawal", "dismiss" / "dismissal": much the same letters at the beginning."""
    shared = 0
    for a, b in zip(left, right, strict=False):
        if a != b:
            break
        shared += 1
    return shared >= _SHARED_LETTERS or (shared >= 4 and shared >= min(len(left), len(right)) - 1)


def phrase_swap(claim: Built, span: Span, swap: Swap, report: Built) -> tuple[str, str]:
    """Two sentences, of the claim at `span`, that differ in the swapped word alone ("They will detain / arrest")."""
    if not is_verbal(claim, swap.own):
        word = claim.words[swap.own].span
        before, after = claim.text[span.start : word.start], claim.text[word.end : span.end]
        return f"{before}{claim.written(swap.own)}{after}.", f"{before}{report.written(swap.other)}{after}."
    own, other = (parts_of(built, place) for built, place in ((claim, swap.own), (report, swap.other)))
    roles = {r.role: r.part for r in own}
    mine, theirs = ({r.role for r in found} & {"agent", "patient"} for found in (own, other))
    agent, patient = roles.get("agent"), roles.get("patient")
    if len(mine) == 1 and mine != theirs and len(theirs) == 1:
        thing = _phrase(claim, agent if agent is not None else patient)
        return tuple(  # type: ignore[return-value]
            f"{thing} will {_verb(built, place)}."
            if "agent" in found
            else f"{thing} will be {_participle(built, place)}."
            for built, place, found in ((claim, swap.own, mine), (report, swap.other, theirs))
        )
    subject = _phrase(claim, agent) if agent is not None else "They"
    rest = f" {_phrase(claim, patient).lower()}" if patient is not None else ""
    return (
        f"{subject} will {_verb(claim, swap.own)}{rest}.",
        f"{subject} will {_verb(report, swap.other)}{rest}.",
    )


def _verb(built: Built, place: int) -> str:
    particles = [built.words[c].lemma for c in built.children.get(place, ()) if built.words[c].label == "prt"]
    return " ".join([built.words[place].lemma, *particles])


def _participle(built: Built, place: int) -> str:
    particles = [built.words[c].lemma for c in built.children.get(place, ()) if built.words[c].label == "prt"]
    return " ".join([built.written(place), *particles])


def _phrase(built: Built, place: int | None) -> str:
    if place is None:
        return "They"
    written = built.written(place)
    return written if built.words[place].pos in ("PROPN", "PRON") else f"The {written}"

"""How a sentence is built: who does what to whom, under which conditions, of how many.

A claim is a tree of relations between content words, in which passives, relative clauses, appositions and left-out
subjects are put into one form, after the dependency-based entailment of A. Haghighi, A. Ng and C. Manning ("Robust
Textual Inference via Graph Matching", 2005). What hangs on "refused to", "will", "if" or "the rumour that" is told
apart by its context (L. Karttunen, "Simple and Phrasal Implicatives", 2012).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from rashomon.data import load_table
from rashomon.records import Mention, Quantity, Reading, Span, Time, Word
from rashomon.text import contains, fold, overlap, stretch
from rashomon.text import words as tokens_of
from rashomon.vocabulary import stem

_SUBJECTS = ("nsubj", "nsubjpass")
_COMPLEMENTS = ("attr", "acomp")
_MODIFIERS = ("amod", "compound", "nmod", "poss", "advmod", "npadvmod", "nummod", "quantmod")
_CONTENT = ("NOUN", "PROPN", "VERB", "ADJ", "ADV", "NUM")
_AUXILIARIES = ("aux", "auxpass")
_ASIDE_ADVERBS = frozenset({"also", "too", "however", "meanwhile", "moreover", "when", "where", "why", "how"})
_MODALS = {"will": "future", "wo": "future", "'ll": "future", "shall": "future", "would": "would", "may": "possible",
           "might": "possible", "could": "possible", "can": "able", "ca": "able", "must": "must", "should": "should",
           "ought": "should"}  # fmt: skip
_NEGATORS = frozenset(
    {"not", "n't", "never", "no", "neither", "nor", "nobody", "none", "nothing", "nowhere", "without"}
)
_COMPARING = frozenset({"more", "many", "much", "few", "little", "least", "most"})
_ARGUMENTS = (*_SUBJECTS, "dobj", "pobj", "attr")
_DEEP = 12


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Relation:
    """Word `head` has word `part` as its `role`: agent, patient, to, as, mod, content, or a preposition's lemma."""

    head: int
    role: str
    part: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Built:
    """A sentence of a report as it is built. Words are named by their places in `words`.

    `entities` has the entity of each word that heads a mention, `names` the words of that mention; `inside` are the
    other words of a name. `amounts` has the amounts that count each word, `times` those of each verb's clause; `told`
    are the words of both, which are compared as such.
    """

    text: str
    words: tuple[Word, ...]
    entities: Mapping[int, str]
    names: Mapping[int, str]
    inside: frozenset[int]
    amounts: Mapping[int, tuple[Quantity, ...]]
    times: Mapping[int, tuple[Time, ...]]
    told: frozenset[int]
    children: Mapping[int, tuple[int, ...]]
    relations: Mapping[int, tuple[Relation, ...]] = field(default_factory=dict)

    def written(self, place: int) -> str:
        """The word at `place` as the report writes it."""
        return stretch(self.text, self.words[place].span)

    def stem_of(self, place: int) -> str:
        """The stem of the word, of a verb with its particle ("put out")."""
        word = self.words[place]
        particles = [self.words[c].lemma for c in self.children.get(place, ()) if self.words[c].label == "prt"]
        return " ".join([stem(fold(word.lemma)), *particles])


def build(reading: Reading, words: tuple[Word, ...], sentence: Span) -> Built:
    """How `sentence` of `reading` is built, from its parsed `words`."""
    children: dict[int, list[int]] = {}
    for place, word in enumerate(words):
        if word.head != place:
            children.setdefault(word.head, []).append(place)
    entities: dict[int, str] = {}
    names: dict[int, str] = {}
    inside: set[int] = set()
    mentions = [m for m in reading.mentions if m.entity is not None and contains(sentence, m.span)]
    for mention in sorted(mentions, key=lambda m: (m.span.start - m.span.end, m.span)):
        own = [place for place, word in enumerate(words) if contains(mention.span, word.span)]
        heads = [place for place in own if words[place].head not in own or words[place].head == place]
        if not heads or mention.entity is None or _is_open(reading, mention, words[heads[-1]], sentence):
            continue
        entities[heads[-1]] = mention.entity
        written = stretch(reading.article.text, mention.span)
        names[heads[-1]] = fold(written)
        if written[:1].isupper() and not written.startswith("The "):
            inside.update(place for place in own if place != heads[-1])
    counted: dict[int, list[Quantity]] = {}
    told: set[int] = set()
    for quantity in reading.quantities:
        own = [place for place, word in enumerate(words) if overlap(quantity.span, word.span)]
        told.update(place for place in own if _is_figure(words, place))
        for place in own:
            counted.setdefault(place, []).append(quantity)
            if words[place].head not in own and words[place].pos == "NUM":
                counted.setdefault(words[place].head, []).append(quantity)
    dated: dict[int, list[Time]] = {}
    for time in reading.times:
        own = [place for place, word in enumerate(words) if overlap(time.span, word.span)]
        told.update(own)
        for place in own[:1]:
            dated.setdefault(verb_over(words, place), []).append(time)
    bare = Built(
        text=reading.article.text,
        words=words,
        entities=entities,
        names=names,
        inside=frozenset(inside - entities.keys()),
        amounts={place: tuple(dict.fromkeys(found)) for place, found in counted.items()},
        times={place: tuple(found) for place, found in dated.items()},
        told=frozenset(told),
        children={head: tuple(found) for head, found in children.items()},
    )
    relations: dict[int, list[Relation]] = {}
    for relation in _relate(bare):
        relations.setdefault(relation.head, []).append(relation)
    return replace(bare, relations={head: tuple(own) for head, own in relations.items()})


def _is_figure(words: Sequence[Word], place: int) -> bool:
    """True for what tells the number in an amount: "two" and "at least" of "at least two armed men"."""
    word = words[place]
    return (
        word.pos in ("NUM", "SYM", "PUNCT")
        or word.label in ("nummod", "quantmod")
        or words[word.head].pos == "NUM"
        or (word.label in ("advmod", "amod") and word.lemma in _COMPARING)
    )


def _is_open(reading: Reading, mention: Mention, word: Word, sentence: Span) -> bool:
    """True for a pronoun that could as well mean somebody else named, by name or by role, since its own was."""
    if word.pos != "PRON":
        return False
    named = [
        m.span.end
        for m in reading.mentions
        if m.entity == mention.entity
        and m.span.end <= mention.span.start
        and stretch(reading.article.text, m.span)[:1].isupper()
    ]
    since = max(named, default=sentence.start)
    others = [m for m in reading.mentions if m.kind == "person" and since <= m.span.start < mention.span.start]
    between = tokens_of(reading.article.text[since : mention.span.start])
    return any(m.entity != mention.entity for m in others) or not human_nouns().isdisjoint(between)


def verb_over(words: Sequence[Word], place: int) -> int:
    """The closest verb that the word at `place` is or hangs on; the top of its tree where there is none."""
    for _ in words:
        word = words[place]
        if (word.pos in ("VERB", "AUX") and word.label not in _AUXILIARIES) or word.head == place:
            break
        place = word.head
    return place


def content_words(built: Built, span: Span) -> list[int]:
    """The words within `span` that carry what is told: no marks, auxiliaries, parts of names, amounts or times."""
    return [
        place
        for place, word in enumerate(built.words)
        if contains(span, word.span)
        and (word.pos in _CONTENT or place in built.entities)
        and word.label not in (*_AUXILIARIES, "prt", "neg", "mark", "cc", "det", "case")
        and place not in built.inside
        and (place not in built.told or _stands_for_many(built, place))
        and not _is_empty(built, place)
    ]


def _stands_for_many(built: Built, place: int) -> bool:
    """True for an amount without a noun that is somebody's part: "one died"."""
    word = built.words[place]
    return word.pos == "NUM" and word.label in _ARGUMENTS and place in built.amounts


def _is_empty(built: Built, place: int) -> bool:
    word = built.words[place]
    if word.pos == "ADV":
        return word.lemma in _ASIDE_ADVERBS or word.lemma in _NEGATORS
    if word.lemma == "there" or (word.lemma == "be" and predicate_of(built, place) != place):
        return True
    # "half of the workers", "none of them": the quantifier is told by the noun.
    return _counted_of(built, place) != place


def predicate_of(built: Built, place: int) -> int:
    """The word that tells the fact: the complement of "be", else the word itself."""
    if built.words[place].lemma != "be":
        return place
    found = [c for c in built.children.get(place, ()) if built.words[c].label in _COMPLEMENTS]
    return _counted_of(built, found[0]) if found else place


def is_verbal(built: Built, place: int) -> bool:
    """True for a verb, and for what "be" says of something."""
    word = built.words[place]
    return word.pos in ("VERB", "AUX") or word.label in _COMPLEMENTS


def _counted_of(built: Built, place: int) -> int:
    """Of "three of the doctors" the doctors, of any other word itself."""
    word = built.words[place]
    if word.lemma not in _table("quantifiers") and word.pos != "NUM":
        return place
    for child in built.children.get(place, ()):
        if built.words[child].lemma == "of" and built.words[child].label == "prep":
            for noun in built.children.get(child, ()):
                if built.words[noun].label == "pobj" and built.words[noun].pos in ("NOUN", "PROPN"):
                    return noun
    return place


def _relate(built: Built) -> Iterator[Relation]:
    for place, word in enumerate(built.words):
        if word.pos in ("VERB", "AUX") and word.label not in _AUXILIARIES:
            yield from _relate_verb(built, place)
        else:
            yield from _relate_other(built, place)


def _relate_verb(built: Built, verb: int) -> Iterator[Relation]:
    head = predicate_of(built, verb)
    words = built.words
    passive = is_passive(built, verb)
    objects = [c for c in built.children.get(verb, ()) if words[c].label == "dobj"]
    subject = subject_of(built, verb)
    if subject is not None:
        role = "agent" if not passive else "to" if objects else "patient"
        yield from _spread(built, head, role, subject)
    if words[verb].label == "relcl" and not objects and subject != words[verb].head and head == verb:
        relative = [c for c in built.children.get(verb, ()) if words[c].tag in ("WDT", "WP")]
        if (not relative and not passive) or any(words[c].label == "dobj" for c in relative):
            yield Relation(head=head, role="patient", part=words[verb].head)
    for child in built.children.get(verb, ()):
        label = words[child].label
        if child == head or label in _SUBJECTS:
            continue
        if label == "dobj" and words[child].tag not in ("WDT", "WP"):
            yield from _spread(built, head, "patient", child)
        elif label == "dative":
            nouns = [child] if words[child].pos not in ("ADP", "PART") else list(built.children.get(child, ()))
            for noun in nouns:
                yield from _spread(built, head, "to", noun)
        elif label == "agent":
            for noun in built.children.get(child, ()):
                yield from _spread(built, head, "agent", noun)
        elif label in ("oprd", "attr", "acomp"):
            yield from _spread(built, head, "as", child)
        else:
            yield from _relate_child(built, head, child)


def _relate_other(built: Built, place: int) -> Iterator[Relation]:
    for child in built.children.get(place, ()):
        yield from _relate_child(built, place, child)


def _relate_child(built: Built, head: int, child: int) -> Iterator[Relation]:
    word = built.words[child]
    if word.label == "prep":
        yield from _relate_preposition(built, head, child, word.lemma)
    elif word.label in _MODIFIERS:
        yield from _spread(built, head, "mod", child)
    elif word.label == "appos":
        yield from _spread(built, child, "agent", head)
    elif word.label in ("xcomp", "ccomp"):
        yield Relation(head=head, role="content", part=predicate_of(built, child))
    elif word.label == "advcl":
        marks = [built.words[c].lemma for c in built.children.get(child, ()) if built.words[c].label == "mark"]
        marks += [built.words[c].lemma for c in built.children.get(child, ()) if built.words[c].tag == "WRB"]
        yield Relation(head=head, role=" ".join(marks) or "aside", part=predicate_of(built, child))


def _relate_preposition(built: Built, head: int, place: int, role: str) -> Iterator[Relation]:
    """The nouns of a preposition; "because of" and "out of" are one, "of" is as good as a possessive."""
    if built.words[place].lemma == "of":
        before = [built.words[c].lemma for c in built.children.get(place, ()) if built.words[c].label == "advmod"]
        role = " ".join([*before, role]) if before else "mod" if role == "of" else role
    for child in built.children.get(place, ()):
        label = built.words[child].label
        if label == "pobj":
            yield from _spread(built, head, role, child)
        elif label in ("prep", "pcomp") and built.words[child].pos in ("ADP", "SCONJ"):
            yield from _relate_preposition(built, head, child, f"{role} {built.words[child].lemma}")
        elif label == "pcomp":
            yield Relation(head=head, role=role, part=predicate_of(built, child))


def _spread(built: Built, head: int, role: str, part: int) -> Iterator[Relation]:
    """The relation for `part` and what is joined to it by "and"."""
    yield Relation(head=head, role=role, part=_counted_of(built, part))
    for child in built.children.get(part, ()):
        if built.words[child].label == "conj" and built.words[child].pos not in ("VERB", "AUX"):
            yield from _spread(built, head, role, child)


def is_passive(built: Built, verb: int) -> bool:
    """True for a passive verb, also one that shares its auxiliary or has lost it ("the men held on Monday")."""
    word = built.words[verb]
    labels = {built.words[c].label for c in built.children.get(verb, ())}
    if "auxpass" in labels or "nsubjpass" in labels:
        return True
    if word.tag != "VBN" or "aux" in labels:
        return False
    if word.label in ("acl", "advcl"):
        return True
    return word.label == "conj" and word.head < verb and is_passive(built, word.head)


def subject_of(built: Built, verb: int, deep: int = 0) -> int | None:
    """The word that is the verb's subject, also where the clause leaves it out; None where there is none."""
    words = built.words
    own = next((c for c in built.children.get(verb, ()) if words[c].label in _SUBJECTS), None)
    if own is not None:
        if words[own].tag in ("WDT", "WP") and words[verb].label == "relcl":
            return words[verb].head
        return own
    above, label = words[verb].head, words[verb].label
    if above == verb or deep > _DEEP:
        return None
    if label == "acl":
        return above if words[above].pos in ("NOUN", "PROPN", "PRON", "NUM") and words[verb].tag != "VB" else None
    if label == "xcomp":
        objects = [c for c in built.children.get(above, ()) if words[c].label in ("dobj", "dative")]
        return objects[0] if objects and words[above].lemma != "promise" else subject_of(built, above, deep + 1)
    if label in ("conj", "advcl"):
        return subject_of(built, above, deep + 1) if words[above].pos in ("VERB", "AUX") else None
    if label == "pcomp":
        governor = words[above].head
        return subject_of(built, governor, deep + 1) if words[governor].pos in ("VERB", "AUX") else None
    return None


def context_of(built: Built, place: int) -> frozenset[str]:
    """Under which conditions the fact at `place` is told: empty for what is plainly so.

    Flags: not, future, possible, able, must, should, would, if, only words of limit ("almost"), present or past, and
    "under X" for each word X that does not vouch for what hangs on it ("refuse", "rumour").
    """
    verb = _verb_of(built, place)
    if verb is None:
        return _nominal_context(built, place)
    flags = set(_own_flags(built, verb))
    if place != verb:
        flags |= _limits(built, place)
    return frozenset(flags) | _governed(built, verb, 0) | {_tense(built, verb)}


def _verb_of(built: Built, place: int) -> int | None:
    word = built.words[place]
    if word.pos in ("VERB", "AUX"):
        return place
    if word.label in _COMPLEMENTS and built.words[word.head].pos in ("VERB", "AUX"):
        return word.head
    return None


def _own_flags(built: Built, verb: int) -> Iterator[str]:
    negations = 0
    for child in built.children.get(verb, ()):
        word = built.words[child]
        written = fold(built.written(child))
        if word.label == "neg" or (word.label in ("advmod", "preconj", "cc") and word.lemma in _NEGATORS):
            negations += 1
        elif word.label == "aux" and written in _MODALS:
            yield _MODALS[written]
        elif word.label in ("advmod", "acomp") and word.lemma in _hedges():
            yield "possible"
        elif (word.label in ("mark", "prep") and word.lemma in _table("conditions") - {"until", "till", "once"}) or (
            word.label == "advcl" and _is_condition(built, child)
        ):
            yield "if"
        elif word.label in (*_SUBJECTS, "dobj", "attr") and _is_nobody(built, child):
            negations += 1
    if negations % 2:
        yield "not"
    if _has_condition_phrase(built, verb):
        yield "if"
    yield from _limits(built, verb)


def _has_condition_phrase(built: Built, verb: int) -> bool:
    """True where a condition of several words hangs on the verb ("as long as the ash clears")."""
    ends = [built.words[verb].span.end]
    open_ = [verb]
    while open_:
        for child in built.children.get(open_.pop(), ()):
            if child > verb and built.words[child].label not in ("conj", "ccomp", "parataxis"):
                ends.append(built.words[child].span.end)
                open_.append(child)
    told = fold(built.text[built.words[verb].span.end : max(ends)])
    return any(f" {phrase} " in f" {told} " for phrase in _table("condition_phrases"))


def _limits(built: Built, place: int) -> set[str]:
    return {
        built.words[c].lemma
        for c in built.children.get(place, ())
        if built.words[c].label in ("advmod", "preconj") and built.words[c].lemma in _table("limiting")
    }


def _is_nobody(built: Built, place: int) -> bool:
    word = built.words[place]
    if word.lemma in _NEGATORS:
        return True
    return any(
        built.words[c].lemma in ("no", "neither") and built.words[c].label in ("det", "predet", "neg", "preconj", "cc")
        for c in built.children.get(place, ())
    )


def _is_condition(built: Built, clause: int) -> bool:
    """True for a clause that sets a condition: its mark, or an inversion ("had two stayed")."""
    own = built.children.get(clause, ())
    if any(built.words[c].lemma in _table("conditions") and built.words[c].label in ("mark", "advmod") for c in own):
        return True
    if built.words[clause].lemma in ("provide", "suppose", "assume"):
        return True
    first = min((c for c in own), default=clause)
    return built.words[first].label == "aux" and built.words[first].lemma in ("have", "should")


def _governed(built: Built, verb: int, deep: int) -> frozenset[str]:
    """What the words above put on the fact that `verb` tells."""
    word = built.words[verb]
    above = word.head
    if above == verb or deep > _DEEP:
        return frozenset()
    governor = built.words[above]
    if word.label == "conj":
        shared = frozenset[str]()
        if not any(built.words[c].label in _AUXILIARIES for c in built.children.get(verb, ())) and word.tag in (
            "VB",
            "VBN",
            "VBG",
        ):
            shared = frozenset(_own_flags(built, above))
        return shared | _governed(built, above, deep + 1)
    if word.label == "ccomp":
        if governor.lemma in _table("saying") or governor.lemma in _table("factive"):
            return _vouched(built, above, deep)
        return frozenset({f"under {stem(governor.lemma)}"}) | _vouched(built, above, deep)
    if word.label == "xcomp":
        if governor.lemma == "be" or fold(built.written(above)) == "going":
            return frozenset({"future"}) | _vouched(built, above, deep)
        own = frozenset(_own_flags(built, above)) | _governed(built, above, deep + 1)
        return own if governor.lemma in _table("transparent") else own | {f"under {stem(governor.lemma)}"}
    if word.label == "pcomp":
        return _governed_by_preposition(built, above, deep)
    if word.label == "acl" and not (word.tag in ("VBN", "VBG") and not _has_mark(built, verb)):
        return frozenset({f"under {stem(governor.lemma)}"})
    if (
        word.label == "advcl"
        and word.tag == "VB"
        and any(built.words[c].tag == "TO" for c in built.children.get(verb, ()))
    ):
        return frozenset({"purpose"})
    if word.label in ("csubj", "dobj", "pobj", "attr", "acomp"):
        return frozenset({f"under {stem(governor.lemma)}"})
    return frozenset()


def _vouched(built: Built, above: int, deep: int) -> frozenset[str]:
    """Of a reporting verb: its own negation or doubt, and what stands above it."""
    return frozenset(f"said {flag}" for flag in _own_flags(built, above)) | _governed(built, above, deep + 1)


def _governed_by_preposition(built: Built, place: int, deep: int) -> frozenset[str]:
    word = built.words[place]
    if word.lemma == "without":
        return frozenset({"not"})
    if word.lemma in _table("asides"):
        return frozenset()
    governor = word.head
    return frozenset({f"under {stem(built.words[governor].lemma)}"})


def _has_mark(built: Built, verb: int) -> bool:
    return any(built.words[c].label == "mark" or built.words[c].tag == "TO" for c in built.children.get(verb, ()))


def _tense(built: Built, verb: int) -> str:
    """ "present" for a simple present, "" for any other form: a past, a perfect, an infinitive, a participle."""
    word = built.words[verb]
    auxiliaries = [built.words[c] for c in built.children.get(verb, ()) if built.words[c].label in _AUXILIARIES]
    first = auxiliaries[0] if auxiliaries else word
    if word.label == "conj" and not auxiliaries and word.tag in ("VB", "VBN", "VBG"):
        return _tense(built, word.head) if built.words[word.head].pos in ("VERB", "AUX") else ""
    if first.lemma == "have" and auxiliaries:
        return "past" if first.tag == "VBD" else "perfect"
    if first.tag in ("VBZ", "VBP"):
        return "present"
    return "past" if first.tag == "VBD" else ""


def _nominal_context(built: Built, place: int) -> frozenset[str]:
    """Of a happening that a noun tells ("the withdrawal was completed"): what its verb puts on it."""
    word = built.words[place]
    if word.label == "appos":
        return frozenset({""})
    governor = built.words[word.head]
    if governor.pos not in ("VERB", "AUX") or governor.lemma not in _table("occurring"):
        return frozenset({f"under {stem(governor.lemma)}", ""})
    return frozenset(_own_flags(built, word.head)) | _governed(built, word.head, 0) | {""}


def extent_of(built: Built, noun: int) -> tuple[frozenset[str], frozenset[str], bool]:
    """Of how many the noun tells: words for a part ("most"), for the whole ("all"), and whether there are several.

    What limits or voids it ("only", "former", "nearly", "alleged") counts as words for a part.
    """
    words = built.words
    near = list(built.children.get(noun, ()))
    above = words[noun].head
    partitive = (
        words[noun].label == "pobj" and words[above].lemma == "of" and _counted_of(built, words[above].head) == noun
    )
    if partitive:
        near += [words[above].head, *built.children.get(words[above].head, ())]
    near += [
        deeper
        for child in near
        for deeper in built.children.get(child, ())
        if words[deeper].label in ("advmod", "quantmod", "det", "predet", "preconj")
    ]
    lemmas = {words[c].lemma for c in near if c != noun and c not in built.inside} | {
        fold(built.written(c)) for c in near if c != noun and c not in built.inside
    }
    parts: frozenset[str] = frozenset(lemmas) & (
        _quantity_words("parts") | _table("privative") | (_table("limiting") - {"once"})
    )
    wholes = lemmas & _quantity_words("wholes")
    # "Three of the doctors" are a part of them, "hundreds of doctors" are just that many.
    own = [words[c] for c in built.children.get(noun, ())]
    definite = any(word.label in ("det", "poss") and word.lemma not in ("a", "an") for word in own)
    if partitive and definite and not wholes and not parts and words[words[above].head].lemma not in _NEGATORS:
        parts = frozenset({"of"})
    return parts, frozenset(wholes), words[noun].tag in ("NNS", "NNPS")


@cache
def _table(name: str) -> frozenset[str]:
    return frozenset(load_table("factuality")[name])


@cache
def human_nouns() -> frozenset[str]:
    """Words that call somebody, in the singular or plural: roles, kin, "boy", "residents"."""
    roles = [phrase.split()[-1] for phrases in load_table("titles")["roles"].values() for phrase in phrases]
    return frozenset(roles) | frozenset(load_table("person_nouns")["words"])


@cache
def _hedges() -> frozenset[str]:
    return frozenset(load_table("stance_words")["hedging_adverbs"])


@cache
def _quantity_words(name: str) -> frozenset[str]:
    return frozenset(load_table("sameness")[name])


def same_group(left: str, right: str) -> bool:
    """True where two roles may stand for each other: the same one, two of place, two of reason."""
    if left == right:
        return True
    return any(left in _table(group) and right in _table(group) for group in ("places", "nearness")) or {
        left.split(" ")[0],
        right.split(" ")[0],
    } <= {"because", "due", "owing"}


def parts_of(built: Built, head: int) -> Sequence[Relation]:
    """The relations that `head` has."""
    return built.relations.get(head, ())

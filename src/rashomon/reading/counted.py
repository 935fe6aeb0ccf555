"""What an amount counts: the noun ("seven people", "hundreds of residents") and its set (killed, injured, arrested)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from rashomon.data import load_table

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})
_PLURALS = frozenset({"NNS", "NNPS"})
_ADJECTIVES = frozenset({"JJ", "JJR", "JJS", "VBN", "VBG", "AFX"})
_DETERMINERS = frozenset({"DT", "PRP$", "PDT", "WP$"})
_ADVERBS = frozenset({"RB", "RBR", "RBS"})
# Between the counted and the word of its set: "were also reported", "who have been confirmed".
_BETWEEN = frozenset({
    "were", "was", "are", "is", "have", "has", "had", "been", "being", "be", "also", "who", "that", "which",
    "reported", "reportedly", "confirmed", "feared", "presumed", "believed", "left", "still", "remain", "remained",
    "remains", "found", "went", "gone", "go", "critically", "seriously", "slightly", "severely", "badly", "fatally",
    "lightly", "mortally", "now", "later", "already", "shot", "burned", "burnt", "listed", "declared", "pronounced",
    "or", "either", "all", "both", "got", "getting", "may", "might", "could", "will", "would", "said", "to",
    "thought", "known",
})  # fmt: skip
_INTRANSITIVE = frozenset({"die", "perish", "drown"})
_TO_HOSPITAL = frozenset(
    {"taken", "rushed", "sent", "airlifted", "admitted", "brought", "flown", "transported", "hospital"}
)
_NOT_PEOPLE = frozenset({"times", "time", "ways", "occasions", "votes", "points", "goals", "games", "seats"})
_CAPTIVE = frozenset({"hostage", "captive", "prisoner"})
_OF_PERSONS = frozenset({"convicted", "charged", "sentenced", "arrested", "hospitalised"})
_NO_COUNTS = frozenset({"way", "time", "fold", "on", "step"})  # "two-way", "three-time champion"
_IDIOMS = frozenset({"time", "day", "thing", "way", "hand", "side", "point", "part", "another", "reason"})
_LONGEST_PHRASE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """The noun as written with its compounds, its last token, whether it may stand after more than one, and whether it
    follows directly (and not after "of" or in "three-judge panel")."""

    noun: str
    token: int
    plural: bool
    hyphened: bool = False


@cache
def _roles(kind: str) -> dict[str, str]:
    """The role of each word of one kind: "verbs" and "nouns" by lemma, "words" as they stand."""
    table: dict[str, dict[str, list[str]]] = load_table("quantities")["roles"]
    return {word: role for role, entry in table.items() for word in entry[kind]}


def _role_of(kind: str, word: str) -> str | None:
    return _roles(kind).get(word)


@cache
def _collectives() -> frozenset[str]:
    return frozenset(load_table("quantities")["collectives"])


def find_counted(doc: Doc, after: int, *, single: bool = False) -> Counted | None:
    """The noun that an amount counts, where the token after the amount is `after`; None where no noun follows.

    "seven people" and "hundreds of residents" count people and residents; in "three-judge panel" it is the judge.
    `single`: the amount is one, and wants a singular noun.
    """
    at = after
    if not _inside(doc, at):
        return None
    if doc[at].tag_ == "HYPH" and single:  # "one-time", "one-sided"
        return None
    if doc[at].tag_ == "HYPH" and _inside(doc, at + 1) and doc[at + 1].tag_ in _NOUNS and not doc[at].whitespace_:
        if doc[at + 1].lower_ in _NO_COUNTS:
            return None
        return Counted(noun=doc[at + 1].text, token=at + 1, plural=True, hyphened=True)
    partitive = doc[at].lower_ == "of"
    if partitive:
        at += 1
        while _inside(doc, at) and doc[at].tag_ in _DETERMINERS:
            at += 1
    head = _head_noun(doc, at, partitive=partitive)
    if head is None:
        return None
    first = head
    while first > at and _joins(doc[first - 1], doc[head]):
        first -= 1
    if first < head and doc[first].tag_ == "HYPH":  # "high-profile cases" are cases
        first += 2
    token = doc[head]
    if single and not partitive and (token.tag_ in _PLURALS or (token.lower_ in _IDIOMS and token.tag_ == "NN")):
        return None  # "One lets you see", "at one time"
    plural = token.tag_ in _PLURALS or token.lower_ in _collectives() or (token.tag_ in _NOUNS and _looks_plural(token))
    return Counted(noun=doc[first : head + 1].text, token=head, plural=plural)


def _inside(doc: Doc, at: int) -> bool:
    """True where `at` is a token of the same sentence as the one before it."""
    return 0 < at < len(doc) and not doc[at].is_sent_start and not doc[at].is_space


def _looks_plural(token: Token) -> bool:
    return token.lower_.endswith("s") and not token.lower_.endswith(("ss", "us", "is")) and len(token) > 3


def _joins(before: Token, head: Token) -> bool:
    """True where `before` is a part of the noun's name ("police officers", "North Koreans") and no mere adjective."""
    if before.tag_ in ("NN", "NNP", "NNPS", "HYPH"):
        return True
    return head.tag_ == "NNPS" and before.text[:1].isupper()


def _head_noun(doc: Doc, at: int, *, partitive: bool) -> int | None:
    """The last noun of the phrase that begins at `at`."""
    last: int | None = None
    for index in range(at, min(at + _LONGEST_PHRASE, len(doc))):
        if index > 0 and doc[index].is_sent_start:
            break
        token = doc[index]
        following = doc[index + 1] if _inside(doc, index + 1) else None
        if token.tag_ in _NOUNS or (token.pos_ == "NOUN" and token.tag_ not in _ADJECTIVES):
            if last is not None and doc[last].tag_ in _PLURALS and doc[last].dep_ != "compound":
                break
            last = index
            compound = token.dep_ in ("compound", "nmod", "amod", "npadvmod", "poss") and token.head.i > index
            if not compound and not (following is not None and following.tag_ in ("HYPH",)) and not (
                token.tag_ in ("NN", "NNP") and following is not None and following.tag_ in _NOUNS
            ):  # fmt: skip
                break
        elif last is not None and token.tag_ == "POS" and partitive:
            last = None
        elif token.tag_ == "HYPH" or (token.text in "\"'" and last is None):
            continue
        elif token.tag_ in _ADJECTIVES or token.tag_ in ("CD", "NNP"):
            if token.tag_ == "CD" and not (following is not None and following.tag_ == "HYPH"):
                break
            if last is not None and doc[index - 1].tag_ != "HYPH":
                break
            if token.tag_ == "VBN" and _ends_phrase(following):
                break
        elif last is not None or not _goes_on(doc, index, at):
            break
    return last


def _goes_on(doc: Doc, index: int, at: int) -> bool:
    """True for an adverb, a comma or an "and" between the adjectives before a noun."""
    if not _inside(doc, index + 1) or doc[index + 1].tag_ not in _ADJECTIVES:
        return False
    token = doc[index]
    joint = token.text in (",", "and", "or") and index > at and doc[index - 1].tag_ in _ADJECTIVES
    return joint or token.tag_ in _ADVERBS


def _ends_phrase(following: Token | None) -> bool:
    return following is None or following.tag_ not in (*_NOUNS, *_ADJECTIVES, "HYPH", ",")


def is_person_noun(noun: str) -> bool:
    """True where `noun` counts persons: "residents", "police officers", "North Koreans"."""
    last = noun.casefold().split()[-1] if noun.split() else ""
    if last in load_table("person_nouns")["words"] or last in ("others", "victims", "deaths", "fatalities", "injuries"):
        return True
    return noun[:1].isupper() and last.endswith(("ans", "ese", "ish", "is"))


def is_part(doc: Doc, first: int, counted: Counted | None) -> bool:
    """True where the amount that begins at token `first` counts a part of the persons spoken of: "including 13
    students", "three of whom", "13 students and two teachers"."""
    lead = [doc[i].lower_ for i in range(max(0, first - 4), first)]
    if lead[-1:] == ["including"] or lead[-2:] in (["among", "them"], ["amongst", "them"], ["of", "them"]):
        return True
    end = counted.token + 1 if counted else first + 1
    after = [doc[i].lower_ for i in range(end, min(end + 2, len(doc)))]
    if after in (["of", "whom"], ["of", "them"]):
        return True
    if counted is None or not is_person_noun(counted.noun):
        return False
    # Other counts of persons that the conjunction joins to this one; spaCy's `conjuncts` come in their order.
    for other in doc[counted.token].conjuncts:
        number = any(child.dep_ == "nummod" or child.lower_ in ("a", "an") for child in other.children)
        if number and other.tag_ in _NOUNS and is_person_noun(other.text):
            return True
    return False


def find_role(doc: Doc, first: int, after: int, counted: Counted | None) -> tuple[str, int | None] | None:
    """The set that is counted, for the amount of tokens `first` to `after` (excluded).

    With it comes the token that says so where it stands right after an amount without a noun ("seven dead"), else
    None. The whole is None where the words name no set.
    """
    anchor = doc[counted.token] if counted else doc[max(first, after - 1)]
    if counted:
        if any(word.lower() in _NOT_PEOPLE for word in counted.noun.split()[-1:]):
            return None
        role = _role_of("nouns", anchor.lemma_.lower())
        for index in range(after, counted.token):
            role = role or _role_of("words", doc[index].lower_)
        if role:
            return role, None
    end = counted.token + 1 if counted else after
    said = _said_after(doc, end)
    if said is not None:
        return said[0], said[1] if counted is None and said[1] == end else None
    if first >= 2 and doc[first - 1].lower_ == "dead" and doc[first - 2].pos_ == "VERB":  # "shot dead three men"
        return "killed", None
    role = _from_parse(anchor)
    if role in _OF_PERSONS and counted and not is_person_noun(counted.noun):  # "convicted on one count"
        return None
    role = role or (None if counted and not is_person_noun(counted.noun) else _from_toll(doc, first))
    return (role, None) if role else None


def _said_after(doc: Doc, at: int) -> tuple[str, int] | None:
    """The role word that follows the counted, over auxiliaries and the like: "(seven people) were feared dead"."""
    passive = False
    for index in range(at, min(at + 6, len(doc))):
        if not _inside(doc, index):
            return None
        token = doc[index]
        if token.lower_ in _TO_HOSPITAL and passive and any(
            doc[i].lower_ in ("hospital", "hospitals") for i in range(index + 1, min(index + 5, len(doc)))
        ):  # fmt: skip
            return "hospitalised", index
        if token.lower_ == "taken" and _inside(doc, index + 1) and doc[index + 1].lower_ in _CAPTIVE:
            return "kidnapped", index + 1
        if token.lower_ in ("custody",) or (
            passive and token.lower_ == "in" and doc[min(index + 1, len(doc) - 1)].lower_ == "custody"
        ):
            return "arrested", index
        role = _role_of("words", token.lower_) or _role_of("verbs", token.lemma_.lower())
        if role and (token.lemma_.lower() in _INTRANSITIVE or passive or not _takes_object(doc, token)):
            unfinished = token.tag_ in ("VBG", "VBZ", "VBP", "VB") and not _role_of("words", token.lower_)
            if unfinished and token.lemma_.lower() not in _INTRANSITIVE:
                return None
            if (
                token.tag_.startswith("JJ")
                and _inside(doc, index + 1)
                and doc[index + 1].tag_ in _NOUNS
                and index == at
            ):
                return None
            return role, index
        if token.lower_ not in _BETWEEN:
            return None
        passive = passive or token.lemma_ in ("be", "report", "fear", "find", "confirm", "presume")
    return None


def _takes_object(doc: Doc, verb: Token) -> bool:
    """True where `verb` is active with an object: "12 gunmen killed the mayor"."""
    if any(child.dep_ in ("dobj", "obj") for child in verb.children if child.i > verb.i):
        return True
    if verb.tag_ == "VBN" or not _inside(doc, verb.i + 1):
        return False
    return verb.tag_ == "VBD" and doc[verb.i + 1].pos_ in ("DET", "PRON", "PROPN", "NUM", "NOUN")


def _from_parse(anchor: Token) -> str | None:
    token = anchor
    for _ in range(4):
        if token.dep_ in ("conj", "appos", "nummod", "quantmod") and token.head.pos_ in ("NOUN", "PROPN", "NUM"):
            token = token.head
    verb = token.head
    lemma = verb.lemma_.lower()
    role = _role_of("verbs", lemma)
    if any(child.dep_ == "neg" for child in verb.children):
        return None
    if role and verb.pos_ in ("VERB", "AUX"):
        if token.dep_ in ("dobj", "obj", "nsubjpass"):
            return role
        if token.dep_ in ("nsubj", "nsubj:pass") and lemma in _INTRANSITIVE:
            return role
    if token.dep_ == "nsubjpass" and verb.pos_ == "VERB":
        for child in verb.conjuncts:
            own_subject = any(grandchild.dep_.startswith("nsubj") for grandchild in child.children)
            if _role_of("verbs", child.lemma_.lower()) and child.tag_ == "VBN" and not role and not own_subject:
                return _role_of("verbs", child.lemma_.lower())
    if token.dep_ == "pobj" and verb.lower_ == "of":
        of_what = verb.head.lemma_.lower()
        return _role_of("nouns", of_what) or (
            _role_of("verbs", of_what.removesuffix("ing")) if of_what != "charge" else None
        )
    for child in anchor.children:
        lemma = child.lemma_.lower()
        role = _role_of("verbs", lemma)
        if role and child.dep_ == "acl" and child.tag_ == "VBN":
            return role
        if role and child.dep_ == "relcl" and (
            lemma in _INTRANSITIVE or any(grandchild.dep_ in ("nsubjpass", "auxpass") for grandchild in child.children)
        ):  # fmt: skip
            return role
    return None


def _from_toll(doc: Doc, first: int) -> str | None:
    """The role of a bare number after "death toll", "the number of dead", "the number of people killed"."""
    for index in range(first - 1, max(-1, first - 14), -1):
        token = doc[index]
        if token.lower_ == "toll":
            return "killed"
        if token.lower_ == "number" and index + 1 < len(doc) and doc[index + 1].lower_ == "of":
            for later in doc[index + 2 : min(index + 7, first)]:
                role = (
                    _role_of("words", later.lower_)
                    or _role_of("nouns", later.lemma_.lower())
                    or _role_of("verbs", later.lemma_.lower())
                )
                if role:
                    return role
            return None
        if token.is_sent_start:
            break
    return None

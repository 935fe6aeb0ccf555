"""Whether a capital's name means the city or its government: "Moscow and Pyongyang have agreed" against "in Moscow"."""

from __future__ import annotations

from functools import cache

from rashomon.data import load_table
from rashomon.naming.gazetteer import country_of_capital
from rashomon.reading.name_cutting import NameSpan
from rashomon.reading.name_zones import Words

# What governments do and cities do not. Forms are those of the parse: looked up by stem.
_ENDINGS = ("ing", "ies", "ied", "ed", "es", "s", "d")


@cache
def _listed(key: str) -> frozenset[str]:
    return frozenset(load_table("government_words")[key])


def _is_listed(key: str, word: str) -> bool:
    return word in _listed(key)


def _is_among(word: str, key: str) -> bool:
    """True where `word` is a listed one or a regular form of it; irregular ones are listed themselves."""
    stems = _listed(key)
    if word in stems:
        return True
    for ending in _ENDINGS:
        if word.endswith(ending):
            stem = word[: -len(ending)]
            doubled = stem[-1:] == stem[-2:-1] and stem[:-1] in stems
            if doubled or stem in stems or stem + "e" in stems or stem + "y" in stems:
                return True
    return False


def is_act(word: str) -> bool:
    """True for a form of a verb that states and other bodies are subject of: "said", "agrees", "denied"."""
    return _is_among(word, "acts")


def country_meant(words: Words, name: NameSpan) -> str | None:
    """The country whose government the capital's name stands for; None where the city is meant or it is no capital."""
    country = country_of_capital(name.text)
    if country is None or (name.loud and name.first == 0):
        return country if country and _speaks(words, name.last - 1, name.first) else None
    return country if _speaks(words, name.last - 1, name.first) else None


def _speaks(words: Words, at: int, first: int, depth: int = 0) -> bool:
    dep, head = words.deps[at], words.heads[at]
    after = words.lower[at + 1 : at + 3]
    if len(after) == 2 and after[0] == "-" and _is_listed("led", after[1]):
        return after[1] != "based"
    if after[:1] in {("'s",), ("'",)} or dep == "poss":
        owned = head if dep == "poss" and head > at else at + 2
        return owned < len(words.texts) and (_is_listed("owned", words.lower[owned]) or _modified(words, at, owned))
    if dep in {"nsubj", "nsubjpass"}:
        return _is_among(words.lower[head], "acts")
    if dep == "conj" and depth < 3:
        return _speaks(words, head, head, depth + 1)
    before = words.lower[first - 1] if first else ""
    if dep == "pobj" or before in {"on", "by", "with", "between", "against", "to", "from"}:
        governor = words.lower[words.heads[head]] if dep == "pobj" else words.lower[head]
        if before in {"on", "against"}:
            return _is_among(governor, "pressures")
        if before == "by":
            return _is_among(governor, "acts") or _is_among(governor, "pressures")
        if before in {"with", "between", "toward", "towards"}:
            return _is_among(governor, "ties")
        if before == "to":
            return governor in {
                "ambassador",
                "envoy",
                "supply",
                "supplies",
                "sell",
                "sold",
                "loyal",
                "message",
                "threat",
            }
        if before == "from":
            return governor in {"support", "pressure", "threat", "response", "independence"}
    return False


def _modified(words: Words, at: int, owned: int) -> bool:
    """True where a word between the possessive and its noun is of governments: "Pyongyang's nuclear sites"."""
    return any(_is_listed("owned", words.lower[i]) for i in range(at + 2, owned))

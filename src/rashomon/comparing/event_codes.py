"""What claims tell as events of PLOVER: type, mode and context, who did it to whom; and which codes are at odds.

Source of the types: A. Halterman and others, PLOVER and POLECAT (2023). The frames are in data/plover.json. What is
denied or negated has no code; what is planned is agreement where it is cooperation, else a threat.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from rashomon.comparing.code_frames import (
    EventNoun,
    Frame,
    context_words,
    find_frame,
    inner_mode,
    is_cooperative,
    is_doer,
    is_hostile,
    is_light,
    is_verb,
    needs_doer,
    noun_code,
    stem,
)
from rashomon.comparing.code_parties import ACTORS, find_parties, subject_before
from rashomon.comparing.phrasing import find_passive
from rashomon.comparing.standing import height
from rashomon.records import Claim, EventCode, EventCodes, Link, Mention, PloverEvent, Point, Reading, Span
from rashomon.text import contains, fold, overlap, stretch, word_spans

LEAST_LINK = 0.5
"""The probability of a link from which codes of its claims can be at odds."""
# By how much the words ask for: a verb with its object, a verb alone, a verb with the act that it leads to, a noun.
_SURE = {"frame": 0.9, "verb": 0.8, "leading": 0.85, "noun": 0.7}
_HEDGED = 0.8
_OBJECT_REACH = 7
_IF = re.compile(r"\b(?:if|unless)\b[^,;:]*$", re.IGNORECASE)
_HEAD_ENDS = re.compile(r"\s(?:on|in|for|to|with|by|at|from|between|that|which|who|about|over|against|after|during)\s")
_PLANNING = re.compile(r"\b(?:to|will|would|shall|may|plan\w*|intend\w*|going)\b|'ll\b|’ll\b")
_INFLECTED = re.compile(r"[a-z](?:ed|ing)$|^(?:said|met|held|took|sent|gave|made|shot|sought|struck|withdrew)$")
_BEFORE_NOUNS = frozenset(
    {"the", "a", "an", "of", "his", "her", "its", "their", "this", "that", "those", "be", "been", "was", "were"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Word:
    """A word of the claim from its verb on: its stem and where it stands."""

    stem: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class _Act:
    """What a verb or noun of the claim tells. `sure` is how sure such words are; `by` who does it by speaking."""

    event: PloverEvent
    mode: str | None
    contexts: tuple[str, ...]
    words: Span
    sure: float
    by: Mention | None = None


def code_events(readings: Sequence[Reading], links: Sequence[Link], points: Sequence[Point]) -> EventCodes:
    """The codes of the claims, what most sources tell near to the top first; and the links whose claims are at odds."""
    support = {claim: point.independent_sources for point in points for claim in point.claims}
    ranked = sorted(
        ((-support.get(claim.id, 1), -height(claim, reading), claim.id, code.words, code) for reading in readings
         for claim in reading.claims for code in code_claim(claim, reading)),
        key=lambda one: one[:4],
    )  # fmt: skip
    told: dict[str, list[EventCode]] = defaultdict(list)
    for *_, code in ranked:
        told[code.claim].append(code)
    spans = {claim.id: (claim.article, claim.span) for reading in readings for claim in reading.claims}
    return EventCodes(
        codes=_each_place_once([code for *_, code in ranked], spans),
        conflicts=tuple(sorted(link.id for link in links if _at_odds(link, told))),
    )


def _each_place_once(codes: Sequence[EventCode], spans: Mapping[str, tuple[str, Span]]) -> tuple[EventCode, ...]:
    """The codes, one for each place: of claims that tell the same by the same words, that of the shortest."""
    best: dict[tuple[str, Span, str], EventCode] = {}
    for code in codes:
        article, span = spans[code.claim]
        key = (article, code.words, code.event)
        known = best.get(key)
        if known is None or span.end - span.start < spans[known.claim][1].end - spans[known.claim][1].start:
            best[key] = code
    kept = {id(code) for code in best.values()}
    return tuple(code for code in codes if id(code) in kept)


def _at_odds(link: Link, told: Mapping[str, Sequence[EventCode]]) -> bool:
    left, right = ({code.event for code in told.get(claim, ())} for claim in (link.left, link.right))
    if not left or not right or left & right or link.score < LEAST_LINK:
        return False
    if link.relation == "conflict":
        return True
    sides = [{is_cooperative(event) for event in events} for events in (left, right)]
    return not sides[0] & sides[1]


def code_claim(claim: Claim, reading: Reading) -> tuple[EventCode, ...]:
    """The codes of one claim, in the order of its words; none where it tells no event of PLOVER.

    Mostly there is one at most. A claim that stands for a whole sentence may tell several acts: besides that of its own
    verb those of other verbs that have an ending and a frame.
    """
    refuses = claim.polarity == "negative" or claim.stance == "denied"
    acts = [act for act in _acts_of(claim, reading) if not refuses or act.event == "REJECT"]
    acts = [act for act in acts if not _is_supposed(claim, act, reading)]
    codes: dict[tuple[PloverEvent, str | None], EventCode] = {}
    for act in sorted(acts, key=lambda one: one.words):
        act = _as_planned(act) if _is_plan(claim, act, reading) else act
        codes.setdefault((act.event, act.mode), _make_code(claim, reading, act))
    return tuple(codes.values())


def _make_code(claim: Claim, reading: Reading, act: _Act) -> EventCode:
    actors, targets = find_parties(claim, reading, event=act.event, words=act.words, by=act.by)
    return EventCode(
        claim=claim.id,
        event=act.event,
        mode=act.mode,
        contexts=_contexts(claim, reading, act),
        words=act.words,
        actors=actors,
        targets=targets,
        score=round(act.sure * (_HEDGED if claim.stance == "hedged" else 1.0), 2),
    )


def _is_supposed(claim: Claim, act: _Act, reading: Reading) -> bool:
    """True for what is told after "if" in the same clause."""
    before = reading.article.text[claim.sentence.start : act.words.start]
    return bool(_IF.search(before))


def _is_plan(claim: Claim, act: _Act, reading: Reading) -> bool:
    """True where the claim is a plan and its verb says so: "discussed forming a pact" is a talk that was held."""
    if claim.stance != "planned" or claim.predicate is None or not contains(claim.predicate, act.words):
        return False
    return bool(_PLANNING.search(stretch(reading.article.text, claim.predicate)))


def _as_planned(act: _Act) -> _Act:
    if is_hostile(act.event):
        mode = inner_mode("threat", act.event)
        return _Act(event="THREATEN", mode=mode, contexts=act.contexts, words=act.words, sure=act.sure)
    if is_cooperative(act.event):
        return _Act(event="AGREE", mode=None, contexts=act.contexts, words=act.words, sure=act.sure)
    return act


def _acts_of(claim: Claim, reading: Reading) -> list[_Act]:
    words = _words_from_verb(claim, reading)
    own = [i for i, word in enumerate(words) if claim.predicate and contains(claim.predicate, word.span)]
    act = next((act for i in own if (act := _act_at(i, words, claim, reading))), None)
    if act is None and (claim.predicate is None or any(is_light(words[i].stem) for i in own)):
        act = _act_of_nouns(claim, reading)
    cue = _act_of_cue(claim, reading, act)
    acts = [one for one in (cue or act,) if one is not None]
    return [*acts, *_other_acts(claim, reading)] if _is_whole(claim, reading) else acts


def _is_whole(claim: Claim, reading: Reading) -> bool:
    """True for a claim that has all the words of its sentence."""
    text = reading.article.text
    rest = text[claim.sentence.start : claim.span.start] + text[claim.span.end : claim.sentence.end]
    return not any(map(str.isalnum, rest))


def _act_of_cue(claim: Claim, reading: Reading, act: _Act | None) -> _Act | None:
    """What somebody does by saying the claim: "demanded that the files be published" is a request."""
    if claim.predicate is None:
        return None
    held = [q for q in reading.quotes if q.cue is not None and contains(q.span, claim.predicate)]
    quote = min(held, key=lambda q: q.span.end - q.span.start, default=None)
    if quote is None or quote.cue is None or overlap(quote.cue, claim.predicate):
        return None
    verb = stem(fold(stretch(reading.article.text, quote.cue)).split()[-1])
    frame = find_frame(verb, [], (), named=False, leading=True)
    if frame is None or frame.leading is None:
        return None
    hostile = act is not None and is_hostile(act.event)
    if not frame.alone and not hostile:
        return None
    leads = frame.leading if frame.leading != "promise" or not hostile else "threat"
    event: PloverEvent = "THREATEN" if leads == "threat" else frame.event
    mode = None if leads == "promise" else inner_mode(leads, act.event if act else None)
    contexts = act.contexts if act else ()
    return _Act(event=event, mode=mode, contexts=contexts, words=quote.cue, sure=_SURE["leading"], by=quote.speaker)


def _other_acts(claim: Claim, reading: Reading) -> list[_Act]:
    """The acts of other verbs of a whole sentence: words with an ending that only verbs have, and with a frame."""
    text = reading.article.text
    words = [_Word(stem=stem(fold(stretch(text, one))), span=one) for one in word_spans(text, claim.span)]
    found = []
    for i, word in enumerate(words):
        if claim.predicate and overlap(word.span, claim.predicate):
            continue
        before = fold(stretch(text, words[i - 1].span)) if i else ""
        if not is_verb(word.stem) or not _INFLECTED.search(stretch(text, word.span)) or before in _BEFORE_NOUNS:
            continue
        inside = replace(claim, predicate=word.span, objects=(), subject=subject_before(word.span, claim, reading))
        act = _act_at(i, words, inside, reading)
        if act is not None:
            found.append(act)
    return found


def _words_from_verb(claim: Claim, reading: Reading) -> list[_Word]:
    """The words of the claim from its verb on, the irregular form of its own verb as its lemma."""
    if claim.predicate is None:
        return []
    span = Span(start=claim.predicate.start, end=max(claim.span.end, claim.predicate.end))
    text = reading.article.text
    words = [_Word(stem=stem(fold(stretch(text, one))), span=one) for one in word_spans(text, span)]
    lemma = stem(claim.lemma) if claim.lemma else ""
    if lemma and lemma not in {word.stem for word in words if contains(claim.predicate, word.span)}:
        at = max((i for i, word in enumerate(words) if contains(claim.predicate, word.span)), default=None)
        if at is not None:
            words[at] = _Word(stem=lemma, span=words[at].span)
    return words


def _act_at(i: int, words: Sequence[_Word], claim: Claim, reading: Reading) -> _Act | None:
    """What the verb at `i` tells: by what it leads to where it is a leading verb, else by its own frame."""
    leading, plain = _fit(i, words, claim, reading, leading=True), _fit(i, words, claim, reading, leading=False)
    if leading is not None and (plain is None or leading.weight >= plain.weight):
        return _led_act(leading, i, words, claim, reading)
    if plain is None or (needs_doer(plain.verb) and not _has_doer(claim, reading)):
        return None
    return _Act(event=plain.event, mode=plain.mode, contexts=plain.contexts, words=words[i].span,
                sure=_SURE["frame" if plain.weight > 1 else "verb"])  # fmt: skip


def _has_doer(claim: Claim, reading: Reading) -> bool:
    """True where somebody named, or an armed hand, does what the claim tells; a storm or a crash is none."""
    passive = find_passive(claim, reading)
    if passive is None:
        place = claim.subject
    else:
        place = Span(start=passive.end, end=claim.span.end) if passive.end < claim.span.end else None
    if place is None:
        return False
    text = reading.article.text
    whole = [
        m for m in reading.mentions
        if passive is None and m.kind in ACTORS and m.entity and contains(place, m.span)
        and text[m.span.end : place.end].strip()[:1] in ("", ",")
    ]  # fmt: skip  # of "Mill fire" the mill is named, and the fire kills
    return bool(whole) or any(is_doer(word) for word in _stems_in(reading, place))


def _led_act(frame: Frame, i: int, words: Sequence[_Word], claim: Claim, reading: Reading) -> _Act | None:
    inner = _inner(i, words, claim, reading)
    if not frame.alone and (inner is None or (frame.leading == "threat" and not is_hostile(inner.event))):
        return None
    contexts = tuple(dict.fromkeys((*frame.contexts, *(inner.contexts if inner else ()))))
    if frame.leading == "promise" and inner is not None and is_hostile(inner.event):
        return _Act(event="THREATEN", mode=inner_mode("threat", inner.event), contexts=contexts, words=words[i].span,
                    sure=_SURE["leading"])  # fmt: skip
    mode = None
    if frame.leading is not None and frame.leading != "promise":
        mode = inner_mode(frame.leading, inner.event if inner else None)
    return _Act(event=frame.event, mode=mode, contexts=contexts, words=words[i].span, sure=_SURE["leading"])


def _inner(i: int, words: Sequence[_Word], claim: Claim, reading: Reading) -> Frame | EventNoun | None:
    """The act that the verb at `i` leads to: the first verb or noun after it that tells one."""
    for j in range(i + 1, len(words)):
        found = _fit(j, words, claim, reading, leading=False) if is_verb(words[j].stem) else None
        if found is not None or (named := noun_code(words[j].stem)):
            return found or named
    return None


def _fit(i: int, words: Sequence[_Word], claim: Claim, reading: Reading, *, leading: bool) -> Frame | None:
    verb = words[i]
    if not is_verb(verb.stem):
        return None
    about = _objects_of(verb, claim, reading)
    heads = set(chain.from_iterable(_heads(reading, span) for span in about))
    heads |= {word.stem for word in words[i + 1 : i + 1 + _OBJECT_REACH]} if not about else set()
    named = any(overlap(m.span, span) for span in about for m in reading.mentions if m.entity or m.kind in ACTORS)
    return find_frame(verb.stem, [word.stem for word in words[i + 1 :]], heads, named, leading=leading)


def _objects_of(verb: _Word, claim: Claim, reading: Reading) -> list[Span]:
    """What the verb is about: the claim's objects after it, and the subject of a passive."""
    about = [span for span in claim.objects if span.start >= verb.span.end]
    if claim.subject is not None and find_passive(claim, reading):
        about.insert(0, claim.subject)
    return about


def _heads(reading: Reading, span: Span) -> list[str]:
    """The stems of the words of a noun phrase before its first preposition: its head and what modifies that."""
    text = stretch(reading.article.text, span)
    end = _HEAD_ENDS.search(text)
    part = Span(start=span.start, end=span.start + (end.start() if end else len(text)))
    return _stems_in(reading, part)


def _stems_in(reading: Reading, span: Span) -> list[str]:
    return [stem(fold(stretch(reading.article.text, one))) for one in word_spans(reading.article.text, span)]


def _act_of_nouns(claim: Claim, reading: Reading) -> _Act | None:
    """What a noun tells where the verb tells nothing: the subject's ("The talks began"), an object's, a heading's."""
    places = [claim.subject, *claim.objects] if claim.predicate else [claim.span]
    text = reading.article.text
    for place in (one for one in places if one is not None):
        end = _HEAD_ENDS.search(stretch(text, place))
        part = Span(start=place.start, end=place.start + end.start() if end else place.end)
        for word in reversed(word_spans(text, part)):
            noun = noun_code(stem(fold(stretch(text, word))))
            if noun is not None:
                return _Act(event=noun.event, mode=noun.mode, contexts=noun.contexts, words=word, sure=_SURE["noun"])
    return None


def _contexts(claim: Claim, reading: Reading, act: _Act) -> tuple[str, ...]:
    """The contexts that the act has by itself, and those whose words the claim has; sorted."""
    stems = _stems_in(reading, claim.span)
    longest = max(len(words) for several in context_words().values() for words in several)
    runs = {tuple(stems[i : i + n]) for n in range(1, longest + 1) for i in range(len(stems) - n + 1)}
    told = {context for context, several in context_words().items() if not runs.isdisjoint(several)}
    return tuple(sorted(told | set(act.contexts)))

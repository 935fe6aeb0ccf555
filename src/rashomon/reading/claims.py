"""The claims of a report: one for each fact that a sentence states, as a stretch of that sentence."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from rashomon.reading.clauses import Clause, find_clauses, noun_phrase, verb_group
from rashomon.reading.layout import Layout
from rashomon.reading.resolving import carried_words, pronoun_names, resolve_text
from rashomon.reading.stance import main_verb, read_polarity, read_stance
from rashomon.records import Article, Claim, ClaimKind, Entity, Mention, Quantity, Quote, Span, Time
from rashomon.text import contains, overlap, plain_marks, trim

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_EDGES = " \t\u00a0,;:.-–—―…*•\"'“”‘’«»|/&!"
_OPENERS = frozenset("and but or nor that so yet as while although though because whereas then plus".split())
_OBJECTS = frozenset({"dobj", "dative", "attr", "acomp", "oprd", "obj", "iobj"})
_SPOKEN_SHARE = 0.6


class _Spanned(Protocol):
    @property
    def span(self) -> Span: ...


_S = TypeVar("_S", bound=_Spanned)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sentence:
    """One sentence with all that was read in it."""

    article: Article
    span: Span
    kind: ClaimKind
    tokens: list[Token]
    names: dict[str, Entity]
    mentions: tuple[Mention, ...]
    times: tuple[Time, ...]
    quantities: tuple[Quantity, ...]
    quotes: tuple[Quote, ...]


def read_claims(
    article: Article,
    layout: Layout,
    doc: Doc,
    *,
    entities: Sequence[Entity],
    mentions: Sequence[Mention],
    times: Sequence[Time],
    quantities: Sequence[Quantity],
    quotes: Sequence[Quote],
) -> tuple[Claim, ...]:
    """The claims of `article` in the order of their places; every sentence with a word yields at least one.

    A claim lies within one sentence and is trimmed of punctuation and leading conjunctions. Two claims may share words
    (a relative clause takes its noun along). `lemma` is that of the verb that names the act ("is expected to announce":
    announce), None where there is no verb. `entities` are those named in the claim and in its subject.
    """
    names = {entity.id: entity for entity in entities}
    plain = plain_marks(article.text)
    offsets = [token.idx for token in doc]
    headlines, captions = set(layout.headlines), set(layout.captions)
    claims: dict[Span, Claim] = {}
    for span in layout.sentences:
        sentence = _Sentence(
            article=article,
            span=span,
            kind="headline" if span in headlines else "caption" if span in captions else "body",
            tokens=[doc[i] for i in range(bisect_left(offsets, span.start), bisect_left(offsets, span.end))],
            names=names,
            mentions=tuple(item for item in mentions if contains(span, item.span)),
            times=tuple(item for item in times if contains(span, item.span)),
            quantities=tuple(item for item in quantities if contains(span, item.span)),
            quotes=tuple(quote for quote in quotes if overlap(quote.span, span)),
        )
        if not sentence.tokens:
            continue
        for clause, place in _claim_spans(plain, sentence):
            claims.setdefault(place, _claim(sentence, place, clause))
    return tuple(claims[place] for place in sorted(claims))


def _claim_spans(plain: str, sentence: _Sentence) -> Iterator[tuple[Clause, Span]]:
    """The clauses of a sentence with the stretches that they are shown as."""
    tokens = sentence.tokens
    for clause in find_clauses(tokens):
        doc = tokens[0].doc
        first, last = clause.first, clause.last
        while last - first > 2 and (doc[first].lower_ in _OPENERS or doc[first].is_punct or doc[first].is_space):
            if doc[first].i == clause.head or doc[first].dep_ in {"det", "nsubj", "nsubjpass", "dobj", "nummod"}:
                break
            first += 1
        first, last = _without_source(doc, first, last)
        start, end = doc[first].idx, doc[last - 1].idx + len(doc[last - 1])
        place = _tidy(plain, max(start, sentence.span.start), min(end, sentence.span.end), sentence.span)
        if place is not None:
            yield clause, place


def _without_source(doc: Doc, first: int, last: int) -> tuple[int, int]:
    """`first`..`last` without "according to ..." at its beginning or its end."""
    for i in range(first, last - 1):
        if doc[i].lower_ == "according" and doc[i + 1].lower_ == "to":
            edge = doc[i].right_edge.i + 1
            if i == first and edge + 2 < last and doc[edge].text == ",":
                return edge + 1, last
            if edge >= last and i - first > 2:
                return first, i
            break
    return first, last


def _tidy(plain: str, start: int, end: int, sentence: Span) -> Span | None:
    """`start`..`end` without marks at its edges, but with the closing mark of a quotation or bracket opened within it."""
    place = trim(plain, start, end, _EDGES) or trim(plain, start, end)
    if place is None:
        return None
    piece, after = plain[place.start : place.end], plain[place.end : min(place.end + 3, sentence.end)]
    if piece.count('"') % 2:
        closing = after.find('"')
        if closing >= 0 and not any(char.isalnum() for char in after[:closing]):
            return Span(start=place.start, end=place.end + closing + 1)
        if place.start > sentence.start and plain[place.start - 1] == '"':
            return Span(start=place.start - 1, end=place.end)
    if piece.count("(") > piece.count(")") and after.startswith(")"):
        return Span(start=place.start, end=place.end + 1)
    return place


def _claim(sentence: _Sentence, span: Span, clause: Clause) -> Claim:
    article, tokens = sentence.article, sentence.tokens
    doc = tokens[0].doc
    head = doc[clause.head]
    verbal = head.pos_ in {"VERB", "AUX"}
    subject = _phrase_span(doc, noun_phrase(doc[clause.subject])) if clause.subject is not None else None
    quote = _quote_over(span, sentence.quotes)
    named = [
        item for item in sentence.mentions if contains(span, item.span) or subject and contains(subject, item.span)
    ]
    act = main_verb(head)
    return Claim(
        id=f"{article.id}:{span.start}-{span.end}",
        article=article.id,
        span=span,
        sentence=sentence.span,
        subject=subject,
        predicate=_predicate(doc, head) if verbal else None,
        objects=tuple(_objects(doc, head, act)) if verbal else (),
        speaker=quote.speaker if quote is not None else None,
        stance=read_stance(
            clause, doc[clause.first : clause.last], spoken=quote is not None and quote.speaker is not None
        ),
        polarity=read_polarity(clause, doc),
        times=tuple(item for item in sentence.times if contains(span, item.span)),
        quantities=tuple(item for item in sentence.quantities if contains(span, item.span)),
        entities=tuple(dict.fromkeys(item.entity for item in named if item.entity is not None)),
        text_resolved=_resolved(sentence, span, clause),
        lemma=act.lemma_.lower() if verbal else None,
        kind=sentence.kind,
    )


def _resolved(sentence: _Sentence, span: Span, clause: Clause) -> str:
    text, tokens = sentence.article.text, sentence.tokens
    inserts = pronoun_names(text, span, sentence.mentions, sentence.names)
    known = {offset for offset, _ in inserts}
    front = carried_words(text, tokens, clause.carried, sentence.mentions, sentence.names)
    if clause.form == "relative" and front:
        doc = tokens[0].doc
        pronoun = next(
            (t for t in doc[clause.head].lefts if t.tag_ in {"WDT", "WP"} and t.dep_.startswith("nsubj")), None
        )
        if pronoun is not None and span.start <= pronoun.idx < span.end:
            place = pronoun.idx + len(pronoun)
            return resolve_text(
                text, span, carried="", inserts=inserts if place in known else [*inserts, (place, front)]
            )
    return resolve_text(text, span, carried=front, inserts=inserts)


def _quote_over(span: Span, quotes: Sequence[Quote]) -> Quote | None:
    """The quote that holds most of the claim; of several, the innermost."""
    held = [quote for quote in quotes if overlap(span, quote.span) >= _SPOKEN_SHARE * (span.end - span.start)]
    return min(held, key=lambda quote: quote.span.end - quote.span.start, default=None)


def _phrase_span(doc: Doc, phrase: tuple[int, int]) -> Span:
    last = doc[phrase[1] - 1]
    return Span(start=doc[phrase[0]].idx, end=last.idx + len(last))


def _predicate(doc: Doc, head: Token) -> Span:
    """The verb group, from its first auxiliary to the last infinitive that it carries; other words may lie between."""
    group = [token.i for token in verb_group(head)]
    return _phrase_span(doc, (min(group), max(group) + 1))


def _objects(doc: Doc, head: Token, act: Token) -> Iterator[Span]:
    """Objects, complements and the nouns of prepositions of the act and of what carries it, in their order."""
    found = set()
    for verb in {head, act, *(t for t in verb_group(head) if t.dep_ == "xcomp")}:
        for child in verb.children:
            if child.dep_ in _OBJECTS:
                found.add(noun_phrase(child))
            elif child.dep_ in {"prep", "agent"}:
                found.update(noun_phrase(noun) for noun in child.children if noun.dep_ == "pobj")
    for phrase in sorted(found):
        yield _phrase_span(doc, phrase)

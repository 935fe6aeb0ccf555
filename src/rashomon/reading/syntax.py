"""The parse of one sentence as plain records, for stages that compare how two sentences are built."""

from __future__ import annotations

from rashomon.reading.layout import Layout
from rashomon.reading.parsing import parse
from rashomon.records import Article, Span, Word
from rashomon.text import stretch


def read_syntax(article: Article, sentence: Span) -> tuple[Word, ...]:
    """The words of `sentence`, a stretch of `article`, with their places in the article's text; marks are words too.

    Raises: ModelError where the parser is not installed.
    """
    text = stretch(article.text, sentence)
    whole = Layout(sentences=(Span(start=0, end=len(text)),), headings=(), boilerplate=(), headlines=(), captions=())
    doc = parse(text, whole)
    return tuple(
        Word(
            span=Span(start=sentence.start + token.idx, end=sentence.start + token.idx + len(token)),
            lemma=token.lemma_.lower(),
            pos=token.pos_,
            tag=token.tag_,
            label=token.dep_,
            head=token.head.i,
        )
        for token in doc
    )

"""The words of a claim with names in brackets where it has pronouns or leaves its subject out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rashomon.records import Entity, Mention, Span
from rashomon.text import stretch

if TYPE_CHECKING:
    from spacy.tokens import Token

PRONOUNS = frozenset({
    "i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves",
    "he", "him", "his", "himself", "she", "her", "hers", "herself", "it",
    "its", "itself", "they", "them", "their", "theirs", "themselves", "who", "whom", "whose",
})  # fmt: skip


def resolve_text(text: str, span: Span, *, carried: str, inserts: Sequence[tuple[int, str]]) -> str:
    """The text at `span`, with `[carried]` in front and each of `inserts` (offset, name) in brackets at its offset."""
    out = [f"[{carried}] "] if carried else []
    at = span.start
    for offset, name in sorted(dict(inserts).items()):
        if span.start < offset <= span.end:
            out += [text[at:offset], f" [{name}]"]
            at = offset
    out.append(text[at : span.end])
    return "".join(out)


def pronoun_names(
    text: str, span: Span, mentions: Sequence[Mention], names: dict[str, Entity]
) -> list[tuple[int, str]]:
    """Where in `span` a pronoun ends whose entity is known, with that entity's name."""
    found = []
    for mention in mentions:
        if mention.entity is None or mention.entity not in names:
            continue
        if span.start <= mention.span.start and mention.span.end <= span.end:
            words = stretch(text, mention.span)
            if words.lower() in PRONOUNS and words != "US":
                found.append((mention.span.end, names[mention.entity].name))
    return found


def carried_words(
    text: str, tokens: Sequence[Token], carried: Sequence[int], mentions: Sequence[Mention], names: dict[str, Entity]
) -> str:
    """The words that a clause leaves out, each stretch verbatim, a pronoun as its name."""
    doc = tokens[0].doc
    pieces: list[list[int]] = []
    for i in carried:
        if pieces and pieces[-1][1] == i:
            pieces[-1][1] = i + 1
        else:
            pieces.append([i, i + 1])
    words = []
    for first, last in pieces:
        span = Span(start=doc[first].idx, end=doc[last - 1].idx + len(doc[last - 1]))
        known = pronoun_names(text, span, mentions, names)
        whole = stretch(text, span)
        words.append(known[0][1] if known and whole.lower() in PRONOUNS else whole)
    return " ".join(" ".join(words).split())

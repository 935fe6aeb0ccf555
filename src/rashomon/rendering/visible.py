"""Text of reports made safe to show: nothing invisible steers the page, the terminal or the reader's eye."""

from __future__ import annotations

import re
from typing import Final

STRETCH: Final = 240
"""How many characters of a stretch the brief outputs show."""
# Controls (C0 but tab and line feed, DEL, C1), line and paragraph separators, bidirectional overrides, embeddings and
# isolates, and lone surrogates. Joiners and plain direction marks stay: scripts and emoji need them, and they end with
# the word.
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_OPENING = '"“„«'
_CLOSING = '"”“»'
_SPACE = re.compile(r"\s+")


def visible(text: str) -> str:
    """`text` with each hidden steering character as a visible sign; line feeds and tabs stay."""
    return _HIDDEN.sub(lambda match: sign_of(match.group()), text)


def one_line(text: str) -> str:
    """`visible(text)` with every run of white space as one space."""
    return _SPACE.sub(" ", visible(text)).strip()


def shorten(text: str, limit: int) -> str:
    """`text` cut before a word so that it has at most `limit` characters, "…" included."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    cut = head.rfind(" ")
    return head[: cut if cut > limit // 2 else len(head)].rstrip() + "…"


def wears_quotes(text: str) -> bool:
    """True where `text` stands in quotation marks of its own, so that a second pair around it would be noise."""
    core = text.strip()
    return len(core) > 1 and core[0] in _OPENING and core[-1] in _CLOSING and core[1:-1].find(core[0]) < 0


def in_quotes(text: str, limit: int = STRETCH) -> str:
    """The words of a report in quotation marks, on one line, cut after `limit` characters."""
    line = shorten(one_line(text), limit)
    return line if wears_quotes(line) else f"“{line}”"


def split_hidden(text: str) -> list[tuple[str, bool]]:
    """`text` in pieces: (piece, False) to show as it is, (sign, True) for a hidden character."""
    pieces: list[tuple[str, bool]] = []
    at = 0
    for match in _HIDDEN.finditer(text):
        if match.start() > at:
            pieces.append((text[at : match.start()], False))
        sign = sign_of(match.group())
        if sign:
            pieces.append((sign, sign != " "))
        at = match.end()
    if at < len(text):
        pieces.append((text[at:], False))
    return pieces


def sign_of(char: str) -> str:
    """The visible sign of one hidden character: a control picture, U+FFFD, a space, or its code in brackets."""
    code = ord(char)
    if char == "\r":
        return ""
    if code in (0x0B, 0x0C, 0x85, 0x2028, 0x2029):
        return " "
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    return f"[U+{code:04X}]" if 0x2000 <= code < 0x2100 else "\ufffd"

"""Texts to rows of word pieces, the same way in training and in use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from rashomon.models.files import model_path

if TYPE_CHECKING:
    from tokenizers import Tokenizer

CLS, SEP = 101, 102
MOST_TOKENS = 128
MOST_PAIR_TOKENS = 192
MOST_TOGETHER = 320
"""Word pieces in a batch: what flows between two layers then stays in the processor's cache (384 x 4 bytes a piece)."""
# A text's first characters hold more than MOST_TOKENS pieces in any script; the rest need not be cut into pieces.
_MOST_CHARACTERS = 4_000


@cache
def _tokenizer() -> Tokenizer:
    from tokenizers import Tokenizer

    return Tokenizer.from_file(str(model_path("tokenizer.json")))


def word_pieces(texts: Sequence[str]) -> list[list[int]]:
    """The word-piece ids of each text, without [CLS] and [SEP], uncut. Lone surrogates read as unknown characters."""
    clean = [text[:_MOST_CHARACTERS].encode("utf-8", "replace").decode("utf-8") for text in texts]
    return [encoding.ids for encoding in _tokenizer().encode_batch(clean, add_special_tokens=False)]


def placed_pieces(texts: Sequence[str]) -> list[tuple[list[int], list[tuple[int, int]]]]:
    """As `word_pieces`, each with the code-point offsets (start, end) of every piece."""
    clean = [text[:_MOST_CHARACTERS].encode("utf-8", "replace").decode("utf-8") for text in texts]
    return [(e.ids, e.offsets) for e in _tokenizer().encode_batch(clean, add_special_tokens=False)]


def pieces_within(places: Sequence[tuple[int, int]], start: int, end: int) -> tuple[int, int]:
    """The range (first, end) of the pieces that reach into [start, end); of all pieces where none does."""
    inside = [i for i, (a, b) in enumerate(places) if a < end and b > start]
    return (inside[0], inside[-1] + 1) if inside else (0, len(places))


def text_row(pieces: Sequence[int]) -> list[int]:
    """The row of one text: [CLS] pieces [SEP], at most MOST_TOKENS long."""
    return [CLS, *pieces[: MOST_TOKENS - 2], SEP]


def pair_row(left: Sequence[int], right: Sequence[int]) -> tuple[list[int], list[int]]:
    """The row of a pair, [CLS] left [SEP] right [SEP], and its kinds; at most MOST_PAIR_TOKENS long, the longer cut.

    Kinds: 0 left, 1 right, and 2 and 3 likewise for pieces that stand in the other text as well.
    """
    room = MOST_PAIR_TOKENS - 3
    half = room // 2
    left_room = min(len(left), max(half, room - len(right)))
    left, right = left[:left_room], right[: room - left_room]
    in_left, in_right = set(left), set(right)
    ids = [CLS, *left, SEP, *right, SEP]
    kinds = [0, *(2 if i in in_right else 0 for i in left), 0, *(3 if i in in_left else 1 for i in right), 1]
    return ids, kinds


def asked_pieces(
    kinds: Sequence[int], left: tuple[int, int], right: tuple[int, int]
) -> tuple[tuple[int, int], tuple[int, int]]:
    """Where in a row of `pair_row` the pieces of two ranges stand, each counted within its own text.

    A range that was cut off stands for all of its text.
    """
    right_start = next(i for i, kind in enumerate(kinds) if kind % 2 == 1)
    return _shifted(left, 1, right_start - 1), _shifted(right, right_start, len(kinds) - 1)


def _shifted(pieces: tuple[int, int], start: int, end: int) -> tuple[int, int]:
    first, last = start + pieces[0], min(start + pieces[1], end)
    # An empty text has no pieces: its separator stands for it.
    return (first, last) if first < last else (start, max(end, start + 1))


def same_length_groups(rows: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """The indices of `rows` in groups of one length, short ones first; a group has at most MOST_TOGETHER pieces, or is
    one row.

    Without padding, a row's result does not hang on which rows happen to share its batch.
    """
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    start = 0
    while start < len(order):
        length = len(rows[order[start]])
        most = max(1, MOST_TOGETHER // max(1, length))
        end = start
        while end < len(order) and end - start < most and len(rows[order[end]]) == length:
            end += 1
        yield order[start:end]
        start = end

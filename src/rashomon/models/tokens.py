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


def text_row(pieces: Sequence[int]) -> list[int]:
    """The row of one text: [CLS] pieces [SEP], at most MOST_TOKENS long."""
    return [CLS, *pieces[: MOST_TOKENS - 2], SEP]


def pair_row(left: Sequence[int], right: Sequence[int]) -> tuple[list[int], list[int]]:
    """The row of a pair, [CLS] left [SEP] right [SEP], at most MOST_TOKENS long (the longer one is cut), and its kinds.

    Kinds: 0 left, 1 right, and 2 and 3 likewise for pieces that stand in the other text as well.
    """
    room = MOST_TOKENS - 3
    half = room // 2
    left_room = min(len(left), max(half, room - len(right)))
    left, right = left[:left_room], right[: room - left_room]
    in_left, in_right = set(left), set(right)
    ids = [CLS, *left, SEP, *right, SEP]
    kinds = [0, *(2 if i in in_right else 0 for i in left), 0, *(3 if i in in_left else 1 for i in right), 1]
    return ids, kinds


def same_length_groups(rows: Sequence[Sequence[int]], most: int) -> Iterator[list[int]]:
    """The indices of `rows` in groups of at most `most`, all of one length, short ones first.

    Without padding, a row's result does not hang on which rows happen to share its batch.
    """
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    start = 0
    while start < len(order):
        end = start
        while end < len(order) and end - start < most and len(rows[order[end]]) == len(rows[order[start]]):
            end += 1
        yield order[start:end]
        start = end

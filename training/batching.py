"""Rows of texts to batches of like length, and the loss over questions that allow several labels."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import torch

from rashomon.models.claim_pairs import averages_of
from rashomon.models.tokens import asked_pieces, pair_row, pieces_within, placed_pieces

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Example:
    """Two texts and what is asked of them: stretches of both, and the labels that each two may have."""

    left: str
    right: str
    asked: tuple[tuple[Range, Range, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """Two texts as ids and kinds, and the questions: ranges of pieces, with the labels allowed within their head."""

    ids: list[int]
    kinds: list[int]
    asked: tuple[tuple[Range, Range, tuple[int, ...]], ...]
    inference: bool


def about_all(left: str, right: str, allowed: tuple[int, ...]) -> Example:
    """One question, about the whole texts."""
    return Example(left, right, (((0, len(left)), (0, len(right)), allowed),))


def turned(example: Example) -> Example:
    """The same example with left and right exchanged."""
    return Example(example.right, example.left, tuple((right, left, a) for left, right, a in example.asked))


def make_rows(examples: Sequence[Example], *, inference: bool, longest: int) -> list[Row]:
    """The rows of at most `longest` word pieces."""
    texts = list(dict.fromkeys(text for e in examples for text in (e.left, e.right)))
    pieces = dict(zip(texts, placed_pieces(texts), strict=True))
    made = []
    for example in examples:
        (left, left_places), (right, right_places) = pieces[example.left], pieces[example.right]
        ids, kinds = pair_row(left, right)
        if len(ids) > longest:
            continue
        asked = tuple(
            (*asked_pieces(kinds, pieces_within(left_places, *a), pieces_within(right_places, *b)), allowed)
            for a, b, allowed in example.asked
        )
        made.append(Row(ids, kinds, asked, inference))
    return made


def batches(rows: Sequence[Row], size: int, seed: int) -> list[list[Row]]:
    """Batches of rows of like length, in random order."""
    rng = random.Random(seed)
    order = sorted(range(len(rows)), key=lambda i: len(rows[i].ids) + rng.random() * 3)
    groups = [order[i : i + size] for i in range(0, len(order), size)]
    rng.shuffle(groups)
    return [[rows[i] for i in group] for group in groups]


def padded(group: Sequence[Row]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """ids, kinds and mask (n, length) of a batch; the rows (questions,) and averages (questions, 2, length) asked."""
    longest = max(len(row.ids) for row in group)
    ids = torch.zeros(len(group), longest, dtype=torch.long)
    kinds, mask = torch.zeros_like(ids), torch.zeros_like(ids)
    for i, row in enumerate(group):
        ids[i, : len(row.ids)] = torch.tensor(row.ids)
        kinds[i, : len(row.ids)] = torch.tensor(row.kinds)
        mask[i, : len(row.ids)] = 1
    rows = torch.tensor([i for i, row in enumerate(group) for _ in row.asked])
    ranges = [(left, right) for row in group for left, right, _ in row.asked]
    return ids, kinds, mask, rows, torch.from_numpy(averages_of(ranges, longest))


def allowed_loss(scores: torch.Tensor, group: Sequence[Row], links: int) -> torch.Tensor:
    """Minus the log of the probability that a question's allowed labels have together, averaged over the questions.

    `scores` begin with `links` link scores, the inference scores follow; each question counts on its own head only.
    """
    asked = [(row.inference, allowed) for row in group for _, _, allowed in row.asked]
    total = scores.new_zeros(())
    for inference in (False, True):
        chosen = [i for i, (kind, _) in enumerate(asked) if kind == inference]
        if chosen:
            part = scores[chosen][:, links:] if inference else scores[chosen][:, :links]
            logs = torch.log_softmax(part.float(), 1)
            barred = torch.full_like(logs, float("-inf"))
            for k, i in enumerate(chosen):
                barred[k, list(asked[i][1])] = 0.0
            total = total - torch.logsumexp(logs + barred, 1).sum()
    return total / len(asked)

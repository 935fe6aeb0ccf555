"""Write a trained claim-pair model as int8 ONNX, into the package or to a file.

python training/export_claim_pairs.py --state FILE.pt --texts FOLDER [--to FILE.onnx]
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import onnx
import torch
from pair_model import PairModel
from shrink import sample_lines, shrink
from write_digests import record_digests

from rashomon.models.claim_pairs import averages_of
from rashomon.models.tokens import asked_pieces, pair_row, word_pieces

MODELS = Path(__file__).parents[1] / "src" / "rashomon" / "models"


class Exported(torch.nn.Module):
    """The pair model over rows that are all of one length: no mask. Scores (questions, 7).

    The averages are sums of a fixed order, so that a result does not hang on the size of its batch.
    """

    def __init__(self, model: PairModel) -> None:
        super().__init__()
        self.model = model

    def forward(
        self, ids: torch.Tensor, kinds: torch.Tensor, rows: torch.Tensor, averages: torch.Tensor
    ) -> torch.Tensor:
        model = self.model
        hidden = model.bert(input_ids=ids, token_type_ids=kinds, attention_mask=None).last_hidden_state
        hidden = torch.index_select(hidden, 0, rows)
        means = torch.matmul(averages, hidden)
        left, right = means[:, 0], means[:, 1]
        joined = torch.cat([hidden[:, 0], left, right, (left - right).abs(), left * right], 1)
        # Written out as a product, which is what shrink() makes small.
        mixed = torch.matmul(joined, model.mix.weight.T) + model.mix.bias
        return model.head(torch.nn.functional.gelu(mixed))


def _feed(left: list[int], right: list[int]) -> dict[str, np.ndarray]:
    ids, kinds = pair_row(left, right)
    ranges = [asked_pieces(kinds, (0, len(left)), (0, len(right))), asked_pieces(kinds, (0, 5), (0, 5))]
    return {
        "ids": np.array([ids], dtype=np.int64),
        "kinds": np.array([kinds], dtype=np.int64),
        "rows": np.zeros(2, dtype=np.int64),
        "averages": averages_of(ranges, len(ids)),
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--texts", type=Path, required=True, help="a folder of news texts to measure ranges on")
    parser.add_argument("--to", type=Path, default=MODELS / "claim_pairs.int8.onnx")
    args = parser.parse_args()
    state = torch.load(args.state, weights_only=True)
    state = state.get("model", state)
    model = PairModel(len(state["head.bias"]), attention="eager")
    model.load_state_dict(state)
    ids = torch.tensor([[101, 2023, 102, 2003, 102], [101, 2008, 102, 2001, 102]])
    kinds = torch.tensor([[0, 0, 0, 1, 1], [0, 0, 0, 1, 1]])
    rows = torch.tensor([0, 1, 1])
    averages = torch.tensor([[[1 / 3, 1 / 3, 1 / 3, 0, 0], [0, 0, 0, 0.5, 0.5]]] * 3)
    float_file = args.to.with_suffix(".float")
    torch.onnx.export(
        Exported(model).eval(), (ids, kinds, rows, averages), float_file, dynamo=False, opset_version=17,
        input_names=["ids", "kinds", "rows", "averages"], output_names=["scores"],
        dynamic_axes={
            "ids": {0: "n", 1: "length"}, "kinds": {0: "n", 1: "length"},
            "rows": {0: "asked"}, "averages": {0: "asked", 2: "length"}, "scores": {0: "asked"},
        },
    )  # fmt: skip
    pieces = word_pieces(sample_lines(args.texts, 600))
    onnx.save(shrink(float_file, [_feed(*pair) for pair in zip(pieces[:-1:2], pieces[1::2], strict=True)]), args.to)
    if args.to.parent == MODELS:
        float_file.unlink()
        record_digests(MODELS)
    print(args.to, args.to.stat().st_size)


if __name__ == "__main__":
    main()

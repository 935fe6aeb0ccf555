"""Write the sentence encoder into the package: all-MiniLM-L6-v2, in int8.

python training/export_encoder.py --texts FOLDER [--keep-float FILE]
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
import torch
from pair_model import weights_folder
from shrink import sample_lines, shrink
from transformers import BertModel
from write_digests import record_digests

from rashomon.models.tokens import text_row, word_pieces

MODELS = Path(__file__).parents[1] / "src" / "rashomon" / "models"


class Encoder(torch.nn.Module):
    """Ids (n, length), all of one length -> a vector for each piece, (n, length, 384)."""

    def __init__(self) -> None:
        super().__init__()
        self.bert = BertModel.from_pretrained(weights_folder(), add_pooling_layer=False, attn_implementation="eager")

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        return self.bert(input_ids=ids, attention_mask=None).last_hidden_state


def write_tokenizer() -> None:
    """Copy the tokenizer without its padding and truncation, which rashomon.models.tokens does itself."""
    table = json.loads((weights_folder() / "tokenizer.json").read_text(encoding="utf-8"))
    table["truncation"] = table["padding"] = None
    text = json.dumps(table, ensure_ascii=False, separators=(",", ":"))
    (MODELS / "tokenizer.json").write_text(text, encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--texts", type=Path, required=True, help="a folder of news texts to measure ranges on")
    parser.add_argument("--keep-float", type=Path, default=Path("encoder.float.onnx"))
    args = parser.parse_args()
    write_tokenizer()
    ids = torch.tensor([[101, 2023, 2003, 102], [101, 2008, 2001, 102]])
    torch.onnx.export(
        Encoder().eval(), (ids,), args.keep_float, dynamo=False, opset_version=17,
        input_names=["ids"], output_names=["pieces"],
        dynamic_axes={"ids": {0: "n", 1: "length"}, "pieces": {0: "n", 1: "length"}},
    )  # fmt: skip
    samples = [{"ids": np.array([text_row(pieces)])} for pieces in word_pieces(sample_lines(args.texts, 300))]
    onnx.save(shrink(args.keep_float, samples), MODELS / "encoder.int8.onnx")
    record_digests(MODELS)
    print((MODELS / "encoder.int8.onnx").stat().st_size)


if __name__ == "__main__":
    main()

"""Joins the steps of the integer products in a shrunk ONNX graph; what it computes stays the same, bit for bit.

    python training/fuse.py FILE.onnx ...

`shrink.py` writes a product as four plain steps: the integer product, its cast to floats, the scales, the added bias.
The runtime does each over memory of its own; an operator that it has besides does all four in one pass, in the same
order.
Laying query, key and value side by side in one product gained nothing: parting its result takes as long.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path

import numpy as np
import onnx
from onnx import helper, numpy_helper
from write_digests import record_digests

_DOMAIN = "com.microsoft"
_ONE = "one_scale"


def fuse(model: onnx.ModelProto) -> onnx.ModelProto:
    """`model` with each integer product and what follows it as one node, which only this runtime knows."""
    graph = model.graph
    if any(node.domain == _DOMAIN for node in graph.node):
        return model
    stored = {tensor.name: tensor for tensor in graph.initializer}
    readers: dict[str, list[onnx.NodeProto]] = defaultdict(list)
    for node in graph.node:
        for name in node.input:
            readers[name].append(node)
    replaced: dict[str, onnx.NodeProto] = {}
    gone: set[str] = set()
    for product in (node for node in graph.node if node.op_type == "MatMulInteger"):
        replaced[product.output[0]], names = _one_node(product, readers, stored)
        gone |= names
    nodes = [replaced.get(node.output[0], node) for node in graph.node if node.output[0] not in gone]
    del graph.node[:]
    graph.node.extend(nodes)
    graph.initializer.append(numpy_helper.from_array(np.array(1, np.float32), _ONE))
    model.opset_import.append(helper.make_opsetid(_DOMAIN, 1))
    onnx.checker.check_model(model)
    return model


def _one_node(
    product: onnx.NodeProto, readers: dict[str, list[onnx.NodeProto]], stored: dict[str, onnx.TensorProto]
) -> tuple[onnx.NodeProto, set[str]]:
    """The node for `product` with cast, scales and bias, and the outputs of the nodes that it stands for besides."""
    (cast,) = readers[product.output[0]]
    (scaled,) = readers[cast.output[0]]
    (steps,) = (name for name in scaled.input if name != cast.output[0])
    made, gone, bias = scaled.output[0], {cast.output[0], scaled.output[0]}, ""
    following = readers[made]
    if len(following) == 1 and following[0].op_type == "Add":
        (other,) = (name for name in following[0].input if name != made)
        if other in stored and len(stored[other].dims) == 1:
            bias, made = other, following[0].output[0]
            gone.add(made)
    # Inputs: the two factors, their scales (all in the second), the zero points (none for the weights), the bias.
    inputs = [product.input[0], product.input[1], _ONE, steps, product.input[2], "", bias]
    return helper.make_node("MatMulIntegerToFloat", inputs, [made], domain=_DOMAIN), gone


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("files", type=Path, nargs="+")
    for path in parser.parse_args().files:
        onnx.save(fuse(onnx.load(path)), path)
        if path.parent.name == "models":
            record_digests(path.parent)
        print(path, path.stat().st_size)


if __name__ == "__main__":
    main()

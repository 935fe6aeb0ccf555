"""Make an ONNX graph small and fast: int8 weights and int8 products, at scales fixed beforehand.

The usual dynamic quantisation scales what flows through the network by the largest value of the whole batch, so a
text's result would hang on the texts beside it. Here the scales are measured once, on sample texts, and stored. What
flows is first divided, channel by channel, by how large that channel grows, and the weights are multiplied by it
(SmoothQuant, Xiao et al. 2023), since a few channels are far larger than the others. Weights keep 7 of the 8 bits, so
that processors without wide int8 sums (AVX2) don't saturate and every machine adds up the same integers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from fuse import fuse
from onnx import TensorProto, helper, numpy_helper

_LEAST = 4096
_TOP = 63
_SMOOTHING = 0.85
_MARGIN = 1.1
Feed = Mapping[str, np.ndarray]
Ranges = dict[str, tuple[np.ndarray, np.ndarray]]


def shrink(path: Path, samples: Iterable[Feed]) -> onnx.ModelProto:
    """The float model at `path` with int8 products and int8 embeddings, its scales measured on `samples`."""
    model = onnx.load(path)
    ranges = _measure_ranges(model, samples)
    graph = model.graph
    stored = {tensor.name: tensor for tensor in graph.initializer}
    by_input: dict[str, list[np.ndarray]] = {}
    for node in _weight_products(graph):
        by_input.setdefault(node.input[0], []).append(numpy_helper.to_array(stored[node.input[1]]))
    scales = {name: _activation_scales(ranges[name], weights) for name, weights in by_input.items()}
    products = {node.output[0] for node in _weight_products(graph)}
    nodes, gone, ready = [], set(), set()
    for node in graph.node:
        if node.output[0] in products:
            name = node.input[0]
            smoothing, scale, zero = scales[name]
            if name not in ready:
                nodes += _quantised_input(graph, name, smoothing, scale, zero)
                ready.add(name)
            nodes += _integer_product(graph, node, numpy_helper.to_array(stored[node.input[1]]), smoothing, scale)
            gone.add(node.input[1])
        elif node.op_type == "Gather" and _is_large(stored.get(node.input[0])):
            nodes += _int8_rows(graph, numpy_helper.to_array(stored[node.input[0]]), node)
            gone.add(node.input[0])
        else:
            nodes.append(node)
    kept = [tensor for tensor in graph.initializer if tensor.name not in gone]
    del graph.node[:]
    graph.node.extend(nodes)
    del graph.initializer[:]
    graph.initializer.extend(kept)
    onnx.checker.check_model(model)
    return fuse(model)


def _is_large(tensor: onnx.TensorProto | None) -> bool:
    return tensor is not None and len(tensor.dims) == 2 and int(np.prod(tensor.dims)) >= _LEAST


def _weight_products(graph: onnx.GraphProto) -> list[onnx.NodeProto]:
    stored = {tensor.name: tensor for tensor in graph.initializer}
    return [node for node in graph.node if node.op_type == "MatMul" and _is_large(stored.get(node.input[1]))]


def _measure_ranges(model: onnx.ModelProto, samples: Iterable[Feed]) -> Ranges:
    """The lowest and highest value of each channel of each input of a product with weights."""
    probed = onnx.ModelProto()
    probed.CopyFrom(model)
    names = sorted({node.input[0] for node in _weight_products(model.graph)})
    probed.graph.output.extend(helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in names)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    session = onnxruntime.InferenceSession(probed.SerializeToString(), options, providers=["CPUExecutionProvider"])
    ranges: Ranges = {}
    for feed in samples:
        for name, values in zip(names, session.run(names, dict(feed)), strict=True):
            rows = values.reshape(-1, values.shape[-1])
            low, high = ranges.get(name, (np.zeros(rows.shape[1], np.float32),) * 2)
            ranges[name] = np.minimum(low, rows.min(axis=0)), np.maximum(high, rows.max(axis=0))
    return ranges


def _activation_scales(
    reach: tuple[np.ndarray, np.ndarray], weights: list[np.ndarray]
) -> tuple[np.ndarray, float, int]:
    """What to divide each channel by, and the scale and zero point of the result as uint8."""
    low, high = reach
    largest = np.maximum(np.maximum(-low, high), 1e-5)
    heaviest = np.max([np.abs(weight).max(axis=1) for weight in weights], axis=0) + 1e-6
    smoothing = (largest**_SMOOTHING / heaviest ** (1 - _SMOOTHING)).astype(np.float32)
    bottom, top = float((low / smoothing).min()) * _MARGIN, float((high / smoothing).max()) * _MARGIN
    scale = (top - bottom) / 255
    return smoothing, scale, int(np.clip(round(-bottom / scale), 0, 255))


def _quantised_input(
    graph: onnx.GraphProto, name: str, smoothing: np.ndarray, scale: float, zero: int
) -> list[onnx.NodeProto]:
    graph.initializer.extend([
        numpy_helper.from_array((1 / smoothing).astype(np.float32), f"{name}_smooth"),
        numpy_helper.from_array(np.array(scale, np.float32), f"{name}_scale"),
        numpy_helper.from_array(np.array(zero, np.uint8), f"{name}_zero"),
    ])  # fmt: skip
    return [
        helper.make_node("Mul", [name, f"{name}_smooth"], [f"{name}_even"]),
        helper.make_node("QuantizeLinear", [f"{name}_even", f"{name}_scale", f"{name}_zero"], [f"{name}_uint8"]),
    ]


def _integer_product(
    graph: onnx.GraphProto, node: onnx.NodeProto, weight: np.ndarray, smoothing: np.ndarray, scale: float
) -> list[onnx.NodeProto]:
    source, made = node.input[0], node.output[0]
    smoothed = weight * smoothing[:, None]
    steps = np.abs(smoothed).max(axis=0) / _TOP
    steps[steps == 0] = 1.0
    small = np.clip(np.rint(smoothed / steps), -_TOP, _TOP).astype(np.int8)
    graph.initializer.append(numpy_helper.from_array(small, f"{made}_weight"))
    graph.initializer.append(numpy_helper.from_array((steps * scale).astype(np.float32), f"{made}_steps"))
    return [
        helper.make_node("MatMulInteger", [f"{source}_uint8", f"{made}_weight", f"{source}_zero"], [f"{made}_int32"]),
        helper.make_node("Cast", [f"{made}_int32"], [f"{made}_float"], to=TensorProto.FLOAT),
        helper.make_node("Mul", [f"{made}_float", f"{made}_steps"], [made]),
    ]


def _int8_rows(graph: onnx.GraphProto, table: np.ndarray, gather: onnx.NodeProto) -> list[onnx.NodeProto]:
    """An embedding table as int8 with one scale a row; only looked-up rows become floats."""
    rows, made = gather.input[1], gather.output[0]
    steps = np.abs(table).max(axis=1, keepdims=True) / 127
    steps[steps == 0] = 1.0
    small = np.clip(np.rint(table / steps), -127, 127).astype(np.int8)
    graph.initializer.append(numpy_helper.from_array(small, f"{made}_table"))
    graph.initializer.append(numpy_helper.from_array(steps.astype(np.float32), f"{made}_steps"))
    return [
        helper.make_node("Gather", [f"{made}_table", rows], [f"{made}_int8"], axis=0),
        helper.make_node("Cast", [f"{made}_int8"], [f"{made}_float"], to=TensorProto.FLOAT),
        helper.make_node("Gather", [f"{made}_steps", rows], [f"{made}_factors"], axis=0),
        helper.make_node("Mul", [f"{made}_float", f"{made}_factors"], [made]),
    ]


def sample_lines(folder: Path, count: int) -> list[str]:
    """`count` lines of the texts in `folder`, spread evenly: only their ranges are kept, no word of them."""
    paths = sorted(folder.glob("*.txt"))
    lines = [line.strip() for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    lines = [line for line in lines if len(line) > 20]
    if len(lines) < count:
        raise SystemExit(f"{folder}: fewer than {count} lines of text")
    return [lines[i * len(lines) // count] for i in range(count)]

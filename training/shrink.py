"""Make an ONNX graph small: weights as int8 with one scale for each output column, computing in floats as before.

Only the stored weights are rounded, never what flows through the network. (The usual dynamic quantisation scales what
flows by the largest value of the whole batch, so that a text's result would hang on the texts beside it.)
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import helper, numpy_helper

_LEAST = 4096


def shrink(model: onnx.ModelProto) -> onnx.ModelProto:
    """`model` with its matrices as int8: those of MatMul by column, those of Gather (embeddings) by row.

    The runtime turns MatMul weights back to floats once, at load; embeddings stay int8 and only looked-up rows are
    turned back.
    """
    graph = model.graph
    stored = {tensor.name: tensor for tensor in graph.initializer}
    nodes = []
    done: dict[str, str] = {}
    for node in graph.node:
        weight = stored.get(node.input[1]) if node.op_type == "MatMul" else None
        table = stored.get(node.input[0]) if node.op_type == "Gather" else None
        if weight is not None and len(weight.dims) == 2 and np.prod(weight.dims) >= _LEAST:
            name = weight.name
            if name not in done:
                nodes += _dequantised(graph, numpy_helper.to_array(weight), name)
                done[name] = f"{name}_float"
            node.input[1] = done[name]
            nodes.append(node)
        elif table is not None and len(table.dims) == 2 and np.prod(table.dims) >= _LEAST:
            nodes += _dequantised_rows(graph, numpy_helper.to_array(table), table.name, node)
            done[table.name] = ""
        else:
            nodes.append(node)
    kept = [tensor for tensor in graph.initializer if tensor.name not in done]
    del graph.node[:]
    graph.node.extend(nodes)
    del graph.initializer[:]
    graph.initializer.extend(kept)
    onnx.checker.check_model(model)
    return model


def _quantised(values: np.ndarray, axis: int) -> tuple[np.ndarray, np.ndarray]:
    scale = np.abs(values).max(axis=axis, keepdims=True) / 127.0
    scale[scale == 0] = 1.0
    return np.clip(np.rint(values / scale), -127, 127).astype(np.int8), scale.astype(np.float32)


def _dequantised(graph: onnx.GraphProto, values: np.ndarray, name: str) -> list[onnx.NodeProto]:
    small, scale = _quantised(values, axis=0)
    graph.initializer.append(numpy_helper.from_array(small, f"{name}_int8"))
    graph.initializer.append(numpy_helper.from_array(scale, f"{name}_scale"))
    return [
        helper.make_node("Cast", [f"{name}_int8"], [f"{name}_cast"], to=onnx.TensorProto.FLOAT),
        helper.make_node("Mul", [f"{name}_cast", f"{name}_scale"], [f"{name}_float"]),
    ]


def _dequantised_rows(
    graph: onnx.GraphProto, values: np.ndarray, name: str, gather: onnx.NodeProto
) -> list[onnx.NodeProto]:
    made, rows = gather.output[0], gather.input[1]
    stem = f"{name}_{made}"
    small, scale = _quantised(values, axis=1)
    graph.initializer.append(numpy_helper.from_array(small, f"{stem}_int8"))
    graph.initializer.append(numpy_helper.from_array(scale, f"{stem}_scale"))
    return [
        helper.make_node("Gather", [f"{stem}_int8", rows], [f"{stem}_rows"], axis=0),
        helper.make_node("Cast", [f"{stem}_rows"], [f"{stem}_cast"], to=onnx.TensorProto.FLOAT),
        helper.make_node("Gather", [f"{stem}_scale", rows], [f"{stem}_factors"], axis=0),
        helper.make_node("Mul", [f"{stem}_cast", f"{stem}_factors"], [made]),
    ]


def record_digests(folder: Path) -> None:
    """Write digests.json anew over the model files in `folder`."""
    import hashlib
    import json

    files = sorted([*folder.glob("*.onnx"), folder / "tokenizer.json"])
    table = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    (folder / "digests.json").write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")

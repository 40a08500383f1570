"""Rewrites of a Depth Anything graph that do not change its output, one at a time or together.

    python rewrite.py small-v2.onnx out.onnx attention layer-scale qkv
"""

import sys

import numpy as np
import onnx
from onnx import helper, numpy_helper


class Graph:
    """An ONNX graph with the look-ups that a rewrite needs."""

    def __init__(self, file: str):
        self.model = onnx.load(file)
        self.graph = self.model.graph
        self.weights = {tensor.name: tensor for tensor in self.graph.initializer}

    def producers(self) -> dict:
        return {name: node for node in self.graph.node for name in node.output}

    def consumers(self, name: str) -> list:
        return [node for node in self.graph.node if name in node.input]

    def value(self, name: str) -> np.ndarray:
        return numpy_helper.to_array(self.weights[name])

    def constant(self, name: str, value: np.ndarray) -> str:
        tensor = numpy_helper.from_array(np.ascontiguousarray(value), name)
        self.graph.initializer.append(tensor)
        self.weights[name] = tensor
        return name

    def put(self, old: list, new: list) -> None:
        """Removes nodes and puts others in the position of the last one."""
        nodes = list(self.graph.node)
        at = max(nodes.index(node) for node in old)
        rest = [node for node in nodes[: at + 1] if node not in old] + new + nodes[at + 1 :]
        del self.graph.node[:]
        self.graph.node.extend(rest)


def attention(graph: Graph) -> int:
    """MatMul, Mul, Softmax, MatMul with their Transposes become one MultiHeadAttention.

    onnxruntime's CPU kernel for it works in tiles that stay in the cache, and never writes the
    matrix of all tokens by all tokens.
    """
    producers = graph.producers()
    found = [node for node in graph.graph.node if node.op_type == "Softmax"]
    shape = graph.constant("attention/shape", np.array([1, -1, 0], np.int64))
    for softmax in found:
        scale = producers[softmax.input[0]]
        scores = producers[scale.input[0]]
        (mixed,) = graph.consumers(softmax.output[0])
        (back,) = graph.consumers(mixed.output[0])
        (flat,) = graph.consumers(back.output[0])
        heads = None
        old, inputs, new = [softmax, scale, scores, mixed, back, flat], [], []
        for name in (scores.input[0], scores.input[1], mixed.input[1]):
            turned = producers[name]
            split = producers[turned.input[0]]
            heads = int(graph.value(split.input[1])[-2])
            width = int(graph.value(split.input[1])[-1]) * heads
            rows = split.output[0] + "/rows"
            shape = f"attention/shape{width}"
            if shape not in graph.weights:
                graph.constant(shape, np.array([1, -1, width], np.int64))
            new.append(helper.make_node("Reshape", [split.input[0], shape], [rows]))
            old += [turned, split]
            inputs.append(rows)
        factor = next(graph.value(name) for name in scale.input if name in graph.weights)
        joined = flat.output[0] + "/joined"
        new.append(
            helper.make_node(
                "MultiHeadAttention", inputs, [joined], domain="com.microsoft", num_heads=heads,
                scale=float(factor.ravel()[0]),
            )
        )
        new.append(helper.make_node("Reshape", [joined, flat.input[1]], [flat.output[0]]))
        graph.put(old, new)
    if found:
        graph.model.opset_import.append(helper.make_opsetid("com.microsoft", 1))
    return len(found)


def layer_scale(graph: Graph) -> int:
    """The factor of each channel after a Gemm goes into its weights."""
    producers = graph.producers()
    count = 0
    for node in [node for node in graph.graph.node if node.op_type == "Mul"]:
        gemm = next((producers[name] for name in node.input if name in producers), None)
        factor = next((name for name in node.input if name in graph.weights), None)
        if gemm is None or factor is None or gemm.op_type != "Gemm" or graph.value(factor).ndim != 1:
            continue
        if len(graph.consumers(gemm.output[0])) != 1:
            continue
        lambda_ = graph.value(factor)
        transposed = any(a.name == "transB" and a.i == 1 for a in gemm.attribute)
        weight, bias = graph.value(gemm.input[1]), graph.value(gemm.input[2])
        scaled = weight * (lambda_[:, None] if transposed else lambda_[None, :])
        new = helper.make_node(
            "Gemm",
            [
                gemm.input[0],
                graph.constant(gemm.input[1] + "/scaled", scaled),
                graph.constant(gemm.input[2] + "/scaled", bias * lambda_),
            ],
            [node.output[0]],
            transB=int(transposed),
        )
        graph.put([gemm, node], [new])
        count += 1
    return count


def qkv(graph: Graph) -> int:
    """Three Gemms of one input (query, key, value) become one and a Split."""
    groups: dict = {}
    for node in graph.graph.node:
        if node.op_type == "Gemm":
            groups.setdefault(node.input[0], []).append(node)
    groups = {name: nodes for name, nodes in groups.items() if len(nodes) == 3}
    for number, nodes in enumerate(groups.values()):
        transposed = any(a.name == "transB" and a.i == 1 for a in nodes[0].attribute)
        axis = 0 if transposed else 1
        weight = np.concatenate([graph.value(node.input[1]) for node in nodes], axis)
        bias = np.concatenate([graph.value(node.input[2]) for node in nodes])
        joined = f"qkv{number}"
        graph.put(
            nodes,
            [
                helper.make_node(
                    "Gemm",
                    [
                        nodes[0].input[0],
                        graph.constant(joined + "/weight", weight),
                        graph.constant(joined + "/bias", bias),
                    ],
                    [joined],
                    transB=int(transposed),
                ),
                helper.make_node("Split", [joined], [node.output[0] for node in nodes], axis=1),
            ],
        )
    return len(groups)


def sort(graph: Graph) -> None:
    """Nodes sorted so that each comes after its inputs."""
    known = set(graph.weights) | {value.name for value in graph.graph.input} | {""}
    waiting, done = list(graph.graph.node), []
    while waiting:
        ready = [node for node in waiting if all(name in known for name in node.input)]
        done += ready
        known |= {name for node in ready for name in node.output}
        waiting = [node for node in waiting if node not in ready]
        assert ready, "the graph has a cycle, or a node without its input"
    del graph.graph.node[:]
    graph.graph.node.extend(done)


def drop_unused(graph: Graph) -> None:
    used = {name for node in graph.graph.node for name in node.input}
    kept = [tensor for tensor in graph.graph.initializer if tensor.name in used]
    del graph.graph.initializer[:]
    graph.graph.initializer.extend(kept)


REWRITES = {"attention": attention, "layer-scale": layer_scale, "qkv": qkv}


def rewrite(source: str, target: str, names: list) -> None:
    graph = Graph(source)
    for name in names:
        print(f"{name}: {REWRITES[name](graph)} places")
    sort(graph)
    drop_unused(graph)
    onnx.save(graph.model, target)


if __name__ == "__main__":
    rewrite(sys.argv[1], sys.argv[2], sys.argv[3:])

"""Rewrites of a Depth Anything graph that do not change its output, one at a time or together.

    python rewrite.py small-v2.onnx out.onnx attention layer-scale qkv

The names are those of REWRITES below.
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


def whole_attention(graph: Graph) -> int:
    """As `attention`, with the Gemms of query, key and value in the node too (`Attention`)."""

    def node(source, weight, bias, heads, factor, output):
        return [
            helper.make_node(
                "Attention",
                [source, graph.constant(weight[0], weight[1].reshape(weight[1].shape[0], -1)), bias],
                [output], domain="com.microsoft", num_heads=heads, scale=factor,
            )
        ]

    return joined_attention(graph, node, lambda parts, heads: np.concatenate(parts, -1))


def packed(graph: Graph) -> int:
    """As `attention`, with query, key and value of a head side by side, from one Gemm."""
    def node(source, weight, bias, heads, factor, output):
        width = weight[1].shape[0]
        rows = graph.constant(output + "/shape", np.array([1, -1, heads, 3, width // heads], np.int64))
        return [
            helper.make_node("Squeeze", [source, graph.constant(output + "/axis", np.array([0]))], [output + "/flat"]),
            helper.make_node("Gemm", [output + "/flat", graph.constant(*weight), bias], [output + "/qkv"]),
            helper.make_node("Reshape", [output + "/qkv", rows], [output + "/packed"]),
            helper.make_node(
                "MultiHeadAttention", [output + "/packed"], [output], domain="com.microsoft",
                num_heads=heads, scale=factor,
            ),
        ]

    def side_by_side(parts, heads):
        split = [part.reshape(*part.shape[:-1], heads, -1) for part in parts]
        return np.stack(split, -2).reshape(*parts[0].shape[:-1], -1)

    return joined_attention(graph, node, side_by_side)


def joined_attention(graph: Graph, make, join) -> int:
    """Attention with the Gemms before it, for a node that takes their weights as one.

    `make` returns the nodes; `join` makes one array of those of query, key and value.
    """
    producers = graph.producers()
    found = [node for node in graph.graph.node if node.op_type == "Softmax"]
    for number, softmax in enumerate(found):
        scale = producers[softmax.input[0]]
        scores = producers[scale.input[0]]
        (mixed,) = graph.consumers(softmax.output[0])
        (back,) = graph.consumers(mixed.output[0])
        (flat,) = graph.consumers(back.output[0])
        turned = [producers[name] for name in (scores.input[0], scores.input[1], mixed.input[1])]
        splits = [producers[node.input[0]] for node in turned]
        gemms = [producers[node.input[0]] for node in splits]
        heads = int(graph.value(splits[0].input[1])[-2])
        weights = [graph.value(gemm.input[1]) for gemm in gemms]
        if any(a.name == "transB" and a.i == 1 for a in gemms[0].attribute):
            weights = [weight.T for weight in weights]
        name = f"joined{number}"
        weight = (name + "/weight", join(weights, heads))
        bias = graph.constant(name + "/bias", join([graph.value(gemm.input[2]) for gemm in gemms], heads))
        rows = graph.constant(name + "/rows", np.array([1, -1, weights[0].shape[0]], np.int64))
        factor = next(graph.value(each) for each in scale.input if each in graph.weights)
        made = make(name + "/in", weight, bias, heads, float(factor.ravel()[0]), name)
        first = helper.make_node("Reshape", [gemms[0].input[0], rows], [name + "/in"])
        last = helper.make_node("Reshape", [name, flat.input[1]], [flat.output[0]])
        graph.put([softmax, scale, scores, mixed, back, flat, *turned, *splits, *gemms], [first, *made, last])
    if found:
        graph.model.opset_import.append(helper.make_opsetid("com.microsoft", 1))
    return len(found)


def skip_norm(graph: Graph) -> int:
    """An Add and the LayerNormalization of its sum become one SkipLayerNormalization."""
    producers = graph.producers()
    done = set()
    for norm in [node for node in graph.graph.node if node.op_type == "LayerNormalization"]:
        add = producers.get(norm.input[0])
        # A sum that is normalized twice (for the head, too) is made once.
        if add is None or add.op_type != "Add" or add.output[0] in done:
            continue
        if any(name in graph.weights for name in add.input):
            continue
        done.add(add.output[0])
        width = graph.value(norm.input[1]).size
        epsilon = next(a.f for a in norm.attribute if a.name == "epsilon")
        wide = graph.constant(norm.output[0] + "/rows", np.array([1, -1, width], np.int64))
        flat = graph.constant(norm.output[0] + "/flat", np.array([-1, width], np.int64))
        base = norm.output[0]
        inputs = [f"{base}/a", f"{base}/b"]
        graph.put(
            [add, norm],
            [
                *(helper.make_node("Reshape", [n, wide], [i]) for n, i in zip(add.input, inputs)),
                helper.make_node(
                    "SkipLayerNormalization", [*inputs, *norm.input[1:3]], [f"{base}/n", "", "", f"{base}/s"],
                    domain="com.microsoft", epsilon=epsilon,
                ),
                helper.make_node("Reshape", [f"{base}/n", flat], [norm.output[0]]),
                helper.make_node("Reshape", [f"{base}/s", flat], [add.output[0]]),
            ],
        )
    if done:
        graph.model.opset_import.append(helper.make_opsetid("com.microsoft", 1))
    return len(done)


def resize(graph: Graph) -> int:
    """Linear Resizes work on channels that lie last, side by side in memory."""
    found = [
        node for node in graph.graph.node
        if node.op_type == "Resize" and any(a.name == "mode" and a.s == b"linear" for a in node.attribute)
    ]
    order = graph.constant("resize/order", np.array([0, 2, 3, 1], np.int64))
    for node in found:
        name = node.output[0]
        turned = helper.make_node("Resize", [f"{name}/in", "", "", f"{name}/sizes"], [f"{name}/out"])
        turned.attribute.extend(node.attribute)
        graph.put(
            [node],
            [
                helper.make_node("Transpose", [node.input[0]], [f"{name}/in"], perm=[0, 2, 3, 1]),
                helper.make_node("Gather", [node.input[3], order], [f"{name}/sizes"]),
                turned,
                helper.make_node("Transpose", [f"{name}/out"], [name], perm=[0, 3, 1, 2]),
            ],
        )
    return len(found)


def projection(graph: Graph) -> int:
    """A 1x1 convolution goes before the linear Resize that it follows: it then has fewer pixels."""
    producers = graph.producers()
    count = 0
    for conv in [node for node in graph.graph.node if node.op_type == "Conv"]:
        before = producers.get(conv.input[0])
        if before is None or before.op_type != "Resize" or graph.value(conv.input[1]).shape[2:] != (1, 1):
            continue
        if len(graph.consumers(before.output[0])) != 1:
            continue
        early = helper.make_node("Conv", [before.input[0], *conv.input[1:]], [conv.output[0] + "/small"])
        early.attribute.extend(conv.attribute)
        late = helper.make_node("Resize", [early.output[0], *before.input[1:]], [conv.output[0]])
        late.attribute.extend(before.attribute)
        graph.put([before, conv], [early, late])
        count += 1
    return count


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


REWRITES = {
    "attention": attention,
    "whole-attention": whole_attention,
    "packed": packed,
    "layer-scale": layer_scale,
    "qkv": qkv,
    "skip-norm": skip_norm,
    "resize": resize,
    "projection": projection,
}


def rewrite(source: str, target: str, names: list) -> None:
    graph = Graph(source)
    for name in names:
        print(f"{name}: {REWRITES[name](graph)} places", file=sys.stderr)
    sort(graph)
    drop_unused(graph)
    onnx.save(graph.model, target)


if __name__ == "__main__":
    rewrite(sys.argv[1], sys.argv[2], sys.argv[3:])

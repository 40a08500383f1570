"""Writes the trained models as ONNX: python export.py [--runs runs] [--models ../models]

Takes runs/<version>.pt where that version was trained by itself, else runs/joint.pt. Batch norms are
folded into the convolutions and the weights stored as 16-bit floats, which halves the files; they
are widened when a session loads, so that all computing is in 32 bits. Then onnxruntime must give
what torch gives, at several sizes.
"""
import argparse
import copy
import glob
import os

import cv2
import numpy as np
import onnx
import onnxruntime
import torch
from onnx import helper, numpy_helper
from torch import nn

from model import IMAGENET_MEAN, IMAGENET_STD, TAPS, TinyDepth, fold

OPSET = 13
CHECKED_SIZES = ((252, 448), (252, 336), (252, 252), (154, 98), (518, 924))
AGREEMENT = 1e-3
SAMPLES = os.path.join(os.path.dirname(__file__), "..", "samples", "[!p]*.jpg")
# Small tensors gain nothing from 16 bits.
SMALLEST_HALVED = 1024


class OneDepth(nn.Module):
    """(1, 3, H, W) to (1, H, W): the interface of the published models."""

    def __init__(self, model, scale):
        super().__init__()
        self.model = model
        self.scale = scale

    def forward(self, pixel_values):
        return self.model(pixel_values)[0] * self.scale


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--runs", default="runs")
    arguments.add_argument("--models", default=os.path.join(os.path.dirname(__file__), "..", "models"))
    options = arguments.parse_args()
    for version in TAPS:
        trained = load(version, options.runs)
        scale = unit_scale(trained)
        stored = OneDepth(halve(copy.deepcopy(trained)), scale).eval()
        path = os.path.join(options.models, f"{version}.onnx")
        write(stored, path)
        report(version, path, OneDepth(trained, scale).eval(), stored)


def load(version, runs):
    """The averaged weights of a version, from its separate training, or else from the joint one."""
    model = TinyDepth([version])
    own = os.path.join(runs, f"{version}.pt")
    alone = os.path.exists(own)
    path = own if alone else os.path.join(runs, "joint.pt")
    weights = torch.load(path, map_location="cpu")["average"]
    # A version that was trained separately is folded from the start.
    model = fold(model) if alone else model
    model.load_state_dict({key: weights[key] for key in model.state_dict()})
    print(f"{version}: weights of {path}")
    return fold(model)


def unit_scale(model):
    """The factor that makes the mean depth of the sample scenes 1: the loss leaves the scale free."""
    scenes = [cv2.imread(path)[..., ::-1] for path in sorted(glob.glob(SAMPLES))]
    pixels = torch.stack([to_pixels(scene, 252, 448)[0] for scene in scenes])
    with torch.no_grad():
        return 1 / float(model(pixels)[0].mean())


def to_pixels(image, height, width):
    """(H, W, 3) uint8 RGB to (1, 3, height, width), normalized."""
    pixels = cv2.resize(np.ascontiguousarray(image), (width, height), interpolation=cv2.INTER_AREA) / 255
    pixels = (pixels - IMAGENET_MEAN) / IMAGENET_STD
    return torch.from_numpy(pixels.astype(np.float32)).permute(2, 0, 1)[None]


def halve(model):
    """The model with large weights rounded to 16 bits."""
    with torch.no_grad():
        for weight in model.parameters():
            if weight.numel() >= SMALLEST_HALVED:
                weight.copy_(weight.half().float())
    return model


def write(model, path):
    torch.onnx.export(
        model,
        torch.zeros(1, 3, 252, 336),
        path,
        opset_version=OPSET,
        input_names=["pixel_values"],
        output_names=["predicted_depth"],
        dynamic_axes={"pixel_values": {2: "height", 3: "width"}, "predicted_depth": {1: "height", 2: "width"}},
    )
    graph = onnx.load(path)
    _store_in_16_bits(graph.graph)
    # Tracing would name the dimension itself.
    graph.graph.output[0].type.tensor_type.shape.dim[0].dim_value = 1
    onnx.checker.check_model(graph)
    onnx.save(graph, path)


def _store_in_16_bits(graph):
    casts = []
    for tensor in graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype == np.float32 and values.size >= SMALLEST_HALVED:
            name = tensor.name
            tensor.CopyFrom(numpy_helper.from_array(values.astype(np.float16), f"{name}_16"))
            casts.append(helper.make_node("Cast", [f"{name}_16"], [name], to=onnx.TensorProto.FLOAT))
    nodes = casts + list(graph.node)
    del graph.node[:]
    graph.node.extend(nodes)


def report(version, path, trained, stored):
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    image = cv2.imread(sorted(glob.glob(SAMPLES))[0])[..., ::-1]
    for height, width in CHECKED_SIZES:
        pixels = to_pixels(image, height, width)
        depth = session.run(None, {"pixel_values": pixels.numpy()})[0]
        with torch.no_grad():
            same, unrounded = (net(pixels).numpy() for net in (stored, trained))
        assert depth.shape == (1, height, width)
        apart = np.abs(depth - same).max()
        print(f"  {height}x{width}: from torch {apart:.1e}, from unrounded weights {np.abs(depth - unrounded).max():.1e}")
        if apart > AGREEMENT:
            raise SystemExit(f"{path}: onnxruntime and torch differ by {apart}")
    print(f"  {os.path.getsize(path) / 1e6:.2f} MB")


if __name__ == "__main__":
    main()

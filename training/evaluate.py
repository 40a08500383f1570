"""Measures the exported models on held-out scenes: python evaluate.py [--scenes 512] [--models ../models]

What ships is what is measured: the ONNX files, in onnxruntime, at the size that the nodes use (252 at
the shorter side). The two baselines are measured in the same way. Prints the table of the model card
and writes it to evaluation.json here.
"""
import argparse
import json
import os
import warnings

import cv2
import numpy as np
import onnxruntime

from baseline import pixel_mean, vertical_gradient
from model import IMAGENET_MEAN, IMAGENET_STD, TAPS
from scenes.kinds import HELD_OUT, KINDS, make_scene
from scenes.render import render

WIDTH, HEIGHT = 320, 240
# In 1/m: delta1 and AbsRel ignore what is further away than 50 m.
FARTHEST = 0.02
SHORT_SIDE, MULTIPLE = 252, 14


class Model:
    def __init__(self, path):
        self.session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])

    def __call__(self, image):
        """Relative inverse depth (H, W) float32 of an image (H, W, 3) uint8 RGB."""
        height, width, _ = image.shape
        depth = self.session.run(None, {"pixel_values": self.pixels(image)})[0][0]
        return cv2.resize(depth, (width, height), interpolation=cv2.INTER_LINEAR)

    def pixels(self, image):
        """The model's input (1, 3, H, W) float32 of an image."""
        height, width, _ = image.shape
        scale = SHORT_SIDE / min(height, width)
        size = tuple(round(side * scale / MULTIPLE) * MULTIPLE for side in (width, height))
        pixels = cv2.resize(image, size, interpolation=cv2.INTER_CUBIC).astype(np.float32) / 255
        pixels = (pixels - np.float32(IMAGENET_MEAN)) / np.float32(IMAGENET_STD)
        return pixels.transpose(2, 0, 1)[None]


def align(predicted, true):
    """The prediction with the scale and shift that fit the truth best (least squares)."""
    matrix = np.stack([predicted.ravel(), np.ones(predicted.size)], 1)
    (scale, shift), *_ = np.linalg.lstsq(matrix, true.ravel(), rcond=None)
    return predicted * scale + shift


def measure(predicted, true):
    """AbsRel, delta1 (after alignment, nearer than 50 m) and Spearman of one scene."""
    near = true > FARTHEST
    aligned, true_near = align(predicted.astype(np.float64), true)[near], true[near]
    positive = np.maximum(aligned, 1e-6)
    ratio = np.maximum(positive / true_near, true_near / positive)
    return {
        "absRel": float((np.abs(aligned - true_near) / true_near).mean()),
        "delta1": float((ratio < 1.25).mean()),
        "spearman": spearman(predicted, true),
    }


def spearman(a, b):
    return float(np.corrcoef(_ranks(a.ravel()), _ranks(b.ravel()))[0, 1])


def _ranks(values):
    """Ranks; ties share their mean rank."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - (counts - 1) / 2)[inverse]


def held_out_scenes(count):
    """Kind, image and true inverse depth of the first held-out seeds."""
    for seed in range(HELD_OUT, HELD_OUT + count):
        image, true = render(make_scene(seed), WIDTH, HEIGHT, seed)
        yield KINDS[seed % len(KINDS)], image, true


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--scenes", type=int, default=512)
    arguments.add_argument("--models", default=os.path.join(os.path.dirname(__file__), "..", "models"))
    options = arguments.parse_args()
    warnings.simplefilter("ignore", RuntimeWarning)
    judged = {version: Model(os.path.join(options.models, f"{version}.onnx")) for version in TAPS}
    judged["pixel-mean"] = lambda image: pixel_mean(*image.shape[:2])
    judged["vertical-gradient"] = lambda image: vertical_gradient(*image.shape[:2])
    measured = {name: [] for name in judged}
    for kind, image, true in held_out_scenes(options.scenes):
        for name, predict in judged.items():
            measured[name].append({"kind": kind, **measure(predict(image), true)})
    results = {name: summary(scenes) for name, scenes in measured.items()}
    with open(os.path.join(os.path.dirname(__file__), "evaluation.json"), "w") as file:
        json.dump({"scenes": options.scenes, "firstSeed": HELD_OUT, "results": results}, file, indent=2)
        file.write("\n")
    print_table(results)


def summary(scenes):
    means = mean_of(scenes)
    means["kinds"] = {kind: mean_of([scene for scene in scenes if scene["kind"] == kind]) for kind in KINDS}
    return means


def mean_of(scenes):
    return {name: round(float(np.nanmean([scene[name] for scene in scenes])), 4) for name in ("absRel", "delta1", "spearman")}


def print_table(results):
    best = min(results["pixel-mean"]["absRel"], results["vertical-gradient"]["absRel"])
    print("| | AbsRel | of the better baseline's | delta1 | Spearman |\n| --- | --- | --- | --- | --- |")
    for name, means in results.items():
        print(
            f"| {name} | {means['absRel']:.3f} | {means['absRel'] / best:.2f} "
            f"| {means['delta1']:.3f} | {means['spearman']:.3f} |"
        )


if __name__ == "__main__":
    main()

"""What int8 does to the bundled models: python int8.py [--scenes 64]

Weights and activations in 8 bits (static, per channel, ranges from training scenes), against the
model as it ships: error on held-out scenes, how far single values move, and time. Run by compare.sh.
"""

import argparse
import sys
import tempfile
import time
import warnings
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process

ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT / "training"))
from evaluate import HEIGHT, WIDTH, Model, held_out_scenes, mean_of, measure
from scenes.kinds import make_scene
from scenes.render import render

CALIBRATION_SCENES = 48
ROUNDS = 40


class TrainingScenes(CalibrationDataReader):
    """The model inputs from the first training scenes."""

    def __init__(self, model: Model):
        images = (render(make_scene(seed), WIDTH, HEIGHT, seed)[0] for seed in range(CALIBRATION_SCENES))
        self.inputs = ({"pixel_values": model.pixels(image)} for image in images)

    def get_next(self):
        return next(self.inputs, None)


def quantized(source: Path, folder: Path) -> Path:
    """The model with 8-bit weights and activations; weights stored in 16 bits are widened first."""
    plain, prepared, target = (folder / f"{name}.onnx" for name in ("plain", "prepared", "int8"))
    onnx.save(widened(onnx.load(source)), plain)
    quant_pre_process(plain, prepared, skip_symbolic_shape=True)
    quantize_static(
        prepared,
        target,
        TrainingScenes(Model(str(source))),
        quant_format=QuantFormat.QDQ,
        per_channel=True,
        activation_type=QuantType.QUInt8,
        weight_type=QuantType.QInt8,
    )
    return target


def widened(model):
    """The same graph without the Cast nodes that follow 16-bit weights."""
    halves = {tensor.name: tensor for tensor in model.graph.initializer if tensor.data_type == onnx.TensorProto.FLOAT16}
    kept = []
    for node in model.graph.node:
        if node.op_type == "Cast" and node.input[0] in halves:
            values = onnx.numpy_helper.to_array(halves[node.input[0]]).astype(np.float32)
            halves[node.input[0]].CopyFrom(onnx.numpy_helper.from_array(values, node.output[0]))
        else:
            kept.append(node)
    del model.graph.node[:]
    model.graph.node.extend(kept)
    return model


def times(models: dict) -> dict:
    """Milliseconds of each run, interleaved."""
    pixels = np.zeros((1, 3, 252, 448), np.float32)
    taken = {name: [] for name in models}
    for number in range(ROUNDS):
        for name in list(models)[:: 1 if number % 2 == 0 else -1]:
            began = time.perf_counter()
            models[name].session.run(None, {"pixel_values": pixels})
            taken[name].append(1000 * (time.perf_counter() - began))
    return {name: np.median(samples) for name, samples in taken.items()}


def compare(version: str, scenes: int) -> None:
    source = ROOT / "models" / f"{version}.onnx"
    with tempfile.TemporaryDirectory() as folder:
        target = quantized(source, Path(folder))
        models = {version: Model(str(source)), f"{version}, int8": Model(str(target))}
        bytes_of = {version: source.stat().st_size, f"{version}, int8": target.stat().st_size}
    measured = {name: [] for name in models}
    moved = []
    for _, image, true in held_out_scenes(scenes):
        depths = {name: model(image) for name, model in models.items()}
        for name, depth in depths.items():
            measured[name].append(measure(depth, true))
        exact, rounded = depths.values()
        moved.append(np.abs(rounded - exact).mean() / exact.mean())
    taken = times(models)
    for name, results in measured.items():
        means = mean_of(results)
        print(
            f"| {name} | {means['absRel']:.3f} | {means['delta1']:.3f} | {means['spearman']:.3f} "
            f"| {taken[name]:.1f} | {bytes_of[name] / 1e6:.1f} |"
        )
    print(f"values of {version} move by {np.mean(moved):.1%} of the mean depth", flush=True)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--scenes", type=int, default=64)
    scenes = arguments.parse_args().scenes
    warnings.simplefilter("ignore", RuntimeWarning)
    onnxruntime.set_default_logger_severity(3)
    print(f"\n{scenes} held-out scenes\n")
    print("| model | AbsRel | delta1 | Spearman | ms at 448x252 | MB |\n| --- | --- | --- | --- | --- | --- |")
    for version in ("tiny-v1", "tiny-v2"):
        compare(version, scenes)


if __name__ == "__main__":
    main()

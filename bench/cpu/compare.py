"""What makes the Small graph faster on a CPU: each way against plain onnxruntime, interleaved.

Run by compare.sh with a folder that holds small-v2.onnx. Prints a Markdown table for each input
size: time, ratio, and relative error of the depth.
"""

import sys
import time
from pathlib import Path

import numpy as np
import onnxruntime
import openvino
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

sys.path += [str(Path(__file__).parent), str(Path(__file__).parents[2] / "tools/graph")]
import parity
from rewrite import rewrite

THREADS = 2
ROUNDS = 10
SIZES = ((518, 518), (518, 924))
BASE = "onnxruntime"


def session(file: Path):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    made = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    return lambda pixels: made.run(None, {"pixel_values": pixels})[0]


def with_openvino(file: Path, height: int, width: int):
    core = openvino.Core()
    core.set_property(
        "CPU",
        {"INFERENCE_NUM_THREADS": THREADS, "INFERENCE_PRECISION_HINT": "f32", "PERFORMANCE_HINT": "LATENCY"},
    )
    model = core.read_model(file)
    model.reshape({0: [1, 3, height, width]})
    compiled = core.compile_model(model, "CPU")
    return lambda pixels: compiled({0: pixels})[0]


def with_torch(file: Path):
    torch.set_num_threads(THREADS)
    model = parity.reference("small", "v2", metric=False)
    parity.load_weights(model, file)

    def run(pixels):
        with torch.inference_mode():
            return model(torch.from_numpy(pixels)).predicted_depth.numpy()

    return run


def quantized(folder: Path, source: Path, name: str, **options) -> Path:
    target = folder / f"{name}.onnx"
    quantize_dynamic(source, target, op_types_to_quantize=["MatMul", "Gemm"], **options)
    return target


def rewritten(folder: Path, source: Path, *names: str) -> Path:
    target = folder / f"{'+'.join(names)}.onnx"
    rewrite(str(source), str(target), list(names))
    return target


def compare(folder: Path, height: int, width: int) -> None:
    source = folder / "small-v2.onnx"
    ways = {
        BASE: session(source),
        "attention as one node": session(rewritten(folder, source, "attention")),
        "layer scale folded": session(rewritten(folder, source, "layer-scale")),
        "query, key, value in one Gemm": session(rewritten(folder, source, "qkv")),
        "attention and layer scale": session(rewritten(folder, source, "attention", "layer-scale")),
        "int8 weights": session(quantized(folder, source, "int8", weight_type=QuantType.QInt8)),
        "int8 weights, per channel": session(
            quantized(folder, source, "int8-channel", weight_type=QuantType.QInt8, per_channel=True)
        ),
        f"OpenVINO {openvino.__version__.split('-')[0]}": with_openvino(source, height, width),
        f"PyTorch {torch.__version__.split('+')[0]}": with_torch(source),
    }
    pixels = np.random.default_rng(1).standard_normal((1, 3, height, width)).astype(np.float32)
    expected = ways[BASE](pixels)
    errors = {name: np.abs(run(pixels) - expected) / np.abs(expected) for name, run in ways.items()}
    times = {name: [] for name in ways}
    for number in range(ROUNDS):
        for name in list(ways)[:: 1 if number % 2 == 0 else -1]:
            began = time.perf_counter()
            ways[name](pixels)
            times[name].append(1000 * (time.perf_counter() - began))
    print(f"\n{height} x {width}, {THREADS} threads, {ROUNDS} rounds\n")
    print("| way | median ms | ratio of medians | ratio of minima | largest relative error | mean |")
    print("| --- | --- | --- | --- | --- | --- |")
    for name, taken in times.items():
        medians = np.median(taken) / np.median(times[BASE])
        minima = min(taken) / min(times[BASE])
        error = errors[name]
        print(
            f"| {name} | {np.median(taken):.0f} | {medians:.2f} | {minima:.2f} "
            f"| {error.max():.0e} | {error.mean():.0e} |",
            flush=True,
        )


if __name__ == "__main__":
    for size in SIZES:
        compare(Path(sys.argv[1]), *size)

"""Does onnxruntime run the Small graph faster if it is optimized once? One row for each way.

    python optimize.py small-v2.onnx [--size 518x924] [--blocks 8] [--only "name;name"]

Run by `compare.sh optimize`. Each way and the graph as published run in two processes of one thread on one core,
in blocks of A B B A. What counts is the processor's time, which neighbors on the machine disturb less
than they do the clock. Prints a Markdown table: ratio of medians, its 95 % interval, and the largest
relative error of the depth.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnxruntime.tools.onnx_model_utils import fix_output_shapes, make_dim_param_fixed
from onnxruntime.transformers import optimizer
from onnxruntime.transformers.fusion_options import FusionOptions

from rewrite import rewrite

CORE = max(os.sched_getaffinity(0))
ERROR_LIMIT = 1e-3


def as_it_is(source, target, size):
    return source


def with_rewrites(*names):
    def make(source, target, size):
        rewrite(str(source), str(target), names)
        return target

    return make


def fixed(source, target, size):
    """The graph for one input size alone."""
    model = onnx.load(source)
    for name, side in zip(("height", "width"), size):
        make_dim_param_fixed(model.graph, name, side)
    fix_output_shapes(model)
    onnx.save(model, target)
    return target


def stored(source, target, size):
    """What onnxruntime makes of the graph when it loads it."""
    options = onnxruntime.SessionOptions()
    options.optimized_model_filepath = str(target)
    onnxruntime.InferenceSession(str(source), options, providers=["CPUExecutionProvider"])
    return target


def fused_by(kind):
    """The optimizer that comes with onnxruntime for one kind of transformer."""

    def make(source, target, size):
        options = FusionOptions(kind)
        made = optimizer.optimize_model(
            str(source), kind, num_heads=6, hidden_size=384, optimization_options=options, opt_level=0
        )
        print(f"{kind}:", {name: count for name, count in made.get_fused_operator_statistics().items() if count}, file=sys.stderr)
        made.save_model_to_file(str(target))
        return target

    return make


def chain(*steps):
    def make(source, target, size):
        for number, step in enumerate(steps):
            source = step(source, target.with_suffix(f".{number}.onnx"), size)
        return source

    return make


attention = with_rewrites("attention")
resize = with_rewrites("resize")
projection = with_rewrites("projection")

# Name: what makes the graph, session configuration, environment.
WAYS = {
    "the same graph again": (as_it_is, {}, {}),
    "fixed shapes": (fixed, {}, {}),
    "optimized and stored": (stored, {"graph optimization": "off"}, {}),
    "optimizer, model type vit": (fused_by("vit"), {}, {}),
    "optimizer, model type bert": (fused_by("bert"), {}, {}),
    "skip and LayerNormalization in one": (with_rewrites("skip-norm"), {}, {}),
    "approximate GELU": (as_it_is, {"optimization.enable_gelu_approximation": "1"}, {}),
    "no prepacked weights": (as_it_is, {"session.disable_prepacking": "1"}, {}),
    "huge pages": (as_it_is, {}, {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}),
    "channels last for Resize": (resize, {}, {}),
    "1x1 convolution before Resize": (projection, {}, {}),
    "attention": (attention, {}, {}),
    "attention without flash": (attention, {}, {"ORT_DISABLE_FLASH_ATTENTION": "1"}),
    "attention, packed QKV": (with_rewrites("packed"), {}, {}),
    "attention with its Gemm": (with_rewrites("whole-attention"), {}, {}),
    "attention, fixed": (chain(attention, fixed), {}, {}),
    "attention, huge pages": (attention, {}, {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}),
    "attention, convolution": (chain(attention, projection), {}, {}),
    "attention, convolution, Resize": (chain(attention, projection, resize), {}, {}),
    "attention, convolution, Resize, skip": (
        chain(attention, projection, resize, with_rewrites("skip-norm")),
        {},
        {},
    ),
    "attention, convolution, Resize, fixed, huge pages": (
        chain(attention, projection, resize, fixed),
        {},
        {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"},
    ),
}


class Worker:
    """A session in a process of its own."""

    def __init__(self, folder, file, config, environment, size):
        self.depth_file = str(folder / f"{uuid.uuid4()}.npy")
        command = [sys.executable, __file__, "--worker", json.dumps([self.depth_file, str(file), config, size])]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, **environment}
        )
        self.answer()

    def answer(self):
        line = self.process.stdout.readline().strip()
        if not line:
            raise RuntimeError("the session could not be made or run")
        return line

    def run(self) -> float:
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return float(self.answer())

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def work(depth_file, file, config, size):
    """What a Worker's process does: a run for every line, answered with its seconds of the processor."""
    os.sched_setaffinity(0, {CORE})
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    for name, value in config.items():
        if name == "graph optimization":
            options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        else:
            options.add_session_config_entry(name, value)
    session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
    pixels = np.random.default_rng(1).standard_normal((1, 3, *size), np.float32)
    (depth,) = session.run(None, {"pixel_values": pixels})
    np.save(depth_file, depth)
    print("ready", flush=True)
    for _ in sys.stdin:
        began = time.process_time()
        session.run(None, {"pixel_values": pixels})
        print(time.process_time() - began, flush=True)


def measure(base, worker, blocks):
    a, b = [], []
    for _ in range(blocks):
        first, one, other, last = worker.run(), base.run(), base.run(), worker.run()
        a.append((first + last) / 2)
        b.append((one + other) / 2)
    return np.array(a), np.array(b)


def interval(a, b):
    """95 % of the ratio of medians, by bootstrap over the blocks."""
    draws = np.random.default_rng(1).integers(0, len(a), (1000, len(a)))
    ratios = np.median(a[draws], axis=1) / np.median(b[draws], axis=1)
    return np.quantile(ratios, [0.025, 0.975])


def row(name, source, folder, base, size, blocks):
    make, config, environment = WAYS[name]
    try:
        file = make(source, folder / "way.onnx", size)
        worker = Worker(folder, file, config, environment, size)
    except Exception as failure:
        print(f"| {name} | - | - | does not run: {str(failure).splitlines()[0][:120]} |", flush=True)
        return
    depth, exact = (np.load(each.depth_file) for each in (worker, base))
    error = float(np.max(np.abs(depth - exact) / np.abs(exact)))
    a, b = measure(base, worker, blocks)
    worker.end()
    low, high = interval(a, b)
    lost = "" if error <= ERROR_LIMIT else " (too much)"
    ratio = np.median(a) / np.median(b)
    print(f"| {name} | {ratio:.3f} | {low:.3f} to {high:.3f} | {error:.0e}{lost} |", flush=True)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("source", nargs="?", type=Path)
    arguments.add_argument("--size", default="518x924")
    arguments.add_argument("--blocks", type=int, default=8)
    arguments.add_argument("--only")
    arguments.add_argument("--worker")
    options = arguments.parse_args()
    if options.worker:
        work(*json.loads(options.worker))
        return
    size = [int(side) for side in options.size.split("x")]
    names = options.only.split(";") if options.only else list(WAYS)
    print(f"\n{options.size}, {options.blocks} blocks, load {os.getloadavg()[0]:.1f}\n")
    print("| way | ratio | 95 % | largest relative error |\n| --- | --- | --- | --- |", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        base = Worker(Path(folder), options.source, {}, {}, size)
        for name in names:
            row(name, options.source, Path(folder), base, size, options.blocks)
        base.end()


if __name__ == "__main__":
    main()

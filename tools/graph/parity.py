"""Compares graphs of tools/graph with transformers' Depth Anything under the same weights.

Run by parity.sh, with the folder that holds <size>-<version>[-metric].onnx. Prints the relative
error of each case, fails above 1e-3, and writes test/golden/depth-anything.json.
"""

import gc
import json
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from transformers import DepthAnythingConfig, DepthAnythingForDepthEstimation, Dinov2Config

GOLDEN = Path(__file__).parents[2] / "test/golden/depth-anything.json"
LIMIT = 1e-3
SEED = 1
METRIC_MAX_DEPTH = 20

# The published configurations; tiny is an addition of this project. `taps` are counted from 1.
SIZES = {
    "tiny": dict(width=64, depth=8, heads=2, features=16, channels=[12, 24, 48, 64], last=8,
                 taps={"v1": [5, 6, 7, 8], "v2": [2, 4, 6, 8]}),
    "small": dict(width=384, depth=12, heads=6, features=64, channels=[48, 96, 192, 384], last=32,
                  taps={"v1": [9, 10, 11, 12], "v2": [3, 6, 9, 12]}),
    "base": dict(width=768, depth=12, heads=12, features=128, channels=[96, 192, 384, 768], last=32,
                 taps={"v1": [9, 10, 11, 12], "v2": [3, 6, 9, 12]}),
    "large": dict(width=1024, depth=24, heads=16, features=256, channels=[256, 512, 1024, 1024], last=32,
                  taps={"v1": [21, 22, 23, 24], "v2": [5, 12, 18, 24]}),
}
# Size, metric, height, width, and the step between the stored values; 0 stores none.
CASES = (
    ("tiny", False, 56, 84, 7),
    ("tiny", False, 518, 518, 37),
    ("tiny", True, 56, 84, 7),
    ("small", False, 518, 518, 0),
    ("small", False, 392, 518, 0),
)


def reference(size: str, version: str, metric: bool) -> DepthAnythingForDepthEstimation:
    sizes = SIZES[size]
    backbone = Dinov2Config(
        hidden_size=sizes["width"], num_hidden_layers=sizes["depth"], num_attention_heads=sizes["heads"],
        image_size=518, patch_size=14, out_indices=sizes["taps"][version], apply_layernorm=True,
        reshape_hidden_states=False,
    )
    config = DepthAnythingConfig(
        backbone_config=backbone, reassemble_hidden_size=sizes["width"], reassemble_factors=[4, 2, 1, 0.5],
        neck_hidden_sizes=sizes["channels"], fusion_hidden_size=sizes["features"], head_in_index=-1,
        head_hidden_size=sizes["last"], depth_estimation_type="metric" if metric else "relative",
        max_depth=METRIC_MAX_DEPTH if metric else None,
    )
    return DepthAnythingForDepthEstimation(config).eval()


def load_weights(model: DepthAnythingForDepthEstimation, file: Path) -> None:
    """Loads the graph's weights into the model; all but those that it contains and does not use."""
    own = model.state_dict()
    weights = {
        tensor.name: torch.from_numpy(onnx.numpy_helper.to_array(tensor).copy())
        for tensor in onnx.load(file).graph.initializer
        if tensor.name in own
    }
    unused = set(own) - set(weights)
    assert all("mask_token" in name or "layers.0.residual_layer1" in name for name in unused), unused
    model.load_state_dict(weights, strict=False)


def image(height: int, width: int) -> np.ndarray:
    """Pixels of every kind from -1 to 1; test/tools/graph/depth-anything.test.ts draws the same."""
    c, y, x = np.ogrid[0:3, 0:height, 0:width]
    return (((3 * x * x + 5 * y * y + 7 * x * y + 91 * c) % 251) / 125 - 1).astype(np.float32)[None]


def compare(folder: Path, size: str, version: str, metric: bool, height: int, width: int) -> np.ndarray:
    file = folder / f"{size}-{version}{'-metric' if metric else ''}.onnx"
    model = reference(size, version, metric)
    load_weights(model, file)
    pixels = image(height, width)
    with torch.no_grad():
        expected = model(torch.from_numpy(pixels)).predicted_depth.numpy()
    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    (actual,) = session.run(None, {"pixel_values": pixels})
    assert actual.shape == expected.shape == (1, height, width), (actual.shape, expected.shape)
    error = np.abs(actual - expected) / np.abs(expected).clip(1e-6)
    print(
        f"| {size} {version.upper()}{' metric' if metric else ''} | {height}x{width} | {error.max():.1e} | {error.mean():.1e}"
        f" | {expected.min():.3f} to {expected.max():.3f}, deviation {expected.std():.3f} |", flush=True,
    )
    if error.max() > LIMIT:
        sys.exit(f"The relative error is above {LIMIT}.")
    return expected[0]


def parameters(size: str) -> int:
    count = sum(parameter.numel() for parameter in reference(size, "v2", metric=False).parameters())
    gc.collect()
    return count


def main(folder: Path) -> None:
    golden = {"seed": SEED, "maxDepth": METRIC_MAX_DEPTH, "parameters": {}, "cases": []}
    print("| model | height x width | largest relative error | mean | depth |\n| --- | --- | --- | --- | --- |")
    for size, metric, height, width, step in CASES:
        for version in ("v1", "v2"):
            depth = compare(folder, size, version, metric, height, width)
            if step == 0:
                continue
            places = [float(f"{value:.7g}") for value in depth[::step, ::step].ravel()]
            case = {"version": version, "metric": metric, "height": height, "width": width, "step": step}
            golden["cases"].append({**case, "depth": places})
    for size in SIZES:
        golden["parameters"][size] = parameters(size)
        print(f"{size}: {golden['parameters'][size]:,} parameters", flush=True)
    GOLDEN.write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

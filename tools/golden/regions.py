"""Writes test/golden/regions.json: regions of a depth map as numpy measures them.

    python -m venv .venv && .venv/bin/pip install numpy==2.3.5
    .venv/bin/python tools/golden/regions.py

The map is a formula, which the test computes as well. A value belongs to a region where its middle lies
in the region, by the even-odd rule.
"""

import json
from pathlib import Path

import numpy as np

GOLDEN = Path(__file__).parents[2] / "test/golden/regions.json"
WIDTH, HEIGHT = 61, 43
PERCENTS = (10, 25, 90)
LIMIT = {"m": 4.0, "nearness": 0.6}
SHAPES = {
    "rectangle": [[0.11, 0.12], [0.52, 0.61]],
    "corner": [[0.71, 0.83], [1, 1]],
    "triangle": [[0.13, 0.93], [0.47, 0.21], [0.86, 0.71]],
    "star": [[0.5, 0.07], [0.79, 0.94], [0.04, 0.4], [0.95, 0.39], [0.21, 0.93]],
    "notch": [[0.2, 0.2], [0.8, 0.2], [0.8, 0.8], [0.5, 0.33], [0.2, 0.8]],
}


def depth_map() -> np.ndarray:
    """Values from 0 to 8 in steps of 1/128, some of them not finite."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    values = ((x * 131 + y * 197 + x * y * 17) % 1024 / 128).astype(np.float32)
    values[(x * 3 + y * 5) % 29 == 0] = np.nan
    values[(x * 5 + y * 7) % 83 == 0] = np.inf
    return values


def mask(points: list[list[float]]) -> np.ndarray:
    if len(points) == 2:
        (left, top), (right, bottom) = points
        points = [[left, top], [right, top], [right, bottom], [left, bottom]]
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    x, y = (x + 0.5) / WIDTH, (y + 0.5) / HEIGHT
    inside = np.zeros((HEIGHT, WIDTH), dtype=bool)
    for (x1, y1), (x0, y0) in zip(points, points[-1:] + points[:-1]):
        crosses = (y1 > y) != (y0 > y)
        crossing = x1 + (y - y1) * (x0 - x1) / (y0 - y1 if y0 != y1 else 1)
        inside ^= crosses & (x < crossing)
    return inside


def figures(values: np.ndarray, kind: str, region: np.ndarray) -> dict:
    unit = "m" if kind == "metric" else "nearness"
    is_depth = np.isfinite(values) & (values > 0) if unit == "m" else np.isfinite(values)
    read = values.astype(np.float64)
    if unit == "nearness":
        low, high = read[np.isfinite(read)].min(), read[np.isfinite(read)].max()
        read = (read - low) / (high - low) if kind == "relative-inverse" else (high - read) / (high - low)
    chosen = read[region & is_depth]
    nearer = chosen < LIMIT[unit] if unit == "m" else chosen > LIMIT[unit]
    return {
        "median": np.median(chosen),
        "mean": chosen.mean(),
        "min": chosen.min(),
        "max": chosen.max(),
        "near": np.percentile(chosen, 5 if unit == "m" else 95),
        "percentiles": {str(percent): np.percentile(chosen, percent) for percent in PERCENTS},
        "share": nearer.mean(),
        "coverage": chosen.size / region.sum(),
    }


def main() -> None:
    values = depth_map()
    rows = []
    for name, points in SHAPES.items():
        region = mask(points)
        for kind in ("metric", "relative-inverse", "relative"):
            row = {"name": name, "points": points, "kind": kind, "count": int(region.sum())}
            rows.append(row | {"figures": figures(values, kind, region)})
    golden = {"width": WIDTH, "height": HEIGHT, "percents": PERCENTS, "limit": LIMIT, "rows": rows}
    GOLDEN.write_text(json.dumps(golden, indent=2) + "\n")


if __name__ == "__main__":
    main()

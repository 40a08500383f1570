"""Writes the color maps' tables from matplotlib: the package's data and the tests' golden values.

    python -m venv .venv && .venv/bin/pip install matplotlib==3.11.2
    .venv/bin/python tools/golden/color-maps.py
"""

import base64
import json
from pathlib import Path

import matplotlib
import numpy as np

ROOT = Path(__file__).parents[2]
MATPLOTLIB_NAMES = {
    "inferno": "inferno",
    "spectral": "Spectral",
    "turbo": "turbo",
    "viridis": "viridis",
    "magma": "magma",
    "plasma": "plasma",
    "cividis": "cividis",
    "gray": "gray",
}


def table(name: str) -> np.ndarray:
    """The 256 colors of a map as bytes, shape (256, 3)."""
    return matplotlib.colormaps[name](np.arange(256), bytes=True)[:, :3]


def main() -> None:
    data, golden = {}, {}
    for name, theirs in MATPLOTLIB_NAMES.items():
        # Both ways round: matplotlib samples some of its reversed maps anew, so that they differ by
        # one here and there from the table turned round.
        for suffix in ("", "_r"):
            colors = table(theirs + suffix).tobytes()
            data[name + suffix] = base64.b64encode(colors).decode()
            golden[name + suffix] = colors.hex()
    (ROOT / "lib/render/color-map-tables.json").write_text(json.dumps(data, indent=2) + "\n")
    golden_file = ROOT / "test/golden/color-maps.json"
    golden_file.parent.mkdir(exist_ok=True)
    golden_file.write_text(json.dumps(golden, indent=2) + "\n")


if __name__ == "__main__":
    main()

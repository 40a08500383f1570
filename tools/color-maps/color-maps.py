"""Writes lib/render/color-map-tables.json from matplotlib.

    python -m venv .venv && .venv/bin/pip install matplotlib==3.11.2
    .venv/bin/python tools/color-maps/color-maps.py

A new map is a line of MATPLOTLIB_NAMES, three published colors in test/lib/render/color-maps.test.ts
and a row in docs/rendering.md; the dialog takes its names from the tables.
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
    # Both directions: matplotlib samples some of its reversed maps again, so that they differ by one
    # here and there from the table turned round.
    tables = {
        name + suffix: base64.b64encode(table(theirs + suffix).tobytes()).decode()
        for name, theirs in MATPLOTLIB_NAMES.items()
        for suffix in ("", "_r")
    }
    (ROOT / "lib/render/color-map-tables.json").write_text(json.dumps(tables, indent=2) + "\n")


if __name__ == "__main__":
    main()

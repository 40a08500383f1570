"""Writes test/golden/sizing.json: the input sizes that the published preprocessing arrives at.

    python -m venv .venv && .venv/bin/pip install transformers==4.46.3 pillow numpy
    .venv/bin/python tools/golden/sizing.py

`lower_bound` is the arithmetic of the published Resize transform (sides that are multiples of 14,
none below the size asked for); `minimal` comes out of transformers' own DPTImageProcessor.
"""

import json
from pathlib import Path

import numpy as np
from transformers import DPTImageProcessor

GOLDEN = Path(__file__).parents[2] / "test/golden/sizing.json"
MULTIPLE = 14
SIZES = (518, 252)
SOURCES = (
    # width, height of cameras, phones and screens
    (160, 120), (320, 240), (400, 300), (400, 296), (640, 480), (800, 600), (1024, 768), (1280, 720),
    (1280, 1024), (1600, 1200), (1920, 1080), (2048, 1536), (2560, 1440), (3840, 2160), (4032, 3024),
    # portrait
    (240, 320), (480, 640), (720, 1280), (1080, 1920), (1080, 2400), (3024, 4032),
    # square, exact and next to exact
    (252, 252), (518, 518), (519, 517), (517, 519), (1000, 1000), (525, 518), (511, 518),
    # extreme
    (14, 14), (32, 32), (100, 37), (37, 100), (2000, 500), (500, 2000), (1920, 400), (4096, 512), (333, 777),
)


def lower_bound(width: int, height: int, size: int) -> tuple[int, int]:
    """The larger of both scales; sides rounded to the multiple, upwards where that were too small."""
    scale = max(size / width, size / height)

    def side(length: int) -> int:
        rounded = int(np.round(scale * length / MULTIPLE) * MULTIPLE)
        return rounded if rounded >= size else int(np.ceil(scale * length / MULTIPLE) * MULTIPLE)

    return side(width), side(height)


def minimal(width: int, height: int, size: int) -> tuple[int, int]:
    """Height and width of the tensor that DPTImageProcessor makes of a black image."""
    processor = DPTImageProcessor(
        size={"height": size, "width": size}, keep_aspect_ratio=True, ensure_multiple_of=MULTIPLE, resample=3
    )
    image = np.zeros((height, width, 3), dtype=np.uint8)
    pixels = processor(image, return_tensors="np", input_data_format="channels_last")["pixel_values"]
    return pixels.shape[3], pixels.shape[2]


def main() -> None:
    rows = []
    for width, height in SOURCES:
        for size in SIZES:
            row = {"width": width, "height": height, "size": size}
            for name, policy in (("lower_bound", lower_bound), ("minimal", minimal)):
                row[name] = dict(zip(("width", "height"), policy(width, height, size)))
            rows.append(row)
    GOLDEN.write_text("[\n" + ",\n".join(f"  {json.dumps(row)}" for row in rows) + "\n]\n")


if __name__ == "__main__":
    main()

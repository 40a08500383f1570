"""Writes test/golden/resize-*.png: a drawn image, and OpenCV's INTER_CUBIC resizes of it.

    python -m venv .venv && .venv/bin/pip install opencv-python-headless==4.11.0.86
    .venv/bin/python tools/golden/resize.py
"""

from pathlib import Path

import cv2
import numpy as np

GOLDEN = Path(__file__).parents[2] / "test/golden"
# Width and height: `lower_bound` at 252 makes the image 4 % larger, the other makes it smaller.
SIZES = ((336, 252), (196, 140))


def image(width: int = 320, height: int = 240) -> np.ndarray:
    """A slope of color with shapes that have soft and hard edges, BGR uint8."""
    y, x = np.mgrid[0:height, 0:width]
    drawn = np.stack([x * 255 // width, y * 255 // height, (x + y) * 255 // (width + height)], axis=2)
    drawn = np.ascontiguousarray(drawn, dtype=np.uint8)
    cv2.circle(drawn, (90, 120), 60, (40, 180, 240), -1, cv2.LINE_AA)
    cv2.rectangle(drawn, (180, 40), (290, 110), (220, 60, 30), -1)
    for left in range(180, 290, 10):
        cv2.rectangle(drawn, (left, 140), (left + 4, 220), (250, 250, 250), -1)
    return drawn


def main() -> None:
    source = image()
    cv2.imwrite(str(GOLDEN / "resize-source.png"), source)
    for size in SIZES:
        resized = cv2.resize(source, size, interpolation=cv2.INTER_CUBIC)
        cv2.imwrite(str(GOLDEN / f"resize-{size[0]}x{size[1]}.png"), resized)


if __name__ == "__main__":
    main()

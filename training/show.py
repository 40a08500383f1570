"""Images, predictions and truth side by side: python show.py [--scenes 16] [--models ../models]

writes ../docs/pictures/bundled-models.jpg: the first held-out seeds in order, not picked.
"""
import argparse
import os

import cv2
import numpy as np

from evaluate import Model, align, held_out_scenes
from model import TAPS

FILE = os.path.join(os.path.dirname(__file__), "..", "docs", "images", "bundled-models.jpg")
TILE = (200, 150)
CELLS_A_ROW = 2
LABEL_HEIGHT, GAP = 22, 8
COLUMNS = ("image", "truth", *TAPS)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--scenes", type=int, default=16)
    arguments.add_argument("--models", default=os.path.join(os.path.dirname(__file__), "..", "models"))
    options = arguments.parse_args()
    models = [Model(os.path.join(options.models, f"{version}.onnx")) for version in TAPS]
    cells = []
    for _, image, true in held_out_scenes(options.scenes):
        top = np.percentile(true, 99)
        depths = [true, *(align(model(image), true) for model in models)]
        tiles = [image[..., ::-1], *(colored(depth, top) for depth in depths)]
        cells.append(np.hstack([cv2.resize(tile, TILE, interpolation=cv2.INTER_AREA) for tile in tiles]))
    gap = np.full((cells[0].shape[0], GAP, 3), 255, np.uint8)
    rows = [np.hstack([cells[i], gap, cells[i + 1]]) for i in range(0, len(cells), CELLS_A_ROW)]
    image = np.vstack([header(rows[0].shape[1]), *rows])
    cv2.imwrite(FILE, image, [cv2.IMWRITE_JPEG_QUALITY, 88])


def colored(depth, top):
    """Inverse depth as colors, near bright; the square root shows what is far."""
    value = np.sqrt(np.clip(depth / top, 0, 1)) * 255
    return cv2.applyColorMap(value.astype(np.uint8), cv2.COLORMAP_INFERNO)


def header(width):
    strip = np.full((LABEL_HEIGHT, width, 3), 255, np.uint8)
    for cell in range(CELLS_A_ROW):
        for column, text in enumerate(COLUMNS):
            left = cell * (len(COLUMNS) * TILE[0] + GAP) + column * TILE[0] + 4
            cv2.putText(strip, text, (left, 16), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (40, 40, 40), 1, cv2.LINE_AA)
    return strip


if __name__ == "__main__":
    main()

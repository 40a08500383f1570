"""What any model has to beat: a depth map that is the same for all scenes.

    python baseline.py [--data data]

writes ../samples/mean-inverse-depth.png from the training scenes: gray, 16 bits, whose value over
32767 is the mean inverse depth in 1/m at that place of the image.
"""
import argparse
import os

import cv2
import numpy as np

from data import Shards

FILE = os.path.join(os.path.dirname(__file__), "..", "samples", "mean-inverse-depth.png")
# 16-bit images hold inverse depth up to 2/m.
STEPS_PER_UNIT = 32767
WIDTH, HEIGHT = 64, 48


def pixel_mean(height, width):
    """The mean inverse depth of the training scenes (height, width)."""
    mean = cv2.imread(FILE, cv2.IMREAD_UNCHANGED).astype(np.float32) / STEPS_PER_UNIT
    return cv2.resize(mean, (width, height), interpolation=cv2.INTER_LINEAR)


def vertical_gradient(height, width):
    """0 at the top to 1 at the bottom (height, width)."""
    return np.repeat(np.linspace(0, 1, height, dtype=np.float32)[:, None], width, 1)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--data", default="data")
    depths = Shards(arguments.parse_args().data).depths
    small = (cv2.resize(depth.astype(np.float32), (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA) for depth in depths)
    mean = sum(small) / len(depths)
    cv2.imwrite(FILE, np.round(mean * STEPS_PER_UNIT).astype(np.uint16))
    print(f"mean of {len(depths)} scenes")


if __name__ == "__main__":
    main()

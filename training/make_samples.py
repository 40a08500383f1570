"""Makes ../samples: python make_samples.py [--photographs .../site-packages/skimage/data]

The first held-out scene of each kind at 1280x720, with the true depth beside it, and photographs that
come with scikit-image and are in the public domain (../NOTICE names them).
"""
import argparse
import os

import cv2
import numpy as np

from baseline import STEPS_PER_UNIT
from scenes.kinds import HELD_OUT, KINDS, make_scene
from scenes.render import render

FOLDER = os.path.join(os.path.dirname(__file__), "..", "samples")
WIDTH, HEIGHT, RAYS = 1280, 720, 2
# The true depth is kept at every fourth pixel: sharp edges, a sixteenth of the bytes.
DEPTH_STRIDE = 4
PHOTOGRAPHS = {"coffee.png": "photo-coffee.jpg", "rocket.jpg": "photo-rocket.jpg"}


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--photographs", help="the data folder of an installed scikit-image")
    options = arguments.parse_args()
    for seed in range(HELD_OUT, HELD_OUT + len(KINDS)):
        image, true = render(make_scene(seed), WIDTH, HEIGHT, seed, RAYS)
        kind = KINDS[seed % len(KINDS)]
        middle = DEPTH_STRIDE // 2
        kept = np.round(true[middle::DEPTH_STRIDE, middle::DEPTH_STRIDE] * STEPS_PER_UNIT).astype(np.uint16)
        save(f"{kind}.jpg", image)
        cv2.imwrite(os.path.join(FOLDER, f"{kind}.depth.png"), kept)
    for theirs, ours in PHOTOGRAPHS.items() if options.photographs else ():
        save(ours, cv2.imread(os.path.join(options.photographs, theirs))[..., ::-1])


def save(name, image):
    cv2.imwrite(os.path.join(FOLDER, name), image[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 88])


if __name__ == "__main__":
    main()

"""Renders training scenes into shards: python make_data.py FIRST COUNT [--folder data]

Each shard holds 64 scenes: `images` uint8 (64, H, W, 3) RGB and `inverse_depth` float16
(64, H, W) in 1/m, 192 x 256 unless --height says otherwise (images are 4:3). Shards that are there already are left alone, so several processes can share
the work and an interrupted one can go on.
"""
import argparse
import os
import warnings

import numpy as np

from scenes.kinds import HELD_OUT, make_scene
from scenes.render import render

SHARD = 64


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("first", type=int)
    arguments.add_argument("count", type=int)
    arguments.add_argument("--folder", default="data")
    arguments.add_argument("--height", type=int, default=192)
    options = arguments.parse_args()
    if options.first + options.count > HELD_OUT:
        raise SystemExit(f"seeds from {HELD_OUT} on are held out for evaluation")
    os.makedirs(options.folder, exist_ok=True)
    warnings.simplefilter("ignore", RuntimeWarning)
    for first in range(options.first, options.first + options.count, SHARD):
        path = os.path.join(options.folder, f"shard-{first:06d}.npz")
        if not os.path.exists(path):
            write_shard(path, first, options.height * 4 // 3, options.height)


def write_shard(path, first, width, height):
    pairs = [render(make_scene(seed), width, height, seed) for seed in range(first, first + SHARD)]
    images, depths = zip(*pairs)
    unfinished = f"{path}.{os.getpid()}.npz"
    np.savez(unfinished, images=np.stack(images), inverse_depth=np.stack(depths).astype(np.float16))
    os.rename(unfinished, path)


if __name__ == "__main__":
    main()

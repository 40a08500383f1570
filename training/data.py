"""Batches of augmented crops from the shards written by make_data.py so far."""
import glob
import os

import cv2
import numpy as np
import torch

from model import IMAGENET_MEAN, IMAGENET_STD


class Shards:
    """All images in memory; `refresh` adds shards that were written since."""

    def __init__(self, folder):
        self.folder = folder
        self.known = set()
        self.images, self.depths = [], []
        self.refresh()

    def refresh(self):
        for path in sorted(glob.glob(os.path.join(self.folder, "shard-*[0-9].npz"))):
            if path not in self.known:
                self.known.add(path)
                with np.load(path) as shard:
                    self.images.extend(shard["images"])
                    self.depths.extend(shard["inverse_depth"])

    def batch(self, rng, count, height, width):
        """Images (n, 3, H, W), normalized, and inverse depth (n, H, W), as tensors."""
        pairs = [self._sample(rng, height, width) for _ in range(count)]
        images, depths = zip(*pairs)
        pixels = torch.from_numpy(np.stack(images)).permute(0, 3, 1, 2).float() / 255
        mean, std = torch.tensor(IMAGENET_MEAN).view(3, 1, 1), torch.tensor(IMAGENET_STD).view(3, 1, 1)
        return (pixels - mean) / std, torch.from_numpy(np.stack(depths))

    def _sample(self, rng, height, width):
        index = rng.integers(len(self.images))
        image, depth = self.images[index], self.depths[index]
        image, depth = _crop(rng, image, depth.astype(np.float32), width / height)
        image = cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA)
        depth = cv2.resize(depth, (width, height), interpolation=cv2.INTER_LINEAR)
        if rng.random() < 0.5:
            image, depth = image[:, ::-1], depth[:, ::-1]
        return _recolor(rng, image), np.ascontiguousarray(depth)


def _crop(rng, image, depth, aspect):
    rows, columns = depth.shape
    aspect *= np.exp(rng.uniform(-0.25, 0.25))
    share = rng.uniform(0.55, 1.0)
    height = min(rows, columns / aspect) * share
    h, w = int(height), int(min(columns, height * aspect))
    top, left = rng.integers(rows - h + 1), rng.integers(columns - w + 1)
    return image[top : top + h, left : left + w], depth[top : top + h, left : left + w]


def _recolor(rng, image):
    """Brightness, contrast, tint and, occasionally, no color at all."""
    pixels = image.astype(np.float32)
    gains = rng.uniform(0.7, 1.3) * rng.uniform(0.88, 1.12, 3)
    pixels = (pixels - 128) * rng.uniform(0.75, 1.25) + 128
    pixels = pixels * gains
    if rng.random() < 0.1:
        pixels = np.repeat(pixels.mean(-1, keepdims=True), 3, -1)
    if rng.random() < 0.2:
        pixels = cv2.GaussianBlur(pixels, (0, 0), rng.uniform(0.4, 1.2))
    return np.clip(pixels, 0, 255).astype(np.uint8)

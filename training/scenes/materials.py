"""Plausible colors and textures for the things in scenes."""
import colorsys

import numpy as np

from .textures import Texture

# Patterns by kind of surface, with the range of their scale in meters.
SURFACES = {
    "wall": (("plain", "plain", "blotches", "bricks", "stripes", "tiles"), (0.2, 1.2)),
    "floor": (("boards", "tiles", "checker", "plain", "blotches"), (0.2, 1.5)),
    "ground": (("blotches", "speckle", "plain", "tiles", "bricks"), (0.4, 4.0)),
    "facade": (("windows", "windows", "bricks", "plain"), (1.5, 3.5)),
    "object": (("plain", "plain", "plain", "stripes", "checker", "blotches", "boards"), (0.03, 0.5)),
    "foliage": (("speckle", "blotches"), (0.15, 0.6)),
}

FOLIAGE_HUES = (0.2, 0.4)


def color(rng, saturation=0.55, value=(0.15, 0.95)):
    """One color (3,), mostly muted: saturated ones are rare in photographs."""
    return np.array(
        colorsys.hsv_to_rgb(rng.random(), saturation * rng.random() ** 1.5, rng.uniform(*value))
    )


def material(rng, surface):
    """A random Texture for a kind of surface (a key of SURFACES)."""
    patterns, (low, high) = SURFACES[surface]
    if surface == "foliage":
        first, second = _leaf(rng), _leaf(rng)
    else:
        first = color(rng, 0.9 if surface == "object" else 0.45)
        second = np.clip(first * rng.uniform(0.3, 1.6) + rng.normal(0, 0.05, 3), 0.02, 1)
        if rng.random() < 0.25:
            second = color(rng)
    scale = float(np.exp(rng.uniform(np.log(low), np.log(high))))
    pattern = patterns[rng.integers(len(patterns))]
    return Texture(
        pattern, np.stack([first, second]), scale, rng.uniform(0.05, 0.5), int(rng.integers(1 << 30))
    )


def _leaf(rng):
    return np.array(
        colorsys.hsv_to_rgb(rng.uniform(*FOLIAGE_HUES), rng.uniform(0.3, 0.8), rng.uniform(0.1, 0.5))
    )


def simplify(rng, textures):
    """Makes a scene look like a plain rendering: clean, often pure colors, and little else."""
    plain = rng.uniform(0, 1)
    vivid = rng.random() < 0.6
    for texture in {id(texture): texture for texture in textures}.values():
        texture.noise = 0.0
        if rng.random() < plain:
            texture.pattern = "plain"
        if vivid:
            texture.palette = np.stack([_vivid(rng), _vivid(rng) if rng.random() < 0.3 else rng.uniform(0.05, 1) * np.ones(3)])


def _vivid(rng):
    return np.array(colorsys.hsv_to_rgb(rng.random(), rng.uniform(0.4, 1), rng.uniform(0.4, 1)))

"""Procedural textures: colors from 0 to 1 (not gamma-corrected) over the coordinates of a solid."""
from dataclasses import dataclass

import numpy as np


@dataclass
class Texture:
    """`pattern` is a key of PATTERNS; `colors` (k, 3); `scale` in meters; `noise` from 0 to 1."""

    pattern: str
    palette: np.ndarray
    scale: float
    noise: float
    seed: int

    def colors(self, local, normals):
        """Colors (n, 3) at points (n, 3) with normals (n, 3), both in the solid's axes."""
        u, v = _surface_coordinates(local, normals)
        mix = PATTERNS[self.pattern](u / self.scale, v / self.scale, self.seed)[:, None]
        palette = np.asarray(self.palette, np.float32)
        base = palette[0] * (1 - mix) + palette[1] * mix
        grain = value_noise(u / self.scale * 3, v / self.scale * 3, self.seed + 1)
        coarse = value_noise(u / self.scale * 0.4, v / self.scale * 0.4, self.seed + 2)
        return np.clip(base * (1 + self.noise * (0.6 * grain + 0.8 * coarse - 0.7)[:, None]), 0, 1)


def _surface_coordinates(local, normals):
    """Two coordinates along the surface, chosen by the axis that the normal is nearest to."""
    axis = np.abs(normals).argmax(-1)
    u = np.where(axis == 0, local[:, 2], local[:, 0])
    v = np.where(axis == 1, local[:, 2], local[:, 1])
    return u, v


def _hash(ix, iy, seed):
    h = (ix.astype(np.int64) * 374761393 + iy.astype(np.int64) * 668265263 + seed * 974711) & 0x7FFFFFFF
    h = ((h ^ (h >> 13)) * 1274126177) & 0x7FFFFFFF
    return ((h ^ (h >> 16)) & 0xFFFF).astype(np.float32) / 65535.0


def value_noise(u, v, seed):
    """Smooth noise from 0 to 1 with one lattice point per unit."""
    iu, iv = np.floor(u), np.floor(v)
    fu, fv = u - iu, v - iv
    fu, fv = fu * fu * (3 - 2 * fu), fv * fv * (3 - 2 * fv)
    a, b = _hash(iu, iv, seed), _hash(iu + 1, iv, seed)
    c, d = _hash(iu, iv + 1, seed), _hash(iu + 1, iv + 1, seed)
    return (a * (1 - fu) + b * fu) * (1 - fv) + (c * (1 - fu) + d * fu) * fv


def _checker(u, v, seed):
    return ((np.floor(u) + np.floor(v)) % 2).astype(np.float32)


def _stripes(u, v, seed):
    return (np.floor(u * 2) % 2).astype(np.float32)


def _boards(u, v, seed):
    row = np.floor(v * 2)
    tone = _hash(np.floor(u * 0.25 + _hash(row, row, seed) * 4), row, seed)
    gap = ((v * 2) % 1 < 0.06).astype(np.float32)
    return np.clip(0.75 * tone + 0.6 * gap, 0, 1)


def _bricks(u, v, seed):
    row = np.floor(v * 2)
    shifted = u + 0.5 * (row % 2)
    joint = ((v * 2) % 1 < 0.12) | (shifted % 1 < 0.06)
    return np.where(joint, 1.0, 0.35 * _hash(np.floor(shifted), row, seed)).astype(np.float32)


def _tiles(u, v, seed):
    joint = (u % 1 < 0.05) | (v % 1 < 0.05)
    return np.where(joint, 1.0, 0.25 * _hash(np.floor(u), np.floor(v), seed)).astype(np.float32)


def _windows(u, v, seed):
    inside = (u % 1 > 0.3) & (u % 1 < 0.75) & (v % 1 > 0.25) & (v % 1 < 0.8)
    return np.where(inside, 0.6 + 0.4 * _hash(np.floor(u), np.floor(v), seed), 0).astype(np.float32)


def _blotches(u, v, seed):
    return value_noise(u, v, seed + 3)


def _speckle(u, v, seed):
    return (value_noise(u * 4, v * 4, seed + 4) > 0.55).astype(np.float32)


def _plain(u, v, seed):
    return np.zeros(len(u), np.float32)


PATTERNS = {
    "plain": _plain,
    "checker": _checker,
    "stripes": _stripes,
    "boards": _boards,
    "bricks": _bricks,
    "tiles": _tiles,
    "windows": _windows,
    "blotches": _blotches,
    "speckle": _speckle,
}

"""The solids that scenes are made of, and where rays meet them. Lengths in meters, y points up."""
from dataclasses import dataclass, field

import numpy as np

from .textures import Texture

NEAREST = 1e-3


@dataclass
class Solid:
    """A box, an ellipsoid or an upright cylinder: center, half sizes (3,), turned about y by yaw."""

    shape: str
    center: np.ndarray
    half: np.ndarray
    texture: Texture
    yaw: float = 0.0
    casts_shadow: bool = True
    cos: float = field(init=False)
    sin: float = field(init=False)

    def __post_init__(self):
        self.center = np.asarray(self.center, np.float32)
        self.half = np.asarray(self.half, np.float32)
        self.cos = float(np.cos(self.yaw))
        self.sin = float(np.sin(self.yaw))

    def radius(self):
        """The radius of the sphere around the center that contains the solid."""
        return float(np.linalg.norm(self.half))

    def to_local(self, vectors):
        """Turns vectors (n, 3) from the world's axes to the solid's."""
        x, y, z = vectors[..., 0], vectors[..., 1], vectors[..., 2]
        return np.stack([self.cos * x - self.sin * z, y, self.sin * x + self.cos * z], -1)

    def to_world(self, vectors):
        """The inverse of to_local."""
        x, y, z = vectors[..., 0], vectors[..., 1], vectors[..., 2]
        return np.stack([self.cos * x + self.sin * z, y, -self.sin * x + self.cos * z], -1)

    def hit(self, origins, directions):
        """Distances (n,) along rays to the solid's surface, infinite where a ray misses it."""
        start = self.to_local(origins - self.center) / self.half
        along = self.to_local(directions) / self.half
        return _HITS[self.shape](start, along)

    def normals(self, points):
        """Outward unit normals (n, 3) at points (n, 3) of the surface."""
        local = self.to_local(points - self.center) / self.half
        normal = _NORMALS[self.shape](local) / self.half
        normal /= np.linalg.norm(normal, axis=-1, keepdims=True) + 1e-9
        return self.to_world(normal)

    def colors(self, points, normals):
        """Albedo (n, 3) from 0 to 1 at points of the surface."""
        local = self.to_local(points - self.center)
        return self.texture.colors(local, self.to_local(normals))


def _nearest_positive(near, far, valid):
    t = np.where(near > NEAREST, near, far)
    return np.where(valid & (t > NEAREST), t, np.inf)


def _hit_box(start, along):
    safe = np.where(np.abs(along) < 1e-9, 1e-9, along)
    one = (-1.0 - start) / safe
    other = (1.0 - start) / safe
    near = np.minimum(one, other).max(-1)
    far = np.maximum(one, other).min(-1)
    return _nearest_positive(near, far, near <= far)


def _quadratic(a, b, c):
    under = b * b - 4 * a * c
    root = np.sqrt(np.maximum(under, 0))
    a = np.where(np.abs(a) < 1e-9, 1e-9, a)
    return (-b - root) / (2 * a), (-b + root) / (2 * a), under >= 0


def _hit_ellipsoid(start, along):
    a = (along * along).sum(-1)
    b = 2 * (start * along).sum(-1)
    c = (start * start).sum(-1) - 1
    return _nearest_positive(*_quadratic(a, b, c))


def _hit_cylinder(start, along):
    flat = (0, 2)
    a = sum(along[..., i] ** 2 for i in flat)
    b = 2 * sum(start[..., i] * along[..., i] for i in flat)
    c = sum(start[..., i] ** 2 for i in flat) - 1
    side_near, side_far, meets = _quadratic(a, b, c)
    safe = np.where(np.abs(along[..., 1]) < 1e-9, 1e-9, along[..., 1])
    one = (-1 - start[..., 1]) / safe
    other = (1 - start[..., 1]) / safe
    near = np.maximum(side_near, np.minimum(one, other))
    far = np.minimum(side_far, np.maximum(one, other))
    return _nearest_positive(near, far, meets & (near <= far))


def _normal_box(local):
    axis = np.abs(local).argmax(-1)
    normal = np.zeros_like(local)
    rows = np.arange(len(local))
    normal[rows, axis] = np.sign(local[rows, axis])
    return normal


def _normal_cylinder(local):
    side = np.stack([local[:, 0], np.zeros(len(local), local.dtype), local[:, 2]], -1)
    cap = np.zeros_like(local)
    cap[:, 1] = np.sign(local[:, 1])
    on_cap = np.abs(local[:, 1]) > 0.999
    return np.where(on_cap[:, None], cap, side)


_HITS = {"box": _hit_box, "ellipsoid": _hit_ellipsoid, "cylinder": _hit_cylinder}
_NORMALS = {"box": _normal_box, "ellipsoid": lambda local: local.copy(), "cylinder": _normal_cylinder}

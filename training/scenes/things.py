"""Things composed of several solids. Each function returns a list of solids; `at` is (x, z)."""
import numpy as np

from .materials import material
from .shapes import Solid


def box(rng, at, base, size, surface="object", yaw=None):
    """A box that stands on height `base`, size (width, height, depth)."""
    half = np.asarray(size, float) / 2
    yaw = rng.uniform(0, np.pi) if yaw is None else yaw
    center = (at[0], base + half[1], at[1])
    return [Solid("box", center, half, material(rng, surface), yaw)]


def ball(rng, at, base, radius):
    return [Solid("ellipsoid", (at[0], base + radius, at[1]), (radius,) * 3, material(rng, "object"))]


def pillar(rng, at, base, radius, height, surface="object"):
    half = (radius, height / 2, radius)
    return [Solid("cylinder", (at[0], base + height / 2, at[1]), half, material(rng, surface))]


def tree(rng, at, height):
    trunk = pillar(rng, at, 0, height * rng.uniform(0.015, 0.04), height * 0.6)
    leaves = material(rng, "foliage")
    crown = []
    for _ in range(rng.integers(4, 12)):
        offset = rng.normal(0, 0.16 * height, 3) * (1, 0.8, 1)
        half = height * rng.uniform(0.08, 0.2, 3)
        center = (at[0] + offset[0], height * 0.72 + offset[1], at[1] + offset[2])
        crown.append(Solid("ellipsoid", center, half, leaves))
    return trunk + crown


def bush(rng, at, height):
    leaves = material(rng, "foliage")
    solids = []
    for _ in range(rng.integers(3, 7)):
        offset = rng.normal(0, 0.4 * height, 2)
        half = height * rng.uniform(0.3, 0.6, 3)
        solids.append(Solid("ellipsoid", (at[0] + offset[0], half[1] * 0.8, at[1] + offset[1]), half, leaves))
    return solids


def person(rng, at, base=0.0):
    height = rng.uniform(1.5, 1.9)
    clothes, legs, skin = (material(rng, "object") for _ in range(3))
    x, z = at
    solids = [
        Solid("ellipsoid", (x, base + height * 0.93, z), (0.1, 0.13, 0.11), skin),
        Solid("ellipsoid", (x, base + height * 0.66, z), (0.22, 0.33, 0.15), clothes),
    ]
    for side in (-1, 1):
        solids.append(
            Solid("cylinder", (x + side * 0.1, base + height * 0.23, z), (0.08, height * 0.24, 0.08), legs)
        )
        solids.append(
            Solid("cylinder", (x + side * 0.27, base + height * 0.6, z), (0.05, 0.3, 0.05), clothes)
        )
    return solids


def car(rng, at, yaw):
    length, width = rng.uniform(3.6, 4.8), rng.uniform(1.6, 1.9)
    paint, glass, rubber = (material(rng, "object") for _ in range(3))
    cos, sin = np.cos(yaw), np.sin(yaw)

    def place(forward, side, up):
        return (at[0] + cos * forward + sin * side, up, at[1] - sin * forward + cos * side)

    solids = [
        Solid("box", place(0, 0, 0.6), (length / 2, 0.32, width / 2), paint, yaw),
        Solid("box", place(-0.2, 0, 1.15), (length * 0.28, 0.28, width * 0.45), glass, yaw),
    ]
    for forward in (-0.32, 0.32):
        for side in (-0.5, 0.5):
            center = place(forward * length, side * width, 0.32)
            solids.append(Solid("ellipsoid", center, (0.32, 0.32, 0.12), rubber, yaw))
    return solids


def table(rng, at, base=0.0, size=None, yaw=None):
    width, height, depth = size or (rng.uniform(0.6, 1.8), rng.uniform(0.4, 0.8), rng.uniform(0.5, 1.0))
    yaw = rng.uniform(0, np.pi) if yaw is None else yaw
    wood = material(rng, "floor")
    cos, sin = np.cos(yaw), np.sin(yaw)
    solids = [Solid("box", (at[0], base + height, at[1]), (width / 2, 0.025, depth / 2), wood, yaw)]
    for sx in (-0.45, 0.45):
        for sz in (-0.45, 0.45):
            dx, dz = sx * width, sz * depth
            center = (at[0] + cos * dx + sin * dz, base + height / 2, at[1] - sin * dx + cos * dz)
            solids.append(Solid("box", center, (0.03, height / 2, 0.03), wood, yaw))
    return solids


def chair(rng, at, base=0.0):
    yaw = rng.uniform(0, 2 * np.pi)
    seat = table(rng, at, base, (0.45, 0.45, 0.45), yaw)
    cos, sin = np.cos(yaw), np.sin(yaw)
    back = (at[0] + sin * 0.2, base + 0.7, at[1] + cos * 0.2)
    return seat + [Solid("box", back, (0.22, 0.25, 0.02), seat[0].texture, yaw)]


def shelf(rng, at, yaw):
    width, height, depth = rng.uniform(0.8, 1.8), rng.uniform(1.2, 2.2), 0.35
    wood = material(rng, "floor")
    cos, sin = np.cos(yaw), np.sin(yaw)
    solids = []
    boards = rng.integers(3, 6)
    for i in range(boards):
        up = height * i / (boards - 1)
        solids.append(Solid("box", (at[0], up + 0.02, at[1]), (width / 2, 0.02, depth / 2), wood, yaw))
        for _ in range(rng.integers(0, 5) if i < boards - 1 else 0):
            along = rng.uniform(-0.4, 0.4) * width
            size = rng.uniform(0.04, 0.14, 3) * (1, 1.6, 1)
            center = (at[0] + cos * along, up + 0.04 + size[1], at[1] - sin * along)
            solids.append(Solid("box", center, size, material(rng, "object"), yaw))
    for side in (-0.5, 0.5):
        center = (at[0] + cos * side * width, height / 2, at[1] - sin * side * width)
        solids.append(Solid("box", center, (0.02, height / 2, depth / 2), wood, yaw))
    return solids


def fence(rng, start, end, height):
    """Thin posts and rails from (x, z) to (x, z)."""
    wood = material(rng, "object")
    start, end = np.asarray(start, float), np.asarray(end, float)
    length = np.linalg.norm(end - start)
    yaw = -np.arctan2(end[1] - start[1], end[0] - start[0])
    middle = (start + end) / 2
    solids = [
        Solid("box", (middle[0], height * level, middle[1]), (length / 2, 0.03, 0.02), wood, yaw)
        for level in (0.4, 0.85)
    ]
    for i in np.linspace(0, 1, min(14, max(2, int(length / 0.8)))):
        x, z = start + (end - start) * i
        solids.append(Solid("box", (x, height / 2, z), (0.05, height / 2, 0.03), wood, yaw))
    return solids


def lamp_post(rng, at):
    height = rng.uniform(3, 7)
    pole = pillar(rng, at, 0, 0.06, height)
    head = Solid("ellipsoid", (at[0], height, at[1]), (0.3, 0.15, 0.2), pole[0].texture)
    return pole + [head]


def pot_plant(rng, at, base=0.0):
    height = rng.uniform(0.25, 1.0)
    pot = pillar(rng, at, base, height * 0.2, height * 0.35)
    leaves = material(rng, "foliage")
    for _ in range(rng.integers(4, 9)):
        offset = rng.normal(0, 0.18 * height, 3)
        center = (at[0] + offset[0], base + height * 0.7 + offset[1], at[1] + offset[2])
        pot.append(Solid("ellipsoid", center, height * rng.uniform(0.05, 0.2, 3), leaves))
    return pot


def small_thing(rng, at, base):
    """Something as it stands on a table: box, ball, bottle, cup, book or a pile."""
    size = rng.uniform(0.03, 0.14)
    choice = rng.integers(6)
    if choice == 0:
        return box(rng, at, base, size * rng.uniform(0.6, 2.2, 3))
    if choice == 1:
        return ball(rng, at, base, size * 0.8)
    if choice == 2:
        bottle = pillar(rng, at, base, size * 0.4, size * 2)
        neck = Solid("cylinder", (at[0], base + size * 2.3, at[1]), (size * 0.15, size * 0.4, size * 0.15), bottle[0].texture)
        return bottle + [neck]
    if choice == 3:
        return pillar(rng, at, base, size * 0.5, size)
    if choice == 4:
        return pot_plant(rng, at, base)[: rng.integers(4, 9)]
    pile = []
    for _ in range(rng.integers(2, 6)):
        thickness = rng.uniform(0.01, 0.04)
        pile += box(rng, at, base, (size * 2, thickness, size * 1.5), yaw=rng.uniform(0, 0.5))
        base += thickness
    return pile


def any_thing(rng, at, base=0.0, scale=1.0):
    """A box, ball, pillar or stack of a size from 0.2 to 1.5 times scale, perhaps in the air."""
    size = scale * np.exp(rng.uniform(np.log(0.2), np.log(1.5), 3))
    lifted = base + (rng.uniform(0.2, 2.0) * scale if rng.random() < 0.15 else 0)
    choice = rng.integers(5)
    if choice <= 1:
        return box(rng, at, lifted, size)
    if choice == 2:
        return ball(rng, at, lifted, size[0] / 2)
    if choice == 3:
        return pillar(rng, at, lifted, size[0] / 3, size[1] * 1.5)
    lower = box(rng, at, base, size)
    return lower + any_thing(rng, at, base + size[1], scale * 0.5)

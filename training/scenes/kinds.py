"""The kinds of scenes. The seed alone determines a scene; the kind is KINDS[seed % len(KINDS)]."""
from dataclasses import dataclass

import numpy as np

from . import things
from .materials import color, material, simplify
from .shapes import Solid

KINDS = ("room", "street", "corridor", "table-top", "open-ground")
# Seeds from here on are never used in training.
HELD_OUT = 900_000


@dataclass
class Camera:
    """Position (3,), turn about y, pitch (down is negative), roll, in radians; vertical field of view."""

    position: np.ndarray
    yaw: float
    pitch: float
    roll: float
    field_of_view: float

    def rays(self, width, height, offset=(0.0, 0.0)):
        """Directions (height, width, 3) with length 1 along the optical axis, so that t is z-depth."""
        size = np.tan(self.field_of_view / 2)
        x = ((np.arange(width) + 0.5 + offset[0]) / width * 2 - 1) * size * width / height
        y = 1 - (np.arange(height) + 0.5 + offset[1]) / height * 2
        x, y = np.meshgrid(x, y * size)
        local = np.stack([x, y, np.ones_like(x)], -1).astype(np.float32)
        return (local @ self.axes()).astype(np.float32)

    def axes(self):
        """Rows: the camera's right, up and forward in the world."""
        cy, sy = np.cos(self.yaw), np.sin(self.yaw)
        cp, sp = np.cos(self.pitch), np.sin(self.pitch)
        cr, sr = np.cos(self.roll), np.sin(self.roll)
        turn = np.array([[cy, 0, -sy], [0, 1, 0], [sy, 0, cy]])
        tilt = np.array([[1, 0, 0], [0, cp, -sp], [0, sp, cp]])
        lean = np.array([[cr, sr, 0], [-sr, cr, 0], [0, 0, 1]])
        return lean @ tilt @ turn


@dataclass
class Scene:
    """`light` points to the light; fog is the density per meter; sky two colors (2, 3), clouds 0 to 1."""

    kind: str
    solids: list
    camera: Camera
    light: np.ndarray
    light_color: np.ndarray
    ambient: float
    fog: float
    sky: np.ndarray
    clouds: float
    shadows: bool


def make_scene(seed):
    """The scene of a seed, always the same."""
    rng = np.random.default_rng(seed)
    kind = KINDS[seed % len(KINDS)]
    solids, camera = _MAKERS[kind](rng)
    if rng.random() < 0.25:
        simplify(rng, [solid.texture for solid in solids])
    elevation = rng.uniform(0.35, 1.35)
    azimuth = rng.uniform(0, 2 * np.pi)
    light = np.array(
        [np.cos(elevation) * np.cos(azimuth), np.sin(elevation), np.cos(elevation) * np.sin(azimuth)]
    )
    warm = rng.uniform(-0.12, 0.12)
    outdoors = kind in ("street", "open-ground")
    return Scene(
        kind=kind,
        solids=solids,
        camera=camera,
        light=light.astype(np.float32),
        light_color=np.array([1 + warm, 1, 1 - warm]) * rng.uniform(0.3, 1.0),
        ambient=rng.uniform(0.2, 0.7),
        fog=rng.exponential(0.008) if rng.random() < (0.5 if outdoors else 0.1) else 0.0,
        sky=_sky_colors(rng),
        clouds=rng.uniform(0.1, 0.6) if rng.random() < 0.4 else 0.0,
        shadows=rng.random() < 0.8,
    )


def _sky_colors(rng):
    """At the zenith and at the horizon, (2, 3): mostly blue or gray, sometimes any color."""
    choice = rng.random()
    if choice < 0.15:
        return np.stack([color(rng, 1.0, (0.1, 1)), color(rng, 1.0, (0.1, 1))])
    top = np.array([0.25, 0.45, 0.8]) * rng.uniform(0.7, 1.2) if choice < 0.65 else color(rng, 0.2, (0.3, 0.9))
    return np.stack([top, np.clip(top * 0.4 + rng.uniform(0.3, 0.6), 0, 1)])


def _camera(rng, position, yaw, pitch):
    field_of_view = np.radians(rng.uniform(32, 68) if rng.random() < 0.7 else rng.uniform(25, 88))
    roll = rng.normal(0, 0.03 if rng.random() < 0.85 else 0.12)
    return Camera(np.asarray(position, float), yaw, pitch, roll, field_of_view)


def _shell(rng, width, height, length):
    """Floor, ceiling and walls of a closed space whose floor is centered on the origin."""
    walls = [material(rng, "wall")] * 4 if rng.random() < 0.6 else [material(rng, "wall") for _ in range(4)]
    w, l, h = width / 2, length / 2, height
    thick = 0.2
    return [
        Solid("box", (0, -thick, 0), (w + 1, thick, l + 1), material(rng, "floor")),
        Solid("box", (0, h + thick, 0), (w + 1, thick, l + 1), material(rng, "wall"), casts_shadow=False),
        Solid("box", (-w - thick, h / 2, 0), (thick, h, l + 1), walls[0], casts_shadow=False),
        Solid("box", (w + thick, h / 2, 0), (thick, h, l + 1), walls[1], casts_shadow=False),
        Solid("box", (0, h / 2, -l - thick), (w + 1, h, thick), walls[2], casts_shadow=False),
        Solid("box", (0, h / 2, l + thick), (w + 1, h, thick), walls[3], casts_shadow=False),
    ]


def _room(rng):
    width, length, height = rng.uniform(3, 9), rng.uniform(4, 11), rng.uniform(2.3, 3.8)
    solids = _shell(rng, width, height, length)
    for _ in range(rng.integers(5, 16)):
        at = (rng.uniform(-0.45, 0.45) * width, rng.uniform(-0.3, 0.46) * length)
        choice = rng.integers(9)
        if choice == 0:
            solids += things.table(rng, at)
        elif choice == 1:
            solids += things.chair(rng, at)
        elif choice == 2:
            side = rng.choice([-1, 1])
            solids += things.shelf(rng, (side * (width / 2 - 0.2), at[1]), np.pi / 2)
        elif choice == 3:
            solids += things.pot_plant(rng, at)
        elif choice == 4:
            solids += things.person(rng, at)
        elif choice == 5:
            size = (rng.uniform(1.2, 2.4), rng.uniform(0.35, 0.6), rng.uniform(0.7, 1.0))
            solids += things.box(rng, at, 0, size)
            solids += things.box(rng, (at[0], at[1] + 0.3), 0, (size[0], size[1] * 2, 0.2), yaw=0.0)
        elif choice == 6:
            image = (rng.uniform(-0.4, 0.4) * width, rng.uniform(1.2, 1.9), length / 2)
            half = (rng.uniform(0.2, 0.7), rng.uniform(0.2, 0.5), 0.03)
            solids.append(Solid("box", image, half, material(rng, "object")))
        elif choice == 7:
            lamp = (at[0], height - rng.uniform(0.3, 0.9), at[1])
            solids.append(Solid("ellipsoid", lamp, (0.25, 0.15, 0.25), material(rng, "object")))
            solids.append(Solid("cylinder", (at[0], height - 0.3, at[1]), (0.01, 0.3, 0.01), material(rng, "object")))
        else:
            solids += things.any_thing(rng, at, 0, 0.7)
    position = (rng.uniform(-0.3, 0.3) * width, rng.uniform(0.7, 2.1), -0.5 * length + 0.3)
    return _clear(solids, position), _camera(rng, position, rng.normal(0, 0.3), rng.normal(-0.12, 0.12))


def _street(rng):
    solids = [Solid("box", (0, -0.5, 0), (400, 0.5, 400), material(rng, "ground"))]
    road = rng.uniform(3, 6)
    if rng.random() < 0.75:
        solids.append(Solid("box", (0, 0.005, 0), (road, 0.005, 400), material(rng, "ground")))
    open_land = rng.random() < 0.3
    for side in (-1, 1):
        z = rng.uniform(-2, 6)
        setback = road + rng.uniform(1, 6)
        while z < 130 and not open_land and rng.random() < 0.93:
            width, depth = rng.uniform(5, 18), rng.uniform(5, 14)
            size = (depth, rng.uniform(3, 22), width)
            at = (side * (setback + depth / 2 + rng.uniform(0, 1.5)), z + width / 2)
            solids += things.box(rng, at, 0, size, "facade", yaw=0.0)
            z += width + (rng.uniform(1, 12) if rng.random() < 0.4 else 0)
        if rng.random() < 0.3:
            edge = side * (road + rng.uniform(0.3, 1.5))
            solids += things.fence(rng, (edge, rng.uniform(2, 6)), (edge, rng.uniform(9, 22)), rng.uniform(0.7, 1.8))
    for _ in range(rng.integers(6, 20)):
        z = np.exp(rng.uniform(np.log(3), np.log(90)))
        side = rng.choice([-1, 1])
        kerb = (side * (road + rng.uniform(0.3, 4)), z)
        anywhere = (rng.normal(0, 1) * (2 + z * 0.25), z)
        choice = rng.integers(8)
        if choice == 0:
            solids += things.car(rng, (side * rng.uniform(1, road), z), np.pi / 2 + rng.normal(0, 0.1))
        elif choice in (1, 2):
            solids += things.tree(rng, kerb, rng.uniform(2.5, 11))
        elif choice == 3:
            solids += things.person(rng, anywhere)
        elif choice == 4:
            solids += things.lamp_post(rng, kerb)
        elif choice == 5:
            solids += things.bush(rng, kerb, rng.uniform(0.4, 1.5))
        elif choice == 6:
            solids += things.car(rng, (side * (road - 0.8), z), np.pi / 2)
        else:
            solids += things.any_thing(rng, anywhere, 0, 1.2)
    if rng.random() < 0.4:
        for _ in range(rng.integers(2, 6)):
            hill = (rng.normal(0, 150), -10, rng.uniform(150, 380))
            solids.append(Solid("ellipsoid", hill, (rng.uniform(60, 160), rng.uniform(25, 70), 60), material(rng, "ground")))
    height = rng.uniform(0.8, 2.2) if rng.random() < 0.7 else rng.uniform(2.2, 9)
    position = (rng.normal(0, 1.5), height, 0)
    pitch = rng.normal(-0.03, 0.09) - 0.05 * max(0, height - 2)
    return _clear(solids, position), _camera(rng, position, rng.normal(0, 0.25), pitch)


def _corridor(rng):
    width, length, height = rng.uniform(1.4, 4), rng.uniform(8, 45), rng.uniform(2.2, 4)
    solids = _shell(rng, width, height, length)
    door = material(rng, "object")
    for side in (-1, 1):
        z = -length / 2 + rng.uniform(0.5, 3)
        while z < length / 2:
            solids.append(Solid("box", (side * width / 2, 1.0, z), (0.04, 1.0, 0.45), door))
            z += rng.uniform(1.5, 5)
    gap = rng.uniform(2, 5)
    if rng.random() < 0.5:
        beam = material(rng, "wall")
        for z in np.arange(-length / 2 + gap, length / 2, gap):
            solids.append(Solid("box", (0, height, z), (width / 2, rng.uniform(0.08, 0.3), 0.12), beam))
    for _ in range(rng.integers(3, 10)):
        z = -length / 2 + np.exp(rng.uniform(np.log(1.5), np.log(length)))
        at = (rng.choice([-1, 1]) * rng.uniform(0.1, 0.45) * width, min(z, length / 2 - 0.3))
        choice = rng.integers(5)
        if choice == 0:
            solids += things.person(rng, at)
        elif choice == 1:
            solids += things.pillar(rng, at, 0, rng.uniform(0.08, 0.25), height)
        elif choice == 2:
            solids += things.pot_plant(rng, at)
        elif choice == 3:
            solids += things.chair(rng, at)
        else:
            solids += things.any_thing(rng, at, 0, 0.5)
    position = (rng.uniform(-0.25, 0.25) * width, rng.uniform(0.8, 2.0), -length / 2 + 0.2)
    return _clear(solids, position), _camera(rng, position, rng.normal(0, 0.15), rng.normal(-0.05, 0.08))


def _table_top(rng):
    top = rng.uniform(0.6, 0.9)
    width, depth = rng.uniform(0.8, 2.2), rng.uniform(0.6, 1.6)
    solids = _shell(rng, rng.uniform(4, 8), rng.uniform(2.4, 3.5), rng.uniform(4, 9))
    solids += things.table(rng, (0, 0), 0, (width, top, depth), 0.0)
    surface = top + 0.025
    for _ in range(rng.integers(4, 16)):
        at = (rng.uniform(-0.46, 0.46) * width, rng.uniform(-0.46, 0.46) * depth)
        solids += things.small_thing(rng, at, surface)
    for _ in range(rng.integers(0, 4)):
        at = (rng.uniform(-1.8, 1.8), depth / 2 + rng.uniform(0.3, 1.6))
        solids += things.chair(rng, at) if rng.random() < 0.5 else things.any_thing(rng, at, 0, 0.7)
    distance = rng.uniform(0.25, 1.1)
    above = rng.uniform(0.15, 0.9)
    position = (rng.uniform(-0.3, 0.3) * width, surface + above, -depth / 2 - distance)
    aim = np.arctan2(above, distance + depth * rng.uniform(0.2, 0.7))
    yaw = np.arctan2(-position[0], distance + depth / 2) + rng.normal(0, 0.12)
    return _clear(solids, position), _camera(rng, position, yaw, -aim + rng.normal(0, 0.08))


def _open_ground(rng):
    """Simple solids near and far, on a plain or in the air, seen from low down or from high above."""
    ground = material(rng, "floor" if rng.random() < 0.6 else "ground")
    ground.scale *= rng.uniform(1, 3)
    reach = 400 if rng.random() < 0.7 else rng.uniform(15, 60)
    solids = [Solid("box", (0, -0.5, 0), (reach, 0.5, reach), ground)]
    if rng.random() < 0.25:
        wall = (0, 0, rng.uniform(6, 40))
        solids.append(Solid("box", wall, (reach, rng.uniform(2, 30), 0.2), material(rng, "wall"), rng.normal(0, 0.3)))
    height = np.exp(rng.uniform(np.log(0.5), np.log(3))) if rng.random() < 0.75 else rng.uniform(3, 25)
    scale = height * rng.uniform(0.5, 1.3)
    for _ in range(rng.integers(3, 30)):
        z = height * np.exp(rng.uniform(np.log(1.2), np.log(30)))
        at = (rng.normal(0, 0.55) * z, z)
        size = scale * rng.uniform(0.4, 1.6)
        choice = rng.random()
        if choice < 0.6:
            solids += things.any_thing(rng, at, 0, size)
        elif choice < 0.9:
            radii = size * rng.uniform(0.15, 0.6, 3)
            up = radii[1] if rng.random() < 0.5 else rng.uniform(0.3, 1.2) * height + radii[1]
            shape = ("ellipsoid", "box", "cylinder")[rng.integers(3)]
            solids.append(Solid(shape, (at[0], up, z), radii, material(rng, "object"), rng.uniform(0, np.pi)))
        elif choice < 0.95:
            solids += things.tree(rng, at, size * 2)
        else:
            solids += things.person(rng, at)
    position = (0, height, 0)
    pitch = rng.normal(-0.12, 0.12) if height < 3 else rng.uniform(-0.9, -0.05)
    return _clear(solids, position), _camera(rng, position, rng.normal(0, 0.2), pitch)


def _clear(solids, position, margin=0.35):
    """Removes solids that the camera is inside of or right in front of: they would hide everything."""
    position = np.asarray(position, np.float32)
    gaps = [max(np.abs(one.to_local(position - one.center)) - one.half) for one in solids]
    least = [margin if max(one.half) < 2 else 0.02 for one in solids]
    return [one for one, gap, limit in zip(solids, gaps, least) if gap > limit]


_MAKERS = {
    "room": _room,
    "street": _street,
    "corridor": _corridor,
    "table-top": _table_top,
    "open-ground": _open_ground,
}

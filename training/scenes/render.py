"""Ray casting of a scene to an image and its exact depth."""
import cv2
import numpy as np

from .textures import value_noise

# A sky has no depth: its inverse depth is 0. Nearer than half a meter counts as half a meter.
MAX_INVERSE_DEPTH = 2.0
SHADOW_STRIDE = 2


def render(scene, width, height, seed, samples=1):
    """An image (height, width, 3) uint8 RGB and its inverse z-depth (height, width) float32, in 1/m.

    `samples` squared rays a pixel smooth the image; the depth is that of the pixels' centers.
    """
    inverse_depth, linear = _cast(scene, width, height, (0.0, 0.0))
    if samples > 1:
        steps = (np.arange(samples) + 0.5) / samples - 0.5
        shifted = [_cast(scene, width, height, (x, y))[1] for x in steps for y in steps]
        linear = np.mean(shifted, axis=0)
    rng = np.random.default_rng((seed, 7))
    return _photograph(linear, rng), inverse_depth


def _cast(scene, width, height, offset):
    rays = scene.camera.rays(width, height, offset)
    origin = scene.camera.position.astype(np.float32)
    depth, hit = _nearest(scene.solids, scene.camera, origin, rays)
    colors = _sky(scene, rays)
    shade = np.zeros((height, width), np.float32)
    for index, solid in enumerate(scene.solids):
        rows, columns = np.nonzero(hit == index)
        if len(rows) == 0:
            continue
        points = origin + rays[rows, columns] * depth[rows, columns][:, None]
        normals = solid.normals(points)
        towards = -np.sign((normals * rays[rows, columns]).sum(-1, keepdims=True))
        normals = normals * np.where(towards == 0, 1, towards)
        shade[rows, columns] = np.maximum((normals @ scene.light), 0)
        ground = 0.75 + 0.25 * normals[:, 1]
        colors[rows, columns] = solid.colors(points, normals) * ground[:, None]
    lit = _lit(scene, origin, rays, depth, hit) if scene.shadows else np.ones_like(shade)
    light = scene.ambient + (shade * lit)[..., None] * scene.light_color
    distance = np.where(hit >= 0, depth, np.inf)
    linear = np.where((hit >= 0)[..., None], colors * light, colors)
    veil = 1 - np.exp(-scene.fog * np.minimum(distance, 1e4))[..., None]
    linear = linear * (1 - veil * (hit >= 0)[..., None]) + scene.sky[1] * veil * (hit >= 0)[..., None]
    inverse = np.where(hit >= 0, 1 / np.maximum(depth, 1e-3), 0)
    return np.minimum(inverse, MAX_INVERSE_DEPTH).astype(np.float32), linear.astype(np.float32)


def _nearest(solids, camera, origin, rays):
    """Depth and index of the nearest solid for each ray; -1 if there is none."""
    height, width, _ = rays.shape
    depth = np.full((height, width), np.inf, np.float32)
    hit = np.full((height, width), -1, np.int32)
    for index, solid in enumerate(solids):
        window = _window(solid, camera, width, height)
        if window is None:
            continue
        part = rays[window]
        t = solid.hit(origin, part.reshape(-1, 3)).reshape(part.shape[:2])
        nearer = t < depth[window]
        depth[window] = np.where(nearer, t, depth[window])
        hit[window] = np.where(nearer, index, hit[window])
    return depth, hit


def _window(solid, camera, width, height):
    """The rows and columns in which a solid can appear; None if it is behind the camera."""
    right, up, forward = camera.axes()
    offset = solid.center - camera.position
    radius, along = solid.radius(), float(offset @ forward)
    if along < -radius:
        return None
    if along < 1.5 * radius:
        return slice(0, height), slice(0, width)
    pixels = height / 2 / np.tan(camera.field_of_view / 2)
    reach = radius / (along - radius) * pixels * 1.2 + 2
    x = width / 2 + offset @ right / along * pixels
    y = height / 2 - offset @ up / along * pixels
    rows = slice(max(0, int(y - reach)), min(height, int(y + reach) + 1))
    columns = slice(max(0, int(x - reach)), min(width, int(x + reach) + 1))
    if rows.start >= rows.stop or columns.start >= columns.stop:
        return None
    return rows, columns


def _lit(scene, origin, rays, depth, hit):
    """From 0 (in shadow) to 1, found on a coarser grid and smoothed, as soft light does."""
    stride = SHADOW_STRIDE
    coarse = hit[::stride, ::stride] >= 0
    points = (origin + rays * np.where(hit >= 0, depth, 0)[..., None])[::stride, ::stride][coarse]
    lit = np.ones(coarse.shape, np.float32)
    if len(points):
        points = points + scene.light * 0.02
        free = np.ones(len(points), bool)
        for solid in scene.solids:
            if not solid.casts_shadow or max(solid.half) > 50:
                continue
            near = _may_shade(solid, points, scene.light) & free
            if near.any():
                hits = solid.hit(points[near], np.broadcast_to(scene.light, (near.sum(), 3)))
                free[near] &= ~np.isfinite(hits)
        lit[coarse] = free
    height, width = hit.shape
    smooth = cv2.resize(lit, (width, height), interpolation=cv2.INTER_LINEAR)
    return cv2.GaussianBlur(smooth, (0, 0), max(0.6, width / 500))


def _may_shade(solid, points, light):
    """Whether the solid's sphere comes near the line from a point to the light."""
    offset = solid.center - points
    along = offset @ light
    beside = (offset * offset).sum(-1) - along * along
    radius = solid.radius()
    return (beside < radius * radius) & (along > -radius)


def _sky(scene, rays):
    up = rays[..., 1] / np.linalg.norm(rays, axis=-1)
    mix = np.clip(up * 2, 0, 1)[..., None]
    sky = scene.sky[1] * (1 - mix) + scene.sky[0] * mix
    if scene.clouds:
        # On a plane overhead, so that clouds get denser towards the horizon.
        across, along = (rays[..., i] / np.maximum(rays[..., 1], 0.05) for i in (0, 2))
        noise = sum(value_noise(across * 2.0**i, along * 2.0**i, i) / 2**i for i in range(3)) / 1.75
        cover = np.clip((noise - 0.45) * 4, 0, 1) * scene.clouds * np.clip(up * 6, 0, 1)
        sky = sky * (1 - cover[..., None]) + 0.95 * cover[..., None]
    return sky.astype(np.float32)


def _photograph(linear, rng):
    """What a camera does to the light: exposure, gamma, vignette, blur, noise, JPEG; or none of it."""
    height, width, _ = linear.shape
    if rng.random() < 0.2:
        gamma = 1.0 if rng.random() < 0.4 else 2.2
        return (np.clip(linear, 0, 1) ** (1 / gamma) * 255).astype(np.uint8)
    exposed = linear * rng.uniform(0.75, 1.35) * (0.55 / max(0.15, float(np.median(linear)))) ** 0.35
    x, y = np.meshgrid(np.linspace(-1, 1, width), np.linspace(-1, 1, height))
    exposed = exposed * (1 - rng.uniform(0, 0.18) * (x * x + y * y))[..., None]
    image = np.clip(exposed, 0, 1) ** (1 / rng.uniform(1.4, 2.2)) * 255
    if rng.random() < 0.4:
        image = cv2.GaussianBlur(image.astype(np.float32), (0, 0), rng.uniform(0.3, 1.2) * width / 320)
    image = image + rng.normal(0, rng.uniform(0.5, 5) if rng.random() < 0.85 else rng.uniform(5, 14), image.shape)
    image = np.clip(image, 0, 255).astype(np.uint8)
    quality = int(rng.uniform(55, 96) if rng.random() < 0.8 else rng.uniform(25, 55))
    encoded = cv2.imencode(".jpg", image[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return cv2.imdecode(encoded, cv2.IMREAD_COLOR)[..., ::-1].copy()

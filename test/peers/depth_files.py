"""Reads exported depth with the libraries that people use, and writes files for import depth.

    depth_files.py read FOLDER    prints one JSON object: what each reader found in each file
    depth_files.py write FOLDER   writes files and the values that they stand for
"""

import json
import sys
from pathlib import Path

import cv2
import numpy as np
import tifffile
from plyfile import PlyData


def read(folder):
    values = np.fromfile(folder / "values.f32", "<f4")
    about = json.loads((folder / "about.json").read_text())
    expected = values.reshape(about["height"], about["width"])
    scale, offset = about["scale"], about["offset"]

    def equal(found):
        same_type = found.dtype == np.float32 and found.shape == expected.shape
        return bool(same_type and np.array_equal(found, expected, equal_nan=True))

    def levels(found):
        """The largest error of a value, in levels, and whether holes are where they have to be."""
        if found.dtype != np.uint16 or found.shape != expected.shape:
            return {"dtype": str(found.dtype), "shape": found.shape}
        holes = bool(np.array_equal(found == 0, ~np.isfinite(expected)))
        kept = found != 0
        error = np.abs(found[kept] * scale + offset - expected[kept].astype(np.float64)) / scale
        return {"holes": holes, "error": float(error.max())}

    def cloud(name):
        data = PlyData.read(folder / name)
        vertex = data["vertex"]
        found = np.stack([vertex["x"], vertex["y"], vertex["z"]], axis=1)
        points = np.fromfile(folder / "points.f64", "<f8").reshape(-1, 3)
        colors = np.stack([vertex["red"], vertex["green"], vertex["blue"]], axis=1)
        return {
            "types": [str(vertex[axis].dtype) for axis in ("x", "red")],
            "error": float(np.max(np.abs(found - points) / points[:, 2:])),
            "colors": np.unique(colors, axis=0).tolist(),
            "comments": data.comments,
        }

    any_depth = cv2.IMREAD_UNCHANGED
    return {
        "npy": equal(np.load(folder / "depth.npy")),
        "tiff32, tifffile": equal(tifffile.imread(folder / "depth.tiff32.tiff")),
        "tiff32, OpenCV": equal(cv2.imread(str(folder / "depth.tiff32.tiff"), any_depth)),
        "pfm, OpenCV": equal(cv2.imread(str(folder / "depth.pfm"), any_depth)),
        "raw": equal(np.fromfile(folder / "depth.f32", "<f4").reshape(expected.shape)),
        "png16": levels(cv2.imread(str(folder / "depth.png"), any_depth)),
        "tiff16, tifffile": levels(tifffile.imread(folder / "depth.tiff16.tiff")),
        "tiff16, OpenCV": levels(cv2.imread(str(folder / "depth.tiff16.tiff"), any_depth)),
        "ply": cloud("depth.ply"),
        "plyAscii": cloud("depth.ascii.ply"),
    }


def write(folder):
    random = np.random.default_rng(1)
    values = random.normal(size=(31, 47))
    levels = random.integers(0, 65536, size=(31, 47)).astype(np.uint16)
    values.astype("<f4").tofile(folder / "values.f32")
    levels.tofile(folder / "levels.u16")
    np.save(folder / "f4.npy", values.astype(np.float32))
    np.save(folder / "f8.npy", values)
    np.save(folder / "u2.npy", levels)
    np.save(folder / "batch.npy", values.astype(np.float32)[None, :, :, None])
    for version in ((2, 0), (3, 0)):
        with open(folder / f"v{version[0]}.npy", "wb") as file:
            np.lib.format.write_array(file, values.astype(np.float32), version=version)
    np.save(folder / "fortran.npy", np.asfortranarray(values.astype(np.float32)))
    np.save(folder / "objects.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)
    cv2.imwrite(str(folder / "u2.png"), levels)
    cv2.imwrite(str(folder / "u1.png"), (levels >> 8).astype(np.uint8))
    return {"width": 47, "height": 31}


if __name__ == "__main__":
    print(json.dumps({"read": read, "write": write}[sys.argv[1]](Path(sys.argv[2]))))

"""Looking at rasters."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from affine import Affine
from numpy.typing import NDArray

from layers.found.rasters import see_raster

SHAPE = (60, 60)


def _file(folder: Path, values: NDArray[Any], *, pixel: float = 0.01, count: int = 1) -> Path:
    file = folder / "x.tif"
    frame = {"height": values.shape[0], "width": values.shape[1], "count": count, "dtype": values.dtype}
    place = {"crs": "EPSG:4326", "transform": Affine(pixel, 0, 0, 0, -pixel, values.shape[0] * pixel)}
    with rasterio.open(file, "w", driver="GTiff", **frame, **place) as raster:
        for band in range(1, count + 1):
            raster.write(values, band)
    return file


def _people() -> NDArray[np.float32]:
    return np.random.default_rng(1).lognormal(2, 1.5, SHAPE).astype("float32")


def _ground() -> NDArray[np.int16]:
    x, y = np.meshgrid(np.linspace(0, 3, SHAPE[1]), np.linspace(0, 3, SHAPE[0]))
    return (900 + 300 * np.sin(x) * np.cos(y)).astype("int16")


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("population", _people()),
        ("elevation", _ground()),
        ("friction", np.random.default_rng(1).uniform(0.0012, 0.05, SHAPE).astype("float32")),
        ("landcover", np.random.default_rng(1).choice([2, 8, 10, 12], SHAPE).astype("uint8")),
        ("landcover", np.random.default_rng(1).choice([10, 30, 40, 80], SHAPE).astype("uint8")),
        ("", np.random.default_rng(1).integers(0, 255, SHAPE).astype("uint8")),
        ("", np.zeros(SHAPE, "float32")),
        ("", _people() * 1e6),
    ],
)
def test_rasters_are_known_by_their_numbers(tmp_path: Path, kind: str, values: NDArray[Any]) -> None:
    """Each kind of raster is told by its values."""
    assert see_raster(_file(tmp_path, values)).kind == kind


def test_the_unit_of_people_follows_from_the_numbers(tmp_path: Path) -> None:
    """Pixels of 300 km2 with a few people each can only be densities; small ones are counts."""
    assert see_raster(_file(tmp_path, _people(), pixel=0.16)).unit == "people_per_km2"
    seen = see_raster(_file(tmp_path, _people() / 100, pixel=0.001))
    assert seen.unit == "people_per_cell"
    assert seen.fineness == pytest.approx(111.3, rel=0.01)


def test_elsewhere_and_several_bands_are_not_understood(tmp_path: Path) -> None:
    """A raster of another place, or of several bands, serves for nothing."""
    file = _file(tmp_path, _people())
    assert "another part of the world" in see_raster(file, near=(50, 50, 51, 51)).why
    assert "bands" in see_raster(_file(tmp_path, _people(), count=3)).why


def test_a_raster_bomb_is_looked_at_in_part(tmp_path: Path) -> None:
    """Of a raster of 3.6 billion pixels only the middle is read."""
    file = tmp_path / "x.tif"
    place = {"crs": "EPSG:4326", "transform": Affine(0.001, 0, 0, 0, -0.001, 50)}
    size = {"width": 60_000, "height": 60_000, "count": 1, "dtype": "float32"}
    with rasterio.open(file, "w", driver="GTiff", tiled=True, sparse_ok=True, **size, **place):
        pass
    assert see_raster(file).why == "a raster of zeros alone in the area"

"""Tests of looking up the pixels under cells."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from affine import Affine
from pyproj import Transformer

from layers.rasters import read_window
from layers.sampling import MOST_POINTS, pixels_under, points_per_side, travel_box
from tests.layers.small_rasters import grids, store


@pytest.mark.parametrize(
    ("crs", "transform"),
    [
        ("EPSG:4326", Affine(0.01, 0, 28.9, 0, -0.01, -0.9)),
        ("EPSG:4326", Affine(0.009, 0.004, 28.6, 0.004, -0.009, -0.9)),
        ("EPSG:32735", Affine(1100, 0, 710_000, 0, -1100, 9_905_000)),
    ],
)
def test_each_point_finds_its_pixel(tmp_path: Path, crs: str, transform: Affine) -> None:
    """Points of a cell fall in the pixels that an exact projection gives, rotated or not."""
    values = np.arange(130 * 130, dtype=np.float32).reshape(130, 130)
    window = read_window(
        store(tmp_path / "a.tif", values, crs=crs, transform=transform), bbox=(28, -3, 31, 0), role="x"
    )
    travel = grids().travel
    got = np.concatenate([pixel for _, pixel in pixels_under(window, travel, side=3)])
    row, column, i, j = (axis.ravel() for axis in np.indices(got.shape))
    x = travel.x0 + (column + (j + 0.5) / 3) * travel.cell_m
    y = travel.y0 - (row + (i + 0.5) / 3) * travel.cell_m
    there = Transformer.from_crs(travel.crs, window.crs, always_xy=True).transform(x, y)
    u, v = ~window.transform @ there if hasattr(Affine, "__matmul__") else ~window.transform * there
    inside = (u >= 0) & (u < window.values.shape[1]) & (v >= 0) & (v < window.values.shape[0])
    exact = np.where(inside, np.floor(v) * window.values.shape[1] + np.floor(u), -1)
    assert (got.ravel() == exact).mean() > 0.999
    assert inside.any()


def test_fine_rasters_are_sampled(tmp_path: Path) -> None:
    """Points per side grow with the cell over the pixel, to a bound."""
    coarse = read_window(
        store(tmp_path / "a.tif", np.ones((20, 20), np.float32)), bbox=(28, -3, 31, 0), role="x"
    )
    fine = read_window(
        store(tmp_path / "b.tif", np.ones((800, 800), np.float32)), bbox=(28, -3, 31, 0), role="x"
    )
    assert points_per_side(coarse, grids().travel) == 4
    assert points_per_side(fine, grids().travel) == MOST_POINTS


def test_the_box_holds_the_whole_extent() -> None:
    """The box in degrees reaches round the buffered extent."""
    travel = grids().travel
    west, south, east, north = travel_box(travel)
    lon, lat = travel.unproject(*travel.centre(np.arange(travel.share.size)))
    assert west < lon.min() < lon.max() < east
    assert south < lat.min() < lat.max() < north

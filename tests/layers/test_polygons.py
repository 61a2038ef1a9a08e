"""Cells as polygons."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from layers.grid import Grid, local_equal_area
from layers.polygons import outline_cells

GRID = Grid(local_equal_area(29.0, -1.0), -3000.0, 4000.0, 1000.0, np.ones((7, 8), dtype=np.float32))


def _cells(*rows: str) -> np.ndarray:
    marks = np.array([[mark == "#" for mark in row.ljust(8, ".")] for row in rows])
    full = np.zeros(GRID.shape, dtype=np.bool_)
    full[: marks.shape[0]] = marks
    return np.flatnonzero(full)


def test_one_cell_is_its_square() -> None:
    """The outline of a cell is the square of its edges, in degrees."""
    cell = int(GRID.cell_of(500.0, 1500.0))
    outline = outline_cells([np.array([cell])], GRID)
    assert outline.crs.to_epsg() == 4326
    assert outline.to_crs(GRID.crs).iloc[0].bounds == pytest.approx((0.0, 1000.0, 1000.0, 2000.0), abs=0.01)


def test_groups_keep_their_order_and_their_ground() -> None:
    """Each group has one shape in the given order, side by side without overlap."""
    groups = [_cells("..##"), _cells("##.."), _cells("....", "####")]
    shapes = outline_cells(groups, GRID).to_crs(GRID.crs)
    assert shapes.area.tolist() == pytest.approx([2e6, 2e6, 4e6], rel=1e-6)
    assert shapes.iloc[1].bounds[0] < shapes.iloc[0].bounds[0]
    assert shapely.union_all(shapes.buffer(0).to_numpy()).area == pytest.approx(8e6, rel=1e-6)


def test_holes_stay_holes() -> None:
    """A cell left out inside a group is no part of its outline."""
    (shape,) = outline_cells([_cells("###", "#.#", "###")], GRID)
    (part,) = shape.geoms
    assert len(part.interiors) == 1
    assert not shape.contains(shapely.Point(*GRID.unproject(-1500.0, 2500.0)))


def test_cells_that_touch_at_a_corner_are_parts_of_one_shape() -> None:
    """Diagonal cells are two polygons of one valid shape."""
    (shape,) = outline_cells([_cells("#.", ".#")], GRID)
    assert len(shape.geoms) == 2
    assert shape.is_valid


def test_nothing_has_an_empty_outline() -> None:
    """A group without cells is an empty shape, and no groups are no shapes."""
    assert outline_cells([np.empty(0, dtype=np.int64)], GRID).iloc[0].is_empty
    assert len(outline_cells([], GRID)) == 0


@pytest.mark.parametrize("seed", range(8))
def test_outlines_hold_just_their_cells(seed: int) -> None:
    """Whatever the scatter, shapes are valid and hold the centres of their own cells and no others."""
    rng = np.random.default_rng(seed)
    label = rng.integers(0, 3, GRID.share.size)
    groups = [np.flatnonzero(label == 1), np.flatnonzero(label == 2)]
    lon, lat = GRID.unproject(*GRID.centre(np.arange(label.size)))
    for cells, shape in zip(groups, outline_cells(groups, GRID), strict=True):
        assert shape.is_valid
        assert np.flatnonzero(shapely.contains_xy(shape, lon, lat)).tolist() == cells.tolist()

"""Outlines as text."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from layers.outline_text import MOST_LETTERS, outline_text, read_outline
from layers.polygons import outline_cells
from tests.layers.risk.tiny import grids


def test_an_outline_of_cells_comes_back_with_the_same_cells() -> None:
    """Scattered cells that touch at corners, with a hole: written and read, they hold the same centres."""
    grid, _, _ = grids()
    rng = np.random.default_rng(1)
    for _ in range(20):
        cells = np.sort(rng.choice(400, rng.integers(1, 200), replace=False)).astype(np.int64)
        outline = outline_cells([cells], grid).iloc[0]
        shape = read_outline(outline_text(outline, step_degrees=0.01))
        lon, lat = grid.unproject(*grid.centre(np.arange(400)))
        assert np.flatnonzero(shapely.contains_xy(shape, lon, lat)).tolist() == cells.tolist()


def test_an_outline_too_long_for_a_spreadsheet_is_simplified() -> None:
    """A coast of 20,000 corners fits a cell of a spreadsheet and keeps nearly all of its ground."""
    turn = np.linspace(0, 2 * np.pi, 20_000, endpoint=False)
    away = 1.0 + 0.001 * np.sin(400 * turn)
    coast = shapely.Polygon(np.column_stack([20 + away * np.cos(turn), away * np.sin(turn)]))
    text = outline_text(coast, step_degrees=0.0005)
    assert len(text) <= MOST_LETTERS
    assert read_outline(text).symmetric_difference(coast).area < 0.01 * coast.area


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("somewhere", "no polygon"),
        ("", "no polygon"),
        ("POINT (20 1)", "no polygon"),
        ("POLYGON ((20 1, 21 1))", "no polygon"),
        ("POLYGON EMPTY", "empty"),
        ("POLYGON ((20 1, 21 1, 20.5 1, 20 1))", "not sound"),
        ("POLYGON ((500000 0, 600000 0, 600000 90, 500000 0))", "not in degrees"),
        ("POLYGON ((20 1, 21 2, 21 1, 20 2, 20 1))", "not sound: Self-intersection"),
        ("POLYGON ((nan 1, 21 2, 21 1, nan 1))", "outline"),
    ],
)
def test_what_is_no_outline_is_told(text: str, message: str) -> None:
    """Other geometries, empty ones, metres and crossed lines are refused with the reason."""
    with pytest.raises(ValueError, match=message):
        read_outline(text)

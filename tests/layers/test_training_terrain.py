"""Tests of the training country's ground: outline, districts, water."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from layers.training.layout import DISTRICTS
from layers.training.terrain import make_terrain, smooth_noise


@pytest.mark.parametrize("seed", [0, 7, 23])
def test_districts_tile_the_area(seed: int) -> None:
    """Each is in one piece; together they are the area, without overlap."""
    terrain = make_terrain(np.random.default_rng(seed))
    assert len(terrain.districts) == len(DISTRICTS)
    assert {shape.geom_type for shape in terrain.districts} == {"Polygon"}
    assert sum(shape.area for shape in terrain.districts) == pytest.approx(terrain.area.area, rel=1e-9)
    assert shapely.union_all(terrain.districts).symmetric_difference(terrain.area).area < 1e-6
    assert 30_000 < terrain.area.area < 40_000


@pytest.mark.parametrize("seed", [0, 7, 23])
def test_rivers_stay_in_the_area_off_the_lake_and_join(seed: int) -> None:
    """Three names; the tributary ends on the main river, which enters and leaves the lake."""
    terrain = make_terrain(np.random.default_rng(seed))
    assert {name for name, _ in terrain.rivers} == {"Ombrel", "Tessil", "Mavroll"}
    assert terrain.area.contains(terrain.lake)
    for _, line in terrain.rivers:
        assert line.is_simple
        assert terrain.area.buffer(1e-6).contains(line)
        assert line.intersection(terrain.lake).length < 1e-6
    main = [line for name, line in terrain.rivers if name == "Ombrel"]
    (tributary,) = [line for name, line in terrain.rivers if name == "Tessil"]
    assert len(main) == 2
    assert all(line.distance(terrain.lake) < 1e-6 for line in main)
    assert min(line.distance(tributary) for line in main) < 0.01


def test_noise_has_unit_spread_and_is_smooth() -> None:
    """Mean 0, deviation 1; neighbours differ by much less than far cells."""
    field = smooth_noise(np.random.default_rng(1), (60, 50), 4.0)
    assert field.shape == (60, 50)
    assert field.mean() == pytest.approx(0, abs=1e-9)
    assert field.std() == pytest.approx(1)
    assert np.abs(np.diff(field, axis=0)).mean() < 0.3

"""Tests of population layers in order."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
import shapely
from affine import Affine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers.errors import InputError
from layers.grid import Grid
from layers.gridding import make_grids
from layers.population import PopulationLayer, people_on_grid

AREA = shapely.box(29.0, -2.0, 30.0, -1.0)
KM2 = 12308.0  # of the area, about


def store(path: Path, value: float, *, pixel: float = 0.05, south: float = -2.5, hole: bool = False) -> Path:
    """Write a raster of one value from 28.5 to 30.5 E and from 0.5 S to `south`."""
    ny, nx = round((-0.5 - south) / pixel), round(2.0 / pixel)
    values = np.full((ny, nx), value, dtype=np.float32)
    if hole:
        values[round(1.0 / pixel) : round(1.2 / pixel), round(1.0 / pixel) : round(1.2 / pixel)] = -99999
    profile = {
        "driver": "GTiff",
        "count": 1,
        "height": ny,
        "width": nx,
        "dtype": "float32",
        "crs": "EPSG:4326",
    }
    with rasterio.open(path, "w", transform=Affine(pixel, 0, 28.5, 0, -pixel, -0.5), **profile) as raster:
        raster.write(values, 1)
    return path


@pytest.fixture(scope="module")
def travel() -> Grid:
    """Return travel cells of 2 km."""
    return make_grids(AREA, demand_cell_m=4000, travel_cell_m=2000, buffer_m=10000, crs="auto").travel


def words(findings: tuple[object, ...]) -> str:
    """Return all findings as text."""
    return "\n".join(finding.text() for finding in findings)  # type: ignore[attr-defined]


def test_counts_and_densities(tmp_path: Path, travel: Grid) -> None:
    """A count is taken as it is, a density times the true area."""
    count, _ = people_on_grid(
        [PopulationLayer(store(tmp_path / "c.tif", 3.0), "people_per_cell")], travel, area_lonlat=AREA
    )
    density, _ = people_on_grid(
        [PopulationLayer(store(tmp_path / "d.tif", 40.0), "people_per_km2")], travel, area_lonlat=AREA
    )
    assert np.nansum(count) == pytest.approx(3.0 * 400, rel=1e-4)
    assert np.nansum(density) == pytest.approx(40 * float(travel.share.sum(dtype=float)) * 4, rel=1e-3)
    inner = density[travel.share == 1]
    assert inner.mean() == pytest.approx(160, rel=0.01)
    assert inner.std() < 40


def test_outside_the_area_is_unknown(tmp_path: Path, travel: Grid) -> None:
    """Cells outside have no number at all, cells inside all have one."""
    people, findings = people_on_grid(
        [PopulationLayer(store(tmp_path / "c.tif", 300.0), "people_per_cell")], travel, area_lonlat=AREA
    )
    assert np.array_equal(np.isnan(people), ~travel.mask)
    assert "120,000 people live in the area" in words(findings)
    assert {finding.severity for finding in findings} == {"info"}


def test_a_later_layer_fills_holes_only(tmp_path: Path, travel: Grid) -> None:
    """Cells of the first layer stay as they are; the rest comes from the second, and it is said where."""
    first = PopulationLayer(store(tmp_path / "first.tif", 3.0, south=-1.6, hole=True), "people_per_cell")
    second = PopulationLayer(store(tmp_path / "second.tif", 50.0, pixel=0.1), "people_per_km2")
    alone, _ = people_on_grid([first], travel, area_lonlat=AREA)
    both, findings = people_on_grid([first, second], travel, area_lonlat=AREA)
    known = ~np.isnan(alone)
    assert np.array_equal(both[known], alone[known])
    filled = travel.mask & ~known
    assert both[filled & (travel.share == 1)].mean() == pytest.approx(200, rel=0.05)
    assert not np.isnan(both[travel.mask]).any()
    assert "second.tif" in words(findings)
    assert "south of 1.6" in words(findings)
    assert "leave out 4" in words(findings)


def test_a_raster_smaller_than_the_area_does_not_read_as_zero(tmp_path: Path, travel: Grid) -> None:
    """Cells without layer are unknown and told with their share and place."""
    layer = PopulationLayer(store(tmp_path / "small.tif", 300.0, south=-1.6), "people_per_cell")
    people, findings = people_on_grid([layer], travel, area_lonlat=AREA)
    unknown = travel.mask & np.isnan(people)
    assert travel.share[unknown].sum() / travel.share.sum() == pytest.approx(0.4, abs=0.02)
    (warning,) = [finding for finding in findings if finding.severity == "warning"]
    assert "south of 1.6" in warning.message
    assert "39." in warning.message or "40." in warning.message or "38." in warning.message


def test_a_layer_that_is_not_needed_is_told(tmp_path: Path, travel: Grid) -> None:
    """A second layer under a complete first one fills nothing."""
    layers = [PopulationLayer(store(tmp_path / f"{name}.tif", 3.0), "people_per_cell") for name in "ab"]
    people, findings = people_on_grid(layers, travel, area_lonlat=AREA)
    assert np.nansum(people) == pytest.approx(1200, rel=1e-4)
    assert "fills nothing" in words(findings)


def test_nobody_in_the_area_is_an_error(tmp_path: Path, travel: Grid) -> None:
    """Zero people everywhere cannot be planned on."""
    with pytest.raises(InputError, match="no population layer has people"):
        people_on_grid(
            [PopulationLayer(store(tmp_path / "z.tif", 0.0), "people_per_cell")], travel, area_lonlat=AREA
        )
    with pytest.raises(InputError, match="no population layer has people"):
        people_on_grid([], travel, area_lonlat=AREA)


def test_all_layers_that_fail_are_told_at_once(tmp_path: Path, travel: Grid) -> None:
    """Two files that cannot be read give two findings."""
    layers = [PopulationLayer(tmp_path / f"{name}.tif", "people_per_cell") for name in "ab"]
    with pytest.raises(InputError) as caught:
        people_on_grid(layers, travel, area_lonlat=AREA)
    assert [finding.file for finding in caught.value.findings] == ["a.tif", "b.tif"]


def test_lakes_get_nobody_from_the_shore(tmp_path: Path, travel: Grid) -> None:
    """With lakes given the total stays and the lake is empty where pixels have land."""
    layer = PopulationLayer(store(tmp_path / "c.tif", 30.0, pixel=0.1), "people_per_cell")
    column = np.indices(travel.shape)[1]
    water = travel.mask & (column == travel.shape[1] // 2)
    people, _ = people_on_grid([layer], travel, area_lonlat=AREA, water=water)
    assert np.nansum(people) == pytest.approx(3000, rel=1e-3)
    assert people[water].sum() < 1e-9


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    values=st.lists(st.integers(500, 50_000), min_size=64, max_size=64),
    dtype=st.sampled_from(["float32", "int32"]),
)
def test_people_that_are_written_are_read_back(
    tmp_path: Path, travel: Grid, values: list[int], dtype: str
) -> None:
    """Whatever lies in pixels within the area is found on the cells, to 0.1 %."""
    people = np.array(values, dtype=dtype).reshape(8, 8)
    profile = {"driver": "GTiff", "count": 1, "height": 8, "width": 8, "dtype": dtype, "crs": "EPSG:4326"}
    with rasterio.open(
        tmp_path / "p.tif", "w", transform=Affine(0.1, 0, 29.1, 0, -0.1, -1.1), **profile
    ) as made:
        made.write(people, 1)
    layer = PopulationLayer(tmp_path / "p.tif", "people_per_cell", holes="nobody")
    found, _ = people_on_grid([layer], travel, area_lonlat=AREA)
    assert np.nansum(found) == pytest.approx(people.sum(), rel=1e-3, abs=1e-6)

"""Bands that this project wrote, read back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine

from layers.bands import read_bands
from layers.errors import InputError
from layers.grid import Grid, local_equal_area
from layers.rasters import write_cog

GRID = Grid(local_equal_area(29.0, -1.0), -3000.0, 90_000.0, 500.0, np.ones((60, 40), dtype=np.float32))


def _write(path: Path) -> dict[str, np.ndarray]:
    values = np.random.default_rng(1).random(GRID.shape)
    values[:5] = np.nan
    bands = {
        "state": values,
        "communal": np.full(GRID.shape, np.nan),
        "people": np.where(values > 0.5, 1e6, 0.0),
    }
    bands["people"][:4] = np.nan
    write_cog(path, bands, GRID, tags={"unit": "people", "as_of": "2025-06-30"})
    return bands


def test_bands_come_back_as_they_were_written(tmp_path: Path) -> None:
    """Names, order, values, holes, tags and grid survive the file."""
    written = _write(tmp_path / "risk.tif")
    found = read_bands(tmp_path / "risk.tif")
    assert list(found.values) == ["state", "communal", "people"]
    for name, values in written.items():
        assert found.values[name].dtype == np.float64
        np.testing.assert_array_equal(found.values[name], values.astype(np.float32).astype(np.float64))
    assert found.tags["unit"] == "people"
    assert found.tags["as_of"] == "2025-06-30"


def test_grid_is_the_one_that_was_written(tmp_path: Path) -> None:
    """Position, side, system and shape are the grid's; its share is 1 where any band has a value."""
    _write(tmp_path / "risk.tif")
    grid = read_bands(tmp_path / "risk.tif").grid
    assert (grid.x0, grid.y0, grid.cell_m, grid.shape) == (GRID.x0, GRID.y0, GRID.cell_m, GRID.shape)
    assert grid.crs == GRID.crs
    assert grid.mask[4:].all()
    assert not grid.mask[:4].any()


@pytest.mark.parametrize("kept", [0, 40, 700, -200])
def test_damaged_file_is_an_error_with_its_name(tmp_path: Path, kept: int) -> None:
    """A file cut short anywhere is told, with what to do."""
    path = tmp_path / "risk.tif"
    _write(path)
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(InputError) as caught:
        read_bands(path)
    (finding,) = caught.value.findings
    assert (finding.file, finding.remedy) == ("risk.tif", "plan the mission again")


def test_missing_file_is_an_error(tmp_path: Path) -> None:
    """A raster that is not there is told."""
    with pytest.raises(InputError, match="missing or damaged"):
        read_bands(tmp_path / "risk.tif")


def test_file_without_a_system_is_an_error(tmp_path: Path) -> None:
    """A raster that somebody stripped of its coordinate system is refused, not guessed."""
    path = tmp_path / "risk.tif"
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=3,
        height=2,
        count=1,
        dtype="float32",
        transform=Affine(500, 0, 0, 0, -500, 0),
    ) as raster:
        raster.write(np.ones((2, 3), dtype=np.float32), 1)
    with pytest.raises(InputError, match="lost its coordinate system"):
        read_bands(path)

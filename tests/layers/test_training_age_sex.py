"""Tests of the training country's people by age and sex, read as any set of such rasters."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
import shapely

from layers.gridding import make_grids
from layers.groups import GroupSet, read_groups
from layers.training.age_sex import AGES, write_age_sex
from layers.training.files import NODATA
from layers.training.layout import FRAME

PEOPLE = np.full((40, 60), 40.0)
PEOPLE[:, :12] = NODATA
PEOPLE[10:20, 20:30] = 3000.0


def written(folder: Path, *, block: int = 1, people: np.ndarray = PEOPLE) -> Path:
    """Write a set and return its folder."""
    write_age_sex(
        folder, people, rng=np.random.default_rng(3), frame=FRAME, prefix="hal", year=2025, block=block
    )
    return folder


def values(folder: Path) -> dict[str, np.ndarray]:
    """Return each raster's values by file name, rows from the south."""
    found = {}
    for path in sorted(folder.iterdir()):
        with rasterio.open(path) as file:
            found[path.stem] = file.read(1)[::-1]
    return found


@pytest.mark.parametrize("block", [1, 4])
def test_the_bands_add_up_to_the_people_cell_by_cell(tmp_path: Path, block: int) -> None:
    """36 rasters; their sum is the people of each cell or block, unknown outside alone."""
    rasters = values(written(tmp_path / "set", block=block))
    assert len(rasters) == 2 * len(AGES) == 36
    total = np.sum(list(rasters.values()), axis=0)
    outside = PEOPLE == NODATA
    expected = np.where(outside, 0, PEOPLE).reshape(40 // block, block, 60 // block, block).sum(axis=(1, 3))
    unknown = outside.reshape(40 // block, block, 60 // block, block).all(axis=(1, 3))
    assert (total[unknown] == 36 * NODATA).all()
    assert np.abs(total[~unknown] - expected[~unknown]).max() < 36 / 512


def test_groups_read_them_without_an_error_and_vary_from_cell_to_cell(tmp_path: Path) -> None:
    """Women, men, girls and boys sum to the people; shares of women differ between cells."""
    folder = written(tmp_path / "set")
    area = shapely.box(-25.9 + 0.11, 1.1 + 0.02, -25.9 + 0.48, 1.1 + 0.31)
    grids = make_grids(area, demand_cell_m=2000, travel_cell_m=1000, buffer_m=2000, crs="auto")
    people, findings = read_groups(GroupSet(folder), grids.travel, area_lonlat=area)
    assert [finding for finding in findings if finding.severity != "info"] == []
    sums = {name: float(np.nansum(value)) for name, value in people.items()}
    assert set(sums) == {"women", "men", "girls", "boys"}
    assert sums["women"] > sums["men"]
    assert 0.4 < (sums["girls"] + sums["boys"]) / sum(sums.values()) < 0.6
    known = np.nan_to_num(people["women"]) > 1
    shares = people["women"][known] / sum(value[known] for value in people.values())
    assert np.quantile(shares, 0.95) - np.quantile(shares, 0.05) > 0.01

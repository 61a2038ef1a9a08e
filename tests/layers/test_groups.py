"""Tests of age and sex sets."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.errors import InputError
from layers.groups import GroupSet, group_of, read_groups
from layers.rasters import read_window
from tests.layers.small_rasters import AREA, grids, store
from tests.layers.sources.written import DATA, told

AGES = (0, 1, *range(5, 81, 5))


def folder(
    path: Path,
    style: str = "cod_{sex}_{age}_2020.tif",
    each: float = 2.0,
    pixels: int = 60,
    **options: object,
) -> Path:
    """Write a whole set with equally many people of each group in every pixel."""
    path.mkdir()
    for sex in "fm":
        for age in AGES:
            store(
                path / style.format(sex=sex, age=age), np.full((pixels, pixels), each, np.float32), **options
            )
    return path


@given(
    st.sampled_from("fmt"), st.sampled_from(AGES), st.sampled_from(["cod", "ssd"]), st.integers(2015, 2030)
)
def test_names_say_the_group(sex: str, age: int, iso3: str, year: int) -> None:
    """Both styles of WorldPop, and the turned one, are read; nothing else is taken for a group."""
    for name in (
        f"{iso3}_{sex}_{age}_{year}.tif",
        f"{iso3}_{sex}_{age:02d}_{year}_CN_100m_R2025A_v1.tif",
        f"worldpop_agesex_pop_{age}_{sex}_crop.tif",
    ):
        assert group_of(name) == (sex, age)
    assert group_of(f"{iso3}_ppp_{year}_100m.tif") is None


def test_a_set_is_summed_to_four_groups(tmp_path: Path) -> None:
    """Of 18 bands, 4.6 are under 18: three fifths of 15 to 19 are girls and boys."""
    travel = grids().travel
    people, findings = read_groups(GroupSet(folder(tmp_path / "set")), travel, area_lonlat=AREA)
    inside = 2.0 * 60 * 60 * 0.8 * 0.8
    assert np.nansum(people["girls"]) == pytest.approx(4.6 * inside, rel=1e-3)
    assert np.nansum(people["men"]) == pytest.approx(13.4 * inside, rel=1e-3)
    assert np.array_equal(np.isnan(people["women"]), ~travel.mask)
    assert {finding.severity for finding in findings} == {"info"}


def test_the_new_names_are_read_and_totals_left_out(tmp_path: Path) -> None:
    """Rasters of both sexes together are counted and not added."""
    path = folder(tmp_path / "set", "cod_{sex}_{age:02d}_2025_CN_100m_R2025A_v1.tif")
    store(path / "cod_t_00_2025_CN_100m_R2025A_v1.tif", np.full((60, 60), 4.0, np.float32))
    people, findings = read_groups(GroupSet(path), grids().travel, area_lonlat=AREA)
    assert told(findings, "info", "both sexes")
    assert np.nansum(people["boys"]) == pytest.approx(4.6 * 2 * 3600 * 0.64, rel=1e-3)


def test_a_mapping_names_what_names_do_not(tmp_path: Path) -> None:
    """Groups may be stated; without them such names are an error for each file."""
    path = folder(tmp_path / "set", "layer{sex}{age}.tif")
    with pytest.raises(InputError, match="does not say one sex"):
        read_groups(GroupSet(path), grids().travel, area_lonlat=AREA)
    stated = {f"{sex}_{age}": f"layer{sex}{age}.tif" for sex in "fm" for age in AGES}
    people, _ = read_groups(GroupSet(path, stated), grids().travel, area_lonlat=AREA)
    assert np.nansum(people["women"]) > 0


def test_missing_bands_are_an_error(tmp_path: Path) -> None:
    """People of an age that no raster holds would be missing unnoticed."""
    path = folder(tmp_path / "set")
    (path / "cod_m_35_2020.tif").unlink()
    with pytest.raises(InputError, match="lacks 1 of 36") as caught:
        read_groups(GroupSet(path), grids().travel, area_lonlat=AREA)
    assert caught.value.findings[0].value == "m_35"


def test_two_years_in_one_folder_are_an_error(tmp_path: Path) -> None:
    """One group in two files is not guessed between."""
    path = folder(tmp_path / "set")
    store(path / "cod_m_35_2021.tif", np.ones((60, 60), np.float32))
    with pytest.raises(InputError, match="two rasters"):
        read_groups(GroupSet(path), grids().travel, area_lonlat=AREA)


def test_no_folder_and_no_files(tmp_path: Path) -> None:
    """Nothing at all is told in words."""
    with pytest.raises(InputError, match="missing"):
        read_groups(GroupSet(tmp_path / "none"), grids().travel, area_lonlat=AREA)
    with pytest.raises(InputError, match="no raster of women"):
        read_groups(GroupSet([]), grids().travel, area_lonlat=AREA)


def test_sums_that_differ_are_told_by_district(tmp_path: Path) -> None:
    """A total with a tenth more people in the west is a warning that names the district."""
    laid = grids()
    path = folder(tmp_path / "set")
    people, _ = read_groups(GroupSet(path), laid.travel, area_lonlat=AREA)
    total = np.sum(list(people.values()), axis=0)
    halves = [shapely.box(29, -2, 29.5, -1), shapely.box(29.5, -2, 30, -1)]
    districts = gpd.GeoDataFrame({"name": ["West", "East"], "code": ["", ""]}, geometry=halves, crs=4326)
    given = GroupSet(path)
    _, same = read_groups(given, laid.travel, area_lonlat=AREA, total=total, districts=districts)
    assert not [finding for finding in same if finding.severity == "warning"]
    west = np.indices(total.shape)[1] < total.shape[1] // 2
    _, found = read_groups(
        given, laid.travel, area_lonlat=AREA, total=np.where(west, total * 1.1, total), districts=districts
    )
    assert "1 of 2 districts" in told(found, "warning", "West").message


def test_densities_are_an_error(tmp_path: Path) -> None:
    """A peak that nobody lives in, or a sum that fits only as density, stops the work."""
    laid = grids()
    with pytest.raises(InputError, match="holds a density"):
        read_groups(
            GroupSet(folder(tmp_path / "fine", each=60000.0, pixels=200)), laid.travel, area_lonlat=AREA
        )
    total = np.where(laid.travel.mask, 36 * 5.0 * laid.travel.share, np.nan)  # five of each group a km2
    with pytest.raises(InputError, match="groups hold densities"):
        read_groups(
            GroupSet(folder(tmp_path / "coarse", each=5.0, pixels=20)),
            laid.travel,
            area_lonlat=AREA,
            total=total,
        )


def test_holes_of_a_constrained_set(tmp_path: Path) -> None:
    """Pixels without value are unknown, or nobody where the mission says so."""
    path = tmp_path / "set"
    path.mkdir()
    values = np.full((60, 60), 2.0, np.float32)
    values[:, :30] = -99999
    for sex in "fm":
        for age in AGES:
            store(path / f"cod_{sex}_{age}_2020.tif", values)
    travel = grids().travel
    _, findings = read_groups(GroupSet(path), travel, area_lonlat=AREA)
    assert (
        "49" in told(findings, "warning", "unknown").message
        or "50" in told(findings, "warning", "unknown").message
    )
    people, findings = read_groups(GroupSet(path, holes="nobody"), travel, area_lonlat=AREA)
    assert not np.isnan(people["women"][travel.mask]).any()
    assert {finding.severity for finding in findings} == {"info"}


@pytest.mark.skipif(not DATA.exists(), reason="open data absent")
def test_published_rasters_are_conserved(tmp_path: Path) -> None:
    """A set made of the two published samples sums to what they hold over the area."""
    samples = DATA / "samples" / "rasters"
    files = {"m": "worldpop_agesex_pop_20_m_wuhan_crop.tif", "f": "worldpop_agesex_pop_80_f_wuhan_crop.tif"}
    for sex, name in files.items():
        for age in AGES:
            (tmp_path / f"chn_{sex}_{age}_2020.tif").symlink_to(samples / name)
    area = shapely.box(114.15, 30.45, 114.45, 30.75)
    travel = grids(500.0, area).travel
    people, _ = read_groups(GroupSet(tmp_path), travel, area_lonlat=area)
    for group, sex, bands in (("men", "m", 13.4), ("girls", "f", 4.6)):
        held = float(
            np.nansum(read_window(samples / files[sex], bbox=area.bounds, role="x").values, dtype=float)
        )
        assert np.nansum(people[group]) == pytest.approx(bands * held, rel=1e-3)

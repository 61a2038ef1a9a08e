"""Tests of land cover."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers.errors import InputError
from layers.landcover import IGBP, NO_COVER, WORLDCOVER, cover_speeds, read_landcover
from tests.layers.small_rasters import grids, store
from tests.layers.sources.written import DATA, told


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(sorted(WORLDCOVER)), min_size=16, max_size=16).filter(lambda c: max(c) > 20))
def test_classes_come_back(tmp_path: Path, classes: list[int]) -> None:
    """In the middle of large pixels cells have the pixel's class, and nothing between two classes arises."""
    values = np.array(classes, dtype=np.uint8).reshape(4, 4)
    travel = grids().travel
    found, scheme, _ = read_landcover(store(tmp_path / "c.tif", values), travel)
    assert scheme == "worldcover"
    lon, lat = np.meshgrid([29.125, 29.375, 29.625, 29.875], [-1.125, -1.375, -1.625, -1.875])
    cells = travel.cell_of(*travel.project(lon, lat))
    assert np.array_equal(found.ravel()[cells], values)
    assert set(np.unique(found)) <= {*classes, NO_COVER}


def test_the_commonest_class_of_a_cell_counts(tmp_path: Path) -> None:
    """Of fine pixels, seven tenths grass and three tenths trees are grass."""
    values = np.full((600, 600), 30, dtype=np.uint8)
    values[np.random.default_rng(4).random(values.shape) < 0.3] = 10
    found, _, _ = read_landcover(store(tmp_path / "c.tif", values), grids(3000.0).travel)
    travel = grids(3000.0).travel
    assert set(np.unique(found[travel.share == 1])) == {30}


def test_unclear_schemes_ask(tmp_path: Path) -> None:
    """Class 10 alone is grassland in one scheme and trees in the other: it is never guessed."""
    path = store(tmp_path / "c.tif", np.full((10, 10), 10, dtype=np.uint8))
    with pytest.raises(InputError, match="fit both schemes"):
        read_landcover(path, grids().travel)
    assert read_landcover(path, grids().travel, scheme="igbp")[1] == "igbp"


def test_measures_and_strange_classes_are_refused(tmp_path: Path) -> None:
    """An averaged raster is no land cover; classes of no scheme are listed."""
    with pytest.raises(InputError, match="measures, not classes"):
        read_landcover(store(tmp_path / "a.tif", np.full((10, 10), 2.5, np.float32)), grids().travel)
    with pytest.raises(InputError, match="no scheme"):
        read_landcover(store(tmp_path / "b.tif", np.full((10, 10), 210, np.uint8)), grids().travel)


def test_unknown_cover_is_told(tmp_path: Path) -> None:
    """Fill values are no class."""
    values = np.full((10, 10), 9, dtype=np.uint8)
    values[:5] = 255
    classes, _, findings = read_landcover(store(tmp_path / "c.tif", values), grids().travel)
    assert (classes[grids().travel.mask] == NO_COVER).mean() == pytest.approx(0.5, abs=0.03)
    assert "north of 1.5" in told(findings, "warning", "unknown").message


def test_speeds_by_persona_and_season() -> None:
    """The military drive over grass and walk in forest, others walk; swamps are worst in the wet."""
    classes = np.array([[10, 2, 11, 0, NO_COVER]], dtype=np.int16)
    walking, vehicle, water = cover_speeds(classes, "igbp", "military", wet=False)
    assert walking[0, :3].tolist() == [4.86, 1.62, 2.0]
    assert vehicle[0, 0] == 15
    assert vehicle[0, 1] < walking[0, 1]
    assert water.tolist() == [[False, False, False, True, False]]
    assert np.isnan(walking[0, 4])
    assert not cover_speeds(classes, "igbp", "civilian", wet=False)[1][0, :4].any()
    wet = cover_speeds(classes, "igbp", "civilian", wet=True)[0]
    assert wet[0, 2] / walking[0, 2] < wet[0, 0] / walking[0, 0] < 1


def test_walking_speeds_are_those_of_weiss() -> None:
    """By class 1 to 16, km/h, as transcribed from the supplement of Weiss et al. (2020)."""
    published = [3.24, 1.62, 3.24, 4.0, 3.24, 3.0, 4.2, 4.86, 4.86, 4.86, 2.0, 2.5, 5.0, 3.24, 1.62, 3.0]
    assert [IGBP[number].walking_kmh for number in range(1, 17)] == published


def test_every_class_can_be_walked_or_is_water() -> None:
    """No class blocks by mistake, and no vehicle is faster across country than on a road."""
    for cover in (*IGBP.values(), *WORLDCOVER.values()):
        assert (cover.walking_kmh == 0) == (cover.name == "water")
        assert 0 <= cover.vehicle_kmh <= 20
        assert cover.wet_factor >= 1


@pytest.mark.skipif(not DATA.exists(), reason="open data absent")
def test_the_published_sample_is_recognised() -> None:
    """MODIS over eastern DRC is IGBP, mostly evergreen broadleaf forest, with lakes."""
    travel = grids(5000.0, shapely.box(27.2, -4.5, 31.0, 3.5)).travel
    classes, scheme, _ = read_landcover(DATA / "drc_east/landcover/modis_mcd12c1_2019_igbp_20km.tif", travel)
    assert scheme == "igbp"
    inside = classes[travel.share == 1]
    assert np.bincount(inside[inside >= 0]).argmax() == 2
    assert 0.01 < (inside == 0).mean() < 0.1

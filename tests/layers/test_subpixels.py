"""Tests of laying counts through sub-points."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from affine import Affine
from pyproj import CRS, Geod

from layers.errors import InputError
from layers.gridding import Grids, make_grids, project_area
from layers.rasters import RasterWindow, place
from layers.subpixels import KeptCells, lay_counts, pixel_km2


def window(ny: int, nx: int, transform: Affine, crs: str = "EPSG:4326", seed: int = 0) -> RasterWindow:
    """Return a window of very uneven counts."""
    values = np.random.default_rng(seed).lognormal(3, 1.5, (ny, nx))
    return RasterWindow(values, transform, CRS.from_user_input(crs), "people.tif")


def grids(area: shapely.Geometry, crs: str = "auto", travel: float = 1000.0) -> Grids:
    """Return grids around an area."""
    return make_grids(area, demand_cell_m=5 * travel, travel_cell_m=travel, buffer_m=3000, crs=crs)


def independent(raster: RasterWindow, area: shapely.Geometry) -> float:
    """Return the sum over the polygon from the share of each pixel, intersected in the raster's plane."""
    row, column = (axis.ravel().astype(float) for axis in np.indices(raster.values.shape))
    corners = [place(raster.transform, column + i, row + j) for i, j in ((0, 0), (1, 0), (1, 1), (0, 1))]
    pixels = shapely.polygons(np.stack([np.column_stack(corner) for corner in corners], axis=1))
    share = shapely.area(shapely.intersection(pixels, area)) / shapely.area(pixels)
    return float((raster.values.ravel() * share).sum())


def blob(lon: float, lat: float, degrees: float) -> shapely.Geometry:
    """Return a ragged polygon around a place."""
    angle = np.linspace(0, 2 * np.pi, 25)[:-1]
    radius = degrees * np.random.default_rng(5).uniform(0.5, 1.0, 24)
    return shapely.Polygon(np.column_stack([lon + radius * np.cos(angle), lat + radius * np.sin(angle)]))


@pytest.mark.parametrize(
    ("lon", "lat", "crs"),
    [(29.0, 0.0, "auto"), (31.0, -14.0, "EPSG:32736"), (10.0, 62.0, "auto"), (25.5, 55.0, "EPSG:3035")],
)
@pytest.mark.parametrize("pixel", [1 / 120, 1 / 20, 1 / 6])
def test_nobody_is_gained_or_lost(lon: float, lat: float, crs: str, pixel: float) -> None:
    """The sum is the independent sum over the polygon, for pixels finer and coarser than cells."""
    area = blob(lon, lat, 0.4)
    laid = grids(area, crs)
    n = int(1.2 / pixel)
    raster = window(n, n, Affine(pixel, 0, lon - 0.6, 0, -pixel, lat + 0.6))
    count, known = lay_counts(raster, laid.travel, area_lonlat=area, receiving=laid.travel.mask)
    assert count.sum() == pytest.approx(independent(raster, area), rel=1e-3)
    assert known[laid.travel.mask].all()
    assert not count[~laid.travel.mask].any()


@pytest.mark.parametrize("strip", [4_000_000, 20_000])
def test_fine_pixels_are_joined_without_loss(strip: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pixels of 100 m on cells of 1 km conserve people and stay within a third of a cell, by strips too."""
    monkeypatch.setattr("layers.subpixels._STRIP", strip)
    area = blob(29.0, -1.0, 0.15)
    raster = window(400, 400, Affine(1 / 1200, 0, 28.84, 0, -1 / 1200, -0.84))
    raster.values[50:90, 60:300] = np.nan
    laid = grids(area)
    count, known = lay_counts(raster, laid.travel, area_lonlat=area, receiving=laid.travel.mask)
    filled = RasterWindow(np.nan_to_num(raster.values), raster.transform, raster.crs, raster.file)
    assert count.sum() == pytest.approx(independent(filled, area), rel=1e-3)
    lon, lat = 28.84 + 180 / 1200, -0.84 - 70 / 1200
    assert not known.ravel()[laid.travel.cell_of(*laid.travel.project(lon, lat))]
    east = (raster.transform.c + (np.arange(400) + 0.5) / 1200) > 29.0
    half = np.where(east[None, :], filled.values, 0.0)
    expected = independent(RasterWindow(half, raster.transform, raster.crs, ""), area)
    x, _ = laid.travel.centre(np.arange(count.size))
    assert count.ravel()[x > 0].sum() == pytest.approx(expected, rel=0.05)


def test_a_small_area_is_cut_exactly() -> None:
    """An area of a few coarse pixels gets its share of them, not whole sub-points."""
    area = shapely.box(29.013, -1.207, 29.158, -1.051)
    raster = window(4, 4, Affine(0.1, 0, 28.9, 0, -0.1, -0.9))
    laid = grids(area)
    count, _ = lay_counts(raster, laid.travel, area_lonlat=area, receiving=laid.travel.mask)
    assert count.sum() == pytest.approx(independent(raster, area), rel=1e-6)


def test_far_from_the_centre_people_stay_where_they_are() -> None:
    """A single pixel a thousand kilometres off the centre, where north leans, lands around its own centre."""
    area = shapely.box(10, 50, 40, 62)
    laid = grids(area, travel=2000.0)
    raster = window(60, 60, Affine(1 / 60, 0, 11.0, 0, -1 / 60, 61.5))
    values = np.zeros((60, 60))
    values[30, 40] = 1000.0
    raster = RasterWindow(values, raster.transform, raster.crs, raster.file)
    count, _ = lay_counts(raster, laid.travel, area_lonlat=area, receiving=laid.travel.mask)
    x, y = laid.travel.centre(np.arange(count.size))
    lon, lat = laid.travel.unproject((count.ravel() * x).sum() / 1000, (count.ravel() * y).sum() / 1000)
    assert count.sum() == pytest.approx(1000)
    assert float(lon) == pytest.approx(11 + 40.5 / 60, abs=0.01)
    assert float(lat) == pytest.approx(61.5 - 30.5 / 60, abs=0.005)


def test_rotated_rasters_are_laid_in_place() -> None:
    """Pixels that do not run north are conserved too."""
    area = blob(29, -1, 0.2)
    turn = Affine(0.008, 0.004, 28.6, 0.004, -0.008, -0.8)
    raster = window(90, 90, turn)
    laid = grids(area)
    count, known = lay_counts(raster, laid.travel, area_lonlat=area, receiving=laid.travel.mask)
    assert known[laid.travel.mask].all()
    assert count.sum() == pytest.approx(independent(raster, area), rel=1e-3)


def test_pixels_of_a_projected_raster() -> None:
    """A raster in metres keeps its people on a grid of another system."""
    area = blob(29, -1, 0.2)
    raster = window(80, 80, Affine(1000, 0, 2_750_000, 0, -1000, -80_000), "ESRI:54009")
    laid = grids(area)
    count, _ = lay_counts(raster, laid.travel, area_lonlat=area, receiving=laid.travel.mask)
    assert count.sum() == pytest.approx(independent(raster, project_area(area, raster.crs)), rel=1e-3)


def test_only_receiving_cells_take_counts() -> None:
    """What falls on other cells is left out, and the rest does not move."""
    area = blob(29, -1, 0.2)
    laid = grids(area)
    raster = window(60, 60, Affine(1 / 120, 0, 28.75, 0, -1 / 120, -0.75))
    everything, _ = lay_counts(raster, laid.travel, area_lonlat=area, receiving=laid.travel.mask)
    half = laid.travel.mask & (np.indices(laid.travel.shape)[1] < laid.travel.shape[1] // 2)
    some, _ = lay_counts(raster, laid.travel, area_lonlat=area, receiving=half)
    assert np.array_equal(some[half], everything[half])
    assert not some[~half].any()


def test_cells_without_pixels_are_not_known() -> None:
    """A raster smaller than the area leaves cells unknown, and unknown pixels do."""
    area = shapely.box(28.8, -1.2, 29.2, -0.8)
    laid = grids(area)
    raster = window(20, 48, Affine(1 / 120, 0, 28.8, 0, -1 / 120, -0.8))
    raster.values[:10, :10] = np.nan
    _, known = lay_counts(raster, laid.travel, area_lonlat=area, receiving=laid.travel.mask)
    cell = laid.travel.cell_of(*laid.travel.project([29.0, 29.0, 28.82], [-0.9, -1.1, -0.82]))
    assert known.ravel()[cell].tolist() == [True, False, False]


def test_people_of_shore_pixels_stay_on_land() -> None:
    """Lake cells get nothing from a pixel that has land, and everything from one that has none."""
    area = shapely.box(28.9, -1.1, 29.1, -0.9)
    laid = grids(area)
    raster = window(2, 2, Affine(0.1, 0, 28.9, 0, -0.1, -0.9))
    lon, _ = laid.travel.unproject(*laid.travel.centre(np.arange(laid.travel.share.size)))
    water = (lon > 28.96).reshape(laid.travel.shape)
    count, _ = lay_counts(raster, laid.travel, area_lonlat=area, receiving=laid.travel.mask, water=water)
    assert count.sum() == pytest.approx(raster.values.sum(), rel=1e-3)
    assert count[water].sum() == pytest.approx(raster.values[:, 1].sum(), rel=1e-3)


def test_areas_of_pixels_are_true() -> None:
    """Areas agree with geodesic polygons on the ellipsoid, in degrees and in metres."""
    raster = window(6, 3, Affine(1 / 6, 0, 29, 0, -1 / 6, 60))
    geod = Geod(ellps="WGS84")
    for row, area in enumerate(pixel_km2(raster)[:, 0]):
        north, south = 60 - row / 6, 60 - (row + 1) / 6
        lon = np.linspace(29, 29 + 1 / 6, 400)
        ring = np.r_[lon, lon[::-1]], np.r_[np.full(400, south), np.full(400, north)]
        assert area == pytest.approx(geod.polygon_area_perimeter(*ring)[0] / 1e6, rel=1e-6)
    metres = window(2, 2, Affine(1000, 0, 500_000, 0, -1000, 9_900_000), "EPSG:32735")
    assert pixel_km2(metres) == pytest.approx(np.full((2, 2), 1 / 0.9996**2), rel=1e-5)


def test_an_outline_that_cannot_be_projected_is_told() -> None:
    """A raster in a system that does not reach the area is an error with its name."""
    area = shapely.box(100, -1, 101, 0)
    raster = window(4, 4, Affine(1000, 0, 0, 0, -1000, 0), "+proj=ortho +lat_0=0 +lon_0=-80")
    with pytest.raises(InputError, match="cannot be projected"):
        lay_counts(raster, grids(area).travel, area_lonlat=area, receiving=grids(area).travel.mask)


@pytest.mark.parametrize("most", [0, 2000, 10**9])
def test_rasters_of_one_frame_share_their_cells(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kept cells, all or some, give what each raster gives by itself; one with other holes too."""
    monkeypatch.setattr("layers.subpixels.MOST_KEPT", most)
    monkeypatch.setattr("layers.subpixels._CHUNK", 500)
    area = blob(30.0, 2.0, 0.1)
    laid, transform = grids(area), Affine(0.01, 0, 29.88, 0, -0.01, 2.12)
    rasters = [window(24, 24, transform, seed=seed) for seed in range(3)]
    rasters[2].values[8:13, 9] = np.nan
    kept = KeptCells()
    for raster in rasters:
        alone = lay_counts(raster, laid.travel, area_lonlat=area, receiving=laid.travel.mask)
        shared = lay_counts(raster, laid.travel, area_lonlat=area, receiving=laid.travel.mask, kept=kept)
        assert alone[0].sum() > 0
        assert alone[0].tobytes() == shared[0].tobytes()
        assert alone[1].tobytes() == shared[1].tobytes()

"""Tests of people by district."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from affine import Affine
from pyproj import Transformer

from layers.grid import block_sum
from layers.population import PopulationLayer, people_by_district, people_on_grid
from layers.rasters import place
from layers.sources.districts import read_districts
from tests.layers.small_rasters import grids, store
from tests.layers.sources.written import DATA

ANGLES = np.linspace(0, 2 * np.pi, 40)[:-1]
RAGGED = shapely.Polygon(
    np.column_stack(
        [
            29.5 + 0.4 * np.cos(ANGLES) * (1 + 0.2 * np.sin(5 * ANGLES)),
            -1.5 + 0.33 * np.sin(ANGLES) * (1 + 0.2 * np.cos(3 * ANGLES)),
        ]
    )
)


def tiles(area: shapely.Geometry) -> gpd.GeoDataFrame:
    """Return districts that tile an area along slanting lines."""
    west, south, east, north = area.bounds
    cuts = np.linspace(west - 0.3, east + 0.3, 6)
    bands = [
        shapely.Polygon(
            [(a, south - 0.1), (b, south - 0.1), (b + 0.15, north + 0.1), (a + 0.15, north + 0.1)]
        )
        for a, b in pairwise(cuts)
    ]
    parts = [part for part in shapely.intersection(bands, area) if not part.is_empty]
    names = [f"D{number}" for number in range(len(parts))]
    return gpd.GeoDataFrame({"name": names, "code": [f"X{n}" for n in names]}, geometry=parts, crs=4326)


def raster(folder: Path, crs: str) -> tuple[Path, float]:
    """Write uneven counts in a system; return the file and their exact sum over the ragged area."""
    if crs == "EPSG:4326":
        transform, shape = Affine(1 / 120, 0, 28.9, 0, -1 / 120, -0.9), (150, 150)
    else:
        x, y = Transformer.from_crs(4326, crs, always_xy=True).transform(29.5, -1.5)
        transform, shape = Affine(1200, 0, x - 90_000, 0, -1200, y + 90_000), (150, 150)
    values = np.random.default_rng(3).lognormal(3, 1.2, shape).astype(np.float32)
    path = store(folder / "people.tif", values, crs=crs, transform=transform)
    rows, columns = (axis.ravel().astype(float) for axis in np.indices(shape))
    corners = [place(transform, columns + i, rows + j) for i, j in ((0, 0), (1, 0), (1, 1), (0, 1))]
    pixels = shapely.polygons(np.stack([np.column_stack(corner) for corner in corners], axis=1))
    outline = gpd.GeoSeries([shapely.segmentize(RAGGED, 0.01)], crs=4326).to_crs(crs).iloc[0]
    share = shapely.area(shapely.intersection(pixels, outline)) / shapely.area(pixels)
    return path, float((values.ravel() * share).sum())


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:32735", "ESRI:54009", "EPSG:3857", "ESRI:102022"])
@pytest.mark.parametrize("grid_crs", ["auto", "EPSG:32735", "ESRI:102022"])
def test_raster_grid_and_districts_agree(tmp_path: Path, crs: str, grid_crs: str) -> None:
    """The people of the area are one number to 0.1 %, whatever the systems."""
    path, expected = raster(tmp_path, crs)
    laid = grids(1000.0, RAGGED, grid_crs)
    people, _ = people_on_grid([PopulationLayer(path, "people_per_cell")], laid.travel, area_lonlat=RAGGED)
    with_area = people_by_district(people, laid.travel, tiles(RAGGED), area=laid.area)
    alone = people_by_district(people, laid.travel, tiles(RAGGED).to_crs(32735))
    for total in (
        np.nansum(people),
        np.nansum(block_sum(people, laid.factor)),
        with_area["people"].sum(),
        alone["people"].sum(),
    ):
        assert total == pytest.approx(expected, rel=1e-3)
    assert list(with_area.columns) == ["name", "code", "people"]
    assert with_area["name"].tolist() == tiles(RAGGED)["name"].tolist()


def test_cells_on_a_boundary_count_by_share() -> None:
    """A border through cells divides their people in proportion, exactly."""
    laid = grids()
    people = np.where(laid.travel.mask, 100.0 * laid.travel.share, np.nan)
    x, y = laid.travel.project(29.5, -1.5)
    edge = np.floor((float(x) - laid.travel.x0) / 1000) * 1000 + laid.travel.x0 + 250
    north, south, left, right = float(y) + 2000, float(y) - 2000, edge - 3250, edge
    box = shapely.box(left, south, right, north)
    districts = gpd.GeoDataFrame({"name": ["a"], "code": [""]}, geometry=[box], crs=laid.travel.crs)
    assert people_by_district(people, laid.travel, districts)["people"][0] == pytest.approx(100 * 3.25 * 4)


def test_people_outside_the_area_are_nobodys() -> None:
    """A district that reaches beyond the area gets what is inside; one wholly outside has no number."""
    laid = grids()
    people = np.where(laid.travel.mask, 7.0 * laid.travel.share, np.nan)
    shapes = [shapely.box(28, -3, 31, 0), shapely.box(60, 10, 61, 11)]
    districts = gpd.GeoDataFrame({"name": ["all", "far"]}, geometry=shapes, crs=4326)
    table = people_by_district(people, laid.travel, districts, area=laid.area)
    assert table["people"][0] == pytest.approx(np.nansum(people), rel=1e-6)
    assert np.isnan(table["people"][1])
    assert table["code"].tolist() == ["", ""]


def test_no_districts_give_an_empty_table() -> None:
    """Without districts there are no rows and the columns are there."""
    laid = grids()
    none = gpd.GeoDataFrame({"name": [], "code": []}, geometry=[], crs=4326)
    table = people_by_district(np.ones(laid.travel.shape), laid.travel, none)
    assert table.empty
    assert list(table.columns) == ["name", "code", "people"]


@pytest.mark.skipif(not DATA.exists(), reason="open data absent")
def test_the_states_of_south_sudan_sum_to_its_people() -> None:
    """OCHA's states, taken as the area, share out its people with nobody left."""
    folder = DATA / "south_sudan"
    states, _ = read_districts(folder / "admin" / "ssd_admbnda_adm1_imwg_nbs_20210924.geojson")
    area = states.geometry.union_all()
    laid = grids(5000.0, area)
    layers = [
        PopulationLayer(folder / "population/gpw_v4_r11_popcount_1km.tif", "people_per_cell"),
        PopulationLayer(folder / "population/worldpop_afripop2020_20km_density.tif", "people_per_km2"),
    ]
    people, findings = people_on_grid(layers, laid.travel, area_lonlat=area)
    assert "north of 5.4" in " ".join(finding.message for finding in findings)
    table = people_by_district(people, laid.travel, states, area=laid.area)
    assert table["people"].sum() == pytest.approx(np.nansum(people), rel=1e-3)
    assert 11e6 < table["people"].sum() < 12.5e6

"""From the register's areas and the districts to cells."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from layers.errors import InputError
from layers.polygons import outline_cells
from optimisation.prepare_areas import priority_map
from tests.layers.risk import tiny
from tests.optimisation.quarters import (
    QUARTERS,
    an_entry,
    demand_of,
    landscape_in_quarters,
)


@pytest.mark.parametrize("name", ["North East", "NORTH EAST", "ne-01", "NE-01"])
def test_district_is_found_by_name_or_code(name: str) -> None:
    """Names and codes match in any case, and only the district's own cells are in the area."""
    districts = tiny.districts(QUARTERS).assign(code=["NW-01", "NE-01", "S-01"])
    landscape = landscape_in_quarters(districts=districts)
    inside = priority_map(landscape, [an_entry("T1", district=name)])["T1"]
    x, y = landscape.grid.centre(np.flatnonzero(inside))
    assert inside.sum() == 100
    assert (x.min(), y.min()) == (52.5e3, 52.5e3)


def test_unknown_districts_are_told_together_with_the_known_ones() -> None:
    """Every wrong district and every area without a cell is an error of its own, with the names to use."""
    far = an_entry("T3", centre=(0.0, 40.0), radius_m=1000.0)
    register = [an_entry("T1", district="Nord"), an_entry("T2", district="Nort-West"), far, an_entry("T4")]
    with pytest.raises(InputError) as caught:
        priority_map(landscape_in_quarters(), register)
    assert [finding.column for finding in caught.value.findings] == [
        "threat.T1.district",
        "threat.T2.district",
        "threat.T3",
    ]
    assert caught.value.findings[0].value == "Nord"
    assert caught.value.findings[0].remedy == "use one of: North East, North West, South"
    assert caught.value.findings[1].remedy.startswith("use North West, or one of: ")


def test_district_without_a_district_layer_is_an_error() -> None:
    """Where no districts are given the error says so."""
    landscape = landscape_in_quarters(districts=tiny.districts({}))
    with pytest.raises(InputError, match="no district layer is given"):
        priority_map(landscape, [an_entry("T1")])


def test_circle_holds_the_centres_within_its_radius() -> None:
    """A circle's area is the cells whose centre lies within the radius, and the cell of its own centre."""
    landscape = landscape_in_quarters()
    lon, lat = landscape.grid.unproject(52_500.0, 52_500.0)
    centre = (float(lon), float(lat))
    areas = priority_map(
        landscape,
        [
            an_entry("wide", centre=centre, radius_m=5001.0),
            an_entry("small", centre=(centre[0] + 0.015, centre[1]), radius_m=100.0),
        ],
    )
    assert areas["wide"].sum() == 5
    own = int(landscape.grid.cell_of(52_500.0, 52_500.0))
    assert np.flatnonzero(areas["small"]).tolist() == [own]


def test_district_smaller_than_a_cell_has_the_cell_it_lies_in() -> None:
    """A town's district that holds no cell's centre is not lost."""
    town = {**QUARTERS, "Town": (50.2e3, 50.2e3, 51.2e3, 51.2e3)}
    landscape = landscape_in_quarters(districts=tiny.districts(town))
    inside = priority_map(landscape, [an_entry("T1", district="town")])["T1"]
    assert np.flatnonzero(inside).tolist() == [int(landscape.grid.cell_of(50.7e3, 50.7e3))]


def test_district_beyond_the_area_has_no_cell() -> None:
    """A district that lies outside the mission's area is an error, not an empty area."""
    landscape = landscape_in_quarters(districts=tiny.districts({"Off": (150e3, 0.0, 160e3, 10e3)}))
    with pytest.raises(InputError, match="no cell inside the mission's area"):
        priority_map(landscape, [an_entry("T1", district="Off")])


def test_area_is_where_the_geometry_says() -> None:
    """A district given in degrees covers the same cells as its outline in metres."""
    triangle = shapely.segmentize(shapely.Polygon([(0, 0), (100e3, 0), (0, 100e3)]), 2000.0)
    table = gpd.GeoDataFrame(
        {"name": ["Slope"], "code": [""]},
        geometry=gpd.GeoSeries([triangle], crs=tiny.CRS).to_crs(4326),
        crs=4326,
    )
    demand = demand_of(landscape_in_quarters(districts=table), an_entry("T1", district="slope"))
    expected = demand.x + demand.y < 100e3
    clear = np.abs(demand.x + demand.y - 100e3) > 100
    assert np.array_equal(demand.priority_area[clear], expected[clear])


def test_outline_holds_the_centres_inside_and_a_small_one_its_cell() -> None:
    """An outline drawn around three cells has these; one smaller than a cell the cell it lies in."""
    world = landscape_in_quarters()
    grid = world.grid
    first = int(np.flatnonzero(grid.mask)[0])
    cells = np.array([first, first + 1, first + grid.shape[1]], dtype=np.int64)
    outline = outline_cells([cells], grid).iloc[0]
    lon, lat = grid.unproject(*grid.centre(first + 1))
    speck = shapely.Point(float(lon) + 1e-5, float(lat)).buffer(1e-6)
    areas = priority_map(
        world, [an_entry("A", district=None, outline=outline), an_entry("B", district=None, outline=speck)]
    )
    assert np.flatnonzero(areas["A"]).tolist() == cells.tolist()
    assert np.flatnonzero(areas["B"]).tolist() == [first + 1]


def test_outline_beyond_the_area_has_no_cell() -> None:
    """An outline that lies elsewhere is told with its text."""
    far = an_entry("T1", district=None, outline=shapely.box(100.0, 50.0, 101.0, 51.0))
    with pytest.raises(InputError, match="has no cell inside") as told:
        priority_map(landscape_in_quarters(), [far])
    assert told.value.findings[0].value.startswith("POLYGON")

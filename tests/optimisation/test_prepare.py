"""From geodata to arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from numpy.typing import NDArray

from layers.errors import InputError
from layers.landscape import Landscape
from layers.risk.surface import Risk
from optimisation.demand import Demand
from optimisation.prepare import (
    RegisterEntry,
    Weighting,
    build_demand,
    flight_table,
    priority_map,
    priority_weight,
    site_list,
    travel_tables,
)
from tests.layers.risk import tiny
from tests.optimisation.small_worlds import COB, JPT

WEIGHTING = Weighting(
    {"state": 1.0, "armed_group": 2.0, "communal": 1.0}, {"must": 3.0, "should": 3.0, "could": 1.0}
)
QUARTERS = {
    "North West": (0.0, 50e3, 50e3, 100e3),
    "North East": (50e3, 50e3, 100e3, 100e3),
    "South": (0.0, 0.0, 100e3, 50e3),
}
NOWHERE = tiny.incidents([], [])


def _entry(name: str, priority: str = "must", **changes: Any) -> RegisterEntry:
    values = {"source": "state", "limit_min": 60.0, "tools": ("cob",), "share": 0.5}
    if "centre" not in changes:
        values["district"] = "South"
    return RegisterEntry(id=name, name=name, priority=priority, **(values | changes))


def _landscape(**tables: gpd.GeoDataFrame) -> Landscape:
    tables.setdefault("districts", tiny.districts(QUARTERS))
    tables.setdefault("places", tiny.points([(20e3, 20e3)], name=["Bo"]))
    return tiny.landscape(NOWHERE, grid=tiny.grids(buffer_m=5000.0), **tables)


def _risk(
    landscape: Landscape,
    surfaces: Mapping[str, float] | None = None,
    earlier: float = 0.0,
    people: float = 10.0,
) -> Risk:
    inside = landscape.grid.mask.astype(float)
    given = {"state": 2.0, "armed_group": 5.0} if surfaces is None else surfaces
    risk: Mapping[Any, NDArray[np.float64]] = {source: value * inside for source, value in given.items()}
    return Risk(
        likelihood=risk,
        risk=risk,
        earlier=dict.fromkeys(risk, earlier * inside),
        people=people * inside,
        people_known=inside > 0,
        unknown=np.zeros(inside.shape, dtype=np.bool_),
        bandwidth_m=5000.0,
        half_life_days=365.0,
        decay_from=date(2025, 1, 1),
    )


def _at(demand: Demand, x: float, y: float) -> int:
    found = np.flatnonzero((np.abs(demand.x - x) <= 2500) & (np.abs(demand.y - y) <= 2500))
    assert found.size == 1
    return int(found[0])


def _built(landscape: Landscape, *register: RegisterEntry, **changes: Any) -> Demand:
    return build_demand(
        landscape, changes.pop("risk", _risk(landscape)), register=register, weighting=WEIGHTING, **changes
    )


def test_demand_lies_on_the_cells_of_the_area() -> None:
    """Positions run over the cells of the area; cells of the margin have none; centres are theirs."""
    landscape = _landscape()
    demand = _built(landscape)
    assert demand.cells.size == 400
    assert demand.shape == (22, 22)
    assert (demand.position >= 0).sum() == 400
    assert np.array_equal(demand.position[demand.cells], np.arange(400))
    assert demand.position[0] == -1
    lon, lat = landscape.grid.unproject(demand.x, demand.y)
    assert np.array_equal(landscape.grid.cell_of(demand.x, demand.y), demand.cells)
    assert np.allclose([demand.lon, demand.lat], [lon, lat])
    assert demand.people.sum() == 4000.0


def test_weight_is_source_weight_times_risk_times_priority() -> None:
    """W multiplies the three, for observed sources only."""
    demand = _built(_landscape(), _entry("T1", district="North East"))
    east, south = _at(demand, 72.5e3, 72.5e3), _at(demand, 22.5e3, 22.5e3)
    assert set(demand.weights) == {"state", "armed_group"}
    assert (demand.weights["state"][east], demand.weights["state"][south]) == (6.0, 2.0)
    assert (demand.weights["armed_group"][east], demand.weights["armed_group"][south]) == (30.0, 10.0)


@pytest.mark.parametrize(
    ("priorities", "factor"),
    [
        ((), 1.0),
        (("could",), 1.0),
        (("should",), 3.0),
        (("must",), 3.0),
        (("must", "could"), 3.0),
        (("could", "should"), 3.0),
    ],
)
def test_priority_factor_is_the_highest_of_the_areas(priorities: tuple[str, ...], factor: float) -> None:
    """3 in must and should areas, 1 in could areas and elsewhere, whatever the order of the register."""
    landscape = _landscape()
    register = [_entry(f"T{number}", priority) for number, priority in enumerate(priorities)]
    areas = priority_map(landscape, register)
    found = priority_weight(areas, register, WEIGHTING, landscape.grid.mask.size)
    south, north = (int(landscape.grid.cell_of(x, y)) for x, y in ((22.5e3, 22.5e3), (22.5e3, 72.5e3)))
    assert (found[south], found[north]) == (factor, 1.0)


def test_lowered_priority_may_weigh_less_than_elsewhere() -> None:
    """A could area that a mission gives half the weight has half, not the 1 of elsewhere."""
    landscape = _landscape()
    register = [_entry("T1", "could")]
    half = Weighting(WEIGHTING.source_weights, {"could": 0.5})
    areas = priority_map(landscape, register)
    assert priority_weight(areas, register, half, landscape.grid.mask.size).min() == 0.5


@pytest.mark.parametrize("name", ["North East", "NORTH EAST", "ne-01", "NE-01"])
def test_district_is_found_by_name_or_code(name: str) -> None:
    """Names and codes match in any case, and only the district's own cells are in the area."""
    districts = tiny.districts(QUARTERS).assign(code=["NW-01", "NE-01", "S-01"])
    landscape = _landscape(districts=districts)
    inside = priority_map(landscape, [_entry("T1", district=name)])["T1"]
    x, y = landscape.grid.centre(np.flatnonzero(inside))
    assert inside.sum() == 100
    assert (x.min(), y.min()) == (52.5e3, 52.5e3)


def test_unknown_districts_are_told_together_with_the_known_ones() -> None:
    """Every wrong district and every area without a cell is an error of its own, with the names to use."""
    far = _entry("T3", centre=(0.0, 40.0), radius_m=1000.0)
    register = [_entry("T1", district="Nord"), _entry("T2", district="Sud"), far, _entry("T4")]
    with pytest.raises(InputError) as caught:
        priority_map(_landscape(), register)
    assert [finding.column for finding in caught.value.findings] == [
        "threat.T1.district",
        "threat.T2.district",
        "threat.T3",
    ]
    assert caught.value.findings[0].value == "Nord"
    assert "North East, North West, South" in caught.value.findings[0].remedy


def test_district_without_a_district_layer_is_an_error() -> None:
    """Where no districts are given the error says so."""
    landscape = _landscape(districts=tiny.districts({}))
    with pytest.raises(InputError, match="no district layer is given"):
        priority_map(landscape, [_entry("T1")])


def test_circle_holds_the_centres_within_its_radius() -> None:
    """A circle's area is the cells whose centre lies within the radius, and the cell of its own centre."""
    landscape = _landscape()
    lon, lat = landscape.grid.unproject(52_500.0, 52_500.0)
    centre = (float(lon), float(lat))
    areas = priority_map(
        landscape,
        [
            _entry("wide", centre=centre, radius_m=5001.0),
            _entry("small", centre=(centre[0] + 0.015, centre[1]), radius_m=100.0),
        ],
    )
    assert areas["wide"].sum() == 5
    own = int(landscape.grid.cell_of(52_500.0, 52_500.0))
    assert np.flatnonzero(areas["small"]).tolist() == [own]


def test_district_smaller_than_a_cell_has_the_cell_it_lies_in() -> None:
    """A town's district that holds no cell's centre is not lost."""
    town = {**QUARTERS, "Town": (50.2e3, 50.2e3, 51.2e3, 51.2e3)}
    landscape = _landscape(districts=tiny.districts(town))
    inside = priority_map(landscape, [_entry("T1", district="town")])["T1"]
    assert np.flatnonzero(inside).tolist() == [int(landscape.grid.cell_of(50.7e3, 50.7e3))]


def test_district_beyond_the_area_has_no_cell() -> None:
    """A district that lies outside the mission's area is an error, not an empty area."""
    landscape = _landscape(districts=tiny.districts({"Off": (150e3, 0.0, 160e3, 10e3)}))
    with pytest.raises(InputError, match="no cell inside the mission's area"):
        priority_map(landscape, [_entry("T1", district="Off")])


def test_only_must_and_should_areas_are_priority_areas() -> None:
    """Floors count must and should areas, not could areas."""
    register = [
        _entry("T1", "must", district="North West"),
        _entry("T2", "should", district="North East"),
        _entry("T3", "could"),
    ]
    demand = _built(_landscape(), *register)
    assert np.array_equal(demand.priority_area, demand.y > 50e3)


@pytest.mark.parametrize(("earlier", "kept"), [(7.0, 7.0), (0.5, 2.0)])
def test_keep_earlier_takes_the_higher_within_its_cells(earlier: float, kept: float) -> None:
    """Near a base that closes the higher of recent and earlier intensity counts, elsewhere the recent."""
    landscape = _landscape()
    near = np.zeros(landscape.grid.mask.size, dtype=np.bool_)
    near[int(landscape.grid.cell_of(22.5e3, 22.5e3))] = True
    demand = _built(landscape, risk=_risk(landscape, {"state": 2.0}, earlier), keep_earlier=near)
    here = _at(demand, 22.5e3, 22.5e3)
    assert demand.weights["state"][here] == kept
    assert (np.delete(demand.weights["state"], here) == 2.0).all()


def test_denied_is_for_troops_alone() -> None:
    """Only areas denied to the military are marked: not those denied to civilians, nor mere notice."""
    rows = [
        ("denied", ("military", "civilian"), (0.0, 0.0, 10e3, 10e3)),
        ("denied", ("civilian",), (20e3, 0.0, 30e3, 10e3)),
        ("authorise", ("military",), (40e3, 0.0, 50e3, 10e3)),
    ]
    boxes = tiny.districts({str(number): box for number, (_, _, box) in enumerate(rows)})
    restrictions = boxes.assign(state=[r[0] for r in rows], applies_to=[r[1] for r in rows])
    demand = _built(_landscape(restrictions=restrictions))
    assert np.array_equal(demand.denied, (demand.x < 10e3) & (demand.y < 10e3))
    assert not _built(_landscape()).denied.any()


def test_threat_weighs_its_source_else_what_there_is() -> None:
    """A threat area weighs its source's risk, else all risk, else people, else its cells equally."""
    landscape = _landscape()

    def weights(source: str, surfaces: Mapping[str, float], people: float = 10.0) -> set[float]:
        demand = _built(
            landscape, _entry("T1", source=source), risk=_risk(landscape, surfaces, people=people)
        )
        assert demand.threats[0].cells.size == 200
        return set(demand.threats[0].weights.tolist())

    assert weights("state", {"state": 2.0, "armed_group": 5.0}) == {6.0}
    assert weights("communal", {"state": 2.0, "armed_group": 5.0}) == {36.0}
    assert weights("state", {"state": 0.0}) == {10.0}
    assert weights("state", {}, people=0.0) == {1.0}


def test_threat_keeps_the_words_of_the_register() -> None:
    """Limit, tools, share and flags are the register's; cells are positions of its own area."""
    entry = _entry("T1", limit_min=25.0, tools=("jpt",), share=0.9, hard=True, strategic=True)
    demand = _built(_landscape(), entry)
    (found,) = demand.threats
    assert (found.limit_min, found.tools, found.share, found.hard, found.strategic) == (
        25.0,
        ("jpt",),
        0.9,
        True,
        True,
    )
    assert np.array_equal(found.cells, np.flatnonzero(demand.y < 50e3))


def test_places_without_a_name_name_nothing() -> None:
    """Nameless places are left out of the names of areas; positions are in the grid's system."""
    places = tiny.points([(20e3, 30e3), (40e3, 50e3)], name=["", "Bo"])
    demand = _built(_landscape(places=places))
    assert demand.place_names == ("Bo",)
    assert demand.place_xy == pytest.approx(np.array([[40e3, 50e3]]), abs=0.01)
    none = _built(_landscape(places=tiny.points([], name=[])))
    assert none.place_names == ()
    assert none.place_xy.shape == (0, 2)


def _sites(count: int, start: int = 0) -> gpd.GeoDataFrame:
    names = [f"B{start + number}" for number in range(count)]
    return tiny.points(
        [(10e3 * (number + 1), 10e3) for number in range(count)],
        id=[name.lower() for name in names],
        name=names,
        personnel=[100.0 + number for number in range(count)],
        travel_cell=[start + number for number in range(count)],
    )


def test_bases_come_before_candidates() -> None:
    """Sites are bases, then candidates, with their travel cells; only bases have personnel."""
    sites, cells = site_list(_sites(2), _sites(1, start=7).drop(columns="personnel"))
    assert [(site.id, site.kind) for site in sites] == [
        ("b0", "base"),
        ("b1", "base"),
        ("b7", "candidate"),
    ]
    assert cells.tolist() == [0, 1, 7]
    assert sites[1].personnel == 101.0
    assert np.isnan(sites[2].personnel)
    assert site_list(_sites(1), _sites(0))[1].tolist() == [0]
    assert site_list(_sites(0), _sites(0)) == ((), pytest.approx(np.empty(0)))


def _friction(closed: Sequence[int] = ()) -> NDArray[np.float64]:
    minutes = np.full((110, 110), 0.001)
    minutes.ravel()[list(closed)] = np.inf
    return minutes


def _tables(military: NDArray[np.float64], civilian: NDArray[np.float64], cells: list[int]) -> Any:
    landscape = replace(_landscape(), friction={("military", "dry"): military, ("civilian", "dry"): civilian})
    sites, _ = site_list(_sites(len(cells)), _sites(0))
    told: list[tuple[str, int, int]] = []
    found = travel_tables(
        landscape,
        sites,
        np.array(cells),
        tools=(COB, JPT),
        season="dry",
        limit_min=30.0,
        executor=None,
        cache_dir=None,
        progress=lambda *step: told.append(step),
    )
    return found, told


def test_site_a_persona_may_not_enter_has_an_empty_row() -> None:
    """Civilians go nowhere from a site denied to them; the rows of the other sites are not moved."""
    cells = [20 * 110 + 20, 50 * 110 + 50, 80 * 110 + 80]
    found, told = _tables(_friction(), _friction([cells[1]]), cells)
    lengths = {tool: np.diff(table.indptr).tolist() for tool, table in found.items()}
    assert lengths["jpt"][1] == 0
    assert lengths["jpt"][0] == lengths["cob"][0] > 0
    assert lengths["jpt"][2] == lengths["cob"][2] > 0
    assert found["jpt"].site_ids == ("b0", "b1", "b2")
    own = int(_landscape().grid.cell_of(75.5e3, 24.5e3))
    assert own in found["jpt"].minutes(2)[0]
    assert {step[0] for step in told} == {"military", "civilian"}


def test_site_nobody_of_a_persona_may_enter_at_all() -> None:
    """Where civilians may enter no site their table is empty, not an error."""
    cells = [20 * 110 + 20]
    found, _ = _tables(_friction(), _friction(cells), cells)
    assert np.diff(found["jpt"].indptr).tolist() == [0]
    assert found["cob"].cells.size > 0


def test_personas_that_travel_alike_share_one_table() -> None:
    """One friction is travelled once for all personas that have it."""
    alike = _friction()
    found, told = _tables(alike, alike, [20 * 110 + 20])
    assert found["cob"] is found["jpt"]
    assert {step[0] for step in told} == {"military"}


def test_area_is_where_the_geometry_says() -> None:
    """A district given in degrees covers the same cells as its outline in metres."""
    triangle = shapely.segmentize(shapely.Polygon([(0, 0), (100e3, 0), (0, 100e3)]), 2000.0)
    table = gpd.GeoDataFrame(
        {"name": ["Slope"], "code": [""]},
        geometry=gpd.GeoSeries([triangle], crs=tiny.CRS).to_crs(4326),
        crs=4326,
    )
    demand = _built(_landscape(districts=table), _entry("T1", district="slope"))
    expected = demand.x + demand.y < 100e3
    clear = np.abs(demand.x + demand.y - 100e3) > 100
    assert np.array_equal(demand.priority_area[clear], expected[clear])


def test_what_flies_takes_the_straight_line_and_lands_where_troops_may_be() -> None:
    """Minutes are distance over speed, roads or not; cells that troops may not enter are left out."""
    bare = _landscape()
    landscape = replace(bare, friction={("military", "dry"): np.full(bare.travel.shape, 0.012)})
    travel, cells = landscape.travel, landscape.grid
    (site,) = travel.cell_of([30e3], [30e3])
    tool = replace(COB, name="qrf_air", reach_min=15.0, flies_kmh=120.0)
    sites, _ = site_list(
        tiny.points([(30e3, 30e3)], id=["w"], name=["W"], personnel=[1.0], travel_cell=[site]),
        tiny.points([], id=[], name=[], travel_cell=[]),
    )
    table = flight_table(landscape, sites, np.array([site]), tool, season="dry")
    x, y = cells.centre(np.arange(cells.mask.size))
    at_x, at_y = travel.centre(site)
    minutes = np.hypot(x - at_x, y - at_y) / 2000.0  # 120 km/h
    inside = cells.mask.ravel() & (np.ceil(np.round(minutes * 10, 3)) <= 150)
    assert table.cells.tolist() == np.flatnonzero(inside).tolist()
    assert np.allclose(table.tenths / 10, np.ceil(np.round(minutes[inside] * 10, 3)) / 10)
    shut = {key: np.full(value.shape, np.inf) for key, value in landscape.friction.items()}
    assert (
        flight_table(
            replace(landscape, friction=shut), sites, np.array([site]), tool, season="dry"
        ).cells.size
        == 0
    )

"""From geodata to arrays."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from optimisation.prepare import Weighting, priority_weight
from optimisation.prepare_areas import priority_map
from tests.layers.risk import tiny
from tests.optimisation.quarters import (
    WEIGHTING,
    an_entry,
    demand_of,
    even_risk,
    landscape_in_quarters,
    position_at,
)


def test_demand_lies_on_the_cells_of_the_area() -> None:
    """Positions run over the cells of the area; cells of the margin have none; centres are theirs."""
    landscape = landscape_in_quarters()
    demand = demand_of(landscape)
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
    demand = demand_of(landscape_in_quarters(), an_entry("T1", district="North East"))
    east, south = position_at(demand, 72.5e3, 72.5e3), position_at(demand, 22.5e3, 22.5e3)
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
    landscape = landscape_in_quarters()
    register = [an_entry(f"T{number}", priority) for number, priority in enumerate(priorities)]
    areas = priority_map(landscape, register)
    found = priority_weight(areas, register, WEIGHTING, landscape.grid.mask.size)
    south, north = (int(landscape.grid.cell_of(x, y)) for x, y in ((22.5e3, 22.5e3), (22.5e3, 72.5e3)))
    assert (found[south], found[north]) == (factor, 1.0)


def test_lowered_priority_may_weigh_less_than_elsewhere() -> None:
    """A could area that a mission gives half the weight has half, not the 1 of elsewhere."""
    landscape = landscape_in_quarters()
    register = [an_entry("T1", "could")]
    half = Weighting(WEIGHTING.source_weights, {"could": 0.5})
    areas = priority_map(landscape, register)
    assert priority_weight(areas, register, half, landscape.grid.mask.size).min() == 0.5


def test_only_must_and_should_areas_are_priority_areas() -> None:
    """Floors count must and should areas, not could areas."""
    register = [
        an_entry("T1", "must", district="North West"),
        an_entry("T2", "should", district="North East"),
        an_entry("T3", "could"),
    ]
    demand = demand_of(landscape_in_quarters(), *register)
    assert np.array_equal(demand.priority_area, demand.y > 50e3)


@pytest.mark.parametrize(("earlier", "kept"), [(7.0, 7.0), (0.5, 2.0)])
def test_keep_earlier_takes_the_higher_within_its_cells(earlier: float, kept: float) -> None:
    """Near a base that closes the higher of recent and earlier intensity counts, elsewhere the recent."""
    landscape = landscape_in_quarters()
    near = np.zeros(landscape.grid.mask.size, dtype=np.bool_)
    near[int(landscape.grid.cell_of(22.5e3, 22.5e3))] = True
    demand = demand_of(landscape, risk=even_risk(landscape, {"state": 2.0}, earlier), keep_earlier=near)
    here = position_at(demand, 22.5e3, 22.5e3)
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
    demand = demand_of(landscape_in_quarters(restrictions=restrictions))
    assert np.array_equal(demand.denied, (demand.x < 10e3) & (demand.y < 10e3))
    assert not demand_of(landscape_in_quarters()).denied.any()


def test_threat_weighs_its_source_else_what_there_is() -> None:
    """A threat area weighs its source's risk, else all risk, else people, else its cells equally."""
    landscape = landscape_in_quarters()

    def weights(source: str, surfaces: Mapping[str, float], people: float = 10.0) -> set[float]:
        demand = demand_of(
            landscape, an_entry("T1", source=source), risk=even_risk(landscape, surfaces, people=people)
        )
        assert demand.threats[0].cells.size == 200
        return set(demand.threats[0].weights.tolist())

    assert weights("state", {"state": 2.0, "armed_group": 5.0}) == {6.0}
    assert weights("communal", {"state": 2.0, "armed_group": 5.0}) == {36.0}
    assert weights("state", {"state": 0.0}) == {10.0}
    assert weights("state", {}, people=0.0) == {1.0}


def test_threat_keeps_the_words_of_the_register() -> None:
    """Limit, tools, share and flags are the register's; cells are positions of its own area."""
    entry = an_entry("T1", limit_min=25.0, tools=("jpt",), share=0.9, hard=True, strategic=True)
    demand = demand_of(landscape_in_quarters(), entry)
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
    demand = demand_of(landscape_in_quarters(places=places))
    assert demand.place_names == ("Bo",)
    assert demand.place_xy == pytest.approx(np.array([[40e3, 50e3]]), abs=0.01)
    none = demand_of(landscape_in_quarters(places=tiny.points([], name=[])))
    assert none.place_names == ()
    assert none.place_xy.shape == (0, 2)

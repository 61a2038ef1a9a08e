"""Areas that stay out of reach."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from optimisation.demand import Demand
from optimisation.uncovered import UncoveredArea, uncovered_areas
from tests.optimisation.small_worlds import REPEATABLE, demand


def _areas(
    world: Demand, reached: list[bool] | None = None, span_m: float = 50_000.0
) -> tuple[UncoveredArea, ...]:
    size = world.cells.size
    in_reach = np.zeros(size, dtype=np.bool_) if reached is None else np.array(reached)
    return uncovered_areas(world, in_reach, at_risk=world.at_risk(1.0), span_m=span_m)


def _picture(rows: list[str], **values: Any) -> Demand:
    """Return demand of a drawing: digits are weights, a dot is no weight."""
    weights = [0.0 if mark == "." else float(mark) for row in rows for mark in row]
    return demand({"state": weights}, shape=(len(rows), len(rows[0])), **values)


def _connected(cells: NDArray[np.int64], columns: int) -> bool:
    left = {divmod(int(cell), columns) for cell in cells}
    edge = [left.pop()]
    while edge:
        r, c = edge.pop()
        near = {(r + i, c + j) for i in (-1, 0, 1) for j in (-1, 0, 1)} & left
        left -= near
        edge += near
    return not left


def test_areas_are_ranked_by_risk() -> None:
    """The area with the most weighted risk is number 1, then falling; people break ties."""
    world = _picture(["2..5..2.4"], people=[1, 0, 0, 1, 0, 0, 9, 0, 1])
    areas = _areas(world)
    assert [area.rank for area in areas] == [1, 2, 3, 4]
    assert [area.risk for area in areas] == [5.0, 4.0, 2.0, 2.0]
    assert [area.cells.tolist() for area in areas] == [[3], [8], [6], [0]]


def test_diagonal_neighbours_are_one_area() -> None:
    """Cells that touch at a corner belong together; a gap of one cell parts them."""
    areas = _areas(_picture(["1...", ".1.1", "...."]))
    assert [area.cells.tolist() for area in areas] == [[0, 5], [7]]


def test_rows_do_not_wrap() -> None:
    """The last cell of a row is no neighbour of the first of the next."""
    assert len(_areas(_picture(["..1", "...", "1.."]))) == 2


def test_cells_in_reach_or_not_at_risk_stand_in_no_area() -> None:
    """Only cells at risk out of reach are uncovered."""
    areas = _areas(_picture(["1.11"]), [False, False, True, False])
    assert [area.cells.tolist() for area in areas] == [[0], [3]]


def test_why_an_area_is_uncovered() -> None:
    """Denied to troops, nobody observes, or out of reach: each its own area, even side by side."""
    world = _picture(["1234"], denied=[0, 1, 1, 0], unknown=[0, 0, 1, 0])
    assert [(area.why, area.cells.tolist()) for area in _areas(world)] == [
        ("out_of_reach", [3]),
        ("no_information", [2]),
        ("denied", [1]),
        ("out_of_reach", [0]),
    ]


def test_populated_district_nobody_observes_stands_among_them() -> None:
    """Unknown cells with people are listed whatever their risk; empty ones, and those in reach, are not."""
    world = _picture(
        ["9....", "....."],
        unknown=[0, 0, 0, 1, 1, 0, 1, 0, 1, 1],
        people=[1, 0, 0, 700, 300, 0, 0, 0, 5, 0],
    )
    reached = [False] * 10
    areas = _areas(world, reached)
    assert [area.why for area in areas] == ["out_of_reach", "no_information"]
    assert areas[1].cells.tolist() == [3, 4, 8]
    assert areas[1].people == 1005.0
    assert areas[1].sources == ()
    assert areas[1].lon == pytest.approx(3500 / 100_000)
    reached[3] = True
    assert _areas(world, reached)[1].cells.tolist() == [4, 8]


def test_area_says_its_people_sources_and_peak() -> None:
    """People and risk are summed, sources come from the most weight down, the centre is the heaviest cell."""
    world = demand(
        {"state": [1.0, 2.0, 0.0], "communal": [0.0, 9.0, 0.0], "criminal": [0.0, 0.0, 0.0]},
        people=[10.0, 20.0, 40.0],
    )
    (area,) = _areas(world)
    assert (area.people, area.risk, area.sources) == (30.0, 12.0, ("communal", "state"))
    assert (area.lon, area.lat) == pytest.approx((1500 / 100_000, -500 / 100_000))


def test_wide_areas_are_cut_between_their_peaks() -> None:
    """Two peaks 100 km apart on one ridge of risk are two areas, each whole and with its own peak."""
    weights = [1.0] * 30
    weights[4], weights[25] = 50.0, 60.0
    areas = _areas(demand({"state": weights}, cell_m=5000.0))
    home = {cell: area.rank for area in areas for cell in area.cells.tolist()}
    assert sorted(home) == list(range(30))
    assert home[4] != home[25]
    assert all(_connected(area.cells, 30) for area in areas)


def test_cut_does_not_run_through_cells_in_reach() -> None:
    """Both sides of a peak that is in reach are not one area for its sake."""
    world = _picture(["191", "2.2", "343"])
    areas = _areas(world, [False, True, *[False] * 7], span_m=1000.0)
    assert all(_connected(area.cells, 3) for area in areas)
    assert sum(area.cells.size for area in areas) == 7


def test_area_of_just_the_widest_span_is_not_cut() -> None:
    """Ten cells of 5 km are 50 km wide and stay one area; eleven do not fit."""
    peaks = [9.0, *[1.0] * 8, 9.0]
    assert len(_areas(demand({"state": peaks}, cell_m=5000.0))) == 1
    assert len(_areas(demand({"state": [*peaks[:5], 1.0, *peaks[5:]]}, cell_m=5000.0))) > 1


def test_names_are_of_the_nearest_place() -> None:
    """An area is named by the nearest place, with the distance beyond 10 km."""
    places = [("Here", 500.0, -500.0), ("There", 80_500.0, -500.0)]
    weights = [0.0] * 100
    weights[0], weights[10], weights[12], weights[60] = 4.0, 3.0, 2.0, 1.0
    areas = _areas(demand({"state": weights}, places=places))
    assert [area.name for area in areas] == ["Here", "Here", "12 km from Here", "20 km from There"]


def test_without_places_areas_are_named_by_position() -> None:
    """Without any place the name is the position with its hemisphere."""
    (area,) = _areas(demand({"state": [1.0]}, cell_m=300_000.0), span_m=1e9)
    assert area.name == "1.50 S, 1.50 E"


def test_nothing_uncovered_is_no_area() -> None:
    """Where all is in reach there are no areas, with and without places."""
    world = _picture(["11"], places=[("Here", 0.0, 0.0)])
    assert _areas(world, [True, True]) == ()
    assert _areas(_picture(["11"]), [True, True]) == ()


@st.composite
def _scattered(draw: st.DrawFn) -> tuple[Demand, list[bool]]:
    shape = draw(st.integers(1, 9)), draw(st.integers(1, 9))
    whole = shape[0] * shape[1]
    cells = sorted(draw(st.sets(st.integers(0, whole - 1), min_size=1)))

    def some(values: st.SearchStrategy[Any]) -> list[Any]:
        return draw(st.lists(values, min_size=len(cells), max_size=len(cells)))

    marks = st.sampled_from((False, False, True))
    world = demand(
        {"state": some(st.integers(0, 6)), "communal": some(st.integers(0, 2))},
        shape=shape,
        cells=cells,
        people=some(st.integers(0, 3)),
        unknown=some(marks),
        denied=some(marks),
    )
    return world, some(marks)


@REPEATABLE
@given(_scattered(), st.sampled_from((1000.0, 3000.0, 50_000.0)))
def test_every_uncovered_cell_is_in_exactly_one_connected_area(
    case: tuple[Demand, list[bool]], span_m: float
) -> None:
    """The areas part the uncovered cells, each is connected and of one kind, and none is left out."""
    world, reached = case
    at_risk = world.at_risk()
    areas = uncovered_areas(world, np.array(reached), at_risk=at_risk, span_m=span_m)
    listed = [cell for area in areas for cell in area.cells.tolist()]
    out = ~np.array(reached) & (at_risk | (world.unknown & (world.people > 0)))
    assert sorted(listed) == world.cells[out].tolist()
    assert all(_connected(area.cells, world.shape[1]) for area in areas)
    assert [area.rank for area in areas] == list(range(1, len(areas) + 1))
    assert all(a.risk >= b.risk for a, b in pairwise(areas))
    for area in areas:
        here = world.position[area.cells]
        unknown = world.unknown[here] & (world.people[here] > 0)
        expected = np.where(unknown, "no_information", np.where(world.denied[here], "denied", "out_of_reach"))
        assert set(expected.tolist()) == {area.why}
        assert area.people == world.people[here].sum()

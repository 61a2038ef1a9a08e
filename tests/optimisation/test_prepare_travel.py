"""From sites on the landscape to minutes of travel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
from numpy.typing import NDArray

from optimisation.prepare_travel import flight_table, site_list, travel_tables
from tests.layers.risk import tiny
from tests.optimisation.quarters import (
    landscape_in_quarters,
)
from tests.optimisation.small_worlds import COB, JPT


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
    landscape = replace(
        landscape_in_quarters(), friction={("military", "dry"): military, ("civilian", "dry"): civilian}
    )
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
    own = int(landscape_in_quarters().grid.cell_of(75.5e3, 24.5e3))
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


def test_what_flies_takes_the_straight_line_and_lands_where_troops_may_be() -> None:
    """Minutes are distance over speed, roads or not; cells that troops may not enter are left out."""
    bare = landscape_in_quarters()
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

"""The bands and tables of a run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest

from geo_poc.layers_out import context_tables, reach_bands, risk_bands
from geo_poc.mission import Mission
from geo_poc.pipeline import make_plan
from geo_poc.planning import Planned
from geo_poc.surroundings import MOST_TOWNS
from layers.landscape import SOURCES
from tests.geo_poc.conftest import Planner
from tests.tiny_mission import Tiny, box, write_tiny


def test_sources_that_nobody_sees_are_empty_bands(tiny_run: Planned) -> None:
    """Every source has a band: of one that is not observed it holds nothing, of one without risk zeros."""
    bands = risk_bands(tiny_run.outcome)
    mask = tiny_run.outcome.landscape.grid.mask
    assert tuple(bands) == SOURCES
    assert np.isnan(bands["criminal"]).all()
    assert np.isfinite(bands["armed_group"][mask]).all()
    assert np.isnan(bands["armed_group"][~mask]).all()
    total = sum(float(np.nansum(band)) for band in bands.values())
    assert total == pytest.approx(float(tiny_run.outcome.demand.total().sum()))


def test_minutes_and_people_lie_on_the_grid(tiny_run: Planned) -> None:
    """Minutes of plan and present, engagement, unknown and people are on the demand cells, else nothing."""
    outcome = tiny_run.outcome
    bands = reach_bands(outcome)
    assert outcome.evaluation is not None
    assert np.array_equal(bands["minutes_plan"], bands["minutes_present"], equal_nan=True)
    reached = np.isfinite(bands["minutes_plan"])
    assert reached.sum() == np.isfinite(outcome.evaluation.minutes).sum()
    assert set(np.unique(bands["engaged_plan"][outcome.landscape.grid.mask])) == {0.0, 1.0}
    assert np.nansum(bands["people"]) == pytest.approx(float(outcome.demand.people.sum()))


def test_infeasible_run_shows_the_present(impossible_run: Planned) -> None:
    """Without a plan the bands and uncovered areas are today's."""
    outcome = impossible_run.outcome
    bands, tables = reach_bands(outcome), context_tables(outcome)
    assert np.array_equal(bands["minutes_plan"], bands["minutes_present"], equal_nan=True)
    assert len(tables["uncovered"]) == len(outcome.present.uncovered)
    assert len(tables["placements"]) == 0


def test_tables_are_in_degrees_and_whole(tiny_run: Planned) -> None:
    """Each table has a system, every placement and uncovered area is a row, and bands of reach are nested."""
    outcome = tiny_run.outcome
    assert outcome.evaluation is not None
    tables = context_tables(outcome)
    for table in tables.values():
        assert isinstance(table, gpd.GeoDataFrame)
        assert table.crs.to_epsg() == 4326
    assert list(tables["placements"]["id"]) == [p.id for p in outcome.plan.placements]
    assert list(tables["uncovered"]["rank"]) == [a.rank for a in outcome.evaluation.uncovered]
    reach = tables["reach"].to_crs(outcome.landscape.grid.crs)
    assert list(reach["minutes"]) == sorted(reach["minutes"])
    for inner, outer in zip(reach.geometry[:-1], reach.geometry[1:], strict=True):
        assert inner.difference(outer.buffer(1)).area < 1
    assert set(tables["sites"]["kind"]) == {"base", "candidate"}


def test_uncovered_shapes_hold_their_cells(tiny_run: Planned) -> None:
    """The outline of an uncovered area is as large as its cells."""
    outcome = tiny_run.outcome
    assert outcome.evaluation is not None
    shapes = context_tables(outcome)["uncovered"].to_crs(outcome.landscape.grid.crs)
    cell = outcome.landscape.grid.cell_m**2
    for shape, area in zip(shapes.geometry, outcome.evaluation.uncovered, strict=True):
        assert shape.area == pytest.approx(area.cells.size * cell, rel=1e-3)


def test_towns_are_those_with_most_people(tiny_run: Planned) -> None:
    """Towns come by the people around them, and not more than a map can hold."""
    outcome = tiny_run.outcome
    places = outcome.landscape.places
    many = gpd.GeoDataFrame(
        {"name": [f"v{i}" for i in range(80)], "class": "village"},
        geometry=gpd.points_from_xy(np.linspace(0.02, 0.58, 80), np.full(80, 0.2958)),
        crs=4326,
    )
    crowded = replace(outcome, landscape=replace(outcome.landscape, places=many))
    assert set(context_tables(outcome)["towns"]["name"]) == set(places["name"])
    names = context_tables(crowded)["towns"]["name"]
    assert len(names) == MOST_TOWNS
    west = many.geometry.x.iloc[int(names.iloc[0].removeprefix("v"))]
    assert min(abs(west - 0.15), abs(west - 0.45)) < 0.02


def test_context_of_the_map(plan_tiny: Planner) -> None:
    """Roads far beyond the area are not drawn; a restriction is a row with who, what and why."""
    denied = ("Denied", box(0.08, 0.22, 0.22, 0.38), "civilian")
    roads = (((0.0, 0.30), (0.6, 0.30)), ((0.3, 0.3), (0.3, 3.0)))
    tables = context_tables(plan_tiny(Tiny(roads=roads, restrictions=(denied,))))
    assert tables["roads"].total_bounds[3] < 0.6 + 0.2
    assert list(tables["restrictions"]["name"]) == ["Denied"]
    assert list(tables["restrictions"]["state"]) == ["denied"]


def test_mission_without_optional_layers(tmp_path: Path) -> None:
    """A mission without places, roads, water or districts still has every table, empty."""
    path = write_tiny(tmp_path / "m")
    text = path.read_text(encoding="utf-8")
    start, stop = text.index("[[layers.roads]]"), text.index("[budget]")
    path.write_text(text[:start] + text[stop:], encoding="utf-8")
    tables = context_tables(make_plan(Mission.load(path)))
    for name in ("roads", "rivers", "lakes", "towns", "districts", "displaced", "restrictions"):
        assert len(tables[name]) == 0

"""Threat areas, reach by night and other actors as layers of plan.gpkg."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
from shapely import Point

from geo_poc.planning import Planned
from geo_poc.shown_tables import agreeing_actors, night_reach, threat_areas
from tests.geo_poc.conftest import Planner
from tests.tiny_mission import Tiny

THREATS = """
[[threat]]
id = "T1"
name = "Raids in the west"
source = "armed_group"
priority = "must"
centre = [0.15, 0.30]
radius_km = 5
interlocutors = { mediation = "Civil Affairs with the elders" }
[[threat]]
id = "T2"
name = "Raids all over the west"
source = "armed_group"
priority = "could"
time_limit_min = 30
centre = [0.15, 0.30]
radius_km = 12
"""


def test_each_threat_has_its_own_area(plan_tiny: Planner) -> None:
    """Entries of the register that overlap keep their whole outlines, with how each is answered."""
    budget = {"cob": 0, "jpt": 1, "engagements": 1}
    outcome = plan_tiny(Tiny(extra=THREATS, budget=budget))
    assert outcome.evaluation is not None
    table = threat_areas(outcome, outcome.evaluation)
    assert list(table["id"]) == ["T1", "T2"]
    assert list(table["priority"]) == ["must", "could"]
    assert list(table["limit_min"]) == [60, 30]
    assert list(table["engaged_by"]) == ["mediation", ""]
    assert list(table["met"]) == [status.met for status in outcome.evaluation.threats]
    metres = table.to_crs(outcome.landscape.grid.crs)
    cell = outcome.landscape.grid.cell_m**2
    for shape, threat in zip(metres.geometry, outcome.demand.threats, strict=True):
        assert shape.area == pytest.approx(threat.cells.size * cell, rel=1e-3)


def test_mission_without_a_register_has_an_empty_table(tiny_run: Planned) -> None:
    """Without threats there are columns and no rows."""
    table = threat_areas(tiny_run.outcome, tiny_run.outcome.present)
    assert len(table) == 0
    assert {"priority", "met", "engaged_by"} <= set(table.columns)


def test_night_is_told_where_it_changes_a_band(tiny_run: Planned) -> None:
    """A band that is the same by night has no outline; one that loses cells has that of the rest."""
    outcome = tiny_run.outcome
    same = replace(outcome.present, minutes_night=outcome.present.minutes)
    assert len(night_reach(outcome, same)) == 0
    minutes = outcome.present.minutes
    last = np.flatnonzero(minutes <= 30)[-1]
    dark = minutes.copy()
    dark[last] = np.inf
    table = night_reach(outcome, replace(same, minutes_night=dark)).to_crs(outcome.landscape.grid.crs)
    changed = [band for band in (15, 30, 60, 120) if minutes[last] <= band]
    assert list(table["minutes"]) == changed
    cell = outcome.landscape.grid.cell_m**2
    for band, shape in zip(table["minutes"], table.geometry, strict=True):
        assert shape.area == pytest.approx((dark <= band).sum() * cell, rel=1e-3)


def test_nothing_within_reach_by_night_is_no_outline(tiny_run: Planned) -> None:
    """Under a night caveat everywhere there is nothing to outline."""
    outcome = tiny_run.outcome
    never = np.full_like(outcome.present.minutes, np.inf)
    assert len(night_reach(outcome, replace(outcome.present, minutes_night=never))) == 0


def test_only_actors_whose_owner_agrees_leave_the_mission(tiny_run: Planned) -> None:
    """An actor whose owner does not agree is in no file of a run; a mission without actors has no rows."""
    outcome = tiny_run.outcome
    assert len(agreeing_actors(outcome)) == 0
    actors = gpd.GeoDataFrame(
        {
            "name": ["Police", "Clinic"],
            "kind": ["host_state", "humanitarian"],
            "component": ["police", "civilian"],
            "mandate": ["", ""],
            "hrddp": ["cleared", ""],
            "hrddp_expiry": ["2026-03-31", None],
            "supportable": [True, False],
            "never_tasked": [False, True],
            "owner_agrees": [True, False],
        },
        geometry=[Point(0.1, 0.1), Point(0.2, 0.2)],
        crs=4326,
    )
    known = replace(outcome, landscape=replace(outcome.landscape, other_actors=actors))
    assert list(agreeing_actors(known)["name"]) == ["Police"]

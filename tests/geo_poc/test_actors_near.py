"""Other actors in and near a threat's area."""

from __future__ import annotations

from dataclasses import replace

import pytest
import shapely

from geo_poc.actors_near import actors_near
from geo_poc.planning import Planned
from tests.geo_poc.told_mission import now


def test_actors_come_nearest_first_with_their_assessment(told_run: Planned) -> None:
    """Within the area the distance is nought; who is governed has an assessment, others have null."""
    case = now(told_run.outcome)
    east, west = case.demand.threats
    (guard,) = actors_near(case, east, "host_state")
    assert (guard["where"], guard["distance_km"], guard["mandate"]) == ("within", 0.0, "order")
    assert actors_near(case, east, "community") == []
    (elders,) = actors_near(case, west, "community")
    assert (elders["hrddp"], elders["hrddp_expiry"], elders["support_possible"]) == (None, None, None)


def test_actors_drawn_as_areas(told_run: Planned) -> None:
    """An area that holds a cell of the threat's is within, whichever its middle."""
    case = now(told_run.outcome)
    table = case.landscape.other_actors.copy()
    table.loc[table["kind"] == "regional", "geometry"] = shapely.box(0.44, 0.0, 0.46, 0.6)
    landscape = replace(case.landscape, other_actors=table)
    (force,) = actors_near(replace(case, landscape=landscape), case.demand.threats[0], "regional")
    assert force["where"] == "within"
    table.loc[table["kind"] == "regional", "geometry"] = shapely.box(0.55, 0.0, 0.6, 0.6)
    (force,) = actors_near(replace(case, landscape=landscape), case.demand.threats[0], "regional")
    lon = float(case.demand.lon[case.demand.threats[0].cells].max())
    assert force["distance_km"] == pytest.approx((0.55 - lon) * 111.32, rel=0.01)


def test_no_layer_is_no_actor(told_run: Planned) -> None:
    """Without a layer of other actors nobody is listed."""
    case = now(told_run.outcome)
    none = replace(case.landscape, other_actors=case.landscape.other_actors.iloc[:0])
    assert actors_near(replace(case, landscape=none), case.demand.threats[0], "host_state") == []
